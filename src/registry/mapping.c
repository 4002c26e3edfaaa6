/* The mapping file: which column of a table is which attribute, unit, period and source. */
/* What must stay true: a mapping that was read has a period for every attribute that needs one, a
 * unit only where it fits, and no two columns for the same series. */
#include "registry/mapping.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/registry.h"
#include "registry/column_name.h"

typedef enum mapping_section {
  SECTION_NONE,
  SECTION_FILE,
  SECTION_COLUMNS,
  SECTION_VALUES,
  SECTION_CONSTANTS
} mapping_section;

typedef struct value_line {
  const attribute *attribute;
  mapping_translation translation;
} value_line;

typedef struct mapping_reader {
  const char *name;
  const attribute_catalogue *catalogue;
  arena *arena;
  mapping *mapping;
  mapping_section section;
  const attribute *values_of; /* in SECTION_VALUES */
  mapping_column *columns;
  size_t column_count, column_capacity;
  value_line *values;
  size_t value_count, value_capacity;
  mapping_setting period; /* of [file] */
  mapping_setting valid_from;
  uint32_t line;
} mapping_reader;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status refuse_line(const mapping_reader *r, message_id message,
                             const char *const *arguments, sd_error *error) {
  error_set(error, SD_INVALID, message, arguments);
  error_place(error, r->name, r->line, 0);
  return SD_INVALID;
}

/* A NUL-ended copy for a sentence. */
static const char *shown(const mapping_reader *r, text t) {
  text copy = arena_copy(r->arena, t);
  return copy.data ? copy.data : "";
}

static bool grow_array(arena *a, void **items, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return true;
  size_t grown = *capacity ? *capacity * 2 : 32;
  void *room = arena_allocate_array(a, grown, size);
  if (!room) return false;
  if (count) memcpy(room, *items, count * size);
  *items = room;
  *capacity = grown;
  return true;
}

/* --- Values of settings --- */

static bool read_digits(text t, size_t size_min, size_t size_max, int64_t *out) {
  int64_t number = 0;
  if (t.size < size_min || t.size > size_max) return false;
  for (size_t i = 0; i < t.size; i++) {
    if (t.data[i] < '0' || t.data[i] > '9') return false;
    number = number * 10 + (t.data[i] - '0');
  }
  *out = number;
  return true;
}

/* "column NAME" */
static bool is_column_reference(text value, text *name_out) {
  if (!text_starts_with(value, TEXT("column "))) return false;
  *name_out = text_trim(text_slice(value, 7, value.size));
  return name_out->size > 0;
}

static sd_status read_column_reference(mapping_reader *r, text name, mapping_setting *out,
                                       sd_error *error) {
  *out = (mapping_setting){.stated = true};
  out->column = column_name_normalise(r->arena, name, NULL);
  return out->column.data ? SD_OK : out_of_memory(error);
}

static sd_status read_period(mapping_reader *r, text value, mapping_setting *out, sd_error *error) {
  text name;
  if (is_column_reference(value, &name)) return read_column_reference(r, name, out, error);
  *out = (mapping_setting){.stated = true};
  if (read_digits(value, 4, 6, &out->fixed) && value.size != 5 &&
      attribute_period_fits(value.size == 4 ? ATTRIBUTE_PERIOD_YEAR : ATTRIBUTE_PERIOD_MONTH,
                            out->fixed))
    return SD_OK;
  return refuse_line(r, MESSAGE_MAPPING_BAD_VALUE,
                     SD_ARGS("period", shown(r, value), "2024, 202403, column NAME"), error);
}

static sd_status read_valid_from(mapping_reader *r, text value, mapping_setting *out,
                                 sd_error *error) {
  text name;
  civil_date date;
  if (is_column_reference(value, &name)) return read_column_reference(r, name, out, error);
  *out = (mapping_setting){.stated = true};
  if (!calendar_parse_official(value, &date))
    return refuse_line(r, MESSAGE_MAPPING_BAD_VALUE,
                       SD_ARGS("valid from", shown(r, value), "2025-01-01, column NAME"), error);
  out->fixed = calendar_day_of(date);
  return SD_OK;
}

static sd_status read_unit(mapping_reader *r, text value, value_unit *out, sd_error *error) {
  text folded = fold_word(r->arena, value);
  if (!folded.data) return out_of_memory(error);
  if (value_unit_parse(folded, out)) return SD_OK;
  return refuse_line(r, MESSAGE_MAPPING_BAD_VALUE,
                     SD_ARGS("unit", shown(r, value), "元 千元 万元 百万元 亿元 % ‰"), error);
}

