/* The ledger in the store: immutable transfers, account sums, batches in the caller's transaction.
 */
#include "ledger/ledger.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "audit/audit.h"
#include "base/arena.h"
#include "base/messages/ledger.h"
#include "base/text_builder.h"
#include "ledger/ledger_rows.h"

static sd_status ledger_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- accounts --- */

static bool code_is_valid(const char *code) {
  size_t size = strlen(code);
  if (size == 0 || size >= ACCOUNT_CODE_SIZE || !text_is_utf8(text_of(code))) return false;
  for (size_t i = 0; i < size; i++) {
    if ((unsigned char)code[i] <= 0x20 || code[i] == 0x7F) return false;
  }
  return true;
}

static sd_status find_account_row(database *db, const char *code, bool *found_out, account *out,
                                  sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " ACCOUNT_COLUMNS " FROM ledger_account WHERE code = ?1", &q, error));
  query_bind_string(q, 1, code);
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) status = account_of_row(db, q, out, error);
  query_close(q);
  return status;
}

sd_status ledger_account_find(database *db, const char *code, account *out, sd_error *error) {
  bool found;
  TRY(find_account_row(db, code, &found, out, error));
  if (found) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_LEDGER_ACCOUNT_UNKNOWN, SD_ARGS(code));
}

sd_status ledger_account_open(database *db, account_kind kind, const char *code, int64_t now_us,
                              account_id *id_out, sd_error *error) {
  if (!code_is_valid(code)) {
    return error_set(error, SD_INVALID, MESSAGE_LEDGER_ACCOUNT_CODE_INVALID, SD_ARGS(code));
  }
  bool found;
  account existing;
  TRY(find_account_row(db, code, &found, &existing, error));
  if (found && existing.kind != kind) {
    return error_set(error, SD_CONFLICT, MESSAGE_LEDGER_ACCOUNT_OTHER_KIND,
                     SD_ARGS(code, account_kind_name(existing.kind)));
  }
  if (found) {
    *id_out = existing.id;
    return SD_OK;
  }
  int64_t last;
  TRY(database_read_integer(db, "SELECT max(id) FROM ledger_account", &last, error));
  query *q;
  TRY(query_open(db, "INSERT INTO ledger_account (id, code, kind, opened_us) VALUES (?1,?2,?3,?4)",
                 &q, error));
  query_bind_integer(q, 1, last + 1);
  query_bind_string(q, 2, code);
  query_bind_string(q, 3, account_kind_name(kind));
  query_bind_integer(q, 4, now_us);
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status == SD_OK) *id_out = last + 1;
  return status;
}

sd_status ledger_accounts_each(database *db, ledger_account_visitor visit, void *context,
                               sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " ACCOUNT_COLUMNS " FROM ledger_account ORDER BY code", &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    account a;
    status = account_of_row(db, q, &a, error);
    if (status == SD_OK) status = visit(context, &a, error);
  }
  query_close(q);
  return status;
}

/* --- transfers --- */

/* What later transfers made of a stored one. */
static sd_status read_resolution(database *db, transfer_record *record, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT kind, sum(amount_fen) FROM ledger_transfer WHERE refers_to = ?1"
                 " GROUP BY kind",
                 &q, error));
  query_bind_integer(q, 1, record->sequence);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    switch (query_integer(q, 0)) {
      case TRANSFER_POST:
        record->posted = true;
        break;
      case TRANSFER_VOID:
        record->voided = true;
        break;
      case TRANSFER_REVERSAL:
        record->reversed_fen = query_integer(q, 1);
        break;
      default:
        break;
    }
  }
  query_close(q);
  return status;
}

static sd_status find_transfer_row(database *db, transfer_id id, bool *found_out,
                                   transfer_record *out, sd_error *error) {
  uint8_t bytes[16];
  transfer_id_to_bytes(id, bytes);
  query *q;
  TRY(query_open(db, "SELECT " RECORD_COLUMNS " FROM " RECORD_TABLES " WHERE t.id = ?1", &q,
                 error));
  query_bind_bytes(q, 1, bytes, sizeof bytes);
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) status = record_of_row(db, q, out, NULL, error);
  query_close(q);
  if (status == SD_OK && *found_out) status = read_resolution(db, out, error);
  return status;
}

sd_status ledger_transfer_find(database *db, transfer_id id, transfer_record *out,
                               sd_error *error) {
  bool found;
  TRY(find_transfer_row(db, id, &found, out, error));
  if (found) return SD_OK;
  char hex[33];
  transfer_id_format(id, hex);
  return error_set(error, SD_NOT_FOUND, MESSAGE_LEDGER_TRANSFER_UNKNOWN, SD_ARGS(hex));
}

/* --- a batch --- */

