/* Between which numbers a decision can come out, whatever the missing facts turn out to be. */
/* What must stay true: every number that an evaluation with some values of the missing facts could
 * give lies within; doubt widens, nothing narrows without a condition that says so. */
#include "dmn/outcome_range.h"

#include <string.h>

#include "dmn/decision_table.h"
#include "feel/builtin.h"
#include "feel/interpreter.h"
#include "feel/syntax_tree.h"

/* What a part can come out as: numbers of an interval, true, something that is not true, or
 * anything.  Null is not a number and not true. */
typedef struct possible {
  bool anything;
  bool number, has_low, has_high;
  decimal low, high;
  bool can_hold, can_fail;
  bool exact;
  value value; /* when exact */
} possible;

/* What is assumed of an element on the way: an interval, or a truth. */
typedef struct narrowing {
  bool has_low, has_high;
  decimal low, high;
  bool is_true, is_false;
} narrowing;

typedef struct range_search {
  const dmn_model *model;
  dmn_evaluation *evaluation;
  arena *arena;
  value *frame;
  narrowing *narrowings; /* beside the model's elements */
  uint32_t steps;
  bool out_of_memory;
} range_search;

static possible part_of(range_search *s, const program *p, uint32_t index);
static bool assume(range_search *s, const program *p, uint32_t index, bool truth);

/* --- Values --- */

static possible of_anything(void) {
  return (possible){.anything = true, .number = true, .can_hold = true, .can_fail = true};
}

static possible of_nothing(void) { return (possible){.can_fail = true}; }

static possible of_value(value v) {
  possible out = {.exact = true, .value = v, .can_hold = value_is_true(v)};
  out.can_fail = !out.can_hold;
  if (v.kind == VALUE_NUMBER) {
    out.number = out.has_low = out.has_high = true;
    out.low = out.high = v.as.number;
  }
  return out;
}

static possible of_truths(bool can_hold, bool can_fail) {
  return (possible){.can_hold = can_hold, .can_fail = can_fail};
}

static possible of_numbers(void) { return (possible){.number = true, .can_fail = true}; }

static decimal smaller(decimal x, decimal y) { return decimal_compare(&x, &y) <= 0 ? x : y; }
static decimal larger(decimal x, decimal y) { return decimal_compare(&x, &y) >= 0 ? x : y; }

static possible either(possible x, possible y) {
  possible out = {.anything = x.anything || y.anything,
                  .can_hold = x.can_hold || y.can_hold,
                  .can_fail = x.can_fail || y.can_fail,
                  .number = x.number || y.number};
  if (!x.number || !y.number) {
    const possible *one = x.number ? &x : &y;
    out.has_low = one->has_low;
    out.has_high = one->has_high;
    out.low = one->low;
    out.high = one->high;
    return out;
  }
  out.has_low = x.has_low && y.has_low;
  out.has_high = x.has_high && y.has_high;
  if (out.has_low) out.low = smaller(x.low, y.low);
  if (out.has_high) out.high = larger(x.high, y.high);
  return out;
}

/* --- Arithmetic on intervals --- */

static possible negated(possible x) {
  possible out = of_numbers();
  out.number = x.number;
  out.has_low = x.has_high;
  out.has_high = x.has_low;
  if (x.has_high) out.low = decimal_negate(&x.high);
  if (x.has_low) out.high = decimal_negate(&x.low);
  return out;
}

static possible added(possible x, possible y) {
  possible out = of_numbers();
  out.number = x.number && y.number;
  out.has_low = x.has_low && y.has_low && decimal_add(&x.low, &y.low, &out.low);
  out.has_high = x.has_high && y.has_high && decimal_add(&x.high, &y.high, &out.high);
  return out;
}

static bool is_positive(const possible *x, bool strictly) {
  return x->has_low && !decimal_is_negative(&x->low) && !(strictly && decimal_is_zero(&x->low));
}

