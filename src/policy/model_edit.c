/* Changes to the text of a model file that leave every other byte as it is. */
#include "policy/model_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/messages/policy.h"
#include "base/text_builder.h"
#include "base/xml.h"
#include "policy/item.h"

/* What must stay true: a patch lies inside of one start tag or one text, found through the tree
 * that the guarded reader made of the same bytes; patches never overlap. */

typedef struct patch {
  size_t from, to; /* bytes that are replaced */
  text by;         /* already escaped */
} patch;

typedef struct editing {
  text bytes;
  const char *name;
  arena *arena;
  sd_error *error;
  xml_node *root;
  patch *patches;
  size_t count, capacity;
} editing;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status begin(editing *e) {
  return xml_tree_read(e->bytes, e->name, e->arena, &e->root, e->error);
}

static sd_status fail_at(const editing *e, const xml_node *node, message_id message,
                         const char *argument) {
  error_set(e->error, SD_INVALID, message, SD_ARGS(argument));
  error_place(e->error, e->name, node->line, node->column);
  return SD_INVALID;
}

/* --- Places --- */

/* The offset of the '<' of a node, which the reader counts in lines and code points. */
static size_t offset_of(const editing *e, const xml_node *node) {
  size_t at = 0;
  for (uint32_t line = 1; line < node->line; line++) {
    size_t end = text_find(e->bytes, TEXT("\n"), at);
    if (end == SIZE_MAX) return e->bytes.size;
    at = end + 1;
  }
  for (uint32_t column = 1; column < node->column && at < e->bytes.size; column++) {
    at++;
    while (at < e->bytes.size && ((unsigned char)e->bytes.data[at] & 0xc0) == 0x80) at++;
  }
  return at;
}

