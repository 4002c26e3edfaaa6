/* Reads one DMN document into elements and boxed expressions; checks its form, resolves nothing. */
#include "dmn/xml_loader.h"

#include "base/limits.h"
#include "base/messages/dmn.h"
#include "dmn/expression_loader.h"
#include "dmn/reader.h"

static const char *const MODEL_NAMESPACES[] = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/",  /* 1.2 */
    "https://www.omg.org/spec/DMN/20191111/MODEL/", /* 1.3 */
    "https://www.omg.org/spec/DMN/20211108/MODEL/", /* 1.4 */
    "https://www.omg.org/spec/DMN/20230324/MODEL/", /* 1.5 */
    "https://www.omg.org/spec/DMN/20240513/MODEL/"  /* 1.6 */
};

bool dmn_is_model_namespace(text namespace_uri) {
  for (size_t i = 0; i < sizeof MODEL_NAMESPACES / sizeof *MODEL_NAMESPACES; i++) {
    if (text_is(namespace_uri, MODEL_NAMESPACES[i])) return true;
  }
  return false;
}

/* --- Elements --- */

static const struct {
  const char *name;
  dmn_element_kind kind;
} ELEMENT_NAMES[] = {{"inputData", DMN_INPUT},
                     {"decision", DMN_DECISION},
                     {"businessKnowledgeModel", DMN_KNOWLEDGE},
                     {"decisionService", DMN_SERVICE}};

static bool is_element(const dmn_reader *r, const xml_node *node, dmn_element_kind *kind_out) {
  for (size_t i = 0; i < sizeof ELEMENT_NAMES / sizeof *ELEMENT_NAMES; i++) {
    if (!dmn_reader_is(r, node, ELEMENT_NAMES[i].name)) continue;
    *kind_out = ELEMENT_NAMES[i].kind;
    return true;
  }
  return false;
}

/* The href of the first child of a requirement: requiredInput, requiredDecision, ... */
static bool read_requirement(dmn_reader *r, const xml_node *node, dmn_requirement *out) {
  static const char *const CHILDREN[] = {"requiredInput", "requiredDecision", "requiredKnowledge"};
  if (!dmn_reader_is(r, node, "informationRequirement") &&
      !dmn_reader_is(r, node, "knowledgeRequirement")) {
    return false;
  }
  for (size_t i = 0; i < sizeof CHILDREN / sizeof *CHILDREN; i++) {
    const xml_node *child = dmn_reader_child(r, node, CHILDREN[i]);
    if (child == NULL) continue;
    *out = (dmn_requirement){.href = dmn_reader_attribute(child, "href"), .node = child};
    return true;
  }
  return false;
}

static void read_requirements(dmn_reader *r, dmn_element *element) {
  const xml_node *node = element->node;
  size_t count = dmn_reader_count(r, node, "informationRequirement") +
                 dmn_reader_count(r, node, "knowledgeRequirement");
  element->requirements = DMN_READER_ARRAY(r, dmn_requirement, count);
  if (element->requirements == NULL) return;
  for (const xml_node *n = node->first_child; n; n = n->next) {
    if (read_requirement(r, n, &element->requirements[element->requirement_count])) {
      element->requirement_count++;
    }
  }
}

static void read_logic(dmn_reader *r, dmn_element *element) {
  if (element->kind == DMN_DECISION) {
    element->expression = dmn_expression_read_child(r, element->node);
  }
  if (element->kind == DMN_KNOWLEDGE) {
    const xml_node *logic = dmn_reader_child(r, element->node, "encapsulatedLogic");
    if (logic != NULL) element->expression = dmn_expression_read_function(r, logic);
  }
  bool has_logic = element->kind == DMN_DECISION || element->kind == DMN_KNOWLEDGE;
  if (has_logic && element->expression == NULL) {
    dmn_reader_report(r, DIAGNOSTIC_WARNING, MESSAGE_DMN_NO_EXPRESSION, element->node,
                      SD_ARGS(element->name.data));
  }
}

/* An element whose form has a mistake is never evaluated: what it would say could be wrong. */
static dmn_element *read_element(dmn_reader *r, const xml_node *node, dmn_element_kind kind) {
  dmn_element *element = DMN_READER_ARRAY(r, dmn_element, 1);
  if (element == NULL) return NULL;
  size_t errors_before = r->diagnostics->error_count;
  const xml_node *variable = dmn_reader_child(r, node, "variable");
  *element = (dmn_element){.kind = kind,
                           .id = dmn_reader_attribute(node, "id"),
                           .name = dmn_reader_attribute(node, "name"),
                           .label = dmn_reader_attribute(node, "label"),
                           .description = dmn_reader_child_text(r, node, "description"),
                           .type_ref = TEXT(""),
                           .document = r->document,
                           .node = node,
                           .extensions = dmn_reader_child(r, node, "extensionElements")};
  if (variable != NULL) element->type_ref = dmn_reader_type_ref(r, variable);
  if (element->name.size == 0) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_MISSING_NAME, node,
                      SD_ARGS(node->name.data));
  }
  r->owner = element->name;
  read_requirements(r, element);
  read_logic(r, element);
  r->owner = TEXT("");
  element->is_faulty = element->is_refused = r->diagnostics->error_count > errors_before;
  return element;
}

static void register_element(dmn_reader *r, dmn_element *element) {
  dmn_document *document = r->document;
  const dmn_element *other = map_get(&document->by_name, element->name);
  if (other != NULL && other->kind == element->kind) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_DUPLICATE_NAME, element->node,
                      SD_ARGS(element->name.data));
  }
  if (element->id.size != 0 && map_get(&document->by_id, element->id) != NULL) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_DUPLICATE_ID, element->node,
                      SD_ARGS(element->id.data));
  }
  bool is_kept = (other != NULL || map_set(&document->by_name, element->name, element)) &&
                 (element->id.size == 0 || map_get(&document->by_id, element->id) != NULL ||
                  map_set(&document->by_id, element->id, element));
  if (!is_kept) r->is_out_of_memory = true;
  document->elements[document->element_count++] = element;
}

