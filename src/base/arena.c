/* Memory that is released all at once, up to a stated maximum. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/allocator.h"

enum { BLOCK_BYTES = 16 * 1024, BLOCK_BYTES_LARGEST = 1024 * 1024, ALIGNMENT = 16 };

typedef struct block {
  struct block *previous;
  size_t size; /* bytes of data */
  size_t used;
  alignas(ALIGNMENT) unsigned char data[];
} block;

struct arena {
  block *last;
  size_t total; /* bytes handed out, of all blocks */
  size_t bytes_max;
  bool has_refused;  /* an allocation, since the last reset */
  bool is_exhausted; /* because of the maximum */
};

arena *arena_create(size_t bytes_max) {
  arena *a = memory_allocate(sizeof *a);
  if (a != NULL) a->bytes_max = bytes_max;
  return a;
}

static void free_blocks_down_to(arena *a, const block *keep) {
  while (a->last != keep) {
    block *previous = a->last->previous;
    memory_free(a->last);
    a->last = previous;
  }
}

void arena_destroy(arena *a) {
  if (a == NULL) return;
  free_blocks_down_to(a, NULL);
  memory_free(a);
}

static block *add_block(arena *a, size_t size) {
  size_t wanted = a->last == NULL ? (size_t)BLOCK_BYTES : a->last->size * 2;
  if (wanted > BLOCK_BYTES_LARGEST) wanted = BLOCK_BYTES_LARGEST;
  if (wanted < size) wanted = size;
  block *b = memory_resize(NULL, sizeof *b + wanted); /* not cleared: arena_allocate does that */
  if (b == NULL) return NULL;
  b->previous = a->last;
  b->size = wanted;
  b->used = 0;
  a->last = b;
  return b;
}

void *arena_allocate(arena *a, size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (a->bytes_max != 0 &&
      size > a->bytes_max - (a->total < a->bytes_max ? a->total : a->bytes_max)) {
    a->has_refused = a->is_exhausted = true;
    return NULL;
  }
  block *b = a->last;
  if (b == NULL || b->size - b->used < size) b = add_block(a, size);
  if (b == NULL) {
    a->has_refused = true;
    return NULL;
  }
  void *result = b->data + b->used;
  memset(result, 0, size); /* a rewound block holds old bytes */
  b->used += size;
  a->total += size;
  return result;
}

void *arena_allocate_array(arena *a, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / 2 / size) return NULL;
  return arena_allocate(a, count * size);
}

text arena_copy(arena *a, text source) {
  char *copy = arena_allocate(a, source.size + 1);
  if (copy == NULL) return (text){NULL, 0};
  if (source.size != 0) memcpy(copy, source.data, source.size);
  return (text){copy, source.size};
}

char *arena_copy_string(arena *a, const char *source) {
  size_t size = strlen(source) + 1;
  char *copy = arena_allocate(a, size);
  if (copy != NULL) memcpy(copy, source, size);
  return copy;
}

void arena_reset(arena *a) {
  if (a->last != NULL) {
    block *first = a->last;
    while (first->previous != NULL) first = first->previous;
    free_blocks_down_to(a, first);
    first->used = 0;
  }
  a->total = 0;
  a->has_refused = a->is_exhausted = false;
}

arena_mark arena_get_mark(const arena *a) {
  return (arena_mark){a->last, a->last == NULL ? 0 : a->last->used, a->total};
}

void arena_rewind(arena *a, arena_mark mark) {
  if (mark.block == NULL) {
    arena_reset(a);
    return;
  }
  free_blocks_down_to(a, mark.block);
  a->last->used = mark.used;
  a->total = mark.total;
}

size_t arena_used_bytes(const arena *a) { return a->total; }

bool arena_has_refused(const arena *a) { return a->has_refused; }

bool arena_is_exhausted(const arena *a) { return a->is_exhausted; }
