/* Budget lines: money received, allotted, reserved, paid, available, per line and year. */
#include "ledger/budget.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/messages/ledger.h"
#include "base/money.h"
#include "ledger/ledger_rows.h"

enum { CHAIN_MAX = 8 };

bool budget_name_is_valid(const char *name, size_t size) {
  size_t length = strlen(name);
  if (length == 0 || length >= size || !text_is_utf8(text_of(name))) return false;
  for (size_t i = 0; i < length; i++) {
    if ((unsigned char)name[i] <= 0x20 || name[i] == 0x7F || name[i] == '/') return false;
  }
  return true;
}

/* --- the line --- */

static sd_status find_line(database *db, const char *line, int32_t year, bool *found_out,
                           budget_line *out, sd_error *error) {
  query *q;
  TRY(query_open(
      db,
      "SELECT bank, bank_account, received_account, allotted_account, payable_account,"
      " returned_account, closed_us, level FROM ledger_budget_line WHERE line = ?1 AND year = ?2",
      &q, error));
  query_bind_string(q, 1, line);
  query_bind_integer(q, 2, year);
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) {
    *out = (budget_line){.year = year,
                         .bank_account = query_integer(q, 1),
                         .received_account = query_integer(q, 2),
                         .allotted_account = query_integer(q, 3),
                         .payable_account = query_integer(q, 4),
                         .returned_account = query_integer(q, 5),
                         .closed = query_integer(q, 6) != 0,
                         .level = (budget_level)query_integer(q, 7)};
    text bank = query_text(q, 0);
    (void)snprintf(out->line, sizeof out->line, "%s", line);
    (void)snprintf(out->bank, sizeof out->bank, "%.*s", TEXT_ARG(bank));
  }
  query_close(q);
  return status;
}

sd_status budget_line_find(database *db, const char *line, int32_t year, budget_line *out,
                           sd_error *error) {
  bool found;
  TRY(find_line(db, line, year, &found, out, error));
  if (found) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_LEDGER_BUDGET_LINE_UNKNOWN,
                   SD_ARGS(line, SD_NUMBER(year)));
}

static sd_status open_account(database *db, account_kind kind, const char *prefix,
                              const budget_line *line, int64_t now_us, account_id *id_out,
                              sd_error *error) {
  char code[ACCOUNT_CODE_SIZE];
  int size = snprintf(code, sizeof code, "%s/%s/%d", prefix, line->line, (int)line->year);
  assert(size > 0 && (size_t)size < sizeof code);
  return ledger_account_open(db, kind, code, now_us, id_out, error);
}

static sd_status open_accounts(database *db, budget_line *l, int64_t now_us, sd_error *error) {
  char bank[ACCOUNT_CODE_SIZE];
  (void)snprintf(bank, sizeof bank, "bank/%s", l->bank);
  TRY(ledger_account_open(db, ACCOUNT_BANK, bank, now_us, &l->bank_account, error));
  TRY(open_account(db, ACCOUNT_BUDGET_RECEIVED, "received", l, now_us, &l->received_account,
                   error));
  TRY(open_account(db, ACCOUNT_BUDGET_ALLOTTED, "allotted", l, now_us, &l->allotted_account,
                   error));
  TRY(open_account(db, ACCOUNT_PAYABLE, "payable", l, now_us, &l->payable_account, error));
  return open_account(db, ACCOUNT_RETURNED, "returned", l, now_us, &l->returned_account, error);
}

static sd_status insert_line(database *db, const budget_line *l, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO ledger_budget_line (line, year, bank, bank_account,"
                 " received_account, allotted_account, payable_account, returned_account)"
                 " VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
                 &q, error));
  query_bind_string(q, 1, l->line);
  query_bind_integer(q, 2, l->year);
  query_bind_string(q, 3, l->bank);
  query_bind_integer(q, 4, l->bank_account);
  query_bind_integer(q, 5, l->received_account);
  query_bind_integer(q, 6, l->allotted_account);
  query_bind_integer(q, 7, l->payable_account);
  query_bind_integer(q, 8, l->returned_account);
  return query_finish(q, error);
}

