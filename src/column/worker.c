/* Runs a plan on one batch of rows after another; one worker belongs to one thread. */
#include "column/worker.h"

#include <string.h>

#include "base/allocator.h"
#include "base/messages/column.h"
#include "column/machine.h"
#include "column/plan_internal.h"
#include "column/record_rows.h"
#include "column/result_store.h"
#include "feel/temporal.h"

struct column_worker {
  const column_plan *plan;
  machine machine;
  record_rows records;
  column_batch batch;
  result_store *results;    /* beside the plan's wants */
  result_store *conditions; /* beside its conditions */
  bool *has_result;         /* which results were written for this batch */
  bool *has_condition;      /* and which conditions */
  uint64_t nowhere[COLUMN_BATCH_WORDS], everywhere[COLUMN_BATCH_WORDS]; /* rows */
  bool is_foreign; /* the batch is not as the plan was told: row by row */
};

/* --- Life --- */

/* Numbers and dates are written; what is only counted is not. */
static bool make_values(column_worker *w) {
  for (size_t i = 0; i < w->plan->wanted_count; i++) {
    value_kind kind = w->plan->codes[i].kind;
    if (kind != VALUE_NUMBER && kind != VALUE_DATE) continue;
    w->results[i].values = memory_allocate(COLUMN_BATCH_ROWS * sizeof(int64_t));
    if (w->results[i].values == NULL) return false;
  }
  return true;
}

static size_t row_of(const column_batch *batch, uint32_t row) {
  return batch->first_row + (batch->rows == NULL ? row : batch->rows[row]);
}

/* --- Decisions that only the record evaluator can run --- */

/* False: it does not fit in the vector. */
static bool record_value(value v, value_kind kind, int64_t *out) {
  enum { SCALE = 4 };
  static const int64_t BOUND = INT64_C(100000000000000000);
  int32_t scale;
  if (v.kind != kind) return false;
  if (kind == VALUE_DATE) {
    *out = temporal_day_of(v.as.date);
    return *out >= COLUMN_DAY_MIN && *out <= COLUMN_DAY_MAX;
  }
  return number_to_scaled(&v.as.number, out, &scale) && scale <= SCALE &&
         scaled_to(*out, scale, SCALE, out) && *out <= BOUND && *out >= -BOUND;
}

static void record_decision(void *context, uint32_t index, int64_t *vector, machine_record *out) {
  column_worker *w = context;
  const needed_decision *d = &w->plan->decisions[index];
  type_kind type = d->decision->type->kind;
  value_kind kind = type == TYPE_DATE ? VALUE_DATE : VALUE_NUMBER;
  memset(out, 0, sizeof *out);
  for (uint32_t row = 0; row < w->batch.row_count; row++) {
    dmn_evaluation *e = record_rows_bind(&w->records, d->model, row_of(&w->batch, row));
    value v = dmn_evaluation_decide(e, d->decision);
    uint64_t bit = UINT64_C(1) << (row % 64);
    vector[row] = 0;
    if (v.kind == VALUE_UNKNOWN) {
      out->maps[RECORD_UNKNOWN][row / 64] |= bit;
    } else if (v.kind == VALUE_NULL) {
      out->maps[RECORD_NULL][row / 64] |= bit;
    } else if (type == TYPE_BOOLEAN && v.kind == VALUE_BOOLEAN) {
      if (v.as.boolean) out->maps[RECORD_TRUTH][row / 64] |= bit;
    } else if (type == TYPE_BOOLEAN || !record_value(v, kind, &vector[row])) {
      out->maps[RECORD_HOLE][row / 64] |= bit;
    }
  }
}

