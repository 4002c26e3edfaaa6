/* Calls: function literals, built-ins, functions and constructs of other layers.
 *
 * A function literal captures the values that it mentions when it is made, so that a frame may be
 * given back as soon as its call returns.  Arguments and results are coerced to declared types. */
#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/builtin.h"
#include "feel/external.h"
#include "feel/interpreter_internal.h"

/* --- Function values --- */

value evaluate_function(run *r, const instruction *in) {
  arena *a = r->evaluation->arena;
  const program_function *literal = &r->program->functions[in->a];
  value_function *f = ARENA_NEW(a, value_function);
  value *captured = ARENA_ARRAY(a, value, literal->capture_count ? literal->capture_count : 1);
  if (!f || !captured) return evaluation_stop(r->evaluation, EVALUATION_OUT_OF_MEMORY);
  *f = (value_function){.kind = FUNCTION_LITERAL,
                        .parameters = literal->parameters,
                        .parameter_types = literal->parameter_types,
                        .parameter_count = literal->parameter_count,
                        .result_type = literal->result_type,
                        .program = r->program,
                        .literal = literal,
                        .captured = captured};
  value self = {.kind = VALUE_FUNCTION, .as.function = f};
  for (uint32_t i = 0; i < literal->capture_count; i++) {
    uint32_t from = literal->capture_from[i];
    captured[i] = from == PROGRAM_NONE ? self : r->frame[from];
  }
  return self;
}

value function_native(const value_function *f) {
  return (value){.kind = VALUE_FUNCTION, .as.function = f};
}

static value coerce_to(evaluation *e, value v, const feel_type *type) {
  return type ? type_coerce(e, v, type) : v;
}

static value call_literal(evaluation *e, const value_function *f, const value *arguments) {
  const program_function *literal = f->literal;
  if (literal->body == PROGRAM_NONE)
    return external_call(e, literal->external_class, literal->external_method, arguments,
                         f->parameter_count);
  value *frame = evaluation_push_frame(e, literal->frame_size);
  if (!frame) return value_null();
  for (size_t i = 0; i < f->parameter_count; i++) frame[i] = arguments[i];
  for (uint32_t i = 0; i < literal->capture_count; i++)
    frame[literal->capture_to[i]] = f->captured[i];
  value result = interpreter_run_part(e, f->program, literal->body, frame);
  evaluation_pop_frame(e, frame, literal->frame_size);
  return result;
}

value function_program_call(evaluation *e, const void *function_program_data,
                            const value *arguments, size_t count) {
  const function_program *f = function_program_data;
  size_t size = f->program->frame_size;
  if (size < count + f->captured_count) size = count + f->captured_count;
  value *frame = evaluation_push_frame(e, size);
  if (!frame) return value_null();
  for (size_t i = 0; i < count; i++) frame[i] = arguments[i];
  for (size_t i = 0; i < f->captured_count; i++) frame[count + i] = f->captured[i];
  value result = interpreter_run(e, f->program, frame);
  evaluation_pop_frame(e, frame, size);
  return result;
}

/* --- Built-ins --- */

static value call_back(void *context, const value_function *function, const value *arguments,
                       size_t count) {
  return interpreter_call(context, (value){.kind = VALUE_FUNCTION, .as.function = function},
                          arguments, count);
}

static size_t arity_of(void *context, const value_function *function) {
  (void)context;
  return function->kind == FUNCTION_BUILTIN ? SIZE_MAX : function->parameter_count;
}

static bool spend_steps(void *context, uint64_t steps) {
  run r = {.evaluation = context};
  return run_spend(&r, steps);
}

static void report_null(void *context, message_id message, const char *const *arguments) {
  evaluation_report(context, message, arguments);
}

static value call_builtin(evaluation *e, const builtin *b, const value *arguments, size_t count) {
  if (e->now.kind != VALUE_DATE_TIME && builtin_reads_clock(b))
    return evaluation_report(e, MESSAGE_FEEL_NO_CLOCK, NULL);
  builtin_call call = {.arena = e->arena,
                       .three_valued = e->three_valued,
                       .evaluation = e,
                       .call_function = call_back,
                       .function_arity = arity_of,
                       .spend = spend_steps,
                       .report = e->diagnostics ? report_null : NULL};
  call.now = e->now;
  return builtin_invoke(b, &call, arguments, count);
}

enum { ARGUMENTS_ON_STACK = 8 };

/* A place for `count` values: the given array when it is large enough. */
static value *argument_array(evaluation *e, value *on_stack, size_t count) {
  if (count <= ARGUMENTS_ON_STACK) return on_stack;
  value *array = ARENA_ARRAY(e->arena, value, count);
  if (!array) evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
  return array;
}

value evaluate_builtin(run *r, const instruction *in) {
  value on_stack[ARGUMENTS_ON_STACK],
      *arguments = argument_array(r->evaluation, on_stack, in->count);
  if (!arguments) return value_null();
  const uint32_t *operands = r->program->operands + in->a;
  for (uint32_t i = 0; i < in->count; i++)
    arguments[i] = operands[i] == PROGRAM_NONE ? value_null() : run_evaluate(r, operands[i]);
  r->evaluation->span = r->program->spans[in - r->program->code];
  return call_builtin(r->evaluation, r->program->builtins[in->b], arguments, in->count);
}

/* --- Calling any function value --- */

