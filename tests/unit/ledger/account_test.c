/* Four sums and a limit: what is available, what is sound, what may be added. */
#include "support/table.h"

#include "ledger/account.h"

static const struct account_row {
  const char *row;
  account account; /* debits pending, posted, credits pending, posted */
  bool is_sound;
  int64_t balance_fen, available_fen;
} account_rows[] = {
    {"empty", {.kind = ACCOUNT_BUDGET_ALLOTTED}, true, 0, 0},
    {"allotted", {1, ACCOUNT_BUDGET_ALLOTTED, "", 0, 0, 0, 100}, true, -100, 100},
    {"a part reserved", {1, ACCOUNT_BUDGET_ALLOTTED, "", 30, 0, 0, 100}, true, -100, 70},
    {"a part paid", {1, ACCOUNT_BUDGET_ALLOTTED, "", 30, 20, 0, 100}, true, -80, 50},
    {"all used", {1, ACCOUNT_BUDGET_ALLOTTED, "", 80, 20, 0, 100}, true, -80, 0},
    {"overspent", {1, ACCOUNT_BUDGET_ALLOTTED, "", 81, 20, 0, 100}, false, -80, 0},
    {"pending credits are not money", {1, ACCOUNT_PAYABLE, "", 1, 0, 5, 0}, false, 0, 0},
    {"bank", {1, ACCOUNT_BANK, "", 0, 100, 10, 20}, true, 80, 70},
    {"bank overdrawn", {1, ACCOUNT_BANK, "", 0, 100, 0, 101}, false, -1, 0},
    {"no limit", {1, ACCOUNT_EQUITY, "", 0, 500, 0, 0}, true, 500, INT64_MAX},
    {"negative sum", {1, ACCOUNT_EQUITY, "", -1, 0, 0, 0}, false, 0, 0},
};

static void test_sums(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(account_rows); i++) {
    const struct account_row *row = &account_rows[i];
    CHECK_ROW(row->row, account_is_sound(&row->account) == row->is_sound);
    CHECK_ROW(row->row, account_balance_fen(&row->account) == row->balance_fen);
    if (!row->is_sound) continue;
    CHECK_ROW(row->row, account_available_fen(&row->account) == row->available_fen);
  }
}

static void test_adding(void **state) {
  (void)state;
  static const struct {
    const char *row;
    int64_t pending, posted; /* before */
    account_effect effect;
    bool added;
  } rows[] = {{"a transfer", 0, 0, {0, 5}, true},
              {"a reservation", 0, 0, {5, 0}, true},
              {"its post", 5, 0, {-5, 5}, true},
              {"more than is pending", 5, 0, {-6, 5}, false},
              {"below zero", 0, 4, {0, -5}, false},
              {"to the brim", 0, INT64_MAX - 5, {0, 5}, true},
              {"over the brim", 0, INT64_MAX - 5, {0, 6}, false},
              {"both together over the brim", 3, INT64_MAX - 5, {0, 3}, false}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    account a = {.kind = ACCOUNT_EQUITY,
                 .debits_pending_fen = rows[i].pending,
                 .debits_posted_fen = rows[i].posted,
                 .credits_pending_fen = rows[i].pending,
                 .credits_posted_fen = rows[i].posted};
    const account before = a;
    CHECK_ROW(rows[i].row, account_add_debit(&a, rows[i].effect) == rows[i].added);
    CHECK_ROW(rows[i].row, account_add_credit(&a, rows[i].effect) == rows[i].added);
    CHECK_ROW(rows[i].row, rows[i].added || memcmp(&a, &before, sizeof a) == 0);
    CHECK_ROW(rows[i].row, a.debits_posted_fen == a.credits_posted_fen);
  }
}

static void test_kinds(void **state) {
  (void)state;
  for (int k = 0; k < ACCOUNT_KIND_COUNT; k++) {
    account_kind parsed;
    assert_true(account_kind_parse(text_of(account_kind_name((account_kind)k)), &parsed));
    assert_int_equal(parsed, k);
    assert_true(account_kind_label((account_kind)k, LANGUAGE_CHINESE)[0] != '\0');
  }
  account_kind parsed;
  assert_false(account_kind_parse(TEXT("BANKS"), &parsed));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sums), cmocka_unit_test(test_adding),
                                     cmocka_unit_test(test_kinds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
