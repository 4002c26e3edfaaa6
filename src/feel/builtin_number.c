/* Built-in numeric functions. */
#include "base/messages/feel.h"
#include "feel/arithmetic.h"
#include "feel/builtin_function.h"

/* The scales that decimal128 has; the standard's limits. */
enum { SCALE_MIN = -6111, SCALE_MAX = 6176 };

static value round_to(const builtin_call *call, const value *arguments, size_t count,
                      rounding mode) {
  int64_t scale = 0;
  if (count == 2 &&
      (!builtin_whole(arguments[1], &scale) || scale < SCALE_MIN || scale > SCALE_MAX))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "scale");
  decimal rounded;
  if (!decimal_round(&arguments[0].as.number, (int32_t)scale, mode, &rounded))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "scale");
  return value_number(rounded);
}

#define DEFINE_ROUNDING(name, mode)                                            \
  value name(const builtin_call *call, const value *arguments, size_t count) { \
    return round_to(call, arguments, count, mode);                             \
  }
DEFINE_ROUNDING(number_decimal, ROUNDING_HALF_EVEN)
DEFINE_ROUNDING(number_floor, ROUNDING_FLOOR)
DEFINE_ROUNDING(number_ceiling, ROUNDING_CEILING)
DEFINE_ROUNDING(number_round_up, ROUNDING_UP)
DEFINE_ROUNDING(number_round_down, ROUNDING_DOWN)
DEFINE_ROUNDING(number_round_half_up, ROUNDING_HALF_UP)
DEFINE_ROUNDING(number_round_half_down, ROUNDING_HALF_DOWN)

value number_abs(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  value v = arguments[0];
  if (v.kind == VALUE_NUMBER) return value_number(decimal_absolute(&v.as.number));
  bool is_negative = v.kind == VALUE_MONTHS_DURATION ? v.as.months < 0
                                                     : v.as.days.seconds < 0 || v.as.days.nanos < 0;
  return is_negative ? value_negate(v) : v;
}

/* The result, or null with a report that names the function. */
static value computed(const builtin_call *call, bool is_defined, decimal result, const char *name) {
  if (!is_defined) return builtin_refuse(call, MESSAGE_FEEL_NUMBER_RANGE, name);
  return value_number(result);
}

value number_modulo(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  decimal result = decimal_of(0);
  bool is_defined = decimal_modulo(&arguments[0].as.number, &arguments[1].as.number, &result);
  return computed(call, is_defined, result, "modulo");
}

value number_sqrt(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  decimal result = decimal_of(0);
  bool is_defined = decimal_square_root(&arguments[0].as.number, &result);
  return computed(call, is_defined, result, "sqrt");
}

value number_log(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  decimal result = decimal_of(0);
  bool is_defined = decimal_log(&arguments[0].as.number, &result);
  return computed(call, is_defined, result, "log");
}

value number_exp(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  decimal result = decimal_of(0);
  bool is_defined = decimal_exp(&arguments[0].as.number, &result);
  return computed(call, is_defined, result, "exp");
}

/* The remainder by two of a whole number; false for numbers with a fraction. */
static bool halves_into(const decimal *number, bool *is_even) {
  decimal two = decimal_of(2), remainder;
  if (!decimal_is_whole(number) || !decimal_modulo(number, &two, &remainder)) return false;
  *is_even = decimal_is_zero(&remainder);
  return true;
}

value number_odd(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  bool is_even;
  return value_boolean(halves_into(&arguments[0].as.number, &is_even) && !is_even);
}

value number_even(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  bool is_even;
  return value_boolean(halves_into(&arguments[0].as.number, &is_even) && is_even);
}
