/* Inside of column/: the results of a batch, row by row and as bit maps. */
#ifndef SUDUI_COLUMN_RESULT_STORE_H
#define SUDUI_COLUMN_RESULT_STORE_H

#include "column/worker.h"

/* The memory behind a column_result. */
typedef struct result_store {
  value_kind kind;
  int32_t scale;
  uint32_t row_count;
  uint64_t known[COLUMN_BATCH_WORDS], truth[COLUMN_BATCH_WORDS], unknown[COLUMN_BATCH_WORDS],
      null[COLUMN_BATCH_WORDS], other[COLUMN_BATCH_WORDS];
  int64_t *values; /* COLUMN_BATCH_ROWS, or NULL: not kept */
} result_store;

/* Empties it for a batch of `row_count` rows. */
void result_store_begin(result_store *s, value_kind kind, int32_t scale, uint32_t row_count);
/* Sets what row `row` came to; it must not have been set before. */
void result_store_put(result_store *s, uint32_t row, value v);
void result_store_view(const result_store *s, column_result *out);

/* A number as integer / 10^scale with the smallest scale >= 0; false when it does not fit. */
bool number_to_scaled(const decimal *d, int64_t *out, int32_t *scale_out);
/* n * 10^(to - from), false when it overflows; `to` >= `from`. */
bool scaled_to(int64_t n, int32_t from, int32_t to, int64_t *out);

#endif
