/* What is stored of current decisions, and what the audit chain says of it. */
#include "list/current_rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "base/json.h"
#include "base/messages/list.h"

enum { PAYLOAD_BYTES_MAX = 1 << 24 };

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status read_one(database *db, const char *sql, int64_t argument, int64_t *out,
                          sd_error *error) {
  query *q;
  TRY(query_open(db, sql, &q, error));
  query_bind_integer(q, 1, argument);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

sd_status current_batch(database *db, const list_run *run, int64_t *out, sd_error *error) {
  int64_t updated = 0;
  TRY(read_one(db, "SELECT max(id) FROM batch WHERE known_us <= ?1", run->view.known_us, out,
               error));
  TRY(read_one(db, "SELECT max(last_batch) FROM list_update WHERE run = ?1", run->id, &updated,
               error));
  if (updated > *out) *out = updated;
  return SD_OK;
}

/* --- Changes --- */

sd_status change_find(database *db, int64_t run, text code, arena *a, text *line_out,
                      int64_t *batch_out, sd_error *error) {
  query *q;
  *line_out = TEXT("");
  TRY(query_open(db,
                 "SELECT line, batch FROM list_change WHERE run = ?1 AND code = ?2"
                 " ORDER BY batch DESC LIMIT 1",
                 &q, error));
  query_bind_integer(q, 1, run);
  query_bind_text(q, 2, code);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *batch_out = status == SD_OK && row ? query_integer(q, 1) : 0;
  if (status == SD_OK && row) *line_out = arena_copy(a, query_text(q, 0));
  query_close(q);
  return line_out->data == NULL ? out_of_memory(error) : status;
}

sd_status change_store(database *db, int64_t run, text code, int64_t batch, text line,
                       sd_error *error) {
  query *q;
  TRY(query_open(db, "INSERT INTO list_change(run, code, batch, line) VALUES (?1, ?2, ?3, ?4)", &q,
                 error));
  query_bind_integer(q, 1, run);
  query_bind_text(q, 2, code);
  query_bind_integer(q, 3, batch);
  query_bind_text(q, 4, line);
  return query_finish(q, error);
}

void change_add_to_hash(sm3_hasher *h, text code, text line) {
  sm3_add(h, line.size != 0 ? line : code);
  if (line.size == 0) sm3_add(h, TEXT(",-\n"));
}

/* The hash of the changes of a run by a batch, as they are stored. */
static sd_status hash_changes(database *db, int64_t run, int64_t batch, sm3_digest *out,
                              sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT code, line FROM list_change WHERE run = ?1 AND batch = ?2 ORDER BY code",
                 &q, error));
  query_bind_integer(q, 1, run);
  query_bind_integer(q, 2, batch);
  sm3_hasher *h = sm3_create();
  bool row = h != NULL;
  sd_status status = h == NULL ? out_of_memory(error) : SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    change_add_to_hash(h, query_text(q, 0), query_text(q, 1));
  }
  query_close(q);
  if (status == SD_OK && !sm3_finish(h, out)) status = out_of_memory(error);
  sm3_destroy(h);
  return status;
}

/* --- Updates --- */

static void begin_payload(json_writer *w, text_builder *out, int64_t id) {
  json_init(w, out);
  json_begin_object(w);
  json_member_integer(w, "update", id);
  json_key(w, "runs");
  json_begin_array(w);
}

static void add_row(json_writer *w, const update_row *row) {
  char hex[SM3_TEXT_SIZE];
  sm3_format(&row->hash, hex);
  json_begin_object(w);
  json_member_integer(w, "run", row->run);
  json_member_integer(w, "after", row->after_batch);
  json_member_integer(w, "batch", row->last_batch);
  json_member_integer(w, "subjects", row->subjects);
  json_member_integer(w, "changes", row->changes);
  json_member_string(w, "sm3", hex);
  json_end_object(w);
}

static void end_payload(json_writer *w) {
  json_end_array(w);
  json_end_object(w);
}

static sd_status store_row(database *db, int64_t id, const update_row *row, const char *actor,
                           int64_t now_us, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_update(id, run, after_batch, last_batch, subjects, changes,"
                 " actor, time_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 &q, error));
  const int64_t numbers[] = {
      id, row->run, row->after_batch, row->last_batch, row->subjects, row->changes};
  for (int i = 0; i < 6; i++) query_bind_integer(q, i + 1, numbers[i]);
  query_bind_string(q, 7, actor);
  query_bind_integer(q, 8, now_us);
  return query_finish(q, error);
}

sd_status update_store(database *db, const update_row *rows, size_t count, const char *actor,
                       int64_t now_us, sd_error *error) {
  int64_t id = 0;
  char reference[32];
  TRY(database_read_integer(db, "SELECT max(id) FROM list_update", &id, error));
  id++;
  snprintf(reference, sizeof reference, "%" PRId64, id);
  text_builder payload;
  json_writer w;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  begin_payload(&w, &payload, id);
  sd_status status = SD_OK;
  for (size_t i = 0; status == SD_OK && i < count; i++) {
    add_row(&w, &rows[i]);
    status = store_row(db, id, &rows[i], actor, now_us, error);
  }
  end_payload(&w);
  if (status == SD_OK && payload.failed) status = out_of_memory(error);
  if (status == SD_OK) {
    status = audit_append(db, actor, "update", reference, text_builder_text(&payload), now_us, NULL,
                          error);
  }
  text_builder_release(&payload);
  return status;
}

/* One stored row, with the hash of what is stored of its changes. */
static sd_status read_row(database *db, query *q, update_row *row, sd_error *error) {
  *row = (update_row){.run = query_integer(q, 0),
                      .after_batch = query_integer(q, 1),
                      .last_batch = query_integer(q, 2),
                      .subjects = query_integer(q, 3),
                      .changes = query_integer(q, 4)};
  return hash_changes(db, row->run, row->last_batch, &row->hash, error);
}

sd_status update_payload(database *db, int64_t id, arena *a, text_builder *out, text *actor_out,
                         int64_t *time_us_out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT run, after_batch, last_batch, subjects, changes, actor, time_us"
                 " FROM list_update WHERE id = ?1 ORDER BY run",
                 &q, error));
  query_bind_integer(q, 1, id);
  json_writer w;
  begin_payload(&w, out, id);
  *actor_out = (text){NULL, 0};
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    update_row found;
    if (actor_out->data == NULL) *actor_out = arena_copy(a, query_text(q, 5));
    *time_us_out = query_integer(q, 6);
    status = read_row(db, q, &found, error);
    add_row(&w, &found);
  }
  end_payload(&w);
  query_close(q);
  if (status == SD_OK && actor_out->data == NULL) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_RUN, SD_ARGS(SD_NUMBER(id)));
  }
  return status == SD_OK && out->failed ? out_of_memory(error) : status;
}
