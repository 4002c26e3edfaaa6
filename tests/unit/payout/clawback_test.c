/* Clawback cases: the machine, a case from opening to close, set off against a later award. */
#include "support/paid_city.h"

#include "payout/clawback.h"
#include "payout/correction.h"

enum { FEN = PAID_CITY_ORDER_FEN };
#define SUBJECT "91320400MA1MYXXX01"

/* Every state is reached, every final one ends, nothing recovered is forgotten. */
static void test_machine(void **state) {
  (void)state;
  bool reached[CLAWBACK_STATE_COUNT] = {[CLAWBACK_OPEN] = true};
  for (int round = 0; round < CLAWBACK_STATE_COUNT; round++) {
    for (int s = 0; s < CLAWBACK_STATE_COUNT; s++) {
      for (int e = 0; e < CLAWBACK_EVENT_COUNT; e++) {
        clawback_state to;
        if (!clawback_next_state((clawback_state)s, (clawback_event)e, &to)) continue;
        if (reached[s]) reached[to] = true;
        CHECK_ROW(clawback_state_name((clawback_state)s),
                  s != CLAWBACK_CLOSED && s != CLAWBACK_CANCELLED);
      }
    }
  }
  for (int s = 0; s < CLAWBACK_STATE_COUNT; s++) {
    CHECK_ROW(clawback_state_name((clawback_state)s), reached[s]);
    CHECK_ROW(clawback_state_name((clawback_state)s),
              clawback_state_label((clawback_state)s, LANGUAGE_CHINESE)[0] != '\0');
  }
  clawback_state to;
  assert_false(clawback_next_state(CLAWBACK_APPEALED, CLAWBACK_EVENT_WRITE_OFF, &to));
  assert_false(clawback_next_state(CLAWBACK_OPEN, CLAWBACK_EVENT_PAY_REST, &to));
}

static void open_paid(paid_city *c) {
  paid_city_open(c, &bank_format_iso20022, 2);
  statement_entry paid[] = {paid_city_entry(c, "E1", 0, FEN, false),
                            paid_city_entry(c, "E2", 1, FEN, false)};
  paid_city_book(c, "2026-11-24", paid, 2);
}

static void test_claims(void **state) {
  (void)state;
  static const struct {
    const char *row;
    clawback_claim claim;
    sd_status status;
    int64_t amount_fen;
  } rows[] = {
      {"all", {SUBJECT, "hnte", "资格被撤销，第12条", 0, 0, 0, ""}, SD_OK, 2 * FEN},
      {"a part, with interest", {SUBJECT, "hnte", "第12条", 0, 700, 30, NULL}, SD_OK, 730},
      {"from a year on", {SUBJECT, "hnte", "第12条", 2026, 0, 0, ""}, SD_OK, 2 * FEN},
      {"from a year without payments",
       {SUBJECT, "hnte", "第12条", 2027, 0, 0, ""},
       SD_NOT_FOUND,
       0},
      {"more than was paid", {SUBJECT, "hnte", "第12条", 0, 2 * FEN + 1, 0, ""}, SD_REFUSED, 0},
      {"another item", {SUBJECT, "srdi", "第12条", 0, 0, 0, ""}, SD_NOT_FOUND, 0},
      {"no ground", {SUBJECT, "hnte", "", 0, 0, 0, ""}, SD_INVALID, 0},
      {"a day that is none", {SUBJECT, "hnte", "第12条", 0, 0, 0, "2027-02-30"}, SD_INVALID, 0},
      {"negative interest", {SUBJECT, "hnte", "第12条", 0, 0, -1, ""}, SD_INVALID, 0},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    paid_city c;
    open_paid(&c);
    int64_t id = 0;
    sd_status status = clawback_open(c.city.db, &rows[i].claim, "k", 5, &id, NULL);
    CHECK_ROW_TEXT(rows[i].row, status_name(status), status_name(rows[i].status));
    if (status == SD_OK) {
      clawback_case k;
      MUST(clawback_find(c.city.db, id, &k, error));
      CHECK_ROW(rows[i].row, k.amount_fen == rows[i].amount_fen && k.state == CLAWBACK_OPEN);
      CHECK_ROW(rows[i].row,
                clawback_open(c.city.db, &rows[i].claim, "k", 5, &id, NULL) == SD_REFUSED);
    }
    paid_city_close(&c);
  }
}

