/* The steps of each settled amount, from the rules to the last fen, and what is paid first. */
#include <stdio.h>

#include "list/settle.h"
#include "list/share.h"

/* What must stay true: every step says what changed the amount and what it then was; the last one
 * is the amount.  Steps that change nothing are left out, but for the first. */

enum { STEPS_MAX = 32 };

typedef struct step_writer {
  settle_set *set;
  arena *arena;
  award_step steps[STEPS_MAX];
  size_t count;
  int64_t amount_fen;
  bool failed;
} step_writer;

static void add_step(step_writer *s, const char *by, int64_t after_fen) {
  if (s->count == STEPS_MAX || (s->count != 0 && after_fen == s->amount_fen)) return;
  text kept = arena_copy(s->arena, text_of(by));
  s->failed |= kept.data == NULL;
  s->steps[s->count++] = (award_step){kept, after_fen};
  s->amount_fen = after_fen;
}

static void limit_to(step_writer *s, const char *by, int64_t limit_fen) {
  if (limit_fen < s->amount_fen) add_step(s, by, limit_fen);
}

/* "rate:3.5%" or "point:76000.00". */
static void add_factor(step_writer *s, const award *w, const settle_budget *b) {
  const scale_price *price = &b->result.price;
  const item_money *m = &b->rules->money;
  if (m->basis == ITEM_BASIS_AMOUNT || price->factor == m->factor.max) return;
  char by[64], value[MONEY_TEXT_SIZE];
  int64_t amount_fen;
  if (m->basis == ITEM_BASIS_POINTS) {
    money_format_plain(price->factor, value);
    snprintf(by, sizeof by, "point:%s", value);
  } else {
    decimal percent = decimal_scaled(price->factor, -4), reduced = decimal_reduce(&percent);
    decimal_format(&reduced, value, sizeof value);
    snprintf(by, sizeof by, "rate:%s%%", value);
  }
  if (scale_price_of(w->quantity, price, &amount_fen)) add_step(s, by, amount_fen);
}

static void add_part(step_writer *s, const settle_budget *b, int64_t part_fen) {
  char by[300];
  snprintf(by, sizeof by, "pro-rata:%.*s", TEXT_ARG(b->key));
  add_step(s, by, part_fen);
}

static void add_limits(step_writer *s, const award *w, const item_version *v) {
  char by[300];
  if (v->amount_cap_fen > 0) limit_to(s, "cap", v->amount_cap_fen);
  for (size_t i = 0; i < w->cap_count; i++) {
    snprintf(by, sizeof by, "bound:%.*s", TEXT_ARG(w->caps[i].by));
    limit_to(s, by, w->caps[i].limit_fen);
  }
  if (w->relation.size != 0) {
    int64_t left_fen = s->amount_fen - w->reduction_fen;
    add_step(s, w->relation.data, left_fen > 0 ? left_fen : 0);
  }
  if (w->ceiling == SIZE_MAX) return;
  snprintf(by, sizeof by, "ceiling:%.*s", TEXT_ARG(s->set->ceilings->rows[w->ceiling].id));
  limit_to(s, by, w->ceiling_fen);
}

static void write_steps(step_writer *s, const award *w, const item_version *v) {
  static const char *const ROUNDS[] = {[MONEY_UNIT_FEN] = "round:fen",
                                       [MONEY_UNIT_YUAN] = "round:yuan",
                                       [MONEY_UNIT_THOUSAND_YUAN] = "round:1000yuan",
                                       [MONEY_UNIT_WAN] = "round:wan"};
  const settle_budget *b = &s->set->budgets[w->group];
  const item_money *m = &b->rules->money;
  bool divided_first = b->result.is_divided && w->part_fen > 0;
  add_step(s, "rules", w->promise_fen);
  if (divided_first) {
    add_part(s, b, w->part_fen);
  } else {
    add_factor(s, w, b);
  }
  add_limits(s, w, v);
  bool divided_last = b->result.is_divided && !divided_first && !m->scale_then_cap;
  if (divided_last && w->amount_fen != s->amount_fen) add_part(s, b, w->amount_fen);
  add_step(s, ROUNDS[m->unit], w->amount_fen);
}

sd_status settle_steps(settle_set *set, arena *a, sd_error *error) {
  for (size_t i = 0; i < set->award_count; i++) {
    award *w = &set->awards[i];
    const item_version *v = settle_version(set, w);
    if (w->fixed || w->state != AWARD_GRANTED || v->amount_decision.size == 0) continue;
    step_writer s = {.set = set, .arena = a};
    write_steps(&s, w, v);
    award_step *steps = ARENA_ARRAY(a, award_step, s.count);
    if (steps == NULL || s.failed) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    for (size_t k = 0; k < s.count; k++) steps[k] = s.steps[k];
    w->steps = steps;
    w->step_count = s.count;
    if (w->amount_fen == 0) w->state = AWARD_NOTHING;
    w->advance_fen = share_advance(w->amount_fen, v->money.advance_ppm, 1);
  }
  return SD_OK;
}
