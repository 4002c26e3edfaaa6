/* Runs the tables of FEEL cases in tests/feel; with file names as arguments, those.
 *
 *   # a comment                     ## a heading, shown with failures: the clause of the standard
 *   expression => result            both are FEEL; the last " => " of the case separates them
 *   first line of an expression     lines that begin with white space go on
 *     second line => result
 *   %with a: 1, b: [1, 2]           variables of the cases below, up to the next %with or heading
 *   %missing x, y                   variables without a fact; evaluation is three-valued from here
 *   %test 5 | > 3, null => true     unary tests (right) on a value (left)
 *   %now 2024-02-29T10:00:00+08:00  what now() gives; null until then
 *   expression => error             does not compile
 *   expression => unknown x, y      unknown, for want of exactly these facts
 *
 * Results are compared by all fields, not by FEEL equality. */
#include <glob.h>
#include <stdlib.h>

#include "base/allocator.h"
#include "base/text_builder.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"
#include "feel/temporal.h"
#include "support/table.h"

enum { VARIABLES_MAX = 64, CASE_SIZE_MAX = 65536 };

typedef struct feel_cases_outcome {
  size_t passed, failed;
} feel_cases_outcome;

/* What the directives of a file have set. */
typedef struct case_scope {
  arena *arena;
  text names[VARIABLES_MAX];
  value values[VARIABLES_MAX];
  bool missing[VARIABLES_MAX];
  size_t count;
  bool three_valued;
  value now;
} case_scope;

typedef struct case_place {
  const char *path;
  unsigned line;
  char heading[200];
} case_place;

static bool case_fail(const case_place *place, text source, const char *what, text detail) {
  fprintf(stderr, "%s:%u: %s\n    %.*s\n    %s: %.*s\n", place->path, place->line, place->heading,
          TEXT_ARG(source), what, TEXT_ARG(detail));
  return false;
}

static void declare_members(name_table *names, value v) {
  if (v.kind == VALUE_LIST)
    for (size_t i = 0; i < v.as.list->count; i++) declare_members(names, v.as.list->items[i]);
  if (v.kind != VALUE_CONTEXT) return;
  for (size_t i = 0; i < v.as.context->count; i++) {
    name_table_declare_member(names, v.as.context->keys[i]);
    declare_members(names, v.as.context->values[i]);
  }
}

static name_table *scope_names(const case_scope *scope, arena *a) {
  name_table *names = name_table_create(a);
  for (size_t i = 0; i < scope->count; i++) {
    name_table_declare(names, scope->names[i], (uint32_t)i, NULL);
    declare_members(names, scope->values[i]);
  }
  return names;
}

typedef struct case_result {
  value result;
  bool is_faulty;
  char diagnostics[2000];
} case_result;

/* Compiles and evaluates `source`: an expression, or (tests not empty) tests on its value. */
static case_result case_evaluate(const case_scope *scope, arena *a, text source, text tests) {
  case_result r = {.result = value_null()};
  diagnostic_list diagnostics;
  diagnostic_list_init(&diagnostics, a, 0);
  uint32_t slots = (uint32_t)scope->count + 1;
  compiler_options options = {.arena = a, .slots_reserved = slots, .diagnostics = &diagnostics};
  name_table *names = scope_names(scope, a);
  source_text *from = ARENA_NEW(a, source_text), *tests_from = ARENA_NEW(a, source_text);
  from->text = source;
  tests_from->text = tests;
  const program *p = compile_expression(from, names, &options), *t = NULL;
  if (tests.size > 0) t = compile_unary_tests(tests_from, names, (uint32_t)scope->count, &options);
  evaluation e;
  evaluation_init(&e, a);
  e.three_valued = scope->three_valued;
  e.fact_count = scope->count;
  e.now = scope->now;
  e.diagnostics = &diagnostics;
  size_t size = slots;
  if (p && p->frame_size > size) size = p->frame_size;
  if (t && t->frame_size > size) size = t->frame_size;
  value *frame = ARENA_ARRAY(a, value, size);
  for (size_t i = 0; i < scope->count; i++)
    frame[i] = scope->missing[i] ? evaluation_missing_fact(&e, i) : scope->values[i];
  r.is_faulty = diagnostics.error_count > 0 || !p;
  if (p) r.result = interpreter_run(&e, p, frame);
  if (t) {
    frame[scope->count] = r.result;
    r.result = interpreter_run(&e, t, frame);
  }
  text_builder out;
  text_builder_init(&out, sizeof r.diagnostics - 1);
  for (size_t i = 0; i < diagnostics.count; i++)
    diagnostic_print(&diagnostics.items[i], LANGUAGE_ENGLISH, &out);
  if (out.data) snprintf(r.diagnostics, sizeof r.diagnostics, "%s", out.data);
  text_builder_release(&out);
  return r;
}

