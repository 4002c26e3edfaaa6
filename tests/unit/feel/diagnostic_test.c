/* What people read when an expression is wrong: printed in full, in both languages. */
#include "base/messages/feel.h"
#include "feel/compiler.h"
#include "support/table.h"

typedef struct diagnostic_case {
  const char *source;
  const char *chinese, *english;
} diagnostic_case;

static const diagnostic_case diagnostic_cases[] = {
    {"研发费 / 营业收入",
     "资格:1:1: 错误: 未知的名称“研发费”\n"
     "    研发费 / 营业收入\n"
     "    ^^^^^^\n"
     "    是否想写: 研发费用\n",
     "资格:1:1: error: unknown name \"研发费\"\n"
     "    研发费 / 营业收入\n"
     "    ^^^^^^\n"
     "    did you mean: 研发费用\n"},
    {"if 人数 > 5 than 1 else 2",
     "资格:1:11: 错误: 此处不能是 `than`\n"
     "    if 人数 > 5 than 1 else 2\n"
     "                ^^^^\n"
     "    此处应为: `then`\n",
     "资格:1:11: error: `than` cannot stand here\n"
     "    if 人数 > 5 than 1 else 2\n"
     "                ^^^^\n"
     "    expected: `then`\n"},
    {"人数＞5",
     "资格:1:3: 错误: “＞”是全角符号，请改用半角\n"
     "    人数＞5\n"
     "        ^^\n"
     "    是否想写: >\n",
     "资格:1:3: error: \"＞\" is a full-width symbol, use the half-width one\n"
     "    人数＞5\n"
     "        ^^\n"
     "    did you mean: >\n"},
    {"[1 +, 2 *]",
     "资格:1:5: 错误: 此处不能是 `,`\n"
     "    [1 +, 2 *]\n"
     "        ^\n"
     "    此处应为: 表达式\n"
     "资格:1:10: 错误: 此处不能是 `]`\n"
     "    [1 +, 2 *]\n"
     "             ^\n"
     "    此处应为: 表达式\n",
     "资格:1:5: error: `,` cannot stand here\n"
     "    [1 +, 2 *]\n"
     "        ^\n"
     "    expected: an expression\n"
     "资格:1:10: error: `]` cannot stand here\n"
     "    [1 +, 2 *]\n"
     "             ^\n"
     "    expected: an expression\n"},
    {"1 +\n人数 \"x",
     "资格:2:4: 错误: 字符串缺少结尾的引号\n"
     "    人数 \"x\n"
     "         ^^\n",
     "资格:2:4: error: the string has no closing quote\n"
     "    人数 \"x\n"
     "         ^^\n"},
    {"string lenght(\"a\")",
     "资格:1:1: 错误: 未知的名称“string lenght”\n"
     "    string lenght(\"a\")\n"
     "    ^^^^^^^^^^^^^\n"
     "    是否想写: string length\n",
     "资格:1:1: error: unknown name \"string lenght\"\n"
     "    string lenght(\"a\")\n"
     "    ^^^^^^^^^^^^^\n"
     "    did you mean: string length\n"},
    {"substring(text: \"abc\", start position: 1)",
     "资格:1:1: 错误: 函数 substring 没有这样命名的参数\n"
     "    substring(text: \"abc\", start position: 1)\n"
     "    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
     "    此处应为: substring(string, start position, length?)\n",
     "资格:1:1: error: the function substring has no parameters of these names\n"
     "    substring(text: \"abc\", start position: 1)\n"
     "    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
     "    expected: substring(string, start position, length?)\n"},
    {"1 instance of numbr",
     "资格:1:15: 错误: 未知的类型“numbr”\n"
     "    1 instance of numbr\n"
     "                  ^^^^^\n"
     "    是否想写: number\n",
     "资格:1:15: error: unknown type \"numbr\"\n"
     "    1 instance of numbr\n"
     "                  ^^^^^\n"
     "    did you mean: number\n"},
    {"1 2", "资格:1:3: 错误: 表达式到此已经完整，后面不能再有 数字\n    1 2\n      ^\n",
     "资格:1:3: error: the expression ends here, but a number follows\n    1 2\n      ^\n"},
    {"", "资格:1:1: 错误: 表达式为空\n    \n    ^\n",
     "资格:1:1: error: the expression is empty\n    \n    ^\n"},
    {"@\"2024-02-30\"",
     "资格:1:1: 错误: @\"2024-02-30\" 不是日期、时间或时长\n"
     "    @\"2024-02-30\"\n"
     "    ^^^^^^^^^^^^^\n",
     "资格:1:1: error: @\"2024-02-30\" is no date, time or duration\n"
     "    @\"2024-02-30\"\n"
     "    ^^^^^^^^^^^^^\n"},
};

static void print_all(const char *source, language lang, char *out, size_t size) {
  arena *a = arena_create(0);
  diagnostic_list list;
  diagnostic_list_init(&list, a, 0);
  name_table *names = name_table_create(a);
  name_table_declare(names, TEXT("研发费用"), 0, NULL);
  name_table_declare(names, TEXT("营业收入"), 1, NULL);
  name_table_declare(names, TEXT("人数"), 2, NULL);
  source_text from = {.text = text_of(source), .origin = TEXT("资格")};
  compiler_options options = {.arena = a, .slots_reserved = 3, .diagnostics = &list};
  assert_non_null(compile_expression(&from, names, &options));
  text_builder b;
  text_builder_init(&b, size);
  for (size_t i = 0; i < list.count; i++) diagnostic_print(&list.items[i], lang, &b);
  snprintf(out, size, "%s", b.data ? b.data : "");
  text_builder_release(&b);
  arena_destroy(a);
}

static void diagnostics_in_full(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(diagnostic_cases); i++) {
    const diagnostic_case *c = &diagnostic_cases[i];
    char out[4000];
    print_all(c->source, LANGUAGE_CHINESE, out, sizeof out);
    CHECK_ROW_TEXT(c->source, out, c->chinese);
    print_all(c->source, LANGUAGE_ENGLISH, out, sizeof out);
    CHECK_ROW_TEXT(c->source, out, c->english);
  }
}

typedef struct nearest_case {
  const char *name, *nearest;
} nearest_case;

static void nearest_name(void **state) {
  (void)state;
  static const text candidates[] = {
      {"revenue", 7}, {"expense", 7}, {"研发费用", 12}, {"注册地", 9}};
  static const nearest_case cases[] = {{"revenu", "revenue"},  {"revneue", "revenue"},
                                       {"Expense", "expense"}, {"xyz", ""},
                                       {"研发费", "研发费用"}, {"a", ""},
                                       {"注册地址", "注册地"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    text found = diagnostic_nearest(text_of(cases[i].name), candidates, COUNT_OF(candidates));
    CHECK_ROW(cases[i].name, text_is(found, cases[i].nearest));
  }
}

static void list_has_a_maximum(void **state) {
  (void)state;
  arena *a = arena_create(0);
  diagnostic_list list;
  diagnostic_list_init(&list, a, 2);
  source_span nowhere = {0};
  for (int i = 0; i < 5; i++)
    diagnostic_add(&list, DIAGNOSTIC_ERROR, MESSAGE_FEEL_EMPTY_EXPRESSION, nowhere, NULL);
  assert_int_equal(list.count, 2);
  assert_int_equal(list.dropped, 3);
  assert_int_equal(list.error_count, 5);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(diagnostics_in_full),
                                     cmocka_unit_test(nearest_name),
                                     cmocka_unit_test(list_has_a_maximum)};
  return cmocka_run_group_tests_name("diagnostics", tests, NULL, NULL);
}
