/* A guarded reader of XML as a stream of events, and as a small tree.
 *
 * Over libxml2's push parser.  A document type declaration, an entity of its own and a processing
 * instruction are refused where they stand, before anything is expanded; depth, elements and bytes
 * are bounded; nothing is ever loaded from elsewhere.  Every error has line and column. */
#ifndef SUDUI_BASE_XML_H
#define SUDUI_BASE_XML_H

#include "base/arena.h"
#include "base/error.h"

typedef struct xml_limits {
  size_t bytes_max;
  size_t elements_max;
  size_t depth_max;
} xml_limits;
xml_limits xml_limits_of_model(void); /* from limits.h */
xml_limits xml_limits_of_statement(void);

typedef enum xml_event {
  XML_EVENT_START,
  XML_EVENT_END,
  XML_EVENT_TEXT, /* one event for each run between tags, never empty; CDATA counts as text */
  XML_EVENT_FINISHED
} xml_event;

typedef struct xml_attribute {
  text name; /* local; NUL-ended, like all texts here */
  text namespace_uri;
  text prefix;
  text value;
} xml_attribute;

/* A declaration xmlns:prefix="uri" (prefix empty for xmlns="uri"). */
typedef struct xml_namespace {
  text prefix;
  text uri;
} xml_namespace;

typedef struct xml_reader xml_reader;

/* `name` is what errors call the document; `content` is borrowed until close. */
sd_status xml_reader_open(text content, const char *name, xml_limits limits, xml_reader **out,
                          sd_error *error);
sd_status xml_reader_open_file(const char *path, xml_limits limits, xml_reader **out,
                               sd_error *error);
void xml_reader_close(xml_reader *r); /* NULL is allowed */

/* The next event.  After an error or XML_EVENT_FINISHED only close. */
sd_status xml_reader_next(xml_reader *r, xml_event *event_out, sd_error *error);

/* Of the current event; everything is borrowed until the next xml_reader_next. */
text xml_reader_name(const xml_reader *r); /* local name, for START and END */
text xml_reader_namespace(const xml_reader *r);
text xml_reader_prefix(const xml_reader *r);
text xml_reader_text(const xml_reader *r); /* for TEXT */
const xml_attribute *xml_reader_attributes(const xml_reader *r, size_t *count_out);
const xml_namespace *xml_reader_namespaces(const xml_reader *r, size_t *count_out);
/* NULL data when there is none without a namespace by that name. */
text xml_reader_attribute(const xml_reader *r, const char *name);
uint32_t xml_reader_line(const xml_reader *r);   /* of the '<' for START; 1-based */
uint32_t xml_reader_column(const xml_reader *r); /* in code points, 1-based */
size_t xml_reader_depth(const xml_reader *r);    /* 1 for the root's START and END */

/* Among `count` attributes, the one without a namespace by that name; NULL data when absent. */
text xml_find_attribute(const xml_attribute *attributes, size_t count, const char *name);

/* --- The whole document as a tree, in an arena --- */
typedef struct xml_node {
  text name; /* local */
  text namespace_uri;
  text prefix;
  text content; /* all text directly in it, pieces joined; not trimmed */
  const xml_attribute *attributes;
  size_t attribute_count;
  const xml_namespace *namespaces; /* declared on it */
  size_t namespace_count;
  struct xml_node *parent; /* NULL for the root */
  struct xml_node *first_child;
  struct xml_node *last_child;
  struct xml_node *next; /* sibling */
  uint32_t line, column; /* of its '<' */
} xml_node;

sd_status xml_tree_read(text content, const char *name, arena *a, xml_node **root_out,
                        sd_error *error);

bool xml_node_is(const xml_node *n, text namespace_uri, const char *name);
/* The first child by that name and namespace, or NULL. */
const xml_node *xml_node_child(const xml_node *n, text namespace_uri, const char *name);
/* The next sibling by that name and namespace, or NULL. */
const xml_node *xml_node_next(const xml_node *n, text namespace_uri, const char *name);
/* The attribute without namespace; NULL data when absent. */
text xml_node_attribute(const xml_node *n, const char *name);
/* The uri that `prefix` means at `n`; NULL data when undeclared. */
text xml_node_namespace_of(const xml_node *n, text prefix);

/* Appends with & < > " ' and control characters escaped; for content and for attributes. */
struct text_builder;
void xml_escape(text source, struct text_builder *out);

#endif
