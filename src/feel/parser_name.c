/* Names, paths, types and unary tests: where the scope decides what a text means.
 *
 * A name is looked up in this order: the longest of the variables in scope, the built-in functions
 * and, inside a filter, the known members; of equal length the variable wins.  What matches nothing
 * is taken to be as many words as follow each other. */

#include "base/messages/feel.h"
#include "feel/builtin.h"
#include "feel/parser_internal.h"

static const text no_text = {"", 0};
enum { FILTER_ITEMS_MAX = 64 };

/* --- Declared names --- */

text parser_declared_name(parser *p, token_kind end1, token_kind end2) {
  uint32_t start = p->current.start, end = start;
  bool begins =
      parser_at(p, TOKEN_NAME) || parser_at(p, TOKEN_QUESTION) || token_is_keyword(p->current.kind);
  while (begins && !p->gave_up) {
    token_kind kind = p->current.kind;
    if (kind == end1 || kind == end2 || kind == TOKEN_END || kind == TOKEN_FAULTY ||
        kind == TOKEN_STRING || kind == TOKEN_PARENTHESIS_CLOSE || kind == TOKEN_PARENTHESIS_OPEN ||
        kind == TOKEN_BRACE_CLOSE || kind == TOKEN_BRACE_OPEN || kind == TOKEN_BRACKET_OPEN ||
        kind == TOKEN_BRACKET_CLOSE)
      break;
    end = p->current.end;
    parser_advance(p);
  }
  if (end == start) parser_unexpected(p, token_kind_text(TOKEN_NAME));
  text words = text_slice(p->input->source->text, start, end - start);
  text name = name_normalise(p->input->arena, words);
  return name.data ? name : no_text;
}

/* --- References --- */

typedef struct name_meaning {
  size_t size; /* bytes that it covers */
  name_entry *entry;
  const builtin *function;
  text member;
} name_meaning;

static size_t match_builtin(text source, size_t at, const builtin **out) {
  size_t longest = 0;
  for (size_t i = 0; i < builtin_count(); i++) {
    const builtin *candidate = builtin_at(i);
    text name = builtin_name(candidate);
    if (at >= source.size || name.data[0] != source.data[at]) continue;
    size_t size = name_match_at(name, source, at);
    if (size > longest) {
      longest = size;
      *out = candidate;
    }
  }
  return longest;
}

/* The words that follow each other: names and numbers, up to a symbol or keyword. */
static size_t match_words(const parser *p) {
  lexer ahead = p->lexer;
  ahead.diagnostics = NULL;
  uint32_t end = p->current.end;
  for (;;) {
    token t = lexer_next(&ahead);
    if (t.kind != TOKEN_NAME && t.kind != TOKEN_NUMBER) break;
    if (t.kind == TOKEN_NUMBER && p->input->source->text.data[t.start] == '.') break;
    end = t.end;
  }
  return end - p->current.start;
}

static bool next_is_parenthesis(const parser *p, size_t at) {
  lexer ahead = {.source = p->input->source, .at = (uint32_t)at};
  return lexer_next(&ahead).kind == TOKEN_PARENTHESIS_OPEN;
}

static bool may_be_function(const name_entry *entry) {
  return !entry->type || entry->type->kind == TYPE_ANY || entry->type->kind == TYPE_FUNCTION;
}

static name_meaning find_meaning(const parser *p) {
  text source = p->input->source->text;
  size_t at = p->current.start;
  name_meaning m = {0};
  m.size = name_table_match(p->input->names, source, at, &m.entry);
  const builtin *function = NULL;
  size_t size = match_builtin(source, at, &function);
  bool hides =
      size == m.size && m.entry && !may_be_function(m.entry) && next_is_parenthesis(p, at + size);
  if (size > m.size || hides) m = (name_meaning){.size = size, .function = function};
  name_entry *item;
  if (name_table_filter_items(p->input->names, 0, &item, 1) > 0) {
    text member = no_text;
    size = name_table_match_member(p->input->names, source, at, &member);
    if (size > m.size) m = (name_meaning){.size = size, .member = member};
  }
  return m;
}

bool parser_keyword_begins_name(const parser *p) {
  name_entry *entry;
  size_t keyword_size = p->current.end - p->current.start;
  return name_table_match(p->input->names, p->input->source->text, p->current.start, &entry) >
         keyword_size;
}

