/* docs/feel.md: runs its examples, and asks for every built-in function and signature in it. */
#include "base/file.h"
#include "base/text_builder.h"
#include "feel/builtin.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"
#include "support/table.h"

static const char DOCUMENT[] = "docs/feel.md";

static value evaluate(arena *a, text source) {
  name_table *names = name_table_create(a);
  source_text *from = ARENA_NEW(a, source_text);
  from->text = source;
  compiler_options options = {.arena = a};
  const program *p = compile_expression(from, names, &options);
  if (p == NULL) return value_string(TEXT("does not compile"));
  evaluation e;
  evaluation_init(&e, a);
  value *frame = ARENA_ARRAY(a, value, p->frame_size + 1);
  return interpreter_run(&e, p, frame);
}

/* One "expression => result" line. */
static void check_example(text line) {
  text separator = TEXT(" => ");
  size_t at = text_find(line, separator, 0);
  assert_true(at != SIZE_MAX);
  arena *a = arena_create(0);
  value actual = evaluate(a, text_slice(line, 0, at));
  value expected = evaluate(a, text_slice(line, at + separator.size, SIZE_MAX));
  if (!value_identical(actual, expected)) {
    text_builder shown;
    text_builder_init(&shown, 1000);
    value_to_text(actual, &shown);
    print_error("%s: %.*s\n  is %s\n", DOCUMENT, TEXT_ARG(line), shown.data);
    text_builder_release(&shown);
    fail();
  }
  arena_destroy(a);
}

static text read_document(arena *a) {
  sd_error error = {0};
  text content = {0};
  if (file_read(DOCUMENT, 1000000, a, &content, &error) != SD_OK) fail_msg("%s", error.text[1]);
  return content;
}

static void test_examples(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text document = read_document(a);
  bool is_example = false;
  size_t examples = 0, at = 0;
  while (at < document.size) {
    size_t end = text_find(document, TEXT("\n"), at);
    text line = text_slice(document, at, end == SIZE_MAX ? end : end - at);
    at = end == SIZE_MAX ? document.size : end + 1;
    if (text_starts_with(line, TEXT("```"))) {
      is_example = text_is(line, "```feel");
    } else if (is_example) {
      check_example(line);
      examples++;
    }
  }
  arena_destroy(a);
  assert_true(examples > builtin_count());
}

static void test_every_function_is_there(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text document = read_document(a);
  text_builder folded;
  text_builder_init(&folded, 1000000); /* lines joined, as signatures may be broken */
  for (size_t i = 0; i < document.size; i++)
    text_builder_add_byte(&folded, document.data[i] == '\n' ? ' ' : document.data[i]);
  for (size_t i = 0; i < builtin_count(); i++) {
    char heading[64], usage[256];
    snprintf(heading, sizeof heading, " ### %s ", builtin_name(builtin_at(i)).data);
    snprintf(usage, sizeof usage, "`%s`", builtin_signature(builtin_at(i)));
    CHECK_ROW(heading, text_find(text_builder_text(&folded), text_of(heading), 0) != SIZE_MAX);
    CHECK_ROW(usage, text_find(text_builder_text(&folded), text_of(usage), 0) != SIZE_MAX);
  }
  text_builder_release(&folded);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_examples),
      cmocka_unit_test(test_every_function_is_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
