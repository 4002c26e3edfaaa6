/* One evaluation: memory, limits, the given time, the three-valued option, trace, diagnostics.
 *
 * Belongs to one thread.  Make it once and use it for many records: evaluation_reset keeps its
 * memory.  Nothing in the engine asks the system for anything: the time comes in here. */
#ifndef SUDUI_FEEL_EVALUATION_H
#define SUDUI_FEEL_EVALUATION_H

#include "feel/diagnostic.h"
#include "feel/value.h"

struct trace;
struct frame_chunk;

typedef enum evaluation_limit {
  EVALUATION_IN_LIMITS = 0,
  EVALUATION_OUT_OF_STEPS,
  EVALUATION_OUT_OF_DEPTH,
  EVALUATION_OUT_OF_MEMORY,
  EVALUATION_OUT_OF_TIME
} evaluation_limit;

typedef struct evaluation {
  arena *arena; /* borrowed; values made by the evaluation live here until it is reset */
  value now;    /* VALUE_DATE_TIME, or null: now() and today() are then null */
  bool three_valued;
  diagnostic_list *diagnostics; /* may be NULL: silence */
  struct trace *trace;          /* may be NULL: no trace */

  uint64_t steps_left, steps_max;
  uint32_t depth; /* of subtrees being evaluated, on the C stack */
  uint32_t depth_max;
  uint32_t call_depth; /* of FEEL functions */
  /* Asked every few thousand steps; true ends the evaluation.  NULL: no time limit. */
  bool (*is_out_of_time)(void *context);
  void *time_context;
  evaluation_limit limit_reached; /* once set, every further result is null */

  size_t fact_count;              /* three-valued: how many facts a missing_set can hold */
  missing_set *consulted_missing; /* facts that `x = null` found missing; NULL until one was */

  struct frame_chunk *frames; /* the stack of frames of called functions */
  source_span span;           /* what is being evaluated, for diagnostics of builtins */
} evaluation;

/* The default limits of base/limits.h; two-valued; no trace.  `a` should have a maximum
 * (LIMIT_FEEL_MEMORY_BYTES). */
void evaluation_init(evaluation *e, arena *a);
/* For the next record: resets the arena, the limits and consulted_missing; keeps the options. */
void evaluation_reset(evaluation *e);

/* Adds a warning at the place that is being evaluated; returns null, so that a function can end in
 * `return evaluation_report(...)`. */
value evaluation_report(evaluation *e, message_id message, const char *const *arguments);

/* Stops the evaluation: sets limit_reached, adds a diagnostic, returns null. */
value evaluation_stop(evaluation *e, evaluation_limit limit);

/* The unknown that a missing fact gives (three_valued), or null. */
value evaluation_missing_fact(evaluation *e, size_t fact);
bool missing_set_has(const missing_set *set, size_t fact);
/* Adds all facts of `v` (when unknown) to consulted_missing. */
void evaluation_consult_missing(evaluation *e, value v);
/* The union of consulted_missing and of `v` when unknown, or NULL when empty. */
const missing_set *evaluation_missing(evaluation *e, value v);

/* A frame of `count` nulls on the frame stack, NULL when memory is out; pop in reverse order. */
value *evaluation_push_frame(evaluation *e, size_t count);
void evaluation_pop_frame(evaluation *e, value *frame, size_t count);

#endif
