/* What the files of the interpreter share; for interpreter*.c only. */
#ifndef SUDUI_FEEL_INTERPRETER_INTERNAL_H
#define SUDUI_FEEL_INTERPRETER_INTERNAL_H

#include "feel/interpreter.h"
#include "feel/syntax_tree.h"

/* One program being evaluated on one frame. */
typedef struct run {
  evaluation *evaluation;
  const program *program;
  value *frame;
} run;

typedef value instruction_evaluator(run *r, const instruction *in);

/* The value of one instruction of the run's program. */
value run_evaluate(run *r, uint32_t index);
/* Counts `steps`; false when the evaluation has ended at a limit. */
bool run_spend(run *r, uint64_t steps);
/* A report at the place of `in`; gives null. */
value run_report(run *r, const instruction *in, message_id message, const char *const *arguments);
/* A list of the arena, stopping the evaluation when memory is out. */
value run_make_list(run *r, const value *items, size_t count);

static inline bool is_unknown(value v) { return v.kind == VALUE_UNKNOWN; }
value run_union(run *r, value x, value y);
/* Kleene connectives; what is neither boolean nor unknown counts as null. */
value run_and(run *r, value x, value y);
value run_or(run *r, value x, value y);
value run_not(value x);
value value_of_ternary(ternary t);

/* x op y for the six comparison operators; `is_literal_null` tells that one side is written as
 * null, which is how an author asks whether data is there. */
bool run_order_fits(syntax_operator op, int order); /* of < <= > >= */
value run_compare(run *r, const instruction *in, syntax_operator op, value x, value y);
bool is_literal_null(const run *r, uint32_t index);
void run_trace(run *r, const instruction *in, syntax_operator op, value x, value y, value result);

/* Most cells compare a number, a text or a boolean with a literal of the same kind: answered
 * without a copy of either value.  False when `in` is another kind of test, or is traced. */
bool run_test_at_once(const run *r, const instruction *in, bool *fits_out);

/* feel/interpreter_unary.c */
instruction_evaluator evaluate_in, evaluate_tests, evaluate_test_compare, evaluate_test_range,
    evaluate_test_value, evaluate_between;
/* feel/interpreter_list.c */
instruction_evaluator evaluate_filter, evaluate_for, evaluate_some, evaluate_every, evaluate_list,
    evaluate_context, evaluate_block, evaluate_path, evaluate_item_member;
/* feel/interpreter_call.c */
instruction_evaluator evaluate_function, evaluate_invoke, evaluate_builtin, evaluate_native;

#endif
