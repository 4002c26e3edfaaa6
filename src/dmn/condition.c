/* The conditions that a decision rests on, as a tree with their present values.
 *
 * The tree follows the instructions of the compiled programs.  Parts are evaluated on copies of the
 * frame, one per decision, because the programs of a model share its scratch slots. */
#include "dmn/condition.h"

#include <string.h>

#include "base/limits.h"
#include "dmn/decision_table.h"
#include "feel/arithmetic.h"
#include "feel/builtin.h"
#include "feel/interpreter.h"
#include "feel/syntax_tree.h"

/* What a variable of tests stands for: the input of a column, the left side of `in`. */
typedef struct tested_variable {
  const struct tested_variable *outer;
  uint32_t slot;
  uint32_t instruction;
} tested_variable;

/* The decision whose program is being read. */
typedef struct reader {
  dmn_condition_tree *tree;
  const dmn_element *decision;
  const program *program;
  value *frame;
  const tested_variable *tested;
  text clause;
  unsigned depth;
} reader;

static dmn_condition *read_condition(reader *r, uint32_t index);

/* --- Comparisons --- */

static const char *const comparison_texts[] = {
    [DMN_HOLDS] = "",           [DMN_EQUAL] = "=",       [DMN_NOT_EQUAL] = "!=",
    [DMN_LESS] = "<",           [DMN_LESS_EQUAL] = "<=", [DMN_GREATER] = ">",
    [DMN_GREATER_EQUAL] = ">=", [DMN_IN] = "in",         [DMN_NOT_IN] = "not in"};

static const uint8_t comparison_negations[] = {
    [DMN_HOLDS] = DMN_HOLDS,        [DMN_EQUAL] = DMN_NOT_EQUAL,    [DMN_NOT_EQUAL] = DMN_EQUAL,
    [DMN_LESS] = DMN_GREATER_EQUAL, [DMN_LESS_EQUAL] = DMN_GREATER, [DMN_GREATER] = DMN_LESS_EQUAL,
    [DMN_GREATER_EQUAL] = DMN_LESS, [DMN_IN] = DMN_NOT_IN,          [DMN_NOT_IN] = DMN_IN};

/* `a op b` as `b op a`. */
static const uint8_t comparison_mirrors[] = {[DMN_HOLDS] = DMN_HOLDS,
                                             [DMN_EQUAL] = DMN_EQUAL,
                                             [DMN_NOT_EQUAL] = DMN_NOT_EQUAL,
                                             [DMN_LESS] = DMN_GREATER,
                                             [DMN_LESS_EQUAL] = DMN_GREATER_EQUAL,
                                             [DMN_GREATER] = DMN_LESS,
                                             [DMN_GREATER_EQUAL] = DMN_LESS_EQUAL,
                                             [DMN_IN] = DMN_IN,
                                             [DMN_NOT_IN] = DMN_NOT_IN};

const char *dmn_comparison_text(dmn_comparison comparison) { return comparison_texts[comparison]; }

dmn_comparison dmn_comparison_negated(dmn_comparison comparison) {
  return (dmn_comparison)comparison_negations[comparison];
}

static dmn_comparison comparison_of(syntax_operator op) {
  switch (op) {
    case OPERATOR_EQUAL:
      return DMN_EQUAL;
    case OPERATOR_NOT_EQUAL:
      return DMN_NOT_EQUAL;
    case OPERATOR_LESS:
      return DMN_LESS;
    case OPERATOR_LESS_EQUAL:
      return DMN_LESS_EQUAL;
    case OPERATOR_GREATER:
      return DMN_GREATER;
    case OPERATOR_GREATER_EQUAL:
      return DMN_GREATER_EQUAL;
    default:
      return DMN_HOLDS;
  }
}

/* --- Running parts --- */

/* Quietly: no diagnostics, no trace, nothing counts as consulted, and no old steps weigh. */
static value run_part(dmn_condition_tree *tree, const program *p, uint32_t index, value *frame) {
  evaluation *core = dmn_evaluation_core(tree->evaluation);
  evaluation before = *core;
  core->diagnostics = NULL;
  core->trace = NULL;
  core->steps_left = core->steps_max;
  value result = interpreter_run_part(core, p, index, frame);
  core->diagnostics = before.diagnostics;
  core->trace = before.trace;
  core->consulted_missing = before.consulted_missing;
  core->steps_left = before.steps_left;
  return result;
}

