/* The record evaluator: runs a program on one frame, with trace; the plain reference.
 *
 * Spec: DMN 1.5 section 10.3.2 (semantics of FEEL).  Errors give null and a diagnostic; limits end
 * the evaluation with null and evaluation.limit_reached. */
#ifndef SUDUI_FEEL_INTERPRETER_H
#define SUDUI_FEEL_INTERPRETER_H

#include "feel/evaluation.h"
#include "feel/function_value.h"
#include "feel/program.h"

/* --- Running --- */

/* Evaluates the root.  `frame` has at least p->frame_size values: the caller's slots are filled,
 * the rest is scratch.  The result may point into e->arena and the program's constants. */
value interpreter_run(evaluation *e, const program *p, value *frame);
/* Evaluates one instruction (with what it needs): a part of a decision, for reasons. */
value interpreter_run_part(evaluation *e, const program *p, uint32_t index, value *frame);

/* --- Function values --- */

/* A function value over a callback; arguments are coerced to the parameter types, the result to the
 * result type.  `f` must outlive its use and is borrowed: keep it in the model. */
value function_native(const value_function *f);

/* A function whose body is a program of its own: its parameters are slots 0 .. of the program's
 * frame, `captured` (may be NULL) fills the slots behind them.  Borrowed, as above. */
typedef struct function_program {
  const program *program;
  const value *captured;
  size_t captured_count;
} function_program;
value function_program_call(evaluation *e, const void *function_program_data,
                            const value *arguments, size_t count); /* a function_callback */

/* Calls `function` with positional arguments; null (and a diagnostic) when it is no function or
 * the count does not fit.  Also what builtins such as sort() use. */
value interpreter_call(evaluation *e, value function, const value *arguments, size_t count);
value interpreter_call_named(evaluation *e, value function, const text *names,
                             const value *arguments, size_t count);

/* --- Natives: constructs of another layer inside a program (decision tables) --- */

typedef struct native_call {
  evaluation *evaluation;
  const program *program;
  uint32_t instruction;
  value *frame;
  const void *data; /* as given to syntax_native */
  size_t part_count;
} native_call;

/* Static in the other layer; `name` is for dumps. */
typedef struct native_function {
  const char *name;
  value (*evaluate)(native_call *call);
} native_function;

/* Evaluates child `index` now (and keeps its value in its variable, if it has one). */
value native_call_part(native_call *call, size_t index);
/* The same for a child that is a unary test and can be answered true or false at once, without a
 * value; false otherwise: then ask native_call_part. */
bool native_call_test(native_call *call, size_t index, bool *fits_out);
/* Puts `v` into the variable of child `index` instead of evaluating it (tests on a computed value).
 */
void native_call_keep(native_call *call, size_t index, value v);
/* The place of the child in its source, for reasons. */
source_span native_call_span(const native_call *call, size_t index);
/* The instruction of the child, for explanation and the column evaluator. */
uint32_t native_part_instruction(const program *p, uint32_t instruction, size_t index);

#endif
