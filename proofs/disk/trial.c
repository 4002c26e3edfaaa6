/* One command tried again and again from the same disk, each time disturbed in another way. */
#include "trial.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t look(void) {
  uint64_t found;
  sqlite3_close(city_look(NULL, &found));
  return found;
}

static bool may_hold(const trial *t, uint64_t state) {
  for (size_t i = 0; i < t->state_count; i++) {
    if (t->states[i] == state) return true;
  }
  return false;
}

static void add_state(trial *t, uint64_t state) {
  if (may_hold(t, state)) return;
  if (t->state_count == TRIAL_STATES_MAX) abort();
  t->states[t->state_count++] = state;
}

void trial_restore(const trial *t) {
  disk_copy(&disk, &t->before);
  disk_power_off();
}

void trial_begin(trial *t, const char *line) {
  disk_copy(&t->before, &disk);
  city_resolve(line, t->line);
  trial_restore(t);
}

void trial_learn(trial *t) {
  static disk_image walk;
  t->state_count = 0;
  trial_restore(t);
  add_state(t, look());
  trial_restore(t);
  disk_record(true);
  t->code = city_run(t->line);
  disk_record(false);
  disk_copy(&t->after, &disk);
  disk_copy(&walk, &t->before);
  for (size_t i = 0; i < disk_log_count; i++) {
    disk_apply(&walk, &disk_log[i]);
    if (disk_log[i].act != DISK_SYNC) continue;
    disk_copy(&disk, &walk);
    disk_power_off();
    add_state(t, look());
  }
  disk_copy(&disk, &t->after);
  disk_power_off();
  uint64_t last = look();
  for (size_t i = 0; i < t->state_count; i++) {
    if (t->states[i] == last) t->states[i] = t->states[--t->state_count];
  }
  add_state(t, last);
}

const char *trial_judge(const trial *t, int code) {
  disk_power_off();
  bool done = t->code == 0 && code == 0;
  /* Byte for byte a disk that was judged already: most faults come before the first write. */
  if (disk_equal(&disk, &t->after) || (disk_equal(&disk, &t->before) && !done)) return NULL;
  uint64_t found = look();
  bool known = may_hold(t, found);
  const char *unsound = city_examine(known);
  if (unsound != NULL) return unsound;
  if (!known) return "an act is half there";
  if (done && found != t->states[t->state_count - 1]) return "says that it is done, and is not";
  return NULL;
}
