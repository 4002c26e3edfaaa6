/* Reads the XML of a boxed expression into a tree.  Spec: DMN 1.5 sections 7.3 and 10.2.
 *
 * Recursion is as deep as the XML, which LIMIT_XML_DEPTH bounds. */
#include "dmn/expression_loader.h"

#include "base/messages/dmn.h"
#include "dmn/table_loader.h"

static dmn_expression *read_expression(dmn_reader *r, const xml_node *node);

static dmn_expression *make_expression(dmn_reader *r, const xml_node *node,
                                       dmn_expression_kind kind, size_t part_count) {
  dmn_expression *e = DMN_READER_ARRAY(r, dmn_expression, 1);
  dmn_part *parts = DMN_READER_ARRAY(r, dmn_part, part_count);
  if (e == NULL || parts == NULL) return NULL;
  *e = (dmn_expression){.kind = kind, .node = node, .parts = parts, .part_count = part_count};
  e->type_ref = dmn_reader_type_ref(r, node);
  return e;
}

/* A part that `node` surrounds, named by `named` (a variable or parameter, or NULL). */
static dmn_part read_part(dmn_reader *r, const xml_node *node, const xml_node *named) {
  dmn_part part = {.name = TEXT(""), .type_ref = TEXT(""), .node = node};
  if (named != NULL) {
    part.name = dmn_reader_attribute(named, "name");
    part.type_ref = dmn_reader_type_ref(r, named);
    if (part.name.size == 0) {
      dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_MISSING_NAME, named,
                        SD_ARGS(named->name.data));
    }
  }
  part.expression = dmn_expression_read_child(r, node);
  return part;
}

static dmn_expression *read_literal(dmn_reader *r, const xml_node *node) {
  dmn_expression *e = make_expression(r, node, DMN_LITERAL, 0);
  if (e == NULL) return NULL;
  if (dmn_reader_is_feel(r, node)) e->source = dmn_reader_source(r, node, NULL);
  return e;
}

/* Without names that occur twice (the last entry of a context may have none: it is the result). */
static dmn_expression *with_different_names(dmn_reader *r, dmn_expression *e) {
  map seen;
  bool differ = true;
  map_init(&seen, r->arena);
  for (size_t i = 0; i < e->part_count; i++) {
    const dmn_part *part = &e->parts[i];
    if (part->name.size == 0 && i + 1 == e->part_count) continue;
    if (!dmn_reader_take_name(r, &seen, part->name, part->node)) differ = false;
  }
  return differ ? e : NULL;
}

static dmn_expression *read_context(dmn_reader *r, const xml_node *node) {
  dmn_expression *e =
      make_expression(r, node, DMN_CONTEXT, dmn_reader_count(r, node, "contextEntry"));
  if (e == NULL) return NULL;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "contextEntry"); n;
       n = dmn_reader_next(r, n, "contextEntry")) {
    e->parts[i++] = read_part(r, n, dmn_reader_child(r, n, "variable"));
  }
  return with_different_names(r, e);
}

static dmn_expression *read_invocation(dmn_reader *r, const xml_node *node) {
  dmn_expression *e =
      make_expression(r, node, DMN_INVOCATION, dmn_reader_count(r, node, "binding"));
  if (e == NULL) return NULL;
  e->callee = dmn_expression_read_child(r, node);
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "binding"); n;
       n = dmn_reader_next(r, n, "binding")) {
    e->parts[i++] = read_part(r, n, dmn_reader_child(r, n, "parameter"));
  }
  return e;
}

static bool is_expression_name(const dmn_reader *r, const xml_node *node);

static size_t count_expressions(const dmn_reader *r, const xml_node *node) {
  size_t count = 0;
  for (const xml_node *n = node->first_child; n; n = n->next) count += is_expression_name(r, n);
  return count;
}

static dmn_expression *read_list(dmn_reader *r, const xml_node *node) {
  dmn_expression *e = make_expression(r, node, DMN_LIST, count_expressions(r, node));
  if (e == NULL) return NULL;
  size_t i = 0;
  for (const xml_node *n = node->first_child; n; n = n->next) {
    if (!is_expression_name(r, n)) continue;
    e->parts[i++] = (dmn_part){TEXT(""), TEXT(""), read_expression(r, n), n};
  }
  return e;
}

/* One row's cells into `cells`; a row of another length is reported and its cells stay missing. */
static void read_row(dmn_reader *r, const xml_node *row, const dmn_expression *relation,
                     dmn_expression **cells) {
  size_t count = count_expressions(r, row);
  if (count != relation->part_count) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_ROW_CELLS, row,
                      SD_ARGS(SD_NUMBER(count), SD_NUMBER(relation->part_count)));
  }
  size_t i = 0;
  for (const xml_node *n = row->first_child; n && i < relation->part_count; n = n->next) {
    if (is_expression_name(r, n)) cells[i++] = read_expression(r, n);
  }
}