typedef struct ledger_batch {
  database *db;
  book *book;
  sm3_hasher *hasher; /* one transfer */
  sm3_hasher *total;  /* the batch */
  const transfer *transfers;
  size_t count;
  int64_t sequence_before;
  int64_t at_us;
  int64_t sum_fen;
} ledger_batch;

static sd_status load_account(void *context, const account *a, sd_error *error) {
  return book_add_account(context, a, error);
}

static sd_status load_last(ledger_batch *batch, int64_t now_us, sd_error *error) {
  query *q;
  TRY(query_open(batch->db,
                 "SELECT sequence, at_us FROM ledger_transfer ORDER BY sequence DESC LIMIT 1", &q,
                 error));
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    batch->sequence_before = query_integer(q, 0);
    int64_t last_us = query_integer(q, 1);
    if (last_us > now_us) now_us = last_us;
  }
  batch->at_us = now_us;
  query_close(q);
  if (status == SD_OK) book_set_last_sequence(batch->book, batch->sequence_before);
  return status;
}

static sd_status load_transfer(ledger_batch *batch, transfer_id id, sd_error *error) {
  if (transfer_id_is_none(id) || book_transfer(batch->book, id) != NULL) return SD_OK;
  bool found;
  transfer_record record;
  TRY(find_transfer_row(batch->db, id, &found, &record, error));
  return found ? book_add_stored(batch->book, &record, error) : SD_OK;
}

/* Everything that the batch touches, as it stands in the store. */
static sd_status load_batch(ledger_batch *batch, int64_t now_us, sd_error *error) {
  TRY(ledger_accounts_each(batch->db, load_account, batch->book, error));
  if (!book_is_conserved(batch->book)) {
    return ledger_corrupt(batch->db, MESSAGE_LEDGER_NOT_CONSERVED, NULL, error);
  }
  TRY(load_last(batch, now_us, error));
  if (batch->sequence_before == 0) return SD_OK;
  for (size_t i = 0; i < batch->count; i++) {
    TRY(load_transfer(batch, batch->transfers[i].id, error));
    TRY(load_transfer(batch, batch->transfers[i].refers_to, error));
  }
  return SD_OK;
}

static sd_status write_transfer(ledger_batch *batch, query *q, const transfer_record *record,
                                sd_error *error) {
  const transfer *t = &record->transfer;
  uint8_t id[16];
  sm3_digest hash;
  transfer_id_to_bytes(t->id, id);
  if (!transfer_content_hash(batch->hasher, t, &hash)) return ledger_out_of_memory(error);
  sm3_add(batch->total, (text){(const char *)hash.bytes, SM3_SIZE});
  query_bind_integer(q, 1, record->sequence);
  query_bind_bytes(q, 2, id, sizeof id);
  query_bind_integer(q, 3, t->kind);
  query_bind_integer(q, 4, t->debit);
  query_bind_integer(q, 5, t->credit);
  query_bind_integer(q, 6, t->amount_fen);
  query_bind_null(q, 7);
  if (!transfer_id_is_none(t->refers_to)) {
    query_bind_integer(q, 7, book_transfer(batch->book, t->refers_to)->sequence);
  }
  query_bind_string(q, 8, t->reference);
  query_bind_bytes(q, 9, hash.bytes, SM3_SIZE);
  query_bind_integer(q, 10, batch->at_us);
  if (__builtin_add_overflow(batch->sum_fen, t->amount_fen, &batch->sum_fen)) {
    batch->sum_fen = INT64_MAX; /* for information only */
  }
  return query_execute(q, error);
}

static sd_status write_transfers(ledger_batch *batch, sd_error *error) {
  query *q;
  TRY(query_open(batch->db,
                 "INSERT INTO ledger_transfer (sequence, id, kind, debit, credit, amount_fen,"
                 " refers_to, reference, content_hash, at_us) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,"
                 "?10)",
                 &q, error));
  sd_status status = SD_OK;
  int64_t expected = batch->sequence_before;
  for (size_t i = 0; i < book_transfer_count(batch->book) && status == SD_OK; i++) {
    const transfer_record *record = book_transfer_at(batch->book, i);
    if (record->sequence <= batch->sequence_before) continue;
    assert(record->sequence == expected + 1);
    expected = record->sequence;
    status = write_transfer(batch, q, record, error);
  }
  query_close(q);
  return status;
}

static sd_status write_accounts(ledger_batch *batch, sd_error *error) {
  query *q;
  TRY(query_open(batch->db,
                 "UPDATE ledger_account SET debits_pending_fen = ?2, debits_posted_fen = ?3,"
                 " credits_pending_fen = ?4, credits_posted_fen = ?5 WHERE id = ?1 AND"
                 " (debits_pending_fen <> ?2 OR debits_posted_fen <> ?3 OR"
                 " credits_pending_fen <> ?4 OR credits_posted_fen <> ?5)",
                 &q, error));
  sd_status status = SD_OK;
  for (size_t i = 0; i < book_account_count(batch->book) && status == SD_OK; i++) {
    const account *a = book_account_at(batch->book, i);
    query_bind_integer(q, 1, a->id);
    query_bind_integer(q, 2, a->debits_pending_fen);
    query_bind_integer(q, 3, a->debits_posted_fen);
    query_bind_integer(q, 4, a->credits_pending_fen);
    query_bind_integer(q, 5, a->credits_posted_fen);
    status = query_execute(q, error);
  }
  query_close(q);
  return status;
}

