/* Which combinations of pieces no rule of a table covers: a sweep over the columns with bit sets.
 *
 * At each column the pieces are tried in turn, and the rules that still match are carried along;
 * when none is left, the rest of the box is uncovered.  What was seen before (the same rules left
 * at the same column) is not entered again, so that each cause is told once. */
#ifndef SUDUI_DMN_TABLE_COVER_H
#define SUDUI_DMN_TABLE_COVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* --- Sets of rules or pieces as bits --- */
static inline size_t bits_words(size_t count) { return (count + 63) / 64; }
static inline bool bits_has(const uint64_t *bits, size_t i) { return bits[i / 64] >> i % 64 & 1; }
static inline void bits_add(uint64_t *bits, size_t i) { bits[i / 64] |= UINT64_C(1) << i % 64; }
static inline bool bits_meet(const uint64_t *x, const uint64_t *y, size_t words) {
  for (size_t i = 0; i < words; i++) {
    if ((x[i] & y[i]) != 0) return true;
  }
  return false;
}

typedef struct cover_column {
  size_t piece_count;
  const uint64_t *rules;  /* per piece, bits_words(rule_count) words: the rules that match there */
  const uint64_t *wanted; /* the pieces to be covered */
  const bool *is_point;   /* per piece */
  const bool *is_apart;   /* per piece: never told together with its neighbour */
} cover_column;

/* An uncovered box.  `path` has one piece per column; columns behind `column` are free.  In
 * `column` the pieces first .. last are uncovered alike.  False ends the sweep. */
typedef bool cover_visitor(void *context, const size_t *path, size_t column, size_t first,
                           size_t last);

typedef struct cover_sweep {
  arena *arena;
  const cover_column *columns;
  size_t column_count, rule_count;
  const uint64_t *rules; /* the rules that may cover */
  cover_visitor *visit;
  void *context;
  uint64_t *steps_left; /* counted down; at 0 the sweep ends */
} cover_sweep;

typedef enum cover_result {
  COVER_DONE,
  COVER_ENDED,
  COVER_TOO_LARGE,
  COVER_OUT_OF_MEMORY
} cover_result;

/* COVER_ENDED when the visitor said so. */
cover_result cover_run(const cover_sweep *sweep);

#endif
