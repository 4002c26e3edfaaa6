/* Boxed expressions of every kind: what they give, and where names are in scope. */
#include "dmn/boxed_expression.h"

#include "support/dmn.h"

#define ENTRY_OF(name, expression) \
  "<contextEntry><variable name='" name "'/>" expression "</contextEntry>"
#define RESULT_OF(expression) "<contextEntry>" expression "</contextEntry>"
#define BINDING_OF(name, expression) "<binding><parameter name='" name "'/>" expression "</binding>"
#define ADD_FUNCTION                                                                  \
  "<functionDefinition><formalParameter name='a' typeRef='number'/><formalParameter " \
  "name='b'/>" DMN_FEEL("a + b") "</functionDefinition>"

static void boxed_expressions_give(void **state) {
  (void)state;
  static const struct {
    const char *name, *expression, *result;
  } ROWS[] = {
      {"literal", DMN_FEEL("n + 1"), "6"},
      {"typed literal", "<literalExpression typeRef='string'><text>n</text></literalExpression>",
       "null"},
      {"context",
       "<context>" ENTRY_OF("a", DMN_FEEL("n")) ENTRY_OF("b", DMN_FEEL("a * 2")) "</context>",
       "{a: 5, b: 10}"},
      {"result entry",
       "<context>" ENTRY_OF("my a", DMN_FEEL("n")) RESULT_OF(DMN_FEEL("my a * 3")) "</context>",
       "15"},
      {"typed entry",
       "<context><contextEntry><variable name='a' typeRef='string'/>" DMN_FEEL(
           "n") "</contextEntry></context>",
       "{a: null}"},
      {"nested",
       "<context>" ENTRY_OF("a", "<context>" ENTRY_OF("b", DMN_FEEL("n")) "</context>")
           RESULT_OF(DMN_FEEL("a.b + 1")) "</context>",
       "6"},
      {"list", "<list>" DMN_FEEL("n") DMN_FEEL("\"x\"") "<list/></list>", "[5, \"x\", []]"},
      {"relation",
       "<relation><column name='a'/><column name='b' typeRef='number'/><row>" DMN_FEEL("1")
           DMN_FEEL("n") "</row><row>" DMN_FEEL("2") DMN_FEEL("\"no\"") "</row></relation>",
       "[{a: 1, b: 5}, {a: 2, b: null}]"},
      {"function",
       "<context>" ENTRY_OF("add", ADD_FUNCTION)
           RESULT_OF(DMN_FEEL("add(b: 1, a: n) + add(2, 3)")) "</context>",
       "11"},
      {"invocation",
       "<context>" ENTRY_OF("add", ADD_FUNCTION)
           RESULT_OF("<invocation>" DMN_FEEL("add") BINDING_OF("b", DMN_FEEL("n"))
                         BINDING_OF("a", DMN_FEEL("1")) "</invocation>") "</context>",
       "6"},
      {"invocation with an argument that does not fit",
       "<context>" ENTRY_OF("add", ADD_FUNCTION)
           RESULT_OF("<invocation>" DMN_FEEL("add") BINDING_OF("a", DMN_FEEL("\"x\""))
                         BINDING_OF("b", DMN_FEEL("\"y\"")) "</invocation>") "</context>",
       "null"},
      {"external function",
       "<context>" ENTRY_OF(
           "larger",
           "<functionDefinition kind='Java'><formalParameter name='a'/>"
           "<formalParameter name='b'/><context>" ENTRY_OF("class", DMN_FEEL("\"java.lang.Math\""))
               ENTRY_OF("method signature",
                        DMN_FEEL("\"max(double,double)\"")) "</context></functionDefinition>")
           RESULT_OF(DMN_FEEL("larger(n, 3)")) "</context>",
       "5"},
      {"conditional",
       "<conditional><if>" DMN_FEEL("n &gt; 4") "</if><then>" DMN_FEEL(
           "1") "</then><else>" DMN_FEEL("2") "</else></conditional>",
       "1"},
      {"conditional, null",
       "<conditional><if>" DMN_FEEL("null") "</if><then>" DMN_FEEL("1") "</then><else>" DMN_FEEL(
           "2") "</else></conditional>",
       "2"},
      {"conditional, no boolean",
       "<conditional><if>" DMN_FEEL("n") "</if><then>" DMN_FEEL("1") "</then><else>" DMN_FEEL(
           "2") "</else></conditional>",
       "null"},
      {"filter",
       "<filter><in>" DMN_FEEL("[1, 2, 9]") "</in><match>" DMN_FEEL(
           "item &lt; n") "</match></filter>",
       "[1, 2]"},
      {"filter of contexts",
       "<filter><in>" DMN_FEEL("[{v: 1}, {v: 9}]") "</in><match>" DMN_FEEL(
           "v &gt; n") "</match></filter>",
       "[{v: 9}]"},
      {"filter, null for an item",
       "<filter><in>" DMN_FEEL("[1, null]") "</in><match>" DMN_FEEL(
           "item &lt; n") "</match></filter>",
       "[1]"},
      {"filter, no boolean",
       "<filter><in>" DMN_FEEL("[1, 2]") "</in><match>" DMN_FEEL(
           "if item = 1 then true else \"no\"") "</match></filter>",
       "null"},
      {"function that calls itself",
       "<context>" ENTRY_OF(
           "product to", "<functionDefinition><formalParameter name='k'/>" DMN_FEEL(
                             "if k = 0 then 1 else k * product to(k - 1)") "</functionDefinition>")
           RESULT_OF(DMN_FEEL("product to(n)")) "</context>",
       "120"},
      {"function written in FEEL that calls itself",
       "<context>" ENTRY_OF("f", DMN_FEEL("function(k) if k = 0 then 1 else k * f(k - 1)"))
           RESULT_OF(DMN_FEEL("f(n)")) "</context>",
       "120"},
      {"for",
       "<for iteratorVariable='i'><in>" DMN_FEEL("[1..3]") "</in><return>" DMN_FEEL(
           "i * n") "</return></for>",
       "[5, 10, 15]"},
      {"for with partial",
       "<for iteratorVariable='i'><in>" DMN_FEEL("[1..3]") "</in><return>" DMN_FEEL(
           "i + count(partial)") "</return></for>",
       "[1, 3, 5]"},
      {"some",
       "<some iteratorVariable='i'><in>" DMN_FEEL("[1, 5]") "</in><satisfies>" DMN_FEEL(
           "i = n") "</satisfies></some>",
       "true"},
      {"some, no boolean",
       "<some iteratorVariable='i'><in>" DMN_FEEL("[1, 5]") "</in><satisfies>" DMN_FEEL(
           "if i = 1 then true else \"no\"") "</satisfies></some>",
       "null"},
      {"some, null",
       "<some iteratorVariable='i'><in>" DMN_FEEL("[null, 5]") "</in><satisfies>" DMN_FEEL(
           "i &gt; 1") "</satisfies></some>",
       "true"},
      {"every, no boolean",
       "<every iteratorVariable='i'><in>" DMN_FEEL("[1, 5]") "</in><satisfies>" DMN_FEEL(
           "if i = 1 then false else \"no\"") "</satisfies></every>",
       "null"},
      {"every",
       "<every iteratorVariable='i'><in>" DMN_FEEL("[1, 5]") "</in><satisfies>" DMN_FEEL(
           "i = n") "</satisfies></every>",
       "false"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[4000];
    snprintf(body, sizeof body,
             DMN_INPUT_DATA("n", "number") DMN_DECISION_OF("d", DMN_NEEDS_INPUT("n"), "%s"),
             ROWS[i].expression);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].name, findings_of(model), "");
    CHECK_ROW_TEXT(ROWS[i].name, decided(model, "d", "{n: 5}", false), ROWS[i].result);
    dmn_model_destroy(model);
  }
}

