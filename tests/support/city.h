/* A database file in a folder of its own under the temporary folder, gone after the test. */
#ifndef SUDUI_TESTS_SUPPORT_CITY_H
#define SUDUI_TESTS_SUPPORT_CITY_H

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/database.h"
#include "support/table.h"
#include "support/test_keys.h"

typedef struct city {
  char folder[64];
  char path[96];
  database *db;
} city;

__attribute__((unused)) static void city_open(city *c) {
  snprintf(c->folder, sizeof c->folder, "/tmp/sudui-test-XXXXXX");
  assert_non_null(mkdtemp(c->folder));
  snprintf(c->path, sizeof c->path, "%s/sudui.db", c->folder);
  sd_error error;
  if (database_create(c->path, &c->db, &error) != SD_OK) fail_msg("%s", error.text[1]);
  assert_true(use_test_keys(c->db));
}

/* What a restart of the program does. */
__attribute__((unused)) static void city_reopen(city *c) {
  database_close(c->db);
  sd_error error;
  if (database_open(c->path, &c->db, &error) != SD_OK) fail_msg("%s", error.text[1]);
  assert_true(use_test_keys(c->db));
}

static int city_remove_one(const char *path, const struct stat *status, int kind,
                           struct FTW *walk) {
  (void)status, (void)kind, (void)walk;
  return remove(path);
}

__attribute__((unused)) static void city_close(city *c) {
  database_close(c->db);
  nftw(c->folder, city_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* For calls that must succeed: shows the error's sentence. */
#define MUST(call)                                                             \
  do {                                                                         \
    sd_error must_error_ = {0};                                                \
    sd_error *error = &must_error_;                                            \
    sd_status must_status_ = (call);                                           \
    if (must_status_ != SD_OK)                                                 \
      fail_msg("%s: %s %s", #call, status_name(must_status_), error->text[1]); \
  } while (0)

#endif
