/* The runner of worked examples: what it compares, and what it refuses. */
#include "policy/policy_cases.h"

#include "dmn/load.h"
#include "support/table.h"

static const char model_xml[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d'"
    " namespace='urn:test'>"
    "<decision id='d1' name='占比'><variable name='占比' typeRef='number'/>"
    "<informationRequirement><requiredInput href='#i1'/></informationRequirement>"
    "<informationRequirement><requiredInput href='#i2'/></informationRequirement>"
    "<literalExpression><text>研发费用 / 销售收入</text></literalExpression></decision>"
    "<decision id='d2' name='资格'><variable name='资格' typeRef='boolean'/>"
    "<informationRequirement><requiredDecision href='#d1'/></informationRequirement>"
    "<literalExpression><text>占比 &gt;= 0.05</text></literalExpression></decision>"
    "<inputData id='i1' name='研发费用'><variable name='研发费用' typeRef='number'/></inputData>"
    "<inputData id='i2' name='销售收入'><variable name='销售收入' typeRef='number'/></inputData>"
    "</definitions>";

static void keep_last(void *context, const policy_case_mismatch *m) {
  snprintf(context, 200, "%.*s|%.*s|%.*s|%.*s", TEXT_ARG(m->case_name), TEXT_ARG(m->decision),
           TEXT_ARG(m->expected), TEXT_ARG(m->actual));
}

static const struct {
  const char *name, *csv;
  size_t cases, checks, mismatches;
  const char *last_mismatch;
} run_rows[] = {
    {"all as expected", "用例,研发费用,销售收入,占比,资格\n甲,5,100,0.05,true\n乙,4,100,,false\n",
     2, 3, 0, ""},
    {"0.050 is 0.05", "用例,研发费用,销售收入,占比\n甲,5.0,100,0.050\n", 1, 1, 0, ""},
    {"another value", "用例,研发费用,销售收入,资格\n甲,4.99,100,true\n", 1, 1, 1,
     "甲|资格|true|false"},
    {"a missing fact is unknown", "用例,研发费用,销售收入,资格\n甲,,100,unknown\n", 1, 1, 0, ""},
    {"unknown is not false", "用例,研发费用,销售收入,资格\n甲,,100,false\n", 1, 1, 1,
     "甲|资格|false|unknown (研发费用)"},
    {"a column left out is a missing fact", "用例,销售收入,资格\n甲,100,unknown\n", 1, 1, 0, ""},
    {"no quotient is null", "用例,研发费用,销售收入,占比\n甲,5,0,null\n", 1, 1, 0, ""},
    {"null is not unknown", "用例,研发费用,销售收入,占比\n甲,5,0,unknown\n", 1, 1, 1,
     "甲|占比|unknown|null"},
};

static const struct {
  const char *name, *csv;
  uint32_t line;
} refuse_rows[] = {
    {"unknown column", "用例,研发费,资格\n甲,5,true\n", 1},
    {"column twice", "用例,研发费用,研发费用\n甲,5,5\n", 1},
    {"cell missing", "用例,研发费用,资格\n甲,5\n", 2},
    {"no literal", "用例,研发费用,资格\n甲,五,true\n", 2},
    {"half a literal", "用例,研发费用,资格\n甲,5,true\n乙,(5,true\n", 3},
    {"text without quotes", "用例,研发费用,占比\n甲,5,首次认定\n", 2},
    {"no cases", "用例,研发费用,资格\n", 1},
};

static dmn_model *load(void) {
  dmn_model *model = NULL;
  const dmn_source source = {.name = TEXT("test.dmn"), .content = text_of(model_xml)};
  sd_error error;
  assert_int_equal(dmn_model_create(&source, 1, &model, &error), SD_OK);
  return model;
}

static void cases_are_compared(void **state) {
  (void)state;
  dmn_model *model = load();
  for (size_t i = 0; i < COUNT_OF(run_rows); i++) {
    char last[200] = "";
    sd_error error = {0};
    policy_cases_summary summary;
    const policy_cases cases = {.model = model,
                                .content = text_of(run_rows[i].csv),
                                .name = "test.cases.csv",
                                .on_mismatch = keep_last,
                                .context = last};
    CHECK_ROW(run_rows[i].name, policy_cases_run(&cases, &summary, &error) == SD_OK);
    CHECK_ROW(run_rows[i].name, summary.case_count == run_rows[i].cases);
    CHECK_ROW(run_rows[i].name, summary.check_count == run_rows[i].checks);
    CHECK_ROW(run_rows[i].name, summary.mismatch_count == run_rows[i].mismatches);
    CHECK_ROW_TEXT(run_rows[i].name, last, run_rows[i].last_mismatch);
  }
  dmn_model_destroy(model);
}

static void faulty_files_are_refused_with_their_line(void **state) {
  (void)state;
  dmn_model *model = load();
  for (size_t i = 0; i < COUNT_OF(refuse_rows); i++) {
    sd_error error = {0};
    policy_cases_summary summary;
    const policy_cases cases = {
        .model = model, .content = text_of(refuse_rows[i].csv), .name = "test.cases.csv"};
    CHECK_ROW(refuse_rows[i].name, policy_cases_run(&cases, &summary, &error) == SD_INVALID);
    CHECK_ROW(refuse_rows[i].name, error.line == refuse_rows[i].line);
    CHECK_ROW_TEXT(refuse_rows[i].name, error.file, "test.cases.csv");
  }
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cases_are_compared),
      cmocka_unit_test(faulty_files_are_refused_with_their_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
