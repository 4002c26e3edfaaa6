/* Numbers in paths: digits alone, above 0, at most 18 of them. */
#include "web/pages.h"

#include "support/table.h"

static void test_numbers(void **state) {
  (void)state;
  static const struct {
    const char *source;
    int64_t number; /* 0: none */
  } rows[] = {
      {"1", 1},
      {"0012", 12},
      {"999999999999999999", INT64_C(999999999999999999)},
      {"1000000000000000000", 0}, /* 19 digits */
      {"", 0},
      {"0", 0},
      {"000", 0},
      {"-1", 0},
      {"+1", 0},
      {"1 ", 0},
      {"1.0", 0},
      {"0x10", 0},
      {"１", 0},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    int64_t number = 0;
    CHECK_ROW(rows[i].source,
              page_number(text_of(rows[i].source), &number) == (rows[i].number != 0));
    CHECK_ROW(rows[i].source, number == rows[i].number);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_numbers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