/* Both ends known: the least and the most of the four products or quotients. */
static possible of_corners(possible x, possible y,
                           bool (*operate)(const decimal *, const decimal *, decimal *)) {
  possible out = of_numbers();
  const decimal *left[] = {&x.low, &x.low, &x.high, &x.high};
  const decimal *right[] = {&y.low, &y.high, &y.low, &y.high};
  for (int i = 0; i < 4; i++) {
    decimal corner;
    if (!operate(left[i], right[i], &corner)) return of_numbers();
    out.low = i == 0 ? corner : smaller(out.low, corner);
    out.high = i == 0 ? corner : larger(out.high, corner);
  }
  out.has_low = out.has_high = true;
  return out;
}

/* By a factor that is not negative; the other side may be open. */
static possible scaled(possible x, possible factor) {
  possible out = of_numbers();
  if (!is_positive(&factor, false)) return out;
  const decimal zero = decimal_of(0);
  if (x.has_low && !decimal_is_negative(&x.low)) {
    out.has_low = decimal_multiply(&x.low, &factor.low, &out.low);
  } else if (x.has_low && factor.has_high) {
    out.has_low = decimal_multiply(&x.low, &factor.high, &out.low);
  }
  if (x.has_high && factor.has_high) {
    out.has_high = decimal_multiply(&x.high, &factor.high, &out.high);
    if (out.has_high && decimal_is_negative(&x.high)) {
      out.has_high = decimal_multiply(&x.high, &factor.low, &out.high);
    }
  } else if (x.has_high && (decimal_is_negative(&x.high) || decimal_is_zero(&x.high))) {
    out.has_high = true;
    out.high = zero;
  }
  return out;
}

static possible multiplied(possible x, possible y) {
  if (!x.number || !y.number) return of_nothing();
  if (x.has_low && x.has_high && y.has_low && y.has_high) {
    return of_corners(x, y, decimal_multiply);
  }
  return is_positive(&y, false) ? scaled(x, y) : scaled(y, x);
}

static possible divided(possible x, possible y) {
  if (!x.number || !y.number) return of_nothing();
  bool away_from_zero = is_positive(&y, true) || (y.has_high && decimal_is_negative(&y.high));
  if (x.has_low && x.has_high && y.has_low && y.has_high && away_from_zero) {
    return of_corners(x, y, decimal_divide);
  }
  possible out = of_numbers();
  if (is_positive(&x, false) && is_positive(&y, true)) {
    out.has_low = true;
    if (!y.has_high || !decimal_divide(&x.low, &y.high, &out.low)) out.low = decimal_of(0);
    out.has_high = x.has_high && decimal_divide(&x.high, &y.low, &out.high);
  }
  return out;
}

/* --- Comparisons --- */

static possible compared(opcode op, possible x, possible y) {
  if (op == OP_GREATER) return compared(OP_LESS, y, x);
  if (op == OP_GREATER_EQUAL) return compared(OP_LESS_EQUAL, y, x);
  if (x.anything || y.anything || !x.number || !y.number) return of_truths(true, true);
  possible out = of_truths(true, true);
  bool strict = op == OP_LESS;
  /* x < y fails for sure when the least x is not below the largest y. */
  if (x.has_low && y.has_high) {
    int order = decimal_compare(&x.low, &y.high);
    out.can_hold = strict ? order < 0 : order <= 0;
  }
  if (x.has_high && y.has_low) {
    int order = decimal_compare(&x.high, &y.low);
    out.can_fail = strict ? order >= 0 : order > 0;
  }
  return out;
}

/* --- Narrowing --- */

/* The element whose value the part is, behind conversions; NULL when it is something else. */
static const dmn_element *element_of(const range_search *s, const program *p, uint32_t index) {
  while (p->code[index].opcode == OP_COERCE) index = p->code[index].a;
  bool is_slot = p->code[index].opcode == OP_SLOT && p->code[index].a < s->model->element_count;
  return is_slot ? s->model->elements[p->code[index].a] : NULL;
}

