/* Item definitions: bases, components, collections, allowed values, functions, circles. */
#include "dmn/item_type.h"

#include "support/dmn.h"

static const char ITEMS[] =
    "<itemDefinition name='tGrade'><typeRef>string</typeRef><allowedValues><text>\"A\", \"B\""
    "</text></allowedValues></itemDefinition>"
    "<itemDefinition name='tHighGrade'><typeRef>tGrade</typeRef><allowedValues><text>\"A\", \"C\""
    "</text></allowedValues></itemDefinition>"
    "<itemDefinition name='tGrades' isCollection='true'><typeRef>tGrade</typeRef></itemDefinition>"
    "<itemDefinition name='tFew' isCollection='true'><typeRef>number</typeRef><allowedValues><text>"
    "&gt; 0</text></allowedValues><typeConstraint><text>count(?) &lt; 3</text></typeConstraint>"
    "</itemDefinition>"
    "<itemDefinition name='tPerson'><itemComponent name='full name'><typeRef>string</typeRef>"
    "</itemComponent><itemComponent name='grades'><typeRef>tGrades</typeRef></itemComponent>"
    "</itemDefinition>"
    "<itemDefinition name='tTree'><itemComponent name='leaf'><typeRef>number</typeRef>"
    "</itemComponent><itemComponent name='branches' isCollection='true'><typeRef>tTree</typeRef>"
    "</itemComponent></itemDefinition>"
    "<itemDefinition name='tMoment'><typeRef>dateTime</typeRef></itemDefinition>"
    "<itemDefinition name='tMap'><functionItem outputTypeRef='number'><parameters name='n' "
    "typeRef='number'/></functionItem></itemDefinition>"
    "<itemDefinition name='tAnything'/>";

static void types_restrict_values(void **state) {
  (void)state;
  static const struct {
    const char *type, *input, *result;
  } ROWS[] = {
      {"tGrade", "\"A\"", "A"},
      {"tGrade", "\"C\"", "null"},
      {"tGrade", "1", "null"},
      {"tGrade", "[\"B\"]", "B"},
      {"tHighGrade", "\"A\"", "A"},
      {"tHighGrade", "\"B\"", "null"},
      {"tHighGrade", "\"C\"", "null"},
      {"tGrades", "[\"A\", \"B\"]", "[\"A\", \"B\"]"},
      {"tGrades", "[\"A\", \"Z\"]", "null"},
      {"tGrades", "\"A\"", "[\"A\"]"},
      {"tFew", "[1, 2]", "[1, 2]"},
      {"tFew", "[1, 2, 3]", "null"},
      {"tFew", "[1, 0]", "null"},
      {"tPerson", "{full name: \"n\", grades: [\"A\"]}", "{full name: \"n\", grades: [\"A\"]}"},
      {"tPerson", "{full name: 1, grades: [\"A\"]}", "null"},
      {"tPerson", "{full name: \"n\", grades: [\"Q\"]}", "null"},
      {"tTree", "{leaf: 1, branches: [{leaf: 2, branches: []}]}",
       "{leaf: 1, branches: [{leaf: 2, branches: []}]}"},
      {"tTree", "{leaf: 1, branches: [{leaf: \"x\", branches: []}]}", "null"},
      {"tMoment", "date and time(\"2020-01-01T00:00:00\")", "2020-01-01T00:00:00"},
      {"tAnything", "[1, \"x\"]", "[1, \"x\"]"},
      {"dayTimeDuration", "duration(\"PT1H\")", "PT1H"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[4000], inputs[200];
    snprintf(body, sizeof body,
             "%s<inputData id='i_x' name='x'><variable name='x' typeRef='%s'/>"
             "</inputData>" DMN_DECISION_OF("d", DMN_NEEDS_INPUT("x"), DMN_FEEL("x")),
             ITEMS, ROWS[i].type);
    snprintf(inputs, sizeof inputs, "{x: %s}", ROWS[i].input);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].type, findings_of(model), "");
    CHECK_ROW_TEXT(inputs, decided(model, "d", inputs, false), ROWS[i].result);
    dmn_model_destroy(model);
  }
}

static void members_and_types_are_names(void **state) {
  (void)state;
  static const struct {
    const char *expression, *result;
  } ROWS[] = {
      {"p.full name", "n"},
      {"p instance of tPerson", "true"},
      {"count(p.grades)", "1"},
      {"(function(n: number) n) instance of tMap", "true"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[4000];
    snprintf(body, sizeof body,
             "%s" DMN_INPUT_DATA("p", "tPerson")
                 DMN_DECISION_OF("d", DMN_NEEDS_INPUT("p"), DMN_FEEL("%s")),
             ITEMS, ROWS[i].expression);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].expression,
                   decided(model, "d", "{p: {full name: \"n\", grades: [\"A\"]}}", false),
                   ROWS[i].result);
    dmn_model_destroy(model);
  }
}

static void says_what_is_wrong_with_types(void **state) {
  (void)state;
  static const struct {
    const char *name, *body, *findings;
  } ROWS[] = {
      {"unknown base", "<itemDefinition name='t'><typeRef>nothing</typeRef></itemDefinition>",
       "DMN_UNKNOWN_TYPE "},
      {"unknown type of an input", DMN_INPUT_DATA("x", "tNone"), "DMN_UNKNOWN_TYPE "},
      {"its own base", "<itemDefinition name='t'><typeRef>t</typeRef></itemDefinition>",
       "DMN_TYPE_CYCLE "},
      {"a circle of bases",
       "<itemDefinition name='a'><typeRef>b</typeRef></itemDefinition>"
       "<itemDefinition name='b'><typeRef>a</typeRef></itemDefinition>",
       "DMN_TYPE_CYCLE "},
      {"allowed values that cannot be read",
       "<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>&gt; ]</text>"
       "</allowedValues></itemDefinition>",
       "FEEL_UNEXPECTED_TOKEN "},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_model *model = model_of(ROWS[i].body);
    CHECK_ROW_TEXT(ROWS[i].name, findings_of(model), ROWS[i].findings);
    dmn_model_destroy(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(types_restrict_values),
                                     cmocka_unit_test(members_and_types_are_names),
                                     cmocka_unit_test(says_what_is_wrong_with_types)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
