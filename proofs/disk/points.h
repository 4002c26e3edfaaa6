/* Points at which a command can fail: counted, told apart by their call stacks, and failed.
 *
 * A point is one allocation (of the program; of SQLite or libxml2) or one operation of the disk.
 * Two points of the same call stack are the same place in the code at another turn of a loop. */
#ifndef SUDUI_PROOFS_POINTS_H
#define SUDUI_PROOFS_POINTS_H

#include "disk.h"

typedef enum point_stream {
  POINTS_OWN,     /* allocations through base/allocator */
  POINTS_LIBRARY, /* allocations of SQLite and libxml2 */
  POINTS_READ,
  POINTS_WRITE,
  POINTS_SYNC,
  POINTS_NAME, /* opening, naming, truncating */
  POINTS_STREAM_COUNT
} point_stream;

typedef struct fault_kind {
  const char *name;
  point_stream stream;
  bool full;   /* ENOSPC instead of EIO */
  bool partly; /* half of a read or write is done */
} fault_kind;

enum { FAULT_KIND_COUNT = 8 };
extern const fault_kind fault_kinds[FAULT_KIND_COUNT];

/* Goes below SQLite and libxml2; before anything else uses them. */
void points_install(void);

/* From now on each point is noted: the hash of its call stack, in order. */
void points_watch(bool on);
size_t points_count(point_stream stream);
uint64_t points_stack(point_stream stream, size_t point);

/* The `point`-th of its stream from now on fails, or all from it on. */
void points_fail(const fault_kind *kind, int64_t point, bool for_good);
void points_clear(void);

/* How often a fault of this kind was tried at this call stack, in all commands so far. */
int *points_tried(size_t kind, bool for_good, uint64_t stack);

#endif
