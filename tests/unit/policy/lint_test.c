/* What lint finds in an item: one model a row, with the findings it must give. */
#include "policy/lint.h"

#include "support/table.h"

#define ITEM(mode, admission)                                                                    \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "                         \
  "xmlns:sudui=\"urn:sudui:item:1\" name=\"m\" namespace=\"n\"><extensionElements>"              \
  "<sudui:item id=\"x\" name=\"n\" owner=\"o\" kind=\"资质\" mode=\"" mode                       \
  "\" class=\"定补\">"                                                                         \
  "<sudui:policy number=\"1\" title=\"t\"/><sudui:version id=\"1\"/>"                            \
  "<sudui:decisions status=\"资格\"/><sudui:publication days=\"5\" unit=\"natural\"/>" admission \
  "</sudui:item></extensionElements>"
#define YES \
  "<sudui:admission object=\"yes\" evidence=\"yes\" standard=\"yes\" term=\"yes\" data=\"yes\"/>"
#define NO_DATA \
  "<sudui:admission object=\"yes\" evidence=\"yes\" standard=\"yes\" term=\"yes\" data=\"no\"/>"
#define INPUT(fact)                                                        \
  "<inputData id=\"i\" name=\"输入\"><extensionElements><sudui:fact " fact \
  "/></extensionElements>"                                                 \
  "<variable name=\"输入\" typeRef=\"number\"/></inputData>"
#define DECISION(name, body) \
  "<decision id=\"d\" name=\"" name "\">" body "</decision></definitions>"
#define TABLE(annotation)                                                                   \
  "<decisionTable id=\"t\"><rule id=\"r\"><inputEntry id=\"e\"><text>-</text></inputEntry>" \
  "<outputEntry id=\"o\"><text>true</text></outputEntry>" annotation "</rule></decisionTable>"
#define CLAUSE "<annotationEntry><text>第十一条（四）</text></annotationEntry>"

static const struct {
  const char *name;
  const char *model;
  const char *findings; /* names in order, each followed by a blank */
} rows[] = {
    {"sound",
     ITEM("申报", "") INPUT("attribute=\"rd\" period=\"0\"") DECISION("资格", TABLE(CLAUSE)), ""},
    {"rule without clause", ITEM("申报", "") DECISION("资格", TABLE("")), "POLICY_NO_CLAUSE "},
    {"clause in the decision's description",
     ITEM("申报", "") DECISION("资格", "<description>第三条</description>" TABLE("")), ""},
    {"no such decision", ITEM("申报", "") DECISION("别的", ""), "POLICY_UNKNOWN_DECISION "},
    {"unknown attribute",
     ITEM("申报", "") INPUT("attribute=\"rdd\" period=\"0\"") DECISION("资格", ""),
     "POLICY_UNKNOWN_ATTRIBUTE "},
    {"yearly attribute without period",
     ITEM("申报", "") INPUT("attribute=\"rd\"") DECISION("资格", ""), "POLICY_PERIOD_MISMATCH "},
    {"period for an attribute without",
     ITEM("申报", "") INPUT("attribute=\"sme\" period=\"-1\"") DECISION("资格", ""),
     "POLICY_PERIOD_MISMATCH "},
    {"bad pick",
     ITEM("申报", "") INPUT("attribute=\"rd\" period=\"0\" pick=\"best\"") DECISION("资格", ""),
     "POLICY_BAD_PICK "},
    {"fairness", ITEM("申报", "") INPUT("attribute=\"tax_paid\" period=\"0\"") DECISION("资格", ""),
     "POLICY_FAIRNESS "},
    {"without application and complete", ITEM("免申即享", YES) DECISION("资格", ""), ""},
    {"without application, data missing", ITEM("免申即享", NO_DATA) DECISION("资格", ""),
     "POLICY_ADMISSION_FAILS "},
    {"without application, tests not stated", ITEM("免申即享", "") DECISION("资格", ""),
     "POLICY_ADMISSION_FAILS "},
    {"several at once",
     ITEM("免申即享", NO_DATA) INPUT("attribute=\"rdd\" period=\"0\"") DECISION("资格", TABLE("")),
     "POLICY_ADMISSION_FAILS POLICY_NO_CLAUSE POLICY_UNKNOWN_ATTRIBUTE "},
};

enum { FINDINGS_SIZE = 400 };

static sd_status note(void *context, const lint_finding *finding, sd_error *error) {
  (void)error;
  char *names = context;
  size_t used = strlen(names);
  snprintf(names + used, FINDINGS_SIZE - used, "%s ", message_name(finding->message));
  return SD_OK;
}

static void finds_what_is_wrong(void **state) {
  (void)state;
  arena *a = arena_create(0);
  attribute_catalogue *attributes = NULL;
  text csv = TEXT(
      "id,name_zh,name_en,type,unit,period,personal\nrd,研发费用,R&D,money,元,year,no\n"
      "sme,中小企业,SME,boolean,,none,no\ntax_paid,纳税额,Tax paid,money,元,year,no\n");
  assert_int_equal(attribute_catalogue_read(csv, "attributes.csv", a, &attributes, NULL), SD_OK);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    item_version *v = NULL;
    sd_error error = {0};
    if (item_read(text_of(rows[i].model), "x.dmn", a, &v, &error) != SD_OK) {
      fail_msg("row %s: %s", rows[i].name, error.text[LANGUAGE_ENGLISH]);
    }
    char findings[FINDINGS_SIZE] = "";
    CHECK_ROW(rows[i].name, lint_item(v, attributes, a, note, findings, &error) == SD_OK);
    CHECK_ROW_TEXT(rows[i].name, findings, rows[i].findings);
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_what_is_wrong)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
