/* feel/arithmetic: the ends of the ranges, kinds that do not fit, unknown operands.  What the
 * operators answer in ordinary cases stands in tests/feel/temporal.feel-cases. */
#include "feel/arithmetic.h"

#include "feel/temporal.h"
#include "support/table.h"

static value days(int64_t seconds, int32_t nanos) {
  return value_of_days((feel_days_duration){seconds, nanos});
}

static value number(const char *source) {
  decimal d;
  assert_true(decimal_parse(text_of(source), &d));
  return value_number(d);
}

typedef value operation(arena *a, value x, value y);

static void test_edges(void **state) {
  (void)state;
  arena *a = arena_create(0);
  const struct {
    const char *name;
    operation *operation;
    value x, y, expected;
  } rows[] = {
      {"longest days + 1 s", value_add, days(INT64_MAX, 0), days(1, 0), value_null()},
      {"longest days + 0.9 s", value_add, days(INT64_MAX, 0), days(0, 900000000),
       days(INT64_MAX, 900000000)},
      {"signs of seconds and nanos agree", value_subtract, days(1, 0), days(0, 1),
       days(0, 999999999)},
      {"and below zero", value_subtract, days(0, 1), days(1, 0), days(0, -999999999)},
      {"most months + 1", value_add, value_of_months(INT64_MAX), value_of_months(1), value_null()},
      {"fewest months - 1", value_subtract, value_of_months(INT64_MIN), value_of_months(1),
       value_null()},
      {"longest days * 1", value_multiply, days(INT64_MAX, 999999999), number("1"),
       days(INT64_MAX, 999999999)},
      {"longest days * 1.1", value_multiply, days(INT64_MAX, 0), number("1.1"), value_null()},
      {"days * -0.5 cuts towards zero", value_multiply, days(0, 3), number("-0.5"), days(0, -1)},
      {"months * 1e30", value_multiply, value_of_months(1), number("1e30"), value_null()},
      {"days / days", value_divide, days(INT64_MAX, 0), days(INT64_MAX, 0), number("1")},
      {"months / 0", value_divide, value_of_months(1), number("0"), value_null()},
      {"number / days", value_divide, number("1"), days(1, 0), value_null()},
      {"number - string", value_subtract, number("1"), value_string(TEXT("1")), value_null()},
      {"string + number", value_add, value_string(TEXT("1")), number("1"), value_null()},
      {"empty strings", value_add, value_string(TEXT("")), value_string(TEXT("")),
       value_string(TEXT(""))},
      {"largest number * 10", value_multiply, number("9e6144"), number("10"), value_null()},
      {"date ** number", value_power, temporal_make_date(2024, 1, 1), number("2"), value_null()},
      {"last date + 1 month", value_add, temporal_make_date(999999999, 12, 1), value_of_months(1),
       value_null()},
      {"date + all months", value_add, temporal_make_date(2024, 1, 1), value_of_months(INT64_MAX),
       value_null()},
      {"date - fewest months", value_subtract, temporal_make_date(2024, 1, 1),
       value_of_months(INT64_MIN), value_null()},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    value actual = rows[i].operation(a, rows[i].x, rows[i].y);
    CHECK_ROW(rows[i].name, value_identical(actual, rows[i].expected));
  }
  arena_destroy(a);
}

/* Every pair of kinds with every operator: an answer, and an unknown operand always shows. */
static void test_all_kinds(void **state) {
  (void)state;
  operation *const OPERATIONS[] = {value_add, value_subtract, value_multiply, value_divide,
                                   value_power};
  arena *a = arena_create(0);
  const value kinds[] = {value_null(),
                         value_unknown_of(a, 1),
                         value_boolean(true),
                         number("-0"),
                         value_string(TEXT("a")),
                         temporal_make_date(-999999999, 1, 1),
                         temporal_make_time(0, 0, 0, 0),
                         temporal_parse_date_time(a, TEXT("2024-01-01T00:00:00@Europe/Dublin")),
                         days(INT64_MIN, -999999999),
                         value_of_months(INT64_MIN),
                         value_list_make(a, NULL, 0),
                         value_context_make(a, NULL, NULL, 0)};
  for (size_t op = 0; op < COUNT_OF(OPERATIONS); op++)
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
      for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        value result = OPERATIONS[op](a, kinds[i], kinds[k]);
        bool has_unknown = kinds[i].kind == VALUE_UNKNOWN || kinds[k].kind == VALUE_UNKNOWN;
        CHECK_ROW(value_kind_name(kinds[i].kind), (result.kind == VALUE_UNKNOWN) == has_unknown);
      }
  arena_destroy(a);
}

static void test_negate(void **state) {
  (void)state;
  assert_true(value_is_null(value_negate(days(INT64_MIN, 0))));
  assert_true(value_is_null(value_negate(value_of_months(INT64_MIN))));
  assert_true(value_is_null(value_negate(value_string(TEXT("1")))));
  assert_true(value_identical(value_negate(days(1, 5)), days(-1, -5)));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_edges), cmocka_unit_test(test_all_kinds),
                                     cmocka_unit_test(test_negate)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
