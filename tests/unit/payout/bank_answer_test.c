/* The bank's answers: read in every shape, applied once, in any order, and never as money. */
#include "support/city.h"
#include "support/xsd.h"

#include "audit/audit.h"
#include "base/file.h"
#include "payout/bank_answer.h"
#include "payout/bank_simulator.h"
#include "payout/pain002.h"
#include "payout/reconciliation.h"

#define PAYER "3200100000000001"
#define BANK_CODE "307331002584"

enum { ORDERS = 3, ORDER_FEN = 1000, BUDGET_FEN = 1000000 };

typedef struct answer_bench {
  city city;
  arena *arena;
  char references[ORDERS][REFERENCE_SIZE];
  size_t count;
  payout_file file;
} answer_bench;

static sd_status take_reference(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  answer_bench *b = context;
  snprintf(b->references[b->count++], REFERENCE_SIZE, "%s", order->reference);
  return SD_OK;
}

static payout_outcome prepare(answer_bench *b, bool reissue) {
  payout_line lines[ORDERS];
  payout_outcome outcomes[ORDERS];
  for (size_t i = 0; i < ORDERS; i++) {
    lines[i] =
        (payout_line){.award = (const char *[]){"A1", "A2", "A3"}[i],
                      .subject = "S",
                      .item = "hnte",
                      .registered_name = "甲",
                      .account_name = "甲",
                      .account_number = (const char *[]){"62220001", "62220002", "62220003"}[i],
                      .bank_code = BANK_CODE,
                      .budget_line = "KJ-1",
                      .year = 2026,
                      .amount_fen = ORDER_FEN};
  }
  payout_request r = {.list = "L1",
                      .list_hash = "ab",
                      .approver = "chief",
                      .maker = "clerk",
                      .payer = PAYER,
                      .execution_date = "2026-11-24",
                      .lines = lines,
                      .count = ORDERS,
                      .reissue = reissue,
                      .now_us = 1000};
  payout_file file;
  MUST(payout_prepare(b->city.db, &r, outcomes, &file, error));
  if (file.message[0] != '\0') b->file = file;
  return outcomes[0];
}

static void answer_bench_open(answer_bench *b) {
  *b = (answer_bench){.arena = arena_create(0)};
  city_open(&b->city);
  database *db = b->city.db;
  MUST(audit_migrate(db, error));
  MUST(payout_migrate(db, error));
  payer p = {PAYER, "常州市财政局", BANK_CODE, "", NULL, NULL};
  MUST(payer_register(db, "clerk", &p, 1, error));
  MUST(database_begin(db, error));
  budget_line l;
  MUST(budget_line_open(db, "KJ-1", 2026, PAYER, 1, &l, error));
  MUST(budget_receive(db, "treasury", &l, "D1", BUDGET_FEN, 1, error));
  MUST(budget_allot(db, "treasury", &l, "D2", BUDGET_FEN, 1, error));
  MUST(database_commit(db, error));
  assert_int_equal(prepare(b, false), OUTCOME_ORDERED);
  order_filter all = {.state = -1};
  MUST(payout_orders_each(db, &all, take_reference, b, error));
  release_request r = {.message = b->file.message,
                       .hash = b->file.hash,
                       .releaser = "head",
                       .outbox = b->city.folder,
                       .now_us = 2000};
  MUST(payout_check(db, b->file.message, b->file.hash, "chief", 1500, error));
  MUST(payout_release(db, &r, &b->file, error));
}

static void answer_bench_close(answer_bench *b) {
  ledger_proof proof;
  MUST(ledger_verify(b->city.db, &proof, error));
  city_close(&b->city);
  arena_destroy(b->arena);
}

static text write_answer(answer_bench *b, const bank_reply *answer) {
  text_builder out;
  text_builder_init(&out, 1 << 20);
  MUST(pain002_write(answer, "2026-11-24T10:00:00Z", &out, error));
  text copy = arena_copy(b->arena, text_builder_text(&out));
  text_builder_release(&out);
  return copy;
}

static int64_t count_in(answer_bench *b, order_state state) {
  payout_summary s;
  MUST(payout_summary_get(b->city.db, &s, error));
  return s.orders[state];
}

static int64_t reserved(answer_bench *b) {
  budget_state s;
  MUST(budget_state_get(b->city.db, "KJ-1", 2026, &s, error));
  return s.reserved_fen;
}

