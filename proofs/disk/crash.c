/* Power cuts at every operation of the disk: what was acknowledged is there, nothing is half there.
 *
 * A year of a small city runs once on the disk in memory (city.c) while every operation is
 * recorded. Then, for every operation, the disk is made as a power cut before it could leave it:
 * what was not synced is lost, kept, torn by sectors, or garbage.  Each such image is opened by the
 * program's own code and must be sound (pages, audit chain, lists, ledger, outbox), and hold
 * exactly what some moment between the last acknowledgement and the cut held: no acknowledged act
 * is missing, and at most the one that was not acknowledged is there, whole.
 *
 * usage: crash DATA_FOLDER [STRIDE [VARIANTS]]   every STRIDE-th operation, torn and garbled in
 * VARIANTS ways; with 0 one of kept, torn and garbled is left out, another one each time.  At the
 * end the same with a disk whose syncs do nothing: at least half of the images must be found wrong,
 * or this program could not see a loss. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "city.h"
#include "cut.h"

static FILE *report; /* the program's own output is thrown away */

enum { SOUND_MAX = 2048, GO_ON = 16 };

typedef struct tally {
  int64_t images[DAMAGE_COUNT], opened, wrong;
  uint64_t *states;          /* what the city held at each operation, everything kept */
  uint64_t sound[SOUND_MAX]; /* contents whose rows were examined whole */
  size_t sound_count;
  size_t acknowledged; /* the last acknowledgement before the cut */
  uint64_t lost_found; /* what was found when everything unsynced was lost, and when that was */
  size_t lost_changes;
  bool quiet;
} tally;

/* What the image holds; NULL in `wrong_out` when it is sound. */
static uint64_t open_image(tally *t, const char **wrong_out) {
  disk_power_off();
  uint64_t found;
  sqlite3 *open_city = city_look(NULL, &found);
  bool examined = false;
  for (size_t i = 0; i < t->sound_count && !examined; i++) examined = t->sound[i] == found;
  *wrong_out = city_examine(examined);
  if (*wrong_out == NULL && !examined && t->sound_count < SOUND_MAX) {
    t->sound[t->sound_count++] = found;
  }
  sqlite3_close(open_city);
  t->opened++;
  return found;
}

/* Also a command after the cut: the program goes on from what it finds. */
static void judge(tally *t, const cut *c, damage how, int variant, random_source *r) {
  const char *wrong = NULL;
  uint64_t found;
  if (how == DAMAGE_LOST && t->lost_changes == c->changes + 1) {
    found = t->lost_found; /* the very image that was opened at an earlier cut */
  } else {
    cut_build(c, how, r);
    found = open_image(t, &wrong);
  }
  if (how == DAMAGE_LOST && wrong == NULL) {
    t->lost_found = found;
    t->lost_changes = c->changes + 1;
  }
  bool known = false;
  for (size_t i = t->acknowledged; i <= c->next && !known; i++) known = t->states[i] == found;
  if (wrong == NULL && !known) wrong = "an act is missing or half there";
  if (wrong == NULL && variant == 0 && how != DAMAGE_LOST && c->next % GO_ON == 0) {
    disk_power_off();
    if (city_run("audit verify") != 0) wrong = "the program does not go on";
  }
  t->images[how]++;
  if (wrong == NULL) return;
  t->wrong++;
  if (!t->quiet && t->wrong <= 10) {
    fprintf(report, "FAIL power cut before operation %zu, %s, variant %d: %s\n", c->next,
            damage_names[how], variant, wrong);
  }
}

static void run_year(uint64_t **states_out) {
  disk_record(true);
  for (size_t i = 0; i < city_command_count; i++) {
    int code = city_do(city_commands[i].line);
    if (code != city_commands[i].code) {
      fprintf(report, "FAIL sudui %s: exit code %d\n", city_commands[i].line, code);
      exit(1);
    }
    disk_acknowledge();
  }
  disk_record(false);
  *states_out = calloc(disk_log_count + 1, sizeof **states_out);
  if (*states_out == NULL) abort();
}

