/* The second pass of a run: caps, proration to the budget, sums. */
#include "list/run_amount.h"

#include "base/allocator.h"
#include "base/limits.h"
#include "list/pricing.h"

bool run_count_decision(const decision *d, run_counts *counts) {
  counts->met += d->status == DECISION_MET;
  counts->not_met += d->status == DECISION_NOT_MET;
  counts->unknown += d->status == DECISION_UNKNOWN;
  counts->faulty += d->fault != DECISION_SOUND;
  return money_add(counts->computed_fen, d->computed_fen, &counts->computed_fen) &&
         money_add(counts->amount_fen, d->amount_fen, &counts->amount_fen);
}

static sd_status sum_too_large(sd_error *error) {
  return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                   SD_ARGS("amount_fen", SD_NUMBER(LIMIT_MONEY_FEN)));
}

sd_status run_count(const decision *decisions, size_t count, run_counts *out, sd_error *error) {
  *out = (run_counts){0};
  for (size_t i = 0; i < count; i++) {
    if (!run_count_decision(&decisions[i], out)) return sum_too_large(error);
  }
  return SD_OK;
}

/* --- Budgets --- */

static bool has_budget(const item_version *v) {
  return v->budget_line.size != 0 && v->budget_total_fen > 0;
}

size_t run_budget_leader(const item_version *const *versions, size_t index) {
  for (size_t i = 0; i < index; i++) {
    if (has_budget(versions[i]) && has_budget(versions[index]) &&
        text_equal(versions[i]->budget_line, versions[index]->budget_line)) {
      return i;
    }
  }
  return index;
}

int64_t run_budget_total(const item_version *const *versions, size_t version_count,
                         run_budget budget) {
  if (!budget.of_item) return budget.given_fen;
  int64_t total_fen = 0;
  for (size_t i = 0; i < version_count; i++) {
    if (!has_budget(versions[i])) return RUN_BUDGET_NONE;
    if (run_budget_leader(versions, i) == i) total_fen += versions[i]->budget_total_fen;
  }
  return total_fen;
}

/* --- Settling --- */

/* The decisions that share one budget. */
typedef struct budget_group {
  const item_version *const *versions;
  decision *decisions;
  size_t count;
  bool all;      /* whatever their version; else those led by `leader` */
  size_t leader; /* whose rules for the budget hold */
  int64_t budget_fen;
} budget_group;

static bool is_member(const budget_group *group, const decision *d) {
  return d->status == DECISION_MET &&
         (group->all || run_budget_leader(group->versions, d->version) == group->leader);
}

static scale_claim claim_of(const budget_group *group, const decision *d) {
  int64_t cap_fen = group->versions[d->version]->amount_cap_fen;
  return (scale_claim){.key = text_of(d->code),
                       .quantity = d->computed_fen,
                       .ceiling_fen = cap_fen > 0 ? cap_fen : LIMIT_MONEY_FEN};
}

static sd_status settle_group(const budget_group *group, bool *prorated, sd_error *error) {
  size_t used = 0;
  scale_claim *claims = memory_allocate((group->count + 1) * sizeof *claims);
  if (claims == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  const item_version *leader = group->versions[group->leader];
  pricing_budget budget = {leader, pricing_unit_fen(leader), group->budget_fen};
  for (size_t i = 0; i < group->count; i++) {
    const decision *d = &group->decisions[i];
    if (!is_member(group, d)) continue;
    int64_t unit_fen = pricing_unit_fen(group->versions[d->version]);
    if (unit_fen < budget.unit_fen) budget.unit_fen = unit_fen;
    claims[used++] = claim_of(group, d);
  }
  pricing priced;
  sd_status status = pricing_settle(&budget, claims, used, &priced, error);
  used = 0;
  for (size_t i = 0; i < group->count && status == SD_OK; i++) {
    decision *d = &group->decisions[i];
    if (is_member(group, d)) d->amount_fen = claims[used++].amount_fen;
  }
  memory_free(claims);
  *prorated |= status == SD_OK && priced.is_short;
  return status;
}

sd_status run_settle_amounts(const item_version *const *versions, size_t version_count,
                             decision *decisions, size_t count, run_budget budget,
                             bool *prorated_out, sd_error *error) {
  *prorated_out = false;
  for (size_t i = 0; i < count; i++) decisions[i].amount_fen = 0;
  budget_group group = {.versions = versions,
                        .decisions = decisions,
                        .count = count,
                        .all = !budget.of_item,
                        .budget_fen = budget.given_fen};
  if (group.all) return settle_group(&group, prorated_out, error);
  for (size_t i = 0; i < version_count; i++) {
    if (run_budget_leader(versions, i) != i) continue;
    group.leader = i;
    group.budget_fen = has_budget(versions[i]) ? versions[i]->budget_total_fen : RUN_BUDGET_NONE;
    TRY(settle_group(&group, prorated_out, error));
  }
  return SD_OK;
}

sd_status run_settle(list_run *run, decision *decisions, size_t count, sd_error *error) {
  const run_budget budget = {.of_item = run->budget_of_item,
                             .given_fen = run->budget_of_item ? RUN_BUDGET_NONE : run->budget_fen};
  run->decisions = decisions;
  run->decision_count = count;
  TRY(run_settle_amounts(run->versions, run->version_count, decisions, count, budget,
                         &run->prorated, error));
  return run_count(decisions, count, &run->counts, error);
}