/* Each row is one answer about a file of three orders that was handed over. */
static const struct answer_row {
  const char *row, *file_status;
  int order; /* that a single answer names: by EndToEndId, + 10 by InstrId, 9 nobody, -1 none */
  const char *status;
  sd_status result;
  int accepted, rejected, stale, unidentified;
} answer_rows[] = {
    {"file accepted", "ACCP", -1, NULL, SD_OK, 3, 0, 0, 0},
    {"file only received", "RCVD", -1, NULL, SD_OK, 0, 0, 0, 0},
    {"file rejected", "RJCT", -1, NULL, SD_OK, 0, 3, 0, 0},
    {"one accepted", NULL, 0, "ACSP", SD_OK, 1, 0, 0, 0},
    {"one settled, but only the statement pays", NULL, 0, "ACSC", SD_OK, 1, 0, 0, 0},
    {"one rejected", "PART", 1, "RJCT", SD_OK, 0, 1, 0, 0},
    {"one rejected by line", "PART", 12, "RJCT", SD_OK, 0, 1, 0, 0},
    {"one rejected, the rest accepted", "ACCP", 1, "RJCT", SD_OK, 2, 1, 1, 0},
    {"one pending", NULL, 2, "PDNG", SD_OK, 0, 0, 1, 0},
    {"a payment that is not in the file", NULL, 9, "RJCT", SD_OK, 0, 0, 0, 1},
    {"a code nobody knows", NULL, 0, "XXXX", SD_OK, 0, 0, 1, 0},
};

static void test_answers(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(answer_rows); i++) {
    const struct answer_row *row = &answer_rows[i];
    answer_bench b;
    answer_bench_open(&b);
    char instruction[REFERENCE_SIZE];
    payment_answer one = {.status = row->status, .reason = "BE01"};
    if (row->order >= 0 && row->order < ORDERS) one.end_to_end = b.references[row->order];
    if (row->order == 9) one.end_to_end = "SD-NOBODY";
    if (row->order >= 10) {
      reference_instruction(b.file.message, row->order - 10 + 1, instruction);
      one.instruction = instruction;
    }
    bank_reply answer = {.message = "R1",
                         .original_message = b.file.message,
                         .file_status = row->file_status,
                         .payments = &one,
                         .count = row->order >= 0};
    text bytes = write_answer(&b, &answer);
    CHECK_ROW(row->row, xsd_validate("pain.002.001.11", bytes) != 0);
    for (int again = 0; again < 2; again++) {
      bank_answer out;
      MUST(bank_answer_import(b.city.db, "clerk", bytes, "a.xml", 3000, &out, error));
      CHECK_ROW(row->row, out.known == (again == 1));
      if (again == 1) continue;
      CHECK_ROW(row->row, out.accepted == row->accepted && out.rejected == row->rejected);
      CHECK_ROW(row->row, out.stale >= row->stale && out.unidentified == row->unidentified);
    }
    CHECK_ROW(row->row, count_in(&b, ORDER_REJECTED) == row->rejected);
    CHECK_ROW(row->row, count_in(&b, ORDER_ACKED) == row->accepted);
    CHECK_ROW(row->row, count_in(&b, ORDER_PAID) == 0); /* no answer ever pays */
    CHECK_ROW(row->row, reserved(&b) == ORDER_FEN * (ORDERS - row->rejected));
    answer_bench_close(&b);
  }
}

static void test_not_ours(void **state) {
  (void)state;
  answer_bench b;
  answer_bench_open(&b);
  bank_answer out;
  bank_reply answer = {.message = "R1", .original_message = "SDF-OTHER", .file_status = "RJCT"};
  text bytes = write_answer(&b, &answer);
  assert_int_equal(bank_answer_import(b.city.db, "clerk", bytes, "a.xml", 3, &out, NULL),
                   SD_NOT_FOUND);
  static const char *const broken[] = {"", "<a/>", "<!DOCTYPE a><a/>",
                                       "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002"
                                       ".001.11\"><CstmrPmtStsRpt/></Document>"};
  for (size_t i = 0; i < COUNT_OF(broken); i++) {
    CHECK_ROW(broken[i], bank_answer_import(b.city.db, "clerk", text_of(broken[i]), "a.xml", 3,
                                            &out, NULL) != SD_OK);
  }
  assert_int_equal(reserved(&b), ORDER_FEN * ORDERS);
  answer_bench_close(&b);
}

