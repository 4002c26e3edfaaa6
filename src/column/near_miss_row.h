/* Inside of column/: the ways of one row, from the truths of its conditions. */
#ifndef SUDUI_COLUMN_NEAR_MISS_ROW_H
#define SUDUI_COLUMN_NEAR_MISS_ROW_H

#include "column/near_miss.h"
#include "column/near_miss_pattern.h"

/* A condition, and how its sides are computed. */
typedef struct miss_atom {
  const dmn_condition *condition; /* of the example tree */
  uint32_t place;                 /* among the conditions of the column plan, or COLUMN_NONE */
  miss_operand left, right;
  bool is_quotient; /* left = numerator / denominator */
  miss_operand numerator, denominator;
  bool is_computable;                /* its truth follows from left and right here */
  miss_levers levers;                /* of the left side, of a quotient its numerator */
  uint64_t inputs[MISS_INPUT_WORDS]; /* that it rests on */
  text measure;
} miss_atom;

typedef struct near_miss_row {
  const miss_atom *atoms;
  size_t atom_count;
  bool by_record; /* always: the truths are not known */
  miss_patterns patterns;
  arena *values; /* of the row */
  miss_row facts;
  value *fresh; /* by input slot: the changes of one step */
} near_miss_row;

/* The truth of an atom of the row as it is. */
miss_truth near_miss_atom_truth(const miss_atom *atom, miss_row *row);

/* Fills `out` for a row whose outcome is the opposite of what is wanted; the ways live until the
 * next row.  `*by_record_out` says who found them.  False when memory is out. */
bool near_miss_row_solve(near_miss_row *r, size_t row, const miss_key *key, column_miss *out,
                         bool *by_record_out);

#endif
