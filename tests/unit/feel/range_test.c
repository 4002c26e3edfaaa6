/* feel/range: the range functions against a model of sets on a small line. */
#include "feel/range.h"
#include "support/table.h"

/* Ends lie on even points 2..8; a range is the set of the points 0..10 it contains, by which what
 * its relations mean can be counted out. */
enum { POINTS = 11 };

static value number(int64_t n) { return value_number(decimal_of(n)); }

typedef struct small_range {
  int low, high;
  bool low_closed, high_closed;
  value v;
} small_range;

static size_t make_all(arena *a, small_range *out) {
  size_t count = 0;
  for (int low = 2; low <= 8; low += 2)
    for (int high = low + 2; high <= 8; high += 2)
      for (int closed = 0; closed < 4; closed++) {
        small_range r = {low, high, (closed & 1) != 0, (closed & 2) != 0, value_null()};
        r.v = range_make(a, number(low), r.low_closed, number(high), r.high_closed);
        out[count++] = r;
      }
  return count;
}

static bool has(const small_range *r, int point) {
  return (point > r->low || (point == r->low && r->low_closed)) &&
         (point < r->high || (point == r->high && r->high_closed));
}

static void test_points(void **state) {
  (void)state;
  arena *a = arena_create(0);
  small_range all[64];
  size_t count = make_all(a, all);
  for (size_t i = 0; i < count; i++)
    for (int p = 0; p < POINTS; p++) {
      bool inside = has(&all[i], p);
      assert_int_equal(range_contains(all[i].v.as.range, number(p)), inside);
      assert_int_equal(range_includes(all[i].v, number(p)), inside);
      assert_int_equal(range_during(number(p), all[i].v), inside);
      /* A point lies before, in, or after a range, and nowhere else. */
      bool before = range_before(number(p), all[i].v) == TERNARY_TRUE;
      bool after = range_after(number(p), all[i].v) == TERNARY_TRUE;
      assert_int_equal(before + inside + after, 1);
      assert_int_equal(range_after(all[i].v, number(p)), before);
      assert_int_equal(range_before(all[i].v, number(p)), after);
    }
  arena_destroy(a);
}

static void test_pairs(void **state) {
  (void)state;
  arena *a = arena_create(0);
  small_range all[64];
  size_t count = make_all(a, all);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < count; k++) {
      bool shares = false, includes = true;
      for (int p = 0; p < POINTS; p++) {
        bool x = has(&all[i], p), y = has(&all[k], p);
        shares = shares || (x && y);
        includes = includes && (x || !y);
      }
      value x = all[i].v, y = all[k].v;
      assert_int_equal(range_overlaps(x, y), shares);
      assert_int_equal(range_overlaps(y, x), shares);
      assert_int_equal(range_includes(x, y), includes);
      assert_int_equal(range_during(y, x), includes);
      bool before = range_before(x, y) == TERNARY_TRUE, after = range_after(x, y) == TERNARY_TRUE;
      assert_int_equal(before + shares + after, 1);
      assert_int_equal(range_coincides(x, y), i == k);
      assert_int_equal(range_meets(x, y), range_met_by(y, x));
      assert_int_equal(range_starts(x, y), range_started_by(y, x));
      assert_int_equal(range_finishes(x, y), range_finished_by(y, x));
      assert_int_equal(range_overlaps_before(x, y), range_overlaps_after(y, x));
      if (range_overlaps_before(x, y) == TERNARY_TRUE) assert_true(shares);
      if (range_starts(x, y) == TERNARY_TRUE) assert_int_equal(range_includes(y, x), TERNARY_TRUE);
      if (range_finishes(x, y) == TERNARY_TRUE)
        assert_int_equal(range_includes(y, x), TERNARY_TRUE);
    }
  arena_destroy(a);
}

static void test_not_comparable(void **state) {
  (void)state;
  arena *a = arena_create(0);
  value word = value_string(TEXT("a")), two = number(2);
  assert_true(value_is_null(range_make(a, word, true, two, true)));
  assert_true(value_is_null(range_make(a, value_null(), true, value_null(), true)));
  value r = range_make(a, number(1), true, number(3), true);
  assert_int_equal(range_contains(r.as.range, word), TERNARY_NULL);
  assert_int_equal(range_before(word, r), TERNARY_NULL);
  value half = range_make(a, value_null(), true, two, true);
  assert_int_equal(range_contains(half.as.range, number(1)), TERNARY_NULL);
  assert_int_equal(range_contains(half.as.range, number(3)), TERNARY_FALSE);
  value less = range_make_unary(a, RANGE_LESS, two);
  assert_int_equal(range_contains(less.as.range, number(1)), TERNARY_TRUE);
  assert_int_equal(range_contains(less.as.range, two), TERNARY_FALSE);
  value other = range_make_unary(a, RANGE_NOT_EQUAL, two);
  assert_int_equal(range_contains(other.as.range, number(1)), TERNARY_TRUE);
  assert_int_equal(range_contains(other.as.range, word), TERNARY_NULL);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_points),
      cmocka_unit_test(test_pairs),
      cmocka_unit_test(test_not_comparable),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
