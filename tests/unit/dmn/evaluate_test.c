/* Evaluating records: binding, caching, missing facts, limits, no memory of the last record. */
#include "dmn/evaluate.h"

#include "base/allocator.h"
#include "base/messages/dmn.h"
#include "support/dmn.h"

static const char RATIO[] = DMN_INPUT_DATA("研发费用", "number") DMN_INPUT_DATA("收入", "number")
    DMN_INPUT_DATA("名称", "string") DMN_DECISION_OF(
        "占比", DMN_NEEDS_INPUT("研发费用") DMN_NEEDS_INPUT("收入"), DMN_FEEL("研发费用 / 收入"))
        DMN_DECISION_OF("达标", DMN_NEEDS("占比"), DMN_FEEL("占比 &gt;= 0.05"))
            DMN_DECISION_OF("有名称", DMN_NEEDS_INPUT("名称"), DMN_FEEL("名称 != null"))
                DMN_DECISION_OF("资格", DMN_NEEDS("达标") DMN_NEEDS("有名称"),
                                DMN_FEEL("达标 and 有名称"));

static void evaluates_records(void **state) {
  (void)state;
  static const struct {
    const char *decision, *inputs, *plain, *three_valued;
  } ROWS[] = {
      {"资格", "{研发费用: 6, 收入: 100, 名称: \"甲\"}", "true", "true"},
      {"资格", "{研发费用: 4, 收入: 100, 名称: \"甲\"}", "false", "false"},
      {"资格", "{研发费用: 4, 收入: 100}", "false", "false"},
      {"资格", "{收入: 100, 名称: \"甲\"}", "null", "unknown(研发费用)"},
      {"资格", "{名称: \"甲\"}", "null", "unknown(研发费用, 收入)"},
      {"资格", "{研发费用: 6, 收入: 0, 名称: \"甲\"}", "null", "null"},
      {"资格", "{研发费用: 6, 收入: 100}", "false", "false"}, /* the author asked for null */
      {"占比", "{研发费用: \"text\", 收入: 100}", "null", "null"},
      {"占比", "{研发费用: [6], 收入: 100}", "0.06", "0.06"},
      {"达标", "{占比: 0.07}", "true", "true"}, /* a decision's value given from outside */
  };
  dmn_model *model = model_of(RATIO);
  assert_string_equal(findings_of(model), "");
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].inputs, decided(model, ROWS[i].decision, ROWS[i].inputs, false),
                   ROWS[i].plain);
    CHECK_ROW_TEXT(ROWS[i].inputs, decided(model, ROWS[i].decision, ROWS[i].inputs, true),
                   ROWS[i].three_valued);
  }
  dmn_model_destroy(model);
}

/* What `= null` found missing belongs to the decisions that asked, and to those behind which they
 * stand; not to others of the same record. */
