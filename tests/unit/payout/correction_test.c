/* What two people book by hand: each act on each side, and the daily proof stays at 0. */
#include "support/paid_city.h"

#include "audit/approval.h"
#include "ledger/passing.h"
#include "payout/bank_answer.h"
#include "payout/correction.h"

enum { FEN = PAID_CITY_ORDER_FEN };

/* Order 0 is paid, 1 is rejected and proven dead, 2 is open; the queue holds the rows' entries. */
typedef struct act_row {
  const char *row;
  correction_act act;
  int64_t amount_fen; /* of the queued entry */
  bool is_credit;
  int order; /* -1: none */
  const char *line;
  int32_t year;
  sd_status status;
  order_state state; /* of the order behind the act */
  int64_t paid_fen;  /* of KJ-1 behind it, before it is FEN */
} act_row;

static const act_row act_rows[] = {
    {"returned whole", CORRECTION_RETURN, FEN, true, 0, NULL, 0, SD_OK, ORDER_RETURNED, 0},
    {"returned in part", CORRECTION_RETURN, 400, true, 0, NULL, 0, SD_OK, ORDER_PARTLY_RETURNED,
     600},
    {"more than was paid", CORRECTION_RETURN, FEN + 1, true, 0, NULL, 0, SD_REFUSED, ORDER_PAID,
     FEN},
    {"given back", CORRECTION_PAY_BACK, FEN, true, 0, NULL, 0, SD_OK, ORDER_PAID_BACK, 0},
    {"a part given back", CORRECTION_PAY_BACK, 1, true, 0, NULL, 0, SD_OK, ORDER_PARTLY_RETURNED,
     FEN - 1},
    {"return of what is not paid", CORRECTION_RETURN, FEN, true, 2, NULL, 0, SD_REFUSED,
     ORDER_HANDED_OVER, FEN},
    {"return without an order", CORRECTION_RETURN, FEN, true, -1, NULL, 0, SD_NOT_FOUND, 0, FEN},
    {"a debit is no return", CORRECTION_RETURN, FEN, false, 0, NULL, 0, SD_REFUSED, ORDER_PAID,
     FEN},
    {"a grant arrives", CORRECTION_RECEIPT, 77, true, -1, "KJ-1", 2026, SD_OK, 0, FEN},
    {"for an unknown line", CORRECTION_RECEIPT, 77, true, -1, "KJ-9", 2026, SD_NOT_FOUND, 0, FEN},
    {"held", CORRECTION_SUSPENSE, 77, true, -1, NULL, 0, SD_OK, 0, FEN},
    {"nothing held to refund", CORRECTION_REFUND, 77, false, -1, NULL, 0, SD_REFUSED, 0, FEN},
    {"a fee", CORRECTION_CHARGE, 50, false, -1, "KJ-1", 2026, SD_OK, 0, FEN + 50},
    {"a fee over the quota", CORRECTION_CHARGE, PAID_CITY_BUDGET_FEN, false, -1, "KJ-1", 2026,
     SD_REFUSED, 0, FEN},
    {"paid after the rejection", CORRECTION_PAYMENT, FEN, false, 1, NULL, 0, SD_OK, ORDER_PAID,
     2 * FEN},
    {"paid with another amount", CORRECTION_PAYMENT, FEN - 1, false, 1, NULL, 0, SD_REFUSED,
     ORDER_REJECTED, FEN},
    {"nothing unspent to hand back", CORRECTION_HAND_BACK, 5, false, -1, "KJ-1", 2026, SD_REFUSED,
     0, FEN},
};

static void reject_second(paid_city *c) {
  bank_orders about = {.execution_date = "2026-11-24"};
  payment_answer no = {.end_to_end = c->references[1], .status = "RJCT", .reason = "AC01"};
  bank_reply reply = {.message = "R",
                      .original_message = c->file.message,
                      .file_status = "PART",
                      .payments = &no,
                      .count = 1};
  bank_stamp stamp = {"R", "2026-11-24T17:00:00Z", "320400"};
  text_builder out;
  text_builder_init(&out, 1 << 20);
  MUST(c->format->write_reply(&reply, &about, &stamp, &out, error));
  bank_answer b;
  MUST(bank_answer_import(c->city.db, "k", text_builder_text(&out), "r", 5, &b, error));
  assert_int_equal(b.rejected, 1);
  text_builder_release(&out);
}

static sd_status take_last(void *context, const queued_entry *entry, sd_error *error) {
  (void)error;
  *(int64_t *)context = entry->id;
  return SD_OK;
}

static int64_t last_entry(paid_city *c) {
  int64_t id = 0;
  MUST(exceptions_each(c->city.db, take_last, &id, error));
  return id;
}

