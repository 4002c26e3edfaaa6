/* Inside of column/: arithmetic and comparison of symbols, exactly as FEEL does them.
 *
 * Sums and products of scaled integers are exact in 34 digits because their bounds fit in 62 bits.
 * A quotient is never computed: it stays numerator and denominator until it meets a threshold.
 * NULL: cannot be run in columns. */
#ifndef SUDUI_COLUMN_QUANTITY_H
#define SUDUI_COLUMN_QUANTITY_H

#include "column/symbol.h"
#include "feel/program.h"

/* ADD, SUBTRACT, MULTIPLY, DIVIDE. */
const symbol *quantity_compute(graph *g, opcode op, const symbol *x, const symbol *y);
const symbol *quantity_negate(graph *g, const symbol *x);
const symbol *quantity_absolute(graph *g, const symbol *x);
const symbol *quantity_extreme(graph *g, const symbol *x, const symbol *y, bool is_greatest);
/* Rounded to `scale` digits behind the point. */
const symbol *quantity_round(graph *g, const symbol *x, int64_t scale, rounding mode);
/* YEAR, MONTH and DAY of a date. */
const symbol *quantity_property(graph *g, flow_op op, const symbol *date);

/* EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL. */
const symbol *quantity_compare(graph *g, opcode op, const symbol *x, const symbol *y);

#endif
