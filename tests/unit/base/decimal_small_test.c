/* The machine-word paths give what the library gives, to the digit and the exponent, and leave to
 * the library what is not theirs.  `make differential` compares many more. */
#include "base/decimal_small.h"

#include <stdio.h>
#include <string.h>

#include "support/table.h"

static decimal number(const char *source) {
  decimal d;
  if (!decimal_parse(text_of(source), &d)) fail_msg("%s is not a number", source);
  return d;
}

/* "123E-2"; "-" when the function left it to the library. */
static void show(bool is_done, const decimal *d, char *buffer, size_t size) {
  if (!is_done) {
    snprintf(buffer, size, "-");
    return;
  }
  char digits[DECIMAL_TEXT_SIZE];
  decimal whole = *d;
  whole.exponent = 0;
  decimal_format(&whole, digits, sizeof digits);
  snprintf(buffer, size, "%sE%d", digits, d->exponent);
}

static void computes(void **state) {
  (void)state;
  static const struct {
    const char *x;
    char operation;
    const char *y, *result;
  } ROWS[] = {
      {"1.10", '+', "2.9", "400E-2"},
      {"-5", '+', "5", "0E0"},
      {"999999999999999999", '+', "1", "1000000000000000000E0"},
      {"1e10", '-', "0.01", "999999999999E-2"},
      {"0", '+', "0", "-"},
      {"1e19", '+', "1", "-"},
      {"1234567890123456789", '+', "1", "-"},
      {"0.05", '*', "-200", "-1000E-2"},
      {"999999999999999999", '*', "999999999999999999", "-"},
      {"99999999999999999", '*', "99999999999999999", "9999999999999999800000000000000001E0"},
      {"600", '/', "2", "300E0"},
      {"1", '/', "8", "125E-3"},
      {"2.40", '/', "0.2", "120E-1"},
      {"1", '/', "3", "3333333333333333333333333333333333E-34"},
      {"2", '/', "3", "6666666666666666666666666666666667E-34"},
      {"-1", '/', "7", "-1428571428571428571428571428571429E-34"},
      {"999999999999999999", '/', "1000000000000000000", "-"},
      /* Zeros at the end go only until the exponent is the difference of the two. */
      {"575268979864160030E25", '/', "1e8", "575268979864160030E17"},
      {"1", '/', "0", "-"},
      {"0", '/', "1", "-"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal x = number(ROWS[i].x), y = number(ROWS[i].y), result;
    bool is_done = ROWS[i].operation == '+'   ? small_add(&x, &y, false, &result)
                   : ROWS[i].operation == '-' ? small_add(&x, &y, true, &result)
                   : ROWS[i].operation == '*' ? small_multiply(&x, &y, &result)
                                              : small_divide(&x, &y, &result);
    char row[160], got[DECIMAL_TEXT_SIZE + 16];
    snprintf(row, sizeof row, "%s %c %s", ROWS[i].x, ROWS[i].operation, ROWS[i].y);
    show(is_done, &result, got, sizeof got);
    CHECK_ROW_TEXT(row, got, ROWS[i].result);
  }
}

static void rounds(void **state) {
  (void)state;
  static const struct {
    const char *x;
    int32_t exponent;
    rounding mode;
    const char *result;
  } ROWS[] = {
      {"12.345", -2, ROUNDING_HALF_EVEN, "1234E-2"},
      {"12.345", -2, ROUNDING_HALF_UP, "1235E-2"},
      {"12.345", -2, ROUNDING_HALF_DOWN, "1234E-2"},
      {"-12.341", -2, ROUNDING_FLOOR, "-1235E-2"},
      {"-12.349", -2, ROUNDING_CEILING, "-1234E-2"},
      {"12.341", -2, ROUNDING_UP, "1235E-2"},
      {"12.349", -2, ROUNDING_DOWN, "1234E-2"},
      {"4999", 4, ROUNDING_HALF_UP, "0E4"},
      {"12", -3, ROUNDING_DOWN, "12000E-3"},
      {"999999999999999999", 18, ROUNDING_UP, "1E18"},
      {"1", -18, ROUNDING_DOWN, "-"},
      {"1e-30", 0, ROUNDING_UP, "-"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal x = number(ROWS[i].x), result;
    char row[80], got[DECIMAL_TEXT_SIZE + 16];
    snprintf(row, sizeof row, "%s to exponent %d", ROWS[i].x, ROWS[i].exponent);
    show(small_quantize(&x, ROWS[i].exponent, ROWS[i].mode, &result), &result, got, sizeof got);
    CHECK_ROW_TEXT(row, got, ROWS[i].result);
  }
}

static void compares_decimals_of_any_size(void **state) {
  (void)state;
  /* In ascending order. */
  static const char *const ORDERED[] = {"-1e6144",
                                        "-10",
                                        "-9.999999999999999999999999999999999",
                                        "-9",
                                        "-1e-6176",
                                        "0",
                                        "1e-6176",
                                        "0.05",
                                        "0.05000000000000000000000000000000001",
                                        "0.1",
                                        "3333333333333333333333333333333333",
                                        "3333333333333333333333333333333334",
                                        "1e34",
                                        "1e6144"};
  for (size_t i = 0; i < COUNT_OF(ORDERED); i++) {
    for (size_t j = 0; j < COUNT_OF(ORDERED); j++) {
      decimal x = number(ORDERED[i]), y = number(ORDERED[j]);
      CHECK_ROW(ORDERED[i], exact_compare(&x, &y) == (i > j) - (i < j));
    }
  }
  decimal x = number("1.00"), y = number("1");
  assert_int_equal(exact_compare(&x, &y), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(computes),
      cmocka_unit_test(rounds),
      cmocka_unit_test(compares_decimals_of_any_size),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
