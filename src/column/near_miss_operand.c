/* The sides of comparisons computed from single facts, for distances. */
#include "column/near_miss_operand.h"

#include <string.h>

#include "base/limits.h"
#include "feel/arithmetic.h"

/* --- Compiling --- */

static bool add_step(miss_operand *o, operand_step step) {
  if (o->step_count == OPERAND_STEPS_MAX) return false;
  o->steps[o->step_count++] = step;
  return true;
}

static bool compile(dmn_condition_tree *tree, dmn_operand operand, miss_operand *o, unsigned depth);

/* Of a comparing instruction: both are in the order = != < <= > >=. */
static uint32_t comparison_of(const instruction *in) {
  return (uint32_t)DMN_EQUAL + in->opcode - (uint32_t)OP_EQUAL;
}

static bool compile_parts(dmn_condition_tree *tree, dmn_operand f, operand_step_kind kind,
                          miss_operand *o, unsigned depth) {
  const instruction *in = &f.program->code[f.instruction];
  bool is_binary = kind >= STEP_ADD;
  return compile(tree, (dmn_operand){f.program, in->a, f.frame}, o, depth + 1) &&
         (!is_binary || compile(tree, (dmn_operand){f.program, in->b, f.frame}, o, depth + 1)) &&
         add_step(o, (operand_step){.kind = kind, .slot = comparison_of(in)});
}

static bool compile_followed(dmn_condition_tree *tree, dmn_operand f, miss_operand *o,
                             unsigned depth) {
  const instruction *in = &f.program->code[f.instruction];
  const dmn_element *element = dmn_operand_element(tree, f);
  switch (in->opcode) {
    case OP_SLOT:
      return element != NULL && element->kind == DMN_INPUT &&
             add_step(o, (operand_step){.kind = STEP_INPUT, .slot = element->slot});
    case OP_CONSTANT:
      return add_step(
          o, (operand_step){.kind = STEP_CONSTANT, .constant = f.program->constants[in->a]});
    case OP_PATH:
      return text_is(f.program->names[in->b], "year") &&
             compile_parts(tree, f, STEP_YEAR, o, depth);
    case OP_NEGATE:
      return compile_parts(tree, f, STEP_NEGATE, o, depth);
    case OP_ADD:
      return compile_parts(tree, f, STEP_ADD, o, depth);
    case OP_SUBTRACT:
      return compile_parts(tree, f, STEP_SUBTRACT, o, depth);
    case OP_MULTIPLY:
      return compile_parts(tree, f, STEP_MULTIPLY, o, depth);
    case OP_DIVIDE:
      return compile_parts(tree, f, STEP_DIVIDE, o, depth);
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
      return compile_parts(tree, f, STEP_COMPARE, o, depth);
    default:
      return false;
  }
}

/* What a decision computes, or, where that is more than a few steps, the decision as a whole. */
static bool compile(dmn_condition_tree *tree, dmn_operand operand, miss_operand *o,
                    unsigned depth) {
  if (depth > LIMIT_FEEL_DEPTH) return false;
  const dmn_element *element = dmn_operand_element(tree, operand);
  size_t before = o->step_count;
  if (element != NULL && element->kind == DMN_INPUT)
    return add_step(o, (operand_step){.kind = STEP_INPUT, .slot = element->slot});
  if (compile_followed(tree, dmn_operand_follow(tree, operand), o, depth)) return true;
  o->step_count = before;
  return element != NULL && element->kind == DMN_DECISION &&
         add_step(o, (operand_step){.kind = STEP_DECISION, .slot = element->slot});
}

void miss_operand_compile(dmn_condition_tree *tree, dmn_operand operand, miss_operand *out) {
  *out = (miss_operand){.input = COLUMN_NONE};
  if (operand.program == NULL) return;
  out->is_simple = compile(tree, operand, out, 0);
  out->is_constant = out->is_simple && out->step_count == 1 && out->steps[0].kind == STEP_CONSTANT;
  const dmn_element *element = dmn_operand_element(tree, operand);
  if (element != NULL && element->kind == DMN_INPUT) out->input = element->slot;
}

/* --- Values --- */

void miss_row_clear(miss_row *row) {
  memset(row->changed, 0, sizeof row->changed);
  row->is_bound = false;
}

