/* Unary tests (the cells of decision tables) on any value.
 *
 * The first line is an expression, its value the tested one; the rest are the tests.  Claims: the
 * answer is true, false or null; with a missing value it is unknown or the same for every value. */
#include "support.h"

enum { TESTS_MEMORY_BYTES = 1 << 20, TESTS_STEPS = 20000 };

static value run_within_limits(evaluation *e, const program *p, value tested, bool with_value) {
  size_t size = FUZZ_VARIABLES + 1;
  if (p->frame_size > size) size = p->frame_size;
  value *frame = ARENA_ARRAY(e->arena, value, size);
  if (frame == NULL) return evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
  fuzz_bind(e, frame, 0);
  if (with_value) frame[FUZZ_VARIABLES] = tested;
  return interpreter_run(e, p, frame);
}

static void evaluation_init_small(evaluation *e, bool three_valued) {
  evaluation_init(e, arena_create(TESTS_MEMORY_BYTES));
  e->steps_left = e->steps_max = TESTS_STEPS;
  e->three_valued = three_valued;
  e->fact_count = FUZZ_VARIABLES + 1;
  e->now = fuzz_now();
}

static void test_value(const program *expression, const program *tests) {
  evaluation known, unknown;
  evaluation_init_small(&known, false);
  value tested = run_within_limits(&known, expression, value_null(), false);
  value answer = run_within_limits(&known, tests, tested, true);
  FUZZ_CHECK(answer.kind == VALUE_NULL || answer.kind == VALUE_BOOLEAN);
  evaluation_init_small(&unknown, true);
  value missing = evaluation_missing_fact(&unknown, FUZZ_VARIABLES);
  value any = run_within_limits(&unknown, tests, missing, true);
  FUZZ_CHECK(any.kind == VALUE_NULL || any.kind == VALUE_BOOLEAN || any.kind == VALUE_UNKNOWN);
  bool is_complete =
      known.limit_reached == EVALUATION_IN_LIMITS && unknown.limit_reached == EVALUATION_IN_LIMITS;
  if (is_complete && unknown.consulted_missing == NULL) {
    FUZZ_CHECK(fuzz_is_refined_by(any, answer));
  }
  arena_destroy(known.arena);
  arena_destroy(unknown.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena *a = arena_create(0);
  source_text expression = {0}, tests = {0};
  fuzz_split(fuzz_text(data, size), TEXT("\n"), &expression.text, &tests.text);
  diagnostic_list diagnostics;
  diagnostic_list_init(&diagnostics, a, 0);
  compiler_options options = {
      .arena = a, .slots_reserved = FUZZ_VARIABLES + 1, .diagnostics = &diagnostics};
  const program *e = compile_expression(&expression, fuzz_names_create(a), &options);
  const program *t = compile_unary_tests(&tests, fuzz_names_create(a), FUZZ_VARIABLES, &options);
  fuzz_check_diagnostics(&diagnostics);
  if (e != NULL && t != NULL) test_value(e, t);
  arena_destroy(a);
  return 0;
}
