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
 * VARIANTS ways.  At the end the same with a disk whose syncs do nothing: at least half of the
 * images must be found wrong, or this program could not see a loss. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "city.h"

typedef enum damage { DAMAGE_LOST, DAMAGE_KEPT, DAMAGE_TORN, DAMAGE_GARBLED, DAMAGE_COUNT } damage;
static const char *const damage_names[] = {"lost", "kept", "torn", "garbled"};

enum { SECTOR = 512 };

static FILE *report; /* the program's own output is thrown away */

typedef struct cut {
  disk_image durable;
  size_t *pending; /* operations that are not durable yet, in order */
  size_t pending_count;
  size_t next;
  bool lying; /* syncs do nothing */
} cut;

static bool is_of_folder(const char *path, const char *folder) {
  size_t size = strlen(folder);
  return strncmp(path, folder, size) == 0 && path[size] == '/' &&
         strchr(path + size + 1, '/') == NULL;
}

/* Moves what this sync makes durable out of the pending ones. */
static void make_durable(cut *c, const disk_operation *sync) {
  size_t kept = 0;
  for (size_t i = 0; i < c->pending_count; i++) {
    const disk_operation *o = &disk_log[c->pending[i]];
    bool is_name = o->act == DISK_NAME || o->act == DISK_UNNAME;
    bool durable = sync->act == DISK_SYNC ? !is_name && o->file == sync->file
                                          : is_name && is_of_folder(o->path, sync->path);
    if (durable) {
      disk_apply(&c->durable, o);
    } else {
      c->pending[kept++] = c->pending[i];
    }
  }
  c->pending_count = kept;
}

static void cut_advance(cut *c) {
  const disk_operation *o = &disk_log[c->next];
  if (o->act == DISK_SYNC || o->act == DISK_SYNC_FOLDER) {
    if (!c->lying) make_durable(c, o);
  } else if (o->act != DISK_ACKNOWLEDGE) {
    c->pending[c->pending_count++] = c->next;
  }
  c->next++;
}

/* One pending write, sector by sector: there, not there, or garbage. */
static void apply_torn(random_source *r, const disk_operation *o, bool garble) {
  for (size_t at = 0; at < o->size;) {
    size_t size = SECTOR - (o->offset + at) % SECTOR;
    if (size > o->size - at) size = o->size - at;
    unsigned char garbage[SECTOR];
    disk_operation piece = {DISK_WRITE, o->file, o->offset + at, size, o->bytes + at, ""};
    uint64_t choice = random_below(r, garble ? 3 : 2);
    if (choice == 2) {
      for (size_t i = 0; i < size; i++) garbage[i] = (unsigned char)random_next(r);
      piece.bytes = garbage;
    }
    if (choice != 0) disk_apply(&disk, &piece);
    at += size;
  }
}

static void build_image(const cut *c, damage how, random_source *r) {
  disk_copy(&disk, &c->durable);
  if (how == DAMAGE_LOST) return;
  /* Names become durable in order: a random number of the first ones. */
  size_t names = 0, name = 0;
  for (size_t i = 0; i < c->pending_count; i++) {
    disk_act act = disk_log[c->pending[i]].act;
    names += act == DISK_NAME || act == DISK_UNNAME;
  }
  size_t names_kept = how == DAMAGE_KEPT ? names : random_below(r, names + 1);
  for (size_t i = 0; i < c->pending_count; i++) {
    const disk_operation *o = &disk_log[c->pending[i]];
    bool is_name = o->act == DISK_NAME || o->act == DISK_UNNAME;
    if (how == DAMAGE_KEPT) {
      disk_apply(&disk, o);
    } else if (is_name) {
      if (name++ < names_kept) disk_apply(&disk, o);
    } else if (o->act == DISK_TRUNCATE) {
      if (random_chance(r, 1, 2)) disk_apply(&disk, o);
    } else {
      apply_torn(r, o, how == DAMAGE_GARBLED);
    }
  }
}

typedef struct tally {
  int64_t images[DAMAGE_COUNT], wrong;
  uint64_t *states;    /* what the city held at each operation, everything kept */
  uint64_t sound[256]; /* contents whose rows were examined whole */
  size_t sound_count;
  size_t acknowledged; /* the last acknowledgement before the cut */
  bool quiet;
} tally;

