/* Inside of list/: the facts of a plan as columns for the column evaluator. */
#ifndef SUDUI_LIST_RUN_COLUMNS_H
#define SUDUI_LIST_RUN_COLUMNS_H

#include "column/plan.h"
#include "list/run_plan.h"

typedef struct run_columns {
  column *columns; /* those of the snapshot in its order, then the day and the data year */
  size_t column_count;
  const uint32_t **column_of; /* for each version: by input slot */
} run_columns;

/* Borrows the plan's facts; everything else lives in `a`.  One pass over all cells. */
sd_status run_columns_make(const run_plan *plan, arena *a, run_columns *out, sd_error *error);

#endif
