/* What is to be decided over columns, compiled once: decisions of one or several models at a time.
 *
 * A plan is immutable and shared by threads; it borrows the models, which must outlive it.  Equal
 * parts of all its models are computed once.  Its results are those of dmn/evaluate.h, bit by bit:
 * what cannot be run in columns is handed to that evaluator, and column_plan_finding says what and
 * why.  Columns are matched to inputs by the caller.
 *
 *   column_plan_create(&request, &plan, &error);          once
 *   worker = column_worker_create(plan);                  once a thread, see worker.h
 *   column_worker_run(worker, &batch, &error);            for each batch of rows
 * or, over all rows and processors, column_run in parallel.h. */
#ifndef SUDUI_COLUMN_PLAN_H
#define SUDUI_COLUMN_PLAN_H

#include "base/error.h"
#include "column/column.h"
#include "dmn/model.h"

typedef struct column_plan column_plan;

enum { COLUMN_NONE = 0xffffffffu };

/* A model and where its inputs come from. */
typedef struct column_model {
  const dmn_model *model;
  const uint32_t *columns; /* by input slot: index of the column that gives it, or COLUMN_NONE: the
                              fact is missing for everybody.  Read while the plan is made. */
} column_model;

/* A decision whose results are wanted; also decisions that others need may be wanted. */
typedef struct column_want {
  uint32_t model; /* index of the request's models */
  const dmn_element *decision;
  bool counts_only; /* totals will do: the result of a batch then has no `values` */
} column_want;

typedef struct column_plan_request {
  const column_model *models;
  size_t model_count;
  const column_want *wanted;
  size_t wanted_count;
  /* Kinds, widths, scales, dictionaries and ranges of the columns that batches will bring (for
   * width 0 also the value): the same in every batch, except that a range may be narrower and a
   * dictionary longer.  A batch that is outside of that is still decided rightly, but slowly.
   * Without has_range nothing is assumed of the values, which costs speed. */
  const column *columns;
  size_t column_count;
  value now;            /* a date-time for now() and today(), or null */
  bool three_valued;    /* what is absent is unknown, not null */
  bool with_conditions; /* keep the truth of every single condition: column_worker_condition */
  bool records_only;    /* hand everything to the record evaluator: what tests compare with */
  const char *kernels;  /* "portable", "avx2", "avx512"; NULL: the best of this processor */
} column_plan_request;

/* SD_OUT_OF_MEMORY; SD_MISUSE when an index, a width or a scale is wrong; SD_NOT_FOUND when the
 * processor cannot run the kernels that are asked for. */
sd_status column_plan_create(const column_plan_request *request, column_plan **out,
                             sd_error *error);
/* NULL is allowed; no worker may be left. */
void column_plan_destroy(column_plan *plan);

size_t column_plan_wanted_count(const column_plan *plan);
const column_want *column_plan_want(const column_plan *plan, size_t want);
size_t column_plan_column_count(const column_plan *plan);
/* "portable", "avx2" or "avx512"; static. */
const char *column_plan_kernels(const column_plan *plan);
/* Operations on each batch. */
size_t column_plan_step_count(const column_plan *plan);
/* The kind of the values that want `want` can have beside null and unknown: BOOLEAN, NUMBER, DATE
 * or STRING; VALUE_NULL when it is another kind or cannot be told. */
value_kind column_plan_kind(const column_plan *plan, size_t want);

/* --- Conditions: comparisons, tests and other booleans inside of decisions --- */

typedef struct column_condition {
  uint32_t model;
  const dmn_element *decision; /* in whose program it stands */
  const program *program;
  uint32_t instruction;
} column_condition;

/* Of the wanted decisions and of all that they need; 0 unless with_conditions.  In order of model,
 * decision (by need) and instruction; those inside of loops and functions are left out. */
size_t column_plan_condition_count(const column_plan *plan);
const column_condition *column_plan_condition(const column_plan *plan, size_t index);
/* COLUMN_NONE when there is no such condition. */
uint32_t column_plan_find_condition(const column_plan *plan, uint32_t model, const program *p,
                                    uint32_t index);

/* --- What is not run in columns --- */

typedef struct column_finding {
  uint32_t model;
  const dmn_element *decision; /* given to the record evaluator, for every row */
  message_id reason;
  char detail[64]; /* the reason's {0}: name of an instruction, a function, a hit policy */
  source_span span;
} column_finding;

size_t column_plan_finding_count(const column_plan *plan);
const column_finding *column_plan_finding(const column_plan *plan, size_t index);
/* Decisions (wanted or needed) of all models, of which those with findings are the part that is
 * not run in columns. */
size_t column_plan_decision_count(const column_plan *plan);

#endif
