/* Cells as officials write them: one row for each form, with the value or the reason. */
#include "registry/cell.h"
#include "base/messages/registry.h"

#include "support/table.h"

enum { SHEET = 1, SHEET_1904 = 2, MAY_BE_NEGATIVE = 4 };

typedef struct cell_case {
  attribute_type type;
  value_unit unit;
  const char *cell;
  int flags;
  message_id reason;
  const char *expected; /* plain form; "" for an empty cell */
} cell_case;

#define OK MESSAGE_NONE

static const cell_case cell_cases[] = {
    /* Money. */
    {ATTRIBUTE_MONEY, UNIT_NONE, "1234.5", 0, OK, "1234.50"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "1,234,567.89", 0, OK, "1234567.89"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "12,34", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "1234,567", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "１２３４．５６", 0, OK, "1234.56"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "１，２３４", 0, OK, "1234.00"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "￥1,000.00", 0, OK, "1000.00"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "¥5元", 0, OK, "5.00"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "+7", 0, OK, "7.00"},
    {ATTRIBUTE_MONEY, UNIT_WAN, "3,682.1033", 0, OK, "36821033.00"},
    {ATTRIBUTE_MONEY, UNIT_WAN, "0.000001", 0, OK, "0.01"},
    {ATTRIBUTE_MONEY, UNIT_WAN, "0.0000001", 0, MESSAGE_CELL_TOO_FINE, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "12.5万元", 0, OK, "125000.00"},
    {ATTRIBUTE_MONEY, UNIT_WAN, "12.5元", 0, OK, "12.50"},
    {ATTRIBUTE_MONEY, UNIT_YI, "1.5", 0, OK, "150000000.00"},
    {ATTRIBUTE_MONEY, UNIT_NONE, "1.5 亿元", 0, OK, "150000000.00"},
    {ATTRIBUTE_MONEY, UNIT_THOUSAND, "2", 0, OK, "2000.00"},
    {ATTRIBUTE_MONEY, UNIT_MILLION, "2", 0, OK, "2000000.00"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "12%", 0, MESSAGE_CELL_BAD_UNIT, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "0.005", 0, MESSAGE_CELL_TOO_FINE, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "9999999999999.99", 0, OK, "9999999999999.99"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "10000000000000", 0, MESSAGE_CELL_TOO_LARGE, NULL},
    {ATTRIBUTE_MONEY, UNIT_YI, "99999999999999999", 0, MESSAGE_CELL_TOO_LARGE, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "99999999999999999999", 0, MESSAGE_CELL_TOO_LARGE, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "-3", 0, MESSAGE_CELL_NEGATIVE, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "-3", MAY_BE_NEGATIVE, OK, "-3.00"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "(1,234.50)", MAY_BE_NEGATIVE, OK, "-1234.50"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "−3", MAY_BE_NEGATIVE, OK, "-3.00"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "约3万", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "1.", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "1.2.3", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "1e5", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "1.38E+10", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "0x10", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "无", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "#REF!", 0, MESSAGE_CELL_SPREADSHEET_ERROR, NULL},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "#####", 0, MESSAGE_CELL_SPREADSHEET_ERROR, NULL},
    /* Numbers of a spreadsheet: binary fractions, of which 15 digits count. */
    {ATTRIBUTE_MONEY, UNIT_YUAN, "0.30000000000000004", SHEET, OK, "0.30"},
    {ATTRIBUTE_MONEY, UNIT_YUAN, "1.3812345678E10", SHEET, OK, "13812345678.00"},
    {ATTRIBUTE_MONEY, UNIT_WAN, "123.456789012345", SHEET, OK, "1234567.89"},
    {ATTRIBUTE_RATIO, UNIT_NONE, "5.2345678901234502E-2", SHEET, OK, "0.052345678901"},
    {ATTRIBUTE_INTEGER, UNIT_NONE, "12.5", SHEET, MESSAGE_CELL_NOT_WHOLE, NULL},
    {ATTRIBUTE_NUMBER, UNIT_NONE, "1E-9", SHEET, OK, "0"},
    /* Whole numbers, numbers, ratios. */
    {ATTRIBUTE_INTEGER, UNIT_NONE, "120人", 0, OK, "120"},
    {ATTRIBUTE_INTEGER, UNIT_NONE, "1,200 人", 0, OK, "1200"},
    {ATTRIBUTE_INTEGER, UNIT_NONE, "12.0", 0, OK, "12"},
    {ATTRIBUTE_INTEGER, UNIT_NONE, "12.5", 0, MESSAGE_CELL_NOT_WHOLE, NULL},
    {ATTRIBUTE_INTEGER, UNIT_NONE, "12家", 0, MESSAGE_CELL_NOT_NUMBER, NULL},
    {ATTRIBUTE_INTEGER, UNIT_NONE, "3万元", 0, MESSAGE_CELL_BAD_UNIT, NULL},
    {ATTRIBUTE_NUMBER, UNIT_NONE, "70.123456", 0, OK, "70.123456"},
    {ATTRIBUTE_NUMBER, UNIT_NONE, "70.1234567", 0, MESSAGE_CELL_TOO_FINE, NULL},
    {ATTRIBUTE_RATIO, UNIT_NONE, "0.125", 0, OK, "0.125"},
    {ATTRIBUTE_RATIO, UNIT_NONE, "12.5%", 0, OK, "0.125"},
    {ATTRIBUTE_RATIO, UNIT_NONE, "１２．５％", 0, OK, "0.125"},
    {ATTRIBUTE_RATIO, UNIT_PERCENT, "12.5", 0, OK, "0.125"},
    {ATTRIBUTE_RATIO, UNIT_PERCENT, "12.5%", 0, OK, "0.125"},
    {ATTRIBUTE_RATIO, UNIT_NONE, "5‰", 0, OK, "0.005"},
    {ATTRIBUTE_RATIO, UNIT_NONE, ".5", 0, OK, "0.5"},
    /* Dates. */
    {ATTRIBUTE_DATE, UNIT_NONE, "20230105", 0, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "2023-1-5", 0, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "2023/01/05", 0, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "2023年1月5日", 0, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "２０２３年１月５日", 0, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "44931", 0, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "44931", SHEET, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "43469", SHEET | SHEET_1904, OK, "2023-01-05"},
    {ATTRIBUTE_DATE, UNIT_NONE, "2023-02-30", 0, MESSAGE_CELL_NOT_DATE, NULL},
    {ATTRIBUTE_DATE, UNIT_NONE, "2023-13-01", 0, MESSAGE_CELL_NOT_DATE, NULL},
    {ATTRIBUTE_DATE, UNIT_NONE, "5/1/2023", 0, MESSAGE_CELL_NOT_DATE, NULL},
    {ATTRIBUTE_DATE, UNIT_NONE, "1850-01-01", 0, MESSAGE_CELL_NOT_DATE, NULL},
    {ATTRIBUTE_DATE, UNIT_NONE, "长期", 0, MESSAGE_CELL_NOT_DATE, NULL},
    /* Booleans. */
    {ATTRIBUTE_BOOLEAN, UNIT_NONE, "是", 0, OK, "true"},
    {ATTRIBUTE_BOOLEAN, UNIT_NONE, "否", 0, OK, "false"},
    {ATTRIBUTE_BOOLEAN, UNIT_NONE, "无", 0, OK, "false"},
    {ATTRIBUTE_BOOLEAN, UNIT_NONE, "Ｙ", 0, OK, "true"},
    {ATTRIBUTE_BOOLEAN, UNIT_NONE, "√", 0, OK, "true"},
    {ATTRIBUTE_BOOLEAN, UNIT_NONE, "2", 0, MESSAGE_CELL_NOT_BOOLEAN, NULL},
    {ATTRIBUTE_BOOLEAN, UNIT_NONE, "不详", 0, MESSAGE_CELL_NOT_BOOLEAN, NULL},
    /* Strings: ASCII typed in full width is folded, names are left as they are. */
    {ATTRIBUTE_STRING, UNIT_NONE, "　常州（虚构）有限公司　", 0, OK, "常州（虚构）有限公司"},
    {ATTRIBUTE_STRING, UNIT_NONE, "３２０４１１", 0, OK, "320411"},
    {ATTRIBUTE_STRING, UNIT_NONE, "𠮷野家", 0, OK, "𠮷野家"},
    {ATTRIBUTE_STRING, UNIT_NONE, "a\001b", 0, MESSAGE_CELL_CONTROL_CHARACTER, NULL},
    {ATTRIBUTE_STRING, UNIT_NONE, "无", 0, OK, "无"},
    /* Empty cells are no facts. */
    {ATTRIBUTE_MONEY, UNIT_NONE, "", 0, OK, ""},
    {ATTRIBUTE_MONEY, UNIT_NONE, " 　 ", 0, OK, ""},
    {ATTRIBUTE_MONEY, UNIT_NONE, "-", 0, OK, ""},
    {ATTRIBUTE_DATE, UNIT_NONE, "——", 0, OK, ""},
    {ATTRIBUTE_STRING, UNIT_NONE, "/", 0, OK, ""},
    {ATTRIBUTE_MONEY, UNIT_NONE, "0", 0, OK, "0.00"},
};

