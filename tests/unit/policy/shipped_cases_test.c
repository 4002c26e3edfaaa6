/* Every worked example of every policy that ships comes out as written. */
#include "base/file.h"
#include "policy/policy_cases.h"
#include "support/table.h"

static void print_mismatch(void *context, const policy_case_mismatch *m) {
  print_error("%s:%llu: %.*s: %.*s = %.*s, expected %.*s\n", (const char *)context,
              (unsigned long long)m->line, TEXT_ARG(m->case_name), TEXT_ARG(m->decision),
              TEXT_ARG(m->actual), TEXT_ARG(m->expected));
}

static size_t check_folder(arena *a, text folder) {
  text *names = NULL;
  size_t count = 0;
  sd_error error = {0};
  assert_int_equal(file_list(folder.data, TEXT(".dmn"), a, &names, &count, &error), SD_OK);
  for (size_t i = 0; i < count; i++) {
    text path = file_join(a, folder, names[i]);
    policy_cases_summary summary;
    sd_status status =
        policy_cases_run_file(path.data, print_mismatch, (void *)path.data, &summary, &error);
    if (status != SD_OK) {
      char line[1000];
      error_describe(&error, LANGUAGE_ENGLISH, line, sizeof line);
      fail_msg("%s: %s", path.data, line);
    }
    CHECK_ROW(path.data, summary.mismatch_count == 0);
    CHECK_ROW(path.data, summary.case_count > 0 && summary.check_count >= summary.case_count);
  }
  return count;
}

static void shipped_policies_decide_their_cases(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text *names = NULL;
  size_t count = 0, models = 0;
  sd_error error = {0};
  assert_int_equal(file_list("policies", TEXT(""), a, &names, &count, &error), SD_OK);
  for (size_t i = 0; i < count; i++) {
    text folder = file_join(a, TEXT("policies"), names[i]);
    if (file_is_directory(folder.data)) models += check_folder(a, folder);
  }
  assert_true(models > 0);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(shipped_policies_decide_their_cases)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
