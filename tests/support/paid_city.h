/* A city with one paying account, a budget line and orders that have left, in any bank's format. */
#ifndef SUDUI_TESTS_SUPPORT_PAID_CITY_H
#define SUDUI_TESTS_SUPPORT_PAID_CITY_H

#include "support/city.h"

#include "audit/audit.h"
#include "base/file.h"
#include "payout/bank_format.h"
#include "payout/payout.h"
#include "payout/reconciliation.h"

#define PAID_CITY_PAYER "3200100000000001"
#define PAID_CITY_CODE "307331002584"

enum { PAID_CITY_BUDGET_FEN = 500000000, PAID_CITY_ORDER_FEN = 1000, PAID_CITY_ORDERS_MAX = 64 };

typedef struct paid_city {
  city city;
  arena *arena;
  const bank_format *format;
  char references[PAID_CITY_ORDERS_MAX][REFERENCE_SIZE];
  size_t count;
  payout_file file;
  text bytes; /* of the bank file */
  int64_t statements;
  int64_t balance_fen; /* behind the last statement */
} paid_city;

__attribute__((unused)) static sd_status paid_city_take(void *context, const payout_order *order,
                                                        sd_error *error) {
  (void)error;
  paid_city *c = context;
  snprintf(c->references[c->count++], REFERENCE_SIZE, "%s", order->reference);
  return SD_OK;
}

__attribute__((unused)) static payout_line paid_city_line(paid_city *c, size_t i) {
  char award_id[32], number[32];
  snprintf(award_id, sizeof award_id, "L1/%06zu", i);
  snprintf(number, sizeof number, "62220211%08zu", i);
  return (payout_line){.award = arena_copy_string(c->arena, award_id),
                       .subject = "91320400MA1MYXXX01",
                       .item = "hnte",
                       .registered_name = "常州甲有限公司",
                       .account_name = "常州甲有限公司",
                       .account_number = arena_copy_string(c->arena, number),
                       .bank_code = PAID_CITY_CODE,
                       .budget_line = "KJ-1",
                       .year = 2026,
                       .amount_fen = PAID_CITY_ORDER_FEN,
                       .remittance = "奖励"};
}

__attribute__((unused)) static payout_request paid_city_request(const payout_line *lines,
                                                                size_t count) {
  return (payout_request){.list = "L1",
                          .list_hash = "ab",
                          .approver = "chief",
                          .maker = "clerk",
                          .payer = PAID_CITY_PAYER,
                          .execution_date = "2026-11-24",
                          .lines = lines,
                          .count = count,
                          .now_us = 1000};
}

__attribute__((unused)) static void paid_city_budget(paid_city *c, const char *line, int32_t year,
                                                     int64_t amount_fen) {
  database *db = c->city.db;
  budget_line l;
  MUST(database_begin(db, error));
  MUST(budget_line_open(db, line, year, PAID_CITY_PAYER, 1, &l, error));
  MUST(budget_receive(db, "treasury", &l, "D1", amount_fen, 1, error));
  MUST(budget_allot(db, "treasury", &l, "D2", amount_fen, 1, error));
  MUST(database_commit(db, error));
}

/* Orders prepared and handed over to the bank. */
__attribute__((unused)) static void paid_city_open(paid_city *c, const bank_format *format,
                                                   size_t orders) {
  *c = (paid_city){.arena = arena_create(0), .format = format};
  city_open(&c->city);
  database *db = c->city.db;
  MUST(audit_migrate(db, error));
  MUST(payout_migrate(db, error));
  payer p = {PAID_CITY_PAYER, "常州市财政局", PAID_CITY_CODE, "测试银行", format->name, "320400"};
  MUST(payer_register(db, "clerk", &p, 1, error));
  paid_city_budget(c, "KJ-1", 2026, PAID_CITY_BUDGET_FEN);
  payout_line lines[PAID_CITY_ORDERS_MAX];
  payout_outcome outcomes[PAID_CITY_ORDERS_MAX];
  assert_true(orders <= PAID_CITY_ORDERS_MAX);
  for (size_t i = 0; i < orders; i++) lines[i] = paid_city_line(c, i);
  payout_request r = paid_city_request(lines, orders);
  MUST(payout_prepare(db, &r, outcomes, &c->file, error));
  assert_int_equal(c->file.count, orders);
  order_filter all = {.state = -1};
  MUST(payout_orders_each(db, &all, paid_city_take, c, error));
  MUST(payout_check(db, c->file.message, c->file.hash, "checker", 1500, error));
  release_request release = {.message = c->file.message,
                             .hash = c->file.hash,
                             .releaser = "head",
                             .outbox = c->city.folder,
                             .now_us = 2000};
  MUST(payout_release(db, &release, &c->file, error));
  char path[256];
  snprintf(path, sizeof path, "%s/%s", c->city.folder, c->file.file_name);
  MUST(file_read(path, 1 << 30, c->arena, &c->bytes, error));
  c->balance_fen = PAID_CITY_BUDGET_FEN;
}

