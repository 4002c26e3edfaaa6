/* The nodes of a parsed expression, how to make them and how to print them.
 *
 * Makers copy the arrays that they are given.  A maker whose child is NULL returns NULL, so that
 * callers ask once at the end. */
#include "feel/syntax_tree.h"

static const char *const kind_names[SYNTAX_KIND_COUNT] = {
#define NODE(name, meaning) [SYNTAX_##name] = #name,
#include "feel/syntax_nodes.def"
#undef NODE
};

static const char *const operator_texts[] = {
    [OPERATOR_NONE] = "",         [OPERATOR_ADD] = "+",        [OPERATOR_SUBTRACT] = "-",
    [OPERATOR_MULTIPLY] = "*",    [OPERATOR_DIVIDE] = "/",     [OPERATOR_POWER] = "**",
    [OPERATOR_EQUAL] = "=",       [OPERATOR_NOT_EQUAL] = "!=", [OPERATOR_LESS] = "<",
    [OPERATOR_LESS_EQUAL] = "<=", [OPERATOR_GREATER] = ">",    [OPERATOR_GREATER_EQUAL] = ">="};

const char *syntax_operator_text(syntax_operator op) { return operator_texts[op]; }

syntax_node *syntax_node_create(arena *a, syntax_kind kind, source_span span,
                                syntax_node *const *children, size_t child_count) {
  syntax_node *node = ARENA_NEW(a, syntax_node);
  syntax_node **copy = ARENA_ARRAY(a, syntax_node *, child_count ? child_count : 1);
  if (!node || !copy) return NULL;
  *node = (syntax_node){.kind = kind, .span = span, .children = copy, .depth = 1};
  node->child_count = (uint32_t)child_count;
  for (size_t i = 0; i < child_count; i++) {
    if (!children[i]) return NULL;
    copy[i] = children[i];
    if (children[i]->depth >= node->depth) node->depth = children[i]->depth + 1;
  }
  return node;
}

static bool syntax_set_entries(arena *a, syntax_node *node, name_entry *const *entries,
                               size_t count) {
  node->entries = ARENA_ARRAY(a, name_entry *, count ? count : 1);
  if (!node->entries) return false;
  for (size_t i = 0; i < count; i++) node->entries[i] = entries ? entries[i] : NULL;
  node->entry_count = (uint32_t)count;
  return true;
}

static bool syntax_set_names(arena *a, syntax_node *node, const text *names, size_t count) {
  node->names = ARENA_ARRAY(a, text, count ? count : 1);
  if (!node->names) return false;
  for (size_t i = 0; i < count; i++) node->names[i] = names[i];
  return true;
}

syntax_node *syntax_literal(arena *a, source_span span, value constant) {
  syntax_node *node = syntax_node_create(a, SYNTAX_LITERAL, span, NULL, 0);
  if (node) node->constant = constant;
  return node;
}

syntax_node *syntax_name(arena *a, source_span span, name_entry *entry) {
  syntax_node *node = syntax_node_create(a, SYNTAX_NAME, span, NULL, 0);
  if (!node || !entry) return NULL;
  node->entry = entry;
  node->name = entry->name;
  entry->is_used = true;
  return node;
}

syntax_node *syntax_list(arena *a, source_span span, syntax_node *const *items, size_t count) {
  return syntax_node_create(a, SYNTAX_LIST, span, items, count);
}

syntax_node *syntax_context(arena *a, source_span span, const text *keys,
                            name_entry *const *entries, syntax_node *const *values, size_t count) {
  syntax_node *node = syntax_node_create(a, SYNTAX_CONTEXT, span, values, count);
  if (!node || !syntax_set_names(a, node, keys, count)) return NULL;
  return syntax_set_entries(a, node, entries, count) ? node : NULL;
}

syntax_node *syntax_block(arena *a, source_span span, name_entry *const *entries,
                          syntax_node *const *values, size_t count) {
  syntax_node *node = syntax_node_create(a, SYNTAX_BLOCK, span, values, count);
  return node && syntax_set_entries(a, node, entries, count) ? node : NULL;
}

syntax_node *syntax_if(arena *a, source_span span, syntax_node *condition, syntax_node *then_node,
                       syntax_node *else_node) {
  syntax_node *const children[] = {condition, then_node, else_node};
  return syntax_node_create(a, SYNTAX_IF, span, children, 3);
}

