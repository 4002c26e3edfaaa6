/* Finds the header of a table and says what each of its columns is. */
/* The header is the first row with the key column's name; rows below it belong to it while their
 * key cell is empty (merged) and they hold names that the mapping knows; rows above it count as
 * group names when they have more than one cell.  A group name reaches to the right until the
 * next one, because only the first of merged cells has a content. */
#include "registry/table_layout.h"

#include <string.h>

#include "base/limits.h"
#include "base/messages/registry.h"
#include "base/text_builder.h"
#include "registry/cell.h"
#include "registry/column_name.h"

typedef struct header_row {
  uint64_t number;
  size_t count;
  text *cells;
} header_row;

/* A column of the header with its full path. */
typedef struct header_column {
  text name;  /* normalised path */
  text shown; /* path as written */
  value_unit unit;
  bool is_used;
} header_column;

struct layout_finder {
  const mapping *mapping;
  arena *arena;
  header_row rows[LIMIT_HEADER_ROWS];
  size_t row_count;
  size_t key_row; /* index into rows; SIZE_MAX while not found */
  size_t key_place;
  bool is_ready;
  header_column *columns;
  table_layout layout;
};

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

layout_finder *layout_finder_create(const mapping *m, arena *a) {
  layout_finder *f = ARENA_NEW(a, layout_finder);
  if (!f) return NULL;
  f->mapping = m;
  f->arena = a;
  f->key_row = SIZE_MAX;
  return f;
}

const table_layout *layout_finder_layout(const layout_finder *f) { return &f->layout; }

/* --- Which rows are the header --- */

static text last_part(text path) {
  size_t at = path.size;
  while (at > 0 && path.data[at - 1] != '/') at--;
  return text_slice(path, at, path.size);
}

/* The place of the cell that is named like the key column, or SIZE_MAX. */
static size_t find_key(const layout_finder *f, const table_row *row, sd_status *status,
                       sd_error *error) {
  text wanted = last_part(f->mapping->key);
  for (size_t i = 0; i < row->count; i++) {
    text name = column_name_normalise(f->arena, row->cells[i], NULL);
    if (!name.data) *status = no_memory(error);
    if (text_equal(name, wanted)) return i;
  }
  return SIZE_MAX;
}

/* True when a cell is the last part of a name in the mapping. */
static bool holds_known_name(const layout_finder *f, const table_row *row) {
  for (size_t i = 0; i < row->count; i++) {
    text name = column_name_normalise(f->arena, row->cells[i], NULL);
    if (name.size == 0) continue;
    for (size_t k = 0; k < f->mapping->column_count; k++) {
      text known = f->mapping->columns[k].name;
      if (known.size > 0 && text_equal(last_part(known), last_part(name))) return true;
    }
  }
  return false;
}

static bool continues_header(const layout_finder *f, const table_row *row) {
  bool key_is_empty = f->key_place >= row->count || text_trim(row->cells[f->key_place]).size == 0;
  return key_is_empty && holds_known_name(f, row);
}

static sd_status keep_row(layout_finder *f, const table_row *row, sd_error *error) {
  if (f->row_count == LIMIT_HEADER_ROWS)
    return error_set(error, SD_INVALID, MESSAGE_TABLE_NO_HEADER,
                     SD_ARGS(SD_NUMBER(LIMIT_HEADER_ROWS), f->mapping->key_shown.data));
  header_row *kept = &f->rows[f->row_count++];
  kept->number = row->number;
  kept->count = row->count;
  kept->cells = ARENA_ARRAY(f->arena, text, row->count ? row->count : 1);
  if (!kept->cells) return no_memory(error);
  for (size_t i = 0; i < row->count; i++) {
    kept->cells[i] = arena_copy(f->arena, text_trim(row->cells[i]));
    if (!kept->cells[i].data) return no_memory(error);
  }
  return SD_OK;
}

/* --- Names of columns --- */

static size_t filled_cells(const header_row *row) {
  size_t filled = 0;
  for (size_t i = 0; i < row->count; i++) filled += row->cells[i].size > 0;
  return filled;
}

