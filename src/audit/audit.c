/* The chain of acts: append-only entries, each holding the SM3 of the one before. */
/* What must stay true: the bytes hashed are the bytes stored, field by field behind their lengths,
 * so that no two different entries give the same input; an entry is only written inside of the
 * transaction of its act. */
#include "audit/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/approval.h"
#include "base/messages/audit.h"

enum { AUDIT_PROGRESS_STEP = 10000 };

static const migration audit_steps[] = {
    {"chain",
     "CREATE TABLE audit_entry("
     " sequence INTEGER PRIMARY KEY,"
     " time_us INTEGER NOT NULL,"
     " actor TEXT NOT NULL,"
     " act TEXT NOT NULL,"
     " reference TEXT NOT NULL,"
     " payload BLOB NOT NULL,"
     " previous_hash BLOB NOT NULL,"
     " hash BLOB NOT NULL"
     ") STRICT;"
     "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry BEGIN"
     " SELECT RAISE(ABORT, 'audit entries are never changed'); END;"
     "CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry BEGIN"
     " SELECT RAISE(ABORT, 'audit entries are never deleted'); END;"},
};

#define AUDIT_COLUMNS "sequence, time_us, actor, act, reference, payload, previous_hash, hash"

sd_status audit_migrate(database *db, sd_error *error) {
  TRY(database_migrate(db, "audit", audit_steps, sizeof audit_steps / sizeof audit_steps[0],
                       error));
  return approval_migrate(db, error);
}

/* --- Hashing --- */

static void put_number(unsigned char out[8], uint64_t number) {
  for (int i = 7; i >= 0; i--, number >>= 8) out[i] = (unsigned char)number;
}

static void add_field(sm3_hasher *h, text field) {
  unsigned char size[8];
  put_number(size, field.size);
  sm3_add(h, (text){(const char *)size, sizeof size});
  sm3_add(h, field);
}

static bool hash_entry(sm3_hasher *h, const audit_entry *e, sm3_digest *out) {
  static const char label[] = "sudui-audit-1";
  unsigned char head[sizeof label + SM3_SIZE + 16];
  memcpy(head, label, sizeof label);
  memcpy(head + sizeof label, e->previous.bytes, SM3_SIZE);
  put_number(head + sizeof label + SM3_SIZE, (uint64_t)e->sequence);
  put_number(head + sizeof label + SM3_SIZE + 8, (uint64_t)e->time_us);
  sm3_add(h, (text){(const char *)head, sizeof head});
  add_field(h, e->actor);
  add_field(h, e->act);
  add_field(h, e->reference);
  add_field(h, e->payload);
  return sm3_finish(h, out);
}

/* --- Reading --- */

/* False when a hash has not its size. */
static bool read_entry(query *q, audit_entry *out) {
  *out = (audit_entry){.sequence = query_integer(q, 0),
                       .time_us = query_integer(q, 1),
                       .actor = query_text(q, 2),
                       .act = query_text(q, 3),
                       .reference = query_text(q, 4),
                       .payload = query_bytes(q, 5)};
  text previous = query_bytes(q, 6), hash = query_bytes(q, 7);
  if (previous.size != SM3_SIZE || hash.size != SM3_SIZE) return false;
  memcpy(out->previous.bytes, previous.data, SM3_SIZE);
  memcpy(out->hash.bytes, hash.data, SM3_SIZE);
  return true;
}

sd_status audit_head_get(database *db, audit_head *out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT " AUDIT_COLUMNS " FROM audit_entry ORDER BY sequence DESC LIMIT 1", &q,
                 error));
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *out = (audit_head){0};
  if (status == SD_OK && row) {
    audit_entry entry;
    bool sound = read_entry(q, &entry);
    *out = (audit_head){entry.sequence, entry.hash};
    if (!sound)
      status = error_set(error, SD_CORRUPT, MESSAGE_AUDIT_CONTENT_CHANGED,
                         SD_ARGS(SD_NUMBER(entry.sequence)));
  }
  query_close(q);
  return status;
}

