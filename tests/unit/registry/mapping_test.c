/* The mapping file: what it says when it is right, and where it is refused when it is wrong. */
#include "registry/mapping.h"
#include "base/messages/registry.h"

#include "support/company_file.h"

#define FILE_PART "[file]\nsource = 税务局\nkey = 统一社会信用代码\n"

static void mappings_are_refused_with_line_and_reason(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name, *content;
    uint32_t line;
    message_id reason;
  } rows[] = {
      {"no section", "source = 税务局\n", 1, MESSAGE_MAPPING_NO_SECTION},
      {"unknown section", "[table]\n", 1, MESSAGE_MAPPING_BAD_SECTION},
      {"no equals sign", FILE_PART "[columns]\n企业名称\n", 5, MESSAGE_MAPPING_BAD_LINE},
      {"unknown setting", "[file]\nsourc = 税务局\n", 2, MESSAGE_MAPPING_BAD_SETTING},
      {"setting twice", "[file]\nsource = 甲\nsource = 乙\n", 3, MESSAGE_MAPPING_TWICE},
      {"no source", "[file]\nkey = 代码\n[columns]\n名称 = name\n", 0, MESSAGE_MAPPING_MISSING},
      {"no key", "[file]\nsource = 税务局\n[columns]\n名称 = name\n", 0, MESSAGE_MAPPING_MISSING},
      {"no columns", FILE_PART, 0, MESSAGE_MAPPING_NO_COLUMNS},
      {"unknown attribute", FILE_PART "[columns]\n名称 = nane\n", 5,
       MESSAGE_REGISTRY_UNKNOWN_ATTRIBUTE},
      {"unknown option", FILE_PART "[columns]\n名称 = name, optinal\n", 5,
       MESSAGE_MAPPING_BAD_OPTION},
      {"unknown unit", FILE_PART "[columns]\n营收 = revenue, period 2024, unit 美元\n", 5,
       MESSAGE_MAPPING_BAD_VALUE},
      {"percent of money", FILE_PART "[columns]\n营收 = revenue, period 2024, unit %\n", 5,
       MESSAGE_MAPPING_UNIT_UNFIT},
      {"yuan of a ratio", FILE_PART "[columns]\n占比 = market_share, unit 万元\n", 5,
       MESSAGE_MAPPING_UNIT_UNFIT},
      {"percent for the file", FILE_PART "unit = %\n[columns]\n名称 = name\n", 0,
       MESSAGE_MAPPING_BAD_VALUE},
      {"unit in the name and another behind it",
       FILE_PART "[columns]\n营收（元） = revenue, period 2024, unit 万元\n", 5,
       MESSAGE_TABLE_UNITS_DISAGREE},
      {"no period", FILE_PART "[columns]\n营收 = revenue\n", 5, MESSAGE_MAPPING_PERIOD_MISSING},
      {"month for a yearly attribute", FILE_PART "[columns]\n营收 = revenue, period 202403\n", 5,
       MESSAGE_REGISTRY_PERIOD_UNFIT},
      {"period for an attribute without", FILE_PART "[columns]\n名称 = name, period 2024\n", 5,
       MESSAGE_REGISTRY_PERIOD_UNFIT},
      {"a year that is none", FILE_PART "[columns]\n营收 = revenue, period 24\n", 5,
       MESSAGE_MAPPING_BAD_VALUE},
      {"30 February", FILE_PART "valid from = 2023-02-30\n", 4, MESSAGE_MAPPING_BAD_VALUE},
      {"header rows backwards", FILE_PART "header rows = 4-3\n", 4, MESSAGE_MAPPING_BAD_VALUE},
      {"column twice", FILE_PART "[columns]\n名称 = name\n名 称 = district\n", 6,
       MESSAGE_MAPPING_TWICE},
      {"two columns for one series",
       FILE_PART "[columns]\n甲 = revenue, period 2024\n乙 = revenue, period 2024\n", 6,
       MESSAGE_MAPPING_SAME_SERIES},
      {"values of an unknown attribute", FILE_PART "[values distric]\n", 4,
       MESSAGE_REGISTRY_UNKNOWN_ATTRIBUTE},
      {"the same word twice", FILE_PART "[values district]\n甲 = 1\n甲 = 2\n", 6,
       MESSAGE_MAPPING_TWICE},
      {"not UTF-8 and not GB18030", "[file]\nsource = \xff\xff\n", 0, MESSAGE_NONE},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    mapping *m = NULL;
    sd_error error = {0};
    sd_status status =
        mapping_read(text_of(rows[i].content), "a.mapping", f->catalogue, f->arena, &m, &error);
    CHECK_ROW(rows[i].name, status != SD_OK);
    CHECK_ROW(rows[i].name, strcmp(error.file, "a.mapping") == 0);
    if (rows[i].reason == MESSAGE_NONE) continue;
    CHECK_ROW(rows[i].name, error.message == rows[i].reason);
    CHECK_ROW(rows[i].name, error.line == rows[i].line);
  }
}

