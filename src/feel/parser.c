/* Turns tokens and names in scope into a syntax tree.
 *
 * Precedence climbing; expressions that begin with a keyword reach as far as they can.  Precedence
 * from loose to tight: or, and, comparison/between/in, + -, * /, **, unary -, instance of, then
 * path, filter and invocation.  Spec: DMN 1.5 section 10.3.1.2. */
#include "feel/parser.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/parser_internal.h"

/* --- Tokens --- */

void parser_advance(parser *p) {
  p->previous_end = p->current.end;
  p->current = lexer_next(&p->lexer);
}

bool parser_at(const parser *p, token_kind kind) { return p->current.kind == kind; }

bool parser_accept(parser *p, token_kind kind) {
  if (p->current.kind != kind) return false;
  parser_advance(p);
  return true;
}

token parser_peek(const parser *p) {
  lexer ahead = p->lexer;
  ahead.diagnostics = NULL;
  return lexer_next(&ahead);
}

void parser_jump(parser *p, uint32_t offset) {
  p->lexer.at = offset;
  p->current = lexer_next(&p->lexer);
  p->previous_end = offset;
}

text parser_text(const parser *p, token t) {
  return text_slice(p->input->source->text, t.start, t.end - t.start);
}

source_span parser_span_from(const parser *p, uint32_t start) {
  uint32_t end = p->previous_end > start ? p->previous_end : start;
  return (source_span){p->input->source, start, end};
}

static source_span parser_token_span(const parser *p) {
  return (source_span){p->input->source, p->current.start, p->current.end};
}

void parser_recover(parser *p) {
  unsigned open = 0;
  for (;;) {
    token_kind kind = p->current.kind;
    if (kind == TOKEN_END) return;
    bool opens =
        kind == TOKEN_PARENTHESIS_OPEN || kind == TOKEN_BRACKET_OPEN || kind == TOKEN_BRACE_OPEN;
    bool closes =
        kind == TOKEN_PARENTHESIS_CLOSE || kind == TOKEN_BRACKET_CLOSE || kind == TOKEN_BRACE_CLOSE;
    if (open == 0 && (closes || kind == TOKEN_COMMA)) return;
    if (opens) open++;
    if (closes) open--;
    parser_advance(p);
  }
}

/* --- Reports --- */

void parser_report(parser *p, message_id message, source_span span, const char *argument,
                   text suggestion) {
  const char *arguments[] = {argument, NULL};
  diagnostic *d = diagnostic_add(p->input->diagnostics, DIAGNOSTIC_ERROR, message, span, arguments);
  if (d && suggestion.size > 0)
    d->suggestion = arena_copy(p->input->diagnostics->arena, suggestion).data;
}

/* U+FF01..U+FF5E stand for the ASCII characters that a Chinese keyboard gives in wide form. */
static bool report_full_width(parser *p, token t) {
  text spelling = parser_text(p, t);
  size_t at = 0;
  int32_t c = text_decode(spelling, &at);
  if (c < 0xff01 || c > 0xff5e) return false;
  char wide[8] = {0}, narrow[2] = {(char)(c - 0xff01 + '!'), '\0'};
  text_encode(wide, c);
  source_span span = {p->input->source, t.start, t.start + (uint32_t)at};
  parser_report(p, MESSAGE_FEEL_FULL_WIDTH, span, wide, text_of(narrow));
  return true;
}

void parser_unexpected(parser *p, const char *expected) {
  if (p->gave_up || p->reported_at == p->current.start + 1) return;
  p->reported_at = p->current.start + 1;
  if (p->current.kind == TOKEN_FAULTY) return; /* the lexer has told */
  if (p->current.kind == TOKEN_NAME && report_full_width(p, p->current)) return;
  const char *found = token_kind_text(p->current.kind);
  char shown[80];
  if (p->current.kind == TOKEN_NAME || p->current.kind == TOKEN_NUMBER) {
    text spelling = parser_text(p, p->current);
    snprintf(shown, sizeof shown, "`%.*s`", TEXT_ARG(text_slice(spelling, 0, 60)));
    if (spelling.size <= 60) found = shown;
  }
  const char *arguments[] = {found, NULL};
  diagnostic *d = diagnostic_add(p->input->diagnostics, DIAGNOSTIC_ERROR,
                                 MESSAGE_FEEL_UNEXPECTED_TOKEN, parser_token_span(p), arguments);
  if (d) d->expected = expected;
}

