/* Requests that change something once, however often they are sent. */
#include "access/once.h"

#include <string.h>

#include "base/clock.h"

/* What must stay true: a key is durable before its request is worked on; an answer belongs to the
 * session that got it first. */

static const migration once_steps[] = {
    {"requests that count once",
     "CREATE TABLE access_once("
     " session BLOB NOT NULL,"
     " key TEXT NOT NULL,"
     " content BLOB NOT NULL,"
     " status INTEGER NOT NULL," /* 0: being worked on */
     " location TEXT NOT NULL,"
     " content_type TEXT NOT NULL,"
     " body TEXT NOT NULL,"
     " kept INTEGER NOT NULL,"
     " created_us INTEGER NOT NULL,"
     " PRIMARY KEY(session, key)"
     ") STRICT;"
     "CREATE INDEX access_once_created ON access_once(created_us);"},
};

sd_status once_migrate(database *db, sd_error *error) {
  return database_migrate(db, "once", once_steps, sizeof once_steps / sizeof once_steps[0], error);
}

static void bind_key(query *q, const once_request *request) {
  query_bind_bytes(q, 1, request->session.bytes, sizeof request->session.bytes);
  query_bind_text(q, 2, request->key);
}

static once_state read_row(query *q, const once_request *request, arena *a, once_answer *out) {
  text content = query_bytes(q, 0);
  text wanted = {(const char *)request->content.bytes, sizeof request->content.bytes};
  *out = (once_answer){.status = (int)query_integer(q, 1),
                       .location = arena_copy(a, query_text(q, 2)),
                       .content_type = arena_copy(a, query_text(q, 3)),
                       .body = arena_copy(a, query_text(q, 4)),
                       .is_kept = query_integer(q, 5) != 0};
  if (!text_equal(content, wanted)) return ONCE_DIFFERENT;
  return out->status == 0 ? ONCE_RUNNING : ONCE_DONE;
}

static sd_status look_up(database *db, const once_request *request, int64_t now_us, arena *a,
                         once_state *state_out, once_answer *answer_out, sd_error *error) {
  query *q = NULL;
  *state_out = ONCE_NEW;
  TRY(query_open(db,
                 "SELECT content, status, location, content_type, body, kept FROM access_once"
                 " WHERE session=?1 AND key=?2 AND created_us>?3",
                 &q, error));
  bind_key(q, request);
  query_bind_integer(q, 3, now_us - ONCE_HOURS * 3600 * CLOCK_SECOND_US);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) *state_out = read_row(q, request, a, answer_out);
  query_close(q);
  return status;
}

static sd_status forget_old(database *db, int64_t now_us, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "DELETE FROM access_once WHERE created_us<=?1", &q, error));
  query_bind_integer(q, 1, now_us - ONCE_HOURS * 3600 * CLOCK_SECOND_US);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

static sd_status insert(database *db, const once_request *request, int64_t now_us,
                        sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "INSERT INTO access_once(session, key, content, status, location, content_type,"
                 " body, kept, created_us) VALUES(?1, ?2, ?3, 0, '', '', '', 0, ?4)",
                 &q, error));
  bind_key(q, request);
  query_bind_bytes(q, 3, request->content.bytes, sizeof request->content.bytes);
  query_bind_integer(q, 4, now_us);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

sd_status once_begin(database *db, const once_request *request, int64_t now_us, arena *a,
                     once_state *state_out, once_answer *answer_out, sd_error *error) {
  TRY(look_up(db, request, now_us, a, state_out, answer_out, error));
  if (*state_out != ONCE_NEW) return SD_OK;
  TRY(database_begin(db, error));
  /* Somebody may have been faster. */
  sd_status status = look_up(db, request, now_us, a, state_out, answer_out, error);
  if (status == SD_OK && *state_out == ONCE_NEW) {
    status = forget_old(db, now_us, error);
    if (status == SD_OK) status = insert(db, request, now_us, error);
    if (status == SD_OK) status = database_commit(db, error);
  }
  database_rollback(db);
  return status;
}

static sd_status execute_alone(database *db, query *q, sd_error *error) {
  sd_status status = database_begin(db, error);
  if (status == SD_OK) status = query_execute(q, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  query_close(q);
  return status;
}

sd_status once_finish(database *db, const once_request *request, const once_answer *answer,
                      sd_error *error) {
  bool kept = answer->is_kept && answer->body.size <= ONCE_BODY_BYTES_MAX;
  query *q = NULL;
  TRY(query_open(db,
                 "UPDATE access_once SET status=?3, location=?4, content_type=?5, body=?6, kept=?7"
                 " WHERE session=?1 AND key=?2",
                 &q, error));
  bind_key(q, request);
  query_bind_integer(q, 3, answer->status);
  query_bind_text(q, 4, answer->location.data == NULL ? TEXT("") : answer->location);
  query_bind_text(q, 5, answer->content_type.data == NULL ? TEXT("") : answer->content_type);
  query_bind_text(q, 6, kept && answer->body.data != NULL ? answer->body : TEXT(""));
  query_bind_integer(q, 7, kept);
  return execute_alone(db, q, error);
}

sd_status once_forget(database *db, const once_request *request, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "DELETE FROM access_once WHERE session=?1 AND key=?2", &q, error));
  bind_key(q, request);
  return execute_alone(db, q, error);
}
