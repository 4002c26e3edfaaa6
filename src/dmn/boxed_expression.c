/* Turns a boxed expression into one syntax tree.  Spec: DMN 1.5 sections 7.3 and 10.2.
 *
 * Recursion is as deep as the XML was, which LIMIT_XML_DEPTH bounds. */
#include "dmn/boxed_expression.h"

#include "base/messages/dmn.h"
#include "dmn/decision_table.h"
#include "feel/builtin.h"

static source_span span_of(const dmn_logic *l, const xml_node *node) {
  return dmn_node_span(l->document, node);
}

/* A part's expression, which may not be missing, as its type. */
static syntax_node *part_tree(dmn_logic *l, const dmn_part *part) {
  if (part->expression == NULL) return dmn_logic_missing(l, part->node);
  return dmn_logic_typed(l, dmn_expression_tree(l, part->expression), part->type_ref, part->node);
}

/* Arrays of one node kind's children; NULL members when memory is out. */
typedef struct tree_arrays {
  syntax_node **nodes;
  name_entry **entries;
  text *names;
} tree_arrays;

static bool make_arrays(dmn_logic *l, size_t count, tree_arrays *out) {
  out->nodes = ARENA_ARRAY(l->arena, syntax_node *, count + 1);
  out->entries = ARENA_ARRAY(l->arena, name_entry *, count + 1);
  out->names = ARENA_ARRAY(l->arena, text, count + 1);
  return out->nodes != NULL && out->entries != NULL && out->names != NULL;
}

static bool has_result_entry(const dmn_expression *e) {
  return e->part_count > 0 && e->parts[e->part_count - 1].name.size == 0;
}

/* As in FEEL's own contexts, a function may call itself unless its name means something already. */
static bool is_recursive(const dmn_logic *l, const dmn_part *part) {
  const dmn_expression *e = part->expression;
  if (e == NULL || part->name.size == 0) return false;
  bool is_function = e->kind == DMN_FUNCTION;
  if (e->kind == DMN_LITERAL && e->source.text.data != NULL)
    is_function = text_starts_with(text_trim(e->source.text), TEXT("function"));
  return is_function && !name_table_find(l->names, part->name) && !builtin_find(part->name);
}

static syntax_node *context_tree(dmn_logic *l, dmn_expression *e) {
  tree_arrays a;
  if (!make_arrays(l, e->part_count, &a)) return NULL;
  name_table_push(l->names);
  for (size_t i = 0; i < e->part_count; i++) {
    const dmn_part *part = &e->parts[i];
    const feel_type *type = dmn_logic_type(l, part->type_ref, part->node);
    if (is_recursive(l, part))
      a.entries[i] = name_table_declare(l->names, part->name, NAME_NO_SLOT, type);
    a.nodes[i] = part_tree(l, part);
    a.names[i] = part->name;
    if (part->name.size == 0 || a.entries[i] != NULL) continue;
    a.entries[i] = name_table_declare(l->names, part->name, NAME_NO_SLOT, type);
  }
  name_table_pop(l->names);
  source_span span = span_of(l, e->node);
  if (has_result_entry(e)) return syntax_block(l->arena, span, a.entries, a.nodes, e->part_count);
  return syntax_context(l->arena, span, a.names, a.entries, a.nodes, e->part_count);
}

static syntax_node *invocation_tree(dmn_logic *l, dmn_expression *e) {
  tree_arrays a;
  if (!make_arrays(l, e->part_count, &a)) return NULL;
  if (e->callee == NULL) return dmn_logic_missing(l, e->node);
  for (size_t i = 0; i < e->part_count; i++) {
    const dmn_part *part = &e->parts[i];
    a.names[i] = part->name;
    a.nodes[i] = part->expression == NULL
                     ? syntax_literal(l->arena, span_of(l, part->node), value_null())
                     : part_tree(l, part);
  }
  syntax_node *callee = dmn_expression_tree(l, e->callee);
  return syntax_invoke(l->arena, span_of(l, e->node), callee, e->part_count == 0 ? NULL : a.names,
                       a.nodes, e->part_count);
}

static syntax_node *list_tree(dmn_logic *l, dmn_expression *e) {
  tree_arrays a;
  if (!make_arrays(l, e->part_count, &a)) return NULL;
  for (size_t i = 0; i < e->part_count; i++) a.nodes[i] = part_tree(l, &e->parts[i]);
  return syntax_list(l->arena, span_of(l, e->node), a.nodes, e->part_count);
}