/* The frame on which parts of `decision` are evaluated: the values of all elements, scratch of its
 * own. */
static value *frame_of(dmn_condition_tree *tree, const dmn_element *decision) {
  value **frame = &tree->frames[decision->slot];
  if (*frame) return *frame;
  size_t count = tree->model->frame_size + 1u;
  *frame = ARENA_ARRAY(tree->arena, value, count);
  if (*frame) memcpy(*frame, dmn_evaluation_frame(tree->evaluation), count * sizeof **frame);
  return *frame;
}

static const dmn_element *element_of_slot(const dmn_model *model, uint32_t slot) {
  return slot < model->element_count ? model->elements[slot] : NULL;
}

/* --- Operands --- */

static bool is_conversion(const instruction *in) { return in->opcode == OP_COERCE; }

static dmn_operand skip_conversions(dmn_operand operand) {
  while (is_conversion(&operand.program->code[operand.instruction]))
    operand.instruction = operand.program->code[operand.instruction].a;
  return operand;
}

const dmn_element *dmn_operand_element(const dmn_condition_tree *tree, dmn_operand operand) {
  if (!operand.program) return NULL;
  operand = skip_conversions(operand);
  const instruction *in = &operand.program->code[operand.instruction];
  return in->opcode == OP_SLOT ? element_of_slot(tree->model, in->a) : NULL;
}

dmn_operand dmn_operand_follow(dmn_condition_tree *tree, dmn_operand operand) {
  for (unsigned i = 0; i < LIMIT_FEEL_DEPTH; i++) {
    operand = skip_conversions(operand);
    const dmn_element *element = dmn_operand_element(tree, operand);
    if (!element || element->kind != DMN_DECISION || !element->program) return operand;
    value *frame = frame_of(tree, element);
    if (!frame) return operand;
    operand = (dmn_operand){element->program, element->program->root, frame};
  }
  return operand;
}

value dmn_operand_value(dmn_condition_tree *tree, dmn_operand operand) {
  if (!operand.program) return value_null();
  return run_part(tree, operand.program, operand.instruction, operand.frame);
}

text dmn_operand_text(const dmn_condition_tree *tree, dmn_operand operand) {
  if (!operand.program) return (text){"", 0};
  const dmn_element *element = dmn_operand_element(tree, operand);
  if (element) return element->name;
  return text_trim(source_span_text(operand.program->spans[operand.instruction]));
}

/* --- Nodes --- */

static dmn_condition *make_condition(reader *r, dmn_condition_kind kind, value result,
                                     size_t child_count) {
  dmn_condition *c = ARENA_NEW(r->tree->arena, dmn_condition);
  dmn_condition **children = ARENA_ARRAY(r->tree->arena, dmn_condition *, child_count + 1);
  if (!c || !children) return NULL;
  *c = (dmn_condition){.kind = kind,
                       .decision = r->decision,
                       .clause = r->clause,
                       .result = result,
                       .children = children,
                       .child_count = child_count,
                       .instruction = PROGRAM_NONE};
  return c;
}

static bool add_atom(dmn_condition_tree *tree, dmn_condition *atom) {
  if (tree->atom_count >= LIMIT_FEEL_NODES) return false;
  if (tree->atom_count == tree->atom_capacity) {
    size_t capacity = tree->atom_capacity ? tree->atom_capacity * 2 : 32;
    dmn_condition **atoms = ARENA_ARRAY(tree->arena, dmn_condition *, capacity);
    if (!atoms) return false;
    for (size_t i = 0; i < tree->atom_count; i++) atoms[i] = tree->atoms[i];
    tree->atoms = atoms;
    tree->atom_capacity = capacity;
  }
  atom->atom = (uint32_t)tree->atom_count;
  tree->atoms[tree->atom_count++] = atom;
  return true;
}

static dmn_operand operand_of(const reader *r, uint32_t index) {
  return (dmn_operand){r->program, index, r->frame};
}

static text span_text(const reader *r, uint32_t index) {
  return text_trim(source_span_text(r->program->spans[index]));
}

static bool is_constant(const reader *r, uint32_t index) {
  return r->program->code[index].opcode == OP_CONSTANT;
}

