/* The daily proofs of ledger against bank, computed again from statements and transfers. */
#include "payout/bank_proof_check.h"

#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/decimal.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "ledger/past.h"
#include "payout/payout_rows.h"

/* What must stay true: the place in the ledger is that of the last "ledger" entry before the proof,
 * so that acts of the same moment do not count. */

enum { SUMS_BYTES_MAX = 1 << 24 };

static const char *const ACCOUNT_SUMS[] = {
    "statement",          "bank_closing_fen", "bank_debits_fen",     "bank_credits_fen",
    "ledger_balance_fen", "ledger_paid_fen",  "ledger_returned_fen", "queued_fen",
    "difference_fen",     "unexplained_fen"};
static const char *const LINE_SUMS[] = {"year",     "received_fen", "allotted_fen", "reserved_fen",
                                        "paid_fen", "returned_fen", "available_fen"};

typedef struct checking {
  database *db;
  ledger_past *past;
  int64_t transfers; /* by the last "ledger" entry */
  int64_t count;
  /* The proof at hand. */
  const audit_entry *entry;
  const json_value *said;
  arena *arena;
} checking;

static sd_status differs(const checking *c, const char *figure, sd_error *error) {
  char about[80];
  (void)snprintf(about, sizeof about, "%.*s", TEXT_ARG(c->entry->reference));
  database_stop_writing(c->db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_PROOF_DIFFERS,
                   SD_ARGS(about, SD_NUMBER(c->entry->sequence), figure));
}

static bool number_of(const json_value *v, const char *key, int64_t *out) {
  const json_value *found = json_get(v, key);
  decimal number;
  return found != NULL && found->kind == JSON_NUMBER && decimal_parse(found->text, &number) &&
         decimal_to_int64(&number, out);
}

static sd_status expect(const checking *c, const json_value *v, const char *figure, int64_t value,
                        sd_error *error) {
  int64_t said;
  return number_of(v, figure, &said) && said == value ? SD_OK : differs(c, figure, error);
}

/* --- The hash over the sums --- */

static void add_sums(const json_value *v, const char *const *names, size_t count,
                     text_builder *out) {
  for (size_t i = 0; i < count; i++) {
    const json_value *found = json_get(v, names[i]);
    text said = found == NULL ? TEXT("") : found->text;
    text_builder_format(out, "%s=%.*s\n", names[i], TEXT_ARG(said));
  }
}

static text text_member(const json_value *v, const char *key) {
  const json_value *found = json_get(v, key);
  return found != NULL && found->kind == JSON_STRING ? found->text : TEXT("");
}

static sd_status check_hash(const checking *c, const char *paying, sd_error *error) {
  text_builder sums;
  sm3_digest digest;
  char hash[SM3_TEXT_SIZE] = "";
  const json_value *lines = json_get(c->said, "lines");
  text_builder_init(&sums, SUMS_BYTES_MAX);
  text_builder_format(&sums, "account=%s\n", paying);
  add_sums(c->said, ACCOUNT_SUMS, sizeof ACCOUNT_SUMS / sizeof ACCOUNT_SUMS[0], &sums);
  for (size_t i = 0; lines != NULL && i < lines->count; i++) {
    const json_value *line = &lines->items[i];
    text_builder_format(&sums, "line=%.*s\n", TEXT_ARG(text_member(line, "line")));
    add_sums(line, LINE_SUMS, sizeof LINE_SUMS / sizeof LINE_SUMS[0], &sums);
  }
  bool ok = !sums.failed && sm3_of(text_builder_text(&sums), &digest);
  text_builder_release(&sums);
  if (!ok) return payout_out_of_memory(error);
  sm3_format(&digest, hash);
  return text_is(text_member(c->said, "sm3"), hash) ? SD_OK : differs(c, "sm3", error);
}

/* --- The figures --- */

/* Statements up to the last of the proof's day with its number. */
static sd_status check_bank(const checking *c, const char *paying, text day, sd_error *error) {
  query *q;
  int64_t statement, figures[3] = {0};
  bool row = false, found = false;
  if (!number_of(c->said, "statement", &statement)) return differs(c, "statement", error);
  TRY(query_open(c->db,
                 "SELECT s.closing_fen, (SELECT sum(debits_fen) FROM payout_statement WHERE"
                 " account = ?1 AND number <= s.number), (SELECT sum(credits_fen) FROM"
                 " payout_statement WHERE account = ?1 AND number <= s.number)"
                 " FROM payout_statement s WHERE s.account = ?1 AND s.bank_number = ?2"
                 " AND s.date = ?3 ORDER BY s.number DESC LIMIT 1",
                 &q, error));
  query_bind_string(q, 1, paying);
  query_bind_integer(q, 2, statement);
  query_bind_text(q, 3, day);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    found = true;
    for (int i = 0; i < 3; i++) figures[i] = query_integer(q, i);
  }
  query_close(q);
  TRY(status);
  if (!found) return differs(c, "statement", error);
  TRY(expect(c, c->said, "bank_closing_fen", figures[0], error));
  TRY(expect(c, c->said, "bank_debits_fen", figures[1], error));
  return expect(c, c->said, "bank_credits_fen", figures[2], error);
}

