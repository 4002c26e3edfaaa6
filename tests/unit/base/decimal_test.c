/* Decimal arithmetic against Python's, rounding modes, text forms, conversion to integers. */
#include "base/decimal.h"

#include "support/table.h"

typedef struct vector {
  const char *operation, *x, *y, *result;
} vector;

static const vector VECTORS[] = {
#define V(operation, x, y, result) {operation, x, y, result},
#include "decimal_vectors.def"
#undef V
};

typedef bool (*binary_function)(const decimal *, const decimal *, decimal *);
typedef bool (*unary_function)(const decimal *, decimal *);

static bool apply(const char *operation, const decimal *x, const decimal *y, decimal *out) {
  static const struct {
    const char *name;
    binary_function binary;
    unary_function unary;
  } OPERATIONS[] = {
      {"+", decimal_add, NULL},
      {"-", decimal_subtract, NULL},
      {"*", decimal_multiply, NULL},
      {"/", decimal_divide, NULL},
      {"mod", decimal_modulo, NULL},
      {"pow", decimal_power, NULL},
      {"sqrt", NULL, decimal_square_root},
      {"exp", NULL, decimal_exp},
      {"log", NULL, decimal_log},
  };
  for (size_t i = 0; i < COUNT_OF(OPERATIONS); i++) {
    if (strcmp(OPERATIONS[i].name, operation) != 0) continue;
    return OPERATIONS[i].unary != NULL ? OPERATIONS[i].unary(x, out)
                                       : OPERATIONS[i].binary(x, y, out);
  }
  fail_msg("no operation %s", operation);
  return false;
}

static void agrees_with_python(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
    const vector *v = &VECTORS[i];
    char row[160], got[DECIMAL_TEXT_SIZE] = "null";
    snprintf(row, sizeof row, "%s %.60s %.60s", v->operation, v->x, v->y);
    decimal x, y, result;
    bool readable = decimal_parse(text_of(v->x), &x) && decimal_parse(text_of(v->y), &y);
    if (readable && apply(v->operation, &x, &y, &result)) {
      decimal_format(&result, got, sizeof got);
    }
    CHECK_ROW_TEXT(row, got, v->result);
  }
}

static void rounds_by_mode(void **state) {
  (void)state;
  static const struct {
    const char *x;
    int32_t scale;
    const char *half_even, *half_up, *half_down, *up, *down, *floor, *ceiling;
  } ROWS[] = {
      {"5.5", 0, "6", "6", "5", "6", "5", "5", "6"},
      {"2.5", 0, "2", "3", "2", "3", "2", "2", "3"},
      {"1.1", 0, "1", "1", "1", "2", "1", "1", "2"},
      {"-1.1", 0, "-1", "-1", "-1", "-2", "-1", "-2", "-1"},
      {"-2.5", 0, "-2", "-3", "-2", "-3", "-2", "-3", "-2"},
      {"1.125", 2, "1.12", "1.13", "1.12", "1.13", "1.12", "1.12", "1.13"},
      {"125000", -4, "120000", "130000", "120000", "130000", "120000", "120000", "130000"},
      {"4999", -4, "0", "0", "0", "10000", "0", "0", "10000"},
      {"7", 2, "7", "7", "7", "7", "7", "7", "7"},
      {"1E40", 2, "10000000000000000000000000000000000000000",
       "10000000000000000000000000000000000000000", "10000000000000000000000000000000000000000",
       "10000000000000000000000000000000000000000", "10000000000000000000000000000000000000000",
       "10000000000000000000000000000000000000000", "10000000000000000000000000000000000000000"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    const char *expected[] = {ROWS[i].half_even, ROWS[i].half_up, ROWS[i].half_down, ROWS[i].up,
                              ROWS[i].down,      ROWS[i].floor,   ROWS[i].ceiling};
    decimal x, result;
    assert_true(decimal_parse(text_of(ROWS[i].x), &x));
    for (int mode = ROUNDING_HALF_EVEN; mode <= ROUNDING_CEILING; mode++) {
      char got[DECIMAL_TEXT_SIZE];
      CHECK_ROW(ROWS[i].x, decimal_round(&x, ROWS[i].scale, (rounding)mode, &result));
      decimal_format(&result, got, sizeof got);
      CHECK_ROW_TEXT(ROWS[i].x, got, expected[mode]);
    }
  }
}

static void refuses_what_is_no_number(void **state) {
  (void)state;
  static const char *const ROWS[] = {
      "",     "-",   ".",   "1.",       "1e",  "1e+",   "e5", "1,000", " 1",     "1 ",
      "0x10", "--1", "NaN", "Infinity", "+-1", "1.2.3", "１", "1e5.0", "1e7000", "1e999999999999"};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal out = decimal_of(7);
    CHECK_ROW(ROWS[i], !decimal_parse(text_of(ROWS[i]), &out));
    CHECK_ROW(ROWS[i], out.units[0] == 7);
  }
}

