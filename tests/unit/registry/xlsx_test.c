/* Excel files, written here with libxlsxwriter. */
#include <xlsxwriter.h>

#include "base/file.h"
#include "support/company_file.h"

#define MAPPING                                                                                  \
  "[file]\nsource = 统计局\nkey = 统一社会信用代码\n[columns]\n企业名称 = name\n" \
  "2023年/营业收入 = revenue, period 2023\n2024年/营业收入 = revenue, period 2024\n"   \
  "研发强度 = rd_ratio, period 2024\n成立日期 = registered_on\n"                         \
  "失信 = dishonesty_list, optional\n"

static void path_of(const company_file *f, char *out, size_t size) {
  snprintf(out, size, "%s/rejects.csv", f->folder); /* removed with the folder */
}

/* A title over everything, two header rows with merged cells, percent and date formats. */
static void write_workbook(const char *path) {
  lxw_workbook *book = workbook_new(path);
  lxw_format *percent = workbook_add_format(book), *date = workbook_add_format(book),
             *chinese = workbook_add_format(book);
  format_set_num_format(percent, "0.00%");
  format_set_num_format(date, "yyyy-mm-dd");
  format_set_num_format(chinese, "yyyy\"年\"m\"月\"d\"日\"");
  lxw_worksheet *other = workbook_add_worksheet(book, "说明");
  worksheet_write_string(other, 0, 0, "填表说明", NULL);
  lxw_worksheet *sheet = workbook_add_worksheet(book, "名单");
  worksheet_merge_range(sheet, 0, 0, 0, 6, "企业经营情况表", NULL);
  worksheet_merge_range(sheet, 1, 0, 2, 0, "统一社会信用代码", NULL);
  worksheet_merge_range(sheet, 1, 1, 2, 1, "企业名称", NULL);
  worksheet_merge_range(sheet, 1, 2, 1, 3, "2023年", NULL);
  worksheet_write_string(sheet, 2, 2, "营业收入\n（万元）", NULL);
  worksheet_write_string(sheet, 2, 3, "利润", NULL);
  worksheet_write_string(sheet, 1, 4, "2024年", NULL);
  worksheet_write_string(sheet, 2, 4, "营业收入（万元）", NULL);
  worksheet_merge_range(sheet, 1, 5, 2, 5, "研发强度", NULL);
  worksheet_merge_range(sheet, 1, 6, 2, 6, "成立日期", NULL);
  worksheet_merge_range(sheet, 1, 7, 2, 7, "失信", NULL);
  worksheet_write_string(sheet, 3, 0, CODE_A, NULL);
  worksheet_write_string(sheet, 3, 1, "甲（虚构）公司𠮷", NULL);
  worksheet_write_number(sheet, 3, 2, 100.1, NULL);
  worksheet_write_number(sheet, 3, 4, 0.1 + 0.2, NULL);
  worksheet_write_number(sheet, 3, 5, 0.0523, percent);
  worksheet_write_number(sheet, 3, 6, 44931, date);
  worksheet_write_boolean(sheet, 3, 7, 1, NULL);
  worksheet_write_string(sheet, 4, 0, CODE_B, NULL);
  worksheet_write_string(sheet, 4, 4, "1,234.5", NULL);
  worksheet_write_string(sheet, 4, 5, "5%", NULL);
  worksheet_write_number(sheet, 4, 6, 44931.75, chinese);
  worksheet_write_string(sheet, 6, 0, CODE_C, NULL); /* row 6 is empty */
  worksheet_write_formula_num(sheet, 6, 4, "=1/0", NULL, 0);
  worksheet_write_number(sheet, 6, 6, 44931, NULL);
  worksheet_write_string(sheet, 7, 0, "合计", NULL);
  assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

static void a_workbook_with_merged_headers(void **state) {
  company_file *f = *state;
  char path[100];
  path_of(f, path, sizeof path);
  write_workbook(path);
  import_request request = {.path = path};
  import_report report;
  sd_error error = {0};
  if (load_table_text(f, MAPPING "[file]\nsheet = 名单\n", (text){NULL, 0}, &request, &report,
                      &error) != SD_OK)
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  assert_true(report.rows == 4 && report.rows_rejected == 1);
  static const struct {
    const char *code;
    column_request column;
    const char *expected;
  } rows[] = {
      {CODE_A, {"name", 0, PICK_LATEST, NULL}, "甲（虚构）公司𠮷"},
      {CODE_A, {"revenue", 2023, PICK_LATEST, NULL}, "1001000.00"},
      {CODE_A, {"revenue", 2024, PICK_LATEST, NULL}, "3000.00"},
      {CODE_A, {"rd_ratio", 2024, PICK_LATEST, NULL}, "0.0523"},
      {CODE_A, {"registered_on", 0, PICK_LATEST, NULL}, "2023-01-05"},
      {CODE_A, {"dishonesty_list", 0, PICK_LATEST, NULL}, "true"},
      {CODE_B, {"name", 0, PICK_LATEST, NULL}, ""},
      {CODE_B, {"revenue", 2024, PICK_LATEST, NULL}, "12345000.00"},
      {CODE_B, {"rd_ratio", 2024, PICK_LATEST, NULL}, "0.05"},
      {CODE_B, {"registered_on", 0, PICK_LATEST, NULL}, "2023-01-05"},
      {CODE_C, {"revenue", 2024, PICK_LATEST, NULL}, "0.00"},
      {CODE_C, {"registered_on", 0, PICK_LATEST, NULL}, "2023-01-05"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char value[100];
    read_value(f, rows[i].code, &rows[i].column, INT64_MAX, INT64_MAX, value, sizeof value);
    CHECK_ROW_TEXT(rows[i].column.attribute, value, rows[i].expected);
  }
}

static sd_status load_path(company_file *f, const char *path, sd_error *error) {
  import_request request = {.path = path};
  import_report report;
  return load_table_text(f, "[file]\nsource = 甲\nkey = 代码\nsheet = 名单\n[columns]\n名 = name\n",
                         (text){NULL, 0}, &request, &report, error);
}

static void a_sheet_that_is_not_there_is_named_with_those_that_are(void **state) {
  company_file *f = *state;
  char path[100];
  path_of(f, path, sizeof path);
  lxw_workbook *book = workbook_new(path);
  workbook_add_worksheet(book, "甲表");
  workbook_add_worksheet(book, "乙表");
  workbook_close(book);
  sd_error error = {0};
  assert_int_equal(load_path(f, path, &error), SD_NOT_FOUND);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "甲表, 乙表"));
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(a_workbook_with_merged_headers),
      CASE(a_sheet_that_is_not_there_is_named_with_those_that_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