static sd_status check_ledger(const checking *c, const char *number, sd_error *error) {
  char code[ACCOUNT_CODE_SIZE];
  int64_t closing, queued, balance_fen = 0, paid_fen = 0;
  (void)snprintf(code, sizeof code, "bank/%s", number);
  const account *bank = ledger_past_account(c->past, code);
  if (bank != NULL) {
    balance_fen = account_balance_fen(bank);
    paid_fen = bank->credits_posted_fen;
  }
  TRY(expect(c, c->said, "ledger_balance_fen", balance_fen, error));
  TRY(expect(c, c->said, "ledger_paid_fen", paid_fen, error));
  if (!number_of(c->said, "bank_closing_fen", &closing) ||
      !number_of(c->said, "queued_fen", &queued)) {
    return differs(c, "queued_fen", error);
  }
  TRY(expect(c, c->said, "difference_fen", closing - balance_fen, error));
  return expect(c, c->said, "unexplained_fen", closing - balance_fen - queued, error);
}

static const account *account_of_line(const checking *c, const char *what, text line,
                                      int64_t year) {
  char code[ACCOUNT_CODE_SIZE];
  (void)snprintf(code, sizeof code, "%s/%.*s/%lld", what, TEXT_ARG(line), (long long)year);
  return ledger_past_account(c->past, code);
}

static sd_status check_line(const checking *c, const json_value *line, sd_error *error) {
  int64_t year;
  text name = text_member(line, "line");
  if (!number_of(line, "year", &year)) return differs(c, "year", error);
  const account *received = account_of_line(c, "received", name, year);
  const account *allotted = account_of_line(c, "allotted", name, year);
  const account *returned = account_of_line(c, "returned", name, year);
  if (received == NULL || allotted == NULL || returned == NULL) return differs(c, "line", error);
  TRY(expect(c, line, "received_fen", received->credits_posted_fen, error));
  TRY(expect(c, line, "reserved_fen", allotted->debits_pending_fen, error));
  TRY(expect(c, line, "returned_fen", returned->credits_posted_fen - returned->debits_posted_fen,
             error));
  return expect(c, line, "available_fen", account_available_fen(allotted), error);
}

/* "ACCOUNT DAY" */
static sd_status check_proof(checking *c, sd_error *error) {
  text reference = c->entry->reference;
  size_t space = text_find(reference, TEXT(" "), 0);
  if (space == SIZE_MAX) return differs(c, "account", error);
  const char *paying = arena_copy(c->arena, text_slice(reference, 0, space)).data;
  if (paying == NULL) return payout_out_of_memory(error);
  TRY(check_hash(c, paying, error));
  TRY(check_bank(c, paying, text_slice(reference, space + 1, reference.size), error));
  TRY(ledger_past_move(c->past, c->transfers, error));
  TRY(check_ledger(c, paying, error));
  const json_value *lines = json_get(c->said, "lines");
  for (size_t i = 0; lines != NULL && i < lines->count; i++) {
    TRY(check_line(c, &lines->items[i], error));
  }
  c->count++;
  return SD_OK;
}

static sd_status take_entry(void *context, const audit_entry *entry, sd_error *error) {
  checking *c = context;
  bool is_ledger = text_is(entry->act, "ledger");
  if (!is_ledger && !text_is(entry->act, "bank-proof")) return SD_OK;
  json_value *said = NULL;
  c->arena = arena_create(0);
  if (c->arena == NULL) return payout_out_of_memory(error);
  c->entry = entry;
  sd_status status = json_read(entry->payload, "audit", c->arena, &said, NULL);
  c->said = said;
  if (status != SD_OK) {
    status = differs(c, "json", error);
  } else if (is_ledger) {
    (void)number_of(said, "to", &c->transfers);
  } else {
    status = check_proof(c, error);
  }
  arena_destroy(c->arena);
  return status;
}

sd_status bank_proofs_check(database *db, int64_t *count_out, sd_error *error) {
  checking c = {.db = db};
  *count_out = 0;
  TRY(ledger_past_open(db, &c.past, error));
  sd_status status = audit_each(db, 1, take_entry, &c, error);
  ledger_past_close(c.past);
  *count_out = c.count;
  return status;
}