/* What a name means outside of every filter; NULL with no report when nothing. */
static syntax_node *meaning_node(parser *p, uint32_t start, const name_meaning *m) {
  if (m->entry)
    return parser_count(p, syntax_name(p->input->arena, parser_span_from(p, start), m->entry));
  if (!m->function) return NULL;
  syntax_node *node = parser_node(p, SYNTAX_BUILTIN, start, NULL, 0);
  if (node) {
    node->builtin = m->function;
    node->name = builtin_name(m->function);
  }
  return node;
}

static void report_unknown_name(parser *p, uint32_t start, text name) {
  source_span span = parser_span_from(p, start);
  size_t at = 0;
  while (at < name.size) {
    size_t before = at;
    int32_t c = text_decode(name, &at);
    if (c < 0xff01 || c > 0xff5e || (c >= 0xff10 && c <= 0xff19)) continue;
    if (c == 0xff08 || c == 0xff09) continue; /* full-width parentheses are common in names */
    char wide[8] = {0}, narrow[2] = {(char)(c - 0xff01 + '!'), '\0'};
    text_encode(wide, c);
    span.start += (uint32_t)before;
    span.end = span.start + (uint32_t)(at - before);
    parser_report(p, MESSAGE_FEEL_FULL_WIDTH, span, wide, text_of(narrow));
    return;
  }
  static const text literals[] = {{"true", 4}, {"false", 5}, {"null", 4}};
  text nearest = name_table_nearest(p->input->names, name);
  if (nearest.size == 0) {
    nearest = diagnostic_nearest(name, literals, sizeof literals / sizeof literals[0]);
  }
  if (nearest.size == 0) {
    text names[1];
    for (size_t i = 0; i < builtin_count() && nearest.size == 0; i++) {
      names[0] = builtin_name(builtin_at(i));
      nearest = diagnostic_nearest(name, names, 1);
    }
  }
  text shown = arena_copy(p->input->arena, name);
  parser_report(p, MESSAGE_FEEL_UNKNOWN_NAME, span, shown.data, nearest);
}

/* Inside filters the members of the items come before names from outside of them. */
static syntax_node *wrap_in_items(parser *p, uint32_t start, text name, uint32_t level,
                                  syntax_node *outside) {
  name_entry *items[FILTER_ITEMS_MAX];
  size_t count = name_table_filter_items(p->input->names, level, items, FILTER_ITEMS_MAX);
  syntax_node *node = outside;
  for (size_t i = count; i > 0; i--) {
    syntax_node *fallback = node;
    node = parser_node(p, SYNTAX_ITEM_MEMBER, start, &fallback, fallback ? 1 : 0);
    if (!node) return NULL;
    node->name = name;
    node->entry = items[i - 1];
    items[i - 1]->is_used = true;
  }
  return node;
}

syntax_node *parser_name(parser *p) {
  uint32_t start = p->current.start;
  if (parser_at(p, TOKEN_QUESTION)) p->question_count++;
  name_meaning m = find_meaning(p);
  /* A name cannot follow a name: then the words together are one that nobody knows. */
  size_t words = match_words(p);
  bool is_known = m.size >= words;
  if (!is_known) m = (name_meaning){.size = words};
  text spelling = text_slice(p->input->source->text, start, m.size);
  parser_jump(p, start + (uint32_t)m.size);
  /* A built-in that is called is never a member. */
  if (m.function && parser_at(p, TOKEN_PARENTHESIS_OPEN)) return meaning_node(p, start, &m);

  syntax_node *outside = meaning_node(p, start, &m);
  text name = m.entry ? m.entry->name : m.member;
  if (name.size == 0) name = name_normalise(p->input->arena, spelling);
  name_entry *item;
  uint32_t level = m.entry ? m.entry->level : 0;
  bool is_item = name_table_filter_items(p->input->names, 0, &item, 1) > 0 && m.entry == item;
  if (is_item) level--; /* an element may have a member called item */
  if (name_table_filter_items(p->input->names, level, &item, 1) > 0)
    return wrap_in_items(p, start, name, level, outside);
  if (outside) return outside;
  if (is_known) return NULL; /* memory is out */
  report_unknown_name(p, start, spelling);
  return parser_faulty(p, start);
}

