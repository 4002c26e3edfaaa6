/* Statements read back: matched to the fen, queued with a reason, or refused whole. */
#include "support/city.h"
#include "support/xsd.h"

#include "audit/audit.h"
#include "base/clock.h"
#include "base/file.h"
#include "payout/bank_simulator.h"
#include "payout/reconciliation.h"

#define PAYER "3200100000000001"
#define BANK_CODE "307331002584"

enum { BUDGET_FEN = 500000000, ORDER_FEN = 1000 };

typedef struct bench {
  city city;
  arena *arena;
  char (*references)[REFERENCE_SIZE];
  size_t count;
  payout_file file;
  text bytes; /* of the bank file */
} bench;

static sd_status take_reference(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  bench *b = context;
  snprintf(b->references[b->count++], REFERENCE_SIZE, "%s", order->reference);
  return SD_OK;
}

static void prepare_orders(bench *b, size_t count) {
  payout_line *lines = calloc(count, sizeof *lines);
  payout_outcome *outcomes = calloc(count, sizeof *outcomes);
  char(*texts)[2][32] = calloc(count, sizeof *texts);
  for (size_t i = 0; i < count; i++) {
    snprintf(texts[i][0], sizeof texts[i][0], "L1/%06zu", i);
    snprintf(texts[i][1], sizeof texts[i][1], "62220211%08zu", i);
    lines[i] = (payout_line){.award = texts[i][0],
                             .subject = "91320400MA1MYXXX01",
                             .item = "hnte",
                             .registered_name = "常州甲有限公司",
                             .account_name = "常州甲有限公司",
                             .account_number = texts[i][1],
                             .bank_code = BANK_CODE,
                             .budget_line = "KJ-1",
                             .year = 2026,
                             .amount_fen = ORDER_FEN,
                             .remittance = "奖励"};
  }
  payout_request r = {.list = "L1",
                      .list_hash = "ab",
                      .approver = "chief",
                      .maker = "clerk",
                      .payer = PAYER,
                      .execution_date = "2026-11-24",
                      .lines = lines,
                      .count = count,
                      .now_us = 1000};
  MUST(payout_prepare(b->city.db, &r, outcomes, &b->file, error));
  assert_int_equal(b->file.count, count);
  free(texts);
  free(outcomes);
  free(lines);
}

static void bench_open(bench *b, size_t orders) {
  *b = (bench){.arena = arena_create(0)};
  city_open(&b->city);
  database *db = b->city.db;
  MUST(audit_migrate(db, error));
  MUST(payout_migrate(db, error));
  payer p = {PAYER, "常州市财政局", BANK_CODE, "测试银行", NULL, NULL};
  MUST(payer_register(db, "clerk", &p, 1, error));
  MUST(database_begin(db, error));
  budget_line l;
  MUST(budget_line_open(db, "KJ-1", 2026, PAYER, 1, &l, error));
  MUST(budget_receive(db, "treasury", &l, "D1", BUDGET_FEN, 1, error));
  MUST(budget_allot(db, "treasury", &l, "D2", BUDGET_FEN, 1, error));
  MUST(database_commit(db, error));
  prepare_orders(b, orders);
  b->references = calloc(orders, sizeof *b->references);
  order_filter all = {.state = -1};
  MUST(payout_orders_each(db, &all, take_reference, b, error));
  assert_int_equal(b->count, orders);
}

static void bench_release(bench *b) {
  release_request r = {.message = b->file.message,
                       .hash = b->file.hash,
                       .releaser = "head",
                       .outbox = b->city.folder,
                       .now_us = 2000};
  MUST(payout_check(b->city.db, b->file.message, b->file.hash, "chief", 1500, error));
  MUST(payout_release(b->city.db, &r, &b->file, error));
  char path[256];
  snprintf(path, sizeof path, "%s/%s", b->city.folder, b->file.file_name);
  MUST(file_read(path, 1 << 30, b->arena, &b->bytes, error));
}

static void bench_close(bench *b) {
  ledger_proof proof;
  audit_report report;
  MUST(ledger_verify(b->city.db, &proof, error));
  MUST(audit_verify(b->city.db, NULL, NULL, NULL, &report, error));
  city_close(&b->city);
  free(b->references);
  arena_destroy(b->arena);
}

static sd_status take_proof(void *context, const bank_proof *proof, sd_error *error) {
  (void)error;
  *(bank_proof *)context = *proof;
  return SD_OK;
}

