/* Turns a decision table into a node of its decision's tree, and evaluates it there.
 *
 * The children of the node, its parts, are in this order: the inputs; per column the tests of
 * allowed input values and the distinct conditions; the outputs of the rules; per output the
 * default, a holder for a value to be ranked, and one test for each output value. */
#include "dmn/decision_table.h"

#include "base/limits.h"
#include "base/messages/dmn.h"
#include "dmn/hit_policy.h"
#include "dmn/item_type.h"
#include "feel/trace.h"

/* --- Compiling --- */

typedef struct part_list {
  dmn_logic *logic;
  syntax_node **nodes;
  name_entry **entries;
  size_t count, capacity;
  bool has_failed;
} part_list;

static bool grow_parts(part_list *parts) {
  size_t capacity = parts->capacity == 0 ? 32 : parts->capacity * 2;
  syntax_node **nodes = ARENA_ARRAY(parts->logic->arena, syntax_node *, capacity);
  name_entry **entries = ARENA_ARRAY(parts->logic->arena, name_entry *, capacity);
  if (nodes == NULL || entries == NULL) return false;
  for (size_t i = 0; i < parts->count; i++) {
    nodes[i] = parts->nodes[i];
    entries[i] = parts->entries[i];
  }
  parts->nodes = nodes;
  parts->entries = entries;
  parts->capacity = capacity;
  return true;
}

/* The number of the new part; its value is kept in `entry` unless that is NULL. */
static uint32_t add_part(part_list *parts, syntax_node *node, name_entry *entry) {
  if (node == NULL || (parts->count == parts->capacity && !grow_parts(parts))) {
    parts->has_failed = true;
    return DMN_NO_CELL;
  }
  parts->nodes[parts->count] = node;
  parts->entries[parts->count] = entry;
  return (uint32_t)parts->count++;
}

static bool is_any(const source_text *source) {
  return source->text.data == NULL || text_is(text_trim(source->text), "-");
}

/* Conditions of column `i`; the same text is the same part. */
static void add_conditions(part_list *parts, dmn_table *table, size_t i, name_entry *input) {
  map known;
  map_init(&known, parts->logic->arena);
  for (size_t j = 0; j < table->rule_count && !parts->has_failed; j++) {
    dmn_cell *cell = &table->rules[j].inputs[i];
    if (is_any(&cell->source)) continue;
    text spelling = text_trim(cell->source.text);
    const dmn_cell *same = map_get(&known, spelling);
    if (same != NULL) {
      cell->part = same->part;
      continue;
    }
    cell->part = add_part(parts, dmn_logic_tests(parts->logic, &cell->source, input), NULL);
    if (!map_set(&known, spelling, cell)) parts->has_failed = true;
  }
}

static void add_column(part_list *parts, dmn_table *table, size_t i, name_entry *input) {
  dmn_input_clause *clause = &table->inputs[i];
  clause->values_part = DMN_NO_CELL;
  if (!is_any(&clause->values)) {
    clause->values_part =
        add_part(parts, dmn_logic_tests(parts->logic, &clause->values, input), NULL);
  }
  add_conditions(parts, table, i, input);
}

/* The input's expression, whose value is kept in the variable that its column declares. */
static void add_input(part_list *parts, dmn_input_clause *clause) {
  dmn_logic *l = parts->logic;
  syntax_node *node = dmn_logic_expression(l, &clause->expression, clause->node);
  clause->type = dmn_logic_type(l, clause->type_ref, clause->node);
  if (clause->type != NULL && node != NULL) {
    node = syntax_typed(l->arena, node->span, node, clause->type);
  }
  add_part(parts, node, NULL);
}

/* A variable "?" of its own for each input; the cells of its column are read in that scope. */
static void add_inputs(part_list *parts, dmn_table *table) {
  dmn_logic *l = parts->logic;
  for (size_t i = 0; i < table->input_count; i++) add_input(parts, &table->inputs[i]);
  for (size_t i = 0; i < table->input_count && !parts->has_failed; i++) {
    name_table_push(l->names);
    name_entry *input =
        name_table_declare(l->names, TEXT("?"), NAME_NO_SLOT, table->inputs[i].type);
    parts->entries[i] = input;
    if (input == NULL) parts->has_failed = true;
    if (input != NULL) add_column(parts, table, i, input);
    name_table_pop(l->names);
  }
}

static syntax_node *typed_output(dmn_logic *l, const dmn_output_clause *output,
                                 const source_text *source, const xml_node *node) {
  syntax_node *tree = dmn_logic_expression(l, source, node);
  return tree == NULL || output->type == NULL
             ? tree
             : syntax_typed(l->arena, tree->span, tree, output->type);
}