/* left op right; a constant on the left changes sides. */
static dmn_condition *make_comparison(reader *r, text written, value result, uint32_t left,
                                      dmn_comparison comparison, uint32_t right) {
  dmn_condition *c = make_condition(r, DMN_CONDITION_ATOM, result, 0);
  if (!c || !add_atom(r->tree, c)) return NULL;
  if (right != PROGRAM_NONE && is_constant(r, left) && !is_constant(r, right)) {
    uint32_t other = left;
    left = right;
    right = other;
    comparison = (dmn_comparison)comparison_mirrors[comparison];
  }
  c->condition = written;
  c->comparison = comparison;
  c->left_operand = operand_of(r, left);
  c->left = dmn_operand_value(r->tree, c->left_operand);
  if (right == PROGRAM_NONE) return c;
  c->right_operand = operand_of(r, right);
  c->right = dmn_operand_value(r->tree, c->right_operand);
  return c;
}

/* A condition that speaks for itself. */
static dmn_condition *make_statement(reader *r, uint32_t index, value result) {
  return make_comparison(r, span_text(r, index), result, index, DMN_HOLDS, PROGRAM_NONE);
}

/* --- Connectives --- */

/* The operands of a chain of the same connective, left to right. */
static bool read_chain(reader *r, uint32_t index, uint8_t connective, dmn_condition *into) {
  const instruction *in = &r->program->code[index];
  if (in->opcode == connective)
    return read_chain(r, in->a, connective, into) && read_chain(r, in->b, connective, into);
  dmn_condition *child = read_condition(r, index);
  if (!child) return false;
  into->children[into->child_count++] = child;
  return true;
}

static size_t chain_length(const program *p, uint32_t index, uint8_t connective) {
  const instruction *in = &p->code[index];
  if (in->opcode != connective) return 1;
  return chain_length(p, in->a, connective) + chain_length(p, in->b, connective);
}

static dmn_condition *read_connective(reader *r, uint32_t index, value result) {
  uint8_t connective = r->program->code[index].opcode;
  dmn_condition *c = make_condition(r, connective == OP_AND ? DMN_CONDITION_ALL : DMN_CONDITION_ANY,
                                    result, chain_length(r->program, index, connective));
  if (!c) return NULL;
  c->child_count = 0;
  return read_chain(r, index, connective, c) ? c : NULL;
}

static dmn_condition *read_choice(reader *r, const instruction *in, value result) {
  dmn_condition *c = make_condition(r, DMN_CONDITION_CHOICE, result, 3);
  if (!c) return NULL;
  const uint32_t parts[] = {in->a, in->b, in->c};
  for (size_t i = 0; i < 3; i++)
    if (!(c->children[i] = read_condition(r, parts[i]))) return NULL;
  return c;
}

static dmn_condition *make_negation(reader *r, value result, dmn_condition *child) {
  dmn_condition *c = make_condition(r, DMN_CONDITION_NOT, result, 1);
  if (!c || !child) return NULL;
  c->children[0] = child;
  return c;
}

static dmn_condition *make_both(reader *r, value result, dmn_condition *first,
                                dmn_condition *second) {
  dmn_condition *c = make_condition(r, DMN_CONDITION_ALL, result, 2);
  if (!c || !first || !second) return NULL;
  c->children[0] = first;
  c->children[1] = second;
  return c;
}

/* --- Comparisons, ranges and tests --- */

static value compare(reader *r, value x, dmn_comparison comparison, value y) {
  if (x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN)
    return value_unknown_union(r->tree->arena, x, y);
  int order;
  if (!value_order(x, y, &order)) return value_null();
  switch (comparison) {
    case DMN_LESS:
      return value_boolean(order < 0);
    case DMN_LESS_EQUAL:
      return value_boolean(order <= 0);
    case DMN_GREATER:
      return value_boolean(order > 0);
    default:
      return value_boolean(order >= 0);
  }
}

static dmn_condition *read_bound(reader *r, text written, uint32_t left, dmn_comparison comparison,
                                 uint32_t right) {
  value x = run_part(r->tree, r->program, left, r->frame);
  value y = run_part(r->tree, r->program, right, r->frame);
  return make_comparison(r, written, compare(r, x, comparison, y), left, comparison, right);
}

static dmn_condition *read_between(reader *r, uint32_t index, value result) {
  const instruction *in = &r->program->code[index];
  text written = span_text(r, index);
  dmn_condition *low = read_bound(r, written, in->a, DMN_GREATER_EQUAL, in->b);
  dmn_condition *high = read_bound(r, written, in->a, DMN_LESS_EQUAL, in->c);
  return make_both(r, result, low, high);
}

