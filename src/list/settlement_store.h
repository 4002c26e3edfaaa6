/* Inside of list/: settlements in the database. */
#ifndef SUDUI_LIST_SETTLEMENT_STORE_H
#define SUDUI_LIST_SETTLEMENT_STORE_H

#include "list/settlement.h"

/* The newest settlements of all lists that are not asked for and were not withdrawn, by list. */
sd_status settlement_priors_find(database *db, const settlement_request *request, arena *a,
                                 settlement_prior **out, size_t *count_out, sd_error *error);

/* settlement_compute beside given settlements. */
sd_status settlement_compute_beside(registry *r, const settlement_request *request,
                                    const settlement_prior *priors, size_t prior_count, arena *a,
                                    settlement **out, sd_error *error);

/* Tables of rules are stored once, by their SM3. */
sd_status settlement_store_document(database *db, text content, char hex[SM3_TEXT_SIZE],
                                    sd_error *error);
/* Relations, ceilings, reasons, lists.  SD_CORRUPT when a document does not give its hash. */
sd_status settlement_rules_by_hash(database *db, const text hashes[4], arena *a,
                                   settlement_rules *out, sd_error *error);
/* What settlement `id` was asked, without its lists. */
sd_status settlement_request_read(database *db, int64_t id, arena *a, settlement_request *out,
                                  sd_error *error);
/* Pairs of a list and a settlement that `sql` gives for ?1 = `id`. */
sd_status settlement_pairs_read(database *db, const char *sql, int64_t id, arena *a,
                                settlement_prior **out, size_t *count_out, sd_error *error);

/* The line of an award of the set; borrowed. */
stored_award settlement_line(const settlement *s, size_t index);

#endif
