/* Headers of every shape that officials give to a table. */
#include "support/company_file.h"

#define MAPPING                                                                     \
  "[file]\nsource = 税务局\nkey = 统一社会信用代码\nperiod = 2024\n"     \
  "[columns]\n企业名称 = name, optional\n研发费用 = rd_expense, optional\n" \
  "营业收入 = revenue, optional\n成立日期 = registered_on, optional\n"

static void headers_of_every_shape(void **state) {
  static const char mapping_of_years[] =
      "[file]\nsource = 税务局\nkey = 统一社会信用代码\n[columns]\n"
      "2023年/营业收入 = revenue, period 2023\n2024年/营业收入 = revenue, period 2024\n";
  static const struct {
    const char *name, *mapping, *table, *expected; /* revenue of CODE_A in 2024 */
  } cases[] = {
      {"plain", MAPPING, "统一社会信用代码,营业收入\n" CODE_A ",5\n", "5.00"},
      {"byte order mark", MAPPING, "\xEF\xBB\xBF统一社会信用代码,营业收入\n" CODE_A ",5\n", "5.00"},
      {"unit in the header", MAPPING, "统一社会信用代码,营业收入（万元）\n" CODE_A ",5\n",
       "50000.00"},
      {"title above", MAPPING, "2024年企业营业收入表,\n统一社会信用代码,营业收入\n" CODE_A ",5\n",
       "5.00"},
      {"title and unit above", MAPPING,
       "企业营业收入表,,\n填报单位：某局,,单位：万元\n统一社会信用代码,企业名称,营业收入\n" CODE_A
       ",甲,5\n",
       "50000.00"},
      {"unit of the mapping's file", MAPPING "[file]\nunit = 亿元\n",
       "统一社会信用代码,营业收入\n" CODE_A ",5\n", "500000000.00"},
      {"full-width letters and blanks", MAPPING, "＊统一社会信用代码,营 业　收入\n" CODE_A ",5\n",
       "5.00"},
      {"key merged over two rows", mapping_of_years,
       "统一社会信用代码,2023年,,2024年,\n,营业收入,利润,营业收入,利润\n" CODE_A ",1,2,5,6\n",
       "5.00"},
      {"key in the lower row", mapping_of_years,
       ",2023年,,2024年,\n统一社会信用代码,营业收入,利润,营业收入,利润\n" CODE_A ",1,2,5,6\n",
       "5.00"},
      {"three rows and a title", mapping_of_years,
       "汇总表,,,,\n基本信息,经营情况,,,\n统一社会信用代码,2023年,,2024年,\n,营业收入（万元）,人数,"
       "营业收入（万元）,人数\n" CODE_A ",1,2,5,6\n",
       "50000.00"},
      {"header rows stated", MAPPING "[file]\nheader rows = 2\n",
       "统一社会信用代码,营业收入\n统一社会信用代码,营业收入\n" CODE_A ",5\n", "5.00"},
      {"a column that stands elsewhere", MAPPING,
       "序号,营业收入,备注,统一社会信用代码\n1,5,," CODE_A "\n", "5.00"},
      {"fewer cells than columns", MAPPING,
       "统一社会信用代码,营业收入,研发费用,成立日期\n" CODE_A ",5\n", "5.00"},
      {"empty rows and cells behind the end", MAPPING,
       "统一社会信用代码,营业收入\n,\n" CODE_A ",5,,\n,,\n", "5.00"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    company_file *f = *state;
    import_request request = {0};
    import_report report;
    sd_error error = {0};
    if (load_table_text(f, cases[i].mapping, text_of(cases[i].table), &request, &report, &error) !=
        SD_OK)
      fail_msg("row %s: %s", cases[i].name, error.text[LANGUAGE_ENGLISH]);
    column_request column = {"revenue", 2024, PICK_LATEST, NULL};
    char value[64];
    read_value(f, CODE_A, &column, INT64_MAX, INT64_MAX, value, sizeof value);
    CHECK_ROW_TEXT(cases[i].name, value, cases[i].expected);
    close_company_file(state);
    open_company_file(state);
  }
}

static void columns_that_nobody_named_are_reported(void **state) {
  company_file *f = *state;
  import_request request = {0};
  import_report report;
  assert_int_equal(
      load_table_text(f, MAPPING "备注 = -\n",
                      TEXT("序号,统一社会信用代码,营业收入,备注,法人\n1," CODE_A ",5,x,李四\n"),
                      &request, &report, NULL),
      SD_OK);
  assert_int_equal(report.unknown_column_count, 2);
  assert_string_equal(report.unknown_columns[0].data, "序号");
  assert_string_equal(report.unknown_columns[1].data, "法人");
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(headers_of_every_shape),
      CASE(columns_that_nobody_named_are_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
