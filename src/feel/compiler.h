/* Turns a syntax tree into a program: slots, folded constants, resolved builtins.
 *
 * `slots_reserved`: slots 0 .. slots_reserved-1 of the frame belong to the caller (the largest slot
 * declared in the name table + 1); the program's own variables lie above.  Unknown names, unknown
 * builtins and wrong argument counts become diagnostics, and null at run time. */
#ifndef SUDUI_FEEL_COMPILER_H
#define SUDUI_FEEL_COMPILER_H

#include "feel/parser.h"
#include "feel/program.h"

typedef struct compiler_options {
  arena *arena; /* of the program: the model's */
  uint32_t slots_reserved;
  const name_table *names;      /* for "did you mean"; may be NULL */
  diagnostic_list *diagnostics; /* may be NULL */
  parser_limits limits;         /* for compile_expression and compile_unary_tests */
} compiler_options;

/* NULL when memory is out or the tree is too large (with a diagnostic). */
const program *compile_tree(const syntax_node *root, const compiler_options *options);

/* Parse and compile in one go.  Text with mistakes gives a program with is_faulty. */
const program *compile_expression(const source_text *source, name_table *names,
                                  const compiler_options *options);
/* Unary tests on the value in frame[input_slot]; the program gives true, false or null. */
const program *compile_unary_tests(const source_text *source, name_table *names,
                                   uint32_t input_slot, const compiler_options *options);

#endif
