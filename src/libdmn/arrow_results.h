/* The results of one batch, gathered row by row by several threads and laid out as Arrow columns.
 */
#ifndef SUDUI_LIBDMN_ARROW_RESULTS_H
#define SUDUI_LIBDMN_ARROW_RESULTS_H

#include "base/text_builder.h"
#include "column/worker.h"
#include "libdmn/arrow_output.h"

/* What the rows of one piece (COLUMN_BATCH_ROWS) add to columns of varying length. */
typedef struct arrow_piece {
  text_builder text; /* of strings and JSON */
  uint32_t *slots;   /* of missing facts, row after row */
  size_t slot_count, slot_capacity;
} arrow_piece;

/* One decision's results; all arrays have an entry for each row. */
typedef struct arrow_results {
  arrow_value kind;
  uint8_t number_scale;
  bool with_missing;
  bool asks_for_null; /* a null may name facts that were found missing by `= null` */
  size_t row_count, piece_count;
  int8_t *status;
  uint8_t *valid;   /* a bit for each row: the value is there */
  void *values;     /* BOOLEAN: bits; NUMBER: __int128; DATE: int32_t; else NULL */
  uint32_t *sizes;  /* TEXT, JSON: bytes of each row */
  uint32_t *counts; /* how many missing facts */
  arrow_piece *pieces;
} arrow_results;

/* False when memory is out; then nothing is left. */
bool arrow_results_init(arrow_results *r, arrow_value kind, uint8_t number_scale, bool with_missing,
                        size_t row_count);
void arrow_results_release(arrow_results *r);

typedef enum arrow_outcome {
  ARROW_DONE,
  ARROW_NO_MEMORY,
  ARROW_TOO_DEEP,  /* a value that JSON cannot hold */
  ARROW_TOO_LARGE, /* more than 2^31 - 1 bytes of text */
  ARROW_TOO_MANY_DIGITS
} arrow_outcome;

/* Takes what the worker's last run gave for `want`, of a model with `slot_count` inputs, as rows
 * `first` and on.  Pieces may be taken at the same time by different threads. */
arrow_outcome arrow_results_take(arrow_results *r, column_worker *w, size_t want, size_t slot_count,
                                 size_t first, uint32_t row_count);

/* Lays the columns out at `children` (three, or two without missing); `names` are those of the
 * input slots.  Takes the memory of `r` over as far as it can. */
arrow_outcome arrow_results_give(arrow_results *r, const text *names,
                                 struct ArrowArray *const *children);

#endif
