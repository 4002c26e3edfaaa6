/* Turns item definitions into FEEL types with their allowed values.
 *
 * Every definition's type object exists before any is filled, so components point to it at once;
 * only a base that is copied must be finished first. */
#include "dmn/item_type.h"

#include "base/limits.h"
#include "base/messages/dmn.h"
#include "dmn/reader.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"

/* --- Allowed values --- */

typedef struct item_constraint {
  type_constraint *base; /* of the type it restricts further, or NULL */
  const void *base_data;
  const program *tests; /* unary tests on slot 0 */
} item_constraint;

static bool is_allowed(evaluation *e, const void *data, value v) {
  const item_constraint *constraint = data;
  if (constraint->base != NULL && !constraint->base(e, constraint->base_data, v)) return false;
  value *frame = evaluation_push_frame(e, constraint->tests->frame_size);
  if (frame == NULL) return false;
  frame[0] = v;
  value result = interpreter_run(e, constraint->tests, frame);
  evaluation_pop_frame(e, frame, constraint->tests->frame_size);
  return value_is_true(result) || result.kind == VALUE_UNKNOWN;
}

size_t dmn_type_tests(const feel_type *type, const program **tests_out, size_t tests_max) {
  size_t count = 0;
  type_constraint *check = type->constraint;
  const item_constraint *constraint = type->constraint_data;
  while (check == is_allowed && count < tests_max) {
    tests_out[count++] = constraint->tests;
    check = constraint->base;
    constraint = constraint->base_data;
  }
  return count;
}

/* Restricts `type` by the unary tests in the child `name` of an item definition or component. */
static void restrict_type(dmn_compilation *c, dmn_reader *r, const xml_node *node, const char *name,
                          feel_type *type) {
  source_text *source = ARENA_NEW(c->model->arena, source_text);
  item_constraint *constraint = ARENA_NEW(c->model->arena, item_constraint);
  if (source == NULL || constraint == NULL) {
    c->is_out_of_memory = true;
    return;
  }
  *source = dmn_reader_source(r, dmn_reader_child(r, node, name), NULL);
  if (source->text.data == NULL) return;
  compiler_options options = {.arena = c->model->arena,
                              .slots_reserved = 1,
                              .names = dmn_document_names(c, r->document),
                              .diagnostics = &c->model->diagnostics};
  *constraint = (item_constraint){.base = type->constraint, .base_data = type->constraint_data};
  constraint->tests = compile_unary_tests(source, dmn_document_names(c, r->document), 0, &options);
  if (constraint->tests == NULL) {
    c->is_out_of_memory = true;
    return;
  }
  type->constraint = is_allowed;
  type->constraint_data = constraint;
}

/* --- Finding types by name --- */

static bool build_item(dmn_compilation *c, const dmn_item_definition *item, unsigned depth);

static const dmn_item_definition *find_item(const dmn_document *document, text name) {
  const dmn_item_definition *own = map_get(&document->items_by_name, name);
  if (own != NULL) return own;
  for (size_t i = 0; i < document->import_count; i++) {
    const dmn_import *import = &document->imports[i];
    if (import->document == NULL) continue;
    text rest = name;
    if (import->name.size != 0) {
      if (!text_starts_with(name, import->name) || name.size < import->name.size + 2 ||
          name.data[import->name.size] != '.') {
        continue;
      }
      rest = text_slice(name, import->name.size + 1, name.size);
    }
    const dmn_item_definition *imported = map_get(&import->document->items_by_name, rest);
    if (imported != NULL) return imported;
  }
  return NULL;
}

static void report_type(dmn_compilation *c, const dmn_document *document, const xml_node *node,
                        message_id message, text name) {
  text copy = arena_copy(c->model->arena, name);
  dmn_compilation_report(c, document, node, message, SD_ARGS(copy.data == NULL ? "" : copy.data));
}

source_text dmn_type_allowed_values(dmn_compilation *c, const dmn_document *document,
                                    text type_ref) {
  const dmn_item_definition *item = find_item(document, type_ref);
  if (item == NULL) return (source_text){0};
  dmn_reader r = {.arena = c->model->arena,
                  .diagnostics = &c->model->diagnostics,
                  .document = &c->model->documents[dmn_document_index(c, item->document)],
                  .owner = item->name};
  return dmn_reader_source(&r, dmn_reader_child(&r, item->node, "allowedValues"), NULL);
}

const feel_type *dmn_type_find(dmn_compilation *c, const dmn_document *document, text type_ref,
                               const xml_node *node) {
  if (type_ref.size == 0) return NULL;
  const dmn_item_definition *item = find_item(document, type_ref);
  if (item != NULL) return item->type;
  const feel_type *basic = type_find_basic(type_ref);
  if (basic == NULL) report_type(c, document, node, MESSAGE_DMN_UNKNOWN_TYPE, type_ref);
  return basic;
}

