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

/* The line of an award of the set; borrowed. */
stored_award settlement_line(const settlement *s, size_t index);

#endif
