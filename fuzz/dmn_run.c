/* Every decision and service of any model: no inputs, some inputs, missing facts, with a trace.
 *
 * Claims: limits hold; a trace changes no result; a result that is certain though facts are missing
 * is the result with the facts; reasons and near misses can be made of whatever was evaluated. */
#include "support.h"

#include "dmn/explanation.h"
#include "dmn/load.h"
#include "dmn/near_miss.h"
#include "feel/temporal.h"

enum { RUN_DECISIONS_MAX = 16, RUN_STEPS = 20000, RUN_MEMORY_BYTES = 2 << 20 };

static value sample_value(const feel_type *type, size_t number) {
  switch (type != NULL ? type->kind : TYPE_NUMBER) {
    case TYPE_BOOLEAN:
      return value_boolean(number % 2 == 0);
    case TYPE_STRING:
      return value_string(number % 2 == 0 ? TEXT("高新技术企业") : TEXT("A"));
    case TYPE_DATE:
      return value_of_date((feel_date){2024, 2, 29});
    case TYPE_DATE_TIME:
      return fuzz_now();
    case TYPE_DAYS_DURATION:
      return value_of_days((feel_days_duration){.seconds = 86400});
    case TYPE_MONTHS_DURATION:
      return value_of_months(14);
    default:
      return value_number(decimal_scaled((int64_t)number * 1500050 + 1, -2));
  }
}

typedef enum run_inputs { INPUTS_NONE, INPUTS_SAMPLES } run_inputs;

typedef struct model_run {
  dmn_evaluation *evaluation;
  value results[RUN_DECISIONS_MAX];
  bool is_complete; /* no limit was reached */
} model_run;

static size_t run_model(const dmn_model *model, bool three_valued, bool with_trace,
                        run_inputs inputs, model_run *out) {
  dmn_evaluation_options options = {.now = fuzz_now(),
                                    .three_valued = three_valued,
                                    .with_trace = with_trace,
                                    .memory_max = RUN_MEMORY_BYTES,
                                    .steps_max = RUN_STEPS};
  out->evaluation = dmn_evaluation_create(model, &options);
  FUZZ_CHECK(out->evaluation != NULL);
  dmn_evaluation_reset(out->evaluation);
  for (size_t i = 0; inputs == INPUTS_SAMPLES && i < model->input_count; i++) {
    const dmn_element *input = dmn_model_input(model, i);
    dmn_evaluation_bind(out->evaluation, input->slot, sample_value(input->type, i));
  }
  size_t count = 0;
  for (size_t i = model->input_count; i < model->element_count && count < RUN_DECISIONS_MAX; i++) {
    const dmn_element *element = model->elements[i];
    if (element->kind == DMN_DECISION) {
      out->results[count++] = dmn_evaluation_decide(out->evaluation, element);
    } else if (element->kind == DMN_SERVICE) {
      out->results[count++] = dmn_evaluation_serve(out->evaluation, element);
    }
  }
  out->is_complete = dmn_evaluation_limit(out->evaluation) == EVALUATION_IN_LIMITS;
  fuzz_check_diagnostics(dmn_evaluation_diagnostics(out->evaluation));
  FUZZ_CHECK(dmn_evaluation_core(out->evaluation)->steps_left <= RUN_STEPS);
  FUZZ_CHECK(arena_used_bytes(dmn_evaluation_core(out->evaluation)->arena) <= RUN_MEMORY_BYTES);
  return count;
}

static void make_reasons(const dmn_model *model, dmn_evaluation *e) {
  size_t made = 0;
  for (size_t i = model->input_count; i < model->element_count && made < 4; i++) {
    const dmn_element *decision = model->elements[i];
    if (decision->kind != DMN_DECISION) continue;
    made++;
    arena *a = arena_create(RUN_MEMORY_BYTES);
    const dmn_explanation *why = dmn_explanation_make(model, e, decision, a);
    FUZZ_CHECK(why == NULL || why->step_count > 0);
    for (int wanted = 0; wanted <= 1; wanted++) {
      const dmn_near_miss *m = dmn_near_miss_find(model, e, decision, wanted != 0, a);
      FUZZ_CHECK(m == NULL || m->way_count <= NEAR_MISS_WAYS_MAX);
    }
    arena_destroy(a);
  }
}

static bool has_handled_missing(const dmn_model *model, dmn_evaluation *e) {
  for (size_t i = model->input_count; i < model->element_count; i++) {
    const dmn_element *element = model->elements[i];
    if (element->kind != DMN_DECISION || dmn_evaluation_missing(e, element) == NULL) continue;
    if (dmn_evaluation_decide(e, element).kind != VALUE_UNKNOWN) return true;
  }
  return false;
}

static void check_runs(const dmn_model *model) {
  model_run nulls, traced, full, missing;
  size_t count = run_model(model, false, false, INPUTS_NONE, &nulls);
  run_model(model, false, true, INPUTS_NONE, &traced);
  run_model(model, false, true, INPUTS_SAMPLES, &full);
  run_model(model, true, false, INPUTS_NONE, &missing);
  bool is_handled = has_handled_missing(model, missing.evaluation);
  for (size_t i = 0; i < count; i++) {
    FUZZ_CHECK(nulls.results[i].kind != VALUE_UNKNOWN);
    if (nulls.is_complete && traced.is_complete)
      FUZZ_CHECK(fuzz_is_refined_by(nulls.results[i], traced.results[i]));
    if (full.is_complete && missing.is_complete && !is_handled)
      FUZZ_CHECK(fuzz_is_refined_by(missing.results[i], full.results[i]));
  }
  make_reasons(model, full.evaluation);
  make_reasons(model, missing.evaluation);
  dmn_evaluation_destroy(nulls.evaluation);
  dmn_evaluation_destroy(traced.evaluation);
  dmn_evaluation_destroy(full.evaluation);
  dmn_evaluation_destroy(missing.evaluation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dmn_source source = {TEXT("fuzz.dmn"), fuzz_text(data, size)};
  dmn_model *model = NULL;
  if (dmn_model_create(&source, 1, &model, NULL) != SD_OK) return 0;
  check_runs(model);
  dmn_model_destroy(model);
  return 0;
}
