/* FEEL expressions by themselves: variables, mistakes, and what hostile texts may cost. */
#include "support/libdmn.h"

#include "base/allocator.h"
#include "base/limits.h"

static void expressions(void **state) {
  (void)state;
  static const struct {
    const char *expression, *variables, *answer;
  } ROWS[] = {
      {"0.1 + 0.2", "", "0.3"},
      {"a * b", "{\"a\": 1.10, \"b\": 3}", "3.3"},
      {"monthly salary * 12", "{\"monthly salary\": 100}", "1200"},
      {"person.first name + \"!\"", "{\"person\": {\"first name\": \"Li\"}}", "\"Li!\""},
      {"people[age > 3].name", "{\"people\": [{\"name\": \"a\", \"age\": 4}, {\"age\": 1}]}",
       "[\"a\"]"},
      {"date(d) + @\"P1M\"", "{\"d\": \"2024-01-31\"}", "\"2024-02-29\""},
      {"{x: [1, {y: null}]}", "{}", "{\"x\":[1,{\"y\":null}]}"},
      {"1 + null", "", "null"},
      {"now()", "", "null"},
      {"\"\xe7\x94\xb2<\"", "", "\"\xe7\x94\xb2\\u003c\""},
      {"a", "{\"\": 1, \"a\": 2}", "2"},
      {"1 +", "", "DMN_SYNTAX_ERROR"},
      {"", "", "DMN_SYNTAX_ERROR"},
      {"unheard + 1", "{}", "DMN_SYNTAX_ERROR"},
      {"a", "[1]", "DMN_TYPE_ERROR"},
      {"a", "{\"a\": 1e99999}", "DMN_TYPE_ERROR"},
      {"a", "{\"a\"", "DMN_SYNTAX_ERROR"},
  };
  dmn_session *session = session_of(NULL, NULL);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].expression,
                   feel_evaluated(session, ROWS[i].expression, ROWS[i].variables), ROWS[i].answer);
  }
  dmn_session_close(session);
}

static void mistakes_have_a_place(void **state) {
  (void)state;
  dmn_session *session = session_of(NULL, NULL);
  dmn_error error;
  dmn_text json;
  assert_int_equal(dmn_feel_evaluate(session, dmn_text_of("1 +\n  incme"),
                                     dmn_text_of("{\"income\": 1}"), 0, &json, &error),
                   DMN_SYNTAX_ERROR);
  assert_int_equal(error.line, 2);
  assert_int_equal(error.column, 3);
  assert_string_equal(error.file, "expression");
  assert_string_equal(error.code, "FEEL_UNKNOWN_NAME");
  assert_int_equal(
      dmn_feel_evaluate(session, dmn_text_of("a"), dmn_text_of("{\n\"a\": ?}"), 0, &json, &error),
      DMN_SYNTAX_ERROR);
  assert_int_equal(error.line, 2);
  assert_string_equal(error.file, "input");
  dmn_session_close(session);
}

/* --- Hostile expressions and inputs --- */

static const char DOUBLED[] =
    "{f: function(n, s) if n = 0 then s else f(n - 1, s + s), r: f(60, \"ab\")}.r";
static const char SHARED[] =
    "{f: function(n, s) if n = 0 then s else f(n - 1, [s, s]), r: f(60, [1])}.r";
static const char NESTED[] =
    "{f: function(n, s) if n = 0 then s else f(n - 1, [s]), g: function(n, s) if n = 0 then s "
    "else g(n - 1, f(200, s)), r: g(9, [1])}.r";

static void hostile_expressions(void **state) {
  (void)state;
  static const struct {
    const char *name, *expression, *answer;
  } ROWS[] = {
      {"endless recursion", "{f: function(n) f(n + 1), r: f(0)}.r",
       "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"two that call each other", "{f: function(g, n) g(g, n), r: f(f, 1)}.r",
       "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"a text that doubles", DOUBLED, "DMN_LIMIT_EXCEEDED DMN_LIMIT_MEMORY"},
      {"a list that shares itself", SHARED, "DMN_LIMIT_EXCEEDED DMN_LIMIT_MEMORY"},
      {"a list within lists", NESTED, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"a long loop", "some i in 1..9000000000000000000 satisfies i < 0",
       "DMN_LIMIT_EXCEEDED DMN_LIMIT_STEPS"},
      {"a large list", "for i in 1..900000 return i", "DMN_LIMIT_EXCEEDED DMN_LIMIT_MEMORY"},
      {"a product of loops", "some i in 1..2000, j in 1..2000 satisfies i + j = 0",
       "DMN_LIMIT_EXCEEDED DMN_LIMIT_STEPS"},
      {"a pattern that backtracks",
       "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"^(a+)+$\")", "null"},
      {"a text that repeats", "string join(for i in 1..100000 return \"0123456789\")",
       "DMN_LIMIT_EXCEEDED DMN_LIMIT_MEMORY"},
      {"a large number", "10 ** 6144 * 10", "null"},
  };
  dmn_session *session = session_of(NULL, NULL);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].name, feel_evaluated(session, ROWS[i].expression, ""), ROWS[i].answer);
    CHECK_ROW_TEXT(ROWS[i].name, feel_evaluated(session, "1 + 1", ""), "2");
  }
  dmn_session_close(session);
}

