/* Unary tests, `in` and `between`: three-valued questions about one value.
 *
 * The tested value stands in a slot.  A test that mentions `?` answers for itself; any other value
 * is compared with the tested one.  Spec: 10.3.2.12, Table 51; 7.3.2 (unary tests). */
#include "feel/interpreter_internal.h"
#include "feel/range.h"

value evaluate_between(run *r, const instruction *in) {
  value x = run_evaluate(r, in->a), low = run_evaluate(r, in->b), high = run_evaluate(r, in->c);
  value above = run_compare(r, in, OPERATOR_GREATER_EQUAL, x, low);
  value below = run_compare(r, in, OPERATOR_LESS_EQUAL, x, high);
  run_trace(r, in, OPERATOR_GREATER_EQUAL, x, low, above);
  run_trace(r, in, OPERATOR_LESS_EQUAL, x, high, below);
  if (above.kind == VALUE_NULL || below.kind == VALUE_NULL) return value_null();
  return run_and(r, above, below);
}

value evaluate_in(run *r, const instruction *in) {
  r->frame[in->b] = run_evaluate(r, in->a);
  return run_evaluate(r, in->c);
}

/* --- Tests against constants --- */

/* The literal that instruction `index` is, or NULL. */
static const value *constant_at(const run *r, uint32_t index) {
  const instruction *in = &r->program->code[index];
  return in->opcode == OP_CONSTANT ? &r->program->constants[in->a] : NULL;
}

static bool compare_numbers(syntax_operator op, const value *x, const value *y) {
  int order = decimal_compare(&x->as.number, &y->as.number);
  if (op == OPERATOR_EQUAL) return order == 0;
  return op == OPERATOR_NOT_EQUAL ? order != 0 : run_order_fits(op, order);
}

static bool is_in_range(const instruction *in, const value *x, const value *low,
                        const value *high) {
  syntax_operator above = in->detail & 1 ? OPERATOR_GREATER_EQUAL : OPERATOR_GREATER;
  syntax_operator below = in->detail & 2 ? OPERATOR_LESS_EQUAL : OPERATOR_LESS;
  return compare_numbers(above, x, low) && compare_numbers(below, x, high);
}

bool run_test_at_once(const run *r, const instruction *in, bool *fits_out) {
  if (r->evaluation->trace) return false;
  bool is_value = in->opcode == OP_TEST_VALUE && !in->detail;
  if (in->opcode != OP_TEST_COMPARE && in->opcode != OP_TEST_RANGE && !is_value) return false;
  const value *x = &r->frame[in->a], *y = constant_at(r, in->b);
  if (!y || x->kind != y->kind) return false;
  if (x->kind == VALUE_NUMBER) {
    if (in->opcode == OP_TEST_RANGE) {
      const value *high = constant_at(r, in->c);
      if (!high || high->kind != VALUE_NUMBER) return false;
      *fits_out = is_in_range(in, x, y, high);
    } else {
      bool is_compared = in->opcode == OP_TEST_COMPARE;
      syntax_operator op = is_compared ? (syntax_operator)in->detail : OPERATOR_EQUAL;
      *fits_out = compare_numbers(op, x, y);
    }
  } else if (is_value && x->kind == VALUE_STRING) {
    *fits_out = text_equal(x->as.string, y->as.string);
  } else if (is_value && x->kind == VALUE_BOOLEAN) {
    *fits_out = x->as.boolean == y->as.boolean;
  } else {
    return false;
  }
  return true;
}

value evaluate_tests(run *r, const instruction *in) {
  value result = value_boolean(false);
  for (uint32_t i = 0; i < in->count && !value_is_true(result); i++) {
    uint32_t test = r->program->operands[in->a + i];
    bool fits;
    if (!run_test_at_once(r, &r->program->code[test], &fits) || !run_spend(r, 1))
      result = run_or(r, result, run_evaluate(r, test));
    else if (fits)
      result = value_boolean(true);
  }
  return in->detail ? run_not(result) : result;
}

/* --- Tests of any kind --- */

/* A missing fact against a written null: the author asks whether it is there. */
static bool asks_for_missing_input(run *r, value tested, uint32_t test) {
  if (!is_unknown(tested) || !is_literal_null(r, test)) return false;
  evaluation_consult_missing(r->evaluation, tested);
  return true;
}

value evaluate_test_compare(run *r, const instruction *in) {
  bool fits;
  if (run_test_at_once(r, in, &fits)) return value_boolean(fits);
  syntax_operator op = (syntax_operator)in->detail;
  value x = r->frame[in->a], end = run_evaluate(r, in->b), result;
  bool is_equality = op == OPERATOR_EQUAL || op == OPERATOR_NOT_EQUAL;
  if (is_equality && asks_for_missing_input(r, x, in->b))
    result = value_boolean(op == OPERATOR_EQUAL);
  else
    result = run_compare(r, in, op, x, end);
  run_trace(r, in, op, x, end, result);
  return result;
}

value evaluate_test_range(run *r, const instruction *in) {
  bool fits;
  if (run_test_at_once(r, in, &fits)) return value_boolean(fits);
  value x = r->frame[in->a];
  if (is_unknown(x)) return x;
  value low = run_evaluate(r, in->b), high = run_evaluate(r, in->c);
  syntax_operator above = in->detail & 1 ? OPERATOR_GREATER_EQUAL : OPERATOR_GREATER;
  syntax_operator below = in->detail & 2 ? OPERATOR_LESS_EQUAL : OPERATOR_LESS;
  value is_above = run_compare(r, in, above, x, low);
  if (is_above.kind != VALUE_BOOLEAN) return is_above;
  value is_below = run_compare(r, in, below, x, high);
  run_trace(r, in, above, x, low, is_above);
  run_trace(r, in, below, x, high, is_below);
  return is_below.kind != VALUE_BOOLEAN ? is_below : run_and(r, is_above, is_below);
}

/* x in [a, b, c]: Kleene or, so that an unknown element matters only when no other one fits. */
static value test_list(run *r, value x, const value_list *list) {
  bool has_unknown = false;
  for (size_t i = 0; i < list->count; i++) has_unknown |= is_unknown(list->items[i]);
  value whole = {.kind = VALUE_LIST, .as.list = list};
  if (!has_unknown) return value_of_ternary(range_in(x, whole));
  value result = value_boolean(false);
  for (size_t i = 0; i < list->count; i++) {
    value item = list->items[i];
    result = run_or(r, result, is_unknown(item) ? item : value_of_ternary(range_in(x, item)));
  }
  return result;
}

value evaluate_test_value(run *r, const instruction *in) {
  bool fits;
  if (run_test_at_once(r, in, &fits)) return value_boolean(fits);
  value x = r->frame[in->a], test = run_evaluate(r, in->b);
  bool is_constant = r->program->code[in->b].opcode == OP_CONSTANT;
  bool mentions_input = in->detail;
  if (mentions_input && (test.kind == VALUE_BOOLEAN || is_unknown(test) || value_is_null(test)))
    return test;
  if (asks_for_missing_input(r, x, in->b)) return value_boolean(true);
  /* A condition without `?` in the column of another kind, such as `age > 18`, is the test. */
  if (test.kind == VALUE_BOOLEAN && !is_constant && x.kind != VALUE_BOOLEAN && !is_unknown(x))
    return test;
  if (is_unknown(x) || is_unknown(test)) return run_union(r, x, test);
  value result =
      test.kind == VALUE_LIST ? test_list(r, x, test.as.list) : value_of_ternary(range_in(x, test));
  run_trace(r, in, OPERATOR_EQUAL, x, test, result);
  return result;
}