column_worker *column_worker_create(const column_plan *plan) {
  column_worker *w = memory_allocate(sizeof *w);
  if (w == NULL) return NULL;
  w->plan = plan;
  w->results = memory_allocate(plan->wanted_count * sizeof *w->results);
  w->conditions = memory_allocate((plan->condition_count + 1) * sizeof *w->conditions);
  w->has_result = memory_allocate(plan->wanted_count + 1);
  w->has_condition = memory_allocate(plan->condition_count + 1);
  bool ok =
      w->results != NULL && w->conditions != NULL && w->has_result != NULL &&
      w->has_condition != NULL && make_values(w) && record_rows_init(&w->records, plan) &&
      machine_init(&w->machine, &plan->graph, &plan->schedule, plan->kernels, plan->column_count);
  w->machine.recorder = record_decision;
  w->machine.recorder_context = w;
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
  memory_free(w->has_result);
  memory_free(w->has_condition);
  machine_release(&w->machine);
  memory_free(w);
}

/* --- Running --- */

static bool is_in_range(const column *c, const column *plan, const column_batch *batch) {
  if (c->has_range) return c->min >= plan->min && c->max <= plan->max;
  for (uint32_t i = 0; i < batch->row_count; i++) {
    size_t row = row_of(batch, i);
    if (!column_is_present(c, row)) continue;
    int64_t integer = column_integer(c, row);
    if (integer < plan->min || integer > plan->max) return false;
  }
  return true;
}

/* Whether the plan's bounds hold in this batch. */
static bool is_as_planned(const column_worker *w, const column_batch *batch) {
  for (size_t i = 0; i < w->plan->column_count; i++) {
    const column *c = &batch->columns[i], *plan = &w->plan->columns[i];
    if (w->machine.needs[i] == 0 && plan->width != 0) continue;
    bool is_same = c->kind == plan->kind && c->width == plan->width && c->scale == plan->scale;
    if (!is_same) return false;
    if (plan->width == 0) {
      bool may_be_absent = plan->present != NULL;
      if (column_integer(c, 0) != column_integer(plan, 0)) return false;
      if (c->present != NULL && !may_be_absent) return false;
    } else if (!is_in_range(c, plan, batch)) {
      return false;
    }
  }
  return true;
}

static void set_everywhere(column_worker *w) {
  memset(w->everywhere, 0, sizeof w->everywhere);
  for (uint32_t row = 0; row < w->batch.row_count; row++) {
    w->everywhere[row / 64] |= UINT64_C(1) << (row % 64);
  }
}

