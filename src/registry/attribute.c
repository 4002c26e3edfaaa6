/* The catalogue of attributes: what may be known about a subject, and in which type and period. */
#include "registry/attribute.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/messages/registry.h"
#include "base/money.h"

static const struct {
  const char *name;
  int32_t scale;
} attribute_types[ATTRIBUTE_TYPE_COUNT] = {
    [ATTRIBUTE_MONEY] = {"money", 2},     [ATTRIBUTE_INTEGER] = {"integer", 0},
    [ATTRIBUTE_NUMBER] = {"number", 6},   [ATTRIBUTE_RATIO] = {"ratio", 12},
    [ATTRIBUTE_BOOLEAN] = {"boolean", 0}, [ATTRIBUTE_DATE] = {"date", 0},
    [ATTRIBUTE_STRING] = {"string", 0},
};

static const char *const period_names[] = {
    [ATTRIBUTE_PERIOD_NONE] = "none",
    [ATTRIBUTE_PERIOD_YEAR] = "year",
    [ATTRIBUTE_PERIOD_MONTH] = "month",
};

const char *attribute_type_name(attribute_type type) { return attribute_types[type].name; }
const char *attribute_period_name(attribute_period period) { return period_names[period]; }
int32_t attribute_type_scale(attribute_type type) { return attribute_types[type].scale; }
bool attribute_type_is_numeric(attribute_type type) { return type <= ATTRIBUTE_RATIO; }

bool attribute_type_parse(text name, attribute_type *out) {
  for (size_t i = 0; i < ATTRIBUTE_TYPE_COUNT; i++) {
    if (!text_is(name, attribute_types[i].name)) continue;
    *out = (attribute_type)i;
    return true;
  }
  return false;
}

bool attribute_period_parse(text name, attribute_period *out) {
  for (size_t i = 0; i < sizeof period_names / sizeof period_names[0]; i++) {
    if (!text_is(name, period_names[i])) continue;
    *out = (attribute_period)i;
    return true;
  }
  return false;
}

void attribute_mask(const attribute *a, char *value) {
  enum { SHOWN = 4 };
  size_t digits = 0, size = strlen(value);
  for (size_t i = 0; i < size; i++) {
    if (value[i] >= '0' && value[i] <= '9') {
      digits++;
    } else if (value[i] != ' ' && value[i] != '-' && value[i] != '+') {
      return;
    }
  }
  if (!a->personal || digits <= SHOWN) return;
  char last[SHOWN + 1] = "";
  size_t at = SHOWN;
  for (size_t i = size; i > 0 && at > 0; i--) {
    if (value[i - 1] >= '0' && value[i - 1] <= '9') last[--at] = value[i - 1];
  }
  memset(value, '*', SHOWN); /* no longer than before: it had more than four digits */
  size_t kept = size < 2 * SHOWN ? size - SHOWN : SHOWN;
  memcpy(value + SHOWN, last + SHOWN - kept, kept);
  value[SHOWN + kept] = '\0';
}

bool attribute_period_fits(attribute_period kind, int64_t period) {
  int64_t year = kind == ATTRIBUTE_PERIOD_MONTH ? period / 100 : period;
  if (kind == ATTRIBUTE_PERIOD_NONE) return period == 0;
  if (year < LIMIT_FACT_YEAR_MIN || year > LIMIT_FACT_YEAR_MAX) return false;
  return kind == ATTRIBUTE_PERIOD_YEAR || (period % 100 >= 1 && period % 100 <= 12);
}

/* --- Reading the catalogue --- */

enum { CATALOGUE_COLUMNS = 7, CATALOGUE_BYTES_MAX = 4 * 1024 * 1024 };

typedef struct catalogue_reader {
  const char *name;
  arena *arena;
  attribute *attributes;
  size_t count;
  size_t capacity;
  map *by_id;
  bool header_seen;
} catalogue_reader;

static sd_status refuse_row(const catalogue_reader *reader, const csv_row *row, sd_error *error) {
  error_place(error, reader->name, (uint32_t)row->line, 0);
  return error ? error->status : SD_INVALID;
}

