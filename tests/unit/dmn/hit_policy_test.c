/* Hit policies and aggregations, in two values and in three. */
#include "dmn/hit_policy.h"

#include "support/dmn.h"

/* Rules over the input x (number) and the outputs a text or number; written as
 * "condition -> output" lines in `rules`. */
#define RULE(condition, output)                                                         \
  "<rule><inputEntry><text>" condition "</text></inputEntry><outputEntry><text>" output \
  "</text></outputEntry></rule>"
#define TABLE(policy, output, rules)                                                     \
  DMN_INPUT_DATA("x", "number")                                                          \
  DMN_DECISION_OF(                                                                       \
      "d", DMN_NEEDS_INPUT("x"),                                                         \
      "<decisionTable " policy                                                           \
      "><input><inputExpression><text>x</text></inputExpression></input><output>" output \
      "</output>" rules "</decisionTable>")

#define DEFAULT_NONE "<defaultOutputEntry><text>\"none\"</text></defaultOutputEntry>"
#define ORDER_ABC "<outputValues><text>\"a\", \"b\", \"c\"</text></outputValues>"

static void check(const char *row, const char *body, const char *inputs, bool three_valued,
                  const char *expected) {
  dmn_model *model = model_of(body);
  CHECK_ROW_TEXT(row, findings_of(model), "");
  CHECK_ROW_TEXT(row, decided(model, "d", inputs, three_valued), expected);
  dmn_model_destroy(model);
}

#define OVERLAP RULE("&gt; 1", "\"b\"") RULE("&gt; 2", "\"a\"") RULE("&gt; 3", "\"b\"")
#define NUMBERS RULE("&gt; 1", "10") RULE("&gt; 2", "5") RULE("&gt; 3", "20")

