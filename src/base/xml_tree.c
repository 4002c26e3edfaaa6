/* An XML document as a tree in an arena, and escaping for those who write XML. */
#include <string.h>

#include "base/limits.h"
#include "base/text_builder.h"
#include "base/xml.h"

static bool copy_text(arena *a, text source, text *out) {
  *out = arena_copy(a, source);
  return out->data != NULL;
}

static bool copy_attribute(arena *a, const xml_attribute *from, xml_attribute *to) {
  return copy_text(a, from->name, &to->name) && copy_text(a, from->prefix, &to->prefix) &&
         copy_text(a, from->namespace_uri, &to->namespace_uri) &&
         copy_text(a, from->value, &to->value);
}

/* As copy_text, but the same bytes as `known` are not copied again. */
static bool share_text(arena *a, text source, text known, text *out) {
  if (known.data == NULL || !text_equal(source, known)) return copy_text(a, source, out);
  *out = known;
  return true;
}

/* The names are nearly always those of the element before or around it. */
static bool copy_names(const xml_reader *r, arena *a, const xml_node *parent, xml_node *n) {
  static const xml_node NOTHING = {0};
  const xml_node *like = parent == NULL ? &NOTHING : parent;
  const xml_node *before = like->last_child == NULL ? like : like->last_child;
  return share_text(a, xml_reader_name(r), before->name, &n->name) &&
         share_text(a, xml_reader_namespace(r), like->namespace_uri, &n->namespace_uri) &&
         share_text(a, xml_reader_prefix(r), like->prefix, &n->prefix);
}

/* The element of the reader's current START event; NULL when memory is out. */
static xml_node *make_node(const xml_reader *r, arena *a, const xml_node *parent) {
  xml_node *n = ARENA_NEW(a, xml_node);
  if (n == NULL || !copy_names(r, a, parent, n)) return NULL;
  n->content = TEXT("");
  n->line = xml_reader_line(r);
  n->column = xml_reader_column(r);
  const xml_attribute *attributes = xml_reader_attributes(r, &n->attribute_count);
  const xml_namespace *namespaces = xml_reader_namespaces(r, &n->namespace_count);
  xml_attribute *own_attributes = ARENA_ARRAY(a, xml_attribute, n->attribute_count);
  xml_namespace *own_namespaces = ARENA_ARRAY(a, xml_namespace, n->namespace_count);
  if (own_attributes == NULL || own_namespaces == NULL) return NULL;
  for (size_t i = 0; i < n->attribute_count; i++) {
    if (!copy_attribute(a, &attributes[i], &own_attributes[i])) return NULL;
  }
  for (size_t i = 0; i < n->namespace_count; i++) {
    if (!copy_text(a, namespaces[i].prefix, &own_namespaces[i].prefix) ||
        !copy_text(a, namespaces[i].uri, &own_namespaces[i].uri)) {
      return NULL;
    }
  }
  n->attributes = own_attributes;
  n->namespaces = own_namespaces;
  return n;
}

static void add_child(xml_node *parent, xml_node *child) {
  child->parent = parent;
  if (parent == NULL) return;
  if (parent->last_child == NULL) {
    parent->first_child = child;
  } else {
    parent->last_child->next = child;
  }
  parent->last_child = child;
}

/* The room of a content of `size` bytes: a power of two, so that many small pieces cost little. */
static size_t content_capacity(size_t size) {
  size_t capacity = 32;
  while (capacity < size + 1) capacity *= 2;
  return capacity;
}

static bool add_content(xml_node *n, text more, arena *a) {
  size_t size = n->content.size + more.size;
  char *data = (char *)(uintptr_t)n->content.data; /* made below, hence not constant */
  if (n->content.size == 0 || content_capacity(size) != content_capacity(n->content.size)) {
    data = arena_allocate(a, content_capacity(size));
    if (data == NULL) return false;
    memcpy(data, n->content.data, n->content.size);
  }
  memcpy(data + n->content.size, more.data, more.size);
  data[size] = '\0';
  n->content = (text){data, size};
  return true;
}

/* White space between elements would be joined again and again; it is dropped. */
static bool is_layout(const xml_node *n, text content) {
  return n->content.size == 0 && n->first_child != NULL && text_trim(content).size == 0;
}

static sd_status build(xml_reader *r, arena *a, xml_node **root_out, sd_error *error) {
  xml_node *open = NULL;
  for (;;) {
    xml_event event;
    TRY(xml_reader_next(r, &event, error));
    bool ok = true;
    if (event == XML_EVENT_FINISHED) return SD_OK;
    if (event == XML_EVENT_START) {
      xml_node *n = make_node(r, a, open);
      ok = n != NULL;
      if (ok) add_child(open, n);
      if (open == NULL) *root_out = n;
      open = n;
    } else if (event == XML_EVENT_END) {
      open = open->parent;
    } else if (open != NULL && !is_layout(open, xml_reader_text(r))) {
      ok = add_content(open, xml_reader_text(r), a);
    }
    if (!ok) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
}

sd_status xml_tree_read(text content, const char *name, arena *a, xml_node **root_out,
                        sd_error *error) {
  xml_reader *r;
  TRY(xml_reader_open(content, name, xml_limits_of_model(), &r, error));
  sd_status status = build(r, a, root_out, error);
  xml_reader_close(r);
  return status;
}

bool xml_node_is(const xml_node *n, text namespace_uri, const char *name) {
  return text_is(n->name, name) && text_equal(n->namespace_uri, namespace_uri);
}

static const xml_node *first_from(const xml_node *n, text namespace_uri, const char *name) {
  while (n != NULL && !xml_node_is(n, namespace_uri, name)) n = n->next;
  return n;
}

const xml_node *xml_node_child(const xml_node *n, text namespace_uri, const char *name) {
  return first_from(n->first_child, namespace_uri, name);
}

const xml_node *xml_node_next(const xml_node *n, text namespace_uri, const char *name) {
  return first_from(n->next, namespace_uri, name);
}

text xml_node_attribute(const xml_node *n, const char *name) {
  return xml_find_attribute(n->attributes, n->attribute_count, name);
}

text xml_node_namespace_of(const xml_node *n, text prefix) {
  for (; n != NULL; n = n->parent) {
    for (size_t i = 0; i < n->namespace_count; i++) {
      if (text_equal(n->namespaces[i].prefix, prefix)) return n->namespaces[i].uri;
    }
  }
  return (text){NULL, 0};
}

static const char *escape_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    case '\t':
      return "&#9;";
    default:
      return (unsigned char)c < 0x20 ? "\xEF\xBF\xBD" : NULL; /* XML 1.0 has no such */
  }
}

void xml_escape(text source, text_builder *out) {
  size_t start = 0;
  for (size_t i = 0; i < source.size; i++) {
    const char *escape = escape_of(source.data[i]);
    if (escape == NULL) continue;
    text_builder_add(out, text_slice(source, start, i - start));
    text_builder_add_string(out, escape);
    start = i + 1;
  }
  text_builder_add(out, text_slice(source, start, source.size));
}
