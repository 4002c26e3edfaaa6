/* Which of two facts is taken, rule by rule. */
#include "registry/pick.h"

#include "support/table.h"

static void pick_rules_are_read(void **state) {
  (void)state;
  static const struct {
    const char *source;
    bool sound;
    pick_rule rule;
    const char *order;
  } rows[] = {{"", true, PICK_LATEST, NULL},
              {"latest", true, PICK_LATEST, NULL},
              {"min", true, PICK_MIN, NULL},
              {"max", true, PICK_MAX, NULL},
              {"order:甲>乙", true, PICK_ORDER, "甲>乙"},
              {"order:", false, PICK_LATEST, NULL},
              {"first", false, PICK_LATEST, NULL}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    pick_rule rule = PICK_LATEST;
    const char *order = NULL;
    CHECK_ROW(rows[i].source, pick_rule_parse(rows[i].source, &rule, &order) == rows[i].sound);
    CHECK_ROW(rows[i].source, rule == rows[i].rule);
    if (rows[i].order) CHECK_ROW_TEXT(rows[i].source, order, rows[i].order);
  }
}

static void the_better_of_two(void **state) {
  (void)state;
  static const struct {
    const char *name;
    pick_rule rule;
    pick_candidate now, before; /* valid_from, batch, row, rank */
    int value_order;
    bool is_better;
  } rows[] = {
      {"later validity", PICK_LATEST, {20, 1, 1, 0}, {10, 2, 2, 0}, 0, true},
      {"later batch", PICK_LATEST, {10, 2, 1, 0}, {10, 1, 9, 0}, 0, true},
      {"later row", PICK_LATEST, {10, 1, 9, 0}, {10, 1, 8, 0}, 0, true},
      {"a tie stays with the first", PICK_LATEST, {10, 1, 9, 0}, {10, 1, 9, 0}, 1, false},
      {"smaller", PICK_MIN, {10, 1, 1, 0}, {20, 2, 2, 0}, -1, true},
      {"not smaller", PICK_MIN, {20, 2, 2, 0}, {10, 1, 1, 0}, 0, false},
      {"larger", PICK_MAX, {10, 1, 1, 0}, {20, 2, 2, 0}, 1, true},
      {"named earlier", PICK_ORDER, {10, 1, 1, 0}, {20, 2, 2, 1}, 0, true},
      {"named later", PICK_ORDER, {20, 2, 2, 1}, {10, 1, 1, 0}, 0, false},
      {"the same rank: the later one", PICK_ORDER, {20, 1, 1, 7}, {10, 2, 2, 7}, 0, true},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    CHECK_ROW(rows[i].name, pick_is_better(rows[i].rule, &rows[i].now, &rows[i].before,
                                           rows[i].value_order) == rows[i].is_better);
  assert_int_equal(pick_rank_of_source("税务局 > 统计局", TEXT("统计局")), 1);
  assert_true(pick_rank_of_source("税务局", TEXT("统计局")) == UINT32_MAX);
  assert_int_equal(pick_rank_of_source(NULL, TEXT("统计局")), 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(pick_rules_are_read),
      cmocka_unit_test(the_better_of_two),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
