/* Memory that is released all at once, up to a stated maximum.
 *
 * One arena per lifetime: a model, a run, a request.  Nothing in an arena is freed by itself and
 * no destructor runs.  Own code and not obstack, because an arena must answer "no" at its maximum
 * (rule evaluation is bounded) instead of ending the process.  One thread at a time. */
#ifndef SUDUI_BASE_ARENA_H
#define SUDUI_BASE_ARENA_H

#include <stddef.h>

#include "base/text.h"

typedef struct arena arena;

/* NULL when memory is out.  `bytes_max` counts what is handed out; 0 means no maximum. */
arena *arena_create(size_t bytes_max);

/* NULL is allowed. */
void arena_destroy(arena *a);

/* Zeroed, aligned for any type; NULL when memory or the maximum is reached. */
void *arena_allocate(arena *a, size_t size);
#define ARENA_NEW(a, type) ((type *)arena_allocate((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_allocate_array((a), (count), sizeof(type)))
void *arena_allocate_array(arena *a, size_t count, size_t size);

/* A copy with a NUL behind it; NULL data when memory is out. */
text arena_copy(arena *a, text source);
/* The same for a NUL-ended string; NULL when memory is out. */
char *arena_copy_string(arena *a, const char *source);

/* Gives everything back but keeps one block, so that a loop does not go to malloc each time. */
void arena_reset(arena *a);

/* A mark to which arena_rewind gives back everything allocated since. */
typedef struct arena_mark {
  void *block;
  size_t used;
  size_t total;
} arena_mark;
arena_mark arena_get_mark(const arena *a);
void arena_rewind(arena *a, arena_mark mark);

size_t arena_used_bytes(const arena *a);

/* Since the last reset: whether any allocation was refused, and whether because of the maximum. */
bool arena_has_refused(const arena *a);
bool arena_is_exhausted(const arena *a);

#endif