sd_status budget_line_open(database *db, const char *line, int32_t year, const char *bank,
                           int64_t now_us, budget_line *out, sd_error *error) {
  assert(database_in_transaction(db));
  bool valid = budget_name_is_valid(line, BUDGET_LINE_SIZE) &&
               budget_name_is_valid(bank, BANK_NUMBER_SIZE) && year >= LIMIT_FACT_YEAR_MIN &&
               year <= LIMIT_FACT_YEAR_MAX;
  if (!valid) {
    return error_set(error, SD_INVALID, MESSAGE_LEDGER_BUDGET_LINE_INVALID,
                     SD_ARGS(line, SD_NUMBER(year)));
  }
  bool found;
  TRY(find_line(db, line, year, &found, out, error));
  if (found && strcmp(out->bank, bank) != 0) {
    return error_set(error, SD_CONFLICT, MESSAGE_LEDGER_BUDGET_LINE_OTHER_BANK,
                     SD_ARGS(line, out->bank));
  }
  if (found) return SD_OK;
  *out = (budget_line){.year = year};
  (void)snprintf(out->line, sizeof out->line, "%s", line);
  (void)snprintf(out->bank, sizeof out->bank, "%s", bank);
  TRY(open_accounts(db, out, now_us, error));
  return insert_line(db, out, error);
}

sd_status budget_line_set_level(database *db, budget_line *line, budget_level level,
                                sd_error *error) {
  assert(database_in_transaction(db) && level > LEVEL_NONE && level < LEVEL_COUNT);
  if (line->level == level) return SD_OK;
  if (line->level != LEVEL_NONE) {
    return error_set(error, SD_CONFLICT, MESSAGE_LEDGER_LEVEL_IS_ANOTHER,
                     SD_ARGS(line->line, level_word(line->level)));
  }
  query *q;
  TRY(query_open(db, "UPDATE ledger_budget_line SET level = ?3 WHERE line = ?1 AND year = ?2", &q,
                 error));
  query_bind_string(q, 1, line->line);
  query_bind_integer(q, 2, line->year);
  query_bind_integer(q, 3, level);
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status == SD_OK) line->level = level;
  return status;
}

/* --- money in --- */

/* Ids of transfers about one thing: "<what>:<thing>". */
static transfer_id id_for(const char *what, const char *thing) {
  char key[256];
  int size = snprintf(key, sizeof key, "%s:%s", what, thing);
  assert(size > 0 && (size_t)size < sizeof key);
  return transfer_id_of(key);
}

static transfer make(transfer_kind kind, const char *what, const char *order, account_id debit,
                     account_id credit, int64_t amount_fen) {
  transfer t = {.id = id_for(what, order),
                .debit = debit,
                .credit = credit,
                .amount_fen = amount_fen,
                .kind = kind};
  (void)snprintf(t.reference, sizeof t.reference, "%s", order);
  return t;
}

sd_status budget_refuse_closed(const budget_line *line, sd_error *error) {
  return error_set(error, SD_REFUSED, MESSAGE_LEDGER_BUDGET_LINE_CLOSED,
                   SD_ARGS(line->line, SD_NUMBER(line->year)));
}

sd_status budget_book_document(database *db, const char *actor, const char *key, transfer *chain,
                               size_t count, int64_t now_us, sd_error *error) {
  assert(database_in_transaction(db) && count <= CHAIN_MAX);
  transfer_verdict verdicts[CHAIN_MAX];
  ledger_answer answer;
  TRY(ledger_apply(db, actor, chain, count, now_us, verdicts, &answer, error));
  if (answer.refused == 0) return SD_OK;
  transfer_verdict verdict = verdicts[answer.first_refused];
  if (verdict == VERDICT_EXISTS_WITH_DIFFERENT_CONTENT) {
    return error_set(error, SD_CONFLICT, MESSAGE_LEDGER_BUDGET_KEY_USED, SD_ARGS(key));
  }
  return error_set(error, SD_REFUSED, MESSAGE_LEDGER_TRANSFER_REFUSED,
                   SD_ARGS(key, verdict_name(verdict)));
}

