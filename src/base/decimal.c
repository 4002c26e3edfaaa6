/* 34-digit decimal arithmetic (IEEE 754-2008 decimal128, half-even), over libdecnumber. */
#include "base/decimal.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal_small.h"

/* Must stand before the header, whose default is one digit.  Its enumeration of rounding modes
 * has the name of ours. */
#define DECNUMDIGITS 34
#define rounding decnumber_rounding
#include <decnumber/decContext.h>
#include <decnumber/decNumber.h>
#undef rounding

_Static_assert(sizeof(decimal) == sizeof(decNumber), "decimal is decNumber");
_Static_assert(offsetof(decimal, digits) == offsetof(decNumber, digits), "digits");
_Static_assert(offsetof(decimal, exponent) == offsetof(decNumber, exponent), "exponent");
_Static_assert(offsetof(decimal, bits) == offsetof(decNumber, bits), "bits");
_Static_assert(offsetof(decimal, units) == offsetof(decNumber, lsu), "units");
_Static_assert(DECDPUN == 3, "three digits a unit");

enum {
  PRECISION = 34,
  EXPONENT_MAX = 6144,
  EXPONENT_MIN = -6143,
  GUARDED_PRECISION_MAX = 300, /* functions are computed to at most this, then rounded once */
  SETTLED_PRECISION = 200,     /* a result so close to a tie is taken for the tie */
  GUARDED_EXPONENT = 99999,
  WIDE_PRECISION = 12400 /* any remainder of two decimals is exact in this many digits */
};

static const decContext DECIMAL128 = {.digits = PRECISION,
                                      .emax = EXPONENT_MAX,
                                      .emin = EXPONENT_MIN,
                                      .round = DEC_ROUND_HALF_EVEN,
                                      .traps = 0,
                                      .clamp = 1};

/* A decNumber with room for `GUARDED_PRECISION_MAX` digits. */
typedef union guarded_number {
  decNumber number;
  unsigned char room[sizeof(decNumber) + (GUARDED_PRECISION_MAX - PRECISION) + 8];
} guarded_number;

/* Only handed to the library: nothing here reads a decimal through the other type. */
static const decNumber *view(const decimal *d) { return (const decNumber *)(const void *)d; }
static decNumber *edit(decimal *d) { return (decNumber *)(void *)d; }

static decContext guarded_context(int32_t digits) {
  decContext context = DECIMAL128;
  context.digits = digits;
  context.emax = GUARDED_EXPONENT;
  context.emin = -GUARDED_EXPONENT;
  context.clamp = 0;
  return context;
}

static bool deliver(const decimal *result, decimal *out) {
  if ((result->bits & DECSPECIAL) != 0) return false;
  *out = *result;
  return true;
}

decimal decimal_scaled(int64_t coefficient, int32_t exponent) {
  decimal d = {.exponent = exponent};
  if (coefficient < 0) d.bits = DECNEG;
  uint64_t rest = coefficient < 0 ? 0 - (uint64_t)coefficient : (uint64_t)coefficient;
  int32_t unit = 0;
  for (; rest >= 1000; rest /= 1000) d.units[unit++] = (uint16_t)(rest % 1000);
  d.units[unit] = (uint16_t)rest;
  d.digits = unit * 3 + (rest >= 100 ? 3 : rest >= 10 ? 2 : 1);
  return d;
}

decimal decimal_of(int64_t whole) { return decimal_scaled(whole, 0); }

/* --- Text --- */

/* The parts of a number's text: significant digits (with a last 1 for any that were cut, so that
 * rounding sees them) and the power of ten of the last one. */
typedef struct scanned_number {
  char digits[2 * PRECISION + 8];
  size_t count;
  int64_t exponent;
  bool negative;
} scanned_number;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void take_digit(scanned_number *n, char c, bool after_point) {
  if (n->count == 0 && c == '0') {
    if (after_point) n->exponent--;
  } else if (n->count < 2 * PRECISION) {
    n->digits[n->count++] = c;
    if (after_point) n->exponent--;
  } else {
    if (n->count == 2 * PRECISION) n->digits[n->count++] = '0', n->exponent--;
    if (c != '0') n->digits[n->count - 1] = '1';
    if (!after_point) n->exponent++;
  }
}

