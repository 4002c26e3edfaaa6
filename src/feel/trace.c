/* What happened during an evaluation, as a list of events for reasons.
 *
 * A full list drops further events and says so; the evaluation itself is never disturbed. */
#include "feel/trace.h"

void trace_init(trace *t, arena *a) { *t = (trace){.arena = a, .count_max = TRACE_COUNT_MAX}; }

static bool trace_grow(trace *t) {
  if (t->count < t->capacity) return true;
  if (t->count >= t->count_max) return false;
  size_t capacity = t->capacity ? t->capacity * 2 : 64;
  trace_event *events = ARENA_ARRAY(t->arena, trace_event, capacity);
  if (!events) return false;
  for (size_t i = 0; i < t->count; i++) events[i] = t->events[i];
  t->events = events;
  t->capacity = capacity;
  return true;
}

void trace_add(trace *t, const trace_event *event) {
  if (!t) return;
  bool ends = event->kind == TRACE_DECISION_END || event->kind == TRACE_TABLE_END;
  bool begins = event->kind == TRACE_DECISION_BEGIN || event->kind == TRACE_TABLE_BEGIN;
  if (ends && t->depth > 0) t->depth--;
  if (trace_grow(t)) {
    t->events[t->count] = *event;
    t->events[t->count++].depth = t->depth;
  } else {
    t->is_truncated = true;
  }
  if (begins) t->depth++;
}
