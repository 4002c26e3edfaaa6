/* Names of awards and states of shares; the shares themselves are in tests/system/levels_test.py.
 */
#include "operation/award_shares.h"

#include "support/table.h"

static void test_names(void **state) {
  (void)state;
  static const struct {
    const char *level;
    bool is_rest;
    const char *id;
  } rows[] = {{"", false, "12/91320412MA00000000"},
              {"", true, "12/91320412MA00000000/2"},
              {"区", false, "12/91320412MA00000000@区"},
              {"区", true, "12/91320412MA00000000/2@区"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char id[AWARD_ID_SIZE];
    award_id_write(12, TEXT("91320412MA00000000"), rows[i].is_rest, text_of(rows[i].level), id);
    assert_string_equal(id, rows[i].id);
  }
  for (int i = 0; i < SHARE_STATE_COUNT; i++) {
    assert_true(share_state_word((share_state)i)[0] != '\0');
    assert_true(share_state_label((share_state)i, LANGUAGE_ENGLISH)[0] != '\0');
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
