/* The XML of documents: elements, extension elements, descriptions, what is wrong in their form. */
#include "dmn/xml_loader.h"

#include "support/dmn.h"

static void keeps_extension_elements(void **state) {
  (void)state;
  dmn_model *model = model_of(
      "<extensionElements><s:item xmlns:s='urn:s' id='award'/><other xmlns='urn:o'/>"
      "</extensionElements><inputData name='x'><description> of x </description>"
      "<extensionElements><s:fact xmlns:s='urn:s' attribute='rd'/><s:fact xmlns:s='urn:s' "
      "attribute='b'/></extensionElements><variable name='x' typeRef='feel:number' "
      "xmlns:feel='https://www.omg.org/spec/DMN/20230324/FEEL/'/></inputData>");
  const dmn_document *document = dmn_model_main(model);
  const xml_node *item = dmn_extension(document->extensions, TEXT("urn:s"), "item");
  assert_true(text_is(xml_node_attribute(item, "id"), "award"));
  assert_null(dmn_extension(document->extensions, TEXT("urn:s"), "other"));
  assert_null(dmn_extension(NULL, TEXT("urn:s"), "item"));
  const dmn_element *x = dmn_model_input(model, 0);
  assert_true(text_is(x->description, "of x"));
  assert_int_equal(x->type->kind, TYPE_NUMBER);
  const xml_node *fact = dmn_extension(x->extensions, TEXT("urn:s"), "fact");
  assert_true(text_is(xml_node_attribute(fact, "attribute"), "rd"));
  fact = xml_node_next(fact, TEXT("urn:s"), "fact");
  assert_true(text_is(xml_node_attribute(fact, "attribute"), "b"));
  dmn_model_destroy(model);
}

static void says_what_is_wrong(void **state) {
  (void)state;
  static const struct {
    const char *name, *body, *findings;
  } ROWS[] = {
      {"nothing", DMN_DECISION_OF("a", "", DMN_FEEL("1")), ""},
      {"other namespaces are passed over", "<x xmlns='urn:x'><decision/></x>", ""},
      {"no name", "<inputData/>", "DMN_MISSING_NAME "},
      {"two of a name",
       DMN_DECISION_OF("a", "", DMN_FEEL("1")) "<decision name='a'>" DMN_FEEL("2") "</decision>",
       "DMN_DUPLICATE_NAME "},
      {"an input and a decision of a name",
       "<inputData name='a'/><decision name='a'>" DMN_FEEL("2") "</decision>", ""},
      {"two of an id", "<inputData name='a' id='1'/><inputData name='b' id='1'/>",
       "DMN_DUPLICATE_ID "},
      {"two types of a name", "<itemDefinition name='t'/><itemDefinition name='t'/>",
       "DMN_DUPLICATE_NAME "},
      {"no logic", "<decision name='a'/>", "DMN_NO_EXPRESSION "},
      {"another language",
       "<decision name='a'><literalExpression expressionLanguage='urn:groovy'><text>1</text>"
       "</literalExpression></decision>",
       "DMN_LANGUAGE "},
      {"several in one pass", "<inputData/><decision name='a'/><inputData/>",
       "DMN_MISSING_NAME DMN_NO_EXPRESSION DMN_MISSING_NAME DMN_DUPLICATE_NAME "},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_model *model = model_of(ROWS[i].body);
    CHECK_ROW_TEXT(ROWS[i].name, findings_of(model), ROWS[i].findings);
    dmn_model_destroy(model);
  }
}

static void knows_the_model_namespaces(void **state) {
  (void)state;
  assert_true(dmn_is_model_namespace(TEXT("https://www.omg.org/spec/DMN/20191111/MODEL/")));
  assert_false(dmn_is_model_namespace(TEXT("https://www.omg.org/spec/DMN/20191111/DMNDI/")));
  assert_false(dmn_is_model_namespace(TEXT("")));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_extension_elements),
                                     cmocka_unit_test(says_what_is_wrong),
                                     cmocka_unit_test(knows_the_model_namespaces)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
