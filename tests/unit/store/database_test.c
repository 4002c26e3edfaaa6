/* The database: settings, transactions, damage, and a disk that fails. */
#include <pthread.h>
#include <sqlite3.h>
#include <time.h>

#include "base/clock.h"
#include "base/messages/store.h"
#include "support/scratch_database.h"

static void settings_hold(void **state) {
  fixture *f = *state;
  static const struct {
    const char *sql;
    int64_t expected;
  } rows[] = {{"PRAGMA synchronous", 2},
              {"PRAGMA foreign_keys", 1},
              {"SELECT count(*) FROM pragma_journal_mode WHERE journal_mode='wal'", 1}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    int64_t found = -1;
    assert_int_equal(database_read_integer(f->db, rows[i].sql, &found, NULL), SD_OK);
    CHECK_ROW(rows[i].sql, found == rows[i].expected);
  }
}

static void create_and_open_are_told_apart(void **state) {
  fixture *f = *state;
  database *other = NULL;
  sd_error error = {0};
  assert_int_equal(database_create(f->path, &other, &error), SD_CONFLICT);
  char missing[160];
  snprintf(missing, sizeof missing, "%s/none.db", f->folder);
  assert_int_equal(database_open(missing, &other, &error), SD_NOT_FOUND);
  FILE *file = fopen(missing, "w");
  fputs(
      "this is no database, but it is long enough to be read as the head of one............"
      "............................................................................",
      file);
  fclose(file);
  assert_int_equal(database_open(missing, &other, &error), SD_CORRUPT);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "not a database of Sudui"));
  unlink(missing);
  assert_int_equal(database_open(f->path, &other, &error), SD_OK);
  database_close(other);
}

static void transactions_are_whole(void **state) {
  fixture *f = *state;
  make_table(f->db);
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  assert_int_equal(database_begin(f->db, NULL), SD_MISUSE);
  assert_int_equal(insert(f->db, 1, "one", NULL), SD_OK);
  database_rollback(f->db);
  assert_int_equal(count_rows(f->db), 0);
  assert_int_equal(database_commit(f->db, NULL), SD_MISUSE);
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  assert_int_equal(insert(f->db, 1, "one", NULL), SD_OK);
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
  sd_error error = {0};
  assert_int_equal(insert(f->db, 1, "again", &error), SD_CONFLICT);
  assert_int_equal(count_rows(f->db), 1);
}

/* What somebody does on a connection whose work is cancelled, in a transaction with one row. */
typedef enum cancelled_step { COMMITS, INSERTS, IGNORES_AND_COMMITS, READS, BEGINS } cancelled_step;

static void cancelled_work_stores_nothing_more(void **state) {
  fixture *f = *state;
  static const struct {
    const char *row;
    cancelled_step step;
    sd_status status;
    int64_t rows; /* that are there afterwards */
  } cases[] = {{"all was answered before: it may be committed", COMMITS, SD_OK, 1},
               {"one more row", INSERTS, SD_STORE_FAILED, 1},
               {"one more row, and the refusal ignored", IGNORES_AND_COMMITS, SD_STORE_FAILED, 1},
               {"a question", READS, SD_STORE_FAILED, 1},
               {"another transaction", BEGINS, SD_STORE_FAILED, 2}};
  make_table(f->db);
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    database *worker = NULL;
    atomic_bool cancelled = false;
    int64_t ignored = 0;
    sd_error error = {0};
    assert_int_equal(database_open(f->path, &worker, NULL), SD_OK);
    database_cancel_when(worker, &cancelled);
    assert_int_equal(database_begin(worker, NULL), SD_OK);
    assert_int_equal(insert(worker, 100 + (int64_t)i, "first", NULL), SD_OK);
    if (cases[i].step == BEGINS) assert_int_equal(database_commit(worker, NULL), SD_OK);
    atomic_store(&cancelled, true);
    sd_status status = SD_OK;
    if (cases[i].step == INSERTS) status = insert(worker, 200, "second", &error);
    if (cases[i].step == IGNORES_AND_COMMITS) (void)insert(worker, 200, "second", NULL);
    if (cases[i].step == READS) {
      status = database_read_integer(worker, "SELECT count(*) FROM t", &ignored, &error);
    }
    if (cases[i].step == BEGINS) status = database_begin(worker, &error);
    if (cases[i].step == COMMITS || cases[i].step == IGNORES_AND_COMMITS) {
      status = database_commit(worker, &error);
    }
    CHECK_ROW(cases[i].row, status == cases[i].status);
    CHECK_ROW(cases[i].row, status == SD_OK || error.message == MESSAGE_STORE_CANCELLED);
    database_close(worker);
    CHECK_ROW(cases[i].row, count_rows(f->db) == cases[i].rows);
    CHECK_ROW(cases[i].row, !database_writing_stopped(f->db));
  }
}

static void *cancel_soon(void *context) {
  nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
  atomic_store((atomic_bool *)context, true);
  return NULL;
}

