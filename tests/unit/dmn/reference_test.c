/* Hrefs and imports: what they mean, and what is said of those that mean nothing. */
#include "dmn/reference.h"

#include "support/dmn.h"

static void names_unknown_references(void **state) {
  (void)state;
  static const struct {
    const char *name, *requirements, *findings;
  } ROWS[] = {
      {"known", DMN_NEEDS_INPUT("x"), ""},
      {"own namespace",
       "<informationRequirement><requiredInput href='urn:main#i_x'/></informationRequirement>", ""},
      {"unknown id", DMN_NEEDS_INPUT("y"), "DMN_UNKNOWN_HREF "},
      {"unknown namespace",
       "<informationRequirement><requiredInput href='urn:other#i_x'/></informationRequirement>",
       "DMN_NOT_IMPORTED "},
      {"wrong kind",
       "<informationRequirement><requiredDecision href='#i_x'/></informationRequirement>",
       "DMN_WRONG_KIND "},
      {"an input is no function", DMN_CALLS("i_x"), "DMN_WRONG_KIND "},
      {"empty", "<informationRequirement><requiredInput/></informationRequirement>",
       "DMN_UNKNOWN_HREF "},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char body[2000];
    snprintf(body, sizeof body,
             DMN_INPUT_DATA("x", "number") DMN_DECISION_OF("d", "%s", DMN_FEEL("1")),
             ROWS[i].requirements);
    dmn_model *model = model_of(body);
    CHECK_ROW_TEXT(ROWS[i].name, findings_of(model), ROWS[i].findings);
    CHECK_ROW_TEXT(ROWS[i].name, decided(model, "d", "{}", false), "1");
    dmn_model_destroy(model);
  }
}

#define HEAD_OF(name, uri)                                                        \
  "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='" name \
  "' "                                                                            \
  "namespace='" uri "'>"
#define IMPORT_OF(name, uri)                \
  "<import name='" name "' namespace='" uri \
  "' importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"

static const char COMMON[] = HEAD_OF("common", "urn:common")
    "<itemDefinition name='tAge'><typeRef>number</typeRef><allowedValues><text>[0..150]</text>"
    "</allowedValues></itemDefinition>" DMN_INPUT_DATA("age", "tAge")
        DMN_DECISION_OF("next age", DMN_NEEDS_INPUT("age"), DMN_FEEL("age + 1"))
            "<businessKnowledgeModel id='b_twice' name='twice'><encapsulatedLogic>"
            "<formalParameter name='n' typeRef='number'/>" DMN_FEEL("n * 2")
                "</encapsulatedLogic></businessKnowledgeModel>" DMN_END;

static const char MAIN[] = HEAD_OF("main", "urn:main") IMPORT_OF("common rules", "urn:common")
    "<inputData id='i' name='other age'><variable name='other age' typeRef='common rules.tAge'/>"
    "</inputData><decision name='sum'>"
    "<informationRequirement><requiredDecision href='urn:common#d_next age'/>"
    "</informationRequirement><informationRequirement><requiredInput href='urn:common#i_age'/>"
    "</informationRequirement><informationRequirement><requiredInput href='#i'/>"
    "</informationRequirement><knowledgeRequirement><requiredKnowledge "
    "href='urn:common#b_twice'/></knowledgeRequirement>" DMN_FEEL(
        "common rules.twice(common rules.next age) + common rules.age + other age")
        "</decision>" DMN_END;

