/* Running a small kit of our own: what passes, what fails and why, what cannot be read. */
#include "tck/runner.h"

#include "support/table.h"

static void runs_a_kit(void **state) {
  (void)state;
  static const struct {
    const char *id;
    bool is_passed, expects_value;
    const char *message;
  } ROWS[] = {{"passes", true, true, ""},
              {"expects null", true, false, ""},
              {"imported input", true, true, ""},
              {"imported input by its name alone", true, true, ""},
              {"service", true, true, ""},
              {"differs", false, true, "\"double\" must be 3 but is 2"},
              {"not there", false, false, "the model has no \"missing\""},
              {"001", false, true, "the model cannot be read: "}};
  static const char *const DIRECTORIES[] = {"tests/tck", "tests/tck/level/"};
  for (size_t d = 0; d < COUNT_OF(DIRECTORIES); d++) {
    kit_results results = {.arena = arena_create(0), .language = LANGUAGE_ENGLISH};
    assert_int_equal(kit_run(DIRECTORIES[d], &results, NULL), SD_OK);
    assert_int_equal(results.count, COUNT_OF(ROWS));
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
      const kit_result *result = &results.items[i];
      CHECK_ROW(ROWS[i].id, text_is(result->id, ROWS[i].id));
      CHECK_ROW(ROWS[i].id, result->is_passed == ROWS[i].is_passed);
      CHECK_ROW(ROWS[i].id, result->expects_value == ROWS[i].expects_value);
      CHECK_ROW(ROWS[i].id, text_starts_with(result->message, text_of(ROWS[i].message)));
    }
    assert_true(text_is(results.items[0].directory, "level/0001-small"));
    assert_true(text_is(results.items[0].file, "0001-small-test-01"));
    arena_destroy(results.arena);
  }
}

static void runs_one_test(void **state) {
  (void)state;
  kit_results results = {.arena = arena_create(0), .language = LANGUAGE_ENGLISH};
  assert_int_equal(kit_run("tests/tck/level/0001-small", &results, NULL), SD_OK);
  assert_int_equal(results.count, 7);
  assert_int_not_equal(kit_run("tests/tck/none", &results, NULL), SD_OK);
  arena_destroy(results.arena);
}

/* Our own directories in the kit's format: what the given part of the kit does not ask. */
static void our_own_kit_passes(void **state) {
  (void)state;
  kit_results results = {.arena = arena_create(0), .language = LANGUAGE_ENGLISH};
  assert_int_equal(kit_run("tests/dmn", &results, NULL), SD_OK);
  assert_true(results.count > 200);
  for (size_t i = 0; i < results.count; i++) {
    const kit_result *result = &results.items[i];
    char id[200];
    snprintf(id, sizeof id, "%.*s %.*s: %.*s", TEXT_ARG(result->directory), TEXT_ARG(result->id),
             TEXT_ARG(result->message));
    CHECK_ROW(id, result->is_passed);
  }
  arena_destroy(results.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(runs_a_kit), cmocka_unit_test(runs_one_test),
                                     cmocka_unit_test(our_own_kit_passes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