/* `.name`, current token is the point. */
syntax_node *parser_path(parser *p, uint32_t start, syntax_node *from) {
  parser_advance(p);
  text name = no_text;
  token_kind kind = p->current.kind;
  if (kind != TOKEN_NAME && kind != TOKEN_QUESTION && !token_is_keyword(kind)) {
    parser_unexpected(p, token_kind_text(TOKEN_NAME));
    return parser_faulty(p, start);
  }
  uint32_t at = p->current.start;
  size_t size = name_table_match_member(p->input->names, p->input->source->text, at, &name);
  size_t words = match_words(p);
  if (words > size) {
    size = words;
    name = name_normalise(p->input->arena, text_slice(p->input->source->text, at, words));
    if (!name.data) return NULL;
  }
  parser_jump(p, at + (uint32_t)size);
  syntax_node *node = parser_node(p, SYNTAX_PATH, start, &from, 1);
  if (node) node->name = name;
  return node;
}

/* --- Types --- */

static const feel_type *make_type(parser *p, feel_type type) {
  feel_type *made = ARENA_NEW(p->input->arena, feel_type);
  if (!made) return type_basic(TYPE_NEVER);
  *made = type;
  return made;
}

static const feel_type *parse_element_type(parser *p, type_kind kind) {
  if (!parser_accept(p, TOKEN_LESS)) return type_basic(kind);
  const feel_type *element = parser_type(p);
  parser_expect(p, TOKEN_GREATER);
  return make_type(p, (feel_type){.kind = kind, .element = element});
}

typedef struct field_list {
  type_field *items;
  size_t count, capacity;
} field_list;

static bool field_list_add(parser *p, field_list *list, type_field field) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? list->capacity * 2 : 8;
    type_field *items = ARENA_ARRAY(p->input->arena, type_field, capacity);
    if (!items) return false;
    for (size_t i = 0; i < list->count; i++) items[i] = list->items[i];
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = field;
  return true;
}

static const feel_type *parse_context_type(parser *p) {
  if (!parser_accept(p, TOKEN_LESS)) return type_basic(TYPE_CONTEXT);
  field_list fields = {0};
  do {
    text name = parser_declared_name(p, TOKEN_COLON, TOKEN_COMMA);
    parser_expect(p, TOKEN_COLON);
    if (!field_list_add(p, &fields, (type_field){name, parser_type(p)})) break;
    name_table_declare_member(p->input->names, name);
  } while (!p->gave_up && parser_accept(p, TOKEN_COMMA));
  parser_expect(p, TOKEN_GREATER);
  return make_type(
      p, (feel_type){.kind = TYPE_CONTEXT, .fields = fields.items, .field_count = fields.count});
}

static const feel_type *parse_function_type(parser *p) {
  if (!parser_accept(p, TOKEN_LESS)) return type_basic(TYPE_FUNCTION);
  field_list parameters = {0};
  if (!parser_at(p, TOKEN_GREATER)) {
    do {
      if (!field_list_add(p, &parameters, (type_field){no_text, parser_type(p)})) break;
    } while (!p->gave_up && parser_accept(p, TOKEN_COMMA));
  }
  parser_expect(p, TOKEN_GREATER);
  const feel_type *result = NULL;
  if (parser_expect(p, TOKEN_ARROW)) result = parser_type(p);
  return make_type(p, (feel_type){.kind = TYPE_FUNCTION,
                                  .fields = parameters.items,
                                  .field_count = parameters.count,
                                  .result = result});
}

static const feel_type *parse_type_name(parser *p) {
  uint32_t start = p->current.start;
  const feel_type *type = NULL;
  size_t size = name_table_match_type(p->input->names, p->input->source->text, start, &type);
  if (size > 0 && type) {
    parser_jump(p, start + (uint32_t)size);
    return type;
  }
  if (parser_at(p, TOKEN_NULL)) {
    parser_advance(p);
    return type_basic(TYPE_NULL);
  }
  if (!parser_at(p, TOKEN_NAME)) {
    parser_unexpected(p, "a type");
    return type_basic(TYPE_NEVER);
  }
  parser_advance(p);
  while (parser_at(p, TOKEN_NAME) || parser_at(p, TOKEN_POINT)) parser_advance(p);
  source_span span = parser_span_from(p, start);
  text spelling = source_span_text(span);
  parser_report(p, MESSAGE_FEEL_UNKNOWN_TYPE, span, arena_copy(p->input->arena, spelling).data,
                name_table_nearest_type(p->input->names, spelling));
  return type_basic(TYPE_NEVER);
}