static bool scan_exponent(text source, size_t at, int64_t *exponent_out) {
  bool negative = at < source.size && source.data[at] == '-';
  if (at < source.size && (source.data[at] == '-' || source.data[at] == '+')) at++;
  if (at == source.size) return false;
  int64_t exponent = 0;
  for (; at < source.size; at++) {
    if (!is_digit(source.data[at])) return false;
    if (exponent < 100000000) exponent = exponent * 10 + (source.data[at] - '0');
  }
  *exponent_out = negative ? -exponent : exponent;
  return true;
}

static bool scan_number(text source, scanned_number *n) {
  size_t at = 0;
  if (source.size != 0 && (source.data[0] == '-' || source.data[0] == '+')) {
    n->negative = source.data[at++] == '-';
  }
  size_t before = 0, behind = 0;
  for (; at < source.size && is_digit(source.data[at]); at++, before++) {
    take_digit(n, source.data[at], false);
  }
  if (at < source.size && source.data[at] == '.') {
    for (at++; at < source.size && is_digit(source.data[at]); at++, behind++) {
      take_digit(n, source.data[at], true);
    }
    if (behind == 0) return false;
  }
  if (before + behind == 0) return false;
  if (at == source.size) return true;
  if (source.data[at] != 'e' && source.data[at] != 'E') return false;
  int64_t power;
  if (!scan_exponent(source, at + 1, &power)) return false;
  n->exponent += power;
  return true;
}

bool decimal_parse(text source, decimal *out) {
  scanned_number n = {0};
  if (!scan_number(source, &n)) return false;
  if (n.count == 0) {
    *out = decimal_of(0);
    return true;
  }
  if (small_of_digits(n.digits, n.count, n.negative, n.exponent, out)) return true;
  if (n.exponent > 1000000) return false;
  if (n.exponent < -1000000) n.exponent = -1000000;
  char buffer[sizeof n.digits + 32];
  snprintf(buffer, sizeof buffer, "%s%.*sE%d", n.negative ? "-" : "", (int)n.count, n.digits,
           (int)n.exponent);
  decContext context = DECIMAL128;
  decimal result;
  decNumberFromString(edit(&result), buffer, &context);
  return deliver(&result, out);
}

/* The digits, most significant first, without trailing zeros; returns how many, at least one. */
static int32_t write_digits(const decimal *d, char digits[PRECISION + 4], int32_t *exponent_out) {
  int32_t count = d->digits;
  for (int32_t i = 0; i < count; i++) {
    int32_t place = count - 1 - i;
    static const uint16_t POWERS[3] = {1, 10, 100};
    digits[i] = (char)('0' + d->units[place / 3] / POWERS[place % 3] % 10);
  }
  int32_t exponent = d->exponent;
  while (count > 1 && digits[count - 1] == '0') {
    count--;
    exponent++;
  }
  *exponent_out = exponent;
  return count;
}

static size_t format_scientific(bool negative, const char *digits, int32_t count, int32_t adjusted,
                                char *buffer, size_t size) {
  int length = snprintf(buffer, size, "%s%c%s%.*sE%+d", negative ? "-" : "", digits[0],
                        count > 1 ? "." : "", (int)(count - 1), digits + 1, (int)adjusted);
  return (size_t)length < size ? (size_t)length : size - 1;
}

