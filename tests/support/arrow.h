/* For tests: Arrow arrays and schemas that borrow buffers of the test, and count their releases. */
#ifndef SUDUI_TESTS_SUPPORT_ARROW_H
#define SUDUI_TESTS_SUPPORT_ARROW_H

#include <dmn.h>

enum { TEST_CHILDREN_MAX = 8 };

static int test_releases;

static inline void note_schema_release(struct ArrowSchema *s) {
  s->release = NULL;
  test_releases++;
}

static inline void note_array_release(struct ArrowArray *a) {
  a->release = NULL;
  test_releases++;
}

static inline struct ArrowSchema schema_of(const char *name, const char *format) {
  return (struct ArrowSchema){.format = format, .name = name, .release = note_schema_release};
}

static inline struct ArrowArray array_of(int64_t length, const void **buffers, int64_t n_buffers) {
  return (struct ArrowArray){.length = length,
                             .null_count = -1,
                             .n_buffers = n_buffers,
                             .buffers = buffers,
                             .release = note_array_release};
}

/* A struct of columns; the children are borrowed. */
typedef struct test_table {
  struct ArrowSchema schema, *schemas[TEST_CHILDREN_MAX];
  struct ArrowArray array, *arrays[TEST_CHILDREN_MAX];
  const void *buffers[1];
} test_table;

static inline void table_begin(test_table *t, int64_t length) {
  *t = (test_table){.schema = schema_of("", "+s")};
  t->array = array_of(length, t->buffers, 1);
  t->schema.children = t->schemas;
  t->array.children = t->arrays;
}

static inline void table_add(test_table *t, struct ArrowSchema *schema, struct ArrowArray *array) {
  t->schemas[t->schema.n_children++] = schema;
  t->arrays[t->array.n_children++] = array;
}

#endif