/* The last act of a test: whatever happened, ledger and chain are sound. */
__attribute__((unused)) static void paid_city_close(paid_city *c) {
  ledger_proof proof;
  audit_report report;
  MUST(ledger_verify(c->city.db, &proof, error));
  MUST(audit_verify(c->city.db, NULL, NULL, NULL, &report, error));
  city_close(&c->city);
  arena_destroy(c->arena);
}

/* A statement with these entries behind the last one, in the city's format; not yet imported. */
__attribute__((unused)) static text paid_city_statement(paid_city *c, const char *date,
                                                        const statement_entry *entries,
                                                        size_t count) {
  bank_statement s = {.number = c->statements + 1,
                      .account = PAID_CITY_PAYER,
                      .date = date,
                      .opening_fen = c->balance_fen,
                      .closing_fen = c->balance_fen,
                      .entries = entries,
                      .count = count};
  for (size_t i = 0; i < count; i++) {
    s.closing_fen += entries[i].is_credit ? entries[i].amount_fen : -entries[i].amount_fen;
  }
  char id[32];
  snprintf(id, sizeof id, "S-%lld", (long long)s.number);
  s.id = id;
  bank_stamp stamp = {id, "2026-11-24T17:00:00+08:00", "320400"};
  text_builder out;
  text_builder_init(&out, 1 << 24);
  MUST(c->format->write_statement(&s, &stamp, &out, error));
  text copy = arena_copy(c->arena, text_builder_text(&out));
  text_builder_release(&out);
  return copy;
}

/* The same, imported. */
__attribute__((unused)) static reconciliation paid_city_book(paid_city *c, const char *date,
                                                             const statement_entry *entries,
                                                             size_t count) {
  reconciliation r;
  text bytes = paid_city_statement(c, date, entries, count);
  MUST(statement_import(c->city.db, "clerk", bytes, "s", 3000, &r, error));
  c->statements++;
  for (size_t i = 0; i < count; i++) {
    c->balance_fen += entries[i].is_credit ? entries[i].amount_fen : -entries[i].amount_fen;
  }
  return r;
}

/* A booked entry about one order, or about none (-1). */
__attribute__((unused)) static statement_entry paid_city_entry(paid_city *c, const char *reference,
                                                               int order, int64_t amount_fen,
                                                               bool is_credit) {
  return (statement_entry){.reference = reference,
                           .end_to_end = order < 0 ? NULL : c->references[order],
                           .booking_date = "2026-11-24",
                           .amount_fen = amount_fen,
                           .is_credit = is_credit,
                           .is_booked = true};
}

__attribute__((unused)) static sd_status paid_city_take_proof(void *context,
                                                              const bank_proof *proof,
                                                              sd_error *error) {
  (void)error;
  *(bank_proof *)context = *proof;
  return SD_OK;
}

__attribute__((unused)) static bank_proof paid_city_prove(paid_city *c) {
  bank_proof proof = {0};
  MUST(bank_proofs_each(c->city.db, paid_city_take_proof, &proof, error));
  return proof;
}

/* Everything that an import may change, as one hash: the ledger, orders, entries, statements. */
__attribute__((unused)) static sm3_digest paid_city_hash(paid_city *c) {
  static const char *const sources[] = {
      "SELECT sequence || hex(content_hash) || at_us FROM ledger_transfer ORDER BY sequence",
      "SELECT code || '|' || debits_pending_fen || '|' || debits_posted_fen || '|' ||"
      " credits_pending_fen || '|' || credits_posted_fen FROM ledger_account ORDER BY id",
      "SELECT reference || state || is_open || returned_fen || attached || budget_line"
      " FROM payout_order ORDER BY reference",
      "SELECT statement || reference || finding || is_queued FROM payout_entry ORDER BY number",
      "SELECT id || closing_fen FROM payout_statement ORDER BY number",
      "SELECT sm3 FROM payout_inbound ORDER BY sm3"};
  sm3_hasher *h = sm3_create();
  for (size_t i = 0; i < COUNT_OF(sources); i++) {
    query *q;
    MUST(query_open(c->city.db, sources[i], &q, error));
    for (bool row = true; row;) {
      MUST(query_step(q, &row, error));
      if (row) sm3_add(h, query_text(q, 0));
    }
    query_close(q);
  }
  sm3_digest digest;
  assert_true(sm3_finish(h, &digest));
  sm3_destroy(h);
  return digest;
}

#endif
