/* What happened during an evaluation, as a list of events for reasons.
 *
 * The interpreter adds comparisons and tests; dmn/ adds decisions, tables, rules and cells around
 * them.  Events are in order of time; `depth` nests them (an event with depth d lies inside the
 * last event before it with a smaller depth that was begun and not ended). */
#ifndef SUDUI_FEEL_TRACE_H
#define SUDUI_FEEL_TRACE_H

#include "feel/program.h"

typedef enum trace_kind {
  TRACE_COMPARISON,     /* left op right: result; program and instruction are set */
  TRACE_DECISION_BEGIN, /* label: the decision's name; owner: its model object */
  TRACE_DECISION_END,   /* result */
  TRACE_TABLE_BEGIN,    /* owner: the table's model object */
  TRACE_TABLE_END,      /* result */
  TRACE_RULE,           /* index: rule; result: boolean, null or unknown; label: its annotation */
  TRACE_CELL            /* index: column; left: the input; result; span: the cell's text */
} trace_kind;

typedef struct trace_event {
  trace_kind kind;
  uint8_t op; /* COMPARISON: a syntax_operator */
  uint32_t depth;
  uint32_t index;
  const program *program; /* COMPARISON */
  uint32_t instruction;
  const void *owner;
  text label;
  source_span span;
  value left, right, result;
} trace_event;

typedef struct trace {
  arena *arena;
  trace_event *events;
  size_t count;
  size_t capacity;
  size_t count_max; /* further events are dropped */
  uint32_t depth;
  bool is_truncated;
} trace;

enum { TRACE_COUNT_MAX = 100000 };

void trace_init(trace *t, arena *a);
/* NULL `t` is allowed and does nothing.  BEGIN raises the depth, END lowers it. */
void trace_add(trace *t, const trace_event *event);

#endif
