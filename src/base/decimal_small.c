/* Decimals of at most 18 digits in machine words: what amounts and thresholds nearly always are. */
#include "base/decimal_small.h"

#include <string.h>

typedef unsigned __int128 wide_whole;

enum { UNITS_SMALL = SMALL_DIGITS / 3, QUOTIENT_DIGITS = 34, LOW_DIGITS = 18, HIGH_DIGITS = 15 };

static const uint64_t TEN_TO[SMALL_DIGITS + 2] = {1u,
                                                  10u,
                                                  100u,
                                                  1000u,
                                                  10000u,
                                                  100000u,
                                                  1000000u,
                                                  10000000u,
                                                  100000000u,
                                                  1000000000u,
                                                  10000000000u,
                                                  100000000000u,
                                                  1000000000000u,
                                                  10000000000000u,
                                                  100000000000000u,
                                                  1000000000000000u,
                                                  10000000000000000u,
                                                  100000000000000000u,
                                                  1000000000000000000u,
                                                  10000000000000000000u};

static bool is_small(const decimal *x) {
  return x->digits <= SMALL_DIGITS && x->exponent <= SMALL_EXPONENT_MAX &&
         x->exponent >= -SMALL_EXPONENT_MAX;
}

/* The digits of at most six units as a whole number. */
static uint64_t whole_of_units(const uint16_t *units, int32_t digits) {
  uint64_t whole = 0;
  for (int32_t i = (digits - 1) / 3; i >= 0; i--) whole = whole * 1000 + units[i];
  return whole;
}

/* log10(2) is a little more than 1233 / 4096, so the estimate is right or one too small. */
static int32_t count_digits(uint64_t whole) {
  int32_t bits = 64 - __builtin_clzll(whole | 1);
  int32_t digits = bits * 1233 >> 12;
  return digits + (digits == 0 || whole >= TEN_TO[digits]);
}

/* The units of `whole`, and how many digits they are. */
static int32_t write_units(uint64_t whole, uint16_t *units) {
  int32_t digits = count_digits(whole);
  for (int32_t i = 0; i * 3 < digits; i++) {
    units[i] = (uint16_t)(whole % 1000);
    whole /= 1000;
  }
  return digits;
}

/* high × 10^18 + low, low < 10^18. */
static void write_decimal(uint64_t high, uint64_t low, uint8_t sign, int32_t exponent,
                          decimal *out) {
  out->bits = sign;
  out->exponent = exponent;
  out->digits = write_units(low, out->units);
  if (high == 0) return;
  for (int32_t i = (out->digits + 2) / 3; i < UNITS_SMALL; i++) out->units[i] = 0;
  out->digits = SMALL_DIGITS + write_units(high, out->units + UNITS_SMALL);
}

bool small_of_digits(const char *digits, size_t count, bool is_negative, int64_t exponent,
                     decimal *out) {
  if (count > SMALL_DIGITS) return false;
  if (exponent > SMALL_EXPONENT_MAX || exponent < -SMALL_EXPONENT_MAX) return false;
  uint64_t whole = 0;
  for (size_t i = 0; i < count; i++) whole = whole * 10 + (uint64_t)(digits[i] - '0');
  write_decimal(0, whole, (uint8_t)(is_negative ? DECIMAL_SIGN : 0), (int32_t)exponent, out);
  return true;
}

/* --- Sums and products --- */

bool small_add(const decimal *x, const decimal *y, bool subtracts, decimal *out) {
  if (!is_small(x) || !is_small(y)) return false;
  int32_t shift_x = 0, shift_y = 0, exponent = x->exponent;
  if (x->exponent > y->exponent) {
    shift_x = x->exponent - y->exponent;
    exponent = y->exponent;
  } else {
    shift_y = y->exponent - x->exponent;
  }
  if (x->digits + shift_x > SMALL_DIGITS || y->digits + shift_y > SMALL_DIGITS) return false;
  int64_t a = (int64_t)(whole_of_units(x->units, x->digits) * TEN_TO[shift_x]);
  int64_t b = (int64_t)(whole_of_units(y->units, y->digits) * TEN_TO[shift_y]);
  if (a == 0 && b == 0) return false; /* whose sign has rules of its own */
  if ((x->bits & DECIMAL_SIGN) != 0) a = -a;
  if (((y->bits & DECIMAL_SIGN) != 0) != subtracts) b = -b;
  int64_t sum = a + b;
  uint64_t magnitude = sum < 0 ? (uint64_t)-sum : (uint64_t)sum;
  const uint8_t sign = (uint8_t)(sum < 0 ? DECIMAL_SIGN : 0);
  write_decimal(magnitude / TEN_TO[LOW_DIGITS], magnitude % TEN_TO[LOW_DIGITS], sign, exponent,
                out);
  return true;
}

