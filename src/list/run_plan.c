/* A run prepared: models loaded, inputs bound to columns of a snapshot. */
#include "list/run_plan.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/messages/list.h"
#include "dmn/load.h"
#include "list/pricing.h"
#include "list/run_amount.h"

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Models --- */

/* The first error of a model becomes the error of the run. */
static sd_status check_model(const item_version *item, const dmn_model *model, sd_error *error) {
  if (model->diagnostics.error_count == 0) return SD_OK;
  const diagnostic_list *list = dmn_model_diagnostics(model);
  for (size_t i = 0; i < list->count; i++) {
    const diagnostic *d = &list->items[i];
    if (d->severity != DIAGNOSTIC_ERROR) continue;
    uint32_t line = 0, column = 0;
    source_span_locate(d->span, &line, &column);
    sd_status status = error_set(error, SD_INVALID, d->message, d->arguments);
    error_place(error, item->path.data, line, column);
    return status;
  }
  return SD_OK;
}

static sd_status find_decision(const version_plan *v, text name, const dmn_element **out,
                               sd_error *error) {
  *out = NULL;
  if (name.size == 0) return SD_OK;
  *out = dmn_model_find(v->model, DMN_DECISION, name);
  if (*out != NULL) return SD_OK;
  sd_status status =
      error_set(error, SD_INVALID, MESSAGE_LIST_NO_DECISION, SD_ARGS(v->item->id.data, name.data));
  error_place(error, v->item->path.data, 0, 0);
  return status;
}

static sd_status load_version(const item_version *item, version_plan *v, sd_error *error) {
  v->item = item;
  dmn_source source = {item->path, item->bytes};
  TRY(dmn_model_create(&source, 1, &v->model, error));
  TRY(check_model(item, v->model, error));
  TRY(find_decision(v, item->status_decision, &v->status, error));
  TRY(find_decision(v, item->amount_decision, &v->amount, error));
  TRY(find_decision(v, item->score_min_decision, &v->score_min, error));
  return find_decision(v, item->score_max_decision, &v->score_max, error);
}

/* --- Columns --- */

static bool same_request(const column_request *a, const column_request *b) {
  bool same_order = (a->order == NULL) == (b->order == NULL) &&
                    (a->order == NULL || strcmp(a->order, b->order) == 0);
  return strcmp(a->attribute, b->attribute) == 0 && a->period == b->period && a->pick == b->pick &&
         same_order;
}

static size_t column_for(run_plan *plan, const column_request *wanted) {
  for (size_t i = 0; i < plan->column_count; i++) {
    if (same_request(&plan->columns[i], wanted)) return i;
  }
  plan->columns[plan->column_count] = *wanted;
  return plan->column_count++;
}

static const item_input *find_input(const item_version *item, text name) {
  for (size_t i = 0; i < item->input_count; i++) {
    if (text_equal(item->inputs[i].name, name)) return &item->inputs[i];
  }
  return NULL;
}

static sd_status input_without_fact(const version_plan *v, const dmn_element *element,
                                    uint32_t line, sd_error *error) {
  sd_status status = error_set(error, SD_INVALID, MESSAGE_LIST_INPUT_WITHOUT_FACT,
                               SD_ARGS(v->item->id.data, element->name.data));
  error_place(error, v->item->path.data, line, 0);
  return status;
}

static sd_status bind_input(run_plan *plan, version_plan *v, const dmn_element *element,
                            sd_error *error) {
  const item_input *input = find_input(v->item, element->name);
  if (input == NULL) return input_without_fact(v, element, 0, error);
  input_binding *b = &v->bindings[v->binding_count++];
  *b = (input_binding){.slot = element->slot, .input = input, .period = PERIOD_NONE};
  if (input->kind != ITEM_FACT_ATTRIBUTE) return SD_OK;
  if (input->has_period) b->period = plan->request->data_year + input->period_offset;
  column_request wanted = {.attribute = input->attribute.data, .period = b->period};
  const char *pick = input->pick.data == NULL ? "" : input->pick.data;
  if (!pick_rule_parse(pick, &wanted.pick, &wanted.order)) {
    return input_without_fact(v, element, input->line, error);
  }
  b->column = column_for(plan, &wanted);
  return SD_OK;
}

