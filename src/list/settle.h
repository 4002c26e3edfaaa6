/* Amounts over the whole set of several lists: relations, ceilings, budgets, rounding, step by
 * step.
 *
 * A value: nothing is read or stored here (list/settlement does).  Order, for every award:
 *   1 by the rules: the price of what the model gave, at the largest factor;
 *   2 caps of the item and bounds by other figures of the subject;
 *   3 relations with the subject's other awards: left out, or reduced (list/choice);
 *   4 ceilings over several items per subject or group and year;
 *   5 the budget: rate or value of a point, or parts in proportion (list/pricing);
 *   6 rounding to the item's unit.
 * Where the item scales first, 2 to 4 bound what 5 gave.  Awards that were given before take part
 * in 3 to 5 and never change.  The result does not depend on the order of lists or awards.
 * Source. */
#ifndef SUDUI_LIST_SETTLE_H
#define SUDUI_LIST_SETTLE_H

#include "list/pricing.h"
#include "policy/ceiling.h"
#include "policy/relation.h"

typedef enum award_state {
  AWARD_GRANTED,
  AWARD_NOTHING,  /* relations, ceilings or the budget leave nothing */
  AWARD_EXCLUDED, /* for the reasons named */
  AWARD_HELD      /* a missing fact decides: neither paid nor refused */
} award_state;

/* The most a figure of the subject allows. */
typedef struct award_cap {
  text by; /* "local_contribution@2024*80%" */
  int64_t limit_fen;
} award_cap;

/* What an award came to after a step; `by` has no spaces: "rules", "cap", "bound:…", "rate:3.5%",
 * "exclusive:item@2024:300000.00:200000.00", "ceiling:id", "pro-rata:line", "round:wan". */
typedef struct award_step {
  text by;
  int64_t after_fen;
} award_step;

#define SETTLE_NO_FIGURE INT64_C(-1)

typedef struct award {
  text code;
  uint32_t list;    /* index into the lists */
  uint16_t version; /* of the list */
  bool fixed;       /* of an earlier settlement */
  int64_t quantity; /* what the model gave; of a fixed one unused */
  text reasons;     /* codes with spaces between: excluded; empty: not */
  text missing;     /* facts with spaces between: held; empty: not */
  const award_cap *caps;
  size_t cap_count;
  const text *keys;       /* one for each key of the rules; empty: not on file */
  const text *holders;    /* one for each ceiling; empty: not on file */
  const int64_t *figures; /* one for each ceiling: its limit for this subject, SETTLE_NO_FIGURE */
  text entries;  /* of exclusion lists that hold, "list:2025-03-01" with spaces between; or empty */
  int64_t since; /* of one that stands: the order in which awards came to stand (list/given) */
  /* filled in; of a fixed one `amount_fen` is given */
  award_state state;
  int64_t amount_fen;
  int64_t advance_fen; /* paid first; the amount when it is paid at once */
  const award_step *steps;
  size_t step_count;
  /* on the way */
  int64_t promise_fen, reduction_fen, ceiling_fen, part_fen;
  text relation; /* what reduced it or left it out, as a step */
  size_t ceiling;
  uint32_t group; /* of its budget */
  /* by settle_again: what it is too much for, "" when it fits, and what it may be at most */
  text against;
  int64_t most_fen;
} award;

typedef struct settle_list {
  int64_t id; /* settles ties between lists of one item */
  text item;
  const item_version *const *versions;
  size_t version_count;
  int32_t data_year, award_year;
  bool budget_given; /* `budget_fen` bounds the list; else the lines of its versions do */
  int64_t budget_fen;
  int64_t unknown; /* subjects that were neither met nor not met */
} settle_list;

/* One budget of the settlement. */
typedef struct settle_budget {
  text key; /* "line/2025"; empty: not bounded */
  const item_version *rules;
  text item;
  int64_t unit_fen;
  int64_t available_fen;        /* PRICING_NO_BUDGET: not bounded */
  int64_t unknown, unknown_fen; /* subjects not decided, and what they could claim at most; -1: no
                                   cap says */
  int64_t factor_if_all;        /* if all of these were met at their cap; -1: not known */
  size_t awards;
  pricing result;
} settle_budget;

typedef struct settle_set {
  settle_list *lists;
  size_t list_count;
  award *awards; /* sorted by settle_awards: code, item, data year, list */
  size_t award_count;
  const relation_table *relations;
  const text *keys; /* attributes of the relations */
  size_t key_count;
  const ceiling_table *ceilings;
  /* filled in */
  settle_budget *budgets;
  size_t budget_count;
} settle_set;

/* Everything lives in `a`.  SD_REFUSED when a budget is short and its item says stop, SD_INVALID
 * when items that differ in their rules share a budget.  100,000 awards of three items with
 * relations, a ceiling and budgets took 0.14 s of processor time. */
sd_status settle_awards(settle_set *set, arena *a, sd_error *error);

/* Asks awards that stand again, as their facts are now: `amount_fen` is given for all; those that
 * are not fixed are judged.  Each must stay within its caps, within what the ceilings leave behind
 * awards that came to stand before it, and beside earlier awards within what relations leave; only
 * `against` and `most_fen` are filled in.  The order of lists and awards does not matter.
 * "cap", "bound:…", "ceiling:id", "exclusive:item@2024", "missing:fact"; the first that leaves
 * least. */
sd_status settle_again(settle_set *set, arena *a, sd_error *error);

/* The index of an attribute among the keys, SIZE_MAX when absent. */
size_t settle_key_index(const settle_set *set, text attribute);

/* Inside of list/: the parts of settle_awards. */
const item_version *settle_version(const settle_set *set, const award *w);
/* By rules, caps, relations and ceilings, before the budget and rounding. */
int64_t settle_amount_now(const award *w);
sd_status settle_relations(settle_set *set, arena *a, sd_error *error);
sd_status settle_sort(settle_set *set, arena *a, sd_error *error);
/* It may be at most so much; kept when it is less than what is known so far. */
sd_status settle_limit_again(award *w, const char *by, int64_t most_fen, arena *a, sd_error *error);
sd_status settle_ceilings_again(settle_set *set, arena *a, sd_error *error);
/* Two awards that stand and a row that puts them together, as the row has them. */
typedef struct settle_pair {
  award *first, *second;
  const relation *row;
} settle_pair;
typedef sd_status (*settle_pair_visitor)(void *context, const settle_pair *pair, sd_error *error);
sd_status settle_pairs_each(settle_set *set, arena *a, settle_pair_visitor visit, void *context,
                            sd_error *error);
sd_status settle_ceilings(settle_set *set, sd_error *error);
sd_status settle_budgets(settle_set *set, arena *a, sd_error *error);
sd_status settle_steps(settle_set *set, arena *a, sd_error *error);

#endif
