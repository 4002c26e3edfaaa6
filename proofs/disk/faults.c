/* Every allocation and every operation of the disk fails, once and for good, in every command.
 *
 * The commands of city.c run one after the other on the disk in memory.  Before each, the disk is
 * put aside; then the command runs again and again, and at each run another point fails: the n-th
 * allocation of the program, of SQLite or of libxml2, or the n-th operation of the disk (EIO,
 * ENOSPC, half of a read or write, at read, write, sync, truncation or naming), once or from there
 * on for good.  After each: no memory is left over, and the city opened anew is sound and holds
 * what it held before, or what the command makes of it, or a state between two of its transactions.
 * A command that says it is done must be done.
 *
 * usage: faults DATA_FOLDER [POINTS_MAX]    at most so many points of a kind for each command */
#include <libxml/xmlmemory.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "city.h"

static FILE *report;

/* --- Allocations of SQLite and libxml2 --- */

static struct library_fault {
  int64_t countdown, calls;
  bool sticky;
} library_fault = {.countdown = -1};
static sqlite3_mem_methods sqlite_own;

static bool library_fails(void) {
  library_fault.calls++;
  if (library_fault.countdown < 0) return false;
  if (library_fault.countdown-- > 0) return false;
  if (library_fault.sticky) library_fault.countdown = 0;
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

static void put_faults_below_libraries(void) {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_own);
  static sqlite3_mem_methods methods;
  methods = sqlite_own;
  methods.xMalloc = sqlite_allocate;
  methods.xRealloc = sqlite_resize;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  xmlMemSetup(free, xml_allocate, xml_resize, xml_copy);
}

/* --- Kinds of faults --- */

static const struct fault_kind {
  const char *name;
  int disk; /* kinds of operations; 0: allocations */
  bool library, full, partly;
} fault_kinds[] = {
    {"memory of the program", 0, false, false, false},
    {"memory of SQLite and libxml2", 0, true, false, false},
    {"reads, EIO", DISK_FAULT_READ, false, false, false},
    {"reads, short", DISK_FAULT_READ, false, false, true},
    {"writes, EIO", DISK_FAULT_WRITE, false, false, false},
    {"writes, half and ENOSPC", DISK_FAULT_WRITE, false, true, true},
    {"syncs, EIO", DISK_FAULT_SYNC, false, false, false},
    {"truncations and names, EIO", DISK_FAULT_TRUNCATE | DISK_FAULT_NAME, false, false, false},
};
enum { KIND_COUNT = sizeof fault_kinds / sizeof fault_kinds[0] };

static void fault_set(const struct fault_kind *kind, int64_t countdown, bool sticky) {
  disk_faults = (disk_fault){.kinds = kind->disk,
                             .countdown = kind->disk != 0 ? countdown : -1,
                             .sticky = sticky,
                             .full = kind->full,
                             .partly = kind->partly};
  disk_points = 0;
  library_fault =
      (struct library_fault){.countdown = kind->library ? countdown : -1, .sticky = sticky};
  bool own = kind->disk == 0 && !kind->library;
  memory_fail_after(own ? countdown : -1, sticky);
}

static void fault_clear(void) {
  memory_fail_after(-1, false);
  library_fault = (struct library_fault){.countdown = -1};
  disk_faults = (disk_fault){.countdown = -1};
}

/* --- One command under one kind of fault --- */

typedef struct trial {
  const char *line;
  disk_image before;
  int code;            /* undisturbed */
  uint64_t states[64]; /* what the city may hold */
  size_t state_count;
  int64_t points, wrong;
} trial;

static uint64_t look(void) {
  uint64_t found;
  sqlite3_close(city_look(&found));
  return found;
}

static void may_hold(trial *t, uint64_t state) {
  for (size_t i = 0; i < t->state_count; i++) {
    if (t->states[i] == state) return;
  }
  if (t->state_count < 64) t->states[t->state_count++] = state;
}

