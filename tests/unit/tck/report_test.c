/* Reports of a kit run: totals, shares, the kit's own CSV. */
#include "tck/report.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "support/table.h"

static kit_result RESULTS[] = {
    {{"l/a", 3}, {"a-test-01", 9}, {"1", 1}, true, true, {"", 0}},
    {{"l/a", 3}, {"a-test-01", 9}, {"2", 1}, true, false, {"", 0}},
    {{"l/b", 3}, {"b-test-01", 9}, {"1", 1}, false, true, {"say \"x\"\nnow", 11}},
};

static kit_results results_of_table(void) {
  return (kit_results){.items = RESULTS, .count = COUNT_OF(RESULTS), .language = LANGUAGE_ENGLISH};
}

static void counts_both_rates(void **state) {
  (void)state;
  kit_results results = results_of_table();
  kit_totals all = kit_totals_of(&results, 0, results.count);
  assert_int_equal(all.count, 3);
  assert_int_equal(all.passed, 2);
  assert_int_equal(all.count_with_value, 2);
  assert_int_equal(all.passed_with_value, 1);
  assert_int_equal(kit_totals_of(&results, 2, 3).passed, 0);
}

static void prints_directories_and_totals(void **state) {
  (void)state;
  kit_results results = results_of_table();
  char *printed;
  size_t size;
  FILE *out = open_memstream(&printed, &size);
  kit_report_print(&results, false, out);
  fclose(out);
  assert_non_null(strstr(printed, "passed    2  failed    0\n"));
  assert_non_null(strstr(printed, "    b-test-01 1: say \"x\"\nnow\n"));
  assert_non_null(strstr(printed, "total: 2 / 3 (66.66 %)\n"));
  assert_non_null(strstr(printed, "cases that expect a value: 1 / 2 (50.00 %)\n"));
  assert_non_null(strstr(printed, "emulated.\n2 passed, 1 failed\n"));
  free(printed);
}

static void writes_the_kits_csv(void **state) {
  (void)state;
  kit_results results = results_of_table();
  char path[] = "/tmp/sudui-tck-XXXXXX";
  int file = mkstemp(path);
  assert_true(file >= 0);
  close(file);
  arena *a = arena_create(0);
  text content;
  assert_int_equal(kit_report_write_csv(&results, path, NULL), SD_OK);
  assert_int_equal(file_read(path, 10000, a, &content, NULL), SD_OK);
  assert_string_equal(content.data,
                      "\"l/a\",\"a-test-01\",\"1\",\"SUCCESS\",\"\"\n"
                      "\"l/a\",\"a-test-01\",\"2\",\"SUCCESS\",\"\"\n"
                      "\"l/b\",\"b-test-01\",\"1\",\"ERROR\",\"say \"\"x\"\" now\"\n");
  arena_destroy(a);
  unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(counts_both_rates),
                                     cmocka_unit_test(prints_directories_and_totals),
                                     cmocka_unit_test(writes_the_kits_csv)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
