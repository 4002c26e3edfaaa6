/* Reason codes and exclusion lists: what is read, what is refused, and who is on a list on a day.
 */
#include "policy/exclusion.h"
#include "base/messages/policy.h"

#include "support/table.h"

#define REASONS "reason,by,zh,en\nR01,owner,不在范围,out of scope\nC01,program,失信,on a list\n"
#define LISTS "list,items,listed,since,until,repaired,reason,clause\n"

static void reads_both_tables(void **state) {
  (void)state;
  arena *a = arena_create(0);
  exclusion_rules *r = NULL;
  assert_int_equal(
      exclusion_rules_read(TEXT(REASONS), TEXT(LISTS "d,*,flag,in,out,fixed,C01,第一条\n"), a, &r,
                           NULL),
      SD_OK);
  assert_int_equal(r->reason_count, 2);
  assert_true(exclusion_reason_find(r, TEXT("R01"))->by_owner);
  assert_false(exclusion_reason_find(r, TEXT("C01"))->by_owner);
  assert_null(exclusion_reason_find(r, TEXT("R02")));
  assert_int_equal(r->list_count, 1);
  assert_true(text_is(r->lists[0].since, "in") && text_is(r->lists[0].repaired, "fixed"));
  sd_error error = {0};
  assert_int_equal(
      exclusion_rules_read(TEXT(REASONS), TEXT(LISTS "d,*,flag,,,,C09,条\n"), a, &r, &error),
      SD_INVALID);
  assert_int_equal(error.message, MESSAGE_POLICY_NO_REASON);
  assert_int_equal(
      exclusion_rules_read(TEXT(REASONS), TEXT(LISTS "d,*,,,,,C01,条\n"), a, &r, &error),
      SD_INVALID);
  assert_int_equal(
      exclusion_rules_read(TEXT(REASONS "R01,owner,又,again\n"), TEXT(LISTS), a, &r, &error),
      SD_INVALID);
  assert_int_equal(error.line, 4);
  arena_destroy(a);
}

#define NONE INT64_MAX

static void knows_who_is_on_a_list(void **state) {
  (void)state;
  static const struct {
    const char *name;
    exclusion_facts facts;
    bool holds;
  } ROWS[] = {
      {"not on file", {false, NONE, NONE, NONE}, false},
      {"listed, no dates", {true, NONE, NONE, NONE}, true},
      {"entered on the day", {true, 100, NONE, NONE}, true},
      {"enters the day after", {true, 101, NONE, NONE}, false},
      {"the flag is old, the date says so", {false, 90, NONE, NONE}, true},
      {"removed on the day", {true, 90, 100, NONE}, false},
      {"removed the day after", {true, 90, 101, NONE}, true},
      {"removed, then entered again", {true, 95, 80, NONE}, true},
      {"repaired on the day", {true, 90, NONE, 100}, false},
      {"repaired before the entry", {true, 90, NONE, 85}, true},
      {"listed without a date, removed", {true, NONE, 100, NONE}, false},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i].name, exclusion_holds(&ROWS[i].facts, 100) == ROWS[i].holds);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads_both_tables),
                                     cmocka_unit_test(knows_who_is_on_a_list)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
