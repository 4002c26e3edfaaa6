/* Errors: both languages, the innermost place, descriptions, exit codes. */
#include "base/error.h"

#include "support/table.h"

static void keeps_the_innermost_place(void **state) {
  (void)state;
  sd_error error = {0};
  assert_int_equal(error_set(&error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("x", "5")),
                   SD_LIMIT_EXCEEDED);
  error_place(&error, "inner.dmn", 3, 7);
  error_place(&error, "outer.dmn", 9, 9);
  char buffer[200];
  error_describe(&error, LANGUAGE_ENGLISH, buffer, sizeof buffer);
  assert_string_equal(buffer, "inner.dmn:3:7: limit exceeded: x is at most 5");
  error_describe(&error, LANGUAGE_CHINESE, buffer, sizeof buffer);
  assert_string_equal(buffer, "inner.dmn:3:7: 超过限制：x 最大为 5");
}

static void describes_what_it_knows(void **state) {
  (void)state;
  static const struct {
    const char *file;
    uint32_t line, column;
    const char *described;
  } ROWS[] = {
      {NULL, 0, 0, "out of memory"},
      {"a.csv", 0, 0, "a.csv: out of memory"},
      {"a.csv", 5, 0, "a.csv:5: out of memory"},
      {"a.csv", 5, 2, "a.csv:5:2: out of memory"},
      {NULL, 5, 2, "5:2: out of memory"},
      {NULL, 5, 0, "5: out of memory"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    sd_error error = {0};
    char buffer[200];
    error_set(&error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    error_place(&error, ROWS[i].file, ROWS[i].line, ROWS[i].column);
    error_describe(&error, LANGUAGE_ENGLISH, buffer, sizeof buffer);
    CHECK_ROW_TEXT(ROWS[i].described, buffer, ROWS[i].described);
  }
}

static void null_is_silence(void **state) {
  (void)state;
  assert_int_equal(error_set(NULL, SD_INVALID, MESSAGE_NONE, NULL), SD_INVALID);
  error_place(NULL, "x", 1, 1);
}

static void every_status_has_a_name_and_an_exit_code(void **state) {
  (void)state;
  static const struct {
    sd_status status;
    const char *name;
    int exit_code;
  } ROWS[] = {{SD_OK, "SD_OK", 0},
              {SD_NOT_FOUND, "SD_NOT_FOUND", 66},
              {SD_REFUSED, "SD_REFUSED", 77},
              {SD_CORRUPT, "SD_CORRUPT", 76}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].name, status_name(ROWS[i].status), ROWS[i].name);
    CHECK_ROW(ROWS[i].name, status_exit_code(ROWS[i].status) == ROWS[i].exit_code);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keeps_the_innermost_place),
      cmocka_unit_test(describes_what_it_knows),
      cmocka_unit_test(null_is_silence),
      cmocka_unit_test(every_status_has_a_name_and_an_exit_code),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
