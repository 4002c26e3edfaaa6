/* Runs a loaded model on one record after another.
 *
 * Two arenas: what lasts (the frame, the unknown of each input) and what one record makes.  A slot
 * is evaluated at most once per record: `states` says which slots of the frame hold their value. */
#include "dmn/evaluate.h"

#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/messages/dmn.h"
#include "dmn/decision_run.h"
#include "feel/interpreter.h"

struct dmn_evaluation {
  const dmn_model *model;
  arena *lasting;
  arena *record;
  evaluation core;
  trace trace;
  diagnostic_list diagnostics;
  bool with_trace;
  value *frame;
  bool *is_known;                /* by slot */
  value *absent;                 /* by input: the unknown of its fact, or null */
  const missing_set **consulted; /* by slot: facts found missing by `= null` in that decision */
};

static bool make_frame(dmn_evaluation *e) {
  const dmn_model *model = e->model;
  e->frame = ARENA_ARRAY(e->lasting, value, model->frame_size + 1);
  e->is_known = ARENA_ARRAY(e->lasting, bool, model->element_count + 1);
  e->absent = ARENA_ARRAY(e->lasting, value, model->input_count + 1);
  e->consulted = ARENA_ARRAY(e->lasting, const missing_set *, model->element_count + 1);
  if (!e->frame || !e->is_known || !e->absent || !e->consulted) return false;
  for (size_t i = 0; i < model->element_count; i++) {
    const value_function *function = model->elements[i]->function;
    if (function != NULL) e->frame[i] = function_native(function);
  }
  for (size_t i = 0; e->core.three_valued && i < model->input_count; i++) {
    e->absent[i] = value_unknown_of(e->lasting, i);
    if (e->absent[i].kind != VALUE_UNKNOWN) return false;
  }
  return true;
}

static void set_options(dmn_evaluation *e, const dmn_evaluation_options *options) {
  e->core.now = options->now;
  e->core.three_valued = options->three_valued;
  e->core.is_out_of_time = options->is_out_of_time;
  e->core.time_context = options->time_context;
  if (options->steps_max != 0) e->core.steps_max = e->core.steps_left = options->steps_max;
  e->core.fact_count = e->model->input_count;
  e->core.diagnostics = &e->diagnostics;
  e->with_trace = options->with_trace;
}

/* The lists of what happened live in the record's arena and begin anew with it. */
static void begin_record(dmn_evaluation *e) {
  diagnostic_list_init(&e->diagnostics, e->record, 0);
  if (!e->with_trace) return;
  trace_init(&e->trace, e->record);
  e->core.trace = &e->trace;
}

dmn_evaluation *dmn_evaluation_create(const dmn_model *model,
                                      const dmn_evaluation_options *options) {
  static const dmn_evaluation_options PLAIN = {.now = {.kind = VALUE_NULL}};
  if (options == NULL) options = &PLAIN;
  dmn_evaluation *e = memory_allocate(sizeof *e);
  if (e == NULL) return NULL;
  size_t memory_max = options->memory_max == 0 ? LIMIT_FEEL_MEMORY_BYTES : options->memory_max;
  e->model = model;
  e->lasting = arena_create(0);
  e->record = arena_create(memory_max);
  if (e->lasting == NULL || e->record == NULL) {
    dmn_evaluation_destroy(e);
    return NULL;
  }
  evaluation_init(&e->core, e->record);
  set_options(e, options);
  if (!make_frame(e)) {
    dmn_evaluation_destroy(e);
    return NULL;
  }
  begin_record(e);
  return e;
}

void dmn_evaluation_destroy(dmn_evaluation *e) {
  if (e == NULL) return;
  arena_destroy(e->record);
  arena_destroy(e->lasting);
  memory_free(e);
}

void dmn_evaluation_reset(dmn_evaluation *e) {
  evaluation_reset(&e->core);
  size_t count = e->model->element_count;
  memset(e->is_known, 0, count * sizeof *e->is_known);
  memset(e->consulted, 0, count * sizeof *e->consulted);
  begin_record(e);
}

/* --- Binding --- */

/* Says that a value does not fit; the text of the type is cut to what a sentence can bear. */
static void report_type(dmn_evaluation *e, const dmn_element *element) {
  text_builder b;
  text_builder_init(&b, 1000);
  type_to_text(element->type, &b);
  e->core.span = dmn_node_span(element->document, element->node);
  evaluation_report(&e->core, MESSAGE_DMN_VALUE_TYPE,
                    SD_ARGS(element->name.data, b.data == NULL ? "" : b.data));
  text_builder_release(&b);
}

