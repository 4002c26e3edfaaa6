/* The list of rejected rows as a file for the sender. */
#include "base/file.h"
#include "support/company_file.h"

#define MAPPING                                                                     \
  "[file]\nsource = 税务局\nkey = 统一社会信用代码\nperiod = 2024\n"     \
  "[columns]\n企业名称 = name, optional\n研发费用 = rd_expense, optional\n" \
  "营业收入 = revenue, optional\n成立日期 = registered_on, optional\n"

#define GOOD_ROW CODE_A ",甲公司,1,2,2020-01-01\n"
#define HEADER "统一社会信用代码,企业名称,研发费用,营业收入,成立日期\n"

static void the_list_of_rejected_rows_is_a_file(void **state) {
  company_file *f = *state;
  char path[100];
  snprintf(path, sizeof path, "%s/rejects.csv", f->folder);
  import_request request = {.rejects_path = path, .lang = LANGUAGE_CHINESE};
  import_report report;
  assert_int_equal(
      load_table_text(f, MAPPING, TEXT(HEADER GOOD_ROW CODE_B ",\"乙,公司\",\"-1,000\",2,\n"),
                      &request, &report, NULL),
      SD_OK);
  text content;
  assert_int_equal(file_read(path, 10000, f->arena, &content, NULL), SD_OK);
  assert_string_equal(content.data,
                      "\xEF\xBB\xBF文件,行,列,值,原因\r\n"
                      "table.csv,3,研发费用,\"-1,000\",不能为负；确为负数时请在对应文件中加 "
                      "negative\r\n");
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(the_list_of_rejected_rows_is_a_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
