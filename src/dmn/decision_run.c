/* Runs a decision on a frame, and a decision service on a frame of its own. */
#include "dmn/decision_run.h"

#include "feel/trace.h"

static void trace_decision(evaluation *e, trace_kind kind, const dmn_element *decision,
                           value result) {
  if (e->trace == NULL) return;
  trace_event event = {.kind = kind, .owner = decision, .label = decision->name, .result = result};
  trace_add(e->trace, &event);
}

value dmn_decision_run(evaluation *e, const dmn_element *decision, value *frame) {
  if (decision->is_refused || decision->program == NULL) return value_null();
  trace_decision(e, TRACE_DECISION_BEGIN, decision, value_null());
  value result = interpreter_run(e, decision->program, frame);
  trace_decision(e, TRACE_DECISION_END, decision, result);
  return result;
}

/* Functions that the decision may call stand in the frame like values. */
static void bind_functions(const dmn_element *decision, value *frame) {
  for (size_t i = 0; i < decision->requirement_count; i++) {
    const dmn_element *target = decision->requirements[i].target;
    if (target != NULL && target->function != NULL) {
      frame[target->slot] = function_native(target->function);
    }
  }
}

static value service_result(evaluation *e, const dmn_service *service, const value *frame) {
  if (service->output_count == 1) return frame[service->outputs[0]->slot];
  text *keys = ARENA_ARRAY(e->arena, text, service->output_count + 1);
  value *values = ARENA_ARRAY(e->arena, value, service->output_count + 1);
  if (keys == NULL || values == NULL) return evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
  size_t count = 0;
  for (size_t i = 0; i < service->output_count; i++) { /* of several of one name the first */
    size_t j = 0;
    while (j < count && !text_equal(keys[j], service->outputs[i]->name)) j++;
    if (j < count) continue;
    keys[count] = service->outputs[i]->name;
    values[count++] = frame[service->outputs[i]->slot];
  }
  return value_context_make(e->arena, keys, values, count);
}

value dmn_service_call(evaluation *e, const void *service_element, const value *arguments,
                       size_t count) {
  const dmn_service *service = ((const dmn_element *)service_element)->service;
  size_t frame_size = service->model->frame_size;
  value *frame = evaluation_push_frame(e, frame_size);
  if (frame == NULL) return evaluation_stop(e, EVALUATION_OUT_OF_MEMORY);
  for (size_t i = 0; i < service->parameter_count && i < count; i++) {
    frame[service->parameters[i]->slot] = arguments[i];
  }
  for (size_t i = 0; i < service->order_count; i++) {
    const dmn_element *decision = service->order[i];
    bind_functions(decision, frame);
    frame[decision->slot] = dmn_decision_run(e, decision, frame);
  }
  value result = service->output_count == 0 ? value_null() : service_result(e, service, frame);
  evaluation_pop_frame(e, frame, frame_size);
  return result;
}