static sd_status read_header_rows(mapping_reader *r, text value, sd_error *error) {
  int64_t first = 0, last = 0;
  size_t dash = text_find(value, TEXT("-"), 0);
  bool sound = read_digits(text_trim(text_slice(value, 0, dash)), 1, 4, &first);
  last = first;
  if (sound && dash != SIZE_MAX)
    sound = read_digits(text_trim(text_slice(value, dash + 1, value.size)), 1, 4, &last);
  if (!sound || first < 1 || last < first || last > LIMIT_HEADER_ROWS)
    return refuse_line(r, MESSAGE_MAPPING_BAD_VALUE,
                       SD_ARGS("header rows", shown(r, value), "3, 3-4"), error);
  r->mapping->header_first_row = (uint32_t)first;
  r->mapping->header_last_row = (uint32_t)last;
  return SD_OK;
}

/* --- Lines of the sections --- */

static sd_status read_text_setting(mapping_reader *r, text value, text *out, sd_error *error) {
  if (out->data) return refuse_line(r, MESSAGE_MAPPING_TWICE, SD_ARGS(shown(r, value)), error);
  *out = arena_copy(r->arena, value);
  return out->data ? SD_OK : out_of_memory(error);
}

static sd_status read_file_setting(mapping_reader *r, text key, text value, sd_error *error) {
  mapping *m = r->mapping;
  if (value.size == 0)
    return refuse_line(r, MESSAGE_MAPPING_BAD_LINE, SD_ARGS(shown(r, key)), error);
  if (text_is(key, "source")) return read_text_setting(r, value, &m->source, error);
  if (text_is(key, "kind")) return read_text_setting(r, value, &m->kind, error);
  if (text_is(key, "sheet")) return read_text_setting(r, value, &m->sheet, error);
  if (text_is(key, "period")) return read_period(r, value, &r->period, error);
  if (text_is(key, "valid from")) return read_valid_from(r, value, &r->valid_from, error);
  if (text_is(key, "unit")) return read_unit(r, value, &m->unit, error);
  if (text_is(key, "header rows")) return read_header_rows(r, value, error);
  if (!text_is(key, "key"))
    return refuse_line(r, MESSAGE_MAPPING_BAD_SETTING, SD_ARGS(shown(r, key)), error);
  TRY(read_text_setting(r, value, &m->key_shown, error));
  m->key = column_name_normalise(r->arena, value, NULL);
  return m->key.data ? SD_OK : out_of_memory(error);
}

static sd_status read_option(mapping_reader *r, text option, mapping_column *column,
                             sd_error *error) {
  if (text_is(option, "optional")) {
    column->optional = true;
  } else if (text_is(option, "negative")) {
    column->negative = true;
  } else if (text_starts_with(option, TEXT("unit "))) {
    value_unit before = column->unit;
    TRY(read_unit(r, text_trim(text_slice(option, 5, option.size)), &column->unit, error));
    if (before != UNIT_NONE && before != column->unit)
      return refuse_line(
          r, MESSAGE_TABLE_UNITS_DISAGREE,
          SD_ARGS(column->shown.data, value_unit_name(before), value_unit_name(column->unit)),
          error);
  } else if (text_starts_with(option, TEXT("period "))) {
    TRY(read_period(r, text_trim(text_slice(option, 7, option.size)), &column->period, error));
  } else if (text_starts_with(option, TEXT("valid from "))) {
    TRY(read_valid_from(r, text_trim(text_slice(option, 11, option.size)), &column->valid_from,
                        error));
  } else if (text_starts_with(option, TEXT("source "))) {
    column->source = arena_copy(r->arena, text_trim(text_slice(option, 7, option.size)));
    if (!column->source.data) return out_of_memory(error);
  } else {
    return refuse_line(r, MESSAGE_MAPPING_BAD_OPTION, SD_ARGS(shown(r, option)), error);
  }
  return SD_OK;
}

