/* Names of levels, in words and as items write them. */
#include "support/table.h"

#include "ledger/level.h"

static void test_names(void **state) {
  (void)state;
  static const struct {
    const char *row, *name;
    bool known;
    budget_level level;
  } rows[] = {{"a word", "city", true, LEVEL_CITY},
              {"in Chinese", "区", true, LEVEL_DISTRICT},
              {"a county", "县", true, LEVEL_DISTRICT},
              {"the top", "中央", true, LEVEL_NATION},
              {"a township", "乡镇", true, LEVEL_TOWN},
              {"none", "", false, LEVEL_NONE},
              {"no level's label", "未指定", false, LEVEL_NONE},
              {"another", "club", false, LEVEL_NONE}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    budget_level level = LEVEL_NONE;
    CHECK_ROW(rows[i].row, level_parse(text_of(rows[i].name), &level) == rows[i].known);
    CHECK_ROW(rows[i].row, level == rows[i].level);
  }
  for (int i = LEVEL_NONE + 1; i < LEVEL_COUNT; i++) {
    budget_level level;
    assert_true(level_parse(text_of(level_word((budget_level)i)), &level) && (int)level == i);
    assert_true(level_parse(text_of(level_label((budget_level)i, LANGUAGE_CHINESE)), &level));
    assert_int_equal(level, i);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
