/* All findings of an item in one walk: one model a row, with what must be found, in order. */
#include "policy/version_check.h"

#include "dmn/load.h"
#include "support/table.h"

#define MODEL(cell1, cell2, formula)                                                              \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "                          \
  "xmlns:sudui=\"urn:sudui:item:1\" id=\"m\" name=\"m\" namespace=\"n\"><extensionElements>"      \
  "<sudui:item id=\"x\" name=\"n\" owner=\"o\" kind=\"资质\" mode=\"申报\" class=\"定补\">" \
  "<sudui:policy number=\"1\" title=\"t\"/><sudui:version id=\"1\"/>"                             \
  "<sudui:decisions status=\"资格\"/><sudui:publication days=\"5\" unit=\"natural\"/>"          \
  "</sudui:item></extensionElements>"                                                             \
  "<inputData id=\"i\" name=\"人数\"><extensionElements><sudui:fact attribute=\"staff\"/>"      \
  "</extensionElements><variable name=\"人数\" typeRef=\"number\"/></inputData>"                \
  "<decision id=\"d\" name=\"资格\"><description>第三条</description>"                       \
  "<variable name=\"资格\" typeRef=\"boolean\"/><informationRequirement>"                       \
  "<requiredInput href=\"#i\"/></informationRequirement><decisionTable hitPolicy=\"UNIQUE\">"     \
  "<input><inputExpression typeRef=\"number\"><text>人数</text></inputExpression></input>"      \
  "<output typeRef=\"boolean\"/><rule><inputEntry><text>" cell1                                   \
  "</text></inputEntry>"                                                                          \
  "<outputEntry><text>" formula "</text></outputEntry></rule><rule><inputEntry><text>" cell2      \
  "</text></inputEntry><outputEntry><text>true</text></outputEntry></rule></decisionTable>"       \
  "</decision></definitions>"
#define CASES "用例,人数,资格\n少,1,false\n多,30,true\n"

static const struct {
  const char *name, *model, *cases;
  const char *findings; /* of each: its message, then ! for an error */
  size_t mismatches;
} rows[] = {
    {"sound", MODEL("&lt; 20", "&gt;= 20", "false"), CASES, "", 0},
    {"a boundary left out", MODEL("&lt; 20", "&gt; 20", "false"), CASES, "DMN_TABLE_BOUNDARY_GAP ",
     0},
    {"a boundary in both", MODEL("&lt;= 20", "&gt;= 20", "false"), CASES,
     "DMN_TABLE_BOUNDARY_OVERLAP! ", 0},
    {"another result than the example", MODEL("&lt; 20", "&gt;= 20", "true"), CASES,
     "POLICY_CASE_DIFFERS! ", 1},
    {"without examples", MODEL("&lt; 20", "&gt;= 20", "true"), NULL, "", 0},
    {"examples that cannot be read", MODEL("&lt; 20", "&gt;= 20", "false"), "用例,人\n少,1\n",
     "POLICY_CASES_COLUMN! ", 0},
};

enum { FINDINGS_SIZE = 1000 };

static sd_status note(void *context, const version_finding *finding, sd_error *error) {
  (void)error;
  char *names = context;
  size_t used = strlen(names);
  assert_true(finding->sentence.size > 0);
  snprintf(names + used, FINDINGS_SIZE - used, "%s%s ", message_name(finding->message),
           finding->is_error ? "!" : "");
  return SD_OK;
}

static sd_status stop(void *context, const version_finding *finding, sd_error *error) {
  (void)context;
  (void)finding;
  return error_set(error, SD_REFUSED, MESSAGE_OUT_OF_MEMORY, NULL);
}

static void finds_everything(void **state) {
  (void)state;
  arena *a = arena_create(0);
  attribute_catalogue *attributes = NULL;
  text csv =
      TEXT("id,name_zh,name_en,type,unit,period,personal\nstaff,人数,Staff,integer,人,none,no\n");
  assert_int_equal(attribute_catalogue_read(csv, "attributes.csv", a, &attributes, NULL), SD_OK);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    item_version *v = NULL;
    dmn_model *model = NULL;
    const dmn_source source = {TEXT("x.dmn"), text_of(rows[i].model)};
    assert_int_equal(item_read(source.content, "x.dmn", a, &v, NULL), SD_OK);
    assert_int_equal(dmn_model_create(&source, 1, &model, NULL), SD_OK);
    const version_check check = {
        .item = v,
        .attributes = attributes,
        .model = model,
        .cases = rows[i].cases == NULL ? (text){NULL, 0} : text_of(rows[i].cases),
        .cases_name = "x.cases.csv",
        .lang = LANGUAGE_ENGLISH};
    char findings[FINDINGS_SIZE] = "";
    version_check_result result;
    CHECK_ROW(rows[i].name, version_check_run(&check, a, note, findings, &result, NULL) == SD_OK);
    CHECK_ROW_TEXT(rows[i].name, findings, rows[i].findings);
    CHECK_ROW(rows[i].name, result.cases.mismatch_count == rows[i].mismatches);
    CHECK_ROW(rows[i].name, (result.errors > 0) == (strchr(findings, '!') != NULL));
    if (findings[0] != '\0') {
      CHECK_ROW(rows[i].name,
                version_check_run(&check, a, stop, NULL, &result, NULL) == SD_REFUSED);
    }
    dmn_model_destroy(model);
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_everything)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
