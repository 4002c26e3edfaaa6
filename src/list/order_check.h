/* The look at a list just before it is ordered: exclusion lists, caps, ceilings and relations.
 *
 * The second moment of R-41 and the last of: every award that stands on the list is
 * held to the exclusion lists as they are known now, and asked again (settle_again) beside all that
 * other lists give, with figures and keys as they are known now, so that neither an upheld
 * objection nor a corrected fact passes a ceiling or a relation.  Ceilings and relations are those
 * that the list was settled by.  The answer depends on settlements and changes alone, never on what
 * was ordered: the same for any order of lists.
 * A look is a value, stored award by award with what made it, held to the audit chain, and computed
 * again to the same bytes. */
#ifndef SUDUI_LIST_ORDER_CHECK_H
#define SUDUI_LIST_ORDER_CHECK_H

#include "list/settlement.h"

typedef struct order_check_request {
  int64_t list;
  item_stage_kind part;   /* ITEM_STAGE_ADVANCE or ITEM_STAGE_PAY */
  settlement_rules rules; /* exclusion lists; ceilings and relations where nothing was settled */
  registry_view view;     /* the moment */
} order_check_request;

typedef enum order_result {
  ORDER_CLEAR,
  ORDER_EXCLUDED,    /* on an exclusion list now */
  ORDER_OVER_LIMIT,  /* more than a cap, a bound or a ceiling leaves */
  ORDER_IN_THE_WAY,  /* more than a relation leaves beside another award */
  ORDER_FACT_MISSING /* a figure or key that bounds it is not on file */
} order_result;
const char *order_result_word(order_result result); /* "clear"; static */

/* What was found of one award. */
typedef struct order_verdict {
  text code;
  order_result result;
  int64_t amount_fen; /* as it stands */
  int64_t most_fen;   /* what it may be at most; `amount_fen` when it fits */
  text reasons;       /* codes of exclusion lists, with spaces between */
  text entries;       /* the lists: "dishonesty:2025-03-01", with spaces between */
  text against;       /* "ceiling:year", "exclusive:item@2024" */
} order_verdict;

typedef struct order_check {
  int64_t id; /* 0 until stored */
  order_check_request request;
  int64_t settlement;  /* of the list; 0: none */
  int64_t until_entry; /* of the chain: what was decided by then */
  const settlement_prior *priors;
  size_t prior_count;
  const order_verdict *verdicts; /* by code */
  size_t count;
  int64_t found[ORDER_FACT_MISSING + 1]; /* how many of each result */
  int64_t last_batch;
  text bytes;
  size_t head_size; /* behind it the verdicts begin */
  sm3_digest hash;
} order_check;

/* Everything lives in `a`.  Reads the facts of the companies of the list and of those whom a
 * ceiling or relation puts beside them.  Call it inside the transaction that orders. */
sd_status order_check_compute(registry *r, const order_check_request *request, arena *a,
                              order_check **out, sd_error *error);
/* NULL when nothing stands for the company.  O(log n). */
const order_verdict *order_check_find(const order_check *c, text code);

/* Stores it with an audit entry "order-check" inside of the caller's transaction; a look that found
 * the same as the last of its list and part is stored only with `ordered`. */
sd_status order_check_store(database *db, order_check *c, const char *actor, bool ordered,
                            sd_error *error);

/* One look as it is stored; texts are borrowed during the call. */
typedef struct stored_look {
  int64_t id;
  text part, actor; /* the word of the stage */
  int64_t time_us;  /* the moment; facts were known until then */
  order_verdict verdict;
} stored_look;
typedef sd_status (*look_visitor)(void *context, const stored_look *look, sd_error *error);
/* Every stored look at a company on a list, the oldest first.  Reads the lines of each look. */
sd_status order_checks_each(database *db, int64_t list, text code, look_visitor visit,
                            void *context, sd_error *error);

