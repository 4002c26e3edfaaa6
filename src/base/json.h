/* JSON (RFC 8259): a writer into a text builder, and a strict reader that keeps number texts. */
#ifndef SUDUI_BASE_JSON_H
#define SUDUI_BASE_JSON_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text_builder.h"

/* --- Writing: commas and quotes come by themselves --- */
typedef struct json_writer {
  text_builder *out;
  uint64_t has_members; /* a bit for each open level */
  unsigned depth;
  bool after_key;
} json_writer;

void json_init(json_writer *w, text_builder *out);
void json_begin_object(json_writer *w);
void json_end_object(json_writer *w);
void json_begin_array(json_writer *w);
void json_end_array(json_writer *w);
void json_key(json_writer *w, const char *key);
void json_text(json_writer *w, text value);
void json_string(json_writer *w, const char *value); /* NULL writes null */
void json_integer(json_writer *w, int64_t value);
/* A number by its text ("0.10"), so that no digit is lost; text that is no number is quoted. */
void json_number(json_writer *w, text number);
void json_boolean(json_writer *w, bool value);
void json_null(json_writer *w);
/* key and value in one */
void json_member_text(json_writer *w, const char *key, text value);
void json_member_string(json_writer *w, const char *key, const char *value);
void json_member_integer(json_writer *w, const char *key, int64_t value);
void json_member_boolean(json_writer *w, const char *key, bool value);

/* --- Reading --- */
typedef enum json_kind {
  JSON_NULL,
  JSON_BOOLEAN,
  JSON_NUMBER, /* its text is kept as written */
  JSON_STRING,
  JSON_ARRAY,
  JSON_OBJECT
} json_kind;

typedef struct json_value {
  json_kind kind;
  bool boolean;
  text text;    /* NUMBER as written, STRING decoded; NUL-ended */
  size_t count; /* of items or members */
  struct json_value *items;
  text *keys; /* OBJECT only, beside items, in order, unique */
} json_value;

/* Refuses what is not UTF-8, lone surrogates, U+0000, keys that occur twice, more than
 * LIMIT_JSON_DEPTH levels or LIMIT_JSON_MEMBERS members; errors have line and column. */
sd_status json_read(text source, const char *name, arena *a, json_value **out, sd_error *error);
/* NULL when `v` is NULL, no object, or without that key. */
const json_value *json_get(const json_value *v, const char *key);

#endif
