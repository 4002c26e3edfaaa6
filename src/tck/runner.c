/* Runs the cases of one test directory: loads its models, binds inputs, compares results. */
#include "tck/runner.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/tck.h"
#include "base/text_builder.h"
#include "dmn/evaluate.h"
#include "dmn/load.h"
#include "tck/kit_value.h"

enum { LEVELS_MAX = 3, MESSAGE_BYTES_MAX = 2000, VALUE_BYTES_MAX = 400 };
static const int64_t CASE_TIME_MAX_US = 10 * CLOCK_SECOND_US;

/* One test file being run. */
typedef struct kit_run_state {
  kit_results *results;
  arena *arena; /* of this file */
  text directory, label, file;
  const dmn_model *model;
  dmn_evaluation *evaluation;
  int64_t deadline_us;
} kit_run_state;

/* --- Results --- */

static sd_status add_result(kit_results *results, const kit_result *result) {
  if (results->count == results->capacity) {
    size_t capacity = results->capacity == 0 ? 256 : results->capacity * 2;
    kit_result *items = ARENA_ARRAY(results->arena, kit_result, capacity);
    if (items == NULL) return SD_OUT_OF_MEMORY;
    if (results->count > 0) memcpy(items, results->items, results->count * sizeof *items);
    results->items = items;
    results->capacity = capacity;
  }
  kit_result *kept = &results->items[results->count++];
  *kept = *result;
  kept->directory = arena_copy(results->arena, result->directory);
  kept->file = arena_copy(results->arena, result->file);
  kept->id = arena_copy(results->arena, result->id);
  kept->message = arena_copy(results->arena, result->message);
  return kept->message.data == NULL ? SD_OUT_OF_MEMORY : SD_OK;
}

/* A sentence in the results' language. */
static text describe(const kit_run_state *s, message_id message, const char *const *arguments) {
  char buffer[MESSAGE_BYTES_MAX];
  message_format(s->results->language, message, arguments, buffer, sizeof buffer);
  text copy = arena_copy(s->arena, text_of(buffer));
  return copy.data == NULL ? TEXT("") : copy;
}

static text describe_value(const kit_run_state *s, value v) {
  text_builder b;
  text_builder_init(&b, LIMIT_FEEL_TEXT_BYTES);
  value_to_text(v, &b);
  text written = v.kind == VALUE_STRING ? v.as.string : text_builder_text(&b);
  const char *quote = v.kind == VALUE_STRING ? "\"" : "";
  char buffer[VALUE_BYTES_MAX + 8];
  snprintf(buffer, sizeof buffer, "%s%.*s%s", quote,
           (int)(written.size < VALUE_BYTES_MAX ? written.size : VALUE_BYTES_MAX),
           written.data == NULL ? "" : written.data, quote);
  text_builder_release(&b);
  text copy = arena_copy(s->arena, text_of(buffer));
  return copy.data == NULL ? TEXT("") : copy;
}

/* --- One case --- */

static bool is_case_out_of_time(void *context) {
  const kit_run_state *s = context;
  return clock_monotonic_us() > s->deadline_us;
}

static text attribute_or_empty(const xml_node *node, const char *name) {
  text found = xml_node_attribute(node, name);
  return found.data == NULL ? TEXT("") : found;
}

/* Without a namespace, an input of an imported model may be meant too. */
static const dmn_element *find_input(const kit_run_state *s, const xml_node *node) {
  text name = attribute_or_empty(node, "name");
  text namespace_uri = attribute_or_empty(node, "namespace");
  const dmn_element *input = dmn_model_find_in(s->model, namespace_uri, DMN_INPUT, name);
  if (input == NULL) input = dmn_model_find_in(s->model, namespace_uri, DMN_DECISION, name);
  for (size_t i = 0; input == NULL && i < s->model->input_count; i++) {
    const dmn_element *candidate = dmn_model_input(s->model, i);
    if (namespace_uri.size == 0 && text_equal(candidate->name, name)) input = candidate;
  }
  return input;
}

static void bind_inputs(kit_run_state *s, const xml_node *test_case) {
  for (const xml_node *n = test_case->first_child; n; n = n->next) {
    if (!text_is(n->name, "inputNode")) continue;
    const dmn_element *input = find_input(s, n);
    if (input == NULL) continue; /* the decision may not need it */
    dmn_evaluation_bind(s->evaluation, input->slot, kit_value_read(n, input->type, s->arena));
  }
}

