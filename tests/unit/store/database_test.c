/* The database: settings, transactions, types, migrations, and a disk that fails. */
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/database.h"
#include "support/table.h"

typedef struct fixture {
  char folder[64];
  char path[128];
  database *db;
} fixture;

static int open_fixture(void **state) {
  static fixture f;
  strcpy(f.folder, "/tmp/sudui-store-XXXXXX");
  if (!mkdtemp(f.folder)) return -1;
  snprintf(f.path, sizeof f.path, "%s/city.db", f.folder);
  if (database_create(f.path, &f.db, NULL) != SD_OK) return -1;
  *state = &f;
  return 0;
}

static int close_fixture(void **state) {
  fixture *f = *state;
  char name[160];
  database_close(f->db);
  for (size_t i = 0; i < 3; i++) {
    snprintf(name, sizeof name, "%s%s", f->path, (const char *[]){"", "-wal", "-shm"}[i]);
    unlink(name);
  }
  return rmdir(f->folder);
}

static void make_table(database *db) {
  assert_int_equal(database_run(db, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT) STRICT", NULL),
                   SD_OK);
}

static sd_status insert(database *db, int64_t a, const char *b, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "INSERT INTO t(a, b) VALUES(?1, ?2)", &q, error));
  query_bind_integer(q, 1, a);
  query_bind_string(q, 2, b);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

static int64_t count_rows(database *db) {
  int64_t count = -1;
  assert_int_equal(database_read_integer(db, "SELECT count(*) FROM t", &count, NULL), SD_OK);
  return count;
}

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

static void a_reading_transaction_sees_one_state_and_cannot_write(void **state) {
  fixture *f = *state;
  make_table(f->db);
  database *reader = NULL;
  assert_int_equal(database_open(f->path, &reader, NULL), SD_OK);
  assert_int_equal(database_begin_reading(reader, NULL), SD_OK);
  assert_int_equal(insert(f->db, 1, "one", NULL), SD_OK);
  assert_int_equal(count_rows(reader), 0);
  assert_int_equal(insert(reader, 2, "two", NULL), SD_MISUSE);
  assert_int_equal(database_commit(reader, NULL), SD_OK);
  assert_int_equal(count_rows(reader), 1);
  assert_int_equal(insert(reader, 2, "two", NULL), SD_OK);
  database_close(reader);
}

static void values_come_back_as_they_were(void **state) {
  fixture *f = *state;
  assert_int_equal(
      database_run(f->db, "CREATE TABLE v(i INTEGER, t TEXT, b BLOB, n INTEGER) STRICT", NULL),
      SD_OK);
  static const int64_t integers[] = {0, -1, INT64_MAX, INT64_MIN};
  for (size_t i = 0; i < COUNT_OF(integers); i++) {
    query *q = NULL;
    bool row = false;
    assert_int_equal(query_open(f->db, "INSERT INTO v VALUES(?1, ?2, ?3, ?4)", &q, NULL), SD_OK);
    query_bind_integer(q, 1, integers[i]);
    query_bind_text(q, 2, TEXT("速兑'; DROP TABLE v; --"));
    query_bind_bytes(q, 3, "\0\1", 2);
    query_bind_null(q, 4);
    assert_int_equal(query_execute(q, NULL), SD_OK);
    query_close(q);
    assert_int_equal(query_open(f->db, "SELECT i, t, b, n FROM v WHERE rowid=?1", &q, NULL), SD_OK);
    query_bind_integer(q, 1, (int64_t)i + 1);
    assert_int_equal(query_step(q, &row, NULL), SD_OK);
    assert_true(row);
    assert_true(query_integer(q, 0) == integers[i]);
    assert_true(text_is(query_text(q, 1), "速兑'; DROP TABLE v; --"));
    assert_true(text_equal(query_bytes(q, 2), (text){"\0\1", 2}));
    assert_true(query_is_null(q, 3));
    query_close(q);
  }
  assert_false(database_writing_stopped(f->db));
}

/* An integer sum that leaves 64 bits becomes a floating point number in SQLite, silently. */
static void a_value_of_another_type_stops_writing(void **state) {
  fixture *f = *state;
  make_table(f->db);
  int64_t sum = -1;
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  assert_int_equal(database_read_integer(f->db, "SELECT 9223372036854775807 + 1", &sum, NULL),
                   SD_OK);
  assert_int_equal(sum, 0);
  assert_true(database_writing_stopped(f->db));
  assert_int_equal(insert(f->db, 1, "one", NULL), SD_OK);
  assert_int_equal(database_commit(f->db, NULL), SD_STORE_FAILED);
  assert_int_equal(count_rows(f->db), 0);
  assert_int_equal(database_begin(f->db, NULL), SD_STORE_FAILED);
}

static void migrations_run_once_in_order(void **state) {
  fixture *f = *state;
  static const migration first[] = {{"one", "CREATE TABLE t(a INTEGER) STRICT"}};
  static const migration both[] = {{"one", "CREATE TABLE t(a INTEGER) STRICT"},
                                   {"two", "ALTER TABLE t ADD COLUMN b TEXT"}};
  static const migration changed[] = {{"one", "CREATE TABLE t(a TEXT) STRICT"}};
  static const migration faulty[] = {{"one", "CREATE TABLE t(a INTEGER) STRICT"},
                                     {"two", "ALTER TABLE t ADD COLUMN b TEXT"},
                                     {"three", "CREATE TABLE u(a INTEGER); CREATE TABLE t(x)"}};
  static const struct {
    const char *name;
    const migration *steps;
    size_t count;
    sd_status expected;
  } rows[] = {
      {"first", first, 1, SD_OK},
      {"first again", first, 1, SD_OK},
      {"both", both, 2, SD_OK},
      {"older program", first, 1, SD_REFUSED},
      {"changed text", changed, 1, SD_CONFLICT},
      {"faulty step", faulty, 3, SD_STORE_FAILED},
      {"both again", both, 2, SD_OK},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    CHECK_ROW(rows[i].name, database_migrate(f->db, "test", rows[i].steps, rows[i].count, NULL) ==
                                rows[i].expected);
  int64_t tables = -1;
  assert_int_equal(database_read_integer(f->db, "SELECT count(*) FROM sqlite_schema WHERE name='u'",
                                         &tables, NULL),
                   SD_OK);
  assert_int_equal(tables, 0);
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
      CASE(values_come_back_as_they_were),
      CASE(a_value_of_another_type_stops_writing),
      CASE(migrations_run_once_in_order),
      CASE(damage_is_found),
      CASE(a_failed_sync_stops_writing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