size_t decimal_format(const decimal *d, char *buffer, size_t size) {
  if (decimal_is_zero(d)) return (size_t)snprintf(buffer, size, "0");
  char digits[PRECISION + 4];
  int32_t exponent;
  int32_t count = write_digits(d, digits, &exponent);
  bool negative = (d->bits & DECNEG) != 0;
  int32_t whole = count + exponent; /* digits before the point; may be negative */
  int32_t zeros_behind = exponent > 0 ? exponent : 0;
  int32_t zeros_before = whole < 0 ? -whole : 0;
  size_t needed = (size_t)(count + zeros_behind + zeros_before) + 4;
  if (needed > size) {
    return format_scientific(negative, digits, count, count + exponent - 1, buffer, size);
  }
  char *to = buffer;
  if (negative) *to++ = '-';
  if (whole <= 0) *to++ = '0';
  for (int32_t i = 0; i < count; i++) {
    if (i == (whole > 0 ? whole : 0)) {
      *to++ = '.';
      memset(to, '0', (size_t)zeros_before);
      to += zeros_before;
    }
    *to++ = digits[i];
  }
  memset(to, '0', (size_t)zeros_behind);
  to += zeros_behind;
  *to = '\0';
  return (size_t)(to - buffer);
}

/* --- Arithmetic --- */

bool decimal_add(const decimal *x, const decimal *y, decimal *out) {
  if (small_add(x, y, false, out)) return true;
  decContext context = DECIMAL128;
  decimal result;
  decNumberAdd(edit(&result), view(x), view(y), &context);
  return deliver(&result, out);
}

bool decimal_subtract(const decimal *x, const decimal *y, decimal *out) {
  if (small_add(x, y, true, out)) return true;
  decContext context = DECIMAL128;
  decimal result;
  decNumberSubtract(edit(&result), view(x), view(y), &context);
  return deliver(&result, out);
}

bool decimal_multiply(const decimal *x, const decimal *y, decimal *out) {
  if (small_multiply(x, y, out)) return true;
  decContext context = DECIMAL128;
  decimal result;
  decNumberMultiply(edit(&result), view(x), view(y), &context);
  return deliver(&result, out);
}

bool decimal_divide(const decimal *x, const decimal *y, decimal *out) {
  if (small_divide(x, y, out)) return true;
  decContext context = DECIMAL128;
  decimal result;
  decNumberDivide(edit(&result), view(x), view(y), &context);
  return deliver(&result, out);
}

/* The remainder when the whole quotient has more than 34 digits; rare, so space does not matter. */
static void remainder_wide(const decimal *x, const decimal *y, decimal *result) {
  union {
    decNumber number;
    unsigned char room[sizeof(decNumber) + WIDE_PRECISION];
  } wide;
  decContext context = DECIMAL128;
  context.digits = WIDE_PRECISION;
  context.emax = GUARDED_EXPONENT;
  context.emin = -GUARDED_EXPONENT;
  context.clamp = 0;
  decNumberRemainder(&wide.number, view(x), view(y), &context);
  context = DECIMAL128;
  decNumberPlus(edit(result), &wide.number, &context);
}

bool decimal_modulo(const decimal *x, const decimal *y, decimal *out) {
  if (decimal_is_zero(y)) return false;
  decContext context = DECIMAL128;
  decimal result;
  decNumberRemainder(edit(&result), view(x), view(y), &context);
  if ((context.status & DEC_Division_impossible) != 0) remainder_wide(x, y, &result);
  if ((result.bits & DECSPECIAL) != 0) return false;
  if (decimal_is_zero(&result)) {
    result.bits = 0;
  } else if (((result.bits ^ y->bits) & DECNEG) != 0) {
    return decimal_add(&result, y, out);
  }
  *out = result;
  return true;
}

/* --- Functions that cannot be exact --- */

/* x^y, exp(x) or ln(x); `y` is NULL for the last two. */
typedef void guarded_function(decNumber *result, const decimal *x, const decimal *y,
                              decContext *context);

static void round_guarded(const decNumber *wide, decimal *out) {
  decContext context = DECIMAL128;
  decNumberPlus(edit(out), wide, &context);
}

/* True, and the rounded value, when no number within the error of `wide` rounds to another one.
 * The library's functions are wrong by less than a unit of the last of `digits`; ten are allowed.
 */
