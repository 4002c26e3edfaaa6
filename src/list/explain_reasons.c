/* The reasons and near misses of an evaluated subject as texts. */
#include "list/explain_reasons.h"

#include "dmn/explanation.h"

enum { SHOWN_DIGITS = 8, VALUE_BYTES_MAX = 4000 };

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* Numbers with more than eight digits behind the point are cut there and marked: "0.04233333…".
 * They are never rounded, so that a value below a threshold does not look like it. */
static bool add_number(const decimal *number, text_builder *out) {
  decimal cut;
  if (!decimal_round(number, SHOWN_DIGITS, ROUNDING_DOWN, &cut)) return false;
  char buffer[DECIMAL_TEXT_SIZE];
  text_builder_add(out, (text){buffer, decimal_format(&cut, buffer, sizeof buffer)});
  if (decimal_compare(&cut, number) != 0) text_builder_add_string(out, "…");
  return true;
}

/* Empty for null. */
static bool value_text(value v, arena *a, text *out) {
  *out = TEXT("");
  if (v.kind == VALUE_NULL || v.kind == VALUE_UNKNOWN) return true;
  text_builder shown;
  text_builder_init(&shown, VALUE_BYTES_MAX);
  if (v.kind != VALUE_NUMBER || !add_number(&v.as.number, &shown)) value_to_text(v, &shown);
  if (shown.size != 0) *out = arena_copy(a, text_builder_text(&shown));
  text_builder_release(&shown);
  return out->data != NULL;
}

/* Exact, for distances: a plain decimal, or the text of a duration. */
static bool distance_text(value v, arena *a, text *out) {
  *out = TEXT("");
  if (v.kind == VALUE_NULL || v.kind == VALUE_UNKNOWN) return true;
  text_builder shown;
  text_builder_init(&shown, VALUE_BYTES_MAX);
  value_to_text(v, &shown);
  *out = arena_copy(a, text_builder_text(&shown));
  text_builder_release(&shown);
  return out->data != NULL;
}

static bool copy_text(arena *a, text source, text *out) {
  *out = source.size == 0 ? TEXT("") : arena_copy(a, source);
  return out->data != NULL;
}

static reason_result result_of(value v) {
  if (v.kind == VALUE_BOOLEAN) return v.as.boolean ? REASON_HOLDS : REASON_FAILS;
  return REASON_UNKNOWN;
}

/* --- Reasons --- */

static bool take_reason(const dmn_reason *from, arena *a, explanation_reason *to) {
  to->is_rule = from->kind == DMN_REASON_RULE;
  to->result = to->is_rule ? REASON_HOLDS : result_of(from->result);
  to->comparison = text_of(to->is_rule ? "" : dmn_comparison_text(from->comparison));
  return copy_text(a, from->decision == NULL ? TEXT("") : from->decision->name, &to->decision) &&
         copy_text(a, from->clause, &to->clause) && copy_text(a, from->condition, &to->condition) &&
         value_text(to->is_rule ? from->result : from->left, a, &to->value) &&
         value_text(from->right, a, &to->threshold);
}

/* Whether an earlier explanation told the step already: two decisions may need the same one. */
static bool was_told(const dmn_explanation *earlier, const dmn_element *element) {
  for (size_t i = 0; earlier != NULL && i < earlier->step_count; i++) {
    if (earlier->steps[i].decision == element) return true;
  }
  return false;
}

/* A decision without conditions that computes something, such as an amount: told by its formula. */
static bool is_computed(const dmn_explanation_step *step) {
  const dmn_expression *expression = step->decision->expression;
  return step->reason_count == 0 && expression != NULL && expression->kind == DMN_LITERAL &&
         step->result.kind != VALUE_BOOLEAN && step->result.kind != VALUE_NULL;
}

static bool take_computed(const dmn_explanation_step *step, arena *a, explanation_reason *to) {
  to->is_rule = true;
  to->result = step->result.kind == VALUE_UNKNOWN ? REASON_UNKNOWN : REASON_HOLDS;
  to->comparison = to->threshold = TEXT("");
  return copy_text(a, step->decision->name, &to->decision) &&
         copy_text(a, step->decision->description, &to->clause) &&
         copy_text(a, step->decision->expression->source.text, &to->condition) &&
         value_text(step->result, a, &to->value);
}

