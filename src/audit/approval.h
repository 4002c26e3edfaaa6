/* Proposals in the store: what was proposed, who checked it, who did it; each step in the chain.
 *
 * A proposal holds the exact content of what is to be done.  Its hash is the SM3 over
 * "sudui-approval-1", the operation's word, the subject and the content, with a line end behind
 * each of the first three.  Only the same content can be performed, and a new proposal for the same
 * operation and subject voids the open one.  Rows are never changed; the stage follows from the
 * acts (audit/four_eyes), and every row is held to its entry of the chain whenever it is read.
 * Functions that write stand inside the caller's transaction (SD_MISUSE outside), so that the
 * effect and its approval become durable together.  Source: reliability 3.4. */
#ifndef SUDUI_AUDIT_APPROVAL_H
#define SUDUI_AUDIT_APPROVAL_H

#include "audit/four_eyes.h"
#include "base/arena.h"
#include "store/database.h"

/* Called by audit_migrate. */
sd_status approval_migrate(database *db, sd_error *error);

/* What somebody wants to do, or does. */
typedef struct approval_request {
  guarded_operation operation;
  text subject; /* what it is about, one line: "2025 KJ-01", "91320412MA00000000" */
  text content; /* everything that matters about it, byte for byte; JSON by convention */
  const char *actor;
  int64_t now_us;
} approval_request;

bool approval_hash(guarded_operation operation, text subject, text content, sm3_digest *out);

/* The same content by the same maker while it is open: the same proposal again.  SD_CONFLICT when
 * another person's proposal of this very content is open (check that one instead); SD_REFUSED for
 * an actor without a name; SD_INVALID for a subject that is empty or has more than one line. */
sd_status approval_propose(database *db, const approval_request *request, int64_t *id_out,
                           sd_error *error);

/* The second person.  `seen` is the hash of what was looked at, or NULL for what is stored.
 * SD_REFUSED for the maker and for a closed proposal, SD_CONFLICT for another hash. */
sd_status approval_check(database *db, int64_t id, const char *actor, const sm3_digest *seen,
                         int64_t now_us, sd_error *error);

/* The open proposal for the operation and subject; 0 when there is none. */
sd_status approval_open_id(database *db, guarded_operation operation, text subject, int64_t *id_out,
                           sd_error *error);

/* The newest proposal for them, whatever its stage; 0 when there is none. */
sd_status approval_newest_id(database *db, guarded_operation operation, text subject,
                             int64_t *id_out, sd_error *error);

/* By anybody, with a ground that is not empty; the maker takes back this way. */
sd_status approval_refuse(database *db, int64_t id, const char *actor, const char *ground,
                          int64_t now_us, sd_error *error);

/* To be called by whatever has the effect, in its transaction: finds the newest proposal for the
 * operation and subject and marks it performed.  SD_REFUSED when there is none, when it is not
 * checked, or when this actor may not release it; SD_CONFLICT when the content is another one.
 * `id_out` may be NULL. */
sd_status approval_perform(database *db, const approval_request *request, int64_t *id_out,
                           sd_error *error);

typedef struct approval {
  int64_t id;
  guarded_operation operation;
  proposal_stage stage;
  text subject, content;
  sm3_digest hash;
  text maker, checker, performer; /* as they were written; empty until then */
  text closer, ground;            /* of a refusal or a voiding */
  int64_t proposed_us, checked_us, performed_us, closed_us;
} approval;

/* The newest performed proposal for the operation and subject, in `a`; whatever came after it and
 * was not performed does not touch it. */
sd_status approval_standing(database *db, guarded_operation operation, text subject, arena *a,
                            bool *found_out, approval *out, sd_error *error);
/* True when the newest performed proposal for the operation and subject has this content. */
sd_status approval_stands(database *db, guarded_operation operation, text subject, text content,
                          bool *out, sd_error *error);

/* Everything in `a`.  SD_NOT_FOUND; SD_CORRUPT when a row is not what the chain says. */
sd_status approval_find(database *db, int64_t id, arena *a, approval *out, sd_error *error);

typedef sd_status (*approval_visitor)(void *context, const approval *found, sd_error *error);
/* In order of id; `open_only`: those that wait for somebody. */
sd_status approval_each(database *db, bool open_only, approval_visitor visit, void *context,
                        sd_error *error);

/* True when this person may take the next step of the proposal. */
bool approval_waits_for(const approval *found, text person);

/* Every proposal held to the chain and the chain's entries to the proposals; their number. */
sd_status approval_verify(database *db, int64_t *count_out, sd_error *error);

#endif
