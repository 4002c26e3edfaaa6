/* The evaluator on any expression: two-valued, three-valued with all facts, and with some missing.
 *
 * The first byte chooses the limits (bit 0: those of base/limits.h, else small ones) and a trace
 * (bit 1), the second is the mask of missing variables, the rest is the expression.
 *
 * Claims: no limit is overrun and a reached limit gives null; the result does not depend on three
 * values when nothing is missing, nor on a trace; a certain result with facts missing is the result
 * with any facts; plain results print as FEEL and read back as the same value. */
#include "support.h"

#include "base/limits.h"
#include "feel/trace.h"

enum { SMALL_STEPS = 20000, SMALL_MEMORY_BYTES = 1 << 20, READ_BACK_BYTES_MAX = 4000 };

typedef struct run_plan {
  const program *program;
  bool with_default_limits, with_trace, three_valued;
  unsigned missing_mask;
} run_plan;

typedef struct run_outcome {
  arena *arena;
  evaluation core;
  value result;
} run_outcome;

static void run_program(const run_plan *plan, run_outcome *out) {
  size_t memory_max = plan->with_default_limits ? LIMIT_FEEL_MEMORY_BYTES : SMALL_MEMORY_BYTES;
  out->arena = arena_create(memory_max);
  evaluation *e = &out->core;
  evaluation_init(e, out->arena);
  if (!plan->with_default_limits) e->steps_left = e->steps_max = SMALL_STEPS;
  e->three_valued = plan->three_valued;
  e->now = fuzz_now();
  diagnostic_list diagnostics;
  diagnostic_list_init(&diagnostics, out->arena, 0);
  e->diagnostics = &diagnostics;
  trace events;
  trace_init(&events, out->arena);
  if (plan->with_trace) e->trace = &events;
  size_t frame_size = FUZZ_VARIABLES;
  if (plan->program->frame_size > frame_size) frame_size = plan->program->frame_size;
  value *frame = ARENA_ARRAY(out->arena, value, frame_size);
  if (frame == NULL) {
    out->result = evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
    return;
  }
  fuzz_bind(e, frame, plan->missing_mask);
  out->result = interpreter_run(e, plan->program, frame);
  FUZZ_CHECK(e->steps_left <= e->steps_max);
  FUZZ_CHECK(e->depth == 0 && e->call_depth == 0);
  FUZZ_CHECK(arena_used_bytes(out->arena) <= memory_max);
  if (e->limit_reached != EVALUATION_IN_LIMITS) {
    FUZZ_CHECK(out->result.kind == VALUE_NULL);
    FUZZ_CHECK(e->limit_reached == EVALUATION_OUT_OF_MEMORY || diagnostics.count > 0);
  }
  if (!plan->three_valued) {
    FUZZ_CHECK(out->result.kind != VALUE_UNKNOWN);
    FUZZ_CHECK(e->consulted_missing == NULL);
  }
  fuzz_check_diagnostics(&diagnostics);
  e->diagnostics = NULL;
  e->trace = NULL;
}

static bool is_in_limits(const run_outcome *o) {
  return o->core.limit_reached == EVALUATION_IN_LIMITS;
}

static const program *compile_text(arena *a, text source, name_table *names,
                                   diagnostic_list *diagnostics) {
  source_text *from = ARENA_NEW(a, source_text);
  from->text = source;
  compiler_options options = {
      .arena = a, .slots_reserved = FUZZ_VARIABLES, .names = names, .diagnostics = diagnostics};
  return compile_expression(from, names, &options);
}

/* Kinds whose text is an expression again. */
static bool can_be_read_back(value v, unsigned depth) {
  if (depth > 20) return false;
  bool can = true;
  switch (v.kind) {
    case VALUE_UNKNOWN:
    case VALUE_FUNCTION:
    case VALUE_RANGE:
      return false;
    case VALUE_LIST:
      for (size_t i = 0; i < v.as.list->count && can; i++) {
        can = can_be_read_back(v.as.list->items[i], depth + 1);
      }
      return can && v.as.list->count < 1000;
    case VALUE_CONTEXT:
      for (size_t i = 0; i < v.as.context->count && can; i++) {
        can = can_be_read_back(v.as.context->values[i], depth + 1);
      }
      return can && v.as.context->count < 1000;
    default:
      return true;
  }
}

/* In a list, because a text by itself prints without quotes. */
static void check_read_back(arena *a, value v) {
  if (!can_be_read_back(v, 0)) return;
  value list = value_list_make(a, &v, 1);
  text_builder out;
  text_builder_init(&out, READ_BACK_BYTES_MAX);
  value_to_text(list, &out);
  if (!out.failed) {
    diagnostic_list diagnostics;
    diagnostic_list_init(&diagnostics, a, 0);
    const program *p = compile_text(a, text_builder_text(&out), name_table_create(a), &diagnostics);
    FUZZ_CHECK(p != NULL && diagnostics.error_count == 0);
    run_plan plan = {.program = p, .with_default_limits = true};
    run_outcome again;
    run_program(&plan, &again);
    FUZZ_CHECK(!is_in_limits(&again) || value_identical(list, again.result));
    arena_destroy(again.arena);
  }
  text_builder_release(&out);
}

static void check_outcomes(const run_outcome *two, const run_outcome *full,
                           const run_outcome *some) {
  bool can_compare = is_in_limits(two) && is_in_limits(full);
  if (can_compare) {
    FUZZ_CHECK(full->core.consulted_missing == NULL);
    FUZZ_CHECK(value_unknown_within(full->arena, full->result).kind == VALUE_NULL);
    FUZZ_CHECK(fuzz_is_refined_by(full->result, two->result));
  }
  if (can_compare && is_in_limits(some) && some->core.consulted_missing == NULL) {
    FUZZ_CHECK(fuzz_is_refined_by(some->result, two->result));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 3) return 0;
  arena *a = arena_create(0);
  diagnostic_list diagnostics;
  diagnostic_list_init(&diagnostics, a, 0);
  const program *p =
      compile_text(a, fuzz_text(data + 2, size - 2), fuzz_names_create(a), &diagnostics);
  if (p != NULL) {
    run_plan plan = {
        .program = p, .with_default_limits = (data[0] & 1) != 0, .with_trace = (data[0] & 2) != 0};
    run_outcome two, full, some;
    run_program(&plan, &two);
    plan.three_valued = true;
    plan.with_trace = false;
    run_program(&plan, &full);
    plan.missing_mask = data[1];
    run_program(&plan, &some);
    check_outcomes(&two, &full, &some);
    if (is_in_limits(&two)) check_read_back(a, two.result);
    arena_destroy(two.arena);
    arena_destroy(full.arena);
    arena_destroy(some.arena);
  }
  arena_destroy(a);
  return 0;
}
