/* Rows of data: what loads, and what is rejected where and why. */
#include "support/company_file.h"

#define MAPPING                                                                     \
  "[file]\nsource = 税务局\nkey = 统一社会信用代码\nperiod = 2024\n"     \
  "[columns]\n企业名称 = name, optional\n研发费用 = rd_expense, optional\n" \
  "营业收入 = revenue, optional\n成立日期 = registered_on, optional\n"

typedef struct rejected_list {
  char content[2000];
  size_t size;
} rejected_list;

static sd_status note_rejection(void *context, const rejection *r, sd_error *error) {
  (void)error;
  rejected_list *list = context;
  int written =
      snprintf(list->content + list->size, sizeof list->content - list->size, "%d|%.*s|%.*s|%s\n",
               (int)r->row, TEXT_ARG(r->column), TEXT_ARG(r->value), message_name(r->reason));
  list->size += (size_t)written;
  return SD_OK;
}

#define GOOD_ROW CODE_A ",甲公司,1,2,2020-01-01\n"
#define HEADER "统一社会信用代码,企业名称,研发费用,营业收入,成立日期\n"

static void bad_rows_are_listed_and_good_rows_load(void **state) {
  static const struct {
    const char *name, *rows, *expected;
  } cases[] = {
      {"check digit", "91320411000000000K,甲,1,2,2020-01-01\n",
       "3|统一社会信用代码|91320411000000000K|IDENTIFIER_CHECK\n"},
      {"inner check digit", "91320411000000010J,甲,1,2,2020-01-01\n",
       "3|统一社会信用代码|91320411000000010J|IDENTIFIER_ORGANISATION_CHECK\n"},
      {"no code", ",甲,1,2,2020-01-01\n", "3|统一社会信用代码||CELL_NO_CODE\n"},
      {"sum row", "合计,,100,200,\n", "3|统一社会信用代码|合计|IDENTIFIER_LENGTH\n"},
      {"date that is none", CODE_B ",乙,1,2,2023-02-30\n", "3|成立日期|2023-02-30|CELL_NOT_DATE\n"},
      {"negative money", CODE_B ",乙,-1,2,2020-01-01\n", "3|研发费用|-1|CELL_NEGATIVE\n"},
      {"word for a number", CODE_B ",乙,很多,2,2020-01-01\n", "3|研发费用|很多|CELL_NOT_NUMBER\n"},
      {"finer than a fen", CODE_B ",乙,1.005,2,2020-01-01\n", "3|研发费用|1.005|CELL_TOO_FINE\n"},
      {"every fault of a row", "123,乙,x,-2,2023-02-30\n",
       "3|统一社会信用代码|123|IDENTIFIER_LENGTH\n3|研发费用|x|CELL_NOT_NUMBER\n"
       "3|营业收入|-2|CELL_NEGATIVE\n3|成立日期|2023-02-30|CELL_NOT_DATE\n"},
      {"separators without quotes", CODE_B ",乙,1,234,567,2020-01-01\n", "3|||ROW_TOO_LONG\n"},
      {"open quote", CODE_B ",\"乙,1,2,2020-01-01\n", "3|||CSV_QUOTES\n"},
      {"spreadsheet error", CODE_B ",乙,#DIV/0!,2,\n",
       "3|研发费用|#DIV/0!|CELL_SPREADSHEET_ERROR\n"},
      {"the line after a bad one is right", "x,乙,1,2,\n" CODE_B ",乙,1,2,\n,丙,1,2,\n",
       "3|统一社会信用代码|x|IDENTIFIER_LENGTH\n5|统一社会信用代码||CELL_NO_CODE\n"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    company_file *f = *state;
    char table[1000];
    rejected_list list = {0};
    import_request request = {.visit_rejection = note_rejection, .context = &list};
    import_report report;
    snprintf(table, sizeof table, HEADER GOOD_ROW "%s", cases[i].rows);
    CHECK_ROW(cases[i].name,
              load_table_text(f, MAPPING, text_of(table), &request, &report, NULL) == SD_OK);
    CHECK_ROW_TEXT(cases[i].name, list.content, cases[i].expected);
    CHECK_ROW(cases[i].name, report.rows_rejected > 0);
    CHECK_ROW(cases[i].name, report.facts_added >= 4);
    close_company_file(state);
    open_company_file(state);
  }
}

static void every_row_may_have_its_own_period_and_validity(void **state) {
  company_file *f = *state;
  import_request request = {0};
  import_report report;
  rejected_list list = {0};
  request.visit_rejection = note_rejection;
  request.context = &list;
  assert_int_equal(load_table_text(f,
                                   "[file]\nsource=社保局\nkey=代码\nperiod=column 月份\n"
                                   "valid from=column 起\n[columns]\n人数=insured\n区=district\n"
                                   "[constants]\ndishonesty_list = 是, source 法院\n",
                                   TEXT("代码,月份,人数,区,起\n" CODE_A ",202401,10,甲区,\n" CODE_A
                                        ",2024年2月,12,乙区,2024-02-01\n" CODE_B
                                        ",,7,甲区,\n" CODE_C ",,,甲区,2024-13-01\n"),
                                   &request, &report, NULL),
                   SD_OK);
  assert_string_equal(list.content,
                      "4|月份||CELL_PERIOD_MISSING\n5|起|2024-13-01|CELL_NOT_DATE\n"
                      "5|起|2024-13-01|CELL_NOT_DATE\n");
  static const struct {
    column_request column;
    const char *day, *expected;
  } rows[] = {
      {{"insured", 202401, PICK_LATEST, NULL}, "2025-01-01", "10"},
      {{"insured", 202402, PICK_LATEST, NULL}, "2025-01-01", "12"},
      {{"district", 0, PICK_LATEST, NULL}, "2024-01-31", "甲区"},
      {{"district", 0, PICK_LATEST, NULL}, "2024-02-01", "乙区"},
      {{"dishonesty_list", 0, PICK_ORDER, "法院"}, "2025-01-01", "true"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char value[64];
    read_value(f, CODE_A, &rows[i].column, day_of(rows[i].day), INT64_MAX, value, sizeof value);
    CHECK_ROW_TEXT(rows[i].expected, value, rows[i].expected);
  }
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(bad_rows_are_listed_and_good_rows_load),
      CASE(every_row_may_have_its_own_period_and_validity),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