static bool check_unknown(const case_scope *scope, const case_place *place, text source,
                          const case_result *r, text wanted) {
  if (r->result.kind != VALUE_UNKNOWN)
    return case_fail(place, source, "expected unknown, got",
                     text_of(value_kind_name(r->result.kind)));
  for (size_t i = 0; i < scope->count; i++) {
    bool is_wanted = false;
    for (size_t at = 0; at <= wanted.size;) {
      size_t comma = text_find(wanted, TEXT(","), at);
      if (comma == SIZE_MAX) comma = wanted.size;
      is_wanted |= text_equal(text_trim(text_slice(wanted, at, comma - at)), scope->names[i]);
      at = comma + 1;
    }
    if (missing_set_has(r->result.as.missing, i) != is_wanted)
      return case_fail(place, source, is_wanted ? "not in the set" : "wrongly in the set",
                       scope->names[i]);
  }
  return true;
}

static bool check_value(const case_place *place, text source, const case_result *r,
                        const case_result *wanted) {
  if (wanted->is_faulty)
    return case_fail(place, source, "bad result", text_of(wanted->diagnostics));
  if (value_identical(r->result, wanted->result)) return true;
  text_builder out;
  text_builder_init(&out, 4000);
  value_to_text(r->result, &out);
  text_builder_add_string(&out, ", expected ");
  value_to_text(wanted->result, &out);
  text_builder_add_byte(&out, '\n');
  text_builder_add_string(&out, r->diagnostics);
  case_fail(place, source, "got", text_builder_text(&out));
  text_builder_release(&out);
  return false;
}

static bool run_case(const case_scope *scope, const case_place *place, text source) {
  size_t arrow = SIZE_MAX;
  for (size_t at = text_find(source, TEXT("=>"), 0); at != SIZE_MAX;
       at = text_find(source, TEXT("=>"), at + 1))
    arrow = at;
  if (arrow == SIZE_MAX) return case_fail(place, source, "no => in", source);
  text left = text_trim(text_slice(source, 0, arrow));
  text wanted = text_trim(text_slice(source, arrow + 2, source.size));
  text tests = {"", 0};
  if (text_starts_with(left, TEXT("%test"))) {
    size_t bar = text_find(left, TEXT("|"), 0);
    if (bar == SIZE_MAX) return case_fail(place, source, "no | in", left);
    tests = text_trim(text_slice(left, bar + 1, left.size));
    left = text_trim(text_slice(left, 5, bar - 5));
  }
  arena *a = arena_create(32u << 20);
  case_result r = case_evaluate(scope, a, left, tests);
  bool passed;
  if (text_is(wanted, "error")) {
    passed = r.is_faulty || case_fail(place, source, "compiles", (text){"", 0});
  } else if (text_starts_with(wanted, TEXT("unknown"))) {
    passed = check_unknown(scope, place, source, &r, text_slice(wanted, 7, wanted.size));
  } else {
    case_result expected = case_evaluate(scope, a, wanted, (text){"", 0});
    passed = check_value(place, source, &r, &expected);
  }
  arena_destroy(a);
  return passed;
}

