/* The proof of the ledger: every hash recomputed, every transfer replayed, every sum compared. */
#include <assert.h>

#include "base/arena.h"
#include "base/messages/ledger.h"
#include "ledger/ledger_rows.h"

enum { REPLAY_BATCH = 4096 };

typedef struct proving {
  database *db;
  book *stored;   /* accounts as they stand */
  book *replayed; /* accounts from zero */
  sm3_hasher *hasher, *total;
  transfer batch[REPLAY_BATCH];
  transfer_verdict verdicts[REPLAY_BATCH];
  size_t count;
  int64_t last_sequence;
  ledger_proof *out;
} proving;

static sd_status proof_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status take_account(void *context, const account *a, sd_error *error) {
  proving *p = context;
  TRY(book_add_account(p->stored, a, error));
  account empty = *a;
  empty.debits_pending_fen = empty.debits_posted_fen = 0;
  empty.credits_pending_fen = empty.credits_posted_fen = 0;
  p->out->accounts++;
  return book_add_account(p->replayed, &empty, error);
}

static sd_status replay_batch(proving *p, sd_error *error) {
  TRY(book_apply(p->replayed, p->batch, p->count, p->verdicts, error));
  for (size_t i = 0; i < p->count; i++) {
    if (p->verdicts[i] == VERDICT_CREATED) continue;
    int64_t sequence = p->last_sequence - (int64_t)(p->count - 1 - i);
    return ledger_corrupt(p->db, MESSAGE_LEDGER_REPLAY_DIFFERS,
                          SD_ARGS(SD_NUMBER(sequence), verdict_name(p->verdicts[i])), error);
  }
  p->count = 0;
  return SD_OK;
}

static sd_status take_record(proving *p, query *q, sd_error *error) {
  transfer_record record;
  sm3_digest stored, computed;
  TRY(record_of_row(p->db, q, &record, &stored, error));
  if (!transfer_content_hash(p->hasher, &record.transfer, &computed)) {
    return proof_out_of_memory(error);
  }
  if (!sm3_equal(&stored, &computed) || record.sequence != p->last_sequence + 1) {
    return ledger_corrupt(p->db, MESSAGE_LEDGER_HASH_DIFFERS,
                          SD_ARGS(SD_NUMBER(p->last_sequence + 1)), error);
  }
  sm3_add(p->total, (text){(const char *)stored.bytes, SM3_SIZE});
  p->last_sequence = record.sequence;
  p->batch[p->count++] = record.transfer;
  p->out->transfers++;
  return p->count == REPLAY_BATCH ? replay_batch(p, error) : SD_OK;
}

static sd_status replay_all(proving *p, sd_error *error) {
  query *q;
  TRY(query_open(p->db, "SELECT " RECORD_COLUMNS " FROM " RECORD_TABLES " ORDER BY t.sequence", &q,
                 error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    status = take_record(p, q, error);
  }
  query_close(q);
  return status == SD_OK ? replay_batch(p, error) : status;
}

static sd_status compare_sums(proving *p, sd_error *error) {
  assert(book_account_count(p->stored) == book_account_count(p->replayed));
  for (size_t i = 0; i < book_account_count(p->stored); i++) {
    const account *a = book_account_at(p->stored, i), *b = book_account_at(p->replayed, i);
    bool same = a->debits_pending_fen == b->debits_pending_fen &&
                a->debits_posted_fen == b->debits_posted_fen &&
                a->credits_pending_fen == b->credits_pending_fen &&
                a->credits_posted_fen == b->credits_posted_fen;
    if (!same) {
      return ledger_corrupt(p->db, MESSAGE_LEDGER_SUM_DIFFERS, SD_ARGS(a->code), error);
    }
    p->out->debits_posted_fen += a->debits_posted_fen;
    p->out->pending_fen += a->debits_pending_fen;
  }
  return SD_OK;
}

static sd_status prove(proving *p, sd_error *error) {
  TRY(ledger_accounts_each(p->db, take_account, p, error));
  TRY(replay_all(p, error));
  TRY(compare_sums(p, error));
  if (!book_is_conserved(p->stored)) {
    return ledger_corrupt(p->db, MESSAGE_LEDGER_NOT_CONSERVED, NULL, error);
  }
  return sm3_finish(p->total, &p->out->hash) ? SD_OK : proof_out_of_memory(error);
}

sd_status ledger_verify(database *db, ledger_proof *proof_out, sd_error *error) {
  *proof_out = (ledger_proof){0};
  arena *a = arena_create(0);
  proving *p = a == NULL ? NULL : ARENA_NEW(a, proving);
  if (p == NULL) {
    arena_destroy(a);
    return proof_out_of_memory(error);
  }
  p->db = db;
  p->out = proof_out;
  p->stored = book_create();
  p->replayed = book_create();
  p->hasher = sm3_create();
  p->total = sm3_create();
  bool ready = p->stored != NULL && p->replayed != NULL && p->hasher != NULL && p->total != NULL;
  sd_status status = ready ? prove(p, error) : proof_out_of_memory(error);
  sm3_destroy(p->total);
  sm3_destroy(p->hasher);
  book_destroy(p->replayed);
  book_destroy(p->stored);
  arena_destroy(a);
  return status;
}

/* The first account that the query selects is one that should not be so. */
static sd_status refuse_account(database *db, const char *sql, message_id message,
                                sd_error *error) {
  query *q;
  TRY(query_open(db, sql, &q, error));
  bool row;
  account found;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    status = account_of_row(db, q, &found, error);
    if (status == SD_OK) status = ledger_corrupt(db, message, SD_ARGS(found.code), error);
  }
  query_close(q);
  return status;
}

sd_status ledger_openings_verify(database *db, sd_error *error) {
  static const char untold[] = "SELECT " ACCOUNT_COLUMNS
                               " FROM ledger_account"
                               " WHERE opened_us NOT IN (SELECT time_us FROM audit_entry)"
                               " ORDER BY code LIMIT 1";
  static const char other[] =
      "SELECT " ACCOUNT_COLUMNS
      " FROM ledger_account a JOIN ledger_budget_line l ON"
      " (a.id = bank_account AND code <> 'bank/' || bank)"
      " OR (a.id = received_account AND code <> 'received/' || line || '/' || year)"
      " OR (a.id = allotted_account AND code <> 'allotted/' || line || '/' || year)"
      " OR (a.id = payable_account AND code <> 'payable/' || line || '/' || year)"
      " OR (a.id = returned_account AND code <> 'returned/' || line || '/' || year) LIMIT 1";
  TRY(refuse_account(db, untold, MESSAGE_LEDGER_OPENING_UNTOLD, error));
  return refuse_account(db, other, MESSAGE_LEDGER_LINE_OTHER_ACCOUNT, error);
}
