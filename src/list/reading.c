/* How far a company has read what happened to it. */
#include "list/reading.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/messages/list.h"

sd_status reading_until(database *db, text code, int64_t *until_us_out, sd_error *error) {
  query *q;
  bool row = false;
  *until_us_out = 0;
  TRY(query_open(db, "SELECT max(until_us) FROM list_reading WHERE code = ?1", &q, error));
  query_bind_text(q, 1, code);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) *until_us_out = query_integer(q, 0);
  query_close(q);
  return status;
}

static sd_status append(database *db, text code, const char *actor, int64_t until_us,
                        int64_t now_us, audit_head *head, sd_error *error) {
  text_builder payload;
  json_writer w;
  text_builder_init(&payload, 1 << 12);
  json_init(&w, &payload);
  json_begin_object(&w);
  json_member_text(&w, "company", code);
  json_member_integer(&w, "until_us", until_us);
  json_end_object(&w);
  char reference[32] = "";
  for (size_t i = 0; i < code.size && i < sizeof reference - 1; i++) reference[i] = code.data[i];
  sd_status status = payload.failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : audit_append(db, actor, "messages-read", reference,
                                        text_builder_text(&payload), now_us, head, error);
  text_builder_release(&payload);
  return status;
}

static sd_status mark(database *db, text code, const char *actor, int64_t until_us, int64_t now_us,
                      sd_error *error) {
  int64_t before_us;
  audit_head head = {0};
  query *q;
  TRY(reading_until(db, code, &before_us, error));
  if (until_us <= before_us) return SD_OK;
  TRY(append(db, code, actor, until_us, now_us, &head, error));
  TRY(query_open(db, "INSERT INTO list_reading VALUES(?1, ?2, ?3, ?4, ?5)", &q, error));
  query_bind_text(q, 1, code);
  query_bind_integer(q, 2, until_us);
  query_bind_string(q, 3, actor);
  query_bind_integer(q, 4, now_us);
  query_bind_integer(q, 5, head.sequence);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

sd_status reading_mark(database *db, text code, const char *actor, int64_t until_us, int64_t now_us,
                       sd_error *error) {
  if (actor == NULL || actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  TRY(database_begin(db, error));
  sd_status status = mark(db, code, actor, until_us, now_us, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}