static bool is_changed(const miss_row *row, uint32_t slot) {
  return (row->changed[slot / 64] >> (slot % 64) & 1) != 0;
}

value miss_input_value(miss_row *row, uint32_t slot) {
  if (is_changed(row, slot)) return row->to[slot];
  uint32_t place = row->column_of[slot];
  if (place == COLUMN_NONE || !column_is_present(&row->columns[place], row->row))
    return (value){.kind = VALUE_UNKNOWN};
  value cell = column_cell(&row->columns[place], row->row);
  if (!type_is_plain_fit(&cell, row->model->elements[slot]->type)) row->is_odd = true;
  return cell;
}

static value year_of(value v) {
  if (v.kind == VALUE_DATE) return value_number(decimal_of(v.as.date.year));
  return v.kind == VALUE_UNKNOWN ? v : value_null();
}

/* The functions of feel/arithmetic join the sets of unknowns, which these have not. */
static value compute(operand_step_kind kind, value x, value y, arena *a) {
  if (x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN) return (value){.kind = VALUE_UNKNOWN};
  switch (kind) {
    case STEP_ADD:
      return value_add(a, x, y);
    case STEP_SUBTRACT:
      return value_subtract(a, x, y);
    case STEP_MULTIPLY:
      return value_multiply(a, x, y);
    default:
      return value_divide(a, x, y);
  }
}

static bool is_absent(value v) { return v.kind == VALUE_NULL || v.kind == VALUE_UNKNOWN; }

/* Whether a fact is on file is known, also when the fact is not. */
static value compare_equality(value x, value y, bool wanted) {
  if (x.kind == VALUE_NULL || y.kind == VALUE_NULL)
    return value_boolean((is_absent(x) && is_absent(y)) == wanted);
  if (is_absent(x) || is_absent(y)) return (value){.kind = VALUE_UNKNOWN};
  ternary equal = value_equal(x, y);
  return equal == TERNARY_NULL ? value_null() : value_boolean((equal == TERNARY_TRUE) == wanted);
}