static bool is_settled(const decNumber *wide, int32_t digits, decimal *out) {
  decContext context = guarded_context(digits);
  decNumber error = {.digits = 1, .exponent = wide->exponent + wide->digits - digits + 1};
  error.lsu[0] = 1;
  guarded_number low, high;
  decNumberSubtract(&low.number, wide, &error, &context);
  decNumberAdd(&high.number, wide, &error, &context);
  decimal other;
  round_guarded(&low.number, out);
  round_guarded(&high.number, &other);
  return decimal_compare(out, &other) == 0;
}

/* Rounds once: where the digits beyond the 34th are so close to a tie that the error could decide
 * (exp(5E-34) is 1.2E-67 above one), computes again with more digits. */
static bool round_correctly(guarded_function *function, const decimal *x, const decimal *y,
                            decimal *out) {
  static const int32_t PRECISIONS[] = {55, 120, GUARDED_PRECISION_MAX};
  guarded_number wide;
  decimal result;
  for (size_t i = 0; i < sizeof PRECISIONS / sizeof *PRECISIONS; i++) {
    decContext context = guarded_context(PRECISIONS[i]);
    function(&wide.number, x, y, &context);
    if ((wide.number.bits & DECSPECIAL) != 0) return false;
    if ((context.status & DEC_Inexact) == 0 || decNumberIsZero(&wide.number)) {
      round_guarded(&wide.number, &result);
      return deliver(&result, out);
    }
    if (is_settled(&wide.number, PRECISIONS[i], &result)) return deliver(&result, out);
  }
  guarded_number tie;
  decContext context = guarded_context(SETTLED_PRECISION);
  decNumberPlus(&tie.number, &wide.number, &context);
  round_guarded(&tie.number, &result);
  return deliver(&result, out);
}

static void power_guarded(decNumber *result, const decimal *x, const decimal *y,
                          decContext *context) {
  decNumberPower(result, view(x), view(y), context);
}

static void exp_guarded(decNumber *result, const decimal *x, const decimal *y,
                        decContext *context) {
  (void)y;
  decNumberExp(result, view(x), context);
}

static void log_guarded(decNumber *result, const decimal *x, const decimal *y,
                        decContext *context) {
  (void)y;
  decNumberLn(result, view(x), context);
}

/* Of a whole number. */
static bool is_odd(const decimal *x) {
  if (x->exponent > 0 || -x->exponent >= x->digits) return false;
  static const uint16_t POWERS[3] = {1, 10, 100};
  return x->units[-x->exponent / 3] / POWERS[-x->exponent % 3] % 2 == 1;
}

bool decimal_power(const decimal *x, const decimal *y, decimal *out) {
  /* The library refuses negative bases of whole exponents that have many digits. */
  if (decimal_is_negative(x) && decimal_is_whole(y)) {
    decimal magnitude = decimal_absolute(x), result;
    if (!round_correctly(power_guarded, &magnitude, y, &result)) return false;
    *out = is_odd(y) ? decimal_negate(&result) : result;
    return true;
  }
  return round_correctly(power_guarded, x, y, out);
}

bool decimal_square_root(const decimal *x, decimal *out) {
  decContext context = DECIMAL128; /* exactly rounded half-even by itself */
  decimal result;
  decNumberSquareRoot(edit(&result), view(x), &context);
  return deliver(&result, out);
}

bool decimal_exp(const decimal *x, decimal *out) {
  return round_correctly(exp_guarded, x, NULL, out);
}

bool decimal_log(const decimal *x, decimal *out) {
  return round_correctly(log_guarded, x, NULL, out);
}

/* --- Rounding --- */

