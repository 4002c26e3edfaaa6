/* The sweep over columns: what it calls uncovered against every combination tried by hand. */
#include "dmn/table_cover.h"

#include <string.h>

#include "base/random.h"
#include "support/table.h"

enum { COLUMNS_MAX = 4, PIECES_MAX = 5, RULES_MAX = 70, SWEEPS = 2000 };

typedef struct random_table {
  size_t column_count, rule_count;
  uint64_t rules[COLUMNS_MAX][PIECES_MAX * 2];
  uint64_t wanted[COLUMNS_MAX];
  bool is_point[PIECES_MAX], is_apart[PIECES_MAX];
  cover_column columns[COLUMNS_MAX];
} random_table;

static void make_table(random_table *t, random_source *random) {
  memset(t, 0, sizeof *t);
  t->column_count = (size_t)random_between(random, 0, COLUMNS_MAX);
  t->rule_count = random_chance(random, 1, 4) ? RULES_MAX : (size_t)random_between(random, 0, 6);
  size_t words = bits_words(t->rule_count);
  for (size_t c = 0; c < t->column_count; c++) {
    size_t pieces = (size_t)random_between(random, 1, PIECES_MAX);
    for (size_t i = 0; i < pieces; i++) {
      if (random_chance(random, 4, 5)) bits_add(&t->wanted[c], i);
      for (size_t r = 0; r < t->rule_count; r++) {
        if (random_chance(random, 2, 3)) bits_add(t->rules[c] + i * words, r);
      }
    }
    t->columns[c] = (cover_column){.piece_count = pieces,
                                   .rules = t->rules[c],
                                   .wanted = &t->wanted[c],
                                   .is_point = t->is_point,
                                   .is_apart = t->is_apart};
  }
}

static bool is_uncovered(const random_table *t, const size_t *path) {
  for (size_t r = 0; r < t->rule_count; r++) {
    bool matches = true;
    for (size_t c = 0; c < t->column_count && matches; c++) {
      matches = bits_has(t->rules[c] + path[c] * bits_words(t->rule_count), r);
    }
    if (matches) return false;
  }
  return true;
}

/* Tries every combination of wanted pieces. */
static bool has_hole(const random_table *t, size_t *path, size_t column) {
  if (column == t->column_count) return is_uncovered(t, path);
  for (size_t i = 0; i < t->columns[column].piece_count; i++) {
    path[column] = i;
    if (bits_has(&t->wanted[column], i) && has_hole(t, path, column + 1)) return true;
  }
  return false;
}

typedef struct seen_holes {
  const random_table *table;
  size_t count;
} seen_holes;

static bool check_hole(void *context, const size_t *path, size_t column, size_t first,
                       size_t last) {
  seen_holes *seen = context;
  size_t own[COLUMNS_MAX];
  memcpy(own, path, seen->table->column_count * sizeof *own);
  assert_true(first <= last);
  for (size_t i = first; i <= last; i++) { /* each piece of the run, not only the one shown */
    own[column] = i;
    assert_true(bits_has(&seen->table->wanted[column], i));
    assert_true(is_uncovered(seen->table, own));
  }
  seen->count++;
  return true;
}

static cover_result sweep(const random_table *t, seen_holes *seen, uint64_t *steps,
                          cover_visitor *visit) {
  arena *a = arena_create(0);
  uint64_t every[2] = {0};
  for (size_t r = 0; r < t->rule_count; r++) bits_add(every, r);
  cover_sweep s = {.arena = a,
                   .columns = t->columns,
                   .column_count = t->column_count,
                   .rule_count = t->rule_count,
                   .rules = every,
                   .visit = visit,
                   .context = seen,
                   .steps_left = steps};
  cover_result result = cover_run(&s);
  arena_destroy(a);
  return result;
}

static void finds_holes_where_there_are_some(void **state) {
  (void)state;
  random_source random;
  random_init(&random, 7);
  size_t with_holes = 0;
  for (int i = 0; i < SWEEPS; i++) {
    random_table t;
    size_t path[COLUMNS_MAX + 1];
    make_table(&t, &random);
    if (t.column_count == 0) continue;
    seen_holes seen = {&t, 0};
    uint64_t steps = 1000000;
    assert_int_equal(sweep(&t, &seen, &steps, check_hole), COVER_DONE);
    bool expected = has_hole(&t, path, 0);
    assert_int_equal(seen.count > 0, expected);
    with_holes += expected;
  }
  assert_in_range(with_holes, SWEEPS / 10, SWEEPS * 9 / 10);
}

static bool end_at_once(void *context, const size_t *path, size_t column, size_t first,
                        size_t last) {
  (void)path, (void)column, (void)first, (void)last;
  ((seen_holes *)context)->count++;
  return false;
}

static void ends_when_told_or_spent(void **state) {
  (void)state;
  random_table t = {.column_count = 1, .rule_count = 0, .wanted = {3}};
  t.columns[0] = (cover_column){2, t.rules[0], &t.wanted[0], t.is_point, t.is_apart};
  seen_holes seen = {&t, 0};
  uint64_t steps = 100;
  assert_int_equal(sweep(&t, &seen, &steps, end_at_once), COVER_ENDED);
  assert_int_equal(seen.count, 1);
  steps = 1;
  assert_int_equal(sweep(&t, &seen, &steps, end_at_once), COVER_TOO_LARGE);
  assert_int_equal(seen.count, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_holes_where_there_are_some),
                                     cmocka_unit_test(ends_when_told_or_spent)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