void dmn_evaluation_bind(dmn_evaluation *e, uint32_t slot, value v) {
  const dmn_element *element = e->model->elements[slot];
  e->is_known[slot] = true;
  if (type_is_plain_fit(&v, element->type)) {
    e->frame[slot] = v;
    return;
  }
  value fitting = type_coerce(&e->core, v, element->type);
  if (value_is_null(fitting) && !value_is_null(v)) report_type(e, element);
  e->frame[slot] = fitting;
}

bool dmn_evaluation_bind_name(dmn_evaluation *e, text name, value v) {
  const dmn_element *element = dmn_model_find(e->model, DMN_INPUT, name);
  if (element == NULL) element = dmn_model_find(e->model, DMN_DECISION, name);
  if (element == NULL) return false;
  dmn_evaluation_bind(e, element->slot, v);
  return true;
}

/* --- Deciding --- */

static void know(dmn_evaluation *e, const dmn_element *element) {
  uint32_t slot = element->slot;
  if (e->is_known[slot]) return;
  e->is_known[slot] = true;
  if (element->kind == DMN_INPUT) {
    e->frame[slot] = e->absent[slot];
    return;
  }
  if (element->kind != DMN_DECISION) return;
  e->core.consulted_missing = NULL;
  e->frame[slot] = dmn_decision_run(&e->core, element, e->frame);
  e->consulted[slot] = e->core.consulted_missing;
}

value dmn_evaluation_decide(dmn_evaluation *e, const dmn_element *element) {
  if (!e->is_known[element->slot]) {
    for (size_t i = 0; i < element->need_count; i++) know(e, element->needs[i]);
    know(e, element);
  }
  return e->frame[element->slot];
}

value dmn_evaluation_serve(dmn_evaluation *e, const dmn_element *element) {
  const dmn_service *service = element->service;
  if (element->function == NULL) return value_null(); /* without a name it is nothing to call */
  value *arguments = ARENA_ARRAY(e->record, value, service->parameter_count + 1);
  if (arguments == NULL) return evaluation_stop(&e->core, EVALUATION_OUT_OF_MEMORY);
  for (size_t i = 0; i < service->parameter_count; i++) {
    uint32_t slot = service->parameters[i]->slot;
    if (service->parameters[i]->kind == DMN_INPUT) know(e, service->parameters[i]);
    arguments[i] = e->is_known[slot] ? e->frame[slot] : value_null();
  }
  return interpreter_call(&e->core, function_native(element->function), arguments,
                          service->parameter_count);
}

const missing_set *dmn_evaluation_missing(dmn_evaluation *e, const dmn_element *decision) {
  value all = value_unknown_within(e->record, e->frame[decision->slot]);
  for (size_t i = 0; i <= decision->need_count; i++) {
    const dmn_element *need = i < decision->need_count ? decision->needs[i] : decision;
    const missing_set *consulted = e->consulted[need->slot];
    if (consulted == NULL) continue;
    value more = {.kind = VALUE_UNKNOWN, .as.missing = consulted};
    all = value_unknown_union(e->record, all, more);
  }
  return all.kind == VALUE_UNKNOWN ? all.as.missing : NULL;
}

const missing_set *dmn_evaluation_undecided_by(dmn_evaluation *e, const dmn_element *decision) {
  value result = e->frame[decision->slot];
  if (result.kind == VALUE_UNKNOWN) return result.as.missing;
  return result.kind == VALUE_NULL ? dmn_evaluation_missing(e, decision) : NULL;
}

/* --- What happened --- */

const diagnostic_list *dmn_evaluation_diagnostics(const dmn_evaluation *e) {
  return &e->diagnostics;
}

const trace *dmn_evaluation_trace(const dmn_evaluation *e) {
  return e->with_trace ? &e->trace : NULL;
}

/* A refused allocation may have become a null on the way. */
evaluation_limit dmn_evaluation_limit(const dmn_evaluation *e) {
  bool is_whole = e->core.limit_reached != EVALUATION_IN_LIMITS || !arena_has_refused(e->record);
  return is_whole ? e->core.limit_reached : EVALUATION_OUT_OF_MEMORY;
}

bool dmn_evaluation_lacks_memory(const dmn_evaluation *e) {
  return (arena_has_refused(e->record) && !arena_is_exhausted(e->record)) ||
         arena_has_refused(e->lasting);
}

evaluation *dmn_evaluation_core(dmn_evaluation *e) { return &e->core; }

value *dmn_evaluation_frame(dmn_evaluation *e) { return e->frame; }
