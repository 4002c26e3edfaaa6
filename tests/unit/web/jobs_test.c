/* Long work of one subject: once at a time, found by whoever starts the same, free afterwards. */
#include "web/jobs.h"

#include <stdatomic.h>
#include <time.h>

#include "base/clock.h"
#include "base/messages/web.h"
#include "policy/catalogue.h"
#include "support/item_run.h"

static atomic_bool may_end;

static void nap(void) {
  const struct timespec ms = {0, 1000000};
  nanosleep(&ms, NULL);
}

/* Waits until the test lets it end; an argument "fail" fails. */
static sd_status wait_for_end(job_run *run, sd_error *error) {
  while (!atomic_load(&may_end)) {
    if (!job_progress(run, 1, 2)) return SD_OK;
    nap();
  }
  job_result(run, "/there");
  if (!text_is(run->argument, "fail")) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_WEB_NOT_FOUND, NULL);
}

typedef struct start_row {
  const char *name;
  int64_t account;
  const char *subject, *argument;
  sd_status status;
  int64_t job; /* that it is led to */
} start_row;

/* All while the first one waits for its end. */
static const start_row start_rows[] = {
    {"the first", 1, "run a", "2024", SD_OK, 1},
    {"a double click", 1, "run a", "2024", SD_OK, 1},
    {"for another year", 1, "run a", "2025", SD_CONFLICT, 0},
    {"somebody else", 2, "run a", "2024", SD_CONFLICT, 0},
    {"another item", 2, "run b", "fail", SD_OK, 2},
    {"of no subject", 1, "", "2024", SD_OK, 3},
    {"of no subject, beside it", 1, "", "2024", SD_OK, 4},
};

static void start(job_table *jobs, const start_row *row) {
  sd_error error = {0};
  arena *a = arena_create(0);
  web_response response = {0};
  const session who = {.account = {.id = row->account, .name = TEXT("王")}};
  web_call call = {.jobs = jobs, .session = &who, .arena = a, .response = &response};
  CHECK_ROW(row->name, job_start_alone(&call, MESSAGE_WEB_RUN_ITEM, wait_for_end, row->subject,
                                       text_of(row->argument), &error) == row->status);
  char path[40] = "";
  if (row->job != 0) snprintf(path, sizeof path, "/jobs/%d", (int)row->job);
  CHECK_ROW(row->name, text_is(response.location, path));
  arena_destroy(a);
}

static job_state wait_until_over(job_table *jobs, int64_t id, int64_t account, job_status *out) {
  for (int i = 0; i < 5000; i++, nap()) {
    assert_true(job_find(jobs, id, account, out));
    if (out->state == JOB_DONE || out->state == JOB_FAILED) break;
  }
  return out->state;
}

static void test_alone(void **state) {
  fixture *f = *state;
  item_catalogue none = {0};
  const site_options options = {.database = f->path,
                                .keys = test_keys(),
                                .attributes = registry_catalogue(f->registry),
                                .items = &none};
  atomic_store(&may_end, false);
  job_table *jobs = job_table_create(&options, 1);
  job_status found;
  assert_false(job_find_subject(jobs, "run a", &found));
  for (size_t i = 0; i < COUNT_OF(start_rows); i++) start(jobs, &start_rows[i]);
  assert_true(job_find_subject(jobs, "run a", &found));
  assert_true(found.id == 1 && found.account == 1);
  assert_false(job_find_subject(jobs, "", &found));
  assert_false(job_find(jobs, 1, 2, &found)); /* another's */
  atomic_store(&may_end, true);
  assert_int_equal(wait_until_over(jobs, 1, 1, &found), JOB_DONE);
  assert_string_equal(found.result, "/there");
  assert_int_equal(wait_until_over(jobs, 2, 2, &found), JOB_FAILED);
  assert_true(found.fault[LANGUAGE_ENGLISH][0] != '\0');
  assert_false(job_find_subject(jobs, "run a", &found));
  start(jobs, &(start_row){"again, once it is over", 2, "run a", "2025", SD_OK, 5});
  assert_int_equal(wait_until_over(jobs, 5, 2, &found), JOB_DONE);
  job_table_destroy(jobs);
}

/* A query that would not end, after a row that must not stay. */
static atomic_bool is_in_query;
static sd_status ask_for_ever(job_run *run, sd_error *error) {
  int64_t sum = 0;
  TRY(database_begin(run->db, error));
  TRY(database_run(run->db, "CREATE TABLE half_done(a INTEGER)", error));
  atomic_store(&is_in_query, true);
  sd_status status = database_read_integer(
      run->db,
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT sum(i*0) FROM n", &sum,
      error);
  (void)status; /* somebody who does not look at it commits nothing all the same */
  status = database_commit(run->db, error);
  database_rollback(run->db);
  return status;
}

static void test_the_end_cancels(void **state) {
  fixture *f = *state;
  item_catalogue none = {0};
  const site_options options = {.database = f->path,
                                .keys = test_keys(),
                                .attributes = registry_catalogue(f->registry),
                                .items = &none};
  arena *a = arena_create(0);
  web_response response = {0};
  const session who = {.account = {.id = 1, .name = TEXT("王")}};
  job_table *jobs = job_table_create(&options, 1);
  web_call call = {.jobs = jobs, .session = &who, .arena = a, .response = &response};
  assert_int_equal(job_start(&call, MESSAGE_WEB_RUN_ITEM, ask_for_ever, TEXT(""), NULL), SD_OK);
  while (!atomic_load(&is_in_query)) nap();
  int64_t begin = clock_monotonic_us(), tables = -1;
  job_table_destroy(jobs);
  assert_in_range(clock_monotonic_us() - begin, 0, CLOCK_SECOND_US);
  assert_int_equal(
      database_read_integer(f->db, "SELECT count(*) FROM sqlite_schema WHERE name='half_done'",
                            &tables, NULL),
      SD_OK);
  assert_int_equal(tables, 0);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_alone, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(test_the_end_cancels, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
