/* Turns the texts of a model into syntax trees: what boxed expressions and tables share. */
#include "dmn/logic.h"

#include "base/messages/dmn.h"
#include "dmn/item_type.h"
#include "feel/parser.h"

static diagnostic_list *logic_diagnostics(dmn_logic *l) {
  return &l->compilation->model->diagnostics;
}

syntax_node *dmn_logic_missing(dmn_logic *l, const xml_node *node) {
  source_span span = dmn_node_span(l->document, node);
  diagnostic_add(logic_diagnostics(l), DIAGNOSTIC_ERROR, MESSAGE_DMN_EXPRESSION_MISSING, span,
                 NULL);
  return syntax_literal(l->arena, span, value_null());
}

syntax_node *dmn_logic_expression(dmn_logic *l, const source_text *source, const xml_node *node) {
  if (source->text.data == NULL) return dmn_logic_missing(l, node);
  parser_input input = {l->arena, source, l->names, logic_diagnostics(l),
                        l->compilation->model->limits};
  return parse_expression(&input);
}

syntax_node *dmn_logic_tests(dmn_logic *l, const source_text *source, name_entry *input_entry) {
  parser_input input = {l->arena, source, l->names, logic_diagnostics(l),
                        l->compilation->model->limits};
  return parse_unary_tests(&input, input_entry);
}

const feel_type *dmn_logic_type(dmn_logic *l, text type_ref, const xml_node *node) {
  return dmn_type_find(l->compilation, l->document, type_ref, node);
}

syntax_node *dmn_logic_typed(dmn_logic *l, syntax_node *child, text type_ref,
                             const xml_node *node) {
  const feel_type *type = dmn_logic_type(l, type_ref, node);
  if (child == NULL || type == NULL || type->kind == TYPE_ANY) return child;
  return syntax_typed(l->arena, child->span, child, type);
}
