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
/* So many natural or working days; the first is the day itself or the day after it. */
typedef struct day_period {
  int32_t days;
  bool working_days;
  bool first_day_counts;
} day_period;

/* The last day of a period.  `calendar` may be NULL: Saturday and Sunday are off.  SD_NOT_FOUND
 * names a year of which the calendar has no day off: it is not known, and none is guessed. */
sd_status period_last_day(const day_period *period, int64_t from_day, const day_calendar *calendar,
                          int64_t *last_day_out, sd_error *error);

typedef struct list_status {
  int64_t id;
  text item, version_label; /* versions separated by spaces */
  list_state state;
  text maker, approver, publisher, finalizer; /* empty until then */
  int64_t created_us, approved_us, published_us, finalized_us;
  int64_t published_day, last_day; /* of the publication; in China; 0 until then */
  sm3_digest hash;                 /* of the frozen content; of the output until published */
  run_counts counts;
  uint32_t stages_done; /* bits 1 << item_stage_kind; a publication is begun, see last_day */
  int64_t stage_us[ITEM_STAGE_COUNT];
  text stage_actor[ITEM_STAGE_COUNT], stage_note[ITEM_STAGE_COUNT]; /* empty until then */
  int64_t withdrawn_us;                                             /* 0 until then */
  text withdraw_ground;                                             /* empty until then */
} list_status;

/* What may be done to a list: an act for each stage of its item, and two more. */
enum { LIST_ACT_FINALIZE = ITEM_STAGE_COUNT, LIST_ACT_WITHDRAW, LIST_ACT_COUNT };

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
/* Begins the publication: freezes the content (list_write) and sets the last day by the item. */
sd_status list_publish(database *db, int64_t id, const char *actor, const day_calendar *calendar,
                       int64_t now_us, sd_error *error);
/* Fixes the list when every stage before the first payment is over: a publication from the day
 * after its last day.  SD_REFUSED before. */
sd_status list_finalize(database *db, int64_t id, const char *actor, int64_t now_us,
                        sd_error *error);

/* Any stage of the item by its kind: only when all stages before it are over (SD_REFUSED says which
 * is next, and who has it), and payments only of final lists.  `note` may be NULL: the number of
 * the document that stands behind the act. */
sd_status list_take_stage(database *db, int64_t id, item_stage_kind kind, const char *actor,
                          const char *note, const day_calendar *calendar, int64_t now_us,
                          sd_error *error);

/* One stage of a list as it stands. */
typedef struct stage_place {
  item_stage stage; /* `by` filled in with the owner when the model names nobody */
  bool done;
  int64_t since_us; /* when the stage before ended; 0: not reached */
  int64_t done_us;
  int64_t due_day; /* INT64_MAX: no deadline, or not reached */
} stage_place;

typedef struct list_progress {
  list_status status;
  text name; /* of the item */
  stage_place places[ITEM_STAGE_COUNT];
  size_t count;
  size_t current; /* the first that is not over; `count` when all are, or the list is withdrawn */
} list_progress;

/* Where a list stands on the day of `now_us` in China. */
sd_status list_progress_get(database *db, int64_t id, const day_calendar *calendar, int64_t now_us,
                            arena *a, list_progress *out, sd_error *error);

/* Any state but final → withdrawn, which is for good.  The ground is what companies on the list are
 * told (R-20: all reasons to the firm); SD_MISUSE without one. */
sd_status list_withdraw(database *db, int64_t id, const char *actor, const char *ground,
                        int64_t now_us, sd_error *error);

/* One award of a final list. */
typedef struct list_line {
  text code;
  text district;
  text version;
  int64_t amount_fen;
  int64_t payable_day; /* a change that is published again: not paid before; 0: at once */
} list_line;
typedef sd_status (*list_line_visitor)(void *context, const list_line *line, sd_error *error);
/* The lines of a list that are paid (amount above 0), by code, with what upheld objections changed
 * (list/objection).  With `must_be_final` without companies whose objection is open and, where the
 * item has a stage of confirmation, without those that did not confirm (list/confirmation).  With
 * `must_be_final` SD_REFUSED for another state, and SD_CORRUPT when the content is not the frozen
 * one. */
sd_status list_each_line(database *db, int64_t id, bool must_be_final, list_line_visitor visit,
                         void *context, sd_error *error);

/* The content of the list as it is frozen: header, then "code,amount" of each met line by code. */
sd_status list_write(database *db, int64_t id, text_builder *out, sd_error *error);

#endif
