/* Schemas and arrays of results for other programs, each owning what it holds.
 *
 * What must stay true: every struct that leaves has a release that frees it once, in any order with
 * its relatives; a struct that could not be made whole is released before it is seen. */
#include "libdmn/arrow_output.h"

#include <stdio.h>
#include <string.h>

#include "base/allocator.h"

arrow_value arrow_value_of(const feel_type *type) {
  switch (type == NULL ? TYPE_ANY : type->kind) {
    case TYPE_BOOLEAN:
      return ARROW_VALUE_BOOLEAN;
    case TYPE_NUMBER:
      return ARROW_VALUE_NUMBER;
    case TYPE_DATE:
      return ARROW_VALUE_DATE;
    case TYPE_STRING:
      return ARROW_VALUE_TEXT;
    default:
      return ARROW_VALUE_JSON;
  }
}

/* --- Schemas --- */

static void release_schema(struct ArrowSchema *schema) {
  for (int64_t i = 0; i < schema->n_children; i++) {
    if (schema->children[i] == NULL) continue;
    arrow_schema_drop(schema->children[i]);
    memory_free(schema->children[i]);
  }
  memory_free(schema->children);
  if (schema->dictionary != NULL) {
    arrow_schema_drop(schema->dictionary);
    memory_free(schema->dictionary);
  }
  memory_free(schema->private_data); /* format and name */
  schema->release = NULL;
}

void arrow_schema_drop(struct ArrowSchema *schema) {
  if (schema->release != NULL) schema->release(schema);
}

bool arrow_schema_make(struct ArrowSchema *out, const char *format, text name, text suffix,
                       size_t child_count) {
  *out = (struct ArrowSchema){.flags = ARROW_FLAG_NULLABLE, .release = release_schema};
  size_t format_size = strlen(format) + 1;
  char *texts = memory_allocate(format_size + name.size + suffix.size + 1);
  out->private_data = texts;
  if (child_count != 0) out->children = memory_allocate(child_count * sizeof *out->children);
  bool ok = texts != NULL && (child_count == 0 || out->children != NULL);
  for (size_t i = 0; ok && i < child_count; i++) {
    out->children[i] = memory_allocate(sizeof **out->children);
    ok = out->children[i] != NULL;
    if (ok) out->n_children++;
  }
  if (!ok) {
    release_schema(out);
    return false;
  }
  memcpy(texts, format, format_size);
  memcpy(texts + format_size, name.data, name.size);
  memcpy(texts + format_size + name.size, suffix.data, suffix.size);
  out->format = texts;
  out->name = texts + format_size;
  return true;
}

bool arrow_schema_add_dictionary(struct ArrowSchema *schema) {
  schema->dictionary = memory_allocate(sizeof *schema->dictionary);
  return schema->dictionary != NULL;
}

static bool make_status_schema(struct ArrowSchema *out, text name) {
  return arrow_schema_make(out, "c", name, TEXT(" status"), 0) &&
         arrow_schema_add_dictionary(out) &&
         arrow_schema_make(out->dictionary, "u", TEXT(""), TEXT(""), 0);
}

bool arrow_decision_schema(struct ArrowSchema *const *children, text name, arrow_value kind,
                           uint8_t number_scale, bool with_missing) {
  static const char *const FORMATS[] = {"b", NULL, "tdD", "u", "u"};
  char number[16];
  snprintf(number, sizeof number, "d:38,%u", (unsigned)number_scale);
  const char *format = kind == ARROW_VALUE_NUMBER ? number : FORMATS[kind];
  bool ok = arrow_schema_make(children[0], format, name, TEXT(""), 0) &&
            make_status_schema(children[1], name);
  if (!with_missing) return ok;
  return ok && arrow_schema_make(children[2], "+l", name, TEXT(" missing"), 1) &&
         arrow_schema_make(children[2]->children[0], "u", TEXT("item"), TEXT(""), 0);
}

/* --- Arrays --- */

/* Behind private_data. */
typedef struct array_holder {
  const void *buffers[3]; /* what array->buffers points to */
} array_holder;

static void release_array(struct ArrowArray *array) {
  array_holder *h = array->private_data;
  for (int64_t i = 0; h != NULL && i < array->n_buffers; i++) memory_free((void *)h->buffers[i]);
  memory_free(h);
  for (int64_t i = 0; i < array->n_children; i++) {
    arrow_array_drop(array->children[i]);
    memory_free(array->children[i]);
  }
  memory_free(array->children);
  if (array->dictionary != NULL) {
    arrow_array_drop(array->dictionary);
    memory_free(array->dictionary);
  }
  array->release = NULL;
}

void arrow_array_drop(struct ArrowArray *array) {
  if (array->release != NULL) array->release(array);
}

bool arrow_array_make(struct ArrowArray *out, int64_t length, int64_t null_count,
                      void *const *buffers, size_t buffer_count, size_t child_count) {
  *out = (struct ArrowArray){.length = length, .null_count = null_count, .release = release_array};
  array_holder *h = memory_allocate(sizeof *h);
  if (child_count != 0) out->children = memory_allocate(child_count * sizeof *out->children);
  bool ok = h != NULL && (child_count == 0 || out->children != NULL);
  for (size_t i = 0; ok && i < child_count; i++) {
    out->children[i] = memory_allocate(sizeof **out->children);
    ok = out->children[i] != NULL;
    if (ok) out->n_children++;
  }
  for (size_t i = 0; i < buffer_count; i++) {
    if (h == NULL) {
      memory_free(buffers[i]);
    } else {
      h->buffers[i] = buffers[i];
    }
  }
  out->private_data = h;
  out->n_buffers = h == NULL ? 0 : (int64_t)buffer_count;
  out->buffers = h == NULL ? NULL : h->buffers;
  if (!ok) release_array(out);
  return ok;
}

bool arrow_array_add_dictionary(struct ArrowArray *array) {
  array->dictionary = memory_allocate(sizeof *array->dictionary);
  return array->dictionary != NULL;
}

bool arrow_array_of_texts(struct ArrowArray *out, const text *texts, size_t count) {
  size_t size = 0;
  for (size_t i = 0; i < count; i++) size += texts[i].size;
  int32_t *offsets = memory_allocate((count + 1) * sizeof *offsets);
  char *bytes = memory_allocate(size + 1);
  bool ok = offsets != NULL && bytes != NULL;
  for (size_t i = 0, at = 0; ok && i < count; i++) {
    memcpy(bytes + at, texts[i].data, texts[i].size);
    at += texts[i].size;
    offsets[i + 1] = (int32_t)at;
  }
  void *buffers[] = {NULL, offsets, bytes};
  if (!arrow_array_make(out, (int64_t)count, 0, buffers, 3, 0)) return false;
  if (!ok) arrow_array_drop(out);
  return ok;
}

bool arrow_status_array(struct ArrowArray *out, int8_t *codes, size_t count) {
  static const text WORDS[] = {
      {"met", 3}, {"not met", 7}, {"value", 5}, {"null", 4}, {"unknown", 7}};
  void *buffers[] = {NULL, codes};
  if (!arrow_array_make(out, (int64_t)count, 0, buffers, 2, 0)) return false;
  return arrow_array_add_dictionary(out) &&
         arrow_array_of_texts(out->dictionary, WORDS, sizeof WORDS / sizeof *WORDS);
}
