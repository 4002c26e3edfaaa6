/* Decision tables: cells in three values, shared conditions, allowed inputs, defaults, trace. */
#include "dmn/decision_table.h"

#include "support/dmn.h"

#define ENTRY(kind, written) "<" kind "><text>" written "</text></" kind ">"
#define RULE2(a, b, output)                                           \
  "<rule>" ENTRY("inputEntry", a) ENTRY("inputEntry", b)              \
      ENTRY("outputEntry", output) "<annotationEntry><text>第" output \
                                   "条</text></annotationEntry></rule>"
#define INPUT_COLUMN(expression, more) \
  "<input>" ENTRY("inputExpression", expression) more "</input>"

/* Which facts decide depends on the other cells: a false cell settles its rule. */
static const char TWO_INPUTS[] =
    DMN_INPUT_DATA("a", "number") DMN_INPUT_DATA("b", "string") DMN_DECISION_OF(
        "d", DMN_NEEDS_INPUT("a") DMN_NEEDS_INPUT("b"),
        "<decisionTable hitPolicy='FIRST'>" INPUT_COLUMN("a", "")
            INPUT_COLUMN("b", "<inputValues><text>\"p\", \"q\"</text></inputValues>")
                "<output/><annotation name='条款'/>" RULE2("&lt; 5", "\"p\"", "1")
                    RULE2("&lt; 5", "-", "2") RULE2("[5..9]", "\"p\", \"q\"", "3")
                        RULE2("-", "not(\"p\")", "4") "</decisionTable>");

static void matches_in_three_values(void **state) {
  (void)state;
  static const struct {
    const char *inputs;
    bool three_valued;
    const char *result;
  } ROWS[] = {
      {"{a: 1, b: \"p\"}", false, "1"},
      {"{a: 1, b: \"q\"}", false, "2"},
      {"{a: 5, b: \"q\"}", false, "3"},
      {"{a: 10, b: \"q\"}", false, "4"},
      {"{a: 10, b: \"p\"}", false, "null"},
      {"{a: 10, b: \"other\"}", false, "null"}, /* not among the allowed values */
      {"{b: \"p\"}", false, "null"},
      {"{a: 1, b: \"p\"}", true, "1"},
      {"{a: 1}", true, "unknown(b)"},
      {"{a: 7}", true, "unknown(b)"},
      {"{b: \"p\"}", true, "unknown(a)"},
      {"{}", true, "unknown(a, b)"},
  };
  dmn_model *model = model_of(TWO_INPUTS);
  assert_string_equal(findings_of(model), "");
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].inputs, decided(model, "d", ROWS[i].inputs, ROWS[i].three_valued),
                   ROWS[i].result);
  }
  dmn_model_destroy(model);
}

static void shares_equal_conditions(void **state) {
  (void)state;
  dmn_model *model = model_of(TWO_INPUTS);
  const dmn_table *table = dmn_decision_table_of(dmn_model_find(model, DMN_DECISION, TEXT("d")));
  assert_int_equal(table->rule_count, 4);
  assert_int_equal(table->rules[0].inputs[0].part, table->rules[1].inputs[0].part);
  assert_int_not_equal(table->rules[0].inputs[0].part, table->rules[2].inputs[0].part);
  assert_int_equal(table->rules[1].inputs[1].part, DMN_NO_CELL);
  assert_true(text_is(table->annotations[0], "条款"));
  assert_true(text_is(table->rules[2].annotations[0], "第3条"));
  dmn_model_destroy(model);
}

