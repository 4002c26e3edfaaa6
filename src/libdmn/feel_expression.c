/* One FEEL expression on the members of a JSON object, for tests and consoles. */
#include "base/messages/libdmn.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"
#include "libdmn/json_value.h"
#include "libdmn/session.h"

/* Words that may follow a point are all keys at any depth; as deep as the JSON is. */
static void declare_members(name_table *names, const json_value *v) {
  for (size_t i = 0; i < v->count; i++) {
    if (v->kind == JSON_OBJECT && v->keys[i].size > 0) {
      name_table_declare_member(names, v->keys[i]);
    }
    declare_members(names, &v->items[i]);
  }
}

/* The members of `input` as names with the slots 0, 1 ...; NULL when memory is out. */
static name_table *declare_variables(dmn_session *s, const json_value *input) {
  name_table *names = name_table_create(s->feel_arena);
  for (size_t i = 0; names != NULL && input != NULL && i < input->count; i++) {
    if (input->keys[i].size == 0) continue; /* nothing can mention it */
    name_entry *entry = name_table_declare(names, input->keys[i], (uint32_t)i, NULL);
    if (entry == NULL) return NULL;
    declare_members(names, &input->items[i]);
  }
  return names;
}

static sd_status fill_frame(dmn_session *s, const json_value *input, value *frame,
                            sd_error *error) {
  for (size_t i = 0; input != NULL && i < input->count; i++) {
    TRY(json_value_read(&input->items[i], NULL, input->keys[i], s->feel_arena, &frame[i], error));
  }
  return SD_OK;
}

static const diagnostic *first_error(const diagnostic_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].severity == DIAGNOSTIC_ERROR) return &list->items[i];
  }
  return NULL;
}

/* Memory of the session's arena is out: its maximum or the system said no. */
static dmn_status lack_memory(dmn_session *s, dmn_error *error) {
  s->feel.limit_reached = EVALUATION_OUT_OF_MEMORY;
  return failure_of_evaluation(error, &s->feel);
}

static dmn_status compile_source(dmn_session *s, name_table *names, size_t variable_count,
                                 const program **out, dmn_error *error) {
  compiler_options options = {
      .arena = s->feel_arena,
      .slots_reserved = (uint32_t)variable_count,
      .names = names,
      .diagnostics = &s->feel_diagnostics,
      .limits = {s->options.expression.source_bytes_max, s->options.expression.depth_max,
                 s->options.expression.nodes_max}};
  *out = compile_expression(&s->feel_source, names, &options);
  const diagnostic *mistake = first_error(&s->feel_diagnostics);
  if (mistake != NULL) return failure_of_diagnostic(error, mistake);
  return *out == NULL ? lack_memory(s, error) : DMN_OK;
}

static dmn_status run_expression(dmn_session *s, const json_value *input, dmn_text *json_out,
                                 dmn_error *error) {
  const program *p;
  size_t variable_count = input == NULL ? 0 : input->count;
  name_table *names = declare_variables(s, input);
  if (names == NULL) return lack_memory(s, error);
  dmn_status compiled = compile_source(s, names, variable_count, &p, error);
  if (compiled != DMN_OK) return compiled;
  value *frame = ARENA_ARRAY(s->feel_arena, value, p->frame_size + variable_count + 1);
  if (frame == NULL) return lack_memory(s, error);
  sd_error failure = {0};
  sd_status status = fill_frame(s, input, frame, &failure);
  if (status == SD_OUT_OF_MEMORY) return lack_memory(s, error);
  if (status != SD_OK) return failure_give(error, &failure);
  return session_finish(s, &s->feel, interpreter_run(&s->feel, p, frame), json_out, error);
}

dmn_status dmn_feel_evaluate(dmn_session *session, dmn_text expression, dmn_text variables_json,
                             int64_t now_utc_us, dmn_text *json_out, dmn_error *error) {
  if (session == NULL || json_out == NULL) {
    const char *missing = session == NULL ? "session" : "json_out";
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_NULL_ARGUMENT, SD_ARGS(missing));
  }
  session_begin(session, json_out);
  arena_reset(session->feel_arena);
  evaluation_init(&session->feel, session->feel_arena);
  session_configure(session, &session->feel);
  session->feel.now = session_moment(session, now_utc_us);
  diagnostic_list_init(&session->feel_diagnostics, session->feel_arena, 0);
  session->feel.diagnostics = &session->feel_diagnostics;
  uint32_t source_bytes_max = session->options.expression.source_bytes_max;
  if (expression.size_bytes > source_bytes_max) {
    return failure_limit(error, "expression bytes", source_bytes_max);
  }
  session->feel_source = (source_text){arena_copy(session->feel_arena, text_of_public(expression)),
                                       TEXT("expression"), 0};
  if (session->feel_source.text.data == NULL) return lack_memory(session, error);
  json_value *input;
  dmn_status status =
      session_read_input(session, variables_json, session->feel_arena, &input, error);
  if (status != DMN_OK) return status;
  return run_expression(session, input, json_out, error);
}
