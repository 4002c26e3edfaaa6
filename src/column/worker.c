/* Runs a plan on one batch of rows after another; one worker belongs to one thread. */
#include "column/worker.h"

#include <string.h>

#include "base/allocator.h"
#include "column/plan_internal.h"
#include "column/record_rows.h"
#include "column/result_store.h"

struct column_worker {
  const column_plan *plan;
  record_rows records;
  column_batch batch;
  result_store *results;    /* beside the plan's wants */
  result_store *conditions; /* beside its conditions */
  bool *is_ready;           /* which conditions were computed for this batch */
  uint64_t record_rows;
};

/* --- Life --- */

static bool make_values(result_store *s, size_t count) {
  for (size_t i = 0; i < count; i++) {
    s[i].values = memory_allocate(COLUMN_BATCH_ROWS * sizeof(int64_t));
    if (s[i].values == NULL) return false;
  }
  return true;
}

column_worker *column_worker_create(const column_plan *plan) {
  column_worker *w = memory_allocate(sizeof *w);
  if (w == NULL) return NULL;
  w->plan = plan;
  w->results = memory_allocate(plan->wanted_count * sizeof *w->results);
  w->conditions = memory_allocate((plan->condition_count + 1) * sizeof *w->conditions);
  w->is_ready = memory_allocate(plan->condition_count + 1);
  bool ok = w->results != NULL && w->conditions != NULL && w->is_ready != NULL &&
            make_values(w->results, plan->wanted_count) && record_rows_init(&w->records, plan);
  if (ok) return w;
  column_worker_destroy(w);
  return NULL;
}

void column_worker_destroy(column_worker *w) {
  if (w == NULL) return;
  if (w->records.plan != NULL) record_rows_release(&w->records);
  for (size_t i = 0; w->results != NULL && i < w->plan->wanted_count; i++) {
    memory_free(w->results[i].values);
  }
  memory_free(w->results);
  memory_free(w->conditions);
  memory_free(w->is_ready);
  memory_free(w);
}

/* --- Running --- */

static size_t row_of(const column_batch *batch, uint32_t row) {
  return batch->first_row + (batch->rows == NULL ? row : batch->rows[row]);
}

sd_status column_worker_run(column_worker *w, const column_batch *batch, sd_error *error) {
  bool is_good = batch->row_count != 0 && batch->row_count <= COLUMN_BATCH_ROWS &&
                 (batch->rows != NULL || batch->first_row % 64 == 0);
  if (!is_good) return error_set(error, SD_MISUSE, MESSAGE_COLUMN_BATCH, NULL);
  w->batch = *batch;
  record_rows_forget(&w->records, batch->columns);
  memset(w->is_ready, 0, w->plan->condition_count);
  for (size_t i = 0; i < w->plan->wanted_count; i++) {
    result_store_begin(&w->results[i], column_plan_kind(w->plan, i), 0, batch->row_count);
  }
  for (uint32_t row = 0; row < batch->row_count; row++) {
    for (size_t i = 0; i < w->plan->wanted_count; i++) {
      result_store_put(&w->results[i], row, column_worker_value(w, i, row));
    }
  }
  w->record_rows = batch->row_count;
  return SD_OK;
}

void column_worker_result(column_worker *w, size_t want, column_result *out) {
  result_store_view(&w->results[want], out);
  if (w->plan->wanted[want].counts_only || out->kind == VALUE_BOOLEAN || out->kind == VALUE_NULL) {
    out->values = NULL;
  }
}

void column_worker_condition(column_worker *w, size_t condition, column_result *out) {
  result_store *s = &w->conditions[condition];
  if (!w->is_ready[condition]) {
    w->is_ready[condition] = true;
    result_store_begin(s, VALUE_BOOLEAN, 0, w->batch.row_count);
    for (uint32_t row = 0; row < w->batch.row_count; row++) {
      result_store_put(
          s, row,
          record_rows_part(&w->records, &w->plan->conditions[condition], row_of(&w->batch, row)));
    }
  }
  result_store_view(s, out);
}

bool column_worker_left(column_worker *w, size_t condition, column_quotient *out) {
  (void)w;
  (void)condition;
  (void)out;
  return false;
}

/* --- Single rows --- */

value column_worker_value(column_worker *w, size_t want, uint32_t row) {
  const column_want *wanted = &w->plan->wanted[want];
  dmn_evaluation *e = record_rows_bind(&w->records, wanted->model, row_of(&w->batch, row));
  return dmn_evaluation_decide(e, wanted->decision);
}

const missing_set *column_worker_missing(column_worker *w, size_t want, uint32_t row) {
  const column_want *wanted = &w->plan->wanted[want];
  dmn_evaluation *e = record_rows_bind(&w->records, wanted->model, row_of(&w->batch, row));
  dmn_evaluation_decide(e, wanted->decision);
  return dmn_evaluation_missing(e, wanted->decision);
}

/* --- Totals --- */

static uint64_t count_bits(const uint64_t *words) {
  uint64_t count = 0;
  for (size_t i = 0; i < COLUMN_BATCH_WORDS; i++) count += (uint64_t)__builtin_popcountll(words[i]);
  return count;
}

/* Brings both sums to the larger scale. */
static void add_sum(column_totals *to, __int128 sum, int32_t scale) {
  for (; to->sum_scale < scale; to->sum_scale++) to->sum *= 10;
  for (; scale < to->sum_scale; scale++) sum *= 10;
  to->sum += sum;
}

static void add_numbers(column_worker *w, size_t want, const result_store *s, column_totals *to) {
  __int128 sum = 0;
  for (uint32_t row = 0; row < s->row_count; row++) {
    sum += s->values[row];
    to->positive_count += s->values[row] > 0;
    if ((s->other[row / 64] >> (row % 64) & 1) == 0) continue;
    value v = column_worker_value(w, want, row);
    decimal zero = decimal_of(0);
    if (v.kind == VALUE_NUMBER) to->positive_count += decimal_compare(&v.as.number, &zero) > 0;
  }
  to->number_count += count_bits(s->known);
  add_sum(to, sum, s->scale);
}

void column_worker_add_totals(column_worker *w, column_totals *totals) {
  for (size_t i = 0; i < w->plan->wanted_count; i++) {
    const result_store *s = &w->results[i];
    column_totals *to = &totals[i];
    to->row_count += s->row_count;
    to->record_rows += w->record_rows;
    to->unknown_count += count_bits(s->unknown);
    to->null_count += count_bits(s->null);
    to->other_count += count_bits(s->other);
    if (s->kind == VALUE_BOOLEAN) {
      to->true_count += count_bits(s->truth);
      to->false_count += count_bits(s->known) - count_bits(s->truth);
    }
    if (s->kind == VALUE_NUMBER) add_numbers(w, i, s, to);
  }
}

void column_totals_add(column_totals *to, const column_totals *from) {
  to->row_count += from->row_count;
  to->true_count += from->true_count;
  to->false_count += from->false_count;
  to->number_count += from->number_count;
  to->positive_count += from->positive_count;
  to->unknown_count += from->unknown_count;
  to->null_count += from->null_count;
  to->other_count += from->other_count;
  to->record_rows += from->record_rows;
  add_sum(to, from->sum, from->sum_scale);
}
