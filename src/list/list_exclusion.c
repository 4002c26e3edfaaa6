/* The owner's part in confirming a list: who is left off and why, and who is taken back. */
#include "list/list_exclusion.h"

#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "base/json.h"
#include "base/messages/list.h"

enum { PAYLOAD_BYTES_MAX = 1 << 16 };

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Acts --- */

static sd_status check_reasons(const exclusion_act *act, const exclusion_rules *rules,
                               sd_error *error) {
  for (size_t at = 0; at < act->reasons.size;) {
    size_t space = text_find(act->reasons, TEXT(" "), at);
    text code =
        text_slice(act->reasons, at, space == SIZE_MAX ? act->reasons.size - at : space - at);
    at += code.size + 1;
    const exclusion_reason *reason = exclusion_reason_find(rules, code);
    if (reason != NULL && (reason->by_owner || act->by_program)) continue;
    char name[64];
    snprintf(name, sizeof name, "%.*s", TEXT_ARG(code));
    return error_set(error, SD_INVALID, MESSAGE_LIST_NO_OWNER_REASON, SD_ARGS(name));
  }
  return SD_OK;
}

static sd_status check_state(database *db, const exclusion_act *act, arena *a, sd_error *error) {
  list_status status;
  decision found;
  if (act->actor == NULL || act->actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  TRY(list_get_status(db, act->list, a, &status, error));
  if (status.state != LIST_CANDIDATE) {
    return error_set(error, SD_REFUSED, MESSAGE_LIST_NOT_CANDIDATE, SD_ARGS(SD_NUMBER(act->list)));
  }
  return run_load_decision(db, act->list, act->code, a, &found, error);
}

static sd_status insert_act(database *db, const exclusion_act *act, const char *word,
                            sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_exclusion(list, code, act, reasons, note, actor, time_us)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 &q, error));
  query_bind_integer(q, 1, act->list);
  query_bind_text(q, 2, act->code);
  query_bind_string(q, 3, word);
  query_bind_text(q, 4, act->reasons);
  query_bind_text(q, 5, act->note);
  query_bind_string(q, 6, act->actor);
  query_bind_integer(q, 7, act->now_us);
  return query_finish(q, error);
}

static sd_status note_act(database *db, const exclusion_act *act, const char *word,
                          sd_error *error) {
  text_builder payload;
  json_writer w;
  char reference[32];
  snprintf(reference, sizeof reference, "%" PRId64, act->list);
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  json_init(&w, &payload);
  json_begin_object(&w);
  json_member_integer(&w, "list", act->list);
  json_member_text(&w, "subject", act->code);
  json_member_text(&w, "reasons", act->reasons);
  json_member_text(&w, "note", act->note);
  json_end_object(&w);
  sd_status status = payload.failed
                         ? out_of_memory(error)
                         : audit_append(db, act->actor, word, reference,
                                        text_builder_text(&payload), act->now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

static sd_status add_in_transaction(database *db, const exclusion_act *act, arena *a,
                                    sd_error *error) {
  const char *word = act->reasons.size != 0 ? "exclude" : "restore";
  TRY(check_state(db, act, a, error));
  TRY(insert_act(db, act, word, error));
  return note_act(db, act, act->reasons.size != 0 ? "list-exclude" : "list-restore", error);
}

sd_status list_exclusion_add(database *db, const exclusion_act *act, const exclusion_rules *rules,
                             sd_error *error) {
  TRY(check_reasons(act, rules, error));
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status = database_begin(db, error);
  if (status == SD_OK) {
    status = add_in_transaction(db, act, a, error);
    if (status == SD_OK) status = database_commit(db, error);
    if (status != SD_OK) database_rollback(db);
  }
  arena_destroy(a);
  return status;
}

/* --- Reading --- */

static sd_status copy_entry(query *q, arena *a, exclusion_entry *out, sd_error *error) {
  text *texts[] = {&out->code, &out->reasons, &out->note, &out->actor};
  for (int i = 0; i < 4; i++) {
    *texts[i] = arena_copy(a, query_text(q, i));
    if (texts[i]->data == NULL) return out_of_memory(error);
  }
  out->time_us = query_integer(q, 4);
  return SD_OK;
}

sd_status list_exclusions_read(database *db, int64_t list, int64_t until_us, arena *a,
                               exclusion_entry **out, size_t *count_out, sd_error *error) {
  query *q;
  int64_t most;
  TRY(database_read_integer(db, "SELECT count(*) FROM list_exclusion", &most, error));
  exclusion_entry *entries = ARENA_ARRAY(a, exclusion_entry, (size_t)most + 1);
  if (entries == NULL) return out_of_memory(error);
  TRY(query_open(db,
                 "SELECT code, reasons, note, actor, time_us FROM list_exclusion e"
                 " WHERE list = ?1 AND time_us <= ?2 AND act = 'exclude' AND id ="
                 " (SELECT max(id) FROM list_exclusion l WHERE l.list = e.list"
                 " AND l.code = e.code AND l.time_us <= ?2) ORDER BY code",
                 &q, error));
  query_bind_integer(q, 1, list);
  query_bind_integer(q, 2, until_us);
  *count_out = 0;
  *out = entries;
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    status = copy_entry(q, a, &entries[(*count_out)++], error);
  }
  query_close(q);
  return status;
}