static sd_status bind_inputs(run_plan *plan, version_plan *v, sd_error *error) {
  v->bindings = ARENA_ARRAY(plan->arena, input_binding, v->model->input_count);
  if (v->bindings == NULL) return out_of_memory(error);
  for (size_t i = 0; i < v->model->input_count; i++) {
    TRY(bind_input(plan, v, dmn_model_input(v->model, i), error));
  }
  return SD_OK;
}

static sd_status load_versions(run_plan *plan, sd_error *error) {
  const run_request *request = plan->request;
  size_t columns = 1;
  plan->versions = ARENA_ARRAY(plan->arena, version_plan, request->version_count);
  if (plan->versions == NULL) return out_of_memory(error);
  for (size_t i = 0; i < request->version_count; i++) {
    plan->version_count++;
    TRY(load_version(request->versions[i], &plan->versions[i], error));
    columns += plan->versions[i].model->input_count;
  }
  plan->columns = ARENA_ARRAY(plan->arena, column_request, columns);
  if (plan->columns == NULL) return out_of_memory(error);
  column_for(plan, &(column_request){.attribute = "district", .period = PERIOD_NONE});
  for (size_t i = 0; i < plan->version_count; i++) {
    TRY(bind_inputs(plan, &plan->versions[i], error));
  }
  return SD_OK;
}

/* --- Coverage --- */

static sd_status two_cover(const run_plan *plan, text district, int32_t a, int32_t b,
                           sd_error *error) {
  char place[64];
  snprintf(place, sizeof place, "%.*s", TEXT_ARG(district));
  return error_set(error, SD_CONFLICT, MESSAGE_LIST_TWO_VERSIONS,
                   SD_ARGS(plan->versions[a].item->id.data, plan->versions[a].item->version.data,
                           plan->versions[b].item->version.data, place));
}

static sd_status cover_district(const run_plan *plan, text district, int32_t *out,
                                sd_error *error) {
  const run_request *request = plan->request;
  *out = PLAN_NOBODY;
  for (size_t i = 0; i < plan->version_count; i++) {
    if (!item_covers(plan->versions[i].item, request->areas, request->view.as_of_day,
                     request->data_year, district)) {
      continue;
    }
    if (*out != PLAN_NOBODY) return two_cover(plan, district, *out, (int32_t)i, error);
    *out = (int32_t)i;
  }
  return SD_OK;
}

/* Without a district a subject is decided only by a version that is in force everywhere. */
static int32_t cover_unstated(const run_plan *plan) {
  const run_request *request = plan->request;
  int32_t everywhere = PLAN_NOBODY;
  bool somewhere = false;
  for (size_t i = 0; i < plan->version_count; i++) {
    const item_version *item = plan->versions[i].item;
    if (!item_is_in_force(item, request->view.as_of_day, request->data_year)) continue;
    bool all = item_covers(item, NULL, request->view.as_of_day, request->data_year, TEXT(""));
    if (all && everywhere == PLAN_NOBODY) {
      everywhere = (int32_t)i;
    } else {
      somewhere = true;
    }
  }
  return somewhere ? PLAN_UNDECIDED : everywhere;
}

static sd_status find_coverage(run_plan *plan, sd_error *error) {
  const snapshot_column *district = &plan->facts->columns[PLAN_DISTRICT];
  plan->coverage = ARENA_ARRAY(plan->arena, int32_t, district->dictionary_count);
  if (plan->coverage == NULL) return out_of_memory(error);
  for (size_t i = 0; i < district->dictionary_count; i++) {
    TRY(cover_district(plan, district->dictionary[i], &plan->coverage[i], error));
  }
  plan->coverage_unstated = cover_unstated(plan);
  return SD_OK;
}

int32_t plan_version_of(const run_plan *plan, size_t index) {
  const snapshot_column *district = &plan->facts->columns[PLAN_DISTRICT];
  if ((district->flags[index] & CELL_PRESENT) == 0) return plan->coverage_unstated;
  return plan->coverage[district->values[index]];
}

text plan_district(const run_plan *plan, size_t index) {
  const snapshot_column *district = &plan->facts->columns[PLAN_DISTRICT];
  if ((district->flags[index] & CELL_PRESENT) == 0) return TEXT("");
  return district->dictionary[district->values[index]];
}

/* --- Preparing --- */

static sd_status load_facts(registry *r, run_plan *plan, text code, sd_error *error) {
  char single[SUBJECT_CODE_SIZE];
  snprintf(single, sizeof single, "%.*s", TEXT_ARG(code));
  const snapshot_request request = {.view = plan->request->view,
                                    .kind = plan->versions[0].item->subject.data,
                                    .code = code.data == NULL ? NULL : single,
                                    .columns = plan->columns,
                                    .column_count = plan->column_count,
                                    .progress = plan->request->progress,
                                    .progress_context = plan->request->progress_context};
  return registry_snapshot(r, &request, plan->arena, &plan->facts, error);
}