/* Every stride-th cut, in every way. */
static void cut_everywhere(cut *c, tally *t, size_t stride, int variants) {
  random_source r;
  t->acknowledged = 0;
  for (;; cut_advance(c)) {
    if (c->next > 0 && disk_log[c->next - 1].act == DISK_ACKNOWLEDGE) t->acknowledged = c->next;
    for (int how = 0; how < DAMAGE_COUNT && c->next % stride == 0; how++) {
      /* Without variants one of the ways after the first is left out, another one each time. */
      if (variants == 0 && how != DAMAGE_LOST && c->next % 3 == (size_t)how - 1) continue;
      int ways = how == DAMAGE_TORN || how == DAMAGE_GARBLED ? (variants > 1 ? variants : 1) : 1;
      for (int variant = 0; variant < ways; variant++) {
        random_init_stream(&r, c->next, (uint64_t)(variant * DAMAGE_COUNT + how));
        judge(t, c, (damage)how, variant, &r);
      }
    }
    if (c->next == disk_log_count) return;
  }
}

/* True when this operation may change what the city holds: the page behind the head of a frame
 * that ends a transaction in the log of the database. */
static bool may_commit(size_t operation, int log_file) {
  const disk_operation *o = &disk_log[operation], *head = o - 1;
  if (o->act != DISK_WRITE || o->file != log_file) return false;
  if (operation == 0 || head->act != DISK_WRITE || head->file != log_file) return true;
  if (head->size != 24) return o->size != 24 && o->size != 32;
  return (head->bytes[4] | head->bytes[5] | head->bytes[6] | head->bytes[7]) != 0;
}

/* What the city holds when the program ends before each operation and nothing is lost. */
static void find_states(cut *c, uint64_t *states) {
  random_source r;
  random_init(&r, 1);
  int log_file = disk_find(&c->durable, CITY_DATABASE "-wal");
  for (;; cut_advance(c)) {
    if (c->next == 0 || may_commit(c->next - 1, log_file)) {
      cut_build(c, DAMAGE_KEPT, &r);
      disk_power_off();
      sqlite3_close(city_look(NULL, &states[c->next]));
    } else {
      states[c->next] = states[c->next - 1];
    }
    if (c->next == disk_log_count) return;
  }
}

static bool tell(const tally *t, const char *what) {
  int64_t all = 0;
  for (int i = 0; i < DAMAGE_COUNT; i++) all += t->images[i];
  fprintf(report,
          "%s %s: %lld lost, %lld kept, %lld torn, %lld garbled; %lld images (%lld differ), %lld "
          "wrong\n",
          t->wrong == 0 || (t->quiet && 2 * t->wrong >= all) ? "ok  " : "FAIL", what,
          (long long)t->images[DAMAGE_LOST], (long long)t->images[DAMAGE_KEPT],
          (long long)t->images[DAMAGE_TORN], (long long)t->images[DAMAGE_GARBLED], (long long)all,
          (long long)t->opened, (long long)t->wrong);
  return 2 * t->wrong >= all;
}

int main(int argc, char **argv) {
  size_t stride = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
  int variants = argc > 3 ? atoi(argv[3]) : 1;
  static disk_image base;
  static cut c;
  static tally t, lies = {.quiet = true};
  report = stdout;
  stdout = stderr = fopen("/dev/null", "w");
  city_begin(argv[1]);
  disk_copy(&base, &disk);
  run_year(&t.states);
  size_t changing = 0;
  for (size_t i = 0; i < city_command_count; i++) changing += city_commands[i].changes;
  fprintf(report, "     %zu commands, %zu of them change the city; %zu operations of the disk\n",
          city_command_count, changing, disk_log_count);
  cut_begin(&c, &base, disk_log, disk_log_count, false);
  find_states(&c, t.states);
  lies.states = t.states;
  cut_begin(&c, &base, disk_log, disk_log_count, false);
  cut_everywhere(&c, &t, stride, variants);
  tell(&t, "power cuts");
  cut_begin(&c, &base, disk_log, disk_log_count, true);
  cut_everywhere(&c, &lies, stride * 7, 1);
  bool seen = tell(&lies, "the same when syncs do nothing (at least half must be wrong)");
  int64_t all = 0;
  for (int i = 0; i < DAMAGE_COUNT; i++) all += t.images[i];
  fprintf(report, "%lld passed, %lld failed, 0 skipped\n", (long long)(all - t.wrong) + seen,
          (long long)t.wrong + !seen);
  return t.wrong == 0 && seen ? 0 : 1;
}