/* False when nothing is left. */
static bool narrow(narrowing *n, bool low, decimal bound) {
  if (low && (!n->has_low || decimal_compare(&bound, &n->low) > 0)) {
    n->has_low = true;
    n->low = bound;
  }
  if (!low && (!n->has_high || decimal_compare(&bound, &n->high) < 0)) {
    n->has_high = true;
    n->high = bound;
  }
  return !n->has_low || !n->has_high || decimal_compare(&n->low, &n->high) <= 0;
}

/* The interval of `of` is at least, or at most, what the other side can be.  A strict comparison
 * narrows to the bound itself. */
static bool narrow_by(range_search *s, const dmn_element *of, bool low, const possible *other) {
  if (of == NULL || !other->number || other->anything) return true;
  if (low && other->has_low) return narrow(&s->narrowings[of->slot], true, other->low);
  if (!low && other->has_high) return narrow(&s->narrowings[of->slot], false, other->high);
  return true;
}

static bool assume_order(range_search *s, const program *p, uint32_t left, uint32_t right,
                         bool left_is_larger) {
  possible x = part_of(s, p, left), y = part_of(s, p, right);
  return narrow_by(s, element_of(s, p, left), left_is_larger, &y) &&
         narrow_by(s, element_of(s, p, right), !left_is_larger, &x);
}

static bool assume_element(range_search *s, const dmn_element *e, bool truth) {
  narrowing *n = &s->narrowings[e->slot];
  if (truth ? n->is_false : n->is_true) return false;
  n->is_true = n->is_true || truth;
  n->is_false = n->is_false || !truth;
  if (e->kind != DMN_DECISION || e->program == NULL) return true;
  return assume(s, e->program, e->program->root, truth);
}

/* Narrows by a condition that is taken to be true, or not to be; false when that cannot be.
 * Not to be true is more than to be false (null), so only what follows from both is used. */
static bool assume(range_search *s, const program *p, uint32_t index, bool truth) {
  const instruction *i = &p->code[index];
  possible now = part_of(s, p, index);
  if (truth ? !now.can_hold : !now.can_fail) return false;
  if (now.exact) return true;
  switch (i->opcode) {
    case OP_COERCE:
      return assume(s, p, i->a, truth);
    case OP_AND:
      return !truth || (assume(s, p, i->a, true) && assume(s, p, i->b, true));
    case OP_OR:
      return truth || (assume(s, p, i->a, false) && assume(s, p, i->b, false));
    case OP_LESS:
    case OP_LESS_EQUAL:
      return !truth || assume_order(s, p, i->a, i->b, false);
    case OP_GREATER:
    case OP_GREATER_EQUAL:
      return !truth || assume_order(s, p, i->a, i->b, true);
    case OP_EQUAL:
      return !truth ||
             (assume_order(s, p, i->a, i->b, false) && assume_order(s, p, i->a, i->b, true));
    case OP_SLOT: {
      const dmn_element *e = element_of(s, p, index);
      return e == NULL || assume_element(s, e, truth);
    }
    default:
      return true;
  }
}

/* The narrowings as they are, to come back to. */
static narrowing *save(range_search *s) {
  size_t size = (s->model->element_count + 1) * sizeof(narrowing);
  narrowing *kept = arena_allocate(s->arena, size);
  if (kept == NULL) s->out_of_memory = true;
  if (kept != NULL) memcpy(kept, s->narrowings, size);
  return kept;
}

static void restore(range_search *s, const narrowing *kept) {
  size_t size = (s->model->element_count + 1) * sizeof(narrowing);
  if (kept != NULL) memcpy(s->narrowings, kept, size);
}

/* --- Tables --- */

