/* The XML of decision tables: words, columns, rules that do not fit. */
#include "dmn/table_loader.h"

#include "support/dmn.h"

#define COLUMN "<input><inputExpression><text>1</text></inputExpression></input>"
#define FITTING_RULE                                                                    \
  "<rule id='r1'><description>why</description><inputEntry><text>1</text></inputEntry>" \
  "<outputEntry><text>2</text></outputEntry></rule>"
#define TABLE_OF(attributes, content) \
  DMN_DECISION_OF("d", "", "<decisionTable " attributes ">" content "</decisionTable>")

static void says_what_is_wrong(void **state) {
  (void)state;
  static const struct {
    const char *name, *body, *findings, *result;
  } ROWS[] = {
      {"fits", TABLE_OF("", COLUMN "<output/>" FITTING_RULE), "", "2"},
      {"hit policy", TABLE_OF("hitPolicy='LAST'", COLUMN "<output/>" FITTING_RULE),
       "DMN_HIT_POLICY ", "null"},
      {"aggregation", TABLE_OF("hitPolicy='COLLECT' aggregation='AVG'", COLUMN "<output/>"),
       "DMN_AGGREGATION ", "null"},
      {"aggregated outputs",
       TABLE_OF("hitPolicy='COLLECT' aggregation='SUM'",
                COLUMN "<output name='a'/><output name='b'/>"),
       "DMN_AGGREGATE_OUTPUTS ", "null"},
      {"no output", TABLE_OF("", COLUMN), "DMN_TABLE_NO_OUTPUT DMN_NO_EXPRESSION ", "null"},
      {"no input expression", TABLE_OF("", "<input/><output/>"), "DMN_EXPRESSION_MISSING ", "null"},
      {"unnamed outputs", TABLE_OF("", COLUMN "<output name='a'/><output/>"), "DMN_OUTPUT_NAME ",
       "null"},
      /* A table with a rule that does not fit would decide without it: it decides nothing. */
      {"rule too short",
       TABLE_OF("", COLUMN "<output/>" FITTING_RULE
                           "<rule><outputEntry><text>3</text></outputEntry></rule>"),
       "DMN_RULE_CELLS ", "null"},
      {"no order of priority", TABLE_OF("hitPolicy='PRIORITY'", COLUMN "<output/>" FITTING_RULE),
       "DMN_PRIORITY_VALUES ", "2"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_model *model = model_of(ROWS[i].body);
    CHECK_ROW_TEXT(ROWS[i].name, findings_of(model), ROWS[i].findings);
    CHECK_ROW_TEXT(ROWS[i].name, decided(model, "d", "{}", false), ROWS[i].result);
    dmn_model_destroy(model);
  }
}

static void keeps_what_is_written(void **state) {
  (void)state;
  dmn_model *model =
      model_of(TABLE_OF("outputLabel='等级'",
                        "<input label='列'><inputExpression typeRef='number'><text>1"
                        "</text></inputExpression></input><output label='出'/>" FITTING_RULE));
  const dmn_table *table = dmn_decision_table_of(dmn_model_find(model, DMN_DECISION, TEXT("d")));
  assert_true(text_is(table->output_label, "等级"));
  assert_true(text_is(table->inputs[0].label, "列"));
  assert_true(text_is(table->inputs[0].type_ref, "number"));
  assert_true(text_is(table->outputs[0].label, "出"));
  assert_true(text_is(table->rules[0].id, "r1"));
  assert_true(text_is(table->rules[0].description, "why"));
  assert_true(text_is(table->rules[0].inputs[0].source.origin, "m.dmn [d R1C1]"));
  assert_true(text_is(table->rules[0].outputs[0].source.origin, "m.dmn [d R1C2]"));
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(says_what_is_wrong),
                                     cmocka_unit_test(keeps_what_is_written)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
