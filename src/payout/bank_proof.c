/* The daily proof of ledger against bank, and the queue of exceptions. */
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "payout/payout_rows.h"
#include "payout/reconciliation.h"

typedef struct proving {
  database *db;
  bank_proof_visitor visit;
  void *context;
  bank_proof proof;
} proving;

static sd_status add_received(void *context, const budget_state *state, sd_error *error) {
  (void)error;
  proving *p = context;
  if (strcmp(state->line.bank, p->proof.account) == 0) {
    p->proof.ledger_received_fen += state->banked_fen;
  }
  return SD_OK;
}

static sd_status read_ledger(proving *p, sd_error *error) {
  char code[ACCOUNT_CODE_SIZE];
  account bank;
  (void)snprintf(code, sizeof code, "bank/%s", p->proof.account);
  sd_status status = ledger_account_find(p->db, code, &bank, NULL);
  if (status == SD_NOT_FOUND) return SD_OK; /* no budget line pays from it yet */
  TRY(status);
  TRY(budget_lines_each(p->db, add_received, p, error));
  p->proof.ledger_balance_fen = account_balance_fen(&bank);
  p->proof.ledger_paid_fen = bank.credits_posted_fen;
  p->proof.ledger_returned_fen = bank.debits_posted_fen - p->proof.ledger_received_fen;
  return SD_OK;
}

static sd_status read_bank(proving *p, sd_error *error) {
  query *q;
  TRY(query_open(p->db,
                 "SELECT s.bank_number, s.closing_fen, t.debits, t.credits, t.statements"
                 " FROM payout_statement s JOIN (SELECT max(number) AS last, sum(debits_fen) AS"
                 " debits, sum(credits_fen) AS credits, count(*) AS statements"
                 " FROM payout_statement WHERE account = ?1) t ON t.last = s.number",
                 &q, error));
  query_bind_string(q, 1, p->proof.account);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    p->proof.statement_number = query_integer(q, 0);
    p->proof.bank_closing_fen = query_integer(q, 1);
    p->proof.bank_debits_fen = query_integer(q, 2);
    p->proof.bank_credits_fen = query_integer(q, 3);
    p->proof.statements = query_integer(q, 4);
  }
  query_close(q);
  return status;
}

static sd_status read_queue(proving *p, sd_error *error) {
  query *q;
  TRY(query_open(p->db,
                 "SELECT sum(CASE WHEN e.is_credit = 1 THEN e.amount_fen ELSE -e.amount_fen END)"
                 " FROM payout_entry e JOIN payout_statement s ON s.number = e.statement"
                 " WHERE e.is_queued = 1 AND s.account = ?1",
                 &q, error));
  query_bind_string(q, 1, p->proof.account);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) p->proof.queued_fen = query_integer(q, 0);
  query_close(q);
  return status;
}

static sd_status prove_payer(void *context, const payer *owner, sd_error *error) {
  proving *p = context;
  p->proof = (bank_proof){.account = owner->account_number};
  TRY(read_ledger(p, error));
  TRY(read_bank(p, error));
  TRY(read_queue(p, error));
  if (p->proof.statements > 0) {
    p->proof.difference_fen = p->proof.bank_closing_fen - p->proof.ledger_balance_fen;
    p->proof.unexplained_fen = p->proof.difference_fen - p->proof.queued_fen;
  }
  return p->visit(p->context, &p->proof, error);
}

sd_status bank_proofs_each(database *db, bank_proof_visitor visit, void *context, sd_error *error) {
  proving p = {.db = db, .visit = visit, .context = context};
  return payers_each(db, prove_payer, &p, error);
}

/* --- the proof in the chain --- */

typedef struct recording {
  const char *account;
  json_writer *writer;
  text_builder *sums; /* what the hash is over */
  bool found;
} recording;

static void add_sum(recording *r, const char *name, int64_t fen) {
  json_member_integer(r->writer, name, fen);
  text_builder_format(r->sums, "%s=%lld\n", name, (long long)fen);
}

