/* Lets a prepared file leave, and deals with interruptions: release, cancel, recover, resend.
 *
 * What must stay true: RELEASED is durable before the first byte leaves; HANDED_OVER is written
 * after the file is durable in the outbox; whatever leaves is the stored bytes and nothing else;
 * between the two the release lock is shared, so that whoever has it alone finds only files whose
 * handing over was interrupted. */
#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/four_eyes.h"
#include "base/file.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "payout/file_check.h"
#include "payout/payout_rows.h"

typedef struct releasing {
  database *db;
  arena *arena;
  const char *actor;
  int64_t now_us;
  stored_file stored;
} releasing;

static sd_status audit_file(releasing *r, const char *act, sd_error *error) {
  const payout_file *f = &r->stored.file;
  text_builder payload;
  json_writer json;
  text_builder_init(&payload, 4096);
  json_init(&json, &payload);
  json_begin_object(&json);
  json_member_integer(&json, "payments", f->count);
  json_member_integer(&json, "sum_fen", f->sum_fen);
  json_member_string(&json, "sm3", f->hash);
  json_end_object(&json);
  sd_status status = payload.failed
                         ? payout_out_of_memory(error)
                         : audit_append(r->db, r->actor, act, f->message,
                                        text_builder_text(&payload), r->now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

/* One step of the whole file with its audit entry. */
static sd_status step_file(releasing *r, order_event event, const char *act, sd_error *error) {
  payout_file *f = &r->stored.file;
  TRY(file_step(r->db, f->message, f->state, event, r->now_us, error));
  TRY(audit_file(r, act, error));
  bool known = order_next_state(f->state, event, &f->state);
  assert(known);
  (void)known;
  return SD_OK;
}

static sd_status put_into_outbox(releasing *r, const char *outbox, bool again, sd_error *error) {
  assert(r->stored.file.state == ORDER_RELEASED || again);
  text path = file_join(r->arena, text_of(outbox), text_of(r->stored.file.file_name));
  if (path.data == NULL) return payout_out_of_memory(error);
  return again ? file_write(path.data, r->stored.bytes, error)
               : file_write_once(path.data, r->stored.bytes, error);
}

/* --- release --- */

static sd_status check_person(const stored_file *s, const char *name, sd_error *error) {
  if (name == NULL || name[0] == '\0') {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_PERSON_MISSING, NULL);
  }
  if (person_is_same(text_of(name), text_of(s->maker)) ||
      person_is_same(text_of(name), text_of(s->approver))) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_SAME_PERSON, SD_ARGS(name));
  }
  return SD_OK;
}

static sd_status check_releaser(const releasing *r, const release_request *request,
                                sd_error *error) {
  const stored_file *s = &r->stored;
  TRY(check_person(s, request->releaser, error));
  if (request->hash == NULL || strcmp(request->hash, s->file.hash) != 0) {
    return error_set(error, SD_CONFLICT, MESSAGE_PAYOUT_FILE_OTHER_HASH, SD_ARGS(s->file.message));
  }
  return SD_OK;
}

static sd_status note_releaser(releasing *r, sd_error *error) {
  query *q;
  TRY(query_open(r->db, "UPDATE payout_file SET releaser = ?2 WHERE message = ?1", &q, error));
  query_bind_string(q, 1, r->stored.file.message);
  query_bind_string(q, 2, r->actor);
  return query_finish(q, error);
}

static sd_status release_in(releasing *r, const release_request *request, sd_error *error) {
  payout_file *f = &r->stored.file;
  TRY(database_begin(r->db, error));
  TRY(file_load(r->db, request->message, true, r->arena, &r->stored, error));
  TRY(check_releaser(r, request, error));
  if (f->state == ORDER_HANDED_OVER) return SD_OK;
  if (f->state != ORDER_PREPARED) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_FILE_WRONG_STATE,
                     SD_ARGS(f->message, order_state_name(f->state)));
  }
  TRY(file_check_perform(r->db, f, r->actor, r->now_us, error));
  TRY(note_releaser(r, error));
  TRY(step_file(r, EVENT_RELEASE, "payout-release", error));
  TRY(database_commit(r->db, error));
  TRY(put_into_outbox(r, request->outbox, false, error));
  TRY(database_begin(r->db, error));
  TRY(step_file(r, EVENT_HAND_OVER, "payout-hand-over", error));
  return database_commit(r->db, error);
}

