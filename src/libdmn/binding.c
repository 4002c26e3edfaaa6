/* The members of a JSON input as values of a model's inputs and decisions; names across imports. */
#include "libdmn/binding.h"

#include <string.h>

#include "base/messages/dmn.h"
#include "base/messages/libdmn.h"
#include "libdmn/json_value.h"

/* --- Names --- */

static const dmn_element *find_here(const dmn_document *document, dmn_element_kind kind,
                                    text name) {
  const dmn_element *first = map_get(&document->by_name, name);
  if (first == NULL || first->kind == kind) return first; /* mostly: names are unique */
  for (size_t i = 0; i < document->element_count; i++) {
    const dmn_element *element = document->elements[i];
    if (element->kind == kind && text_equal(element->name, name)) return element;
  }
  return NULL;
}

/* An import without a name brings the names of its model into the importing one. */
static const dmn_element *find_in_document(const dmn_document *document, dmn_element_kind kind,
                                           text name) {
  const dmn_element *found = find_here(document, kind, name);
  for (size_t i = 0; found == NULL && i < document->import_count; i++) {
    const dmn_import *import = &document->imports[i];
    if (import->name.size == 0 && import->document != NULL) {
      found = find_here(import->document, kind, name);
    }
  }
  return found;
}

static const dmn_document *find_import(const dmn_document *document, text alias) {
  for (size_t i = 0; i < document->import_count; i++) {
    const dmn_import *import = &document->imports[i];
    if (import->document != NULL && text_equal(import->name, alias)) return import->document;
  }
  return NULL;
}

const dmn_element *binding_find(const dmn_model *model, dmn_element_kind kind, text name) {
  const dmn_document *document = dmn_model_main(model);
  const dmn_element *found = find_in_document(document, kind, name);
  for (size_t point = text_find(name, TEXT("."), 0); found == NULL && point != SIZE_MAX;
       point = text_find(name, TEXT("."), 0)) {
    document = find_import(document, text_slice(name, 0, point));
    if (document == NULL) return NULL;
    name = text_slice(name, point + 1, name.size);
    found = find_in_document(document, kind, name);
  }
  return found;
}

static text join_prefix(arena *a, text before, text alias) {
  if (alias.size == 0) return before;
  char *joined = arena_allocate(a, before.size + alias.size + 2);
  if (joined == NULL) return (text){NULL, 0};
  memcpy(joined, before.data, before.size);
  memcpy(joined + before.size, alias.data, alias.size);
  joined[before.size + alias.size] = '.';
  return (text){joined, before.size + alias.size + 1};
}

/* Breadth first, so that each document gets its shortest name. */
const text *binding_prefixes(const dmn_model *model, arena *a) {
  text *prefixes = ARENA_ARRAY(a, text, model->document_count);
  size_t *queue = ARENA_ARRAY(a, size_t, model->document_count);
  if (prefixes == NULL || queue == NULL) return NULL;
  size_t done = 0, count = 1; /* queue[0] is the main document */
  prefixes[0] = TEXT("");
  while (done < count) {
    size_t at = queue[done++];
    const dmn_document *document = &model->documents[at];
    for (size_t i = 0; i < document->import_count; i++) {
      const dmn_import *import = &document->imports[i];
      if (import->document == NULL) continue;
      size_t to = (size_t)(import->document - model->documents);
      if (prefixes[to].data != NULL) continue;
      prefixes[to] = join_prefix(a, prefixes[at], import->name);
      if (prefixes[to].data == NULL) return NULL;
      queue[count++] = to;
    }
  }
  return prefixes;
}

text binding_nearest(const dmn_model *model, dmn_element_kind kind, text name, arena *a) {
  const dmn_document *document = dmn_model_main(model);
  text *names = ARENA_ARRAY(a, text, document->element_count + 1);
  size_t count = 0;
  for (size_t i = 0; names != NULL && i < document->element_count; i++) {
    const dmn_element *element = document->elements[i];
    bool fits = element->kind == kind || (kind == DMN_DECISION && element->kind == DMN_SERVICE);
    if (fits) names[count++] = element->name;
  }
  return diagnostic_nearest(name, names, count);
}

/* --- Binding --- */

typedef struct binding {
  const dmn_model *model;
  dmn_evaluation *evaluation;
  arena *arena;
  bool others_allowed;
  sd_error *error;
} binding;

static sd_status refuse_member(const binding *b, text name) {
  text nearest = binding_nearest(b->model, DMN_INPUT, name, b->arena);
  if (nearest.size == 0) {
    return error_set(b->error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_INPUT, SD_ARGS(name.data));
  }
  return error_set(b->error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_INPUT_NEAR,
                   SD_ARGS(name.data, nearest.data));
}

/* A value that the engine turned into null does not fit: the last diagnostic says why. */
static sd_status bind_value(const binding *b, const dmn_element *element, value v) {
  dmn_evaluation_bind(b->evaluation, element->slot, v);
  bool is_refused = !value_is_null(v) &&
                    value_is_null(dmn_evaluation_frame(b->evaluation)[element->slot]) &&
                    dmn_evaluation_limit(b->evaluation) == EVALUATION_IN_LIMITS;
  if (!is_refused) return SD_OK;
  text_builder type;
  text_builder_init(&type, 1000);
  if (element->type != NULL) type_to_text(element->type, &type);
  sd_status status = error_set(b->error, SD_TYPE_ERROR, MESSAGE_DMN_VALUE_TYPE,
                               SD_ARGS(element->name.data, type.data == NULL ? "" : type.data));
  text_builder_release(&type);
  return status;
}

static sd_status bind_members(const binding *b, const dmn_document *document,
                              const json_value *object);

static sd_status bind_member(const binding *b, const dmn_document *document, text name,
                             const json_value *json) {
  const dmn_element *element = find_in_document(document, DMN_INPUT, name);
  if (element == NULL) element = find_in_document(document, DMN_DECISION, name);
  if (element != NULL) {
    value v;
    TRY(json_value_read(json, element->type, name, b->arena, &v, b->error));
    return bind_value(b, element, v);
  }
  const dmn_document *imported = name.size == 0 ? NULL : find_import(document, name);
  if (imported != NULL && json->kind == JSON_OBJECT) return bind_members(b, imported, json);
  return b->others_allowed ? SD_OK : refuse_member(b, name);
}

/* As deep as the JSON is, which LIMIT_JSON_DEPTH bounds. */
static sd_status bind_members(const binding *b, const dmn_document *document,
                              const json_value *object) {
  for (size_t i = 0; i < object->count; i++) {
    TRY(bind_member(b, document, object->keys[i], &object->items[i]));
  }
  return SD_OK;
}

sd_status binding_apply(const dmn_model *model, dmn_evaluation *e, const json_value *input,
                        bool others_allowed, sd_error *error) {
  binding b = {model, e, dmn_evaluation_core(e)->arena, others_allowed, error};
  return bind_members(&b, dmn_model_main(model), input);
}
