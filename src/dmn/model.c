/* The decision model in memory: documents, elements, boxed expressions, decision tables. */
#include "dmn/model.h"

enum { UNNAMED_IMPORT_LEVELS_MAX = 4 };

static const dmn_document *document_of_namespace(const dmn_model *model, text namespace_uri) {
  if (namespace_uri.size == 0) return &model->documents[0];
  for (size_t i = 0; i < model->document_count; i++) {
    const dmn_document *document = &model->documents[i];
    if (document->is_reached && text_equal(document->namespace_uri, namespace_uri)) return document;
  }
  return NULL;
}

static const dmn_element *find_own(const dmn_document *document, dmn_element_kind kind, text name) {
  const dmn_element *first = map_get(&document->by_name, name);
  if (first != NULL && first->kind == kind) return first;
  for (size_t i = 0; i < document->element_count; i++) {
    const dmn_element *element = document->elements[i];
    if (element->kind == kind && text_equal(element->name, name)) return element;
  }
  return NULL;
}

/* In the document, else in those imported without a name; `levels_left` ends circles of imports. */
static const dmn_element *find_visible(const dmn_document *document, dmn_element_kind kind,
                                       text name, size_t levels_left) {
  const dmn_element *found = find_own(document, kind, name);
  for (size_t i = 0; found == NULL && levels_left > 0 && i < document->import_count; i++) {
    const dmn_import *import = &document->imports[i];
    if (import->document == NULL || import->name.size != 0) continue;
    found = find_visible(import->document, kind, name, levels_left - 1);
  }
  return found;
}

const dmn_element *dmn_model_find_in(const dmn_model *model, text namespace_uri,
                                     dmn_element_kind kind, text name) {
  const dmn_document *document = document_of_namespace(model, namespace_uri);
  return document == NULL ? NULL : find_visible(document, kind, name, UNNAMED_IMPORT_LEVELS_MAX);
}

const dmn_element *dmn_model_find(const dmn_model *model, dmn_element_kind kind, text name) {
  return dmn_model_find_in(model, TEXT(""), kind, name);
}

const dmn_element *dmn_model_input(const dmn_model *model, size_t index) {
  return index < model->input_count ? model->elements[index] : NULL;
}

const dmn_document *dmn_model_main(const dmn_model *model) { return &model->documents[0]; }

const diagnostic_list *dmn_model_diagnostics(const dmn_model *model) { return &model->diagnostics; }

const xml_node *dmn_extension(const xml_node *extensions, text namespace_uri, const char *name) {
  return extensions == NULL ? NULL : xml_node_child(extensions, namespace_uri, name);
}

/* --- Places --- */

static bool begins_code_point(char c) { return ((unsigned char)c & 0xc0) != 0x80; }

/* How many code points begin before byte `offset` of the file. */
static size_t code_points_before(const dmn_document *document, size_t offset) {
  size_t count = document->block_counts[offset / DMN_BLOCK_BYTES];
  for (size_t i = offset - offset % DMN_BLOCK_BYTES; i < offset; i++) {
    count += begins_code_point(document->file.text.data[i]);
  }
  return count;
}

/* The byte at which code point `number` of the file (from 0) begins; its size when there is none.
 */
static size_t offset_of_code_point(const dmn_document *document, size_t number) {
  text content = document->file.text;
  size_t low = 0, high = content.size / DMN_BLOCK_BYTES;
  while (low < high) {
    size_t middle = low + (high - low + 1) / 2;
    if (document->block_counts[middle] <= number) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  size_t count = document->block_counts[low], offset = low * DMN_BLOCK_BYTES;
  while (offset < content.size) {
    if (begins_code_point(content.data[offset]) && count++ == number) return offset;
    offset++;
  }
  return offset;
}

source_span dmn_node_span(const dmn_document *document, const xml_node *node) {
  if (document == NULL || node == NULL || node->line == 0 || node->line > document->line_count) {
    return (source_span){0};
  }
  text content = document->file.text;
  size_t line_start = document->line_offsets[node->line - 1];
  size_t start = offset_of_code_point(document, code_points_before(document, line_start) +
                                                    (node->column == 0 ? 0 : node->column - 1));
  size_t end = start;
  while (end < content.size && content.data[end] != '>' && content.data[end] != '\n') end++;
  if (end < content.size && content.data[end] == '>') end++;
  return (source_span){&document->file, (uint32_t)start, (uint32_t)end};
}

const dmn_table *dmn_decision_table_of(const dmn_element *decision) {
  const dmn_expression *e = decision->expression;
  while (e != NULL && e->kind == DMN_CONTEXT && e->part_count > 0) {
    const dmn_part *last = &e->parts[e->part_count - 1];
    if (last->name.size != 0) return NULL;
    e = last->expression;
  }
  return e != NULL && e->kind == DMN_TABLE ? e->table : NULL;
}

const char *dmn_hit_policy_name(dmn_hit_policy policy) {
  static const char *const HIT_POLICY_NAMES[] = {[DMN_UNIQUE] = "UNIQUE",
                                                 [DMN_FIRST] = "FIRST",
                                                 [DMN_PRIORITY] = "PRIORITY",
                                                 [DMN_ANY] = "ANY",
                                                 [DMN_COLLECT] = "COLLECT",
                                                 [DMN_RULE_ORDER] = "RULE ORDER",
                                                 [DMN_OUTPUT_ORDER] = "OUTPUT ORDER"};
  return HIT_POLICY_NAMES[policy];
}

void dmn_model_destroy(dmn_model *model) {
  if (model == NULL) return;
  arena *a = model->arena; /* the model itself lives in it */
  arena_destroy(a);
}
