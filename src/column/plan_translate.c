/* All decisions of a plan into its graph, needed first; what cannot be run in columns is a RECORD.
 */
#include <string.h>

#include "base/limits.h"
#include "base/messages/column.h"
#include "column/translate.h"

/* What a RECORD keeps: numbers of up to 4 digits behind the point, below 10^17 in all. */
enum { RECORD_SCALE = 4 };
static const int64_t RECORD_BOUND = INT64_C(100000000000000000);

/* The record evaluator spends a step for each instruction; far below its limit none is reached. */
enum { INSTRUCTIONS_MAX = LIMIT_FEEL_STEPS / 4 };

/* --- One decision --- */

static const symbol *translate_decision(translation *t, const dmn_element *decision,
                                        const symbol **results, const symbol **lefts) {
  const program *p = decision->program;
  value none = value_null();
  if (decision->is_refused || p == NULL) return symbol_of_value(t->graph, &none);
  size_t size = p->frame_size + t->plan->models[t->model].model->element_count + 1;
  const symbol **frame = ARENA_ARRAY(t->graph->arena, const symbol *, size);
  if (frame == NULL) {
    t->graph->has_failed = true;
    return NULL;
  }
  memcpy(frame, t->elements,
         t->plan->models[t->model].model->element_count * sizeof(const symbol *));
  scope in = {p, frame, results, lefts};
  return translate(t, &in, p->root);
}

/* What the record evaluator gives, by its declared type; NULL: nothing that columns can use. */
static const symbol *record_symbol(graph *g, uint32_t index, const dmn_element *decision) {
  type_kind type = decision->type == NULL ? TYPE_ANY : decision->type->kind;
  bool is_date = type == TYPE_DATE;
  if (type != TYPE_BOOLEAN && type != TYPE_NUMBER && !is_date) return NULL;
  node_id record = graph_record(g, index, is_date ? COLUMN_DAY_MIN : -RECORD_BOUND,
                                is_date ? COLUMN_DAY_MAX : RECORD_BOUND);
  symbol masks = {.unknown = graph_record_map(g, record, RECORD_UNKNOWN),
                  .null = graph_record_map(g, record, RECORD_NULL),
                  .hole = graph_record_map(g, record, RECORD_HOLE)};
  if (type == TYPE_BOOLEAN) {
    return symbol_boolean(g, graph_record_map(g, record, RECORD_TRUTH), masks.unknown, masks.null,
                          masks.hole);
  }
  return symbol_of_vector(g, is_date ? VALUE_DATE : VALUE_NUMBER, record,
                          is_date ? 0 : RECORD_SCALE, &masks);
}

static void add_finding(translation *t, const dmn_element *decision) {
  column_finding *f = &t->plan->findings[t->plan->finding_count++];
  *f = (column_finding){.model = t->model, .decision = decision, .reason = MESSAGE_COLUMN_TYPE};
  if (!t->has_reason) return;
  f->reason = t->reason;
  f->span = t->span;
  size_t size = t->detail.size < sizeof f->detail ? t->detail.size : sizeof f->detail - 1;
  if (size != 0) memcpy(f->detail, t->detail.data, size);
}

/* --- Conditions --- */

/* The numerator and denominator of a left side that is one number. */
static void set_left(graph *g, condition_code *code, const symbol *left) {
  if (left == NULL || left->kind != VALUE_NUMBER || left->form_count != 1) return;
  const form *f = &left->forms[0];
  const quotient *q = f->kind == FORM_QUOTIENT ? f->quotient : NULL;
  if (f->kind == FORM_VECTOR) {
    code->numerator = f->vector;
    code->numerator_scale = f->scale;
  } else if (q != NULL && q->x2 == NODE_NONE && q->y1 != NODE_NONE && q->offset == 0) {
    int64_t above = q->factor, below = q->factor_below;
    int32_t above_digits = 0, below_digits = 0;
    for (; above % 10 == 0; above /= 10) above_digits++;
    for (; below % 10 == 0; below /= 10) below_digits++;
    if (above != 1 || below != 1) return;
    code->numerator = q->x1;
    code->denominator = q->y1;
    code->numerator_scale = below_digits;
    code->denominator_scale = above_digits;
  } else {
    return;
  }
  code->known = graph_minus(g, symbol_known(g, left), left->hole);
}

static void keep_conditions(translation *t, const condition_group *group, const symbol **results,
                            const symbol **lefts) {
  for (size_t i = 0; i < group->count; i++) {
    condition_code *code = &t->plan->condition_codes[group->first + i];
    uint32_t at = t->plan->conditions[group->first + i].instruction;
    *code = (condition_code){.numerator = NODE_NONE, .denominator = NODE_NONE};
    const symbol *s = results[at];
    if (s != NULL && s->kind == VALUE_BOOLEAN) code->symbol = s;
    if (lefts[at] != NULL) set_left(t->graph, code, lefts[at]);
  }
}

