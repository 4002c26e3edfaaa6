/* Errors for the caller: which limit, which place, both languages; options of other versions. */
#include "libdmn/failure.h"

#include "support/table.h"

static void limits_have_names(void **state) {
  (void)state;
  static const struct {
    const char *name;
    dmn_limit limit;
  } ROWS[] = {{"XML bytes", DMN_LIMIT_SOURCE_BYTES},
              {"XML depth", DMN_LIMIT_DEPTH},
              {"XML elements", DMN_LIMIT_NODES},
              {"JSON bytes", DMN_LIMIT_SOURCE_BYTES},
              {"JSON depth", DMN_LIMIT_DEPTH},
              {"JSON members", DMN_LIMIT_NODES},
              {"expression bytes", DMN_LIMIT_SOURCE_BYTES},
              {"value depth", DMN_LIMIT_DEPTH},
              {"evaluation memory", DMN_LIMIT_MEMORY},
              {"LIMIT_MODEL_MEMORY_BYTES", DMN_LIMIT_MEMORY}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_error error;
    CHECK_ROW(ROWS[i].name, failure_limit(&error, ROWS[i].name, 7) == DMN_LIMIT_EXCEEDED);
    CHECK_ROW(ROWS[i].name, error.limit == ROWS[i].limit);
    CHECK_ROW(ROWS[i].name, strstr(error.message_en, ROWS[i].name) != NULL);
    CHECK_ROW(ROWS[i].name, strstr(error.message_zh, "7") != NULL);
    CHECK_ROW_TEXT(ROWS[i].name, error.code, "LIMIT_EXCEEDED");
  }
}

static void errors_may_be_left_out(void **state) {
  (void)state;
  assert_int_equal(failure_limit(NULL, "XML bytes", 1), DMN_LIMIT_EXCEEDED);
  assert_int_equal(failure_out_of_memory(NULL), DMN_OUT_OF_MEMORY);
}

static void statuses_have_names(void **state) {
  (void)state;
  assert_string_equal(dmn_status_name(DMN_NOT_FOUND), "DMN_NOT_FOUND");
  assert_string_equal(dmn_status_name((dmn_status)99), "DMN_UNKNOWN_STATUS");
  assert_string_equal(dmn_limit_name(DMN_LIMIT_TIME), "DMN_LIMIT_TIME");
  assert_string_equal(dmn_limit_name((dmn_limit)99), "DMN_UNKNOWN_LIMIT");
}

/* A struct as this library knows it, and what callers of other versions may hand over. */
typedef struct known_options {
  size_t struct_size;
  int first, second;
} known_options;
typedef struct newer_options {
  size_t struct_size;
  int first, second;
  long long third;
} newer_options;

static void options_of_other_versions(void **state) {
  (void)state;
  static const struct {
    const char *name;
    newer_options given;
    bool is_taken;
    int second;
  } ROWS[] = {{"the same", {sizeof(known_options), 1, 2, 0}, true, 2},
              {"older", {sizeof(size_t) + sizeof(int), 1, 2, 0}, true, 0},
              {"newer, not used", {sizeof(newer_options), 1, 2, 0}, true, 2},
              {"newer, used", {sizeof(newer_options), 1, 2, 3}, false, 0},
              {"not initialised", {0, 1, 2, 0}, false, 0},
              {"absurd", {(size_t)1 << 40, 1, 2, 0}, false, 0}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    known_options options = {0};
    bool is_taken =
        options_take(&options, sizeof options, sizeof(size_t) + sizeof(int), &ROWS[i].given);
    CHECK_ROW(ROWS[i].name, is_taken == ROWS[i].is_taken);
    CHECK_ROW(ROWS[i].name, options.second == ROWS[i].second);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(limits_have_names),
      cmocka_unit_test(errors_may_be_left_out),
      cmocka_unit_test(statuses_have_names),
      cmocka_unit_test(options_of_other_versions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