/* Computes every look at a list again from what was stored and compares byte for byte, until one
 * differs; `*count_out` are the same. */
sd_status order_checks_replay(registry *r, int64_t list, arena *a, int64_t *count_out,
                              replay_report *out, sd_error *error);
/* Every look held to its hash and to the audit chain; their number. */
sd_status order_check_verify(database *db, int64_t *count_out, sd_error *error);

/* Inside of list/: a verdict as a line of the bytes, and back; false at the end or for what is
 * none. */
void order_verdict_write(const order_verdict *v, text_builder *out);
bool order_verdict_read(text *lines, arena *a, order_verdict *out);
/* The lines before the verdicts. */
typedef struct order_check_head {
  int64_t list;
  text part; /* the word of the stage */
  int64_t as_of_day, known_us, settlement, until_entry;
  text hashes[4]; /* relations, ceilings, reasons, lists */
  const settlement_prior *priors;
  size_t prior_count;
} order_check_head;
void order_check_head_write(const order_check_head *head, text_builder *out);
/* As order_check_compute, as things stood at an entry of the chain. */
typedef struct order_check_ground {
  int64_t settlement, until_entry;
  settlement_rules rules; /* of relations and ceilings: those of the settlement */
  const settlement_prior *priors;
  size_t prior_count;
} order_check_ground;
sd_status order_check_beside(registry *r, const order_check_request *request,
                             const order_check_ground *ground, arena *a, order_check **out,
                             sd_error *error);

#define ORDER_CHECK_TABLES                                                                     \
  "CREATE TABLE list_order_check("                                                             \
  " id INTEGER PRIMARY KEY,"                                                                   \
  " list INTEGER NOT NULL REFERENCES list_run,"                                                \
  " part TEXT NOT NULL,"                                                                       \
  " actor TEXT NOT NULL,"                                                                      \
  " time_us INTEGER NOT NULL,"                                                                 \
  " as_of_day INTEGER NOT NULL,"                                                               \
  " settlement INTEGER NOT NULL,"                                                              \
  " until_entry INTEGER NOT NULL,"                                                             \
  " relations TEXT NOT NULL,"                                                                  \
  " ceilings TEXT NOT NULL,"                                                                   \
  " reasons TEXT NOT NULL,"                                                                    \
  " lists TEXT NOT NULL,"                                                                      \
  " head_size INTEGER NOT NULL,"                                                               \
  " bytes TEXT NOT NULL,"                                                                      \
  " hash TEXT NOT NULL,"                                                                       \
  " entry INTEGER NOT NULL"                                                                    \
  ") STRICT;"                                                                                  \
  "CREATE INDEX list_order_check_list ON list_order_check(list, part, id);"                    \
  "CREATE TABLE list_order_check_prior("                                                       \
  " look INTEGER NOT NULL REFERENCES list_order_check,"                                        \
  " list INTEGER NOT NULL,"                                                                    \
  " settlement INTEGER NOT NULL,"                                                              \
  " PRIMARY KEY(look, list)"                                                                   \
  ") STRICT;"                                                                                  \
  "CREATE TRIGGER list_order_check_update BEFORE UPDATE ON list_order_check BEGIN"             \
  " SELECT RAISE(ABORT, 'looks before ordering are never changed'); END;"                      \
  "CREATE TRIGGER list_order_check_delete BEFORE DELETE ON list_order_check BEGIN"             \
  " SELECT RAISE(ABORT, 'looks before ordering are never deleted'); END;"                      \
  "CREATE TRIGGER list_order_check_prior_update BEFORE UPDATE ON list_order_check_prior BEGIN" \
  " SELECT RAISE(ABORT, 'looks before ordering are never changed'); END;"                      \
  "CREATE TRIGGER list_order_check_prior_delete BEFORE DELETE ON list_order_check_prior BEGIN" \
  " SELECT RAISE(ABORT, 'looks before ordering are never deleted'); END;"

#endif
