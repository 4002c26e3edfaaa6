/* The arithmetic operators of FEEL on values. */
#include "feel/arithmetic.h"

#include <string.h>

#include "feel/temporal.h"

/* --- Small helpers ------------------------------------------------------------------------ */

static bool is_either_unknown(value x, value y) {
  return x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN;
}

static bool are_kinds(value x, value y, value_kind x_kind, value_kind y_kind) {
  return x.kind == x_kind && y.kind == y_kind;
}

typedef bool decimal_operation(const decimal *x, const decimal *y, decimal *out);

static value compute(decimal_operation *operation, const decimal *x, const decimal *y) {
  decimal result;
  return operation(x, y, &result) ? value_number(result) : value_null();
}

/* A signed 128-bit integer as coefficient × 10^0; parts of 18 digits, each exact. */
static bool decimal_of_wide(__int128 n, decimal *out) {
  static const int64_t PART = INT64_C(1000000000000000000);
  decimal part = decimal_of(PART);
  decimal high = decimal_of((int64_t)(n / PART)), low = decimal_of((int64_t)(n % PART));
  return decimal_multiply(&high, &part, &high) && decimal_add(&high, &low, out);
}

/* Nanoseconds scaled by a number, cut to whole ones. */
static value scale_days(feel_days_duration d, const decimal *factor, decimal_operation *operation) {
  decimal seconds, nanos, product, whole, rest;
  decimal billionth = decimal_scaled(1, -9);
  if (!decimal_of_wide(temporal_days_nanos(d), &nanos)) return value_null();
  if (!decimal_multiply(&nanos, &billionth, &seconds)) return value_null();
  if (!operation(&seconds, factor, &product)) return value_null();
  if (!decimal_round(&product, 9, ROUNDING_DOWN, &product)) return value_null();
  int64_t second_count, nano_count;
  if (!decimal_round(&product, 0, ROUNDING_DOWN, &whole)) return value_null();
  if (!decimal_to_int64(&whole, &second_count)) return value_null();
  if (!decimal_subtract(&product, &whole, &rest)) return value_null();
  if (!decimal_to_scaled_int64(&rest, 9, ROUNDING_DOWN, &nano_count)) return value_null();
  return value_of_days((feel_days_duration){second_count, (int32_t)nano_count});
}

/* Months scaled by a number, cut to whole ones. */
static value scale_months(int64_t months, const decimal *factor, decimal_operation *operation) {
  decimal product, from = decimal_of(months);
  int64_t result;
  if (!operation(&from, factor, &product)) return value_null();
  if (!decimal_to_scaled_int64(&product, 0, ROUNDING_DOWN, &result)) return value_null();
  return value_of_months(result);
}

static value concatenate(arena *a, text x, text y) {
  char *joined = ARENA_ARRAY(a, char, x.size + y.size + 1);
  if (joined == NULL) return value_null();
  if (x.size != 0) memcpy(joined, x.data, x.size);
  if (y.size != 0) memcpy(joined + x.size, y.data, y.size);
  return value_string((text){joined, x.size + y.size});
}

static value add_durations(value x, value y, int sign) {
  if (are_kinds(x, y, VALUE_MONTHS_DURATION, VALUE_MONTHS_DURATION)) {
    int64_t sum;
    bool is_over = sign > 0 ? __builtin_add_overflow(x.as.months, y.as.months, &sum)
                            : __builtin_sub_overflow(x.as.months, y.as.months, &sum);
    return is_over ? value_null() : value_of_months(sum);
  }
  if (!are_kinds(x, y, VALUE_DAYS_DURATION, VALUE_DAYS_DURATION)) return value_null();
  feel_days_duration sum;
  __int128 nanos = temporal_days_nanos(x.as.days) + sign * temporal_days_nanos(y.as.days);
  return temporal_days_of_nanos(nanos, &sum) ? value_of_days(sum) : value_null();
}

/* A date, time or date-time moved by a duration; null for other kinds. */
static value move(value x, value duration) {
  if (duration.kind == VALUE_DAYS_DURATION) return temporal_add_days(x, duration.as.days);
  if (duration.kind == VALUE_MONTHS_DURATION) return temporal_add_months(x, duration.as.months);
  return value_null();
}

static bool is_point_in_time(value v) {
  return v.kind == VALUE_DATE || v.kind == VALUE_TIME || v.kind == VALUE_DATE_TIME;
}