static void add_rule_outputs(part_list *parts, dmn_table *table) {
  for (size_t i = 0; i < table->rule_count && !parts->has_failed; i++) {
    dmn_rule *rule = &table->rules[i];
    for (size_t j = 0; j < table->output_count; j++) {
      dmn_cell *cell = &rule->outputs[j];
      bool is_empty = is_any(&cell->source);
      syntax_node *node =
          is_empty ? syntax_literal(parts->logic->arena, dmn_node_span(table->document, rule->node),
                                    value_null())
                   : typed_output(parts->logic, &table->outputs[j], &cell->source, rule->node);
      cell->part = add_part(parts, node, NULL);
    }
  }
}

/* One part for each output value, in order: a test of the value that the holder keeps. */
static void add_output_values(part_list *parts, dmn_output_clause *output) {
  dmn_logic *l = parts->logic;
  source_span span = dmn_node_span(l->document, output->node);
  name_table_push(l->names);
  name_entry *held = name_table_declare(l->names, TEXT("?"), NAME_NO_SLOT, output->type);
  output->holder_part = add_part(parts, syntax_literal(l->arena, span, value_null()), held);
  syntax_node *tests = held == NULL ? NULL : dmn_logic_tests(l, &output->values, held);
  name_table_pop(l->names);
  if (tests == NULL) {
    parts->has_failed = true;
    return;
  }
  output->first_value_part = (uint32_t)parts->count;
  bool is_list = tests->kind == SYNTAX_TESTS && !tests->is_flag;
  output->value_count = is_list ? tests->child_count : 1;
  for (uint32_t i = 0; i < output->value_count; i++) {
    syntax_node *one = tests;
    if (is_list) {
      one = syntax_node_create(l->arena, SYNTAX_TESTS, tests->children[i]->span,
                               &tests->children[i], 1);
      if (one != NULL) one->entry = tests->entry;
    }
    add_part(parts, one, NULL);
  }
}

static bool needs_output_values(const dmn_table *table) {
  return table->hit_policy == DMN_PRIORITY || table->hit_policy == DMN_OUTPUT_ORDER;
}

static void add_outputs(part_list *parts, dmn_table *table) {
  dmn_logic *l = parts->logic;
  bool has_values = false;
  for (size_t i = 0; i < table->output_count; i++) {
    dmn_output_clause *output = &table->outputs[i];
    output->type = dmn_logic_type(l, output->type_ref, output->node);
    output->default_part = output->holder_part = output->first_value_part = DMN_NO_CELL;
    if (output->default_entry.text.data != NULL) {
      output->default_part =
          add_part(parts, typed_output(l, output, &output->default_entry, output->node), NULL);
    }
    if (!needs_output_values(table)) continue;
    if (output->values.text.data == NULL) {
      output->values = dmn_type_allowed_values(l->compilation, l->document, output->type_ref);
    }
    if (output->values.text.data == NULL) continue;
    has_values = true;
    add_output_values(parts, output);
  }
  if (needs_output_values(table) && !has_values) {
    dmn_compilation_report(l->compilation, table->document, table->node,
                           MESSAGE_DMN_PRIORITY_VALUES,
                           SD_ARGS(dmn_hit_policy_name(table->hit_policy)));
  }
  add_rule_outputs(parts, table);
}

syntax_node *dmn_table_tree(dmn_logic *l, dmn_table *table) {
  part_list parts = {.logic = l};
  add_inputs(&parts, table);
  if (!parts.has_failed) add_outputs(&parts, table);
  if (parts.has_failed) return NULL;
  table->part_count = parts.count;
  return syntax_native(l->arena, dmn_node_span(table->document, table->node), &dmn_table_native,
                       table, parts.nodes, parts.entries, parts.count);
}

/* --- Evaluating --- */

typedef enum match { MATCH_UNTRIED, MATCH_NO, MATCH_YES, MATCH_UNKNOWN } match;

/* What one condition gave in this evaluation. */
typedef struct tried_cell {
  match match;
  const missing_set *missing;
} tried_cell;

typedef struct table_run {
  native_call *call;
  const dmn_table *table;
  evaluation *evaluation;
  value *inputs;     /* beside the table's inputs */
  tried_cell *cells; /* by part */
  rule_hit *hits;
  size_t hit_count, hit_capacity;
} table_run;

static tried_cell tried_of(value v) {
  if (v.kind == VALUE_UNKNOWN) return (tried_cell){MATCH_UNKNOWN, v.as.missing};
  return (tried_cell){value_is_true(v) ? MATCH_YES : MATCH_NO, NULL};
}

static value value_of_tried(tried_cell tried) {
  if (tried.match == MATCH_UNKNOWN) {
    return (value){.kind = VALUE_UNKNOWN, .as.missing = tried.missing};
  }
  return value_boolean(tried.match == MATCH_YES);
}

