/* Differences between two models: what is told, and what is not. */
#include "policy/version_diff.h"

#include "dmn/load.h"
#include "support/table.h"

#define MODEL(beside, formula, rules)                                                            \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "                         \
  "xmlns:s=\"urn:sudui:item:1\" id=\"m\" name=\"m\" namespace=\"n\"><extensionElements>"         \
  "<s:item id=\"x\">" beside                                                                     \
  "</s:item></extensionElements><inputData id=\"i\" name=\"n\">"                                 \
  "<variable name=\"n\" typeRef=\"number\"/></inputData><decision id=\"d\" name=\"甲\">"        \
  "<variable name=\"甲\"/><literalExpression><text>" formula                                     \
  "</text></literalExpression>"                                                                  \
  "</decision><decision id=\"e\" name=\"乙\"><variable name=\"乙\"/><informationRequirement>"  \
  "<requiredInput href=\"#i\"/></informationRequirement><decisionTable><input><inputExpression>" \
  "<text>n</text></inputExpression></input><output/>" rules                                      \
  "</decisionTable></decision>"                                                                  \
  "</definitions>"
#define RULE(cell, result)                                                         \
  "<rule><inputEntry><text>" cell "</text></inputEntry><outputEntry><text>" result \
  "</text>"                                                                        \
  "</outputEntry></rule>"
#define CAP "<s:amount cap=\"10\"/>"
#define RULES RULE("1", "2") RULE("3", "4")

static const struct {
  const char *name, *older, *newer;
  const char *changes; /* of each: sign, section, ": ", line, "; " */
} rows[] = {
    {"nothing", MODEL(CAP, "1", RULES), MODEL(CAP, "1", RULES), ""},
    {"layout", MODEL(CAP, "1", RULES),
     MODEL("\n  " CAP, " 1\n", RULE(" 1 ", "2") "\n" RULE("3", "4")), ""},
    {"a formula", MODEL(CAP, "1", RULES), MODEL(CAP, "2", RULES), "-甲: 1; +甲: 2; "},
    {"a cell", MODEL(CAP, "1", RULES), MODEL(CAP, "1", RULE("1", "2") RULE("3", "5")),
     "-乙: 3 → 4; +乙: 3 → 5; "},
    {"a rule in front", MODEL(CAP, "1", RULES), MODEL(CAP, "1", RULE("0", "0") RULES),
     "+乙: 0 → 0; "},
    {"a rule less", MODEL(CAP, "1", RULES), MODEL(CAP, "1", RULE("3", "4")), "-乙: 1 → 2; "},
    {"beside the rules", MODEL(CAP, "1", RULES), MODEL("<s:amount cap=\"20\"/>", "1", RULES),
     "-: amount cap=\"10\"; +: amount cap=\"20\"; "},
};

enum { CHANGES_SIZE = 1000 };

static sd_status note(void *context, const version_change *change, sd_error *error) {
  (void)error;
  char *told = context;
  size_t used = strlen(told);
  snprintf(told + used, CHANGES_SIZE - used, "%c%.*s: %.*s; ", change->is_added ? '+' : '-',
           TEXT_ARG(change->section), TEXT_ARG(change->line));
  return SD_OK;
}

static dmn_model *model_of(const char *content) {
  const dmn_source source = {TEXT("x.dmn"), text_of(content)};
  dmn_model *model = NULL;
  assert_int_equal(dmn_model_create(&source, 1, &model, NULL), SD_OK);
  return model;
}

static void tells_what_differs(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    arena *a = arena_create(0);
    dmn_model *older = model_of(rows[i].older), *newer = model_of(rows[i].newer);
    char told[CHANGES_SIZE] = "";
    CHECK_ROW(rows[i].name, version_diff(older, newer, a, note, told, NULL) == SD_OK);
    CHECK_ROW_TEXT(rows[i].name, told, rows[i].changes);
    dmn_model_destroy(older);
    dmn_model_destroy(newer);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tells_what_differs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