/* Also a command after the cut: the program goes on from what it finds. */
static void judge(tally *t, const cut *c, damage how, int variant) {
  disk_power_off();
  uint64_t found;
  sqlite3 *open_city = city_look(&found);
  bool examined = false;
  for (size_t i = 0; i < t->sound_count && !examined; i++) examined = t->sound[i] == found;
  const char *wrong = city_examine(examined);
  if (wrong == NULL && !examined && t->sound_count < 256) t->sound[t->sound_count++] = found;
  sqlite3_close(open_city);
  bool known = false;
  for (size_t i = t->acknowledged; i <= c->next && !known; i++) known = t->states[i] == found;
  if (wrong == NULL && !known) wrong = "an act is missing or half there";
  if (wrong == NULL && variant == 0 && c->next % 16 == 0) {
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
    if (getenv("SAY") != NULL) fprintf(report, "%s = %d%s\n", city_commands[i].line, code, code != city_commands[i].code ? " <<<<<<<<<<" : "");
    if (code != city_commands[i].code) {
      fprintf(report, "FAIL sudui %s: exit code %d\n", city_commands[i].line, code);
      if (getenv("SAY") == NULL) exit(1);
    }
    disk_acknowledge();
  }
  disk_record(false);
  *states_out = calloc(disk_log_count + 1, sizeof **states_out);
  if (*states_out == NULL) abort();
}

static void cut_begin(cut *c, const disk_image *base, bool lying) {
  disk_copy(&c->durable, base);
  c->pending_count = c->next = 0;
  c->lying = lying;
}

/* Every stride-th cut, in every way. */
static void cut_everywhere(cut *c, tally *t, size_t stride, int variants) {
  random_source r;
  t->acknowledged = 0;
  for (;; cut_advance(c)) {
    if (c->next > 0 && disk_log[c->next - 1].act == DISK_ACKNOWLEDGE) t->acknowledged = c->next;
    for (int how = 0; how < DAMAGE_COUNT && c->next % stride == 0; how++) {
      int ways = how == DAMAGE_TORN || how == DAMAGE_GARBLED ? variants : 1;
      for (int variant = 0; variant < ways; variant++) {
        random_init_stream(&r, c->next, (uint64_t)(variant * DAMAGE_COUNT + how));
        build_image(c, (damage)how, &r);
        judge(t, c, (damage)how, variant);
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
      build_image(c, DAMAGE_KEPT, &r);
      disk_power_off();
      sqlite3_close(city_look(&states[c->next]));
    } else {
      states[c->next] = states[c->next - 1];
    }
    if (c->next == disk_log_count) return;
  }
}

static bool tell(const tally *t, const char *what) {
  int64_t all = 0;
  for (int i = 0; i < DAMAGE_COUNT; i++) all += t->images[i];
  fprintf(report, "%s %s: %lld lost, %lld kept, %lld torn, %lld garbled; %lld images, %lld wrong\n",
          t->wrong == 0 || (t->quiet && 2 * t->wrong >= all) ? "ok  " : "FAIL", what,
          (long long)t->images[DAMAGE_LOST], (long long)t->images[DAMAGE_KEPT],
          (long long)t->images[DAMAGE_TORN], (long long)t->images[DAMAGE_GARBLED], (long long)all,
          (long long)t->wrong);
  return 2 * t->wrong >= all;
}

int main(int argc, char **argv) {
  size_t stride = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
  int variants = argc > 3 ? atoi(argv[3]) : 1;
  static disk_image base;
  static cut c;
  tally t = {0}, lies = {.quiet = true};
  report = stdout;
  if (getenv("SAY") == NULL) stdout = stderr = fopen("/dev/null", "w");
  city_begin(argv[1]);
  disk_copy(&base, &disk);
  run_year(&t.states);
  c.pending = calloc(disk_log_count + 1, sizeof *c.pending);
  size_t changing = 0;
  for (size_t i = 0; i < city_command_count; i++) changing += city_commands[i].changes;
  fprintf(report, "     %zu commands, %zu of them change the city; %zu operations of the disk\n",
          city_command_count, changing, disk_log_count);
  cut_begin(&c, &base, false);
  find_states(&c, t.states);
  lies.states = t.states;
  cut_begin(&c, &base, false);
  cut_everywhere(&c, &t, stride, variants);
  tell(&t, "power cuts");
  cut_begin(&c, &base, true);
  cut_everywhere(&c, &lies, stride * 7, 1);
  bool seen = tell(&lies, "the same when syncs do nothing (at least half must be wrong)");
  int64_t all = 0;
  for (int i = 0; i < DAMAGE_COUNT; i++) all += t.images[i];
  fprintf(report, "%lld passed, %lld failed, 0 skipped\n", (long long)(all - t.wrong) + seen,
          (long long)t.wrong + !seen);
  return t.wrong == 0 && seen ? 0 : 1;
}
