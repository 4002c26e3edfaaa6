/* Literals, brackets, contexts, loops and functions: what begins an expression.
 *
 * Each function is entered with its first token current and leaves behind its last one. */
#include "base/decimal.h"
#include "base/messages/feel.h"
#include "feel/builtin.h"
#include "feel/parser_internal.h"
#include "feel/temporal.h"

static const text no_text = {"", 0};

/* --- Literals --- */

static syntax_node *parse_number(parser *p) {
  token t = p->current;
  decimal number;
  parser_advance(p);
  text spelling = parser_text(p, t);
  if (decimal_parse(spelling, &number)) return parser_literal(p, t.start, value_number(number));
  parser_report(p, MESSAGE_FEEL_INVALID_NUMBER, parser_span_from(p, t.start),
                arena_copy(p->input->arena, text_slice(spelling, 0, 40)).data, no_text);
  return parser_faulty(p, t.start);
}

/* A backslash that begins no escape of rule 64 stays as it is. */
static syntax_node *parse_string(parser *p) {
  token t = p->current;
  parser_advance(p);
  text content = lexer_string_value(p->input->arena, parser_text(p, t));
  return content.data ? parser_literal(p, t.start, value_string(content)) : NULL;
}

/* @"2024-02-29" and its kin.  Spec: grammar rule 66, at literal. */
static syntax_node *parse_at_literal(parser *p) {
  uint32_t start = p->current.start;
  parser_advance(p);
  token string = p->current;
  if (!parser_expect(p, TOKEN_STRING)) return parser_faulty(p, start);
  text spelling = parser_text(p, string);
  value constant =
      temporal_parse_literal(p->input->arena, lexer_string_value(p->input->arena, spelling));
  if (constant.kind != VALUE_NULL) return parser_literal(p, start, constant);
  parser_report(p, MESSAGE_FEEL_INVALID_AT_LITERAL, parser_span_from(p, start),
                arena_copy(p->input->arena, text_slice(spelling, 0, 60)).data, no_text);
  return parser_faulty(p, start);
}

/* --- Brackets: grouping, ranges, lists --- */

/* Behind `low ..`: the high end and the closing bracket. */
syntax_node *parser_range_rest(parser *p, uint32_t start, syntax_node *low, bool low_closed) {
  p->is_range_end = true;
  syntax_node *high = parser_sum(p);
  p->is_range_end = false;
  bool high_closed = parser_at(p, TOKEN_BRACKET_CLOSE);
  if (high_closed || parser_at(p, TOKEN_PARENTHESIS_CLOSE) || parser_at(p, TOKEN_BRACKET_OPEN))
    parser_advance(p);
  else
    parser_unexpected(p, "`]`, `)`, `[`");
  syntax_node *const ends[] = {low, high};
  syntax_node *node = parser_node(p, SYNTAX_RANGE, start, ends, 2);
  if (!node) return NULL;
  node->is_flag = low_closed;
  node->is_flag2 = high_closed;
  return node;
}

/* (> 10), (= x): a range with one end.  Spec: grammar rule 8 of DMN 1.5 as a value. */
static syntax_node *parse_unary_range(parser *p, uint32_t start, syntax_operator op) {
  parser_advance(p);
  syntax_node *end = parser_sum(p);
  if (!parser_expect(p, TOKEN_PARENTHESIS_CLOSE)) parser_recover(p);
  syntax_node *node = parser_node(p, SYNTAX_UNARY_RANGE, start, &end, 1);
  if (node) node->op = op;
  return node;
}

static syntax_node *parse_parenthesis(parser *p) {
  uint32_t start = p->current.start;
  parser_advance(p);
  syntax_operator op = parser_comparison_operator(p->current.kind);
  if (op != OPERATOR_NONE) return parse_unary_range(p, start, op);
  syntax_node *inner = parser_expression(p);
  if (parser_accept(p, TOKEN_POINT_POINT)) return parser_range_rest(p, start, inner, false);
  if (!parser_expect(p, TOKEN_PARENTHESIS_CLOSE)) {
    parser_recover(p);
    parser_accept(p, TOKEN_PARENTHESIS_CLOSE);
  }
  return inner;
}

