/* Who looked at which company: an append-only log, each entry holding the SM3 of the one before. */
#include "access/view_log.h"

#include <string.h>

#include "base/messages/access.h"

static const migration view_log_steps[] = {
    {"who looked",
     "CREATE TABLE access_view("
     " number INTEGER PRIMARY KEY,"
     " time_us INTEGER NOT NULL,"
     " account INTEGER NOT NULL REFERENCES access_account(id),"
     " person TEXT NOT NULL,"
     " subject TEXT NOT NULL,"
     " path TEXT NOT NULL,"
     " hash BLOB NOT NULL"
     ") STRICT;"
     "CREATE INDEX access_view_subject ON access_view(subject, number);"
     "CREATE TRIGGER access_view_update BEFORE UPDATE ON access_view BEGIN"
     " SELECT RAISE(ABORT, 'the log of looks is never changed'); END;"
     "CREATE TRIGGER access_view_delete BEFORE DELETE ON access_view BEGIN"
     " SELECT RAISE(ABORT, 'the log of looks is never deleted'); END;"},
};

sd_status view_log_migrate(database *db, sd_error *error) {
  return database_migrate(db, "access-view", view_log_steps,
                          sizeof view_log_steps / sizeof view_log_steps[0], error);
}

/* --- Hashing --- */

static bool hash_entry(const sm3_digest *before, const view_entry *e, sm3_digest *out) {
  static const char label[] = "sudui-view-1";
  sm3_hasher *h = sm3_create();
  if (h == NULL) return false;
  sm3_add(h, (text){label, sizeof label});
  sm3_add(h, (text){(const char *)before->bytes, SM3_SIZE});
  sm3_add_number(h, e->number);
  sm3_add_number(h, e->account);
  sm3_add_number(h, e->time_us);
  const text fields[] = {e->person, e->subject, e->path};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) sm3_add_text(h, fields[i]);
  bool whole = sm3_finish(h, out);
  sm3_destroy(h);
  return whole;
}

/* --- Writing --- */

static sd_status read_last(database *db, int64_t *number_out, sm3_digest *hash_out,
                           sd_error *error) {
  query *q;
  bool row = false;
  *number_out = 0;
  *hash_out = (sm3_digest){0};
  TRY(query_open(db, "SELECT number, hash FROM access_view ORDER BY number DESC LIMIT 1", &q,
                 error));
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    text hash = query_bytes(q, 1);
    *number_out = query_integer(q, 0);
    if (hash.size == SM3_SIZE) memcpy(hash_out->bytes, hash.data, SM3_SIZE);
  }
  query_close(q);
  return status;
}

static sd_status insert(database *db, view_entry *e, sd_error *error) {
  sm3_digest before, hash;
  TRY(read_last(db, &e->number, &before, error));
  e->number++;
  if (!hash_entry(&before, e, &hash)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  query *q;
  TRY(query_open(db,
                 "INSERT INTO access_view(number, time_us, account, person, subject, path, hash)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 &q, error));
  query_bind_integer(q, 1, e->number);
  query_bind_integer(q, 2, e->time_us);
  query_bind_integer(q, 3, e->account);
  query_bind_text(q, 4, e->person);
  query_bind_text(q, 5, e->subject);
  query_bind_text(q, 6, e->path);
  query_bind_bytes(q, 7, hash.bytes, SM3_SIZE);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

sd_status view_log_add(database *db, view_entry *e, sd_error *error) {
  TRY(database_begin(db, error));
  sd_status status = insert(db, e, error);
  if (status == SD_OK) status = database_commit(db, error);
  if (status != SD_OK) database_rollback(db);
  return status;
}

/* --- Reading --- */

static void take_row(query *q, view_entry *out) {
  *out = (view_entry){.number = query_integer(q, 0),
                      .time_us = query_integer(q, 1),
                      .account = query_integer(q, 2),
                      .person = query_text(q, 3),
                      .subject = query_text(q, 4),
                      .path = query_text(q, 5)};
}

sd_status view_log_each(database *db, const view_filter *filter, int64_t limit, view_visitor visit,
                        void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT number, time_us, account, person, subject, path FROM access_view"
                 " WHERE (?1 = '' OR instr(person, ?1) > 0) AND (?2 = '' OR subject = ?2)"
                 " AND time_us >= ?3 AND (?4 = 0 OR time_us < ?4) AND (?5 = 0 OR number < ?5)"
                 " ORDER BY number DESC LIMIT ?6",
                 &q, error));
  query_bind_text(q, 1, filter->person.data == NULL ? TEXT("") : filter->person);
  query_bind_text(q, 2, filter->subject.data == NULL ? TEXT("") : filter->subject);
  query_bind_integer(q, 3, filter->from_us);
  query_bind_integer(q, 4, filter->to_us);
  query_bind_integer(q, 5, filter->below_number);
  query_bind_integer(q, 6, limit);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    view_entry e;
    take_row(q, &e);
    status = visit(context, &e, error);
  }
  query_close(q);
  return status;
}

static sd_status check_row(query *q, int64_t count, sm3_digest *head, sd_error *error) {
  view_entry e;
  sm3_digest hash;
  take_row(q, &e);
  text stored = query_bytes(q, 6);
  if (!hash_entry(head, &e, &hash)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  bool sound = e.number == count + 1 && stored.size == SM3_SIZE &&
               memcmp(stored.data, hash.bytes, SM3_SIZE) == 0;
  *head = hash;
  if (sound) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_ACCESS_VIEW_BROKEN, SD_ARGS(SD_NUMBER(count + 1)));
}

sd_status view_log_verify(database *db, int64_t *count_out, sm3_digest *head_out, sd_error *error) {
  query *q;
  *count_out = 0;
  *head_out = (sm3_digest){0};
  TRY(query_open(db,
                 "SELECT number, time_us, account, person, subject, path, hash FROM access_view"
                 " ORDER BY number",
                 &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    status = check_row(q, *count_out, head_out, error);
    if (status == SD_OK) ++*count_out;
  }
  query_close(q);
  return status;
}