static bank_proof prove(bench *b) {
  bank_proof proof = {0};
  MUST(bank_proofs_each(b->city.db, take_proof, &proof, error));
  return proof;
}

static sd_status import(bench *b, text bytes, reconciliation *out) {
  sd_error error = {0};
  sd_status status = statement_import(b->city.db, "clerk", bytes, "s.xml", 3000, out, &error);
  if (status != SD_OK) assert_string_equal(error.file, "s.xml");
  return status;
}

/* A number that changes with anything that an import may change. */
static uint64_t state_number(bench *b) {
  ledger_proof proof;
  payout_summary s;
  MUST(ledger_verify(b->city.db, &proof, error));
  MUST(payout_summary_get(b->city.db, &s, error));
  uint64_t number = (uint64_t)(proof.transfers + 1000 * s.statements + 7 * s.entries_matched +
                               11 * s.entries_queued + proof.pending_fen);
  for (int i = 0; i < ORDER_STATE_COUNT; i++) number = number * 31 + (uint64_t)s.orders[i];
  return number;
}

static text simulate(bench *b, const bank_simulator_options *o, bank_simulator_result *result) {
  text_builder out;
  text_builder_init(&out, 1 << 30);
  MUST(bank_simulator_run(b->bytes, "pain.xml", o, &out, result, error));
  text copy = arena_copy(b->arena, text_builder_text(&out));
  text_builder_release(&out);
  return copy;
}

/* --- the whole path --- */

static void test_whole_path(void **state) {
  (void)state;
  bench b;
  bench_open(&b, 2000);
  bench_release(&b);
  bank_simulator_result bank, same;
  bank_simulator_options o = {
      .opening_fen = BUDGET_FEN, .statement_number = 1, .seed = 5, .returned_per_mille = 20};
  text statement = simulate(&b, &o, &bank);
  assert_true(text_equal(statement, simulate(&b, &o, &same)));
  assert_true(xsd_validate("camt.053.001.08", statement) != 0);
  assert_true(bank.payments == 2000 && bank.returned > 10 && bank.returned < 100);
  reconciliation r;
  assert_int_equal(import(&b, statement, &r), SD_OK);
  assert_int_equal(r.found[FINDING_PAYMENT], 2000);
  assert_int_equal(r.found[FINDING_RETURN], bank.returned);
  assert_int_equal(r.entries, 2000 + bank.returned);
  bank_proof p = prove(&b);
  assert_int_equal(p.bank_closing_fen, bank.closing_fen);
  assert_int_equal(p.difference_fen, 0);
  assert_int_equal(p.unexplained_fen, 0);
  assert_int_equal(p.ledger_paid_fen, p.bank_debits_fen);
  assert_int_equal(p.ledger_returned_fen, p.bank_credits_fen);
  budget_state s;
  MUST(budget_state_get(b.city.db, "KJ-1", 2026, &s, error));
  assert_int_equal(s.paid_fen, ORDER_FEN * (2000 - bank.returned));
  assert_int_equal(s.available_fen, BUDGET_FEN - s.paid_fen);
  uint64_t before = state_number(&b);
  assert_int_equal(import(&b, statement, &r), SD_OK);
  assert_true(r.statements_known == 1 && r.statements == 0 && r.entries == 0);
  assert_int_equal(state_number(&b), before);
  payout_summary sum;
  MUST(payout_summary_get(b.city.db, &sum, error));
  assert_int_equal(sum.orders[ORDER_PAID] + sum.orders[ORDER_RETURNED], 2000);
  assert_int_equal(sum.orders[ORDER_RETURNED], bank.returned);
  bench_close(&b);
}

/* --- entries --- */

/* The first statement pays order 0 and returns it; order 1 is paid; order 2 is open.  Each row is
 * one entry of the second statement. */
