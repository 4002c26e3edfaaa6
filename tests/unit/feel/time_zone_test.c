/* feel/time_zone: offsets at local moments, and which names are zones. */
#include "feel/time_zone.h"

#include "feel/temporal.h"
#include "support/table.h"

static void test_zones(void **state) {
  (void)state;
  static const struct {
    const char *local, *zone;
    int32_t offset;
  } ROWS[] = {
      {"2024-07-01T12:00:00", "Asia/Shanghai", 28800},
      {"1989-07-01T12:00:00", "Asia/Shanghai", 32400},
      {"2024-03-10T02:30:00", "America/New_York", -18000}, /* does not occur */
      {"2024-11-03T01:30:00", "America/New_York", -14400}, /* occurs twice: the earlier */
      {"2024-10-06T02:15:00", "Australia/Lord_Howe", 37800},
      {"2011-12-30T12:00:00", "Pacific/Apia", -36000}, /* a day left out */
      {"2439-07-01T12:00:00", "Europe/Paris", 7200},
      {"2440-07-01T12:00:00", "Europe/Paris", 7200},
      {"99999-01-01T12:00:00", "Europe/Paris", 3600},
      {"-5000-01-01T12:00:00", "Europe/Paris", 561},
      {"2024-01-01T12:00:00", "EST5EDT", -18000},
  };
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char source[96];
    snprintf(source, sizeof source, "%s@%s", ROWS[i].local, ROWS[i].zone);
    value v = temporal_parse_date_time(a, text_of(source));
    CHECK_ROW(source, v.kind == VALUE_DATE_TIME);
    CHECK_ROW(source, v.as.date_time.time.offset_seconds == ROWS[i].offset);
  }
  arena_destroy(a);
}

static void test_zone_names(void **state) {
  (void)state;
  static const struct {
    const char *name;
    bool is_known;
  } ROWS[] = {
      {"Asia/Shanghai", true},
      {"Etc/GMT+8", true},
      {"UTC", true},
      {"NZ-CHAT", true},
      {"EST5", false},
      {"+08:00", false},
      {"Z", false},
      {"", false},
      {"/etc/localtime", false},
      {"../localtime", false},
      {"Asia//Shanghai", false},
      {"Asia/", false},
      {"Asia/Nowhere", false},
      {"CET-1CEST,M3.5.0,M10.5.0/3", false},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++)
    CHECK_ROW(ROWS[i].name, time_zone_is_known(text_of(ROWS[i].name)) == ROWS[i].is_known);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_zones),
                                     cmocka_unit_test(test_zone_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