void audit_head_format(const audit_head *head, char buffer[AUDIT_HEAD_TEXT_SIZE]) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(&head->hash, hash);
  snprintf(buffer, AUDIT_HEAD_TEXT_SIZE, "%" PRId64 " %s", head->sequence, hash);
}

bool audit_head_parse(text source, audit_head *out) {
  source = text_trim(source);
  size_t space = text_find(source, TEXT(" "), 0);
  if (space == 0 || space > 18) return false;
  audit_head head = {0};
  for (size_t i = 0; i < space; i++) {
    if (source.data[i] < '0' || source.data[i] > '9') return false;
    head.sequence = head.sequence * 10 + (source.data[i] - '0');
  }
  if (!sm3_parse(text_slice(source, space + 1, source.size), &head.hash)) return false;
  *out = head;
  return true;
}

sd_status audit_each(database *db, int64_t from_sequence, audit_visitor visit, void *context,
                     sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT " AUDIT_COLUMNS " FROM audit_entry WHERE sequence>=?1 ORDER BY sequence",
                 &q, error));
  query_bind_integer(q, 1, from_sequence);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    audit_entry entry;
    read_entry(q, &entry);
    status = visit(context, &entry, error);
  }
  query_close(q);
  return status;
}

sd_status audit_has(database *db, const audit_entry *expected, bool *out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT actor, act, reference, time_us, payload FROM audit_entry"
                 " WHERE sequence = ?1",
                 &q, error));
  query_bind_integer(q, 1, expected->sequence);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row && text_equal(query_text(q, 0), expected->actor) &&
         text_equal(query_text(q, 1), expected->act) &&
         text_equal(query_text(q, 2), expected->reference) &&
         query_integer(q, 3) == expected->time_us &&
         text_equal(query_bytes(q, 4), expected->payload);
  query_close(q);
  return status;
}

sd_status audit_has_row(database *db, audit_entry expected, int64_t reference,
                        text_builder *payload, bool *out, sd_error *error) {
  char number[24];
  (void)snprintf(number, sizeof number, "%" PRId64, reference);
  expected.reference = text_of(number);
  expected.payload = text_builder_text(payload);
  *out = false;
  sd_status status = payload->failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : audit_has(db, &expected, out, error);
  text_builder_release(payload);
  return status;
}

/* --- Appending --- */

static sd_status insert_entry(database *db, const audit_entry *e, sd_error *error) {
  query *q = NULL;
  TRY(query_open(
      db, "INSERT INTO audit_entry(" AUDIT_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", &q,
      error));
  query_bind_integer(q, 1, e->sequence);
  query_bind_integer(q, 2, e->time_us);
  query_bind_text(q, 3, e->actor);
  query_bind_text(q, 4, e->act);
  query_bind_text(q, 5, e->reference);
  query_bind_bytes(q, 6, e->payload.data ? e->payload.data : "", e->payload.size);
  query_bind_bytes(q, 7, e->previous.bytes, SM3_SIZE);
  query_bind_bytes(q, 8, e->hash.bytes, SM3_SIZE);
  return query_finish(q, error);
}

sd_status audit_append(database *db, const char *actor, const char *act, const char *reference,
                       text payload, int64_t now_us, audit_head *head_out, sd_error *error) {
  if (!database_in_transaction(db))
    return error_set(error, SD_MISUSE, MESSAGE_AUDIT_NO_TRANSACTION, SD_ARGS(act));
  audit_head head;
  TRY(audit_head_get(db, &head, error));
  audit_entry entry = {.sequence = head.sequence + 1,
                       .time_us = now_us,
                       .actor = text_of(actor ? actor : ""),
                       .act = text_of(act),
                       .reference = text_of(reference ? reference : ""),
                       .payload = payload,
                       .previous = head.hash};
  sm3_hasher *hasher = sm3_create();
  bool hashed = hasher && hash_entry(hasher, &entry, &entry.hash);
  sm3_destroy(hasher);
  if (!hashed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_AUDIT_HASH_FAILED, NULL);
  TRY(insert_entry(db, &entry, error));
  if (head_out) *head_out = (audit_head){entry.sequence, entry.hash};
  return SD_OK;
}

