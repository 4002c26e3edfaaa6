/* One evaluation: memory, limits, the given time, the three-valued option, trace, diagnostics.
 *
 * Once a limit is reached every further result is null, so that the evaluation unwinds by itself;
 * the reason is told once. */
#include "feel/evaluation.h"

#include <string.h>

#include "base/limits.h"
#include "base/messages/feel.h"

/* The stack of frames of called functions, in chunks of the evaluation's arena. */
typedef struct frame_chunk {
  struct frame_chunk *below, *above;
  size_t used, capacity;
  value values[];
} frame_chunk;

enum { FRAME_CHUNK_VALUES = 256 };

void evaluation_init(evaluation *e, arena *a) {
  *e = (evaluation){.arena = a,
                    .steps_left = LIMIT_FEEL_STEPS,
                    .depth_max = LIMIT_FEEL_STACK,
                    .steps_max = LIMIT_FEEL_STEPS};
}

void evaluation_reset(evaluation *e) {
  arena_reset(e->arena);
  e->steps_left = e->steps_max;
  e->depth = e->call_depth = 0;
  e->limit_reached = EVALUATION_IN_LIMITS;
  e->consulted_missing = NULL;
  e->frames = NULL;
  e->span = (source_span){0};
}

value evaluation_report(evaluation *e, message_id message, const char *const *arguments) {
  if (e->diagnostics && e->limit_reached == EVALUATION_IN_LIMITS)
    diagnostic_add(e->diagnostics, DIAGNOSTIC_WARNING, message, e->span, arguments);
  return value_null();
}

value evaluation_stop(evaluation *e, evaluation_limit limit) {
  static const message_id messages[] = {[EVALUATION_OUT_OF_STEPS] = MESSAGE_FEEL_OUT_OF_STEPS,
                                        [EVALUATION_OUT_OF_DEPTH] = MESSAGE_FEEL_OUT_OF_DEPTH,
                                        [EVALUATION_OUT_OF_MEMORY] = MESSAGE_FEEL_OUT_OF_MEMORY,
                                        [EVALUATION_OUT_OF_TIME] = MESSAGE_FEEL_OUT_OF_TIME};
  if (e->limit_reached != EVALUATION_IN_LIMITS) return value_null();
  e->limit_reached = limit;
  diagnostic_add(e->diagnostics, DIAGNOSTIC_ERROR, messages[limit], e->span,
                 SD_ARGS(SD_NUMBER(e->steps_max)));
  return value_null();
}

/* --- Missing facts --- */

static missing_set *missing_set_create(arena *a, size_t fact_count) {
  size_t words = fact_count / 64 + 1;
  missing_set *set = arena_allocate(a, sizeof *set + words * sizeof(uint64_t));
  if (set) set->word_count = words;
  return set;
}

value evaluation_missing_fact(evaluation *e, size_t fact) {
  if (!e->three_valued) return value_null();
  size_t count = fact >= e->fact_count ? fact + 1 : e->fact_count;
  missing_set *set = missing_set_create(e->arena, count);
  if (!set) return evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
  set->words[fact / 64] |= UINT64_C(1) << (fact % 64);
  return (value){.kind = VALUE_UNKNOWN, .as.missing = set};
}

bool missing_set_has(const missing_set *set, size_t fact) {
  return set && fact / 64 < set->word_count && (set->words[fact / 64] >> (fact % 64) & 1);
}

void evaluation_consult_missing(evaluation *e, value v) {
  if (v.kind != VALUE_UNKNOWN) return;
  value all = v;
  if (e->consulted_missing) {
    value before = {.kind = VALUE_UNKNOWN, .as.missing = e->consulted_missing};
    all = value_unknown_union(e->arena, before, v);
    if (all.kind != VALUE_UNKNOWN) return;
  }
  missing_set *copy = missing_set_create(e->arena, all.as.missing->word_count * 64);
  if (!copy) return;
  memcpy(copy->words, all.as.missing->words, all.as.missing->word_count * sizeof(uint64_t));
  e->consulted_missing = copy;
}

const missing_set *evaluation_missing(evaluation *e, value v) {
  if (v.kind != VALUE_UNKNOWN) return e->consulted_missing;
  if (!e->consulted_missing) return v.as.missing;
  value before = {.kind = VALUE_UNKNOWN, .as.missing = e->consulted_missing};
  value all = value_unknown_union(e->arena, before, v);
  return all.kind == VALUE_UNKNOWN ? all.as.missing : v.as.missing;
}

/* --- Frames --- */

static frame_chunk *frame_chunk_above(evaluation *e, size_t count) {
  frame_chunk *top = e->frames;
  if (top && top->above && top->above->capacity >= count) return top->above;
  size_t capacity = count > FRAME_CHUNK_VALUES ? count : FRAME_CHUNK_VALUES;
  frame_chunk *chunk = arena_allocate(e->arena, sizeof *chunk + capacity * sizeof(value));
  if (!chunk) return NULL;
  chunk->capacity = capacity;
  chunk->below = top;
  if (top) top->above = chunk;
  return chunk;
}

value *evaluation_push_frame(evaluation *e, size_t count) {
  if (!e->frames || e->frames->capacity - e->frames->used < count) {
    frame_chunk *chunk = frame_chunk_above(e, count);
    if (!chunk) {
      evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
      return NULL;
    }
    chunk->used = 0;
    e->frames = chunk;
  }
  value *frame = e->frames->values + e->frames->used;
  e->frames->used += count;
  for (size_t i = 0; i < count; i++) frame[i] = value_null();
  return frame;
}

void evaluation_pop_frame(evaluation *e, value *frame, size_t count) {
  (void)frame;
  e->frames->used -= count;
  if (e->frames->used == 0 && e->frames->below) e->frames = e->frames->below;
}
