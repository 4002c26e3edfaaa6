/* Names of inputs and decisions in JSON, within a model and across its imports. */
#include "support/libdmn.h"

/* "common" has an input and a decision on it; the main model reads both, and "flat" brings its
 * names in without a prefix. */
#define COMMON                                                                      \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"c\" " \
  "namespace=\"urn:common\">" DMN_INPUT_DATA("Rate", "number")                      \
      DMN_DECISION_OF("Double", DMN_NEEDS_INPUT("Rate"), DMN_FEEL("Rate * 2")) DMN_END
#define IMPORT(alias)            \
  "<import name=\"" alias        \
  "\" namespace=\"urn:common\" " \
  "importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
#define NEEDS_DOUBLE                                                         \
  "<informationRequirement><requiredDecision href=\"urn:common#d_Double\"/>" \
  "</informationRequirement>"
#define MAIN(alias, double_name)                                 \
  IMPORT(alias)                                                  \
  DMN_INPUT_DATA("Income", "number")                             \
  DMN_INPUT_DATA("Born", "date")                                 \
  DMN_DECISION_OF("Tax", DMN_NEEDS_INPUT("Income") NEEDS_DOUBLE, \
                  DMN_FEEL("Income * " double_name))             \
  DMN_DECISION_OF("Net", DMN_NEEDS_INPUT("Income") DMN_NEEDS("Tax"), DMN_FEEL("Income - Tax"))

typedef struct binding_row {
  const char *name, *decision, *input, *answer;
} binding_row;

static void check_rows(const char *body, bool others_allowed, const binding_row *rows,
                       size_t count) {
  dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
  options.three_valued = true;
  options.other_inputs_allowed = others_allowed;
  dmn_error error = {0};
  dmn_model *model = public_model_of(body, COMMON, NULL, &error);
  if (model == NULL) fail_msg("%s", error.message_en);
  dmn_session *session = session_of(model, &options);
  for (size_t i = 0; i < count; i++) {
    const char *answer = evaluated(session, rows[i].decision, rows[i].input, DMN_NO_TIME);
    CHECK_ROW_TEXT(rows[i].name, answer, rows[i].answer);
  }
  dmn_session_close(session);
  dmn_model_close(model);
}

static void names_with_prefix(void **state) {
  (void)state;
  static const binding_row ROWS[] = {
      {"all given", "Net", "{\"Income\": 100, \"common\": {\"Rate\": 0.1}}", "80"},
      {"a decision is given", "Net", "{\"Income\": 100, \"Tax\": 1}", "99"},
      {"an imported decision is given", "Tax", "{\"Income\": 100, \"common\": {\"Double\": 3}}",
       "300"},
      {"an imported input is missing", "Net", "{\"Income\": 100}", "null missing common.Rate"},
      {"an imported decision is asked for", "common.Double", "{\"common\": {\"Rate\": 2}}", "4"},
      {"without its prefix it is not known", "Double", "", "DMN_NOT_FOUND"},
      {"an unknown prefix", "other.Double", "", "DMN_NOT_FOUND"},
      {"an unknown name", "common.Triple", "", "DMN_NOT_FOUND"},
      {"an input is no decision", "Income", "{\"Income\": 1}", "DMN_NOT_FOUND"},
      {"a misspelt input", "Net", "{\"Incme\": 100}", "DMN_NOT_FOUND"},
      {"a misspelt imported input", "Net", "{\"common\": {\"Rte\": 100}}", "DMN_NOT_FOUND"},
      {"an import that is no object", "Net", "{\"common\": 1}", "DMN_NOT_FOUND"},
      {"an empty name", "Net", "{\"\": 1}", "DMN_NOT_FOUND"},
      {"of another type", "Net", "{\"Income\": \"100\"}", "DMN_TYPE_ERROR"},
      {"no date", "Net", "{\"Born\": \"30.6.2025\"}", "DMN_TYPE_ERROR"},
      {"a list of one", "Net", "{\"Income\": [100], \"common\": {\"Rate\": 0.1}}", "80"},
      {"a list of two", "Net", "{\"Income\": [100, 200]}", "DMN_TYPE_ERROR"},
      {"no object", "Net", "[1]", "DMN_TYPE_ERROR"},
      {"no JSON", "Net", "{Income: 1}", "DMN_SYNTAX_ERROR"},
      {"a key twice", "Net", "{\"Income\": 1, \"Income\": 2}", "DMN_INVALID"},
  };
  check_rows(MAIN("common", "common.Double"), false, ROWS, COUNT_OF(ROWS));
}

static void names_without_prefix(void **state) {
  (void)state;
  static const binding_row ROWS[] = {
      {"all given", "Net", "{\"Income\": 100, \"Rate\": 0.1}", "80"},
      {"an imported input is missing", "Net", "{\"Income\": 100}", "null missing Rate"},
      {"an imported decision is asked for", "Double", "{\"Rate\": 2}", "4"},
  };
  check_rows(MAIN("", "Double"), false, ROWS, COUNT_OF(ROWS));
}

static void others_may_be_allowed(void **state) {
  (void)state;
  static const binding_row ROWS[] = {
      {"others", "Tax", "{\"x\": [1], \"Income\": 2, \"common\": {\"y\": 1, \"Rate\": 3}}", "12"},
  };
  check_rows(MAIN("common", "common.Double"), true, ROWS, COUNT_OF(ROWS));
}

static void likely_names_are_offered(void **state) {
  (void)state;
  static const struct {
    const char *decision, *input, *message;
  } ROWS[] = {
      {"Nett", "", "the model has no decision or decision service \"Nett\"; did you mean \"Net\"?"},
      {"Net", "{\"Incme\": 1}", "the model has no input \"Incme\"; did you mean \"Income\"?"},
      {"Net", "{\"zzzzzz\": 1}", "the model has no input \"zzzzzz\""},
  };
  dmn_model *model = public_model_of(MAIN("common", "common.Double"), COMMON, NULL, NULL);
  dmn_session *session = session_of(model, NULL);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_error error;
    dmn_text json;
    dmn_session_evaluate(session, dmn_text_of(ROWS[i].decision), dmn_text_of(ROWS[i].input),
                         DMN_NO_TIME, &json, &error);
    CHECK_ROW_TEXT(ROWS[i].decision, error.message_en, ROWS[i].message);
    CHECK_ROW(ROWS[i].decision, json.size_bytes == 0);
  }
  dmn_session_close(session);
  dmn_model_close(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_with_prefix),
      cmocka_unit_test(names_without_prefix),
      cmocka_unit_test(others_may_be_allowed),
      cmocka_unit_test(likely_names_are_offered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
