/* Inside of registry/: which of several current facts is taken. */
#ifndef SUDUI_REGISTRY_PICK_H
#define SUDUI_REGISTRY_PICK_H

#include "registry/snapshot.h"

typedef struct pick_candidate {
  int64_t valid_from_day;
  int64_t batch;
  int64_t row;
  uint32_t rank; /* of the source */
} pick_candidate;

/* The place of a source in "a>b>c" (NULL: 0 for all); behind the last one when it is not named. */
uint32_t pick_rank_of_source(const char *order, text source);

/* True when `now` takes the place of `before`; `value_order` compares now's value with before's.
 * Sources are gone through in the order of their names, so that a tie goes to the first. */
bool pick_is_better(pick_rule rule, const pick_candidate *now, const pick_candidate *before,
                    int value_order);

#endif
