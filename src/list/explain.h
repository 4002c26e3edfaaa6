/* Why a run decided as it did for one subject: computed anew, never stored.
 *
 * The subject is evaluated again, from the stored model and the facts as known then, and must
 * reproduce the stored decision; otherwise nothing is explained and SD_CORRUPT is returned.
 * Source: design rules 5 and 6, R-03, R-04. */
#ifndef SUDUI_LIST_EXPLAIN_H
#define SUDUI_LIST_EXPLAIN_H

#include "list/run.h"

/* An input of the model and the fact behind it. */
typedef struct explanation_fact {
  text name;                  /* of the input data */
  const attribute *attribute; /* NULL for the day of the run and the data year */
  int32_t period;             /* PERIOD_NONE or a year */
  bool present;
  bool conflict; /* sources disagree; the pick rule of the item chose */
  bool decides;  /* missing, and could change the decision */
  fact_value value;
} explanation_fact;

typedef enum reason_result { REASON_FAILS = 0, REASON_HOLDS = 1, REASON_UNKNOWN = 2 } reason_result;

/* A condition that was looked at, in order of the evaluation.  Or, with is_rule, a rule of a table
 * that matched or a formula that was computed: then `value` is its result, there is no comparison,
 * and `condition` is the formula. */
typedef struct explanation_reason {
  bool is_rule;
  text decision;   /* of the model, in which it stands */
  text clause;     /* of the policy; empty when none is noted */
  text condition;  /* as written: "研发费用 / 营业收入 >= 0.05" */
  text value;      /* the left side now: "0.042"; empty when there is none */
  text comparison; /* ">=", or empty */
  text threshold;  /* "0.05" */
  reason_result result;
} explanation_reason;

/* One condition that would have to change, with the way to it. */
typedef struct explanation_gap {
  text decision;
  text clause;
  text condition;
  text value;
  text comparison; /* what would have to hold */
  text threshold;
  text distance; /* exact plain decimal: positive, so much more is needed; negative, so much less;
                    empty when there is no such measure */
  text distance_in; /* what the distance is a quantity of: "研发费用"; may be empty */
  bool is_strict;   /* the distance itself is not enough, it has to be exceeded */
  bool is_missing;  /* the present value is not on file */
} explanation_gap;

/* All of these conditions together would be enough. */
typedef struct explanation_path {
  const explanation_gap *gaps;
  size_t gap_count;
  bool is_verified; /* the model gave the outcome when the inputs were changed by the distances */
} explanation_path;

typedef struct explanation {
  list_run *run; /* without its decisions */
  decision decision;
  const item_version *version;
  const explanation_fact *facts; /* in order of the model's inputs */
  size_t fact_count;
  const explanation_reason *reasons;
  size_t reason_count;
  const explanation_path *paths; /* for a subject not met: the smallest sets, fewest gaps first */
  size_t path_count;
} explanation;

/* Everything lives in `a`.  SD_NOT_FOUND for a run or subject that is not there, SD_CORRUPT when
 * the stored decision is not reproduced. */
sd_status list_explain(registry *r, int64_t run_id, text code, arena *a, explanation **out,
                       sd_error *error);

/* For many questions about one run: its models stay loaded.  Belongs to one thread. */
typedef struct explainer explainer;
/* SD_NOT_FOUND for a run that is not there. */
sd_status explainer_open(registry *r, int64_t run_id, explainer **out, sd_error *error);
void explainer_close(explainer *x); /* NULL is allowed */
/* As list_explain; borrows run and version from `x`, everything else lives in `a`.  Reads the facts
 * of the one subject by key: about 0.3 ms, of which the conditions take a tenth. */
sd_status explainer_explain(explainer *x, text code, arena *a, explanation **out, sd_error *error);

#endif
