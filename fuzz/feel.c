/* Lexer, parser and compiler on any text: as an expression, as unary tests and as a type.
 *
 * Claims: a diagnostic for each failure and only then; spans lie in the source; what the compiler
 * writes passes program_verify; the same text gives the same tree, also in parentheses. */
#include "support.h"

#include "base/limits.h"
#include "base/messages/feel.h"

typedef struct reading {
  diagnostic_list diagnostics;
  text_builder tree;
  bool is_clean;
} reading;

static bool has_fault(const syntax_node *node) {
  if (node->kind == SYNTAX_FAULTY) return true;
  for (uint32_t i = 0; i < node->child_count; i++) {
    if (has_fault(node->children[i])) return true;
  }
  return false;
}

static syntax_node *read_source(arena *a, const source_text *source, bool is_tests, reading *out) {
  name_table *names = fuzz_names_create(a);
  diagnostic_list_init(&out->diagnostics, a, 0);
  parser_input input = {
      .arena = a, .source = source, .names = names, .diagnostics = &out->diagnostics};
  name_table_push(names);
  name_entry *tested = name_table_declare(names, TEXT("?"), FUZZ_VARIABLES, NULL);
  syntax_node *root = is_tests ? parse_unary_tests(&input, tested) : parse_expression(&input);
  name_table_pop(names);
  FUZZ_CHECK(root != NULL);
  FUZZ_CHECK(!has_fault(root) || out->diagnostics.error_count > 0);
  out->is_clean = out->diagnostics.error_count == 0;
  text_builder_init(&out->tree, 1u << 24);
  syntax_print(root, &out->tree);
  FUZZ_CHECK(out->tree.size > 0);
  return root;
}

static void compile_source(arena *a, const source_text *source, bool is_tests, bool was_clean) {
  diagnostic_list diagnostics;
  diagnostic_list_init(&diagnostics, a, 0);
  compiler_options options = {
      .arena = a, .slots_reserved = FUZZ_VARIABLES + 1, .diagnostics = &diagnostics};
  name_table *names = fuzz_names_create(a);
  options.names = names;
  const program *p = is_tests ? compile_unary_tests(source, names, FUZZ_VARIABLES, &options)
                              : compile_expression(source, names, &options);
  fuzz_check_diagnostics(&diagnostics);
  FUZZ_CHECK(was_clean || diagnostics.error_count > 0);
  if (p == NULL) {
    FUZZ_CHECK(diagnostics.error_count > 0);
    return;
  }
  FUZZ_CHECK(program_verify(p));
  FUZZ_CHECK(p->is_faulty == (diagnostics.error_count > 0));
  text_builder dump;
  text_builder_init(&dump, 1u << 24);
  program_print(p, &dump);
  text_builder_release(&dump);
}

/* Parentheses around an expression change nothing. */
static void check_parentheses(arena *a, text source, const reading *plain) {
  text_builder wrapped;
  text_builder_init(&wrapped, LIMIT_FEEL_SOURCE_BYTES);
  text_builder_add_byte(&wrapped, '(');
  text_builder_add(&wrapped, source);
  text_builder_add_string(&wrapped, "\n)");
  if (!wrapped.failed) {
    source_text from = {.text = text_builder_text(&wrapped)};
    reading again;
    read_source(a, &from, false, &again);
    bool is_too_deep =
        again.diagnostics.count > 0 && again.diagnostics.items[0].message == MESSAGE_FEEL_TOO_DEEP;
    FUZZ_CHECK(again.is_clean || is_too_deep);
    FUZZ_CHECK(is_too_deep ||
               text_equal(text_builder_text(&plain->tree), text_builder_text(&again.tree)));
    text_builder_release(&again.tree);
  }
  text_builder_release(&wrapped);
}

static void read_type(arena *a, const source_text *source) {
  diagnostic_list diagnostics;
  diagnostic_list_init(&diagnostics, a, 0);
  parser_input input = {
      .arena = a, .source = source, .names = fuzz_names_create(a), .diagnostics = &diagnostics};
  const feel_type *type = parse_type(&input);
  FUZZ_CHECK(type != NULL);
  fuzz_check_diagnostics(&diagnostics);
  text_builder out;
  text_builder_init(&out, 1u << 24);
  type_to_text(type, &out);
  FUZZ_CHECK(out.size > 0);
  text_builder_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena *a = arena_create(0);
  source_text source = {.text = fuzz_text(data, size), .origin = TEXT("fuzz")};
  for (int is_tests = 0; is_tests <= 1; is_tests++) {
    reading first, second;
    read_source(a, &source, is_tests != 0, &first);
    fuzz_check_diagnostics(&first.diagnostics);
    compile_source(a, &source, is_tests != 0, first.is_clean);
    read_source(a, &source, is_tests != 0, &second);
    FUZZ_CHECK(text_equal(text_builder_text(&first.tree), text_builder_text(&second.tree)));
    if (is_tests == 0 && first.is_clean) check_parentheses(a, source.text, &first);
    text_builder_release(&first.tree);
    text_builder_release(&second.tree);
  }
  read_type(a, &source);
  arena_destroy(a);
  return 0;
}
