/* Between which numbers a decision can come out, whatever the missing facts turn out to be.
 *
 * Read off the compiled programs with intervals in place of numbers: what is known is exact, a
 * missing number is anything that the conditions on the way to it leave (a rule of a table, an if,
 * the decision that is assumed to be met).  What cannot be followed is unbounded, so the range
 * always holds the outcome; it may be wider than need be.  Source: domain.md 5.5 (the expected
 * amount as a range), design rule 4. */
#ifndef SUDUI_DMN_OUTCOME_RANGE_H
#define SUDUI_DMN_OUTCOME_RANGE_H

#include "dmn/evaluate.h"

enum { OUTCOME_RANGE_STEPS_MAX = 20000 };

typedef struct dmn_outcome_range {
  bool is_empty; /* no number can come out: only null, or the assumption cannot hold */
  bool has_low, has_high;
  decimal low, high; /* both inclusive */
} dmn_outcome_range;

/* For a number decision of a three-valued evaluation that was asked for `decision` and `assumed`
 * (dmn_evaluation_decide).  `assumed` is a boolean decision that is taken to be true, or NULL.
 * False when memory is out.  At most OUTCOME_RANGE_STEPS_MAX steps; beyond them unbounded. */
bool dmn_outcome_range_find(const dmn_model *model, dmn_evaluation *evaluation,
                            const dmn_element *decision, const dmn_element *assumed, arena *a,
                            dmn_outcome_range *out);

#endif
