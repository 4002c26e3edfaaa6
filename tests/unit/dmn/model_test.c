/* Questions to a model: elements by name, places of nodes, the table behind a decision. */
#include "dmn/model.h"

#include "support/dmn.h"

#define SMALL_TABLE                                                             \
  "<decisionTable><input><inputExpression><text>1</text></inputExpression>"     \
  "</input><output/><rule><inputEntry><text>-</text></inputEntry><outputEntry>" \
  "<text>1</text></outputEntry></rule></decisionTable>"

static void finds_elements(void **state) {
  (void)state;
  dmn_model *model = model_of(DMN_INPUT_DATA("名", "number") "<decision name='名'>" DMN_FEEL(
      "1") "</decision>" DMN_DECISION_OF("b", "", DMN_FEEL("2")) DMN_INPUT_DATA("c", "number"));
  assert_int_equal(model->input_count, 2);
  assert_int_equal(model->element_count, 4);
  const dmn_element *input = dmn_model_find(model, DMN_INPUT, TEXT("名"));
  const dmn_element *decision = dmn_model_find(model, DMN_DECISION, TEXT("名"));
  assert_int_equal(input->kind, DMN_INPUT);
  assert_int_equal(decision->kind, DMN_DECISION);
  assert_ptr_equal(dmn_model_input(model, input->slot), input);
  assert_int_equal(dmn_model_find(model, DMN_INPUT, TEXT("c"))->slot, 1);
  assert_null(dmn_model_find(model, DMN_SERVICE, TEXT("名")));
  assert_null(dmn_model_find(model, DMN_DECISION, TEXT("")));
  assert_null(dmn_model_input(model, 2));
  assert_ptr_equal(dmn_model_find_in(model, TEXT("urn:main"), DMN_INPUT, TEXT("名")), input);
  assert_null(dmn_model_find_in(model, TEXT("urn:other"), DMN_INPUT, TEXT("名")));
  dmn_model_destroy(model);
  dmn_model_destroy(NULL);
}

static void finds_the_table(void **state) {
  (void)state;
  dmn_model *model = model_of(
      DMN_DECISION_OF("table", "", SMALL_TABLE) DMN_DECISION_OF("literal", "", DMN_FEEL("1"))
          DMN_DECISION_OF("context", "",
                          "<context><contextEntry><variable name='x'/>" DMN_FEEL(
                              "1") "</contextEntry><contextEntry>" SMALL_TABLE
                                   "</contextEntry></context>")
              DMN_DECISION_OF("entry", "",
                              "<context><contextEntry><variable name='x'/>" SMALL_TABLE
                              "</contextEntry></context>"));
  static const struct {
    const char *name;
    bool has_table;
  } ROWS[] = {{"table", true}, {"literal", false}, {"context", true}, {"entry", false}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    const dmn_element *decision = dmn_model_find(model, DMN_DECISION, text_of(ROWS[i].name));
    CHECK_ROW(ROWS[i].name, (dmn_decision_table_of(decision) != NULL) == ROWS[i].has_table);
  }
  dmn_model_destroy(model);
}

static void tells_places(void **state) {
  (void)state;
  dmn_model *model = model_of("\n <!-- 注 --><inputData name='x'/>");
  source_span span = dmn_node_span(dmn_model_main(model), dmn_model_input(model, 0)->node);
  assert_true(text_is(source_span_text(span), "<inputData name='x'/>"));
  uint32_t line, column;
  source_span_locate(span, &line, &column);
  assert_int_equal(line, 2);
  assert_int_equal(column, 12);
  assert_null(dmn_node_span(dmn_model_main(model), NULL).source);
  dmn_model_destroy(model);
}

/* Places behind several blocks of one line, with characters of one and of three bytes. */
static void tells_places_in_a_long_line(void **state) {
  (void)state;
  enum { COUNT = 500 };
  text_builder body;
  text_builder_init(&body, 1 << 20);
  for (int i = 0; i < COUNT; i++) {
    text_builder_format(&body, "<!-- 注 --><inputData name='输入%d'/>", i);
  }
  dmn_model *model = model_of(body.data);
  for (size_t i = 0; i < COUNT; i++) {
    char expected[64];
    snprintf(expected, sizeof expected, "<inputData name='输入%zu'/>", i);
    source_span span = dmn_node_span(dmn_model_main(model), dmn_model_input(model, i)->node);
    CHECK_ROW(expected, text_is(source_span_text(span), expected));
  }
  text_builder_release(&body);
  dmn_model_destroy(model);
}

static void names_hit_policies(void **state) {
  (void)state;
  assert_string_equal(dmn_hit_policy_name(DMN_UNIQUE), "UNIQUE");
  assert_string_equal(dmn_hit_policy_name(DMN_OUTPUT_ORDER), "OUTPUT ORDER");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_elements), cmocka_unit_test(finds_the_table),
      cmocka_unit_test(tells_places), cmocka_unit_test(tells_places_in_a_long_line),
      cmocka_unit_test(names_hit_policies)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