/* Only what is required is in scope, and an entry is not in scope before itself. */
static void scopes_are_kept(void **state) {
  (void)state;
  static const struct {
    const char *name, *expression;
  } ROWS[] = {
      {"not required", DMN_FEEL("hidden + 1")},
      {"later entry",
       "<context>" ENTRY_OF("a", DMN_FEEL("b")) ENTRY_OF("b", DMN_FEEL("1")) "</context>"},
      {"parameter outside",
       "<context>" ENTRY_OF("f", ADD_FUNCTION) RESULT_OF(DMN_FEEL("a")) "</context>"},
      {"iterator outside",
       "<list><for iteratorVariable='i'><in>" DMN_FEEL("[1]") "</in><return>" DMN_FEEL(
           "i") "</return></for>" DMN_FEEL("i") "</list>"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[4000];
    snprintf(body, sizeof body, DMN_INPUT_DATA("hidden", "number") DMN_DECISION_OF("d", "", "%s"),
             ROWS[i].expression);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].name, findings_of(model), "FEEL_UNKNOWN_NAME ");
    dmn_model_destroy(model);
  }
}

static void names_members_before_they_are_used(void **state) {
  (void)state;
  dmn_model *model =
      model_of(DMN_DECISION_OF("user", DMN_NEEDS("maker"), DMN_FEEL("maker.two words + maker.a-b"))
                   DMN_DECISION_OF("maker", "",
                                   "<context>" ENTRY_OF("two words", DMN_FEEL("1"))
                                       ENTRY_OF("a-b", DMN_FEEL("2")) "</context>"));
  assert_string_equal(decided(model, "user", "{}", false), "3");
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(boxed_expressions_give),
                                     cmocka_unit_test(scopes_are_kept),
                                     cmocka_unit_test(names_members_before_they_are_used)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