/* The instruction that gave the tested variable its value, or PROGRAM_NONE. */
static uint32_t tested_instruction(const reader *r, uint32_t slot) {
  for (const tested_variable *t = r->tested; t; t = t->outer)
    if (t->slot == slot) return t->instruction;
  return PROGRAM_NONE;
}

/* A test as people read it: the tested expression before it. */
static text written_test(reader *r, uint32_t left, const char *between, uint32_t test) {
  text tested = dmn_operand_text(r->tree, operand_of(r, left)), cell = span_text(r, test);
  char *out = arena_allocate(r->tree->arena, tested.size + strlen(between) + cell.size + 1);
  if (!out) return cell;
  size_t size = 0;
  memcpy(out, tested.data, tested.size);
  size += tested.size;
  memcpy(out + size, between, strlen(between));
  size += strlen(between);
  memcpy(out + size, cell.data, cell.size);
  return (text){out, size + cell.size};
}

static dmn_condition *read_test(reader *r, uint32_t index, value result) {
  const instruction *in = &r->program->code[index];
  if (in->opcode == OP_TEST_VALUE && in->detail) return read_condition(r, in->b);
  uint32_t left = tested_instruction(r, in->a);
  if (left == PROGRAM_NONE) return make_statement(r, index, result);
  if (in->opcode == OP_TEST_COMPARE)
    return make_comparison(r, written_test(r, left, " ", index), result, left,
                           comparison_of((syntax_operator)in->detail), in->b);
  if (in->opcode == OP_TEST_VALUE) {
    value tested = run_part(r->tree, r->program, in->b, r->frame);
    bool is_set = tested.kind == VALUE_LIST || tested.kind == VALUE_RANGE;
    return make_comparison(r, written_test(r, left, is_set ? " in " : " = ", index), result, left,
                           is_set ? DMN_IN : DMN_EQUAL, in->b);
  }
  text written = written_test(r, left, " in ", index);
  dmn_condition *low =
      read_bound(r, written, left, in->detail & 1 ? DMN_GREATER_EQUAL : DMN_GREATER, in->b);
  dmn_condition *high =
      read_bound(r, written, left, in->detail & 2 ? DMN_LESS_EQUAL : DMN_LESS, in->c);
  return make_both(r, result, low, high);
}

static dmn_condition *read_tests(reader *r, uint32_t index, value result) {
  const instruction *in = &r->program->code[index];
  value inner = result;
  if (in->detail && result.kind == VALUE_BOOLEAN) inner = value_boolean(!result.as.boolean);
  dmn_condition *any = make_condition(r, DMN_CONDITION_ANY, inner, in->count);
  if (!any) return NULL;
  for (uint32_t i = 0; i < in->count; i++)
    if (!(any->children[i] = read_condition(r, r->program->operands[in->a + i]))) return NULL;
  return in->detail ? make_negation(r, result, any) : any;
}

/* x in ("a", "b"): one condition, unless the tests are comparisons that have distances. */
static bool are_plain_values(const program *p, uint32_t tests) {
  const instruction *in = &p->code[tests];
  if (in->opcode != OP_TESTS || in->detail) return false;
  for (uint32_t i = 0; i < in->count; i++) {
    const instruction *test = &p->code[p->operands[in->a + i]];
    if (test->opcode != OP_TEST_VALUE || test->detail) return false;
    if (p->code[test->b].opcode != OP_CONSTANT) return false;
  }
  return true;
}

/* The values of such tests as a list, for the threshold. */
static value plain_values(reader *r, uint32_t tests) {
  const instruction *in = &r->program->code[tests];
  value *items = ARENA_ARRAY(r->tree->arena, value, in->count + 1u);
  if (!items) return value_null();
  for (uint32_t i = 0; i < in->count; i++) {
    const instruction *test = &r->program->code[r->program->operands[in->a + i]];
    items[i] = r->program->constants[r->program->code[test->b].a];
  }
  return value_list_make(r->tree->arena, items, in->count);
}

