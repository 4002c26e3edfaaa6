/* Runs a program on one frame: operators, conditions and the dispatch of instructions.
 *
 * One function per opcode; a function that needs the value of an operand asks run_evaluate.  Every
 * call counts a step; constants and slots are free, as they cannot loop. */
#include "feel/interpreter.h"

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/arithmetic.h"
#include "feel/interpreter_internal.h"
#include "feel/range.h"
#include "feel/trace.h"

/* --- Helpers --- */

value value_of_ternary(ternary t) {
  return t == TERNARY_NULL ? value_null() : value_boolean(t == TERNARY_TRUE);
}

value run_report(run *r, const instruction *in, message_id message, const char *const *arguments) {
  if (!r->evaluation->diagnostics) return value_null();
  r->evaluation->span = r->program->spans[in - r->program->code];
  return evaluation_report(r->evaluation, message, arguments);
}

value run_make_list(run *r, const value *items, size_t count) {
  value list = value_list_make(r->evaluation->arena, items, count);
  return list.kind == VALUE_LIST ? list : evaluation_stop(r->evaluation, EVALUATION_OUT_OF_MEMORY);
}

value run_union(run *r, value x, value y) {
  value all = value_unknown_union(r->evaluation->arena, x, y);
  return is_unknown(all) ? all : is_unknown(x) ? x : y;
}

value run_not(value x) {
  if (x.kind == VALUE_BOOLEAN) return value_boolean(!x.as.boolean);
  return is_unknown(x) ? x : value_null();
}

value run_and(run *r, value x, value y) {
  if (value_is_false(x) || value_is_false(y)) return value_boolean(false);
  if (is_unknown(x) || is_unknown(y)) return run_union(r, x, y);
  return value_is_true(x) && value_is_true(y) ? value_boolean(true) : value_null();
}

value run_or(run *r, value x, value y) {
  if (value_is_true(x) || value_is_true(y)) return value_boolean(true);
  if (is_unknown(x) || is_unknown(y)) return run_union(r, x, y);
  return value_is_false(x) && value_is_false(y) ? value_boolean(false) : value_null();
}

static value report_operands(run *r, const instruction *in, const char *op, value x, value y) {
  return run_report(r, in, MESSAGE_FEEL_OPERANDS,
                    SD_ARGS(op, value_kind_name(x.kind), value_kind_name(y.kind)));
}

/* --- Comparison --- */

bool is_literal_null(const run *r, uint32_t index) {
  const instruction *in = &r->program->code[index];
  return in->opcode == OP_CONSTANT && r->program->constants[in->a].kind == VALUE_NULL;
}

void run_trace(run *r, const instruction *in, syntax_operator op, value x, value y, value result) {
  if (!r->evaluation->trace) return;
  uint32_t index = (uint32_t)(in - r->program->code);
  trace_add(r->evaluation->trace, &(trace_event){.kind = TRACE_COMPARISON,
                                                 .op = (uint8_t)op,
                                                 .program = r->program,
                                                 .instruction = index,
                                                 .span = r->program->spans[index],
                                                 .left = x,
                                                 .right = y,
                                                 .result = result});
}

bool run_order_fits(syntax_operator op, int order) {
  switch (op) {
    case OPERATOR_LESS:
      return order < 0;
    case OPERATOR_LESS_EQUAL:
      return order <= 0;
    case OPERATOR_GREATER:
      return order > 0;
    default:
      return order >= 0;
  }
}

value run_compare(run *r, const instruction *in, syntax_operator op, value x, value y) {
  if (is_unknown(x) || is_unknown(y)) return run_union(r, x, y);
  if (op == OPERATOR_EQUAL || op == OPERATOR_NOT_EQUAL) {
    ternary equal = value_equal(x, y);
    if (equal == TERNARY_NULL) return report_operands(r, in, syntax_operator_text(op), x, y);
    return value_boolean((equal == TERNARY_TRUE) == (op == OPERATOR_EQUAL));
  }
  int order;
  if (x.kind == VALUE_NUMBER && y.kind == VALUE_NUMBER)
    order = decimal_compare(&x.as.number, &y.as.number);
  else if (!value_order(x, y, &order))
    return report_operands(r, in, syntax_operator_text(op), x, y);
  return value_boolean(run_order_fits(op, order));
}

