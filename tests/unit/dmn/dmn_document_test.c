/* docs/dmn.md: runs its examples, and asks for every kind of element, expression, hit policy,
 * aggregation, namespace and limit in it. */
#include "base/file.h"
#include "base/limits.h"
#include "dmn/xml_loader.h"
#include "support/dmn.h"

static const char DOCUMENT[] = "docs/dmn.md";

enum { SOURCES_MAX = 4, DOCUMENT_BYTES_MAX = 1000000 };

/* What the examples of the page use, by number of its kind. */
typedef struct coverage {
  bool elements[DMN_SERVICE + 1];
  bool expressions[DMN_TABLE + 1];
  bool policies[DMN_OUTPUT_ORDER + 1];
  bool aggregations[DMN_MAX + 1];
} coverage;

typedef struct page {
  text content;
  arena *arena;
  dmn_model *model;                 /* of the last block of XML */
  bool is_explained;                /* its diagnostics were shown */
  size_t result_count, fault_count; /* all faults of the page are told in one run */
  coverage seen;
} page;

/* --- What an example uses --- */

static void see_expression(coverage *seen, const dmn_expression *e) {
  if (e == NULL) return;
  seen->expressions[e->kind] = true;
  for (size_t i = 0; i < e->part_count; i++) see_expression(seen, e->parts[i].expression);
  for (size_t i = 0; i < e->row_count * e->part_count; i++) see_expression(seen, e->cells[i]);
  see_expression(seen, e->callee);
  see_expression(seen, e->body);
  if (e->table == NULL) return;
  seen->policies[e->table->hit_policy] = true;
  seen->aggregations[e->table->aggregation] = true;
}

static void see_model(coverage *seen, const dmn_model *model) {
  for (size_t i = 0; i < model->element_count; i++) {
    seen->elements[model->elements[i]->kind] = true;
    see_expression(seen, model->elements[i]->expression);
  }
}

/* --- Examples --- */

static const char *printed_diagnostics(page *p, language lang) {
  text_builder printed;
  text_builder_init(&printed, DOCUMENT_BYTES_MAX);
  const diagnostic_list *list = dmn_model_diagnostics(p->model);
  for (size_t i = 0; i < list->count; i++) diagnostic_print(&list->items[i], lang, &printed);
  text copy = arena_copy(p->arena, text_builder_text(&printed));
  text_builder_release(&printed);
  return copy.data;
}

static void close_model(page *p) {
  if (p->model == NULL) return;
  if (!p->is_explained && p->model->diagnostics.count != 0) {
    print_error("%s: an example has diagnostics:\n%s", DOCUMENT,
                printed_diagnostics(p, LANGUAGE_ENGLISH));
    p->fault_count++;
  }
  dmn_model_destroy(p->model);
  p->model = NULL;
}

/* The documents of a block: those that it writes, or one around what it writes. */
static size_t split_sources(page *p, text block, dmn_source *sources) {
  static const char *const NAMES[SOURCES_MAX] = {"example.dmn", "second.dmn", "third.dmn", "4.dmn"};
  size_t count = 0;
  if (!text_starts_with(block, TEXT("<definitions"))) {
    text_builder xml;
    text_builder_init(&xml, DOCUMENT_BYTES_MAX);
    text_builder_add_string(&xml,
                            DMN_HEAD); /* on the first line, so that lines keep their number */
    text_builder_add(&xml, block);
    text_builder_add_string(&xml, DMN_END);
    sources[count++] =
        (dmn_source){text_of(NAMES[0]), arena_copy(p->arena, text_builder_text(&xml))};
    text_builder_release(&xml);
  }
  size_t at = count == 0 ? 0 : SIZE_MAX;
  while (at != SIZE_MAX && count < SOURCES_MAX) {
    size_t next = text_find(block, TEXT("\n<definitions"), at);
    text content = text_slice(block, at, next == SIZE_MAX ? next : next - at);
    sources[count] = (dmn_source){text_of(NAMES[count]), content};
    count++;
    at = next == SIZE_MAX ? next : next + 1;
  }
  return count;
}

static void open_model(page *p, text block) {
  close_model(p);
  dmn_source sources[SOURCES_MAX];
  size_t count = split_sources(p, block, sources);
  sd_error error = {0};
  if (dmn_model_create(sources, count, &p->model, &error) != SD_OK) {
    fail_msg("%s: %s in: %.*s", DOCUMENT, error.text[1], TEXT_ARG(block));
  }
  p->is_explained = false;
  see_model(&p->seen, p->model);
}

static const char *string_of(page *p, text t) { return arena_copy(p->arena, t).data; }