static int64_t open_case(paid_city *c, const char *bar_until) {
  clawback_claim claim = {SUBJECT, "hnte", "资格被撤销，第12条", 0, 1001, 0, bar_until};
  int64_t id;
  MUST(clawback_open(c->city.db, &claim, "k", 5, &id, error));
  MUST(clawback_notice(c->city.db, id, "2026-12-31", 3, "k", 6, error));
  return id;
}

static sd_status apply(paid_city *c, const char *content) {
  sd_status status = database_begin(c->city.db, NULL);
  if (status == SD_OK) status = correction_apply(c->city.db, text_of(content), "k", 9, NULL);
  if (status == SD_OK) status = database_commit(c->city.db, NULL);
  database_rollback(c->city.db);
  return status;
}

static clawback_state state_of(paid_city *c, int64_t id) {
  clawback_case k;
  MUST(clawback_find(c->city.db, id, &k, error));
  return k.state;
}

/* Instalments, an appeal in between, the last part written off. */
static void test_life(void **state) {
  (void)state;
  paid_city c;
  open_paid(&c);
  database *db = c.city.db;
  int64_t id = open_case(&c, NULL), sum_fen = 0;
  static const char *const days[] = {"2026-12-31", "2027-01-31", "2027-02-28"};
  clawback_case k;
  MUST(clawback_find(db, id, &k, error));
  for (int32_t i = 1; i <= 3; i++) {
    char due[16];
    int64_t amount_fen;
    MUST(clawback_instalment(&k, i, due, &amount_fen, error));
    assert_string_equal(due, days[i - 1]);
    sum_fen += amount_fen;
  }
  assert_int_equal(sum_fen, 1001);
  assert_int_equal(clawback_notice(db, id, "2026-12-31", 1, "k", 6, NULL), SD_REFUSED);
  statement_entry part[] = {paid_city_entry(&c, "E3", -1, 334, true),
                            paid_city_entry(&c, "E4", -1, 700, true)};
  paid_city_book(&c, "2026-12-30", part, 2);
  assert_int_equal(
      apply(&c, "{\"act\":\"recovery\",\"entry\":3,\"clawback\":1,\"reason\":\"到账\"}"), SD_OK);
  assert_int_equal(state_of(&c, id), CLAWBACK_PARTLY_PAID);
  /* More than is left of the claim stays in the queue. */
  assert_int_equal(
      apply(&c, "{\"act\":\"recovery\",\"entry\":4,\"clawback\":1,\"reason\":\"到账\"}"),
      SD_REFUSED);
  MUST(clawback_step(db, id, CLAWBACK_EVENT_APPEAL, "", "k", 7, error));
  assert_int_equal(apply(&c, "{\"act\":\"write-off\",\"clawback\":1,\"reason\":\"注销\"}"),
                   SD_REFUSED);
  MUST(clawback_step(db, id, CLAWBACK_EVENT_DISMISS, "", "k", 7, error));
  assert_int_equal(state_of(&c, id), CLAWBACK_PARTLY_PAID);
  assert_int_equal(apply(&c, "{\"act\":\"write-off\",\"clawback\":1,\"reason\":\"注销\"}"), SD_OK);
  assert_int_equal(state_of(&c, id), CLAWBACK_PARTLY_RECOVERED);
  MUST(clawback_find(db, id, &k, error));
  assert_int_equal(k.recovered_fen + k.written_off_fen, k.amount_fen);
  MUST(clawback_step(db, id, CLAWBACK_EVENT_CLOSE, "", "k", 8, error));
  assert_int_equal(clawback_step(db, id, CLAWBACK_EVENT_APPEAL, "", "k", 8, NULL), SD_REFUSED);
  account recovered;
  MUST(ledger_account_find(db, "recovered/KJ-1/2026", &recovered, error));
  assert_int_equal(account_balance_fen(&recovered), -334);
  bank_proof p = paid_city_prove(&c);
  assert_true(p.unexplained_fen == 0 && p.queued_fen == 700);
  paid_city_close(&c);
}

