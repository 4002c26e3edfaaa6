/* Turns a boxed expression into one syntax tree.  Spec: DMN 1.5 sections 7.3 and 10.2. */
#ifndef SUDUI_DMN_BOXED_EXPRESSION_H
#define SUDUI_DMN_BOXED_EXPRESSION_H

#include "dmn/logic.h"

/* The tree of `e` (NULL: null) converted to its own typeRef; NULL when memory is out.  The
 * element's scope is open in l->names. */
syntax_node *dmn_expression_tree(dmn_logic *l, dmn_expression *e);

/* The body of the function `e` with its parameters already declared in l->names as `parameters`. */
syntax_node *dmn_function_body_tree(dmn_logic *l, dmn_expression *e, name_entry *const *parameters);

/* Declares the names of context entries, columns and table outputs anywhere in `e` (NULL is
 * allowed) as words that may follow a point. */
void dmn_expression_declare_members(name_table *names, const dmn_expression *e);

#endif
