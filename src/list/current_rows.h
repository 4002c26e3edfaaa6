/* Inside of list/: what is stored of current decisions, and what the audit chain says of it. */
#ifndef SUDUI_LIST_CURRENT_ROWS_H
#define SUDUI_LIST_CURRENT_ROWS_H

#include "list/current.h"

/* One base in one update. */
typedef struct update_row {
  int64_t run;
  int64_t after_batch, last_batch;
  int64_t subjects, changes;
  sm3_digest hash; /* of the changed lines in order of code; a subject without a line has "-\n" */
} update_row;

/* The last batch whose facts are in the decisions on base `run`: of an update or of the run. */
sd_status current_batch(database *db, const list_run *run, int64_t *out, sd_error *error);

/* The last change of a subject on base `run`: its line (empty: nothing covers it) in `a`, and the
 * batch; `*batch_out` 0 when there is none. */
sd_status change_find(database *db, int64_t run, text code, arena *a, text *line_out,
                      int64_t *batch_out, sd_error *error);
sd_status change_store(database *db, int64_t run, text code, int64_t batch, text line,
                       sd_error *error);
/* How a changed line goes into the hash of its update. */
void change_add_to_hash(sm3_hasher *h, text code, text line);

/* Stores the rows of one act and its audit entry. */
sd_status update_store(database *db, const update_row *rows, size_t count, const char *actor,
                       int64_t now_us, sd_error *error);
/* The payload of the entry of update `id`, made again from the rows and the changed lines; actor
 * and time in `a`.  SD_NOT_FOUND when there are no rows. */
sd_status update_payload(database *db, int64_t id, arena *a, text_builder *out, text *actor_out,
                         int64_t *time_us_out, sd_error *error);

#endif