/* True when the note behind `//` is said: "missing: a, b", or a warning of the evaluation. */
static bool is_noted(page *p, dmn_evaluation *e, const dmn_element *element, text note) {
  if (text_starts_with(note, TEXT("missing: "))) {
    value missing = {.kind = VALUE_UNKNOWN, .as.missing = dmn_evaluation_missing(e, element)};
    if (missing.as.missing == NULL) return false;
    char wanted[500];
    snprintf(wanted, sizeof wanted, "unknown(%.*s)", TEXT_ARG(text_slice(note, 9, SIZE_MAX)));
    return strcmp(shown(p->model, missing), wanted) == 0;
  }
  const diagnostic_list *list = dmn_evaluation_diagnostics(e);
  for (size_t i = 0; i < list->count; i++) {
    char sentence[600];
    diagnostic_sentence(&list->items[i], LANGUAGE_ENGLISH, sentence, sizeof sentence);
    if (text_is(note, sentence)) return true;
  }
  return false;
}

/* The value of a FEEL literal as shown() writes it; unknown(...) stays as it is. */
static const char *normal_form(page *p, text literal) {
  if (text_starts_with(literal, TEXT("unknown("))) return string_of(p, literal);
  source_text *source = ARENA_NEW(p->arena, source_text);
  source->text = literal;
  compiler_options options = {.arena = p->arena};
  const program *compiled = compile_expression(source, name_table_create(p->arena), &options);
  if (compiled == NULL) fail_msg("%s: no literal: %.*s", DOCUMENT, TEXT_ARG(literal));
  evaluation core;
  evaluation_init(&core, p->arena);
  value *frame = ARENA_ARRAY(p->arena, value, compiled->frame_size + 1);
  return string_of(p, text_of(shown(p->model, interpreter_run(&core, compiled, frame))));
}

static void print_warnings(const dmn_evaluation *e) {
  const diagnostic_list *list = dmn_evaluation_diagnostics(e);
  for (size_t i = 0; i < list->count; i++) {
    char sentence[600];
    diagnostic_sentence(&list->items[i], LANGUAGE_ENGLISH, sentence, sizeof sentence);
    print_error("  %s\n", sentence);
  }
}

/* One question to the model and its answer. */
typedef struct question {
  dmn_element_kind kind;
  text name, inputs, expected, note;
  bool three_valued;
} question;

static void check_question(page *p, const question *q, text line) {
  dmn_evaluation_options options = {.now = value_null(), .three_valued = q->three_valued};
  dmn_evaluation *e = dmn_evaluation_create(p->model, &options);
  bind_all(e, string_of(p, q->inputs), p->arena);
  const dmn_element *element = dmn_model_find(p->model, q->kind, q->name);
  if (element == NULL) fail_msg("%s: nothing of that name: %.*s", DOCUMENT, TEXT_ARG(line));
  value result =
      q->kind == DMN_SERVICE ? dmn_evaluation_serve(e, element) : dmn_evaluation_decide(e, element);
  const char *actual = string_of(p, text_of(shown(p->model, result)));
  if (strcmp(actual, normal_form(p, q->expected)) != 0) {
    print_error("%s: %.*s\n  is %s\n", DOCUMENT, TEXT_ARG(line), actual);
    p->fault_count++;
  } else if (q->note.size != 0 && !is_noted(p, e, element, q->note)) {
    print_error("%s: %.*s\n  that is not said, but\n", DOCUMENT, TEXT_ARG(line));
    print_warnings(e);
    p->fault_count++;
  }
  dmn_evaluation_destroy(e);
  p->result_count++;
}

static size_t find_or_fail(text line, const char *wanted, size_t from) {
  size_t at = text_find(line, text_of(wanted), from);
  if (at == SIZE_MAX) fail_msg("%s: no '%s' in: %.*s", DOCUMENT, wanted, TEXT_ARG(line));
  return at;
}

/* Splits `literal // note` into what is expected and what is said about it. */
static void read_expectation(text rest, question *q) {
  size_t comment = text_find(rest, TEXT(" // "), 0);
  q->expected = text_trim(text_slice(rest, 0, comment));
  q->note = TEXT("");
  if (comment != SIZE_MAX) q->note = text_trim(text_slice(rest, comment + 4, SIZE_MAX));
}

/* decision|service|input "name" with {inputs}[, rest unknown] => literal [// note] */
static void check_result(page *p, text line) {
  question q = {.kind = DMN_DECISION};
  if (p->model == NULL) fail_msg("%s: no model before: %.*s", DOCUMENT, TEXT_ARG(line));
  if (text_starts_with(line, TEXT("service "))) q.kind = DMN_SERVICE;
  if (text_starts_with(line, TEXT("input "))) q.kind = DMN_INPUT;
  size_t name = find_or_fail(line, " \"", 0) + 2;
  size_t with = find_or_fail(line, "\" with ", name);
  size_t arrow = find_or_fail(line, " => ", with);
  q.name = text_slice(line, name, with - name);
  size_t inputs = with + sizeof "\" with " - 1;
  q.inputs = text_slice(line, inputs, arrow - inputs);
  size_t rest = text_find(q.inputs, TEXT(", rest unknown"), 0);
  q.three_valued = rest != SIZE_MAX;
  q.inputs = text_slice(q.inputs, 0, rest);
  read_expectation(text_slice(line, arrow + 4, SIZE_MAX), &q);
  check_question(p, &q, line);
}