/* A document number counts within its line and year. */
static sd_status book_document(database *db, const char *actor, const char *key, transfer *t,
                               int64_t now_us, sd_error *error) {
  if (!budget_name_is_valid(key, TRANSFER_REFERENCE_SIZE)) {
    return error_set(error, SD_INVALID, MESSAGE_LEDGER_DOCUMENT_INVALID, SD_ARGS(key));
  }
  return budget_book_document(db, actor, key, t, 1, now_us, error);
}

static void document_key(const budget_line *line, const char *key, char out[160]) {
  (void)snprintf(out, 160, "%s/%d/%s", line->line, (int)line->year, key);
}

sd_status budget_receive(database *db, const char *actor, const budget_line *line, const char *key,
                         int64_t amount_fen, int64_t now_us, sd_error *error) {
  char thing[160];
  if (line->closed) return budget_refuse_closed(line, error);
  document_key(line, key, thing);
  transfer t = make(TRANSFER_PLAIN, "receive", thing, line->bank_account, line->received_account,
                    amount_fen);
  (void)snprintf(t.reference, sizeof t.reference, "%s", key);
  return book_document(db, actor, key, &t, now_us, error);
}

sd_status budget_allot(database *db, const char *actor, const budget_line *line, const char *key,
                       int64_t amount_fen, int64_t now_us, sd_error *error) {
  char thing[160];
  if (line->closed) return budget_refuse_closed(line, error);
  document_key(line, key, thing);
  transfer t = make(TRANSFER_PLAIN, "allot", thing, line->received_account, line->allotted_account,
                    amount_fen);
  (void)snprintf(t.reference, sizeof t.reference, "%s", key);
  sd_status status = book_document(db, actor, key, &t, now_us, error);
  if (status != SD_REFUSED) return status;
  budget_state state;
  TRY(budget_state_get(db, line->line, line->year, &state, error));
  char asked[MONEY_TEXT_SIZE], free_text[MONEY_TEXT_SIZE];
  money_format(amount_fen, asked);
  money_format(state.free_fen, free_text);
  return error_set(error, SD_REFUSED, MESSAGE_LEDGER_BUDGET_NOT_RECEIVED,
                   SD_ARGS(line->line, asked, free_text));
}

/* --- the end of the year --- */

static sd_status count_sweeps(database *db, const budget_line *line, int64_t *out,
                              sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT count(*) FROM ledger_transfer t JOIN ledger_account a ON a.id = t.credit"
                 " WHERE a.code = 'unspent/' || ?1 || '/' || ?2",
                 &q, error));
  query_bind_string(q, 1, line->line);
  char year[24];
  query_bind_string(q, 2, number_text(year, line->year));
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK) *out = row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

/* Both sweeps in one batch; each has a number of its own, so that a later one is another act. */
static sd_status sweep(database *db, const char *actor, const budget_state *s, int64_t now_us,
                       int64_t *swept_out, sd_error *error) {
  account_id unspent;
  int64_t number;
  TRY(open_account(db, ACCOUNT_UNSPENT, "unspent", &s->line, now_us, &unspent, error));
  TRY(count_sweeps(db, &s->line, &number, error));
  int64_t idle_fen = s->free_fen;
  transfer out[2];
  size_t count = 0;
  char key[160], name[32];
  (void)snprintf(name, sizeof name, "close-%d", (int)number + 1);
  document_key(&s->line, name, key);
  if (s->available_fen > 0) {
    out[count++] = make(TRANSFER_PLAIN, "close-allotted", key, s->line.allotted_account, unspent,
                        s->available_fen);
  }
  if (idle_fen > 0) {
    out[count++] =
        make(TRANSFER_PLAIN, "close-received", key, s->line.received_account, unspent, idle_fen);
  }
  *swept_out = s->available_fen + idle_fen;
  return count == 0 ? SD_OK : ledger_apply_all(db, actor, out, count, now_us, error);
}

