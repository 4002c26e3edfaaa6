/* Budget lines through their year: received, allotted, reserved, paid, returned. */
#include "support/city.h"

#include "audit/audit.h"
#include "ledger/budget.h"

typedef enum act { RECEIVE, ALLOT, RESERVE, RELEASE, PAY, RETURN_SAME_YEAR, RETURN_LATER } act;

/* Each row acts on one line and shows how it stands behind the act, in fen. */
static const struct budget_row {
  const char *row;
  act act;
  const char *key;
  int64_t amount_fen;
  sd_status status;
  int64_t received, allotted, reserved, paid, returned, available;
} budget_rows[] = {
    {"nothing to allot yet", ALLOT, "D0", 1, SD_REFUSED, 0, 0, 0, 0, 0, 0},
    {"money arrives", RECEIVE, "D1", 1000, SD_OK, 1000, 0, 0, 0, 0, 0},
    {"the same document again", RECEIVE, "D1", 1000, SD_OK, 1000, 0, 0, 0, 0, 0},
    {"its number with another sum", RECEIVE, "D1", 999, SD_CONFLICT, 1000, 0, 0, 0, 0, 0},
    {"nothing", RECEIVE, "D2", 0, SD_REFUSED, 1000, 0, 0, 0, 0, 0},
    {"not allotted yet", RESERVE, "O1", 1, SD_REFUSED, 1000, 0, 0, 0, 0, 0},
    {"a part is allotted", ALLOT, "D3", 800, SD_OK, 1000, 800, 0, 0, 0, 800},
    {"more than received", ALLOT, "D4", 201, SD_REFUSED, 1000, 800, 0, 0, 0, 800},
    {"an order", RESERVE, "O1", 500, SD_OK, 1000, 800, 500, 0, 0, 300},
    {"the same order", RESERVE, "O1", 500, SD_OK, 1000, 800, 500, 0, 0, 300},
    {"over what is left", RESERVE, "O2", 301, SD_REFUSED, 1000, 800, 500, 0, 0, 300},
    {"exactly what is left", RESERVE, "O3", 300, SD_OK, 1000, 800, 800, 0, 0, 0},
    {"an order is given up", RELEASE, "O3", 300, SD_OK, 1000, 800, 500, 0, 0, 300},
    {"and cannot be paid then", PAY, "O3", 300, SD_REFUSED, 1000, 800, 500, 0, 0, 300},
    {"never ordered", PAY, "O9", 300, SD_REFUSED, 1000, 800, 500, 0, 0, 300},
    {"the bank has paid", PAY, "O1", 500, SD_OK, 1000, 800, 0, 500, 0, 300},
    {"told twice", PAY, "O1", 500, SD_OK, 1000, 800, 0, 500, 0, 300},
    {"it comes back", RETURN_SAME_YEAR, "O1", 500, SD_OK, 1000, 800, 0, 0, 0, 800},
    {"and cannot come back again", RETURN_LATER, "O1", 500, SD_CONFLICT, 1000, 800, 0, 0, 0, 800},
    {"another order", RESERVE, "O4", 800, SD_OK, 1000, 800, 800, 0, 0, 0},
    {"paid", PAY, "O4", 800, SD_OK, 1000, 800, 0, 800, 0, 0},
    {"more than was paid", RETURN_LATER, "O4", 801, SD_REFUSED, 1000, 800, 0, 800, 0, 0},
    {"back after the year", RETURN_LATER, "O4", 800, SD_OK, 1000, 800, 0, 800, 800, 0},
    {"the quota is not restored", RESERVE, "O5", 1, SD_REFUSED, 1000, 800, 0, 800, 800, 0},
};

