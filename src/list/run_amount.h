/* Inside of list/: the second pass, amounts over the whole set. */
#ifndef SUDUI_LIST_RUN_AMOUNT_H
#define SUDUI_LIST_RUN_AMOUNT_H

#include "list/run.h"

/* The first of the versions that draws on the same budget line as version `index`. */
size_t run_budget_leader(const item_version *const *versions, size_t index);

/* Where the money comes from: of_item, each budget line of the versions bounds those who draw on
 * it; else `given_fen` (RUN_BUDGET_NONE: no bound) bounds all together. */
typedef struct run_budget {
  bool of_item;
  int64_t given_fen;
} run_budget;

/* What may be given out in all; RUN_BUDGET_NONE when nothing bounds it. */
int64_t run_budget_total(const item_version *const *versions, size_t version_count,
                         run_budget budget);

/* Fills amount_fen of every decision: nothing unless met; else what its version's rules give for
 * the computed amount, base or points, brought to its budget (list/pricing).  This is what may be
 * expected: exclusions, bounds by other figures, relations between items and ceilings come with the
 * owner's confirmation (list/settlement).  The result does not depend on the order.  SD_REFUSED
 * when a budget is short and its version says stop. */
sd_status run_settle_amounts(const item_version *const *versions, size_t version_count,
                             decision *decisions, size_t count, run_budget budget,
                             bool *prorated_out, sd_error *error);

/* The same for a run, from the budget that it names: sets its decisions, counts and proration. */
sd_status run_settle(list_run *run, decision *decisions, size_t count, sd_error *error);

/* Sums over decisions; SD_LIMIT_EXCEEDED when a sum leaves LIMIT_MONEY_FEN. */
sd_status run_count(const decision *decisions, size_t count, run_counts *out, sd_error *error);
/* Adds one decision; false when a sum leaves the limit. */
bool run_count_decision(const decision *d, run_counts *counts);

#endif