/* --- The operators ------------------------------------------------------------------------ */

value value_add(arena *a, value x, value y) {
  if (are_kinds(x, y, VALUE_NUMBER, VALUE_NUMBER))
    return compute(decimal_add, &x.as.number, &y.as.number);
  if (is_either_unknown(x, y)) return value_unknown_union(a, x, y);
  if (are_kinds(x, y, VALUE_STRING, VALUE_STRING)) return concatenate(a, x.as.string, y.as.string);
  if (is_point_in_time(x)) return move(x, y);
  if (is_point_in_time(y)) return move(y, x);
  return add_durations(x, y, 1);
}

value value_subtract(arena *a, value x, value y) {
  if (are_kinds(x, y, VALUE_NUMBER, VALUE_NUMBER))
    return compute(decimal_subtract, &x.as.number, &y.as.number);
  if (is_either_unknown(x, y)) return value_unknown_union(a, x, y);
  if (is_point_in_time(x) && is_point_in_time(y)) return temporal_subtract(x, y);
  if (is_point_in_time(x)) return move(x, value_negate(y));
  return add_durations(x, y, -1);
}

value value_multiply(arena *a, value x, value y) {
  if (are_kinds(x, y, VALUE_NUMBER, VALUE_NUMBER))
    return compute(decimal_multiply, &x.as.number, &y.as.number);
  if (is_either_unknown(x, y)) return value_unknown_union(a, x, y);
  if (x.kind == VALUE_NUMBER) {
    value factor = x;
    x = y;
    y = factor;
  }
  if (y.kind != VALUE_NUMBER) return value_null();
  if (x.kind == VALUE_DAYS_DURATION) return scale_days(x.as.days, &y.as.number, decimal_multiply);
  if (x.kind == VALUE_MONTHS_DURATION)
    return scale_months(x.as.months, &y.as.number, decimal_multiply);
  return value_null();
}

value value_divide(arena *a, value x, value y) {
  if (are_kinds(x, y, VALUE_NUMBER, VALUE_NUMBER))
    return compute(decimal_divide, &x.as.number, &y.as.number);
  if (is_either_unknown(x, y)) return value_unknown_union(a, x, y);
  if (are_kinds(x, y, VALUE_DAYS_DURATION, VALUE_NUMBER))
    return scale_days(x.as.days, &y.as.number, decimal_divide);
  if (are_kinds(x, y, VALUE_MONTHS_DURATION, VALUE_NUMBER))
    return scale_months(x.as.months, &y.as.number, decimal_divide);
  decimal x_number, y_number;
  if (are_kinds(x, y, VALUE_DAYS_DURATION, VALUE_DAYS_DURATION)) {
    if (!decimal_of_wide(temporal_days_nanos(x.as.days), &x_number) ||
        !decimal_of_wide(temporal_days_nanos(y.as.days), &y_number))
      return value_null();
    return compute(decimal_divide, &x_number, &y_number);
  }
  if (!are_kinds(x, y, VALUE_MONTHS_DURATION, VALUE_MONTHS_DURATION)) return value_null();
  x_number = decimal_of(x.as.months);
  y_number = decimal_of(y.as.months);
  return compute(decimal_divide, &x_number, &y_number);
}

value value_power(arena *a, value x, value y) {
  bool is_number = are_kinds(x, y, VALUE_NUMBER, VALUE_NUMBER);
  /* IEEE 754-2008, 9.2.1: pow(0, 0) is 1; the decimal library follows another standard there. */
  if (is_number && decimal_is_zero(&x.as.number) && decimal_is_zero(&y.as.number))
    return value_number(decimal_of(1));
  if (is_number) return compute(decimal_power, &x.as.number, &y.as.number);
  return is_either_unknown(x, y) ? value_unknown_union(a, x, y) : value_null();
}

value value_negate(value x) {
  switch (x.kind) {
    case VALUE_UNKNOWN:
      return x;
    case VALUE_NUMBER:
      return value_number(decimal_negate(&x.as.number));
    case VALUE_DAYS_DURATION:
      if (x.as.days.seconds == INT64_MIN) return value_null();
      return value_of_days((feel_days_duration){-x.as.days.seconds, -x.as.days.nanos});
    case VALUE_MONTHS_DURATION:
      return x.as.months == INT64_MIN ? value_null() : value_of_months(-x.as.months);
    default:
      return value_null();
  }
}
