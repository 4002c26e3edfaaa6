/* The ledger as it stood behind any transfer, moved forward in one pass. */
#include "ledger/past.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/messages/ledger.h"
#include "ledger/book.h"
#include "ledger/ledger_rows.h"

enum { PART = 4096 };

struct ledger_past {
  database *db;
  arena *arena;
  book *book;
  map by_code; /* code → account_id */
  transfer batch[PART];
  transfer_verdict verdicts[PART];
  size_t count;
  int64_t at; /* the last transfer that was applied */
};

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status take_account(void *context, const account *a, sd_error *error) {
  ledger_past *p = context;
  account empty = *a;
  empty.debits_pending_fen = empty.debits_posted_fen = 0;
  empty.credits_pending_fen = empty.credits_posted_fen = 0;
  account_id *id = ARENA_NEW(p->arena, account_id);
  text code = arena_copy(p->arena, text_of(a->code));
  if (id == NULL || code.data == NULL) return no_memory(error);
  *id = a->id;
  if (!map_set(&p->by_code, code, id)) return no_memory(error);
  return book_add_account(p->book, &empty, error);
}

sd_status ledger_past_open(database *db, ledger_past **out, sd_error *error) {
  arena *a = arena_create(0);
  ledger_past *p = a == NULL ? NULL : ARENA_NEW(a, ledger_past);
  if (p == NULL) {
    arena_destroy(a);
    return no_memory(error);
  }
  p->db = db;
  p->arena = a;
  p->book = book_create();
  map_init(&p->by_code, a);
  sd_status status =
      p->book == NULL ? no_memory(error) : ledger_accounts_each(db, take_account, p, error);
  if (status != SD_OK) {
    ledger_past_close(p);
    return status;
  }
  *out = p;
  return SD_OK;
}

void ledger_past_close(ledger_past *p) {
  if (p == NULL) return;
  book_destroy(p->book);
  arena_destroy(p->arena);
}

static sd_status apply(ledger_past *p, sd_error *error) {
  TRY(book_apply(p->book, p->batch, p->count, p->verdicts, error));
  for (size_t i = 0; i < p->count; i++) {
    if (p->verdicts[i] == VERDICT_CREATED) continue;
    int64_t sequence = p->at - (int64_t)(p->count - 1 - i);
    return ledger_corrupt(p->db, MESSAGE_LEDGER_REPLAY_DIFFERS,
                          SD_ARGS(SD_NUMBER(sequence), verdict_name(p->verdicts[i])), error);
  }
  p->count = 0;
  return SD_OK;
}

static sd_status take_row(ledger_past *p, query *q, sd_error *error) {
  transfer_record record;
  TRY(record_of_row(p->db, q, &record, NULL, error));
  p->batch[p->count++] = record.transfer;
  p->at = record.sequence;
  return p->count == PART ? apply(p, error) : SD_OK;
}

sd_status ledger_past_move(ledger_past *p, int64_t sequence, sd_error *error) {
  if (sequence <= p->at) return SD_OK;
  query *q;
  TRY(query_open(p->db,
                 "SELECT " RECORD_COLUMNS " FROM " RECORD_TABLES
                 " WHERE t.sequence > ?1 AND t.sequence <= ?2 ORDER BY t.sequence",
                 &q, error));
  query_bind_integer(q, 1, p->at);
  query_bind_integer(q, 2, sequence);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    status = take_row(p, q, error);
  }
  query_close(q);
  if (status == SD_OK) status = apply(p, error);
  if (status != SD_OK || p->at == sequence) return status;
  return ledger_corrupt(p->db, MESSAGE_LEDGER_HASH_DIFFERS, SD_ARGS(SD_NUMBER(p->at + 1)), error);
}

const account *ledger_past_account(const ledger_past *p, const char *code) {
  const account_id *id = map_get(&p->by_code, text_of(code));
  return id == NULL ? NULL : book_account(p->book, *id);
}
