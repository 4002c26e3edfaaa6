/* From text to tree to program, and what an evaluator sees of it: dumps, natives, trace, captures.
 */
#include "feel/compiler.h"

#include "feel/interpreter.h"
#include "feel/trace.h"
#include "support/table.h"

typedef struct bench {
  arena *arena;
  name_table *names;
  diagnostic_list list;
  compiler_options options;
} bench;

static void bench_init(bench *b) {
  *b = (bench){.arena = arena_create(0)};
  b->names = name_table_create(b->arena);
  diagnostic_list_init(&b->list, b->arena, 0);
  name_table_declare(b->names, TEXT("a"), 0, NULL);
  name_table_declare(b->names, TEXT("b c"), 1, NULL);
  b->options = (compiler_options){
      .arena = b->arena, .slots_reserved = 2, .diagnostics = &b->list, .names = b->names};
}

static const source_text *bench_source(bench *b, const char *source) {
  source_text *from = ARENA_NEW(b->arena, source_text);
  from->text = text_of(source);
  return from;
}

static const program *bench_compile(bench *b, const char *source) {
  return compile_expression(bench_source(b, source), b->names, &b->options);
}

typedef struct dump_case {
  const char *source, *dump;
} dump_case;

static void trees(void **state) {
  (void)state;
  static const dump_case cases[] = {
      {"a + b c * 2", "(ARITHMETIC + `a` (ARITHMETIC * `b c` 2))"},
      {"a - 1 - 2", "(ARITHMETIC - (ARITHMETIC - `a` 1) 2)"},
      {"a or a and a", "(OR `a` (AND `a` `a`))"},
      {"a = 1 and a > 2", "(AND (COMPARE = `a` 1) (COMPARE > `a` 2))"},
      {"-a ** 2", "(ARITHMETIC ** (NEGATE `a`) 2)"},
      {"a.b c[1].d", "(PATH d (FILTER (PATH b c `a`) 1))"},
      {"[a, \"x\"]", "(LIST `a` \"x\")"},
      {"{x: a, y: x}", "(CONTEXT x: `a` y: `x`)"},
      {"]a..5[", "(RANGE `a` 5)"},
      {"[a..5]", "(RANGE ! !! `a` 5)"},
      {"(>= a)", "(UNARY_RANGE >= `a`)"},
      {"a in (1, > 2)", "(IN `a` (TESTS (TEST_VALUE 1) (TEST_COMPARE > 2)))"},
      {"for i in 1..3 return i", "(FOR i := (ITERATION 1 3) `i`)"},
      {"some i in a satisfies i", "(SOME i := `a` `i`)"},
      {"a(b c: 1)", "(INVOKE `a` b c: 1)"},
      {"a[x = 1]", "(FILTER `a` (COMPARE = (ITEM_MEMBER x) 1))"},
      {"a[b c = 1]", "(FILTER `a` (COMPARE = (ITEM_MEMBER b c `b c`) 1))"},
      {"a instance of list<number>", "(INSTANCE_OF list<number> `a`)"},
      {"1 +", "(FAULTY)"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    bench b;
    bench_init(&b);
    parser_input input = {b.arena, bench_source(&b, cases[i].source), b.names, &b.list, {0}};
    text_builder out;
    text_builder_init(&out, 4000);
    syntax_print(parse_expression(&input), &out);
    CHECK_ROW_TEXT(cases[i].source, out.data, cases[i].dump);
    text_builder_release(&out);
    arena_destroy(b.arena);
  }
}

static void programs(void **state) {
  (void)state;
  static const dump_case cases[] = {
      {"1 + 2 * 3", "0 CONSTANT 7\n"},
      {"a + 2 * 3", "0 SLOT $0\n1 CONSTANT 6\n2 ADD 0 1\n"},
      {"a in [1..5]",
       "0 SLOT $0\n1 CONSTANT 1\n2 CONSTANT 5\n3 TEST_RANGE/3 $2 1 2\n4 IN 0 $2 3\n"},
      {"date(\"2024-01-01\")", "0 CONSTANT 2024-01-01\n"},
      {"{x: 1, y: 2}.y", "0 CONSTANT 2\n"},
      {"[1, 2, [3]]", "0 CONSTANT [1, 2, [3]]\n"},
      {"if a then 1 else 2", "0 SLOT $0\n1 CONSTANT 1\n2 CONSTANT 2\n3 IF 0 1 2\n"},
      {"a[item > 1]",
       "0 SLOT $0\n1 SLOT $2\n2 ITEM_MEMBER $2 'item' 1\n3 CONSTANT 1\n"
       "4 GREATER 2 3\n5 FILTER 0 4 $2\n"},
      {"1 / 0", "0 CONSTANT 1\n1 CONSTANT 0\n2 DIVIDE 0 1\n"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    bench b;
    bench_init(&b);
    const program *p = bench_compile(&b, cases[i].source);
    text_builder out;
    text_builder_init(&out, 4000);
    program_print(p, &out);
    CHECK_ROW_TEXT(cases[i].source, out.data, cases[i].dump);
    CHECK_ROW(cases[i].source, program_verify(p));
    text_builder_release(&out);
    arena_destroy(b.arena);
  }
}

/* --- A construct of another layer: the sum of its parts, the first of which is `?` of the rest ---
 */

static value evaluate_sum(native_call *call) {
  decimal sum = decimal_of(0);
  for (size_t i = 0; i < call->part_count; i++) {
    value part = native_call_part(call, i);
    if (part.kind == VALUE_NUMBER) decimal_add(&sum, &part.as.number, &sum);
  }
  return value_number(sum);
}

static const native_function sum_function = {"sum of parts", evaluate_sum};

static void natives_see_their_parts(void **state) {
  (void)state;
  bench b;
  bench_init(&b);
  name_table_push(b.names);
  name_entry *question = name_table_declare(b.names, TEXT("?"), NAME_NO_SLOT, NULL);
  parser_input first = {b.arena, bench_source(&b, "a * 2"), b.names, &b.list, {0}};
  parser_input second = {b.arena, bench_source(&b, "? + 1"), b.names, &b.list, {0}};
  syntax_node *const parts[] = {parse_expression(&first), parse_expression(&second)};
  name_entry *const entries[] = {question, NULL};
  source_span span = {first.source, 0, 1};
  syntax_node *node = syntax_native(b.arena, span, &sum_function, NULL, parts, entries, 2);
  name_table_pop(b.names);
  const program *p = compile_tree(node, &b.options);
  assert_non_null(p);
  value frame[8] = {value_number(decimal_of(10))};
  assert_true(p->frame_size <= COUNT_OF(frame));
  evaluation e;
  evaluation_init(&e, b.arena);
  value result = interpreter_run(&e, p, frame);
  decimal expected = decimal_of(41); /* 20 + 21 */
  assert_int_equal(decimal_compare(&result.as.number, &expected), 0);
  arena_destroy(b.arena);
}

static void trace_tells_comparisons(void **state) {
  (void)state;
  bench b;
  bench_init(&b);
  const program *p = bench_compile(&b, "a >= 5 and b c in [1..3]");
  value frame[8] = {value_number(decimal_of(7)), value_number(decimal_of(4))};
  evaluation e;
  trace t;
  evaluation_init(&e, b.arena);
  trace_init(&t, b.arena);
  e.trace = &t;
  assert_true(value_is_false(interpreter_run(&e, p, frame)));
  static const struct {
    const char *source;
    syntax_operator op;
    bool result;
  } expected[] = {{"a >= 5", OPERATOR_GREATER_EQUAL, true},
                  {"[1..3]", OPERATOR_GREATER_EQUAL, true},
                  {"[1..3]", OPERATOR_LESS_EQUAL, false}};
  assert_int_equal(t.count, COUNT_OF(expected));
  for (size_t i = 0; i < t.count; i++) {
    CHECK_ROW(expected[i].source, text_is(source_span_text(t.events[i].span), expected[i].source));
    CHECK_ROW(expected[i].source, t.events[i].op == expected[i].op);
    CHECK_ROW(expected[i].source, value_is_true(t.events[i].result) == expected[i].result);
  }
  arena_destroy(b.arena);
}

static void consulted_facts_are_kept(void **state) {
  (void)state;
  bench b;
  bench_init(&b);
  const program *p = bench_compile(&b, "if a = null then null else a > b c");
  evaluation e;
  evaluation_init(&e, b.arena);
  e.three_valued = true;
  e.fact_count = 2;
  value frame[8] = {evaluation_missing_fact(&e, 0), evaluation_missing_fact(&e, 1)};
  value result = interpreter_run(&e, p, frame);
  assert_int_equal(result.kind, VALUE_NULL);
  assert_true(missing_set_has(e.consulted_missing, 0));
  assert_false(missing_set_has(e.consulted_missing, 1));
  assert_true(missing_set_has(evaluation_missing(&e, frame[1]), 1));
  arena_destroy(b.arena);
}

static value twice(evaluation *e, const void *data, const value *arguments, size_t count) {
  (void)e, (void)data, (void)count;
  decimal two = decimal_of(2), product;
  if (arguments[0].kind != VALUE_NUMBER) return value_null();
  decimal_multiply(&arguments[0].as.number, &two, &product);
  return value_number(product);
}

static void functions_of_other_layers(void **state) {
  (void)state;
  bench b;
  bench_init(&b);
  const text parameters[] = {TEXT("amount paid")};
  const feel_type *const types[] = {type_basic(TYPE_NUMBER)};
  const value_function native = {.kind = FUNCTION_NATIVE,
                                 .parameters = parameters,
                                 .parameter_types = types,
                                 .parameter_count = 1,
                                 .callback = twice};
  static const struct {
    const char *source;
    int64_t expected; /* -1: null */
  } cases[] = {{"a(4)", 8},      {"a(amount paid: 4)", 8}, {"a([4])", 8},
               {"a(\"x\")", -1}, {"a(1, 2)", -1},          {"a(other: 4)", -1}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    const program *p = bench_compile(&b, cases[i].source);
    value frame[8] = {function_native(&native)};
    evaluation e;
    evaluation_init(&e, b.arena);
    value result = interpreter_run(&e, p, frame);
    decimal expected = decimal_of(cases[i].expected);
    bool fits = cases[i].expected == -1 ? result.kind == VALUE_NULL
                                        : result.kind == VALUE_NUMBER &&
                                              decimal_compare(&result.as.number, &expected) == 0;
    CHECK_ROW(cases[i].source, fits);
  }
  arena_destroy(b.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(trees),
                                     cmocka_unit_test(programs),
                                     cmocka_unit_test(natives_see_their_parts),
                                     cmocka_unit_test(trace_tells_comparisons),
                                     cmocka_unit_test(consulted_facts_are_kept),
                                     cmocka_unit_test(functions_of_other_layers)};
  return cmocka_run_group_tests_name("compiler", tests, NULL, NULL);
}
