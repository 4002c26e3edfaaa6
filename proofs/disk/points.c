/* Points at which a command can fail: counted, told apart by their call stacks, and failed. */
#include "points.h"

#include <execinfo.h>
#include <libxml/xmlmemory.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"

const fault_kind fault_kinds[FAULT_KIND_COUNT] = {
    {"memory of the program", POINTS_OWN, false, false},
    {"memory of SQLite and libxml2", POINTS_LIBRARY, false, false},
    {"reads, EIO", POINTS_READ, false, false},
    {"reads, short", POINTS_READ, false, true},
    {"writes, EIO", POINTS_WRITE, false, false},
    {"writes, half and ENOSPC", POINTS_WRITE, true, true},
    {"syncs, EIO", POINTS_SYNC, false, false},
    {"truncations and names, EIO", POINTS_NAME, false, false},
};

/* --- Noting --- */

enum { FRAMES_MAX = 64, OWN_FRAMES = 3 };

static struct noted {
  uint64_t *stacks;
  size_t count, capacity;
} noted[POINTS_STREAM_COUNT];
static bool watching;

static void note(point_stream stream) {
  if (!watching) return;
  void *frames[FRAMES_MAX];
  int count = backtrace(frames, FRAMES_MAX);
  uint64_t hash = UINT64_C(0xCBF29CE484222325) + stream;
  for (int i = OWN_FRAMES; i < count; i++) {
    hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  struct noted *n = &noted[stream];
  if (n->count == n->capacity) {
    n->capacity = n->capacity * 2 + 4096;
    n->stacks = realloc(n->stacks, n->capacity * sizeof *n->stacks);
    if (n->stacks == NULL) abort();
  }
  n->stacks[n->count++] = hash;
}

static void note_disk(int kind) {
  note(kind == DISK_FAULT_READ    ? POINTS_READ
       : kind == DISK_FAULT_WRITE ? POINTS_WRITE
       : kind == DISK_FAULT_SYNC  ? POINTS_SYNC
                                  : POINTS_NAME);
}

void points_watch(bool on) {
  watching = on;
  disk_watch = on ? note_disk : NULL;
  for (int i = 0; i < POINTS_STREAM_COUNT && on; i++) noted[i].count = 0;
}

size_t points_count(point_stream stream) { return noted[stream].count; }

uint64_t points_stack(point_stream stream, size_t point) { return noted[stream].stacks[point]; }

/* --- Allocations: of the program (the linker's --wrap), of SQLite and libxml2 --- */

void *__real_memory_allocate(size_t size);
void *__wrap_memory_allocate(size_t size);
void *__wrap_memory_allocate(size_t size) {
  note(POINTS_OWN);
  return __real_memory_allocate(size);
}

void *__real_memory_resize(void *block, size_t size);
void *__wrap_memory_resize(void *block, size_t size);
void *__wrap_memory_resize(void *block, size_t size) {
  note(POINTS_OWN);
  return __real_memory_resize(block, size);
}

static struct library_fault {
  int64_t countdown;
  bool for_good;
} library_fault = {.countdown = -1};
static sqlite3_mem_methods sqlite_own;

static bool library_fails(void) {
  note(POINTS_LIBRARY);
  if (library_fault.countdown < 0) return false;
  if (library_fault.countdown-- > 0) return false;
  if (library_fault.for_good) library_fault.countdown = 0;
  return true;
}

static void *sqlite_allocate(int size) { return library_fails() ? NULL : sqlite_own.xMalloc(size); }
static void *sqlite_resize(void *block, int size) {
  return library_fails() ? NULL : sqlite_own.xRealloc(block, size);
}
static void *xml_allocate(size_t size) { return library_fails() ? NULL : malloc(size); }
static void *xml_resize(void *block, size_t size) {
  return library_fails() ? NULL : realloc(block, size);
}
static char *xml_copy(const char *source) { return library_fails() ? NULL : strdup(source); }

void points_install(void) {
  void *frames[4];
  (void)backtrace(frames, 4); /* loads what it needs */
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_own);
  static sqlite3_mem_methods methods;
  methods = sqlite_own;
  methods.xMalloc = sqlite_allocate;
  methods.xRealloc = sqlite_resize;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  xmlMemSetup(free, xml_allocate, xml_resize, xml_copy);
}

/* --- Failing --- */

void points_fail(const fault_kind *kind, int64_t point, bool for_good) {
  static const int disk_kinds[POINTS_STREAM_COUNT] = {
      [POINTS_READ] = DISK_FAULT_READ,
      [POINTS_WRITE] = DISK_FAULT_WRITE,
      [POINTS_SYNC] = DISK_FAULT_SYNC,
      [POINTS_NAME] = DISK_FAULT_NAME | DISK_FAULT_TRUNCATE};
  points_clear();
  if (kind->stream == POINTS_OWN) {
    memory_fail_after(point, for_good);
  } else if (kind->stream == POINTS_LIBRARY) {
    library_fault = (struct library_fault){point, for_good};
  } else {
    disk_faults = (disk_fault){.kinds = disk_kinds[kind->stream],
                               .countdown = point,
                               .sticky = for_good,
                               .full = kind->full,
                               .partly = kind->partly};
  }
}

void points_clear(void) {
  memory_fail_after(-1, false);
  library_fault = (struct library_fault){.countdown = -1};
  disk_faults = (disk_fault){.countdown = -1};
}

/* --- What was tried: an open table of call stacks --- */

int *points_tried(size_t kind, bool for_good, uint64_t stack) {
  enum { SLOTS = 1 << 22 };
  static struct {
    uint64_t key;
    int tried;
  } * slots;
  static size_t used;
  if (slots == NULL) slots = calloc(SLOTS, sizeof *slots);
  if (slots == NULL || used > SLOTS / 2) abort();
  uint64_t key = (stack + kind * 2 + for_good + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1;
  size_t at = (size_t)(key >> 40) % SLOTS;
  while (slots[at].key != 0 && slots[at].key != key) at = (at + 1) % SLOTS;
  used += slots[at].key == 0;
  slots[at].key = key;
  return &slots[at].tried;
}