/* "expression => literal", where the facts x and y are missing. */
static void check_missing(page *p, text line) {
  size_t arrow = find_or_fail(line, " => ", 0);
  char xml[2000];
  snprintf(xml, sizeof xml,
           DMN_INPUT_DATA("x", "Any") DMN_INPUT_DATA("y", "Any") DMN_DECISION_OF(
               "d", DMN_NEEDS_INPUT("x") DMN_NEEDS_INPUT("y"), DMN_FEEL("<![CDATA[%.*s]]>")),
           TEXT_ARG(text_slice(line, 0, arrow)));
  open_model(p, text_of(xml));
  question q = {DMN_DECISION, TEXT("d"), TEXT("{}"), TEXT(""), TEXT(""), true};
  read_expectation(text_slice(line, arrow + 4, SIZE_MAX), &q);
  check_question(p, &q, line);
}

static void check_diagnostics(page *p, text block, language lang) {
  const char *printed = printed_diagnostics(p, lang);
  if (!text_is(block, printed)) {
    print_error("%s: the diagnostics are\n%s", DOCUMENT, printed);
    p->fault_count++;
  }
  p->is_explained = true;
}

/* --- The page --- */

static void check_block(page *p, text fence, text block) {
  if (text_is(fence, "```dmn")) open_model(p, block);
  if (text_is(fence, "```diagnostics")) check_diagnostics(p, block, LANGUAGE_ENGLISH);
  if (text_is(fence, "```diagnostics-zh")) check_diagnostics(p, block, LANGUAGE_CHINESE);
  bool is_results = text_is(fence, "```results"), is_missing = text_is(fence, "```unknown");
  size_t at = 0;
  while ((is_results || is_missing) && at < block.size) {
    size_t end = find_or_fail(block, "\n", at);
    text line = text_slice(block, at, end - at);
    if (is_results) check_result(p, line);
    if (is_missing) check_missing(p, line);
    at = end + 1;
  }
}

static void run_examples(page *p) {
  size_t at = 0;
  while (at != SIZE_MAX) {
    size_t fence = at != 0 || !text_starts_with(p->content, TEXT("```"))
                       ? text_find(p->content, TEXT("\n```"), at)
                       : 0;
    if (fence == SIZE_MAX) break;
    fence++;
    size_t start = find_or_fail(p->content, "\n", fence) + 1;
    size_t end = find_or_fail(p->content, "\n```", start - 1) + 1;
    check_block(p, text_slice(p->content, fence, start - 1 - fence),
                text_slice(p->content, start, end - start));
    at = text_find(p->content, TEXT("\n"), end);
  }
  close_model(p);
}

static void read_page(page *p) {
  *p = (page){.arena = arena_create(0)};
  sd_error error = {0};
  if (file_read(DOCUMENT, DOCUMENT_BYTES_MAX, p->arena, &p->content, &error) != SD_OK) {
    fail_msg("%s", error.text[1]);
  }
}

/* The page has a heading that begins with this word, and an example of it. */
static void check_named(const page *p, const char *name, bool is_seen) {
  char heading[64];
  snprintf(heading, sizeof heading, "\n### %s ", name);
  CHECK_ROW(name, text_find(p->content, text_of(heading), 0) != SIZE_MAX);
  CHECK_ROW(name, is_seen);
}

static void examples_are_true_and_complete(void **state) {
  (void)state;
  static const char *const ELEMENTS[] = {[DMN_INPUT] = "inputData",
                                         [DMN_DECISION] = "decision",
                                         [DMN_KNOWLEDGE] = "businessKnowledgeModel",
                                         [DMN_SERVICE] = "decisionService"};
  static const char *const EXPRESSIONS[] = {[DMN_LITERAL] = "literalExpression",
                                            [DMN_CONTEXT] = "context",
                                            [DMN_INVOCATION] = "invocation",
                                            [DMN_LIST] = "list",
                                            [DMN_RELATION] = "relation",
                                            [DMN_FUNCTION] = "functionDefinition",
                                            [DMN_CONDITIONAL] = "conditional",
                                            [DMN_FILTER] = "filter",
                                            [DMN_FOR] = "for",
                                            [DMN_SOME] = "some",
                                            [DMN_EVERY] = "every",
                                            [DMN_TABLE] = "decisionTable"};
  static const char *const AGGREGATIONS[] = {
      [DMN_SUM] = "SUM", [DMN_COUNT] = "COUNT", [DMN_MIN] = "MIN", [DMN_MAX] = "MAX"};
  page p;
  read_page(&p);
  run_examples(&p);
  assert_int_equal(p.fault_count, 0);
  assert_true(p.result_count > 100);
  const coverage *seen = &p.seen;
  for (size_t i = 0; i < COUNT_OF(seen->elements); i++)
    check_named(&p, ELEMENTS[i], seen->elements[i]);
  for (size_t i = 0; i < COUNT_OF(seen->expressions); i++)
    check_named(&p, EXPRESSIONS[i], seen->expressions[i]);
  for (size_t i = 0; i < COUNT_OF(seen->policies); i++)
    check_named(&p, dmn_hit_policy_name((dmn_hit_policy)i), seen->policies[i]);
  for (size_t i = DMN_SUM; i < COUNT_OF(seen->aggregations); i++)
    check_named(&p, AGGREGATIONS[i], seen->aggregations[i]);
  arena_destroy(p.arena);
}