static void cells_are_read_or_refused(void **state) {
  (void)state;
  cell_reader reader;
  cell_reader_init(&reader);
  for (size_t i = 0; i < COUNT_OF(cell_cases); i++) {
    const cell_case *c = &cell_cases[i];
    attribute a = {.id = TEXT("x"), .unit = TEXT("人"), .type = c->type};
    cell_rule rule = {
        .attribute = &a, .unit = c->unit, .negative = (c->flags & MAY_BE_NEGATIVE) != 0};
    cell_origin origin = {(c->flags & SHEET) != 0, (c->flags & SHEET_1904) != 0};
    fact_value value;
    bool is_empty = false;
    message_id reason = cell_read(&reader, &rule, text_of(c->cell), origin, &value, &is_empty);
    CHECK_ROW(c->cell, reason == c->reason);
    if (reason != MESSAGE_NONE) continue;
    char plain[100] = "";
    if (!is_empty) fact_value_format_plain(&value, plain, sizeof plain);
    CHECK_ROW_TEXT(c->cell, plain, c->expected);
  }
  cell_reader_release(&reader);
}

static void words_are_translated(void **state) {
  (void)state;
  static const mapping_translation words[] = {{{"新北区", 9}, {"320411", 6}},
                                              {{"常州经开区", 15}, {"3204E1", 6}}};
  static const struct {
    const char *cell, *expected; /* NULL: refused */
  } rows[] = {{"新北区", "320411"},       {" 新 北 区 ", "320411"}, {"320411", "320411"},
              {"３２０４１１", "320411"}, {"3204E1", "3204E1"},     {"天宁区", NULL}};
  attribute a = {.id = TEXT("district"), .type = ATTRIBUTE_STRING};
  cell_rule rule = {.attribute = &a, .translations = words, .translation_count = 2};
  cell_reader reader;
  cell_reader_init(&reader);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    fact_value value;
    bool is_empty;
    message_id reason =
        cell_read(&reader, &rule, text_of(rows[i].cell), (cell_origin){0}, &value, &is_empty);
    CHECK_ROW(rows[i].cell, reason == (rows[i].expected ? MESSAGE_NONE : MESSAGE_CELL_NOT_LISTED));
    if (rows[i].expected) CHECK_ROW(rows[i].cell, text_is(value.content, rows[i].expected));
  }
  assert_string_equal(reader.argument, "district");
  cell_reader_release(&reader);
}