bool parser_expect(parser *p, token_kind kind) {
  if (parser_accept(p, kind)) return true;
  parser_unexpected(p, token_kind_text(kind));
  /* A name in the place of a keyword is most likely the keyword misspelt. */
  if (token_is_keyword(kind) && parser_at(p, TOKEN_NAME)) parser_advance(p);
  return false;
}

void parser_give_up(parser *p, message_id message, uint32_t limit) {
  if (!p->gave_up) parser_report(p, message, parser_token_span(p), SD_NUMBER(limit), (text){"", 0});
  p->gave_up = true;
  p->lexer.at = (uint32_t)p->input->source->text.size;
  p->current = (token){.kind = TOKEN_END, .start = p->lexer.at, .end = p->lexer.at};
}

/* A level of the grammar takes two calls. */
void parser_descend(parser *p) {
  if (++p->depth > p->limits.depth_max * 2)
    parser_give_up(p, MESSAGE_FEEL_TOO_DEEP, p->limits.depth_max);
}

/* --- Nodes --- */

syntax_node *parser_count(parser *p, syntax_node *node) {
  if (!node) return NULL;
  if (++p->node_count > p->limits.nodes_max)
    parser_give_up(p, MESSAGE_FEEL_TOO_MANY_NODES, p->limits.nodes_max);
  if (node->depth > LIMIT_FEEL_HEIGHT) {
    parser_give_up(p, MESSAGE_FEEL_TOO_DEEP, LIMIT_FEEL_HEIGHT);
    return syntax_node_create(p->input->arena, SYNTAX_FAULTY, node->span, NULL, 0);
  }
  return node;
}

syntax_node *parser_node(parser *p, syntax_kind kind, uint32_t start, syntax_node *const *children,
                         size_t count) {
  return parser_count(
      p, syntax_node_create(p->input->arena, kind, parser_span_from(p, start), children, count));
}

syntax_node *parser_literal(parser *p, uint32_t start, value constant) {
  return parser_count(p, syntax_literal(p->input->arena, parser_span_from(p, start), constant));
}

syntax_node *parser_faulty(parser *p, uint32_t start) {
  return parser_node(p, SYNTAX_FAULTY, start, NULL, 0);
}

bool node_list_add(parser *p, node_list *list, syntax_node *node, text name, name_entry *entry) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? list->capacity * 2 : 8;
    syntax_node **items = ARENA_ARRAY(p->input->arena, syntax_node *, capacity);
    text *names = ARENA_ARRAY(p->input->arena, text, capacity);
    name_entry **entries = ARENA_ARRAY(p->input->arena, name_entry *, capacity);
    if (!items || !names || !entries) return false;
    for (size_t i = 0; i < list->count; i++) {
      items[i] = list->items[i];
      names[i] = list->names[i];
      entries[i] = list->entries[i];
    }
    *list = (node_list){items, names, entries, list->count, capacity};
  }
  list->items[list->count] = node;
  list->names[list->count] = name;
  list->entries[list->count++] = entry;
  return node != NULL;
}

/* --- Operators --- */

typedef enum precedence {
  PRECEDENCE_OR = 1,
  PRECEDENCE_AND,
  PRECEDENCE_COMPARISON,
  PRECEDENCE_SUM,
  PRECEDENCE_PRODUCT,
  PRECEDENCE_POWER
} precedence;

typedef struct binary_operator {
  token_kind token;
  precedence precedence;
  syntax_kind kind;
  syntax_operator op;
} binary_operator;

