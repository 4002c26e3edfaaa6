/* Inside of column/: the operations that a plan runs on each batch, as a graph without repetition.
 *
 * A node is what one operation of flows.def gives.  Asking for a node that is there already gives
 * that one, also from another model: equal conditions are computed once.  Nodes only refer to
 * earlier ones. */
#ifndef SUDUI_COLUMN_GRAPH_H
#define SUDUI_COLUMN_GRAPH_H

#include "base/arena.h"
#include "base/decimal.h"
#include "column/column.h"

typedef enum flow_op {
#define FLOW(name, result, operands, meaning) FLOW_##name,
#include "column/flows.def"
#undef FLOW
  FLOW_OPS
} flow_op;

typedef uint32_t node_id;
enum { NODE_ZERO = 0, NODE_ONES = 1, NODE_NONE = 0xffffffffu };

/* Which bit map of a RECORD. */
typedef enum record_map { RECORD_TRUTH, RECORD_UNKNOWN, RECORD_NULL, RECORD_HOLE } record_map;

/* Of CHOOSE: rows in `where` get `vector`, or `constant` when that is NODE_NONE.  Of COLUMN_IN: the
 * constant is a code. */
typedef struct flow_entry {
  node_id where, vector;
  int64_t constant;
} flow_entry;

typedef struct flow_node {
  uint8_t op, detail;
  node_id a, b, c, d;
  int64_t k, m;
  const flow_entry *entries;
  uint32_t entry_count;
  int64_t low, high; /* bounds of a vector in the rows that mean something */
} flow_node;

typedef struct graph {
  arena *arena;
  const column *columns;
  flow_node *nodes;
  uint32_t count, capacity;
  uint32_t *table; /* hash table of nodes, 0: free */
  uint32_t table_size;
  bool has_failed; /* memory is out: everything is NODE_ZERO */
} graph;

bool graph_init(graph *g, arena *a, const column *columns);
typedef enum flow_class { FLOW_MASK, FLOW_VECTOR, FLOW_TOTALS } flow_class;
flow_class flow_class_of(flow_op op);
const char *flow_name(flow_op op); /* static */

/* --- Bit maps --- */
node_id graph_absent(graph *g, uint32_t column_index);
node_id graph_and(graph *g, node_id a, node_id b);
node_id graph_or(graph *g, node_id a, node_id b);
node_id graph_minus(graph *g, node_id a, node_id b);
node_id graph_not(graph *g, node_id a);
/* The codes `codes` of a column of texts. */
node_id graph_codes(graph *g, uint32_t column_index, const uint32_t *codes, uint32_t count);
/* vector >= k and vector = k; what follows from the bounds is not computed. */
node_id graph_reaches(graph *g, node_id vector, __int128 k);
node_id graph_is(graph *g, node_id vector, __int128 k);
node_id graph_reaches_other(graph *g, node_id a, node_id b);
node_id graph_is_other(graph *g, node_id a, node_id b);
/* Any of the SHARE operations, as given; the tie of a SHARES. */
node_id graph_share(graph *g, const flow_node *node);
node_id graph_tie(graph *g, node_id shares);
node_id graph_record_map(graph *g, node_id record, record_map map);

/* --- Vectors; NODE_NONE when bounds do not fit in 62 bits --- */
node_id graph_load(graph *g, uint32_t column_index);
node_id graph_add(graph *g, node_id a, node_id b);
node_id graph_subtract(graph *g, node_id a, node_id b);
node_id graph_multiply(graph *g, node_id a, node_id b);
node_id graph_shift(graph *g, node_id a, int64_t k);
node_id graph_scale(graph *g, node_id a, int64_t k);
node_id graph_extreme(graph *g, node_id a, node_id b, bool is_greatest);
node_id graph_extreme_of(graph *g, node_id a, int64_t k, bool is_greatest);
node_id graph_divide(graph *g, node_id a, int64_t k, rounding mode);
/* YEAR, MONTH, DAY, and ADD_MONTHS with k; days must lie within years 1 to 9999. */
node_id graph_calendar(graph *g, flow_op op, node_id a, int64_t k);
node_id graph_choose(graph *g, const flow_entry *entries, uint32_t count);
node_id graph_weigh(graph *g, const flow_entry *entries, uint32_t count);
node_id graph_record(graph *g, uint32_t decision, int64_t low, int64_t high);

/* --- Totals --- */
node_id graph_count(graph *g, node_id where);
node_id graph_total(graph *g, node_id where, node_id vector);

/* x / k for k > 0, rounded. */
int64_t divide_rounded(int64_t x, int64_t k, rounding mode);

#endif
