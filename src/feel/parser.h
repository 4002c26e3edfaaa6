/* Turns text and the names in scope into a syntax tree.
 *
 * The whole grammar of DMN 1.5 section 10.3.1.  Mistakes become diagnostics and the parser goes on
 * behind them, so that one pass tells several.  Bounded by LIMIT_FEEL_SOURCE_BYTES, _DEPTH and
 * _NODES of base/limits.h. */
#ifndef SUDUI_FEEL_PARSER_H
#define SUDUI_FEEL_PARSER_H

#include "feel/syntax_tree.h"

/* The bounds of one source; 0 means the default of base/limits.h. */
typedef struct parser_limits {
  uint32_t source_bytes_max, depth_max, nodes_max;
} parser_limits;

typedef struct parser_input {
  arena *arena;
  const source_text *source; /* must outlive the tree and the program */
  name_table *names;
  diagnostic_list *diagnostics; /* may be NULL */
  parser_limits limits;
} parser_input;

/* A textual expression.  Text that cannot be read gives a SYNTAX_FAULTY node; NULL only when memory
 * is out. */
syntax_node *parse_expression(const parser_input *input);

/* Unary tests (a cell, allowed values): comma list, `-`, not(...).  `input_entry` is the variable
 * of the tested value, declared under the name "?" in a scope around this call.  The node gives
 * true, false or null. */
syntax_node *parse_unary_tests(const parser_input *input, name_entry *input_entry);

/* A type as in `instance of`: "list<number>", "tPerson", "function<number> -> string".  An unknown
 * name is a diagnostic and gives TYPE_NEVER. */
const feel_type *parse_type(const parser_input *input);

#endif
