/* What the files of the parser share; for parser*.c only. */
#ifndef SUDUI_FEEL_PARSER_INTERNAL_H
#define SUDUI_FEEL_PARSER_INTERNAL_H

#include "feel/lexer.h"
#include "feel/parser.h"

typedef struct parser {
  const parser_input *input;
  parser_limits limits; /* of the input, with the defaults filled in */
  lexer lexer;
  token current;
  uint32_t previous_end; /* where the last accepted token ended */
  uint32_t depth;
  uint32_t node_count;
  uint32_t question_count; /* how often `?` was mentioned so far */
  uint32_t reported_at;    /* place of the last syntax error: one report per place */
  bool has_duplicate_key;  /* in the context that is being read */
  bool is_range_end;       /* a `[` may close a range here */
  bool gave_up;            /* a limit was reached: everything after is skipped */
} parser;

/* --- Tokens --- */
void parser_advance(parser *p);
bool parser_at(const parser *p, token_kind kind);
bool parser_accept(parser *p, token_kind kind);
/* Accepts the kind or reports that it is missing. */
bool parser_expect(parser *p, token_kind kind);
/* The token behind the current one. */
token parser_peek(const parser *p);
void parser_jump(parser *p, uint32_t offset);
text parser_text(const parser *p, token t);
source_span parser_span_from(const parser *p, uint32_t start);
/* Goes to the next `,` or closing bracket of this level, to go on behind a mistake. */
void parser_recover(parser *p);

/* --- Reports --- */
/* A syntax error at the current token; `expected` may be NULL. */
void parser_unexpected(parser *p, const char *expected);
void parser_report(parser *p, message_id message, source_span span, const char *argument,
                   text suggestion);
void parser_give_up(parser *p, message_id message, uint32_t limit);
/* One level deeper; gives up below the limit.  Come back with p->depth--. */
void parser_descend(parser *p);

/* --- Nodes: counted, spanned from byte `start` to the last accepted token --- */
syntax_node *parser_node(parser *p, syntax_kind kind, uint32_t start, syntax_node *const *children,
                         size_t count);
syntax_node *parser_literal(parser *p, uint32_t start, value constant);
syntax_node *parser_faulty(parser *p, uint32_t start);
/* Counts a node that a maker of syntax_tree.h made and checks the limits. */
syntax_node *parser_count(parser *p, syntax_node *node);

/* A list of nodes (and names) while its length is unknown. */
typedef struct node_list {
  syntax_node **items;
  text *names;
  name_entry **entries;
  size_t count, capacity;
} node_list;
bool node_list_add(parser *p, node_list *list, syntax_node *node, text name, name_entry *entry);

/* --- Grammar --- */
syntax_node *parser_expression(parser *p);
/* Above comparison: sums and everything that binds tighter. */
syntax_node *parser_sum(parser *p);
syntax_node *parser_primary(parser *p);
/* The words of a name that is being declared, up to `end1` or `end2`; empty text and a report when
 * there are none. */
text parser_declared_name(parser *p, token_kind end1, token_kind end2);
/* Names (variables, built-ins, members of a filter's item) and the words behind a point. */
syntax_node *parser_name(parser *p);
syntax_node *parser_path(parser *p, uint32_t start, syntax_node *from);
bool parser_keyword_begins_name(const parser *p);
/* if, for, some, every, function */
syntax_node *parser_if(parser *p);
syntax_node *parser_loop(parser *p);
syntax_node *parser_function(parser *p);
syntax_node *parser_invocation(parser *p, uint32_t start, syntax_node *callee);
/* One positive unary test on `input`; the list behind `in`. */
syntax_node *parser_test(parser *p, name_entry *input);
syntax_node *parser_in(parser *p, uint32_t start, syntax_node *left);
/* `op` of a comparison token, or OPERATOR_NONE. */
syntax_operator parser_comparison_operator(token_kind kind);
/* Whether an expression can begin with it (`]` may begin a range too, but mostly closes). */
bool parser_begins_expression(token_kind kind);
/* Goes on behind a primary expression that was already read. */
syntax_node *parser_sum_rest(parser *p, uint32_t start, syntax_node *primary);
const feel_type *parser_type(parser *p);
syntax_node *parser_range_rest(parser *p, uint32_t start, syntax_node *low, bool low_closed);

#endif
