/* 34-digit decimal arithmetic (IEEE 754-2008 decimal128, half-even), over libdecnumber.
 *
 * The struct is decNumber at 34 digits, byte for byte, so that no copy is made; only decimal.c
 * includes decNumber.h.  No binary floating point occurs.  Functions never trap: a result outside
 * of the number range or undefined (division by zero, sqrt of a negative) returns false and leaves
 * `*out` alone, which FEEL turns into null.  Spec: DMN 1.5 section 10.3.2.3.1. */
#ifndef SUDUI_BASE_DECIMAL_H
#define SUDUI_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef struct decimal {
  int32_t digits;
  int32_t exponent;
  uint8_t bits;
  uint16_t units[12]; /* three digits each, least significant first */
} decimal;

enum { DECIMAL_TEXT_SIZE = 64 }; /* bytes that hold any decimal in scientific form */

typedef enum rounding {
  ROUNDING_HALF_EVEN, /* decimal(n, scale) */
  ROUNDING_HALF_UP,   /* ties away from zero: round half up */
  ROUNDING_HALF_DOWN,
  ROUNDING_UP,   /* away from zero */
  ROUNDING_DOWN, /* towards zero */
  ROUNDING_FLOOR,
  ROUNDING_CEILING
} rounding;

decimal decimal_of(int64_t whole);
/* coefficient × 10^exponent, for example fen to yuan with -2. */
decimal decimal_scaled(int64_t coefficient, int32_t exponent);
/* Reads all of `source` ("-12.30", "1e5", ".5"); false if it is anything else or not finite. */
bool decimal_parse(text source, decimal *out);
/* Plain notation without exponent and without trailing zeros after the point, as FEEL prints
 * numbers ("100", "0.05"); very large or small ones in scientific notation.  Returns the length
 * without the NUL; `buffer` has DECIMAL_TEXT_PLAIN_SIZE bytes. */
enum { DECIMAL_TEXT_PLAIN_SIZE = 6200 };
size_t decimal_format(const decimal *d, char *buffer, size_t size);

bool decimal_add(const decimal *x, const decimal *y, decimal *out);
bool decimal_subtract(const decimal *x, const decimal *y, decimal *out);
bool decimal_multiply(const decimal *x, const decimal *y, decimal *out);
bool decimal_divide(const decimal *x, const decimal *y, decimal *out);
/* x - y*floor(x/y), the sign of the divisor.  Spec: modulo, 10.3.4.5. */
bool decimal_modulo(const decimal *x, const decimal *y, decimal *out);
bool decimal_power(const decimal *x, const decimal *y, decimal *out);
bool decimal_square_root(const decimal *x, decimal *out);
bool decimal_exp(const decimal *x, decimal *out);
bool decimal_log(const decimal *x, decimal *out); /* natural */
/* Rounds to `scale` digits after the point (negative: before it). */
bool decimal_round(const decimal *x, int32_t scale, rounding mode, decimal *out);
decimal decimal_negate(const decimal *x);
decimal decimal_absolute(const decimal *x);

int decimal_compare(const decimal *x, const decimal *y); /* -1, 0, 1 */
bool decimal_is_zero(const decimal *x);
bool decimal_is_negative(const decimal *x); /* false for zero */
bool decimal_is_whole(const decimal *x);
/* False when not whole or out of range. */
bool decimal_to_int64(const decimal *x, int64_t *out);
/* x × 10^scale as an integer, rounded by `mode`; false when out of range.  Yuan to fen: scale 2. */
bool decimal_to_scaled_int64(const decimal *x, int32_t scale, rounding mode, int64_t *out);
/* The value in lowest terms: 1.0 and 1.00 give the same units, for hashing. */
decimal decimal_reduce(const decimal *x);

#endif
