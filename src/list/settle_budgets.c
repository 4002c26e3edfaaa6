/* The budgets of a settlement: awards grouped by budget line and year, and priced. */
#include <stdio.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/messages/list.h"
#include "list/settle.h"

/* What must stay true: what was given before from a budget is not there any more; the awards of a
 * budget follow one set of rules. */

typedef struct budget_pass {
  settle_set *set;
  arena *arena;
  sd_error *error;
  uint32_t **groups; /* of each list: of each version */
  map by_key;        /* index + 1 into the budgets */
} budget_pass;

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static bool has_line(const item_version *v) {
  return v->budget_line.size != 0 && v->budget_total_fen > 0;
}

/* "line/2025"; "list/7" for a budget given to a list; each version without budget by itself. */
static text key_of(const budget_pass *p, size_t list, size_t version) {
  const settle_list *l = &p->set->lists[list];
  const item_version *v = l->versions[version];
  char key[300];
  if (l->budget_given) {
    snprintf(key, sizeof key, "list/%lld", (long long)l->id);
  } else if (has_line(v)) {
    snprintf(key, sizeof key, "%.*s/%d", TEXT_ARG(v->budget_line), (int)l->award_year);
  } else {
    snprintf(key, sizeof key, " %zu/%zu", list, version);
  }
  return arena_copy(p->arena, text_of(key));
}

static sd_status open_budget(budget_pass *p, text key, size_t list, size_t version) {
  const settle_list *l = &p->set->lists[list];
  const item_version *v = l->versions[version];
  settle_budget *b = &p->set->budgets[p->set->budget_count++];
  *b = (settle_budget){.key = key.data[0] == ' ' ? TEXT("") : key,
                       .rules = v,
                       .item = l->item,
                       .unit_fen = pricing_unit_fen(v),
                       .available_fen = PRICING_NO_BUDGET};
  if (l->budget_given) {
    b->available_fen = l->budget_fen;
  } else if (has_line(v)) {
    b->available_fen = v->budget_total_fen;
  }
  return map_set(&p->by_key, key, b) ? SD_OK : no_memory(p->error);
}

static sd_status group_version(budget_pass *p, size_t list, size_t version) {
  const item_version *v = p->set->lists[list].versions[version];
  text key = key_of(p, list, version);
  if (key.data == NULL) return no_memory(p->error);
  settle_budget *b = map_get(&p->by_key, key);
  if (b == NULL) TRY(open_budget(p, key, list, version));
  b = map_get(&p->by_key, key);
  if (!pricing_same_rules(b->rules, v)) {
    return error_set(p->error, SD_INVALID, MESSAGE_LIST_BUDGET_RULES_DIFFER,
                     SD_ARGS(v->budget_line.data, b->rules->id.data, v->id.data));
  }
  if (pricing_unit_fen(v) < b->unit_fen) b->unit_fen = pricing_unit_fen(v);
  p->groups[list][version] = (uint32_t)(b - p->set->budgets);
  return SD_OK;
}

static sd_status group_all(budget_pass *p) {
  size_t versions = 0;
  for (size_t i = 0; i < p->set->list_count; i++) versions += p->set->lists[i].version_count;
  p->groups = ARENA_ARRAY(p->arena, uint32_t *, p->set->list_count);
  p->set->budgets = ARENA_ARRAY(p->arena, settle_budget, versions);
  if (p->groups == NULL || p->set->budgets == NULL) return no_memory(p->error);
  map_init(&p->by_key, p->arena);
  for (size_t i = 0; i < p->set->list_count; i++) {
    const settle_list *l = &p->set->lists[i];
    p->groups[i] = ARENA_ARRAY(p->arena, uint32_t, l->version_count);
    if (p->groups[i] == NULL) return no_memory(p->error);
    for (size_t k = 0; k < l->version_count; k++) TRY(group_version(p, i, k));
    settle_budget *b = &p->set->budgets[p->groups[i][0]];
    int64_t cap_fen = l->versions[0]->amount_cap_fen, most_fen;
    b->unknown += l->unknown;
    if (cap_fen == 0 || !money_multiply(cap_fen, l->unknown, &most_fen) ||
        !money_add(b->unknown_fen, most_fen, &b->unknown_fen)) {
      b->unknown_fen = l->unknown == 0 ? b->unknown_fen : -1;
    }
  }
  return SD_OK;
}

