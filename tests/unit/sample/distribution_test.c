/* Draws in whole numbers: fixed values of e^x, moments, bounds. */
#include "sample/distribution.h"

#include "support/table.h"

static const struct {
  const char *name;
  int64_t value, x_q16, expected;
} EXPONENTIALS[] = {
    {"e^0", 1000000, 0, 1000000},
    {"e^1", 1000000, Q16_ONE, 2718255},       /* 2718281.8, one part in 100,000 below */
    {"e^-1", 1000000, -Q16_ONE, 367875},      /* 367879.4 */
    {"e^0.5", 1000000, Q16_ONE / 2, 1648712}, /* 1648721.3 */
    {"e^3", 1000000, 3 * Q16_ONE, 20085317},  /* 20085536.9 */
    {"nothing", 0, 5 * Q16_ONE, 0},
    {"too small", 1, -40 * Q16_ONE, 0},
    {"cut at the top", INT64_C(1) << 46, Q16_ONE, INT64_C(1) << 46},
};

static void scales_by_powers_of_e(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(EXPONENTIALS); i++) {
    int64_t got = scale_by_exp(EXPONENTIALS[i].value, EXPONENTIALS[i].x_q16);
    int64_t off = got - EXPONENTIALS[i].expected;
    int64_t allowed = EXPONENTIALS[i].expected / 20000;
    CHECK_ROW(EXPONENTIALS[i].name, off <= allowed && -off <= allowed);
  }
}

static void normal_has_its_moments(void **state) {
  (void)state;
  enum { DRAWS = 20000 };
  random_source r;
  random_init(&r, 1);
  int64_t sum = 0, square_sum = 0;
  for (int i = 0; i < DRAWS; i++) {
    int64_t x = draw_normal_q16(&r);
    assert_true(x >= -6 * Q16_ONE && x <= 6 * Q16_ONE);
    sum += x;
    square_sum += x / 16 * (x / 16);
  }
  assert_in_range(sum / DRAWS + 2000, 0, 4000);                          /* mean 0 ± 0.03 */
  assert_in_range(square_sum / DRAWS * 1000 / (4096 * 4096), 970, 1030); /* variance 1 */
}

static void log_normal_has_its_median(void **state) {
  (void)state;
  enum { DRAWS = 10001 };
  random_source r;
  random_init(&r, 2);
  int below = 0;
  for (int i = 0; i < DRAWS; i++) below += draw_log_normal(&r, 4500000, 1500) < 4500000;
  assert_in_range(below, DRAWS * 48 / 100, DRAWS * 52 / 100);
}

static void parts_and_counts_stay_in_bounds(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 3);
  for (int i = 0; i < 1000; i++) {
    assert_in_range(draw_part(&r, 1000000, 5000, 7000), 50000, 70000);
    assert_in_range(draw_geometric(&r, 300, 7), 0, 7);
  }
  assert_false(draw_per_mille(&r, 0));
  assert_true(draw_per_mille(&r, 1000));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scales_by_powers_of_e),
      cmocka_unit_test(normal_has_its_moments),
      cmocka_unit_test(log_normal_has_its_median),
      cmocka_unit_test(parts_and_counts_stay_in_bounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
