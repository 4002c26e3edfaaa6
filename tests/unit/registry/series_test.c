/* Current facts: the last word of each source, on a day, as known at a moment. */
#include "registry/series.h"

#include "support/story.h"

static void district_on_a_day_as_known_at_a_moment(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(district_story); i++) tell(f, "district", &district_story[i]);
  static const struct {
    const char *day;
    int64_t known_us;
    const char *expected;
  } rows[] = {
      {"2024-01-01", 150, "武进区"}, {"2024-12-31", 150, "武进区"}, {"2024-05-31", 250, "武进区"},
      {"2024-06-01", 250, "新北区"}, {"2024-04-01", 250, "武进区"}, {"2024-04-01", 350, "钟楼区"},
      {"2024-02-29", 350, "武进区"}, {"2024-06-01", 350, "新北区"}, {"2024-06-01", 450, "天宁区"},
      {"2024-05-31", 450, "钟楼区"}, {"1990-01-01", 450, "武进区"}, {"2024-06-01", 50, ""},
  };
  column_request column = {"district", PERIOD_NONE, PICK_LATEST, NULL};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char value[64];
    read_value(f, CODE_A, &column, day_of(rows[i].day), rows[i].known_us, value, sizeof value);
    CHECK_ROW_TEXT(rows[i].day, value, rows[i].expected);
  }
}

/* One file may contradict itself; a later file of the same source settles it. */
static void a_file_that_says_two_things(void **state) {
  company_file *f = *state;
  static const statement story[] = {
      {100, "税务局", NULL, CODE_A ",10\n" CODE_A ",20\n" CODE_A ",10\n"},
      {200, "税务局", NULL, CODE_A ",10\n"},
  };
  tell(f, "revenue", &story[0]);
  assert_int_equal(count_facts(f), 2);
  column_request column = {"revenue", 2024, PICK_LATEST, NULL};
  char value[64];
  read_value(f, CODE_A, &column, INT64_MAX, INT64_MAX, value, sizeof value);
  assert_string_equal(value, "20.00!");
  tell(f, "revenue", &story[1]);
  read_value(f, CODE_A, &column, INT64_MAX, INT64_MAX, value, sizeof value);
  assert_string_equal(value, "10.00");
  read_value(f, CODE_A, &column, INT64_MAX, 150, value, sizeof value);
  assert_string_equal(value, "20.00!");
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(district_on_a_day_as_known_at_a_moment),
      CASE(a_file_that_says_two_things),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