static void set_variables(case_scope *scope, text entries) {
  char source[CASE_SIZE_MAX];
  snprintf(source, sizeof source, "{%.*s}", TEXT_ARG(entries));
  scope->count = 0;
  case_scope empty = {.now = scope->now};
  text copy = arena_copy_string(scope->arena, source) ? arena_copy(scope->arena, text_of(source))
                                                      : (text){"", 0};
  case_result r = case_evaluate(&empty, scope->arena, copy, (text){"", 0});
  if (r.result.kind != VALUE_CONTEXT) {
    fprintf(stderr, "bad %%with: %s\n%s\n", source, r.diagnostics);
    return;
  }
  for (size_t i = 0; i < r.result.as.context->count && i < VARIABLES_MAX; i++) {
    scope->names[i] = r.result.as.context->keys[i];
    scope->values[i] = r.result.as.context->values[i];
    scope->missing[i] = false;
    scope->count = i + 1;
  }
}

static void add_missing(case_scope *scope, text names) {
  scope->three_valued = true;
  for (size_t at = 0; at < names.size && scope->count < VARIABLES_MAX;) {
    size_t comma = text_find(names, TEXT(","), at);
    if (comma == SIZE_MAX) comma = names.size;
    text name = text_trim(text_slice(names, at, comma - at));
    scope->names[scope->count] = arena_copy(scope->arena, name);
    scope->missing[scope->count++] = true;
    at = comma + 1;
  }
}

static bool run_block(case_scope *scope, case_place *place, text block, feel_cases_outcome *out) {
  if (text_starts_with(block, TEXT("##"))) {
    snprintf(place->heading, sizeof place->heading, "%.*s", TEXT_ARG(block));
    scope->count = 0;
    scope->three_valued = false;
  } else if (text_starts_with(block, TEXT("#"))) {
    return true;
  } else if (text_starts_with(block, TEXT("%with"))) {
    scope->three_valued = false;
    set_variables(scope, text_slice(block, 5, block.size));
  } else if (text_starts_with(block, TEXT("%missing"))) {
    add_missing(scope, text_slice(block, 8, block.size));
  } else if (text_starts_with(block, TEXT("%now"))) {
    scope->now =
        temporal_parse_date_time(scope->arena, text_trim(text_slice(block, 4, block.size)));
  } else if (run_case(scope, place, block)) {
    out->passed++;
  } else {
    out->failed++;
  }
  return true;
}

static feel_cases_outcome run_file(const char *path) {
  feel_cases_outcome out = {0};
  FILE *file = fopen(path, "rb");
  if (!file) {
    fprintf(stderr, "%s: cannot be read\n", path);
    return (feel_cases_outcome){.failed = 1};
  }
  case_scope scope = {.arena = arena_create(0)};
  case_place place = {.path = path};
  static char block[CASE_SIZE_MAX], line[CASE_SIZE_MAX];
  size_t size = 0;
  unsigned line_number = 0;
  bool more = true;
  while (more) {
    more = fgets(line, sizeof line, file) != NULL;
    if (more) line_number++;
    bool continues = more && (line[0] == ' ' || line[0] == '\t');
    if (!continues && size > 0) {
      run_block(&scope, &place, text_trim((text){block, size}), &out);
      size = 0;
    }
    if (!more || line[0] == '\n') continue;
    if (size == 0) place.line = line_number;
    size_t length = strlen(line);
    if (size + length < sizeof block) memcpy(block + size, line, length);
    if (size + length < sizeof block) size += length;
  }
  fclose(file);
  arena_destroy(scope.arena);
  return out;
}

static void every_case_file(void **state) {
  (void)state;
  glob_t files;
  assert_int_equal(glob("tests/feel/*.feel-cases", 0, NULL, &files), 0);
  size_t passed = 0, failed = 0;
  int64_t blocks = memory_live_blocks();
  for (size_t i = 0; i < files.gl_pathc; i++) {
    feel_cases_outcome one = run_file(files.gl_pathv[i]);
    passed += one.passed;
    failed += one.failed;
  }
  globfree(&files);
  assert_int_equal(memory_live_blocks(), blocks);
  print_message("%zu FEEL cases passed\n", passed);
  assert_int_equal(failed, 0);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    feel_cases_outcome one = run_file(argv[i]);
    printf("%s: %zu passed, %zu failed\n", argv[i], one.passed, one.failed);
  }
  if (argc > 1) return 0;
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_case_file)};
  return cmocka_run_group_tests_name("feel cases", tests, NULL, NULL);
}