syntax_node *syntax_invoke(arena *a, source_span span, syntax_node *callee, const text *names,
                           syntax_node *const *arguments, size_t count) {
  syntax_node **children = ARENA_ARRAY(a, syntax_node *, count + 1);
  if (!children) return NULL;
  children[0] = callee;
  for (size_t i = 0; i < count; i++) children[i + 1] = arguments[i];
  syntax_node *node = syntax_node_create(a, SYNTAX_INVOKE, span, children, count + 1);
  if (!node) return NULL;
  return !names || syntax_set_names(a, node, names, count) ? node : NULL;
}

syntax_node *syntax_function(arena *a, source_span span, name_entry *const *parameters,
                             size_t count, const feel_type *result_type, syntax_node *body) {
  syntax_node *node = syntax_node_create(a, SYNTAX_FUNCTION, span, &body, 1);
  if (!node || !syntax_set_entries(a, node, parameters, count)) return NULL;
  node->type = result_type;
  return node;
}

syntax_node *syntax_external(arena *a, source_span span, name_entry *const *parameters,
                             size_t count, const feel_type *result_type, syntax_node *mapping) {
  syntax_node *node = syntax_function(a, span, parameters, count, result_type, mapping);
  if (node) node->kind = SYNTAX_EXTERNAL;
  return node;
}

syntax_node *syntax_filter(arena *a, source_span span, syntax_node *list, name_entry *item,
                           syntax_node *predicate) {
  syntax_node *const children[] = {list, predicate};
  syntax_node *node = syntax_node_create(a, SYNTAX_FILTER, span, children, 2);
  if (node) node->entry = item;
  return node;
}

syntax_node *syntax_loop(arena *a, source_span span, syntax_kind kind, name_entry *const *variables,
                         syntax_node *const *domains, size_t count, name_entry *partial,
                         syntax_node *body) {
  syntax_node **children = ARENA_ARRAY(a, syntax_node *, count + 1);
  if (!children) return NULL;
  for (size_t i = 0; i < count; i++) children[i] = domains[i];
  children[count] = body;
  syntax_node *node = syntax_node_create(a, kind, span, children, count + 1);
  if (!node || !syntax_set_entries(a, node, variables, count)) return NULL;
  node->entry = partial;
  return node;
}

syntax_node *syntax_typed(arena *a, source_span span, syntax_node *child, const feel_type *type) {
  if (!type || type->kind == TYPE_ANY) return child;
  syntax_node *node = syntax_node_create(a, SYNTAX_TYPED, span, &child, 1);
  if (node) node->type = type;
  return node;
}

syntax_node *syntax_native(arena *a, source_span span, const struct native_function *function,
                           const void *data, syntax_node *const *children,
                           name_entry *const *entries, size_t count) {
  syntax_node *node = syntax_node_create(a, SYNTAX_NATIVE, span, children, count);
  if (!node || !syntax_set_entries(a, node, entries, count)) return NULL;
  node->native = function;
  node->native_data = data;
  return node;
}

static void print_details(const syntax_node *node, text_builder *out) {
  if (node->op != OPERATOR_NONE) text_builder_format(out, " %s", syntax_operator_text(node->op));
  if (node->is_flag) text_builder_add_string(out, " !");
  if (node->is_flag2) text_builder_add_string(out, " !!");
  if (node->kind == SYNTAX_PATH || node->kind == SYNTAX_ITEM_MEMBER) {
    text_builder_add_byte(out, ' ');
    text_builder_add(out, node->name);
  }
  if (node->type) {
    text_builder_add_byte(out, ' ');
    type_to_text(node->type, out);
  }
}

void syntax_print(const syntax_node *node, text_builder *out) {
  if (node->kind == SYNTAX_NAME) {
    text_builder_format(out, "`%.*s`", TEXT_ARG(node->name));
    return;
  }
  if (node->kind == SYNTAX_LITERAL) {
    bool is_string = node->constant.kind == VALUE_STRING;
    if (is_string) text_builder_add_byte(out, '"');
    value_to_text(node->constant, out);
    if (is_string) text_builder_add_byte(out, '"');
    return;
  }
  text_builder_format(out, "(%s", kind_names[node->kind]);
  print_details(node, out);
  for (uint32_t i = 0; i < node->child_count; i++) {
    text_builder_add_byte(out, ' ');
    size_t argument = node->kind == SYNTAX_INVOKE ? i - 1 : i;
    if (node->names && !(node->kind == SYNTAX_INVOKE && i == 0))
      text_builder_format(out, "%.*s: ", TEXT_ARG(node->names[argument]));
    else if (i < node->entry_count && node->entries[i] && node->kind != SYNTAX_FUNCTION)
      text_builder_format(out, "%.*s := ", TEXT_ARG(node->entries[i]->name));
    syntax_print(node->children[i], out);
  }
  text_builder_add_byte(out, ')');
}