sd_status budget_line_close(database *db, const char *actor, const char *line, int32_t year,
                            bool keep, int64_t now_us, int64_t *swept_fen_out, sd_error *error) {
  assert(database_in_transaction(db));
  budget_state s;
  *swept_fen_out = 0;
  TRY(budget_state_get(db, line, year, &s, error));
  if (s.reserved_fen > 0 && !keep) {
    char reserved[MONEY_TEXT_SIZE];
    money_format(s.reserved_fen, reserved);
    return error_set(error, SD_REFUSED, MESSAGE_LEDGER_BUDGET_RESERVED, SD_ARGS(line, reserved));
  }
  TRY(sweep(db, actor, &s, now_us, swept_fen_out, error));
  query *q;
  TRY(query_open(db,
                 "UPDATE ledger_budget_line SET closed_us = ?3 WHERE line = ?1 AND year = ?2"
                 " AND closed_us = 0",
                 &q, error));
  query_bind_string(q, 1, line);
  query_bind_integer(q, 2, year);
  query_bind_integer(q, 3, now_us);
  return query_finish(q, error);
}

/* What went from an account to the line's unspent one, and what is left there. */
static sd_status read_unspent(database *db, budget_state *s, int64_t at_us, int64_t *from_allotted,
                              int64_t *from_received, sd_error *error) {
  query *q;
  *from_allotted = *from_received = 0;
  if (!s->line.closed) return SD_OK;
  char code[ACCOUNT_CODE_SIZE];
  (void)snprintf(code, sizeof code, "unspent/%s/%d", s->line.line, (int)s->line.year);
  account unspent;
  TRY(ledger_account_at(db, code, at_us, &unspent, error));
  s->unspent_fen = -account_balance_fen(&unspent);
  TRY(query_open(db,
                 "SELECT sum(CASE WHEN debit = ?2 THEN amount_fen ELSE 0 END),"
                 " sum(CASE WHEN debit = ?3 THEN amount_fen ELSE 0 END) FROM ledger_transfer"
                 " WHERE credit = ?1 AND at_us <= ?4",
                 &q, error));
  query_bind_integer(q, 4, at_us);
  query_bind_integer(q, 1, unspent.id);
  query_bind_integer(q, 2, s->line.allotted_account);
  query_bind_integer(q, 3, s->line.received_account);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    *from_allotted = query_integer(q, 0);
    *from_received = query_integer(q, 1);
  }
  query_close(q);
  return status;
}

/* --- how a line stands --- */

static sd_status account_by_id(database *db, account_id id, account *out, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " ACCOUNT_COLUMNS " FROM ledger_account WHERE id = ?1", &q, error));
  query_bind_integer(q, 1, id);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK) {
    status =
        row ? account_of_row(db, q, out, error)
            : ledger_corrupt(db, MESSAGE_LEDGER_ACCOUNT_UNKNOWN, SD_ARGS(SD_NUMBER(id)), error);
  }
  query_close(q);
  return status;
}

/* One of the line's accounts, as it is (INT64_MAX) or was. */
static sd_status account_of_line(database *db, account_id id, int64_t at_us, account *out,
                                 sd_error *error) {
  TRY(account_by_id(db, id, out, error));
  if (at_us == INT64_MAX) return SD_OK;
  account then;
  TRY(ledger_account_at(db, out->code, at_us, &then, error));
  *out = then;
  return SD_OK;
}

/* What came from lines of other levels: of the received money, and what came into the bank. */
static sd_status read_arrived(database *db, budget_state *s, int64_t at_us, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT r.is_up, r.crosses, t.amount_fen FROM ledger_route r"
                 " JOIN ledger_transfer t ON t.debit = r.passed_account"
                 " WHERE r.to_line = ?1 AND r.year = ?2 AND t.credit = ?3 AND t.at_us <= ?4",
                 &q, error));
  query_bind_string(q, 1, s->line.line);
  query_bind_integer(q, 2, s->line.year);
  query_bind_integer(q, 3, s->line.received_account);
  query_bind_integer(q, 4, at_us);
  sd_status status = SD_OK;
  s->banked_fen = s->received_fen;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    *(query_integer(q, 0) == 1 ? &s->from_below_fen : &s->from_above_fen) += query_integer(q, 2);
    if (query_integer(q, 1) == 0) s->banked_fen -= query_integer(q, 2);
  }
  query_close(q);
  return status;
}