static sd_status do_act(database *db, const budget_line *l, const struct budget_row *row,
                        sd_error *error) {
  transfer chain[2];
  size_t count = 2;
  switch (row->act) {
    case RECEIVE:
      return budget_receive(db, "t", l, row->key, row->amount_fen, 1, error);
    case ALLOT:
      return budget_allot(db, "t", l, row->key, row->amount_fen, 1, error);
    case RESERVE:
      chain[0] = budget_reserve_transfer(l, row->key, row->amount_fen), count = 1;
      break;
    case RELEASE:
      chain[0] = budget_release_transfer(l, row->key, row->amount_fen), count = 1;
      break;
    case PAY:
      budget_pay_chain(l, row->key, row->amount_fen, chain);
      break;
    case RETURN_SAME_YEAR:
      budget_return_chain(l, row->key, row->amount_fen, true, chain);
      break;
    case RETURN_LATER:
      budget_return_chain(l, row->key, row->amount_fen, false, chain);
      break;
  }
  return ledger_apply_all(db, "t", chain, count, 1, error);
}

static void test_year(void **state) {
  (void)state;
  city c;
  city_open(&c);
  MUST(audit_migrate(c.db, error));
  MUST(ledger_migrate(c.db, error));
  budget_line l;
  MUST(database_begin(c.db, error));
  MUST(budget_line_open(c.db, "KJ-2023-01", 2023, "3200001", 1, &l, error));
  MUST(database_commit(c.db, error));
  for (size_t i = 0; i < COUNT_OF(budget_rows); i++) {
    const struct budget_row *row = &budget_rows[i];
    MUST(database_begin(c.db, error));
    sd_status status = do_act(c.db, &l, row, NULL);
    CHECK_ROW(row->row, status == row->status);
    if (status == SD_OK) MUST(database_commit(c.db, error));
    database_rollback(c.db);
    budget_state s;
    MUST(budget_state_get(c.db, "KJ-2023-01", 2023, &s, error));
    CHECK_ROW(row->row, s.received_fen == row->received && s.allotted_fen == row->allotted);
    CHECK_ROW(row->row, s.reserved_fen == row->reserved && s.paid_fen == row->paid);
    CHECK_ROW(row->row, s.returned_fen == row->returned && s.available_fen == row->available);
  }
  ledger_proof proof;
  MUST(ledger_verify(c.db, &proof, error));
  account bank;
  MUST(ledger_account_find(c.db, "bank/3200001", &bank, error));
  assert_int_equal(account_balance_fen(&bank), 1000); /* all that was paid came back */
  city_close(&c);
}

/* Partial returns, a late payment, and a payment moved to another line: step by step, who bears
 * what and what the bank holds. */
