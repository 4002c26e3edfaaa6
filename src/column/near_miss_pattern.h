/* Inside of column/: what follows from the truths of a decision's conditions, once for each
 * combination. */
#ifndef SUDUI_COLUMN_NEAR_MISS_PATTERN_H
#define SUDUI_COLUMN_NEAR_MISS_PATTERN_H

#include "column/near_miss_operand.h"
#include "dmn/near_miss.h"

enum { MISS_ATOMS_MAX = 128, MISS_ATOM_WORDS = MISS_ATOMS_MAX / 64 };

/* The truth of a condition as two bits: `high` in the first plane, `low` in the second. */
typedef enum miss_truth {
  MISS_FALSE = 0,
  MISS_TRUE = 1,    /* high */
  MISS_UNKNOWN = 2, /* low */
  MISS_NULL = 3     /* both */
} miss_truth;

typedef struct miss_key {
  uint64_t high[MISS_ATOM_WORDS], low[MISS_ATOM_WORDS];
} miss_key;

static inline miss_truth miss_key_get(const miss_key *key, uint32_t atom) {
  uint64_t high = key->high[atom / 64] >> (atom % 64) & 1,
           low = key->low[atom / 64] >> (atom % 64) & 1;
  return (miss_truth)(high + 2 * low);
}

static inline void miss_key_set(miss_key *key, uint32_t atom, miss_truth truth) {
  uint64_t bit = UINT64_C(1) << (atom % 64);
  key->high[atom / 64] &= ~bit;
  key->low[atom / 64] &= ~bit;
  if ((truth & 1) != 0) key->high[atom / 64] |= bit;
  if ((truth & 2) != 0) key->low[atom / 64] |= bit;
}

typedef struct miss_pattern {
  miss_key key;
  bool is_usable; /* the record evaluator found exactly these truths */
  miss_truth outcome;
  const dmn_candidate *candidates; /* for the wanted outcome */
  size_t candidate_count;
} miss_pattern;

miss_truth miss_truth_of(value v);

/* One thread's. */
typedef struct miss_patterns {
  const dmn_model *model;
  const dmn_element *decision;
  bool wanted;
  size_t atom_count;
  dmn_evaluation *evaluation;
  arena *lasting, *scratch;
  miss_pattern **slots; /* open addressing */
  size_t capacity, count;
} miss_patterns;

bool miss_patterns_init(miss_patterns *p, const dmn_model *model, const dmn_element *decision,
                        bool wanted, size_t atom_count, value now);
void miss_patterns_release(miss_patterns *p);

/* Forgets all when there are very many; those given out become invalid. */
void miss_patterns_trim(miss_patterns *p);

/* Gives the evaluation the facts of the row with its changes. */
void miss_patterns_bind(miss_patterns *p, miss_row *row);
/* The pattern of that key, of which `row` is an example; NULL when memory is out. */
const miss_pattern *miss_patterns_get(miss_patterns *p, const miss_key *key, miss_row *row);

#endif
