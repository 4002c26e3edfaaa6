/* Alarms that two people override: for exactly one line, by two, with a reason. */
#include "payout/override.h"

#include "support/approve.h"
#include "support/paid_city.h"

static void test_bound(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  database *db = c.city.db;
  const payout_line seen = paid_city_line(&c, 5);
  payout_override o = {&seen, OUTCOME_DUPLICATE_PAYEE, " ", "clerk", 5};
  int64_t id;
  bool stands;
  assert_int_equal(payout_override_propose(db, &o, &id, NULL), SD_INVALID);
  o.reason = "两个事项";
  MUST(payout_override_propose(db, &o, &id, error));
  MUST(payout_override_stands(db, &seen, o.alarm, &stands, error));
  assert_false(stands); /* one person is not enough */
  MUST(database_begin(db, error));
  assert_int_equal(approval_check(db, id, " CLERK ", NULL, 6, NULL), SD_REFUSED);
  database_rollback(db);
  approve_standing(db, id, "chief");
  static const struct {
    const char *row;
    int change;
    payout_outcome alarm;
    bool stands;
  } rows[] = {{"what was seen", 0, OUTCOME_DUPLICATE_PAYEE, true},
              {"another alarm", 0, OUTCOME_ACCOUNT_NAME_DIFFERS, false},
              {"another amount", 1, OUTCOME_DUPLICATE_PAYEE, false},
              {"another account", 2, OUTCOME_DUPLICATE_PAYEE, false},
              {"another year", 3, OUTCOME_DUPLICATE_PAYEE, false},
              {"another award", 4, OUTCOME_DUPLICATE_PAYEE, false},
              {"another registered name", 5, OUTCOME_DUPLICATE_PAYEE, false},
              {"another bank", 6, OUTCOME_DUPLICATE_PAYEE, false},
              {"another item", 7, OUTCOME_DUPLICATE_PAYEE, false}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    payout_line line = seen;
    if (rows[i].change == 1) line.amount_fen++;
    if (rows[i].change == 2) line.account_number = "622202110000000X";
    if (rows[i].change == 3) line.year++;
    if (rows[i].change == 4) line.award = "L1/other";
    if (rows[i].change == 5) line.registered_name = "常州乙有限公司";
    if (rows[i].change == 6) line.bank_code = "102100099996";
    if (rows[i].change == 7) line.item = "another";
    MUST(payout_override_stands(db, &line, rows[i].alarm, &stands, error));
    CHECK_ROW(rows[i].row, stands == rows[i].stands);
  }
  paid_city_close(&c);
}

/* A name that is not the registered one: held, seen by two, paid as the account says. */
static void test_name(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  payout_line line = paid_city_line(&c, 6);
  line.account_name = "常州甲有限公司（破产管理人）";
  payout_request r = paid_city_request(&line, 1);
  payout_outcome outcome;
  payout_file file;
  MUST(payout_prepare(c.city.db, &r, &outcome, &file, error));
  assert_int_equal(outcome, OUTCOME_ACCOUNT_NAME_DIFFERS);
  const payout_override o = {&line, outcome, "法院裁定", "clerk", 5};
  int64_t id;
  MUST(payout_override_propose(c.city.db, &o, &id, error));
  approve_standing(c.city.db, id, "chief");
  r.dry_run = true;
  MUST(payout_prepare(c.city.db, &r, &outcome, &file, error));
  assert_true(outcome == OUTCOME_ORDERED && file.message[0] == '\0'); /* judged, not ordered */
  r.dry_run = false;
  MUST(payout_prepare(c.city.db, &r, &outcome, &file, error));
  assert_true(outcome == OUTCOME_ORDERED && file.count == 1);
  paid_city_close(&c);
}

static void test_alarms(void **state) {
  (void)state;
  int alarms = 0;
  for (int i = 0; i < OUTCOME_COUNT; i++) alarms += payout_outcome_is_alarm((payout_outcome)i);
  assert_int_equal(alarms, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_bound), cmocka_unit_test(test_name),
                                     cmocka_unit_test(test_alarms)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
