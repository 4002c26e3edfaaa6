/* A settlement: the owner's confirmation of lists, with the amounts that follow from it.
 *
 * Candidates of one or several lists, less those whom the owner or an exclusion list leaves off,
 * priced over the whole set (list/settle) beside everything that was settled before.  It is a value
 * that is stored with all that made it: the tables of rules by SM3, the view of the facts, the
 * settlements that were looked at.  Its canonical bytes say every step of every amount; computed
 * again they are the same.  Lists settled together get the best choice between them; a list settled
 * later takes the others as they are.  Source, R-41 (first moment). */
#ifndef SUDUI_LIST_SETTLEMENT_H
#define SUDUI_LIST_SETTLEMENT_H

#include "list/award_store.h"
#include "policy/exclusion.h"

/* The tables of rules that stand beside the items. */
typedef struct settlement_rules {
  const relation_table *relations;
  const ceiling_table *ceilings;
  const exclusion_rules *exclusions;
} settlement_rules;

/* Contents of relations.csv, ceilings.csv, exclusion_reasons.csv and exclusion_lists.csv; empty
 * ones have no rows. */
typedef struct settlement_documents {
  text relations, ceilings, reasons, lists;
} settlement_documents;
sd_status settlement_rules_read(const settlement_documents *documents, arena *a,
                                settlement_rules *out, sd_error *error);

/* A list that was settled before, and by which settlement. */
typedef struct settlement_prior {
  int64_t list, settlement;
} settlement_prior;

typedef struct settlement_request {
  const int64_t *lists; /* candidates, each once */
  size_t list_count;
  settlement_rules rules;
  registry_view view;  /* of exclusion lists, bounds and keys; known_us in the past */
  int64_t until_entry; /* of the chain: changes by objections that count; settlement_compute sets it
                        */
  void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL; caller's thread */
  void *progress_context;
} settlement_request;

typedef struct settlement {
  int64_t id; /* 0 until stored */
  text actor;
  int64_t created_us;
  settlement_request request;
  list_run **runs; /* of the lists, ascending by id; with decisions */
  const settlement_prior *priors;
  size_t prior_count;
  size_t changed; /* awards given before that an objection changed */
  settle_set set;
  int64_t last_batch;
  text head;         /* of the canonical bytes */
  text *steps_texts; /* of each award of the set; empty for those given before */
  sm3_digest hash;
} settlement;

/* Computes; everything lives in `a`.  SD_REFUSED when a list is no candidate, or a budget is short
 * and its item says stop; SD_NOT_FOUND for a list or an attribute that is not there. */
sd_status settlement_compute(registry *r, const settlement_request *request, arena *a,
                             settlement **out, sd_error *error);
/* Stores with an audit entry "owner-confirm" for each list, in one transaction (the caller's, if
 * one is open). */
sd_status settlement_store(database *db, settlement *s, const char *actor, int64_t now_us,
                           sd_error *error);
/* Both in one transaction, so that no other settlement comes between: what ceilings and budgets
 * leave is reserved by the one that is stored first. */
sd_status settlement_confirm(registry *r, const settlement_request *request, const char *actor,
                             int64_t now_us, arena *a, settlement **out, sd_error *error);

void settlement_write(const settlement *s, text_builder *out);
/* The stored bytes, held to the stored hash: SD_CORRUPT, SD_NOT_FOUND. */
sd_status settlement_read_text(database *db, int64_t id, text_builder *out, sd_error *error);

/* Computes settlement `id` again from what was stored and compares byte for byte. */
sd_status settlement_replay(registry *r, int64_t id, arena *a, replay_report *out, sd_error *error);
/* Every settlement and every act of owners, held to its hash and to the audit chain. */
typedef struct settlement_proof {
  int64_t settlements, exclusions;
} settlement_proof;
sd_status settlement_verify(database *db, settlement_proof *out, sd_error *error);

/* Inside of list/: tells how far it is, `quarter` 0 to 3 and so many awards of it. */
void settlement_tell(const settlement *s, unsigned quarter, size_t awards);

/* Inside of list/: the facts of the awards (list/settlement_facts), of their subjects alone. */
sd_status settlement_take_facts(registry *r, settlement *s, arena *a, sd_error *error);

#endif
