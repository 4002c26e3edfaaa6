/* Inside of list/: the second pass, amounts over the whole set. */
#ifndef SUDUI_LIST_RUN_AMOUNT_H
#define SUDUI_LIST_RUN_AMOUNT_H

#include "list/run.h"

/* Fills amount_fen of every decision: nothing unless met; the computed amount, at most the cap of
 * its version; and, if their sum is above `budget_fen` (RUN_BUDGET_NONE: no bound), parts of the
 * budget in proportion, by largest remainder.  The result does not depend on the order.
 * SD_REFUSED when the budget is short and `pro_rata` is false. */
sd_status run_settle_amounts(const item_version *const *versions, decision *decisions, size_t count,
                             int64_t budget_fen, bool pro_rata, bool *prorated_out,
                             sd_error *error);

/* Sums over decisions; SD_LIMIT_EXCEEDED when a sum leaves LIMIT_MONEY_FEN. */
sd_status run_count(const decision *decisions, size_t count, run_counts *out, sd_error *error);
/* Adds one decision; false when a sum leaves the limit. */
bool run_count_decision(const decision *d, run_counts *counts);

#endif
