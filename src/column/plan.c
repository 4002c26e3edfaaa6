/* What is to be decided over columns, compiled once: decisions of one or several models. */
#include "column/plan.h"

#include <string.h>

#include "base/messages/column.h"
#include "column/plan_internal.h"

/* --- Checking --- */

static bool is_good_column(const column *c) {
  bool is_width = c->width == 0 || c->width == 1 || c->width == 2 || c->width == 4 || c->width == 8;
  return is_width && c->scale <= COLUMN_SCALE_MAX && (c->width != 0 || c->values != NULL);
}

static bool is_good_model(const column_model *m, size_t column_count) {
  for (size_t i = 0; i < m->model->input_count; i++) {
    if (m->columns[i] != COLUMN_NONE && m->columns[i] >= column_count) return false;
  }
  return true;
}

static bool is_good_want(const column_want *w, const column_plan_request *request) {
  if (w->model >= request->model_count || w->decision == NULL) return false;
  const dmn_model *model = request->models[w->model].model;
  return w->decision->slot < model->element_count &&
         model->elements[w->decision->slot] == w->decision;
}

static bool is_good_request(const column_plan_request *request) {
  bool is_good = request->wanted_count != 0;
  for (size_t i = 0; i < request->column_count; i++)
    is_good &= is_good_column(&request->columns[i]);
  for (size_t i = 0; i < request->model_count; i++) {
    is_good &= is_good_model(&request->models[i], request->column_count);
  }
  for (size_t i = 0; is_good && i < request->wanted_count; i++) {
    is_good = is_good_want(&request->wanted[i], request);
  }
  return is_good;
}

/* --- Making --- */

static bool copy_models(column_plan *plan, const column_plan_request *request) {
  plan->models = ARENA_ARRAY(plan->arena, column_model, request->model_count + 1);
  if (plan->models == NULL) return false;
  for (size_t i = 0; i < request->model_count; i++) {
    const column_model *from = &request->models[i];
    uint32_t *columns = ARENA_ARRAY(plan->arena, uint32_t, from->model->input_count + 1);
    if (columns == NULL) return false;
    if (from->model->input_count != 0) {
      memcpy(columns, from->columns, from->model->input_count * sizeof *columns);
    }
    plan->models[plan->model_count++] = (column_model){from->model, columns};
  }
  return true;
}

/* What is assumed of a column without range: what its width holds, for 8 bytes the largest amounts
 * of money.  Batches are held to it. */
static void assume_range(column *c) {
  bool is_unsigned = c->kind == COLUMN_BOOLEAN || c->kind == COLUMN_STRING;
  int bits = c->width == 8 ? 50 : c->width * 8 - (is_unsigned ? 0 : 1);
  c->max = (INT64_C(1) << bits) - 1;
  c->min = is_unsigned ? 0 : -c->max - 1;
  if (c->kind == COLUMN_DATE) {
    if (c->min < COLUMN_DAY_MIN) c->min = COLUMN_DAY_MIN;
    if (c->max > COLUMN_DAY_MAX) c->max = COLUMN_DAY_MAX;
  }
}

/* A column of one value keeps it; a dictionary keeps its texts. */
static bool copy_column(column_plan *plan, const column *from) {
  column *to = &plan->columns[plan->column_count++];
  *to = *from;
  to->values = NULL;
  if (from->width != 0) {
    to->present = NULL;
  } else {
    int64_t *single = ARENA_NEW(plan->arena, int64_t);
    if (single == NULL) return false;
    *single = *(const int64_t *)from->values;
    to->values = single;
    to->has_range = true;
    to->min = to->max = *single;
  }
  if (!to->has_range) assume_range(to);
  if (from->kind != COLUMN_STRING) return true;
  int64_t last = from->dictionary_count == 0 ? 0 : (int64_t)from->dictionary_count - 1;
  if (to->min < 0) to->min = 0;
  if (to->max > last) to->max = last;
  text *dictionary = ARENA_ARRAY(plan->arena, text, from->dictionary_count + 1);
  if (dictionary == NULL) return false;
  for (uint32_t i = 0; i < from->dictionary_count; i++) {
    dictionary[i] = arena_copy(plan->arena, from->dictionary[i]);
    if (dictionary[i].data == NULL) return false;
  }
  to->dictionary = dictionary;
  return true;
}

static bool copy_request(column_plan *plan, const column_plan_request *request) {
  plan->now = request->now;
  plan->three_valued = request->three_valued;
  plan->with_conditions = request->with_conditions;
  plan->wanted = ARENA_ARRAY(plan->arena, column_want, request->wanted_count);
  plan->columns = ARENA_ARRAY(plan->arena, column, request->column_count + 1);
  if (plan->wanted == NULL || plan->columns == NULL) return false;
  memcpy(plan->wanted, request->wanted, request->wanted_count * sizeof *plan->wanted);
  plan->wanted_count = request->wanted_count;
  for (size_t i = 0; i < request->column_count; i++) {
    if (!copy_column(plan, &request->columns[i])) return false;
  }
  return copy_models(plan, request);
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status column_plan_create(const column_plan_request *request, column_plan **out,
                             sd_error *error) {
  if (!is_good_request(request)) {
    return error_set(error, SD_MISUSE, MESSAGE_COLUMN_REQUEST, NULL);
  }
  const kernel_set *kernels = kernels_find(request->kernels);
  if (kernels == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_COLUMN_KERNELS, NULL);
  arena *a = arena_create(0);
  column_plan *plan = a == NULL ? NULL : ARENA_NEW(a, column_plan);
  if (plan == NULL) {
    arena_destroy(a);
    return out_of_memory(error);
  }
  plan->arena = a;
  plan->kernels = kernels;
  bool ok = copy_request(plan, request) && plan_list_decisions(plan) &&
            (!plan->with_conditions || plan_list_conditions(plan)) &&
            translate_plan(plan, request->records_only) && plan_link(plan);
  if (!ok) {
    column_plan_destroy(plan);
    return out_of_memory(error);
  }
  *out = plan;
  return SD_OK;
}

void column_plan_destroy(column_plan *plan) {
  if (plan != NULL) arena_destroy(plan->arena);
}

/* --- Questions --- */

size_t column_plan_wanted_count(const column_plan *plan) { return plan->wanted_count; }

const column_want *column_plan_want(const column_plan *plan, size_t want) {
  return &plan->wanted[want];
}

size_t column_plan_column_count(const column_plan *plan) { return plan->column_count; }

const char *column_plan_kernels(const column_plan *plan) { return plan->kernels->name; }

size_t column_plan_step_count(const column_plan *plan) { return plan->schedule.step_count; }

value_kind column_plan_kind(const column_plan *plan, size_t want) { return plan->codes[want].kind; }

size_t column_plan_condition_count(const column_plan *plan) { return plan->condition_count; }

const column_condition *column_plan_condition(const column_plan *plan, size_t index) {
  return &plan->conditions[index];
}

size_t column_plan_finding_count(const column_plan *plan) { return plan->finding_count; }

const column_finding *column_plan_finding(const column_plan *plan, size_t index) {
  return &plan->findings[index];
}

size_t column_plan_decision_count(const column_plan *plan) { return plan->decision_count; }
