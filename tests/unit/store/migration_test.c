/* Steps that make tables: once, in order, and never changed. */
#include "support/scratch_database.h"

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

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
  static const struct CMUnitTest tests[] = {
      CASE(migrations_run_once_in_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
