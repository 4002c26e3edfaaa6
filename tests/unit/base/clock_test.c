/* Moments as text. */
#include "base/clock.h"

#include "support/table.h"

static void reads_and_writes_moments(void **state) {
  (void)state;
  static const struct {
    const char *source;
    int64_t moment_us;
    const char *written;
  } ROWS[] = {
      {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
      {"2026-11-23T10:00:00Z", INT64_C(1795428000000000), "2026-11-23T10:00:00Z"},
      {"2026-11-23T18:00:00+08:00", INT64_C(1795428000000000), "2026-11-23T10:00:00Z"},
      {"2026-11-23T10:00:00.25Z", INT64_C(1795428000250000), "2026-11-23T10:00:00.250000Z"},
      {"1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t moment_us;
    char written[CLOCK_TEXT_SIZE];
    CHECK_ROW(ROWS[i].source, clock_parse(text_of(ROWS[i].source), &moment_us));
    CHECK_ROW(ROWS[i].source, moment_us == ROWS[i].moment_us);
    clock_format(moment_us, written);
    CHECK_ROW_TEXT(ROWS[i].source, written, ROWS[i].written);
  }
}

static void refuses_other_texts(void **state) {
  (void)state;
  static const char *const ROWS[] = {"",
                                     "2026-11-23",
                                     "2026-11-23T10:00:00",
                                     "2026-11-23 10:00:00Z",
                                     "2026-02-30T10:00:00Z",
                                     "2026-11-23T24:00:00Z",
                                     "2026-11-23T10:60:00Z",
                                     "2026-11-23T10:00:60Z",
                                     "2026-11-23T10:00Z",
                                     "2026-11-23T10:00:00.Z",
                                     "2026-11-23T10:00:00.1234567Z",
                                     "2026-11-23T10:00:00Zx",
                                     "2026-11-23T10:00:00+8:00"};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t moment_us;
    CHECK_ROW(ROWS[i], !clock_parse(text_of(ROWS[i]), &moment_us));
  }
}

static void knows_the_day_in_china(void **state) {
  (void)state;
  int64_t moment_us;
  assert_true(clock_parse(TEXT("2026-11-23T16:00:00Z"), &moment_us));
  int64_t day = clock_day(moment_us, 0);
  assert_int_equal(clock_day(moment_us, CLOCK_CHINA_OFFSET_SECONDS), day + 1);
  assert_int_equal(clock_day(moment_us - 1, CLOCK_CHINA_OFFSET_SECONDS), day);
  assert_int_equal(clock_day(-1, 0), -1);
  assert_true(clock_now_us() > moment_us - INT64_C(5) * 366 * CLOCK_DAY_US);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_and_writes_moments),
      cmocka_unit_test(refuses_other_texts),
      cmocka_unit_test(knows_the_day_in_china),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