static sd_status audit_batch(ledger_batch *batch, const char *actor, const ledger_answer *answer,
                             sd_error *error) {
  sm3_digest digest;
  char hash[SM3_TEXT_SIZE];
  if (!sm3_finish(batch->total, &digest)) return ledger_out_of_memory(error);
  sm3_format(&digest, hash);
  text_builder payload;
  text_builder_init(&payload, 1024);
  text_builder_format(&payload,
                      "{\"created\":%zu,\"existing\":%zu,\"refused\":%zu,\"from\":%" PRId64
                      ",\"to\":%" PRId64 ",\"sum_fen\":%" PRId64 ",\"sm3\":\"%s\"}",
                      answer->created, answer->existing, answer->refused,
                      batch->sequence_before + 1, answer->last_sequence, batch->sum_fen, hash);
  sd_status status = payload.failed
                         ? ledger_out_of_memory(error)
                         : audit_append(batch->db, actor, "ledger", NULL,
                                        text_builder_text(&payload), batch->at_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

static ledger_answer count_verdicts(const transfer_verdict *verdicts, size_t count) {
  ledger_answer answer = {.first_refused = SIZE_MAX};
  for (size_t i = 0; i < count; i++) {
    if (verdicts[i] == VERDICT_CREATED) answer.created++;
    if (verdicts[i] == VERDICT_EXISTS) answer.existing++;
    if (verdict_is_accepted(verdicts[i])) continue;
    answer.refused++;
    bool culprit = verdicts[i] != VERDICT_LINKED_CHAIN_FAILED;
    if (culprit && answer.first_refused == SIZE_MAX) answer.first_refused = i;
  }
  return answer;
}

static sd_status apply_batch(ledger_batch *batch, const char *actor, int64_t now_us,
                             transfer_verdict *verdicts, ledger_answer *answer, sd_error *error) {
  TRY(load_batch(batch, now_us, error));
  TRY(book_apply(batch->book, batch->transfers, batch->count, verdicts, error));
  *answer = count_verdicts(verdicts, batch->count);
  answer->last_sequence = book_last_sequence(batch->book);
  assert(answer->last_sequence == batch->sequence_before + (int64_t)answer->created);
  if (answer->created == 0 && answer->refused == 0) return SD_OK;
  if (answer->created > 0) {
    TRY(write_transfers(batch, error));
    TRY(write_accounts(batch, error));
  }
  return audit_batch(batch, actor, answer, error);
}

sd_status ledger_apply(database *db, const char *actor, const transfer *transfers, size_t count,
                       int64_t now_us, transfer_verdict *verdicts_out, ledger_answer *answer_out,
                       sd_error *error) {
  assert(database_in_transaction(db));
  ledger_batch batch = {.db = db,
                        .book = book_create(),
                        .hasher = sm3_create(),
                        .total = sm3_create(),
                        .transfers = transfers,
                        .count = count};
  sd_status status = batch.book != NULL && batch.hasher != NULL && batch.total != NULL
                         ? apply_batch(&batch, actor, now_us, verdicts_out, answer_out, error)
                         : ledger_out_of_memory(error);
  sm3_destroy(batch.total);
  sm3_destroy(batch.hasher);
  book_destroy(batch.book);
  return status;
}

sd_status ledger_apply_all(database *db, const char *actor, const transfer *transfers, size_t count,
                           int64_t now_us, sd_error *error) {
  arena *a = arena_create(0);
  transfer_verdict *verdicts = a == NULL ? NULL : ARENA_ARRAY(a, transfer_verdict, count);
  ledger_answer answer = {.first_refused = SIZE_MAX};
  sd_status status = verdicts == NULL ? ledger_out_of_memory(error)
                                      : ledger_apply(db, actor, transfers, count, now_us, verdicts,
                                                     &answer, error);
  if (status == SD_OK && answer.refused > 0) {
    size_t first = answer.first_refused;
    assert(first < count);
    bool used = verdicts[first] == VERDICT_EXISTS_WITH_DIFFERENT_CONTENT;
    status = error_set(error, used ? SD_CONFLICT : SD_REFUSED, MESSAGE_LEDGER_TRANSFER_REFUSED,
                       SD_ARGS(transfers[first].reference, verdict_name(verdicts[first])));
  }
  arena_destroy(a);
  return status;
}
