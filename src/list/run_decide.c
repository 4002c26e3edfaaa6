/* The first pass of a run for one subject, by the record evaluator. */
#include <stdio.h>
#include <string.h>

#include "list/run_plan.h"

text plan_missing_text(const version_plan *version, const missing_set *missing, arena *a) {
  size_t size = 1;
  for (size_t i = 0; i < version->binding_count; i++) {
    size += version->bindings[i].input->attribute.size + 16;
  }
  char *names = arena_allocate(a, size);
  if (names == NULL) return (text){NULL, 0};
  size_t used = 0;
  for (size_t i = 0; missing != NULL && i < version->binding_count; i++) {
    const input_binding *b = &version->bindings[i];
    if (!missing_set_has(missing, b->slot)) continue;
    int written =
        snprintf(names + used, size - used, "%s%s", used == 0 ? "" : " ", b->input->attribute.data);
    used += (size_t)written;
    if (b->period == PERIOD_NONE) continue;
    used += (size_t)snprintf(names + used, size - used, "@%d", (int)b->period);
  }
  return (text){names, used};
}

/* Unknown because of `missing`, or, if nothing is missing, because of the model's fault. */
static bool set_unknown(const version_plan *version, const missing_set *missing,
                        decision_fault fault, arena *a, decision *out) {
  out->status = DECISION_UNKNOWN;
  out->computed_fen = 0;
  out->missing = plan_missing_text(version, missing, a);
  if (out->missing.size == 0) out->fault = (uint8_t)fault;
  return out->missing.data != NULL;
}

static bool decide_amount(const version_plan *version, dmn_evaluation *e, arena *a, decision *out) {
  value amount = dmn_evaluation_decide(e, version->amount);
  const item_version *item = version->item;
  if (amount.kind == VALUE_NUMBER &&
      money_of_yuan(&amount.as.number, item->amount_unit, item->amount_rounding,
                    &out->computed_fen) &&
      out->computed_fen >= 0) {
    return true;
  }
  const missing_set *missing = dmn_evaluation_undecided_by(e, version->amount);
  return set_unknown(version, missing, DECISION_FAULT_AMOUNT, a, out);
}

/* The number of a score decision as plain text; empty when it is none. */
static bool decide_score(dmn_evaluation *e, const dmn_element *element, arena *a, text *out) {
  *out = TEXT("");
  if (element == NULL) return true;
  value v = dmn_evaluation_decide(e, element);
  if (v.kind != VALUE_NUMBER) return true;
  char buffer[DECIMAL_TEXT_SIZE];
  *out = arena_copy(a, (text){buffer, decimal_format(&v.as.number, buffer, sizeof buffer)});
  return out->data != NULL;
}

bool plan_decide(const version_plan *version, dmn_evaluation *e, arena *a, decision *out) {
  out->missing = out->score_min = out->score_max = TEXT("");
  value status = dmn_evaluation_decide(e, version->status);
  bool ok = true;
  if (status.kind == VALUE_BOOLEAN) {
    out->status = status.as.boolean ? DECISION_MET : DECISION_NOT_MET;
    if (status.as.boolean && version->amount != NULL) ok = decide_amount(version, e, a, out);
  } else {
    const missing_set *missing = dmn_evaluation_undecided_by(e, version->status);
    ok = set_unknown(version, missing, DECISION_FAULT_STATUS, a, out);
  }
  ok = ok && decide_score(e, version->score_min, a, &out->score_min) &&
       decide_score(e, version->score_max, a, &out->score_max);
  if (dmn_evaluation_lacks_memory(e)) return false;
  if (ok && dmn_evaluation_limit(e) != EVALUATION_IN_LIMITS) {
    out->score_min = out->score_max = TEXT("");
    return set_unknown(version, NULL, DECISION_FAULT_LIMIT, a, out);
  }
  return ok;
}

int32_t plan_begin_decision(const run_plan *plan, size_t index, decision *out) {
  int32_t version = plan_version_of(plan, index);
  *out = (decision){.district = plan_district(plan, index),
                    .missing = TEXT(""),
                    .score_min = TEXT(""),
                    .score_max = TEXT("")};
  memcpy(out->code, plan->facts->codes[index], sizeof out->code);
  if (version >= 0) out->version = (uint16_t)version;
  if (version == PLAN_UNDECIDED) {
    out->status = DECISION_UNKNOWN;
    out->missing = TEXT("district");
  }
  return version;
}