static void chooses_and_combines(void **state) {
  (void)state;
  static const struct {
    const char *name, *body, *inputs, *result;
  } ROWS[] = {
      {"unique, one", TABLE("", "", OVERLAP), "{x: 2}", "b"},
      {"unique, two", TABLE("", "", OVERLAP), "{x: 3}", "null"},
      {"unique, none", TABLE("", "", OVERLAP), "{x: 0}", "null"},
      {"unique, default", TABLE("", DEFAULT_NONE, OVERLAP), "{x: 0}", "none"},
      {"a null input", TABLE("", DEFAULT_NONE, OVERLAP), "{x: null}", "none"},
      {"any, same", TABLE("hitPolicy='ANY'", "", RULE("&gt; 1", "7") RULE("&gt; 2", "7")), "{x: 3}",
       "7"},
      {"any, different", TABLE("hitPolicy='ANY'", "", OVERLAP), "{x: 3}", "null"},
      {"first", TABLE("hitPolicy='FIRST'", "", OVERLAP), "{x: 4}", "b"},
      {"first, default", TABLE("hitPolicy='FIRST'", DEFAULT_NONE, OVERLAP), "{x: 1}", "none"},
      {"priority", TABLE("hitPolicy='PRIORITY'", ORDER_ABC, OVERLAP), "{x: 4}", "a"},
      {"rule order", TABLE("hitPolicy='RULE ORDER'", "", OVERLAP), "{x: 4}",
       "[\"b\", \"a\", \"b\"]"},
      {"output order", TABLE("hitPolicy='OUTPUT ORDER'", ORDER_ABC, OVERLAP), "{x: 4}",
       "[\"a\", \"b\", \"b\"]"},
      {"collect", TABLE("hitPolicy='COLLECT'", "", OVERLAP), "{x: 3}", "[\"b\", \"a\"]"},
      {"collect, none", TABLE("hitPolicy='COLLECT'", "", OVERLAP), "{x: 0}", "[]"},
      {"sum", TABLE("hitPolicy='COLLECT' aggregation='SUM'", "", NUMBERS), "{x: 4}", "35"},
      {"sum, none", TABLE("hitPolicy='COLLECT' aggregation='SUM'", "", NUMBERS), "{x: 0}", "null"},
      {"sum of texts",
       TABLE("hitPolicy='COLLECT' aggregation='SUM'", "", RULE("-", "true") RULE("-", "1")),
       "{x: 0}", "null"},
      {"min", TABLE("hitPolicy='COLLECT' aggregation='MIN'", "", NUMBERS), "{x: 4}", "5"},
      {"max", TABLE("hitPolicy='COLLECT' aggregation='MAX'", "", NUMBERS), "{x: 3}", "10"},
      {"max of texts", TABLE("hitPolicy='COLLECT' aggregation='MAX'", "", OVERLAP), "{x: 4}", "b"},
      {"count", TABLE("hitPolicy='COLLECT' aggregation='COUNT'", "", NUMBERS), "{x: 4}", "3"},
      {"count, none", TABLE("hitPolicy='COLLECT' aggregation='COUNT'", "", NUMBERS), "{x: 0}", "0"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    check(ROWS[i].name, ROWS[i].body, ROWS[i].inputs, false, ROWS[i].result);
  }
}

/* Here every condition but "-" is unknown, because x is missing. */
static void knows_what_cannot_change(void **state) {
  (void)state;
  static const struct {
    const char *name, *body, *result;
  } ROWS[] = {
      {"unique", TABLE("", "", OVERLAP), "unknown(x)"},
      {"unique, certain", TABLE("", "", RULE("&gt; 1", "1") RULE("-", "2")), "2"},
      {"unique, all the same and the default too",
       TABLE("", DEFAULT_NONE, RULE("&gt; 1", "\"none\"")), "none"},
      {"unique, all the same without default", TABLE("", "", RULE("&gt; 1", "1")), "unknown(x)"},
      {"first, same as the certain one",
       TABLE("hitPolicy='FIRST'", "", RULE("&gt; 1", "5") RULE("-", "5") RULE("-", "6")), "5"},
      {"first, other than the certain one",
       TABLE("hitPolicy='FIRST'", "", RULE("&gt; 1", "6") RULE("-", "5")), "unknown(x)"},
      {"first, uncertain behind the certain one",
       TABLE("hitPolicy='FIRST'", "", RULE("-", "5") RULE("&gt; 1", "6")), "5"},
      {"priority, uncertain is lower",
       TABLE("hitPolicy='PRIORITY'", ORDER_ABC, RULE("&gt; 1", "\"c\"") RULE("-", "\"b\"")), "b"},
      {"priority, uncertain is higher",
       TABLE("hitPolicy='PRIORITY'", ORDER_ABC, RULE("&gt; 1", "\"a\"") RULE("-", "\"b\"")),
       "unknown(x)"},
      {"collect", TABLE("hitPolicy='COLLECT'", "", RULE("-", "1") RULE("&gt; 1", "1")),
       "unknown(x)"},
      {"collect, all certain", TABLE("hitPolicy='COLLECT'", "", RULE("-", "1") RULE("-", "2")),
       "[1, 2]"},
      {"sum", TABLE("hitPolicy='COLLECT' aggregation='SUM'", "", RULE("-", "1") RULE("1", "2")),
       "unknown(x)"},
      {"sum of nothing more",
       TABLE("hitPolicy='COLLECT' aggregation='SUM'", "", RULE("-", "1") RULE("1", "0")), "1"},
      {"max that stays",
       TABLE("hitPolicy='COLLECT' aggregation='MAX'", "", RULE("-", "9") RULE("1", "2")), "9"},
      {"max that may rise",
       TABLE("hitPolicy='COLLECT' aggregation='MAX'", "", RULE("-", "2") RULE("1", "9")),
       "unknown(x)"},
      {"min that stays",
       TABLE("hitPolicy='COLLECT' aggregation='MIN'", "", RULE("-", "2") RULE("1", "2")), "2"},
      {"min without a certain one",
       TABLE("hitPolicy='COLLECT' aggregation='MIN'", "", RULE("1", "2")), "unknown(x)"},
      {"count", TABLE("hitPolicy='COLLECT' aggregation='COUNT'", "", RULE("-", "1") RULE("1", "2")),
       "unknown(x)"},
      {"an unknown output", TABLE("", "", RULE("-", "x + 1")), "unknown(x)"},
      {"a condition on missing data", TABLE("", "", RULE("null", "1") RULE("not(null)", "2")), "1"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    check(ROWS[i].name, ROWS[i].body, "{}", true, ROWS[i].result);
  }
}

static void orders_several_outputs(void **state) {
  (void)state;
  static const char BODY[] = DMN_DECISION_OF(
      "d", "",
      "<decisionTable hitPolicy='OUTPUT ORDER'><input><inputExpression><text>1</text>"
      "</inputExpression></input>"
      "<output name='p'><outputValues><text>\"a\", \"b\"</text></outputValues></output>"
      "<output name='q'><outputValues><text>&gt; 10, &lt;= 10</text></outputValues></output>"
      "<output name='r'/>"
      "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>\"b\"</text></outputEntry>"
      "<outputEntry><text>20</text></outputEntry><outputEntry><text>1</text></outputEntry></rule>"
      "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>\"a\"</text></outputEntry>"
      "<outputEntry><text>5</text></outputEntry><outputEntry><text>2</text></outputEntry></rule>"
      "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>\"a\"</text></outputEntry>"
      "<outputEntry><text>15</text></outputEntry><outputEntry><text>3</text></outputEntry></rule>"
      "</decisionTable>");
  check("three outputs", BODY, "{}", false,
        "[{p: \"a\", q: 15, r: 3}, {p: \"a\", q: 5, r: 2}, {p: \"b\", q: 20, r: 1}]");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(chooses_and_combines),
                                     cmocka_unit_test(knows_what_cannot_change),
                                     cmocka_unit_test(orders_several_outputs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