static syntax_node *parse_bracket(parser *p) {
  uint32_t start = p->current.start;
  parser_advance(p);
  node_list items = {0};
  if (!parser_at(p, TOKEN_BRACKET_CLOSE)) {
    syntax_node *first = parser_expression(p);
    if (parser_accept(p, TOKEN_POINT_POINT)) return parser_range_rest(p, start, first, true);
    if (!node_list_add(p, &items, first, no_text, NULL)) return NULL;
  }
  while (!p->gave_up && !parser_accept(p, TOKEN_BRACKET_CLOSE)) {
    if (!parser_accept(p, TOKEN_COMMA)) {
      parser_unexpected(p, "`,`, `]`");
      parser_recover(p);
      if (!parser_accept(p, TOKEN_COMMA)) {
        parser_accept(p, TOKEN_BRACKET_CLOSE);
        break;
      }
    }
    if (!node_list_add(p, &items, parser_expression(p), no_text, NULL)) return NULL;
  }
  return parser_node(p, SYNTAX_LIST, start, items.items, items.count);
}

/* ]low..high[ */
static syntax_node *parse_outward_range(parser *p) {
  uint32_t start = p->current.start;
  parser_advance(p);
  syntax_node *low = parser_sum(p);
  if (!parser_expect(p, TOKEN_POINT_POINT)) return parser_faulty(p, start);
  return parser_range_rest(p, start, low, false);
}

/* --- Contexts --- */

static text parse_key(parser *p, bool *is_name_out) {
  *is_name_out = !parser_at(p, TOKEN_STRING);
  if (*is_name_out) return parser_declared_name(p, TOKEN_COLON, TOKEN_COLON);
  text key = lexer_string_value(p->input->arena, parser_text(p, p->current));
  parser_advance(p);
  return key;
}

static void check_duplicate_key(parser *p, const node_list *entries, text key, uint32_t start) {
  for (size_t i = 0; i < entries->count; i++)
    if (text_equal(entries->names[i], key)) {
      parser_report(p, MESSAGE_FEEL_DUPLICATE_KEY, parser_span_from(p, start),
                    arena_copy(p->input->arena, key).data, no_text);
      p->has_duplicate_key = true;
      return;
    }
}

static bool parse_context_entry(parser *p, node_list *entries) {
  uint32_t start = p->current.start;
  bool is_name;
  text key = parse_key(p, &is_name);
  check_duplicate_key(p, entries, key, start);
  if (!parser_expect(p, TOKEN_COLON)) parser_recover(p);
  name_table_declare_member(p->input->names, key);
  name_entry *entry = NULL;
  /* A function may call itself, unless its name means something else already. */
  bool is_recursive = parser_at(p, TOKEN_FUNCTION) && key.size > 0 &&
                      !name_table_find(p->input->names, key) && !builtin_find(key);
  if (is_recursive) entry = name_table_declare(p->input->names, key, NAME_NO_SLOT, NULL);
  syntax_node *node = parser_expression(p);
  if (!entry && key.size > 0) entry = name_table_declare(p->input->names, key, NAME_NO_SLOT, NULL);
  return node_list_add(p, entries, node, key, entry);
}

static syntax_node *parse_context(parser *p) {
  uint32_t start = p->current.start;
  parser_advance(p);
  node_list entries = {0};
  bool had_duplicate_key = p->has_duplicate_key, is_complete = true;
  p->has_duplicate_key = false;
  name_table_push(p->input->names);
  if (!parser_at(p, TOKEN_BRACE_CLOSE)) {
    do {
      is_complete = parse_context_entry(p, &entries);
      if (!parser_at(p, TOKEN_COMMA) && !parser_at(p, TOKEN_BRACE_CLOSE)) {
        parser_unexpected(p, "`,`, `}`");
        parser_recover(p);
      }
    } while (is_complete && !p->gave_up && parser_accept(p, TOKEN_COMMA));
  }
  parser_expect(p, TOKEN_BRACE_CLOSE);
  name_table_pop(p->input->names);
  bool is_null = p->has_duplicate_key;
  p->has_duplicate_key = had_duplicate_key;
  if (!is_complete) return NULL;
  if (is_null) return parser_faulty(p, start);
  return parser_count(p, syntax_context(p->input->arena, parser_span_from(p, start), entries.names,
                                        entries.entries, entries.items, entries.count));
}

/* --- if, for, some, every --- */

syntax_node *parser_if(parser *p) {
  uint32_t start = p->current.start;
  parser_advance(p);
  syntax_node *children[3];
  children[0] = parser_expression(p);
  parser_expect(p, TOKEN_THEN);
  children[1] = parser_expression(p);
  parser_expect(p, TOKEN_ELSE);
  children[2] = parser_expression(p);
  return parser_node(p, SYNTAX_IF, start, children, 3);
}