/* What went to lines of other levels, and what of it has not arrived there. */
static sd_status read_passed(database *db, budget_state *s, int64_t at_us, sd_error *error) {
  TRY(read_arrived(db, s, at_us, error));
  query *q;
  TRY(query_open(db,
                 "SELECT r.is_up, t.credit = r.passed_account, t.amount_fen FROM ledger_route r"
                 " JOIN ledger_transfer t ON t.credit = r.passed_account"
                 " OR t.debit = r.passed_account"
                 " WHERE r.line = ?1 AND r.year = ?2 AND t.at_us <= ?3",
                 &q, error));
  query_bind_string(q, 1, s->line.line);
  query_bind_integer(q, 2, s->line.year);
  query_bind_integer(q, 3, at_us);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    int64_t amount_fen = query_integer(q, 2);
    bool passed = query_integer(q, 1) == 1;
    s->under_way_fen += passed ? amount_fen : -amount_fen;
    if (passed) *(query_integer(q, 0) == 1 ? &s->passed_up_fen : &s->passed_down_fen) += amount_fen;
  }
  query_close(q);
  return status;
}

sd_status budget_state_get(database *db, const char *line, int32_t year, budget_state *out,
                           sd_error *error) {
  return budget_state_at(db, line, year, INT64_MAX, out, error);
}

sd_status budget_state_at(database *db, const char *line, int32_t year, int64_t at_us,
                          budget_state *out, sd_error *error) {
  *out = (budget_state){0};
  TRY(budget_line_find(db, line, year, &out->line, error));
  account received, allotted, returned;
  TRY(account_of_line(db, out->line.received_account, at_us, &received, error));
  TRY(account_of_line(db, out->line.allotted_account, at_us, &allotted, error));
  TRY(account_of_line(db, out->line.returned_account, at_us, &returned, error));
  int64_t taken_fen, idle_fen; /* at the end of the year */
  TRY(read_unspent(db, out, at_us, &taken_fen, &idle_fen, error));
  out->received_fen = received.credits_posted_fen;
  out->free_fen = account_available_fen(&received);
  TRY(read_passed(db, out, at_us, error));
  int64_t passed_fen = out->passed_down_fen + out->passed_up_fen;
  int64_t given_fen = received.debits_posted_fen - idle_fen - passed_fen;
  /* What the allotted account got from elsewhere than the received one came back from payees. */
  int64_t restored_fen = allotted.credits_posted_fen - given_fen;
  out->allotted_fen = given_fen;
  out->taken_back_fen = taken_fen;
  out->idle_back_fen = idle_fen;
  out->reserved_fen = allotted.debits_pending_fen;
  out->paid_fen = allotted.debits_posted_fen - taken_fen - restored_fen;
  out->returned_fen = returned.credits_posted_fen - returned.debits_posted_fen;
  out->available_fen = account_available_fen(&allotted);
  assert(out->available_fen == out->allotted_fen - taken_fen - out->reserved_fen - out->paid_fen);
  return SD_OK;
}

sd_status budget_lines_each(database *db, budget_visitor visit, void *context, sd_error *error) {
  return budget_lines_each_at(db, 0, INT64_MAX, visit, context, error);
}

sd_status budget_lines_each_at(database *db, int32_t year, int64_t at_us, budget_visitor visit,
                               void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT line, year FROM ledger_budget_line WHERE ?1 = 0 OR year = ?1"
                 " ORDER BY line, year",
                 &q, error));
  query_bind_integer(q, 1, year);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    char line[BUDGET_LINE_SIZE];
    (void)snprintf(line, sizeof line, "%.*s", TEXT_ARG(query_text(q, 0)));
    budget_state state;
    status = budget_state_at(db, line, (int32_t)query_integer(q, 1), at_us, &state, error);
    if (status == SD_OK) status = visit(context, &state, error);
  }
  query_close(q);
  return status;
}

