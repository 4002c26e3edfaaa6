/* Turns the texts of a model into syntax trees: what boxed expressions and tables share. */
#ifndef SUDUI_DMN_LOGIC_H
#define SUDUI_DMN_LOGIC_H

#include "dmn/compilation.h"
#include "feel/syntax_tree.h"

/* The logic of one element that is being turned into a tree. */
typedef struct dmn_logic {
  dmn_compilation *compilation;
  const dmn_document *document;
  name_table *names; /* of the document, with the element's scope open */
  arena *arena;
} dmn_logic;

/* `source` as an expression; null when it is missing.  NULL when memory is out. */
syntax_node *dmn_logic_expression(dmn_logic *l, const source_text *source, const xml_node *node);
/* `source` as unary tests on `input`. */
syntax_node *dmn_logic_tests(dmn_logic *l, const source_text *source, name_entry *input);
/* A null in place of an expression that the author left out (reported) or that cannot be read. */
syntax_node *dmn_logic_missing(dmn_logic *l, const xml_node *node);
/* `child` converted to the type that `type_ref` names; unknown types are reported. */
syntax_node *dmn_logic_typed(dmn_logic *l, syntax_node *child, text type_ref, const xml_node *node);
/* The type that `type_ref` means here, or NULL. */
const feel_type *dmn_logic_type(dmn_logic *l, text type_ref, const xml_node *node);

#endif