static const binary_operator binary_operators[] = {
    {TOKEN_OR, PRECEDENCE_OR, SYNTAX_OR, OPERATOR_NONE},
    {TOKEN_AND, PRECEDENCE_AND, SYNTAX_AND, OPERATOR_NONE},
    {TOKEN_EQUAL, PRECEDENCE_COMPARISON, SYNTAX_COMPARE, OPERATOR_EQUAL},
    {TOKEN_NOT_EQUAL, PRECEDENCE_COMPARISON, SYNTAX_COMPARE, OPERATOR_NOT_EQUAL},
    {TOKEN_LESS, PRECEDENCE_COMPARISON, SYNTAX_COMPARE, OPERATOR_LESS},
    {TOKEN_LESS_EQUAL, PRECEDENCE_COMPARISON, SYNTAX_COMPARE, OPERATOR_LESS_EQUAL},
    {TOKEN_GREATER, PRECEDENCE_COMPARISON, SYNTAX_COMPARE, OPERATOR_GREATER},
    {TOKEN_GREATER_EQUAL, PRECEDENCE_COMPARISON, SYNTAX_COMPARE, OPERATOR_GREATER_EQUAL},
    {TOKEN_BETWEEN, PRECEDENCE_COMPARISON, SYNTAX_BETWEEN, OPERATOR_NONE},
    {TOKEN_IN, PRECEDENCE_COMPARISON, SYNTAX_IN, OPERATOR_NONE},
    {TOKEN_PLUS, PRECEDENCE_SUM, SYNTAX_ARITHMETIC, OPERATOR_ADD},
    {TOKEN_MINUS, PRECEDENCE_SUM, SYNTAX_ARITHMETIC, OPERATOR_SUBTRACT},
    {TOKEN_STAR, PRECEDENCE_PRODUCT, SYNTAX_ARITHMETIC, OPERATOR_MULTIPLY},
    {TOKEN_SLASH, PRECEDENCE_PRODUCT, SYNTAX_ARITHMETIC, OPERATOR_DIVIDE},
    {TOKEN_STAR_STAR, PRECEDENCE_POWER, SYNTAX_ARITHMETIC, OPERATOR_POWER}};

static const binary_operator *find_binary_operator(token_kind kind) {
  for (size_t i = 0; i < sizeof binary_operators / sizeof *binary_operators; i++)
    if (binary_operators[i].token == kind) return &binary_operators[i];
  return NULL;
}

syntax_operator parser_comparison_operator(token_kind kind) {
  const binary_operator *found = find_binary_operator(kind);
  return found && found->kind == SYNTAX_COMPARE ? found->op : OPERATOR_NONE;
}

static syntax_node *parse_binary(parser *p, precedence lowest);

static syntax_node *parse_between(parser *p, uint32_t start, syntax_node *left) {
  syntax_node *low = parse_binary(p, PRECEDENCE_SUM);
  parser_expect(p, TOKEN_AND);
  syntax_node *high = parse_binary(p, PRECEDENCE_SUM);
  syntax_node *const children[] = {left, low, high};
  return parser_node(p, SYNTAX_BETWEEN, start, children, 3);
}

static syntax_node *parse_binary_rest(parser *p, uint32_t start, syntax_node *left,
                                      precedence lowest) {
  for (;;) {
    const binary_operator *found = find_binary_operator(p->current.kind);
    if (!found || found->precedence < lowest || p->gave_up) return left;
    parser_advance(p);
    if (found->kind == SYNTAX_BETWEEN) {
      left = parse_between(p, start, left);
    } else if (found->kind == SYNTAX_IN) {
      left = parser_in(p, start, left);
    } else {
      syntax_node *right = parse_binary(p, found->precedence + 1);
      syntax_node *const children[] = {left, right};
      left = parser_node(p, found->kind, start, children, 2);
      if (left) left->op = found->op;
    }
  }
}

static syntax_node *parse_postfix(parser *p, uint32_t start, syntax_node *node);

static syntax_node *parse_instance_of(parser *p, uint32_t start, syntax_node *node) {
  while (parser_at(p, TOKEN_INSTANCE)) {
    parser_advance(p);
    if (!text_is(parser_text(p, p->current), "of")) {
      parser_unexpected(p, "`of`");
      return node;
    }
    parser_advance(p);
    const feel_type *type = parser_type(p);
    node = parser_node(p, SYNTAX_INSTANCE_OF, start, &node, 1);
    if (node) node->type = type;
  }
  return node;
}

/* -x; a minus before a number literal belongs to it. */
static syntax_node *parse_negation(parser *p) {
  uint32_t start = p->current.start, minuses = 0;
  while (parser_accept(p, TOKEN_MINUS)) minuses++;
  syntax_node *node = parse_postfix(p, p->current.start, parser_primary(p));
  if (node && minuses == 1 && node->kind == SYNTAX_LITERAL && node->constant.kind == VALUE_NUMBER) {
    node->constant.as.number = decimal_negate(&node->constant.as.number);
    node->span.start = start;
    return node;
  }
  for (; minuses > 0; minuses--) node = parser_node(p, SYNTAX_NEGATE, start, &node, 1);
  return node;
}