/* Answer and statement of the test bank, in both orders: the same end. */
static void test_any_order(void **state) {
  (void)state;
  for (int statement_first = 0; statement_first < 2; statement_first++) {
    answer_bench b;
    answer_bench_open(&b);
    char path[256];
    text file;
    snprintf(path, sizeof path, "%s/%s", b.city.folder, b.file.file_name);
    MUST(file_read(path, 1 << 20, b.arena, &file, error));
    text_builder statement, answer;
    text_builder_init(&statement, 1 << 20);
    text_builder_init(&answer, 1 << 20);
    bank_simulator_options o = {.opening_fen = BUDGET_FEN,
                                .statement_number = 1,
                                .seed = 3,
                                .rejected_per_mille = 500,
                                .reply_out = &answer};
    bank_simulator_result bank;
    MUST(bank_simulator_run(file, "p.xml", &o, &statement, &bank, error));
    assert_true(bank.rejected > 0 && bank.rejected < ORDERS);
    for (int step = 0; step < 2; step++) {
      reconciliation r;
      bank_answer out;
      if ((step == 0) == (statement_first == 1)) {
        MUST(statement_import(b.city.db, "clerk", text_builder_text(&statement), "s.xml", 3, &r,
                              error));
      } else {
        MUST(bank_answer_import(b.city.db, "clerk", text_builder_text(&answer), "a.xml", 3, &out,
                                error));
        assert_int_equal(out.rejected, bank.rejected);
      }
    }
    assert_int_equal(count_in(&b, ORDER_REJECTED), bank.rejected);
    assert_int_equal(count_in(&b, ORDER_PAID), ORDERS - bank.rejected);
    assert_int_equal(reserved(&b), 0);
    text_builder_release(&answer);
    text_builder_release(&statement);
    answer_bench_close(&b);
  }
}

/* A rejection alone is no proof: the award waits for the statement of the day. */
static void test_reissue_needs_a_statement(void **state) {
  (void)state;
  static const struct {
    const char *row, *date;
    bool debit; /* the statement shows a debit of another amount all the same */
    payout_outcome outcome;
  } rows[] = {{"no statement", NULL, false, OUTCOME_NEEDS_STATEMENT},
              {"of the day before", "2026-11-23", false, OUTCOME_NEEDS_STATEMENT},
              {"of the day", "2026-11-24", false, OUTCOME_ORDERED},
              {"of the day after", "2026-11-25", false, OUTCOME_ORDERED},
              {"of the day, with a debit", "2026-11-24", true, OUTCOME_DEBIT_QUEUED}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    answer_bench b;
    answer_bench_open(&b);
    bank_reply answer = {
        .message = "R1", .original_message = b.file.message, .file_status = "RJCT"};
    bank_answer out;
    MUST(
        bank_answer_import(b.city.db, "clerk", write_answer(&b, &answer), "a.xml", 3, &out, error));
    if (rows[i].date != NULL) {
      statement_entry entry = {.reference = "1",
                               .end_to_end = b.references[0],
                               .booking_date = rows[i].date,
                               .amount_fen = ORDER_FEN - 1,
                               .is_booked = true};
      bank_statement s = {.id = "S1",
                          .number = 1,
                          .account = PAYER,
                          .date = rows[i].date,
                          .opening_fen = BUDGET_FEN,
                          .closing_fen = BUDGET_FEN - (rows[i].debit ? ORDER_FEN - 1 : 0),
                          .entries = &entry,
                          .count = rows[i].debit};
      text_builder bytes;
      reconciliation r;
      text_builder_init(&bytes, 1 << 20);
      MUST(camt053_write(&s, "S1", "2026-11-24T17:00:00Z", &bytes, error));
      MUST(statement_import(b.city.db, "clerk", text_builder_text(&bytes), "s.xml", 4, &r, error));
      text_builder_release(&bytes);
    }
    CHECK_ROW(rows[i].row, prepare(&b, false) == OUTCOME_NEEDS_REISSUE);
    CHECK_ROW_TEXT(rows[i].row, outcome_name(prepare(&b, true)), outcome_name(rows[i].outcome));
    answer_bench_close(&b);
  }
}

