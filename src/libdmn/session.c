/* Sessions: decisions and services evaluated by name on JSON, one record after another. */
#include "libdmn/session.h"

#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/messages/libdmn.h"
#include "feel/temporal.h"
#include "libdmn/binding.h"
#include "libdmn/json_value.h"

/* --- Opening and closing --- */

static void fill_defaults(dmn_session_options *o) {
  if (o->input_bytes_max == 0) o->input_bytes_max = LIMIT_INPUT_BYTES;
  if (o->memory_bytes_max == 0) o->memory_bytes_max = LIMIT_FEEL_MEMORY_BYTES;
  if (o->steps_max == 0) o->steps_max = LIMIT_FEEL_STEPS;
  if (o->stack_depth_max == 0 || o->stack_depth_max > LIMIT_FEEL_STACK) {
    o->stack_depth_max = LIMIT_FEEL_STACK;
  }
  if (o->time_ms_max == 0) o->time_ms_max = LIMIT_FEEL_TIME_MS;
  if (o->expression.source_bytes_max == 0) {
    o->expression.source_bytes_max = LIMIT_FEEL_SOURCE_BYTES;
  }
}

static bool is_session_late(void *context) {
  const dmn_session *s = context;
  return s->options.clock_us(s->options.clock_context) > s->deadline_us;
}

void session_configure(dmn_session *s, evaluation *e) {
  e->depth_max = s->options.stack_depth_max;
  e->steps_max = e->steps_left = s->options.steps_max;
  e->is_out_of_time = s->options.clock_us == NULL ? NULL : is_session_late;
  e->time_context = s;
}

/* What a session on a model has; false when memory is out. */
static bool prepare_model(dmn_session *s) {
  dmn_evaluation_options options = {.now = value_null(),
                                    .three_valued = s->options.three_valued,
                                    .memory_max = s->options.memory_bytes_max};
  s->evaluation = dmn_evaluation_create(s->model, &options);
  s->prefixes = binding_prefixes(s->model, s->lasting);
  if (s->evaluation == NULL || s->prefixes == NULL) return false;
  session_configure(s, dmn_evaluation_core(s->evaluation));
  return true;
}

dmn_status dmn_session_open(const dmn_model *model, const dmn_session_options *options,
                            dmn_session **session_out, dmn_error *error) {
  if (session_out == NULL) {
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_NULL_ARGUMENT, SD_ARGS("session_out"));
  }
  *session_out = NULL;
  dmn_session_options used = DMN_SESSION_OPTIONS_INIT;
  if (options != NULL && !options_take(&used, sizeof used, sizeof used, options)) {
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_OPTIONS, NULL);
  }
  int32_t offset_max = TEMPORAL_OFFSET_SECONDS_MAX;
  if (used.utc_offset_seconds > offset_max || used.utc_offset_seconds < -offset_max) {
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_OFFSET, NULL);
  }
  fill_defaults(&used);
  dmn_session *s = memory_allocate(sizeof *s);
  if (s == NULL) return failure_out_of_memory(error);
  s->model = model;
  s->options = used;
  text_builder_init(&s->json, used.memory_bytes_max);
  s->lasting = arena_create(0);
  s->feel_arena = arena_create(used.memory_bytes_max);
  bool is_ready = s->lasting != NULL && s->feel_arena != NULL;
  if (!is_ready || (model != NULL && !prepare_model(s))) {
    dmn_session_close(s);
    return failure_out_of_memory(error);
  }
  *session_out = s;
  return DMN_OK;
}

void dmn_session_close(dmn_session *s) {
  if (s == NULL) return;
  dmn_evaluation_destroy(s->evaluation);
  arena_destroy(s->feel_arena);
  arena_destroy(s->lasting);
  text_builder_release(&s->json);
  memory_free(s);
}

/* --- What every evaluation does --- */

