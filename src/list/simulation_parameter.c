/* The numbers of a model that a draft may set otherwise: thresholds, rates, caps and amounts. */
#include "list/simulation_parameter.h"

#include <string.h>

#include "dmn/condition.h"
#include "dmn/decision_table.h"
#include "feel/builtin.h"
#include "feel/interpreter.h"

typedef struct finder {
  arena *arena;
  simulation_parameter *items;
  size_t count, capacity;
  const dmn_element *decision;
  const program *program;
  uint32_t *parent; /* of each instruction; PROGRAM_NONE: of the root */
} finder;

const char *parameter_kind_name(parameter_kind kind) {
  static const char *const NAMES[] = {"threshold", "rate", "cap", "amount"};
  return NAMES[kind];
}

/* The subtree of k is [first, k]; its children end at k - 1, before the first of that one, ... */
static bool find_parents(finder *f) {
  const program *p = f->program;
  f->parent = ARENA_ARRAY(f->arena, uint32_t, p->count + 1);
  if (f->parent == NULL) return false;
  for (uint32_t k = 0; k < p->count; k++) {
    f->parent[k] = PROGRAM_NONE;
    uint32_t end = k;
    while (end > p->code[k].first) {
      f->parent[end - 1] = k;
      end = p->code[end - 1].first;
    }
  }
  return true;
}

static text span_text(const program *p, uint32_t index) {
  return text_trim(source_span_text(p->spans[index]));
}

static parameter_kind kind_of(const finder *f, uint32_t index) {
  uint32_t parent = f->parent[index];
  if (parent == PROGRAM_NONE) return PARAMETER_AMOUNT;
  const instruction *in = &f->program->code[parent];
  switch (in->opcode) {
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_BETWEEN:
    case OP_TEST_COMPARE:
    case OP_TEST_RANGE:
    case OP_TEST_VALUE:
      return PARAMETER_THRESHOLD;
    case OP_MULTIPLY:
    case OP_DIVIDE:
      return PARAMETER_RATE;
    case OP_BUILTIN: {
      text name = builtin_name(f->program->builtins[in->b]);
      return text_is(name, "min") || text_is(name, "max") ? PARAMETER_CAP : PARAMETER_AMOUNT;
    }
    default:
      return PARAMETER_AMOUNT;
  }
}

/* What stands around the literal: the comparison or the product; the whole where that is short. */
static text text_around(const finder *f, uint32_t index) {
  uint32_t parent = f->parent[index];
  text around = span_text(f->program, parent == PROGRAM_NONE ? index : parent);
  text whole = span_text(f->program, f->program->root);
  if (whole.size != 0 && whole.size <= 120 && f->parent[f->program->root] == PROGRAM_NONE) {
    return whole;
  }
  return around.size == 0 ? span_text(f->program, index) : around;
}

static bool contains(const program *p, uint32_t native, uint32_t part, uint32_t index) {
  if (part == DMN_NO_CELL) return false;
  uint32_t root = native_part_instruction(p, native, part);
  return index <= root && index >= p->code[root].first;
}

/* "员工数 >= 20" for a cell of the column 员工数. */
static text cell_text(const finder *f, const dmn_table *table, size_t input, const dmn_cell *cell) {
  text column = table->inputs[input].expression.text, written = text_trim(cell->source.text);
  column = text_trim(column);
  char *joined = arena_allocate(f->arena, column.size + written.size + 2);
  if (joined == NULL) return written;
  memcpy(joined, column.data, column.size);
  joined[column.size] = ' ';
  memcpy(joined + column.size + 1, written.data, written.size);
  return (text){joined, column.size + written.size + 1};
}

/* Whether the rule's cells hold the literal; then clause and text are the rule's. */
static bool look_into_rule(const finder *f, uint32_t native, const dmn_table *table, size_t rule,
                           uint32_t index, simulation_parameter *out) {
  const dmn_rule *r = &table->rules[rule];
  bool is_found = false;
  for (size_t i = 0; i < table->input_count && !is_found; i++) {
    is_found = contains(f->program, native, r->inputs[i].part, index);
    if (!is_found) continue;
    out->condition = cell_text(f, table, i, &r->inputs[i]);
    out->input = i;
  }
  for (size_t i = 0; i < table->output_count && !is_found; i++) {
    is_found = contains(f->program, native, r->outputs[i].part, index);
    if (is_found) out->condition = text_trim(r->outputs[i].source.text);
  }
  if (!is_found) return false;
  out->rule = rule;
  out->clause = dmn_rule_clause(table, rule);
  return true;
}