static const struct entry_row {
  const char *row;
  int order; /* -1 none, -2 one of somebody else */
  int64_t amount_fen;
  bool is_credit;
  const char *return_code;
  bool is_reversal, is_booked;
  entry_finding finding;
} entry_rows[] = {
    {"paid", 2, ORDER_FEN, false, NULL, false, true, FINDING_PAYMENT},
    {"returned", 1, ORDER_FEN, true, "AC01", false, true, FINDING_RETURN},
    {"taken back by the bank", 1, ORDER_FEN, true, NULL, true, true, FINDING_REVERSAL},
    {"pending", 2, ORDER_FEN, false, NULL, false, false, FINDING_NOT_BOOKED},
    {"fee", -1, 50, false, NULL, false, true, FINDING_NO_REFERENCE},
    {"return without reference", -1, ORDER_FEN, true, "AC01", false, true, FINDING_NO_REFERENCE},
    {"somebody else's", -2, ORDER_FEN, false, NULL, false, true, FINDING_UNKNOWN_REFERENCE},
    {"return of somebody else's", -2, ORDER_FEN, true, "AC01", false, true,
     FINDING_UNKNOWN_REFERENCE},
    {"too little paid", 2, ORDER_FEN - 1, false, NULL, false, true, FINDING_AMOUNT_DIFFERS},
    {"too much paid", 2, ORDER_FEN + 1, false, NULL, false, true, FINDING_AMOUNT_DIFFERS},
    {"paid twice", 1, ORDER_FEN, false, NULL, false, true, FINDING_DUPLICATE_DEBIT},
    {"paid again after the return", 0, ORDER_FEN, false, NULL, false, true,
     FINDING_DUPLICATE_DEBIT},
    {"grant", -1, 77, true, NULL, false, true, FINDING_UNEXPECTED_CREDIT},
    {"payee pays back by himself", 1, ORDER_FEN, true, NULL, false, true,
     FINDING_UNEXPECTED_CREDIT},
    {"returned before it was paid", 2, ORDER_FEN, true, "BE01", false, true,
     FINDING_RETURN_BEFORE_PAYMENT},
    {"a part returned", 1, ORDER_FEN - 1, true, "BE01", false, true, FINDING_RETURN_PARTIAL},
    {"more returned than paid", 1, ORDER_FEN + 1, true, "BE01", false, true,
     FINDING_RETURN_TOO_LARGE},
    {"returned twice", 0, ORDER_FEN, true, "BE01", false, true, FINDING_DUPLICATE_RETURN},
};

static text write_statement(bench *b, int64_t number, int64_t opening_fen, const char *date,
                            const statement_entry *entries, size_t count) {
  int64_t closing_fen = opening_fen;
  for (size_t i = 0; i < count; i++) {
    if (!entries[i].is_booked) continue;
    closing_fen += entries[i].is_credit ? entries[i].amount_fen : -entries[i].amount_fen;
  }
  char id[16];
  snprintf(id, sizeof id, "S%lld", (long long)number);
  bank_statement s = {.id = id,
                      .number = number,
                      .account = PAYER,
                      .date = date,
                      .opening_fen = opening_fen,
                      .closing_fen = closing_fen,
                      .entries = entries,
                      .count = count};
  text_builder out;
  text_builder_init(&out, 1 << 24);
  MUST(camt053_write(&s, id, "2026-11-24T17:00:00Z", &out, error));
  text copy = arena_copy(b->arena, text_builder_text(&out));
  text_builder_release(&out);
  return copy;
}

static void import_first(bench *b) {
  statement_entry first[3] = {{.reference = "1",
                               .end_to_end = b->references[0],
                               .booking_date = "2026-11-24",
                               .return_code = "AC04",
                               .amount_fen = ORDER_FEN,
                               .is_credit = true,
                               .is_booked = true},
                              {.reference = "2",
                               .end_to_end = b->references[0],
                               .booking_date = "2026-11-24",
                               .amount_fen = ORDER_FEN,
                               .is_booked = true},
                              {.reference = "3",
                               .end_to_end = b->references[1],
                               .booking_date = "2026-11-24",
                               .amount_fen = ORDER_FEN,
                               .is_booked = true}};
  reconciliation r;
  text bytes = write_statement(b, 1, BUDGET_FEN, "2026-11-24", first, 3);
  assert_int_equal(import(b, bytes, &r), SD_OK);
  assert_int_equal(r.found[FINDING_PAYMENT] + r.found[FINDING_RETURN], 3);
}

static sd_status count_queued(void *context, const queued_entry *entry, sd_error *error) {
  (void)error;
  assert_true(finding_next_act(entry->finding, LANGUAGE_CHINESE)[0] != '\0');
  assert_true(finding_next_act(entry->finding, LANGUAGE_ENGLISH)[0] != '\0');
  (*(int *)context)++;
  return SD_OK;
}

