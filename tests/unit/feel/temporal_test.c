/* feel/temporal and feel/temporal_text. */
#include <stdlib.h>

#include "feel/temporal.h"
#include "support/table.h"

static void format(value v, char buffer[TEMPORAL_TEXT_SIZE]) {
  switch (v.kind) {
    case VALUE_DATE:
      temporal_format_date(v.as.date, buffer);
      break;
    case VALUE_TIME:
      temporal_format_time(&v.as.time, buffer);
      break;
    case VALUE_DATE_TIME:
      temporal_format_date_time(&v.as.date_time, buffer);
      break;
    case VALUE_DAYS_DURATION:
      temporal_format_days(v.as.days, buffer);
      break;
    case VALUE_MONTHS_DURATION:
      temporal_format_months(v.as.months, buffer);
      break;
    default:
      snprintf(buffer, TEMPORAL_TEXT_SIZE, "null");
  }
}

/* What @"..." makes of a text, written back. */
static void test_round_trip(void **state) {
  (void)state;
  static const struct {
    const char *source, *expected;
  } ROWS[] = {
      {"2024-02-29", "2024-02-29"},
      {"-999999999-01-01", "-999999999-01-01"},
      {"0001-01-01", "0001-01-01"},
      {"10:00:00.120", "10:00:00.12"},
      {"10:00:00-00:00", "10:00:00Z"},
      {"10:00:00-05:30:15", "10:00:00-05:30:15"},
      {"10:00:00@Asia/Shanghai", "10:00:00@Asia/Shanghai"},
      {"2024-12-31T24:00:00Z", "2025-01-01T00:00:00Z"},
      {"999999999-12-31T24:00:00", "null"},
      {"2024-02-29T10:00:00@America/Argentina/Buenos_Aires",
       "2024-02-29T10:00:00@America/Argentina/Buenos_Aires"},
      {"PT0.0S", "PT0S"},
      {"-PT90M", "-PT1H30M"},
      {"P400D", "P400D"},
      {"P0Y", "P0M"},
      {"-P25M", "-P2Y1M"},
      {"P106751991167300D", "P106751991167300D"},
      {"P106751991167301D", "null"},
      {"", "null"},
      {"2024", "null"},
  };
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char actual[TEMPORAL_TEXT_SIZE];
    format(temporal_parse_literal(a, text_of(ROWS[i].source)), actual);
    CHECK_ROW_TEXT(ROWS[i].source, actual, ROWS[i].expected);
  }
  arena_destroy(a);
}

/* Every prefix of a good text is read without harm; so is the text with one byte changed. */
static void test_damaged_texts(void **state) {
  (void)state;
  static const char *const SOURCES[] = {"-2024-02-29T10:11:12.123456789+08:00:01",
                                        "2024-02-29T10:11:12@Europe/Paris", "-P1DT2H3M4.5S",
                                        "P1Y2M"};
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(SOURCES); i++) {
    text source = text_of(SOURCES[i]);
    for (size_t size = 0; size < source.size; size++) {
      char *exact = malloc(size + 1); /* so that a sanitizer sees a byte read too much */
      memcpy(exact, source.data, size);
      temporal_parse_literal(a, (text){exact, size});
      for (size_t at = 0; at < size; at++) {
        char kept = exact[at];
        exact[at] = (char)('0' + at % 10);
        temporal_parse_literal(a, (text){exact, size});
        exact[at] = kept;
      }
      free(exact);
    }
  }
  arena_destroy(a);
}

/* x + (y - x) is y for date-times with one zone, all over the range of years. */
static void test_difference_adds_up(void **state) {
  (void)state;
  static const char *const MOMENTS[] = {
      "-999999999-01-02T00:00:00@Europe/Paris", "-0001-12-31T23:59:59.999999999@Europe/Paris",
      "1970-01-01T00:00:00@Europe/Paris",       "2024-03-31T03:30:00@Europe/Paris",
      "2024-10-27T02:30:00@Europe/Paris",       "999999999-12-30T12:00:00.000000001@Europe/Paris",
  };
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(MOMENTS); i++) {
    for (size_t k = 0; k < COUNT_OF(MOMENTS); k++) {
      value x = temporal_parse_date_time(a, text_of(MOMENTS[i]));
      value y = temporal_parse_date_time(a, text_of(MOMENTS[k]));
      value difference = temporal_subtract(y, x);
      CHECK_ROW(MOMENTS[k], difference.kind == VALUE_DAYS_DURATION);
      CHECK_ROW(MOMENTS[k], value_identical(temporal_add_days(x, difference.as.days), y));
    }
  }
  arena_destroy(a);
}

static void test_moment(void **state) {
  (void)state;
  char actual[TEMPORAL_TEXT_SIZE];
  feel_date_time d = temporal_of_moment(INT64_C(1709172000000001), 28800);
  temporal_format_date_time(&d, actual);
  assert_string_equal(actual, "2024-02-29T10:00:00.000001+08:00");
  d = temporal_of_moment(INT64_MIN, 0);
  assert_int_equal(d.date.year, -290308);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_round_trip),
      cmocka_unit_test(test_damaged_texts),
      cmocka_unit_test(test_difference_adds_up),
      cmocka_unit_test(test_moment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
