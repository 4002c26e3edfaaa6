/* Conditions of models as people read them, in both languages. */
#include "web/condition_words.h"

#include "support/table.h"

static const condition_name english[] = {
    {{"研发费用", 12}, {"R&D spending 2024", 17}},
    {{"上年研发费用", 18}, {"R&D spending 2023", 17}},
    {{"登记状态", 12}, {"Registration status", 19}},
};
static const condition_names names = {english, COUNT_OF(english)};

typedef struct wording_case {
  const char *condition, *chinese, *english;
} wording_case;

static void conditions(void **state) {
  (void)state;
  static const wording_case cases[] = {
      {"研发费用 >= 1000000", "研发费用 ≥ 1,000,000", "R&D spending 2024 ≥ 1,000,000"},
      {"登记状态 = \"存续\"", "登记状态 = 存续", "Registration status = 存续"},
      {"登记状态 != \"a = true\"", "登记状态 不为 a = true", "Registration status is not a = true"},
      {"证书 != null", "证书 有记录", "证书 is on record"},
      {"证书 = null", "证书 无记录", "证书 is not on record"},
      {"违法 = false", "违法：否", "违法: no"},
      {"违法 = true", "违法：是", "违法: yes"},
      {"日期 != null = true", "日期 有记录", "日期 is on record"},
      {"日期 > 基准日 - duration(\"P3Y\") = true", "日期 > 基准日 - 3 年",
       "日期 > 基准日 - 3 years"},
      {"基准日 - 成立日期 >= duration(\"P365D\")", "基准日 - 成立日期 ≥ 365 天",
       "基准日 - 成立日期 ≥ 365 days"},
      {"发证日期.year = 数据年度", "发证日期 的年份 = 数据年度", "发证日期 (year) = 数据年度"},
      {"甲.yearly = 2024", "甲.yearly = 2024", "甲.yearly = 2024"},
      {"领域 in (\"电子\", \"新材料\")", "领域 属于 (电子, 新材料)",
       "领域 is one of (电子, 新材料)"},
      {"甲 and 乙 or 丙", "甲 且 乙 或 丙", "甲 and 乙 or 丙"},
      {"if 资格 then 标准 * 0.05 else 0", "若 资格，则 标准 × 0.05，否则 0",
       "if 资格 then 标准 × 0.05 else 0"},
      {"研发费用 + (if 甲 then 上年研发费用 else 0)", "研发费用 + (若 甲，则 上年研发费用，否则 0)",
       "R&D spending 2024 + (if 甲 then R&D spending 2023 else 0)"},
      /* A longer name that is not known is not taken for the shorter one that is. */
      {"研发费用达标 and 研发费用 > 0", "研发费用达标 且 研发费用 > 0",
       "研发费用达标 and R&D spending 2024 > 0"},
      {"(5000000..20000000]", "> 5,000,000 且 ≤ 20,000,000", "> 5,000,000 and ≤ 20,000,000"},
      {"[0..0.05)", "≥ 0 且 < 0.05", "≥ 0 and < 0.05"},
      {"<= 5000000", "≤ 5,000,000", "≤ 5,000,000"},
      {"x12345 > 12345.678901", "x12345 > 12,345.678901", "x12345 > 12,345.678901"},
      {"年份 = 2024", "年份 = 2024", "年份 = 2024"},
      {"文 = \"开着", "文 = \"开着", "文 = \"开着"},
      {"duration(\"P1Y6M\")", "duration(P1Y6M)", "duration(P1Y6M)"},
      {"null", "无", "nothing"},
      {"if 甲 then 1 else null", "若 甲，则 1，否则 无", "if 甲 then 1 else nothing"},
      {"", "", ""},
  };
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    const wording_case *c = &cases[i];
    text shown = condition_words(text_of(c->condition), NULL, LANGUAGE_CHINESE, a);
    CHECK_ROW(c->condition, text_is(shown, c->chinese));
    shown = condition_words(text_of(c->condition), &names, LANGUAGE_ENGLISH, a);
    CHECK_ROW(c->condition, text_is(shown, c->english));
  }
  arena_destroy(a);
}

static void values(void **state) {
  (void)state;
  static const wording_case cases[] = {
      {"P6674D", "6674 天", "6674 days"},
      {"P36500D", "36,500 天", "36,500 days"},
      {"P3Y", "3 年", "3 years"},
      {"P2M", "2 个月", "2 months"},
      {"P1Y6M", "P1Y6M", "P1Y6M"},
      {"PD", "PD", "PD"},
      {"true", "是", "yes"},
      {"false", "否", "no"},
      {"0.29411764…", "0.2941…", "0.2941…"},
      {"0.294…", "0.294…", "0.294…"},
      {"存续", "存续", "存续"},
      {"2025-06-30", "2025-06-30", "2025-06-30"},
      {"", "", ""},
  };
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    const wording_case *c = &cases[i];
    CHECK_ROW(
        c->condition,
        text_is(condition_value_words(text_of(c->condition), LANGUAGE_CHINESE, a), c->chinese));
    CHECK_ROW(
        c->condition,
        text_is(condition_value_words(text_of(c->condition), LANGUAGE_ENGLISH, a), c->english));
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(conditions), cmocka_unit_test(values)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