/* One test of a cell: a comparison or range narrows what the input is of. */
static possible tested(range_search *s, const program *p, uint32_t index, possible input,
                       const dmn_element *of) {
  const instruction *i = &p->code[index];
  possible out = of_truths(true, true);
  if (i->opcode == OP_TESTS && i->count == 1 && i->detail == 0) {
    return tested(s, p, p->operands[i->a], input, of);
  }
  if (i->opcode == OP_TEST_COMPARE) {
    possible other = part_of(s, p, i->b);
    bool low = i->detail == OPERATOR_GREATER || i->detail == OPERATOR_GREATER_EQUAL;
    bool high = i->detail == OPERATOR_LESS || i->detail == OPERATOR_LESS_EQUAL;
    if (!low && !high) return out;
    static const opcode OPS[] = {[OPERATOR_LESS] = OP_LESS,
                                 [OPERATOR_LESS_EQUAL] = OP_LESS_EQUAL,
                                 [OPERATOR_GREATER] = OP_GREATER,
                                 [OPERATOR_GREATER_EQUAL] = OP_GREATER_EQUAL};
    out = compared(OPS[i->detail], input, other);
    if (out.can_hold && !narrow_by(s, of, low, &other)) out.can_hold = false;
  } else if (i->opcode == OP_TEST_RANGE) {
    possible low = part_of(s, p, i->b), high = part_of(s, p, i->c);
    possible above = compared((i->detail & 1) != 0 ? OP_LESS_EQUAL : OP_LESS, low, input);
    possible below = compared((i->detail & 2) != 0 ? OP_LESS_EQUAL : OP_LESS, input, high);
    out = of_truths(above.can_hold && below.can_hold, above.can_fail || below.can_fail);
    if (out.can_hold) {
      out.can_hold = narrow_by(s, of, true, &low) && narrow_by(s, of, false, &high);
    }
  }
  return out;
}

typedef struct table_node {
  const program *program;
  const instruction *instruction;
  uint32_t index;
  const dmn_table *table;
} table_node;

/* The variable of an input, into which tests look. */
static uint32_t variable_of(const table_node *t, size_t part) {
  return t->program->operands[t->instruction->a + 2 * part + 1];
}

/* Whether a cell can hold and can fail; narrows by its holding. */
static possible cell_of(range_search *s, const table_node *t, size_t input, uint32_t part) {
  const program *p = t->program;
  uint32_t expression = native_part_instruction(p, t->index, input);
  uint32_t test = native_part_instruction(p, t->index, part);
  possible value_now = part_of(s, p, expression);
  if (!value_now.exact) return tested(s, p, test, value_now, element_of(s, p, expression));
  uint32_t variable = variable_of(t, input);
  if (variable != PROGRAM_NONE) s->frame[variable] = value_now.value;
  value v = interpreter_run_part(dmn_evaluation_core(s->evaluation), p, test, s->frame);
  return v.kind == VALUE_UNKNOWN ? of_truths(true, true) : of_value(v);
}

/* The outputs of all rules that can match, each under its own conditions. */
static possible table_of(range_search *s, const table_node *t) {
  const dmn_table *table = t->table;
  possible out = of_nothing();
  bool first = true;
  if (table->output_count != 1 || table->hit_policy == DMN_COLLECT ||
      table->hit_policy == DMN_RULE_ORDER || table->hit_policy == DMN_OUTPUT_ORDER) {
    return of_anything();
  }
  for (size_t r = 0; r < table->rule_count; r++) {
    const narrowing *kept = save(s);
    bool can_hold = true, can_fail = false;
    for (size_t c = 0; c < table->input_count && can_hold; c++) {
      uint32_t part = table->rules[r].inputs[c].part;
      if (part == DMN_NO_CELL) continue;
      possible cell = cell_of(s, t, c, part);
      can_hold = cell.can_hold;
      can_fail = can_fail || cell.can_fail;
    }
    if (can_hold) {
      uint32_t output = table->rules[r].outputs[0].part;
      possible o =
          output == DMN_NO_CELL
              ? of_nothing()
              : part_of(s, t->program, native_part_instruction(t->program, t->index, output));
      out = first ? o : either(out, o);
      first = false;
    }
    restore(s, kept);
    if (can_hold && !can_fail && table->hit_policy == DMN_FIRST) return out;
  }
  uint32_t otherwise = table->outputs[0].default_part;
  if (otherwise == DMN_NO_CELL) return first ? of_nothing() : either(out, of_nothing());
  possible o = part_of(s, t->program, native_part_instruction(t->program, t->index, otherwise));
  return first ? o : either(out, o);
}