static sd_status releasing_begin(releasing *r, database *db, const char *actor, int64_t now_us,
                                 sd_error *error) {
  *r = (releasing){.db = db, .arena = arena_create(0), .actor = actor, .now_us = now_us};
  return r->arena != NULL ? SD_OK : payout_out_of_memory(error);
}

static sd_status releasing_end(releasing *r, sd_status status) {
  database_rollback(r->db);
  arena_destroy(r->arena);
  return status;
}

/* A file beside the database. */
typedef struct release_lock {
  char path[PATH_MAX];
  file_lock lock;
} release_lock;

static release_lock release_lock_of(const database *db) {
  release_lock l;
  snprintf(l.path, sizeof l.path, "%s-release", database_path(db));
  return l;
}

sd_status payout_release(database *db, const release_request *request, payout_file *file_out,
                         sd_error *error) {
  releasing r;
  release_lock l = release_lock_of(db);
  TRY(releasing_begin(&r, db, request->releaser, request->now_us, error));
  sd_status status = file_lock_share(l.path, &l.lock, error);
  if (status == SD_OK) {
    status = release_in(&r, request, error);
    file_lock_release(&l.lock);
  }
  *file_out = r.stored.file;
  return releasing_end(&r, status);
}

/* --- cancel --- */

/* The text of the first row, or "". */
static sd_status read_message(query *q, char message[REFERENCE_SIZE], sd_error *error) {
  bool row;
  sd_status status = query_step(q, &row, error);
  message[0] = '\0';
  if (status == SD_OK && row) {
    text found = query_text(q, 0);
    assert(found.size < REFERENCE_SIZE);
    memcpy(message, found.data, found.size);
    message[found.size] = '\0';
  }
  return status;
}

static sd_status read_cancelled(releasing *r, transfer *out, sd_error *error) {
  query *q;
  TRY(query_open(r->db,
                 "SELECT reference, amount_fen, budget_line, year FROM payout_order"
                 " WHERE message = ?1 ORDER BY line",
                 &q, error));
  query_bind_string(q, 1, r->stored.file.message);
  sd_status status = SD_OK;
  budget_line line = {0};
  int64_t count = 0;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    const char *name = query_text(q, 2).data;
    int32_t year = (int32_t)query_integer(q, 3);
    if (strcmp(line.line, name) != 0 || line.year != year) {
      status = budget_line_find(r->db, name, year, &line, error);
    }
    if (status != SD_OK) break;
    assert(count < r->stored.file.count);
    out[count++] = budget_release_transfer(&line, query_text(q, 0).data, query_integer(q, 1));
  }
  query_close(q);
  return status;
}

/* Within a transaction. */
static sd_status cancel_file(releasing *r, const char *message, sd_error *error) {
  payout_file *f = &r->stored.file;
  TRY(file_load(r->db, message, false, r->arena, &r->stored, error));
  if (f->state == ORDER_CANCELLED) return SD_OK;
  transfer *transfers = ARENA_ARRAY(r->arena, transfer, (size_t)f->count);
  if (transfers == NULL) return payout_out_of_memory(error);
  TRY(step_file(r, EVENT_CANCEL, "payout-cancel", error));
  TRY(file_check_close(r->db, f, r->actor, r->now_us, error));
  TRY(read_cancelled(r, transfers, error));
  return ledger_apply_all(r->db, r->actor, transfers, (size_t)f->count, r->now_us, error);
}

static sd_status cancel_in(releasing *r, const char *message, sd_error *error) {
  TRY(database_begin(r->db, error));
  TRY(cancel_file(r, message, error));
  return database_commit(r->db, error);
}

sd_status payout_cancel(database *db, const char *message, const char *actor, int64_t now_us,
                        sd_error *error) {
  releasing r;
  TRY(releasing_begin(&r, db, actor, now_us, error));
  return releasing_end(&r, cancel_in(&r, message, error));
}

