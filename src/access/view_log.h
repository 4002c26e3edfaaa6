/* Who looked at which company's data: an append-only log of its own, each entry holding the SM3 of
 * the one before.
 *
 * hash = SM3 over: "sudui-view-1" NUL, previous hash, number, account and time (8 bytes each, high
 * byte first), then person, subject and path, each behind its length in 8 bytes.  It is kept apart
 * from the chain of acts, because looking is no act and happens far more often.  Companies that
 * look at themselves are not in it.  Source: R-72, GB/T 22239-2019 8.1.4.3. */
#ifndef SUDUI_ACCESS_VIEW_LOG_H
#define SUDUI_ACCESS_VIEW_LOG_H

#include "base/hash.h"
#include "store/database.h"

typedef struct view_entry {
  int64_t number; /* from 1, without gaps */
  int64_t time_us;
  int64_t account;
  text person;  /* "login name" of then */
  text subject; /* code of the company; empty: a list of many */
  text path;    /* of the page or answer, without its query */
} view_entry;

/* Creates or upgrades the table. */
sd_status view_log_migrate(database *db, sd_error *error);

/* In a transaction of its own, so that what is shown is on record before it is shown: one write
 * and sync.  Sets the entry's number. */
sd_status view_log_add(database *db, view_entry *e, sd_error *error);

/* Which entries; empty texts and 0 for any. */
typedef struct view_filter {
  text person;          /* a part of it */
  text subject;         /* the whole code */
  int64_t from_us;      /* half-open */
  int64_t to_us;        /* 0: no end */
  int64_t below_number; /* 0: from the newest */
} view_filter;

typedef sd_status (*view_visitor)(void *context, const view_entry *e, sd_error *error);
/* The newest first, at most `limit`; texts are borrowed during the call. */
sd_status view_log_each(database *db, const view_filter *filter, int64_t limit, view_visitor visit,
                        void *context, sd_error *error);

/* The whole log from its beginning: SD_CORRUPT names the first entry that is broken or missing.
 * `head_out` is the hash of the last one (zeros without any).  About a microsecond an entry. */
sd_status view_log_verify(database *db, int64_t *count_out, sm3_digest *head_out, sd_error *error);

#endif