static sd_status write_account(void *context, const bank_proof *p, sd_error *error) {
  (void)error;
  recording *r = context;
  if (strcmp(p->account, r->account) != 0) return SD_OK;
  r->found = true;
  text_builder_format(r->sums, "account=%s\n", p->account);
  add_sum(r, "statement", p->statement_number);
  add_sum(r, "bank_closing_fen", p->bank_closing_fen);
  add_sum(r, "bank_debits_fen", p->bank_debits_fen);
  add_sum(r, "bank_credits_fen", p->bank_credits_fen);
  add_sum(r, "ledger_balance_fen", p->ledger_balance_fen);
  add_sum(r, "ledger_paid_fen", p->ledger_paid_fen);
  add_sum(r, "ledger_returned_fen", p->ledger_returned_fen);
  add_sum(r, "queued_fen", p->queued_fen);
  add_sum(r, "difference_fen", p->difference_fen);
  add_sum(r, "unexplained_fen", p->unexplained_fen);
  return SD_OK;
}

static sd_status write_line(void *context, const budget_state *s, sd_error *error) {
  (void)error;
  recording *r = context;
  if (strcmp(s->line.bank, r->account) != 0) return SD_OK;
  json_begin_object(r->writer);
  json_member_string(r->writer, "line", s->line.line);
  text_builder_format(r->sums, "line=%s\n", s->line.line);
  add_sum(r, "year", s->line.year);
  add_sum(r, "received_fen", s->received_fen);
  add_sum(r, "allotted_fen", s->allotted_fen);
  add_sum(r, "reserved_fen", s->reserved_fen);
  add_sum(r, "paid_fen", s->paid_fen);
  add_sum(r, "returned_fen", s->returned_fen);
  add_sum(r, "available_fen", s->available_fen);
  json_end_object(r->writer);
  return SD_OK;
}

static sd_status write_proof(database *db, recording *r, sd_error *error) {
  char hex[SM3_TEXT_SIZE];
  sm3_digest digest;
  json_begin_object(r->writer);
  TRY(bank_proofs_each(db, write_account, r, error));
  json_key(r->writer, "lines");
  json_begin_array(r->writer);
  TRY(budget_lines_each(db, write_line, r, error));
  json_end_array(r->writer);
  if (r->sums->failed || !sm3_of(text_builder_text(r->sums), &digest)) {
    return payout_out_of_memory(error);
  }
  sm3_format(&digest, hex);
  json_member_string(r->writer, "sm3", hex);
  json_end_object(r->writer);
  return SD_OK;
}

sd_status bank_proof_record(database *db, const char *number, const char *date, const char *actor,
                            int64_t now_us, sd_error *error) {
  enum { PROOF_BYTES_MAX = 1 << 24 };
  text_builder payload, sums;
  json_writer w;
  char reference[64];
  (void)snprintf(reference, sizeof reference, "%.40s %.10s", number, date);
  text_builder_init(&payload, PROOF_BYTES_MAX);
  text_builder_init(&sums, PROOF_BYTES_MAX);
  json_init(&w, &payload);
  recording r = {.account = number, .writer = &w, .sums = &sums};
  sd_status status = write_proof(db, &r, error);
  if (status == SD_OK && payload.failed) status = payout_out_of_memory(error);
  if (status == SD_OK && r.found) {
    status = audit_append(db, actor, "bank-proof", reference, text_builder_text(&payload), now_us,
                          NULL, error);
  }
  text_builder_release(&payload);
  text_builder_release(&sums);
  return status;
}

/* --- the queue --- */

static sd_status queued_of_row(database *db, query *q, queued_entry *out, sd_error *error) {
  *out = (queued_entry){.id = query_integer(q, 0),
                        .account = query_text(q, 1).data,
                        .statement = query_text(q, 2).data,
                        .reference = query_text(q, 3).data,
                        .end_to_end = query_text(q, 4).data,
                        .booking_date = query_text(q, 5).data,
                        .return_code = query_text(q, 6).data,
                        .amount_fen = query_integer(q, 7),
                        .is_credit = query_integer(q, 8) == 1};
  if (finding_parse(query_text(q, 9), &out->finding)) return SD_OK;
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FIELD_INVALID,
                   SD_ARGS("payout_entry.finding", out->reference));
}

sd_status exceptions_each(database *db, queued_entry_visitor visit, void *context,
                          sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT e.number, s.account, s.id, e.reference, e.end_to_end, e.booking_date,"
                 " e.return_code, e.amount_fen, e.is_credit, e.finding FROM payout_entry e"
                 " JOIN payout_statement s ON s.number = e.statement WHERE e.is_queued = 1"
                 " ORDER BY e.number",
                 &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    queued_entry entry;
    status = queued_of_row(db, q, &entry, error);
    if (status == SD_OK) status = visit(context, &entry, error);
  }
  query_close(q);
  return status;
}
