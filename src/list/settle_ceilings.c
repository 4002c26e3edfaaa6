/* Ceilings over several items per holder and year: used up in the order the table names. */
#include <stdio.h>
#include <stdlib.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "list/settle.h"
#include "policy/rule_table.h"

/* What must stay true: what was given before counts first; then items in the order of the table,
 * and within an item by list and code; so the result does not depend on the order of awards. */

typedef struct ceiling_use {
  text holder;
  int32_t year;
  int64_t since; /* of one that stands; else 0 */
  size_t rank;   /* of the item in the table; 0 for what was given before */
  uint32_t award;
} ceiling_use;

static int compare_uses(const void *a, const void *b) {
  const ceiling_use *x = a, *y = b;
  int order = text_compare(x->holder, y->holder);
  if (order != 0) return order;
  if (x->year != y->year) return x->year < y->year ? -1 : 1;
  if (x->since != y->since) return x->since < y->since ? -1 : 1;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  return (x->award > y->award) - (x->award < y->award);
}

/* The place of `item` among the words of `items`, from 1; those that "*" takes come after all. */
static size_t rank_of(text items, text item) {
  size_t place = 1;
  for (size_t at = 0; at < items.size; place++) {
    size_t space = text_find(items, TEXT(" "), at);
    text word = text_slice(items, at, space == SIZE_MAX ? items.size - at : space - at);
    at += word.size + 1;
    if (text_equal(word, item)) return place;
  }
  return place;
}

static void hold(award *w, text attribute) {
  w->state = AWARD_HELD;
  w->missing = attribute;
}

/* The holder, or an empty text when the award does not count; holds what cannot be said. */
static text holder_of(const ceiling *c, size_t index, award *w) {
  bool counts = w->fixed ? w->amount_fen > 0 : w->state == AWARD_GRANTED && w->promise_fen > 0;
  if (!counts) return TEXT("");
  if (c->holder.size == 0) {
    bool missing = c->attribute.size != 0 && !w->fixed &&
                   (w->figures == NULL || w->figures[index] == SETTLE_NO_FIGURE);
    if (!missing) return w->code;
    hold(w, c->attribute);
    return TEXT("");
  }
  text holder = w->holders == NULL ? TEXT("") : w->holders[index];
  if (holder.size == 0 && !w->fixed) hold(w, c->holder);
  return holder;
}

static int64_t limit_of(const ceiling *c, size_t index, const award *w) {
  int64_t limit_fen = c->limit_fen != 0 ? c->limit_fen : LIMIT_MONEY_FEN;
  if (c->attribute.size != 0 && w->figures != NULL && w->figures[index] < limit_fen) {
    limit_fen = w->figures[index];
  }
  return limit_fen;
}

static void use_up(settle_set *set, size_t index, const ceiling_use *uses, size_t count) {
  const ceiling *c = &set->ceilings->rows[index];
  int64_t used_fen = 0;
  for (size_t i = 0; i < count; i++) {
    bool same = i != 0 && uses[i].year == uses[i - 1].year &&
                text_equal(uses[i].holder, uses[i - 1].holder);
    if (!same) used_fen = 0;
    award *w = &set->awards[uses[i].award];
    if (!w->fixed) {
      int64_t limit_fen = limit_of(c, index, w);
      int64_t room_fen = limit_fen > used_fen ? limit_fen - used_fen : 0;
      if (settle_amount_now(w) > room_fen) {
        w->ceiling_fen = room_fen;
        w->ceiling = index;
      }
    }
    if (!money_add(used_fen, w->fixed ? w->amount_fen : settle_amount_now(w), &used_fen)) {
      used_fen = LIMIT_MONEY_FEN;
    }
  }
}

/* --- Asked again --- */

/* The holder of an award that stands; names what is not on file. */
static text standing_holder(const ceiling *c, size_t index, const award *w, text *missing) {
  *missing = TEXT("");
  if (w->amount_fen <= 0) return TEXT("");
  bool no_figure =
      c->attribute.size != 0 && (w->figures == NULL || w->figures[index] == SETTLE_NO_FIGURE);
  if (no_figure && !w->fixed) *missing = c->attribute;
  if (c->holder.size == 0) return w->code;
  text holder = w->holders == NULL ? TEXT("") : w->holders[index];
  if (holder.size == 0 && !w->fixed) *missing = c->holder;
  return holder;
}

