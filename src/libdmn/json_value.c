/* JSON to FEEL values by their declared types, and values to JSON; numbers keep every digit.
 *
 * Reading is as deep as the JSON is, which LIMIT_JSON_DEPTH bounds. */
#include "libdmn/json_value.h"

#include "base/limits.h"
#include "base/messages/libdmn.h"
#include "feel/range.h"
#include "feel/temporal.h"

enum { DECIMAL_DIGITS = 34, PATH_BYTES_MAX = 300 };

/* Where in the input a value stands, for errors. */
typedef struct json_path {
  const struct json_path *above;
  text key;     /* of an object's member; data is NULL for an item of an array */
  size_t index; /* of that item, from 1 as in FEEL */
} json_path;

typedef struct json_reading {
  arena *arena;
  sd_error *error;
} json_reading;

/* --- Errors --- */

static void path_write(const json_path *path, text_builder *out) {
  if (path->above != NULL) path_write(path->above, out);
  if (path->key.data == NULL) {
    text_builder_format(out, "[%zu]", path->index);
  } else {
    if (path->above != NULL) text_builder_add_byte(out, '.');
    text_builder_add(out, text_slice(path->key, 0, PATH_BYTES_MAX));
  }
}

/* `{0}` of the message is the path, `{1}` the text as given, `{2}` the wanted type. */
static sd_status refuse_at(const json_reading *r, const json_path *path, message_id message,
                           text given, const feel_type *type) {
  text_builder place, wanted;
  text_builder_init(&place, (LIMIT_JSON_DEPTH + 1) * (PATH_BYTES_MAX + 1));
  text_builder_init(&wanted, 1000);
  path_write(path, &place);
  if (type != NULL) type_to_text(type, &wanted);
  sd_status status = error_set(r->error, SD_TYPE_ERROR, message,
                               SD_ARGS(place.data == NULL ? "" : place.data, given.data,
                                       wanted.data == NULL ? "" : wanted.data));
  text_builder_release(&wanted);
  text_builder_release(&place);
  return status;
}

