/* One command tried again and again from the same disk, each time disturbed in another way. */
#ifndef SUDUI_PROOFS_TRIAL_H
#define SUDUI_PROOFS_TRIAL_H

#include "city.h"

enum { TRIAL_STATES_MAX = 256 };

typedef struct trial {
  char line[CITY_LINE_SIZE]; /* resolved */
  disk_image before, after;  /* undisturbed */
  int code;
  uint64_t states[TRIAL_STATES_MAX]; /* what the city may hold, `after` last */
  size_t state_count;
} trial;

/* Of a line of the table, from the disk as it is. */
void trial_begin(trial *t, const char *line);
/* Runs it undisturbed and learns the states that it goes through: those at which it could be
 * killed.  Leaves the log of its operations in disk_log. */
void trial_learn(trial *t);
void trial_restore(const trial *t); /* the disk as before */

/* After a disturbed run with this exit code: NULL, or what is wrong.  The city opened anew must be
 * sound and hold one of the states; a command that says it is done must be done. */
const char *trial_judge(const trial *t, int code);

#endif