/* What is left of a budget after what was given before. */
static void take_given(budget_pass *p) {
  for (size_t i = 0; i < p->set->award_count; i++) {
    award *w = &p->set->awards[i];
    w->group = p->groups[w->list][w->version];
    settle_budget *b = &p->set->budgets[w->group];
    if (!w->fixed) {
      b->awards += w->state == AWARD_GRANTED;
    } else if (b->available_fen != PRICING_NO_BUDGET) {
      b->available_fen = b->available_fen > w->amount_fen ? b->available_fen - w->amount_fen : 0;
    }
  }
}

/* Ties within a budget are settled by code, then item, then list. */
static text tie_key(const budget_pass *p, const award *w) {
  const settle_list *l = &p->set->lists[w->list];
  char key[300];
  snprintf(key, sizeof key, "%.*s/%.*s/%lld", TEXT_ARG(w->code), TEXT_ARG(l->item),
           (long long)l->id);
  return arena_copy(p->arena, text_of(key));
}

static bool takes_part(const award *w, size_t group) {
  return !w->fixed && w->state == AWARD_GRANTED && w->group == group;
}

/* Unknown subjects are not paid, and their money is not kept back; but what the rate or the point
 * would be if all of them were met can be said where a cap bounds each. */
static void price_if_all_met(settle_budget *b, scale_claim *claims) {
  const item_money *m = &b->rules->money;
  b->factor_if_all = -1;
  if (m->basis == ITEM_BASIS_AMOUNT || m->factor.step == 0 || b->unknown == 0 ||
      b->unknown_fen < 0 || b->available_fen == PRICING_NO_BUDGET) {
    return;
  }
  pricing other;
  int64_t left_fen = b->available_fen > b->unknown_fen ? b->available_fen - b->unknown_fen : 0;
  const pricing_budget budget = {b->rules, b->unit_fen, left_fen};
  bool priced = pricing_settle(&budget, claims, b->awards, &other, NULL) == SD_OK;
  b->factor_if_all = priced ? other.price.factor : m->factor.min;
}

static sd_status price_budget(budget_pass *p, size_t group, scale_claim *claims) {
  settle_set *set = p->set;
  settle_budget *b = &set->budgets[group];
  size_t used = 0;
  for (size_t i = 0; i < set->award_count; i++) {
    const award *w = &set->awards[i];
    if (!takes_part(w, group)) continue;
    claims[used] = (scale_claim){.key = tie_key(p, w),
                                 .quantity = w->quantity,
                                 .reduction_fen = w->reduction_fen,
                                 .ceiling_fen = w->ceiling_fen};
    if (claims[used++].key.data == NULL) return no_memory(p->error);
  }
  const pricing_budget budget = {b->rules, b->unit_fen, b->available_fen};
  TRY(pricing_settle(&budget, claims, used, &b->result, p->error));
  used = 0;
  for (size_t i = 0; i < set->award_count; i++) {
    award *w = &set->awards[i];
    if (!takes_part(w, group)) continue;
    w->amount_fen = claims[used].amount_fen;
    w->part_fen = claims[used++].part_fen;
  }
  price_if_all_met(b, claims);
  return SD_OK;
}

sd_status settle_budgets(settle_set *set, arena *a, sd_error *error) {
  budget_pass p = {.set = set, .arena = a, .error = error};
  TRY(group_all(&p));
  take_given(&p);
  size_t largest = 0;
  for (size_t i = 0; i < set->budget_count; i++) {
    if (set->budgets[i].awards > largest) largest = set->budgets[i].awards;
  }
  scale_claim *claims = memory_allocate((largest + 1) * sizeof *claims);
  if (claims == NULL) return no_memory(error);
  sd_status status = SD_OK;
  for (size_t i = 0; i < set->budget_count && status == SD_OK; i++) {
    status = price_budget(&p, i, claims);
  }
  memory_free(claims);
  return status;
}
