/* Entries of the chain by who, what, about what and when. */
#ifndef SUDUI_AUDIT_AUDIT_SEARCH_H
#define SUDUI_AUDIT_AUDIT_SEARCH_H

#include "audit/audit.h"
#include "base/arena.h"

/* Empty texts and 0 for any. */
typedef struct audit_filter {
  text actor;             /* a part of who it was */
  text act;               /* the whole word */
  text about;             /* a part of the reference or the payload: a company, a list */
  int64_t from_us, to_us; /* half-open; to_us 0: no end */
  int64_t below_sequence; /* 0: from the newest */
} audit_filter;

/* The newest first, at most `limit`.  Texts are borrowed during the call.  One pass over the chain
 * back to the last one found: about 2 million entries a second. */
sd_status audit_search(database *db, const audit_filter *filter, int64_t limit, audit_visitor visit,
                       void *context, sd_error *error);
/* One entry; texts live in `a`.  SD_NOT_FOUND. */
sd_status audit_entry_find(database *db, int64_t sequence, arena *a, audit_entry *out,
                           sd_error *error);

#endif
