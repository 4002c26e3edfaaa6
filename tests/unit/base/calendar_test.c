/* Days and dates, weeks, months, and the date forms of officials. */
#include "base/calendar.h"

#include "support/table.h"

static void counts_days(void **state) {
  (void)state;
  static const struct {
    const char *date;
    int64_t day;
    int32_t weekday, day_of_year, week_year, week;
  } ROWS[] = {
      {"1970-01-01", 0, 4, 1, 1970, 1},         {"1969-12-31", -1, 3, 365, 1970, 1},
      {"2000-02-29", 11016, 2, 60, 2000, 9},    {"2023-01-05", 19362, 4, 5, 2023, 1},
      {"2021-01-03", 18630, 7, 3, 2020, 53},    {"2024-12-30", 20087, 1, 365, 2025, 1},
      {"0001-01-01", -719162, 1, 1, 1, 1},      {"0000-02-29", -719469, 2, 60, 0, 9},
      {"1600-02-29", -135081, 2, 60, 1600, 9},  {"9999-12-31", 2932896, 5, 365, 9999, 52},
      {"-0001-12-31", -719529, 5, 365, -1, 52},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    civil_date date, back;
    CHECK_ROW(ROWS[i].date, calendar_parse_iso(text_of(ROWS[i].date), &date));
    CHECK_ROW(ROWS[i].date, calendar_day_of(date) == ROWS[i].day);
    CHECK_ROW(ROWS[i].date, calendar_date_of(ROWS[i].day, &back));
    CHECK_ROW(ROWS[i].date, calendar_compare(date, back) == 0);
    CHECK_ROW(ROWS[i].date, calendar_weekday(ROWS[i].day) == ROWS[i].weekday);
    CHECK_ROW(ROWS[i].date, calendar_day_of_year(date) == ROWS[i].day_of_year);
    iso_week week = calendar_iso_week(ROWS[i].day);
    CHECK_ROW(ROWS[i].date, week.year == ROWS[i].week_year && week.week == ROWS[i].week);
    char text_form[CALENDAR_TEXT_SIZE];
    calendar_format_iso(back, text_form);
    CHECK_ROW_TEXT(ROWS[i].date, text_form, ROWS[i].date);
  }
}

static void counts_every_day_once(void **state) {
  (void)state;
  civil_date date = {-999999999, 1, 1};
  int64_t first = calendar_day_of(date), last = calendar_day_of((civil_date){999999999, 12, 31});
  assert_true(calendar_date_of(first, &date) && date.year == -999999999 && date.month == 1);
  assert_true(calendar_date_of(last, &date) && date.year == 999999999 && date.day == 31);
  assert_false(calendar_date_of(first - 1, &date));
  assert_false(calendar_date_of(last + 1, &date));
  civil_date before = {1599, 12, 31};
  for (int64_t day = calendar_day_of(before) + 1; before.year < 2402; day++) {
    civil_date now;
    assert_true(calendar_date_of(day, &now));
    assert_true(calendar_is_valid(now.year, now.month, now.day));
    assert_int_equal(calendar_compare(before, now), -1);
    assert_int_equal(calendar_day_of(now), day);
    before = now;
  }
}

static void adds_months(void **state) {
  (void)state;
  static const struct {
    const char *date;
    int64_t months;
    const char *result;
  } ROWS[] = {
      {"2023-01-31", 1, "2023-02-28"},  {"2024-01-31", 1, "2024-02-29"},
      {"2023-03-31", -1, "2023-02-28"}, {"2023-12-15", 1, "2024-01-15"},
      {"2023-01-15", -1, "2022-12-15"}, {"2024-02-29", 12, "2025-02-28"},
      {"2024-02-29", 48, "2028-02-29"}, {"0001-01-31", -2, "0000-11-30"},
      {"2023-05-31", 0, "2023-05-31"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    civil_date date;
    char got[CALENDAR_TEXT_SIZE];
    assert_true(calendar_parse_iso(text_of(ROWS[i].date), &date));
    CHECK_ROW(ROWS[i].date, calendar_add_months(date, ROWS[i].months, &date));
    calendar_format_iso(date, got);
    CHECK_ROW_TEXT(ROWS[i].date, got, ROWS[i].result);
  }
  civil_date out;
  assert_false(calendar_add_months((civil_date){999999999, 12, 1}, 1, &out));
}

static void refuses_what_is_no_iso_date(void **state) {
  (void)state;
  static const char *const ROWS[] = {"2023-02-30",  "2023-02-29",       "2023-13-01", "2023-00-10",
                                     "2023-01-00",  "2023-1-5",         "23-01-05",   "2023-01-05 ",
                                     "02023-01-05", "+2023-01-05",      "",           "2023-01",
                                     "2023/01/05",  "1000000000-01-01", "1900-02-29"};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    civil_date date;
    CHECK_ROW(ROWS[i], !calendar_parse_iso(text_of(ROWS[i]), &date));
  }
}

static void reads_official_forms(void **state) {
  (void)state;
  static const struct {
    const char *source, *result; /* NULL: refused */
  } ROWS[] = {
      {"20230105", "2023-01-05"},
      {"2023-1-5", "2023-01-05"},
      {"2023-01-05", "2023-01-05"},
      {"2023/1/5", "2023-01-05"},
      {"2023.1.5", "2023-01-05"},
      {"2023年1月5日", "2023-01-05"},
      {"2023年01月05日", "2023-01-05"},
      {" 2023-1-5 00:00:00 ", "2023-01-05"},
      {"44931", "2023-01-05"},
      {"44931.0", "2023-01-05"},
      {"44931.5", NULL},
      {"2023-1-5 08:30", NULL},
      {"2023-02-30", NULL},
      {"20230230", NULL},
      {"2023年2月30日", NULL},
      {"2023-1/5", NULL},
      {"2023年1月5", NULL},
      {"2023", NULL},
      {"202301", NULL},
      {"1-5-2023", NULL},
      {"1899-12-31", NULL},
      {"2200-01-01", NULL},
      {"2023-001-05", NULL},
      {"99999999999999999999", NULL},
      {"", NULL},
      {"未知", NULL},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    civil_date date;
    char got[CALENDAR_TEXT_SIZE] = "-";
    if (calendar_parse_official(text_of(ROWS[i].source), &date)) calendar_format_iso(date, got);
    CHECK_ROW_TEXT(ROWS[i].source, got, ROWS[i].result == NULL ? "-" : ROWS[i].result);
  }
}

static void reads_excel_serials(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int64_t serial;
    bool from_1904;
    const char *result;
  } ROWS[] = {
      {"first", 1, false, "1900-01-01"},
      {"before the false leap day", 59, false, "1900-02-28"},
      {"the false leap day", 60, false, "-"},
      {"behind it", 61, false, "1900-03-01"},
      {"zero", 0, false, "-"},
      {"last", 2958465, false, "9999-12-31"},
      {"too large", 2958466, false, "-"},
      {"1904, first", 0, true, "1904-01-01"},
      {"1904", 43469, true, "2023-01-05"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    civil_date date;
    char got[CALENDAR_TEXT_SIZE] = "-";
    if (calendar_date_of_excel_serial(ROWS[i].serial, ROWS[i].from_1904, &date)) {
      calendar_format_iso(date, got);
    }
    CHECK_ROW_TEXT(ROWS[i].name, got, ROWS[i].result);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_days),          cmocka_unit_test(counts_every_day_once),
      cmocka_unit_test(adds_months),          cmocka_unit_test(refuses_what_is_no_iso_date),
      cmocka_unit_test(reads_official_forms), cmocka_unit_test(reads_excel_serials),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