bool small_multiply(const decimal *x, const decimal *y, decimal *out) {
  if (!is_small(x) || !is_small(y) || x->digits + y->digits > QUOTIENT_DIGITS) return false;
  uint64_t a = whole_of_units(x->units, x->digits), b = whole_of_units(y->units, y->digits);
  uint8_t sign = (x->bits ^ y->bits) & DECIMAL_SIGN;
  int32_t exponent = x->exponent + y->exponent;
  if (x->digits + y->digits <= SMALL_DIGITS) {
    write_decimal(0, a * b, sign, exponent, out);
  } else {
    wide_whole product = (wide_whole)a * b;
    write_decimal((uint64_t)(product / TEN_TO[LOW_DIGITS]),
                  (uint64_t)(product % TEN_TO[LOW_DIGITS]), sign, exponent, out);
  }
  return true;
}

/* --- Quotients --- */

/* The next `digits` digits of rest / divisor; rest < divisor < 10^18. */
static uint64_t next_digits(uint64_t *rest, uint64_t divisor, int32_t digits) {
  wide_whole dividend = (wide_whole)*rest * TEN_TO[digits];
  uint64_t quotient = (uint64_t)(dividend / divisor);
  *rest = (uint64_t)(dividend - (wide_whole)quotient * divisor);
  return quotient;
}

/* An exact quotient: zeros are added or taken away as long as that leads to exponent `ideal`. */
static void write_exact(uint64_t whole, uint8_t sign, int32_t exponent, int32_t ideal,
                        decimal *out) {
  for (; exponent > ideal; exponent--) whole *= 10;
  for (; exponent < ideal && whole % 10 == 0; exponent++) whole /= 10;
  write_decimal(0, whole, sign, exponent, out);
}

/* 34 digits in two halves, the rest still to be rounded. */
static void write_quotient(uint64_t high, uint64_t low, bool rounds_up, uint8_t sign,
                           int32_t exponent, decimal *out) {
  if (rounds_up && ++low == TEN_TO[LOW_DIGITS]) {
    low = 0;
    if (++high == TEN_TO[HIGH_DIGITS + 1]) {
      high /= 10;
      exponent++;
    }
  }
  write_decimal(high, low, sign, exponent, out);
}

/* An exact one of more than 16 digits: without the zeros that it ends with, as far as `ideal`. */
static void write_long_exact(uint64_t high, uint64_t low, uint8_t sign, int32_t exponent,
                             int32_t ideal, decimal *out) {
  int32_t zeros = 0;
  for (; exponent + zeros < ideal && low % 10 == 0; zeros++) low /= 10;
  wide_whole whole = (wide_whole)high * TEN_TO[LOW_DIGITS - zeros] + low;
  write_decimal((uint64_t)(whole / TEN_TO[LOW_DIGITS]), (uint64_t)(whole % TEN_TO[LOW_DIGITS]),
                sign, exponent + zeros, out);
}

bool small_divide(const decimal *x, const decimal *y, decimal *out) {
  if (!is_small(x) || !is_small(y)) return false;
  uint64_t a = whole_of_units(x->units, x->digits), b = whole_of_units(y->units, y->digits);
  if (a == 0 || b == 0) return false;
  const int32_t ideal = x->exponent - y->exponent;
  const uint8_t sign = (x->bits ^ y->bits) & DECIMAL_SIGN;
  /* As many digits in both, and then the first digit of the quotient is not zero. */
  int32_t exponent = ideal + x->digits - y->digits;
  if (x->digits < y->digits) {
    a *= TEN_TO[y->digits - x->digits];
  } else {
    b *= TEN_TO[x->digits - y->digits];
  }
  if (a < b) {
    a *= 10;
    exponent--;
  }
  uint64_t high = a / b, rest = a % b;
  if (rest == 0) {
    write_exact(high, sign, exponent, ideal, out);
    return true;
  }
  high = high * TEN_TO[HIGH_DIGITS] + next_digits(&rest, b, HIGH_DIGITS);
  exponent -= HIGH_DIGITS;
  if (rest == 0) {
    write_exact(high, sign, exponent, ideal, out);
    return true;
  }
  uint64_t low = next_digits(&rest, b, LOW_DIGITS);
  exponent -= LOW_DIGITS;
  if (rest == 0) {
    write_long_exact(high, low, sign, exponent, ideal, out);
  } else {
    bool rounds_up = rest > b - rest || (rest == b - rest && low % 2 == 1);
    write_quotient(high, low, rounds_up, sign, exponent, out);
  }
  return true;
}