/* --- All decisions --- */

/* `whole`: why every decision is handed over, or MESSAGE_COLUMN_TYPE: it is not. */
static bool translate_one(translation *t, uint32_t index, message_id whole) {
  column_plan *plan = t->plan;
  const dmn_element *decision = plan->decisions[index].decision;
  const program *p = decision->program;
  size_t count = p == NULL ? 1 : p->count;
  const symbol **results = NULL, **lefts = NULL;
  if (plan->with_conditions) {
    results = ARENA_ARRAY(t->graph->arena, const symbol *, count);
    lefts = ARENA_ARRAY(t->graph->arena, const symbol *, count);
    if (results == NULL || lefts == NULL) return false;
  }
  bool records_only = whole != MESSAGE_COLUMN_TYPE;
  t->has_reason = records_only;
  t->reason = whole;
  t->detail = TEXT("");
  t->span = (source_span){0};
  const symbol *s = records_only ? NULL : translate_decision(t, decision, results, lefts);
  if (t->graph->has_failed) return false;
  if (results != NULL) keep_conditions(t, &plan->groups[index], results, lefts);
  if (s == NULL) {
    add_finding(t, decision);
    s = records_only ? NULL : record_symbol(t->graph, index, decision);
  }
  plan->symbols[index] = t->elements[decision->slot] = s;
  return !t->graph->has_failed;
}

/* Inputs and functions of the model. */
static bool translate_elements(translation *t) {
  const column_model *m = &t->plan->models[t->model];
  graph *g = t->graph;
  t->elements = ARENA_ARRAY(g->arena, const symbol *, m->model->element_count + 1);
  if (t->elements == NULL) return false;
  for (uint32_t i = 0; i < m->model->element_count; i++) {
    const dmn_element *e = m->model->elements[i];
    if (e->kind == DMN_INPUT && m->columns[i] == COLUMN_NONE) {
      symbol *s = symbol_new(g, VALUE_NULL);
      if (s == NULL) return false;
      s->unknown = t->plan->three_valued ? NODE_ONES : NODE_ZERO;
      s->null = t->plan->three_valued ? NODE_ZERO : NODE_ONES;
      t->elements[i] = s;
    } else if (e->kind == DMN_INPUT) {
      const symbol *s = symbol_of_column(g, m->columns[i], t->plan->three_valued);
      t->elements[i] = translate_coerce(t, s, e->type);
    } else if (e->function != NULL) {
      value *function = ARENA_NEW(g->arena, value);
      if (function == NULL) return false;
      *function = (value){.kind = VALUE_FUNCTION, .as.function = e->function};
      t->elements[i] = symbol_of_value(g, function);
    }
  }
  return !g->has_failed;
}

static bool is_too_large(const column_plan *plan, uint32_t model) {
  size_t count = 0;
  for (size_t i = 0; i < plan->decision_count; i++) {
    const program *p = plan->decisions[i].decision->program;
    if (plan->decisions[i].model == model && p != NULL) count += p->count;
  }
  return count > INSTRUCTIONS_MAX;
}

static bool translate_model(translation *t, bool records_only) {
  column_plan *plan = t->plan;
  message_id whole = records_only                   ? MESSAGE_COLUMN_ALL_RECORDS
                     : is_too_large(plan, t->model) ? MESSAGE_COLUMN_TOO_LARGE
                                                    : MESSAGE_COLUMN_TYPE;
  if (!translate_elements(t)) return false;
  for (uint32_t i = 0; i < plan->decision_count; i++) {
    if (plan->decisions[i].model != t->model) continue;
    if (!translate_one(t, i, whole)) return false;
  }
  return true;
}

bool translate_plan(column_plan *plan, bool records_only) {
  arena *a = plan->arena;
  plan->symbols = ARENA_ARRAY(a, const symbol *, plan->decision_count + 1);
  plan->findings = ARENA_ARRAY(a, column_finding, plan->decision_count + 1);
  plan->condition_codes = ARENA_ARRAY(a, condition_code, plan->condition_count + 1);
  arena *spare = arena_create(LIMIT_FEEL_MEMORY_BYTES);
  bool ok = plan->symbols != NULL && plan->findings != NULL && plan->condition_codes != NULL &&
            spare != NULL && graph_init(&plan->graph, a, plan->columns);
  evaluation e;
  if (ok) evaluation_init(&e, spare);
  translation t = {.plan = plan, .graph = &plan->graph, .evaluation = &e};
  for (; ok && t.model < plan->model_count; t.model++) ok = translate_model(&t, records_only);
  arena_destroy(spare);
  return ok;
}
