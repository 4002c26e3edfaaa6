/* Every bound of the language, at its edge: reaching one is an error value, never a crash. */
#include "base/limits.h"
#include "base/allocator.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"
#include "support/table.h"

typedef struct outcome {
  bool is_faulty;
  evaluation_limit limit;
  value_kind kind;
} outcome;

static outcome run_source(const char *source, size_t memory_max,
                          bool (*is_out_of_time)(void *context)) {
  arena *model = arena_create(0), *memory = arena_create(memory_max);
  diagnostic_list list;
  diagnostic_list_init(&list, model, 0);
  name_table *names = name_table_create(model);
  source_text from = {.text = text_of(source)};
  compiler_options options = {.arena = model, .diagnostics = &list};
  const program *p = compile_expression(&from, names, &options);
  assert_non_null(p);
  evaluation e;
  evaluation_init(&e, memory);
  e.diagnostics = &list;
  e.is_out_of_time = is_out_of_time;
  value *frame = ARENA_ARRAY(model, value, p->frame_size + 1);
  value result = interpreter_run(&e, p, frame);
  outcome o = {list.error_count > 0, e.limit_reached, result.kind};
  arena_destroy(memory);
  arena_destroy(model);
  return o;
}

static char *repeat(const char *before, const char *middle, const char *after, size_t count) {
  size_t size = (strlen(before) + strlen(after)) * count + strlen(middle) + 1;
  char *all = memory_allocate(size), *at = all;
  for (size_t i = 0; i < count; i++) at = stpcpy(at, before);
  at = stpcpy(at, middle);
  for (size_t i = 0; i < count; i++) at = stpcpy(at, after);
  return all;
}

typedef struct shape_case {
  const char *name, *before, *middle, *after;
  size_t accepted, refused; /* repetitions */
} shape_case;

static const shape_case shape_cases[] = {
    {"parentheses", "(", "1", ")", 60, 200},
    {"lists", "[", "1", "]", 60, 200},
    {"contexts", "{a:", "1", "}", 60, 200},
    {"functions", "abs(", "1", ")", 60, 200},
    {"conditions", "if true then ", "1", " else 2", 60, 200},
    {"unary tests", "1 in (", "1", ")", 30, 200},
    {"filters", "[1][", "1", "]", 60, 200},
    {"powers", "2**", "1", "", 60, 5000},
    {"sums", "1+", "1", "", 900, 8000},
    {"open brackets", "(", "", "", 0, 5000},
    {"open braces", "{a:", "", "", 0, 5000},
    {"minuses", "-", "1", "", 0, 16000},
    {"loops", "for x in ", "[1]", " return 1", 60, 200},
};

static void deep_and_long_sources(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(shape_cases); i++) {
    const shape_case *c = &shape_cases[i];
    if (c->accepted > 0) {
      char *source = repeat(c->before, c->middle, c->after, c->accepted);
      CHECK_ROW(c->name, !run_source(source, 0, NULL).is_faulty);
      memory_free(source);
    }
    char *source = repeat(c->before, c->middle, c->after, c->refused);
    outcome o = run_source(source, 0, NULL);
    CHECK_ROW(c->name, o.is_faulty && o.kind == VALUE_NULL);
    memory_free(source);
  }
}

static void source_size(void **state) {
  (void)state;
  char *source = memory_allocate(LIMIT_FEEL_SOURCE_BYTES + 2);
  memset(source, ' ', LIMIT_FEEL_SOURCE_BYTES + 1);
  source[0] = '1';
  source[LIMIT_FEEL_SOURCE_BYTES] = '\0';
  assert_false(run_source(source, 0, NULL).is_faulty);
  source[LIMIT_FEEL_SOURCE_BYTES] = ' ';
  assert_true(run_source(source, 0, NULL).is_faulty);
  memory_free(source);
}

static bool always_late(void *context) { return context == NULL; }

typedef struct run_case {
  const char *source;
  size_t memory_max;
  bool (*is_out_of_time)(void *context);
  evaluation_limit limit;
} run_case;

static const run_case run_cases[] = {
    {"{f: function(n) f(n + 1), r: f(0)}.r", 0, NULL, EVALUATION_OUT_OF_DEPTH},
    {"{f: function(n) [f(n)], r: f(0)}.r", 0, NULL, EVALUATION_OUT_OF_DEPTH},
    {"count(for i in 1..100000000 return 1)", 1u << 20, NULL, EVALUATION_OUT_OF_MEMORY},
    {"some i in 1..100000000 satisfies i < 0", 0, NULL, EVALUATION_OUT_OF_STEPS},
    {"some i in 1..1000, j in 1..1000, k in 1..1000 satisfies false", 0, NULL,
     EVALUATION_OUT_OF_STEPS},
    {"every i in 1..9000000000000000000 satisfies true", 0, NULL, EVALUATION_OUT_OF_STEPS},
    {"some i in 1..100000 satisfies i < 0", 0, always_late, EVALUATION_OUT_OF_TIME},
    {"count(for i in 1..1000 return {a: i})", 4096, NULL, EVALUATION_OUT_OF_MEMORY},
    {"sum(for i in 1..1000 return i)", 0, NULL, EVALUATION_IN_LIMITS},
    {"{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(200)}.r", 0, NULL,
     EVALUATION_IN_LIMITS},
};

static void running(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(run_cases); i++) {
    const run_case *c = &run_cases[i];
    outcome o = run_source(c->source, c->memory_max, c->is_out_of_time);
    CHECK_ROW(c->source, o.limit == c->limit);
    CHECK_ROW(c->source, (o.kind == VALUE_NULL) == (c->limit != EVALUATION_IN_LIMITS));
  }
}

/* Fails every allocation of compiling and evaluating in turn: nothing leaks, nothing crashes. */
static void memory_out_anywhere(void **state) {
  (void)state;
  static const char *const sources[] = {
      "{f: function(x: number) x + 1, r: f(2), l: [1, 2, {a b: 3}][item > 1]}",
      "for i in 1..3, j in [1, 2] return if i > j then partial[1] else abs(n: -i)",
      "if (1 then unknown name(2) else @\"x\""};
  for (size_t i = 0; i < COUNT_OF(sources); i++) {
    for (int64_t n = 0; n < 100; n++) {
      int64_t before = memory_live_blocks();
      arena *model = arena_create(0);
      memory_fail_after(n, true);
      diagnostic_list list;
      diagnostic_list_init(&list, model, 0);
      name_table *names = name_table_create(model);
      source_text from = {.text = text_of(sources[i])};
      compiler_options options = {.arena = model, .diagnostics = &list};
      const program *p = names ? compile_expression(&from, names, &options) : NULL;
      value frame[32] = {{0}};
      evaluation e;
      evaluation_init(&e, model);
      if (p) interpreter_run(&e, p, frame);
      memory_fail_after(-1, false);
      arena_destroy(model);
      CHECK_ROW(sources[i], memory_live_blocks() == before);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(deep_and_long_sources),
                                     cmocka_unit_test(source_size), cmocka_unit_test(running),
                                     cmocka_unit_test(memory_out_anywhere)};
  return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