static void test_entries(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(entry_rows); i++) {
    const struct entry_row *row = &entry_rows[i];
    bench b;
    bench_open(&b, 3);
    bench_release(&b);
    import_first(&b);
    statement_entry entry = {.reference = "X",
                             .booking_date = "2026-11-25",
                             .return_code = row->return_code,
                             .amount_fen = row->amount_fen,
                             .is_credit = row->is_credit,
                             .is_reversal = row->is_reversal,
                             .is_booked = row->is_booked};
    if (row->order >= 0) entry.end_to_end = b.references[row->order];
    if (row->order == -2) entry.end_to_end = "SD-NOT-OURS";
    ledger_proof before, after;
    MUST(ledger_verify(b.city.db, &before, error));
    reconciliation r;
    text bytes = write_statement(&b, 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", &entry, 1);
    CHECK_ROW(row->row, import(&b, bytes, &r) == SD_OK);
    for (int f = 0; f < FINDING_COUNT; f++) {
      if (r.found[f] != (f == (int)row->finding))
        fail_msg("row %s: %s", row->row, finding_name((entry_finding)f));
    }
    MUST(ledger_verify(b.city.db, &after, error));
    bool moves = finding_moves_money(row->finding);
    CHECK_ROW(row->row, after.transfers == before.transfers + (moves ? 2 : 0));
    int queued = 0;
    MUST(exceptions_each(b.city.db, count_queued, &queued, error));
    CHECK_ROW(row->row, queued == !finding_is_matched(row->finding));
    bank_proof p = prove(&b);
    CHECK_ROW(row->row, p.unexplained_fen == 0 && p.difference_fen == p.queued_fen);
    bench_close(&b);
  }
}

/* Reserved and not released: a debit of it is an alarm. */
static void test_not_released(void **state) {
  (void)state;
  bench b;
  bench_open(&b, 1);
  statement_entry entry = {.reference = "X",
                           .end_to_end = b.references[0],
                           .booking_date = "2026-11-25",
                           .amount_fen = ORDER_FEN,
                           .is_booked = true};
  reconciliation r;
  assert_int_equal(import(&b, write_statement(&b, 1, BUDGET_FEN, "2026-11-25", &entry, 1), &r),
                   SD_OK);
  assert_int_equal(r.found[FINDING_NOT_RELEASED], 1);
  bench_close(&b);
}

/* After the year the money goes to finance and not back to the quota. */
static void test_return_after_the_year(void **state) {
  (void)state;
  bench b;
  bench_open(&b, 3);
  bench_release(&b);
  import_first(&b);
  statement_entry entry = {.reference = "X",
                           .end_to_end = b.references[1],
                           .booking_date = "2027-01-04",
                           .return_code = "AC01",
                           .amount_fen = ORDER_FEN,
                           .is_credit = true,
                           .is_booked = true};
  reconciliation r;
  text bytes = write_statement(&b, 1, BUDGET_FEN - ORDER_FEN, "2027-01-04", &entry, 1);
  memcpy((char *)(uintptr_t)bytes.data + text_find(bytes, TEXT("<Id>S1<"), 0) + 4, "T", 1);
  assert_int_equal(import(&b, bytes, &r), SD_OK); /* numbers begin again in a new year */
  budget_state s;
  MUST(budget_state_get(b.city.db, "KJ-1", 2026, &s, error));
  assert_int_equal(s.returned_fen, ORDER_FEN);
  assert_int_equal(s.paid_fen, ORDER_FEN);
  assert_int_equal(s.available_fen, BUDGET_FEN - 2 * ORDER_FEN);
  assert_int_equal(prove(&b).difference_fen, 0);
  bench_close(&b);
}

/* --- statements --- */