static void trace_table(const table_run *t, trace_kind kind, value result) {
  if (t->evaluation->trace == NULL) return;
  trace_event event = {.kind = kind, .owner = t->table, .result = result};
  event.label = t->table->output_label;
  trace_add(t->evaluation->trace, &event);
}

static void trace_cell(const table_run *t, size_t rule, size_t column, tried_cell tried) {
  if (t->evaluation->trace == NULL) return;
  const dmn_cell *cell = &t->table->rules[rule].inputs[column];
  source_span span = {&cell->source, 0, (uint32_t)cell->source.text.size};
  trace_event event = {.kind = TRACE_CELL,
                       .owner = t->table,
                       .index = (uint32_t)column,
                       .span = span,
                       .label = t->table->inputs[column].expression.text,
                       .left = t->inputs[column],
                       .result = value_of_tried(tried)};
  trace_add(t->evaluation->trace, &event);
}

/* The rule's own event follows those of its cells. */
static void trace_rule(const table_run *t, size_t rule, tried_cell tried) {
  if (t->evaluation->trace == NULL) return;
  trace_event event = {.kind = TRACE_RULE,
                       .owner = t->table,
                       .index = (uint32_t)rule,
                       .result = value_of_tried(tried)};
  const dmn_rule *r = &t->table->rules[rule];
  if (t->table->annotation_count > 0) event.label = r->annotations[0];
  trace_add(t->evaluation->trace, &event);
}

static tried_cell try_cell(table_run *t, uint32_t part) {
  if (part == DMN_NO_CELL) return (tried_cell){MATCH_YES, NULL};
  tried_cell *tried = &t->cells[part];
  if (tried->match != MATCH_UNTRIED) return *tried;
  bool fits;
  if (native_call_test(t->call, part, &fits)) {
    tried->match = fits ? MATCH_YES : MATCH_NO;
  } else {
    *tried = tried_of(native_call_part(t->call, part));
  }
  return *tried;
}

static tried_cell conjunction(table_run *t, tried_cell x, tried_cell y) {
  if (x.match == MATCH_NO || y.match == MATCH_NO) return (tried_cell){MATCH_NO, NULL};
  if (x.match == MATCH_YES) return y;
  if (y.match == MATCH_YES) return x;
  value both = value_unknown_union(t->evaluation->arena, value_of_tried(x), value_of_tried(y));
  return both.kind == VALUE_UNKNOWN ? (tried_cell){MATCH_UNKNOWN, both.as.missing} : x;
}

static tried_cell try_rule(table_run *t, size_t rule) {
  tried_cell result = {MATCH_YES, NULL};
  const dmn_cell *cells = t->table->rules[rule].inputs;
  for (size_t i = 0; i < t->table->input_count; i++) {
    if (cells[i].part == DMN_NO_CELL && t->evaluation->trace == NULL) continue;
    tried_cell tried = try_cell(t, cells[i].part);
    trace_cell(t, rule, i, tried);
    result = conjunction(t, result, tried);
    if (result.match == MATCH_NO && t->evaluation->trace == NULL) return result;
  }
  trace_rule(t, rule, result);
  return result;
}

static bool add_hit(table_run *t, size_t rule, tried_cell tried) {
  if (t->hit_count == t->hit_capacity) {
    size_t capacity = t->hit_capacity == 0 ? 8 : t->hit_capacity * 2;
    rule_hit *hits = ARENA_ARRAY(t->evaluation->arena, rule_hit, capacity);
    if (hits == NULL) return false;
    for (size_t i = 0; i < t->hit_count; i++) hits[i] = t->hits[i];
    t->hits = hits;
    t->hit_capacity = capacity;
  }
  t->hits[t->hit_count++] = (rule_hit){(uint32_t)rule, tried.match == MATCH_YES, tried.missing};
  return true;
}

/* False when memory is out. */
static bool find_hits(table_run *t) {
  bool is_decided = false; /* behind a FIRST hit rules are only tried for the trace */
  for (size_t i = 0; i < t->table->rule_count; i++) {
    if (is_decided && t->evaluation->trace == NULL) return true;
    tried_cell tried = try_rule(t, i);
    if (t->evaluation->limit_reached != EVALUATION_IN_LIMITS) return true;
    if (tried.match == MATCH_NO || is_decided) continue;
    if (!add_hit(t, i, tried)) return false;
    is_decided = tried.match == MATCH_YES && hit_policy_stops_at_hit(t->table);
  }
  return true;
}

