/* Finds what an href or an import means.  Spec: DMN 1.5 sections 6.3.2 (import), 6.3.12 to 6.3.15.
 */
#include "dmn/reference.h"

#include <stdio.h>
#include <string.h>

#include "base/messages/dmn.h"
#include "dmn/reader.h"
#include "dmn/xml_loader.h"

static void report_reference(dmn_model *model, const dmn_document *document, const xml_node *node,
                             message_id message, const char *const *arguments) {
  diagnostic_add(&model->diagnostics, DIAGNOSTIC_ERROR, message, dmn_node_span(document, node),
                 arguments);
}

dmn_document *dmn_reference_import(dmn_model *model, const dmn_document *document,
                                   dmn_import *import) {
  for (size_t i = 0; i < model->document_count; i++) {
    dmn_document *candidate = &model->documents[i];
    if (candidate == document || !text_equal(candidate->namespace_uri, import->namespace_uri)) {
      continue;
    }
    import->document = candidate;
    return candidate;
  }
  bool is_model = import->import_type.size == 0 || dmn_is_model_namespace(import->import_type);
  if (!is_model) return NULL; /* a schema, a PMML file */
  report_reference(model, document, import->node, MESSAGE_DMN_IMPORT_MISSING,
                   SD_ARGS(import->namespace_uri.data));
  return NULL;
}

/* --- Hrefs --- */

typedef struct reference {
  dmn_element *target;
  text alias; /* of the import, or empty */
} reference;

static const dmn_import *import_of_namespace(const dmn_document *document, text namespace_uri) {
  for (size_t i = 0; i < document->import_count; i++) {
    const dmn_import *import = &document->imports[i];
    if (import->document != NULL && text_equal(import->namespace_uri, namespace_uri)) {
      return import;
    }
  }
  return NULL;
}

/* Reports and gives no target when `href` ("#id" or "namespace#id") means nothing. */
static reference find_reference(dmn_model *model, const dmn_element *element, text href,
                                const xml_node *node) {
  reference found = {NULL, TEXT("")};
  const dmn_document *document = element->document;
  size_t hash = text_find(href, TEXT("#"), 0);
  text id = hash == SIZE_MAX ? href : text_slice(href, hash + 1, href.size);
  text namespace_uri = hash == SIZE_MAX ? TEXT("") : text_slice(href, 0, hash);
  if (namespace_uri.size != 0 && !text_equal(namespace_uri, document->namespace_uri)) {
    const dmn_import *import = import_of_namespace(document, namespace_uri);
    if (import == NULL) {
      char uri[256];
      snprintf(uri, sizeof uri, "%.*s", TEXT_ARG(namespace_uri));
      report_reference(model, document, node, MESSAGE_DMN_NOT_IMPORTED,
                       SD_ARGS(element->name.data, uri));
      return found;
    }
    document = import->document;
    found.alias = import->name;
  }
  found.target = map_get(&document->by_id, id);
  if (found.target == NULL) {
    report_reference(model, element->document, node, MESSAGE_DMN_UNKNOWN_HREF,
                     SD_ARGS(element->name.data, href.data));
  }
  return found;
}

/* "alias.name" or the name. */
static bool make_name(arena *a, const reference *found, text *out) {
  text name = found->target->name;
  *out = name;
  if (found->alias.size == 0) return true;
  size_t size = found->alias.size + 1 + name.size;
  char *joined = arena_allocate(a, size + 1);
  if (joined == NULL) return false;
  memcpy(joined, found->alias.data, found->alias.size);
  joined[found->alias.size] = '.';
  memcpy(joined + found->alias.size + 1, name.data, name.size);
  *out = (text){joined, size};
  return true;
}

static bool fits_requirement(const xml_node *node, dmn_element_kind kind) {
  if (text_is(node->name, "requiredInput")) return kind == DMN_INPUT;
  if (text_is(node->name, "requiredDecision")) return kind == DMN_DECISION;
  return kind == DMN_KNOWLEDGE || kind == DMN_SERVICE;
}

static bool resolve_requirements(dmn_model *model, dmn_element *element) {
  for (size_t i = 0; i < element->requirement_count; i++) {
    dmn_requirement *requirement = &element->requirements[i];
    reference found = find_reference(model, element, requirement->href, requirement->node);
    requirement->name = TEXT("");
    if (found.target == NULL) continue;
    if (!fits_requirement(requirement->node, found.target->kind)) {
      report_reference(model, element->document, requirement->node, MESSAGE_DMN_WRONG_KIND,
                       SD_ARGS(element->name.data, found.target->name.data));
      continue;
    }
    requirement->target = found.target;
    if (!make_name(model->arena, &found, &requirement->name)) return false;
  }
  return true;
}

/* --- Services --- */

/* Adds the elements that the children `name` of a service refer to. */
static void resolve_members(dmn_model *model, const dmn_element *element, const char *name,
                            dmn_element_kind kind, dmn_element **members, size_t *count) {
  text uri = element->document->model_namespace;
  for (const xml_node *n = xml_node_child(element->node, uri, name); n;
       n = xml_node_next(n, uri, name)) {
    reference found = find_reference(model, element, dmn_reader_attribute(n, "href"), n);
    if (found.target == NULL) continue;
    if (found.target->kind != kind) {
      report_reference(model, element->document, n, MESSAGE_DMN_WRONG_KIND,
                       SD_ARGS(element->name.data, found.target->name.data));
      continue;
    }
    members[(*count)++] = found.target;
  }
}

static bool resolve_service(dmn_model *model, dmn_element *element) {
  dmn_service *service = ARENA_NEW(model->arena, dmn_service);
  size_t child_count = 1;
  for (const xml_node *n = element->node->first_child; n; n = n->next) child_count++;
  dmn_element **members = ARENA_ARRAY(model->arena, dmn_element *, 3 * child_count);
  if (service == NULL || members == NULL) return false;
  element->service = service;
  service->model = model;
  service->outputs = members;
  service->encapsulated = members + child_count;
  service->parameters = members + 2 * child_count;
  resolve_members(model, element, "outputDecision", DMN_DECISION, service->outputs,
                  &service->output_count);
  resolve_members(model, element, "encapsulatedDecision", DMN_DECISION, service->encapsulated,
                  &service->encapsulated_count);
  resolve_members(model, element, "inputData", DMN_INPUT, service->parameters,
                  &service->parameter_count);
  resolve_members(model, element, "inputDecision", DMN_DECISION, service->parameters,
                  &service->parameter_count);
  if (service->output_count == 0) {
    element->is_faulty = true;
    report_reference(model, element->document, element->node, MESSAGE_DMN_SERVICE_OUTPUT,
                     SD_ARGS(element->name.data));
  }
  return true;
}

bool dmn_reference_resolve(dmn_model *model, dmn_element *element) {
  return resolve_requirements(model, element) &&
         (element->kind != DMN_SERVICE || resolve_service(model, element));
}