/* --- Verifying --- */

typedef struct chain_walk {
  sm3_hasher *hasher;
  const audit_head *checkpoint;
  audit_report *report;
  uint64_t total;
  audit_progress progress;
  void *context;
} chain_walk;

static sd_status report_broken(audit_report *report, int64_t sequence, message_id what,
                               const char *const *arguments, sd_error *error) {
  report->broken_sequence = sequence;
  return error_set(error, SD_CORRUPT, what, arguments);
}

static sd_status verify_entry(chain_walk *walk, const audit_entry *e, bool sound, sd_error *error) {
  audit_report *report = walk->report;
  int64_t expected = report->head.sequence + 1;
  if (e->sequence != expected)
    return report_broken(report, expected, MESSAGE_AUDIT_ENTRY_MISSING,
                         SD_ARGS(SD_NUMBER(expected)), error);
  sm3_digest hash;
  if (!hash_entry(walk->hasher, e, &hash))
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_AUDIT_HASH_FAILED, NULL);
  if (!sound || !sm3_equal(&hash, &e->hash))
    return report_broken(report, expected, MESSAGE_AUDIT_CONTENT_CHANGED,
                         SD_ARGS(SD_NUMBER(expected)), error);
  if (!sm3_equal(&e->previous, &report->head.hash))
    return report_broken(report, expected, MESSAGE_AUDIT_LINK_BROKEN,
                         SD_ARGS(SD_NUMBER(expected), SD_NUMBER(expected - 1)), error);
  if (walk->checkpoint && walk->checkpoint->sequence == e->sequence &&
      !sm3_equal(&walk->checkpoint->hash, &e->hash))
    return report_broken(report, expected, MESSAGE_AUDIT_CHECKPOINT_DIFFERS,
                         SD_ARGS(SD_NUMBER(expected)), error);
  report->head = (audit_head){e->sequence, e->hash};
  report->entries++;
  if (walk->progress && report->entries % AUDIT_PROGRESS_STEP == 0)
    walk->progress(walk->context, (uint64_t)report->entries, walk->total);
  return SD_OK;
}

static sd_status walk_chain(database *db, chain_walk *walk, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT " AUDIT_COLUMNS " FROM audit_entry ORDER BY sequence", &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    audit_entry entry;
    bool sound = read_entry(q, &entry);
    status = verify_entry(walk, &entry, sound, error);
  }
  query_close(q);
  return status;
}

sd_status audit_verify(database *db, const audit_head *checkpoint, audit_progress progress,
                       void *context, audit_report *report_out, sd_error *error) {
  audit_report ignored;
  audit_report *report = report_out ? report_out : &ignored;
  *report = (audit_report){0};
  int64_t last = 0;
  TRY(database_read_integer(db, "SELECT max(sequence) FROM audit_entry", &last, error));
  chain_walk walk = {.hasher = sm3_create(),
                     .checkpoint = checkpoint,
                     .report = report,
                     .total = (uint64_t)last,
                     .progress = progress,
                     .context = context};
  if (!walk.hasher) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_AUDIT_HASH_FAILED, NULL);
  sd_status status = walk_chain(db, &walk, error);
  sm3_destroy(walk.hasher);
  if (status == SD_OK && checkpoint && report->head.sequence < checkpoint->sequence)
    status = report_broken(
        report, report->head.sequence + 1, MESSAGE_AUDIT_CHECKPOINT_MISSING,
        SD_ARGS(SD_NUMBER(report->head.sequence), SD_NUMBER(checkpoint->sequence)), error);
  if (status == SD_CORRUPT) database_stop_writing(db);
  return status;
}
