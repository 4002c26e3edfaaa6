/* A row of data to facts, whole or not at all. */
/* What must stay true: every fault of a row is listed, and a row with a fault gives nothing. */
#include "registry/row_reader.h"

#include <string.h>

#include "base/allocator.h"
#include "base/messages/registry.h"

/* The last period of a column and its series: most files have one period for each column. */
typedef struct series_memory {
  bool is_known;
  int32_t period;
  uint32_t series;
} series_memory;

struct row_reader {
  const table_layout *layout;
  fact_writer *writer;
  rejects *list;
  cell_reader cells;
  arena *row_arena; /* strings of the row that is being read */
  new_fact *facts;
  series_memory *memory;
  size_t fact_count;
  bool is_faulty;
  row_counts counts;
};

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status row_reader_create(const table_layout *layout, fact_writer *writer, rejects *list,
                            row_reader **out, sd_error *error) {
  row_reader *r = memory_allocate(sizeof *r);
  if (!r) return no_memory(error);
  *r = (row_reader){.layout = layout, .writer = writer, .list = list};
  cell_reader_init(&r->cells);
  r->row_arena = arena_create(0);
  r->facts = memory_allocate((layout->column_count + 1) * sizeof *r->facts);
  r->memory = memory_allocate((layout->column_count + 1) * sizeof *r->memory);
  if (!r->row_arena || !r->facts || !r->memory) {
    row_reader_destroy(r);
    return no_memory(error);
  }
  *out = r;
  return SD_OK;
}

void row_reader_destroy(row_reader *r) {
  if (!r) return;
  cell_reader_release(&r->cells);
  arena_destroy(r->row_arena);
  memory_free(r->facts);
  memory_free(r->memory);
  memory_free(r);
}

row_counts row_reader_get_counts(const row_reader *r) { return r->counts; }

/* --- Cells --- */

static text cell_at(const table_row *row, int32_t place) {
  return place >= 0 && (size_t)place < row->count ? row->cells[place] : TEXT("");
}

static cell_origin origin_at(const table_row *row, int32_t place) {
  bool is_number =
      place >= 0 && (size_t)place < row->count && row->are_numbers && row->are_numbers[place];
  return (cell_origin){is_number, row->serials_from_1904};
}

static sd_status refuse_cell(row_reader *r, const table_row *row, int32_t place, message_id reason,
                             sd_error *error) {
  r->is_faulty = true;
  text column = place >= 0 ? r->layout->names[place] : TEXT("");
  return rejects_add(r->list, row->number, column, cell_at(row, place), reason, r->cells.argument,
                     error);
}

static sd_status read_period(row_reader *r, const table_row *row, const layout_column *c,
                             int32_t *out, sd_error *error) {
  *out = (int32_t)c->mapping->period.fixed;
  if (c->mapping->attribute->period == ATTRIBUTE_PERIOD_NONE) *out = PERIOD_NONE;
  if (c->period_place == LAYOUT_NO_COLUMN) return SD_OK;
  message_id reason = cell_read_period(&r->cells, c->mapping->attribute->period,
                                       cell_at(row, c->period_place), out);
  if (reason == MESSAGE_NONE) return SD_OK;
  return refuse_cell(r, row, c->period_place, reason, error);
}

/* Days before 1970 count as "since ever". */
static sd_status read_valid_from(row_reader *r, const table_row *row, const layout_column *c,
                                 int64_t *out, sd_error *error) {
  *out = c->mapping->valid_from.fixed;
  text cell = cell_at(row, c->valid_from_place);
  if (c->valid_from_place != LAYOUT_NO_COLUMN && !cell_is_empty(cell)) {
    message_id reason = cell_read_date(&r->cells, cell, origin_at(row, c->valid_from_place), out);
    if (reason != MESSAGE_NONE) return refuse_cell(r, row, c->valid_from_place, reason, error);
  }
  if (*out < 0) *out = VALID_ALWAYS;
  return SD_OK;
}

static sd_status find_series(row_reader *r, size_t column, int32_t period, uint32_t *out,
                             sd_error *error) {
  series_memory *memory = &r->memory[column];
  const mapping_column *m = r->layout->columns[column].mapping;
  if (!memory->is_known || memory->period != period) {
    TRY(fact_writer_series(r->writer, m->attribute, period, m->source, &memory->series, error));
    memory->period = period;
    memory->is_known = true;
  }
  *out = memory->series;
  return SD_OK;
}

