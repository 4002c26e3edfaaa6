/* Inside of list/: what the audit chain says of runs and of acts on lists.
 *
 * The bytes of an entry follow from the stored row alone, so that they can be made again and
 * compared (list/verify). */
#ifndef SUDUI_LIST_RECORD_H
#define SUDUI_LIST_RECORD_H

#include "audit/audit.h"
#include "list/run.h"

typedef struct act_record {
  int64_t list;
  text item;
  text act; /* "approve", "publish", "finalize", "withdraw" */
  text actor;
  int64_t time_us;
  text hash;
  text first_day, last_day; /* of a publication; else empty */
  text note;                /* number of a document; may be empty */
} act_record;

/* The payload of the entry; look at out->failed. */
void record_run_write(const list_run *run, text_builder *out);
void record_act_write(const act_record *act, text_builder *out);

/* Append the entry, inside the caller's transaction. */
sd_status record_run(database *db, const list_run *run, sd_error *error);
sd_status record_act_append(database *db, const act_record *act, sd_error *error);

#endif
