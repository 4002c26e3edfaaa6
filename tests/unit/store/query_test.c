/* Queries: values come back as they were, and a value of another type is an alarm. */
#include "support/scratch_database.h"

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

/* A visitor may read something else under one unchanging state: the rows it is visited with stay.
 */
static void an_open_query_outlives_a_reading(void **state) {
  fixture *f = *state;
  make_table(f->db);
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  static const char *const names[] = {"one", "two", "three"};
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    assert_int_equal(insert(f->db, (int64_t)i + 1, names[i], NULL), SD_OK);
  }
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
  query *q = NULL;
  size_t count = 0;
  assert_int_equal(query_open(f->db, "SELECT b FROM t ORDER BY a", &q, NULL), SD_OK);
  for (bool row = true; row;) {
    assert_int_equal(query_step(q, &row, NULL), SD_OK);
    if (!row) break;
    assert_true(count < COUNT_OF(names));
    assert_int_equal(database_begin_reading(f->db, NULL), SD_OK);
    assert_int_equal(count_rows(f->db), 3);
    database_rollback(f->db);
    assert_false(database_in_transaction(f->db));
    assert_true(text_is(query_text(q, 0), names[count]));
    count++;
  }
  query_close(q);
  assert_int_equal(count, 3);
  assert_int_equal(database_begin(f->db, NULL), SD_OK); /* and writing goes on */
  assert_int_equal(insert(f->db, 4, "four", NULL), SD_OK);
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
  static const struct CMUnitTest tests[] = {
      CASE(values_come_back_as_they_were),
      CASE(a_value_of_another_type_stops_writing),
      CASE(an_open_query_outlives_a_reading),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
