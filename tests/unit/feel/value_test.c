/* feel/value and feel/value_text: containers, equality, identity, unknown, text. */
#include "base/limits.h"
#include "base/text_builder.h"
#include "feel/range.h"
#include "feel/temporal.h"
#include "support/table.h"

static value number(int64_t n) { return value_number(decimal_of(n)); }
static value string(const char *s) { return value_string(text_of(s)); }

static value list_of(arena *a, value first, value second) {
  value items[] = {first, second};
  return value_list_make(a, items, 2);
}

static value context_of(arena *a, const char *key, value v) {
  text keys[] = {text_of(key)};
  return value_context_make(a, keys, &v, 1);
}

static void test_equality(void **state) {
  (void)state;
  arena *a = arena_create(0);
  value one_null = list_of(a, number(1), value_null());
  const struct {
    const char *name;
    value x, y;
    ternary equal;
    bool identical;
  } rows[] = {
      {"null and null", value_null(), value_null(), TERNARY_TRUE, true},
      {"null and number", value_null(), number(0), TERNARY_FALSE, false},
      {"number and string", number(1), string("1"), TERNARY_NULL, false},
      {"1.0 and 1", value_number(decimal_scaled(10, -1)), number(1), TERNARY_TRUE, true},
      {"lists", list_of(a, number(1), number(2)), list_of(a, number(1), number(2)), TERNARY_TRUE,
       true},
      {"lists that differ", list_of(a, number(1), number(2)), list_of(a, number(2), number(1)),
       TERNARY_FALSE, false},
      {"an item that differs and one that cannot be compared", list_of(a, string("x"), number(2)),
       list_of(a, number(1), number(3)), TERNARY_FALSE, false},
      {"an item that cannot be compared", list_of(a, string("x"), number(2)),
       list_of(a, number(1), number(2)), TERNARY_NULL, false},
      {"null in a list", one_null, one_null, TERNARY_TRUE, true},
      {"contexts", context_of(a, "a", number(1)), context_of(a, "a", number(1)), TERNARY_TRUE,
       true},
      {"other keys", context_of(a, "a", number(1)), context_of(a, "b", number(1)), TERNARY_FALSE,
       false},
      {"fractions of a second", temporal_parse_time(a, TEXT("10:00:00.1")),
       temporal_parse_time(a, TEXT("10:00:00.2")), TERNARY_TRUE, false},
      {"one moment, two offsets", temporal_parse_date_time(a, TEXT("2024-01-01T10:00:00+08:00")),
       temporal_parse_date_time(a, TEXT("2024-01-01T02:00:00Z")), TERNARY_TRUE, false},
      {"local and not", temporal_parse_time(a, TEXT("10:00:00")),
       temporal_parse_time(a, TEXT("10:00:00Z")), TERNARY_FALSE, false},
      {"two ways to write a range", range_make_unary(a, RANGE_LESS, number(1)),
       range_make(a, value_null(), false, number(1), false), TERNARY_FALSE, false},
      {"unknown", value_unknown_of(a, 3), value_unknown_of(a, 3), TERNARY_NULL, true},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    CHECK_ROW(rows[i].name, value_equal(rows[i].x, rows[i].y) == rows[i].equal);
    CHECK_ROW(rows[i].name, value_equal(rows[i].y, rows[i].x) == rows[i].equal);
    CHECK_ROW(rows[i].name, value_identical(rows[i].x, rows[i].y) == rows[i].identical);
  }
  arena_destroy(a);
}

/* Lists nested deeper than the limit, and lists whose walk would double at each level. */
static void test_walks_end(void **state) {
  (void)state;
  arena *a = arena_create(0);
  value deep = number(1), wide = number(1), other = number(1);
  for (unsigned i = 0; i < 2 * LIMIT_VALUE_DEPTH; i++) deep = value_list_make(a, &deep, 1);
  for (unsigned i = 0; i < 60; i++) {
    wide = list_of(a, wide, wide);
    other = list_of(a, other, other);
  }
  assert_int_equal(value_equal(deep, deep), TERNARY_NULL);
  assert_false(value_identical(deep, deep));
  assert_int_equal(value_equal(wide, other), TERNARY_NULL);
  assert_true(value_is_null(value_unknown_within(a, wide)));
  text_builder out;
  text_builder_init(&out, 1000);
  value_to_text(deep, &out);
  assert_true(out.failed);
  text_builder_clear(&out);
  value_to_text(wide, &out);
  assert_true(out.failed);
  text_builder_release(&out);
  arena_destroy(a);
}

static void test_unknown(void **state) {
  (void)state;
  arena *a = arena_create(0);
  value both = value_unknown_union(a, value_unknown_of(a, 1), value_unknown_of(a, 70));
  assert_int_equal(both.kind, VALUE_UNKNOWN);
  assert_int_equal(both.as.missing->word_count, 2);
  assert_int_equal(both.as.missing->words[0], 2);
  assert_int_equal(both.as.missing->words[1], 64);
  assert_true(value_is_null(value_unknown_union(a, number(1), value_null())));
  value nested = list_of(a, context_of(a, "a", value_unknown_of(a, 70)), value_unknown_of(a, 1));
  assert_true(value_identical(value_unknown_within(a, nested), both));
  assert_true(value_is_null(value_unknown_within(a, list_of(a, number(1), string("a")))));
  arena_destroy(a);
}

static void test_text(void **state) {
  (void)state;
  arena *a = arena_create(0);
  const struct {
    const char *expected;
    value v;
  } rows[] = {
      {"null", value_null()},
      {"a\"b", string("a\"b")},
      {"[\"a\\\"b\", 1]", list_of(a, string("a\"b"), number(1))},
      {"{a b: 1}", context_of(a, "a b", number(1))},
      {"{\"a  b\": 1}", context_of(a, "a  b", number(1))},
      {"{\"\": 1}", context_of(a, "", number(1))},
      {"{\"1\": null}", context_of(a, "1", value_null())},
      {"{营业收入: 1}", context_of(a, "营业收入", number(1))},
      {"(<= 5)", range_make_unary(a, RANGE_LESS_EQUAL, number(5))},
      {"(!= \"a\")", range_make_unary(a, RANGE_NOT_EQUAL, string("a"))},
      {"(1..2]", range_make(a, number(1), false, number(2), true)},
      {"[null..2]", range_make(a, value_null(), true, number(2), true)},
      {"[@\"2024-01-01\", 1]", list_of(a, temporal_make_date(2024, 1, 1), number(1))},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    text_builder out;
    text_builder_init(&out, 1000);
    value_to_text(rows[i].v, &out);
    CHECK_ROW_TEXT(rows[i].expected, out.data, rows[i].expected);
    text_builder_release(&out);
  }
  arena_destroy(a);
}

static void test_memory_runs_out(void **state) {
  (void)state;
  arena *a = arena_create(64);
  value items[64] = {0};
  assert_true(value_is_null(value_list_make(a, items, 64)));
  assert_true(value_is_null(value_context_make(a, NULL, NULL, 64)));
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_equality),        cmocka_unit_test(test_walks_end),
      cmocka_unit_test(test_unknown),         cmocka_unit_test(test_text),
      cmocka_unit_test(test_memory_runs_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
