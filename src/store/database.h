/* The city's database: connection, prepared queries, transactions, migrations.
 *
 * The only door to a database; nothing of SQLite shows in this header, so that another backend can
 * stand behind it.  Values are always bound, never written into SQL.  SQL is kept to what SQLite
 * and PostgreSQL share: ids made by us, integers and text, no dates and no floating point.
 *
 * After a failed write or sync, a damaged page or a value of the wrong type the database stops
 * writing: begin and commit answer SD_STORE_FAILED until it is opened anew; reading goes on.
 * One thread at a time for each connection; several connections may read while one writes. */
#ifndef SUDUI_STORE_DATABASE_H
#define SUDUI_STORE_DATABASE_H

#include <stdatomic.h>

#include "base/error.h"
#include "base/text.h"

typedef struct database database;
typedef struct query query;

/* Makes the file, and makes its name durable in its folder.  SD_CONFLICT when it exists. */
sd_status database_create(const char *path, database **out, sd_error *error);
/* SD_NOT_FOUND when there is none.  Write-ahead log, a sync for each commit, foreign keys; each
 * setting is read back and a database that does not take it is refused. */
sd_status database_open(const char *path, database **out, sd_error *error);
/* NULL is allowed; an open transaction is rolled back. */
void database_close(database *db);
const char *database_path(const database *db); /* as given */
/* One thing of a folder above that goes with the connection (list/model_stock); borrowed, NULL at
 * first. */
void database_set_companion(database *db, void *companion);
void *database_companion(const database *db);

/* --- Transactions: one at a time, never nested --- */

/* Takes the only writer's place at once.  SD_CONFLICT when another process holds it for longer
 * than five seconds, SD_MISUSE inside of a transaction. */
sd_status database_begin(database *db, sd_error *error);
/* One unchanging state for several queries; ended by commit or rollback, writes are refused. */
sd_status database_begin_reading(database *db, sd_error *error);
/* Durable when SD_OK; after an error nothing of the transaction is. */
sd_status database_commit(database *db, sd_error *error);
/* A no-op outside of a transaction, so that every exit may call it. */
void database_rollback(database *db);
bool database_in_transaction(const database *db);

/* From now on, once `cancelled` is true, whatever this connection is asked ends at once, also in
 * the middle of a long query or while it waits for another writer: SD_STORE_FAILED, and the
 * transaction cannot be committed any more.  A transaction whose queries were all answered still
 * can. `cancelled` is borrowed and may be set by any thread. */
void database_cancel_when(database *db, const atomic_bool *cancelled);
/* Another connection for the same work. */
void database_share_cancelling(database *db, const database *from);
/* SD_STORE_FAILED when the work on this connection was cancelled: for long loops without queries.
 */
sd_status database_check_cancelled(database *db, sd_error *error);

/* --- Safety --- */

/* For a caller that found a broken checksum or invariant. */
void database_stop_writing(database *db);
bool database_writing_stopped(const database *db);
/* Every page, index and reference.  SD_CORRUPT with the first finding; stops writing. O(size). */
sd_status database_check(database *db, sd_error *error);

/* --- Queries --- */

/* A query for this SQL, from the connection's stock when it was used before.  `sql` is one
 * statement whose values are ?1, ?2, ...  Close it, which resets it and puts it back. */
sd_status query_open(database *db, const char *sql, query **out, sd_error *error);
void query_close(query *q); /* NULL is allowed */

/* `place` from 1, as in the SQL.  Texts and bytes are copied.  A failure shows at the next step.
 * Bound values stay until they are bound again. */
void query_bind_integer(query *q, int place, int64_t value);
void query_bind_text(query *q, int place, text value);          /* NULL data binds NULL */
void query_bind_string(query *q, int place, const char *value); /* NULL binds NULL */
void query_bind_bytes(query *q, int place, const void *bytes, size_t size);
void query_bind_null(query *q, int place);

/* Moves to the next row; `*row_out` is false behind the last one, and the query is then ready to
 * be bound and run again.  SD_CONFLICT for a broken constraint, SD_STORE_FAILED otherwise. */
sd_status query_step(query *q, bool *row_out, sd_error *error);
/* For statements without rows: runs to the end and makes it ready again. */
sd_status query_execute(query *q, sd_error *error);
/* Runs a bound statement without rows and closes it: the end of one INSERT, UPDATE or DELETE. */
sd_status query_finish(query *q, sd_error *error);
/* Back to the beginning before the last row was reached. */
void query_reset(query *q);

/* Of the current row; `column` from 0.  Texts are borrowed until the next step, reset or close,
 * end with a NUL, and are empty for NULL.  A value that is not of the type asked for (NULL
 * excepted, which is 0 or empty) stops writing: the stored data are not what we wrote. */
int64_t query_integer(query *q, int column);
text query_text(query *q, int column);
text query_bytes(query *q, int column);
bool query_is_null(query *q, int column);

/* Statements without values, separated by semicolons, for migrations and pragmas of tests. */
sd_status database_run(database *db, const char *sql, sd_error *error);
/* The integer in the first column of the first row; 0 when there is no row or NULL. */
sd_status database_read_integer(database *db, const char *sql, int64_t *out, sd_error *error);
/* A number that differs whenever another connection changed the database since; comparable within
 * this connection only. */
sd_status database_data_version(database *db, int64_t *out, sd_error *error);
/* Rows changed by the last INSERT, UPDATE or DELETE. */
int64_t database_changed_rows(const database *db);

/* --- Migrations: tables belong to folders, each folder numbers its own steps from 1 --- */

typedef struct migration {
  const char *name; /* what it does, for the record */
  const char *sql;  /* statements; never changed once released */
} migration;

/* Runs the steps that this database has not seen, all in one transaction (the caller's, if it has
 * one), and records folder, number, name and the SM3 of the text.  SD_CONFLICT when a recorded
 * step has another text, SD_REFUSED when the database was made by a newer program. */
sd_status database_migrate(database *db, const char *folder, const migration *steps, size_t count,
                           sd_error *error);

#endif