/* The member of a service's result that belongs to output decision `name`. */
static value pick_output(value result, const dmn_element *service, text name) {
  if (service->service->output_count < 2 || result.kind != VALUE_CONTEXT) return result;
  const value *member = value_context_find(result.as.context, name);
  return member == NULL ? value_null() : *member;
}

/* False when the model has nothing of that name. */
static bool evaluate_node(kit_run_state *s, const xml_node *test_case, const xml_node *node,
                          const dmn_element **element_out, value *value_out) {
  text name = attribute_or_empty(node, "name");
  if (text_is(attribute_or_empty(test_case, "type"), "decisionService")) {
    const dmn_element *service =
        dmn_model_find(s->model, DMN_SERVICE, attribute_or_empty(test_case, "invocableName"));
    *element_out = dmn_model_find(s->model, DMN_DECISION, name);
    if (service == NULL || *element_out == NULL) return false;
    *value_out = pick_output(dmn_evaluation_serve(s->evaluation, service), service, name);
    return true;
  }
  *element_out =
      dmn_model_find_in(s->model, attribute_or_empty(node, "namespace"), DMN_DECISION, name);
  if (*element_out == NULL) return false;
  *value_out = dmn_evaluation_decide(s->evaluation, *element_out);
  return true;
}

static const xml_node *child_named(const xml_node *node, const char *name) {
  const xml_node *n = node->first_child;
  while (n != NULL && !text_is(n->name, name)) n = n->next;
  return n;
}

/* Compares one result node; the message is empty when it agrees. */
static text run_node(kit_run_state *s, const xml_node *test_case, const xml_node *node,
                     bool *expects_value) {
  const dmn_element *element = NULL;
  value actual = value_null();
  text name = attribute_or_empty(node, "name");
  bool is_found = evaluate_node(s, test_case, node, &element, &actual);
  const xml_node *expected_node = child_named(node, "expected");
  const feel_type *hint = element == NULL ? NULL : element->type;
  value expected =
      expected_node == NULL ? value_null() : kit_value_read(expected_node, hint, s->arena);
  if (!value_is_null(expected)) *expects_value = true;
  if (!is_found) return describe(s, MESSAGE_TCK_NO_DECISION, SD_ARGS(name.data));
  if (kit_value_agrees(expected, actual)) return TEXT("");
  return describe(
      s, MESSAGE_TCK_DIFFERENT,
      SD_ARGS(name.data, describe_value(s, expected).data, describe_value(s, actual).data));
}

static sd_status run_case(kit_run_state *s, const xml_node *test_case) {
  kit_result result = {.directory = s->label,
                       .file = s->file,
                       .id = attribute_or_empty(test_case, "id"),
                       .message = TEXT("")};
  s->deadline_us = clock_monotonic_us() + CASE_TIME_MAX_US;
  dmn_evaluation_reset(s->evaluation);
  bind_inputs(s, test_case);
  for (const xml_node *n = test_case->first_child; n; n = n->next) {
    if (!text_is(n->name, "resultNode")) continue;
    text message = run_node(s, test_case, n, &result.expects_value);
    if (result.message.size == 0) result.message = message;
  }
  result.is_passed = result.message.size == 0;
  return add_result(s->results, &result);
}

/* --- One test file --- */

static sd_status run_cases(kit_run_state *s, const xml_node *root) {
  dmn_evaluation_options options = {
      .now = s->results->now, .is_out_of_time = is_case_out_of_time, .time_context = s};
  s->evaluation = dmn_evaluation_create(s->model, &options);
  if (s->evaluation == NULL) return SD_OUT_OF_MEMORY;
  sd_status status = SD_OK;
  for (const xml_node *n = root->first_child; n && status == SD_OK; n = n->next) {
    if (text_is(n->name, "testCase")) status = run_case(s, n);
  }
  dmn_evaluation_destroy(s->evaluation);
  return status;
}

