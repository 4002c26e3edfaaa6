/* Loading: what is refused and where, which namespaces are read, want of memory. */
#include "dmn/load.h"

#include "base/allocator.h"
#include "base/limits.h"
#include "support/dmn.h"

static void refuses_what_is_no_model(void **state) {
  (void)state;
  static const struct {
    const char *name, *content;
    sd_status status;
    uint32_t line;
  } ROWS[] = {
      {"empty", "", SD_SYNTAX_ERROR, 1},
      {"malformed", "<definitions>\n<a></definitions>", SD_SYNTAX_ERROR, 2},
      {"cut off", DMN_HEAD "<decision", SD_SYNTAX_ERROR, 1},
      {"doctype", "<!DOCTYPE a [<!ENTITY b 'c'>]>" DMN_HEAD DMN_END, SD_INVALID, 1},
      {"external entity",
       "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>" DMN_HEAD "&b;" DMN_END,
       SD_INVALID, 1},
      {"no DMN", "\n<html/>", SD_INVALID, 2},
      {"no definitions", "<decision xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>",
       SD_INVALID, 1},
      {"DMN 1.1", "<definitions xmlns='http://www.omg.org/spec/DMN/20151101/dmn.xsd'/>", SD_INVALID,
       1},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_source source = {TEXT("a.dmn"), text_of(ROWS[i].content)};
    dmn_model *model = (dmn_model *)&source;
    sd_error error = {0};
    CHECK_ROW(ROWS[i].name, dmn_model_create(&source, 1, &model, &error) == ROWS[i].status);
    CHECK_ROW(ROWS[i].name, model == NULL);
    CHECK_ROW(ROWS[i].name, error.line == ROWS[i].line);
    CHECK_ROW_TEXT(ROWS[i].name, error.file, "a.dmn");
  }
}

static void refuses_no_model_at_all(void **state) {
  (void)state;
  dmn_model *model;
  assert_int_equal(dmn_model_create(NULL, 0, &model, NULL), SD_MISUSE);
  assert_int_equal(dmn_model_create_file("/nowhere/a.dmn", NULL, 0, &model, NULL), SD_NOT_FOUND);
  assert_null(model);
}

static void reads_dmn_1_2_to_1_6(void **state) {
  (void)state;
  static const char *const NAMESPACES[] = {"http://www.omg.org/spec/DMN/20180521/MODEL/",
                                           "https://www.omg.org/spec/DMN/20191111/MODEL/",
                                           "https://www.omg.org/spec/DMN/20211108/MODEL/",
                                           "https://www.omg.org/spec/DMN/20230324/MODEL/",
                                           "https://www.omg.org/spec/DMN/20240513/MODEL/"};
  for (size_t i = 0; i < COUNT_OF(NAMESPACES); i++) {
    char content[1000];
    snprintf(content, sizeof content,
             "<d:definitions xmlns:d='%s' name='m' namespace='n'><d:decision name='x'>"
             "<d:literalExpression><d:text>1+1</d:text></d:literalExpression></d:decision>"
             "</d:definitions>",
             NAMESPACES[i]);
    dmn_source source = {TEXT("a.dmn"), text_of(content)};
    dmn_model *model = NULL;
    CHECK_ROW(NAMESPACES[i], dmn_model_create(&source, 1, &model, NULL) == SD_OK);
    CHECK_ROW_TEXT(NAMESPACES[i], decided(model, "x", "{}", false), "2");
    dmn_model_destroy(model);
  }
}

/* A document as deep as an attack would be. */
static void refuses_depth(void **state) {
  (void)state;
  text_builder xml;
  text_builder_init(&xml, 1 << 20);
  text_builder_add_string(&xml, DMN_HEAD);
  for (unsigned i = 0; i < LIMIT_XML_DEPTH; i++) text_builder_add_string(&xml, "<context>");
  dmn_source source = {TEXT("deep.dmn"), text_builder_text(&xml)};
  dmn_model *model;
  assert_int_equal(dmn_model_create(&source, 1, &model, NULL), SD_LIMIT_EXCEEDED);
  text_builder_release(&xml);
}

static void survives_want_of_memory(void **state) {
  (void)state;
  static const char CONTENT[] = DMN_HEAD
      "<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>&lt; 9</text>"
      "</allowedValues></itemDefinition>" DMN_INPUT_DATA("x", "t")
          DMN_DECISION_OF("y", DMN_NEEDS_INPUT("x"), DMN_FEEL("x + 1")) DMN_END;
  dmn_source source = {TEXT("a.dmn"), text_of(CONTENT)};
  int64_t before = memory_live_blocks();
  sd_status status = SD_OUT_OF_MEMORY;
  for (int64_t i = 0; status != SD_OK && i < 1000; i++) {
    dmn_model *model;
    memory_fail_after(i, true);
    status = dmn_model_create(&source, 1, &model, NULL);
    memory_fail_after(-1, false);
    if (status == SD_OK) dmn_model_destroy(model);
    assert_int_equal(memory_live_blocks(), before);
  }
  assert_int_equal(status, SD_OK);
}

/* One faulty decision, and every other one still decides. */
static void one_fault_blocks_nothing_else(void **state) {
  (void)state;
  dmn_model *model = model_of(
      DMN_DECISION_OF("good", "", DMN_FEEL("1 + 1")) DMN_DECISION_OF("bad", "", DMN_FEEL("1 +"))
          DMN_DECISION_OF("after bad", DMN_NEEDS("bad"), DMN_FEEL("if bad = null then 7 else 8"))
              DMN_DECISION_OF("unknown name", "", DMN_FEEL("goood + 1")));
  static const struct {
    const char *name, *result;
    bool is_faulty;
  } ROWS[] = {{"good", "2", false},
              {"bad", "null", true},
              {"after bad", "7", true},
              {"unknown name", "null", true}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].name, decided(model, ROWS[i].name, "{}", false), ROWS[i].result);
    CHECK_ROW(ROWS[i].name, dmn_model_find(model, DMN_DECISION, text_of(ROWS[i].name))->is_faulty ==
                                ROWS[i].is_faulty);
  }
  assert_true(dmn_model_diagnostics(model)->error_count >= 2);
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(refuses_what_is_no_model), cmocka_unit_test(refuses_no_model_at_all),
      cmocka_unit_test(reads_dmn_1_2_to_1_6),     cmocka_unit_test(refuses_depth),
      cmocka_unit_test(survives_want_of_memory),  cmocka_unit_test(one_fault_blocks_nothing_else)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
