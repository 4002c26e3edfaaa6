/* Every outcome has a name and a sentence in both languages. */
#include "support/table.h"

#include "payout/outcome.h"

static void test_texts(void **state) {
  (void)state;
  assert_string_equal(outcome_name(OUTCOME_ORDERED), "ORDERED");
  for (int o = 0; o < OUTCOME_COUNT; o++) {
    for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
      CHECK_ROW(outcome_name((payout_outcome)o),
                outcome_label((payout_outcome)o, (language)lang)[0] != '\0');
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