/* "rd_expense, unit 万元, period 2023" behind the '='. */
static sd_status read_options(mapping_reader *r, text options, mapping_column *column,
                              sd_error *error) {
  while (options.size > 0) {
    size_t comma = text_find(options, TEXT(","), 0);
    text option = text_trim(text_slice(options, 0, comma));
    options = comma == SIZE_MAX ? TEXT("") : text_slice(options, comma + 1, options.size);
    TRY(read_option(r, option, column, error));
  }
  return SD_OK;
}

static text cut_at_comma(text value, text *rest) {
  size_t comma = text_find(value, TEXT(","), 0);
  *rest = comma == SIZE_MAX ? TEXT("") : text_slice(value, comma + 1, value.size);
  return text_trim(text_slice(value, 0, comma));
}

static sd_status find_attribute(mapping_reader *r, text id, const attribute **out,
                                sd_error *error) {
  *out = attribute_find(r->catalogue, id);
  if (*out) return SD_OK;
  return refuse_line(r, MESSAGE_REGISTRY_UNKNOWN_ATTRIBUTE, SD_ARGS(shown(r, id)), error);
}

static sd_status add_column(mapping_reader *r, const mapping_column *column, sd_error *error) {
  void *items = r->columns;
  if (!grow_array(r->arena, &items, r->column_count, &r->column_capacity, sizeof *r->columns))
    return out_of_memory(error);
  r->columns = items;
  r->columns[r->column_count++] = *column;
  return SD_OK;
}

static sd_status read_column(mapping_reader *r, text key, text value, sd_error *error) {
  mapping_column column = {.line = r->line, .shown = arena_copy(r->arena, key)};
  column.name = column_name_normalise(r->arena, key, &column.unit);
  if (!column.shown.data || !column.name.data) return out_of_memory(error);
  if (column.name.size == 0)
    return refuse_line(r, MESSAGE_MAPPING_BAD_LINE, SD_ARGS(column.shown.data), error);
  for (size_t i = 0; i < r->column_count; i++)
    if (text_equal(r->columns[i].name, column.name))
      return refuse_line(r, MESSAGE_MAPPING_TWICE, SD_ARGS(column.shown.data), error);
  text options;
  text id = cut_at_comma(value, &options);
  if (text_is(id, "-")) {
    column.optional = true;
  } else {
    TRY(find_attribute(r, id, &column.attribute, error));
    TRY(read_options(r, options, &column, error));
  }
  return add_column(r, &column, error);
}

static sd_status read_constant(mapping_reader *r, text key, text value, sd_error *error) {
  text options;
  text constant = cut_at_comma(value, &options);
  mapping_column column = {.line = r->line,
                           .shown = arena_copy(r->arena, key),
                           .constant = arena_copy(r->arena, constant)};
  if (!column.shown.data || !column.constant.data) return out_of_memory(error);
  TRY(find_attribute(r, key, &column.attribute, error));
  TRY(read_options(r, options, &column, error));
  return add_column(r, &column, error);
}

static sd_status read_value_line(mapping_reader *r, text key, text value, sd_error *error) {
  void *items = r->values;
  if (!grow_array(r->arena, &items, r->value_count, &r->value_capacity, sizeof *r->values))
    return out_of_memory(error);
  r->values = items;
  value_line *line = &r->values[r->value_count++];
  line->attribute = r->values_of;
  line->translation.from = fold_word(r->arena, key);
  line->translation.to = arena_copy(r->arena, value);
  if (!line->translation.from.data || !line->translation.to.data) return out_of_memory(error);
  for (size_t i = 0; i + 1 < r->value_count; i++)
    if (r->values[i].attribute == r->values_of &&
        text_equal(r->values[i].translation.from, line->translation.from))
      return refuse_line(r, MESSAGE_MAPPING_TWICE, SD_ARGS(shown(r, key)), error);
  return SD_OK;
}

/* --- Lines --- */

static sd_status open_section(mapping_reader *r, text line, sd_error *error) {
  text name = text_trim(text_slice(line, 1, line.size - 2));
  r->section = SECTION_NONE;
  if (text_is(name, "file")) r->section = SECTION_FILE;
  if (text_is(name, "columns")) r->section = SECTION_COLUMNS;
  if (text_is(name, "constants")) r->section = SECTION_CONSTANTS;
  if (r->section != SECTION_NONE) return SD_OK;
  if (!text_starts_with(name, TEXT("values ")))
    return refuse_line(r, MESSAGE_MAPPING_BAD_SECTION, SD_ARGS(shown(r, line)), error);
  r->section = SECTION_VALUES;
  return find_attribute(r, text_trim(text_slice(name, 7, name.size)), &r->values_of, error);
}