static void test_after_the_payment(void **state) {
  (void)state;
  city c;
  city_open(&c);
  MUST(audit_migrate(c.db, error));
  MUST(ledger_migrate(c.db, error));
  budget_line a, b;
  MUST(database_begin(c.db, error));
  MUST(budget_line_open(c.db, "A", 2023, "3200001", 1, &a, error));
  MUST(budget_line_open(c.db, "B", 2023, "3200001", 1, &b, error));
  MUST(budget_receive(c.db, "t", &a, "D1", 1000, 1, error));
  MUST(budget_allot(c.db, "t", &a, "D2", 1000, 1, error));
  MUST(budget_receive(c.db, "t", &b, "D1", 600, 1, error));
  MUST(budget_allot(c.db, "t", &b, "D2", 600, 1, error));
  transfer first = budget_reserve_transfer(&a, "O1", 500);
  MUST(ledger_apply_all(c.db, "t", &first, 1, 1, error));
  budget_attachment by_post = {&a, &a, "post"}, by_late = {&a, &a, "late"};
  budget_attachment on_b = {&a, &b, "correct-1"}, on_a = {&a, &a, "correct-2"};
  static const struct {
    const char *row;
    int64_t paid_a, paid_b, returned_b, bank;
    sd_status status;
  } rows[] = {
      {"paid", 500, 0, 0, 1100, SD_OK},
      {"corrected", 0, 500, 0, 1100, SD_OK},
      {"corrected once more from where it hangs no longer", 0, 500, 0, 1100, SD_REFUSED},
      {"a part comes back to the new line", 0, 400, 0, 1200, SD_OK},
      {"a part after the year", 0, 400, 100, 1300, SD_OK},
      {"more than is left", 0, 400, 100, 1300, SD_REFUSED},
      {"another, paid though its reservation is void", 700, 400, 100, 600, SD_OK},
      {"over the quota", 700, 400, 100, 600, SD_REFUSED},
      {"it comes back", 0, 400, 100, 1300, SD_OK},
      {"what never hung by that correction", 0, 400, 100, 1300, SD_REFUSED},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    transfer chain[2];
    switch (i) {
      case 0:
        budget_pay_chain(&a, "O1", 500, chain);
        break;
      case 1:
        budget_correction_chain(&by_post, &b, "O1", 500, 1, chain);
        break;
      case 2:
        budget_correction_chain(&by_post, &b, "O1", 500, 2, chain);
        break;
      case 3:
        budget_give_back_chain(&on_b, "O1", 100, 1, true, chain);
        break;
      case 4:
        budget_give_back_chain(&on_b, "O1", 100, 2, false, chain);
        break;
      case 5:
        budget_give_back_chain(&on_b, "O1", 301, 3, true, chain);
        break;
      case 6:
        budget_late_payment_chain(&a, "O2", 700, chain);
        break;
      case 7:
        budget_late_payment_chain(&a, "O3", 301, chain);
        break;
      case 8:
        budget_give_back_chain(&by_late, "O2", 700, 0, true, chain);
        break;
      default:
        budget_correction_chain(&on_a, &b, "O1", 300, 3, chain);
        break;
    }
    sd_status status = ledger_apply_all(c.db, "t", chain, 2, 1, NULL);
    CHECK_ROW_TEXT(rows[i].row, status_name(status), status_name(rows[i].status));
    budget_state on[2];
    account bank;
    MUST(budget_state_get(c.db, "A", 2023, &on[0], error));
    MUST(budget_state_get(c.db, "B", 2023, &on[1], error));
    MUST(ledger_account_find(c.db, "bank/3200001", &bank, error));
    CHECK_ROW(rows[i].row, on[0].paid_fen == rows[i].paid_a && on[1].paid_fen == rows[i].paid_b);
    CHECK_ROW(rows[i].row, on[1].returned_fen == rows[i].returned_b);
    CHECK_ROW(rows[i].row, account_balance_fen(&bank) == rows[i].bank);
  }
  MUST(database_commit(c.db, error));
  ledger_proof proof;
  MUST(ledger_verify(c.db, &proof, error));
  city_close(&c);
}

