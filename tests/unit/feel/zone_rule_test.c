/* feel/zone_rule: the forms of the rule, and its changes in far years. */
#include "feel/zone_rule.h"

#include "base/calendar.h"
#include "support/table.h"

static int64_t at(int32_t year, uint8_t month, uint8_t day, int hour) {
  return calendar_day_of((civil_date){year, month, day}) * 86400 + hour * 3600;
}

static void test_offsets(void **state) {
  (void)state;
  const struct {
    const char *rule;
    int64_t moment;
    int32_t offset;
  } rows[] = {
      {"CST-8", at(5000, 7, 1, 0), 28800},
      {"<+0545>-5:45", at(5000, 7, 1, 0), 20700},
      {"CET-1CEST,M3.5.0,M10.5.0/3", at(2040, 3, 25, 0), 3600},
      {"CET-1CEST,M3.5.0,M10.5.0/3", at(2040, 3, 25, 1), 7200},
      {"CET-1CEST,M3.5.0,M10.5.0/3", at(2040, 10, 28, 0), 7200},
      {"CET-1CEST,M3.5.0,M10.5.0/3", at(2040, 10, 28, 1), 3600},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", at(2040, 7, 1, 0), 3600}, /* winter is the exception */
      {"IST-1GMT0,M10.5.0,M3.5.0/1", at(2040, 1, 1, 0), 0},
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", at(2040, 1, 1, 0), 39600}, /* summer over the new year */
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", at(2040, 7, 1, 0), 36000},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", at(2040, 3, 25, 0), -7200},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", at(2040, 3, 25, 1), -3600},
      {"EET-2EEST,M3.4.4/50,M10.4.4/50", at(2040, 3, 23, 23), 7200}, /* Thursday and 50 hours */
      {"EET-2EEST,M3.4.4/50,M10.4.4/50", at(2040, 3, 24, 0), 10800},
      {"A0B,J60/0,J300/0", at(2040, 2, 29, 0), 0}, /* J60 is March 1 */
      {"A0B,J60/0,J300/0", at(2040, 3, 1, 0), 3600},
      {"AAA0BBB,59/0,300/0", at(2040, 2, 29, 0), 3600},
      {"CET-1CEST,M3.5.0,M10.5.0/3", at(-999999999, 7, 1, 0), 7200},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    zone_rule rule;
    CHECK_ROW(rows[i].rule, zone_rule_parse(text_of(rows[i].rule), &rule));
    CHECK_ROW(rows[i].rule, zone_rule_offset_at(&rule, rows[i].moment) == rows[i].offset);
  }
}

static void test_refused(void **state) {
  (void)state;
  static const char *const ROWS[] = {"",
                                     "CET",
                                     "CET-",
                                     "-1",
                                     "<CET-1",
                                     "CET-200",
                                     "CET-1CEST",
                                     "CET-1CEST,M3.5.0",
                                     "CET-1CEST,M13.1.0,M10.5.0",
                                     "CET-1CEST,M3.6.0,M10.5.0",
                                     "CET-1CEST,M3.5.7,M10.5.0",
                                     "CET-1CEST,M3.5.0,M10.5.0/3 ",
                                     "CET-1CEST,J366,J1"};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    zone_rule rule;
    CHECK_ROW(ROWS[i], !zone_rule_parse(text_of(ROWS[i]), &rule));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_offsets),
                                     cmocka_unit_test(test_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