static text without_comment(text line) {
  bool quoted = false;
  for (size_t i = 0; i < line.size; i++) {
    if (line.data[i] == '"') quoted = !quoted;
    if (quoted || line.data[i] != '#') continue;
    if (i == 0 || line.data[i - 1] == ' ' || line.data[i - 1] == '\t')
      return text_trim(text_slice(line, 0, i));
  }
  return line;
}

/* Splits at the '=' outside of quotes; takes the quotes off the name. */
static bool split_line(text line, text *key, text *value) {
  bool quoted = false;
  for (size_t i = 0; i < line.size; i++) {
    if (line.data[i] == '"') quoted = !quoted;
    if (quoted || line.data[i] != '=') continue;
    *key = text_trim(text_slice(line, 0, i));
    *value = text_trim(text_slice(line, i + 1, line.size));
    if (key->size >= 2 && key->data[0] == '"' && key->data[key->size - 1] == '"')
      *key = text_slice(*key, 1, key->size - 2);
    return key->size > 0;
  }
  return false;
}

static sd_status read_line(mapping_reader *r, text line, sd_error *error) {
  line = text_trim(line);
  if (line.size == 0 || line.data[0] == ';' || line.data[0] == '#') return SD_OK;
  line = without_comment(line);
  if (line.data[0] == '[' && line.data[line.size - 1] == ']') return open_section(r, line, error);
  text key, value;
  if (!split_line(line, &key, &value))
    return refuse_line(r, MESSAGE_MAPPING_BAD_LINE, SD_ARGS(shown(r, line)), error);
  switch (r->section) {
    case SECTION_FILE:
      return read_file_setting(r, key, value, error);
    case SECTION_COLUMNS:
      return read_column(r, key, value, error);
    case SECTION_VALUES:
      return read_value_line(r, key, value, error);
    case SECTION_CONSTANTS:
      return read_constant(r, key, value, error);
    case SECTION_NONE:
      break;
  }
  return refuse_line(r, MESSAGE_MAPPING_NO_SECTION, SD_ARGS(shown(r, line)), error);
}

/* --- The whole --- */

static bool unit_fits(const attribute *a, value_unit unit) {
  if (unit == UNIT_NONE) return true;
  if (unit == UNIT_PERCENT || unit == UNIT_PER_MILLE) return a->type == ATTRIBUTE_RATIO;
  return a->type == ATTRIBUTE_MONEY;
}

static bool same_setting(const mapping_setting *a, const mapping_setting *b) {
  if (a->column.size > 0 || b->column.size > 0) return true; /* may be the same in some row */
  return a->fixed == b->fixed;
}

static sd_status collect_translations(mapping_reader *r, mapping_column *column, sd_error *error) {
  mapping_translation *list = ARENA_ARRAY(r->arena, mapping_translation, r->value_count);
  if (!list) return out_of_memory(error);
  for (size_t i = 0; i < r->value_count; i++)
    if (r->values[i].attribute == column->attribute)
      list[column->translation_count++] = r->values[i].translation;
  column->translations = list;
  return SD_OK;
}

static sd_status finish_column(mapping_reader *r, size_t index, sd_error *error) {
  mapping_column *column = &r->columns[index];
  const attribute *a = column->attribute;
  r->line = column->line;
  if (!a) return SD_OK;
  if (!unit_fits(a, column->unit))
    return refuse_line(r, MESSAGE_MAPPING_UNIT_UNFIT,
                       SD_ARGS(a->id.data, value_unit_name(column->unit)), error);
  if (a->period == ATTRIBUTE_PERIOD_NONE && column->period.stated)
    return refuse_line(r, MESSAGE_REGISTRY_PERIOD_UNFIT,
                       SD_ARGS(a->id.data, SD_NUMBER(column->period.fixed)), error);
  if (a->period != ATTRIBUTE_PERIOD_NONE) {
    if (!column->period.stated) column->period = r->period;
    if (!column->period.stated)
      return refuse_line(r, MESSAGE_MAPPING_PERIOD_MISSING, SD_ARGS(a->id.data), error);
    if (column->period.column.size == 0 && !attribute_period_fits(a->period, column->period.fixed))
      return refuse_line(r, MESSAGE_REGISTRY_PERIOD_UNFIT,
                         SD_ARGS(a->id.data, SD_NUMBER(column->period.fixed)), error);
  }
  if (!column->valid_from.stated) column->valid_from = r->valid_from;
  if (!column->source.data) column->source = r->mapping->source;
  for (size_t i = 0; i < index; i++) {
    const mapping_column *other = &r->columns[i];
    if (other->attribute == a && text_equal(other->source, column->source) &&
        same_setting(&other->period, &column->period))
      return refuse_line(r, MESSAGE_MAPPING_SAME_SERIES,
                         SD_ARGS(column->shown.data, SD_NUMBER(other->line)), error);
  }
  return r->value_count > 0 ? collect_translations(r, column, error) : SD_OK;
}

