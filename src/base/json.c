/* JSON (RFC 8259): a writer into a text builder, and a strict reader that keeps number texts. */
#include "base/json.h"

#include <stdio.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/map.h"

/* --- Writing --- */

void json_init(json_writer *w, text_builder *out) { *w = (json_writer){.out = out}; }

/* The comma before a value or key, unless it is the first or stands behind its key. */
static void separate(json_writer *w) {
  if (w->after_key) {
    w->after_key = false;
    return;
  }
  uint64_t level = UINT64_C(1) << (w->depth & 63);
  if ((w->has_members & level) != 0) text_builder_add_byte(w->out, ',');
  w->has_members |= level;
}

static void begin_level(json_writer *w, char bracket) {
  separate(w);
  text_builder_add_byte(w->out, bracket);
  w->depth++;
  w->has_members &= ~(UINT64_C(1) << (w->depth & 63));
}

static void end_level(json_writer *w, char bracket) {
  if (w->depth != 0) w->depth--;
  text_builder_add_byte(w->out, bracket);
}

void json_begin_object(json_writer *w) { begin_level(w, '{'); }
void json_end_object(json_writer *w) { end_level(w, '}'); }
void json_begin_array(json_writer *w) { begin_level(w, '['); }
void json_end_array(json_writer *w) { end_level(w, ']'); }

/* "</script>" is also kept from ending a page: '<' is escaped. */
static void add_quoted(text_builder *out, text value) {
  text_builder_add_byte(out, '"');
  size_t start = 0;
  for (size_t i = 0; i < value.size; i++) {
    unsigned char c = (unsigned char)value.data[i];
    if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != 0x7F) continue;
    text_builder_add(out, text_slice(value, start, i - start));
    start = i + 1;
    if (c == '"' || c == '\\') {
      text_builder_add_byte(out, '\\');
      text_builder_add_byte(out, (char)c);
    } else if (c == '\n') {
      text_builder_add_string(out, "\\n");
    } else {
      text_builder_format(out, "\\u%04x", c);
    }
  }
  text_builder_add(out, text_slice(value, start, value.size));
  text_builder_add_byte(out, '"');
}

void json_text(json_writer *w, text value) {
  separate(w);
  add_quoted(w->out, value);
}

void json_key(json_writer *w, const char *key) {
  separate(w);
  add_quoted(w->out, text_of(key));
  text_builder_add_byte(w->out, ':');
  w->after_key = true;
}

void json_string(json_writer *w, const char *value) {
  if (value == NULL) {
    json_null(w);
  } else {
    json_text(w, text_of(value));
  }
}

void json_integer(json_writer *w, int64_t value) {
  separate(w);
  text_builder_add_number(w->out, value);
}

static size_t skip_digits(text t, size_t at) {
  while (at < t.size && t.data[at] >= '0' && t.data[at] <= '9') at++;
  return at;
}

static bool is_json_number(text t) {
  size_t at = t.size != 0 && t.data[0] == '-' ? 1 : 0;
  size_t end = skip_digits(t, at);
  if (end == at || (t.data[at] == '0' && end - at > 1)) return false;
  if (end < t.size && t.data[end] == '.') {
    at = end + 1;
    if ((end = skip_digits(t, at)) == at) return false;
  }
  if (end < t.size && (t.data[end] == 'e' || t.data[end] == 'E')) {
    at = end + 1;
    if (at < t.size && (t.data[at] == '+' || t.data[at] == '-')) at++;
    if ((end = skip_digits(t, at)) == at) return false;
  }
  return end == t.size;
}

void json_number(json_writer *w, text number) {
  separate(w);
  if (is_json_number(number)) {
    text_builder_add(w->out, number);
  } else {
    add_quoted(w->out, number);
  }
}

void json_boolean(json_writer *w, bool value) {
  separate(w);
  text_builder_add_string(w->out, value ? "true" : "false");
}

void json_null(json_writer *w) {
  separate(w);
  text_builder_add_string(w->out, "null");
}

void json_member_text(json_writer *w, const char *key, text value) {
  json_key(w, key);
  json_text(w, value);
}

void json_member_string(json_writer *w, const char *key, const char *value) {
  json_key(w, key);
  json_string(w, value);
}

void json_member_integer(json_writer *w, const char *key, int64_t value) {
  json_key(w, key);
  json_integer(w, value);
}

void json_member_boolean(json_writer *w, const char *key, bool value) {
  json_key(w, key);
  json_boolean(w, value);
}