/* `x = null` asks whether data is there: a missing fact is not, and counts as handled. */
static bool asks_for_missing(run *r, const instruction *in, value x, value y) {
  if (is_unknown(x) && is_literal_null(r, in->b)) {
    evaluation_consult_missing(r->evaluation, x);
    return true;
  }
  if (is_unknown(y) && is_literal_null(r, in->a)) {
    evaluation_consult_missing(r->evaluation, y);
    return true;
  }
  return false;
}

static value evaluate_comparison(run *r, const instruction *in) {
  static const uint8_t operators[] = {
      [OP_EQUAL] = OPERATOR_EQUAL,     [OP_NOT_EQUAL] = OPERATOR_NOT_EQUAL,
      [OP_LESS] = OPERATOR_LESS,       [OP_LESS_EQUAL] = OPERATOR_LESS_EQUAL,
      [OP_GREATER] = OPERATOR_GREATER, [OP_GREATER_EQUAL] = OPERATOR_GREATER_EQUAL};
  syntax_operator op = (syntax_operator)operators[in->opcode];
  value x = run_evaluate(r, in->a), y = run_evaluate(r, in->b), result;
  bool is_equality = op == OPERATOR_EQUAL || op == OPERATOR_NOT_EQUAL;
  if (is_equality && asks_for_missing(r, in, x, y))
    result = value_boolean(op == OPERATOR_EQUAL);
  else
    result = run_compare(r, in, op, x, y);
  run_trace(r, in, op, x, y, result);
  return result;
}

/* --- Arithmetic --- */

/* Both are numbers, as nearly always: the operation on the decimals themselves. */
static bool compute_numbers(opcode op, const value *x, const value *y, value *result) {
  static bool (*const operations[])(const decimal *, const decimal *, decimal *) = {
      [OP_ADD] = decimal_add,
      [OP_SUBTRACT] = decimal_subtract,
      [OP_MULTIPLY] = decimal_multiply,
      [OP_DIVIDE] = decimal_divide};
  if (x->kind != VALUE_NUMBER || y->kind != VALUE_NUMBER || op == OP_POWER) return false;
  result->kind = VALUE_NUMBER;
  return operations[op](&x->as.number, &y->as.number, &result->as.number);
}

static value evaluate_arithmetic(run *r, const instruction *in) {
  arena *a = r->evaluation->arena;
  value x = run_evaluate(r, in->a), y = run_evaluate(r, in->b), result;
  if (compute_numbers((opcode)in->opcode, &x, &y, &result)) return result;
  switch (in->opcode) {
    case OP_ADD:
      result = value_add(a, x, y);
      break;
    case OP_SUBTRACT:
      result = value_subtract(a, x, y);
      break;
    case OP_MULTIPLY:
      result = value_multiply(a, x, y);
      break;
    case OP_DIVIDE:
      result = value_divide(a, x, y);
      break;
    default:
      result = value_power(a, x, y);
  }
  if (result.kind != VALUE_NULL || !r->evaluation->diagnostics) return result;
  static const char *const operators[] = {[OP_ADD] = "+",
                                          [OP_SUBTRACT] = "-",
                                          [OP_MULTIPLY] = "*",
                                          [OP_DIVIDE] = "/",
                                          [OP_POWER] = "**"};
  return report_operands(r, in, operators[in->opcode], x, y);
}

