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

/* An input as it was when the outcome came. */
typedef struct dmn_change {
  uint32_t slot;
  value to;
} dmn_change;

typedef struct dmn_way {
  dmn_gap *gaps;
  size_t gap_count;
  bool is_verified;          /* changing the inputs by the distances gave the outcome */
  const dmn_change *changes; /* the least that was enough; none unless verified */
  size_t change_count;
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

/* A set of atoms that have to change, before it is measured and verified: it follows from the truth
 * of the atoms alone, so that records of the same truths share it. */
typedef struct dmn_candidate {
  const uint32_t *items; /* ascending: number of the atom × 2, + 1 when it has to become true */
  size_t count;
} dmn_candidate;

/* Fewest items first, at most NEAR_MISS_WAYS_MAX; in `a`.  False when memory is out. */
bool dmn_near_miss_candidates(dmn_condition_tree *tree, bool wanted, arena *a,
                              const dmn_candidate **out, size_t *count_out);

enum { NEAR_MISS_EXTENSIONS_MAX = 3 }; /* how often a way is extended by what then lacks */

#endif
