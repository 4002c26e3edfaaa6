/* How far a company has read: it only moves forward, and each step is in the chain. */
#include "list/reading.h"

#include "audit/audit.h"
#include "list/run.h"
#include "support/scratch_database.h"

static sd_status count_read(void *context, const audit_entry *entry, sd_error *error) {
  (void)error;
  *(size_t *)context += text_is(entry->act, "messages-read");
  return SD_OK;
}

static void only_forward(void **state) {
  fixture *f = *state;
  const text code = TEXT("91320411MA00000001"), other = TEXT("91320411MA00000002");
  assert_int_equal(audit_migrate(f->db, NULL), SD_OK);
  assert_int_equal(list_migrate(f->db, NULL), SD_OK);
  static const struct {
    int64_t until_us, expected_us;
    size_t entries;
  } rows[] = {{0, 0, 0}, {500, 500, 1}, {500, 500, 1}, {400, 500, 1}, {900, 900, 2}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    int64_t until_us = -1;
    size_t entries = 0;
    assert_int_equal(reading_mark(f->db, code, "王", rows[i].until_us, 1000, NULL), SD_OK);
    assert_int_equal(reading_until(f->db, code, &until_us, NULL), SD_OK);
    assert_int_equal(until_us, rows[i].expected_us);
    assert_int_equal(audit_each(f->db, 1, count_read, &entries, NULL), SD_OK);
    assert_int_equal(entries, rows[i].entries);
  }
  int64_t until_us = -1;
  assert_int_equal(reading_until(f->db, other, &until_us, NULL), SD_OK);
  assert_int_equal(until_us, 0);
  assert_int_equal(reading_mark(f->db, code, "", 5000, 6000, NULL), SD_MISUSE);
  assert_int_equal(database_run(f->db, "DELETE FROM list_reading", NULL), SD_REFUSED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(only_forward, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