static value evaluate_negate(run *r, const instruction *in) {
  value x = run_evaluate(r, in->a), result = value_negate(x);
  if (result.kind != VALUE_NULL) return result;
  return run_report(r, in, MESSAGE_FEEL_OPERAND, SD_ARGS("-", value_kind_name(x.kind)));
}

/* --- Conditions --- */

static value evaluate_and(run *r, const instruction *in) {
  value x = run_evaluate(r, in->a);
  return value_is_false(x) ? x : run_and(r, x, run_evaluate(r, in->b));
}

static value evaluate_or(run *r, const instruction *in) {
  value x = run_evaluate(r, in->a);
  return value_is_true(x) ? x : run_or(r, x, run_evaluate(r, in->b));
}

static value evaluate_if(run *r, const instruction *in) {
  value condition = run_evaluate(r, in->a);
  if (value_is_true(condition)) return run_evaluate(r, in->b);
  if (!is_unknown(condition)) {
    if (condition.kind != VALUE_BOOLEAN)
      run_report(r, in, MESSAGE_FEEL_CONDITION_NOT_BOOLEAN,
                 SD_ARGS(value_kind_name(condition.kind)));
    bool is_refused = in->detail && condition.kind != VALUE_BOOLEAN && condition.kind != VALUE_NULL;
    return is_refused ? value_null() : run_evaluate(r, in->c);
  }
  value x = run_evaluate(r, in->b), y = run_evaluate(r, in->c);
  if (!is_unknown(x) && !is_unknown(y) && value_identical(x, y)) return x;
  return run_union(r, run_union(r, condition, x), y);
}

/* --- The rest --- */

static value evaluate_constant(run *r, const instruction *in) {
  return r->program->constants[in->a];
}

static value evaluate_slot(run *r, const instruction *in) { return r->frame[in->a]; }

static value evaluate_instance_of(run *r, const instruction *in) {
  value x = run_evaluate(r, in->a);
  if (is_unknown(x)) return x;
  return value_boolean(type_is_instance(r->evaluation, x, r->program->types[in->b]));
}

static value evaluate_coerce(run *r, const instruction *in) {
  value x = run_evaluate(r, in->a);
  if (type_is_plain_fit(&x, r->program->types[in->b])) return x;
  r->evaluation->span = r->program->spans[in - r->program->code];
  return type_coerce(r->evaluation, x, r->program->types[in->b]);
}

static value evaluate_range(run *r, const instruction *in) {
  value low = run_evaluate(r, in->a), high = run_evaluate(r, in->b);
  if (is_unknown(low) || is_unknown(high)) return run_union(r, low, high);
  value range = range_make(r->evaluation->arena, low, in->detail & 1, high, in->detail >> 1 & 1);
  if (range.kind != VALUE_NULL) return range;
  return run_report(r, in, MESSAGE_FEEL_RANGE_ENDS,
                    SD_ARGS(value_kind_name(low.kind), value_kind_name(high.kind)));
}

static value evaluate_unary_range(run *r, const instruction *in) {
  static const range_operator operators[] = {
      [OPERATOR_EQUAL] = RANGE_EQUAL,     [OPERATOR_NOT_EQUAL] = RANGE_NOT_EQUAL,
      [OPERATOR_LESS] = RANGE_LESS,       [OPERATOR_LESS_EQUAL] = RANGE_LESS_EQUAL,
      [OPERATOR_GREATER] = RANGE_GREATER, [OPERATOR_GREATER_EQUAL] = RANGE_GREATER_EQUAL};
  value end = run_evaluate(r, in->a);
  if (is_unknown(end)) return end;
  return range_make_unary(r->evaluation->arena, operators[in->detail], end);
}