/* Every case of a file whose model cannot be read fails. */
static sd_status fail_cases(kit_run_state *s, const xml_node *root, const sd_error *error) {
  char described[700];
  error_describe(error, s->results->language, described, sizeof described);
  kit_result result = {.directory = s->label, .file = s->file, .expects_value = true};
  result.message = describe(s, MESSAGE_TCK_MODEL_FAILED, SD_ARGS(described));
  if (root == NULL) {
    result.id = TEXT("");
    return add_result(s->results, &result);
  }
  for (const xml_node *n = root->first_child; n; n = n->next) {
    if (!text_is(n->name, "testCase")) continue;
    result.id = attribute_or_empty(n, "id");
    sd_status status = add_result(s->results, &result);
    if (status != SD_OK) return status;
  }
  return SD_OK;
}

/* The named model and all other models of the directory. */
static sd_status load_models(kit_run_state *s, text model_name, dmn_model **model_out,
                             sd_error *error) {
  text *names;
  size_t count;
  TRY(file_list(s->directory.data, TEXT(".dmn"), s->arena, &names, &count, error));
  const char **others = ARENA_ARRAY(s->arena, const char *, count + 1);
  if (others == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  size_t other_count = 0;
  for (size_t i = 0; i < count; i++) {
    if (text_equal(names[i], model_name)) continue;
    others[other_count++] = file_join(s->arena, s->directory, names[i]).data;
  }
  text path = file_join(s->arena, s->directory, model_name);
  return dmn_model_create_file(path.data, others, other_count, model_out, error);
}

static sd_status run_file(kit_run_state *s, text name, sd_error *error) {
  text path = file_join(s->arena, s->directory, name);
  text content;
  xml_node *root = NULL;
  sd_error found = {0};
  s->file = text_slice(name, 0, name.size - strlen(".xml"));
  sd_status status = file_read(path.data, LIMIT_MODEL_BYTES, s->arena, &content, &found);
  if (status == SD_OK) status = xml_tree_read(content, path.data, s->arena, &root, &found);
  if (status != SD_OK) return fail_cases(s, NULL, &found);
  const xml_node *model_name = child_named(root, "modelName");
  dmn_model *model = NULL;
  text model_file = model_name == NULL ? TEXT("") : text_trim(model_name->content);
  status = load_models(s, arena_copy(s->arena, model_file), &model, &found);
  if (status != SD_OK) return fail_cases(s, root, &found);
  s->model = model;
  status = run_cases(s, root);
  dmn_model_destroy(model);
  if (status != SD_OK) return error_set(error, status, MESSAGE_OUT_OF_MEMORY, NULL);
  return SD_OK;
}

/* --- Directories --- */

static bool is_test_file(text name) {
  static const char ENDING[] = "-test-NN.xml";
  size_t size = sizeof ENDING - 1;
  if (name.size < size) return false;
  const char *end = name.data + name.size - size;
  return memcmp(end, "-test-", 6) == 0 && isdigit((unsigned char)end[6]) &&
         isdigit((unsigned char)end[7]) && memcmp(end + 8, ".xml", 4) == 0;
}

/* The last two parts of a path: "compliance-level-2/0001-input-data-string". */
static text label_of(text directory) {
  while (directory.size > 1 && directory.data[directory.size - 1] == '/') directory.size--;
  size_t start = directory.size, slashes = 0;
  while (start > 0) {
    if (directory.data[start - 1] == '/' && ++slashes == 2) break;
    start--;
  }
  return text_slice(directory, start, directory.size - start);
}

static sd_status run_directory(text directory, unsigned level, kit_results *results, arena *a,
                               sd_error *error) {
  text *names;
  size_t count, test_count = 0;
  TRY(file_list(directory.data, TEXT(""), a, &names, &count, error));
  for (size_t i = 0; i < count; i++) {
    if (!is_test_file(names[i])) continue;
    test_count++;
    kit_run_state state = {.results = results, .arena = arena_create(0), .directory = directory};
    if (state.arena == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    state.label = label_of(directory);
    sd_status status = run_file(&state, names[i], error);
    arena_destroy(state.arena);
    if (status != SD_OK) return status;
  }
  if (test_count > 0 || level == LEVELS_MAX) return SD_OK;
  for (size_t i = 0; i < count; i++) {
    text path = file_join(a, directory, names[i]);
    if (path.data == NULL || !file_is_directory(path.data)) continue;
    TRY(run_directory(path, level + 1, results, a, error));
  }
  return SD_OK;
}

sd_status kit_run(const char *directory, kit_results *results, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = run_directory(text_of(directory), 0, results, a, error);
  arena_destroy(a);
  return status;
}
