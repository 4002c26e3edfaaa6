/* Inside of column/: what runs an operation of flows.def on a batch, for each kind of processor.
 *
 * One source, kernels_body.h, is compiled for each; all give the same bits.  Vectors and bit maps
 * are padded to whole words of 64 rows. */
#ifndef SUDUI_COLUMN_KERNELS_H
#define SUDUI_COLUMN_KERNELS_H

#include "column/graph.h"

enum { GROUP_MAX = 8 };

typedef struct flow_call_entry {
  const uint64_t *where;
  const int64_t *vector; /* NULL: the constant */
  int64_t constant;
} flow_call_entry;

/* An operation with the places of its operands. */
typedef struct flow_call {
  void *to;
  uint64_t *ties; /* of SHARES: its second result */
  const void *a, *b, *c, *d;
  int64_t k, m, times;
  uint8_t op, detail;
  uint8_t width;        /* of the column, in bytes */
  bool is_unsigned;     /* the column's integers */
  bool is_positive;     /* no divisor is negative; of DIVIDE: 0 <= a < 2^51 */
  uint32_t group;       /* calls of the same operands from here on */
  uint32_t words;       /* of 64 rows */
  const uint64_t *rows; /* those of the batch */
  const flow_call_entry *entries;
  uint32_t entry_count;
} flow_call;

/* Of a grouped operation: `call` and the calls behind it, `call->group` in all. */
typedef void flow_kernel(const flow_call *call);

typedef struct kernel_set {
  const char *name;
  flow_kernel *const *run; /* by flow_op; NULL for those that the worker does itself */
} kernel_set;

/* "portable", "avx2", "avx512"; NULL: the best that this processor has.  NULL when it has not. */
const kernel_set *kernels_find(const char *name);

extern const kernel_set kernels_portable, kernels_avx2, kernels_avx512;

#endif