/* The second person checks, which has the effect, in one transaction. */
static sd_status approve(paid_city *c, int64_t proposal, const char *checker) {
  database *db = c->city.db;
  arena *a = arena_create(0);
  approval p;
  sd_status status = database_begin(db, NULL);
  if (status == SD_OK) status = approval_check(db, proposal, checker, NULL, 9, NULL);
  if (status == SD_OK) status = approval_find(db, proposal, a, &p, NULL);
  if (status == SD_OK) status = correction_apply(db, p.content, p.maker.data, 9, NULL);
  if (status == SD_OK) {
    const approval_request r = {p.operation, p.subject, p.content, checker, 9};
    status = approval_perform(db, &r, NULL, NULL);
  }
  if (status == SD_OK) status = database_commit(db, NULL);
  database_rollback(db);
  arena_destroy(a);
  return status;
}

static sd_status take_state(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  *(order_state *)context = order->state;
  return SD_OK;
}

static order_state state_of(paid_city *c, int order) {
  order_state state = ORDER_PREPARED;
  char award[32];
  snprintf(award, sizeof award, "L1/%06d", order);
  order_filter one = {.award = award, .state = -1};
  MUST(payout_orders_each(c->city.db, &one, take_state, &state, error));
  return state;
}

static void test_acts(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(act_rows); i++) {
    const act_row *row = &act_rows[i];
    paid_city c;
    paid_city_open(&c, &bank_format_iso20022, 3);
    statement_entry paid = paid_city_entry(&c, "E1", 0, FEN, false);
    paid_city_book(&c, "2026-11-24", &paid, 1);
    reject_second(&c);
    statement_entry queued = paid_city_entry(&c, "E2", -1, row->amount_fen, row->is_credit);
    paid_city_book(&c, "2026-11-24", &queued, 1);
    correction act = {.act = row->act,
                      .entry = last_entry(&c),
                      .order = row->order < 0 ? NULL : c.references[row->order],
                      .line = row->line,
                      .year = row->year,
                      .reason = "查明"};
    sm3_digest before = paid_city_hash(&c), after;
    int64_t proposal = 0;
    sd_status status = correction_propose(c.city.db, &act, "clerk", 8, &proposal, NULL);
    CHECK_ROW_TEXT(row->row, status_name(status), status_name(row->status));
    after = paid_city_hash(&c);
    CHECK_ROW(row->row, sm3_equal(&before, &after)); /* a proposal books nothing */
    if (status == SD_OK) {
      CHECK_ROW(row->row, approve(&c, proposal, "clerk") == SD_REFUSED);
      CHECK_ROW(row->row, approve(&c, proposal, "chief") == SD_OK);
      CHECK_ROW(row->row, approve(&c, proposal, "other") != SD_OK);
    }
    if (row->order >= 0) CHECK_ROW(row->row, state_of(&c, row->order) == row->state);
    budget_state s;
    MUST(budget_state_get(c.city.db, "KJ-1", 2026, &s, error));
    CHECK_ROW(row->row, s.paid_fen == row->paid_fen);
    bank_proof p = paid_city_prove(&c);
    CHECK_ROW(row->row, p.unexplained_fen == 0);
    CHECK_ROW(row->row, (p.queued_fen == 0) == (status == SD_OK));
    paid_city_close(&c);
  }
}

/* Two entries that undo each other leave the queue together, and no money moves. */
static void test_offset(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_batch, 1);
  statement_entry both[] = {paid_city_entry(&c, "E1", -1, 50, false),
                            paid_city_entry(&c, "E2", -1, 50, true)};
  paid_city_book(&c, "2026-11-24", both, 2);
  correction act = {.act = CORRECTION_OFFSET, .entry = 1, .other = 2, .reason = "错账冲正"};
  int64_t proposal;
  MUST(correction_propose(c.city.db, &act, "clerk", 8, &proposal, error));
  act.reason = "";
  assert_int_equal(correction_propose(c.city.db, &act, "clerk", 8, &proposal, NULL), SD_REFUSED);
  ledger_proof before, after;
  MUST(ledger_verify(c.city.db, &before, error));
  assert_int_equal(approve(&c, proposal, "chief"), SD_OK);
  MUST(ledger_verify(c.city.db, &after, error));
  assert_true(sm3_equal(&before.hash, &after.hash));
  assert_int_equal(paid_city_prove(&c).queued_fen, 0);
  paid_city_close(&c);
}

