/* Changes of budget lines by two people: what is refused to the first, what the second lets happen.
 */
#include "operation/budget_change.h"

#include "audit/approval.h"
#include "operation/approve.h"
#include "support/paid_city.h"

static void test_words(void **state) {
  (void)state;
  for (int i = 0; i < BUDGET_ACT_COUNT; i++) {
    assert_true(budget_act_word((budget_act)i)[0] != '\0');
    assert_true(budget_act_label((budget_act)i, LANGUAGE_CHINESE)[0] != '\0');
  }
}

static sd_status approve(paid_city *c, int64_t proposal, const char *checker) {
  const operation_context context = {.db = c->city.db};
  const approve_request r = {.id = proposal, .actor = checker, .now_us = 9};
  approval p;
  return operation_approve(&context, &r, c->arena, &p, NULL);
}

/* KJ-1 of the city has its money allotted; rows are done one after another. */
static const struct {
  const char *row;
  budget_change change;
  sd_status status;
  int64_t received, allotted, passed; /* of KJ-2 behind it */
} rows[] = {
    {"no line",
     {BUDGET_ACT_ALLOT, "", 2026, .amount_fen = 5, .document = "d"},
     SD_INVALID,
     0,
     0,
     0},
    {"no money", {BUDGET_ACT_ALLOT, "KJ-1", 2026, .document = "d"}, SD_INVALID, 0, 0, 0},
    {"no document", {BUDGET_ACT_ALLOT, "KJ-1", 2026, .amount_fen = 5}, SD_INVALID, 0, 0, 0},
    {"no account",
     {BUDGET_ACT_HOLD, "KJ-2", 2026, .amount_fen = 5, .document = "d"},
     SD_INVALID,
     0,
     0,
     0},
    {"nobody to pass it to",
     {BUDGET_ACT_PASS, "KJ-1", 2026, .amount_fen = 5, .document = "d"},
     SD_INVALID,
     0,
     0,
     0},
    {"no such line",
     {BUDGET_ACT_ALLOT, "KJ-9", 2026, .amount_fen = 5, .document = "d"},
     SD_NOT_FOUND,
     0,
     0,
     0},
    {"held",
     {BUDGET_ACT_HOLD, "KJ-2", 2026, .account = PAID_CITY_PAYER, .amount_fen = 100,
      .document = "h"},
     SD_OK,
     100,
     0,
     0},
    {"more than held",
     {BUDGET_ACT_ALLOT, "KJ-2", 2026, .amount_fen = 101, .document = "a"},
     SD_REFUSED,
     100,
     0,
     0},
    {"a part",
     {BUDGET_ACT_ALLOT, "KJ-2", 2026, .amount_fen = 30, .document = "a"},
     SD_OK,
     100,
     30,
     0},
    {"no level yet",
     {BUDGET_ACT_PASS, "KJ-2", 2026, .to = "KJ-1", .amount_fen = 5, .document = "p"},
     SD_REFUSED,
     100,
     30,
     0},
    {"a level",
     {BUDGET_ACT_LEVEL, "KJ-2", 2026, .level = LEVEL_CITY, .account = PAID_CITY_PAYER},
     SD_OK,
     100,
     30,
     0},
    {"from another account",
     {BUDGET_ACT_LEVEL, "KJ-1", 2026, .level = LEVEL_DISTRICT, .account = "99"},
     SD_CONFLICT,
     100,
     30,
     0},
    {"the other's level",
     {BUDGET_ACT_LEVEL, "KJ-1", 2026, .level = LEVEL_DISTRICT, .account = PAID_CITY_PAYER},
     SD_OK,
     100,
     30,
     0},
    {"passed",
     {BUDGET_ACT_PASS, "KJ-2", 2026, .to = "KJ-1", .amount_fen = 70, .document = "p"},
     SD_OK,
     100,
     30,
     70},
    {"nothing is left",
     {BUDGET_ACT_PASS, "KJ-2", 2026, .to = "KJ-1", .amount_fen = 1, .document = "q"},
     SD_REFUSED,
     100,
     30,
     70},
};

static void test_rows(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    int64_t proposal = 0;
    sm3_digest before = paid_city_hash(&c), after;
    sd_status status =
        budget_change_propose(c.city.db, &rows[i].change, "clerk", 8, &proposal, NULL);
    CHECK_ROW_TEXT(rows[i].row, status_name(status), status_name(rows[i].status));
    after = paid_city_hash(&c);
    CHECK_ROW(rows[i].row, sm3_equal(&before, &after)); /* a proposal books nothing */
    CHECK_ROW(rows[i].row, !database_in_transaction(c.city.db));
    if (status == SD_OK) {
      CHECK_ROW(rows[i].row, approve(&c, proposal, "clerk") == SD_REFUSED);
      CHECK_ROW(rows[i].row, approve(&c, proposal, "chief") == SD_OK);
      CHECK_ROW(rows[i].row, approve(&c, proposal, "third") != SD_OK);
    }
    budget_state s = {0};
    (void)budget_state_get(c.city.db, "KJ-2", 2026, &s, NULL);
    CHECK_ROW(rows[i].row,
              s.received_fen == rows[i].received && s.allotted_fen == rows[i].allotted);
    CHECK_ROW(rows[i].row, s.passed_down_fen == rows[i].passed);
  }
  paid_city_close(&c);
}

static sd_status take_file(void *context, const payout_file *file, sd_error *error) {
  (void)error;
  *(payout_file *)context = *file;
  return SD_OK;
}

/* A file that nobody released is cancelled with the year; a released order refuses, or is kept. */
static void test_close(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1); /* one order has left */
  database *db = c.city.db;
  payout_line waiting = paid_city_line(&c, 7);
  payout_request r = paid_city_request(&waiting, 1);
  payout_outcome outcome;
  payout_file file;
  r.now_us = 4000;
  MUST(payout_prepare(db, &r, &outcome, &file, error));
  assert_int_equal(outcome, OUTCOME_ORDERED);
  budget_change end = {.act = BUDGET_ACT_CLOSE, .line = "KJ-1", .year = 2026};
  int64_t proposal;
  assert_int_equal(budget_change_propose(db, &end, "clerk", 8, &proposal, NULL), SD_REFUSED);
  end.keep = true;
  MUST(budget_change_propose(db, &end, "clerk", 8, &proposal, error));
  budget_state s;
  MUST(budget_state_get(db, "KJ-1", 2026, &s, error));
  assert_int_equal(s.reserved_fen, 2 * PAID_CITY_ORDER_FEN); /* nothing happened yet */
  assert_int_equal(approve(&c, proposal, "chief"), SD_OK);
  MUST(budget_state_get(db, "KJ-1", 2026, &s, error));
  assert_true(s.line.closed && s.reserved_fen == PAID_CITY_ORDER_FEN);
  assert_int_equal(s.unspent_fen, PAID_CITY_BUDGET_FEN - PAID_CITY_ORDER_FEN);
  MUST(payout_files_each(db, take_file, &file, error));
  assert_int_equal(file.state, ORDER_CANCELLED);
  release_request late = {file.message, file.hash, "head", c.city.folder, 5000};
  assert_int_equal(payout_release(db, &late, &file, NULL), SD_REFUSED);
  paid_city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_rows),
                                     cmocka_unit_test(test_close)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