static const feel_type *find_or_any(dmn_compilation *c, const dmn_document *document, text type_ref,
                                    const xml_node *node) {
  const feel_type *found = dmn_type_find(c, document, type_ref, node);
  return found == NULL ? type_basic(TYPE_ANY) : found;
}

/* --- Building --- */

static const feel_type *component_type(dmn_compilation *c, dmn_reader *r, const xml_node *node,
                                       unsigned depth);

static void fill_context(dmn_compilation *c, dmn_reader *r, const xml_node *node, feel_type *out,
                         unsigned depth) {
  size_t count = dmn_reader_count(r, node, "itemComponent");
  type_field *fields = DMN_READER_ARRAY(r, type_field, count);
  if (fields == NULL) return;
  *out = (feel_type){.kind = TYPE_CONTEXT, .fields = fields, .field_count = count};
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "itemComponent"); n;
       n = dmn_reader_next(r, n, "itemComponent"), i++) {
    fields[i].name = dmn_reader_attribute(n, "name");
    fields[i].type = component_type(c, r, n, depth + 1);
    name_table_declare_member(dmn_document_names(c, r->document), fields[i].name);
  }
}

static void fill_function(dmn_compilation *c, dmn_reader *r, const xml_node *node, feel_type *out) {
  size_t count = dmn_reader_count(r, node, "parameters");
  type_field *fields = DMN_READER_ARRAY(r, type_field, count);
  if (fields == NULL) return;
  text result = dmn_reader_type_name(node, dmn_reader_attribute(node, "outputTypeRef"));
  *out = (feel_type){.kind = TYPE_FUNCTION,
                     .fields = fields,
                     .field_count = count,
                     .result = find_or_any(c, r->document, result, node)};
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "parameters"); n;
       n = dmn_reader_next(r, n, "parameters"), i++) {
    fields[i].name = dmn_reader_attribute(n, "name");
    fields[i].type = find_or_any(c, r->document, dmn_reader_type_ref(r, n), n);
  }
}

static text base_name(dmn_reader *r, const xml_node *node) {
  text written = dmn_reader_child_text(r, node, "typeRef");
  return dmn_reader_type_name(node,
                              written.size == 0 ? dmn_reader_attribute(node, "typeRef") : written);
}

/* A copy of the type that <typeRef> names, which is finished first. */
static void fill_from_base(dmn_compilation *c, dmn_reader *r, const xml_node *node, feel_type *out,
                           unsigned depth) {
  text name = base_name(r, node);
  *out = *find_or_any(c, r->document, name, node);
  const dmn_item_definition *item = find_item(r->document, name);
  if (item == NULL) return;
  if (build_item(c, item, depth + 1)) {
    *out = *item->type;
  } else {
    *out = *type_basic(TYPE_ANY);
    report_type(c, r->document, node, MESSAGE_DMN_TYPE_CYCLE, name);
  }
}

/* The type of an item definition or component, without the collection around it. */
static void fill_item(dmn_compilation *c, dmn_reader *r, const xml_node *node, feel_type *out,
                      unsigned depth) {
  const xml_node *function = dmn_reader_child(r, node, "functionItem");
  if (dmn_reader_child(r, node, "itemComponent") != NULL) {
    fill_context(c, r, node, out, depth);
  } else if (function != NULL) {
    fill_function(c, r, function, out);
  } else {
    fill_from_base(c, r, node, out, depth);
  }
  restrict_type(c, r, node, "allowedValues", out);
}

static bool is_collection(const xml_node *node) {
  text written = dmn_reader_attribute(node, "isCollection");
  return text_is(written, "true") || text_is(written, "1");
}

static bool is_plain_reference(dmn_reader *r, const xml_node *node) {
  return dmn_reader_child(r, node, "itemComponent") == NULL &&
         dmn_reader_child(r, node, "functionItem") == NULL &&
         dmn_reader_child(r, node, "allowedValues") == NULL;
}

/* Fills `out`, with the collection around the item if it is one. */
static void fill_definition(dmn_compilation *c, dmn_reader *r, const xml_node *node, feel_type *out,
                            unsigned depth) {
  if (!is_collection(node)) {
    fill_item(c, r, node, out, depth);
  } else {
    const feel_type *element = NULL;
    if (is_plain_reference(r, node)) {
      element = find_or_any(c, r->document, base_name(r, node), node);
    } else {
      feel_type *made = DMN_READER_ARRAY(r, feel_type, 1);
      if (made == NULL) return;
      fill_item(c, r, node, made, depth);
      element = made;
    }
    *out = (feel_type){.kind = TYPE_LIST, .element = element};
  }
  restrict_type(c, r, node, "typeConstraint", out);
}

