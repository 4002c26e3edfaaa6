/* The order of need, cycles by name, faults that spread and those that do not. */
#include "dmn/requirement_graph.h"

#include "base/limits.h"
#include "support/dmn.h"

static void orders_by_need(void **state) {
  (void)state;
  dmn_model *model =
      model_of(DMN_DECISION_OF("d", DMN_NEEDS("b") DMN_NEEDS("c"), DMN_FEEL("b + c"))
                   DMN_DECISION_OF("c", DMN_NEEDS("a") DMN_NEEDS_INPUT("x"), DMN_FEEL("a * x"))
                       DMN_DECISION_OF("b", DMN_NEEDS("a"), DMN_FEEL("a + 1")) DMN_DECISION_OF(
                           "a", DMN_NEEDS_INPUT("x"), DMN_FEEL("x")) DMN_INPUT_DATA("x", "number"));
  const dmn_element *d = dmn_model_find(model, DMN_DECISION, TEXT("d"));
  static const char *const NEEDS[] = {"x", "a", "b", "c"};
  assert_int_equal(d->need_count, COUNT_OF(NEEDS));
  for (size_t i = 0; i < COUNT_OF(NEEDS); i++) assert_true(text_is(d->needs[i]->name, NEEDS[i]));
  assert_string_equal(decided(model, "d", "{x: 5}", false), "31");
  dmn_model_destroy(model);
}

static void refuses_cycles_by_name(void **state) {
  (void)state;
  dmn_model *model = model_of(
      DMN_DECISION_OF("甲", DMN_NEEDS("乙"), DMN_FEEL("乙"))
          DMN_DECISION_OF("乙", DMN_NEEDS("丙"), DMN_FEEL("丙"))
              DMN_DECISION_OF("丙", DMN_NEEDS("甲"), DMN_FEEL("甲"))
                  DMN_DECISION_OF("self", DMN_NEEDS("self"), DMN_FEEL("self")) DMN_DECISION_OF(
                      "after", DMN_NEEDS("乙") DMN_NEEDS("free"), DMN_FEEL("[乙, free]"))
                      DMN_DECISION_OF("free", "", DMN_FEEL("1")));
  const diagnostic_list *list = dmn_model_diagnostics(model);
  assert_string_equal(findings_of(model), "DMN_CYCLE DMN_CYCLE DMN_FAULTY_NEED ");
  assert_string_equal(list->items[0].arguments[0], "甲 → 乙 → 丙 → 甲");
  assert_string_equal(list->items[1].arguments[0], "self → self");
  static const struct {
    const char *name, *result;
  } ROWS[] = {{"甲", "null"},   {"乙", "null"},         {"丙", "null"},
              {"self", "null"}, {"after", "[null, 1]"}, {"free", "1"}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].name, decided(model, ROWS[i].name, "{}", false), ROWS[i].result);
  }
  dmn_model_destroy(model);
}

/* Faults reach all that need them, also through functions and services, and nothing else. */
static void spreads_faults(void **state) {
  (void)state;
  dmn_model *model = model_of(
      DMN_DECISION_OF("last", DMN_NEEDS("middle") DMN_CALLS("b_good"), DMN_FEEL("middle"))
          DMN_DECISION_OF("middle", DMN_CALLS("s_service"), DMN_FEEL("service()"))
              DMN_DECISION_OF("root", DMN_CALLS("b_bad"), DMN_FEEL("bad()"))
                  DMN_DECISION_OF("apart", DMN_CALLS("b_good"), DMN_FEEL("good()"))
      "<decisionService id='s_service' name='service'><outputDecision href='#d_root'/>"
      "</decisionService><businessKnowledgeModel id='b_bad' name='bad'><encapsulatedLogic>"
      DMN_FEEL("1 +") "</encapsulatedLogic></businessKnowledgeModel><businessKnowledgeModel "
      "id='b_good' name='good'><encapsulatedLogic>" DMN_FEEL("1")
      "</encapsulatedLogic></businessKnowledgeModel>");
  static const char *const FAULTY[] = {"last", "middle", "root", "service", "bad"};
  size_t faulty_count = 0;
  for (size_t i = 0; i < model->element_count; i++) {
    bool is_expected = false;
    for (size_t j = 0; j < COUNT_OF(FAULTY); j++) {
      is_expected |= text_is(model->elements[i]->name, FAULTY[j]);
    }
    CHECK_ROW(model->elements[i]->name.data, model->elements[i]->is_faulty == is_expected);
    faulty_count += is_expected;
  }
  assert_int_equal(faulty_count, COUNT_OF(FAULTY));
  dmn_model_destroy(model);
}

/* A chain of decisions too long for recursion on the C stack is no trouble, up to the limit. */
static void bounds_what_is_needed(void **state) {
  (void)state;
  enum { CHAIN = 2000 };
  text_builder body;
  text_builder_init(&body, 1 << 22);
  for (int i = 0; i < CHAIN; i++) {
    text_builder_format(&body, "<decision id='d_%d' name='d%d'>", i, i);
    if (i > 0) {
      text_builder_format(&body,
                          "<informationRequirement><requiredDecision href='#d_%d'/>"
                          "</informationRequirement>",
                          i - 1);
    }
    text_builder_format(
        &body,
        i == 0 ? "<literalExpression><text>1</text>" : "<literalExpression><text>d%d + 1</text>",
        i - 1);
    text_builder_add_string(&body, "</literalExpression></decision>");
  }
  dmn_model *model = model_of(body.data);
  text_builder_release(&body);
  assert_string_equal(decided(model, "d1000", "{}", false), "1001");
  const dmn_element *last = dmn_model_find(model, DMN_DECISION, TEXT("d1999"));
  assert_true(last->is_refused); /* 1 + 2 + ... + 1,999 needs are more than LIMIT_MODEL_NEEDS */
  assert_non_null(strstr(findings_of(model), "DMN_TOO_MANY_NEEDS"));
  assert_string_equal(decided(model, "d1999", "{}", false), "null");
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(orders_by_need), cmocka_unit_test(refuses_cycles_by_name),
      cmocka_unit_test(spreads_faults), cmocka_unit_test(bounds_what_is_needed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
