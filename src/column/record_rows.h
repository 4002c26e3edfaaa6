/* Inside of column/: rows of a batch handed to the record evaluator. */
#ifndef SUDUI_COLUMN_RECORD_ROWS_H
#define SUDUI_COLUMN_RECORD_ROWS_H

#include "column/plan.h"
#include "column/worker.h"
#include "dmn/evaluate.h"

/* One evaluation for each model of the plan; which row each of them has bound. */
typedef struct record_rows {
  const column_plan *plan;
  dmn_evaluation **evaluations;
  size_t *bound; /* row of the columns, or SIZE_MAX */
  const column *columns;
} record_rows;

bool record_rows_init(record_rows *r, const column_plan *plan);
void record_rows_release(record_rows *r);
/* For each new batch. */
void record_rows_forget(record_rows *r, const column *columns);

/* The evaluation of `model` with the facts of row `row` of the columns bound. */
dmn_evaluation *record_rows_bind(record_rows *r, uint32_t model, size_t row);
/* The value of a part of a decision that is not inside of a loop or function. */
value record_rows_part(record_rows *r, const column_condition *condition, size_t row);

#endif
