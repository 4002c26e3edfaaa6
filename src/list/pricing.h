/* Inside of list/: the claims on one budget priced by their item's rules: rate, points, pro rata.
 *
 * Order: the price of each claim (a rate or the value of a point is the largest that fits the
 * budget), then reductions and ceilings, then, if the budget is still short, parts of it in
 * proportion; or, where the item says so, parts of the budget first and ceilings then.  Source:
 * */
#ifndef SUDUI_LIST_PRICING_H
#define SUDUI_LIST_PRICING_H

#include "list/scale.h"
#include "policy/item.h"

#define PRICING_NO_BUDGET INT64_C(-2)

typedef struct pricing {
  scale_price price;  /* at the factor that was found */
  bool is_short;      /* the budget could not give what the rules promise at most */
  bool is_divided;    /* parts of the budget by largest remainder */
  int64_t needed_fen; /* at the largest factor */
  int64_t given_fen;
} pricing;

/* Fen of the unit to which the item rounds. */
int64_t pricing_unit_fen(const item_version *v);
/* The price at the largest factor. */
scale_price pricing_promise(const item_version *v);

/* True when the claims of both can be settled on one budget: only amounts may differ in their
 * unit. */
bool pricing_same_rules(const item_version *a, const item_version *b);

/* A budget with those who draw on it. */
typedef struct pricing_budget {
  const item_version *rules; /* of one of them; the others have the same */
  int64_t unit_fen;          /* the smallest of theirs */
  int64_t available_fen;     /* PRICING_NO_BUDGET: nothing bounds them */
} pricing_budget;

/* Fills amount_fen of the claims.  Exact factors lower the claims' ceilings to the promise.
 * SD_REFUSED when the budget is short and the item says stop; SD_LIMIT_EXCEEDED beyond
 * LIMIT_MONEY_FEN. */
sd_status pricing_settle(const pricing_budget *budget, scale_claim *claims, size_t count,
                         pricing *out, sd_error *error);

#endif
