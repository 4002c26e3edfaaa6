/* What a new batch adds to the last word of its source: for each case the set before, the set that
 * the batch says, and what is stored of it. */
#include "registry/fact_writer.h"

#include "support/company_file.h"

enum { VALUES_MAX = 6 };

typedef struct said {
  int64_t values[VALUES_MAX]; /* ends with 0 */
} said;

static int64_t next_batch;

static sd_status begin_batch(void *context, int64_t *batch_out, sd_error *error) {
  *batch_out = ++next_batch;
  return database_begin(context, error);
}

static fact_writer_counts write_batch(company_file *f, const said *s, int64_t valid_from_day) {
  fact_writer *w = NULL;
  uint32_t series = 0, subject = 0;
  assert_int_equal(fact_writer_create(f->registry, TEXT("company"), begin_batch, f->db, &w, NULL),
                   SD_OK);
  assert_int_equal(fact_writer_series(w, attribute_find(f->catalogue, TEXT("revenue")), 2024,
                                      TEXT("税务局"), &series, NULL),
                   SD_OK);
  for (size_t i = 0; i < VALUES_MAX && s->values[i] != 0; i++) {
    assert_int_equal(fact_writer_subject(w, TEXT(CODE_A), &subject, NULL), SD_OK);
    new_fact fact = {
        series, subject, valid_from_day, i + 1, {.type = ATTRIBUTE_MONEY, .number = s->values[i]}};
    assert_int_equal(fact_writer_add(w, &fact, NULL), SD_OK);
  }
  assert_int_equal(fact_writer_flush(w, NULL), SD_OK);
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
  fact_writer_counts counts = fact_writer_get_counts(w);
  fact_writer_destroy(w);
  return counts;
}

static void only_what_changes_the_last_word_is_stored(void **state) {
  static const struct {
    const char *name;
    said before, now;
    int64_t added, unchanged;
  } rows[] = {
      {"nothing before", {{0}}, {{1}}, 1, 0},
      {"the same", {{1}}, {{1}}, 0, 1},
      {"another value", {{1}}, {{2}}, 1, 0},
      {"said twice", {{0}}, {{1, 1, 1}}, 1, 2},
      {"two values at once", {{0}}, {{1, 2}}, 2, 0},
      {"the same contradiction", {{1, 2}}, {{2, 1}}, 0, 2},
      {"a contradiction that is settled", {{1, 2}}, {{1}}, 1, 0},
      {"a contradiction that is new", {{1}}, {{1, 2}}, 2, 0},
      {"another contradiction", {{1, 2}}, {{2, 3, 2}}, 2, 1},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    company_file *f = *state;
    next_batch = 0;
    if (rows[i].before.values[0] != 0) write_batch(f, &rows[i].before, VALID_ALWAYS);
    fact_writer_counts counts = write_batch(f, &rows[i].now, VALID_ALWAYS);
    CHECK_ROW(rows[i].name, counts.added == rows[i].added);
    CHECK_ROW(rows[i].name, counts.unchanged == rows[i].unchanged);
    close_company_file(state);
    open_company_file(state);
  }
}

/* The last word is one for each day from which it holds. */
static void another_validity_is_another_fact(void **state) {
  company_file *f = *state;
  static const said one = {{1}};
  static const int64_t days[] = {VALID_ALWAYS, 20000, VALID_ALWAYS, 20000, 19000};
  static const int64_t added[] = {1, 1, 0, 0, 1};
  next_batch = 0;
  for (size_t i = 0; i < COUNT_OF(days); i++)
    assert_int_equal(write_batch(f, &one, days[i]).added, added[i]);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(only_what_changes_the_last_word_is_stored),
      CASE(another_validity_is_another_fact),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