static syntax_node *parse_domain(parser *p) {
  uint32_t start = p->current.start;
  syntax_node *from = parser_expression(p);
  if (!parser_accept(p, TOKEN_POINT_POINT)) return from;
  syntax_node *const ends[] = {from, parser_expression(p)};
  return parser_node(p, SYNTAX_ITERATION, start, ends, 2);
}

static bool parse_iterators(parser *p, node_list *iterators) {
  do {
    text name = parser_declared_name(p, TOKEN_IN, TOKEN_COMMA);
    parser_expect(p, TOKEN_IN);
    syntax_node *domain = parse_domain(p);
    name_entry *entry = name_table_declare(p->input->names, name, NAME_NO_SLOT, NULL);
    if (!entry || !node_list_add(p, iterators, domain, name, entry)) return false;
  } while (!p->gave_up && parser_accept(p, TOKEN_COMMA));
  return true;
}

syntax_node *parser_loop(parser *p) {
  uint32_t start = p->current.start;
  syntax_kind kind = parser_at(p, TOKEN_FOR)    ? SYNTAX_FOR
                     : parser_at(p, TOKEN_SOME) ? SYNTAX_SOME
                                                : SYNTAX_EVERY;
  parser_advance(p);
  node_list iterators = {0};
  name_table_push(p->input->names);
  bool is_complete = parse_iterators(p, &iterators);
  parser_expect(p, kind == SYNTAX_FOR ? TOKEN_RETURN : TOKEN_SATISFIES);
  name_entry *partial = NULL;
  if (kind == SYNTAX_FOR)
    partial = name_table_declare(p->input->names, TEXT("partial"), NAME_NO_SLOT, NULL);
  syntax_node *body = parser_expression(p);
  name_table_pop(p->input->names);
  if (!is_complete) return NULL;
  return parser_count(p, syntax_loop(p->input->arena, parser_span_from(p, start), kind,
                                     iterators.entries, iterators.items, iterators.count,
                                     partial && partial->is_used ? partial : NULL, body));
}

/* --- Function definitions and invocations --- */

static bool parse_parameters(parser *p, node_list *parameters) {
  if (parser_accept(p, TOKEN_PARENTHESIS_CLOSE)) return true;
  do {
    text name = parser_declared_name(p, TOKEN_COLON, TOKEN_COMMA);
    const feel_type *type = parser_accept(p, TOKEN_COLON) ? parser_type(p) : NULL;
    name_entry *entry = name_table_declare(p->input->names, name, NAME_NO_SLOT, type);
    /* The list wants nodes; a parameter has none. */
    syntax_node *place = parser_literal(p, p->current.start, value_null());
    if (!entry || !node_list_add(p, parameters, place, name, entry)) return false;
    name_table_declare_members(p->input->names, type);
  } while (!p->gave_up && parser_accept(p, TOKEN_COMMA));
  parser_expect(p, TOKEN_PARENTHESIS_CLOSE);
  return true;
}

syntax_node *parser_function(parser *p) {
  uint32_t start = p->current.start;
  parser_advance(p);
  if (!parser_expect(p, TOKEN_PARENTHESIS_OPEN)) return parser_faulty(p, start);
  node_list parameters = {0};
  name_table_push(p->input->names);
  bool is_complete = parse_parameters(p, &parameters);
  const feel_type *result_type = parser_accept(p, TOKEN_COLON) ? parser_type(p) : NULL;
  bool is_external = text_is(parser_text(p, p->current), "external");
  if (is_external) parser_advance(p);
  syntax_node *body = parser_expression(p);
  name_table_pop(p->input->names);
  if (!is_complete) return NULL;
  syntax_node *node =
      parser_count(p, syntax_function(p->input->arena, parser_span_from(p, start),
                                      parameters.entries, parameters.count, result_type, body));
  if (node && is_external) node->kind = SYNTAX_EXTERNAL;
  return node;
}