static payout_outcome order_again(paid_city *c, payout_file *file) {
  payout_line line = paid_city_line(c, 9);
  payout_request r = paid_city_request(&line, 1);
  payout_outcome outcome;
  MUST(payout_prepare(c->city.db, &r, &outcome, file, error));
  return outcome;
}

/* A later award waits, is set off, and only the rest of it is ordered. */
static void test_set_off(void **state) {
  (void)state;
  paid_city c;
  open_paid(&c);
  int64_t id = open_case(&c, NULL);
  payout_file file;
  assert_int_equal(order_again(&c, &file), OUTCOME_OWES_CLAWBACK);
  static const char set_off[] =
      "{\"act\":\"set-off\",\"clawback\":1,\"award\":\"L1/000009\",\"line\":\"KJ-1\",\"year\":2026,"
      "\"amount_fen\":400,\"reason\":\"抵扣\"}";
  assert_int_equal(apply(&c, set_off), SD_OK);
  assert_int_equal(apply(&c, set_off), SD_CONFLICT); /* once for each award and case */
  assert_int_equal(order_again(&c, &file), OUTCOME_ORDERED);
  assert_int_equal(file.sum_fen, FEN - 400);
  assert_int_equal(order_again(&c, &file), OUTCOME_ALREADY_ORDERED);
  budget_state s;
  MUST(budget_state_get(c.city.db, "KJ-1", 2026, &s, error));
  assert_int_equal(s.paid_fen, 2 * FEN + 400);
  assert_int_equal(s.reserved_fen, FEN - 400);
  clawback_case k;
  MUST(clawback_find(c.city.db, id, &k, error));
  assert_true(k.recovered_fen == 400 && k.state == CLAWBACK_PARTLY_PAID);
  assert_int_equal(paid_city_prove(&c).difference_fen, 0);
  paid_city_close(&c);
}

/* The bar holds to its last day, also when everything was paid; an upheld appeal lifts it. */
static void test_bar(void **state) {
  (void)state;
  paid_city c;
  open_paid(&c);
  database *db = c.city.db;
  int64_t id = open_case(&c, "2026-11-24");
  static const struct {
    const char *date;
    clawback_bar bar;
  } rows[] = {{"2026-11-23", CLAWBACK_BARRED},
              {"2026-11-24", CLAWBACK_BARRED},
              {"2026-11-25", CLAWBACK_OWES}};
  clawback_bar bar;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    MUST(clawback_bar_of(db, SUBJECT, rows[i].date, &bar, error));
    CHECK_ROW(rows[i].date, bar == rows[i].bar);
  }
  payout_file file;
  assert_int_equal(order_again(&c, &file), OUTCOME_BARRED);
  MUST(clawback_step(db, id, CLAWBACK_EVENT_APPEAL, "", "k", 7, error));
  assert_int_equal(order_again(&c, &file), OUTCOME_ORDERED); /* suspended */
  MUST(clawback_step(db, id, CLAWBACK_EVENT_UPHOLD, "", "k", 7, error));
  MUST(clawback_bar_of(db, SUBJECT, "2026-11-24", &bar, error));
  assert_int_equal(bar, CLAWBACK_FREE);
  MUST(clawback_bar_of(db, "91320400MA1MYXXX02", "2026-11-24", &bar, error));
  assert_int_equal(bar, CLAWBACK_FREE);
  paid_city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_machine), cmocka_unit_test(test_claims),
                                     cmocka_unit_test(test_life), cmocka_unit_test(test_set_off),
                                     cmocka_unit_test(test_bar)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
