/* Inside of column/: programs of decisions into graphs.
 *
 * Reads the same instructions as the record evaluator (feel/opcodes.def); what it does not know
 * makes its decision a RECORD, which the record evaluator computes row by row. */
#ifndef SUDUI_COLUMN_TRANSLATE_H
#define SUDUI_COLUMN_TRANSLATE_H

#include "column/plan_internal.h"
#include "column/symbol.h"
#include "dmn/decision_table.h"
#include "feel/evaluation.h"

typedef struct translation {
  column_plan *plan;
  graph *graph;
  evaluation *evaluation; /* for conversions of constants */
  uint32_t model;
  const symbol **elements; /* by slot of the model, NULL: not yet or not in columns */
  uint32_t depth;          /* of function calls */
  /* Why a decision is not run in columns: the innermost reason. */
  bool has_reason;
  message_id reason;
  text detail;
  source_span span;
} translation;

/* The values of a program's slots while it is read. */
typedef struct scope {
  const program *program;
  const symbol **frame;
  /* Of the decision's own program, else NULL: what each instruction is, by instruction, and the
   * left side of comparisons. */
  const symbol **results, **lefts;
} scope;

/* The instruction in this scope; NULL: not in columns, the translation has the reason. */
const symbol *translate(translation *t, const scope *in, uint32_t index);
/* Keeps the reason; NULL. */
const symbol *translate_refuse(translation *t, const scope *in, uint32_t index, message_id reason,
                               text detail);
/* The decision table at instruction `index`. */
const symbol *translate_table(translation *t, const scope *in, uint32_t index);
/* As type_coerce does. */
const symbol *translate_coerce(translation *t, const symbol *s, const feel_type *type);

#endif