static dmn_condition *read_in(reader *r, uint32_t index, value result) {
  const instruction *in = &r->program->code[index];
  r->frame[in->b] = run_part(r->tree, r->program, in->a, r->frame);
  if (are_plain_values(r->program, in->c)) {
    dmn_condition *c = make_comparison(r, span_text(r, index), result, in->a, DMN_IN, PROGRAM_NONE);
    if (c) c->right = plain_values(r, in->c);
    return c;
  }
  tested_variable tested = {r->tested, in->b, in->a};
  r->tested = &tested;
  dmn_condition *c = read_condition(r, in->c);
  r->tested = tested.outer;
  return c;
}

/* --- Decision tables --- */

text dmn_rule_clause(const dmn_table *table, size_t rule) {
  const dmn_rule *r = &table->rules[rule];
  for (size_t i = 0; i < table->annotation_count; i++)
    if (text_is(table->annotations[i], "条款")) return r->annotations[i];
  if (table->annotation_count > 0 && r->annotations[0].size > 0) return r->annotations[0];
  return r->description;
}

static uint32_t part_slot(const program *p, uint32_t native, uint32_t part) {
  return p->operands[p->code[native].a + 2 * part + 1];
}

/* Evaluates the inputs into their variables and remembers what the variables stand for. */
static tested_variable *bind_inputs(reader *r, uint32_t native, const dmn_table *table) {
  tested_variable *tested = ARENA_ARRAY(r->tree->arena, tested_variable, table->input_count + 1);
  if (!tested) return NULL;
  const tested_variable *outer = r->tested;
  for (uint32_t i = 0; i < table->input_count; i++) {
    uint32_t slot = part_slot(r->program, native, i);
    uint32_t input = native_part_instruction(r->program, native, i);
    if (slot != PROGRAM_NONE) r->frame[slot] = run_part(r->tree, r->program, input, r->frame);
    tested[i] = (tested_variable){outer, slot, input};
    outer = &tested[i];
  }
  return tested;
}

static value all_of(dmn_condition_tree *tree, dmn_condition *const *children, size_t count) {
  value result = value_boolean(true);
  for (size_t i = 0; i < count; i++) {
    value one = children[i]->result;
    if (value_is_false(one) || one.kind == VALUE_NULL) return value_boolean(false);
    if (one.kind == VALUE_UNKNOWN) result = value_unknown_union(tree->arena, result, one);
  }
  return result;
}

static dmn_condition *read_rule(reader *r, uint32_t native, const dmn_table *table, uint32_t rule) {
  dmn_condition *c = make_condition(r, DMN_CONDITION_RULE, value_null(), table->input_count);
  if (!c) return NULL;
  c->table = table;
  c->rule = rule;
  c->clause = r->clause = dmn_rule_clause(table, rule);
  c->child_count = 0;
  for (size_t i = 0; i < table->input_count; i++) {
    uint32_t part = table->rules[rule].inputs[i].part;
    if (part == DMN_NO_CELL) continue;
    dmn_condition *cell = read_condition(r, native_part_instruction(r->program, native, part));
    if (!cell) return NULL;
    c->children[c->child_count++] = cell;
  }
  c->result = all_of(r->tree, c->children, c->child_count);
  if (table->output_count == 1) {
    uint32_t part = table->rules[rule].outputs[0].part;
    uint32_t output = native_part_instruction(r->program, native, part);
    c->output = run_part(r->tree, r->program, output, r->frame);
  }
  return c;
}

static dmn_condition *read_table(reader *r, uint32_t index, value result) {
  const program_native *native = &r->program->natives[r->program->code[index].b];
  if (native->function != &dmn_table_native) return make_statement(r, index, result);
  const dmn_table *table = native->data;
  dmn_condition *c = make_condition(r, DMN_CONDITION_TABLE, result, table->rule_count);
  const tested_variable *outer = r->tested;
  tested_variable *tested = bind_inputs(r, index, table);
  if (!c || !tested) return NULL;
  if (table->input_count > 0) r->tested = &tested[table->input_count - 1];
  text clause = r->clause;
  c->table = table;
  for (uint32_t i = 0; i < table->rule_count; i++)
    if (!(c->children[i] = read_rule(r, index, table, i))) return NULL;
  r->tested = outer;
  r->clause = clause;
  return c;
}

/* --- Decisions --- */