/* Right payee, wrong line: moved; what comes back later comes back to the line that bears it. */
static void test_correct(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 2);
  database *db = c.city.db;
  MUST(database_begin(db, error));
  budget_line small;
  MUST(budget_line_open(db, "KJ-2", 2026, PAID_CITY_PAYER, 1, &small, error));
  MUST(database_commit(db, error));
  statement_entry paid[] = {paid_city_entry(&c, "E1", 0, FEN, false),
                            paid_city_entry(&c, "E2", 1, FEN, false)};
  paid_city_book(&c, "2026-11-24", paid, 1);
  correction act = {.act = CORRECTION_CORRECT,
                    .order = c.references[0],
                    .line = "KJ-2",
                    .year = 2026,
                    .reason = "指标选错"};
  int64_t proposal;
  /* The new line has nothing yet. */
  assert_int_equal(correction_propose(db, &act, "clerk", 8, &proposal, NULL), SD_REFUSED);
  statement_entry grant = paid_city_entry(&c, "E3", -1, FEN, true);
  paid_city_book(&c, "2026-11-24", &grant, 1);
  correction receipt = {.act = CORRECTION_RECEIPT,
                        .entry = last_entry(&c),
                        .line = "KJ-2",
                        .year = 2026,
                        .reason = "拨款"};
  MUST(correction_propose(db, &receipt, "clerk", 8, &proposal, error));
  assert_int_equal(approve(&c, proposal, "chief"), SD_OK);
  MUST(database_begin(db, error));
  MUST(budget_allot(db, "t", &small, "A1", FEN, 8, error));
  MUST(database_commit(db, error));
  MUST(correction_propose(db, &act, "clerk", 8, &proposal, error));
  assert_int_equal(approve(&c, proposal, "chief"), SD_OK);
  budget_state one, two;
  MUST(budget_state_get(db, "KJ-1", 2026, &one, error));
  MUST(budget_state_get(db, "KJ-2", 2026, &two, error));
  assert_true(one.paid_fen == 0 && two.paid_fen == FEN && two.available_fen == 0);
  act.order = c.references[1]; /* not paid yet */
  assert_int_equal(correction_propose(db, &act, "clerk", 8, &proposal, NULL), SD_REFUSED);
  statement_entry back = paid_city_entry(&c, "E4", 0, FEN, true);
  back.return_code = "AC04";
  paid_city_book(&c, "2026-11-24", &back, 1);
  MUST(budget_state_get(db, "KJ-2", 2026, &two, error));
  assert_true(two.paid_fen == 0 && two.available_fen == FEN);
  assert_int_equal(state_of(&c, 0), ORDER_RETURNED);
  assert_int_equal(paid_city_prove(&c).difference_fen, 0);
  paid_city_close(&c);
}

static int64_t proposed(paid_city *c, const correction *act) {
  int64_t proposal = 0;
  MUST(correction_propose(c->city.db, act, "clerk", 8, &proposal, error));
  return proposal;
}

/* Money for a district whose bank statements nobody reads: out by the entry of ours, there at once;
 * and back the same way. */