static const struct statement_row {
  const char *row;
  int64_t number, opening_fen;
  const char *date, *from, *to; /* an edit of the bytes, or NULL */
  sd_status status;
} statement_rows[] = {
    {"the next one", 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", NULL, NULL, SD_OK},
    {"wrong account", 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", PAYER, "3200100000000077",
     SD_NOT_FOUND},
    {"wrong currency", 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", "\"CNY\"", "\"USD\"", SD_INVALID},
    {"wrong sum", 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", ">10.00<", ">10.01<", SD_INVALID},
    {"gap", 3, BUDGET_FEN - ORDER_FEN, "2026-11-25", NULL, NULL, SD_REFUSED},
    {"number used", 1, BUDGET_FEN - ORDER_FEN, "2026-11-25", "<Id>S1<", "<Id>S9<", SD_CONFLICT},
    {"id used", 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", "<Id>S2<", "<Id>S1<", SD_CONFLICT},
    {"opening is not the last closing", 2, BUDGET_FEN, "2026-11-25", NULL, NULL, SD_REFUSED},
    {"cut short", 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", "</Stmt>", "", SD_SYNTAX_ERROR},
    {"hostile", 2, BUDGET_FEN - ORDER_FEN, "2026-11-25", "<Document", "<!DOCTYPE x><Document",
     SD_INVALID},
};

static void test_statements(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(statement_rows); i++) {
    const struct statement_row *row = &statement_rows[i];
    bench b;
    bench_open(&b, 3);
    bench_release(&b);
    import_first(&b);
    statement_entry entry = {.reference = "X",
                             .end_to_end = b.references[2],
                             .booking_date = row->date,
                             .amount_fen = ORDER_FEN,
                             .is_booked = true};
    text bytes = write_statement(&b, row->number, row->opening_fen, row->date, &entry, 1);
    text_builder edited;
    text_builder_init(&edited, 1 << 20);
    if (row->from != NULL) {
      size_t at = text_find(bytes, text_of(row->from), 0);
      text_builder_add(&edited, text_slice(bytes, 0, at));
      text_builder_add_string(&edited, row->to);
      text_builder_add(&edited, text_slice(bytes, at + strlen(row->from), SIZE_MAX));
      bytes = text_builder_text(&edited);
    }
    uint64_t before = state_number(&b);
    reconciliation r;
    CHECK_ROW_TEXT(row->row, status_name(import(&b, bytes, &r)), status_name(row->status));
    CHECK_ROW(row->row, (state_number(&b) == before) == (row->status != SD_OK));
    CHECK_ROW(row->row, !database_writing_stopped(b.city.db));
    text_builder_release(&edited);
    bench_close(&b);
  }
}

/* The bank books while we do not know whether it has the file: the statement decides. */
static void test_unknown_is_settled(void **state) {
  (void)state;
  bench b;
  bench_open(&b, 1);
  release_request request = {.message = b.file.message,
                             .hash = b.file.hash,
                             .releaser = "head",
                             .outbox = "/no/such/outbox",
                             .now_us = 2};
  MUST(payout_check(b.city.db, b.file.message, b.file.hash, "chief", 1, error));
  assert_int_not_equal(payout_release(b.city.db, &request, &b.file, NULL), SD_OK);
  city_reopen(&b.city);
  int64_t unknown;
  MUST(payout_recover(b.city.db, 3, &unknown, error));
  statement_entry entry = {.reference = "X",
                           .end_to_end = b.references[0],
                           .booking_date = "2026-11-25",
                           .amount_fen = ORDER_FEN,
                           .is_booked = true};
  reconciliation r;
  assert_int_equal(import(&b, write_statement(&b, 1, BUDGET_FEN, "2026-11-25", &entry, 1), &r),
                   SD_OK);
  assert_int_equal(r.found[FINDING_PAYMENT], 1);
  assert_int_equal(prove(&b).difference_fen, 0);
  bench_close(&b);
}

static void test_speed(void **state) {
  (void)state;
  enum { COUNT = 20000 };
  bench b;
  int64_t times[5];
  times[0] = clock_monotonic_us();
  bench_open(&b, COUNT);
  times[1] = clock_monotonic_us();
  bench_release(&b);
  times[2] = clock_monotonic_us();
  bank_simulator_options o = {.opening_fen = BUDGET_FEN, .statement_number = 1};
  bank_simulator_result bank;
  text statement = simulate(&b, &o, &bank);
  times[3] = clock_monotonic_us();
  reconciliation r;
  assert_int_equal(import(&b, statement, &r), SD_OK);
  times[4] = clock_monotonic_us();
  assert_int_equal(r.found[FINDING_PAYMENT], COUNT);
  print_message("%d payments: prepared %lld ms, released %lld, test bank %lld, reconciled %lld\n",
                COUNT, (long long)(times[1] - times[0]) / 1000,
                (long long)(times[2] - times[1]) / 1000, (long long)(times[3] - times[2]) / 1000,
                (long long)(times[4] - times[3]) / 1000);
  bench_close(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole_path),   cmocka_unit_test(test_entries),
      cmocka_unit_test(test_not_released), cmocka_unit_test(test_return_after_the_year),
      cmocka_unit_test(test_statements),   cmocka_unit_test(test_unknown_is_settled),
      cmocka_unit_test(test_speed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
