/* Current decisions read: a run with what changed since laid over it. */
#include <string.h>

#include "base/messages/list.h"
#include "list/current_rows.h"
#include "list/decision_line.h"
#include "list/run_amount.h"

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status corrupt(int64_t run, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(run)));
}

sd_status current_bases(database *db, arena *a, int64_t **runs_out, size_t *count_out,
                        sd_error *error) {
  int64_t room = 0;
  TRY(database_read_integer(db, "SELECT count(*) FROM list_run", &room, error));
  int64_t *runs = ARENA_ARRAY(a, int64_t, (size_t)room + 1);
  if (runs == NULL) return out_of_memory(error);
  query *q;
  TRY(query_open(db,
                 "SELECT max(r.id) FROM list_run r WHERE NOT EXISTS"
                 " (SELECT 1 FROM list_act a WHERE a.list = r.id AND a.act = 'withdraw')"
                 " GROUP BY r.item, r.data_year ORDER BY 1",
                 &q, error));
  bool row = true;
  sd_status status = SD_OK;
  *count_out = 0;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    if (*count_out < (size_t)room) runs[(*count_out)++] = query_integer(q, 0);
  }
  query_close(q);
  *runs_out = runs;
  return status;
}

/* The decision of a changed line; its code is empty when the line is. */
static sd_status read_line(const list_run *run, text line, arena *a, decision *out,
                           sd_error *error) {
  *out = (decision){.status = DECISION_UNKNOWN};
  if (line.size == 0) return SD_OK;
  bool sound =
      decision_line_read(&line, a, out) && line.size == 0 && out->version < run->version_count;
  return sound ? SD_OK : corrupt(run->id, error);
}

/* --- One subject --- */

sd_status current_of_subject(database *db, const list_run *run, text code, arena *a,
                             current_change *out, sd_error *error) {
  text line;
  *out = (current_change){0};
  sd_status status = run_load_decision_of(db, run, code, a, &out->before, error);
  if (status != SD_OK && status != SD_NOT_FOUND) return status;
  if (status == SD_NOT_FOUND) out->before = (decision){.status = DECISION_UNKNOWN};
  TRY(change_find(db, run->id, code, a, &line, &out->batch, error));
  if (out->batch == 0) {
    out->now = out->before;
  } else {
    TRY(read_line(run, line, a, &out->now, error));
    status = SD_OK;
  }
  out->code = arena_copy(a, code).data;
  return out->code == NULL ? out_of_memory(error) : status;
}

static sd_status read_update(database *db, int64_t run, redecision *out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT after_batch, time_us FROM list_update WHERE run = ?1 AND last_batch = ?2"
                 " ORDER BY id LIMIT 1",
                 &q, error));
  query_bind_integer(q, 1, run);
  query_bind_integer(q, 2, out->batch);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    out->after_batch = query_integer(q, 0);
    out->time_us = query_integer(q, 1);
  }
  query_close(q);
  return status == SD_OK && !row ? corrupt(run, error) : status;
}

sd_status current_redecision(database *db, const list_run *run, text code, arena *a,
                             redecision *out, sd_error *error) {
  text line;
  *out = (redecision){0};
  TRY(change_find(db, run->id, code, a, &line, &out->batch, error));
  if (out->batch == 0) return SD_OK;
  TRY(read_line(run, line, a, &out->now, error));
  return read_update(db, run->id, out, error);
}

/* --- All --- */

static sd_status read_change(query *q, const list_run *run, arena *a, current_change *out,
                             sd_error *error) {
  text code = arena_copy(a, query_text(q, 0)), line = arena_copy(a, query_text(q, 2));
  if (code.data == NULL || line.data == NULL) return out_of_memory(error);
  *out = (current_change){.code = code.data, .batch = query_integer(q, 1)};
  out->before.status = DECISION_UNKNOWN;
  return read_line(run, line, a, &out->now, error);
}

/* The last change of each subject, by code. */
static sd_status load_changes(database *db, const list_run *run, arena *a, current_change **out,
                              size_t *count_out, sd_error *error) {
  query *q;
  size_t capacity = 0, count = 0;
  current_change *changes = NULL;
  TRY(query_open(db,
                 "SELECT code, max(batch), line FROM list_change WHERE run = ?1"
                 " GROUP BY code ORDER BY code",
                 &q, error));
  query_bind_integer(q, 1, run->id);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    if (count == capacity) {
      capacity = capacity == 0 ? 64 : 2 * capacity;
      current_change *grown = ARENA_ARRAY(a, current_change, capacity);
      if (grown != NULL && count != 0) memcpy(grown, changes, count * sizeof *grown);
      changes = grown;
    }
    status =
        changes == NULL ? out_of_memory(error) : read_change(q, run, a, &changes[count], error);
    count++;
  }
  query_close(q);
  *out = changes;
  *count_out = count;
  return status;
}

/* Lays changes over the run's decisions, both by code; fills what was before. */
static size_t lay_over(const list_run *run, current_change *changes, size_t change_count,
                       decision *out) {
  size_t count = 0, next = 0;
  for (size_t i = 0; i < run->decision_count || next < change_count;) {
    int order = i == run->decision_count ? 1
                : next == change_count   ? -1
                                         : strcmp(run->decisions[i].code, changes[next].code);
    if (order < 0) {
      out[count++] = run->decisions[i++];
      continue;
    }
    current_change *change = &changes[next++];
    if (order == 0) change->before = run->decisions[i++];
    if (change->now.code[0] != '\0') out[count++] = change->now;
  }
  return count;
}

static sd_status settle(current_state *state, decision *decisions, size_t count, sd_error *error) {
  list_run *now = state->now;
  sd_error refused = {0};
  state->amounts = run_settle(now, decisions, count, &refused);
  if (state->amounts == SD_OK) return SD_OK;
  if (state->amounts != SD_REFUSED) {
    if (error != NULL) *error = refused;
    return state->amounts;
  }
  for (size_t i = 0; i < count; i++) decisions[i].amount_fen = 0;
  now->prorated = false;
  return run_count(decisions, count, &now->counts, error);
}

sd_status current_load(database *db, int64_t run, arena *a, current_state **out, sd_error *error) {
  list_run *before;
  current_change *changes;
  size_t change_count;
  current_state *state = ARENA_NEW(a, current_state);
  list_run *now = ARENA_NEW(a, list_run);
  if (state == NULL || now == NULL) return out_of_memory(error);
  TRY(run_load(db, run, a, &before, error));
  TRY(load_changes(db, before, a, &changes, &change_count, error));
  decision *decisions = ARENA_ARRAY(a, decision, before->decision_count + change_count + 1);
  if (decisions == NULL) return out_of_memory(error);
  size_t count = lay_over(before, changes, change_count, decisions);
  *now = *before;
  *state =
      (current_state){.run = before, .now = now, .changes = changes, .change_count = change_count};
  now->snapshot_hash = (sm3_digest){{0}};
  TRY(current_batch(db, before, &state->batch, error));
  TRY(settle(state, decisions, count, error));
  *out = state;
  return SD_OK;
}
