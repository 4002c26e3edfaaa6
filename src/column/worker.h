/* Runs a plan on one batch of rows after another; one worker belongs to one thread.
 *
 * Memory is bounded: what a batch needs is allocated once, for COLUMN_BATCH_ROWS rows. */
#ifndef SUDUI_COLUMN_WORKER_H
#define SUDUI_COLUMN_WORKER_H

#include "column/plan.h"
#include "feel/value.h"

typedef struct column_worker column_worker;

enum { COLUMN_BATCH_ROWS = 4096, COLUMN_BATCH_WORDS = COLUMN_BATCH_ROWS / 64 };

typedef struct column_batch {
  const column *columns; /* beside the plan's; they begin with row 0 */
  size_t first_row;      /* a multiple of 64 when `rows` is NULL */
  uint32_t row_count;    /* 1 to COLUMN_BATCH_ROWS */
  const uint32_t *rows;  /* NULL: first_row and those behind it; else first_row + rows[i] */
} column_batch;

/* What a batch came to.  Bit maps have a bit for each row of the batch; exactly one of `known`,
 * `unknown`, `null` and `other` is set for each row, bits behind the last row are 0.  Borrowed,
 * until the worker's next run. */
typedef struct column_result {
  value_kind kind; /* BOOLEAN, NUMBER, DATE or STRING; VALUE_NULL: all that is known is `other` */
  int32_t scale;   /* NUMBER: digits behind the point; may differ from batch to batch */
  uint32_t row_count;
  const uint64_t *known;   /* the value stands in `truth` or `values` */
  const uint64_t *truth;   /* BOOLEAN: true; a subset of known */
  const uint64_t *unknown; /* a missing fact decides: column_worker_missing */
  const uint64_t *null;
  const uint64_t *other;  /* of another kind, or a number of too many digits: column_worker_value */
  const int64_t *values;  /* NUMBER, DATE (days since 1970-01-01), STRING (code): where known; NULL
                             for  a want of counts only and for other kinds */
  const text *dictionary; /* STRING; of the plan */
  uint32_t dictionary_count;
} column_result;

/* NULL when memory is out. */
column_worker *column_worker_create(const column_plan *plan);
/* NULL is allowed. */
void column_worker_destroy(column_worker *w);

/* SD_OUT_OF_MEMORY; SD_MISUSE when the batch is not as described. */
sd_status column_worker_run(column_worker *w, const column_batch *batch, sd_error *error);

/* Of the last batch. */
void column_worker_result(column_worker *w, size_t want, column_result *out);
/* The truth of a condition of every row, also where the record evaluator would not have asked for
 * it. */
void column_worker_condition(column_worker *w, size_t condition, column_result *out);

/* The left side of a comparison as an exact quotient of two scaled integers, for distances: left
 * = (numerator / 10^scale) / (denominator / 10^scale).  `denominator` NULL: it is 1 and the left
 * side is numerator / 10^scale. */
typedef struct column_quotient {
  const int64_t *numerator, *denominator;
  int32_t numerator_scale, denominator_scale;
  const uint64_t *known; /* rows in which both have a value */
} column_quotient;
/* False when it is no comparison of numbers, or its left side has no such form. */
bool column_worker_left(column_worker *w, size_t condition, column_quotient *out);

/* One row (0 .. row_count - 1) of the last batch by the record evaluator: exact for every kind.
 * Valid until the next call of this or of column_worker_missing. */
value column_worker_value(column_worker *w, size_t want, uint32_t row);
/* The missing facts (input slots of the want's model) behind the row's result, exactly as
 * dmn_evaluation_missing gives them; NULL: none.  Valid as above. */
const missing_set *column_worker_missing(column_worker *w, size_t want, uint32_t row);

/* --- Totals --- */

typedef struct column_totals {
  uint64_t row_count;
  uint64_t true_count, false_count; /* booleans */
  uint64_t number_count;            /* numbers in `sum` */
  uint64_t positive_count;          /* numbers above zero, `other` ones too */
  uint64_t unknown_count, null_count, other_count;
  __int128 sum; /* of the numbers, exact; in units of 10^-sum_scale */
  int32_t sum_scale;
  uint64_t record_rows; /* rows that went through the record evaluator */
} column_totals;

/* Adds the last batch to `totals`, an array beside the plan's wants.  Cheaper than reading results:
 * counts_only wants are summed without writing their values. */
void column_worker_add_totals(column_worker *w, column_totals *totals);
/* The same numbers whatever the order in which parts are added. */
void column_totals_add(column_totals *to, const column_totals *from);

#endif
