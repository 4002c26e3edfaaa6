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

/* Caps; returns the sum. */
static sd_status apply_caps(const item_version *const *versions, decision *decisions, size_t count,
                            int64_t *sum_out, sd_error *error) {
  int64_t sum_fen = 0;
  for (size_t i = 0; i < count; i++) {
    decision *d = &decisions[i];
    d->amount_fen = 0;
    if (d->status != DECISION_MET) continue;
    int64_t cap_fen = versions[d->version]->amount_cap_fen;
    d->amount_fen = cap_fen > 0 && d->computed_fen > cap_fen ? cap_fen : d->computed_fen;
    if (!money_add(sum_fen, d->amount_fen, &sum_fen)) return sum_too_large(error);
  }
  *sum_out = sum_fen;
  return SD_OK;
}

/* Weights are the capped amounts, so that nobody gets more than that. */
static sd_status prorate(decision *decisions, size_t count, int64_t budget_fen, sd_error *error) {
  money_share *shares = memory_allocate(count * sizeof *shares);
  if (shares == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  for (size_t i = 0; i < count; i++) {
    shares[i] = (money_share){.key = text_of(decisions[i].code), .weight = decisions[i].amount_fen};
  }
  sd_status status = money_split(budget_fen, shares, count, error);
  for (size_t i = 0; i < count && status == SD_OK; i++) {
    decisions[i].amount_fen = shares[i].part_fen;
  }
  memory_free(shares);
  return status;
}

sd_status run_settle_amounts(const item_version *const *versions, decision *decisions, size_t count,
                             int64_t budget_fen, bool pro_rata, bool *prorated_out,
                             sd_error *error) {
  int64_t sum_fen = 0;
  *prorated_out = false;
  TRY(apply_caps(versions, decisions, count, &sum_fen, error));
  if (budget_fen == RUN_BUDGET_NONE || sum_fen <= budget_fen) return SD_OK;
  if (!pro_rata) {
    char needed[MONEY_TEXT_SIZE], available[MONEY_TEXT_SIZE];
    money_format(sum_fen, needed);
    money_format(budget_fen, available);
    return error_set(error, SD_REFUSED, MESSAGE_LIST_BUDGET_SHORT, SD_ARGS(needed, available));
  }
  *prorated_out = true;
  return prorate(decisions, count, budget_fen, error);
}

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