static const feel_type *component_type(dmn_compilation *c, dmn_reader *r, const xml_node *node,
                                       unsigned depth) {
  bool is_reference = is_plain_reference(r, node) && !is_collection(node) &&
                      dmn_reader_child(r, node, "typeConstraint") == NULL;
  if (is_reference) return find_or_any(c, r->document, base_name(r, node), node);
  feel_type *type = DMN_READER_ARRAY(r, feel_type, 1);
  if (type == NULL) return type_basic(TYPE_ANY);
  fill_definition(c, r, node, type, depth);
  return type;
}

/* False when the definition is being built already, or is nested too deeply. */
static bool build_item(dmn_compilation *c, const dmn_item_definition *item, unsigned depth) {
  const dmn_document *document = item->document;
  dmn_item_build *build = &c->items[dmn_document_index(c, document)][item - document->items];
  if (build->state == DMN_ITEM_DONE) return true;
  if (build->state == DMN_ITEM_OPEN || depth > LIMIT_TYPE_DEPTH) return false;
  build->state = DMN_ITEM_OPEN;
  dmn_reader r = {.arena = c->model->arena,
                  .diagnostics = &c->model->diagnostics,
                  .document = &c->model->documents[dmn_document_index(c, document)],
                  .owner = item->name};
  fill_definition(c, &r, item->node, build->type, depth);
  build->type->name = item->name;
  c->is_out_of_memory |= r.is_out_of_memory;
  build->state = DMN_ITEM_DONE;
  return true;
}

/* --- All documents --- */

static bool allocate_items(dmn_compilation *c, dmn_document *document) {
  size_t index = dmn_document_index(c, document);
  c->names[index] = name_table_create(c->model->arena);
  c->items[index] = ARENA_ARRAY(c->model->arena, dmn_item_build, document->item_count + 1);
  if (c->names[index] == NULL || c->items[index] == NULL) return false;
  for (size_t i = 0; i < document->item_count; i++) {
    feel_type *type = ARENA_NEW(c->model->arena, feel_type);
    if (type == NULL) return false;
    document->items[i].type = c->items[index][i].type = type;
  }
  return true;
}

/* "alias.name", or the name itself without alias. */
static text qualified_name(dmn_compilation *c, text alias, text name) {
  if (alias.size == 0) return name;
  text_builder b;
  text_builder_init(&b, alias.size + name.size + 2);
  text_builder_add(&b, alias);
  text_builder_add_byte(&b, '.');
  text_builder_add(&b, name);
  text joined = arena_copy(c->model->arena, text_builder_text(&b));
  text_builder_release(&b);
  return joined;
}

static bool declare_items(dmn_compilation *c, const dmn_document *into, text alias,
                          const dmn_document *from) {
  name_table *names = dmn_document_names(c, into);
  for (size_t i = 0; i < from->item_count; i++) {
    text name = qualified_name(c, alias, from->items[i].name);
    if (name.data == NULL || !name_table_declare_type(names, name, from->items[i].type)) {
      return false;
    }
  }
  return true;
}

/* Members of imported types may follow a point in the importing document. */
static void declare_imported_members(dmn_compilation *c, const dmn_document *document,
                                     const dmn_document *from) {
  for (size_t i = 0; i < from->item_count; i++) {
    const feel_type *type = from->items[i].type;
    if (type->kind == TYPE_LIST && type->element != NULL) type = type->element;
    for (size_t j = 0; type->kind == TYPE_CONTEXT && j < type->field_count; j++) {
      name_table_declare_member(dmn_document_names(c, document), type->fields[j].name);
    }
  }
}

static bool build_document(dmn_compilation *c, const dmn_document *document) {
  if (!declare_items(c, document, TEXT(""), document)) return false;
  for (size_t i = 0; i < document->import_count; i++) {
    const dmn_import *import = &document->imports[i];
    if (import->document == NULL) continue;
    if (!declare_items(c, document, import->name, import->document)) return false;
  }
  for (size_t i = 0; i < document->item_count; i++) build_item(c, &document->items[i], 0);
  return !c->is_out_of_memory;
}

bool dmn_types_build(dmn_compilation *c) {
  dmn_model *model = c->model;
  c->names = ARENA_ARRAY(model->arena, name_table *, model->document_count);
  c->items = ARENA_ARRAY(model->arena, dmn_item_build *, model->document_count);
  if (c->names == NULL || c->items == NULL) return false;
  for (size_t i = 0; i < model->document_count; i++) {
    if (!allocate_items(c, &model->documents[i])) return false;
  }
  for (size_t i = 0; i < model->document_count; i++) {
    if (!build_document(c, &model->documents[i])) return false;
  }
  for (size_t i = 0; i < model->document_count; i++) {
    const dmn_document *document = &model->documents[i];
    for (size_t j = 0; j < document->import_count; j++) {
      const dmn_document *from = document->imports[j].document;
      if (from != NULL) declare_imported_members(c, document, from);
    }
  }
  for (size_t i = 0; i < model->element_count; i++) {
    dmn_element *element = model->elements[i];
    element->type = dmn_type_find(c, element->document, element->type_ref, element->node);
  }
  return !c->is_out_of_memory;
}