/* A line per event: "rule 2 = true" behind the cells it is made of. */
static void tells_what_happened(void **state) {
  (void)state;
  dmn_model *model = model_of(TWO_INPUTS);
  dmn_evaluation_options options = {.now = value_null(), .three_valued = true, .with_trace = true};
  dmn_evaluation *e = dmn_evaluation_create(model, &options);
  arena *a = arena_create(0);
  bind_all(e, "{a: 1}", a);
  dmn_evaluation_decide(e, dmn_model_find(model, DMN_DECISION, TEXT("d")));
  const trace *t = dmn_evaluation_trace(e);
  text_builder out;
  text_builder_init(&out, 10000);
  for (size_t i = 0; i < t->count; i++) {
    const trace_event *event = &t->events[i];
    if (event->kind == TRACE_CELL) {
      text_builder_format(&out, "%.*s|", TEXT_ARG(source_span_text(event->span)));
    }
    if (event->kind == TRACE_RULE) {
      text_builder_format(&out, "%u %.*s = %s\n", event->index, TEXT_ARG(event->label),
                          shown(model, event->result));
    }
  }
  assert_string_equal(out.data,
                      "< 5|\"p\"|0 第1条 = unknown(b)\n"
                      "< 5|-|1 第2条 = true\n"
                      "[5..9]|\"p\", \"q\"|2 第3条 = false\n"
                      "-|not(\"p\")|3 第4条 = unknown(b)\n");
  assert_int_equal(t->events[0].kind, TRACE_DECISION_BEGIN);
  assert_int_equal(t->events[t->count - 1].kind, TRACE_DECISION_END);
  text_builder_release(&out);
  arena_destroy(a);
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

/* "?" is the value of the column's own input, also inside of functions, filters and loops. */
static void conditions_mention_the_input(void **state) {
  (void)state;
  static const struct {
    const char *condition;
    bool is_met; /* for a = 4 and b = [1, 4] */
  } ROWS[] = {{"even(?)", true},
              {"? * 2 = 8", true},
              {"odd(?)", false},
              {"[? + 1, 4]", true},
              {"some x in b satisfies x = ?", true},
              {"count(b[item &lt; ?]) = 1", true},
              {"list contains(b, ?)", true},
              {"&lt; b[1], even(?)", true},
              {"not(even(?))", false},
              {"{q: ? - 4}.q = 0", true}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[3000];
    snprintf(body, sizeof body,
             DMN_INPUT_DATA("a", "number") DMN_INPUT_DATA("b", "Any") DMN_DECISION_OF(
                 "d", DMN_NEEDS_INPUT("a") DMN_NEEDS_INPUT("b"),
                 "<decisionTable>" INPUT_COLUMN("b", "") INPUT_COLUMN(
                     "a", "") "<output/>"
                              "<rule>" ENTRY("inputEntry", "count(?) = 2") ENTRY("inputEntry", "%s")
                                  ENTRY("outputEntry", "true") "</rule></decisionTable>"),
             ROWS[i].condition);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].condition, findings_of(model), "");
    CHECK_ROW_TEXT(ROWS[i].condition, decided(model, "d", "{a: 4, b: [1, 4]}", false),
                   ROWS[i].is_met ? "true" : "null");
    dmn_model_destroy(model);
  }
}

static void several_outputs_are_a_context(void **state) {
  (void)state;
  dmn_model *model = model_of(DMN_INPUT_DATA("a", "number") DMN_DECISION_OF(
      "d", DMN_NEEDS_INPUT("a"),
      "<decisionTable>" INPUT_COLUMN("a", "") "<output name='名称' typeRef='string'>" ENTRY(
          "defaultOutputEntry",
          "\"无\"") "</output><output name='金额' typeRef='number'/>"
                    "<rule>" ENTRY("inputEntry", "1") ENTRY("outputEntry", "\"甲\"")
                        ENTRY("outputEntry", "5") "</rule><rule>" ENTRY("inputEntry", "2") ENTRY(
                            "outputEntry", "7") ENTRY("outputEntry", "") "</rule></decisionTable>")
                                  DMN_DECISION_OF("e", DMN_NEEDS("d"), DMN_FEEL("d.金额 * 2")));
  static const struct {
    const char *inputs, *decision, *result;
  } ROWS[] = {{"{a: 1}", "d", "{名称: \"甲\", 金额: 5}"},
              {"{a: 1}", "e", "10"},
              {"{a: 2}", "d", "{名称: null, 金额: null}"}, /* 7 is no string; nothing is null */
              {"{a: 3}", "d", "{名称: \"无\", 金额: null}"}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].inputs, decided(model, ROWS[i].decision, ROWS[i].inputs, false),
                   ROWS[i].result);
  }
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(matches_in_three_values), cmocka_unit_test(shares_equal_conditions),
      cmocka_unit_test(tells_what_happened), cmocka_unit_test(conditions_mention_the_input),
      cmocka_unit_test(several_outputs_are_a_context)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
