/* The middle of values, even and odd. */
#include "operation/city_tally.h"

#include "support/table.h"

static void medians(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int64_t values[6];
    size_t count;
    int64_t median;
  } cases[] = {{"none", {0}, 0, 0},
               {"one", {7}, 1, 7},
               {"two, half up", {4, 7}, 2, 6},
               {"two, whole", {9, 3}, 2, 6},
               {"three in no order", {9, 1, 5}, 3, 5},
               {"six, one far off", {1, 2, 3, 5, 8, 100000}, 6, 4},
               {"below nothing", {-3, -2}, 2, -2}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    int64_t values[6];
    memcpy(values, cases[i].values, sizeof values);
    CHECK_ROW(cases[i].name, tally_median(values, cases[i].count) == cases[i].median);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(medians)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
