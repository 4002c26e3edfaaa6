/* Shipped items over made-up companies: the column evaluator against the record evaluator.
 *
 *   shipped_differential ROWS MODEL.dmn...
 *
 * Every decision of every model, over ROWS companies whose numbers, dates and texts are drawn
 * around the constants of the model, with facts missing.  Compared are values, and of every unknown
 * decision the missing facts. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "base/random.h"
#include "column/worker.h"
#include "dmn/evaluate.h"
#include "dmn/load.h"

enum { TEXTS_MAX = 200 };

typedef struct company_data {
  const dmn_model *model;
  random_source random;
  text texts[TEXTS_MAX]; /* of the model's constants, and one that is none of them */
  uint32_t text_count;
  decimal *numbers; /* of the model's constants */
  size_t number_count;
  column *columns; /* by input */
  uint32_t *inputs;
  column_want *wanted;
  size_t wanted_count;
} company_data;

static void stop(const char *what) {
  fprintf(stderr, "shipped_differential: %s\n", what);
  exit(1);
}

static void *room(size_t size) {
  void *block = memory_allocate(size + 1);
  if (block == NULL) stop("memory");
  return block;
}

/* --- Constants --- */

static void note_text(company_data *d, text t) {
  for (uint32_t i = 0; i < d->text_count; i++) {
    if (text_equal(d->texts[i], t)) return;
  }
  if (d->text_count < TEXTS_MAX) d->texts[d->text_count++] = t;
}

static void note_value(company_data *d, const value *v, size_t room_left) {
  if (v->kind == VALUE_STRING) note_text(d, v->as.string);
  if (v->kind == VALUE_NUMBER && d->number_count < room_left) {
    d->numbers[d->number_count++] = v->as.number;
  }
  for (size_t i = 0; v->kind == VALUE_LIST && i < v->as.list->count; i++) {
    note_value(d, &v->as.list->items[i], room_left);
  }
}

static void note_constants(company_data *d) {
  size_t most = 1000;
  d->numbers = room(most * sizeof *d->numbers);
  note_text(d, TEXT("其他"));
  for (size_t i = 0; i < d->model->element_count; i++) {
    const program *p = d->model->elements[i]->program;
    for (uint32_t k = 0; p != NULL && k < p->constant_count; k++) {
      note_value(d, &p->constants[k], most);
    }
  }
}

/* --- Companies --- */

/* Hundredths: on or beside a constant or a small multiple of it, a count, or an amount. */
static int64_t draw_number(company_data *d) {
  random_source *r = &d->random;
  uint64_t roll = random_below(r, 8);
  if (roll < 3 && d->number_count != 0) {
    const decimal *near = &d->numbers[random_below(r, d->number_count)];
    int64_t n;
    if (decimal_to_scaled_int64(near, 2, ROUNDING_DOWN, &n) && n < INT64_C(1) << 40) {
      return n * random_between(r, 1, 4) + random_between(r, -1, 1);
    }
  }
  if (roll < 6) return 100 * (int64_t)random_below(r, 200);
  return (int64_t)random_below(r, UINT64_C(1) << random_between(r, 8, 38)) - (roll == 7 ? 500 : 0);
}

static column column_for(const dmn_element *input) {
  switch (input->type == NULL ? TYPE_ANY : input->type->kind) {
    case TYPE_BOOLEAN:
      return (column){.kind = COLUMN_BOOLEAN, .width = 1};
    case TYPE_STRING:
      return (column){.kind = COLUMN_STRING, .width = 1};
    case TYPE_DATE:
      return (column){.kind = COLUMN_DATE, .width = 4};
    default:
      return (column){.kind = COLUMN_NUMBER, .width = 8, .scale = 2};
  }
}