/* In the middle of a query that does not end, and while another connection writes. */
static void what_waits_is_cancelled_too(void **state) {
  fixture *f = *state;
  database *worker = NULL;
  atomic_bool cancelled = false;
  int64_t begin = clock_monotonic_us(), ignored = 0;
  pthread_t other;
  sd_error error = {0};
  assert_int_equal(database_open(f->path, &worker, NULL), SD_OK);
  database_cancel_when(worker, &cancelled);
  assert_int_equal(pthread_create(&other, NULL, cancel_soon, &cancelled), 0);
  assert_int_equal(
      database_read_integer(worker,
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n)"
                            " SELECT sum(i*0) FROM n",
                            &ignored, &error),
      SD_STORE_FAILED);
  assert_int_equal(error.message, MESSAGE_STORE_CANCELLED);
  pthread_join(other, NULL);
  atomic_store(&cancelled, false);
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  assert_int_equal(pthread_create(&other, NULL, cancel_soon, &cancelled), 0);
  assert_int_equal(database_begin(worker, &error), SD_STORE_FAILED); /* not after five seconds */
  pthread_join(other, NULL);
  database_rollback(f->db);
  assert_in_range(clock_monotonic_us() - begin, 100000, 2 * CLOCK_SECOND_US);
  database_close(worker);
}

static void a_reading_transaction_sees_one_state_and_cannot_write(void **state) {
  fixture *f = *state;
  make_table(f->db);
  database *reader = NULL;
  assert_int_equal(database_open(f->path, &reader, NULL), SD_OK);
  assert_int_equal(database_begin_reading(reader, NULL), SD_OK);
  assert_int_equal(insert(f->db, 1, "one", NULL), SD_OK);
  assert_int_equal(count_rows(reader), 0);
  assert_int_equal(insert(reader, 2, "two", NULL), SD_MISUSE);
  assert_int_equal(database_run(reader, "DELETE FROM thing", NULL), SD_MISUSE);
  assert_int_equal(database_commit(reader, NULL), SD_OK);
  assert_int_equal(count_rows(reader), 1);
  assert_int_equal(insert(reader, 2, "two", NULL), SD_OK);
  database_close(reader);
}

static void damage_is_found(void **state) {
  fixture *f = *state;
  make_table(f->db);
  for (int64_t i = 0; i < 2000; i++) assert_int_equal(insert(f->db, i, "content", NULL), SD_OK);
  assert_int_equal(database_check(f->db, NULL), SD_OK);
  database_close(f->db);
  FILE *file = fopen(f->path, "r+");
  fseek(file, 3 * 8192 + 8, SEEK_SET);
  for (int i = 0; i < 64; i++) fputc(0xee, file);
  fclose(file);
  assert_int_equal(database_open(f->path, &f->db, NULL), SD_OK);
  assert_int_equal(database_check(f->db, NULL), SD_CORRUPT);
  assert_true(database_writing_stopped(f->db));
}

/* --- A disk whose sync fails on demand: a thin layer over SQLite's own file system --- */

static bool sync_fails;
static int (*real_open)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
static const sqlite3_io_methods *real_methods;
static sqlite3_io_methods failing_methods;

static int failing_sync(sqlite3_file *file, int flags) {
  return sync_fails ? SQLITE_IOERR_FSYNC : real_methods->xSync(file, flags);
}

static int failing_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                        int *out) {
  int result = real_open(vfs, name, file, flags, out);
  if (result == SQLITE_OK && (flags & SQLITE_OPEN_WAL)) {
    real_methods = file->pMethods;
    failing_methods = *real_methods;
    failing_methods.xSync = failing_sync;
    file->pMethods = &failing_methods;
  }
  return result;
}

static void a_failed_sync_stops_writing(void **state) {
  fixture *f = *state;
  static sqlite3_vfs layer;
  sqlite3_vfs *original = sqlite3_vfs_find(NULL);
  layer = *original;
  layer.zName = "failing";
  real_open = original->xOpen;
  layer.xOpen = failing_open;
  sqlite3_vfs_register(&layer, 1);
  database *db = NULL;
  assert_int_equal(database_open(f->path, &db, NULL), SD_OK);
  make_table(db);
  sd_error error = {0};
  assert_int_equal(database_begin(db, NULL), SD_OK);
  assert_int_equal(insert(db, 1, "one", NULL), SD_OK);
  sync_fails = true;
  assert_int_equal(database_commit(db, &error), SD_STORE_FAILED);
  sync_fails = false;
  assert_int_equal(error.message, MESSAGE_STORE_WRITE_FAILED);
  assert_true(database_writing_stopped(db));
  assert_int_equal(database_begin(db, NULL), SD_STORE_FAILED);
  assert_int_equal(count_rows(db), 0);
  database_close(db);
  sqlite3_vfs_unregister(&layer);
  assert_int_equal(database_open(f->path, &db, NULL), SD_OK);
  assert_int_equal(database_begin(db, NULL), SD_OK);
  database_close(db);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
  static const struct CMUnitTest tests[] = {
      CASE(settings_hold),
      CASE(create_and_open_are_told_apart),
      CASE(transactions_are_whole),
      CASE(a_reading_transaction_sees_one_state_and_cannot_write),
      CASE(damage_is_found),
      CASE(a_failed_sync_stops_writing),
      CASE(cancelled_work_stores_nothing_more),
      CASE(what_waits_is_cancelled_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
