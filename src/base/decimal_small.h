/* Decimals of at most 18 digits in machine words: what amounts and thresholds nearly always are.
 *
 * The same results as the library, digit for digit and exponent for exponent (held by `make
 * differential`), at a fraction of its time.  Each function returns false, without a result, when
 * its operands are too large or too special; the caller then asks the library.  Exponents are
 * within ±SMALL_EXPONENT_MAX, so that no result here can leave the range of numbers.  For
 * base/decimal.c only. */
#ifndef SUDUI_BASE_DECIMAL_SMALL_H
#define SUDUI_BASE_DECIMAL_SMALL_H

#include "base/decimal.h"

enum { SMALL_DIGITS = 18, SMALL_EXPONENT_MAX = 2000, DECIMAL_SIGN = 0x80 };

bool small_add(const decimal *x, const decimal *y, bool subtracts, decimal *out);
bool small_multiply(const decimal *x, const decimal *y, decimal *out);
bool small_divide(const decimal *x, const decimal *y, decimal *out); /* 34 digits, half-even */
/* The number of `count` digits, most significant first, at least one. */
bool small_of_digits(const char *digits, size_t count, bool is_negative, int64_t exponent,
                     decimal *out);
/* x with exponent `exponent`. */
bool small_quantize(const decimal *x, int32_t exponent, rounding mode, decimal *out);

/* For all finite decimals. */
int exact_compare(const decimal *x, const decimal *y);

#endif