void session_begin(dmn_session *s, dmn_text *json_out) {
  *json_out = (dmn_text){"", 0};
  s->is_unknown = false;
  s->missing_count = 0;
  s->warnings = NULL;
  text_builder_clear(&s->json);
  if (s->options.clock_us == NULL) return;
  int64_t allowed_us = (int64_t)s->options.time_ms_max * 1000;
  s->deadline_us = s->options.clock_us(s->options.clock_context) + allowed_us;
}

value session_moment(const dmn_session *s, int64_t now_utc_us) {
  if (now_utc_us == DMN_NO_TIME) return value_null();
  return value_of_date_time(temporal_of_moment(now_utc_us, s->options.utc_offset_seconds));
}

static dmn_status over_memory(const dmn_session *s, dmn_error *error) {
  return failure_limit(error, "evaluation memory", s->options.memory_bytes_max);
}

dmn_status session_read_input(dmn_session *s, dmn_text json, arena *a, json_value **out,
                              dmn_error *error) {
  *out = NULL;
  text source = text_of_public(json);
  if (source.size > s->options.input_bytes_max) {
    return failure_limit(error, "JSON bytes", s->options.input_bytes_max);
  }
  if (text_trim(source).size == 0) return DMN_OK;
  sd_error failure = {0};
  sd_status status = json_read(source, "input", a, out, &failure);
  if (status == SD_OUT_OF_MEMORY && arena_is_exhausted(a)) return over_memory(s, error);
  if (status != SD_OK) return failure_give(error, &failure);
  if ((*out)->kind != JSON_OBJECT) {
    return failure_set(error, SD_TYPE_ERROR, MESSAGE_LIBDMN_NOT_AN_OBJECT, SD_ARGS("input"));
  }
  return DMN_OK;
}

dmn_status session_finish(dmn_session *s, const evaluation *e, value result, dmn_text *json_out,
                          dmn_error *error) {
  if (e->limit_reached != EVALUATION_IN_LIMITS) return failure_of_evaluation(error, e);
  if (arena_is_exhausted(e->arena)) return over_memory(s, error);
  if (arena_has_refused(e->arena)) return failure_out_of_memory(error);
  if (!json_value_write(result, &s->json)) {
    return failure_limit(error, "value depth", LIMIT_VALUE_DEPTH);
  }
  if (s->json.failed) return over_memory(s, error);
  s->warnings = e->diagnostics;
  *json_out = text_to_public(text_builder_text(&s->json));
  return DMN_OK;
}

/* --- Decisions and services --- */

static dmn_status find_target(dmn_session *s, text name, const dmn_element **out,
                              dmn_error *error) {
  *out = binding_find(s->model, DMN_DECISION, name);
  if (*out == NULL) *out = binding_find(s->model, DMN_SERVICE, name);
  if (*out != NULL) return DMN_OK;
  arena *a = dmn_evaluation_core(s->evaluation)->arena;
  text shown = arena_copy(a, text_slice(name, 0, 300));
  text nearest = binding_nearest(s->model, DMN_DECISION, name, a);
  if (shown.data == NULL) shown = TEXT("");
  if (nearest.size == 0) {
    return failure_set(error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_DECISION, SD_ARGS(shown.data));
  }
  return failure_set(error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_DECISION_NEAR,
                     SD_ARGS(shown.data, nearest.data));
}

static dmn_status bind_input(dmn_session *s, const json_value *input, dmn_error *error) {
  const evaluation *core = dmn_evaluation_core(s->evaluation);
  if (input == NULL) return DMN_OK;
  sd_error failure = {0};
  sd_status status =
      binding_apply(s->model, s->evaluation, input, s->options.other_inputs_allowed, &failure);
  if (core->limit_reached != EVALUATION_IN_LIMITS) return failure_of_evaluation(error, core);
  if (status == SD_OUT_OF_MEMORY && arena_is_exhausted(core->arena)) return over_memory(s, error);
  return status == SD_OK ? DMN_OK : failure_give(error, &failure);
}