sd_status column_worker_run(column_worker *w, const column_batch *batch, sd_error *error) {
  bool is_good = batch->row_count != 0 && batch->row_count <= COLUMN_BATCH_ROWS &&
                 (batch->rows != NULL || batch->first_row % 64 == 0);
  if (!is_good) return error_set(error, SD_MISUSE, MESSAGE_COLUMN_BATCH, NULL);
  w->batch = *batch;
  set_everywhere(w);
  record_rows_forget(&w->records, batch->columns);
  memset(w->has_result, 0, w->plan->wanted_count);
  memset(w->has_condition, 0, w->plan->condition_count);
  w->is_foreign = !is_as_planned(w, batch);
  if (w->is_foreign || machine_run(&w->machine, batch)) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Results --- */

/* Rows of the batch that a bit map has. */
static void copy_map(const column_worker *w, node_id id, uint64_t *to) {
  const uint64_t *from = machine_mask(&w->machine, id);
  for (size_t i = 0; i < COLUMN_BATCH_WORDS; i++) to[i] = from[i] & w->everywhere[i];
}

/* What is none of the others is known. */
static void set_known(const column_worker *w, result_store *s, const uint64_t *hole) {
  for (size_t i = 0; i < COLUMN_BATCH_WORDS; i++) {
    s->known[i] = w->everywhere[i] & ~(s->unknown[i] | s->null[i] | s->other[i] | hole[i]);
    s->truth[i] &= s->known[i];
  }
}

static void copy_vector(result_store *s, const int64_t *from) {
  for (uint32_t row = 0; row < s->row_count; row++) {
    s->values[row] = (s->known[row / 64] >> (row % 64) & 1) != 0 ? from[row] : 0;
  }
}

static const uint64_t *holes_of(const column_worker *w, size_t want) {
  return w->is_foreign ? w->everywhere : machine_mask(&w->machine, w->plan->codes[want].hole);
}

static void put_rows(column_worker *w, size_t want, result_store *s) {
  const uint64_t *hole = holes_of(w, want);
  for (uint32_t row = 0; row < s->row_count; row++) {
    if ((hole[row / 64] >> (row % 64) & 1) != 0) {
      result_store_put(s, row, column_worker_value(w, want, row));
    }
  }
}

static const result_store *write_result(column_worker *w, size_t want) {
  const want_code *code = &w->plan->codes[want];
  result_store *s = &w->results[want];
  if (w->has_result[want]) return s;
  w->has_result[want] = true;
  result_store_begin(s, code->kind, w->is_foreign ? 0 : code->scale, w->batch.row_count);
  if (!w->is_foreign) {
    copy_map(w, code->truth, s->truth);
    copy_map(w, code->unknown, s->unknown);
    copy_map(w, code->null, s->null);
    copy_map(w, code->other, s->other);
    set_known(w, s, holes_of(w, want));
    if (code->vector != NODE_NONE) copy_vector(s, machine_vector(&w->machine, code->vector));
  }
  put_rows(w, want, s);
  return s;
}

void column_worker_result(column_worker *w, size_t want, column_result *out) {
  result_store_view(write_result(w, want), out);
  if (w->plan->wanted[want].counts_only) out->values = NULL;
}

void column_worker_condition(column_worker *w, size_t condition, column_result *out) {
  result_store *s = &w->conditions[condition];
  const symbol *code = w->plan->condition_codes[condition].symbol;
  if (!w->has_condition[condition]) {
    const uint64_t *hole = w->everywhere;
    w->has_condition[condition] = true;
    result_store_begin(s, VALUE_BOOLEAN, 0, w->batch.row_count);
    if (!w->is_foreign && code != NULL) {
      hole = machine_mask(&w->machine, code->hole);
      copy_map(w, code->truth, s->truth);
      copy_map(w, code->unknown, s->unknown);
      copy_map(w, code->null, s->null);
      for (size_t i = 0; i < COLUMN_BATCH_WORDS; i++) {
        s->unknown[i] &= ~hole[i];
        s->null[i] &= ~hole[i];
      }
      set_known(w, s, hole);
    }
    for (uint32_t row = 0; row < w->batch.row_count; row++) {
      if ((hole[row / 64] >> (row % 64) & 1) == 0) continue;
      value v =
          record_rows_part(&w->records, &w->plan->conditions[condition], row_of(&w->batch, row));
      result_store_put(s, row, v);
    }
  }
  result_store_view(s, out);
}

bool column_worker_left(column_worker *w, size_t condition, column_quotient *out) {
  const condition_code *code = &w->plan->condition_codes[condition];
  if (w->is_foreign || code->numerator == NODE_NONE) return false;
  bool is_quotient = code->denominator != NODE_NONE;
  *out = (column_quotient){
      .numerator = machine_vector(&w->machine, code->numerator),
      .denominator = is_quotient ? machine_vector(&w->machine, code->denominator) : NULL,
      .numerator_scale = code->numerator_scale,
      .denominator_scale = code->denominator_scale,
      .known = machine_mask(&w->machine, code->known)};
  return true;
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

static bool is_positive(value v) {
  return v.kind == VALUE_NUMBER && !decimal_is_zero(&v.as.number) &&
         !decimal_is_negative(&v.as.number);
}

/* One row that the record evaluator decided. */
static void add_value(column_totals *to, value_kind kind, value v) {
  int64_t integer;
  int32_t scale;
  to->record_rows++;
  if (v.kind == VALUE_UNKNOWN) {
    to->unknown_count++;
  } else if (v.kind == VALUE_NULL) {
    to->null_count++;
  } else if (kind == VALUE_BOOLEAN && v.kind == VALUE_BOOLEAN) {
    (*(v.as.boolean ? &to->true_count : &to->false_count))++;
  } else if (kind == VALUE_NUMBER && v.kind == VALUE_NUMBER &&
             number_to_scaled(&v.as.number, &integer, &scale)) {
    to->number_count++;
    to->positive_count += integer > 0;
    add_sum(to, integer, scale);
  } else {
    if (kind != VALUE_DATE || v.kind != VALUE_DATE) to->other_count++;
    to->positive_count += is_positive(v);
  }
}

static __int128 total_of(const column_worker *w, node_id id) {
  return id == NODE_ZERO ? 0 : machine_total(&w->machine, id);
}

/* Rows of a bit map one by one: those whose number is only known to the record evaluator. */
static void add_other_numbers(column_worker *w, size_t want, const uint64_t *other,
                              column_totals *to) {
  for (uint32_t row = 0; row < w->batch.row_count; row++) {
    if ((other[row / 64] >> (row % 64) & 1) == 0) continue;
    to->positive_count += is_positive(column_worker_value(w, want, row));
  }
}

static void add_written_numbers(column_worker *w, size_t want, column_totals *to) {
  const want_code *code = &w->plan->codes[want];
  const int64_t *vector = machine_vector(&w->machine, code->vector);
  const uint64_t *maps[] = {machine_mask(&w->machine, code->unknown),
                            machine_mask(&w->machine, code->null),
                            machine_mask(&w->machine, code->other), holes_of(w, want)};
  __int128 sum = 0;
  for (size_t word = 0; word < COLUMN_BATCH_WORDS; word++) {
    uint64_t left = w->everywhere[word];
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) left &= ~maps[i][word];
    for (; left != 0; left &= left - 1) {
      int64_t integer = vector[word * 64 + (size_t)__builtin_ctzll(left)];
      sum += integer;
      to->positive_count += integer > 0;
    }
  }
  add_sum(to, sum, code->scale);
}

static void add_columns(column_worker *w, size_t want, uint64_t holes, column_totals *to) {
  const want_code *code = &w->plan->codes[want];
  uint64_t unknown = (uint64_t)total_of(w, code->unknown_count);
  uint64_t null = (uint64_t)total_of(w, code->null_count);
  uint64_t other = (uint64_t)total_of(w, code->other_count);
  uint64_t truth = (uint64_t)total_of(w, code->true_count);
  uint64_t known = w->batch.row_count - unknown - null - other - holes;
  to->unknown_count += unknown;
  to->null_count += null;
  to->other_count += other;
  if (code->kind == VALUE_BOOLEAN) {
    to->true_count += truth;
    to->false_count += known - truth;
  }
  if (code->kind != VALUE_NUMBER) return;
  to->number_count += known;
  if (other != 0) add_other_numbers(w, want, machine_mask(&w->machine, code->other), to);
  if (code->vector != NODE_NONE) {
    add_written_numbers(w, want, to);
    return;
  }
  to->positive_count += (uint64_t)total_of(w, code->positive_count);
  for (uint32_t i = 0; i < code->total_count; i++) {
    const want_total *total = &code->totals[i];
    add_sum(to, total_of(w, total->total) * total->times, total->scale);
  }
}

void column_worker_add_totals(column_worker *w, column_totals *totals) {
  for (size_t i = 0; i < w->plan->wanted_count; i++) {
    const want_code *code = &w->plan->codes[i];
    column_totals *to = &totals[i];
    uint64_t hole[COLUMN_BATCH_WORDS];
    for (size_t k = 0; k < COLUMN_BATCH_WORDS; k++) hole[k] = holes_of(w, i)[k] & w->everywhere[k];
    uint64_t holes = count_bits(hole);
    to->row_count += w->batch.row_count;
    if (!w->is_foreign && holes < w->batch.row_count) add_columns(w, i, holes, to);
    for (uint32_t row = 0; holes != 0 && row < w->batch.row_count; row++) {
      if ((hole[row / 64] >> (row % 64) & 1) == 0) continue;
      add_value(to, code->kind, column_worker_value(w, i, row));
    }
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
