/* Which of several awards that stand in each other's way are given, and how much.
 *
 * The best for the company: the set with the largest total, found by comparing all sets that the
 * relations allow (up to LIMIT_EXCLUSIVE_SETS awards; with more, the largest award first).  Among
 * equal totals the set with the award of the smaller index wins, so the order of the awards must
 * not depend on how they came in.  Source: R-31. */
#ifndef SUDUI_LIST_CHOICE_H
#define SUDUI_LIST_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/relation.h"

typedef struct choice_award {
  int64_t amount_fen; /* by itself, capped; of a fixed one: what was given */
  bool fixed;         /* given before: it stays as it is */
  /* filled in */
  bool is_taken;
  int64_t reduction_fen; /* taken off by relations; at most the amount */
  size_t because;        /* the link that left it out or reduced it most; SIZE_MAX: none */
  int64_t best_fen;      /* the total of the chosen set */
  int64_t with_fen;      /* left out: the largest total of a set that has it; -1: no set may */
} choice_award;

/* A relation between two awards that holds in its window; `first` and `second` as the relation
 * has them. */
typedef struct choice_link {
  size_t first, second; /* indices of awards */
  relation_kind kind;
  relation_later later;
  int64_t ceiling_fen;
} choice_link;

/* Fills in the awards.  At most 2^16 sets of `count` awards and `link_count` links are compared.
 * False when memory is out. */
bool choice_make(choice_award *awards, size_t count, const choice_link *links, size_t link_count);

#endif