static void imports_by_namespace(void **state) {
  (void)state;
  const dmn_source sources[] = {
      {TEXT("main.dmn"), text_of(MAIN)},
      {TEXT("stray.dmn"), TEXT(HEAD_OF("stray", "urn:stray") "<decision/>" DMN_END)},
      {TEXT("common.dmn"), text_of(COMMON)}};
  dmn_model *model;
  assert_int_equal(dmn_model_create(sources, 3, &model, NULL), SD_OK);
  assert_string_equal(findings_of(model), ""); /* nothing of stray.dmn, which nobody imports */
  assert_int_equal(model->input_count, 2);
  dmn_evaluation *e = dmn_evaluation_create(model, NULL);
  const dmn_element *age = dmn_model_find_in(model, TEXT("urn:common"), DMN_INPUT, TEXT("age"));
  dmn_evaluation_bind(e, age->slot, value_number(decimal_of(40)));
  assert_true(dmn_evaluation_bind_name(e, TEXT("other age"), value_number(decimal_of(100))));
  assert_false(dmn_evaluation_bind_name(e, TEXT("age"), value_number(decimal_of(1))));
  const dmn_element *sum = dmn_model_find(model, DMN_DECISION, TEXT("sum"));
  assert_string_equal(shown(model, dmn_evaluation_decide(e, sum)), "222");
  dmn_evaluation_reset(e);
  dmn_evaluation_bind(e, age->slot, value_number(decimal_of(151))); /* not allowed */
  assert_true(value_is_null(dmn_evaluation_decide(e, age)));
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

/* Two models import a third; the main one imports all of them, one without an alias. */
static void imports_reach_through(void **state) {
  (void)state;
#define BETWEEN(name, uri)                                                            \
  HEAD_OF(name, uri)                                                                  \
  IMPORT_OF("the base", "urn:base")                                                   \
  DMN_DECISION_OF("greeting of " name,                                                \
                  "<informationRequirement><requiredInput href='urn:base#i_person'/>" \
                  "</informationRequirement>",                                        \
                  DMN_FEEL("\"" name ": \" + the base.person.full name"))             \
  DMN_END
  static const char MIDDLE_B[] = BETWEEN("b", "urn:b"), MIDDLE_C[] = BETWEEN("c", "urn:c");
  static const char BASE[] = HEAD_OF("base", "urn:base")
      "<itemDefinition name='tPerson'><itemComponent name='full name'><typeRef>string</typeRef>"
      "</itemComponent></itemDefinition>" DMN_INPUT_DATA("person", "tPerson") DMN_END;
  static const char TOP[] = HEAD_OF("top", "urn:top") IMPORT_OF("", "urn:base")
      IMPORT_OF("Model B", "urn:b") IMPORT_OF("Model C", "urn:c")
          "<decision name='all' id='all'><variable name='all' typeRef='string'/>"
          "<informationRequirement><requiredDecision href='urn:b#d_greeting of b'/>"
          "</informationRequirement><informationRequirement><requiredDecision "
          "href='urn:c#d_greeting of c'/></informationRequirement><informationRequirement>"
          "<requiredInput href='urn:base#i_person'/></informationRequirement>" DMN_FEEL(
              "Model B.greeting of b + \"; \" + Model C.greeting of c + \"; \" + "
              "string(person instance of tPerson)") "</decision>" DMN_END;
  const dmn_source sources[] = {{TEXT("top"), text_of(TOP)},
                                {TEXT("c"), text_of(MIDDLE_C)},
                                {TEXT("base"), text_of(BASE)},
                                {TEXT("b"), text_of(MIDDLE_B)}};
  dmn_model *model;
  assert_int_equal(dmn_model_create(sources, COUNT_OF(sources), &model, NULL), SD_OK);
  assert_string_equal(findings_of(model), "");
  dmn_evaluation *e = dmn_evaluation_create(model, NULL);
  text key = TEXT("full name");
  value name = value_string(TEXT("Li"));
  arena *a = arena_create(0);
  dmn_evaluation_bind(e, dmn_model_input(model, 0)->slot, value_context_make(a, &key, &name, 1));
  const dmn_element *all = dmn_model_find(model, DMN_DECISION, TEXT("all"));
  assert_string_equal(shown(model, dmn_evaluation_decide(e, all)), "b: Li; c: Li; true");
  arena_destroy(a);
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

/* What is imported without a name is found under its own, two imports deep; what nobody imports is
 * not found by its namespace either. */
static void finds_what_is_imported_without_a_name(void **state) {
  (void)state;
  static const char BASE[] = HEAD_OF("base", "urn:base") DMN_INPUT_DATA("wage", "number") DMN_END;
  static const char MIDDLE[] = HEAD_OF("middle", "urn:middle") IMPORT_OF("", "urn:base")
      DMN_DECISION_OF("double",
                      "<informationRequirement><requiredInput href='urn:base#i_wage'/>"
                      "</informationRequirement>",
                      DMN_FEEL("wage * 2")) DMN_END;
  static const char TOP[] = HEAD_OF("top", "urn:top") IMPORT_OF("", "urn:middle")
      DMN_DECISION_OF("d",
                      "<informationRequirement><requiredDecision href='urn:middle#d_double'/>"
                      "</informationRequirement>",
                      DMN_FEEL("double + 1")) DMN_END;
  static const char STRAY[] =
      HEAD_OF("stray", "urn:stray") DMN_INPUT_DATA("wage", "number") DMN_END;
  const dmn_source sources[] = {{TEXT("top"), text_of(TOP)},
                                {TEXT("stray"), text_of(STRAY)},
                                {TEXT("middle"), text_of(MIDDLE)},
                                {TEXT("base"), text_of(BASE)}};
  dmn_model *model;
  assert_int_equal(dmn_model_create(sources, COUNT_OF(sources), &model, NULL), SD_OK);
  assert_string_equal(findings_of(model), "");
  assert_null(dmn_model_find_in(model, TEXT("urn:stray"), DMN_INPUT, TEXT("wage")));
  assert_null(dmn_model_find(model, DMN_INPUT, TEXT("salary")));
  assert_string_equal(decided(model, "d", "{wage: 4}", false), "9");
  dmn_model_destroy(model);
}

static void says_when_an_import_is_missing(void **state) {
  (void)state;
  dmn_model *model = model_of(IMPORT_OF("c", "urn:common") DMN_DECISION_OF("d", "", DMN_FEEL("1")));
  assert_string_equal(findings_of(model), "DMN_IMPORT_MISSING ");
  assert_string_equal(decided(model, "d", "{}", false), "1");
  dmn_model_destroy(model);
}

static void members_of_services_are_checked(void **state) {
  (void)state;
  dmn_model *model = model_of(
      "<decisionService name='s'><outputDecision href='#i_x'/><inputData href='#none'/>"
      "</decisionService>" DMN_INPUT_DATA("x", "number"));
  assert_string_equal(findings_of(model), "DMN_WRONG_KIND DMN_UNKNOWN_HREF DMN_SERVICE_OUTPUT ");
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names_unknown_references),
                                     cmocka_unit_test(imports_by_namespace),
                                     cmocka_unit_test(imports_reach_through),
                                     cmocka_unit_test(finds_what_is_imported_without_a_name),
                                     cmocka_unit_test(says_when_an_import_is_missing),
                                     cmocka_unit_test(members_of_services_are_checked)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