/* A list of contexts, one for each row. */
static syntax_node *relation_tree(dmn_logic *l, dmn_expression *e) {
  tree_arrays columns;
  syntax_node **rows = ARENA_ARRAY(l->arena, syntax_node *, e->row_count + 1);
  if (!make_arrays(l, e->part_count, &columns) || rows == NULL) return NULL;
  for (size_t j = 0; j < e->part_count; j++) columns.names[j] = e->parts[j].name;
  for (size_t i = 0; i < e->row_count; i++) {
    for (size_t j = 0; j < e->part_count; j++) {
      dmn_part cell = e->parts[j];
      cell.expression = e->cells[i * e->part_count + j];
      columns.nodes[j] = cell.expression == NULL
                             ? syntax_literal(l->arena, span_of(l, cell.node), value_null())
                             : part_tree(l, &cell);
    }
    rows[i] = syntax_context(l->arena, span_of(l, e->node), columns.names, NULL, columns.nodes,
                             e->part_count);
  }
  return syntax_list(l->arena, span_of(l, e->node), rows, e->row_count);
}

/* --- Functions --- */

/* The context {class, method signature} of an external function as FEEL writes it: {java: {...}}.
 */
static syntax_node *external_tree(dmn_logic *l, dmn_expression *e, name_entry *const *parameters) {
  syntax_node *description =
      e->body == NULL ? dmn_logic_missing(l, e->node) : dmn_expression_tree(l, e->body);
  text key = TEXT("java");
  source_span span = span_of(l, e->node);
  syntax_node *wrapped = syntax_context(l->arena, span, &key, NULL, &description, 1);
  syntax_node *function = syntax_function(l->arena, span, parameters, e->part_count, NULL, wrapped);
  if (function != NULL) function->kind = SYNTAX_EXTERNAL;
  return function;
}

/* An external function called with the parameters around it. */
static syntax_node *external_call_tree(dmn_logic *l, dmn_expression *e,
                                       name_entry *const *parameters) {
  tree_arrays a;
  if (!make_arrays(l, e->part_count, &a)) return NULL;
  source_span span = span_of(l, e->node);
  name_table_push(l->names);
  for (size_t i = 0; i < e->part_count; i++) {
    a.entries[i] = name_table_declare(l->names, e->parts[i].name, NAME_NO_SLOT, NULL);
    a.nodes[i] = syntax_name(l->arena, span, parameters[i]);
  }
  syntax_node *callee = external_tree(l, e, a.entries);
  name_table_pop(l->names);
  return syntax_invoke(l->arena, span, callee, NULL, a.nodes, e->part_count);
}

syntax_node *dmn_function_body_tree(dmn_logic *l, dmn_expression *e,
                                    name_entry *const *parameters) {
  switch (e->function_kind) {
    case DMN_FUNCTION_JAVA:
      return external_call_tree(l, e, parameters);
    case DMN_FUNCTION_PMML: {
      diagnostic_add(&l->compilation->model->diagnostics, DIAGNOSTIC_ERROR, MESSAGE_DMN_LANGUAGE,
                     span_of(l, e->node), SD_ARGS("PMML"));
      return syntax_literal(l->arena, span_of(l, e->node), value_null());
    }
    case DMN_FUNCTION_FEEL:
      break;
  }
  return e->body == NULL ? dmn_logic_missing(l, e->node) : dmn_expression_tree(l, e->body);
}

static syntax_node *function_tree(dmn_logic *l, dmn_expression *e) {
  tree_arrays a;
  if (!make_arrays(l, e->part_count, &a)) return NULL;
  name_table_push(l->names);
  for (size_t i = 0; i < e->part_count; i++) {
    const dmn_part *part = &e->parts[i];
    a.entries[i] = name_table_declare(l->names, part->name, NAME_NO_SLOT,
                                      dmn_logic_type(l, part->type_ref, part->node));
  }
  syntax_node *result = NULL;
  if (e->function_kind == DMN_FUNCTION_JAVA) {
    result = external_tree(l, e, a.entries);
  } else {
    syntax_node *body = dmn_function_body_tree(l, e, a.entries);
    result = syntax_function(l->arena, span_of(l, e->node), a.entries, e->part_count, NULL, body);
  }
  name_table_pop(l->names);
  return result;
}

/* --- Conditional, filter, iteration --- */