static void becomes_an_integer(void **state) {
  (void)state;
  static const struct {
    const char *x;
    int32_t scale;
    bool ok;
    int64_t result;
  } ROWS[] = {
      {"12.34", 2, true, 1234},
      {"12.345", 2, true, 1235},
      {"-12.345", 2, true, -1235},
      {"9223372036854775807", 0, true, INT64_MAX},
      {"-9223372036854775808", 0, true, INT64_MIN},
      {"9223372036854775808", 0, false, 0},
      {"-9223372036854775809", 0, false, 0},
      {"92233720368547758.07", 2, true, INT64_MAX},
      {"1E18", 0, true, INT64_C(1000000000000000000)},
      {"1E30", 0, false, 0},
      {"320000", -4, true, 32},
      {"0.004", 2, true, 0},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal x;
    int64_t got = 0;
    assert_true(decimal_parse(text_of(ROWS[i].x), &x));
    bool ok = decimal_to_scaled_int64(&x, ROWS[i].scale, ROUNDING_HALF_UP, &got);
    CHECK_ROW(ROWS[i].x, ok == ROWS[i].ok && got == ROWS[i].result);
  }
}

static void knows_whole_numbers(void **state) {
  (void)state;
  static const struct {
    const char *x;
    bool whole;
  } ROWS[] = {{"1.000", true},      {"1.001", false}, {"1E5", true},
              {"0.00", true},       {"-3", true},     {"0.5", false},
              {"123456.000", true}, {"1E-30", false}, {"100.010", false}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal x;
    int64_t whole;
    assert_true(decimal_parse(text_of(ROWS[i].x), &x));
    CHECK_ROW(ROWS[i].x, decimal_is_whole(&x) == ROWS[i].whole);
    CHECK_ROW(ROWS[i].x, decimal_to_int64(&x, &whole) == ROWS[i].whole);
  }
}

static void equal_values_reduce_to_equal_bytes(void **state) {
  (void)state;
  static const char *const PAIRS[][2] = {
      {"1.0", "1.000"}, {"0", "-0.00"}, {"1E3", "1000"}, {"-120.50", "-1.205E2"}};
  for (size_t i = 0; i < COUNT_OF(PAIRS); i++) {
    decimal a, b;
    assert_true(decimal_parse(text_of(PAIRS[i][0]), &a) && decimal_parse(text_of(PAIRS[i][1]), &b));
    CHECK_ROW(PAIRS[i][0], decimal_compare(&a, &b) == 0);
    decimal x = decimal_reduce(&a), y = decimal_reduce(&b);
    CHECK_ROW(PAIRS[i][0], x.digits == y.digits && x.exponent == y.exponent && x.bits == y.bits &&
                               memcmp(x.units, y.units, sizeof x.units) == 0);
  }
}

static void scales_and_negates(void **state) {
  (void)state;
  static const int64_t ROWS[] = {0, 1, -1, 999, 1000, -123456789, INT64_MAX, INT64_MIN};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal d = decimal_scaled(ROWS[i], -2);
    int64_t back;
    assert_true(decimal_to_scaled_int64(&d, 2, ROUNDING_DOWN, &back));
    assert_int_equal(back, ROWS[i]);
    decimal twice = decimal_negate(&d);
    twice = decimal_negate(&twice);
    assert_int_equal(decimal_compare(&d, &twice), 0);
    assert_int_equal(decimal_is_negative(&d), ROWS[i] < 0);
    decimal absolute = decimal_absolute(&d);
    assert_false(decimal_is_negative(&absolute));
  }
}

static void prints_in_full_when_there_is_room(void **state) {
  (void)state;
  static char buffer[DECIMAL_TEXT_PLAIN_SIZE];
  decimal x;
  assert_true(decimal_parse(TEXT("-9.999999999999999999999999999999999E6144"), &x));
  assert_int_equal(decimal_format(&x, buffer, sizeof buffer), 1 + 6145);
  assert_true(decimal_parse(TEXT("1E-6176"), &x));
  assert_int_equal(decimal_format(&x, buffer, sizeof buffer), 2 + 6176);
  assert_int_equal(decimal_format(&x, buffer, DECIMAL_TEXT_SIZE), strlen("1E-6176"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_python),
      cmocka_unit_test(rounds_by_mode),
      cmocka_unit_test(refuses_what_is_no_number),
      cmocka_unit_test(becomes_an_integer),
      cmocka_unit_test(knows_whole_numbers),
      cmocka_unit_test(equal_values_reduce_to_equal_bytes),
      cmocka_unit_test(scales_and_negates),
      cmocka_unit_test(prints_in_full_when_there_is_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
