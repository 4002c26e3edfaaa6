/* For tests: the near misses of columns against those of the record evaluator. */
#ifndef SUDUI_TESTS_SUPPORT_NEAR_MISS_COMPARE_H
#define SUDUI_TESTS_SUPPORT_NEAR_MISS_COMPARE_H

#include "column/near_miss.h"

static inline bool is_same_distance(value x, value y) {
  return x.kind == y.kind &&
         (x.kind == VALUE_NULL || value_identical(x, y) || value_equal(x, y) == TERNARY_TRUE);
}

static inline const char *difference_of_gaps(const column_near_miss *columns, const column_gap *x,
                                             const dmn_gap *y) {
  if (x->atom != y->condition->atom) return "another condition";
  if (x->becomes_true == y->is_negated) return "another direction";
  if (x->is_missing != y->is_missing || x->is_strict != y->is_strict) return "another kind of gap";
  if (!is_same_distance(x->distance, y->distance)) return "another distance";
  if (y->distance.kind != VALUE_NULL &&
      !text_equal(column_near_miss_measure(columns, x->atom), y->distance_in))
    return "another measure";
  return NULL;
}

/* What is not the same, or NULL: the smallest ways in order, gap by gap. */
static inline const char *difference_of_ways(const column_near_miss *columns,
                                             const column_miss *miss, const dmn_near_miss *found) {
  size_t count = 0;
  while (count < found->way_count && found->ways[count].gap_count == found->ways[0].gap_count)
    count++;
  if (count != miss->way_count) return "another number of ways";
  for (size_t i = 0; i < count; i++) {
    const column_way *x = &miss->ways[i];
    const dmn_way *y = &found->ways[i];
    if (x->gap_count != y->gap_count) return "another number of gaps";
    if (x->is_verified != y->is_verified) return "verified differs";
    if (x->change_count != y->change_count) return "another number of changes";
    for (size_t k = 0; k < x->gap_count; k++) {
      const char *difference = difference_of_gaps(columns, &x->gaps[k], &y->gaps[k]);
      if (difference != NULL) return difference;
    }
    for (size_t k = 0; k < x->change_count; k++)
      if (x->changes[k].slot != y->changes[k].slot ||
          !is_same_distance(x->changes[k].to, y->changes[k].to))
        return "another change";
  }
  return NULL;
}

#endif
