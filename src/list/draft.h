/* Drafts of item versions in the store: who made what from which version, never changed.
 *
 * A draft is a model file that somebody saved; saving again makes another draft.  Each row has its
 * entry in the audit chain ("policy-draft", with the SM3 of the bytes), so what was released, run
 * and replayed later can be traced to whoever wrote it.  Source: design rules 5 and 7. */
#ifndef SUDUI_LIST_DRAFT_H
#define SUDUI_LIST_DRAFT_H

#include "audit/audit.h"
#include "base/arena.h"

/* Called by list_migrate. */
sd_status draft_migrate(database *db, sd_error *error);

typedef struct draft {
  int64_t id; /* from 1 */
  text item, version;
  text base;  /* the version of the item that it was made from */
  text bytes; /* the model */
  text actor;
  int64_t time_us;
} draft;

/* Stores `d` (its id is ignored) with its audit entry, in the caller's transaction.  SD_CONFLICT
 * when the item has a draft of that version already; SD_INVALID without item, version or actor. */
sd_status draft_store(database *db, const draft *d, int64_t *id_out, sd_error *error);

/* Borrowed during the call; anything but SD_OK ends the walk. */
typedef sd_status (*draft_visitor)(void *context, const draft *d, sd_error *error);
/* In order of id; `item` empty: all. */
sd_status draft_each(database *db, text item, draft_visitor visit, void *context, sd_error *error);

/* Everything in `a`; SD_NOT_FOUND. */
sd_status draft_find(database *db, text item, text version, arena *a, draft *out, sd_error *error);

/* "2025.3": the first number behind `base` that no draft of the item has, in `a`.  A base that is
 * such a name itself counts on: "2025.3" is followed by "2025.4". */
sd_status draft_next_version(database *db, text item, text base, arena *a, text *out,
                             sd_error *error);

/* Every draft held to its entry of the chain, and the entries to the drafts; their number. */
sd_status draft_verify(database *db, int64_t *count_out, sd_error *error);

#endif
