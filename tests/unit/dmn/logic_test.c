/* Texts of a model as trees: what is missing, what is typed, and where mistakes are said to be. */
#include "dmn/logic.h"

#include "support/dmn.h"

/* The first finding about a model, printed in English up to its caret. */
static void tells_the_place_of_mistakes(void **state) {
  (void)state;
  static const struct {
    const char *name, *expression, *place;
  } ROWS[] = {
      {"literal", "<literalExpression>\n<text>1 +\n  * 2</text></literalExpression>",
       "m.dmn [d]:3:3: "},
      {"cell",
       "<decisionTable><input><inputExpression><text>1</text></inputExpression></input><output/>"
       "<rule>\n<inputEntry><text>-</text></inputEntry><outputEntry><text>1 +</text></outputEntry>"
       "</rule></decisionTable>",
       "m.dmn [d R1C2]:2:"},
      {"missing", "<literalExpression>\n</literalExpression>", "m.dmn:1:"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[2000];
    snprintf(body, sizeof body, DMN_DECISION_OF("d", "", "%s"), ROWS[i].expression);
    dmn_model *model = model_of(body);
    const diagnostic_list *list = dmn_model_diagnostics(model);
    CHECK_ROW(ROWS[i].name, list->count > 0);
    text_builder out;
    text_builder_init(&out, 10000);
    diagnostic_describe(&list->items[0], LANGUAGE_ENGLISH, &out);
    if (strncmp(out.data, ROWS[i].place, strlen(ROWS[i].place)) != 0) {
      fail_msg("row %s: %s", ROWS[i].name, out.data);
    }
    text_builder_release(&out);
    dmn_model_destroy(model);
  }
}

static void types_are_looked_up(void **state) {
  (void)state;
  static const struct {
    const char *type_ref, *findings, *result;
  } ROWS[] = {{"", "", "1"},
              {"Any", "", "1"},
              {"number", "", "1"},
              {"string", "", "null"},
              {"nothing", "DMN_UNKNOWN_TYPE ", "1"}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[2000];
    snprintf(body, sizeof body,
             DMN_DECISION_OF("d", "",
                             "<literalExpression typeRef='%s'><text>1</text></literalExpression>"),
             ROWS[i].type_ref);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].type_ref, findings_of(model), ROWS[i].findings);
    CHECK_ROW_TEXT(ROWS[i].type_ref, decided(model, "d", "{}", false), ROWS[i].result);
    dmn_model_destroy(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tells_the_place_of_mistakes),
                                     cmocka_unit_test(types_are_looked_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