static dmn_expression *read_relation(dmn_reader *r, const xml_node *node) {
  dmn_expression *e = make_expression(r, node, DMN_RELATION, dmn_reader_count(r, node, "column"));
  if (e == NULL) return NULL;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "column"); n;
       n = dmn_reader_next(r, n, "column")) {
    e->parts[i++] = read_part(r, n, n);
  }
  e->row_count = dmn_reader_count(r, node, "row");
  e->cells = DMN_READER_ARRAY(r, dmn_expression *, e->row_count * e->part_count);
  if (e->cells == NULL) return NULL;
  i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "row"); n; n = dmn_reader_next(r, n, "row")) {
    read_row(r, n, e, &e->cells[i]);
    i += e->part_count;
  }
  return with_different_names(r, e);
}

static dmn_expression *read_branches(dmn_reader *r, const xml_node *node, dmn_expression_kind kind,
                                     const char *const names[3]) {
  size_t count = names[2] == NULL ? 2 : 3;
  dmn_expression *e = make_expression(r, node, kind, count);
  if (e == NULL) return NULL;
  for (size_t i = 0; i < count; i++) {
    const xml_node *branch = dmn_reader_child(r, node, names[i]);
    e->parts[i] = (dmn_part){TEXT(""), TEXT(""), NULL, branch == NULL ? node : branch};
    if (branch != NULL) e->parts[i] = read_part(r, branch, NULL);
  }
  return e;
}

static dmn_expression *read_conditional(dmn_reader *r, const xml_node *node) {
  return read_branches(r, node, DMN_CONDITIONAL, (const char *const[3]){"if", "then", "else"});
}

static dmn_expression *read_filter(dmn_reader *r, const xml_node *node) {
  return read_branches(r, node, DMN_FILTER, (const char *const[3]){"in", "match", NULL});
}

static dmn_expression *read_iteration(dmn_reader *r, const xml_node *node, dmn_expression_kind kind,
                                      const char *body) {
  dmn_expression *e = read_branches(r, node, kind, (const char *const[3]){"in", body, NULL});
  if (e == NULL) return NULL;
  e->iterator = dmn_reader_attribute(node, "iteratorVariable");
  if (e->iterator.size == 0) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_MISSING_NAME, node,
                      SD_ARGS("iteratorVariable"));
  }
  return e;
}

static dmn_expression *read_for(dmn_reader *r, const xml_node *node) {
  return read_iteration(r, node, DMN_FOR, "return");
}

static dmn_expression *read_some(dmn_reader *r, const xml_node *node) {
  return read_iteration(r, node, DMN_SOME, "satisfies");
}

static dmn_expression *read_every(dmn_reader *r, const xml_node *node) {
  return read_iteration(r, node, DMN_EVERY, "satisfies");
}

static dmn_expression *read_table(dmn_reader *r, const xml_node *node) {
  dmn_expression *e = make_expression(r, node, DMN_TABLE, 0);
  if (e != NULL) e->table = dmn_table_read(r, node);
  return e != NULL && e->table != NULL ? e : NULL;
}

dmn_expression *dmn_expression_read_function(dmn_reader *r, const xml_node *node) {
  dmn_expression *e =
      make_expression(r, node, DMN_FUNCTION, dmn_reader_count(r, node, "formalParameter"));
  if (e == NULL) return NULL;
  text kind = dmn_reader_attribute(node, "kind");
  if (text_is(kind, "Java")) e->function_kind = DMN_FUNCTION_JAVA;
  if (text_is(kind, "PMML")) e->function_kind = DMN_FUNCTION_PMML;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "formalParameter"); n;
       n = dmn_reader_next(r, n, "formalParameter")) {
    e->parts[i++] = read_part(r, n, n);
  }
  e->body = dmn_expression_read_child(r, node);
  return e;
}

static const struct {
  const char *name;
  dmn_expression *(*read)(dmn_reader *r, const xml_node *node);
} READERS[] = {{"literalExpression", read_literal},
               {"context", read_context},
               {"invocation", read_invocation},
               {"list", read_list},
               {"relation", read_relation},
               {"functionDefinition", dmn_expression_read_function},
               {"decisionTable", read_table},
               {"conditional", read_conditional},
               {"filter", read_filter},
               {"for", read_for},
               {"some", read_some},
               {"every", read_every}};

enum { READER_COUNT = sizeof READERS / sizeof *READERS };

static bool is_expression_name(const dmn_reader *r, const xml_node *node) {
  for (size_t i = 0; i < READER_COUNT; i++) {
    if (dmn_reader_is(r, node, READERS[i].name)) return true;
  }
  return false;
}

static dmn_expression *read_expression(dmn_reader *r, const xml_node *node) {
  for (size_t i = 0; i < READER_COUNT; i++) {
    if (dmn_reader_is(r, node, READERS[i].name)) return READERS[i].read(r, node);
  }
  return NULL;
}

dmn_expression *dmn_expression_read_child(dmn_reader *r, const xml_node *parent) {
  for (const xml_node *n = parent->first_child; n; n = n->next) {
    if (is_expression_name(r, n)) return read_expression(r, n);
  }
  return NULL;
}
