/* Knowledge models as functions: types, recursion, calls among each other, faults. */
#include "dmn/element_compiler.h"

#include "support/dmn.h"

#define KNOWLEDGE_OF(name, variable, requirements, parameters, body)               \
  "<businessKnowledgeModel id='b_" name "' name='" name "'>" variable requirements \
  "<encapsulatedLogic>" parameters body "</encapsulatedLogic></businessKnowledgeModel>"
#define NUMBER_PARAMETER(name) "<formalParameter name='" name "' typeRef='number'/>"

static const char FUNCTIONS[] =
    "<itemDefinition name='tFunction'><functionItem outputTypeRef='string'><parameters name='n' "
    "typeRef='number'/></functionItem></itemDefinition>" KNOWLEDGE_OF(
        "twice", "<variable name='twice' typeRef='number'/>", "", NUMBER_PARAMETER("my n"),
        DMN_FEEL("my n * 2")) KNOWLEDGE_OF("four times", "", DMN_CALLS("b_twice"),
                                           NUMBER_PARAMETER("n"), DMN_FEEL("twice(twice(n))"))
        KNOWLEDGE_OF("factorial", "", "", NUMBER_PARAMETER("n"),
                     DMN_FEEL("if n &lt; 2 then 1 else n * factorial(n - 1)"))
            KNOWLEDGE_OF("wrong result", "<variable name='wrong result' typeRef='string'/>", "",
                         NUMBER_PARAMETER("n"), DMN_FEEL("n"))
                KNOWLEDGE_OF("typed", "<variable name='typed' typeRef='tFunction'/>", "",
                             NUMBER_PARAMETER("n"), DMN_FEEL("if n = 1 then \"one\" else n"))
                    KNOWLEDGE_OF("endless", "", "", "", DMN_FEEL("endless()")) KNOWLEDGE_OF(
                        "faulty", "", "", NUMBER_PARAMETER("n"),
                        DMN_FEEL("n +")) "<businessKnowledgeModel id='b_empty' name='empty'/>";

static void knowledge_is_called(void **state) {
  (void)state;
  static const struct {
    const char *call, *result;
  } ROWS[] = {{"twice(4)", "8"},
              {"twice(my n: 4)", "8"},
              {"four times(4)", "16"},
              {"factorial(20)", "2432902008176640000"},
              {"wrong result(1)", "null"},
              {"typed(1)", "one"},
              {"typed(2)", "null"},
              {"endless()", "null"},
              {"faulty(1)", "null"},
              {"empty()", "null"},
              {"for f in [twice, factorial] return f(3)", "[6, 6]"}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[8000];
    snprintf(body, sizeof body,
             "%s" DMN_DECISION_OF("d",
                                  DMN_CALLS("b_twice") DMN_CALLS("b_four times")
                                      DMN_CALLS("b_factorial") DMN_CALLS("b_wrong result")
                                          DMN_CALLS("b_typed") DMN_CALLS("b_endless")
                                              DMN_CALLS("b_faulty") DMN_CALLS("b_empty"),
                                  DMN_FEEL("%s")),
             FUNCTIONS, ROWS[i].call);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].call, decided(model, "d", "{}", false), ROWS[i].result);
    const dmn_element *faulty = dmn_model_find(model, DMN_KNOWLEDGE, TEXT("faulty"));
    CHECK_ROW(ROWS[i].call, faulty->is_faulty);
    CHECK_ROW(ROWS[i].call, !dmn_model_find(model, DMN_KNOWLEDGE, TEXT("twice"))->is_faulty);
    dmn_model_destroy(model);
  }
}

/* Inputs come first, so that a frame's slots are the facts' indices. */
static void slots_are_in_order(void **state) {
  (void)state;
  dmn_model *model = model_of(DMN_DECISION_OF("d", "", DMN_FEEL("for i in [1, 2] return i"))
                                  DMN_INPUT_DATA("a", "number") DMN_INPUT_DATA("b", "number"));
  for (size_t i = 0; i < model->element_count; i++) {
    assert_int_equal(model->elements[i]->slot, i);
    assert_int_equal(model->elements[i]->kind, i < 2 ? DMN_INPUT : DMN_DECISION);
  }
  assert_true(model->frame_size > model->element_count); /* the variable i lies behind */
  assert_true(program_verify(model->elements[2]->program));
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(knowledge_is_called),
                                     cmocka_unit_test(slots_are_in_order)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
