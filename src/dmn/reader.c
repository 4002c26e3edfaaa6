/* What the readers of DMN XML share: children, attributes, texts with their places, reports. */
#include "dmn/reader.h"

#include <string.h>

#include "base/messages/dmn.h"
#include "base/messages/feel.h"
#include "base/text_builder.h"

enum { ORIGIN_BYTES_MAX = 4096 };

bool dmn_reader_is(const dmn_reader *r, const xml_node *node, const char *name) {
  return xml_node_is(node, r->document->model_namespace, name);
}

const xml_node *dmn_reader_child(const dmn_reader *r, const xml_node *node, const char *name) {
  return xml_node_child(node, r->document->model_namespace, name);
}

const xml_node *dmn_reader_next(const dmn_reader *r, const xml_node *node, const char *name) {
  return xml_node_next(node, r->document->model_namespace, name);
}

size_t dmn_reader_count(const dmn_reader *r, const xml_node *node, const char *name) {
  size_t count = 0;
  for (const xml_node *n = dmn_reader_child(r, node, name); n; n = dmn_reader_next(r, n, name)) {
    count++;
  }
  return count;
}

text dmn_reader_attribute(const xml_node *node, const char *name) {
  text found = xml_node_attribute(node, name);
  return found.data == NULL ? TEXT("") : text_trim(found);
}

text dmn_reader_child_text(const dmn_reader *r, const xml_node *node, const char *name) {
  const xml_node *child = dmn_reader_child(r, node, name);
  return child == NULL ? TEXT("") : text_trim(child->content);
}

text dmn_reader_type_name(const xml_node *node, text written) {
  written = text_trim(written);
  size_t colon = text_find(written, TEXT(":"), 0);
  if (colon == SIZE_MAX) return written;
  text uri = xml_node_namespace_of(node, text_slice(written, 0, colon));
  bool is_feel = uri.data != NULL && text_find(uri, TEXT("/FEEL"), 0) != SIZE_MAX;
  return is_feel ? text_slice(written, colon + 1, written.size) : written;
}

text dmn_reader_type_ref(const dmn_reader *r, const xml_node *node) {
  (void)r;
  return dmn_reader_type_name(node, dmn_reader_attribute(node, "typeRef"));
}

/* "file: owner place", as diagnostics name the text. */
static text make_origin(dmn_reader *r, const char *place) {
  text_builder b;
  text_builder_init(&b, ORIGIN_BYTES_MAX);
  text_builder_add(&b, r->document->file.origin);
  if (r->owner.size != 0) {
    text_builder_add_string(&b, " [");
    text_builder_add(&b, r->owner);
    if (place != NULL) text_builder_format(&b, " %s", place);
    text_builder_add_string(&b, "]");
  }
  text origin = b.failed ? r->document->file.origin : arena_copy(r->arena, text_builder_text(&b));
  text_builder_release(&b);
  if (origin.data == NULL) r->is_out_of_memory = true;
  return origin;
}

source_text dmn_reader_source(dmn_reader *r, const xml_node *node, const char *place) {
  const xml_node *child = node == NULL ? NULL : dmn_reader_child(r, node, "text");
  if (child == NULL || text_trim(child->content).size == 0) return (source_text){0};
  return (source_text){child->content, make_origin(r, place), child->line};
}

bool dmn_reader_is_feel(dmn_reader *r, const xml_node *node) {
  text asked = dmn_reader_attribute(node, "expressionLanguage");
  if (asked.size == 0) asked = dmn_reader_attribute(r->document->root, "expressionLanguage");
  if (asked.size == 0 || text_is(asked, "FEEL") || text_is(asked, "feel") ||
      text_find(asked, TEXT("/FEEL"), 0) != SIZE_MAX) {
    return true;
  }
  dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_LANGUAGE, node, SD_ARGS(asked.data));
  return false;
}

void *dmn_reader_allocate(dmn_reader *r, size_t count, size_t size) {
  void *memory = arena_allocate_array(r->arena, count == 0 ? 1 : count, size);
  if (memory == NULL) r->is_out_of_memory = true;
  return memory;
}

void dmn_reader_report(dmn_reader *r, diagnostic_severity severity, message_id message,
                       const xml_node *node, const char *const *arguments) {
  diagnostic_add(r->diagnostics, severity, message, dmn_node_span(r->document, node), arguments);
}

bool dmn_reader_take_name(dmn_reader *r, map *seen, text name, const xml_node *node) {
  if (map_get(seen, name) != NULL) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_FEEL_DUPLICATE_KEY, node,
                      SD_ARGS(arena_copy(r->arena, name).data));
    return false;
  }
  if (!map_set(seen, name, r)) r->is_out_of_memory = true;
  return true;
}
