/* The smallest sets of conditions that stand between a subject and an outcome, with distances.
 *
 * Which conditions have to change is read off the condition tree; that it would be enough is then
 * checked by changing the inputs and evaluating again, with exact decimals.  Source: design rule 6;
 * "R&D ratio 4.2 %, needs >= 5 %: 320,000.00 yuan more". */
#ifndef SUDUI_DMN_NEAR_MISS_H
#define SUDUI_DMN_NEAR_MISS_H

#include "dmn/condition.h"

enum {
  NEAR_MISS_WAYS_MAX = 64, /* sets kept while searching: the smallest */
  NEAR_MISS_GAPS_MAX = 32  /* conditions in one set */
};

/* One condition that would have to be other than it is. */
typedef struct dmn_gap {
  const dmn_condition *condition; /* the atom: decision, clause, text, present value */
  dmn_comparison comparison;      /* what has to hold: the atom's own comparison or its negation */
  bool is_negated;                /* the atom has to become false */
  bool is_missing;                /* the present value is not known: a fact is lacking */
  /* How far: threshold - value (numbers; days or months for dates and durations); of a quotient
   * a/b against c: c*b - a.  Positive: that much more is needed, negative: that much less.  Null
   * when there is no such measure.  Of a condition that only lacks once those before it in the way
   * are changed (more revenue lowers the ratio): what it then lacks. */
  value distance;
  bool is_strict;   /* the distance itself is not enough, it has to be exceeded */
  text distance_in; /* what the distance is a quantity of: the name or text of the left side, of a
                       quotient its numerator; empty without distance */
} dmn_gap;

typedef struct dmn_way {
  dmn_gap *gaps;
  size_t gap_count;
  bool is_verified; /* changing the inputs by the distances gave the outcome */
} dmn_way;

typedef struct dmn_near_miss {
  dmn_way *ways; /* fewest gaps first; none contains another; empty when no change would do */
  size_t way_count;
  bool is_met;       /* the outcome is there already: no ways */
  bool is_truncated; /* more ways were found than kept */
} dmn_near_miss;

/* For `decision`, which `evaluation` was asked for, and the wanted outcome (true or false).  Lives
 * in `a`; values are borrowed from the evaluation until its next reset.  NULL when memory is out.
 */
const dmn_near_miss *dmn_near_miss_find(const dmn_model *model, dmn_evaluation *evaluation,
                                        const dmn_element *decision, bool wanted, arena *a);

/* The same over a tree that was made already. */
const dmn_near_miss *dmn_near_miss_of_tree(dmn_condition_tree *tree, bool wanted);

#endif
