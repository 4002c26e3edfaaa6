/* What a page or an API answer is made of: written once, it becomes JSON or the XML of a page.
 *
 * A use case writes members, objects and lists; it does not know for whom.  In JSON a list is an
 * array and the names of its items are dropped; in XML every object and list is an element and
 * every member an attribute, which the page's stylesheet then shows.  Money is fen in JSON and
 * "1,234.56" in XML.  Like the builders of base/, a view that failed ignores what follows and says
 * so at the end. */
#ifndef SUDUI_WEB_VIEW_H
#define SUDUI_WEB_VIEW_H

#include "base/json.h"
#include "base/messages/base.h"

struct _xmlDoc;
struct _xmlNode;

typedef struct view {
  language lang;
  bool is_json;
  bool failed;
  text_builder text; /* of the JSON */
  json_writer json;
  unsigned depth;
  uint64_t in_list; /* a bit for each open level: it is an array */
  struct _xmlDoc *document;
  struct _xmlNode *place;
} view;

/* The root is an object called `root`. */
void view_init(view *v, bool is_json, language lang, const char *root);
void view_release(view *v);

void view_begin(view *v, const char *name); /* an object: a member, or an item of the open list */
void view_end(view *v);
void view_list(view *v, const char *name);
void view_list_end(view *v);

void view_text(view *v, const char *name, text value);
void view_string(view *v, const char *name, const char *value); /* NULL is left out */
void view_message(view *v, const char *name, message_id message);
void view_integer(view *v, const char *name, int64_t value);
void view_money(view *v, const char *name, int64_t amount_fen); /* JSON: <name>_fen */
void view_boolean(view *v, const char *name, bool value);       /* XML: only when true */
void view_day(view *v, const char *name, int64_t day);          /* "2025-06-30" */
void view_moment(view *v, const char *name, int64_t moment_us); /* JSON: UTC; XML: in China */

/* The JSON, whose root is then closed; empty when the view failed.  Borrowed from the view. */
text view_json(view *v);

#endif