static void header_range(const layout_finder *f, size_t *first, size_t *last) {
  *last = f->row_count - 1;
  *first = f->key_row;
  if (f->mapping->header_first_row > 0) {
    while (*first > 0 && f->rows[*first - 1].number >= f->mapping->header_first_row) (*first)--;
    return;
  }
  while (*first > 0 && filled_cells(&f->rows[*first - 1]) > 1) (*first)--;
}

/* The content of a cell, or for a row above the last one of what it is merged with to the left. */
static text cell_of_group(const header_row *row, size_t place, bool is_last) {
  if (place < row->count && row->cells[place].size > 0) return row->cells[place];
  if (is_last) return TEXT("");
  for (size_t i = place < row->count ? place : row->count; i > 0; i--)
    if (row->cells[i - 1].size > 0) return row->cells[i - 1];
  return TEXT("");
}

/* True when a row below has a cell of its own here: then what stands to the left above is a group
 * over it; without one the column has only its own upper name. */
static bool has_lower_name(const layout_finder *f, size_t row, size_t last, size_t place) {
  for (size_t i = row + 1; i <= last; i++)
    if (place < f->rows[i].count && f->rows[i].cells[place].size > 0) return true;
  return false;
}

static sd_status name_column(layout_finder *f, size_t first, size_t last, size_t place,
                             header_column *out, sd_error *error) {
  text_builder path;
  text_builder_init(&path, LIMIT_CELL_BYTES);
  for (size_t i = first; i <= last; i++) {
    text part = cell_of_group(&f->rows[i], place, i == last || !has_lower_name(f, i, last, place));
    if (part.size == 0) continue;
    if (path.size > 0) text_builder_add_byte(&path, '/');
    text_builder_add(&path, part);
  }
  out->shown = arena_copy(f->arena, text_builder_text(&path));
  out->name = column_name_normalise(f->arena, text_builder_text(&path), &out->unit);
  bool failed = path.failed || !out->shown.data || !out->name.data;
  text_builder_release(&path);
  return failed ? no_memory(error) : SD_OK;
}

static sd_status name_columns(layout_finder *f, sd_error *error) {
  size_t first, last, width = 0;
  header_range(f, &first, &last);
  for (size_t i = first; i <= last; i++)
    if (f->rows[i].count > width) width = f->rows[i].count;
  f->columns = ARENA_ARRAY(f->arena, header_column, width);
  text *names = ARENA_ARRAY(f->arena, text, width);
  if (!f->columns || !names) return no_memory(error);
  for (size_t i = 0; i < width; i++) {
    TRY(name_column(f, first, last, i, &f->columns[i], error));
    names[i] = f->columns[i].shown;
  }
  f->layout.width = width;
  f->layout.names = names;
  return SD_OK;
}

/* --- Which column is what --- */

/* The column of that name, not yet taken; SD_INVALID when two fit. */
static sd_status find_column(const layout_finder *f, text name, text shown, bool unused_only,
                             int32_t *place_out, sd_error *error) {
  *place_out = LAYOUT_NO_COLUMN;
  for (size_t i = 0; i < f->layout.width; i++) {
    const header_column *c = &f->columns[i];
    if ((unused_only && c->is_used) || column_path_match(c->name, name) == 0) continue;
    if (*place_out != LAYOUT_NO_COLUMN)
      return error_set(error, SD_INVALID, MESSAGE_TABLE_COLUMN_TWICE,
                       SD_ARGS(shown.data, f->columns[*place_out].shown.data, c->shown.data));
    *place_out = (int32_t)i;
  }
  return SD_OK;
}

static sd_status find_needed(const layout_finder *f, text name, int32_t *place_out,
                             sd_error *error) {
  *place_out = LAYOUT_NO_COLUMN;
  if (name.size == 0) return SD_OK;
  TRY(find_column(f, name, name, false, place_out, error));
  if (*place_out != LAYOUT_NO_COLUMN) {
    f->columns[*place_out].is_used = true;
    return SD_OK;
  }
  text shown = arena_copy(f->arena, name);
  return error_set(error, SD_INVALID, MESSAGE_TABLE_COLUMN_MISSING,
                   SD_ARGS(shown.data ? shown.data : ""));
}

