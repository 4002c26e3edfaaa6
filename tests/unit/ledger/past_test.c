/* The ledger behind each of its transfers is what a fold by time says, in steps of any length. */
#include "ledger/past.h"

#include "audit/audit.h"
#include "ledger/budget.h"
#include "support/city.h"

enum { ORDERS = 12, MOMENTS = 3 + 2 * ORDERS };

static const char *const CODES[] = {"bank/3204", "received/KJ/2026", "allotted/KJ/2026",
                                    "payable/KJ/2026", "returned/KJ/2026"};

/* One batch a moment: receipt, quota, then orders reserved and paid or released.  The last sequence
 * of each moment. */
static void fill(city *c, int64_t last[MOMENTS]) {
  budget_line line;
  MUST(audit_migrate(c->db, error));
  MUST(ledger_migrate(c->db, error));
  MUST(database_begin(c->db, error));
  MUST(budget_line_open(c->db, "KJ", 2026, "3204", 1, &line, error));
  MUST(budget_receive(c->db, "王", &line, "D1", 100000, 1, error));
  MUST(budget_allot(c->db, "王", &line, "D2", 90000, 2, error));
  for (int i = 0; i < ORDERS; i++) {
    char order[16];
    transfer chain[2];
    snprintf(order, sizeof order, "SD-%d", i);
    chain[0] = budget_reserve_transfer(&line, order, 100 + i);
    MUST(ledger_apply_all(c->db, "王", chain, 1, 3 + 2 * i, error));
    bool paid = i % 3 != 0;
    if (paid) {
      budget_pay_chain(&line, order, 100 + i, chain);
    } else {
      chain[0] = budget_release_transfer(&line, order, 100 + i);
    }
    MUST(ledger_apply_all(c->db, "王", chain, paid ? 2 : 1, 4 + 2 * i, error));
  }
  MUST(database_commit(c->db, error));
  for (int at = 1; at < MOMENTS; at++) {
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT max(sequence) FROM ledger_transfer WHERE at_us <= %d", at);
    MUST(database_read_integer(c->db, sql, &last[at], error));
  }
}

static void check_at(city *c, const ledger_past *p, int64_t at_us) {
  for (size_t i = 0; i < COUNT_OF(CODES); i++) {
    account folded;
    MUST(ledger_account_at(c->db, CODES[i], at_us, &folded, error));
    const account *a = ledger_past_account(p, CODES[i]);
    CHECK_ROW(CODES[i], a != NULL && a->debits_pending_fen == folded.debits_pending_fen &&
                            a->debits_posted_fen == folded.debits_posted_fen &&
                            a->credits_pending_fen == folded.credits_pending_fen &&
                            a->credits_posted_fen == folded.credits_posted_fen);
  }
  assert_null(ledger_past_account(p, "bank/none"));
}

static void test_is_the_fold(void **state) {
  (void)state;
  city c;
  int64_t last[MOMENTS] = {0};
  city_open(&c);
  fill(&c, last);
  for (int step = 1; step < MOMENTS; step += 4) {
    ledger_past *p;
    MUST(ledger_past_open(c.db, &p, error));
    for (int at = step; at < MOMENTS; at += step) {
      MUST(ledger_past_move(p, last[at], error));
      MUST(ledger_past_move(p, last[at] - 1, error)); /* never back */
      check_at(&c, p, at);
    }
    ledger_past_close(p);
  }
  city_close(&c);
}

static void test_transfers_that_are_not_there(void **state) {
  (void)state;
  city c;
  int64_t last[MOMENTS] = {0};
  ledger_past *p;
  city_open(&c);
  fill(&c, last);
  MUST(ledger_past_open(c.db, &p, error));
  assert_int_equal(ledger_past_move(p, last[MOMENTS - 1] + 1, NULL), SD_CORRUPT);
  ledger_past_close(p);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_is_the_fold),
                                     cmocka_unit_test(test_transfers_that_are_not_there)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