static void fill_column(company_data *d, column *c, size_t rows, bool is_date_of_run) {
  void *values = room(rows * 8);
  uint64_t *present = room((rows + 63) / 64 * 8);
  random_source *r = &d->random;
  for (size_t i = 0; i < rows; i++) {
    uint64_t bit = UINT64_C(1) << (i % 64);
    if (is_date_of_run || random_below(r, 20) != 0) present[i / 64] |= bit;
    if (c->kind == COLUMN_NUMBER) {
      ((int64_t *)values)[i] = draw_number(d);
    } else if (c->kind == COLUMN_DATE) {
      int32_t day = (int32_t)random_between(r, 16000, 20500);
      ((int32_t *)values)[i] = is_date_of_run ? 20269 : day;
    } else {
      uint64_t count = c->kind == COLUMN_STRING ? d->text_count : 2;
      ((uint8_t *)values)[i] = (uint8_t)random_below(r, count);
    }
  }
  c->values = values;
  c->present = present;
  if (c->kind == COLUMN_STRING) {
    c->dictionary = d->texts;
    c->dictionary_count = d->text_count;
  }
  column_find_range(c, rows);
}

static void fill(company_data *d, size_t rows) {
  size_t count = d->model->input_count;
  d->columns = room((count + 1) * sizeof *d->columns);
  d->inputs = room((count + 1) * sizeof *d->inputs);
  for (uint32_t i = 0; i < count; i++) {
    const dmn_element *input = dmn_model_input(d->model, i);
    d->columns[i] = column_for(input);
    d->inputs[i] = i;
    fill_column(d, &d->columns[i], rows, text_is(input->name, "基准日"));
    if (!text_is(input->name, "数据年度")) continue;
    for (size_t row = 0; row < rows; row++) ((int64_t *)d->columns[i].values)[row] = 202400;
    column_find_range(&d->columns[i], rows);
  }
}

/* --- Comparing --- */

typedef struct tally {
  uint64_t rows, values, unknowns, findings, record_rows, mistakes;
} tally;

static bool bit_of(const uint64_t *words, uint32_t row) {
  return words[row / 64] >> (row % 64) & 1;
}

static value result_at(const column_result *r, column_worker *w, size_t want, uint32_t row) {
  if (bit_of(r->unknown, row)) return (value){.kind = VALUE_UNKNOWN};
  if (bit_of(r->null, row)) return value_null();
  if (bit_of(r->other, row)) return column_worker_value(w, want, row);
  if (r->kind == VALUE_BOOLEAN) return value_boolean(bit_of(r->truth, row));
  column cell = {.width = 8, .values = r->values, .scale = (uint8_t)r->scale};
  cell.kind = r->kind == VALUE_NUMBER ? COLUMN_NUMBER : COLUMN_DATE;
  return column_cell(&cell, row);
}

static bool same_missing(const company_data *d, const missing_set *x, const missing_set *y) {
  for (size_t i = 0; i < d->model->input_count; i++) {
    if (missing_set_has(x, i) != missing_set_has(y, i)) return false;
  }
  return true;
}

static void check_value(const company_data *d, column_worker *w, dmn_evaluation *e, size_t want,
                        uint32_t row, tally *t) {
  const dmn_element *decision = d->wanted[want].decision;
  value expected = dmn_evaluation_decide(e, decision);
  column_result r;
  column_worker_result(w, want, &r);
  value got = result_at(&r, w, want, row);
  bool is_unknown = expected.kind == VALUE_UNKNOWN;
  bool is_same = is_unknown ? got.kind == VALUE_UNKNOWN : value_identical(got, expected);
  t->values++;
  t->unknowns += is_unknown;
  if (is_same && is_unknown && want % 8 == row % 8) {
    is_same =
        same_missing(d, column_worker_missing(w, want, row), dmn_evaluation_missing(e, decision));
  }
  if (!is_same && t->mistakes++ < 20) {
    fprintf(stderr, "%.*s of row %u differs\n", TEXT_ARG(decision->name), row);
  }
}