static void codes_and_periods(void **state) {
  (void)state;
  static const struct {
    const char *cell, *code;
    message_id reason;
  } codes[] = {
      {"91320411000000000J", "91320411000000000J", OK},
      {" 91320411000000000j ", "91320411000000000J", OK},
      {"９１３２０４１１００００００００0Ｊ", "91320411000000000J", OK},
      {"9132 0411 0000 0000 0J", "91320411000000000J", OK},
      {"", NULL, MESSAGE_CELL_NO_CODE},
      {"-", NULL, MESSAGE_CELL_NO_CODE},
      {"913204110000000001", NULL, MESSAGE_IDENTIFIER_CHECK},
      {"91320411000000010J", NULL, MESSAGE_IDENTIFIER_ORGANISATION_CHECK},
      {"9132041100000000", NULL, MESSAGE_IDENTIFIER_LENGTH},
      {"91320411000000000JJJJJJJJJJJJJJJJJJJJJJJJ", NULL, MESSAGE_IDENTIFIER_LENGTH},
      {"合计", NULL, MESSAGE_IDENTIFIER_LENGTH},
      {"9132041100000000OJ", NULL, MESSAGE_IDENTIFIER_CHARACTER},
  };
  static const struct {
    attribute_period kind;
    const char *cell;
    int32_t period; /* 0: refused */
  } periods[] = {
      {ATTRIBUTE_PERIOD_YEAR, "2024", 2024},
      {ATTRIBUTE_PERIOD_YEAR, "2024年度", 2024},
      {ATTRIBUTE_PERIOD_YEAR, "２０２４年", 2024},
      {ATTRIBUTE_PERIOD_YEAR, "2024.0", 2024},
      {ATTRIBUTE_PERIOD_YEAR, "24", 0},
      {ATTRIBUTE_PERIOD_YEAR, "202403", 0},
      {ATTRIBUTE_PERIOD_YEAR, "去年", 0},
      {ATTRIBUTE_PERIOD_MONTH, "202403", 202403},
      {ATTRIBUTE_PERIOD_MONTH, "2024-3", 202403},
      {ATTRIBUTE_PERIOD_MONTH, "2024年3月", 202403},
      {ATTRIBUTE_PERIOD_MONTH, "202413", 0},
      {ATTRIBUTE_PERIOD_MONTH, "2024", 0},
  };
  cell_reader reader;
  cell_reader_init(&reader);
  for (size_t i = 0; i < COUNT_OF(codes); i++) {
    text code = {NULL, 0};
    CHECK_ROW(codes[i].cell,
              cell_read_code(&reader, text_of(codes[i].cell), &code) == codes[i].reason);
    if (codes[i].code) CHECK_ROW(codes[i].cell, text_is(code, codes[i].code));
  }
  for (size_t i = 0; i < COUNT_OF(periods); i++) {
    int32_t period = 0;
    cell_read_period(&reader, periods[i].kind, text_of(periods[i].cell), &period);
    CHECK_ROW(periods[i].cell, period == periods[i].period);
  }
  cell_reader_release(&reader);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_read_or_refused),
      cmocka_unit_test(words_are_translated),
      cmocka_unit_test(codes_and_periods),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
