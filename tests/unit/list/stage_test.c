/* Which stage of a list is next, whatever their order; the whole way is in stages_test.py. */
#include "list/stage.h"

#include "support/table.h"

enum { A = ITEM_STAGE_APPROVE, P = ITEM_STAGE_PUBLISH, F = ITEM_STAGE_FILE, M = ITEM_STAGE_PAY };

static const struct {
  const char *name;
  int order[4];
  uint32_t done;
  int64_t last_day, today;
  size_t next;
} ROWS[] = {
    {"nothing is done", {A, P, F, M}, 0, 0, 10, 0},
    {"approved", {A, P, F, M}, 1u << A, 0, 10, 1},
    {"the notice runs", {A, P, F, M}, 1u << A | 1u << P, 15, 15, 1},
    {"the notice is over", {A, P, F, M}, 1u << A | 1u << P, 15, 16, 2},
    {"published before approved", {P, A, F, M}, 1u << P, 15, 16, 1},
    {"what was done out of order does not lead on", {A, P, F, M}, 1u << F, 0, 10, 0},
    {"all is done", {A, P, F, M}, 1u << A | 1u << P | 1u << F | 1u << M, 1, 9, 4},
};

static void knows_what_is_next(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    item_stage stages[4] = {0};
    for (int k = 0; k < 4; k++) stages[k].kind = (item_stage_kind)ROWS[i].order[k];
    stages[1].by = TEXT("创新委");
    const item_version v = {.stages = stages, .stage_count = 4, .owner = TEXT("科技局")};
    const list_status s = {.stages_done = ROWS[i].done, .last_day = ROWS[i].last_day};
    CHECK_ROW(ROWS[i].name, stage_next(&s, &v, ROWS[i].today) == ROWS[i].next);
    assert_true(text_is(stage_holder(&v, 0), "科技局"));
    assert_true(text_is(stage_holder(&v, 1), "创新委"));
  }
}

static void words_of_acts_are_read_back(void **state) {
  (void)state;
  for (int act = 0; act < LIST_ACT_COUNT; act++) {
    assert_int_equal(list_act_of_word(text_of(list_act_word(act))), act);
  }
  assert_int_equal(list_act_of_word(TEXT("run")), -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(knows_what_is_next),
      cmocka_unit_test(words_of_acts_are_read_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
