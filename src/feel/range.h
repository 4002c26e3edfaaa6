/* Ranges as values: made, tested, compared with points and with each other.
 *
 * Spec: DMN 1.5 sections 10.3.2.7 (ranges), 10.3.2.12 Table 51 (in), 10.3.4.9 (range functions). */
#ifndef SUDUI_FEEL_RANGE_H
#define SUDUI_FEEL_RANGE_H

#include "feel/value.h"

typedef enum range_operator {
  RANGE_LESS,
  RANGE_LESS_EQUAL,
  RANGE_GREATER,
  RANGE_GREATER_EQUAL,
  RANGE_EQUAL,
  RANGE_NOT_EQUAL
} range_operator;

/* [low..high]; either end may be null, and what is asked of that end is then null.  VALUE_NULL when
 * both are null or the ends cannot be ordered against each other.  low > high is an empty range. */
value range_make(arena *a, value low, bool low_closed, value high, bool high_closed);
/* The unary forms (< x), (>= x), (= x), (!= x). */
value range_make_unary(arena *a, range_operator op, value x);
/* range("[1..10)"): literal ends only; a missing end gives a unary form: "(..10)" is (< 10).
 * VALUE_NULL when it is anything else, or low > high. */
value range_parse(arena *a, text source);

/* Whether `point` lies in the range; TERNARY_NULL when they cannot be compared. */
ternary range_contains(const value_range *r, value point);
/* `x in test` for one test value that is not a unary test of the grammar: a range tests for
 * containment, a list for an element that equals x or a range in it that contains x, anything else
 * for equality. */
ternary range_in(value x, value test);

/* "start", "end", "start included", "end included"; VALUE_NULL for other names. */
value range_property(const value_range *r, text name);

/* --- The range functions; a point is anything that is not a range --- */
typedef ternary range_relation(value x, value y);
range_relation range_before, range_after, range_meets, range_met_by, range_overlaps,
    range_overlaps_before, range_overlaps_after, range_finishes, range_finished_by, range_includes,
    range_during, range_starts, range_started_by, range_coincides;

#endif
