/* The nodes of a parsed expression, how to make them and how to print them.
 *
 * The parser makes them from text; dmn/ makes the boxed expressions from the same nodes, so that
 * the logic of a whole decision becomes one tree and one program.  Nodes live in an arena, point
 * only down, and may be forgotten once compiled (the program holds no pointer into the tree).
 * Every maker returns NULL when memory is out or a child is NULL. */
#ifndef SUDUI_FEEL_SYNTAX_TREE_H
#define SUDUI_FEEL_SYNTAX_TREE_H

#include "feel/diagnostic.h"
#include "feel/name_table.h"
#include "feel/type.h"
#include "feel/value.h"

typedef enum syntax_kind {
#define NODE(name, meaning) SYNTAX_##name,
#include "feel/syntax_nodes.def"
#undef NODE
  SYNTAX_KIND_COUNT
} syntax_kind;

typedef enum syntax_operator {
  OPERATOR_NONE,
  OPERATOR_ADD,
  OPERATOR_SUBTRACT,
  OPERATOR_MULTIPLY,
  OPERATOR_DIVIDE,
  OPERATOR_POWER,
  OPERATOR_EQUAL,
  OPERATOR_NOT_EQUAL,
  OPERATOR_LESS,
  OPERATOR_LESS_EQUAL,
  OPERATOR_GREATER,
  OPERATOR_GREATER_EQUAL
} syntax_operator;

/* "+", ">=" ...; static. */
const char *syntax_operator_text(syntax_operator op);

typedef struct syntax_node syntax_node;
struct native_function;

struct syntax_node {
  syntax_kind kind;
  syntax_operator op;
  bool is_flag; /* see syntax_nodes.def */
  bool is_flag2;
  uint32_t depth; /* height of the subtree, checked against LIMIT_FEEL_DEPTH */
  uint32_t child_count;
  source_span span;
  syntax_node **children;
  text *names;          /* CONTEXT: keys; INVOKE: argument names or NULL; FUNCTION: parameters */
  name_entry **entries; /* the variables this node declares, beside its children (some NULL) */
  uint32_t entry_count;
  text name;             /* PATH, ITEM_MEMBER, NAME */
  name_entry *entry;     /* NAME; the input of TESTS, the item of FILTER and ITEM_MEMBER, ... */
  const feel_type *type; /* INSTANCE_OF, TYPED; FUNCTION: the result type or NULL */
  value constant;        /* LITERAL */
  const struct builtin *builtin;        /* BUILTIN */
  const struct native_function *native; /* NATIVE */
  const void *native_data;
};

syntax_node *syntax_literal(arena *a, source_span span, value constant);
/* A reference to a declared variable. */
syntax_node *syntax_name(arena *a, source_span span, name_entry *entry);
syntax_node *syntax_list(arena *a, source_span span, syntax_node *const *items, size_t count);

/* Context with entries in order; `entries[i]` (may be NULL) is the variable under which later
 * entries see this one.  For a boxed context with a result entry use syntax_block. */
syntax_node *syntax_context(arena *a, source_span span, const text *keys,
                            name_entry *const *entries, syntax_node *const *values, size_t count);

/* Evaluates values in order, binding each to its entry, and gives the last child: a boxed context
 * with a result entry (count - 1 named entries, then the result with entry NULL). */
syntax_node *syntax_block(arena *a, source_span span, name_entry *const *entries,
                          syntax_node *const *values, size_t count);

syntax_node *syntax_if(arena *a, source_span span, syntax_node *condition, syntax_node *then_node,
                       syntax_node *else_node);

/* `callee` called with positional arguments (names NULL) or named ones. */
syntax_node *syntax_invoke(arena *a, source_span span, syntax_node *callee, const text *names,
                           syntax_node *const *arguments, size_t count);

/* A function literal: parameters were declared (NAME_NO_SLOT, with their types) in a scope pushed
 * before `body` was parsed and popped after. */
syntax_node *syntax_function(arena *a, source_span span, name_entry *const *parameters,
                             size_t count, const feel_type *result_type, syntax_node *body);

/* A function with an external body: `mapping` gives a context with "class" and "method signature",
 * or one with that context under "java". */
syntax_node *syntax_external(arena *a, source_span span, name_entry *const *parameters,
                             size_t count, const feel_type *result_type, syntax_node *mapping);

/* list[predicate]: `item` comes from name_table_push_filter around the predicate. */
syntax_node *syntax_filter(arena *a, source_span span, syntax_node *list, name_entry *item,
                           syntax_node *predicate);

/* for / some / every over one or more lists (SYNTAX_FOR, SYNTAX_SOME, SYNTAX_EVERY).
 * `variables` were declared around `body`; `partial` (FOR only) may be NULL. */
syntax_node *syntax_loop(arena *a, source_span span, syntax_kind kind, name_entry *const *variables,
                         syntax_node *const *domains, size_t count, name_entry *partial,
                         syntax_node *body);

/* The value of `child` coerced to `type` (type_coerce); NULL type gives `child` itself. */
syntax_node *syntax_typed(arena *a, source_span span, syntax_node *child, const feel_type *type);

/* A construct of another layer (a decision table): `children` are compiled in place, `function` is
 * called to evaluate and asks for the children by number (native_call_part in feel/interpreter.h).
 * `entries[i]` (array or items may be NULL) is the variable in which the value of child i is kept
 * when asked for; a cell's tests are parsed with such a variable declared as "?", so
 * that the input is evaluated once and every cell of its column reads it. */
syntax_node *syntax_native(arena *a, source_span span, const struct native_function *function,
                           const void *data, syntax_node *const *children,
                           name_entry *const *entries, size_t count);

/* Any kind with that many children, for the parser. */
syntax_node *syntax_node_create(arena *a, syntax_kind kind, source_span span,
                                syntax_node *const *children, size_t child_count);

/* As an S-expression, for tests and dumps: (+ a (* 2 b)). */
void syntax_print(const syntax_node *node, text_builder *out);

#endif
