/* Names of columns and units, brought to one form. */
#include "registry/column_name.h"

#include "support/company_file.h"

static void names_of_columns_have_one_form(void **state) {
  company_file *f = *state;
  static const struct {
    const char *written, *form;
    value_unit unit;
  } rows[] = {
      {"研发费用", "研发费用", UNIT_NONE},
      {" 研发\n费用 ", "研发费用", UNIT_NONE},
      {"研发费用（万元）", "研发费用", UNIT_WAN},
      {"研发费用(单位：元)", "研发费用", UNIT_YUAN},
      {"研发费用【亿元】", "研发费用", UNIT_YI},
      {"研发费用/万元", "研发费用", UNIT_WAN},
      {"*研发费用占比（％）", "研发费用占比", UNIT_PERCENT},
      {"职工总数（人）", "职工总数", UNIT_NONE},
      {"研发费用（境内）", "研发费用(境内)", UNIT_NONE},
      {"２０２４年/营业收入（万元）", "2024年/营业收入", UNIT_WAN},
      {"2024年（万元）/营业收入", "2024年/营业收入", UNIT_WAN},
      {"（万元）", "(万元)", UNIT_NONE},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    value_unit unit;
    text form = column_name_normalise(f->arena, text_of(rows[i].written), &unit);
    CHECK_ROW_TEXT(rows[i].written, form.data, rows[i].form);
    CHECK_ROW(rows[i].written, unit == rows[i].unit);
  }
  assert_int_equal(column_path_match(TEXT("2024年/营业收入"), TEXT("营业收入")), 1);
  assert_int_equal(column_path_match(TEXT("2024年/营业收入"), TEXT("2024年/营业收入")), 2);
  assert_int_equal(column_path_match(TEXT("2024年/主营业收入"), TEXT("营业收入")), 0);
  assert_int_equal(unit_stated_in(TEXT("填报单位：某局　　单位：万元")), UNIT_WAN);
  assert_int_equal(unit_stated_in(TEXT("填报单位：某局")), UNIT_NONE);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(names_of_columns_have_one_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