const feel_type *parser_type(parser *p) {
  parser_descend(p);
  const feel_type *type = type_basic(TYPE_NEVER);
  text word = parser_text(p, p->current);
  bool has_parameters = parser_peek(p).kind == TOKEN_LESS;
  if (p->gave_up) {
    /* nothing more is read */
  } else if (has_parameters && text_is(word, "list")) {
    parser_advance(p);
    type = parse_element_type(p, TYPE_LIST);
  } else if (has_parameters && text_is(word, "range")) {
    parser_advance(p);
    type = parse_element_type(p, TYPE_RANGE);
  } else if (has_parameters && text_is(word, "context")) {
    parser_advance(p);
    type = parse_context_type(p);
  } else if (has_parameters && text_is(word, "function")) {
    parser_advance(p);
    type = parse_function_type(p);
  } else {
    type = parse_type_name(p);
  }
  p->depth--;
  return type;
}

/* --- Unary tests --- */

static syntax_node *test_value(parser *p, uint32_t start, name_entry *input, syntax_node *tested,
                               bool mentions_input) {
  syntax_node *node = parser_node(p, SYNTAX_TEST_VALUE, start, &tested, 1);
  if (!node) return NULL;
  node->entry = input;
  node->is_flag = mentions_input;
  return node;
}

static syntax_node *parse_comparison_test(parser *p, name_entry *input) {
  uint32_t start = p->current.start;
  syntax_operator op = parser_comparison_operator(p->current.kind);
  parser_advance(p);
  syntax_node *end = parser_sum(p);
  syntax_node *node = parser_node(p, SYNTAX_TEST_COMPARE, start, &end, 1);
  if (!node) return NULL;
  node->op = op;
  node->entry = input;
  return node;
}

syntax_node *parser_test(parser *p, name_entry *input) {
  uint32_t start = p->current.start, questions = p->question_count;
  if (parser_comparison_operator(p->current.kind) != OPERATOR_NONE)
    return parse_comparison_test(p, input);
  syntax_node *tested = parser_expression(p);
  return test_value(p, start, input, tested, p->question_count > questions);
}

/* `( test, test )` behind `in`: a list of tests, unless it is one value that goes on, such as
 * (a + b) * 2 or a range (1..5). */
static syntax_node *parse_parenthesis_tests(parser *p, name_entry *input) {
  uint32_t start = p->current.start;
  node_list tests = {0};
  parser_advance(p);
  if (parser_comparison_operator(p->current.kind) == OPERATOR_NONE) {
    uint32_t questions = p->question_count, test_start = p->current.start;
    syntax_node *first = parser_expression(p);
    if (parser_accept(p, TOKEN_POINT_POINT)) {
      syntax_node *range = parser_range_rest(p, start, first, false);
      return test_value(p, start, input, range, p->question_count > questions);
    }
    if (parser_accept(p, TOKEN_PARENTHESIS_CLOSE)) {
      syntax_node *whole = parser_sum_rest(p, start, first);
      return test_value(p, start, input, whole, p->question_count > questions);
    }
    syntax_node *test = test_value(p, test_start, input, first, p->question_count > questions);
    if (!node_list_add(p, &tests, test, no_text, NULL)) return NULL;
  } else if (!node_list_add(p, &tests, parser_test(p, input), no_text, NULL)) {
    return NULL;
  }
  while (!p->gave_up && parser_accept(p, TOKEN_COMMA))
    if (!node_list_add(p, &tests, parser_test(p, input), no_text, NULL)) return NULL;
  if (!parser_expect(p, TOKEN_PARENTHESIS_CLOSE)) parser_recover(p);
  syntax_node *node = parser_node(p, SYNTAX_TESTS, start, tests.items, tests.count);
  if (node) node->entry = input;
  return node;
}

/* left in ...; current token is behind `in`. */
syntax_node *parser_in(parser *p, uint32_t start, syntax_node *left) {
  name_entry *input = ARENA_NEW(p->input->arena, name_entry);
  if (!input) return NULL;
  *input = (name_entry){.name = TEXT("?"), .slot = NAME_NO_SLOT};
  uint32_t test_start = p->current.start;
  syntax_node *tests;
  if (parser_at(p, TOKEN_PARENTHESIS_OPEN)) {
    tests = parse_parenthesis_tests(p, input);
  } else if (parser_comparison_operator(p->current.kind) != OPERATOR_NONE) {
    tests = parse_comparison_test(p, input);
  } else {
    uint32_t questions = p->question_count;
    syntax_node *tested = parser_sum(p);
    tests = test_value(p, test_start, input, tested, p->question_count > questions);
  }
  syntax_node *const children[] = {left, tests};
  syntax_node *node = parser_node(p, SYNTAX_IN, start, children, 2);
  if (node) node->entry = input;
  return node;
}
