/* The frame stack, the sets of missing facts, and limits that are told once. */
#include "feel/evaluation.h"

#include "base/limits.h"
#include "base/messages/feel.h"
#include "support/table.h"

static void frames_are_a_stack(void **state) {
  (void)state;
  static const size_t sizes[] = {1, 10, 200, 300, 3, 255, 1000, 2};
  arena *a = arena_create(0);
  evaluation e;
  evaluation_init(&e, a);
  value *frames[COUNT_OF(sizes)];
  for (int round = 0; round < 3; round++) {
    size_t used = arena_used_bytes(a);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
      frames[i] = evaluation_push_frame(&e, sizes[i]);
      assert_non_null(frames[i]);
      for (size_t j = 0; j < sizes[i]; j++) {
        assert_int_equal(frames[i][j].kind, VALUE_NULL);
        frames[i][j] = value_boolean(true);
      }
    }
    for (size_t i = COUNT_OF(sizes); i > 0; i--) {
      assert_true(value_is_true(frames[i - 1][sizes[i - 1] - 1]));
      evaluation_pop_frame(&e, frames[i - 1], sizes[i - 1]);
    }
    if (round > 0) assert_int_equal(arena_used_bytes(a), used);
  }
  arena_destroy(a);
}

static void missing_facts(void **state) {
  (void)state;
  arena *a = arena_create(0);
  evaluation e;
  evaluation_init(&e, a);
  e.fact_count = 130;
  assert_int_equal(evaluation_missing_fact(&e, 3).kind, VALUE_NULL);
  e.three_valued = true;
  value x = evaluation_missing_fact(&e, 3), y = evaluation_missing_fact(&e, 129);
  assert_true(missing_set_has(x.as.missing, 3));
  assert_false(missing_set_has(x.as.missing, 4));
  assert_false(missing_set_has(x.as.missing, 5000));
  assert_false(missing_set_has(NULL, 0));
  assert_null(evaluation_missing(&e, value_null()));
  evaluation_consult_missing(&e, x);
  evaluation_consult_missing(&e, value_boolean(true));
  const missing_set *all = evaluation_missing(&e, y);
  assert_true(missing_set_has(all, 3) && missing_set_has(all, 129));
  evaluation_consult_missing(&e, y);
  assert_true(missing_set_has(e.consulted_missing, 3) && missing_set_has(e.consulted_missing, 129));
  evaluation_reset(&e);
  assert_null(e.consulted_missing);
  arena_destroy(a);
}

static void a_limit_is_told_once(void **state) {
  (void)state;
  arena *a = arena_create(0), *memory = arena_create(0);
  diagnostic_list list;
  diagnostic_list_init(&list, a, 0);
  evaluation e;
  evaluation_init(&e, memory);
  e.diagnostics = &list;
  evaluation_stop(&e, EVALUATION_OUT_OF_STEPS);
  evaluation_stop(&e, EVALUATION_OUT_OF_MEMORY);
  evaluation_report(&e, MESSAGE_FEEL_NO_CLOCK, NULL);
  assert_int_equal(e.limit_reached, EVALUATION_OUT_OF_STEPS);
  assert_int_equal(list.count, 1);
  evaluation_reset(&e);
  assert_int_equal(e.limit_reached, EVALUATION_IN_LIMITS);
  assert_int_equal(e.steps_left, LIMIT_FEEL_STEPS);
  arena_destroy(memory);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(frames_are_a_stack),
                                     cmocka_unit_test(missing_facts),
                                     cmocka_unit_test(a_limit_is_told_once)};
  return cmocka_run_group_tests_name("evaluation", tests, NULL, NULL);
}
