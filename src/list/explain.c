/* Why a run decided as it did for one subject: computed anew, never stored. */
#include "list/explain.h"

#include <stdio.h>
#include <string.h>

#include "base/messages/list.h"
#include "list/explain_reasons.h"
#include "list/run_plan.h"

/* A stored decision of a run, the plan to decide it again, and what came out. */
typedef struct explaining {
  arena *arena;
  explanation *out;
  run_plan plan; /* the explainer's, with the facts of the one subject */
  dmn_evaluation *const *evaluations;
  const version_plan *version;
  dmn_evaluation *evaluation; /* borrowed */
  decision again;
} explaining;

struct explainer {
  registry *registry;
  arena *arena;
  list_run *run;
  run_request request;
  run_plan plan;                /* models and bindings, without facts */
  dmn_evaluation **evaluations; /* one for each version */
};

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* "MET 300.00" or "UNKNOWN rd_expense@2024", for the message of a difference. */
static void describe(const decision *d, char *buffer, size_t size) {
  char amount[MONEY_TEXT_SIZE];
  money_format(d->computed_fen, amount);
  snprintf(buffer, size, "%s %s %.*s", decision_status_name((decision_status)d->status), amount,
           TEXT_ARG(d->missing));
}

/* The amount over the whole set is not compared: one subject does not determine it. */
static bool same_decision(const decision *a, const decision *b) {
  return a->status == b->status && a->fault == b->fault && a->version == b->version &&
         a->computed_fen == b->computed_fen && text_equal(a->missing, b->missing) &&
         text_equal(a->district, b->district) && text_equal(a->score_min, b->score_min) &&
         text_equal(a->score_max, b->score_max);
}

static sd_status decide_again(explaining *x, sd_error *error) {
  decision *d = &x->again;
  int32_t version = plan_begin_decision(&x->plan, 0, d);
  if (version < 0) return SD_OK;
  x->version = &x->plan.versions[version];
  x->evaluation = x->evaluations[version];
  plan_bind(&x->plan, x->version, 0, x->evaluation);
  return plan_decide(x->version, x->evaluation, x->arena, d) ? SD_OK : out_of_memory(error);
}

static sd_status check_reproduced(const explaining *x, sd_error *error) {
  const decision *stored = &x->out->decision;
  if (same_decision(stored, &x->again)) return SD_OK;
  char before[200], after[200];
  describe(stored, before, sizeof before);
  describe(&x->again, after, sizeof after);
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_NOT_REPRODUCED,
                   SD_ARGS(SD_NUMBER(x->out->run->id), stored->code, before, after));
}

/* --- Facts --- */

static sd_status collect_facts(explaining *x, sd_error *error) {
  const version_plan *version = x->version;
  const dmn_element *open = version->status;
  if (version->amount != NULL && value_is_true(dmn_evaluation_decide(x->evaluation, open))) {
    open = version->amount;
  }
  const missing_set *missing = dmn_evaluation_undecided_by(x->evaluation, open);
  explanation_fact *facts = ARENA_ARRAY(x->arena, explanation_fact, version->binding_count);
  if (facts == NULL) return out_of_memory(error);
  for (size_t i = 0; i < version->binding_count; i++) {
    const input_binding *b = &version->bindings[i];
    explanation_fact *fact = &facts[i];
    *fact = (explanation_fact){.name = b->input->name, .period = b->period, .present = true};
    if (b->input->kind != ITEM_FACT_ATTRIBUTE) {
      bool is_day = b->input->kind == ITEM_FACT_AS_OF;
      const run_request *request = x->plan.request;
      fact->value.type = is_day ? ATTRIBUTE_DATE : ATTRIBUTE_INTEGER;
      fact->value.number = is_day ? request->view.as_of_day : request->data_year;
      continue;
    }
    const snapshot_column *column = &x->plan.facts->columns[b->column];
    fact->attribute = column->attribute;
    fact->present = snapshot_value(x->plan.facts, b->column, 0, &fact->value);
    fact->conflict = (column->flags[0] & CELL_CONFLICT) != 0;
    fact->decides = !fact->present && x->again.status == DECISION_UNKNOWN && missing != NULL &&
                    missing_set_has(missing, b->slot);
  }
  x->out->facts = facts;
  x->out->fact_count = version->binding_count;
  return SD_OK;
}

static sd_status explain(explaining *x, registry *r, sd_error *error) {
  TRY(plan_load_facts(r, text_of(x->out->decision.code), &x->plan, error));
  TRY(decide_again(x, error));
  TRY(check_reproduced(x, error));
  x->out->version = x->out->run->versions[x->again.version];
  if (x->version == NULL) return SD_OK;
  TRY(collect_facts(x, error));
  return explain_reasons(x->version, x->evaluation, x->arena, x->out, error);
}

sd_status explainer_explain(explainer *x, text code, arena *a, explanation **out, sd_error *error) {
  explaining one = {
      .arena = a, .out = ARENA_NEW(a, explanation), .plan = x->plan, .evaluations = x->evaluations};
  if (one.out == NULL) return out_of_memory(error);
  one.plan.arena = a;
  one.out->run = x->run;
  TRY(run_load_decision_of(registry_database(x->registry), x->run, code, a, &one.out->decision,
                           error));
  TRY(explain(&one, x->registry, error));
  *out = one.out;
  return SD_OK;
}

/* --- Many questions --- */

/* The run lives in `a`. */
static sd_status prepare(explainer *x, int64_t run_id, arena *a, sd_error *error) {
  TRY(run_load_head(registry_database(x->registry), run_id, a, &x->run, error));
  const list_run *run = x->run;
  x->request = (run_request){.versions = run->versions,
                             .version_count = run->version_count,
                             .areas = run->areas,
                             .data_year = run->data_year,
                             .view = run->view,
                             .budget_fen = RUN_BUDGET_NONE};
  TRY(plan_prepare_models(&x->request, a, &x->plan, error));
  x->evaluations = ARENA_ARRAY(a, dmn_evaluation *, run->version_count);
  if (x->evaluations == NULL) return out_of_memory(error);
  for (size_t i = 0; i < run->version_count; i++) {
    x->evaluations[i] = plan_evaluation_create(&x->plan, &x->plan.versions[i], false);
    if (x->evaluations[i] == NULL) return out_of_memory(error);
  }
  return SD_OK;
}

static void release(explainer *x) {
  for (size_t i = 0; x->evaluations != NULL && i < x->run->version_count; i++) {
    dmn_evaluation_destroy(x->evaluations[i]);
  }
  plan_release(&x->plan);
}

sd_status explainer_open(registry *r, int64_t run_id, explainer **out, sd_error *error) {
  arena *a = arena_create(0);
  explainer *x = a == NULL ? NULL : ARENA_NEW(a, explainer);
  if (x == NULL) {
    arena_destroy(a);
    return out_of_memory(error);
  }
  x->registry = r;
  x->arena = a;
  sd_status status = prepare(x, run_id, a, error);
  if (status != SD_OK) {
    explainer_close(x);
    return status;
  }
  *out = x;
  return SD_OK;
}

void explainer_close(explainer *x) {
  if (x == NULL) return;
  release(x);
  arena_destroy(x->arena);
}

sd_status list_explain(registry *r, int64_t run_id, text code, arena *a, explanation **out,
                       sd_error *error) {
  explainer x = {.registry = r};
  sd_status status = prepare(&x, run_id, a, error);
  if (status == SD_OK) status = explainer_explain(&x, code, a, out, error);
  release(&x);
  return status;
}
