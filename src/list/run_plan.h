/* Inside of list/: a run prepared: models loaded, inputs bound to columns of a snapshot. */
#ifndef SUDUI_LIST_RUN_PLAN_H
#define SUDUI_LIST_RUN_PLAN_H

#include "dmn/evaluate.h"
#include "list/run.h"

/* What an input of the model gets for a subject. */
typedef struct input_binding {
  uint32_t slot;
  const item_input *input;
  size_t column;  /* of the snapshot, for ITEM_FACT_ATTRIBUTE */
  int32_t period; /* PERIOD_NONE or a year */
} input_binding;

typedef struct version_plan {
  const item_version *item;
  dmn_model *model;
  const dmn_element *status;
  const dmn_element *amount;                /* NULL for items that do not pay */
  const dmn_element *score_min, *score_max; /* NULL without a score */
  input_binding *bindings;
  size_t binding_count;
} version_plan;

typedef struct run_plan {
  const run_request *request;
  arena *arena;
  version_plan *versions;
  size_t version_count;
  column_request *columns; /* [0] is the district */
  size_t column_count;
  const snapshot *facts;
  int32_t *coverage; /* for each entry of the district's dictionary: a version or PLAN_NOBODY */
  int32_t coverage_unstated; /* for subjects without a district: also PLAN_UNDECIDED */
} run_plan;

enum { PLAN_NOBODY = -1, PLAN_UNDECIDED = -2, PLAN_DISTRICT = 0 };

/* Loads models and facts: of all subjects, or of `code` alone when its data is not NULL.  The plan
 * lives in `a`; end with plan_release also after a failure. */
sd_status plan_prepare(registry *r, const run_request *request, text code, arena *a, run_plan *plan,
                       sd_error *error);
void plan_release(run_plan *plan);
/* The two halves of plan_prepare, for a caller that asks for many subjects one by one: models and
 * bindings once; then, on a copy of the plan whose arena is that of the subject, its facts. */
sd_status plan_prepare_models(const run_request *request, arena *a, run_plan *plan,
                              sd_error *error);
sd_status plan_load_facts(registry *r, text code, run_plan *plan, sd_error *error);
/* Facts that the caller read: columns as plan->columns asks for them.  Borrowed. */
sd_status plan_use_facts(run_plan *plan, const snapshot *facts, sd_error *error);

/* The version that decides subject `index`, PLAN_NOBODY or PLAN_UNDECIDED. */
int32_t plan_version_of(const run_plan *plan, size_t index);
/* The same, and the decision as far as it is known before the version is asked: code, district,
 * version; unknown for want of a district when it is PLAN_UNDECIDED. */
int32_t plan_begin_decision(const run_plan *plan, size_t index, decision *out);
/* Resets `e` and binds the facts of subject `index`. */
void plan_bind(const run_plan *plan, const version_plan *version, size_t index, dmn_evaluation *e);
/* The district's text; empty when not on file. */
text plan_district(const run_plan *plan, size_t index);

/* What now() gives in a run as of a day: its midnight in China; null outside of the calendar. */
value plan_now(int64_t as_of_day);
/* An evaluation for this plan's version: three values, the run's day as now; NULL: memory. */
dmn_evaluation *plan_evaluation_create(const run_plan *plan, const version_plan *version,
                                       bool with_trace);

/* Decides the bound subject; texts live in `a`.  False when memory is out. */
bool plan_decide(const version_plan *version, dmn_evaluation *e, arena *a, decision *out);
/* The names of missing facts as decisions store them: "rd_expense@2024 sme". */
text plan_missing_text(const version_plan *version, const missing_set *missing, arena *a);

#endif