static sd_status refuse_value(const catalogue_reader *reader, const csv_row *row, const char *what,
                              size_t column, const char *allowed, sd_error *error) {
  text id = arena_copy(reader->arena, row->cells[0]);
  text value = arena_copy(reader->arena, row->cells[column]);
  if (!id.data || !value.data)
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  error_set(error, SD_INVALID, MESSAGE_REGISTRY_CATALOGUE_VALUE,
            SD_ARGS(id.data, what, value.data, allowed));
  error_place(error, reader->name, (uint32_t)row->line, 0);
  return SD_INVALID;
}

static bool is_identifier(text id) {
  if (id.size == 0 || id.data[0] < 'a' || id.data[0] > 'z') return false;
  for (size_t i = 0; i < id.size; i++) {
    char c = id.data[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return true;
}

static bool is_header(const csv_row *row) {
  static const char *const names[CATALOGUE_COLUMNS] = {"id",   "name_zh", "name_en", "type",
                                                       "unit", "period",  "personal"};
  if (row->count < CATALOGUE_COLUMNS) return false;
  for (size_t i = 0; i < CATALOGUE_COLUMNS; i++)
    if (!text_is(row->cells[i], names[i])) return false;
  return true;
}

static bool grow_catalogue(catalogue_reader *reader) {
  if (reader->count < reader->capacity) return true;
  size_t capacity = reader->capacity ? reader->capacity * 2 : 128;
  attribute *grown = ARENA_ARRAY(reader->arena, attribute, capacity);
  if (!grown) return false;
  if (reader->count) memcpy(grown, reader->attributes, reader->count * sizeof *grown);
  reader->attributes = grown;
  reader->capacity = capacity;
  return true;
}

static sd_status read_attribute(void *context, const csv_row *row, sd_error *error) {
  catalogue_reader *reader = context;
  if (!reader->header_seen) {
    reader->header_seen = true;
    if (is_header(row)) return SD_OK;
    error_set(error, SD_INVALID, MESSAGE_REGISTRY_CATALOGUE_COLUMNS, NULL);
    return refuse_row(reader, row, error);
  }
  if (row->fault != CSV_FAULT_NONE || row->count < CATALOGUE_COLUMNS) {
    error_set(error, SD_INVALID, MESSAGE_REGISTRY_CATALOGUE_COLUMNS, NULL);
    return refuse_row(reader, row, error);
  }
  attribute a = {.index = reader->count};
  if (!is_identifier(row->cells[0])) return refuse_value(reader, row, "id", 0, "a-z 0-9 _", error);
  if (!attribute_type_parse(row->cells[3], &a.type))
    return refuse_value(reader, row, "type", 3, "money integer number ratio boolean date string",
                        error);
  if (!attribute_period_parse(row->cells[5], &a.period))
    return refuse_value(reader, row, "period", 5, "none year month", error);
  a.personal = text_is(row->cells[6], "yes");
  if (!a.personal && !text_is(row->cells[6], "no"))
    return refuse_value(reader, row, "personal", 6, "yes no", error);
  a.id = arena_copy(reader->arena, row->cells[0]);
  a.name_chinese = arena_copy(reader->arena, row->cells[1]);
  a.name_english = arena_copy(reader->arena, row->cells[2]);
  a.unit = arena_copy(reader->arena, row->cells[4]);
  if (!a.id.data || !a.name_chinese.data || !a.name_english.data || !a.unit.data ||
      !grow_catalogue(reader))
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (map_index(reader->by_id, a.id) != SIZE_MAX) {
    error_set(error, SD_INVALID, MESSAGE_REGISTRY_CATALOGUE_TWICE, SD_ARGS(a.id.data));
    return refuse_row(reader, row, error);
  }
  reader->attributes[reader->count++] = a;
  /* The value only says that the key is there; attribute_find goes by its index. */
  if (!map_set(reader->by_id, a.id, reader))
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return SD_OK;
}

sd_status attribute_catalogue_read(text csv, const char *name, arena *a, attribute_catalogue **out,
                                   sd_error *error) {
  catalogue_reader reader = {.name = name, .arena = a, .by_id = ARENA_NEW(a, map)};
  attribute_catalogue *catalogue = ARENA_NEW(a, attribute_catalogue);
  if (!reader.by_id || !catalogue)
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  map_init(reader.by_id, a);
  TRY(csv_read(csv, name, read_attribute, &reader, error));
  if (reader.count == 0) {
    error_set(error, SD_INVALID, MESSAGE_REGISTRY_CATALOGUE_COLUMNS, NULL);
    error_place(error, name, 1, 0);
    return SD_INVALID;
  }
  *catalogue = (attribute_catalogue){reader.attributes, reader.count, reader.by_id};
  *out = catalogue;
  return SD_OK;
}

sd_status attribute_catalogue_read_file(const char *path, arena *a, attribute_catalogue **out,
                                        sd_error *error) {
  text content;
  TRY(file_read(path, CATALOGUE_BYTES_MAX, a, &content, error));
  return attribute_catalogue_read(content, path, a, out, error);
}

const attribute *attribute_find(const attribute_catalogue *c, text id) {
  size_t index = map_index(c->by_id, id);
  return index == SIZE_MAX ? NULL : &c->attributes[index];
}

/* --- Values --- */

bool fact_value_equal(const fact_value *a, const fact_value *b) {
  if (a->type != b->type) return false;
  return a->type == ATTRIBUTE_STRING ? text_equal(a->content, b->content) : a->number == b->number;
}

decimal fact_value_decimal(const fact_value *v) {
  decimal scaled = decimal_scaled(v->number, -attribute_type_scale(v->type));
  return decimal_reduce(&scaled);
}

static void format_numeric(const fact_value *v, char *buffer, size_t size) {
  char digits[DECIMAL_TEXT_PLAIN_SIZE];
  decimal d = fact_value_decimal(v);
  decimal_format(&d, digits, sizeof digits);
  snprintf(buffer, size, "%s", digits);
}

static void format_date(int64_t day, char *buffer, size_t size) {
  char date[CALENDAR_TEXT_SIZE];
  calendar_format_day(day, date);
  snprintf(buffer, size, "%s", date);
}

/* Cuts at the end of a character. */
static void format_content(text content, char *buffer, size_t size) {
  size_t used = content.size < size ? content.size : size - 1;
  while (used < content.size && used > 0 && ((unsigned char)content.data[used] & 0xc0) == 0x80)
    used--;
  if (used) memcpy(buffer, content.data, used);
  buffer[used] = '\0';
}

void fact_value_format(const fact_value *v, language lang, char *buffer, size_t size) {
  char money[MONEY_TEXT_SIZE];
  switch (v->type) {
    case ATTRIBUTE_MONEY:
      money_format(v->number, money);
      snprintf(buffer, size, "%s", money);
      return;
    case ATTRIBUTE_BOOLEAN:
      if (lang == LANGUAGE_CHINESE)
        snprintf(buffer, size, "%s", v->number ? "是" : "否");
      else
        snprintf(buffer, size, "%s", v->number ? "yes" : "no");
      return;
    default:
      fact_value_format_plain(v, buffer, size);
  }
}

void fact_value_format_plain(const fact_value *v, char *buffer, size_t size) {
  char money[MONEY_TEXT_SIZE];
  switch (v->type) {
    case ATTRIBUTE_MONEY:
      money_format_plain(v->number, money);
      snprintf(buffer, size, "%s", money);
      return;
    case ATTRIBUTE_BOOLEAN:
      snprintf(buffer, size, "%s", v->number ? "true" : "false");
      return;
    case ATTRIBUTE_DATE:
      format_date(v->number, buffer, size);
      return;
    case ATTRIBUTE_STRING:
      format_content(v->content, buffer, size);
      return;
    default:
      format_numeric(v, buffer, size);
  }
}
