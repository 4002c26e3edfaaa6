/* The chain of acts: append-only entries, each holding the SM3 of the one before.
 *
 * hash = SM3 over: "sudui-audit-1" NUL, previous hash, sequence and time (8 bytes each, high byte
 * first), then actor, act, reference and payload, each behind its length in 8 bytes.  These are
 * exactly the stored bytes.  Entries cannot be changed or deleted through SQL (triggers refuse).
 * A chain alone does not see that its end was cut off: keep heads outside (checkpoints) and give
 * them to audit_verify.  Source: R-63, GB/T 32905-2016. */
#ifndef SUDUI_AUDIT_AUDIT_H
#define SUDUI_AUDIT_AUDIT_H

#include "base/hash.h"
#include "base/text_builder.h"
#include "store/database.h"

typedef struct audit_head {
  int64_t sequence; /* 0: the chain is empty and the hash is all zeros */
  sm3_digest hash;
} audit_head;

typedef struct audit_entry {
  int64_t sequence; /* from 1, without gaps */
  int64_t time_us;
  text actor;
  text act;       /* "import", "run", "publish", ... */
  text reference; /* what it is about: a run, a list, a file; may be empty */
  text payload;   /* JSON by convention; kept byte for byte */
  sm3_digest previous;
  sm3_digest hash;
} audit_entry;

/* Creates or upgrades the tables of the folder. */
sd_status audit_migrate(database *db, sd_error *error);

/* Inside the caller's transaction (SD_MISUSE outside), so that the act and its entry become durable
 * together.  `reference` may be NULL; `head_out` may be NULL. */
sd_status audit_append(database *db, const char *actor, const char *act, const char *reference,
                       text payload, int64_t now_us, audit_head *head_out, sd_error *error);

sd_status audit_head_get(database *db, audit_head *out, sd_error *error);

/* "12 6a3f…" (sequence, space, 64 digits), the form of a checkpoint. */
enum { AUDIT_HEAD_TEXT_SIZE = 88 };
void audit_head_format(const audit_head *head, char buffer[AUDIT_HEAD_TEXT_SIZE]);
bool audit_head_parse(text source, audit_head *out);

/* Entries with sequence >= `from`, in order; anything but SD_OK from the visitor ends the walk. */
typedef sd_status (*audit_visitor)(void *context, const audit_entry *entry, sd_error *error);
sd_status audit_each(database *db, int64_t from_sequence, audit_visitor visit, void *context,
                     sd_error *error);

/* True when the chain has this entry: sequence, time, actor, act, reference and payload. One
 * look-up by key; hashes are not looked at. */
sd_status audit_has(database *db, const audit_entry *expected, bool *out, sd_error *error);
/* The same of an act whose reference is a number and whose payload follows from a row: takes the
 * payload and releases it. */
sd_status audit_has_row(database *db, audit_entry expected, int64_t reference,
                        text_builder *payload, bool *out, sd_error *error);

typedef struct audit_report {
  int64_t entries;         /* found sound, from the beginning */
  audit_head head;         /* behind the last sound one */
  int64_t broken_sequence; /* the first broken or missing entry; 0 when all are sound */
} audit_report;

/* Called now and then. */
typedef void (*audit_progress)(void *context, uint64_t done, uint64_t total);

/* Walks the whole chain; `checkpoint` (NULL allowed) must be on it.  SD_CORRUPT names the first
 * broken entry and what is wrong with it.  About 1 µs an entry of 100 bytes. */
sd_status audit_verify(database *db, const audit_head *checkpoint, audit_progress progress,
                       void *context, audit_report *report_out, sd_error *error);

#endif
