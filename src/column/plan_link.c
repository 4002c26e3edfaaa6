/* What the wants of a plan read of its graph, and the order in which the graph is run for them. */
#include <string.h>

#include "column/plan_internal.h"
#include "column/quantity.h"

typedef struct root_list {
  node_id *ids;
  uint32_t count;
} root_list;

static void add_root(root_list *roots, node_id id) {
  if (id != NODE_NONE) roots->ids[roots->count++] = id;
}

/* --- Numbers --- */

/* The symbol without its quotients, whose rows go to `other`. */
static const symbol *without_quotients(graph *g, const symbol *s, node_id *other) {
  symbol *plain = symbol_new(g, s->kind);
  form *forms = ARENA_ARRAY(g->arena, form, s->form_count + 1);
  if (plain == NULL || forms == NULL) return NULL;
  *plain = *s;
  plain->forms = forms;
  plain->form_count = 0;
  for (uint32_t i = 0; i < s->form_count; i++) {
    if (s->forms[i].kind == FORM_QUOTIENT) {
      *other = graph_or(g, *other, s->forms[i].where);
    } else {
      forms[plain->form_count++] = s->forms[i];
    }
  }
  return plain;
}

static bool set_sums(column_plan *plan, want_code *code, const symbol *s, node_id known) {
  graph *g = &plan->graph;
  code->totals = ARENA_ARRAY(plan->arena, want_total, s->form_count + 1);
  if (code->totals == NULL) return false;
  for (uint32_t i = 0; i < s->form_count; i++) {
    const form *f = &s->forms[i];
    node_id where = graph_and(g, f->where, known);
    want_total *total = &code->totals[code->total_count++];
    *total = (want_total){.times = 1, .scale = f->scale};
    if (f->kind == FORM_CONSTANT) {
      total->total = graph_count(g, where);
      total->times = f->constant;
    } else {
      total->total = graph_total(g, where, f->vector);
    }
  }
  return true;
}

static node_id positive_rows(graph *g, const symbol *s) {
  value zero = value_number(decimal_of(0));
  const symbol *none = symbol_of_value(g, &zero);
  const symbol *positive = none == NULL ? NULL : quantity_compare(g, OP_GREATER, s, none);
  return positive == NULL ? NODE_NONE : graph_minus(g, positive->truth, positive->hole);
}

/* False: not in columns after all. */
static bool set_number(column_plan *plan, want_code *code, const symbol *s, bool counts_only) {
  graph *g = &plan->graph;
  node_id other = NODE_ZERO;
  const symbol *plain = without_quotients(g, s, &other);
  if (plain == NULL) return false;
  node_id known = graph_minus(g, symbol_known(g, s), s->hole);
  code->other = graph_and(g, other, known);
  known = graph_minus(g, known, other);
  if (counts_only && s->kind == VALUE_NUMBER) {
    node_id positive = positive_rows(g, plain);
    if (positive == NODE_NONE) return false;
    code->positive_count = graph_count(g, graph_and(g, known, positive));
    return set_sums(plan, code, plain, known);
  }
  code->vector = symbol_vector(g, plain, &code->scale);
  return code->vector != NODE_NONE && code->scale <= COLUMN_SCALE_MAX;
}

/* --- Wants --- */

static value_kind declared_kind(const dmn_element *element) {
  switch (element->type == NULL ? TYPE_ANY : element->type->kind) {
    case TYPE_BOOLEAN:
      return VALUE_BOOLEAN;
    case TYPE_NUMBER:
      return VALUE_NUMBER;
    case TYPE_DATE:
      return VALUE_DATE;
    default:
      return VALUE_NULL;
  }
}

static void all_rows_one_by_one(want_code *code, value_kind kind) {
  *code = (want_code){.kind = kind, .hole = NODE_ONES, .vector = NODE_NONE};
}

static size_t decision_index(const column_plan *plan, const column_want *want) {
  size_t i = 0;
  while (plan->decisions[i].model != want->model || plan->decisions[i].decision != want->decision) {
    i++;
  }
  return i;
}

static void link_want(column_plan *plan, size_t index) {
  graph *g = &plan->graph;
  const column_want *want = &plan->wanted[index];
  want_code *code = &plan->codes[index];
  bool is_decision = want->decision->kind == DMN_DECISION;
  const symbol *s = is_decision ? plan->symbols[decision_index(plan, want)] : NULL;
  all_rows_one_by_one(code, declared_kind(want->decision));
  if (s == NULL) return;
  value_kind kind = s->kind == VALUE_NULL ? code->kind : s->kind;
  bool has_values = kind == VALUE_NUMBER || kind == VALUE_DATE;
  want_code found = {.kind = kind, .vector = NODE_NONE, .hole = s->hole};
  found.truth = graph_minus(g, s->truth, s->hole);
  found.unknown = graph_minus(g, s->unknown, s->hole);
  found.null = graph_minus(g, s->null, s->hole);
  if (has_values && s->kind == VALUE_NULL) {
    flow_entry none = {NODE_ZERO, NODE_NONE, 0};
    found.vector = want->counts_only ? NODE_NONE : graph_choose(g, &none, 1);
  } else if (has_values) {
    if (!set_number(plan, &found, s, want->counts_only)) return;
  } else if (kind != VALUE_BOOLEAN) {
    found.other = graph_minus(g, symbol_known(g, s), s->hole);
    found.kind = VALUE_NULL;
  }
  found.true_count = graph_count(g, found.truth);
  found.unknown_count = graph_count(g, found.unknown);
  found.null_count = graph_count(g, found.null);
  found.other_count = graph_count(g, found.other);
  *code = found;
}

static void list_want_roots(const want_code *code, root_list *roots) {
  const node_id maps[] = {code->truth, code->unknown, code->null, code->other, code->hole};
  for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) add_root(roots, maps[i]);
  const node_id rest[] = {code->true_count,  code->unknown_count,  code->null_count,
                          code->other_count, code->positive_count, code->vector};
  for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) add_root(roots, rest[i]);
  for (uint32_t i = 0; i < code->total_count; i++) add_root(roots, code->totals[i].total);
}

static void list_condition_roots(const condition_code *code, root_list *roots) {
  if (code->symbol != NULL) {
    add_root(roots, code->symbol->truth);
    add_root(roots, code->symbol->unknown);
    add_root(roots, code->symbol->null);
    add_root(roots, code->symbol->hole);
  }
  if (code->numerator == NODE_NONE) return;
  add_root(roots, code->numerator);
  add_root(roots, code->denominator);
  add_root(roots, code->known);
}

bool plan_link(column_plan *plan) {
  plan->codes = ARENA_ARRAY(plan->arena, want_code, plan->wanted_count);
  if (plan->codes == NULL) return false;
  size_t room = 0;
  for (size_t i = 0; i < plan->wanted_count; i++) {
    link_want(plan, i);
    room += 11 + plan->codes[i].total_count;
  }
  if (plan->graph.has_failed) return false;
  root_list roots = {ARENA_ARRAY(plan->arena, node_id, room + 7 * plan->condition_count + 1), 0};
  if (roots.ids == NULL) return false;
  for (size_t i = 0; i < plan->wanted_count; i++) list_want_roots(&plan->codes[i], &roots);
  for (size_t i = 0; i < plan->condition_count; i++) {
    list_condition_roots(&plan->condition_codes[i], &roots);
  }
  return schedule_make(&plan->graph, roots.ids, roots.count, &plan->schedule);
}
