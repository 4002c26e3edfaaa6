/* Prepared queries: bound values, typed columns, a stock of statements for each connection. */
/* What must stay true: a value that is not of the type it was written with stops all writing; a
 * statement in the stock is always reset. */
#include <string.h>

#include "base/allocator.h"
#include "base/messages/store.h"
#include "store/connection.h"

static query *find_in_stock(database *db, const char *sql, uint64_t hash) {
  for (size_t i = 0; i < db->stock_count; i++) {
    query *q = db->stock[i];
    if (!q->in_use && q->sql_hash == hash && strcmp(sqlite3_sql(q->statement), sql) == 0) return q;
  }
  return NULL;
}

sd_status query_open(database *db, const char *sql, query **out, sd_error *error) {
  uint64_t hash = text_hash(text_of(sql));
  query *q = find_in_stock(db, sql, hash);
  if (!q) {
    q = memory_allocate(sizeof *q);
    if (!q) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    int result =
        sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->statement, NULL);
    if (result != SQLITE_OK) {
      memory_free(q);
      return connection_fail(db, result, error);
    }
    q->db = db;
    q->sql_hash = hash;
    q->in_stock = db->stock_count < CONNECTION_STOCK_MAX;
    if (q->in_stock) db->stock[db->stock_count++] = q;
  }
  q->in_use = true;
  q->stepped = false;
  q->bind_result = SQLITE_OK;
  *out = q;
  return SD_OK;
}

void query_close(query *q) {
  if (!q) return;
  if (!q->in_stock) {
    sqlite3_finalize(q->statement);
    memory_free(q);
    return;
  }
  sqlite3_reset(q->statement);
  sqlite3_clear_bindings(q->statement);
  q->in_use = false;
}

/* --- Binding --- */

static void note_binding(query *q, int result) {
  if (result != SQLITE_OK && q->bind_result == SQLITE_OK) q->bind_result = result;
}

void query_bind_integer(query *q, int place, int64_t value) {
  note_binding(q, sqlite3_bind_int64(q->statement, place, value));
}

void query_bind_text(query *q, int place, text value) {
  if (!value.data) {
    query_bind_null(q, place);
    return;
  }
  note_binding(q, sqlite3_bind_text64(q->statement, place, value.data, value.size, SQLITE_TRANSIENT,
                                      SQLITE_UTF8));
}

void query_bind_string(query *q, int place, const char *value) {
  query_bind_text(q, place, value ? text_of(value) : (text){0});
}

void query_bind_bytes(query *q, int place, const void *bytes, size_t size) {
  note_binding(q, sqlite3_bind_blob64(q->statement, place, bytes, size, SQLITE_TRANSIENT));
}

void query_bind_null(query *q, int place) {
  note_binding(q, sqlite3_bind_null(q->statement, place));
}

/* --- Running --- */

/* Not PRAGMA query_only, which makes SQLite prepare every statement of the connection anew. */
static sd_status refuse_when_reading(sd_error *error) {
  return error_set(error, SD_MISUSE, MESSAGE_STORE_FAILED,
                   SD_ARGS(sqlite3_errstr(SQLITE_READONLY)));
}

sd_status query_step(query *q, bool *row_out, sd_error *error) {
  *row_out = false;
  if (q->bind_result != SQLITE_OK) {
    int result = q->bind_result;
    q->bind_result = SQLITE_OK;
    return connection_fail(q->db, result, error);
  }
  if (q->db->is_reading && !q->stepped && !sqlite3_stmt_readonly(q->statement)) {
    return refuse_when_reading(error);
  }
  sd_status cancelled = database_check_cancelled(q->db, error);
  if (cancelled != SD_OK) {
    query_reset(q);
    return cancelled;
  }
  int result = sqlite3_step(q->statement);
  if (result == SQLITE_ROW) {
    *row_out = q->stepped = true;
    return SD_OK;
  }
  sd_status status = result == SQLITE_DONE ? SD_OK : connection_fail(q->db, result, error);
  query_reset(q);
  return status;
}

sd_status query_execute(query *q, sd_error *error) {
  bool row = true;
  while (row) TRY(query_step(q, &row, error));
  return SD_OK;
}

sd_status query_finish(query *q, sd_error *error) {
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

void query_reset(query *q) {
  sqlite3_reset(q->statement);
  q->stepped = false;
}

/* --- Columns --- */

/* The value when it is of the type, else NULL.  One call into SQLite instead of two: bulk reading
 * is mostly this.  The connection is without mutex, so that the value needs no protection. */
static sqlite3_value *column_of_type(query *q, int column, int type) {
  sqlite3_value *value = sqlite3_column_value(q->statement, column);
  int found = sqlite3_value_type(value);
  if (found == type) return value;
  if (found != SQLITE_NULL) database_stop_writing(q->db);
  return NULL;
}

int64_t query_integer(query *q, int column) {
  sqlite3_value *value = column_of_type(q, column, SQLITE_INTEGER);
  return value ? sqlite3_value_int64(value) : 0;
}

text query_text(query *q, int column) {
  sqlite3_value *value = column_of_type(q, column, SQLITE_TEXT);
  const unsigned char *data = value ? sqlite3_value_text(value) : NULL;
  if (!data) return TEXT("");
  return (text){(const char *)data, (size_t)sqlite3_value_bytes(value)};
}

text query_bytes(query *q, int column) {
  sqlite3_value *value = column_of_type(q, column, SQLITE_BLOB);
  const void *data = value ? sqlite3_value_blob(value) : NULL;
  if (!data) return TEXT("");
  return (text){data, (size_t)sqlite3_value_bytes(value)};
}

bool query_is_null(query *q, int column) {
  return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

/* --- Without values --- */

sd_status database_run(database *db, const char *sql, sd_error *error) {
  if (db->is_reading) return refuse_when_reading(error);
  int result = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
  return result == SQLITE_OK ? SD_OK : connection_fail(db, result, error);
}

sd_status database_read_integer(database *db, const char *sql, int64_t *out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, sql, &q, error));
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK) *out = row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

sd_status database_data_version(database *db, int64_t *out, sd_error *error) {
  return database_read_integer(db, "PRAGMA data_version", out, error);
}

int64_t database_changed_rows(const database *db) { return sqlite3_changes64(db->handle); }
