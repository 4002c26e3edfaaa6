/* Decisions as of the newest facts: the newest run of each item, and what facts changed since.
 *
 * A run is the base of what is current for its item and data year until a newer one is stored.  An
 * update looks at the batches that arrived since, decides the subjects they are about again with
 * the run's models on the run's day, and appends a change for each decision that came out
 * differently.  So the current decisions are those of the run with the last changes laid over them,
 * and equal the decisions of a run made now for the same day, to the byte.
 *
 * By subject and appended by an update: status, fault, version, district, missing facts, score,
 * computed amount.  Over the whole set, and therefore derived when asked for: the amount after cap,
 * rate and budget.  The run itself and its list, whatever state it is in, stay as they are.
 * Source. */
#ifndef SUDUI_LIST_CURRENT_H
#define SUDUI_LIST_CURRENT_H

#include "list/run.h"

/* The step of list_migrate that makes the tables. */
#define CURRENT_TABLES                                                   \
  "CREATE TABLE list_update("                                            \
  " id INTEGER NOT NULL,"                                                \
  " run INTEGER NOT NULL REFERENCES list_run,"                           \
  " after_batch INTEGER NOT NULL,"                                       \
  " last_batch INTEGER NOT NULL,"                                        \
  " subjects INTEGER NOT NULL,"                                          \
  " changes INTEGER NOT NULL,"                                           \
  " actor TEXT NOT NULL,"                                                \
  " time_us INTEGER NOT NULL,"                                           \
  " PRIMARY KEY(id, run)"                                                \
  ") STRICT;"                                                            \
  "CREATE INDEX list_update_run ON list_update(run, last_batch);"        \
  "CREATE TABLE list_change("                                            \
  " run INTEGER NOT NULL REFERENCES list_run,"                           \
  " code TEXT NOT NULL,"                                                 \
  " batch INTEGER NOT NULL,"                                             \
  " line TEXT NOT NULL,"                                                 \
  " PRIMARY KEY(run, code, batch)"                                       \
  ") STRICT, WITHOUT ROWID;"                                             \
  "CREATE INDEX list_change_batch ON list_change(run, batch);"           \
  "CREATE TRIGGER list_update_update BEFORE UPDATE ON list_update BEGIN" \
  " SELECT RAISE(ABORT, 'updates are never changed'); END;"              \
  "CREATE TRIGGER list_update_delete BEFORE DELETE ON list_update BEGIN" \
  " SELECT RAISE(ABORT, 'updates are never deleted'); END;"              \
  "CREATE TRIGGER list_change_update BEFORE UPDATE ON list_change BEGIN" \
  " SELECT RAISE(ABORT, 'changed decisions are never changed'); END;"    \
  "CREATE TRIGGER list_change_delete BEFORE DELETE ON list_change BEGIN" \
  " SELECT RAISE(ABORT, 'changed decisions are never deleted'); END;"

/* --- Updating --- */

/* The models of all bases, loaded once; belongs to one thread. */
typedef struct updater updater;

sd_status updater_open(registry *r, updater **out, sd_error *error);
void updater_close(updater *u); /* NULL is allowed */

typedef struct update_item {
  int64_t run;
  text item;
  int32_t data_year;
  size_t subjects; /* decided again */
  size_t changes;  /* that came out differently */
} update_item;

typedef struct update_report {
  int64_t batch;            /* the newest that is in the decisions now */
  const update_item *items; /* for each base that was behind */
  size_t item_count;
} update_report;

/* Brings every base to the newest batch, in a transaction of its own with one audit entry "update";
 * does nothing when all are there.  Notices runs stored or withdrawn meanwhile.  SD_CONFLICT when
 * batches from before this program stored what a batch changes lie between: run the item anew.
 * About a millisecond for each subject of a small batch, whatever the size of the city. */
sd_status updater_apply(updater *u, const char *actor, int64_t now_us, arena *a, update_report *out,
                        sd_error *error);

/* --- Reading --- */

/* A decision that changed since its run. */
typedef struct current_change {
  decision before; /* of the run; code empty when it had none */
  decision now;    /* code empty when nothing covers the subject any more */
  const char *code;
  int64_t batch; /* the last that changed it */
} current_change;

typedef struct current_state {
  const list_run *run; /* the base, with the amounts of its list */
  list_run *now;       /* the current decisions with amounts over the whole set; no snapshot hash */
  int64_t batch;       /* up to which facts are in `now` */
  sd_status amounts;   /* SD_REFUSED: the budget is short and the item says stop; amounts are 0 */
  const current_change *changes; /* ascending by code */
  size_t change_count;
} current_state;

/* Current decisions on the base `run`.  Reads the whole run: about a second for a million. */
sd_status current_load(database *db, int64_t run, arena *a, current_state **out, sd_error *error);

/* The bases: the newest run of each item and data year that was not withdrawn, by item. */
sd_status current_bases(database *db, arena *a, int64_t **runs_out, size_t *count_out,
                        sd_error *error);

/* How the last update that decided one subject differently did so, beside the decision of the run.
 */
typedef struct redecision {
  int64_t batch;       /* the newest that was seen then; 0: nothing came out differently */
  int64_t after_batch; /* facts of the batches behind this one led to it */
  int64_t time_us;
  decision now; /* code empty when nothing covers the subject any more */
} redecision;
/* By key, without the decision of the run: some microseconds. */
sd_status current_redecision(database *db, const list_run *run, text code, arena *a,
                             redecision *out, sd_error *error);

/* What is current for one subject on one base, by key.  SD_NOT_FOUND when nothing covers it now
 * and nothing did. */
sd_status current_of_subject(database *db, const list_run *run, text code, arena *a,
                             current_change *out, sd_error *error);

#endif