static sd_status finish_mapping(mapping_reader *r, sd_error *error) {
  mapping *m = r->mapping;
  r->line = 0;
  if (!m->source.data) return refuse_line(r, MESSAGE_MAPPING_MISSING, SD_ARGS("source"), error);
  if (!m->key.data) return refuse_line(r, MESSAGE_MAPPING_MISSING, SD_ARGS("key"), error);
  if (r->column_count == 0) return refuse_line(r, MESSAGE_MAPPING_NO_COLUMNS, NULL, error);
  if (m->unit == UNIT_PERCENT || m->unit == UNIT_PER_MILLE)
    return refuse_line(r, MESSAGE_MAPPING_BAD_VALUE,
                       SD_ARGS("unit", value_unit_name(m->unit), "元 千元 万元 百万元 亿元"),
                       error);
  if (!m->kind.data) m->kind = TEXT("company");
  if (!m->sheet.data) m->sheet = TEXT("");
  for (size_t i = 0; i < r->column_count; i++) TRY(finish_column(r, i, error));
  m->columns = r->columns;
  m->column_count = r->column_count;
  return SD_OK;
}

static sd_status read_lines(mapping_reader *r, text content, sd_error *error) {
  while (content.size > 0) {
    size_t end = text_find(content, TEXT("\n"), 0);
    r->line++;
    TRY(read_line(r, text_slice(content, 0, end), error));
    content = end == SIZE_MAX ? TEXT("") : text_slice(content, end + 1, content.size);
  }
  return finish_mapping(r, error);
}

sd_status mapping_read(text bytes, const char *name, const attribute_catalogue *catalogue, arena *a,
                       mapping **out, sd_error *error) {
  mapping *m = ARENA_NEW(a, mapping);
  if (!m || !sm3_of(bytes, &m->hash)) return out_of_memory(error);
  text_builder content;
  text_builder_init(&content, 4 * LIMIT_MAPPING_BYTES);
  sd_status status = encoding_convert(bytes, &content, NULL, error);
  if (status != SD_OK) error_place(error, name, 0, 0);
  mapping_reader reader = {.name = name, .catalogue = catalogue, .arena = a, .mapping = m};
  if (status == SD_OK) status = read_lines(&reader, text_builder_text(&content), error);
  text_builder_release(&content);
  if (status == SD_OK) *out = m;
  return status;
}

sd_status mapping_read_file(const char *path, const attribute_catalogue *catalogue, arena *a,
                            mapping **out, sd_error *error) {
  text bytes;
  TRY(file_read(path, LIMIT_MAPPING_BYTES, a, &bytes, error));
  return mapping_read(bytes, path, catalogue, a, out, error);
}

sd_status mapping_path_for(const char *table_path, arena *a, const char **out, sd_error *error) {
  text path = text_of(table_path);
  size_t name_at = path.size, end = path.size;
  while (name_at > 0 && path.data[name_at - 1] != '/') name_at--;
  for (size_t i = path.size; i > name_at; i--) {
    if (path.data[i - 1] != '.') continue;
    end = i - 1;
    break;
  }
  char own[4096], shared[4096];
  snprintf(own, sizeof own, "%.*s.mapping", (int)end, path.data);
  snprintf(shared, sizeof shared, "%.*smapping.ini", (int)name_at, path.data);
  const char *found = file_exists(own) ? own : file_exists(shared) ? shared : NULL;
  if (!found)
    return error_set(error, SD_NOT_FOUND, MESSAGE_MAPPING_NOT_FOUND,
                     SD_ARGS(table_path, own, shared));
  *out = arena_copy_string(a, found);
  return *out ? SD_OK : out_of_memory(error);
}
