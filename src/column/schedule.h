/* Inside of column/: in which order a graph is run, and where each node's result stands.
 *
 * Only what the roots need is run, each node right before its first use; places are taken again
 * when nothing needs them any more, so that the memory of a batch stays near the processor. */
#ifndef SUDUI_COLUMN_SCHEDULE_H
#define SUDUI_COLUMN_SCHEDULE_H

#include "column/graph.h"

typedef struct schedule {
  const node_id *steps;
  uint32_t step_count;
  const uint32_t *places; /* by node: number of its bit map, vector or total; NODE_NONE: not run */
  uint32_t place_counts[3]; /* by flow_class */
} schedule;

/* Bit maps and vectors among the roots keep their places until the batch is over.  False when
 * memory is out. */
bool schedule_make(const graph *g, const node_id *roots, uint32_t root_count, schedule *out);

/* The operands of a node, at most `max` of them; returns how many. */
uint32_t flow_operands(const flow_node *n, node_id *out, uint32_t max);

/* Comparisons of the same operands with several constants stand one behind another. */
bool flow_is_grouped(flow_op op);
bool flow_same_group(const flow_node *x, const flow_node *y);

enum { FLOW_OPERANDS_MAX = 4 + 2 * 64 };

#endif
