/* Awards that stand, asked again beside each other: caps, ceilings, relations as facts are now. */
#include <stdio.h>

#include "base/limits.h"
#include "list/settle.h"

/* What must stay true: what came to stand first is never too much for what came later, so that the
 * answer is the same in whatever order lists are paid; only what can be said from the amounts that
 * stand is said, so a difference is asked up to the cap of its item. */

sd_status settle_limit_again(award *w, const char *by, int64_t most_fen, arena *a,
                             sd_error *error) {
  if (w->fixed || most_fen >= w->most_fen) return SD_OK;
  w->most_fen = most_fen;
  w->against = arena_copy(a, text_of(by));
  if (w->against.data != NULL) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* The highest that the item and the figures on file allow by themselves. */
static sd_status ask_caps(settle_set *set, award *w, arena *a, sd_error *error) {
  char by[400];
  w->against = TEXT("");
  w->most_fen = w->amount_fen;
  if (w->fixed) return SD_OK;
  const item_version *v = settle_version(set, w);
  if (v->amount_cap_fen > 0) TRY(settle_limit_again(w, "cap", v->amount_cap_fen, a, error));
  for (size_t i = 0; i < w->cap_count; i++) {
    (void)snprintf(by, sizeof by, "bound:%.*s", TEXT_ARG(w->caps[i].by));
    TRY(settle_limit_again(w, by, w->caps[i].limit_fen, a, error));
  }
  if (w->missing.size == 0) return SD_OK;
  (void)snprintf(by, sizeof by, "missing:%.*s", TEXT_ARG(w->missing));
  return settle_limit_again(w, by, 0, a, error);
}

typedef struct pair_pass {
  settle_set *set;
  arena *arena;
} pair_pass;

static int64_t own_most(const pair_pass *p, const award *w) {
  int64_t cap_fen = settle_version(p->set, w)->amount_cap_fen;
  return cap_fen > 0 ? cap_fen : LIMIT_MONEY_FEN;
}

/* What the later award of a pair may be beside the earlier one. */
static int64_t most_beside(const pair_pass *p, const settle_pair *pair, const award *later,
                           const award *earlier) {
  const relation *r = pair->row;
  bool is_second = later == pair->second;
  if (r->later == RELATION_LATER_NOTHING) return 0;
  bool pays_difference = r->later == RELATION_LATER_DIFFERENCE;
  int64_t over_fen = own_most(p, later) - earlier->amount_fen;
  switch (r->kind) {
    case RELATION_ADDITIVE:
      return LIMIT_MONEY_FEN;
    case RELATION_EXCLUSIVE:
      return pays_difference && over_fen > 0 ? over_fen : 0;
    case RELATION_HIGHER:
      return over_fen > 0 ? over_fen : 0;
    case RELATION_DIFFERENCE:
      if (!is_second && !pays_difference) return LIMIT_MONEY_FEN;
      return over_fen > 0 ? over_fen : 0;
    case RELATION_TOP_UP:
      if (!is_second && !pays_difference) return LIMIT_MONEY_FEN;
      over_fen = r->ceiling_fen - earlier->amount_fen;
      return over_fen > 0 ? over_fen : 0;
  }
  return LIMIT_MONEY_FEN;
}

/* Awards of one settlement came to stand together: there the second of the pair is the later. */
static sd_status ask_pair(void *context, const settle_pair *pair, sd_error *error) {
  pair_pass *p = context;
  bool first_is_later = pair->first->since > pair->second->since;
  award *later = first_is_later ? pair->first : pair->second;
  const award *earlier = first_is_later ? pair->second : pair->first;
  const settle_list *list = &p->set->lists[earlier->list];
  char by[300], subject[24] = "";
  if (!text_equal(earlier->code, later->code)) {
    (void)snprintf(subject, sizeof subject, "@%.*s", TEXT_ARG(earlier->code));
  }
  (void)snprintf(by, sizeof by, "%s:%.*s@%d%s", relation_kind_name(pair->row->kind),
                 TEXT_ARG(list->item), (int)list->data_year, subject);
  return settle_limit_again(later, by, most_beside(p, pair, later, earlier), p->arena, error);
}

sd_status settle_again(settle_set *set, arena *a, sd_error *error) {
  pair_pass pairs = {set, a};
  TRY(settle_sort(set, a, error));
  for (size_t i = 0; i < set->award_count; i++) TRY(ask_caps(set, &set->awards[i], a, error));
  TRY(settle_ceilings_again(set, a, error));
  return settle_pairs_each(set, a, ask_pair, &pairs, error);
}
