/* Why a run decided as it did for one subject: computed anew, never stored. */
#include "list/explain.h"

#include <stdio.h>
#include <string.h>

#include "list/explain_reasons.h"
#include "list/run_plan.h"

/* A stored decision of a run, the plan to decide it again, and what came out. */
typedef struct explaining {
  arena *arena;
  explanation *out;
  run_plan plan;
  const version_plan *version;
  dmn_evaluation *evaluation;
  decision again;
} explaining;

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
  memcpy(d->code, x->plan.facts->codes[0], sizeof d->code);
  d->district = plan_district(&x->plan, 0);
  d->missing = d->score_min = d->score_max = TEXT("");
  int32_t version = plan_version_of(&x->plan, 0);
  if (version == PLAN_NOBODY) return SD_OK;
  if (version == PLAN_UNDECIDED) {
    d->status = DECISION_UNKNOWN;
    d->missing = TEXT("district");
    return SD_OK;
  }
  d->version = (uint16_t)version;
  x->version = &x->plan.versions[version];
  x->evaluation = plan_evaluation_create(&x->plan, x->version, true);
  if (x->evaluation == NULL) return out_of_memory(error);
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
  const missing_set *missing = dmn_evaluation_missing(x->evaluation, version->status);
  const missing_set *for_amount = version->amount != NULL && x->again.status == DECISION_UNKNOWN
                                      ? dmn_evaluation_missing(x->evaluation, version->amount)
                                      : NULL;
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
    fact->decides = !fact->present && x->again.status == DECISION_UNKNOWN &&
                    ((missing != NULL && missing_set_has(missing, b->slot)) ||
                     (for_amount != NULL && missing_set_has(for_amount, b->slot)));
  }
  x->out->facts = facts;
  x->out->fact_count = version->binding_count;
  return SD_OK;
}

static sd_status explain(explaining *x, registry *r, const run_request *request, sd_error *error) {
  text code = text_of(x->out->decision.code);
  TRY(plan_prepare(r, request, code, x->arena, &x->plan, error));
  TRY(decide_again(x, error));
  TRY(check_reproduced(x, error));
  x->out->version = x->out->run->versions[x->again.version];
  if (x->version == NULL) return SD_OK;
  TRY(collect_facts(x, error));
  return explain_reasons(x->version, x->evaluation, x->arena, x->out, error);
}

sd_status list_explain(registry *r, int64_t run_id, text code, arena *a, explanation **out,
                       sd_error *error) {
  explaining x = {.arena = a, .out = ARENA_NEW(a, explanation)};
  if (x.out == NULL) return out_of_memory(error);
  database *db = registry_database(r);
  TRY(run_load_head(db, run_id, a, &x.out->run, error));
  TRY(run_load_decision(db, run_id, code, a, &x.out->decision, error));
  const list_run *run = x.out->run;
  const run_request request = {.versions = run->versions,
                               .version_count = run->version_count,
                               .areas = run->areas,
                               .data_year = run->data_year,
                               .view = run->view,
                               .budget_fen = RUN_BUDGET_NONE};
  sd_status status = explain(&x, r, &request, error);
  dmn_evaluation_destroy(x.evaluation);
  plan_release(&x.plan);
  if (status == SD_OK) *out = x.out;
  return status;
}
