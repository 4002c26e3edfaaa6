/* Claims on a budget: priced, capped, rounded, and brought to the budget; whole fen throughout. */
#include "list/scale.h"

#include "base/allocator.h"
#include "base/limits.h"

/* What must stay true: an amount grows with the factor and with the quantity, so that a search by
 * halves finds the largest factor that fits. */

/* --- One amount --- */

/* `whole` units and a rest of `part` in `of`: one unit more or not. */
static bool rounds_up(uint64_t whole, unsigned __int128 part, unsigned __int128 of, rounding mode) {
  if (part == 0) return false;
  switch (mode) {
    case ROUNDING_UP:
    case ROUNDING_CEILING:
      return true;
    case ROUNDING_DOWN:
    case ROUNDING_FLOOR:
      return false;
    case ROUNDING_HALF_UP:
      return part >= of - part;
    case ROUNDING_HALF_DOWN:
      return part > of - part;
    case ROUNDING_HALF_EVEN:
      return part > of - part || (part == of - part && whole % 2 == 1);
  }
  return false;
}

static bool round_ratio(unsigned __int128 product, uint64_t divisor, int64_t unit_fen,
                        rounding mode, int64_t *out) {
  unsigned __int128 of = (unsigned __int128)divisor * (uint64_t)unit_fen;
  unsigned __int128 units = product / of;
  if (units > (uint64_t)(LIMIT_MONEY_FEN / unit_fen)) return false;
  uint64_t whole = (uint64_t)units;
  if (rounds_up(whole, product % of, of, mode)) whole++;
  return money_multiply((int64_t)whole, unit_fen, out);
}

bool scale_round(int64_t amount_fen, int64_t unit_fen, rounding mode, int64_t *out) {
  if (amount_fen < 0 || unit_fen < 1) return false;
  return round_ratio((uint64_t)amount_fen, 1, unit_fen, mode, out);
}

bool scale_price_of(int64_t quantity, const scale_price *price, int64_t *amount_out) {
  if (quantity < 0 || price->factor < 0 || price->divisor < 1 || price->unit_fen < 1) return false;
  return round_ratio((unsigned __int128)(uint64_t)quantity * (uint64_t)price->factor,
                     (uint64_t)price->divisor, price->unit_fen, price->mode, amount_out);
}

int64_t scale_limit(int64_t amount_fen, const scale_claim *claim, const scale_price *price) {
  int64_t left_fen = amount_fen > claim->reduction_fen ? amount_fen - claim->reduction_fen : 0,
          rounded_fen;
  if (left_fen > claim->ceiling_fen) left_fen = claim->ceiling_fen;
  if (scale_round(left_fen, price->unit_fen, price->mode, &rounded_fen) &&
      rounded_fen <= claim->ceiling_fen) {
    return rounded_fen;
  }
  return left_fen - left_fen % price->unit_fen;
}

bool scale_apply(scale_claim *claims, size_t count, const scale_price *price, int64_t *sum_out) {
  int64_t sum_fen = 0;
  for (size_t i = 0; i < count; i++) {
    int64_t amount_fen;
    if (!scale_price_of(claims[i].quantity, price, &amount_fen)) return false;
    claims[i].amount_fen = scale_limit(amount_fen, &claims[i], price);
    if (!money_add(sum_fen, claims[i].amount_fen, &sum_fen)) return false;
  }
  *sum_out = sum_fen;
  return true;
}

/* --- A factor --- */

bool scale_find(scale_claim *claims, size_t count, scale_price *price, scale_range range,
                int64_t budget_fen, int64_t *sum_out) {
  int64_t low = range.min / range.step, high = range.max / range.step;
  /* The sum at `low` fits or is the least there is; above `high` nothing is asked for. */
  while (low < high) {
    int64_t middle = low + (high - low + 1) / 2, sum_fen;
    price->factor = middle * range.step;
    if (scale_apply(claims, count, price, &sum_fen) && sum_fen <= budget_fen) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  price->factor = low * range.step;
  return scale_apply(claims, count, price, sum_out);
}

/* --- Parts of a budget --- */

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status scale_pro_rata(scale_claim *claims, size_t count, int64_t budget_fen, int64_t unit_fen,
                         sd_error *error) {
  if (count == 0) return SD_OK;
  money_share *shares = memory_allocate(count * sizeof *shares);
  if (shares == NULL) return no_memory(error);
  for (size_t i = 0; i < count; i++) {
    shares[i] = (money_share){.key = claims[i].key, .weight = claims[i].amount_fen};
  }
  sd_status status = money_split(budget_fen / unit_fen, shares, count, error);
  for (size_t i = 0; i < count && status == SD_OK; i++) {
    claims[i].amount_fen = shares[i].part_fen * unit_fen;
  }
  memory_free(shares);
  return status;
}

/* One division of what is left among those who are not at their ceiling yet. */
typedef struct division {
  scale_claim *claims;
  size_t count;
  const scale_price *price;
  money_share *shares;
  size_t *members; /* indices of the claims that still take part */
  size_t member_count;
  int64_t rest_fen;
} division;

static sd_status divide_once(division *d, sd_error *error) {
  for (size_t i = 0; i < d->member_count; i++) {
    const scale_claim *c = &d->claims[d->members[i]];
    d->shares[i] = (money_share){.key = c->key, .weight = c->quantity};
  }
  return money_split(d->rest_fen / d->price->unit_fen, d->shares, d->member_count, error);
}

/* Those who reach their ceiling get it and leave; true when somebody left. */
static bool settle_full(division *d) {
  size_t kept = 0;
  for (size_t i = 0; i < d->member_count; i++) {
    scale_claim *c = &d->claims[d->members[i]];
    int64_t part_fen = d->shares[i].part_fen * d->price->unit_fen;
    int64_t amount_fen = scale_limit(part_fen, c, d->price);
    c->part_fen = part_fen;
    if (part_fen > c->reduction_fen && part_fen - c->reduction_fen > c->ceiling_fen) {
      c->amount_fen = amount_fen;
      d->rest_fen -= amount_fen;
    } else {
      d->members[kept++] = d->members[i];
    }
  }
  bool some_left = kept != d->member_count;
  d->member_count = kept;
  return some_left;
}

static sd_status divide_all(division *d, bool spread, sd_error *error) {
  do {
    if (d->member_count == 0) return SD_OK;
    TRY(divide_once(d, error));
  } while (spread && settle_full(d));
  for (size_t i = 0; i < d->member_count; i++) {
    scale_claim *c = &d->claims[d->members[i]];
    c->part_fen = d->shares[i].part_fen * d->price->unit_fen;
    c->amount_fen = scale_limit(c->part_fen, c, d->price);
  }
  return SD_OK;
}

sd_status scale_divide(scale_claim *claims, size_t count, int64_t budget_fen,
                       const scale_price *price, bool spread, sd_error *error) {
  if (count == 0) return SD_OK;
  division d = {.claims = claims,
                .count = count,
                .price = price,
                .shares = memory_allocate(count * sizeof *d.shares),
                .members = memory_allocate(count * sizeof *d.members),
                .rest_fen = budget_fen};
  sd_status status = d.shares != NULL && d.members != NULL ? SD_OK : no_memory(error);
  for (size_t i = 0; status == SD_OK && i < count; i++) {
    claims[i].amount_fen = 0;
    if (claims[i].quantity != 0) d.members[d.member_count++] = i;
  }
  if (status == SD_OK) status = divide_all(&d, spread, error);
  memory_free(d.shares);
  memory_free(d.members);
  return status;
}