/* --- the chains of a payout --- */

transfer budget_reserve_transfer(const budget_line *line, const char *order, int64_t amount_fen) {
  return make(TRANSFER_PENDING, "reserve", order, line->allotted_account, line->payable_account,
              amount_fen);
}

transfer budget_release_transfer(const budget_line *line, const char *order, int64_t amount_fen) {
  transfer t = make(TRANSFER_VOID, "release", order, line->allotted_account, line->payable_account,
                    amount_fen);
  t.refers_to = id_for("reserve", order);
  return t;
}

void budget_pay_chain(const budget_line *line, const char *order, int64_t amount_fen,
                      transfer out[2]) {
  out[0] =
      make(TRANSFER_POST, "post", order, line->allotted_account, line->payable_account, amount_fen);
  out[0].refers_to = id_for("reserve", order);
  out[0].linked = true;
  out[1] =
      make(TRANSFER_PLAIN, "pay", order, line->payable_account, line->bank_account, amount_fen);
}

transfer budget_transfer(const char *what, const char *key, account_id debit, account_id credit,
                         int64_t amount_fen) {
  return make(TRANSFER_PLAIN, what, key, debit, credit, amount_fen);
}

sd_status budget_unspent_account(database *db, const budget_line *line, int64_t now_us,
                                 account_id *out, sd_error *error) {
  return open_account(db, ACCOUNT_UNSPENT, "unspent", line, now_us, out, error);
}

void budget_late_payment_chain(const budget_line *line, const char *order, int64_t amount_fen,
                               transfer out[2]) {
  out[0] = make(TRANSFER_PLAIN, "late", order, line->allotted_account, line->payable_account,
                amount_fen);
  out[0].linked = true;
  out[1] =
      make(TRANSFER_PLAIN, "pay", order, line->payable_account, line->bank_account, amount_fen);
}

void budget_give_back_chain(const budget_attachment *a, const char *order, int64_t amount_fen,
                            int part, bool same_year, transfer out[2]) {
  char back[24] = "return", settle[24] = "settle";
  if (part > 0) {
    (void)snprintf(back, sizeof back, "return-%d", part);
    (void)snprintf(settle, sizeof settle, "settle-%d", part);
  }
  out[0] = make(TRANSFER_REVERSAL, back, order, a->origin->bank_account, a->origin->payable_account,
                amount_fen);
  out[0].refers_to = id_for("pay", order);
  out[0].linked = true;
  /* Both ends have one id: money that came back is settled one way, once. */
  if (!same_year) {
    out[1] = make(TRANSFER_PLAIN, settle, order, a->origin->payable_account,
                  a->line->returned_account, amount_fen);
    return;
  }
  out[1] = make(TRANSFER_REVERSAL, settle, order, a->origin->payable_account,
                a->line->allotted_account, amount_fen);
  out[1].refers_to = id_for(a->by, order);
}

void budget_return_chain(const budget_line *line, const char *order, int64_t amount_fen,
                         bool same_year, transfer out[2]) {
  budget_attachment a = {line, line, "post"};
  budget_give_back_chain(&a, order, amount_fen, 0, same_year, out);
}

void budget_correction_chain(const budget_attachment *a, const budget_line *to, const char *order,
                             int64_t amount_fen, int number, transfer out[2]) {
  char correct[24], undo[24];
  (void)snprintf(correct, sizeof correct, "correct-%d", number);
  (void)snprintf(undo, sizeof undo, "detach-%d", number);
  out[0] = make(TRANSFER_PLAIN, correct, order, to->allotted_account, a->origin->payable_account,
                amount_fen);
  out[0].linked = true;
  out[1] = make(TRANSFER_REVERSAL, undo, order, a->origin->payable_account,
                a->line->allotted_account, amount_fen);
  out[1].refers_to = id_for(a->by, order);
}
