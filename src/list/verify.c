/* Every stored run and every act on a list, held to its hash and to the audit chain. */
#include "list/verify.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/messages/list.h"
#include "list/current_rows.h"
#include "list/record.h"
#include "list/stage.h"

enum { PAYLOAD_BYTES_MAX = 1 << 20, UPDATE_BYTES_MAX = 1 << 24 };

typedef struct verification {
  database *db;
  list_proof *proof;
} verification;

static sd_status differs(const audit_entry *entry, sd_error *error) {
  char act[32], reference[32];
  snprintf(act, sizeof act, "%.*s", TEXT_ARG(entry->act));
  snprintf(reference, sizeof reference, "%.*s", TEXT_ARG(entry->reference));
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CHAIN_DIFFERS,
                   SD_ARGS(reference, act, SD_NUMBER(entry->sequence)));
}

static sd_status compare(const audit_entry *entry, text actor, int64_t time_us,
                         const text_builder *payload, sd_error *error) {
  if (payload->failed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  bool same = text_equal(entry->actor, actor) && entry->time_us == time_us &&
              text_equal(entry->payload, text_builder_text(payload));
  return same ? SD_OK : differs(entry, error);
}

static int64_t id_of(const audit_entry *entry) {
  char digits[32];
  snprintf(digits, sizeof digits, "%.*s", TEXT_ARG(entry->reference));
  return strtoll(digits, NULL, 10);
}

static sd_status verify_run(verification *v, const audit_entry *entry, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  list_run *run = NULL;
  sd_status status = run_load(v->db, id_of(entry), a, &run, error);
  if (status == SD_NOT_FOUND) status = differs(entry, error);
  if (status == SD_OK) {
    record_run_write(run, &payload);
    status = compare(entry, run->actor, run->created_us, &payload, error);
  }
  text_builder_release(&payload);
  arena_destroy(a);
  v->proof->runs += status == SD_OK;
  return status;
}

static sd_status compare_act(query *q, const audit_entry *entry, sd_error *error) {
  const act_record act = {.list = id_of(entry),
                          .item = query_text(q, 5),
                          .act = entry->act,
                          .actor = query_text(q, 0),
                          .time_us = query_integer(q, 1),
                          .hash = query_text(q, 2),
                          .first_day = query_text(q, 3),
                          .last_day = query_text(q, 4),
                          .note = query_text(q, 6)};
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  record_act_write(&act, &payload);
  sd_status status = compare(entry, act.actor, act.time_us, &payload, error);
  text_builder_release(&payload);
  return status;
}

static sd_status verify_act(verification *v, const audit_entry *entry, sd_error *error) {
  query *q;
  TRY(query_open(v->db,
                 "SELECT a.actor, a.time_us, a.hash, a.first_day, a.last_day, r.item, a.note"
                 " FROM list_act a JOIN list_run r ON r.id = a.list"
                 " WHERE a.list = ?1 AND a.act = ?2",
                 &q, error));
  query_bind_integer(q, 1, id_of(entry));
  query_bind_text(q, 2, entry->act);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK) status = row ? compare_act(q, entry, error) : differs(entry, error);
  query_close(q);
  v->proof->acts += status == SD_OK;
  return status;
}

static sd_status verify_update(verification *v, const audit_entry *entry, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  text_builder payload;
  text_builder_init(&payload, UPDATE_BYTES_MAX);
  text actor;
  int64_t time_us = 0;
  sd_status status = update_payload(v->db, id_of(entry), a, &payload, &actor, &time_us, error);
  if (status == SD_NOT_FOUND) status = differs(entry, error);
  if (status == SD_OK) status = compare(entry, actor, time_us, &payload, error);
  text_builder_release(&payload);
  arena_destroy(a);
  v->proof->updates += status == SD_OK;
  return status;
}

static sd_status verify_entry(void *context, const audit_entry *entry, sd_error *error) {
  if (text_is(entry->act, "run")) return verify_run(context, entry, error);
  if (text_is(entry->act, "update")) return verify_update(context, entry, error);
  return list_act_of_word(entry->act) < 0 ? SD_OK : verify_act(context, entry, error);
}

/* Every entry found a row of its own, so more rows than entries are rows without an entry. */
static sd_status verify_counts(const verification *v, sd_error *error) {
  int64_t runs, acts, updates, changes, changed;
  TRY(database_read_integer(v->db, "SELECT count(*) FROM list_run", &runs, error));
  TRY(database_read_integer(v->db, "SELECT count(*) FROM list_act", &acts, error));
  TRY(database_read_integer(v->db, "SELECT count(DISTINCT id) FROM list_update", &updates, error));
  TRY(database_read_integer(v->db, "SELECT sum(changes) FROM list_update", &changes, error));
  TRY(database_read_integer(v->db, "SELECT count(*) FROM list_change", &changed, error));
  if (updates != v->proof->updates || changes != changed) {
    return error_set(error, SD_CORRUPT, MESSAGE_LIST_UPDATES_NOT_IN_CHAIN,
                     SD_ARGS(SD_NUMBER(updates), SD_NUMBER(changed), SD_NUMBER(v->proof->updates),
                             SD_NUMBER(changes)));
  }
  if (runs == v->proof->runs && acts == v->proof->acts) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_NOT_IN_CHAIN,
                   SD_ARGS(SD_NUMBER(runs), SD_NUMBER(acts), SD_NUMBER(v->proof->runs),
                           SD_NUMBER(v->proof->acts)));
}

sd_status list_verify(database *db, list_proof *out, sd_error *error) {
  *out = (list_proof){0};
  verification v = {db, out};
  TRY(audit_each(db, 1, verify_entry, &v, error));
  return verify_counts(&v, error);
}