static void a_mapping_says_what_each_column_is(void **state) {
  company_file *f = *state;
  mapping *m = NULL;
  assert_int_equal(mapping_read(TEXT("; 税务局\n"
                                     "[file]\n"
                                     "source = 市税务局   # 谁说的\n"
                                     "key = 统一社会信用代码\n"
                                     "kind = incubator\n"
                                     "period = 2024\n"
                                     "unit = 万元\n"
                                     "header rows = 3-4\n"
                                     "[columns]\n"
                                     "2023年/营业收入 = revenue, period 2023, unit 元\n"
                                     "营业收入（万元） = revenue\n"
                                     "\"A=B #1\" = name, optional\n"
                                     "参保 = insured, period column 月份, source 社保局\n"
                                     "备注 = -\n"
                                     "[constants]\n"
                                     "dishonesty_list = true, valid from 2024-05-01\n"
                                     "[values name]\n"
                                     "甲 公司 = 甲\n"),
                                "a.mapping", f->catalogue, f->arena, &m, NULL),
                   SD_OK);
  assert_true(text_is(m->source, "市税务局") && text_is(m->kind, "incubator"));
  assert_true(m->unit == UNIT_WAN && m->header_first_row == 3 && m->header_last_row == 4);
  assert_int_equal(m->column_count, 6);
  const mapping_column *c = m->columns;
  assert_true(c[0].period.fixed == 2023 && c[0].unit == UNIT_YUAN);
  assert_true(text_is(c[0].name, "2023年/营业收入"));
  assert_true(c[1].period.fixed == 2024 && c[1].unit == UNIT_WAN);
  assert_true(text_is(c[1].name, "营业收入"));
  assert_true(text_is(c[2].name, "A=B#1") && c[2].optional);
  assert_true(c[2].translation_count == 1 && text_is(c[2].translations[0].from, "甲公司"));
  assert_true(text_is(c[3].period.column, "月份") && text_is(c[3].source, "社保局"));
  assert_null(c[4].attribute);
  assert_true(text_is(c[5].constant, "true") && c[5].valid_from.fixed == day_of("2024-05-01"));
}

static void the_mapping_of_a_table_is_found_beside_it(void **state) {
  company_file *f = *state;
  char table[100], own[100], shared[100];
  snprintf(table, sizeof table, "%s/tax.2024.csv", f->folder);
  snprintf(own, sizeof own, "%s/tax.2024.mapping", f->folder);
  snprintf(shared, sizeof shared, "%s/mapping.ini", f->folder);
  const char *path = NULL;
  assert_int_equal(mapping_path_for(table, f->arena, &path, NULL), SD_NOT_FOUND);
  fclose(fopen(shared, "w"));
  assert_int_equal(mapping_path_for(table, f->arena, &path, NULL), SD_OK);
  assert_string_equal(path, shared);
  fclose(fopen(own, "w"));
  assert_int_equal(mapping_path_for(table, f->arena, &path, NULL), SD_OK);
  assert_string_equal(path, own);
  unlink(own);
  unlink(shared);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(mappings_are_refused_with_line_and_reason),
      CASE(a_mapping_says_what_each_column_is),
      CASE(the_mapping_of_a_table_is_found_beside_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