static sd_status keep_string(row_reader *r, fact_value *value, sd_error *error) {
  if (value->type != ATTRIBUTE_STRING) return SD_OK;
  value->content = arena_copy(r->row_arena, value->content);
  return value->content.data ? SD_OK : no_memory(error);
}

static sd_status read_cell(row_reader *r, const table_row *row, size_t column, sd_error *error) {
  const layout_column *c = &r->layout->columns[column];
  const mapping_column *m = c->mapping;
  cell_rule rule = {.attribute = m->attribute,
                    .unit = c->unit,
                    .negative = m->negative,
                    .translations = m->translations,
                    .translation_count = m->translation_count};
  new_fact *fact = &r->facts[r->fact_count];
  *fact = (new_fact){.row = row->number};
  text cell = m->constant.data ? m->constant : cell_at(row, c->place);
  bool is_empty = false;
  r->cells.argument[0] = '\0';
  message_id reason =
      cell_read(&r->cells, &rule, cell, origin_at(row, c->place), &fact->value, &is_empty);
  if (reason != MESSAGE_NONE) return refuse_cell(r, row, c->place, reason, error);
  if (is_empty) {
    r->counts.cells_empty++;
    return SD_OK;
  }
  int32_t period = 0;
  TRY(keep_string(r, &fact->value, error));
  TRY(read_period(r, row, c, &period, error));
  TRY(read_valid_from(r, row, c, &fact->valid_from_day, error));
  if (r->is_faulty) return SD_OK;
  TRY(find_series(r, column, period, &fact->series, error));
  r->fact_count++;
  return SD_OK;
}

/* --- Rows --- */

static bool is_blank(const table_row *row) {
  for (size_t i = 0; i < row->count; i++)
    if (text_trim(row->cells[i]).size > 0) return false;
  return true;
}

static sd_status refuse_row(row_reader *r, const table_row *row, message_id reason, size_t cells,
                            sd_error *error) {
  char counted[24], expected[24];
  number_text(counted, (int64_t)cells);
  number_text(expected, (int64_t)r->layout->width);
  r->is_faulty = true;
  return rejects_add_row(r->list, row->number, reason, SD_ARGS(counted, expected), error);
}

/* The number of cells up to the last one that is not empty. */
static size_t used_cells(const table_row *row) {
  size_t used = row->count;
  while (used > 0 && text_trim(row->cells[used - 1]).size == 0) used--;
  return used;
}

static sd_status read_row(row_reader *r, const table_row *row, text *code, sd_error *error) {
  if (row->fault != MESSAGE_NONE) return refuse_row(r, row, row->fault, row->count, error);
  size_t used = used_cells(row);
  if (used > r->layout->width) return refuse_row(r, row, MESSAGE_ROW_TOO_LONG, used, error);
  r->cells.argument[0] = '\0';
  message_id reason = cell_read_code(&r->cells, cell_at(row, r->layout->key_place), code);
  if (reason != MESSAGE_NONE)
    TRY(refuse_cell(r, row, r->layout->key_place, reason, error));
  else
    *code = arena_copy(r->row_arena, *code);
  if (reason == MESSAGE_NONE && !code->data) return no_memory(error);
  for (size_t i = 0; i < r->layout->column_count; i++) TRY(read_cell(r, row, i, error));
  return SD_OK;
}

sd_status row_reader_take(row_reader *r, const table_row *row, sd_error *error) {
  if (row->fault == MESSAGE_NONE && is_blank(row)) return SD_OK;
  text code = {NULL, 0};
  int64_t empty_before = r->counts.cells_empty;
  arena_reset(r->row_arena);
  r->fact_count = 0;
  r->is_faulty = false;
  r->counts.rows++;
  TRY(read_row(r, row, &code, error));
  if (r->cells.no_memory) return no_memory(error); /* and the row is not a faulty one */
  if (r->is_faulty) {
    r->counts.rejected++;
    r->counts.cells_empty = empty_before;
    return SD_OK;
  }
  uint32_t subject = 0;
  TRY(fact_writer_subject(r->writer, code, &subject, error));
  for (size_t i = 0; i < r->fact_count; i++) {
    r->facts[i].subject = subject;
    TRY(fact_writer_add(r->writer, &r->facts[i], error));
  }
  return SD_OK;
}