/* Whether the argument that begins here is `name words: value`. */
static bool is_named_argument(const parser *p) {
  lexer ahead = p->lexer;
  ahead.diagnostics = NULL;
  if (p->current.kind != TOKEN_NAME && !token_is_keyword(p->current.kind)) return false;
  for (;;) {
    token t = lexer_next(&ahead);
    switch (t.kind) {
      case TOKEN_COLON:
        return true;
      case TOKEN_NAME:
      case TOKEN_NUMBER:
      case TOKEN_PLUS:
      case TOKEN_MINUS:
      case TOKEN_STAR:
      case TOKEN_SLASH:
      case TOKEN_POINT:
      case TOKEN_APOSTROPHE:
        break;
      default:
        if (!token_is_keyword(t.kind)) return false;
    }
  }
}

static bool parse_argument(parser *p, node_list *arguments, bool is_named) {
  text name = no_text;
  if (is_named) {
    name = parser_declared_name(p, TOKEN_COLON, TOKEN_COMMA);
    parser_expect(p, TOKEN_COLON);
  }
  return node_list_add(p, arguments, parser_expression(p), name, NULL);
}

syntax_node *parser_invocation(parser *p, uint32_t start, syntax_node *callee) {
  parser_advance(p);
  node_list arguments = {0};
  bool is_named = is_named_argument(p);
  if (!parser_at(p, TOKEN_PARENTHESIS_CLOSE)) {
    do {
      uint32_t argument_start = p->current.start;
      bool is_this_named = is_named_argument(p);
      if (!parse_argument(p, &arguments, is_this_named)) return NULL;
      if (is_this_named != is_named) {
        parser_report(p, MESSAGE_FEEL_MIXED_ARGUMENTS, parser_span_from(p, argument_start), NULL,
                      no_text);
        is_named = is_this_named;
      }
      if (!parser_at(p, TOKEN_COMMA) && !parser_at(p, TOKEN_PARENTHESIS_CLOSE)) {
        parser_unexpected(p, "`,`, `)`");
        parser_recover(p);
      }
    } while (!p->gave_up && parser_accept(p, TOKEN_COMMA));
  }
  parser_expect(p, TOKEN_PARENTHESIS_CLOSE);
  return parser_count(
      p, syntax_invoke(p->input->arena, parser_span_from(p, start), callee,
                       is_named ? arguments.names : NULL, arguments.items, arguments.count));
}

/* --- Primary --- */

static syntax_node *parse_constant(parser *p, value constant) {
  uint32_t start = p->current.start;
  parser_advance(p);
  return parser_literal(p, start, constant);
}

/* Behind an unexpected token the parser goes on unless the token can end an expression. */
static syntax_node *parse_mistake(parser *p) {
  uint32_t start = p->current.start;
  parser_unexpected(p, "an expression");
  switch (p->current.kind) {
    case TOKEN_END:
    case TOKEN_COMMA:
    case TOKEN_PARENTHESIS_CLOSE:
    case TOKEN_BRACKET_CLOSE:
    case TOKEN_BRACE_CLOSE:
    case TOKEN_THEN:
    case TOKEN_ELSE:
    case TOKEN_RETURN:
    case TOKEN_SATISFIES:
    case TOKEN_IN:
      break;
    default:
      parser_advance(p);
  }
  return parser_faulty(p, start);
}

syntax_node *parser_primary(parser *p) {
  if (token_is_keyword(p->current.kind) && parser_keyword_begins_name(p)) return parser_name(p);
  switch (p->current.kind) {
    case TOKEN_NUMBER:
      return parse_number(p);
    case TOKEN_STRING:
      return parse_string(p);
    case TOKEN_AT:
      return parse_at_literal(p);
    case TOKEN_TRUE:
      return parse_constant(p, value_boolean(true));
    case TOKEN_FALSE:
      return parse_constant(p, value_boolean(false));
    case TOKEN_NULL:
      return parse_constant(p, value_null());
    case TOKEN_NAME:
    case TOKEN_QUESTION:
      return parser_name(p);
    case TOKEN_PARENTHESIS_OPEN:
      return parse_parenthesis(p);
    case TOKEN_BRACKET_OPEN:
      return parse_bracket(p);
    case TOKEN_BRACKET_CLOSE:
      return parser_begins_expression(parser_peek(p).kind) ? parse_outward_range(p)
                                                           : parse_mistake(p);
    case TOKEN_BRACE_OPEN:
      return parse_context(p);
    case TOKEN_IF:
      return parser_if(p);
    case TOKEN_FOR:
    case TOKEN_SOME:
    case TOKEN_EVERY:
      return parser_loop(p);
    case TOKEN_FUNCTION:
      return parser_function(p);
    default:
      return parse_mistake(p);
  }
}
