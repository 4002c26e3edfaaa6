/* Claims on a budget: priced, capped, rounded, and brought to the budget; whole fen throughout.
 *
 * A claim is a quantity (an amount by the rules in fen, a base in fen, or points in hundredths)
 * with what is taken off it and the most that may be given.  Nothing here depends on the order of
 * the claims; ties go to the smaller key.  128-bit products, every sum checked against
 * LIMIT_MONEY_FEN.  Source; Shenzhen 5 % to 3.5 %, Zhangjiagang and Taicang points. */
#ifndef SUDUI_LIST_SCALE_H
#define SUDUI_LIST_SCALE_H

#include "base/money.h"

/* amount = quantity × factor ÷ divisor, rounded to a whole number of `unit_fen`. */
typedef struct scale_price {
  int64_t factor;  /* 1 for amounts, parts per million for a rate, fen for a point; not negative */
  int64_t divisor; /* 1, 1,000,000 or 100; above 0 */
  int64_t unit_fen;
  rounding mode;
} scale_price;

typedef struct scale_claim {
  text key;              /* unique; settles ties */
  int64_t quantity;      /* not negative */
  int64_t reduction_fen; /* taken off the price; not negative */
  int64_t ceiling_fen;   /* not negative */
  int64_t amount_fen;    /* filled in */
  int64_t part_fen;      /* filled in by scale_divide: before reduction and ceiling */
} scale_claim;

/* A non-negative amount to a whole number of units; false beyond LIMIT_MONEY_FEN. */
bool scale_round(int64_t amount_fen, int64_t unit_fen, rounding mode, int64_t *out);
/* The price of a quantity alone, rounded; false beyond LIMIT_MONEY_FEN. */
bool scale_price_of(int64_t quantity, const scale_price *price, int64_t *amount_out);
/* What a priced amount comes to: less the reduction, at most the ceiling, rounded to the unit by
 * the mode, or down where that would exceed the ceiling. */
int64_t scale_limit(int64_t amount_fen, const scale_claim *claim, const scale_price *price);

/* Fills amount_fen of every claim at this price and sums them; false beyond LIMIT_MONEY_FEN. */
bool scale_apply(scale_claim *claims, size_t count, const scale_price *price, int64_t *sum_out);

/* The factors from min to max in steps of `step` (above 0; both are multiples of it). */
typedef struct scale_range {
  int64_t min, max, step;
} scale_range;

/* The largest factor at which the amounts sum to at most the budget: a rate that falls from 5 % to
 * 3.5 %, the value of a point; the smallest when not even that fits.  The claims are priced at it
 * and their sum says whether it fits.  False when that sum is beyond LIMIT_MONEY_FEN.
 * O(count × log steps). */
bool scale_find(scale_claim *claims, size_t count, scale_price *price, scale_range range,
                int64_t budget_fen, int64_t *sum_out);

/* Parts of the budget in proportion to amount_fen of the claims (as scale_apply left them), each a
 * whole number of units, by largest remainder: they sum to the budget rounded down to the unit.
 * Nobody gets more than before when the amounts are whole units that sum to at least the budget. */
sd_status scale_pro_rata(scale_claim *claims, size_t count, int64_t budget_fen, int64_t unit_fen,
                         sd_error *error);

/* The budget divided by `quantity`, each part then limited (scale_limit).  With `spread`, what a
 * ceiling cuts off is divided among the others again, until nobody new reaches a ceiling; the
 * parts then sum to the budget, or everybody is at the ceiling.  O(count) a round. */
sd_status scale_divide(scale_claim *claims, size_t count, int64_t budget_fen,
                       const scale_price *price, bool spread, sd_error *error);

#endif