static dmn_condition *read_decision(dmn_condition_tree *tree, const dmn_element *decision,
                                    bool is_followed, unsigned depth) {
  reader r = {.tree = tree,
              .decision = decision,
              .program = decision->program,
              .frame = frame_of(tree, decision),
              .clause = decision->description,
              .depth = depth};
  if (!r.frame) return NULL;
  value result = dmn_evaluation_frame(tree->evaluation)[decision->slot];
  dmn_condition *c = make_condition(&r, DMN_CONDITION_DECISION, result, is_followed ? 1 : 0);
  if (!c || !is_followed) return c;
  c->children[0] = read_condition(&r, decision->program->root);
  return c->children[0] ? c : NULL;
}

static bool is_condition_value(value v) {
  return v.kind == VALUE_BOOLEAN || v.kind == VALUE_UNKNOWN || v.kind == VALUE_NULL;
}

static dmn_condition *read_slot(reader *r, uint32_t index, value result) {
  const dmn_element *element = element_of_slot(r->tree->model, r->program->code[index].a);
  bool is_decision = element && element->kind == DMN_DECISION && element->program;
  if (is_decision && is_condition_value(result))
    return read_decision(r->tree, element, !r->tree->is_shallow, r->depth + 1);
  return make_statement(r, index, result);
}

static dmn_condition *read_block(reader *r, const instruction *in) {
  /* Its evaluation has left the values of its entries in their slots. */
  return read_condition(r, r->program->operands[in->a + 2 * (in->count - 1) + 1]);
}

static bool is_negation(const reader *r, const instruction *in) {
  return in->opcode == OP_BUILTIN && in->count == 1 &&
         text_is(builtin_name(r->program->builtins[in->b]), "not");
}

static dmn_condition *read_kind(reader *r, uint32_t index, value result) {
  const instruction *in = &r->program->code[index];
  switch (in->opcode) {
    case OP_CONSTANT:
      return make_condition(r, DMN_CONDITION_CONSTANT, result, 0);
    case OP_AND:
    case OP_OR:
      return read_connective(r, index, result);
    case OP_IF:
      return read_choice(r, in, result);
    case OP_COERCE:
      return read_condition(r, in->a);
    case OP_SLOT:
      return read_slot(r, index, result);
    case OP_BLOCK:
      return read_block(r, in);
    case OP_NATIVE:
      return read_table(r, index, result);
    case OP_IN:
      return read_in(r, index, result);
    case OP_TESTS:
      return read_tests(r, index, result);
    case OP_TEST_COMPARE:
    case OP_TEST_RANGE:
    case OP_TEST_VALUE:
      return read_test(r, index, result);
    case OP_BETWEEN:
      return read_between(r, index, result);
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL: {
      syntax_operator op = (syntax_operator)(OPERATOR_EQUAL + (in->opcode - OP_EQUAL));
      return make_comparison(r, span_text(r, index), result, in->a, comparison_of(op), in->b);
    }
    default:
      break;
  }
  if (is_negation(r, in))
    return make_negation(r, result, read_condition(r, r->program->operands[in->a]));
  return make_statement(r, index, result);
}

static dmn_condition *read_condition(reader *r, uint32_t index) {
  if (r->depth > LIMIT_FEEL_STACK / 8) return NULL;
  r->depth++;
  value result = run_part(r->tree, r->program, index, r->frame);
  dmn_condition *c = read_kind(r, index, result);
  if (c && c->kind == DMN_CONDITION_ATOM && c->instruction == PROGRAM_NONE) c->instruction = index;
  r->depth--;
  return c;
}

static bool make_tree(dmn_condition_tree *tree, const dmn_element *decision) {
  tree->frames = ARENA_ARRAY(tree->arena, value *, tree->model->element_count + 1);
  dmn_evaluation_decide(tree->evaluation, decision);
  if (!decision->program || !tree->frames) return false;
  tree->root = read_decision(tree, decision, true, 0);
  return tree->root != NULL;
}

bool dmn_condition_tree_make(dmn_condition_tree *tree, const dmn_model *model,
                             dmn_evaluation *evaluation_of, const dmn_element *decision, arena *a) {
  *tree = (dmn_condition_tree){.model = model, .evaluation = evaluation_of, .arena = a};
  return make_tree(tree, decision);
}

bool dmn_condition_tree_make_shallow(dmn_condition_tree *tree, const dmn_model *model,
                                     dmn_evaluation *evaluation_of, const dmn_element *decision,
                                     arena *a) {
  *tree = (dmn_condition_tree){
      .model = model, .evaluation = evaluation_of, .arena = a, .is_shallow = true};
  return make_tree(tree, decision);
}