/* Versions that decide together are of one item; two that draw on one budget line agree on it. */
static sd_status check_versions(const run_request *request, sd_error *error) {
  if (request->version_count == 0) {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_VERSION, NULL);
  }
  const item_version *first = request->versions[0];
  for (size_t i = 1; i < request->version_count; i++) {
    const item_version *other = request->versions[i];
    const item_version *leader = request->versions[run_budget_leader(request->versions, i)];
    if (text_equal(first->id, other->id) && text_equal(first->subject, other->subject) &&
        leader->budget_total_fen == other->budget_total_fen && pricing_same_rules(leader, other)) {
      continue;
    }
    return error_set(error, SD_INVALID, MESSAGE_LIST_VERSIONS_DIFFER,
                     SD_ARGS(first->id.data, leader->version.data, other->version.data));
  }
  return SD_OK;
}

sd_status plan_prepare_models(const run_request *request, arena *a, run_plan *plan,
                              sd_error *error) {
  *plan = (run_plan){.request = request, .arena = a};
  TRY(check_versions(request, error));
  return load_versions(plan, error);
}

sd_status plan_load_facts(registry *r, text code, run_plan *plan, sd_error *error) {
  TRY(load_facts(r, plan, code, error));
  return find_coverage(plan, error);
}

sd_status plan_use_facts(run_plan *plan, const snapshot *facts, sd_error *error) {
  plan->facts = facts;
  return find_coverage(plan, error);
}

sd_status plan_prepare(registry *r, const run_request *request, text code, arena *a, run_plan *plan,
                       sd_error *error) {
  TRY(plan_prepare_models(request, a, plan, error));
  return plan_load_facts(r, code, plan, error);
}

void plan_release(run_plan *plan) {
  for (size_t i = 0; i < plan->version_count; i++) dmn_model_destroy(plan->versions[i].model);
  plan->version_count = 0;
}

/* --- Binding --- */

static value date_value(int64_t day) {
  civil_date date;
  if (!calendar_date_of(day, &date)) return value_null();
  return (value){.kind = VALUE_DATE, .as.date = {date.year, date.month, date.day}};
}

static value cell_value(const snapshot_column *column, size_t index) {
  int64_t number = column->values[index];
  switch (column->type) {
    case ATTRIBUTE_BOOLEAN:
      return value_boolean(number != 0);
    case ATTRIBUTE_DATE:
      return date_value(number);
    case ATTRIBUTE_STRING:
      return value_string(column->dictionary[number]);
    default:
      return value_number(decimal_scaled(number, -column->scale));
  }
}

void plan_bind(const run_plan *plan, const version_plan *version, size_t index, dmn_evaluation *e) {
  dmn_evaluation_reset(e);
  for (size_t i = 0; i < version->binding_count; i++) {
    const input_binding *b = &version->bindings[i];
    if (b->input->kind == ITEM_FACT_AS_OF) {
      dmn_evaluation_bind(e, b->slot, date_value(plan->request->view.as_of_day));
    } else if (b->input->kind == ITEM_FACT_DATA_YEAR) {
      dmn_evaluation_bind(e, b->slot, value_number(decimal_of(plan->request->data_year)));
    } else if ((plan->facts->columns[b->column].flags[index] & CELL_PRESENT) != 0) {
      dmn_evaluation_bind(e, b->slot, cell_value(&plan->facts->columns[b->column], index));
    }
  }
}

value plan_now(int64_t as_of_day) {
  value day = date_value(as_of_day);
  value now = value_null();
  if (day.kind == VALUE_DATE) {
    now.kind = VALUE_DATE_TIME;
    now.as.date_time.date = day.as.date;
    now.as.date_time.time = (feel_time){.offset_seconds = 8 * 3600, .has_offset = true};
  }
  return now;
}

dmn_evaluation *plan_evaluation_create(const run_plan *plan, const version_plan *version,
                                       bool with_trace) {
  const dmn_evaluation_options options = {.now = plan_now(plan->request->view.as_of_day),
                                          .three_valued = true,
                                          .with_trace = with_trace};
  return dmn_evaluation_create(version->model, &options);
}
