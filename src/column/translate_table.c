/* Decision tables into bit maps: one for each condition, rules as their conjunctions, hit policies.
 *
 * A rule is certain where all its cells are true and possible where none is false; what is possible
 * but not certain is an uncertain hit.  The rest is dmn/hit_policy.h on bit maps: which outputs are
 * possible in a row, and whether they are the same.  Spec: DMN 1.5 section 8.2.8. */
#include "base/messages/column.h"
#include "column/quantity.h"
#include "column/translate.h"

typedef struct table_rule {
  node_id certain, uncertain;
  const symbol *output;
} table_rule;

typedef struct table_work {
  translation *t;
  const scope *in;
  uint32_t index;
  const dmn_table *table;
  const symbol **parts; /* by part, once it was asked for */
  table_rule *rules;
  const symbol *fallback; /* without any hit: the default outputs, or null */
  node_id hole;           /* of inputs and conditions */
} table_work;

static const symbol *part_of(table_work *w, uint32_t part) {
  if (w->parts[part] == NULL) {
    uint32_t at = native_part_instruction(w->in->program, w->index, part);
    w->parts[part] = translate(w->t, w->in, at);
  }
  return w->parts[part];
}

/* --- Inputs --- */

/* The slot that the program keeps a part in, or PROGRAM_NONE. */
static uint32_t slot_of(const table_work *w, uint32_t part) {
  return w->in->program->operands[w->in->program->code[w->index].a + 2 * part + 1];
}

/* Rows in which the input has a value that its clause does not allow, into `refused`. */
static bool read_input(table_work *w, uint32_t i, node_id *refused) {
  graph *g = w->t->graph;
  const symbol *input = part_of(w, i);
  if (input == NULL) return false;
  w->hole = graph_or(g, w->hole, input->hole);
  if (slot_of(w, i) != PROGRAM_NONE) w->in->frame[slot_of(w, i)] = input;
  uint32_t values = w->table->inputs[i].values_part;
  if (values == DMN_NO_CELL) return true;
  const symbol *allowed = part_of(w, values);
  if (allowed == NULL || allowed->kind != VALUE_BOOLEAN) return false;
  node_id is_other = graph_minus(g, symbol_false(g, allowed), input->null);
  *refused = graph_or(g, *refused, is_other);
  return true;
}

/* --- Rules --- */

static bool read_rule(table_work *w, uint32_t rule) {
  graph *g = w->t->graph;
  node_id certain = NODE_ONES, possible = NODE_ONES;
  for (size_t i = 0; i < w->table->input_count; i++) {
    uint32_t part = w->table->rules[rule].inputs[i].part;
    if (part == DMN_NO_CELL) continue;
    const symbol *cell = part_of(w, part);
    if (cell == NULL) return false;
    w->hole = graph_or(g, w->hole, cell->hole);
    certain = graph_and(g, certain, cell->truth);
    possible = graph_and(g, possible, graph_or(g, cell->truth, cell->unknown));
  }
  w->rules[rule].certain = certain;
  w->rules[rule].uncertain = graph_minus(g, possible, certain);
  return true;
}

typedef uint32_t part_finder(const dmn_table *table, uint32_t rule, size_t output);

static uint32_t part_of_rule(const dmn_table *table, uint32_t rule, size_t output) {
  return table->rules[rule].outputs[output].part;
}

static uint32_t part_of_default(const dmn_table *table, uint32_t rule, size_t output) {
  (void)rule;
  return table->outputs[output].default_part;
}

static const symbol *null_symbol(translation *t) {
  value none = value_null();
  return symbol_of_value(t->graph, &none);
}

static const symbol *one_output(table_work *w, uint32_t part) {
  return part == DMN_NO_CELL ? null_symbol(w->t) : part_of(w, part);
}