static value call_with_types(evaluation *e, const value_function *f, const value *arguments) {
  value on_stack[ARGUMENTS_ON_STACK];
  value *coerced = argument_array(e, on_stack, f->parameter_count);
  if (!coerced) return value_null();
  for (size_t i = 0; i < f->parameter_count; i++) {
    coerced[i] = coerce_to(e, arguments[i], f->parameter_types ? f->parameter_types[i] : NULL);
    /* A function is not invoked with an argument that does not conform. */
    if (coerced[i].kind == VALUE_NULL && arguments[i].kind != VALUE_NULL) return value_null();
  }
  value result = f->kind == FUNCTION_NATIVE ? f->callback(e, f->data, coerced, f->parameter_count)
                                            : call_literal(e, f, coerced);
  return coerce_to(e, result, f->result_type);
}

value interpreter_call(evaluation *e, value function, const value *arguments, size_t count) {
  if (function.kind == VALUE_UNKNOWN) return function;
  if (function.kind != VALUE_FUNCTION)
    return evaluation_report(e, MESSAGE_FEEL_NOT_A_FUNCTION,
                             SD_ARGS(value_kind_name(function.kind)));
  const value_function *f = function.as.function;
  if (f->kind == FUNCTION_BUILTIN) return call_builtin(e, f->builtin, arguments, count);
  if (count != f->parameter_count)
    return evaluation_report(e, MESSAGE_FEEL_ARGUMENT_COUNT, SD_ARGS("", SD_NUMBER(count)));
  if (e->call_depth >= LIMIT_FEEL_CALL_DEPTH) return evaluation_stop(e, EVALUATION_OUT_OF_DEPTH);
  e->call_depth++;
  value result = call_with_types(e, f, arguments);
  e->call_depth--;
  return result;
}

static value call_builtin_named(evaluation *e, const builtin *b, const text *names,
                                const value *arguments, size_t count) {
  builtin_binding binding;
  if (!builtin_bind(b, names, count, &binding))
    return evaluation_report(e, MESSAGE_FEEL_ARGUMENT_NAMES, SD_ARGS(builtin_signature(b)));
  value formal[BUILTIN_PARAMETERS_MAX];
  for (size_t i = 0; i < binding.count; i++)
    formal[i] = binding.argument_of[i] < 0 ? value_null() : arguments[binding.argument_of[i]];
  return call_builtin(e, binding.target, formal, binding.count);
}

value interpreter_call_named(evaluation *e, value function, const text *names,
                             const value *arguments, size_t count) {
  if (function.kind != VALUE_FUNCTION) return interpreter_call(e, function, arguments, count);
  const value_function *f = function.as.function;
  if (f->kind == FUNCTION_BUILTIN)
    return call_builtin_named(e, f->builtin, names, arguments, count);
  value on_stack[ARGUMENTS_ON_STACK];
  value *ordered = argument_array(e, on_stack, f->parameter_count);
  if (!ordered) return value_null();
  size_t found = 0;
  for (size_t i = 0; i < f->parameter_count; i++) {
    ordered[i] = value_null();
    for (size_t j = 0; j < count; j++)
      if (name_equal(names[j], f->parameters[i])) {
        ordered[i] = arguments[j];
        found++;
        break;
      }
  }
  if (found != count) return evaluation_report(e, MESSAGE_FEEL_ARGUMENT_NAMES, SD_ARGS(""));
  return interpreter_call(e, function, ordered, f->parameter_count);
}

value evaluate_invoke(run *r, const instruction *in) {
  value callee = run_evaluate(r, in->b);
  value on_stack[ARGUMENTS_ON_STACK],
      *arguments = argument_array(r->evaluation, on_stack, in->count);
  if (!arguments) return value_null();
  for (uint32_t i = 0; i < in->count; i++)
    arguments[i] = run_evaluate(r, r->program->operands[in->a + i]);
  r->evaluation->span = r->program->spans[in - r->program->code];
  if (in->c == PROGRAM_NONE) return interpreter_call(r->evaluation, callee, arguments, in->count);
  return interpreter_call_named(r->evaluation, callee, r->program->names + in->c, arguments,
                                in->count);
}

/* --- Natives --- */

value evaluate_native(run *r, const instruction *in) {
  const program_native *native = &r->program->natives[in->b];
  native_call call = {.evaluation = r->evaluation,
                      .program = r->program,
                      .instruction = (uint32_t)(in - r->program->code),
                      .frame = r->frame,
                      .data = native->data,
                      .part_count = in->count};
  return native->function->evaluate(&call);
}

uint32_t native_part_instruction(const program *p, uint32_t instruction_index, size_t index) {
  return p->operands[p->code[instruction_index].a + 2 * index];
}

value native_call_part(native_call *call, size_t index) {
  const uint32_t *part =
      call->program->operands + call->program->code[call->instruction].a + 2 * index;
  run r = {call->evaluation, call->program, call->frame};
  value result = run_evaluate(&r, part[0]);
  if (part[1] != PROGRAM_NONE) call->frame[part[1]] = result;
  return result;
}

bool native_call_test(native_call *call, size_t index, bool *fits_out) {
  uint32_t part = native_part_instruction(call->program, call->instruction, index);
  run r = {call->evaluation, call->program, call->frame};
  return run_test_at_once(&r, &r.program->code[part], fits_out) && run_spend(&r, 1);
}

void native_call_keep(native_call *call, size_t index, value v) {
  uint32_t slot = call->program->operands[call->program->code[call->instruction].a + 2 * index + 1];
  if (slot != PROGRAM_NONE) call->frame[slot] = v;
}

source_span native_call_span(const native_call *call, size_t index) {
  return call->program->spans[native_part_instruction(call->program, call->instruction, index)];
}
