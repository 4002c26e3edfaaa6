/* Tokens of every kind, their places, and what is no token. */
#include "feel/lexer.h"

#include "support/table.h"

typedef struct lexer_case {
  const char *source;
  const char *tokens; /* kind names as diagnostics speak of them, with the text of words */
} lexer_case;

static const lexer_case lexer_cases[] = {
    {"", ""},
    {"  \n\t ", ""},
    {"a+b", "a `+` b"},
    {"1.5 .5 1..5 1.5e3 1e-3 1e", "1.5 .5 1 `..` 5 1.5e3 1e-3 1 e"},
    {"a**b*c != d <= e >= f", "a `**` b `*` c `!=` d `<=` e `>=` f"},
    {"\"a\\\"b\" \"\"", "\"a\\\"b\" \"\""},
    {"@\"2024-01-01\"", "`@` \"2024-01-01\""},
    {"if then else for in return", "`if` `then` `else` `for` `in` `return`"},
    {"iffy information", "iffy information"},
    {"? ?a", "`?` ?a"},
    {"a // end\nb /* in */ c", "a b c"},
    {"研发费用（万元）>=5", "研发费用（万元） `>=` 5"},
    {"中 文　字", "中 文 字"}, /* U+3000 is white space */
    {"🐎x _y", "🐎x _y"},
    {"-> - >", "`->` `-` `>`"},
    {"[1..2) {a:b} x'y", "`[` 1 `..` 2 `)` `{` a `:` b `}` x `'` y"},
    {"a # b", "a unreadable text b"},
    {"\"open", "unreadable text"},
    {"\xff", "unreadable text"},
};

static void tokens(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(lexer_cases); i++) {
    source_text source = {.text = text_of(lexer_cases[i].source)};
    lexer l = {.source = &source};
    text_builder out;
    text_builder_init(&out, 1000);
    for (token t = lexer_next(&l); t.kind != TOKEN_END; t = lexer_next(&l)) {
      if (out.size > 0) text_builder_add_byte(&out, ' ');
      bool has_text = t.kind == TOKEN_NAME || t.kind == TOKEN_NUMBER || t.kind == TOKEN_STRING;
      if (has_text)
        text_builder_add(&out, text_slice(source.text, t.start, t.end - t.start));
      else
        text_builder_add_string(&out, token_kind_text(t.kind));
    }
    CHECK_ROW_TEXT(lexer_cases[i].source, out.data ? out.data : "", lexer_cases[i].tokens);
    text_builder_release(&out);
  }
}

typedef struct string_case {
  const char *spelling, *content;
} string_case;

static void strings(void **state) {
  (void)state;
  static const string_case cases[] = {
      {"\"\"", ""},
      {"\"abc\"", "abc"},
      {"\"a\\nb\\tc\\\\\"", "a\nb\tc\\"},
      {"\"\\\"\\'\"", "\"'"},
      {"\"\\u4e2d\\u6587\"", "中文"},
      {"\"\\U01F40E\"", "🐎"},
      {"\"\\uD83D\\uDC0E\"", "🐎"},
      {"\"\\uD83D\"", "\\uD83D"},
      {"\"\\uDC0E\\uD83D\"", "\\uDC0E\\uD83D"},
      {"\"\\d\\w\"", "\\d\\w"},
      {"\"\\u12\"", "\\u12"},
      {"\"\\UFFFFFF\"", "\\UFFFFFF"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    text content = lexer_string_value(a, text_of(cases[i].spelling));
    CHECK_ROW(cases[i].spelling, text_is(content, cases[i].content));
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tokens), cmocka_unit_test(strings)};
  return cmocka_run_group_tests_name("lexer", tests, NULL, NULL);
}
