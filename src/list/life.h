/* The life of a list: candidate, approved, published, final; or withdrawn.
 *
 * A list is the lines of a run that are met.  Each act is a row that is never changed and an entry
 * of the audit chain, bound to the hash of what was acted upon.  Maker and approver are two people.
 * The content is frozen by SM3 when it is published, and final only when the publication period is
 * over.  Source, design rules of money 5. */
#ifndef SUDUI_LIST_LIFE_H
#define SUDUI_LIST_LIFE_H

#include "list/run.h"

typedef enum list_state {
  LIST_CANDIDATE,
  LIST_APPROVED,
  LIST_PUBLISHED,
  LIST_FINAL,
  LIST_WITHDRAWN
} list_state;

const char *list_state_name(list_state state); /* "candidate"; static */
message_id list_state_message(list_state state);

/* Days off and days worked against the weekly rule; ascending. */
typedef struct day_calendar {
  const int64_t *off_days;
  size_t off_count;
  const int64_t *work_days; /* weekend days that are worked */
  size_t work_count;
} day_calendar;

/* Lines "2025-10-01,off" or "2025-10-11,work"; empty lines and those that begin with # are passed
 * over.  Lives in `a`. */
sd_status day_calendar_read(text source, const char *name, arena *a, day_calendar **out,
                            sd_error *error);
/* The last day of a period of `days` that begins on the day after `from_day`.  `calendar` may be
 * NULL: Saturday and Sunday are off. */
int64_t publication_last_day(int64_t from_day, int32_t days, bool working_days,
                             const day_calendar *calendar);

typedef struct list_status {
  int64_t id;
  text item, version_label; /* versions separated by spaces */
  list_state state;
  text maker, approver, publisher, finalizer; /* empty until then */
  int64_t created_us, approved_us, published_us, finalized_us;
  int64_t published_day, last_day; /* of the publication; in China; 0 until then */
  sm3_digest hash;                 /* of the frozen content; of the output until published */
  run_counts counts;
} list_status;

sd_status list_get_status(database *db, int64_t id, arena *a, list_status *out, sd_error *error);
typedef sd_status (*list_visitor)(void *context, const list_status *list, sd_error *error);
/* In order of id.  `item` empty: all. */
sd_status list_each(database *db, text item, list_visitor visit, void *context, sd_error *error);

/* True for the list that counts among those of its item and data year: the one that is approved or
 * further, else the newest candidate; never one that was withdrawn. */
sd_status list_is_current(database *db, const list_status *list, bool *out, sd_error *error);

/* candidate → approved.  SD_REFUSED when the actor made the run, when a version is not released
 * (list/version_release), when the list is in another state, or when another list of the same item
 * and data year is approved or further and not withdrawn (so that nobody is paid twice); SD_CORRUPT
 * when the stored run does not give its hash. */
sd_status list_approve(database *db, int64_t id, const char *actor, int64_t now_us,
                       sd_error *error);
/* approved → published: freezes the content (list_write) and sets the last day by the item. */
sd_status list_publish(database *db, int64_t id, const char *actor, const day_calendar *calendar,
                       int64_t now_us, sd_error *error);
/* published → final, from the day after the last day; SD_REFUSED before. */
sd_status list_finalize(database *db, int64_t id, const char *actor, int64_t now_us,
                        sd_error *error);

/* Any state but final → withdrawn, which is for good. */
sd_status list_withdraw(database *db, int64_t id, const char *actor, int64_t now_us,
                        sd_error *error);

/* One award of a final list. */
typedef struct list_line {
  text code;
  text district;
  text version;
  int64_t amount_fen;
} list_line;
typedef sd_status (*list_line_visitor)(void *context, const list_line *line, sd_error *error);
/* The lines of a list that are paid (amount above 0), by code.  With `must_be_final` SD_REFUSED for
 * another state, and SD_CORRUPT when the content is not the frozen one. */
sd_status list_each_line(database *db, int64_t id, bool must_be_final, list_line_visitor visit,
                         void *context, sd_error *error);

/* The content of the list as it is frozen: header, then "code,amount" of each met line by code. */
sd_status list_write(database *db, int64_t id, text_builder *out, sd_error *error);

#endif
