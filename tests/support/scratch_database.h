/* For tests: an empty database in a folder of its own, and a table in it. */
#ifndef SUDUI_TESTS_SUPPORT_SCRATCH_DATABASE_H
#define SUDUI_TESTS_SUPPORT_SCRATCH_DATABASE_H

#include <stdlib.h>
#include <unistd.h>

#include "store/database.h"
#include "support/table.h"
#include "support/test_keys.h"

typedef struct fixture {
  char folder[64];
  char path[128];
  database *db;
} fixture;

static int open_fixture(void **state) {
  static fixture f;
  snprintf(f.folder, sizeof f.folder, "%s", "/tmp/sudui-store-XXXXXX");
  if (!mkdtemp(f.folder)) return -1;
  snprintf(f.path, sizeof f.path, "%s/city.db", f.folder);
  if (database_create(f.path, &f.db, NULL) != SD_OK || !use_test_keys(f.db)) return -1;
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

__attribute__((unused)) static void make_table(database *db) {
  assert_int_equal(database_run(db, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT) STRICT", NULL),
                   SD_OK);
}

__attribute__((unused)) static sd_status insert(database *db, int64_t a, const char *b,
                                                sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "INSERT INTO t(a, b) VALUES(?1, ?2)", &q, error));
  query_bind_integer(q, 1, a);
  query_bind_string(q, 2, b);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

__attribute__((unused)) static int64_t count_rows(database *db) {
  int64_t count = -1;
  assert_int_equal(database_read_integer(db, "SELECT count(*) FROM t", &count, NULL), SD_OK);
  return count;
}

#endif