/* The only output, or a context of all. */
static const symbol *make_output(table_work *w, part_finder *find, uint32_t rule) {
  const dmn_table *table = w->table;
  arena *a = w->t->graph->arena;
  if (table->output_count == 1) return one_output(w, find(table, rule, 0));
  text *names = ARENA_ARRAY(a, text, table->output_count + 1);
  const symbol **fields = ARENA_ARRAY(a, const symbol *, table->output_count + 1);
  symbol *s = symbol_new(w->t->graph, VALUE_CONTEXT);
  if (names == NULL || fields == NULL || s == NULL) return NULL;
  for (size_t i = 0; i < table->output_count; i++) {
    names[i] = table->outputs[i].name;
    fields[i] = one_output(w, find(table, rule, i));
    if (fields[i] == NULL) return NULL;
  }
  s->names = names;
  s->fields = fields;
  s->field_count = (uint32_t)table->output_count;
  return s;
}

static bool read_outputs(table_work *w) {
  bool has_default = false;
  for (size_t i = 0; i < w->table->output_count; i++) {
    has_default = has_default || w->table->outputs[i].default_part != DMN_NO_CELL;
  }
  w->fallback = has_default ? make_output(w, part_of_default, 0) : null_symbol(w->t);
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    w->rules[i].output = make_output(w, part_of_rule, i);
    if (w->rules[i].output == NULL) return false;
  }
  return w->fallback != NULL;
}

/* --- One hit --- */

static outcome *new_outcomes(table_work *w) {
  outcome *o = ARENA_ARRAY(w->t->graph->arena, outcome, w->table->rule_count + 1);
  if (o == NULL) w->t->graph->has_failed = true;
  return o;
}

static node_id any_uncertain(table_work *w) {
  node_id any = NODE_ZERO;
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    any = graph_or(w->t->graph, any, w->rules[i].uncertain);
  }
  return any;
}

static const symbol *first_hit(table_work *w) {
  graph *g = w->t->graph;
  node_id open = NODE_ONES; /* no certain hit so far */
  outcome *o = new_outcomes(w);
  if (o == NULL) return NULL;
  uint32_t count = 0;
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    const table_rule *r = &w->rules[i];
    node_id possible = graph_or(g, r->certain, r->uncertain);
    o[count++] = (outcome){graph_and(g, open, possible), r->output};
    open = graph_minus(g, open, r->certain);
  }
  o[count++] = (outcome){open, w->fallback};
  return symbol_of_outcomes(g, o, count, any_uncertain(w));
}

/* Rows with at least one and with at least two certain hits. */
static void count_certain(table_work *w, node_id *once, node_id *twice) {
  graph *g = w->t->graph;
  *once = *twice = NODE_ZERO;
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    *twice = graph_or(g, *twice, graph_and(g, *once, w->rules[i].certain));
    *once = graph_or(g, *once, w->rules[i].certain);
  }
}

/* A single certain hit decides; without one, all uncertain hits and the default are possible. */
static const symbol *unique_hit(table_work *w) {
  graph *g = w->t->graph;
  node_id once, twice;
  outcome *o = new_outcomes(w);
  if (o == NULL) return NULL;
  count_certain(w, &once, &twice);
  uint32_t count = 0;
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    const table_rule *r = &w->rules[i];
    node_id possible =
        graph_or(g, graph_minus(g, r->certain, twice), graph_minus(g, r->uncertain, once));
    o[count++] = (outcome){possible, r->output};
  }
  o[count++] = (outcome){graph_not(g, once), w->fallback};
  return symbol_of_outcomes(g, o, count, any_uncertain(w));
}

/* Certain hits must agree; what differs is null, where unique hits would be two. */
static const symbol *any_hit(table_work *w) {
  graph *g = w->t->graph;
  node_id once, twice;
  outcome *o = new_outcomes(w);
  if (o == NULL) return NULL;
  count_certain(w, &once, &twice);
  uint32_t count = 0;
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    const table_rule *r = &w->rules[i];
    o[count++] = (outcome){graph_or(g, r->certain, graph_minus(g, r->uncertain, once)), r->output};
  }
  o[count++] = (outcome){graph_not(g, once), w->fallback};
  const symbol *s = symbol_of_outcomes(g, o, count, NODE_ONES);
  /* Rows with several certain hits: the record evaluator, which tells null from the rest. */
  return s == NULL ? NULL : symbol_with(g, s, NODE_ZERO, twice);
}