static sd_status lack_memory(const json_reading *r) {
  return error_set(r->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Reading --- */

/* Digits from the first to the last that is not 0: those that a decimal must hold. */
static size_t significant_digits(text number) {
  size_t digits = 0, zeros = 0;
  for (size_t i = 0; i < number.size; i++) {
    char c = number.data[i];
    if (c == 'e' || c == 'E') break;
    if (c < '0' || c > '9') continue;
    if (c == '0') {
      zeros += digits != 0;
    } else {
      digits += zeros + 1;
      zeros = 0;
    }
  }
  return digits;
}

static sd_status read_number(const json_reading *r, text written, const json_path *path,
                             value *out) {
  decimal number;
  if (significant_digits(written) > DECIMAL_DIGITS || !decimal_parse(written, &number)) {
    return refuse_at(r, path, MESSAGE_LIBDMN_NUMBER, written, NULL);
  }
  *out = value_number(number);
  return SD_OK;
}

/* A date stands for its midnight where a date and time is asked. */
static value parse_as(type_kind kind, text written, arena *a) {
  switch (kind) {
    case TYPE_DATE:
      return temporal_parse_date(written);
    case TYPE_TIME:
      return temporal_parse_time(a, written);
    case TYPE_DATE_TIME: {
      value date = temporal_parse_date(written);
      return value_is_null(date) ? temporal_parse_date_time(a, written) : date;
    }
    case TYPE_DAYS_DURATION:
    case TYPE_MONTHS_DURATION:
      return temporal_parse_duration(written);
    case TYPE_RANGE:
      return range_parse(a, written);
    default:
      return value_string(written);
  }
}

static bool is_of_kind(value v, type_kind kind) {
  if (kind == TYPE_DAYS_DURATION) return v.kind == VALUE_DAYS_DURATION;
  if (kind == TYPE_MONTHS_DURATION) return v.kind == VALUE_MONTHS_DURATION;
  return !value_is_null(v);
}

static sd_status read_string(const json_reading *r, text written, const feel_type *type,
                             const json_path *path, value *out) {
  while (type != NULL && type->kind == TYPE_LIST) type = type->element;
  type_kind kind = type == NULL ? TYPE_ANY : type->kind;
  *out = parse_as(kind, written, r->arena);
  if (is_of_kind(*out, kind)) return SD_OK;
  return refuse_at(r, path, MESSAGE_LIBDMN_TEMPORAL, written, type);
}

static sd_status read_any(const json_reading *r, const json_value *json, const feel_type *type,
                          const json_path *path, value *out);

static sd_status read_items(const json_reading *r, const json_value *json, const feel_type *type,
                            const json_path *path, value *out) {
  bool is_list = type != NULL && type->kind == TYPE_LIST;
  const feel_type *element = is_list ? type->element : type;
  value *items = ARENA_ARRAY(r->arena, value, json->count + 1);
  if (items == NULL) return lack_memory(r);
  for (size_t i = 0; i < json->count; i++) {
    json_path here = {.above = path, .index = i + 1};
    TRY(read_any(r, &json->items[i], element, &here, &items[i]));
  }
  *out = value_list_make(r->arena, items, json->count);
  return value_is_null(*out) ? lack_memory(r) : SD_OK;
}

static const feel_type *type_of_member(const feel_type *type, text key) {
  while (type != NULL && type->kind == TYPE_LIST) type = type->element;
  if (type == NULL || type->kind != TYPE_CONTEXT) return NULL;
  for (size_t i = 0; i < type->field_count; i++) {
    if (text_equal(type->fields[i].name, key)) return type->fields[i].type;
  }
  return NULL;
}

static sd_status read_members(const json_reading *r, const json_value *json, const feel_type *type,
                              const json_path *path, value *out) {
  value *values = ARENA_ARRAY(r->arena, value, json->count + 1);
  if (values == NULL) return lack_memory(r);
  for (size_t i = 0; i < json->count; i++) {
    json_path here = {.above = path, .key = json->keys[i]};
    TRY(read_any(r, &json->items[i], type_of_member(type, json->keys[i]), &here, &values[i]));
  }
  *out = value_context_make(r->arena, json->keys, values, json->count);
  return value_is_null(*out) ? lack_memory(r) : SD_OK;
}

static sd_status read_any(const json_reading *r, const json_value *json, const feel_type *type,
                          const json_path *path, value *out) {
  *out = value_null();
  switch (json->kind) {
    case JSON_NULL:
      return SD_OK;
    case JSON_BOOLEAN:
      *out = value_boolean(json->boolean);
      return SD_OK;
    case JSON_NUMBER:
      return read_number(r, json->text, path, out);
    case JSON_STRING:
      return read_string(r, json->text, type, path, out);
    case JSON_ARRAY:
      return read_items(r, json, type, path, out);
    default:
      return read_members(r, json, type, path, out);
  }
}

sd_status json_value_read(const json_value *json, const feel_type *type, text name, arena *a,
                          value *out, sd_error *error) {
  json_reading reading = {a, error};
  return read_any(&reading, json, type, &(json_path){.key = name}, out);
}

/* --- Writing --- */

static void write_text(text t, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_text(&w, t);
}

static void write_number(const decimal *number, text_builder *out) {
  char digits[DECIMAL_TEXT_PLAIN_SIZE];
  size_t size = decimal_format(number, digits, sizeof digits);
  json_writer w;
  json_init(&w, out);
  json_number(&w, (text){digits, size});
}

/* What string() answers. */
static void write_literal(value v, text_builder *out) {
  text_builder literal;
  text_builder_init(&literal, LIMIT_FEEL_TEXT_BYTES);
  value_to_text(v, &literal);
  if (literal.failed) out->failed = true;
  write_text(text_builder_text(&literal), out);
  text_builder_release(&literal);
}

/* Stops as soon as `out` is full: shared parts of a value may be many times larger than itself. */
static bool write_any(value v, text_builder *out, unsigned depth) {
  if (depth > LIMIT_VALUE_DEPTH) return false;
  switch (v.kind) {
    case VALUE_NULL:
    case VALUE_UNKNOWN:
    case VALUE_FUNCTION:
      text_builder_add_string(out, "null");
      return true;
    case VALUE_BOOLEAN:
      text_builder_add_string(out, v.as.boolean ? "true" : "false");
      return true;
    case VALUE_NUMBER:
      write_number(&v.as.number, out);
      return true;
    case VALUE_STRING:
      write_text(v.as.string, out);
      return true;
    case VALUE_LIST:
      for (size_t i = 0; i < v.as.list->count && !out->failed; i++) {
        text_builder_add_byte(out, i == 0 ? '[' : ',');
        if (!write_any(v.as.list->items[i], out, depth + 1)) return false;
      }
      text_builder_add_string(out, v.as.list->count == 0 ? "[]" : "]");
      return true;
    case VALUE_CONTEXT:
      for (size_t i = 0; i < v.as.context->count && !out->failed; i++) {
        text_builder_add_byte(out, i == 0 ? '{' : ',');
        write_text(v.as.context->keys[i], out);
        text_builder_add_byte(out, ':');
        if (!write_any(v.as.context->values[i], out, depth + 1)) return false;
      }
      text_builder_add_string(out, v.as.context->count == 0 ? "{}" : "}");
      return true;
    default:
      write_literal(v, out);
      return true;
  }
}

bool json_value_write(value v, text_builder *out) { return write_any(v, out, 0); }