static value_unit unit_above_header(const layout_finder *f) {
  for (size_t i = 0; i < f->row_count; i++)
    for (size_t k = 0; k < f->rows[i].count; k++) {
      value_unit unit = unit_stated_in(f->rows[i].cells[k]);
      if (unit != UNIT_NONE) return unit;
    }
  return UNIT_NONE;
}

/* Mapping and header must agree; then the mapping's [file], then what stands above the header. */
static sd_status settle_unit(const layout_finder *f, layout_column *c, sd_error *error) {
  const mapping_column *m = c->mapping;
  value_unit header = c->place >= 0 ? f->columns[c->place].unit : UNIT_NONE;
  c->unit = m->unit;
  if (!m->attribute || !attribute_type_is_numeric(m->attribute->type)) return SD_OK;
  if (header != UNIT_NONE && m->unit != UNIT_NONE && header != m->unit)
    return error_set(error, SD_INVALID, MESSAGE_TABLE_UNITS_DISAGREE,
                     SD_ARGS(m->shown.data, value_unit_name(header), value_unit_name(m->unit)));
  if (c->unit == UNIT_NONE) c->unit = header;
  bool is_share = c->unit == UNIT_PERCENT || c->unit == UNIT_PER_MILLE;
  bool is_money = m->attribute->type == ATTRIBUTE_MONEY;
  if (c->unit != UNIT_NONE && (is_share ? m->attribute->type != ATTRIBUTE_RATIO : !is_money))
    return error_set(error, SD_INVALID, MESSAGE_MAPPING_UNIT_UNFIT,
                     SD_ARGS(m->attribute->id.data, value_unit_name(c->unit)));
  if (c->unit == UNIT_NONE && is_money && c->place >= 0) c->unit = f->mapping->unit;
  if (c->unit == UNIT_NONE && is_money && c->place >= 0) c->unit = unit_above_header(f);
  return SD_OK;
}

/* Longer paths first, so that "2023年/研发费用" takes its column before "研发费用" looks. */
static sd_status place_columns(layout_finder *f, layout_column *columns, sd_error *error) {
  size_t deepest = 0;
  for (size_t i = 0; i < f->mapping->column_count; i++) {
    size_t parts = column_path_parts(f->mapping->columns[i].name);
    if (parts > deepest) deepest = parts;
  }
  for (size_t parts = deepest; parts > 0; parts--)
    for (size_t i = 0; i < f->mapping->column_count; i++) {
      const mapping_column *m = &f->mapping->columns[i];
      if (m->constant.data || column_path_parts(m->name) != parts) continue;
      TRY(find_column(f, m->name, m->shown, true, &columns[i].place, error));
      if (columns[i].place != LAYOUT_NO_COLUMN)
        f->columns[columns[i].place].is_used = true;
      else if (!m->optional)
        return error_set(error, SD_INVALID, MESSAGE_TABLE_COLUMN_MISSING, SD_ARGS(m->shown.data));
    }
  return SD_OK;
}

/* Keeps what has an attribute and is there. */
static sd_status settle_columns(layout_finder *f, layout_column *columns, sd_error *error) {
  size_t kept = 0;
  for (size_t i = 0; i < f->mapping->column_count; i++) {
    layout_column c = columns[i];
    c.mapping = &f->mapping->columns[i];
    if (!c.mapping->attribute) continue;
    if (!c.mapping->constant.data && c.place == LAYOUT_NO_COLUMN) continue;
    TRY(find_needed(f, c.mapping->period.column, &c.period_place, error));
    TRY(find_needed(f, c.mapping->valid_from.column, &c.valid_from_place, error));
    TRY(settle_unit(f, &c, error));
    columns[kept++] = c;
  }
  f->layout.columns = columns;
  f->layout.column_count = kept;
  return SD_OK;
}