/* False, with a report, when an input's value is not among those that the clause allows. */
static bool read_input(table_run *t, size_t i) {
  const dmn_input_clause *clause = &t->table->inputs[i];
  t->inputs[i] = native_call_part(t->call, i);
  if (clause->values_part == DMN_NO_CELL || value_is_null(t->inputs[i]) ||
      !value_is_false(native_call_part(t->call, clause->values_part))) {
    return true;
  }
  char name[200];
  text label = clause->label.size != 0 ? clause->label : text_trim(clause->expression.text);
  label = text_slice(label, 0, sizeof name - 1);
  for (size_t j = 0; j < label.size; j++) name[j] = label.data[j];
  name[label.size] = '\0';
  evaluation_report(t->evaluation, MESSAGE_DMN_INPUT_VALUE, SD_ARGS(name));
  return false;
}

/* --- Outputs --- */

/* The value of the only output, or a context of all; `part_of` says which part gives each. */
static value make_output(table_run *t, uint32_t (*part_of)(const dmn_table *, uint32_t, size_t),
                         uint32_t rule) {
  const dmn_table *table = t->table;
  if (table->output_count == 1) {
    uint32_t part = part_of(table, rule, 0);
    return part == DMN_NO_CELL ? value_null() : native_call_part(t->call, part);
  }
  text *keys = ARENA_ARRAY(t->evaluation->arena, text, table->output_count);
  value *values = ARENA_ARRAY(t->evaluation->arena, value, table->output_count);
  if (keys == NULL || values == NULL) {
    return evaluation_stop(t->evaluation, EVALUATION_OUT_OF_MEMORY);
  }
  for (size_t i = 0; i < table->output_count; i++) {
    uint32_t part = part_of(table, rule, i);
    keys[i] = table->outputs[i].name;
    values[i] = part == DMN_NO_CELL ? value_null() : native_call_part(t->call, part);
  }
  return value_context_make(t->evaluation->arena, keys, values, table->output_count);
}

static uint32_t part_of_rule(const dmn_table *table, uint32_t rule, size_t output) {
  return table->rules[rule].outputs[output].part;
}

static uint32_t part_of_default(const dmn_table *table, uint32_t rule, size_t output) {
  (void)rule;
  return table->outputs[output].default_part;
}

static value output_of_rule(void *context, uint32_t rule) {
  return make_output(context, part_of_rule, rule);
}

static value default_output(void *context) {
  table_run *t = context;
  for (size_t i = 0; i < t->table->output_count; i++) {
    if (t->table->outputs[i].default_part != DMN_NO_CELL) {
      return make_output(t, part_of_default, 0);
    }
  }
  return value_null();
}

/* Which of the output values it is; behind all of them when it is none. */
static void rank_rule(void *context, uint32_t rule, uint32_t *ranks_out) {
  table_run *t = context;
  for (size_t i = 0; i < t->table->output_count; i++) {
    const dmn_output_clause *output = &t->table->outputs[i];
    ranks_out[i] = 0;
    if (output->value_count == 0) continue;
    value v = native_call_part(t->call, part_of_rule(t->table, rule, i));
    native_call_keep(t->call, output->holder_part, v);
    while (ranks_out[i] < output->value_count &&
           !value_is_true(native_call_part(t->call, output->first_value_part + ranks_out[i]))) {
      ranks_out[i]++;
    }
    if (ranks_out[i] == output->value_count) {
      evaluation_report(t->evaluation, MESSAGE_DMN_NO_PRIORITY, NULL);
    }
  }
}

static value decide(table_run *t) {
  for (size_t i = 0; i < t->table->input_count; i++) {
    if (!read_input(t, i)) return value_null();
  }
  if (!find_hits(t)) return evaluation_stop(t->evaluation, EVALUATION_OUT_OF_MEMORY);
  if (t->evaluation->limit_reached != EVALUATION_IN_LIMITS) return value_null();
  const hit_source source = {.table = t->table,
                             .evaluation = t->evaluation,
                             .output_of = output_of_rule,
                             .default_output = default_output,
                             .rank = rank_rule,
                             .context = t};
  return hit_policy_combine(&source, t->hits, t->hit_count);
}

static value evaluate_table(native_call *call) {
  const dmn_table *table = call->data;
  evaluation *e = call->evaluation;
  table_run t = {.call = call, .table = table, .evaluation = e};
  t.inputs = ARENA_ARRAY(e->arena, value, table->input_count + 1);
  t.cells = ARENA_ARRAY(e->arena, tried_cell, table->part_count + 1);
  if (t.inputs == NULL || t.cells == NULL) return evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
  trace_table(&t, TRACE_TABLE_BEGIN, value_null());
  value result = decide(&t);
  trace_table(&t, TRACE_TABLE_END, result);
  return result;
}

const native_function dmn_table_native = {"decision table", evaluate_table};
