/* Every allocation and every operation of the disk fails, once and for good, in every command.
 *
 * The commands of city.c run one after the other on the disk in memory.  Each runs once more with
 * all its points noted (points.h); then again and again, and at each run another point fails: an
 * allocation of the program, of SQLite or of libxml2, or an operation of the disk (EIO, ENOSPC,
 * half of a read or write, at read, write, sync, truncation or naming), once or from there on for
 * good. After each: no memory is left over, and the city opened anew is sound and holds what it
 * held before, or what the command makes of it, or a state between two of its transactions.  A
 * command that says it is done must be done.
 *
 * usage: faults DATA_FOLDER [TURNS [STRIDE [EVERY [PART PARTS [WORDS]]]]]
 *
 * At each call stack, with each kind of fault, once and for good, TURNS points fail in the whole
 * year (0: all of them); of the libraries' allocations in commands that only read, every 8th.  With
 * STRIDE only every so-manieth of these points is tried, and with EVERY only in every so-manieth
 * command.  PART of PARTS divides them between processes; WORDS: only commands that hold them. What
 * there is and what was tried is counted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "points.h"
#include "trial.h"

static FILE *report;

enum { READING = 8 }; /* commands that only read: every so-manieth allocation of a library */

typedef struct plan {
  int turns;
  bool changes; /* the command at hand */
  int64_t stride, part, parts;
  int64_t number; /* of the next point that is to be tried, over all processes */
} plan;

typedef struct tally {
  int64_t points, stacks; /* there: of each kind, once and for good; stacks are new ones */
  int64_t tried, wrong;
} tally;

static void add(tally *sum, const tally *more) {
  sum->points += more->points;
  sum->stacks += more->stacks;
  sum->tried += more->tried;
  sum->wrong += more->wrong;
}

static void try_point(const trial *t, const fault_kind *kind, int64_t point, bool for_good,
                      tally *out) {
  trial_restore(t);
  int64_t blocks = memory_live_blocks();
  points_fail(kind, point, for_good);
  int code = city_run(t->line);
  points_clear();
  const char *wrong = memory_live_blocks() != blocks ? "memory is left over" : NULL;
  if (wrong == NULL) wrong = trial_judge(t, code);
  out->tried++;
  if (wrong == NULL) return;
  if (++out->wrong > 3) return;
  fprintf(report, "FAIL sudui %s: %s, point %lld%s: %s\n", t->line, kind->name, (long long)point,
          for_good ? " for good" : "", wrong);
}

/* Whether this point of a call stack is to be tried now. */
static bool is_wanted(plan *p, int *tried, bool of_library, tally *out) {
  out->points++;
  out->stacks += *tried == 0;
  bool wanted = p->turns == 0 || *tried < p->turns;
  if (!wanted) return false;
  ++*tried;
  if (of_library && !p->changes && p->turns != 0 && out->stacks % READING != 0) return false;
  int64_t number = p->number++;
  return number % p->stride == 0 && number / p->stride % p->parts == p->part;
}

static void try_kind(const trial *t, plan *p, size_t k, tally *out) {
  const fault_kind *kind = &fault_kinds[k];
  for (int for_good = 0; for_good < 2; for_good++) {
    for (size_t point = 0; point < points_count(kind->stream); point++) {
      int *tried = points_tried(k, for_good, points_stack(kind->stream, point));
      if (is_wanted(p, tried, kind->stream == POINTS_LIBRARY, out))
        try_point(t, kind, (int64_t)point, for_good, out);
    }
  }
}

int main(int argc, char **argv) {
  plan p = {.turns = 1, .stride = 1, .parts = 1};
  if (argc > 2) p.turns = atoi(argv[2]);
  if (argc > 3) p.stride = strtoll(argv[3], NULL, 10);
  size_t every = argc > 4 ? strtoul(argv[4], NULL, 10) : 1, commands = 0;
  if (argc > 6) p.part = strtoll(argv[5], NULL, 10), p.parts = strtoll(argv[6], NULL, 10);
  const char *only = argc > 7 ? argv[7] : "";
  report = stdout;
  points_install();
  stdout = stderr = fopen("/dev/null", "w");
  city_begin(argv[1]);
  static trial t;
  tally totals[FAULT_KIND_COUNT] = {0}, all = {0};
  for (size_t i = 0; i < city_command_count; i++) {
    if (i % every != 0 || strstr(city_commands[i].line, only) == NULL) {
      (void)city_do(city_commands[i].line);
      continue;
    }
    commands++;
    tally own = {0};
    p.changes = city_commands[i].changes;
    trial_begin(&t, city_commands[i].line);
    trial_learn(&t);
    trial_restore(&t);
    points_watch(true);
    (void)city_run(t.line);
    points_watch(false);
    for (size_t k = 0; k < FAULT_KIND_COUNT; k++) {
      tally of_kind = {0};
      try_kind(&t, &p, k, &of_kind);
      add(&totals[k], &of_kind);
      add(&own, &of_kind);
    }
    add(&all, &own);
    fprintf(report, "%s %6lld tried of %8lld, %5lld new stacks: sudui %s\n",
            own.wrong == 0 ? "ok  " : "FAIL", (long long)own.tried, (long long)own.points,
            (long long)own.stacks, city_commands[i].line);
    fflush(report);
    disk_copy(&disk, &t.after);
    disk_power_off();
  }
  for (size_t k = 0; k < FAULT_KIND_COUNT; k++) {
    fprintf(report, "     %7lld tried of %8lld points, %6lld call stacks: %s\n",
            (long long)totals[k].tried, (long long)totals[k].points, (long long)totals[k].stacks,
            fault_kinds[k].name);
  }
  fprintf(report, "     %lld tried of %lld points, %lld call stacks, in %zu commands\n",
          (long long)all.tried, (long long)all.points, (long long)all.stacks, commands);
  fprintf(report, "%lld passed, %lld failed, 0 skipped\n", (long long)(all.tried - all.wrong),
          (long long)all.wrong);
  return all.wrong == 0 ? 0 : 1;
}