static void check_batch(const company_data *d, column_worker *w, dmn_evaluation *e,
                        const column_batch *batch, tally *t) {
  if (column_worker_run(w, batch, NULL) != SD_OK) stop("a batch was refused");
  for (uint32_t i = 0; i < batch->row_count; i++) {
    size_t row = batch->first_row + i;
    dmn_evaluation_reset(e);
    for (uint32_t slot = 0; slot < d->model->input_count; slot++) {
      const column *c = &d->columns[slot];
      if (column_is_present(c, row)) dmn_evaluation_bind(e, slot, column_cell(c, row));
    }
    for (size_t k = 0; k < d->wanted_count; k++) check_value(d, w, e, k, i, t);
  }
  column_totals *totals = room(d->wanted_count * sizeof *totals);
  column_worker_add_totals(w, totals);
  for (size_t k = 0; k < d->wanted_count; k++) t->record_rows += totals[k].record_rows;
  memory_free(totals);
  t->rows += batch->row_count;
}

static void check_model(company_data *d, size_t rows, tally *t) {
  d->wanted = room((d->model->element_count + 1) * sizeof *d->wanted);
  for (size_t i = 0; i < d->model->element_count; i++) {
    const dmn_element *e = d->model->elements[i];
    if (e->kind == DMN_DECISION) d->wanted[d->wanted_count++] = (column_want){0, e, false};
  }
  column_model with = {d->model, d->inputs};
  column_plan_request request = {.models = &with,
                                 .model_count = 1,
                                 .wanted = d->wanted,
                                 .wanted_count = d->wanted_count,
                                 .columns = d->columns,
                                 .column_count = d->model->input_count,
                                 .three_valued = true};
  column_plan *plan;
  sd_error error;
  if (column_plan_create(&request, &plan, &error) != SD_OK) stop(error.text[1]);
  t->findings += column_plan_finding_count(plan);
  dmn_evaluation_options options = {.three_valued = true};
  column_worker *w = column_worker_create(plan);
  dmn_evaluation *e = dmn_evaluation_create(d->model, &options);
  if (w == NULL || e == NULL) stop("memory");
  for (size_t first = 0; first < rows; first += COLUMN_BATCH_ROWS) {
    size_t left = rows - first;
    column_batch batch = {d->columns, first, COLUMN_BATCH_ROWS, NULL};
    if (left < COLUMN_BATCH_ROWS) batch.row_count = (uint32_t)left;
    check_batch(d, w, e, &batch, t);
  }
  dmn_evaluation_destroy(e);
  column_worker_destroy(w);
  column_plan_destroy(plan);
}

static void release(company_data *d) {
  for (size_t i = 0; i < d->model->input_count; i++) {
    memory_free((void *)(uintptr_t)d->columns[i].values);
    memory_free((void *)(uintptr_t)d->columns[i].present);
  }
  memory_free(d->numbers);
  memory_free(d->columns);
  memory_free(d->inputs);
  memory_free(d->wanted);
}

int main(int argument_count, char **arguments) {
  if (argument_count < 3) stop("ROWS MODEL.dmn...");
  size_t rows = strtoul(arguments[1], NULL, 10);
  tally t = {0};
  for (int i = 2; i < argument_count; i++) {
    dmn_model *model;
    sd_error error;
    if (dmn_model_create_file(arguments[i], NULL, 0, &model, &error) != SD_OK) {
      stop(error.text[1]);
    }
    company_data d = {.model = model};
    random_init(&d.random, (uint64_t)i);
    note_constants(&d);
    fill(&d, rows);
    check_model(&d, rows, &t);
    release(&d);
    dmn_model_destroy(model);
  }
  printf("%d models, %" PRIu64 " rows, %" PRIu64 " values (%" PRIu64 " unknown); %" PRIu64
         " decisions by the record evaluator, %" PRIu64 " rows besides\n",
         argument_count - 2, t.rows, t.values, t.unknowns, t.findings, t.record_rows);
  printf("%" PRIu64 " passed, %" PRIu64 " failed, 0 skipped\n", t.rows, t.mistakes);
  return t.mistakes == 0 ? 0 : 1;
}