/* The message of one file that waits for its release and pays from the line, or "". */
static sd_status next_unreleased(database *db, const payout_year_end *end,
                                 char message[REFERENCE_SIZE], sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT f.message FROM payout_file f WHERE f.state = 'PREPARED' AND EXISTS"
                 " (SELECT 1 FROM payout_order o WHERE o.message = f.message"
                 " AND o.budget_line = ?1 AND o.year = ?2) ORDER BY f.number",
                 &q, error));
  query_bind_string(q, 1, end->line);
  query_bind_integer(q, 2, end->year);
  sd_status status = read_message(q, message, error);
  query_close(q);
  return status;
}

sd_status payout_cancel_unreleased(database *db, payout_year_end *end, sd_error *error) {
  assert(database_in_transaction(db));
  releasing r;
  char message[REFERENCE_SIZE];
  TRY(releasing_begin(&r, db, end->actor, end->now_us, error));
  sd_status status = SD_OK;
  for (end->files = 0; status == SD_OK; end->files++) {
    status = next_unreleased(db, end, message, error);
    if (status != SD_OK || message[0] == '\0') break;
    status = cancel_file(&r, message, error);
  }
  arena_destroy(r.arena);
  return status;
}

/* --- recover and resend --- */

/* The message of one file that was left RELEASED, or "". */
static sd_status next_interrupted(database *db, char message[REFERENCE_SIZE], sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT message FROM payout_file WHERE state = 'RELEASED' ORDER BY number", &q,
                 error));
  sd_status status = read_message(q, message, error);
  query_close(q);
  return status;
}

static sd_status recover_in(releasing *r, int64_t *unknown_out, sd_error *error) {
  char message[REFERENCE_SIZE];
  TRY(database_begin(r->db, error));
  for (;;) {
    TRY(next_interrupted(r->db, message, error));
    if (message[0] == '\0') return database_commit(r->db, error);
    TRY(file_load(r->db, message, false, r->arena, &r->stored, error));
    TRY(step_file(r, EVENT_INTERRUPT, "payout-interrupted", error));
    *unknown_out += r->stored.file.count;
  }
}

sd_status payout_recover(database *db, int64_t now_us, int64_t *unknown_out, sd_error *error) {
  releasing r;
  release_lock l = release_lock_of(db);
  bool taken;
  *unknown_out = 0;
  TRY(file_lock_try(l.path, &l.lock, &taken, error));
  if (!taken) return SD_OK;
  sd_status status = releasing_begin(&r, db, "sudui", now_us, error);
  if (status == SD_OK) status = releasing_end(&r, recover_in(&r, unknown_out, error));
  file_lock_release(&l.lock);
  return status;
}

static sd_status resend_in(releasing *r, const char *message, const char *outbox, sd_error *error) {
  payout_file *f = &r->stored.file;
  TRY(database_begin(r->db, error));
  TRY(file_load(r->db, message, true, r->arena, &r->stored, error));
  if (f->state != ORDER_UNKNOWN && f->state != ORDER_HANDED_OVER) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_FILE_WRONG_STATE,
                     SD_ARGS(f->message, order_state_name(f->state)));
  }
  TRY(check_person(&r->stored, r->actor, error));
  TRY(audit_file(r, "payout-resend", error));
  TRY(database_commit(r->db, error));
  TRY(put_into_outbox(r, outbox, true, error));
  if (f->state == ORDER_HANDED_OVER) return SD_OK;
  TRY(database_begin(r->db, error));
  TRY(step_file(r, EVENT_HAND_OVER, "payout-hand-over", error));
  return database_commit(r->db, error);
}

sd_status payout_resend(database *db, const char *message, const char *actor, const char *outbox,
                        bool bank_deduplicates, int64_t now_us, sd_error *error) {
  if (!bank_deduplicates) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_RESEND_FORBIDDEN, SD_ARGS(message));
  }
  releasing r;
  TRY(releasing_begin(&r, db, actor, now_us, error));
  return releasing_end(&r, resend_in(&r, message, outbox, error));
}