static possible native_of(range_search *s, const program *p, uint32_t index) {
  const program_native *native = &p->natives[p->code[index].b];
  if (native->function != &dmn_table_native) return of_anything();
  const table_node t = {p, &p->code[index], index, native->data};
  return table_of(s, &t);
}

/* --- Parts --- */

/* True when the part looks only at elements, so that the frame holds all it needs. */
static bool looks_at_elements_only(const range_search *s, const program *p, uint32_t index) {
  for (uint32_t k = p->code[index].first; k <= index; k++) {
    switch (p->code[k].opcode) {
      case OP_SLOT:
        if (p->code[k].a >= s->model->element_count) return false;
        break;
      case OP_CONSTANT:
      case OP_NEGATE:
      case OP_ADD:
      case OP_SUBTRACT:
      case OP_MULTIPLY:
      case OP_DIVIDE:
      case OP_POWER:
      case OP_EQUAL:
      case OP_NOT_EQUAL:
      case OP_LESS:
      case OP_LESS_EQUAL:
      case OP_GREATER:
      case OP_GREATER_EQUAL:
      case OP_AND:
      case OP_OR:
      case OP_IF:
      case OP_BETWEEN:
      case OP_COERCE:
      case OP_PATH:
      case OP_LIST:
      case OP_BUILTIN:
        break;
      default:
        return false;
    }
  }
  return true;
}

static possible slot_of(range_search *s, uint32_t slot) {
  if (slot >= s->model->element_count) return of_anything();
  value now = s->frame[slot];
  const dmn_element *e = s->model->elements[slot];
  const narrowing *n = &s->narrowings[slot];
  if (now.kind != VALUE_UNKNOWN) return of_value(now);
  possible out = of_anything();
  if (e->kind == DMN_DECISION && e->program != NULL) {
    out = part_of(s, e->program, e->program->root);
  } else if (e->type != NULL && e->type->kind == TYPE_NUMBER) {
    out = of_numbers();
  } else if (e->type != NULL && e->type->kind == TYPE_BOOLEAN) {
    out = of_truths(true, true);
  }
  if (n->is_true) out.can_fail = false;
  if (n->is_false) out.can_hold = false;
  if (n->has_low && out.number) {
    out.low = out.has_low ? larger(out.low, n->low) : n->low;
    out.has_low = true;
    out.anything = false;
  }
  if (n->has_high && out.number) {
    out.high = out.has_high ? smaller(out.high, n->high) : n->high;
    out.has_high = true;
    out.anything = false;
  }
  return out;
}

static possible choice_of(range_search *s, const program *p, const instruction *i) {
  const narrowing *kept = save(s);
  possible out = of_nothing();
  bool taken = assume(s, p, i->a, true);
  if (taken) out = part_of(s, p, i->b);
  restore(s, kept);
  if (assume(s, p, i->a, false)) {
    possible other = part_of(s, p, i->c);
    out = taken ? either(out, other) : other;
  }
  restore(s, kept);
  return out;
}

/* min and max of arguments that are numbers. */
static possible builtin_of(range_search *s, const program *p, const instruction *i) {
  text name = builtin_name(p->builtins[i->b]);
  bool least = text_is(name, "min"), most = text_is(name, "max");
  if ((!least && !most) || i->count < 2) return of_anything();
  possible out = of_numbers();
  for (uint32_t k = 0; k < i->count; k++) {
    uint32_t argument = p->operands[i->a + k];
    if (argument == PROGRAM_NONE) return of_anything();
    possible x = part_of(s, p, argument);
    if (x.anything || !x.number) return of_anything();
    if (k == 0) out = x;
    if (k == 0) continue;
    /* the least is at most every high end that is known, and as low as the lowest */
    bool one_low = least ? out.has_low && x.has_low : out.has_low || x.has_low;
    bool one_high = least ? out.has_high || x.has_high : out.has_high && x.has_high;
    if (out.has_low && x.has_low) {
      out.low = least ? smaller(out.low, x.low) : larger(out.low, x.low);
    } else if (one_low) {
      out.low = out.has_low ? out.low : x.low;
    }
    if (out.has_high && x.has_high) {
      out.high = least ? smaller(out.high, x.high) : larger(out.high, x.high);
    } else if (one_high) {
      out.high = out.has_high ? out.high : x.high;
    }
    out.has_low = one_low;
    out.has_high = one_high;
    out.exact = false;
  }
  return out;
}

