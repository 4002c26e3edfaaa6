/* The claims on one budget priced by their item's rules: rate, points, pro rata. */
#include "list/pricing.h"

#include "base/limits.h"
#include "base/messages/list.h"

int64_t pricing_unit_fen(const item_version *v) {
  static const int64_t UNITS[] = {[MONEY_UNIT_FEN] = 1,
                                  [MONEY_UNIT_YUAN] = 100,
                                  [MONEY_UNIT_THOUSAND_YUAN] = 100000,
                                  [MONEY_UNIT_WAN] = 1000000};
  return UNITS[v->money.unit];
}

scale_price pricing_promise(const item_version *v) {
  static const int64_t DIVISORS[] = {
      [ITEM_BASIS_AMOUNT] = 1, [ITEM_BASIS_RATE] = 1000000, [ITEM_BASIS_POINTS] = 100};
  return (scale_price){.factor = v->money.basis == ITEM_BASIS_AMOUNT ? 1 : v->money.factor.max,
                       .divisor = DIVISORS[v->money.basis],
                       .unit_fen = pricing_unit_fen(v),
                       .mode = v->money.mode};
}

bool pricing_same_rules(const item_version *a, const item_version *b) {
  const item_money *x = &a->money, *y = &b->money;
  return a->pro_rata_when_short == b->pro_rata_when_short && x->basis == y->basis &&
         x->factor.max == y->factor.max && x->factor.min == y->factor.min &&
         x->factor.step == y->factor.step && x->parts_in_units == y->parts_in_units &&
         x->scale_then_cap == y->scale_then_cap && x->spread == y->spread &&
         (x->basis == ITEM_BASIS_AMOUNT || (x->unit == y->unit && x->mode == y->mode));
}

static sd_status too_large(sd_error *error) {
  return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                   SD_ARGS("amount_fen", SD_NUMBER(LIMIT_MONEY_FEN)));
}

static sd_status refuse(const item_version *v, int64_t needed_fen, int64_t budget_fen,
                        sd_error *error) {
  char needed[MONEY_TEXT_SIZE], available[MONEY_TEXT_SIZE];
  money_format(needed_fen, needed);
  money_format(budget_fen, available);
  const char *line = v->budget_line.size == 0 ? "-" : v->budget_line.data;
  return error_set(error, SD_REFUSED, MESSAGE_LIST_BUDGET_SHORT, SD_ARGS(needed, available, line));
}

/* Prices without reductions and ceilings. */
static bool sum_prices(const scale_claim *claims, size_t count, const scale_price *price,
                       int64_t *sum_out) {
  *sum_out = 0;
  for (size_t i = 0; i < count; i++) {
    int64_t amount_fen;
    if (!scale_price_of(claims[i].quantity, price, &amount_fen) ||
        !money_add(*sum_out, amount_fen, sum_out)) {
      return false;
    }
  }
  return true;
}

static bool sum_amounts(const scale_claim *claims, size_t count, int64_t *sum_out) {
  *sum_out = 0;
  for (size_t i = 0; i < count; i++) {
    if (!money_add(*sum_out, claims[i].amount_fen, sum_out)) return false;
  }
  return true;
}

/* What a budget that is divided to the unit gives at most: the promise. */
static bool lower_ceilings(scale_claim *claims, size_t count, const scale_price *promise) {
  for (size_t i = 0; i < count; i++) {
    int64_t amount_fen;
    if (!scale_price_of(claims[i].quantity, promise, &amount_fen)) return false;
    if (claims[i].ceiling_fen > amount_fen) claims[i].ceiling_fen = amount_fen;
  }
  return true;
}

static sd_status bring_to_budget(const pricing_budget *budget, scale_claim *claims, size_t count,
                                 pricing *p, sd_error *error) {
  const item_version *v = budget->rules;
  const item_money *m = &v->money;
  int64_t budget_fen = budget->available_fen;
  bool has_factor = m->basis != ITEM_BASIS_AMOUNT;
  if (has_factor && m->factor.step != 0) {
    const scale_range range = {m->factor.min, m->factor.max, m->factor.step};
    int64_t sum_fen;
    if (!scale_find(claims, count, &p->price, range, budget_fen, &sum_fen)) {
      return too_large(error);
    }
    if (sum_fen <= budget_fen) return SD_OK;
    if (!v->pro_rata_when_short) return refuse(v, sum_fen, budget_fen, error);
  } else if (!has_factor && !v->pro_rata_when_short) {
    return refuse(v, p->needed_fen, budget_fen, error);
  }
  p->is_divided = true;
  scale_price parts = p->price;
  if (!m->parts_in_units) parts.unit_fen = 1;
  if (has_factor && m->factor.step == 0) {
    if (!lower_ceilings(claims, count, &p->price)) return too_large(error);
    return scale_divide(claims, count, budget_fen, &parts, true, error);
  }
  if (m->scale_then_cap && !has_factor) {
    return scale_divide(claims, count, budget_fen, &parts, m->spread, error);
  }
  return scale_pro_rata(claims, count, budget_fen, parts.unit_fen, error);
}

sd_status pricing_settle(const pricing_budget *budget, scale_claim *claims, size_t count,
                         pricing *out, sd_error *error) {
  const item_money *m = &budget->rules->money;
  *out = (pricing){.price = pricing_promise(budget->rules)};
  out->price.unit_fen = budget->unit_fen;
  if (!scale_apply(claims, count, &out->price, &out->given_fen)) return too_large(error);
  out->needed_fen = out->given_fen;
  bool scale_first = m->scale_then_cap && m->basis == ITEM_BASIS_AMOUNT;
  if (scale_first && !sum_prices(claims, count, &out->price, &out->needed_fen)) {
    return too_large(error);
  }
  if (budget->available_fen == PRICING_NO_BUDGET || out->needed_fen <= budget->available_fen) {
    return SD_OK;
  }
  out->is_short = true;
  TRY(bring_to_budget(budget, claims, count, out, error));
  return sum_amounts(claims, count, &out->given_fen) ? SD_OK : too_large(error);
}