/* --- Several hits --- */

static bool has_constant_outputs(const table_work *w) {
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    const symbol *s = w->rules[i].output;
    if (!symbol_is_constant(s) || s->kind != VALUE_NUMBER) return false;
  }
  return true;
}

/* The fallback where no rule is possible, else `s`. */
static const symbol *or_fallback(table_work *w, const symbol *s, node_id any) {
  graph *g = w->t->graph;
  if (s == NULL) return NULL;
  outcome o[] = {{any, s}, {graph_not(g, any), w->fallback}};
  return symbol_of_outcomes(g, o, 2, NODE_ZERO);
}

static node_id any_possible(table_work *w) {
  node_id any = NODE_ZERO;
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    any = graph_or(w->t->graph, any, w->rules[i].certain);
    any = graph_or(w->t->graph, any, w->rules[i].uncertain);
  }
  return any;
}

/* The number of certain hits, or the sum of their constants; unknown in rows of `unknown`. */
static const symbol *weigh(table_work *w, bool is_count, node_id unknown) {
  graph *g = w->t->graph;
  uint32_t count = (uint32_t)w->table->rule_count;
  flow_entry *entries = ARENA_ARRAY(g->arena, flow_entry, count + 1);
  int32_t scale = 0;
  if (entries == NULL) return NULL;
  for (uint32_t i = 0; !is_count && i < count; i++) {
    const form *f = &w->rules[i].output->forms[0];
    if (f->scale > scale) scale = f->scale;
  }
  for (uint32_t i = 0; i < count; i++) {
    entries[i] = (flow_entry){w->rules[i].certain, NODE_NONE, 1};
    if (is_count) continue;
    const form *f = &w->rules[i].output->forms[0];
    if (!scale_constant(f->constant, scale - f->scale, &entries[i].constant)) return NULL;
  }
  node_id vector = graph_weigh(g, entries, count);
  symbol masks = {.unknown = unknown};
  return vector == NODE_NONE ? NULL : symbol_of_vector(g, VALUE_NUMBER, vector, scale, &masks);
}

static const symbol *sum_of_hits(table_work *w) {
  graph *g = w->t->graph;
  node_id once, twice, unknown = NODE_ZERO;
  if (!has_constant_outputs(w)) return NULL;
  count_certain(w, &once, &twice);
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    const table_rule *r = &w->rules[i];
    /* An uncertain zero changes nothing, unless it is all there is. */
    bool is_zero = r->output->forms[0].constant == 0;
    node_id matters = is_zero ? graph_minus(g, r->uncertain, once) : r->uncertain;
    unknown = graph_or(g, unknown, matters);
  }
  return or_fallback(w, weigh(w, false, unknown), any_possible(w));
}

static int compare_outputs(const table_work *w, uint32_t a, uint32_t b) {
  const form *x = &w->rules[a].output->forms[0], *y = &w->rules[b].output->forms[0];
  decimal left = decimal_scaled(x->constant, -x->scale);
  decimal right = decimal_scaled(y->constant, -y->scale);
  return decimal_compare(&left, &right);
}

/* The rules in order of their outputs, best first. */
static uint32_t *order_rules(const table_work *w, bool is_greatest) {
  uint32_t count = (uint32_t)w->table->rule_count;
  uint32_t *order = ARENA_ARRAY(w->t->graph->arena, uint32_t, count + 1);
  for (uint32_t i = 0; order != NULL && i < count; i++) {
    uint32_t k = i;
    for (; k > 0; k--) {
      int compared = compare_outputs(w, i, order[k - 1]);
      if (is_greatest ? compared <= 0 : compared >= 0) break;
      order[k] = order[k - 1];
    }
    order[k] = i;
  }
  return order;
}

/* Like a first hit, with the rules in order of their outputs; an uncertain hit of the same output
 * as a certain one changes nothing. */
