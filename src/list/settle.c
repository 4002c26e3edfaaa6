/* Amounts over the whole set of several lists: relations, ceilings, budgets, rounding, step by
 * step. */
#include "list/settle.h"

#include <stdlib.h>

#include "base/allocator.h"
#include "base/limits.h"

const item_version *settle_version(const settle_set *set, const award *w) {
  return set->lists[w->list].versions[w->version];
}

size_t settle_key_index(const settle_set *set, text attribute) {
  for (size_t i = 0; i < set->key_count; i++) {
    if (text_equal(set->keys[i], attribute)) return i;
  }
  return SIZE_MAX;
}

int64_t settle_amount_now(const award *w) {
  int64_t amount_fen = w->promise_fen > w->reduction_fen ? w->promise_fen - w->reduction_fen : 0;
  return amount_fen < w->ceiling_fen ? amount_fen : w->ceiling_fen;
}

/* --- Order --- */

/* An award with what it is sorted by. */
typedef struct sorted_award {
  award *award;
  const settle_list *list;
} sorted_award;

static int compare_awards(const void *a, const void *b) {
  const sorted_award *x = a, *y = b;
  int order = text_compare(x->award->code, y->award->code);
  if (order == 0) order = text_compare(x->list->item, y->list->item);
  if (order != 0) return order;
  if (x->list->data_year != y->list->data_year) {
    return x->list->data_year < y->list->data_year ? -1 : 1;
  }
  return (x->list->id > y->list->id) - (x->list->id < y->list->id);
}

static sd_status sort_awards(settle_set *set, arena *a, sd_error *error) {
  sorted_award *order = memory_allocate((set->award_count + 1) * sizeof *order);
  award *sorted = ARENA_ARRAY(a, award, set->award_count);
  if (order == NULL || sorted == NULL) {
    memory_free(order);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  for (size_t i = 0; i < set->award_count; i++) {
    order[i] = (sorted_award){&set->awards[i], &set->lists[set->awards[i].list]};
  }
  qsort(order, set->award_count, sizeof *order, compare_awards);
  for (size_t i = 0; i < set->award_count; i++) sorted[i] = *order[i].award;
  set->awards = sorted;
  memory_free(order);
  return SD_OK;
}

static int compare_lists(const void *a, const void *b) {
  const settle_list *x = a, *y = b;
  int order = text_compare(x->item, y->item);
  return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

/* Lists in order of item, and the awards' indices with them: the first of a budget's items gives
 * its rules and its name, whatever the order in which the lists were named. */
static sd_status sort_lists(settle_set *set, arena *a, sd_error *error) {
  uint32_t *places = ARENA_ARRAY(a, uint32_t, set->list_count);
  settle_list *sorted = ARENA_ARRAY(a, settle_list, set->list_count);
  if (places == NULL || sorted == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  for (size_t i = 0; i < set->list_count; i++) sorted[i] = set->lists[i];
  qsort(sorted, set->list_count, sizeof *sorted, compare_lists);
  for (size_t i = 0; i < set->list_count; i++) {
    for (size_t k = 0; k < set->list_count; k++) {
      if (sorted[k].id == set->lists[i].id) places[i] = (uint32_t)k;
    }
  }
  for (size_t i = 0; i < set->award_count; i++) set->awards[i].list = places[set->awards[i].list];
  set->lists = sorted;
  return SD_OK;
}

/* --- By the rules --- */

static sd_status promise_all(settle_set *set, sd_error *error) {
  for (size_t i = 0; i < set->award_count; i++) {
    award *w = &set->awards[i];
    const item_version *v = settle_version(set, w);
    w->state = w->reasons.size != 0   ? AWARD_EXCLUDED
               : w->missing.size != 0 ? AWARD_HELD
                                      : AWARD_GRANTED;
    if (w->fixed) continue;
    w->amount_fen = w->reduction_fen = w->part_fen = 0;
    w->relation = TEXT("");
    w->ceiling = SIZE_MAX;
    w->ceiling_fen = v->amount_cap_fen > 0 ? v->amount_cap_fen : LIMIT_MONEY_FEN;
    for (size_t k = 0; k < w->cap_count; k++) {
      if (w->caps[k].limit_fen < w->ceiling_fen) w->ceiling_fen = w->caps[k].limit_fen;
    }
    const scale_price promise = pricing_promise(v);
    if (!scale_price_of(w->quantity, &promise, &w->promise_fen)) {
      return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                       SD_ARGS("amount_fen", SD_NUMBER(LIMIT_MONEY_FEN)));
    }
  }
  return SD_OK;
}

sd_status settle_sort(settle_set *set, arena *a, sd_error *error) {
  TRY(sort_lists(set, a, error));
  return sort_awards(set, a, error);
}

sd_status settle_awards(settle_set *set, arena *a, sd_error *error) {
  TRY(settle_sort(set, a, error));
  TRY(promise_all(set, error));
  TRY(settle_relations(set, a, error));
  TRY(settle_ceilings(set, error));
  TRY(settle_budgets(set, a, error));
  return settle_steps(set, a, error);
}