static enum decnumber_rounding rounding_of(rounding mode) {
  switch (mode) {
    case ROUNDING_HALF_EVEN:
      return DEC_ROUND_HALF_EVEN;
    case ROUNDING_HALF_UP:
      return DEC_ROUND_HALF_UP;
    case ROUNDING_HALF_DOWN:
      return DEC_ROUND_HALF_DOWN;
    case ROUNDING_UP:
      return DEC_ROUND_UP;
    case ROUNDING_DOWN:
      return DEC_ROUND_DOWN;
    case ROUNDING_FLOOR:
      return DEC_ROUND_FLOOR;
    case ROUNDING_CEILING:
      return DEC_ROUND_CEILING;
  }
  return DEC_ROUND_HALF_EVEN;
}

/* x with exactly the exponent `exponent`; false when that takes more than 34 digits. */
static bool quantize(const decimal *x, int32_t exponent, rounding mode, decimal *out) {
  if (small_quantize(x, exponent, mode, out)) return true;
  decContext context = DECIMAL128;
  context.round = rounding_of(mode);
  decimal pattern = {.digits = 1, .exponent = exponent, .units = {1}};
  decimal result;
  decNumberQuantize(edit(&result), view(x), view(&pattern), &context);
  return deliver(&result, out);
}

bool decimal_round(const decimal *x, int32_t scale, rounding mode, decimal *out) {
  if (scale >= -EXPONENT_MAX && x->exponent < -scale) return quantize(x, -scale, mode, out);
  if (scale < -EXPONENT_MAX) return false;
  *out = *x;
  return true;
}

decimal decimal_negate(const decimal *x) {
  decimal result = *x;
  result.bits = decimal_is_zero(x) ? 0 : (uint8_t)(x->bits ^ DECNEG);
  return result;
}

decimal decimal_absolute(const decimal *x) {
  decimal result = *x;
  result.bits = (uint8_t)(x->bits & ~DECNEG);
  return result;
}

decimal decimal_reduce(const decimal *x) {
  if (decimal_is_zero(x)) return decimal_of(0);
  decContext context = DECIMAL128;
  context.clamp = 0;
  decimal result = {0}; /* unused units stay zero, so that equal values have equal bytes */
  decNumberReduce(edit(&result), view(x), &context);
  for (int32_t i = (result.digits + 2) / 3; i < 12; i++) result.units[i] = 0;
  return result;
}

/* --- Questions --- */

int decimal_compare(const decimal *x, const decimal *y) { return exact_compare(x, y); }

bool decimal_is_zero(const decimal *x) { return x->digits == 1 && x->units[0] == 0; }

bool decimal_is_negative(const decimal *x) {
  return (x->bits & DECNEG) != 0 && !decimal_is_zero(x);
}

bool decimal_is_whole(const decimal *x) {
  if (x->exponent >= 0 || decimal_is_zero(x)) return true;
  int32_t behind = -x->exponent;
  if (behind >= x->digits) return false;
  for (int32_t i = 0; i < behind / 3; i++) {
    if (x->units[i] != 0) return false;
  }
  static const uint16_t POWERS[3] = {1, 10, 100};
  return x->units[behind / 3] % POWERS[behind % 3] == 0;
}

bool decimal_to_int64(const decimal *x, int64_t *out) {
  return decimal_is_whole(x) && decimal_to_scaled_int64(x, 0, ROUNDING_DOWN, out);
}

bool decimal_to_scaled_int64(const decimal *x, int32_t scale, rounding mode, int64_t *out) {
  decimal q;
  if (scale < -EXPONENT_MAX || scale > EXPONENT_MAX || !quantize(x, -scale, mode, &q)) {
    return false;
  }
  if (q.digits > 19) return false;
  unsigned __int128 magnitude = 0;
  for (int32_t i = (q.digits + 2) / 3 - 1; i >= 0; i--) magnitude = magnitude * 1000 + q.units[i];
  bool negative = (q.bits & DECNEG) != 0;
  if (magnitude > (unsigned __int128)INT64_MAX + (negative ? 1 : 0)) return false;
  *out = negative ? (int64_t)(0 - (uint64_t)magnitude) : (int64_t)magnitude;
  return true;
}
