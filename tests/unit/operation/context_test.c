/* The tables of a data folder: there, not there, malformed. */
#include "operation/context.h"

#include "base/file.h"
#include "support/city.h"

static void write_file(const city *c, const char *folder, const char *name, const char *content) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", c->folder, folder);
  MUST(file_make_directory(path, error));
  snprintf(path, sizeof path, "%s/%s/%s", c->folder, folder, name);
  MUST(file_write(path, text_of(content), error));
}

static void test_calendar(void **state) {
  (void)state;
  city c;
  city_open(&c);
  arena *a = arena_create(0);
  day_calendar *calendar = NULL;
  const day_calendar *found = NULL;
  assert_int_equal(operation_calendar_read(c.folder, a, &calendar, NULL), SD_NOT_FOUND);
  operation_context context = {.db = c.db};
  assert_int_equal(operation_calendar(&context, &found, NULL), SD_NOT_FOUND);
  write_file(&c, "data", "holidays.csv", "no such column\n");
  assert_int_not_equal(operation_calendar_read(c.folder, a, &calendar, NULL), SD_OK);
  MUST(operation_calendar_read(".", a, &calendar, error));
  context.calendar = calendar;
  MUST(operation_calendar(&context, &found, error));
  assert_ptr_equal(found, calendar);
  arena_destroy(a);
  city_close(&c);
}

static void test_settlement(void **state) {
  (void)state;
  city c;
  city_open(&c);
  arena *a = arena_create(0);
  settlement_rules rules;
  MUST(operation_settlement_read(c.folder, a, &rules, error)); /* no tables: no rows */
  assert_null(exclusion_reason_find(rules.exclusions, TEXT("R01")));
  MUST(operation_settlement_read(".", a, &rules, error));
  assert_non_null(exclusion_reason_find(rules.exclusions, TEXT("R01")));
  write_file(&c, "policies", "relations.csv", "no such column\n1\n");
  assert_int_not_equal(operation_settlement_read(c.folder, a, &rules, NULL), SD_OK);
  arena_destroy(a);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_calendar),
                                     cmocka_unit_test(test_settlement)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
