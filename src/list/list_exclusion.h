/* The owner's part in confirming a list: who is left off and why, and who is taken back.
 *
 * Each act is a row and an audit entry and never changes; the last act on a subject holds.  All
 * reasons of a subject are given at once, as the subject will read them.  Source: R-20, 一次告知.
 */
#ifndef SUDUI_LIST_LIST_EXCLUSION_H
#define SUDUI_LIST_LIST_EXCLUSION_H

#include "list/life.h"
#include "policy/exclusion.h"

typedef struct exclusion_act {
  int64_t list;
  text code;
  text reasons; /* codes with spaces between; empty: the subject is taken back */
  text note;    /* what the owner adds; may be empty */
  const char *actor;
  int64_t now_us;
  bool by_program; /* the reasons are those that the program gives */
} exclusion_act;

/* Records the act.  SD_REFUSED unless the list is a candidate, SD_NOT_FOUND when it has no such
 * subject, SD_INVALID for a code that an owner (or the program) cannot give. */
sd_status list_exclusion_add(database *db, const exclusion_act *act, const exclusion_rules *rules,
                             sd_error *error);

/* Somebody who is left off; texts live in the arena. */
typedef struct exclusion_entry {
  text code, reasons, note, actor;
  int64_t time_us;
} exclusion_entry;
/* Who is left off the list as of a moment, by code. */
sd_status list_exclusions_read(database *db, int64_t list, int64_t until_us, arena *a,
                               exclusion_entry **out, size_t *count_out, sd_error *error);

#endif