static void look_into_tables(const finder *f, uint32_t index, simulation_parameter *out) {
  for (uint32_t at = f->parent[index]; at != PROGRAM_NONE; at = f->parent[at]) {
    const instruction *in = &f->program->code[at];
    if (in->opcode != OP_NATIVE) continue;
    const program_native *native = &f->program->natives[in->b];
    if (native->function != &dmn_table_native) continue;
    const dmn_table *table = native->data;
    for (size_t rule = 0; rule < table->rule_count; rule++)
      if (look_into_rule(f, at, table, rule, index, out)) return;
  }
}

static bool add_parameter(finder *f, uint32_t index) {
  if (f->count == f->capacity) {
    size_t capacity = f->capacity == 0 ? 32 : f->capacity * 2;
    simulation_parameter *items = ARENA_ARRAY(f->arena, simulation_parameter, capacity);
    if (items == NULL) return false;
    if (f->count != 0) memcpy(items, f->items, f->count * sizeof *items);
    f->items = items;
    f->capacity = capacity;
  }
  const program *p = f->program;
  /* The program is the simulation's own; nobody else reads it. */
  value *place = (value *)&p->constants[p->code[index].a];
  simulation_parameter *out = &f->items[f->count++];
  *out = (simulation_parameter){.kind = kind_of(f, index),
                                .decision = f->decision,
                                .clause = f->decision->description,
                                .condition = text_around(f, index),
                                .literal = span_text(p, index),
                                .value = place->as.number,
                                .rule = SIZE_MAX,
                                .input = SIZE_MAX,
                                .span = p->spans[index],
                                .place = place};
  look_into_tables(f, index, out);
  return true;
}

static bool find_in_decision(finder *f, const dmn_element *element) {
  if (element == NULL || element->kind != DMN_DECISION || element->program == NULL) return true;
  for (size_t i = 0; i < f->count; i++) {
    if (f->items[i].decision == element) return true;
  }
  f->decision = element;
  f->program = element->program;
  if (!find_parents(f)) return false;
  for (uint32_t i = 0; i < f->program->count; i++) {
    const instruction *in = &f->program->code[i];
    bool is_number = in->opcode == OP_CONSTANT && f->program->constants[in->a].kind == VALUE_NUMBER;
    if (is_number && span_text(f->program, i).size != 0 && !add_parameter(f, i)) return false;
  }
  return true;
}

bool simulation_parameters_find(const version_plan *version, arena *a, simulation_parameter **out,
                                size_t *count_out) {
  finder f = {.arena = a};
  const dmn_element *asked[] = {version->status, version->amount};
  for (size_t k = 0; k < sizeof asked / sizeof asked[0]; k++) {
    if (asked[k] == NULL) continue;
    for (size_t i = 0; i < asked[k]->need_count; i++) {
      if (!find_in_decision(&f, asked[k]->needs[i])) return false;
    }
    if (!find_in_decision(&f, asked[k])) return false;
  }
  *out = f.items;
  *count_out = f.count;
  return true;
}

/* --- Points --- */

static bool is_whole(const decimal *d) {
  decimal rounded;
  return decimal_round(d, 0, ROUNDING_DOWN, &rounded) && decimal_compare(&rounded, d) == 0;
}

static size_t add_point(decimal *points, size_t count, decimal point) {
  if (count != 0 && decimal_compare(&points[count - 1], &point) == 0) return count;
  points[count] = point;
  return count + 1;
}

/* 0, 1, 2 ... up and down from a small whole number, not below zero. */
static size_t count_points(int64_t middle, decimal *out) {
  size_t count = 0;
  for (int64_t step = -4; step <= 4; step++) {
    if (middle + step >= 0) count = add_point(out, count, decimal_of(middle + step));
  }
  return count;
}

size_t simulation_parameter_points(const simulation_parameter *p, decimal *out) {
  static const int64_t PERCENTS[] = {50, 60, 70, 80, 90, 95, 100, 105, 110, 120, 130, 140, 150};
  enum { PERCENT_COUNT = sizeof PERCENTS / sizeof PERCENTS[0], SMALL_MAX = 12 };
  int64_t whole = 0;
  bool is_integer = is_whole(&p->value) && decimal_to_int64(&p->value, &whole);
  if (is_integer && whole >= 0 && whole <= SMALL_MAX) return count_points(whole, out);
  size_t count = 0;
  decimal zero = decimal_of(0);
  bool is_negative = decimal_compare(&p->value, &zero) < 0;
  for (size_t i = 0; i < PERCENT_COUNT; i++) {
    decimal factor = decimal_scaled(PERCENTS[is_negative ? PERCENT_COUNT - 1 - i : i], -2), point;
    if (!decimal_multiply(&p->value, &factor, &point)) continue;
    if (is_integer && !decimal_round(&point, 0, ROUNDING_HALF_UP, &point)) continue;
    count = add_point(out, count, point);
  }
  return count;
}
