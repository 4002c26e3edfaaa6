/* The city's database: connection, prepared queries, transactions, migrations. */
/* What must stay true: nothing is committed after a failure of storage; the settings that make a
 * commit durable are read back, because SQLite ignores what it cannot do. */
#include "store/database.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/allocator.h"
#include "base/file.h"
#include "base/messages/store.h"
#include "store/connection.h"

static bool is_cancelled(const database *db) {
  return db->cancelled != NULL && atomic_load(db->cancelled);
}

sd_status connection_fail(database *db, int result, sd_error *error) {
  const char *detail = sqlite3_errmsg(db->handle);
  switch (result & 0xff) {
    case SQLITE_NOMEM:
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    case SQLITE_INTERRUPT:
      db->was_cancelled = true;
      return error_set(error, SD_STORE_FAILED, MESSAGE_STORE_CANCELLED, NULL);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      if (is_cancelled(db)) return connection_fail(db, SQLITE_INTERRUPT, error);
      return error_set(error, SD_CONFLICT, MESSAGE_STORE_BUSY, NULL);
    case SQLITE_CONSTRAINT:
      if (result == SQLITE_CONSTRAINT_TRIGGER)
        return error_set(error, SD_REFUSED, MESSAGE_STORE_REFUSED, SD_ARGS(detail));
      return error_set(error, SD_CONFLICT, MESSAGE_STORE_CONSTRAINT, SD_ARGS(detail));
    case SQLITE_READONLY:
      db->writing_stopped = true;
      return error_set(error, SD_STORE_FAILED, MESSAGE_STORE_WRITE_FAILED, SD_ARGS(detail));
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
      db->writing_stopped = true;
      return error_set(error, SD_STORE_FAILED, MESSAGE_STORE_WRITE_FAILED, SD_ARGS(detail));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      db->writing_stopped = true;
      return error_set(error, SD_CORRUPT, MESSAGE_STORE_CORRUPT, SD_ARGS(db->path, detail));
    default:
      return error_set(error, SD_STORE_FAILED, MESSAGE_STORE_FAILED, SD_ARGS(detail));
  }
}

/* --- Opening --- */

/* Sets a pragma and compares what SQLite then says. */
static sd_status set_and_compare(database *db, const char *name, const char *value,
                                 const char *expected, sd_error *error) {
  char sql[96], found[64] = "";
  snprintf(sql, sizeof sql, "PRAGMA %s=%s", name, value);
  TRY(database_run(db, sql, error));
  snprintf(sql, sizeof sql, "PRAGMA %s", name);
  query *q = NULL;
  TRY(query_open(db, sql, &q, error));
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    const unsigned char *content = sqlite3_column_text(q->statement, 0);
    snprintf(found, sizeof found, "%s", content ? (const char *)content : "");
  }
  query_close(q);
  if (status != SD_OK) return status;
  if (strcmp(found, expected) == 0) return SD_OK;
  return error_set(error, SD_STORE_FAILED, MESSAGE_STORE_SETTING,
                   SD_ARGS(db->path, name, expected, found));
}

static sd_status apply_settings(database *db, sd_error *error) {
  static const struct {
    const char *name, *value, *expected;
  } settings[] = {
      {"journal_mode", "wal", "wal"},
      {"synchronous", "FULL", "2"},
      {"foreign_keys", "ON", "1"},
      {"trusted_schema", "OFF", "0"},
      {"cell_size_check", "ON", "1"},
      {"temp_store", "MEMORY", "2"},
      {"cache_size", "-65536", "-65536"},
      /* With a limit the log is cut when the last connection closes; whole, the next would read it.
       */
      {"journal_size_limit", "67108864", "67108864"},
  };
  sqlite3_busy_timeout(db->handle, CONNECTION_BUSY_MS);
  sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
    TRY(set_and_compare(db, settings[i].name, settings[i].value, settings[i].expected, error));
  int keep = 1; /* no creating or deleting of files on the path of a commit */
  sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  return SD_OK;
}