static syntax_node *conditional_tree(dmn_logic *l, dmn_expression *e) {
  syntax_node *condition = part_tree(l, &e->parts[0]);
  syntax_node *then_node = part_tree(l, &e->parts[1]);
  syntax_node *else_node = part_tree(l, &e->parts[2]);
  syntax_node *node = syntax_if(l->arena, span_of(l, e->node), condition, then_node, else_node);
  if (node != NULL)
    node->is_flag = true; /* stricter than the textual form: no boolean, no result */
  return node;
}

static syntax_node *filter_tree(dmn_logic *l, dmn_expression *e) {
  syntax_node *list = part_tree(l, &e->parts[0]);
  name_entry *item = name_table_push_filter(l->names);
  syntax_node *predicate = part_tree(l, &e->parts[1]);
  name_table_pop(l->names);
  syntax_node *node = syntax_filter(l->arena, span_of(l, e->node), list, item, predicate);
  if (node != NULL) node->is_flag = true; /* stricter than the textual form, as above */
  return node;
}

static syntax_node *iteration_tree(dmn_logic *l, dmn_expression *e) {
  syntax_kind kind = e->kind == DMN_FOR    ? SYNTAX_FOR
                     : e->kind == DMN_SOME ? SYNTAX_SOME
                                           : SYNTAX_EVERY;
  syntax_node *domain = part_tree(l, &e->parts[0]);
  name_entry *partial = NULL;
  name_table_push(l->names);
  name_entry *variable = name_table_declare(l->names, e->iterator, NAME_NO_SLOT, NULL);
  if (e->kind == DMN_FOR) {
    partial = name_table_declare(l->names, TEXT("partial"), NAME_NO_SLOT, NULL);
  }
  syntax_node *body = part_tree(l, &e->parts[1]);
  name_table_pop(l->names);
  if (partial != NULL && !partial->is_used) partial = NULL;
  syntax_node *node =
      syntax_loop(l->arena, span_of(l, e->node), kind, &variable, &domain, 1, partial, body);
  if (node != NULL) node->is_flag = e->kind != DMN_FOR; /* stricter, too */
  return node;
}

/* --- All kinds --- */

static syntax_node *literal_tree(dmn_logic *l, dmn_expression *e) {
  return dmn_logic_expression(l, &e->source, e->node);
}

static syntax_node *table_tree(dmn_logic *l, dmn_expression *e) {
  return dmn_table_tree(l, e->table);
}

static syntax_node *(*const TREE_MAKERS[])(dmn_logic *l, dmn_expression *e) = {
    [DMN_LITERAL] = literal_tree,         [DMN_CONTEXT] = context_tree,
    [DMN_INVOCATION] = invocation_tree,   [DMN_LIST] = list_tree,
    [DMN_RELATION] = relation_tree,       [DMN_FUNCTION] = function_tree,
    [DMN_CONDITIONAL] = conditional_tree, [DMN_FILTER] = filter_tree,
    [DMN_FOR] = iteration_tree,           [DMN_SOME] = iteration_tree,
    [DMN_EVERY] = iteration_tree,         [DMN_TABLE] = table_tree};

/* The typeRef of a function is said of its result by some tools, and that of a table with several
 * hits of one output; only the variable's type counts there. */
static bool is_type_of_value(const dmn_expression *e) {
  if (e->kind == DMN_FUNCTION) return false;
  if (e->kind != DMN_TABLE) return true;
  return e->table->hit_policy != DMN_COLLECT && e->table->hit_policy != DMN_RULE_ORDER &&
         e->table->hit_policy != DMN_OUTPUT_ORDER;
}

syntax_node *dmn_expression_tree(dmn_logic *l, dmn_expression *e) {
  if (e == NULL) return syntax_literal(l->arena, (source_span){0}, value_null());
  syntax_node *tree = TREE_MAKERS[e->kind](l, e);
  return is_type_of_value(e) ? dmn_logic_typed(l, tree, e->type_ref, e->node) : tree;
}

void dmn_expression_declare_members(name_table *names, const dmn_expression *e) {
  if (e == NULL) return;
  for (size_t i = 0; i < e->part_count; i++) {
    bool is_member = e->kind == DMN_CONTEXT || e->kind == DMN_RELATION;
    if (is_member) name_table_declare_member(names, e->parts[i].name);
    dmn_expression_declare_members(names, e->parts[i].expression);
  }
  dmn_expression_declare_members(names, e->body);
  for (size_t i = 0; e->table != NULL && i < e->table->output_count; i++) {
    name_table_declare_member(names, e->table->outputs[i].name);
  }
}
