/* Area codes (GB/T 2260) and local extension codes of functional zones, from data/areas.csv. */
#include "base/area.h"

#include <string.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/map.h"

enum { COLUMN_COUNT = 7, CODE_SIZE = 6, PARENTS_MAX = 8 };
static const char COLUMNS[] = "code,name_zh,name_en,parent,kind,from,to";

typedef struct area_reading {
  arena *arena;
  area *areas;
  size_t count, capacity;
  bool header_passed;
} area_reading;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status check_header(const csv_row *row, sd_error *error) {
  text rest = text_of(COLUMNS);
  bool ok = row->count == COLUMN_COUNT;
  for (size_t i = 0; ok && i < COLUMN_COUNT; i++) {
    size_t comma = text_find(rest, TEXT(","), 0);
    ok = text_equal(row->cells[i], text_slice(rest, 0, comma));
    rest = text_slice(rest, comma == SIZE_MAX ? rest.size : comma + 1, rest.size);
  }
  return ok ? SD_OK : error_set(error, SD_INVALID, MESSAGE_AREA_COLUMNS, SD_ARGS(COLUMNS));
}

static sd_status read_day(text cell, int64_t when_empty, int64_t *out, sd_error *error) {
  civil_date date;
  *out = when_empty;
  if (cell.size == 0) return SD_OK;
  if (!calendar_parse_iso(cell, &date)) {
    return error_set(error, SD_INVALID, MESSAGE_AREA_BAD_DATE, SD_ARGS(cell.data));
  }
  *out = calendar_day_of(date);
  return SD_OK;
}

static bool grow(area_reading *r) {
  if (r->count < r->capacity) return true;
  size_t capacity = r->capacity == 0 ? 64 : r->capacity * 2;
  area *grown = ARENA_ARRAY(r->arena, area, capacity);
  if (grown == NULL) return false;
  if (r->count != 0) memcpy(grown, r->areas, r->count * sizeof *grown);
  r->areas = grown;
  r->capacity = capacity;
  return true;
}

static sd_status take_row(void *context, const csv_row *row, sd_error *error) {
  area_reading *r = context;
  if (!r->header_passed) {
    r->header_passed = true;
    return check_header(row, error);
  }
  if (row->count != COLUMN_COUNT || row->fault != CSV_FAULT_NONE) {
    return error_set(error, SD_INVALID, MESSAGE_AREA_COLUMNS, SD_ARGS(COLUMNS));
  }
  const text *cells = row->cells;
  if (cells[0].size != CODE_SIZE || (cells[3].size != 0 && cells[3].size != CODE_SIZE)) {
    return error_set(error, SD_INVALID, MESSAGE_AREA_BAD_CODE,
                     SD_ARGS(cells[0].size != CODE_SIZE ? cells[0].data : cells[3].data));
  }
  if (!grow(r)) return out_of_memory(error);
  area *to = &r->areas[r->count++];
  to->code = arena_copy(r->arena, cells[0]);
  to->name_chinese = arena_copy(r->arena, cells[1]);
  to->name_english = arena_copy(r->arena, cells[2]);
  to->parent = arena_copy(r->arena, cells[3]);
  if (to->code.data == NULL || to->name_chinese.data == NULL || to->name_english.data == NULL ||
      to->parent.data == NULL) {
    return out_of_memory(error);
  }
  to->is_extension = text_is(cells[4], "extension");
  TRY(read_day(cells[5], INT64_MIN, &to->from_day, error));
  return read_day(cells[6], INT64_MAX, &to->to_day, error);
}

/* Every parent is in the table, and nobody is their own ancestor. */
static sd_status check_parents(const area_table *t, const char *name, sd_error *error) {
  for (size_t i = 0; i < t->count; i++) {
    const area *at = &t->areas[i];
    for (size_t steps = 0; at != NULL && at->parent.size != 0; steps++) {
      const area *parent = area_find(t, at->parent);
      if (parent == NULL || steps == PARENTS_MAX) {
        sd_status status = error_set(error, SD_INVALID, MESSAGE_AREA_UNKNOWN_PARENT,
                                     SD_ARGS(at->code.data, at->parent.data));
        error_place(error, name, 0, 0);
        return status;
      }
      at = parent;
    }
  }
  return SD_OK;
}

sd_status area_table_read(text csv, const char *name, arena *a, area_table **out, sd_error *error) {
  area_reading r = {.arena = a};
  TRY(csv_read(csv, name, take_row, &r, error));
  if (!r.header_passed) {
    return error_set(error, SD_INVALID, MESSAGE_AREA_COLUMNS, SD_ARGS(COLUMNS));
  }
  area_table *t = ARENA_NEW(a, area_table);
  map *by_code = ARENA_NEW(a, map);
  text source = arena_copy(a, csv);
  if (t == NULL || by_code == NULL || source.data == NULL) return out_of_memory(error);
  map_init(by_code, a);
  for (size_t i = 0; i < r.count; i++) {
    if (!map_set(by_code, r.areas[i].code, &r.areas[i])) return out_of_memory(error);
  }
  *t = (area_table){.source = source, .areas = r.areas, .count = r.count, .by_code = by_code};
  TRY(check_parents(t, name, error));
  *out = t;
  return SD_OK;
}

const area *area_find(const area_table *t, text code) {
  return t == NULL ? NULL : map_get(t->by_code, code);
}

bool area_is_within(const area_table *t, text code, text container) {
  for (size_t steps = 0; steps <= PARENTS_MAX; steps++) {
    if (text_equal(code, container)) return true;
    const area *at = area_find(t, code);
    if (at == NULL || at->parent.size == 0) return false;
    code = at->parent;
  }
  return false;
}

/* "320400" to "3204", "320000" to "32"; shorter prefixes stay. */
static text without_zeros(text prefix) {
  while (prefix.size == CODE_SIZE || prefix.size == 4) {
    if (!text_ends_with(prefix, TEXT("00"))) break;
    prefix.size -= 2;
  }
  return prefix;
}

static bool has_prefix(const area_table *t, text code, text prefix) {
  for (size_t steps = 0; steps <= PARENTS_MAX; steps++) {
    if (text_starts_with(code, prefix)) return true;
    const area *at = area_find(t, code);
    if (at == NULL || at->parent.size == 0) return false;
    code = at->parent;
  }
  return false;
}

bool area_in_regions(const area_table *t, text code, text regions) {
  bool any_inclusion = false, included = false;
  for (size_t at = 0; at < regions.size;) {
    size_t end = text_find(regions, TEXT(" "), at);
    if (end == SIZE_MAX) end = regions.size;
    text token = text_slice(regions, at, end - at);
    at = end + 1;
    if (token.size == 0) continue;
    bool exclusion = token.data[0] == '-';
    if (exclusion) token = text_slice(token, 1, token.size);
    bool matches = has_prefix(t, code, without_zeros(token));
    if (exclusion && matches) return false;
    if (!exclusion) any_inclusion = true;
    if (!exclusion && matches) included = true;
  }
  return included || !any_inclusion;
}