static sd_status connect(const char *path, int flags, database **out, sd_error *error) {
  database *db = memory_allocate(sizeof *db);
  char *copy = memory_allocate(strlen(path) + 1);
  if (!db || !copy) {
    memory_free(db);
    memory_free(copy);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  memcpy(copy, path, strlen(path) + 1);
  db->path = copy;
  int result =
      sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  sd_status status = SD_OK;
  if (result != SQLITE_OK)
    status = error_set(error, SD_STORE_FAILED, MESSAGE_STORE_OPEN_FAILED,
                       SD_ARGS(path, sqlite3_errstr(result)));
  if (status == SD_OK) sqlite3_extended_result_codes(db->handle, 1);
  if (status == SD_OK && (flags & SQLITE_OPEN_CREATE) != 0)
    status = database_run(db, "PRAGMA page_size=8192", error);
  if (status == SD_OK) status = apply_settings(db, error);
  if (status == SD_CORRUPT) error_set(error, status, MESSAGE_STORE_NOT_DATABASE, SD_ARGS(path));
  if (status != SD_OK) {
    database_close(db);
    return status;
  }
  *out = db;
  return SD_OK;
}

sd_status database_create(const char *path, database **out, sd_error *error) {
  if (file_exists(path)) return error_set(error, SD_CONFLICT, MESSAGE_STORE_EXISTS, SD_ARGS(path));
  database *db = NULL;
  TRY(connect(path, SQLITE_OPEN_CREATE, &db, error));
  sd_status status = database_begin(db, error);
  if (status == SD_OK)
    status = database_run(db,
                          "CREATE TABLE migration(folder TEXT NOT NULL, number INTEGER NOT NULL, "
                          "name TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY(folder, number)) "
                          "STRICT",
                          error);
  if (status == SD_OK) status = database_commit(db, error);
  /* SQLite does not notice a failed sync of the folder. */
  if (status == SD_OK && !file_sync_folder_of(path))
    status = error_set(error, SD_IO_FAILED, MESSAGE_STORE_OPEN_FAILED, SD_ARGS(path, "fsync"));
  if (status != SD_OK) {
    database_close(db);
    return status;
  }
  *out = db;
  return SD_OK;
}

sd_status database_open(const char *path, database **out, sd_error *error) {
  if (!file_exists(path))
    return error_set(error, SD_NOT_FOUND, MESSAGE_STORE_NOT_FOUND, SD_ARGS(path));
  database *db = NULL;
  TRY(connect(path, 0, &db, error));
  int64_t found = 0;
  sd_status status = database_read_integer(
      db, "SELECT count(*) FROM sqlite_schema WHERE type='table' AND name='migration'", &found,
      error);
  if (status == SD_OK && found == 0)
    status = error_set(error, SD_CORRUPT, MESSAGE_STORE_NOT_DATABASE, SD_ARGS(path));
  if (status != SD_OK) {
    database_close(db);
    return status;
  }
  *out = db;
  return SD_OK;
}

void database_close(database *db) {
  if (!db) return;
  database_rollback(db);
  for (size_t i = 0; i < db->stock_count; i++) {
    sqlite3_finalize(db->stock[i]->statement);
    memory_free(db->stock[i]);
  }
  sqlite3_close(db->handle);
  memory_free(db->path);
  memory_free(db);
}

const char *database_path(const database *db) { return db->path; }
void database_set_companion(database *db, void *companion) { db->companion = companion; }
void *database_companion(const database *db) { return db->companion; }

/* --- Work that may be cancelled --- */

static int look_at_cancelled(void *context) { return is_cancelled(context); }

/* As SQLite's own waiting for another writer, with a look at `cancelled`. */
static int wait_for_writer(void *context, int tries) {
  if (is_cancelled(context) || tries >= CONNECTION_BUSY_MS / CONNECTION_BUSY_STEP_MS) return 0;
  nanosleep(&(struct timespec){.tv_nsec = CONNECTION_BUSY_STEP_MS * 1000000L}, NULL);
  return 1;
}

void database_cancel_when(database *db, const atomic_bool *cancelled) {
  db->cancelled = cancelled;
  if (cancelled == NULL) return;
  sqlite3_progress_handler(db->handle, CONNECTION_CANCEL_STEPS, look_at_cancelled, db);
  sqlite3_busy_handler(db->handle, wait_for_writer, db);
}

void database_share_cancelling(database *db, const database *from) {
  database_cancel_when(db, from->cancelled);
}

sd_status database_check_cancelled(database *db, sd_error *error) {
  return is_cancelled(db) ? connection_fail(db, SQLITE_INTERRUPT, error) : SD_OK;
}

/* --- Transactions --- */

static sd_status refuse_when_stopped(database *db, sd_error *error) {
  if (!db->writing_stopped) return SD_OK;
  return error_set(error, SD_STORE_FAILED, MESSAGE_STORE_STOPPED, SD_ARGS(db->path));
}

sd_status database_begin(database *db, sd_error *error) {
  if (db->in_transaction) return error_set(error, SD_MISUSE, MESSAGE_STORE_TRANSACTION_OPEN, NULL);
  TRY(refuse_when_stopped(db, error));
  TRY(database_check_cancelled(db, error));
  TRY(database_run(db, "BEGIN IMMEDIATE", error));
  db->in_transaction = true;
  return SD_OK;
}

sd_status database_begin_reading(database *db, sd_error *error) {
  if (db->in_transaction) return error_set(error, SD_MISUSE, MESSAGE_STORE_TRANSACTION_OPEN, NULL);
  TRY(database_run(db, "BEGIN", error));
  db->in_transaction = db->is_reading = true;
  int64_t ignored = 0; /* the first read fixes the state */
  sd_status status =
      database_read_integer(db, "SELECT count(*) FROM sqlite_schema", &ignored, error);
  if (status != SD_OK) database_rollback(db);
  return status;
}

static void end_transaction(database *db) { db->in_transaction = db->is_reading = false; }

static sd_status commit(database *db, sd_error *error) {
  int result = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
  return result == SQLITE_OK ? SD_OK : connection_fail(db, result, error);
}

sd_status database_commit(database *db, sd_error *error) {
  if (!db->in_transaction) return error_set(error, SD_MISUSE, MESSAGE_STORE_TRANSACTION_NONE, NULL);
  sd_status status = db->is_reading ? SD_OK : refuse_when_stopped(db, error);
  if (status == SD_OK && db->was_cancelled) status = database_check_cancelled(db, error);
  if (status == SD_OK) status = commit(db, error);
  if (status == SD_OK)
    end_transaction(db);
  else
    database_rollback(db);
  return status;
}

/* Queries that were open before the reading began go on: nothing is taken back. */
static bool end_reading(database *db) {
  return db->is_reading && (sqlite3_get_autocommit(db->handle) ||
                            sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
}

void database_rollback(database *db) {
  if (!db->in_transaction) return;
  if (end_reading(db)) {
    end_transaction(db);
    return;
  }
  for (size_t i = 0; i < db->stock_count; i++) sqlite3_reset(db->stock[i]->statement);
  if (!sqlite3_get_autocommit(db->handle)) {
    int result = sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    if (result != SQLITE_OK) connection_fail(db, result, NULL);
  }
  end_transaction(db);
}

bool database_in_transaction(const database *db) { return db->in_transaction; }

/* --- Safety --- */

void database_stop_writing(database *db) { db->writing_stopped = true; }
bool database_writing_stopped(const database *db) { return db->writing_stopped; }

sd_status database_check(database *db, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "PRAGMA integrity_check(1)", &q, error));
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row && !text_is(query_text(q, 0), "ok")) {
    char finding[300];
    text found = query_text(q, 0);
    snprintf(finding, sizeof finding, "%.*s", TEXT_ARG(found));
    db->writing_stopped = true;
    status = error_set(error, SD_CORRUPT, MESSAGE_STORE_CORRUPT, SD_ARGS(db->path, finding));
  }
  query_close(q);
  if (status != SD_OK) return status;
  TRY(query_open(db, "PRAGMA foreign_key_check", &q, error));
  status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    char finding[300];
    text table = query_text(q, 0), parent = query_text(q, 2);
    snprintf(finding, sizeof finding, "%.*s -> %.*s", TEXT_ARG(table), TEXT_ARG(parent));
    db->writing_stopped = true;
    status = error_set(error, SD_CORRUPT, MESSAGE_STORE_CORRUPT, SD_ARGS(db->path, finding));
  }
  query_close(q);
  return status;
}
