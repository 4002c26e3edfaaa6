/* Inside of column/: what an expression is in every row of a batch, without having run it.
 *
 * A symbol has one kind in all rows (beside null and unknown).  Its value is computed in one of
 * several forms, each in rows of its own: a constant, a vector, an exact quotient.  Decision tables
 * and `if` give several forms; comparisons go into each of them, so that quotients and tables need
 * not be written out.  NULL in place of a symbol: it cannot be run in columns, or memory is out. */
#ifndef SUDUI_COLUMN_SYMBOL_H
#define SUDUI_COLUMN_SYMBOL_H

#include "column/graph.h"
#include "column/plan.h"
#include "feel/value.h"

/* ratio_scale * (x1/y1 + x2/y2) + offset, each constant a whole number over another; x2 is
 * NODE_NONE for a single quotient. */
typedef struct quotient {
  node_id x1, y1, x2, y2;
  int64_t factor, factor_below; /* factor_below > 0 */
  int64_t offset, offset_below; /* offset_below > 0 */
  uint32_t steps;               /* roundings of the record evaluator on the way */
  bool is_ending;               /* constants that it was scaled by have an end as decimals */
} quotient;

typedef enum form_kind { FORM_CONSTANT, FORM_VECTOR, FORM_QUOTIENT } form_kind;

/* Numbers and durations are vector / 10^scale (durations in seconds or months), dates day numbers,
 * texts codes of `dictionary`; a constant text stands in `string`. */
typedef struct form {
  form_kind kind;
  node_id where; /* rows; forms of a symbol do not overlap where it has a value */
  int64_t constant;
  text string;
  node_id vector;
  int32_t scale;
  uint32_t column; /* of a text: whose dictionary its codes are */
  const quotient *quotient;
} form;

typedef struct symbol symbol;
struct symbol {
  value_kind kind; /* VALUE_NULL: null wherever it is not unknown */
  node_id unknown, null;
  node_id
      hole; /* rows that only the record evaluator can tell; what else is said of them is void */
  node_id truth; /* BOOLEAN: not in rows that are unknown or null */
  form *forms;
  uint32_t form_count;
  const text *names; /* CONTEXT */
  const symbol *const *fields;
  uint32_t field_count;
  const value *literal; /* as written in the program, or NULL: lists, ranges, functions */
};

enum { FORMS_MAX = 64 };

/* --- Making --- */
symbol *symbol_new(graph *g, value_kind kind);
/* A constant: null, boolean, number, text, date, duration of whole seconds, months; other kinds are
 * kept as `literal` alone.  NULL when it does not fit in 64 bits. */
const symbol *symbol_of_value(graph *g, const value *v);
const symbol *symbol_of_column(graph *g, uint32_t column_index, bool three_valued);
const symbol *symbol_boolean(graph *g, node_id truth, node_id unknown, node_id null, node_id hole);
/* A symbol of one vector, masked as `masks` is. */
const symbol *symbol_of_vector(graph *g, value_kind kind, node_id vector, int32_t scale,
                               const symbol *masks);
/* The symbol with other masks: rows of `null` and `hole` are added. */
const symbol *symbol_with(graph *g, const symbol *s, node_id null, node_id hole);
bool symbol_is_constant(const symbol *s); /* the same value in every row */
/* Rows that have a value. */
node_id symbol_known(graph *g, const symbol *s);
node_id symbol_false(graph *g, const symbol *s); /* BOOLEAN */

/* --- Three-valued logic; what is no boolean counts as null --- */
const symbol *symbol_and(graph *g, const symbol *x, const symbol *y);
const symbol *symbol_or(graph *g, const symbol *x, const symbol *y);
const symbol *symbol_not(graph *g, const symbol *x);

/* --- Choice --- */

/* The result is `symbol` in rows of `possible`. */
typedef struct outcome {
  node_id possible;
  const symbol *symbol;
} outcome;

/* What all outcomes that are possible in a row have in common; unknown when they differ, or when
 * one of several is unknown; null in rows without any.  Only rows of `doubtful` (or some of them)
 * can have several.  Spec: dmn/hit_policy.h. */
const symbol *symbol_of_outcomes(graph *g, const outcome *outcomes, uint32_t count,
                                 node_id doubtful);

/* All forms written into one vector of the largest scale; NODE_NONE when it does not fit, or there
 * is a quotient or a text. */
node_id symbol_vector(graph *g, const symbol *s, int32_t *scale_out);
/* k * 10^digits; false when it does not fit in 62 bits. */
bool scale_constant(int64_t k, int32_t digits, int64_t *out);

#endif
