/* Decision services: called by decisions and from outside; input decisions; several outputs. */
#include "dmn/decision_run.h"

#include "support/dmn.h"

/* rate is encapsulated, base is an input decision of the service. */
static const char SERVICE[] = DMN_INPUT_DATA("x", "number") DMN_INPUT_DATA("unused", "number")
    DMN_DECISION_OF("base", DMN_NEEDS_INPUT("unused"), DMN_FEEL("unused + 1000")) DMN_DECISION_OF(
        "rate", DMN_NEEDS_INPUT("x"), DMN_FEEL("x / 10"))
        DMN_DECISION_OF("out", DMN_NEEDS("base") DMN_NEEDS("rate"), DMN_FEEL("base * rate"))
            DMN_DECISION_OF("second", DMN_NEEDS("rate"), DMN_FEEL("rate + 1"))
    "<decisionService id='s_one' name='one'><variable name='one'/><outputDecision href='#d_out'/>"
    "<encapsulatedDecision href='#d_rate'/><inputDecision href='#d_base'/>"
    "<inputData href='#i_x'/></decisionService>"
    "<decisionService id='s_two' name='two'><outputDecision href='#d_out'/><outputDecision "
    "href='#d_second'/><inputDecision href='#d_base'/><inputData href='#i_x'/></decisionService>";

static void decisions_call_services(void **state) {
  (void)state;
  static const struct {
    const char *call, *result;
  } ROWS[] = {
      {"one(50, 3)", "15"}, /* input data first, then input decisions */
      {"one(base: 3, x: 50)", "15"},
      {"two(50, 3)", "{out: 15, second: 6}"},
      {"two(50, 3).second", "6"},
      {"one(50)", "null"},
      {"one(\"x\", 3)", "null"},
      {"one(50, 3) + one(20, 1)", "17"},
      {"[one(10, 1), base]", "[1, 1007]"}, /* the frame of the caller is not touched */
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[6000];
    snprintf(body, sizeof body,
             "%s" DMN_DECISION_OF("d", DMN_CALLS("s_one") DMN_CALLS("s_two") DMN_NEEDS("base"),
                                  DMN_FEEL("%s")),
             SERVICE, ROWS[i].call);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].call, findings_of(model), "");
    CHECK_ROW_TEXT(ROWS[i].call, decided(model, "d", "{x: 1, unused: 7}", false), ROWS[i].result);
    dmn_model_destroy(model);
  }
}

static void services_are_invoked(void **state) {
  (void)state;
  static const struct {
    const char *service, *inputs;
    bool three_valued;
    const char *result;
  } ROWS[] = {{"one", "{x: 20, base: 5}", false, "10"},
              {"two", "{x: 20, base: 5}", false, "{out: 10, second: 3}"},
              {"one", "{x: 20}", false, "null"},
              {"one", "{base: 5}", true, "unknown(x)"}};
  dmn_model *model = model_of(SERVICE);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_evaluation_options options = {.now = value_null(), .three_valued = ROWS[i].three_valued};
    dmn_evaluation *e = dmn_evaluation_create(model, &options);
    arena *a = arena_create(0);
    bind_all(e, ROWS[i].inputs, a);
    const dmn_element *service = dmn_model_find(model, DMN_SERVICE, text_of(ROWS[i].service));
    CHECK_ROW_TEXT(ROWS[i].inputs, shown(model, dmn_evaluation_serve(e, service)), ROWS[i].result);
    arena_destroy(a);
    dmn_evaluation_destroy(e);
  }
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(decisions_call_services),
                                     cmocka_unit_test(services_are_invoked)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
