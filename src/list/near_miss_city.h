/* Who narrowly misses an item: every company of the city at once.
 *
 * For each company that does not meet the item, the fewest conditions that stand between it and the
 * item; for those that lack a single one, how far it is, by condition and nearness, and a list of
 * the nearest with what they would get.  Nothing is stored.  Source: design rule 6. */
#ifndef SUDUI_LIST_NEAR_MISS_CITY_H
#define SUDUI_LIST_NEAR_MISS_CITY_H

#include "list/explain.h"

/* How near, as a part of the threshold; the last ones are further and without such a measure. */
typedef enum near_miss_band {
  NEAR_MISS_1_PERCENT,
  NEAR_MISS_5_PERCENT,
  NEAR_MISS_10_PERCENT,
  NEAR_MISS_25_PERCENT,
  NEAR_MISS_FURTHER,
  NEAR_MISS_NO_MEASURE, /* a title, a date, yes or no; or a fact that is missing */
  NEAR_MISS_BAND_COUNT
} near_miss_band;

enum { NEAR_MISS_GAPS_COUNTED = 8 };

typedef struct near_miss_request {
  const run_request *run;
  size_t top;         /* entries wanted at most */
  int64_t within_ppm; /* only entries at most so near, in millionths of the threshold; < 0: all */
  text district;      /* only companies in it, by area; empty: all */
} near_miss_request;

/* A condition that is the only one some company lacks. */
typedef struct near_miss_condition {
  const item_version *version;
  text decision, clause, condition;
  text measure; /* what its distance is a quantity of; may be empty */
  bool becomes_true;
  size_t companies; /* a company is counted with each condition that alone would do */
  size_t bands[NEAR_MISS_BAND_COUNT];
} near_miss_condition;

typedef struct near_miss_entry {
  char code[SUBJECT_CODE_SIZE];
  text district;
  const near_miss_condition *condition;
  int64_t near_ppm;    /* of the threshold, rounded up; INT64_MAX without a measure */
  explanation_gap gap; /* with value, threshold and distance as texts */
  bool is_verified;    /* the model gave the outcome when the inputs were changed by the distance */
  bool has_award;
  int64_t award_fen; /* by the rules and the cap of the item, before any budget is shared */
} near_miss_entry;

typedef struct near_miss_report {
  text item;
  const item_version *const *versions;
  size_t version_count;
  int32_t data_year;
  registry_view view;
  int64_t last_batch;                         /* the newest facts that were seen */
  size_t covered;                             /* companies whom the item covers */
  size_t missed;                              /* not met, in the district */
  size_t by_gaps[NEAR_MISS_GAPS_COUNTED + 1]; /* [n - 1]: n conditions; the last: more */
  size_t no_way;                              /* no change of conditions would do */
  size_t by_record;                           /* treated one by one */
  const near_miss_condition *conditions;      /* most companies first */
  size_t condition_count;
  size_t within;                  /* companies that have an entry by the request, before `top` */
  const near_miss_entry *entries; /* the nearest first, then by code */
  size_t entry_count;
} near_miss_report;

/* Everything lives in `a`; versions must outlive it.  Errors as run_compute.  About a microsecond
 * of processor time a company, and a third of a millisecond for each entry. */
sd_status near_miss_compute(registry *r, const near_miss_request *request, arena *a,
                            near_miss_report **out, sd_error *error);

#endif