static syntax_node *parse_operand(parser *p) {
  uint32_t start = p->current.start;
  syntax_node *node =
      parser_at(p, TOKEN_MINUS) ? parse_negation(p) : parse_postfix(p, start, parser_primary(p));
  return parse_instance_of(p, start, node);
}

static syntax_node *parse_binary(parser *p, precedence lowest) {
  uint32_t start = p->current.start;
  parser_descend(p);
  syntax_node *node =
      p->gave_up ? parser_faulty(p, start) : parse_binary_rest(p, start, parse_operand(p), lowest);
  p->depth--;
  return node;
}

syntax_node *parser_sum(parser *p) { return parse_binary(p, PRECEDENCE_SUM); }

syntax_node *parser_sum_rest(parser *p, uint32_t start, syntax_node *primary) {
  syntax_node *operand = parse_instance_of(p, start, parse_postfix(p, start, primary));
  return parse_binary_rest(p, start, operand, PRECEDENCE_SUM);
}

syntax_node *parser_expression(parser *p) {
  bool was_range_end = p->is_range_end;
  p->is_range_end = false;
  syntax_node *node = parse_binary(p, PRECEDENCE_OR);
  p->is_range_end = was_range_end;
  return node;
}

/* --- Behind a primary: paths, filters, invocations --- */

bool parser_begins_expression(token_kind kind) {
  switch (kind) {
    case TOKEN_NAME:
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_AT:
    case TOKEN_MINUS:
    case TOKEN_PARENTHESIS_OPEN:
    case TOKEN_BRACKET_OPEN:
    case TOKEN_BRACE_OPEN:
    case TOKEN_QUESTION:
    case TOKEN_IF:
    case TOKEN_FOR:
    case TOKEN_SOME:
    case TOKEN_EVERY:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NULL:
    case TOKEN_FUNCTION:
      return true;
    default:
      return false;
  }
}

static syntax_node *parse_filter(parser *p, uint32_t start, syntax_node *list) {
  parser_advance(p);
  name_entry *item = name_table_push_filter(p->input->names);
  syntax_node *predicate = parser_expression(p);
  name_table_pop(p->input->names);
  if (!parser_expect(p, TOKEN_BRACKET_CLOSE)) {
    parser_recover(p);
    parser_accept(p, TOKEN_BRACKET_CLOSE);
  }
  return parser_count(
      p, syntax_filter(p->input->arena, parser_span_from(p, start), list, item, predicate));
}

static syntax_node *parse_postfix(parser *p, uint32_t start, syntax_node *node) {
  while (!p->gave_up) {
    if (parser_at(p, TOKEN_POINT)) {
      node = parser_path(p, start, node);
    } else if (parser_at(p, TOKEN_BRACKET_OPEN)) {
      if (p->is_range_end && !parser_begins_expression(parser_peek(p).kind)) return node;
      node = parse_filter(p, start, node);
    } else if (parser_at(p, TOKEN_PARENTHESIS_OPEN)) {
      node = parser_invocation(p, start, node);
    } else {
      return node;
    }
  }
  return node;
}

/* --- Entry points --- */

static parser_limits limits_or_defaults(parser_limits limits) {
  if (limits.source_bytes_max == 0) limits.source_bytes_max = LIMIT_FEEL_SOURCE_BYTES;
  if (limits.depth_max == 0) limits.depth_max = LIMIT_FEEL_DEPTH;
  if (limits.depth_max > LIMIT_FEEL_DEPTH_LARGEST) limits.depth_max = LIMIT_FEEL_DEPTH_LARGEST;
  if (limits.nodes_max == 0) limits.nodes_max = LIMIT_FEEL_NODES;
  return limits;
}

/* Offset of the first byte that is not UTF-8; the size when all are. */
static size_t find_fault(text source) {
  size_t at = 0;
  while (at < source.size) {
    size_t start = at;
    if (text_decode(source, &at) < 0) return start;
  }
  return at;
}

