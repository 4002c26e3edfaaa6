/* The last day of a publication: natural and working days, holidays and make-up days. */
#include "base/calendar.h"
#include "list/life.h"
#include "support/table.h"

/* National Day 2025: 1 to 8 October off; 28 September and 11 October are worked. */
static const char HOLIDAYS[] =
    "# 国庆节、中秋节\n2025-10-03,off\n2025-10-01,off\n2025-10-02,off\n2025-10-06,off\n"
    "2025-10-07,off\n2025-10-08,off\n2025-10-01,off\n\n2025-10-11,work\n2025-09-28, work\r\n";

static int64_t day(const char *iso) {
  civil_date date;
  assert_true(calendar_parse_iso(text_of(iso), &date));
  return calendar_day_of(date);
}

static void counts_days(void **state) {
  (void)state;
  arena *a = arena_create(0);
  day_calendar *holidays;
  assert_int_equal(day_calendar_read(text_of(HOLIDAYS), "days.csv", a, &holidays, NULL), SD_OK);
  assert_int_equal(holidays->off_count, 6);
  assert_int_equal(holidays->work_count, 2);
  static const struct {
    const char *name, *from;
    int32_t days;
    bool working, with_holidays;
    const char *last; /* NULL: the calendar does not reach so far */
    bool first_counts;
  } ROWS[] = {
      {"natural days", "2025-06-30", 5, false, false, "2025-07-05", false},
      {"working days from Monday", "2025-06-30", 5, true, false, "2025-07-07", false},
      {"working days from Friday", "2025-07-04", 1, true, false, "2025-07-07", false},
      {"from Saturday", "2025-07-05", 5, true, false, "2025-07-11", false},
      {"no days", "2025-07-04", 0, true, false, "2025-07-04", false},
      {"over the holidays", "2025-09-30", 5, true, true, "2025-10-14", false},
      {"over the holidays without a calendar", "2025-09-30", 5, true, false, "2025-10-07", false},
      {"a worked Sunday counts", "2025-09-26", 1, true, true, "2025-09-28", false},
      {"natural days with the first", "2025-06-30", 5, false, false, "2025-07-04", true},
      {"working days with the first", "2025-06-30", 5, true, true, "2025-07-04", true},
      {"the first is a day off", "2025-07-05", 5, true, true, "2025-07-11", true},
      {"no days with the first", "2025-07-05", 0, false, false, "2025-07-04", true},
      {"into a year that is not known", "2025-12-29", 3, true, true, NULL, false},
      {"up to its edge", "2025-12-29", 2, true, true, "2025-12-31", false},
      {"natural days know every year", "2025-12-29", 5, false, true, "2026-01-03", false},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char last[CALENDAR_TEXT_SIZE];
    const day_period period = {ROWS[i].days, ROWS[i].working, ROWS[i].first_counts};
    int64_t last_day = 0;
    sd_error error = {0};
    sd_status status = period_last_day(&period, day(ROWS[i].from),
                                       ROWS[i].with_holidays ? holidays : NULL, &last_day, &error);
    if (ROWS[i].last == NULL) {
      CHECK_ROW(ROWS[i].name, status == SD_NOT_FOUND && strstr(error.text[1], "2026") != NULL);
      continue;
    }
    CHECK_ROW(ROWS[i].name, status == SD_OK);
    calendar_format_day(last_day, last);
    CHECK_ROW_TEXT(ROWS[i].name, last, ROWS[i].last);
  }
  arena_destroy(a);
}

static void refuses_bad_lines(void **state) {
  (void)state;
  static const char *const ROWS[] = {"2025-02-30,off", "2025-10-01", "2025-10-01,free", ",off"};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    arena *a = arena_create(0);
    day_calendar *holidays;
    sd_error error = {0};
    char source[64];
    snprintf(source, sizeof source, "2025-10-01,off\n%s\n", ROWS[i]);
    CHECK_ROW(ROWS[i],
              day_calendar_read(text_of(source), "d.csv", a, &holidays, &error) == SD_INVALID);
    CHECK_ROW(ROWS[i], error.line == 2 && strcmp(error.file, "d.csv") == 0);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_days),
      cmocka_unit_test(refuses_bad_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
