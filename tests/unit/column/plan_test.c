/* Requests that are refused, and what a plan says of itself. */
#include "column/plan.h"

#include "base/allocator.h"
#include "support/column_model.h"
#include "support/table.h"

static const char SOURCE[] = MODEL(
    INPUT("a", "number") INPUT("b", "boolean")
        DECISION("first", "boolean", NEEDS_INPUT("a"), LITERAL("a &gt; 3"))
            DECISION("second", "boolean", NEEDS_INPUT("b") NEEDS("first"),
                     LITERAL("first and (if b then true else some x in [1, 2] satisfies x = 2)"))
                DECISION("aside", "number", NEEDS_INPUT("a"), LITERAL("a + 1")));

static sd_status try_plan(const column_plan_request *request) {
  column_plan *plan = NULL;
  sd_status status = column_plan_create(request, &plan, NULL);
  column_plan_destroy(plan);
  return status;
}

static void test_plan(void **state) {
  (void)state;
  dmn_model *model = model_of(SOURCE);
  uint32_t inputs[] = {0, COLUMN_NONE};
  column c = {COLUMN_NUMBER, .width = 4};
  column_model with = {model, inputs};
  column_want want = {0, dmn_model_find(model, DMN_DECISION, TEXT("second")), false};
  const column_plan_request good = {.models = &with,
                                    .model_count = 1,
                                    .wanted = &want,
                                    .wanted_count = 1,
                                    .columns = &c,
                                    .column_count = 1,
                                    .three_valued = true,
                                    .with_conditions = true};
  column_plan *plan;
  assert_int_equal(column_plan_create(&good, &plan, NULL), SD_OK);
  assert_int_equal(column_plan_decision_count(plan), 2);
  assert_int_equal(column_plan_kind(plan, 0), VALUE_BOOLEAN);
  size_t comparisons = 0;
  for (size_t i = 0; i < column_plan_condition_count(plan); i++) {
    const column_condition *condition = column_plan_condition(plan, i);
    assert_int_equal(column_plan_find_condition(plan, condition->model, condition->program,
                                                condition->instruction),
                     i);
    uint8_t op = condition->program->code[condition->instruction].opcode;
    comparisons += op == OP_GREATER;
    assert_int_not_equal(op, OP_EQUAL); /* inside of a loop */
  }
  assert_int_equal(comparisons, 1);
  column_plan_destroy(plan);

  column_plan_request bad = good;
  bad.wanted_count = 0;
  assert_int_equal(try_plan(&bad), SD_MISUSE);
  column wrong = c;
  bad = good;
  bad.columns = &wrong;
  wrong.width = 3;
  assert_int_equal(try_plan(&bad), SD_MISUSE);
  wrong = (column){COLUMN_NUMBER, .width = 0};
  assert_int_equal(try_plan(&bad), SD_MISUSE);
  wrong = (column){COLUMN_NUMBER, .width = 8, .scale = COLUMN_SCALE_MAX + 1};
  assert_int_equal(try_plan(&bad), SD_MISUSE);
  bad = good;
  bad.column_count = 0;
  assert_int_equal(try_plan(&bad), SD_MISUSE);
  column_want other = {1, want.decision, false};
  bad = good;
  bad.wanted = &other;
  assert_int_equal(try_plan(&bad), SD_MISUSE);
  dmn_model_destroy(model);
}

static void test_out_of_memory(void **state) {
  (void)state;
  dmn_model *model = model_of(SOURCE);
  uint32_t inputs[] = {0, COLUMN_NONE};
  column c = {COLUMN_NUMBER, .width = 4};
  column_model with = {model, inputs};
  column_want want = {0, dmn_model_find(model, DMN_DECISION, TEXT("second")), false};
  const column_plan_request good = {.models = &with,
                                    .model_count = 1,
                                    .wanted = &want,
                                    .wanted_count = 1,
                                    .columns = &c,
                                    .column_count = 1,
                                    .with_conditions = true};
  int64_t before = memory_live_blocks();
  sd_status status = SD_OUT_OF_MEMORY;
  for (int64_t n = 0; status == SD_OUT_OF_MEMORY; n++) {
    memory_fail_after(n, false);
    status = try_plan(&good);
    memory_fail_after(-1, false);
    assert_int_equal(memory_live_blocks(), before);
  }
  assert_int_equal(status, SD_OK);
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_plan),
                                     cmocka_unit_test(test_out_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