/* The name as FEEL would write it in the main model; empty when memory is out. */
static dmn_text qualified_name(dmn_session *s, const dmn_element *element, arena *a) {
  text prefix = s->prefixes[element->document - s->model->documents];
  if (prefix.size == 0) return text_to_public(element->name);
  text_builder name;
  text_builder_init(&name, LIMIT_FEEL_TEXT_BYTES);
  text_builder_add(&name, prefix);
  text_builder_add(&name, element->name);
  text copy = arena_copy(a, text_builder_text(&name));
  text_builder_release(&name);
  return text_to_public(copy);
}

/* False when memory is out. */
static bool note_missing(dmn_session *s, const missing_set *set) {
  if (set == NULL) return true;
  arena *a = dmn_evaluation_core(s->evaluation)->arena;
  s->missing = ARENA_ARRAY(a, dmn_text, s->model->input_count + 1);
  for (size_t i = 0; s->missing != NULL && i < s->model->input_count; i++) {
    if (!missing_set_has(set, i)) continue;
    s->missing[s->missing_count++] = qualified_name(s, s->model->elements[i], a);
  }
  return s->missing != NULL;
}

static value evaluate_target(dmn_session *s, const dmn_element *target,
                             const missing_set **missing_out) {
  evaluation *core = dmn_evaluation_core(s->evaluation);
  if (target->kind == DMN_SERVICE) {
    value result = dmn_evaluation_serve(s->evaluation, target);
    *missing_out = evaluation_missing(core, value_unknown_within(core->arena, result));
    return result;
  }
  value result = dmn_evaluation_decide(s->evaluation, target);
  *missing_out = dmn_evaluation_missing(s->evaluation, target);
  return result;
}

dmn_status dmn_session_evaluate(dmn_session *session, dmn_text name, dmn_text input_json,
                                int64_t now_utc_us, dmn_text *json_out, dmn_error *error) {
  if (session == NULL || json_out == NULL) {
    const char *missing = session == NULL ? "session" : "json_out";
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_NULL_ARGUMENT, SD_ARGS(missing));
  }
  session_begin(session, json_out);
  if (session->model == NULL) return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_NO_MODEL, NULL);
  evaluation *core = dmn_evaluation_core(session->evaluation);
  dmn_evaluation_reset(session->evaluation);
  core->now = session_moment(session, now_utc_us);
  const dmn_element *target;
  json_value *input;
  dmn_status status = find_target(session, text_of_public(name), &target, error);
  if (status == DMN_OK) {
    status = session_read_input(session, input_json, core->arena, &input, error);
  }
  if (status == DMN_OK) status = bind_input(session, input, error);
  if (status != DMN_OK) return status;
  const missing_set *missing = NULL;
  value result = evaluate_target(session, target, &missing);
  status = session_finish(session, core, result, json_out, error);
  if (status != DMN_OK || !session->options.three_valued) return status;
  session->is_unknown = value_unknown_within(core->arena, result).kind == VALUE_UNKNOWN;
  if (note_missing(session, missing)) return DMN_OK;
  session_begin(session, json_out);
  return over_memory(session, error);
}

/* --- What was left behind --- */

bool dmn_session_is_unknown(const dmn_session *session) { return session->is_unknown; }

size_t dmn_session_missing_count(const dmn_session *session) { return session->missing_count; }

dmn_text dmn_session_missing(const dmn_session *session, size_t index) {
  return index < session->missing_count ? session->missing[index] : (dmn_text){"", 0};
}

size_t dmn_session_warning_count(const dmn_session *session) {
  return session->warnings == NULL ? 0 : session->warnings->count;
}

bool dmn_session_warning(const dmn_session *session, size_t index, dmn_diagnostic *warning_out) {
  if (index >= dmn_session_warning_count(session)) return false;
  diagnostic_give(warning_out, &session->warnings->items[index]);
  return true;
}
