/* The one door to malloc: counts blocks and can be told to fail.
 *
 * Every block of the program's own comes from here, so that tests can make the n-th allocation
 * fail, once or for good, and see that nothing leaks.  Libraries allocate for themselves. */
#ifndef SUDUI_BASE_ALLOCATOR_H
#define SUDUI_BASE_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, or NULL.  Owned by the caller; give it back with memory_free. */
void *memory_allocate(size_t size);

/* Grows or shrinks; new bytes are not zeroed.  NULL leaves `block` as it was. */
void *memory_resize(void *block, size_t size);

/* NULL is allowed. */
void memory_free(void *block);

/* For tests: the allocation `countdown` calls from now fails (0 = the next), and, if `sticky`,
 * all after it.  A negative countdown switches the fault off.  Not for threads. */
void memory_fail_after(int64_t countdown, bool sticky);

/* What is left of the countdown; negative when the fault is off. */
int64_t memory_fail_countdown(void);

/* Blocks allocated and not yet freed. */
int64_t memory_live_blocks(void);

/* Bytes that the whole process, libraries too, has allocated and not yet freed.  Milliseconds. */
size_t memory_bytes_in_use(void);

#endif
