/* The second pass of a run: caps, proration to the budget, sums. */
#include "list/run_amount.h"

#include "base/allocator.h"
#include "base/limits.h"
#include "list/life.h"

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

static void apply_caps(const item_version *const *versions, decision *decisions, size_t count) {
  for (size_t i = 0; i < count; i++) {
    decision *d = &decisions[i];
    d->amount_fen = 0;
    if (d->status != DECISION_MET) continue;
    int64_t cap_fen = versions[d->version]->amount_cap_fen;
    d->amount_fen = cap_fen > 0 && d->computed_fen > cap_fen ? cap_fen : d->computed_fen;
  }
}

/* The decisions that share one budget. */
typedef struct budget_group {
  const item_version *const *versions;
  decision *decisions;
  size_t count;
  bool all;      /* whatever their version; else those led by `leader` */
  size_t leader; /* whose rule for a short budget holds */
  int64_t budget_fen;
} budget_group;

static bool is_member(const budget_group *group, const decision *d) {
  return group->all || run_budget_leader(group->versions, d->version) == group->leader;
}

static sd_status sum_group(const budget_group *group, size_t *members_out, int64_t *sum_out,
                           sd_error *error) {
  *sum_out = 0;
  *members_out = 0;
  for (size_t i = 0; i < group->count; i++) {
    const decision *d = &group->decisions[i];
    if (!is_member(group, d)) continue;
    ++*members_out;
    if (!money_add(*sum_out, d->amount_fen, sum_out)) return sum_too_large(error);
  }
  return SD_OK;
}

/* Weights are the capped amounts, so that nobody gets more than that. */
static sd_status prorate(const budget_group *group, size_t members, sd_error *error) {
  money_share *shares = memory_allocate(members * sizeof *shares);
  if (shares == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  size_t used = 0;
  for (size_t i = 0; i < group->count; i++) {
    const decision *d = &group->decisions[i];
    if (!is_member(group, d)) continue;
    shares[used++] = (money_share){.key = text_of(d->code), .weight = d->amount_fen};
  }
  sd_status status = money_split(group->budget_fen, shares, used, error);
  used = 0;
  for (size_t i = 0; i < group->count && status == SD_OK; i++) {
    decision *d = &group->decisions[i];
    if (is_member(group, d)) d->amount_fen = shares[used++].part_fen;
  }
  memory_free(shares);
  return status;
}

static sd_status settle_group(const budget_group *group, bool *prorated, sd_error *error) {
  int64_t sum_fen;
  size_t members;
  TRY(sum_group(group, &members, &sum_fen, error));
  if (group->budget_fen == RUN_BUDGET_NONE || sum_fen <= group->budget_fen) return SD_OK;
  const item_version *leader = group->versions[group->leader];
  if (!leader->pro_rata_when_short) {
    char needed[MONEY_TEXT_SIZE], available[MONEY_TEXT_SIZE];
    money_format(sum_fen, needed);
    money_format(group->budget_fen, available);
    const char *line = leader->budget_line.size == 0 ? "-" : leader->budget_line.data;
    return error_set(error, SD_REFUSED, MESSAGE_LIST_BUDGET_SHORT,
                     SD_ARGS(needed, available, line));
  }
  *prorated = true;
  return prorate(group, members, error);
}

sd_status run_settle_amounts(const item_version *const *versions, size_t version_count,
                             decision *decisions, size_t count, run_budget budget,
                             bool *prorated_out, sd_error *error) {
  *prorated_out = false;
  apply_caps(versions, decisions, count);
  budget_group group = {.versions = versions,
                        .decisions = decisions,
                        .count = count,
                        .all = !budget.of_item,
                        .budget_fen = budget.given_fen};
  if (group.all) return settle_group(&group, prorated_out, error);
  for (size_t i = 0; i < version_count; i++) {
    if (!has_budget(versions[i]) || run_budget_leader(versions, i) != i) continue;
    group.leader = i;
    group.budget_fen = versions[i]->budget_total_fen;
    TRY(settle_group(&group, prorated_out, error));
  }
  return SD_OK;
}

/* --- Sharing --- */

void list_share(const item_version *version, int64_t amount_fen, int64_t *parts_fen) {
  uint64_t weights = 0;
  for (size_t i = 0; i < version->share_count; i++) weights += (uint64_t)version->shares[i].weight;
  int64_t rest_fen = amount_fen;
  for (size_t i = 0; i < version->share_count; i++) {
    unsigned __int128 product = (unsigned __int128)(uint64_t)amount_fen *
                                (unsigned __int128)(uint64_t)version->shares[i].weight;
    parts_fen[i] = weights == 0 ? 0 : (int64_t)(product / weights);
    rest_fen -= parts_fen[i];
  }
  for (size_t i = 0; i < version->share_count; i++) {
    if (!text_equal(version->shares[i].level, version->share_remainder)) continue;
    parts_fen[i] += rest_fen;
    return;
  }
  if (version->share_count != 0) parts_fen[0] += rest_fen;
}
