/* Why a decision is as it is: the conditions looked at, decision by decision, with their values.
 *
 * Structured data, no sentences: callers print it.  Of a decision table the rules that matched are
 * given; when a table of true and false answers false, also the conditions of the rule that came
 * nearest to true.  Source: design rule 5, R-03, R-04. */
#ifndef SUDUI_DMN_EXPLANATION_H
#define SUDUI_DMN_EXPLANATION_H

#include "dmn/condition.h"

typedef enum dmn_reason_kind {
  DMN_REASON_CONDITION, /* condition, comparison, left, right, result */
  DMN_REASON_RULE       /* a rule of a table that matched: its output in `result` */
} dmn_reason_kind;

typedef struct dmn_reason {
  dmn_reason_kind kind;
  const dmn_element *decision; /* in which it stands */
  text clause;                 /* of the policy; empty when none is noted */
  text condition;              /* as written: "研发费用 / 营业收入 >= 0.05" */
  dmn_comparison comparison;
  value left, right; /* null where there is none */
  value result;      /* CONDITION: true, false, null or unknown */
  uint32_t rule;     /* index of the table's rule; DMN_NO_RULE: not of a table */
} dmn_reason;

enum { DMN_NO_RULE = 0xffffffffu };

/* One decision: the one asked for comes last, before it those that it needs, in order of need. */
typedef struct dmn_explanation_step {
  const dmn_element *decision;
  value result;
  const dmn_reason *reasons;
  size_t reason_count;
} dmn_explanation_step;

typedef struct dmn_explanation {
  const dmn_explanation_step *steps;
  size_t step_count;
  const missing_set *missing; /* facts that keep it from being decided (input slots), or NULL */
} dmn_explanation;

/* For a decision that `evaluation` was asked for.  Lives in `a`; values are borrowed from the
 * evaluation until its next reset.  NULL when memory is out. */
const dmn_explanation *dmn_explanation_make(const dmn_model *model, dmn_evaluation *evaluation,
                                            const dmn_element *decision, arena *a);

#endif
