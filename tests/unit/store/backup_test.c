/* A copy of the database: one state, checked, and never half there. */
#include "store/backup.h"

#include "base/file.h"
#include "support/scratch_database.h"

static int64_t rows_in(const char *path) {
  database *db = NULL;
  assert_int_equal(database_open(path, &db, NULL), SD_OK);
  int64_t rows = count_rows(db);
  database_close(db);
  return rows;
}

typedef struct intruder {
  const char *path;
  uint64_t calls, last_total;
} intruder;

/* Another connection writes while the pages are copied. */
static void write_meanwhile(void *context, uint64_t done, uint64_t total) {
  intruder *i = context;
  database *other = NULL;
  assert_true(done <= total);
  i->last_total = total;
  assert_int_equal(database_open(i->path, &other, NULL), SD_OK);
  assert_int_equal(database_begin(other, NULL), SD_OK);
  assert_int_equal(insert(other, 1000000 + (int64_t)i->calls++, "later", NULL), SD_OK);
  assert_int_equal(database_commit(other, NULL), SD_OK);
  database_close(other);
}

static void a_copy_is_one_state(void **state) {
  fixture *f = *state;
  char path[200], wal[210];
  snprintf(path, sizeof path, "%s/copy.db", f->folder);
  snprintf(wal, sizeof wal, "%s-wal", path);
  make_table(f->db);
  char filling[4000];
  memset(filling, 'x', sizeof filling - 1);
  filling[sizeof filling - 1] = '\0';
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  for (int64_t i = 0; i < 12000; i++) assert_int_equal(insert(f->db, i, filling, NULL), SD_OK);
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
  intruder i = {.path = f->path};
  assert_int_equal(database_backup(f->db, path, write_meanwhile, &i, NULL), SD_OK);
  assert_true(i.calls > 1);
  assert_int_equal(rows_in(path), 12000);
  assert_int_equal(count_rows(f->db), 12000 + (int64_t)i.calls);
  assert_int_equal(database_backup(f->db, path, NULL, NULL, NULL), SD_CONFLICT);
  assert_false(database_in_transaction(f->db));
  for (size_t k = 0; k < 3; k++) {
    char name[220];
    snprintf(name, sizeof name, "%s%s", path, (const char *[]){"", "-wal", "-shm"}[k]);
    unlink(name);
  }
}

static void what_cannot_be_written(void **state) {
  fixture *f = *state;
  char path[200];
  snprintf(path, sizeof path, "%s/no/such/folder.db", f->folder);
  assert_int_not_equal(database_backup(f->db, path, NULL, NULL, NULL), SD_OK);
  assert_false(file_exists(path));
  assert_false(database_writing_stopped(f->db));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_copy_is_one_state, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(what_cannot_be_written, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