static size_t count_reasons(const dmn_explanation *e, const dmn_explanation *earlier) {
  size_t count = 0;
  for (size_t i = 0; e != NULL && i < e->step_count; i++) {
    if (was_told(earlier, e->steps[i].decision)) continue;
    count += is_computed(&e->steps[i]) ? 1 : e->steps[i].reason_count;
  }
  return count;
}

static bool take_reasons(const dmn_explanation *e, const dmn_explanation *earlier, arena *a,
                         explanation_reason *reasons, size_t *count) {
  for (size_t i = 0; e != NULL && i < e->step_count; i++) {
    const dmn_explanation_step *step = &e->steps[i];
    if (was_told(earlier, step->decision)) continue;
    if (is_computed(step) && !take_computed(step, a, &reasons[(*count)++])) return false;
    for (size_t k = 0; k < step->reason_count; k++) {
      if (!take_reason(&step->reasons[k], a, &reasons[(*count)++])) return false;
    }
  }
  return true;
}

static sd_status collect_reasons(const version_plan *version, dmn_evaluation *e, arena *a,
                                 explanation *out, sd_error *error) {
  bool paid = version->amount != NULL && out->decision.status == DECISION_MET;
  const dmn_explanation *status = dmn_explanation_make(version->model, e, version->status, a);
  const dmn_explanation *amount =
      paid ? dmn_explanation_make(version->model, e, version->amount, a) : NULL;
  if (status == NULL || (paid && amount == NULL)) return out_of_memory(error);
  size_t room = count_reasons(status, NULL) + count_reasons(amount, status);
  explanation_reason *reasons = ARENA_ARRAY(a, explanation_reason, room);
  if (reasons == NULL || !take_reasons(status, NULL, a, reasons, &out->reason_count) ||
      !take_reasons(amount, status, a, reasons, &out->reason_count)) {
    return out_of_memory(error);
  }
  out->reasons = reasons;
  return SD_OK;
}

/* --- Near misses --- */

bool explain_gap(const dmn_gap *from, arena *a, explanation_gap *to) {
  const dmn_condition *atom = from->condition;
  to->comparison = text_of(dmn_comparison_text(from->comparison));
  to->is_strict = from->is_strict;
  to->is_missing = from->is_missing;
  return copy_text(a, atom->decision == NULL ? TEXT("") : atom->decision->name, &to->decision) &&
         copy_text(a, atom->clause, &to->clause) && copy_text(a, atom->condition, &to->condition) &&
         value_text(atom->left, a, &to->value) && value_text(atom->right, a, &to->threshold) &&
         distance_text(from->distance, a, &to->distance) &&
         copy_text(a, from->distance_in, &to->distance_in);
}

static sd_status collect_paths(const version_plan *version, dmn_evaluation *e, arena *a,
                               explanation *out, sd_error *error) {
  const dmn_near_miss *found = dmn_near_miss_find(version->model, e, version->status, true, a);
  if (found == NULL) return out_of_memory(error);
  explanation_path *paths = ARENA_ARRAY(a, explanation_path, found->way_count);
  if (paths == NULL) return out_of_memory(error);
  for (size_t i = 0; i < found->way_count; i++) {
    const dmn_way *way = &found->ways[i];
    explanation_gap *gaps = ARENA_ARRAY(a, explanation_gap, way->gap_count);
    if (gaps == NULL) return out_of_memory(error);
    for (size_t k = 0; k < way->gap_count; k++) {
      if (!explain_gap(&way->gaps[k], a, &gaps[k])) return out_of_memory(error);
    }
    paths[i] = (explanation_path){
        .gaps = gaps, .gap_count = way->gap_count, .is_verified = way->is_verified};
  }
  out->paths = paths;
  out->path_count = found->way_count;
  return SD_OK;
}

sd_status explain_reasons(const version_plan *version, dmn_evaluation *e, arena *a,
                          explanation *out, sd_error *error) {
  TRY(collect_reasons(version, e, a, out, error));
  if (out->decision.status != DECISION_NOT_MET) return SD_OK;
  return collect_paths(version, e, a, out, error);
}