/* `count` times `before`, then `middle`, then `count` times `after`; owned by the caller. */
static char *repeated(const char *before, const char *middle, const char *after, size_t count) {
  char *all = memory_allocate((strlen(before) + strlen(after)) * count + strlen(middle) + 1);
  char *at = all;
  for (size_t i = 0; i < count; i++) at = stpcpy(at, before);
  at = stpcpy(at, middle);
  for (size_t i = 0; i < count; i++) at = stpcpy(at, after);
  return all;
}

typedef struct shape {
  const char *name, *before, *middle, *after;
  size_t count;
  const char *answer;
} shape;

static void hostile_sources(void **state) {
  (void)state;
  static const shape ROWS[] = {
      {"brackets in the limit", "(", "1", ")", 60, "1"},
      {"brackets", "(", "1", ")", 200, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"open brackets", "[", "", "", 16000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"a long sum", "1+", "1", "", 8000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"a long list", "", "[1", ",1+1", 4000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_NODES"},
      {"a long text", "x", "", "", 20000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_SOURCE_BYTES"},
      {"a huge text", "x", "", "", 30000000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_SOURCE_BYTES"},
  };
  dmn_session *session = session_of(NULL, NULL);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char *source = repeated(ROWS[i].before, ROWS[i].middle, ROWS[i].after, ROWS[i].count);
    CHECK_ROW_TEXT(ROWS[i].name, feel_evaluated(session, source, ""), ROWS[i].answer);
    memory_free(source);
  }
  dmn_session_close(session);
}

static void hostile_inputs(void **state) {
  (void)state;
  static const shape ROWS[] = {
      {"arrays in the limit", "[", "1", "]", LIMIT_JSON_DEPTH - 1, "1"},
      {"deep arrays", "[", "1", "]", 1000000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"deep objects", "{\"a\":", "1", "}", 100000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"many members", "[1],", "1", "", 20000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_NODES"},
      {"many bytes", " ", "1", " ", 3000000, "DMN_LIMIT_EXCEEDED DMN_LIMIT_SOURCE_BYTES"},
  };
  dmn_session *session = session_of(NULL, NULL);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char *member = repeated(ROWS[i].before, ROWS[i].middle, ROWS[i].after, ROWS[i].count);
    bool is_list = ROWS[i].after[0] == '\0';
    size_t size = strlen(member) + 20;
    char *input = memory_allocate(size);
    snprintf(input, size, is_list ? "{\"a\":[%s]}" : "{\"a\":%s}", member);
    CHECK_ROW_TEXT(ROWS[i].name, feel_evaluated(session, "count([a])", input), ROWS[i].answer);
    memory_free(input);
    memory_free(member);
  }
  dmn_session_close(session);
}

static void limits_are_options(void **state) {
  (void)state;
  static const struct {
    const char *name;
    dmn_expression_limits limits;
    uint32_t stack_depth_max;
    const char *answer;
  } ROWS[] = {
      {"defaults", {0, 0, 0}, 0, "true"},
      {"bytes", {10, 0, 0}, 0, "DMN_LIMIT_EXCEEDED DMN_LIMIT_SOURCE_BYTES"},
      {"depth", {0, 2, 0}, 0, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"nodes", {0, 0, 3}, 0, "DMN_LIMIT_EXCEEDED DMN_LIMIT_NODES"},
      {"stack", {0, 0, 0}, 2, "DMN_LIMIT_EXCEEDED DMN_LIMIT_DEPTH"},
      {"more than allowed", {UINT32_MAX, UINT32_MAX, UINT32_MAX}, UINT32_MAX, "true"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
    options.expression = ROWS[i].limits;
    options.stack_depth_max = ROWS[i].stack_depth_max;
    dmn_session *session = session_of(NULL, &options);
    CHECK_ROW_TEXT(ROWS[i].name, feel_evaluated(session, "[[[a]]] = [[[a + 1 - 1]]]", "{\"a\": 1}"),
                   ROWS[i].answer);
    dmn_session_close(session);
  }
}

/* As deep as the largest limits allow: the C stack must hold. */
static void deepest_sources(void **state) {
  (void)state;
  static const char *const SHAPES[][3] = {{"(", "1", ")"},
                                          {"[", "1", "]"},
                                          {"{a:", "1", "}"},
                                          {"abs(", "1", ")"},
                                          {"1 in (", "1", ")"},
                                          {"if true then ", "1", " else 2"},
                                          {"for x in ", "[1]", " return 1"},
                                          {"(function(x) x)(", "1", ")"}};
  dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
  options.expression.depth_max = UINT32_MAX;
  dmn_session *session = session_of(NULL, &options);
  for (size_t i = 0; i < COUNT_OF(SHAPES); i++) {
    for (size_t count = 100; count < 700; count += 50) {
      char *source = repeated(SHAPES[i][0], SHAPES[i][1], SHAPES[i][2], count);
      feel_evaluated(session, source, "");
      memory_free(source);
    }
  }
  dmn_session_close(session);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(expressions),         cmocka_unit_test(mistakes_have_a_place),
      cmocka_unit_test(hostile_expressions), cmocka_unit_test(hostile_sources),
      cmocka_unit_test(hostile_inputs),      cmocka_unit_test(limits_are_options),
      cmocka_unit_test(deepest_sources),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