static void knows_what_was_missing(void **state) {
  (void)state;
  dmn_model *model = model_of(RATIO);
  dmn_evaluation_options options = {.now = value_null(), .three_valued = true};
  dmn_evaluation *e = dmn_evaluation_create(model, &options);
  arena *a = arena_create(0);
  bind_all(e, "{研发费用: 6}", a);
  static const struct {
    const char *decision;
    bool is_missing[3];
  } ROWS[] = {{"资格", {false, false, true}}, /* false whatever the ratio is */
              {"达标", {false, true, false}},
              {"有名称", {false, false, true}}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    const dmn_element *decision = dmn_model_find(model, DMN_DECISION, text_of(ROWS[i].decision));
    dmn_evaluation_decide(e, decision);
    const missing_set *missing = dmn_evaluation_missing(e, decision);
    for (size_t j = 0; j < 3; j++) {
      CHECK_ROW(ROWS[i].decision,
                (missing != NULL && missing_set_has(missing, j)) == ROWS[i].is_missing[j]);
    }
  }
  arena_destroy(a);
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

/* Decisions are evaluated once per record; the next record knows nothing of the last. */
static void evaluates_once_per_record(void **state) {
  (void)state;
  dmn_model *model = model_of(RATIO);
  dmn_evaluation_options options = {.now = value_null(), .three_valued = true, .with_trace = true};
  dmn_evaluation *e = dmn_evaluation_create(model, &options);
  const dmn_element *qualified = dmn_model_find(model, DMN_DECISION, TEXT("资格"));
  const dmn_element *ratio = dmn_model_find(model, DMN_DECISION, TEXT("占比"));
  dmn_evaluation_bind(e, 0, value_number(decimal_of(6)));
  dmn_evaluation_bind(e, 1, value_number(decimal_of(100)));
  dmn_evaluation_bind(e, 2, value_string(TEXT("甲")));
  assert_true(value_is_true(dmn_evaluation_decide(e, qualified)));
  size_t event_count = dmn_evaluation_trace(e)->count;
  assert_true(value_is_true(dmn_evaluation_decide(e, qualified)));
  assert_string_equal(shown(model, dmn_evaluation_decide(e, ratio)), "0.06");
  assert_int_equal(dmn_evaluation_trace(e)->count, event_count);
  dmn_evaluation_reset(e);
  assert_int_equal(dmn_evaluation_trace(e)->count, 0);
  assert_string_equal(shown(model, dmn_evaluation_decide(e, ratio)), "unknown(研发费用, 收入)");
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

static void asks_for_no_memory_per_record(void **state) {
  (void)state;
  dmn_model *model = model_of(RATIO);
  dmn_evaluation_options options = {.now = value_null(), .three_valued = true};
  dmn_evaluation *e = dmn_evaluation_create(model, &options);
  const dmn_element *qualified = dmn_model_find(model, DMN_DECISION, TEXT("资格"));
  int64_t blocks = 0;
  for (int i = 0; i < 100; i++) {
    dmn_evaluation_reset(e);
    dmn_evaluation_bind(e, 0, value_number(decimal_of(i)));
    if (i % 3 != 0) dmn_evaluation_bind(e, 1, value_number(decimal_of(100)));
    dmn_evaluation_decide(e, qualified);
    if (i == 10) blocks = memory_live_blocks();
    if (i > 10) assert_int_equal(memory_live_blocks(), blocks);
  }
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

static bool is_out_of_time(void *context) { return ++*(int *)context > 3; }

static void stops_at_limits(void **state) {
  (void)state;
  dmn_model *model = model_of(DMN_DECISION_OF(
      "long", "", DMN_FEEL("count(for i in 1..1000, j in 1..1000, k in 1..1000 return i)"))
                                  DMN_DECISION_OF("short", "", DMN_FEEL("1 + 1")));
  int asked = 0;
  const struct {
    const char *name;
    dmn_evaluation_options options;
    evaluation_limit limit;
  } ROWS[] = {
      {"steps", {.now = value_null(), .steps_max = 10000}, EVALUATION_OUT_OF_STEPS},
      {"memory", {.now = value_null(), .memory_max = 100000}, EVALUATION_OUT_OF_MEMORY},
      {"time",
       {.now = value_null(), .is_out_of_time = is_out_of_time, .time_context = &asked},
       EVALUATION_OUT_OF_TIME},
  };
  const dmn_element *long_one = dmn_model_find(model, DMN_DECISION, TEXT("long"));
  const dmn_element *short_one = dmn_model_find(model, DMN_DECISION, TEXT("short"));
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_evaluation *e = dmn_evaluation_create(model, &ROWS[i].options);
    CHECK_ROW(ROWS[i].name, value_is_null(dmn_evaluation_decide(e, long_one)));
    CHECK_ROW(ROWS[i].name, dmn_evaluation_limit(e) == ROWS[i].limit);
    dmn_evaluation_reset(e);
    CHECK_ROW_TEXT(ROWS[i].name, shown(model, dmn_evaluation_decide(e, short_one)), "2");
    CHECK_ROW(ROWS[i].name, dmn_evaluation_limit(e) == EVALUATION_IN_LIMITS);
    dmn_evaluation_destroy(e);
  }
  dmn_model_destroy(model);
}

static void reports_values_of_the_wrong_type(void **state) {
  (void)state;
  dmn_model *model = model_of(RATIO);
  dmn_evaluation *e = dmn_evaluation_create(model, NULL);
  dmn_evaluation_bind(e, 0, value_string(TEXT("six")));
  const diagnostic_list *list = dmn_evaluation_diagnostics(e);
  assert_int_equal(list->items[list->count - 1].message, MESSAGE_DMN_VALUE_TYPE);
  assert_string_equal(list->items[list->count - 1].arguments[0], "研发费用");
  assert_string_equal(list->items[list->count - 1].arguments[1], "number");
  assert_null(dmn_evaluation_trace(e));
  dmn_evaluation_destroy(e);
  dmn_evaluation_destroy(NULL);
  dmn_model_destroy(model);
}

static void survives_want_of_memory(void **state) {
  (void)state;
  dmn_model *model = model_of(RATIO);
  int64_t before = memory_live_blocks();
  for (int64_t i = 0; i < 6; i++) {
    memory_fail_after(i, true);
    dmn_evaluation *e = dmn_evaluation_create(model, NULL);
    if (e != NULL) dmn_evaluation_decide(e, dmn_model_find(model, DMN_DECISION, TEXT("资格")));
    memory_fail_after(-1, false);
    dmn_evaluation_destroy(e);
    assert_int_equal(memory_live_blocks(), before);
  }
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(evaluates_records),
                                     cmocka_unit_test(knows_what_was_missing),
                                     cmocka_unit_test(evaluates_once_per_record),
                                     cmocka_unit_test(asks_for_no_memory_per_record),
                                     cmocka_unit_test(stops_at_limits),
                                     cmocka_unit_test(reports_values_of_the_wrong_type),
                                     cmocka_unit_test(survives_want_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