static instruction_evaluator *const evaluators[OPCODE_COUNT] = {
    [OP_CONSTANT] = evaluate_constant,
    [OP_SLOT] = evaluate_slot,
    [OP_ITEM_MEMBER] = evaluate_item_member,
    [OP_NEGATE] = evaluate_negate,
    [OP_ADD] = evaluate_arithmetic,
    [OP_SUBTRACT] = evaluate_arithmetic,
    [OP_MULTIPLY] = evaluate_arithmetic,
    [OP_DIVIDE] = evaluate_arithmetic,
    [OP_POWER] = evaluate_arithmetic,
    [OP_EQUAL] = evaluate_comparison,
    [OP_NOT_EQUAL] = evaluate_comparison,
    [OP_LESS] = evaluate_comparison,
    [OP_LESS_EQUAL] = evaluate_comparison,
    [OP_GREATER] = evaluate_comparison,
    [OP_GREATER_EQUAL] = evaluate_comparison,
    [OP_AND] = evaluate_and,
    [OP_OR] = evaluate_or,
    [OP_IF] = evaluate_if,
    [OP_BETWEEN] = evaluate_between,
    [OP_IN] = evaluate_in,
    [OP_TESTS] = evaluate_tests,
    [OP_TEST_COMPARE] = evaluate_test_compare,
    [OP_TEST_RANGE] = evaluate_test_range,
    [OP_TEST_VALUE] = evaluate_test_value,
    [OP_INSTANCE_OF] = evaluate_instance_of,
    [OP_COERCE] = evaluate_coerce,
    [OP_PATH] = evaluate_path,
    [OP_FILTER] = evaluate_filter,
    [OP_FOR] = evaluate_for,
    [OP_SOME] = evaluate_some,
    [OP_EVERY] = evaluate_every,
    [OP_LIST] = evaluate_list,
    [OP_CONTEXT] = evaluate_context,
    [OP_BLOCK] = evaluate_block,
    [OP_FUNCTION] = evaluate_function,
    [OP_INVOKE] = evaluate_invoke,
    [OP_BUILTIN] = evaluate_builtin,
    [OP_RANGE] = evaluate_range,
    [OP_UNARY_RANGE] = evaluate_unary_range,
    [OP_NATIVE] = evaluate_native,
};

/* --- Running --- */

enum { STEPS_BETWEEN_CLOCK_READINGS = 4096 };

static bool spend_slowly(evaluation *e, uint64_t steps) {
  if (e->limit_reached != EVALUATION_IN_LIMITS) return false;
  if (steps >= e->steps_left) {
    e->steps_left = 0;
    evaluation_stop(e, EVALUATION_OUT_OF_STEPS);
    return false;
  }
  uint64_t before = e->steps_left / STEPS_BETWEEN_CLOCK_READINGS;
  e->steps_left -= steps;
  bool asks = e->is_out_of_time && e->steps_left / STEPS_BETWEEN_CLOCK_READINGS != before;
  if (!asks || !e->is_out_of_time(e->time_context)) return true;
  evaluation_stop(e, EVALUATION_OUT_OF_TIME);
  return false;
}

bool run_spend(run *r, uint64_t steps) { return spend_slowly(r->evaluation, steps); }

value run_evaluate(run *r, uint32_t index) {
  evaluation *e = r->evaluation;
  const instruction *in = &r->program->code[index];
  if (in->opcode == OP_SLOT) return r->frame[in->a];
  if (in->opcode == OP_CONSTANT) return r->program->constants[in->a];
  if (!spend_slowly(e, 1)) return value_null();
  if (++e->depth > e->depth_max) {
    e->depth--;
    e->span = r->program->spans[index];
    return evaluation_stop(e, EVALUATION_OUT_OF_DEPTH);
  }
  value result = evaluators[in->opcode](r, in);
  e->depth--;
  return result;
}

value interpreter_run_part(evaluation *e, const program *p, uint32_t index, value *frame) {
  run r = {e, p, frame};
  value result = run_evaluate(&r, index);
  return e->limit_reached == EVALUATION_IN_LIMITS ? result : value_null();
}

value interpreter_run(evaluation *e, const program *p, value *frame) {
  return interpreter_run_part(e, p, p->root, frame);
}
