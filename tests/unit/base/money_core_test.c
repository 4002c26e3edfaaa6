/* The proved arithmetic against 128-bit integers, at its edges and at random. */
#include "base/money_core.h"

#include "base/random.h"
#include "support/table.h"

static void checks_sums(void **state) {
  (void)state;
  static const struct {
    const char *row;
    int64_t a, b;
    bool add, subtract, multiply;
  } ROWS[] = {
      {"zeros", 0, 0, true, true, true},
      {"the limit", LIMIT_MONEY_FEN, 0, true, true, true},
      {"one above", LIMIT_MONEY_FEN, 1, false, true, true},
      {"one below", -LIMIT_MONEY_FEN, 1, true, false, true},
      {"an operand outside", INT64_MAX, -INT64_MAX, false, false, false},
      {"the smallest number", INT64_MIN, -1, false, false, false},
      {"a product at the limit", LIMIT_MONEY_FEN / 3, -3, true, true, true},
      {"a product above", LIMIT_MONEY_FEN / 3 + 1, 3, true, true, false},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t out = 7, a = ROWS[i].a, b = ROWS[i].b;
    bool done = money_add(a, b, &out);
    CHECK_ROW(ROWS[i].row, done == ROWS[i].add && out == (done ? a + b : 7));
    out = 7;
    done = money_subtract(a, b, &out);
    CHECK_ROW(ROWS[i].row, done == ROWS[i].subtract && out == (done ? a - b : 7));
    out = 7;
    done = money_multiply(a, b, &out);
    CHECK_ROW(ROWS[i].row, done == ROWS[i].multiply && out == (done ? a * b : 7));
  }
}

/* A number with a random count of bits, up to `most`. */
static int64_t any_number(random_source *r, int64_t most) {
  return random_between(r, 0, most >> random_below(r, 50));
}

static void agrees_with_wide_integers(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 7);
  for (int i = 0; i < 200000; i++) {
    int64_t total = any_number(&r, LIMIT_MONEY_FEN);
    int64_t whole = 1 + any_number(&r, INT64_C(2147483647));
    int64_t part = random_between(&r, 0, whole);
    assert_true(money_rate(total, part, whole) == (int64_t)((__int128)total * part / whole));
    int64_t unit = 1 + any_number(&r, LIMIT_MONEY_FEN);
    assert_true(money_round_down(total, unit) == total - total % unit);
    int64_t weights = 1 + any_number(&r, MONEY_WEIGHTS_MAX - 1), remainder;
    int64_t weight = random_between(&r, 0, weights);
    __int128 product = (__int128)total * weight;
    assert_true(money_portion_of(total, weight, weights, &remainder) == product / weights);
    assert_true(remainder == product % weights);
  }
}

static void keeps_sums(void **state) {
  (void)state;
  static const struct {
    const char *row;
    money_sums sums;
    int64_t pending, posted;
    bool done;
  } ROWS[] = {
      {"reserve", {0, 5}, 3, 0, true},
      {"post", {3, 5}, -3, 3, true},
      {"post a part", {3, 5}, -3, 1, true},
      {"void", {3, 5}, -3, 0, true},
      {"void more than is pending", {3, 5}, -4, 0, false},
      {"take back more than was posted", {3, 5}, 0, -6, false},
      {"both at the end of numbers", {INT64_MAX, 0}, 0, 1, false},
      {"pending overflows", {INT64_MAX, 0}, 1, -1, false},
      {"posted overflows", {0, INT64_MAX}, 0, 1, false},
      {"the smallest number", {0, 0}, INT64_MIN, 0, false},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    money_sums s = ROWS[i].sums, was = s;
    bool done = money_sums_add(&s, ROWS[i].pending, ROWS[i].posted);
    CHECK_ROW(ROWS[i].row, done == ROWS[i].done);
    CHECK_ROW(ROWS[i].row, s.pending_fen == was.pending_fen + (done ? ROWS[i].pending : 0));
    CHECK_ROW(ROWS[i].row, s.posted_fen == was.posted_fen + (done ? ROWS[i].posted : 0));
  }
  assert_int_equal(money_sums_left((money_sums){3, 5}, 7), -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(checks_sums),
                                     cmocka_unit_test(agrees_with_wide_integers),
                                     cmocka_unit_test(keeps_sums)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