/* Rejected by the answer, booked by the statement: an alarm either way, and money wins. */
static void test_contradiction(void **state) {
  (void)state;
  answer_bench b;
  answer_bench_open(&b);
  statement_entry entry = {.reference = "1",
                           .end_to_end = b.references[0],
                           .booking_date = "2026-11-24",
                           .amount_fen = ORDER_FEN,
                           .is_booked = true};
  bank_statement s = {.id = "S1",
                      .number = 1,
                      .account = PAYER,
                      .date = "2026-11-24",
                      .opening_fen = BUDGET_FEN,
                      .closing_fen = BUDGET_FEN - ORDER_FEN,
                      .entries = &entry,
                      .count = 1};
  text_builder bytes;
  text_builder_init(&bytes, 1 << 20);
  MUST(camt053_write(&s, "S1", "2026-11-24T17:00:00Z", &bytes, error));
  reconciliation r;
  MUST(statement_import(b.city.db, "clerk", text_builder_text(&bytes), "s.xml", 4, &r, error));
  text_builder_release(&bytes);
  bank_reply answer = {.message = "R1", .original_message = b.file.message, .file_status = "RJCT"};
  bank_answer out;
  MUST(bank_answer_import(b.city.db, "clerk", write_answer(&b, &answer), "a.xml", 5, &out, error));
  assert_int_equal(out.alarms, 1);
  assert_int_equal(out.rejected, 2);
  assert_int_equal(count_in(&b, ORDER_PAID), 1);
  answer_bench_close(&b);
}

static void import_booking(answer_bench *b, int64_t number, const statement_entry *entry) {
  char id[16];
  snprintf(id, sizeof id, "S%lld", (long long)number);
  bank_statement s = {.id = id,
                      .number = number,
                      .account = PAYER,
                      .date = "2026-11-24",
                      .opening_fen = BUDGET_FEN,
                      .closing_fen = BUDGET_FEN - (entry == NULL ? 0 : entry->amount_fen),
                      .entries = entry,
                      .count = entry != NULL};
  text_builder bytes;
  text_builder_init(&bytes, 1 << 20);
  reconciliation r;
  MUST(camt053_write(&s, id, "2026-11-24T17:00:00Z", &bytes, error));
  MUST(statement_import(b->city.db, "clerk", text_builder_text(&bytes), "s.xml", 4, &r, error));
  text_builder_release(&bytes);
}

/* Rejected first and booked afterwards: the money counts, unless the award was ordered again. */
static void test_late_payment(void **state) {
  (void)state;
  for (int reissued = 0; reissued < 2; reissued++) {
    answer_bench b;
    answer_bench_open(&b);
    bank_reply answer = {
        .message = "R1", .original_message = b.file.message, .file_status = "RJCT"};
    bank_answer out;
    MUST(
        bank_answer_import(b.city.db, "clerk", write_answer(&b, &answer), "a.xml", 3, &out, error));
    import_booking(&b, 1, NULL);
    if (reissued) assert_int_equal(prepare(&b, true), OUTCOME_ORDERED);
    statement_entry entry = {.reference = "1",
                             .end_to_end = b.references[0],
                             .booking_date = "2026-11-24",
                             .amount_fen = ORDER_FEN,
                             .is_booked = true};
    import_booking(&b, 2, &entry);
    payout_summary s;
    MUST(payout_summary_get(b.city.db, &s, error));
    assert_int_equal(s.orders[ORDER_PAID], reissued ? 0 : 1);
    assert_int_equal(s.entries_queued, reissued ? 1 : 0);
    budget_state line;
    MUST(budget_state_get(b.city.db, "KJ-1", 2026, &line, error));
    assert_int_equal(line.paid_fen, reissued ? 0 : ORDER_FEN);
    if (!reissued) { /* and it can come back like any other */
      statement_entry back = entry;
      back.is_credit = true;
      back.return_code = "AC01";
      back.amount_fen = ORDER_FEN;
      bank_statement t = {.id = "S3",
                          .number = 3,
                          .account = PAYER,
                          .date = "2026-11-25",
                          .opening_fen = BUDGET_FEN - ORDER_FEN,
                          .closing_fen = BUDGET_FEN,
                          .entries = &back,
                          .count = 1};
      text_builder bytes;
      text_builder_init(&bytes, 1 << 20);
      reconciliation r;
      MUST(camt053_write(&t, "S3", "2026-11-25T17:00:00Z", &bytes, error));
      MUST(statement_import(b.city.db, "clerk", text_builder_text(&bytes), "s", 5, &r, error));
      text_builder_release(&bytes);
      assert_int_equal(r.found[FINDING_RETURN], 1);
      MUST(budget_state_get(b.city.db, "KJ-1", 2026, &line, error));
      assert_true(line.paid_fen == 0 && line.available_fen == BUDGET_FEN);
    }
    answer_bench_close(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_answers),       cmocka_unit_test(test_not_ours),
      cmocka_unit_test(test_any_order),     cmocka_unit_test(test_reissue_needs_a_statement),
      cmocka_unit_test(test_contradiction), cmocka_unit_test(test_late_payment)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