static void read_elements(dmn_reader *r) {
  dmn_document *document = r->document;
  size_t count = 0;
  dmn_element_kind kind;
  for (const xml_node *n = document->root->first_child; n; n = n->next) {
    count += is_element(r, n, &kind);
  }
  document->elements = DMN_READER_ARRAY(r, dmn_element *, count);
  for (const xml_node *n = document->root->first_child; n && !r->is_out_of_memory; n = n->next) {
    if (!is_element(r, n, &kind)) continue;
    dmn_element *element = read_element(r, n, kind);
    if (element != NULL) register_element(r, element);
  }
}

/* --- Imports and item definitions --- */

static void read_imports(dmn_reader *r) {
  dmn_document *document = r->document;
  document->import_count = dmn_reader_count(r, document->root, "import");
  document->imports = DMN_READER_ARRAY(r, dmn_import, document->import_count);
  if (document->imports == NULL) return;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, document->root, "import"); n;
       n = dmn_reader_next(r, n, "import")) {
    document->imports[i++] = (dmn_import){.name = dmn_reader_attribute(n, "name"),
                                          .namespace_uri = dmn_reader_attribute(n, "namespace"),
                                          .import_type = dmn_reader_attribute(n, "importType"),
                                          .node = n};
  }
}

static void read_items(dmn_reader *r) {
  dmn_document *document = r->document;
  document->items = DMN_READER_ARRAY(r, dmn_item_definition,
                                     dmn_reader_count(r, document->root, "itemDefinition"));
  if (document->items == NULL) return;
  for (const xml_node *n = dmn_reader_child(r, document->root, "itemDefinition"); n;
       n = dmn_reader_next(r, n, "itemDefinition")) {
    dmn_item_definition *item = &document->items[document->item_count];
    *item = (dmn_item_definition){.name = dmn_reader_attribute(n, "name"),
                                  .label = dmn_reader_attribute(n, "label"),
                                  .document = document,
                                  .node = n};
    if (map_get(&document->items_by_name, item->name) != NULL) {
      dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_DUPLICATE_NAME, n,
                        SD_ARGS(item->name.data));
      continue;
    }
    if (!map_set(&document->items_by_name, item->name, item)) r->is_out_of_memory = true;
    document->item_count++;
  }
}

/* --- The document --- */

static bool index_lines(dmn_reader *r) {
  text content = r->document->file.text;
  size_t count = 1;
  for (size_t i = 0; i < content.size; i++) count += content.data[i] == '\n';
  size_t *offsets = DMN_READER_ARRAY(r, size_t, count);
  if (offsets == NULL) return false;
  count = 1;
  for (size_t i = 0; i < content.size; i++) {
    if (content.data[i] == '\n') offsets[count++] = i + 1;
  }
  r->document->line_offsets = offsets;
  r->document->line_count = count;
  return true;
}

/* Counts code points block by block, so that a column of a long line is found at once. */
static bool index_blocks(dmn_reader *r) {
  text content = r->document->file.text;
  size_t *counts = DMN_READER_ARRAY(r, size_t, content.size / DMN_BLOCK_BYTES + 1);
  if (counts == NULL) return false;
  size_t count = 0;
  for (size_t i = 0; i < content.size; i++) {
    if (i % DMN_BLOCK_BYTES == 0) counts[i / DMN_BLOCK_BYTES] = count;
    count += ((unsigned char)content.data[i] & 0xc0) != 0x80;
  }
  if (content.size % DMN_BLOCK_BYTES == 0) counts[content.size / DMN_BLOCK_BYTES] = count;
  r->document->block_counts = counts;
  return true;
}

static sd_status refuse_document(const dmn_document *document, sd_error *error) {
  sd_status status =
      error_set(error, SD_INVALID, MESSAGE_DMN_NOT_A_MODEL,
                SD_ARGS(document->root->name.data, document->root->namespace_uri.data));
  error_place(error, document->file.origin.data, document->root->line, document->root->column);
  return status;
}

sd_status dmn_document_read(text name, text content, arena *a, diagnostic_list *diagnostics,
                            dmn_document *document, sd_error *error) {
  dmn_reader r = {.arena = a, .diagnostics = diagnostics, .document = document, .owner = TEXT("")};
  *document = (dmn_document){.file = {arena_copy(a, content), arena_copy(a, name), 0}};
  if (document->file.text.data == NULL || document->file.origin.data == NULL || !index_lines(&r) ||
      !index_blocks(&r)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  xml_node *root;
  TRY(xml_tree_read(document->file.text, document->file.origin.data, a, &root, error));
  document->root = root;
  document->model_namespace = root->namespace_uri;
  if (!dmn_is_model_namespace(root->namespace_uri) || !text_is(root->name, "definitions")) {
    return refuse_document(document, error);
  }
  map_init(&document->by_id, a);
  map_init(&document->by_name, a);
  map_init(&document->items_by_name, a);
  document->namespace_uri = dmn_reader_attribute(root, "namespace");
  document->id = dmn_reader_attribute(root, "id");
  document->name = dmn_reader_attribute(root, "name");
  document->description = dmn_reader_child_text(&r, root, "description");
  document->extensions = dmn_reader_child(&r, root, "extensionElements");
  read_imports(&r);
  read_items(&r);
  read_elements(&r);
  return r.is_out_of_memory ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                            : SD_OK;
}
