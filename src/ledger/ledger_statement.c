/* Statements of an account and its sums at any past moment, folded from the transfers. */
#include <string.h>

#include "base/messages/ledger.h"
#include "ledger/ledger_rows.h"

/* Both sides of the account in order of sequence; the index of each side is in that order. */
static const char statement_sql[] =
    "SELECT t.sequence AS line, t.at_us, t.kind, 1, t.amount_fen, o.amount_fen, a.code,"
    " t.reference FROM ledger_transfer t JOIN ledger_account a ON a.id = t.credit"
    " LEFT JOIN ledger_transfer o ON o.sequence = t.refers_to"
    " WHERE t.debit = ?1 AND t.at_us < ?2"
    " UNION ALL "
    "SELECT t.sequence, t.at_us, t.kind, 0, t.amount_fen, o.amount_fen, a.code, t.reference"
    " FROM ledger_transfer t JOIN ledger_account a ON a.id = t.debit"
    " LEFT JOIN ledger_transfer o ON o.sequence = t.refers_to"
    " WHERE t.credit = ?1 AND t.at_us < ?2 ORDER BY line";

typedef struct folding {
  database *db;
  account account; /* the sums so far */
  char counter[ACCOUNT_CODE_SIZE];
  char reference[TRANSFER_REFERENCE_SIZE];
} folding;

static bool copy_text(char *out, size_t size, text source) {
  if (source.size >= size) return false;
  if (source.size > 0) memcpy(out, source.data, source.size);
  out[source.size] = '\0';
  return true;
}

static sd_status fold_row(folding *f, query *q, statement_line *line, sd_error *error) {
  *line = (statement_line){.sequence = query_integer(q, 0),
                           .at_us = query_integer(q, 1),
                           .is_debit = query_integer(q, 3) == 1,
                           .amount_fen = query_integer(q, 4),
                           .counter_account = f->counter,
                           .reference = f->reference};
  int64_t kind = query_integer(q, 2);
  transfer original = {.amount_fen = query_integer(q, 5)};
  bool good =
      kind >= 0 && kind < TRANSFER_KIND_COUNT && line->amount_fen > 0 &&
      (!transfer_kind_refers((transfer_kind)kind) || line->amount_fen <= original.amount_fen) &&
      copy_text(f->counter, sizeof f->counter, query_text(q, 6)) &&
      copy_text(f->reference, sizeof f->reference, query_text(q, 7));
  if (good) {
    line->kind = (transfer_kind)kind;
    transfer t = {.kind = line->kind, .amount_fen = line->amount_fen};
    account_effect effect = transfer_effect(&t, &original);
    line->effect_pending_fen = effect.pending_fen;
    line->effect_posted_fen = effect.posted_fen;
    good = line->is_debit ? account_add_debit(&f->account, effect)
                          : account_add_credit(&f->account, effect);
  }
  line->after = f->account;
  if (good && account_is_sound(&f->account)) return SD_OK;
  return ledger_corrupt(f->db, MESSAGE_LEDGER_STORED_ROW_INVALID,
                        SD_ARGS(SD_NUMBER(line->sequence)), error);
}

static sd_status fold(folding *f, const char *code, int64_t until_us, int64_t from_us,
                      statement_visitor visit, void *context, sd_error *error) {
  TRY(ledger_account_find(f->db, code, &f->account, error));
  f->account.debits_pending_fen = f->account.debits_posted_fen = 0;
  f->account.credits_pending_fen = f->account.credits_posted_fen = 0;
  query *q;
  TRY(query_open(f->db, statement_sql, &q, error));
  query_bind_integer(q, 1, f->account.id);
  query_bind_integer(q, 2, until_us);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    statement_line line;
    status = fold_row(f, q, &line, error);
    if (status == SD_OK && visit != NULL && line.at_us >= from_us) {
      status = visit(context, &line, error);
    }
  }
  query_close(q);
  return status;
}

sd_status ledger_account_at(database *db, const char *code, int64_t at_us, account *out,
                            sd_error *error) {
  folding f = {.db = db};
  int64_t until_us = at_us == INT64_MAX ? at_us : at_us + 1;
  TRY(fold(&f, code, until_us, 0, NULL, NULL, error));
  *out = f.account;
  return SD_OK;
}

sd_status ledger_statement(database *db, const char *code, int64_t from_us, int64_t until_us,
                           statement_visitor visit, void *context, sd_error *error) {
  folding f = {.db = db};
  return fold(&f, code, until_us, from_us, visit, context, error);
}