static possible operation_of(range_search *s, const program *p, uint32_t index) {
  const instruction *i = &p->code[index];
  possible x, y;
  switch (i->opcode) {
    case OP_SLOT:
      return slot_of(s, i->a);
    case OP_COERCE:
      return part_of(s, p, i->a);
    case OP_IF:
      return choice_of(s, p, i);
    case OP_NATIVE:
      return native_of(s, p, index);
    case OP_BUILTIN:
      return builtin_of(s, p, i);
    case OP_NEGATE:
      return negated(part_of(s, p, i->a));
    case OP_AND:
      x = part_of(s, p, i->a);
      y = part_of(s, p, i->b);
      return of_truths(x.can_hold && y.can_hold, x.can_fail || y.can_fail);
    case OP_OR:
      x = part_of(s, p, i->a);
      y = part_of(s, p, i->b);
      return of_truths(x.can_hold || y.can_hold, x.can_fail && y.can_fail);
    default:
      break;
  }
  if (i->opcode < OP_ADD || i->opcode > OP_GREATER_EQUAL) return of_anything();
  x = part_of(s, p, i->a);
  y = part_of(s, p, i->b);
  if (i->opcode >= OP_LESS) return compared((opcode)i->opcode, x, y);
  if (i->opcode == OP_EQUAL || i->opcode == OP_NOT_EQUAL) return of_truths(true, true);
  if (x.anything || y.anything) return of_anything();
  switch (i->opcode) {
    case OP_ADD:
      return added(x, y);
    case OP_SUBTRACT:
      return added(x, negated(y));
    case OP_MULTIPLY:
      return multiplied(x, y);
    case OP_DIVIDE:
      return divided(x, y);
    default:
      return of_anything();
  }
}

static possible part_of(range_search *s, const program *p, uint32_t index) {
  if (++s->steps > OUTCOME_RANGE_STEPS_MAX) return of_anything();
  if (p->code[index].opcode == OP_CONSTANT) return of_value(p->constants[p->code[index].a]);
  if (looks_at_elements_only(s, p, index)) {
    value v = interpreter_run_part(dmn_evaluation_core(s->evaluation), p, index, s->frame);
    bool known = v.kind != VALUE_UNKNOWN && v.kind != VALUE_LIST && v.kind != VALUE_CONTEXT;
    if (known) return of_value(v);
  }
  return operation_of(s, p, index);
}

bool dmn_outcome_range_find(const dmn_model *model, dmn_evaluation *e, const dmn_element *decision,
                            const dmn_element *assumed, arena *a, dmn_outcome_range *out) {
  range_search s = {.model = model,
                    .evaluation = e,
                    .arena = a,
                    .frame = dmn_evaluation_frame(e),
                    .narrowings = ARENA_ARRAY(a, narrowing, model->element_count + 1)};
  *out = (dmn_outcome_range){.is_empty = true};
  if (s.narrowings == NULL) return false;
  memset(s.narrowings, 0, (model->element_count + 1) * sizeof *s.narrowings);
  if (assumed != NULL) {
    value now = s.frame[assumed->slot];
    bool can_hold =
        now.kind == VALUE_UNKNOWN ? assume_element(&s, assumed, true) : value_is_true(now);
    if (!can_hold) return !s.out_of_memory;
  }
  possible p = slot_of(&s, decision->slot);
  out->is_empty = !p.number;
  out->has_low = p.number && p.has_low && !p.anything;
  out->has_high = p.number && p.has_high && !p.anything;
  if (out->has_low) out->low = p.low;
  if (out->has_high) out->high = p.high;
  return !s.out_of_memory;
}