static void names_every_namespace(void **state) {
  (void)state;
  page p;
  read_page(&p);
  size_t at = 0, count = 0;
  while ((at = text_find(p.content, TEXT("| `http"), at)) != SIZE_MAX) {
    at += 3;
    size_t end = text_find(p.content, TEXT("`"), at);
    text uri = text_slice(p.content, at, end - at);
    CHECK_ROW(string_of(&p, uri), dmn_is_model_namespace(uri));
    count++;
  }
  assert_int_equal(count, 5);
  arena_destroy(p.arena);
}

/* "16 MiB" when the name says bytes, "1,000,000" otherwise. */
static const char *limit_text(const char *name, uint64_t number) {
  static char shown_limit[32];
  bool is_bytes = strstr(name, "_BYTES") != NULL;
  if (is_bytes && number % (1024u * 1024u) == 0) {
    snprintf(shown_limit, sizeof shown_limit, "%u MiB", (unsigned)(number / (1024u * 1024u)));
  } else if (is_bytes && number % 1024u == 0) {
    snprintf(shown_limit, sizeof shown_limit, "%u KiB", (unsigned)(number / 1024u));
  } else if (number >= 1000000) {
    snprintf(shown_limit, sizeof shown_limit, "%u,%03u,%03u", (unsigned)(number / 1000000),
             (unsigned)(number / 1000 % 1000), (unsigned)(number % 1000));
  } else if (number >= 1000) {
    snprintf(shown_limit, sizeof shown_limit, "%u,%03u", (unsigned)(number / 1000),
             (unsigned)(number % 1000));
  } else {
    snprintf(shown_limit, sizeof shown_limit, "%u", (unsigned)number);
  }
  return shown_limit;
}

static void states_the_limits(void **state) {
  (void)state;
#define ROW(limit) \
  { #limit, limit }
  static const struct {
    const char *name;
    uint64_t number;
  } ROWS[] = {
      ROW(LIMIT_MODEL_BYTES),        ROW(LIMIT_XML_DEPTH),         ROW(LIMIT_MODEL_ELEMENTS),
      ROW(LIMIT_MODEL_DOCUMENTS),    ROW(LIMIT_MODEL_NEEDS),       ROW(LIMIT_MODEL_MEMORY_BYTES),
      ROW(LIMIT_TYPE_DEPTH),         ROW(LIMIT_FEEL_SOURCE_BYTES), ROW(LIMIT_FEEL_DEPTH),
      ROW(LIMIT_FEEL_DEPTH_LARGEST), ROW(LIMIT_FEEL_NODES),        ROW(LIMIT_FEEL_HEIGHT),
      ROW(LIMIT_FEEL_STEPS),         ROW(LIMIT_FEEL_MEMORY_BYTES), ROW(LIMIT_FEEL_TIME_MS),
      ROW(LIMIT_FEEL_CALL_DEPTH),    ROW(LIMIT_FEEL_STACK),        ROW(LIMIT_FEEL_TEXT_BYTES),
      ROW(LIMIT_VALUE_DEPTH),        ROW(LIMIT_VALUE_VISITS),      ROW(LIMIT_REGEX_STEPS),
      ROW(LIMIT_REGEX_DEPTH),        ROW(LIMIT_INPUT_BYTES),       ROW(LIMIT_JSON_DEPTH),
      ROW(LIMIT_JSON_MEMBERS)};
#undef ROW
  page p;
  read_page(&p);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char row[128];
    snprintf(row, sizeof row, "| `%s` | %s |", ROWS[i].name,
             limit_text(ROWS[i].name, ROWS[i].number));
    CHECK_ROW(row, text_find(p.content, text_of(row), 0) != SIZE_MAX);
  }
  arena_destroy(p.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(examples_are_true_and_complete),
                                     cmocka_unit_test(names_every_namespace),
                                     cmocka_unit_test(states_the_limits)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