/* Behind the '>' of the start tag that begins at `at`. */
static size_t end_of_tag(text bytes, size_t at) {
  char quote = '\0';
  for (; at < bytes.size; at++) {
    char c = bytes.data[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return bytes.size;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* The bytes of an attribute's value inside of its quotes; false when the tag has no such one. */
static bool find_value(text bytes, size_t tag, size_t end, const char *name, size_t *from,
                       size_t *to) {
  size_t at = tag + 1;
  while (at < end && !is_space(bytes.data[at]) && bytes.data[at] != '>') at++;
  while (at < end) {
    while (at < end && is_space(bytes.data[at])) at++;
    size_t name_from = at;
    while (at < end && bytes.data[at] != '=' && bytes.data[at] != '>') at++;
    text found = text_trim(text_slice(bytes, name_from, at - name_from));
    while (at < end && bytes.data[at] != '"' && bytes.data[at] != '\'') at++;
    if (at >= end) return false;
    char quote = bytes.data[at++];
    *from = at;
    while (at < end && bytes.data[at] != quote) at++;
    *to = at++;
    if (text_is(found, name)) return true;
  }
  return false;
}

/* --- Patches --- */

static sd_status add_patch(editing *e, size_t from, size_t to, text by) {
  if (e->count == e->capacity) {
    size_t capacity = e->capacity * 2 + 16;
    patch *patches = ARENA_ARRAY(e->arena, patch, capacity);
    if (patches == NULL) return out_of_memory(e->error);
    if (e->count != 0) memcpy(patches, e->patches, e->count * sizeof *patches);
    e->patches = patches;
    e->capacity = capacity;
  }
  e->patches[e->count++] = (patch){from, to, by};
  return SD_OK;
}

static sd_status escaped(editing *e, text prefix, text value, text suffix, text *out) {
  text_builder b;
  text_builder_init(&b, LIMIT_MODEL_BYTES);
  text_builder_add(&b, prefix);
  xml_escape(value, &b);
  text_builder_add(&b, suffix);
  *out = b.failed ? (text){NULL, 0} : arena_copy(e->arena, text_builder_text(&b));
  text_builder_release(&b);
  return out->data == NULL ? out_of_memory(e->error) : SD_OK;
}

static sd_status set_attribute(editing *e, const xml_node *node, const char *name, text value) {
  size_t tag = offset_of(e, node), end = end_of_tag(e->bytes, tag), from, to;
  text by;
  if (find_value(e->bytes, tag, end, name, &from, &to)) {
    TRY(escaped(e, TEXT(""), value, TEXT(""), &by));
    return add_patch(e, from, to, by);
  }
  char prefix[64];
  snprintf(prefix, sizeof prefix, " %s=\"", name);
  TRY(escaped(e, text_of(prefix), value, TEXT("\""), &by));
  size_t place = end - (end >= 2 && e->bytes.data[end - 2] == '/' ? 2u : 1u);
  return add_patch(e, place, place, by);
}

/* The text of an element without children. */
static sd_status set_content(editing *e, const xml_node *node, text value) {
  size_t tag = offset_of(e, node), end = end_of_tag(e->bytes, tag);
  text by;
  if (end >= 2 && e->bytes.data[end - 2] == '/') { /* <text/> */
    char tail[100];
    snprintf(tail, sizeof tail, "</%.*s%s%.*s>", TEXT_ARG(text_slice(node->prefix, 0, 40)),
             node->prefix.size != 0 ? ":" : "", TEXT_ARG(text_slice(node->name, 0, 40)));
    TRY(escaped(e, TEXT(">"), value, text_of(tail), &by));
    return add_patch(e, end - 2, end, by);
  }
  size_t to = end;
  for (;;) {
    size_t close = text_find(e->bytes, TEXT("</"), to);
    size_t raw = text_find(e->bytes, TEXT("<![CDATA["), to);
    to = close == SIZE_MAX ? e->bytes.size : close;
    if (raw == SIZE_MAX || raw > to) break;
    size_t raw_end = text_find(e->bytes, TEXT("]]>"), raw);
    to = raw_end == SIZE_MAX ? e->bytes.size : raw_end + 3;
  }
  TRY(escaped(e, TEXT(""), value, TEXT(""), &by));
  return add_patch(e, end, to, by);
}

static int compare_patches(const void *a, const void *b) {
  const patch *x = a, *y = b;
  return (x->from > y->from) - (x->from < y->from);
}

static sd_status finish(editing *e, text *out) {
  text_builder b;
  text_builder_init(&b, LIMIT_MODEL_BYTES * 2);
  if (e->count != 0) qsort(e->patches, e->count, sizeof *e->patches, compare_patches);
  size_t at = 0;
  for (size_t i = 0; i < e->count; i++) {
    text_builder_add(&b, text_slice(e->bytes, at, e->patches[i].from - at));
    text_builder_add(&b, e->patches[i].by);
    at = e->patches[i].to;
  }
  text_builder_add(&b, text_slice(e->bytes, at, e->bytes.size - at));
  *out = b.failed ? (text){NULL, 0} : arena_copy(e->arena, text_builder_text(&b));
  text_builder_release(&b);
  return out->data == NULL ? out_of_memory(e->error) : SD_OK;
}

/* --- Walking --- */

/* The node that follows in the order of the document, or NULL. */
static const xml_node *next_node(const xml_node *n) {
  if (n->first_child != NULL) return n->first_child;
  while (n != NULL && n->next == NULL) n = n->parent;
  return n == NULL ? NULL : n->next;
}

/* --- Namespaces --- */

/* DMN 1.3 to 1.6: "https://www.omg.org/spec/DMN/", a date, and MODEL/, FEEL/ or DMNDI/. */
static const char dmn_stem[] = "https://www.omg.org/spec/DMN/";
enum { DATE_SIZE = 8 };

static bool is_dmn(text uri) {
  return text_starts_with(uri, text_of(dmn_stem)) && text_ends_with(uri, TEXT("/MODEL/")) &&
         uri.size == sizeof dmn_stem - 1 + DATE_SIZE + 7;
}

sd_status model_namespace(text bytes, const char *name, arena *a, text *out, sd_error *error) {
  editing e = {.bytes = bytes, .name = name, .arena = a, .error = error};
  TRY(begin(&e));
  *out = e.root->namespace_uri;
  if (is_dmn(*out)) return SD_OK;
  char uri[120];
  snprintf(uri, sizeof uri, "%.*s", TEXT_ARG(text_slice(*out, 0, 100)));
  return fail_at(&e, e.root, MESSAGE_POLICY_EDIT_NAMESPACE, uri);
}

/* What came with DMN 1.4 and 1.5. */
static bool is_newer(const xml_node *n, text dmn) {
  static const char *const names[] = {"conditional", "filter",   "for",           "some",
                                      "every",       "iterator", "typeConstraint"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (xml_node_is(n, dmn, names[i])) return true;
  }
  return false;
}

static sd_status move_namespaces(editing *e, const xml_node *node, text date) {
  size_t tag = offset_of(e, node), end = end_of_tag(e->bytes, tag);
  for (size_t i = 0; i < node->namespace_count; i++) {
    text uri = node->namespaces[i].uri;
    bool is_moved = text_starts_with(uri, text_of(dmn_stem)) &&
                    (text_ends_with(uri, TEXT("/MODEL/")) || text_ends_with(uri, TEXT("/FEEL/")) ||
                     text_ends_with(uri, TEXT("/DMNDI/")));
    char attribute[80] = "xmlns";
    size_t from, to;
    if (!is_moved) continue;
    if (node->namespaces[i].prefix.size != 0) {
      snprintf(attribute, sizeof attribute, "xmlns:%.*s",
               TEXT_ARG(text_slice(node->namespaces[i].prefix, 0, 60)));
    }
    if (!find_value(e->bytes, tag, end, attribute, &from, &to)) continue;
    from += sizeof dmn_stem - 1;
    TRY(add_patch(e, from, from + DATE_SIZE, date));
  }
  return SD_OK;
}

sd_status model_in_namespace(text bytes, const char *name, text namespace_uri, arena *a, text *out,
                             sd_error *error) {
  editing e = {.bytes = bytes, .name = name, .arena = a, .error = error};
  text own;
  TRY(model_namespace(bytes, name, a, &own, error));
  TRY(begin(&e));
  bool to_oldest = text_is(namespace_uri, MODEL_EDITOR_NAMESPACE);
  text date = text_slice(namespace_uri, sizeof dmn_stem - 1, DATE_SIZE);
  for (const xml_node *n = e.root; n != NULL; n = next_node(n)) {
    if (to_oldest && is_newer(n, own)) {
      return fail_at(&e, n, MESSAGE_POLICY_EDIT_NEWER, n->name.data);
    }
    TRY(move_namespaces(&e, n, date));
  }
  return finish(&e, out);
}

/* --- The heading of the item --- */

sd_status model_set_heading(text bytes, const char *name, const model_heading *heading, arena *a,
                            text *out, sd_error *error) {
  editing e = {.bytes = bytes, .name = name, .arena = a, .error = error};
  TRY(begin(&e));
  size_t found = 0;
  for (const xml_node *n = e.root; n != NULL; n = next_node(n)) {
    if (!xml_node_is(n, TEXT(ITEM_NAMESPACE), "version")) continue;
    found++;
    TRY(set_attribute(&e, n, "id", heading->version));
    if (heading->from_date.size == 0) continue;
    TRY(set_attribute(&e, n, "from", heading->from_date));
    text to = xml_node_attribute(n, "to");
    bool is_over = to.size != 0 && text_compare(to, heading->from_date) <= 0;
    if (is_over) TRY(set_attribute(&e, n, "to", TEXT("")));
  }
  if (found == 0) return fail_at(&e, e.root, MESSAGE_POLICY_EDIT_NO_VERSION, name);
  return finish(&e, out);
}

/* --- Cells --- */

static const xml_node *nth_child(const xml_node *n, text dmn, const char *name, size_t index) {
  const xml_node *child = xml_node_child(n, dmn, name);
  while (child != NULL && index-- > 0) child = xml_node_next(child, dmn, name);
  return child;
}

/* The table that decides, as dmn_decision_table_of finds it: the decision's, or the result of its
 * context. */
static const xml_node *table_of(const xml_node *decision, text dmn) {
  const xml_node *table = xml_node_child(decision, dmn, "decisionTable");
  const xml_node *context = xml_node_child(decision, dmn, "context");
  if (table != NULL || context == NULL) return table;
  for (const xml_node *entry = xml_node_child(context, dmn, "contextEntry"); entry != NULL;
       entry = xml_node_next(entry, dmn, "contextEntry")) {
    if (xml_node_child(entry, dmn, "variable") == NULL) {
      return xml_node_child(entry, dmn, "decisionTable");
    }
  }
  return NULL;
}

static const xml_node *find_cell(const xml_node *root, text dmn, const model_cell *cell) {
  for (const xml_node *d = xml_node_child(root, dmn, "decision"); d != NULL;
       d = xml_node_next(d, dmn, "decision")) {
    if (!text_equal(xml_node_attribute(d, "name"), cell->decision)) continue;
    const xml_node *table = table_of(d, dmn);
    const xml_node *rule = table == NULL ? NULL : nth_child(table, dmn, "rule", cell->rule);
    const char *kind = cell->is_output ? "outputEntry" : "inputEntry";
    const xml_node *entry = rule == NULL ? NULL : nth_child(rule, dmn, kind, cell->column);
    return entry == NULL ? NULL : xml_node_child(entry, dmn, "text");
  }
  return NULL;
}

sd_status model_set_cells(text bytes, const char *name, const model_cell *cells, size_t count,
                          arena *a, text *out, sd_error *error) {
  editing e = {.bytes = bytes, .name = name, .arena = a, .error = error};
  TRY(begin(&e));
  for (size_t i = 0; i < count; i++) {
    const xml_node *found = find_cell(e.root, e.root->namespace_uri, &cells[i]);
    if (found == NULL) {
      char decision[200];
      snprintf(decision, sizeof decision, "%.*s", TEXT_ARG(text_slice(cells[i].decision, 0, 150)));
      return error_set(
          error, SD_NOT_FOUND, MESSAGE_POLICY_EDIT_NO_CELL,
          SD_ARGS(decision, SD_NUMBER(cells[i].rule + 1), SD_NUMBER(cells[i].column + 1)));
    }
    TRY(set_content(&e, found, cells[i].value));
  }
  return finish(&e, out);
}
