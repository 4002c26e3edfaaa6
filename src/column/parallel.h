/* A plan over all rows on all processors, with the same result for any number of them. */
#ifndef SUDUI_COLUMN_PARALLEL_H
#define SUDUI_COLUMN_PARALLEL_H

#include "column/worker.h"

typedef struct column_run_request {
  const column *columns; /* beside the plan's */
  size_t row_count;      /* of the columns, or entries of `rows` */
  const uint32_t *rows;  /* NULL: all rows; else the rows to decide */
  size_t threads;        /* 0: one for each processor */
  /* Called for each batch after it was run, by the thread that ran it, in no fixed order; `first`
   * is the place of the batch's first row among all rows (or in `rows`).  False ends the run with
   * SD_OUT_OF_MEMORY.  NULL: only totals. */
  bool (*consume)(void *context, column_worker *w, const column_batch *batch, size_t first);
  void *context;
  /* Called by the caller's own thread now and then.  NULL: nobody looks. */
  void (*progress)(void *context, size_t done, size_t total);
  void *progress_context;
} column_run_request;

/* `totals_out` is an array beside the plan's wants, or NULL. */
sd_status column_run(const column_plan *plan, const column_run_request *request,
                     column_totals *totals_out, sd_error *error);

#endif