static sd_status use_up_again(settle_set *set, size_t index, const ceiling_use *uses, size_t count,
                              arena *a, sd_error *error) {
  const ceiling *c = &set->ceilings->rows[index];
  int64_t used_fen = 0;
  char by[300];
  (void)snprintf(by, sizeof by, "ceiling:%.*s", TEXT_ARG(c->id));
  for (size_t i = 0; i < count; i++) {
    bool same = i != 0 && uses[i].year == uses[i - 1].year &&
                text_equal(uses[i].holder, uses[i - 1].holder);
    if (!same) used_fen = 0;
    award *w = &set->awards[uses[i].award];
    int64_t limit_fen = limit_of(c, index, w);
    int64_t room_fen = limit_fen > used_fen ? limit_fen - used_fen : 0;
    if (w->amount_fen > room_fen) TRY(settle_limit_again(w, by, room_fen, a, error));
    if (!money_add(used_fen, w->amount_fen, &used_fen)) used_fen = LIMIT_MONEY_FEN;
  }
  return SD_OK;
}

static sd_status ask_ceiling(settle_set *set, size_t index, ceiling_use *uses, arena *a,
                             sd_error *error) {
  const ceiling *c = &set->ceilings->rows[index];
  size_t count = 0;
  char by[300];
  text missing;
  for (size_t i = 0; i < set->award_count; i++) {
    award *w = &set->awards[i];
    const settle_list *list = &set->lists[w->list];
    if (!rule_selects(c->items, list->item)) continue;
    text holder = standing_holder(c, index, w, &missing);
    if (missing.size != 0) {
      (void)snprintf(by, sizeof by, "missing:%.*s", TEXT_ARG(missing));
      TRY(settle_limit_again(w, by, 0, a, error));
    }
    if (holder.size == 0) continue;
    uses[count++] = (ceiling_use){.holder = holder,
                                  .year = list->award_year,
                                  .since = w->since,
                                  .rank = rank_of(c->items, list->item),
                                  .award = (uint32_t)i};
  }
  qsort(uses, count, sizeof *uses, compare_uses);
  return use_up_again(set, index, uses, count, a, error);
}

sd_status settle_ceilings_again(settle_set *set, arena *a, sd_error *error) {
  if (set->ceilings == NULL || set->ceilings->count == 0) return SD_OK;
  ceiling_use *uses = memory_allocate((set->award_count + 1) * sizeof *uses);
  if (uses == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = SD_OK;
  for (size_t i = 0; status == SD_OK && i < set->ceilings->count; i++) {
    status = ask_ceiling(set, i, uses, a, error);
  }
  memory_free(uses);
  return status;
}

/* --- For the first time --- */

sd_status settle_ceilings(settle_set *set, sd_error *error) {
  if (set->ceilings == NULL || set->ceilings->count == 0) return SD_OK;
  ceiling_use *uses = memory_allocate((set->award_count + 1) * sizeof *uses);
  if (uses == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  for (size_t index = 0; index < set->ceilings->count; index++) {
    const ceiling *c = &set->ceilings->rows[index];
    size_t count = 0;
    for (size_t i = 0; i < set->award_count; i++) {
      award *w = &set->awards[i];
      const settle_list *list = &set->lists[w->list];
      if (!rule_selects(c->items, list->item)) continue;
      text holder = holder_of(c, index, w);
      if (holder.size == 0) continue;
      uses[count++] = (ceiling_use){.holder = holder,
                                    .year = list->award_year,
                                    .rank = w->fixed ? 0 : rank_of(c->items, list->item),
                                    .award = (uint32_t)i};
    }
    qsort(uses, count, sizeof *uses, compare_uses);
    use_up(set, index, uses, count);
  }
  memory_free(uses);
  return SD_OK;
}
