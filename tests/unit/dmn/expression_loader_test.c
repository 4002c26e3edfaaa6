/* The XML of boxed expressions: what is read, and what is wrong in its form. */
#include "dmn/expression_loader.h"

#include "support/dmn.h"

static void says_what_is_wrong(void **state) {
  (void)state;
  static const struct {
    const char *name, *expression, *findings;
  } ROWS[] = {
      {"nothing", DMN_FEEL("1"), ""},
      {"empty text", DMN_FEEL(" "), "DMN_EXPRESSION_MISSING "},
      {"no text", "<literalExpression/>", "DMN_EXPRESSION_MISSING "},
      {"unnamed entry",
       "<context><contextEntry><variable/>" DMN_FEEL("1") "</contextEntry></context>",
       "DMN_MISSING_NAME "},
      {"entry without expression",
       "<context><contextEntry><variable name='a'/></contextEntry></context>",
       "DMN_EXPRESSION_MISSING "},
      {"row too short",
       "<relation><column name='a'/><column name='b'/><row>" DMN_FEEL("1") "</row></relation>",
       "DMN_ROW_CELLS "},
      {"no iterator", "<for><in>" DMN_FEEL("[1]") "</in><return>" DMN_FEEL("1") "</return></for>",
       "DMN_MISSING_NAME "},
      {"no branch", "<conditional><if>" DMN_FEEL("true") "</if></conditional>",
       "DMN_EXPRESSION_MISSING DMN_EXPRESSION_MISSING "},
      {"no callee", "<invocation/>", "DMN_EXPRESSION_MISSING "},
      {"unknown type of an entry",
       "<context><contextEntry><variable name='a' typeRef='tNone'/>" DMN_FEEL(
           "1") "</contextEntry></context>",
       "DMN_UNKNOWN_TYPE DMN_UNKNOWN_TYPE "},
      {"another kind of function",
       "<functionDefinition kind='PMML'>" DMN_FEEL("1") "</functionDefinition>", "DMN_LANGUAGE "},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[2000];
    snprintf(body, sizeof body, DMN_DECISION_OF("d", "", "%s"), ROWS[i].expression);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].name, findings_of(model), ROWS[i].findings);
    dmn_model_destroy(model);
  }
}

static void reads_the_tree(void **state) {
  (void)state;
  dmn_model *model = model_of(DMN_DECISION_OF(
      "d", "",
      "<context typeRef='number'><contextEntry><variable name='甲' typeRef='number'/>"
      "<for iteratorVariable='i'><in>" DMN_FEEL("[1]") "</in><return>" DMN_FEEL(
          "i") "</return></for></contextEntry><contextEntry>" DMN_FEEL("甲") "</contextEntry></"
                                                                             "context>"));
  const dmn_expression *e = dmn_model_find(model, DMN_DECISION, TEXT("d"))->expression;
  assert_int_equal(e->kind, DMN_CONTEXT);
  assert_int_equal(e->part_count, 2);
  assert_true(text_is(e->parts[0].name, "甲"));
  assert_true(text_is(e->parts[0].type_ref, "number"));
  assert_int_equal(e->parts[0].expression->kind, DMN_FOR);
  assert_true(text_is(e->parts[0].expression->iterator, "i"));
  assert_int_equal(e->parts[1].name.size, 0);
  assert_true(text_is(e->parts[1].expression->source.origin, "m.dmn [d]"));
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(says_what_is_wrong),
                                     cmocka_unit_test(reads_the_tree)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