/* Closed with a payment on its way: swept, refused, swept again, handed to nobody by itself. */
static void test_close(void **state) {
  (void)state;
  city c;
  city_open(&c);
  database *db = c.db;
  MUST(audit_migrate(db, error));
  MUST(ledger_migrate(db, error));
  budget_line l;
  MUST(database_begin(db, error));
  MUST(budget_line_open(db, "A", 2023, "3200001", 1, &l, error));
  MUST(budget_receive(db, "t", &l, "D1", 1000, 1, error));
  MUST(budget_allot(db, "t", &l, "D2", 800, 1, error));
  transfer chain[2] = {budget_reserve_transfer(&l, "O1", 300),
                       budget_reserve_transfer(&l, "O2", 100)};
  MUST(ledger_apply_all(db, "t", chain, 2, 1, error));
  MUST(database_commit(db, error));
  int64_t swept = -1;
  budget_state s;
  MUST(database_begin(db, error));
  assert_int_equal(budget_line_close(db, "t", "A", 2023, false, 2, &swept, NULL), SD_REFUSED);
  MUST(budget_line_close(db, "t", "A", 2023, true, 2, &swept, error));
  assert_int_equal(swept, 600); /* 400 of the quota, 200 never allotted */
  MUST(budget_state_get(db, "A", 2023, &s, error));
  assert_true(s.line.closed && s.available_fen == 0 && s.unspent_fen == 600);
  assert_true(s.received_fen == 1000 && s.allotted_fen == 800 && s.reserved_fen == 400);
  assert_int_equal(budget_receive(db, "t", &s.line, "D3", 5, 2, NULL), SD_REFUSED);
  assert_int_equal(budget_allot(db, "t", &s.line, "D4", 5, 2, NULL), SD_REFUSED);
  transfer late = budget_reserve_transfer(&l, "O3", 1);
  assert_int_equal(ledger_apply_all(db, "t", &late, 1, 2, NULL), SD_REFUSED);
  budget_pay_chain(&l, "O1", 300, chain); /* what was on its way is paid */
  MUST(ledger_apply_all(db, "t", chain, 2, 3, error));
  chain[0] = budget_release_transfer(&l, "O2", 100); /* and what is rejected is swept */
  MUST(ledger_apply_all(db, "t", chain, 1, 3, error));
  MUST(budget_line_close(db, "t", "A", 2023, false, 4, &swept, error));
  assert_int_equal(swept, 100);
  MUST(budget_line_close(db, "t", "A", 2023, false, 5, &swept, error));
  assert_int_equal(swept, 0);
  MUST(budget_state_get(db, "A", 2023, &s, error));
  assert_true(s.paid_fen == 300 && s.unspent_fen == 700 && s.available_fen == 0);
  static const struct { /* how it stood at the end of each moment */
    int64_t at, reserved, paid, available, unspent;
  } moments[] = {{0, 0, 0, 0, 0},
                 {1, 400, 0, 400, 0},
                 {2, 400, 0, 0, 600},
                 {3, 0, 300, 100, 600},
                 {4, 0, 300, 0, 700}};
  for (size_t i = 0; i < COUNT_OF(moments); i++) {
    MUST(budget_state_at(db, "A", 2023, moments[i].at, &s, error));
    assert_true(s.reserved_fen == moments[i].reserved && s.paid_fen == moments[i].paid);
    assert_true(s.available_fen == moments[i].available && s.unspent_fen == moments[i].unspent);
  }
  MUST(database_commit(db, error));
  ledger_proof proof;
  MUST(ledger_verify(db, &proof, error));
  city_close(&c);
}

static void test_opening(void **state) {
  (void)state;
  static const struct {
    const char *row, *line;
    int32_t year;
    const char *bank;
    sd_status status;
  } rows[] = {{"opened", "KJ-2023-01", 2023, "3200001", SD_OK},
              {"opened again", "KJ-2023-01", 2023, "3200001", SD_OK},
              {"from another account", "KJ-2023-01", 2023, "3200002", SD_CONFLICT},
              {"another year", "KJ-2023-01", 2024, "3200002", SD_OK},
              {"no name", "", 2023, "3200001", SD_INVALID},
              {"a blank", "KJ 1", 2023, "3200001", SD_INVALID},
              {"a slash", "KJ/1", 2023, "3200001", SD_INVALID},
              {"too long", "KJ-2023-01-0123456789-0123456789-0123456", 2023, "3", SD_INVALID},
              {"no year", "KJ-2023-02", 23, "3200001", SD_INVALID},
              {"Chinese", "科技-01", 2023, "3200001", SD_OK}};
  city c;
  city_open(&c);
  MUST(audit_migrate(c.db, error));
  MUST(ledger_migrate(c.db, error));
  MUST(database_begin(c.db, error));
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    budget_line l;
    CHECK_ROW(rows[i].row, budget_line_open(c.db, rows[i].line, rows[i].year, rows[i].bank, 1, &l,
                                            NULL) == rows[i].status);
  }
  MUST(database_commit(c.db, error));
  budget_line l;
  assert_int_equal(budget_line_find(c.db, "KJ-2022-01", 2022, &l, NULL), SD_NOT_FOUND);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_year),
                                     cmocka_unit_test(test_after_the_payment),
                                     cmocka_unit_test(test_close), cmocka_unit_test(test_opening)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