value miss_compare(dmn_comparison comparison, value x, value y) {
  if (comparison == DMN_EQUAL || comparison == DMN_NOT_EQUAL)
    return compare_equality(x, y, comparison == DMN_EQUAL);
  if (x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN) return (value){.kind = VALUE_UNKNOWN};
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

value miss_operand_value(const miss_operand *o, miss_row *row) {
  value stack[OPERAND_STEPS_MAX];
  value *top = stack;
  for (size_t i = 0; i < o->step_count; i++) {
    const operand_step *step = &o->steps[i];
    switch (step->kind) {
      case STEP_INPUT:
        *top++ = miss_input_value(row, step->slot);
        break;
      case STEP_DECISION:
        *top++ = row->decide(row, step->slot);
        break;
      case STEP_CONSTANT:
        *top++ = step->constant;
        break;
      case STEP_YEAR:
        top[-1] = year_of(top[-1]);
        break;
      case STEP_NEGATE:
        if (top[-1].kind != VALUE_UNKNOWN) top[-1] = value_negate(top[-1]);
        break;
      case STEP_COMPARE:
        top--;
        top[-1] = miss_compare((dmn_comparison)step->slot, top[-1], top[0]);
        break;
      default:
        top--;
        top[-1] = compute(step->kind, top[-1], top[0], row->arena);
    }
  }
  return stack[0];
}

/* --- What it rests on --- */

static void find_inputs(const dmn_model *model, const program *p, uint32_t root, uint64_t *bits,
                        unsigned depth) {
  if (depth > LIMIT_FEEL_DEPTH) return;
  for (uint32_t i = p->code[root].first; i <= root; i++) {
    if (p->code[i].opcode != OP_SLOT || p->code[i].a >= model->element_count) continue;
    const dmn_element *element = model->elements[p->code[i].a];
    if (element->kind == DMN_INPUT) {
      bits[element->slot / 64] |= UINT64_C(1) << (element->slot % 64);
    } else if (element->kind == DMN_DECISION && element->program != NULL) {
      find_inputs(model, element->program, element->program->root, bits, depth + 1);
    }
  }
}

void miss_operand_inputs(const dmn_model *model, dmn_operand operand, uint64_t *bits) {
  if (operand.program != NULL) find_inputs(model, operand.program, operand.instruction, bits, 0);
}

/* --- Levers --- */

static bool add_lever(miss_levers *out, miss_lever lever) {
  if (out->item_count == MISS_LEVERS_MAX) return false;
  out->items[out->item_count++] = lever;
  return true;
}

/* Adds the levers of `operand` that are reached by `path`. */
static bool find_levers(dmn_condition_tree *tree, dmn_operand operand, miss_lever path,
                        miss_levers *out, unsigned depth);

static bool find_levers_of_choice(dmn_condition_tree *tree, dmn_operand f, miss_lever path,
                                  miss_levers *out, unsigned depth) {
  const instruction *in = &f.program->code[f.instruction];
  if (out->choice_count == MISS_CHOICES_MAX) return false;
  uint32_t bit = 1u << out->choice_count;
  miss_operand *choice = &out->choices[out->choice_count++];
  miss_operand_compile(tree, (dmn_operand){f.program, in->a, f.frame}, choice);
  miss_lever then = path, otherwise = path;
  then.holds |= bit;
  otherwise.fails |= bit;
  return choice->is_simple &&
         find_levers(tree, (dmn_operand){f.program, in->b, f.frame}, then, out, depth + 1) &&
         find_levers(tree, (dmn_operand){f.program, in->c, f.frame}, otherwise, out, depth + 1);
}

/* The first part that has a lever; where it has none, the second one. */
static bool find_levers_of_sum(dmn_condition_tree *tree, dmn_operand f, miss_lever path,
                               miss_levers *out, unsigned depth) {
  const instruction *in = &f.program->code[f.instruction];
  size_t first = out->item_count;
  if (!find_levers(tree, (dmn_operand){f.program, in->a, f.frame}, path, out, depth + 1))
    return false;
  size_t end = out->item_count, kept = first;
  miss_lever open[MISS_LEVERS_MAX];
  size_t open_count = 0;
  for (size_t i = first; i < end; i++) {
    if (out->items[i].input == COLUMN_NONE)
      open[open_count++] = out->items[i];
    else
      out->items[kept++] = out->items[i];
  }
  out->item_count = kept;
  for (size_t i = 0; i < open_count; i++) {
    if (in->opcode == OP_SUBTRACT) open[i].is_inverse = !open[i].is_inverse;
    if (!find_levers(tree, (dmn_operand){f.program, in->b, f.frame}, open[i], out, depth + 1))
      return false;
  }
  return true;
}

static bool find_levers(dmn_condition_tree *tree, dmn_operand operand, miss_lever path,
                        miss_levers *out, unsigned depth) {
  if (depth > LIMIT_FEEL_DEPTH) return false;
  const dmn_element *element = dmn_operand_element(tree, operand);
  if (element != NULL && element->kind == DMN_INPUT) {
    path.input = element->slot;
    return add_lever(out, path);
  }
  dmn_operand f = dmn_operand_follow(tree, operand);
  switch (f.program->code[f.instruction].opcode) {
    case OP_IF:
      return find_levers_of_choice(tree, f, path, out, depth);
    case OP_ADD:
    case OP_SUBTRACT:
      return find_levers_of_sum(tree, f, path, out, depth);
    default:
      return add_lever(out, path);
  }
}

void miss_levers_compile(dmn_condition_tree *tree, dmn_operand operand, miss_levers *out) {
  *out = (miss_levers){.is_known = false};
  out->is_known = find_levers(tree, operand, (miss_lever){.input = COLUMN_NONE}, out, 0);
}

const miss_lever *miss_levers_find(const miss_levers *levers, miss_row *row) {
  uint32_t holds = 0;
  for (size_t i = 0; i < levers->choice_count; i++) {
    if (value_is_true(miss_operand_value(&levers->choices[i], row))) holds |= 1u << i;
  }
  for (size_t i = 0; i < levers->item_count; i++) {
    const miss_lever *lever = &levers->items[i];
    if ((lever->holds & ~holds) == 0 && (lever->fails & holds) == 0) return lever;
  }
  return NULL;
}