/* --- Rounding --- */

/* Whether a magnitude of which `rest` of `unit` is cut off becomes one larger. */
static bool rounds_away(uint64_t whole, uint64_t rest, uint64_t unit, bool is_negative,
                        rounding mode) {
  if (rest == 0) return false;
  uint64_t half = unit / 2; /* even, as unit is a power of ten above one */
  switch (mode) {
    case ROUNDING_HALF_EVEN:
      return rest > half || (rest == half && whole % 2 == 1);
    case ROUNDING_HALF_UP:
      return rest >= half;
    case ROUNDING_HALF_DOWN:
      return rest > half;
    case ROUNDING_UP:
      return true;
    case ROUNDING_DOWN:
      return false;
    case ROUNDING_FLOOR:
      return is_negative;
    case ROUNDING_CEILING:
      return !is_negative;
  }
  return false;
}

bool small_quantize(const decimal *x, int32_t exponent, rounding mode, decimal *out) {
  int32_t added = x->exponent - exponent; /* zeros; negative: digits cut off */
  if (!is_small(x) || added < -SMALL_DIGITS || added > SMALL_DIGITS - x->digits) return false;
  uint64_t whole = whole_of_units(x->units, x->digits);
  const uint8_t sign = x->bits & DECIMAL_SIGN;
  if (added >= 0) {
    whole *= TEN_TO[added];
  } else {
    uint64_t unit = TEN_TO[-added], rest = whole % unit;
    whole /= unit;
    if (rounds_away(whole, rest, unit, sign != 0, mode)) whole++;
  }
  write_decimal(0, whole, sign, exponent, out);
  return true;
}

/* --- Order --- */

static wide_whole coefficient_of(const decimal *x) {
  if (x->digits <= SMALL_DIGITS) return whole_of_units(x->units, x->digits);
  wide_whole high = whole_of_units(x->units + UNITS_SMALL, x->digits - SMALL_DIGITS);
  return high * TEN_TO[LOW_DIGITS] + whole_of_units(x->units, SMALL_DIGITS);
}

static wide_whole raise_ten(wide_whole whole, int32_t power) {
  if (power > LOW_DIGITS) {
    whole *= TEN_TO[LOW_DIGITS];
    power -= LOW_DIGITS;
  }
  return whole * TEN_TO[power];
}

/* The order of two positive magnitudes of as many digits before the point. */
static int compare_digits(const decimal *x, const decimal *y) {
  if (x->digits <= SMALL_DIGITS && y->digits <= SMALL_DIGITS) {
    uint64_t a = whole_of_units(x->units, x->digits), b = whole_of_units(y->units, y->digits);
    if (x->digits < y->digits) a *= TEN_TO[y->digits - x->digits];
    if (x->digits > y->digits) b *= TEN_TO[x->digits - y->digits];
    return (a > b) - (a < b);
  }
  wide_whole a = coefficient_of(x), b = coefficient_of(y);
  if (x->digits < y->digits) a = raise_ten(a, y->digits - x->digits);
  if (x->digits > y->digits) b = raise_ten(b, x->digits - y->digits);
  return (a > b) - (a < b);
}

int exact_compare(const decimal *x, const decimal *y) {
  const bool is_zero_x = x->digits == 1 && x->units[0] == 0;
  const bool is_zero_y = y->digits == 1 && y->units[0] == 0;
  const int sign_x = is_zero_x ? 0 : (x->bits & DECIMAL_SIGN) != 0 ? -1 : 1;
  const int sign_y = is_zero_y ? 0 : (y->bits & DECIMAL_SIGN) != 0 ? -1 : 1;
  if (sign_x != sign_y) return sign_x < sign_y ? -1 : 1;
  if (sign_x == 0) return 0;
  int32_t length_x = x->digits + x->exponent, length_y = y->digits + y->exponent;
  if (length_x != length_y) return length_x < length_y ? -sign_x : sign_x;
  return sign_x * compare_digits(x, y);
}
