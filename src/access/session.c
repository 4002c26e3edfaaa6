/* Sessions: a token in a cookie stands for an account until it is idle, too old, or ended. */
#include "access/session.h"

#include <string.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "base/messages/access.h"

/* What must stay true: a token is looked up by its digest, so that the time it takes tells nothing
 * about tokens; every session of an account ends with its secrets (access/user). */

#define MINUTE_US (60 * CLOCK_SECOND_US)

static sd_status in_transaction(database *db, query *q, sd_error *error) {
  sd_status status = database_begin(db, error);
  if (status == SD_OK) status = query_execute(q, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  query_close(q);
  return status;
}

sd_status session_open(database *db, const user *of, int64_t now_us, char token_out[TOKEN_SIZE],
                       sd_error *error) {
  char form_token[TOKEN_SIZE];
  sm3_digest key;
  token_make(token_out);
  token_make(form_token);
  if (!token_digest(text_of(token_out), &key)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  query *q = NULL;
  TRY(query_open(db,
                 "INSERT INTO access_session(token, account, form_token, created_us, seen_us,"
                 " step_up_us) VALUES(?1, ?2, ?3, ?4, ?4, ?4)",
                 &q, error));
  query_bind_bytes(q, 1, key.bytes, sizeof key.bytes);
  query_bind_integer(q, 2, of->id);
  query_bind_string(q, 3, form_token);
  query_bind_integer(q, 4, now_us);
  return in_transaction(db, q, error);
}

static sd_status store_seen(database *db, const session *s, int64_t now_us, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "UPDATE access_session SET seen_us=?2 WHERE token=?1", &q, error));
  query_bind_bytes(q, 1, s->key.bytes, sizeof s->key.bytes);
  query_bind_integer(q, 2, now_us);
  return in_transaction(db, q, error);
}

static bool is_alive(int64_t created_us, int64_t seen_us, int64_t now_us) {
  return now_us - seen_us < SESSION_IDLE_MINUTES * MINUTE_US &&
         now_us - created_us < SESSION_HOURS_MAX * 60 * MINUTE_US;
}

bool session_is_fresh(const session *s, int64_t now_us) {
  return is_alive(s->created_us, s->seen_us, now_us) &&
         now_us - s->seen_us < SESSION_SEEN_STEP_SECONDS * CLOCK_SECOND_US;
}

sd_status session_read(database *db, text token, int64_t now_us, arena *a, session *out,
                       sd_error *error) {
  *out = (session){0};
  if (token.size != TOKEN_SIZE - 1 || !token_digest(token, &out->key)) return SD_NOT_FOUND;
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT account, form_token, created_us, seen_us, step_up_us FROM access_session"
                 " WHERE token=?1",
                 &q, error));
  query_bind_bytes(q, 1, out->key.bytes, sizeof out->key.bytes);
  bool row = false;
  int64_t id = 0;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    id = query_integer(q, 0);
    out->form_token = arena_copy(a, query_text(q, 1));
    out->created_us = query_integer(q, 2);
    out->seen_us = query_integer(q, 3);
    out->step_up_us = query_integer(q, 4);
  }
  query_close(q);
  if (status != SD_OK) return status;
  if (!row || !is_alive(out->created_us, out->seen_us, now_us)) return SD_NOT_FOUND;
  TRY(user_find(db, id, a, &out->account, error));
  return out->account.disabled ? SD_NOT_FOUND : SD_OK;
}

sd_status session_find(database *db, text token, int64_t now_us, arena *a, session *out,
                       sd_error *error) {
  TRY(session_read(db, token, now_us, a, out, error));
  if (session_is_fresh(out, now_us)) return SD_OK;
  out->seen_us = now_us;
  return store_seen(db, out, now_us, error);
}

sd_status session_step_up(database *db, session *s, text password, text code, int64_t now_us,
                          arena *a, sd_error *error) {
  user again;
  TRY(user_authenticate(db, s->account.login, password, code, now_us, a, &again, error));
  query *q = NULL;
  TRY(query_open(db, "UPDATE access_session SET step_up_us=?2, seen_us=?2 WHERE token=?1", &q,
                 error));
  query_bind_bytes(q, 1, s->key.bytes, sizeof s->key.bytes);
  query_bind_integer(q, 2, now_us);
  s->step_up_us = now_us;
  return in_transaction(db, q, error);
}

bool session_is_stepped_up(const session *s, int64_t now_us) {
  return now_us - s->step_up_us < SESSION_STEP_UP_MINUTES * MINUTE_US;
}

sd_status session_end(database *db, const session *s, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "DELETE FROM access_session WHERE token=?1", &q, error));
  query_bind_bytes(q, 1, s->key.bytes, sizeof s->key.bytes);
  return in_transaction(db, q, error);
}

/* --- Seen from outside --- */

sd_status session_each_of(database *db, int64_t account, int64_t now_us, session_visitor visit,
                          void *context, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT s.token, a.login, a.name, s.created_us, s.seen_us FROM access_session s"
                 " JOIN access_account a ON a.id=s.account WHERE ?1=0 OR s.account=?1"
                 " ORDER BY s.seen_us DESC, a.login",
                 &q, error));
  query_bind_integer(q, 1, account);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    text key = query_bytes(q, 0);
    session_line line = {.login = query_text(q, 1),
                         .name = query_text(q, 2),
                         .created_us = query_integer(q, 3),
                         .seen_us = query_integer(q, 4)};
    if (key.size != sizeof line.key.bytes || !is_alive(line.created_us, line.seen_us, now_us)) {
      continue;
    }
    memcpy(line.key.bytes, key.data, key.size);
    status = visit(context, &line, error);
  }
  query_close(q);
  return status;
}

sd_status session_each(database *db, int64_t now_us, session_visitor visit, void *context,
                       sd_error *error) {
  return session_each_of(db, 0, now_us, visit, context, error);
}

sd_status session_end_own(database *db, const session *s, text password, const sm3_digest *key,
                          sd_error *error) {
  TRY(user_check_password(db, s->account.id, password, error));
  query *q = NULL;
  TRY(query_open(db, "DELETE FROM access_session WHERE token=?1 AND account=?2", &q, error));
  query_bind_bytes(q, 1, key->bytes, sizeof key->bytes);
  query_bind_integer(q, 2, s->account.id);
  TRY(in_transaction(db, q, error));
  if (database_changed_rows(db) == 1) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_ACCESS_NO_SESSION, NULL);
}

static sd_status delete_key(database *db, const sm3_digest *key, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "DELETE FROM access_session WHERE token=?1", &q, error));
  query_bind_bytes(q, 1, key->bytes, sizeof key->bytes);
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status != SD_OK || database_changed_rows(db) == 1) return status;
  return error_set(error, SD_NOT_FOUND, MESSAGE_ACCESS_NO_SESSION, NULL);
}

sd_status session_end_other(database *db, const sm3_digest *key, const char *actor, int64_t now_us,
                            sd_error *error) {
  char shown[SM3_TEXT_SIZE];
  sm3_format(key, shown);
  TRY(database_begin(db, error));
  sd_status status = delete_key(db, key, error);
  if (status == SD_OK) {
    status = audit_append(db, actor, "session ended", shown, TEXT("{}"), now_us, NULL, error);
  }
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}
