/* The arithmetic operators of FEEL on values.
 *
 * Operands may be of any kind.  What the standard does not define (wrong kinds, division by zero, a
 * result outside of the number range, memory out) is VALUE_NULL; an unknown operand gives an
 * unknown with the union of the sets.  Constant time.  Spec: DMN 1.5 section 10.3.2.14, Tables 55
 * to 59. */
#ifndef SUDUI_FEEL_ARITHMETIC_H
#define SUDUI_FEEL_ARITHMETIC_H

#include "feel/value.h"

value value_add(arena *a, value x, value y);
value value_subtract(arena *a, value x, value y);
value value_multiply(arena *a, value x, value y);
value value_divide(arena *a, value x, value y);
value value_power(arena *a, value x, value y);
value value_negate(value x);

#endif