/* --- Reading --- */

/* A member of an object or array that is being read; they are arrays once the level closes. */
typedef struct pending_member {
  struct pending_member *next;
  text key;
  json_value value;
} pending_member;

typedef struct open_level {
  json_value *container;
  pending_member *first, *last;
  map keys; /* of objects */
  text key; /* the one whose value comes next */
} open_level;

typedef struct json_build {
  arena *arena;
  open_level levels[LIMIT_JSON_DEPTH];
  size_t depth;
  size_t members;
  json_value *root;
  sd_status status;
  sd_error *error;
} json_build;

static int stop(json_build *b, sd_status status, message_id message, const char *argument) {
  b->status = error_set(b->error, status, message, SD_ARGS(argument));
  return 0;
}

static int stop_at_limit(json_build *b, const char *name, size_t limit) {
  b->status = error_set(b->error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                        SD_ARGS(name, SD_NUMBER(limit)));
  return 0;
}

static int out_of_memory(json_build *b) {
  return stop(b, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* Adds a value where the parser stands; NULL when that failed. */
static json_value *add_value(json_build *b, json_kind kind) {
  if (++b->members > LIMIT_JSON_MEMBERS) {
    stop_at_limit(b, "JSON members", LIMIT_JSON_MEMBERS);
    return NULL;
  }
  pending_member *m = ARENA_NEW(b->arena, pending_member);
  if (m == NULL) {
    out_of_memory(b);
    return NULL;
  }
  m->value.kind = kind;
  if (b->depth == 0) {
    b->root = &m->value;
    return &m->value;
  }
  open_level *level = &b->levels[b->depth - 1];
  m->key = level->key;
  if (level->last == NULL) {
    level->first = m;
  } else {
    level->last->next = m;
  }
  level->last = m;
  level->container->count++;
  return &m->value;
}

static int on_null(void *context) { return add_value(context, JSON_NULL) != NULL; }

static int on_boolean(void *context, int value) {
  json_value *v = add_value(context, JSON_BOOLEAN);
  if (v != NULL) v->boolean = value != 0;
  return v != NULL;
}

static int add_text(json_build *b, json_kind kind, text value) {
  json_value *v = add_value(b, kind);
  if (v == NULL) return 0;
  v->text = arena_copy(b->arena, value);
  return v->text.data != NULL ? 1 : out_of_memory(b);
}

static int on_number(void *context, const char *digits, size_t size) {
  return add_text(context, JSON_NUMBER, (text){digits, size});
}

/* yajl writes a lone surrogate as '?', so they are looked for in the source, see check_escapes. */
static int on_string(void *context, const unsigned char *bytes, size_t size) {
  return add_text(context, JSON_STRING, (text){(const char *)bytes, size});
}

static int on_key(void *context, const unsigned char *bytes, size_t size) {
  json_build *b = context;
  open_level *level = &b->levels[b->depth - 1];
  text key = arena_copy(b->arena, (text){(const char *)bytes, size});
  if (key.data == NULL) return out_of_memory(b);
  if (map_index(&level->keys, key) != SIZE_MAX) {
    return stop(b, SD_INVALID, MESSAGE_JSON_DUPLICATE_KEY, key.data);
  }
  level->key = key;
  return map_set(&level->keys, key, level) ? 1 : out_of_memory(b);
}

static int open_container(json_build *b, json_kind kind) {
  if (b->depth == LIMIT_JSON_DEPTH) return stop_at_limit(b, "JSON depth", LIMIT_JSON_DEPTH);
  json_value *v = add_value(b, kind);
  if (v == NULL) return 0;
  open_level *level = &b->levels[b->depth++];
  *level = (open_level){.container = v};
  map_init(&level->keys, b->arena);
  return 1;
}

static int close_container(json_build *b) {
  open_level *level = &b->levels[--b->depth];
  json_value *v = level->container;
  v->items = ARENA_ARRAY(b->arena, json_value, v->count);
  v->keys = v->kind == JSON_OBJECT ? ARENA_ARRAY(b->arena, text, v->count) : NULL;
  if (v->items == NULL || (v->kind == JSON_OBJECT && v->keys == NULL)) return out_of_memory(b);
  size_t i = 0;
  for (const pending_member *m = level->first; m != NULL; m = m->next, i++) {
    v->items[i] = m->value;
    if (v->keys != NULL) v->keys[i] = m->key;
  }
  return 1;
}

static int on_object(void *context) { return open_container(context, JSON_OBJECT); }
static int on_array(void *context) { return open_container(context, JSON_ARRAY); }
static int on_close(void *context) { return close_container(context); }

/* The four digits of \uXXXX at `at`, or -1. */
static int32_t escape_value(text source, size_t at) {
  int32_t value = 0;
  if (source.size - at < 6 || source.data[at] != '\\' || source.data[at + 1] != 'u') return -1;
  for (size_t i = at + 2; i < at + 6; i++) {
    char c = source.data[i];
    int32_t digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* The offset of the first \u0000 or lone surrogate, or SIZE_MAX.  A backslash occurs in strings
 * only; elsewhere yajl refuses it. */
static size_t find_bad_escape(text source) {
  for (size_t at = text_find(source, TEXT("\\"), 0); at != SIZE_MAX;
       at = text_find(source, TEXT("\\"), at)) {
    int32_t value = escape_value(source, at);
    if (value == 0 || (value >= 0xDC00 && value < 0xE000)) return at;
    if (value >= 0xD800 && value < 0xDC00) {
      int32_t low = escape_value(source, at + 6);
      if (low < 0xDC00 || low >= 0xE000) return at;
      at += 6;
    }
    at += value >= 0 ? 6 : 2;
  }
  return SIZE_MAX;
}

static void place_error(sd_error *error, const char *name, text source, size_t offset) {
  uint32_t line = 1;
  size_t start = 0;
  if (offset > source.size) offset = source.size;
  for (size_t i = 0; i < offset; i++) {
    if (source.data[i] != '\n') continue;
    line++;
    start = i + 1;
  }
  size_t column = text_code_points(text_slice(source, start, offset - start)) + 1;
  error_place(error, name, line, (uint32_t)column);
}

/* The reason in yajl's words, without its excerpt of the source. */
static sd_status syntax_error(yajl_handle parser, text source, sd_error *error) {
  unsigned char *words = yajl_get_error(parser, 0, (const unsigned char *)source.data, source.size);
  char reason[200];
  snprintf(reason, sizeof reason, "%s", words == NULL ? "?" : (const char *)words);
  reason[strcspn(reason, "\n")] = '\0';
  if (words != NULL) yajl_free_error(parser, words);
  return error_set(error, SD_SYNTAX_ERROR, MESSAGE_JSON_SYNTAX, SD_ARGS(reason));
}

static sd_status run_parser(yajl_handle parser, json_build *b, text source, const char *name) {
  size_t bad = find_bad_escape(source);
  if (bad != SIZE_MAX) {
    sd_status status = error_set(b->error, SD_INVALID, MESSAGE_JSON_BAD_TEXT, NULL);
    place_error(b->error, name, source, bad);
    return status;
  }
  yajl_status result = yajl_parse(parser, (const unsigned char *)source.data, source.size);
  size_t consumed = yajl_get_bytes_consumed(parser);
  if (result == yajl_status_ok) {
    result = yajl_complete_parse(parser);
    consumed = source.size;
  }
  if (result == yajl_status_ok && b->root != NULL) return SD_OK;
  sd_status status = b->status != SD_OK ? b->status : syntax_error(parser, source, b->error);
  place_error(b->error, name, source, consumed);
  return status;
}

sd_status json_read(text source, const char *name, arena *a, json_value **out, sd_error *error) {
  static const yajl_callbacks CALLBACKS = {
      .yajl_null = on_null,
      .yajl_boolean = on_boolean,
      .yajl_number = on_number,
      .yajl_string = on_string,
      .yajl_start_map = on_object,
      .yajl_map_key = on_key,
      .yajl_end_map = on_close,
      .yajl_start_array = on_array,
      .yajl_end_array = on_close,
  };
  json_build *b = memory_allocate(sizeof *b);
  if (b == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  b->arena = a;
  b->error = error;
  yajl_handle parser = yajl_alloc(&CALLBACKS, NULL, b);
  sd_status status = SD_OUT_OF_MEMORY;
  if (parser == NULL) {
    error_set(error, status, MESSAGE_OUT_OF_MEMORY, NULL);
  } else {
    status = run_parser(parser, b, source, name);
    yajl_free(parser);
  }
  if (status == SD_OK) *out = b->root;
  memory_free(b);
  return status;
}

const json_value *json_get(const json_value *v, const char *key) {
  if (v == NULL || v->kind != JSON_OBJECT) return NULL;
  for (size_t i = 0; i < v->count; i++) {
    if (text_is(v->keys[i], key)) return &v->items[i];
  }
  return NULL;
}