/* The states that the command goes through: those at which it could be killed. */
static void learn_states(trial *t) {
  t->state_count = 0;
  disk_copy(&disk, &t->before);
  disk_power_off();
  may_hold(t, look());
  disk_copy(&disk, &t->before);
  disk_power_off();
  disk_record(true);
  t->code = city_run(t->line);
  disk_record(false);
  static disk_image walk, whole;
  disk_copy(&whole, &disk);
  disk_copy(&walk, &t->before);
  for (size_t i = 0; i < disk_log_count; i++) {
    disk_apply(&walk, &disk_log[i]);
    if (disk_log[i].act != DISK_SYNC) continue;
    disk_copy(&disk, &walk);
    disk_power_off();
    may_hold(t, look());
  }
  disk_copy(&disk, &whole);
  disk_power_off();
  may_hold(t, look());
}

static void complain(trial *t, const struct fault_kind *kind, int64_t point, bool sticky,
                     const char *what) {
  t->wrong++;
  if (t->wrong <= 3) {
    fprintf(report, "FAIL sudui %s: %s, point %lld%s: %s\n", t->line, kind->name, (long long)point,
            sticky ? " for good" : "", what);
  }
}

static void try_point(trial *t, const struct fault_kind *kind, int64_t point, bool sticky) {
  disk_copy(&disk, &t->before);
  disk_power_off();
  int64_t blocks = memory_live_blocks();
  fault_set(kind, point, sticky);
  int code = city_run(t->line);
  fault_clear();
  if (memory_live_blocks() != blocks) complain(t, kind, point, sticky, "memory is left over");
  disk_power_off();
  uint64_t found = look();
  bool known = false;
  for (size_t i = 0; i < t->state_count && !known; i++) known = t->states[i] == found;
  if (!known) complain(t, kind, point, sticky, "an act is half there");
  const char *unsound = city_examine(known);
  if (unsound != NULL) complain(t, kind, point, sticky, unsound);
  bool done = t->code == 0 && code == 0;
  if (done && found != t->states[t->state_count - 1] && t->state_count < 64) {
    complain(t, kind, point, sticky, "says that it is done, and is not");
  }
  t->points++;
}

static void try_all(trial *t, const struct fault_kind *kind, int64_t most, int64_t *total) {
  for (int sticky = 0; sticky < 2; sticky++) {
    /* How many points there are: one run with a fault that is never met. */
    disk_copy(&disk, &t->before);
    disk_power_off();
    fault_set(kind, INT64_MAX / 2, false);
    (void)city_run(t->line);
    int64_t points = kind->disk != 0 ? disk_points
                     : kind->library ? library_fault.calls
                                     : INT64_MAX / 2 - memory_fail_countdown();
    fault_clear();
    /* When not all are tried, each command begins at another one. */
    int64_t step = points > most ? (points + most - 1) / most : 1;
    int64_t from = (int64_t)strlen(t->line) * 7919 % step;
    for (int64_t point = from; point < points; point += step) {
      try_point(t, kind, point, sticky);
      (*total)++;
    }
  }
}

int main(int argc, char **argv) {
  int64_t most = argc > 2 ? strtoll(argv[2], NULL, 10) : INT64_MAX;
  report = stdout;
  put_faults_below_libraries();
  stdout = stderr = fopen("/dev/null", "w");
  city_begin(argv[1]);
  static trial t;
  int64_t totals[KIND_COUNT] = {0}, all = 0, wrong = 0;
  for (size_t i = 0; i < city_command_count; i++) {
    t = (trial){.line = city_commands[i].line, .before = t.before};
    disk_copy(&t.before, &disk);
    learn_states(&t);
    int64_t before = all;
    for (int k = 0; k < KIND_COUNT; k++) {
      int64_t count = 0;
      try_all(&t, &fault_kinds[k], most, &count);
      totals[k] += count;
      all += count;
    }
    wrong += t.wrong;
    fprintf(report, "%s %6lld points, %lld wrong: sudui %.60s\n", t.wrong == 0 ? "ok  " : "FAIL",
            (long long)(all - before), (long long)t.wrong, t.line);
    fflush(report);
    disk_copy(&disk, &t.before);
    disk_power_off();
    (void)city_run(t.line);
  }
  for (int k = 0; k < KIND_COUNT; k++) {
    fprintf(report, "     %7lld points of %s\n", (long long)totals[k], fault_kinds[k].name);
  }
  fprintf(report, "%lld passed, %lld failed, 0 skipped\n", (long long)(all - wrong),
          (long long)wrong);
  return wrong == 0 ? 0 : 1;
}
