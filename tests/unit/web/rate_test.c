/* How often an address may do something. */
#include "web/rate.h"

#include "support/table.h"

#define SECOND INT64_C(1000000)

static void calls_are_counted_for_each_span(void **state) {
  (void)state;
  rate_table *t = rate_table_create((rate_limit){.calls = 3, .seconds = 60});
  static const struct {
    const char *who;
    int second, wait;
  } calls[] = {{"10.0.0.1", 50, 0},  {"10.0.0.1", 51, 0},  {"10.0.0.2", 51, 0},
               {"10.0.0.1", 61, 0},  {"10.0.0.1", 62, 48}, {"10.0.0.1", 109, 1},
               {"10.0.0.2", 109, 0}, {"10.0.0.1", 110, 0}, {"10.0.0.1", 111, 0},
               {"10.0.0.1", 169, 0}, {"10.0.0.1", 169, 1}, {"10.0.0.1", 168, 2},
               {"10.0.0.1", 40, 0} /* a clock that was set back */};
  for (size_t i = 0; i < COUNT_OF(calls); i++) {
    CHECK_ROW(calls[i].who,
              rate_count(t, text_of(calls[i].who), calls[i].second * SECOND) == calls[i].wait);
  }
  rate_table_destroy(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(calls_are_counted_for_each_span)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
