/* What happens while the store recovers: the power is cut a second time, or something fails.
 *
 * Each command of city.c that changes the city is cut at several of its operations; the image that
 * is left (lost, torn, garbled) is a city that nobody has opened since.  On it the same command is
 * typed again, which opens the store, reads its log back and goes on.  Undisturbed it shows the
 * states that may follow.  Then the power is cut at operations of that second run, too, in all four
 * ways; and every place in the code where it allocates or reads, writes, syncs or names something
 * fails, once and for good, at one of its turns.  After each, the city is sound and holds one of
 * those states.
 *
 * usage: recovery DATA_FOLDER [CUTS [STRIDE]]   CUTS of each command; in the second run every
 * STRIDE-th cut and every STRIDE-th point */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "cut.h"
#include "points.h"
#include "trial.h"

static FILE *report;

typedef struct tally {
  int64_t broken, images, points, wrong;
  size_t stride;
  int64_t number; /* of the points to be tried */
} tally;

static void complain(tally *out, const trial *t, const char *how, const char *wrong) {
  if (out->wrong++ < 10) fprintf(report, "FAIL sudui %s again, %s: %s\n", t->line, how, wrong);
}

/* The second power cut. */
static void cut_again(const trial *t, tally *out) {
  static cut second;
  size_t count;
  disk_operation *log = disk_take_log(&count);
  random_source r;
  cut_begin(&second, &t->before, log, count, false);
  for (;; cut_advance(&second)) {
    for (int how = 0; how < DAMAGE_COUNT && second.next % out->stride == 0; how++) {
      random_init_stream(&r, second.next, (uint64_t)how);
      cut_build(&second, (damage)how, &r);
      const char *wrong = trial_judge(t, -1);
      if (wrong != NULL) complain(out, t, damage_names[how], wrong);
      out->images++;
    }
    if (second.next == second.log_count) break;
  }
  disk_free_log(log, count);
}

static void fail_again(const trial *t, const fault_kind *kind, size_t point, bool for_good,
                       tally *out) {
  trial_restore(t);
  int64_t blocks = memory_live_blocks();
  points_fail(kind, (int64_t)point, for_good);
  int code = city_run(t->line);
  points_clear();
  const char *wrong = memory_live_blocks() != blocks ? "memory is left over" : NULL;
  if (wrong == NULL) wrong = trial_judge(t, code);
  if (wrong != NULL) complain(out, t, kind->name, wrong);
  out->points++;
}

static void fail_everywhere(const trial *t, tally *out) {
  trial_restore(t);
  points_watch(true);
  (void)city_run(t->line);
  points_watch(false);
  for (size_t k = 0; k < FAULT_KIND_COUNT; k++) {
    const fault_kind *kind = &fault_kinds[k];
    for (int for_good = 0; for_good < 2; for_good++) {
      for (size_t point = 0; point < points_count(kind->stream); point++) {
        if ((*points_tried(k, for_good, points_stack(kind->stream, point)))++ != 0) continue;
        if (out->number++ % (int64_t)out->stride != 0) continue;
        fail_again(t, kind, point, for_good, out);
      }
    }
  }
}

/* A city that a power cut left, and what follows when the command is typed again. */
static void recover(const char *line, const cut *c, damage how, random_source *r, tally *out) {
  static trial t;
  cut_build(c, how, r);
  disk_power_off();
  trial_begin(&t, line);
  trial_learn(&t);
  const char *unsound = city_examine(false);
  if (unsound != NULL) complain(out, &t, "undisturbed", unsound);
  out->broken++;
  cut_again(&t, out);
  fail_everywhere(&t, out);
}

/* The command once, and cuts spread over its operations, another way of damage at each. */
static void try_command(const char *line, int cuts, tally *out) {
  static disk_image before, after;
  static cut first;
  char resolved[CITY_LINE_SIZE];
  city_resolve(line, resolved);
  disk_copy(&before, &disk);
  disk_power_off();
  disk_record(true);
  (void)city_run(resolved);
  disk_record(false);
  disk_copy(&after, &disk);
  size_t count;
  disk_operation *log = disk_take_log(&count);
  cut_begin(&first, &before, log, count, false);
  random_source r;
  random_init_stream(&r, count, strlen(line));
  for (int i = 1; i <= cuts; i++) {
    size_t at = count * (size_t)i / (size_t)(cuts + 1);
    while (first.next < at) cut_advance(&first);
    recover(resolved, &first, (damage)(i % DAMAGE_COUNT), &r, out);
  }
  disk_free_log(log, count);
  disk_copy(&disk, &after);
  disk_power_off();
}

int main(int argc, char **argv) {
  int cuts = argc > 2 ? atoi(argv[2]) : 2;
  tally all = {.stride = argc > 3 ? strtoul(argv[3], NULL, 10) : 1};
  report = stdout;
  points_install();
  stdout = stderr = fopen("/dev/null", "w");
  city_begin(argv[1]);
  size_t commands = 0;
  for (size_t i = 0; i < city_command_count; i++) {
    const city_command *c = &city_commands[i];
    if (c->changes) {
      commands++;
      try_command(c->line, cuts, &all);
    } else {
      (void)city_do(c->line);
    }
  }
  fprintf(report, "     %zu commands, %lld cities that a power cut left; while they recover:\n",
          commands, (long long)all.broken);
  fprintf(report, "%s %lld images of a second cut, %lld points failed, %lld wrong\n",
          all.wrong == 0 ? "ok  " : "FAIL", (long long)all.images, (long long)all.points,
          (long long)all.wrong);
  fprintf(report, "%lld passed, %lld failed, 0 skipped\n",
          (long long)(all.broken + all.images + all.points - all.wrong), (long long)all.wrong);
  return all.wrong == 0 ? 0 : 1;
}
