/* What a page or an API answer is made of: written once, it becomes JSON or the XML of a page. */
#include "web/view.h"

#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/money.h"

static const xmlChar *x(const char *s) { return (const xmlChar *)s; }

void view_init(view *v, bool is_json, language lang, const char *root) {
  *v = (view){.lang = lang, .is_json = is_json};
  text_builder_init(&v->text, LIMIT_WEB_ANSWER_BYTES);
  if (is_json) {
    json_init(&v->json, &v->text);
    json_begin_object(&v->json);
    return;
  }
  v->document = xmlNewDoc(x("1.0"));
  v->place = v->document == NULL ? NULL : xmlNewNode(NULL, x(root));
  v->failed = v->place == NULL;
  if (!v->failed) xmlDocSetRootElement(v->document, v->place);
}

void view_release(view *v) {
  text_builder_release(&v->text);
  if (v->document != NULL) xmlFreeDoc(v->document);
  *v = (view){0};
}

static bool in_list(const view *v) { return (v->in_list >> v->depth & 1) != 0; }

static void open(view *v, const char *name, bool is_list) {
  if (v->failed) return;
  if (v->is_json) {
    if (!in_list(v)) json_key(&v->json, name);
    if (is_list) json_begin_array(&v->json);
    if (!is_list) json_begin_object(&v->json);
  } else {
    xmlNode *child = xmlNewChild(v->place, NULL, x(name), NULL);
    if (child == NULL) v->failed = true;
    if (child != NULL) v->place = child;
  }
  v->depth++;
  v->in_list = (v->in_list & ~(UINT64_C(1) << v->depth)) | ((uint64_t)is_list << v->depth);
}

static void close_one(view *v) {
  if (v->failed) return;
  if (v->is_json) {
    if (in_list(v)) json_end_array(&v->json);
    if (!in_list(v)) json_end_object(&v->json);
  } else {
    v->place = v->place->parent;
  }
  v->depth--;
}

void view_begin(view *v, const char *name) { open(v, name, false); }
void view_end(view *v) { close_one(v); }
void view_list(view *v, const char *name) { open(v, name, true); }
void view_list_end(view *v) { close_one(v); }

void view_text(view *v, const char *name, text value) {
  if (v->failed) return;
  if (v->is_json) {
    json_member_text(&v->json, name, value);
    return;
  }
  /* xmlNewProp wants a NUL behind the text. */
  xmlChar *copy =
      xmlStrndup((const xmlChar *)(value.data == NULL ? "" : value.data), (int)value.size);
  if (copy == NULL || xmlNewProp(v->place, x(name), copy) == NULL) v->failed = true;
  xmlFree(copy);
}

void view_string(view *v, const char *name, const char *value) {
  if (value != NULL) view_text(v, name, text_of(value));
}

void view_message(view *v, const char *name, message_id message) {
  view_string(v, name, message_text(v->lang, message));
}

void view_integer(view *v, const char *name, int64_t value) {
  if (v->failed) return;
  if (v->is_json) {
    json_member_integer(&v->json, name, value);
  } else {
    view_string(v, name, SD_NUMBER(value));
  }
}

void view_money(view *v, const char *name, int64_t amount_fen) {
  if (v->is_json) {
    char key[80];
    snprintf(key, sizeof key, "%s_fen", name);
    view_integer(v, key, amount_fen);
    return;
  }
  char buffer[MONEY_TEXT_SIZE];
  money_format(amount_fen, buffer);
  view_string(v, name, buffer);
}

void view_boolean(view *v, const char *name, bool value) {
  if (v->failed) return;
  if (v->is_json) {
    json_member_boolean(&v->json, name, value);
  } else if (value) {
    view_string(v, name, "true");
  }
}

void view_day(view *v, const char *name, int64_t day) {
  char buffer[CALENDAR_TEXT_SIZE];
  calendar_format_day(day, buffer);
  view_string(v, name, buffer);
}

void view_moment(view *v, const char *name, int64_t moment_us) {
  char buffer[CLOCK_TEXT_SIZE];
  if (v->is_json) {
    clock_format(moment_us, buffer);
    view_string(v, name, buffer);
    return;
  }
  /* China's time, to the minute: "2025-06-30 10:00". */
  clock_format(moment_us + CLOCK_CHINA_OFFSET_SECONDS * CLOCK_SECOND_US, buffer);
  buffer[10] = ' ';
  buffer[16] = '\0';
  view_string(v, name, buffer);
}

text view_json(view *v) {
  if (v->is_json && !v->failed) json_end_object(&v->json);
  if (v->failed || v->text.failed) return (text){NULL, 0};
  return text_builder_text(&v->text);
}
