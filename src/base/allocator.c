/* The one door to malloc: counts blocks and can be told to fail. */
#include "base/allocator.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic int64_t live_blocks;
static int64_t fail_countdown = -1;
static bool fail_sticky;

static bool fails_now(void) {
  if (fail_countdown < 0) return false;
  if (fail_countdown > 0) {
    fail_countdown--;
    return false;
  }
  if (!fail_sticky) fail_countdown = -1;
  return true;
}

void *memory_allocate(size_t size) {
  if (fails_now()) return NULL;
  void *block = calloc(1, size == 0 ? 1 : size);
  if (block != NULL) atomic_fetch_add_explicit(&live_blocks, 1, memory_order_relaxed);
  return block;
}

void *memory_resize(void *block, size_t size) {
  if (fails_now()) return NULL;
  void *grown = realloc(block, size == 0 ? 1 : size);
  if (grown != NULL && block == NULL) {
    atomic_fetch_add_explicit(&live_blocks, 1, memory_order_relaxed);
  }
  return grown;
}

void memory_free(void *block) {
  if (block == NULL) return;
  atomic_fetch_sub_explicit(&live_blocks, 1, memory_order_relaxed);
  free(block);
}

void memory_fail_after(int64_t countdown, bool sticky) {
  fail_countdown = countdown;
  fail_sticky = sticky;
}

int64_t memory_fail_countdown(void) { return fail_countdown; }

int64_t memory_live_blocks(void) {
  return atomic_load_explicit(&live_blocks, memory_order_relaxed);
}

size_t memory_bytes_in_use(void) {
  struct mallinfo2 known = mallinfo2();
  return known.uordblks +
         known.hblkhd; /* of all arenas, and of blocks with a mapping of their own */
}