static void test_passing(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  database *db = c.city.db;
  budget_line city_line, district;
  MUST(database_begin(db, error));
  MUST(budget_line_open(db, "KJ-1", 2026, PAID_CITY_PAYER, 1, &city_line, error));
  MUST(budget_line_set_level(db, &city_line, LEVEL_CITY, error));
  MUST(budget_line_open(db, "WJ-1", 2026, "9900", 1, &district, error));
  MUST(budget_line_set_level(db, &district, LEVEL_DISTRICT, error));
  MUST(database_commit(db, error));
  statement_entry grant = paid_city_entry(&c, "E1", -1, 100, true);
  paid_city_book(&c, "2026-11-24", &grant, 1);
  correction act = {.act = CORRECTION_RECEIPT,
                    .entry = last_entry(&c),
                    .line = "KJ-1",
                    .year = 2026,
                    .reason = "拨款"};
  assert_int_equal(approve(&c, proposed(&c, &act), "chief"), SD_OK);
  budget_passing p = {.from = "KJ-1", .to = "WJ-1", .year = 2026, .key = "D", .amount_fen = 80};
  MUST(payer_has_statements(db, PAID_CITY_PAYER, &p.from_waits, error));
  MUST(payer_has_statements(db, "9900", &p.to_waits, error));
  assert_true(p.from_waits && !p.to_waits);
  MUST(database_begin(db, error));
  MUST(budget_pass(db, "t", &p, 8, error));
  MUST(database_commit(db, error));
  static const struct {
    const char *row;
    correction_act act;
    const char *line, *to;
    int64_t amount_fen;
    bool is_credit;
    sd_status status;
    int64_t received_fen; /* by the district */
  } rows[] = {
      {"more than was passed", CORRECTION_PASS_OUT, "KJ-1", "WJ-1", 81, false, SD_REFUSED, 0},
      {"the other way", CORRECTION_PASS_OUT, "WJ-1", "KJ-1", 80, false, SD_REFUSED, 0},
      {"a credit does not leave", CORRECTION_PASS_OUT, "KJ-1", "WJ-1", 80, true, SD_REFUSED, 0},
      {"no such line", CORRECTION_PASS_OUT, "KJ-1", NULL, 80, false, SD_NOT_FOUND, 0},
      {"it leaves", CORRECTION_PASS_OUT, "KJ-1", "WJ-1", 50, false, SD_OK, 50},
      {"nothing comes by itself", CORRECTION_PASS_IN, "WJ-1", "KJ-1", 20, true, SD_NOT_FOUND, 50}};
  int64_t open_fen = 0;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char reference[8];
    snprintf(reference, sizeof reference, "F%zu", i);
    statement_entry e = paid_city_entry(&c, reference, -1, rows[i].amount_fen, rows[i].is_credit);
    paid_city_book(&c, "2026-11-24", &e, 1);
    act = (correction){.act = rows[i].act,
                       .entry = last_entry(&c),
                       .line = rows[i].line,
                       .to = rows[i].to,
                       .year = 2026,
                       .reason = "划拨"};
    int64_t proposal = 0;
    sd_status status = correction_propose(db, &act, "clerk", 8, &proposal, NULL);
    CHECK_ROW_TEXT(rows[i].row, status_name(status), status_name(rows[i].status));
    if (status == SD_OK) CHECK_ROW(rows[i].row, approve(&c, proposal, "chief") == SD_OK);
    if (status != SD_OK) open_fen += rows[i].is_credit ? rows[i].amount_fen : -rows[i].amount_fen;
    budget_state s;
    MUST(budget_state_get(db, "WJ-1", 2026, &s, error));
    CHECK_ROW(rows[i].row, s.received_fen == rows[i].received_fen);
    bank_proof proof = paid_city_prove(&c);
    CHECK_ROW(rows[i].row, proof.unexplained_fen == 0 && proof.queued_fen == open_fen);
  }
  p = (budget_passing){.from = "WJ-1", .to = "KJ-1", .year = 2026, .key = "U", .amount_fen = 20};
  p.to_waits = true;
  MUST(database_begin(db, error));
  MUST(budget_pass(db, "t", &p, 8, error));
  MUST(database_commit(db, error));
  act.line = "WJ-1", act.to = "KJ-1"; /* the last entry: 20 came in */
  assert_int_equal(approve(&c, proposed(&c, &act), "chief"), SD_OK);
  budget_state s;
  MUST(budget_state_get(db, "KJ-1", 2026, &s, error));
  assert_true(s.from_below_fen == 20 && s.free_fen == 40 && s.passed_down_fen == 80);
  assert_int_equal(paid_city_prove(&c).unexplained_fen, 0);
  paid_city_close(&c);
}

/* By hand, between accounts that are no bank's. */
static void test_transfer(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  static const struct {
    const char *row, *debit, *credit;
    int64_t amount_fen;
    const char *document;
    sd_status status;
  } rows[] = {
      {"within the line", "allotted/KJ-1/2026", "received/KJ-1/2026", 5, "T1", SD_OK},
      {"the same document", "allotted/KJ-1/2026", "received/KJ-1/2026", 6, "T1", SD_CONFLICT},
      {"the bank is not touched", "bank/" PAID_CITY_PAYER, "received/KJ-1/2026", 5, "T2",
       SD_REFUSED},
      {"more than there is", "received/KJ-1/2026", "allotted/KJ-1/2026", 6, "T3", SD_REFUSED},
      {"no such account", "allotted/KJ-9/2026", "received/KJ-1/2026", 5, "T4", SD_NOT_FOUND},
      {"without a number", "allotted/KJ-1/2026", "received/KJ-1/2026", 5, "", SD_INVALID},
      {"nothing", "allotted/KJ-1/2026", "received/KJ-1/2026", 0, "T5", SD_REFUSED},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    correction act = {.act = CORRECTION_TRANSFER,
                      .debit = rows[i].debit,
                      .credit = rows[i].credit,
                      .amount_fen = rows[i].amount_fen,
                      .document = rows[i].document,
                      .reason = "调账"};
    int64_t proposal;
    sd_status status = correction_propose(c.city.db, &act, "clerk", 8, &proposal, NULL);
    CHECK_ROW_TEXT(rows[i].row, status_name(status), status_name(rows[i].status));
    if (status == SD_OK) CHECK_ROW(rows[i].row, approve(&c, proposal, "chief") == SD_OK);
  }
  paid_city_close(&c);
}

static void test_words(void **state) {
  (void)state;
  for (int i = 0; i < CORRECTION_COUNT; i++) {
    correction_act act;
    assert_true(correction_of_word(correction_word((correction_act)i), &act));
    assert_int_equal(act, i);
    assert_true(correction_label(act, LANGUAGE_CHINESE)[0] != '\0');
  }
  correction_act act;
  assert_false(correction_of_word("give away", &act));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_acts),     cmocka_unit_test(test_offset),
      cmocka_unit_test(test_correct),  cmocka_unit_test(test_passing),
      cmocka_unit_test(test_transfer), cmocka_unit_test(test_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