static sd_status list_unknown(layout_finder *f, sd_error *error) {
  text *unknown = ARENA_ARRAY(f->arena, text, f->layout.width ? f->layout.width : 1);
  if (!unknown) return no_memory(error);
  for (size_t i = 0; i < f->layout.width; i++)
    if (!f->columns[i].is_used && f->columns[i].name.size > 0)
      unknown[f->layout.unknown_count++] = f->columns[i].shown;
  f->layout.unknown_columns = unknown;
  return SD_OK;
}

static sd_status build_layout(layout_finder *f, sd_error *error) {
  TRY(name_columns(f, error));
  TRY(find_column(f, f->mapping->key, f->mapping->key_shown, false, &f->layout.key_place, error));
  if (f->layout.key_place == LAYOUT_NO_COLUMN)
    return error_set(error, SD_INVALID, MESSAGE_TABLE_NO_HEADER,
                     SD_ARGS(SD_NUMBER(LIMIT_HEADER_ROWS), f->mapping->key_shown.data));
  f->columns[f->layout.key_place].is_used = true;
  layout_column *columns = ARENA_ARRAY(f->arena, layout_column, f->mapping->column_count);
  if (!columns) return no_memory(error);
  for (size_t i = 0; i < f->mapping->column_count; i++)
    columns[i] = (layout_column){.place = LAYOUT_NO_COLUMN};
  TRY(place_columns(f, columns, error));
  TRY(settle_columns(f, columns, error));
  TRY(list_unknown(f, error));
  f->is_ready = true;
  return SD_OK;
}

/* --- Rows one by one --- */

/* With "header rows" stated: everything up to the last one is kept, the key is looked for there. */
static sd_status take_stated(layout_finder *f, const table_row *row, bool *is_data_out,
                             sd_error *error) {
  const mapping *m = f->mapping;
  if (row->number > m->header_last_row) {
    if (f->key_row == SIZE_MAX)
      return error_set(error, SD_INVALID, MESSAGE_TABLE_NO_HEADER,
                       SD_ARGS(SD_NUMBER(m->header_last_row), m->key_shown.data));
    *is_data_out = true;
    return build_layout(f, error);
  }
  sd_status status = SD_OK;
  size_t place = row->number >= m->header_first_row ? find_key(f, row, &status, error) : SIZE_MAX;
  if (status != SD_OK) return status;
  TRY(keep_row(f, row, error));
  if (place != SIZE_MAX) f->key_place = place;
  if (place != SIZE_MAX) f->key_row = f->row_count - 1;
  return SD_OK;
}

sd_status layout_finder_take(layout_finder *f, const table_row *row, bool *is_data_out,
                             sd_error *error) {
  *is_data_out = f->is_ready;
  if (f->is_ready) return SD_OK;
  if (f->mapping->header_first_row > 0) return take_stated(f, row, is_data_out, error);
  if (f->key_row != SIZE_MAX) {
    if (continues_header(f, row)) return keep_row(f, row, error);
    *is_data_out = true;
    return build_layout(f, error);
  }
  sd_status status = SD_OK;
  size_t place = find_key(f, row, &status, error);
  if (status != SD_OK) return status;
  TRY(keep_row(f, row, error));
  if (place == SIZE_MAX) return SD_OK;
  f->key_place = place;
  f->key_row = f->row_count - 1;
  return SD_OK;
}

sd_status layout_finder_end(layout_finder *f, sd_error *error) {
  if (f->is_ready) return SD_OK;
  if (f->key_row == SIZE_MAX)
    return error_set(error, SD_INVALID, MESSAGE_TABLE_NO_HEADER,
                     SD_ARGS(SD_NUMBER(LIMIT_HEADER_ROWS), f->mapping->key_shown.data));
  TRY(build_layout(f, error));
  return error_set(error, SD_INVALID, MESSAGE_TABLE_EMPTY, NULL);
}
