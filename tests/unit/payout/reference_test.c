/* References: deterministic, well formed, and a wrong key is found. */
#include "support/table.h"

#include "base/random.h"
#include "payout/reference.h"

static void test_golden(void **state) {
  (void)state;
  char reference[REFERENCE_SIZE], again[REFERENCE_SIZE], other[REFERENCE_SIZE];
  reference_end_to_end("list-1/91320400MA1MYXXX01", 1, reference);
  reference_end_to_end("list-1/91320400MA1MYXXX01", 1, again);
  reference_end_to_end("list-1/91320400MA1MYXXX01", 2, other);
  assert_string_equal(reference, again);
  assert_int_equal(strlen(reference), 32);
  assert_memory_equal(reference, other, 27); /* same award, same body */
  assert_string_not_equal(reference, other);
  assert_int_equal(strspn(reference, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"), 32);
}

static void test_check_character(void **state) {
  (void)state;
  /* Spec: ISO/IEC 7064 MOD 37,36; the example is that of the Global Release Identifier. */
  static const struct {
    const char *row, *body;
    char check;
  } rows[] = {{"letters and digits", "A12425GABC1234002", 'M'},
              {"hyphens do not count", "A12425-GABC1234002", 'M'},
              {"nothing", "", '1'}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    CHECK_ROW(rows[i].row, reference_check_character(text_of(rows[i].body)) == rows[i].check);
  }
}

static void test_slips_are_found(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 7);
  int swapped = 0, missed = 0;
  for (int i = 0; i < 2000; i++) {
    char award[32], reference[REFERENCE_SIZE], wrong[REFERENCE_SIZE];
    snprintf(award, sizeof award, "award-%d", i);
    reference_end_to_end(award, 1 + i % 99, reference);
    assert_true(reference_is_valid(text_of(reference)));
    size_t at = (size_t)random_between(&r, 3, 26);
    memcpy(wrong, reference, sizeof wrong);
    wrong[at] = wrong[at] == 'Z' ? '0' : (char)(wrong[at] == '9' ? 'A' : wrong[at] + 1);
    assert_false(reference_is_valid(text_of(wrong)));
    memcpy(wrong, reference, sizeof wrong);
    if (at == 26 || wrong[at] == wrong[at + 1]) continue;
    wrong[at] = reference[at + 1];
    wrong[at + 1] = reference[at];
    swapped++;
    missed += reference_is_valid(text_of(wrong));
  }
  assert_true(missed * 20 < swapped); /* the method finds nearly all swaps, not every one */
  assert_false(reference_is_valid(TEXT("")));
  assert_false(reference_is_valid(TEXT("SD-")));
  assert_false(reference_is_valid(TEXT("NOTPROVIDED")));
}

static void test_uetr(void **state) {
  (void)state;
  char first[UETR_SIZE], second[UETR_SIZE];
  reference_uetr("SD-1", first);
  reference_uetr("SD-2", second);
  assert_string_not_equal(first, second);
  assert_int_equal(strlen(first), 36);
  assert_true(first[14] == '4' && strchr("89ab", first[19]) != NULL);
  assert_true(first[8] == '-' && first[13] == '-' && first[18] == '-' && first[23] == '-');
}

static void test_file_names(void **state) {
  (void)state;
  char message[REFERENCE_SIZE], first[REFERENCE_SIZE], last[REFERENCE_SIZE];
  reference_message("seed", message);
  assert_int_equal(strlen(message), 28);
  reference_instruction(message, 1, first);
  reference_instruction(message, 9999999, last);
  assert_true(strlen(last) == 32 && strcmp(first + 24, "-0000001") == 0);
  assert_true(strcmp(last + 24, "-9999999") == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_golden), cmocka_unit_test(test_check_character),
      cmocka_unit_test(test_slips_are_found), cmocka_unit_test(test_uetr),
      cmocka_unit_test(test_file_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