static const symbol *extreme_of_hits(table_work *w, bool is_greatest) {
  graph *g = w->t->graph;
  uint32_t count = (uint32_t)w->table->rule_count, made = 0;
  if (!has_constant_outputs(w)) return NULL;
  uint32_t *order = order_rules(w, is_greatest);
  outcome *o = new_outcomes(w);
  if (order == NULL || o == NULL) return NULL;
  node_id open = NODE_ONES, unknown = NODE_ZERO;
  for (uint32_t i = 0, end; i < count; i = end) {
    node_id certain = NODE_ZERO, uncertain = NODE_ZERO;
    for (end = i; end < count && compare_outputs(w, order[i], order[end]) == 0; end++) {
      certain = graph_or(g, certain, w->rules[order[end]].certain);
      uncertain = graph_or(g, uncertain, w->rules[order[end]].uncertain);
    }
    o[made++] = (outcome){graph_and(g, open, certain), w->rules[order[i]].output};
    open = graph_minus(g, open, certain);
    unknown = graph_or(g, unknown, graph_and(g, open, uncertain));
  }
  const symbol *chosen = symbol_of_outcomes(g, o, made, NODE_ZERO);
  symbol *s = symbol_new(g, VALUE_NUMBER);
  if (chosen == NULL || s == NULL) return NULL;
  *s = *chosen;
  s->unknown = unknown;
  s->null = graph_minus(g, chosen->null, unknown);
  return or_fallback(w, s, any_possible(w));
}

static const symbol *count_of_hits(table_work *w) {
  node_id unknown = NODE_ZERO;
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    unknown = graph_or(w->t->graph, unknown, w->rules[i].uncertain);
  }
  const symbol *s = weigh(w, true, unknown);
  bool is_default = w->fallback->kind != VALUE_NULL;
  return is_default ? or_fallback(w, s, any_possible(w)) : s;
}

static const symbol *collect(table_work *w) {
  switch (w->table->aggregation) {
    case DMN_SUM:
      return sum_of_hits(w);
    case DMN_COUNT:
      return count_of_hits(w);
    case DMN_MIN:
      return extreme_of_hits(w, false);
    case DMN_MAX:
      return extreme_of_hits(w, true);
    default:
      return NULL;
  }
}

/* --- All policies --- */

static const symbol *apply_policy(table_work *w) {
  switch (w->table->hit_policy) {
    case DMN_FIRST:
      return first_hit(w);
    case DMN_UNIQUE:
      return unique_hit(w);
    case DMN_ANY:
      return any_hit(w);
    case DMN_COLLECT:
      return collect(w);
    default:
      return NULL;
  }
}

static bool read_table(table_work *w, node_id *refused) {
  for (uint32_t i = 0; i < w->table->input_count; i++) {
    if (!read_input(w, i, refused)) return false;
  }
  for (uint32_t i = 0; i < w->table->rule_count; i++) {
    if (!read_rule(w, i)) return false;
  }
  return read_outputs(w);
}

const symbol *translate_table(translation *t, const scope *in, uint32_t index) {
  graph *g = t->graph;
  const dmn_table *table = in->program->natives[in->program->code[index].b].data;
  table_work w = {.t = t, .in = in, .index = index, .table = table};
  w.parts = ARENA_ARRAY(g->arena, const symbol *, table->part_count + 1);
  w.rules = ARENA_ARRAY(g->arena, table_rule, table->rule_count + 1);
  node_id refused = NODE_ZERO;
  if (w.parts == NULL || w.rules == NULL) {
    g->has_failed = true;
    return NULL;
  }
  if (!read_table(&w, &refused)) return NULL;
  const symbol *s = apply_policy(&w);
  if (s == NULL) {
    return translate_refuse(t, in, index, MESSAGE_COLUMN_TABLE,
                            text_of(dmn_hit_policy_name(table->hit_policy)));
  }
  if (refused != NODE_ZERO) {
    outcome o[] = {{refused, null_symbol(t)}, {graph_not(g, refused), s}};
    s = symbol_of_outcomes(g, o, 2, NODE_ZERO);
  }
  return s == NULL || w.hole == NODE_ZERO ? s : symbol_with(g, s, NODE_ZERO, w.hole);
}
