/* How often an address may do something. */
#include "web/rate.h"

#include "support/table.h"

#define SECOND INT64_C(1000000)

static void calls_are_counted_for_each_span(void **state) {
  (void)state;
  rate_table *t = rate_table_create((rate_limit){.calls = 3, .seconds = 60});
  static const struct {
    const char *who;
    int second;
    bool allowed;
  } calls[] = {{"10.0.0.1", 0, true},   {"10.0.0.1", 1, true},   {"10.0.0.2", 1, true},
               {"10.0.0.1", 2, true},   {"10.0.0.1", 3, false},  {"10.0.0.1", 59, false},
               {"10.0.0.2", 59, true},  {"10.0.0.1", 60, true},  {"10.0.0.1", 61, true},
               {"10.0.0.1", 119, true}, {"10.0.0.1", 119, false}};
  for (size_t i = 0; i < COUNT_OF(calls); i++) {
    CHECK_ROW(calls[i].who,
              rate_allows(t, text_of(calls[i].who), calls[i].second * SECOND) == calls[i].allowed);
  }
  rate_table_destroy(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(calls_are_counted_for_each_span)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
