/* Amounts in capitals: the rules of zeros as a table, and every form read back. */
#include "base/money_capital.h"

#include "base/random.h"
#include "support/table.h"

static const struct {
  int64_t fen;
  const char *capital;
} ROWS[] = {
    /* the examples of the annex */
    {140950, "壹仟肆佰零玖元伍角整"},
    {600714, "陆仟零柒元壹角肆分"},
    {168032, "壹仟陆佰捌拾元零叁角贰分"},
    {10700053, "壹拾万柒仟元零伍角叁分"},
    {1640902, "壹万陆仟肆佰零玖元零贰分"},
    {32504, "叁佰贰拾伍元零肆分"},
    /* nothing, and less than a yuan */
    {0, "零元整"},
    {1, "壹分"},
    {10, "壹角整"},
    {12, "壹角贰分"},
    {100, "壹元整"},
    {101, "壹元零壹分"},
    {110, "壹元壹角整"},
    {111, "壹元壹角壹分"},
    /* zeros at the end, inside, in runs, at the edge of a group */
    {1000, "壹拾元整"},
    {1001, "壹拾元零壹分"},
    {1010, "壹拾元零壹角整"},
    {1500, "壹拾伍元整"},
    {10000, "壹佰元整"},
    {10100, "壹佰零壹元整"},
    {11000, "壹佰壹拾元整"},
    {100100, "壹仟零壹元整"},
    {101000, "壹仟零壹拾元整"},
    {1000000, "壹万元整"},
    {1000100, "壹万零壹元整"},
    {1010000, "壹万零壹佰元整"},
    {1100000, "壹万壹仟元整"},
    {10000000, "壹拾万元整"},
    {20005000, "贰拾万零伍拾元整"},
    {45000000, "肆拾伍万元整"},
    {100000000, "壹佰万元整"},
    {101000000, "壹佰零壹万元整"},
    {1000000000, "壹仟万元整"},
    {1000000100, "壹仟万零壹元整"},
    {INT64_C(10000000000), "壹亿元整"},
    {INT64_C(10000000100), "壹亿零壹元整"},
    {INT64_C(10001000000), "壹亿零壹万元整"},
    {INT64_C(10100000000), "壹亿零壹佰万元整"},
    {INT64_C(11000000000), "壹亿壹仟万元整"},
    {INT64_C(10010001000), "壹亿零壹拾万零壹拾元整"},
    {INT64_C(100000000000), "壹拾亿元整"},
    {INT64_C(1000000000000), "壹佰亿元整"},
    {INT64_C(100000000000000), "壹万亿元整"},
    {INT64_C(100000000000100), "壹万亿零壹元整"},
    {INT64_C(100010000000000), "壹万零壹亿元整"},
    {INT64_C(999999999999999), "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"},
    {-140950, "负壹仟肆佰零玖元伍角整"},
};

static void table_of_zeros(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text_builder out;
    text_builder_init(&out, 400);
    money_capital(ROWS[i].fen, &out);
    CHECK_ROW_TEXT(ROWS[i].capital, out.data, ROWS[i].capital);
    text_builder_release(&out);
  }
}

/* Reads capitals by place value alone: knows nothing of how they are written. */
static int64_t read_back(text source) {
  int64_t total = 0, group = 0, digit = 0, fen = 0;
  for (size_t at = 0; at < source.size;) {
    static const struct {
      const char *name;
      int64_t value;
    } words[] = {{"零", 0}, {"壹", 1}, {"贰", 2}, {"叁", 3}, {"肆", 4},
                 {"伍", 5}, {"陆", 6}, {"柒", 7}, {"捌", 8}, {"玖", 9}};
    text c = text_slice(source, at, 3);
    at += 3;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
      if (text_is(c, words[i].name)) digit = words[i].value;
    }
    int64_t unit = text_is(c, "拾") ? 10 : text_is(c, "佰") ? 100 : text_is(c, "仟") ? 1000 : 0;
    if (unit != 0) {
      group += digit * unit;
      digit = 0;
    }
    bool big = text_is(c, "亿"), whole = text_is(c, "元");
    if (text_is(c, "万") || big || whole) {
      group += digit;
      total = big ? (total + group) * 100000000 : total + group * (whole ? 1 : 10000);
      group = digit = 0;
    }
    if (text_is(c, "角")) fen += digit * 10, digit = 0;
    if (text_is(c, "分")) fen += digit, digit = 0;
  }
  return total * 100 + fen;
}

static void every_amount_is_read_back(void **state) {
  (void)state;
  random_source source;
  random_init(&source, 7);
  for (int i = 0; i < 20000; i++) {
    int64_t limit = INT64_C(10);
    for (int k = i % 14; k > 0; k--) limit *= 10;
    int64_t fen = (int64_t)random_below(&source, (uint64_t)limit);
    if (i % 3 == 0) fen = fen / 1000 * 1000; /* more zeros */
    text_builder out;
    text_builder_init(&out, 400);
    money_capital(fen, &out);
    if (read_back(text_builder_text(&out)) != fen) fail_msg("%lld: %s", (long long)fen, out.data);
    if (strstr(out.data, "零零") != NULL || strstr(out.data, "零元") == out.data + 1) {
      fail_msg("%lld: %s", (long long)fen, out.data);
    }
    text_builder_release(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(table_of_zeros),
      cmocka_unit_test(every_amount_is_read_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
