/* Conformance of types, implicit conversions of values, and how types are written. */
#include "feel/type.h"

#include "base/text_builder.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"
#include "support/table.h"

typedef struct world {
  arena *arena;
  name_table *names;
  evaluation evaluation;
} world;

static void world_init(world *w) {
  w->arena = arena_create(0);
  w->names = name_table_create(w->arena);
  evaluation_init(&w->evaluation, w->arena);
}

static const feel_type *read_type(world *w, const char *source) {
  source_text *from = ARENA_NEW(w->arena, source_text);
  from->text = text_of(source);
  return parse_type(&(parser_input){w->arena, from, w->names, NULL, {0}});
}

static value evaluate(world *w, const char *source) {
  source_text *from = ARENA_NEW(w->arena, source_text);
  from->text = text_of(source);
  compiler_options options = {.arena = w->arena};
  const program *p = compile_expression(from, w->names, &options);
  return interpreter_run(&w->evaluation, p, ARENA_ARRAY(w->arena, value, p->frame_size + 1));
}

typedef struct conformance_case {
  const char *type, *wanted;
  bool conforms;
} conformance_case;

static void conformance(void **state) {
  (void)state;
  static const conformance_case cases[] = {
      {"number", "number", true},
      {"number", "Any", true},
      {"Any", "number", false},
      {"Null", "number", true},
      {"list<number>", "list<Any>", true},
      {"list<number>", "list<string>", false},
      {"list<list<number>>", "list<list<number>>", true},
      {"range<date>", "range<date>", true},
      {"context<a: number, b: string>", "context<a: number>", true},
      {"context<a: number>", "context<a: number, b: string>", false},
      {"function<Any> -> number", "function<number> -> Any", true},
      {"function<number> -> number", "function<Any> -> number", false},
      {"function<number> -> number", "function<number, number> -> number", false},
      {"days and time duration", "years and months duration", false},
  };
  world w;
  world_init(&w);
  for (size_t i = 0; i < COUNT_OF(cases); i++)
    CHECK_ROW(cases[i].type, type_conforms(read_type(&w, cases[i].type),
                                           read_type(&w, cases[i].wanted)) == cases[i].conforms);
  arena_destroy(w.arena);
}

typedef struct coercion_case {
  const char *source, *type, *result;
} coercion_case;

static void conversions(void **state) {
  (void)state;
  static const coercion_case cases[] = {
      {"1", "number", "1"},
      {"\"a\"", "number", "null"},
      {"null", "number", "null"},
      {"[1]", "number", "1"},
      {"[\"a\"]", "number", "null"},
      {"[1, 2]", "number", "null"},
      {"1", "list<number>", "[1]"},
      {"\"a\"", "list<number>", "null"},
      {"[1, \"a\"]", "list<number>", "null"},
      {"@\"2024-01-02\"", "date and time", "@\"2024-01-02T00:00:00Z\""},
      {"{a: 1, b: 2}", "context<a: number>", "{a: 1, b: 2}"},
      {"{b: 2}", "context<a: number>", "null"},
      {"[1..2]", "range<number>", "[1..2]"},
      {"1", "Any", "1"},
  };
  world w;
  world_init(&w);
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    value coerced =
        type_coerce(&w.evaluation, evaluate(&w, cases[i].source), read_type(&w, cases[i].type));
    CHECK_ROW(cases[i].source, value_identical(coerced, evaluate(&w, cases[i].result)));
  }
  arena_destroy(w.arena);
}

static void written_types(void **state) {
  (void)state;
  static const char *const spellings[] = {"number",
                                          "date and time",
                                          "list<number>",
                                          "range<date>",
                                          "context<a b: number, c: list<string>>",
                                          "function<number, Any> -> string"};
  world w;
  world_init(&w);
  for (size_t i = 0; i < COUNT_OF(spellings); i++) {
    text_builder out;
    text_builder_init(&out, 200);
    type_to_text(read_type(&w, spellings[i]), &out);
    CHECK_ROW_TEXT(spellings[i], out.data, spellings[i]);
    text_builder_release(&out);
  }
  arena_destroy(w.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(conformance), cmocka_unit_test(conversions),
                                     cmocka_unit_test(written_types)};
  return cmocka_run_group_tests_name("types", tests, NULL, NULL);
}