static bool parser_init(parser *p, const parser_input *input) {
  *p = (parser){.input = input, .limits = limits_or_defaults(input->limits)};
  p->lexer = (lexer){.source = input->source, .diagnostics = input->diagnostics};
  size_t size = input->source->text.size;
  if (size > p->limits.source_bytes_max) {
    const char *arguments[] = {SD_NUMBER(size), SD_NUMBER(p->limits.source_bytes_max), NULL};
    diagnostic_add(input->diagnostics, DIAGNOSTIC_ERROR, MESSAGE_FEEL_SOURCE_TOO_LONG,
                   (source_span){input->source, 0, 1}, arguments);
    return false;
  }
  size_t fault = find_fault(input->source->text);
  if (fault < size) {
    diagnostic_add(input->diagnostics, DIAGNOSTIC_ERROR, MESSAGE_FEEL_NOT_UTF8,
                   (source_span){input->source, (uint32_t)fault, (uint32_t)fault + 1},
                   SD_ARGS(SD_NUMBER(fault + 1)));
    return false;
  }
  p->current = lexer_next(&p->lexer);
  return true;
}

static void parser_expect_end(parser *p) {
  if (parser_at(p, TOKEN_END) || p->gave_up) return;
  if (p->reported_at != 0) return; /* what follows a mistake is not worth another */
  if (p->current.kind == TOKEN_FAULTY) return;
  if (p->current.kind == TOKEN_NAME && report_full_width(p, p->current)) return;
  parser_report(p, MESSAGE_FEEL_TEXT_AFTER_END, parser_token_span(p),
                token_kind_text(p->current.kind), (text){"", 0});
}

/* A tree with a syntax error has no meaning as a whole. */
static syntax_node *parser_finish(parser *p, syntax_node *root) {
  parser_expect_end(p);
  bool is_faulty = p->gave_up || p->reported_at != 0 || !parser_at(p, TOKEN_END);
  return is_faulty && root ? syntax_node_create(p->input->arena, SYNTAX_FAULTY, root->span, NULL, 0)
                           : root;
}

syntax_node *parse_expression(const parser_input *input) {
  parser p;
  if (!parser_init(&p, input)) return parser_faulty(&p, 0);
  if (parser_at(&p, TOKEN_END)) {
    parser_report(&p, MESSAGE_FEEL_EMPTY_EXPRESSION, parser_token_span(&p), NULL, (text){"", 0});
    return parser_faulty(&p, 0);
  }
  return parser_finish(&p, parser_expression(&p));
}

/* `not(` ... `)` around the whole text is the negation of the tests inside. */
static bool is_negated_tests(const parser *p) {
  if (!text_is(parser_text(p, p->current), "not")) return false;
  lexer ahead = p->lexer;
  ahead.diagnostics = NULL;
  int open = 0;
  for (;;) {
    token t = lexer_next(&ahead);
    if (t.kind == TOKEN_PARENTHESIS_OPEN) open++;
    if (t.kind == TOKEN_PARENTHESIS_CLOSE) open--;
    if (t.kind == TOKEN_END) return false;
    if (open <= 0) return t.kind == TOKEN_PARENTHESIS_CLOSE && lexer_next(&ahead).kind == TOKEN_END;
  }
}

static syntax_node *parse_test_list(parser *p, name_entry *input, bool is_negated) {
  uint32_t start = p->current.start;
  node_list tests = {0};
  do {
    if (!node_list_add(p, &tests, parser_test(p, input), (text){"", 0}, NULL)) return NULL;
  } while (!p->gave_up && parser_accept(p, TOKEN_COMMA));
  syntax_node *node = parser_node(p, SYNTAX_TESTS, start, tests.items, tests.count);
  if (!node) return NULL;
  node->is_flag = is_negated;
  node->entry = input;
  return node;
}

syntax_node *parse_unary_tests(const parser_input *input, name_entry *input_entry) {
  parser p;
  if (!parser_init(&p, input)) return parser_faulty(&p, 0);
  if (parser_at(&p, TOKEN_END)) return parser_node(&p, SYNTAX_ANY, 0, NULL, 0);
  if (parser_at(&p, TOKEN_MINUS) && parser_peek(&p).kind == TOKEN_END) {
    parser_advance(&p);
    return parser_node(&p, SYNTAX_ANY, 0, NULL, 0);
  }
  bool is_negated = is_negated_tests(&p);
  if (is_negated) {
    parser_advance(&p);
    parser_advance(&p);
  }
  syntax_node *root = parse_test_list(&p, input_entry, is_negated);
  if (is_negated) parser_expect(&p, TOKEN_PARENTHESIS_CLOSE);
  return parser_finish(&p, root);
}

const feel_type *parse_type(const parser_input *input) {
  parser p;
  if (!parser_init(&p, input)) return type_basic(TYPE_NEVER);
  const feel_type *type = parser_type(&p);
  parser_expect_end(&p);
  return type;
}
