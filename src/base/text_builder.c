/* A growing text buffer with a stated maximum. */
#include "base/text_builder.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"

void text_builder_init(text_builder *b, size_t bytes_max) {
  *b = (text_builder){.bytes_max = bytes_max};
}

void text_builder_init_on(text_builder *b, char *storage, size_t size) {
  storage[0] = '\0';
  *b = (text_builder){.data = storage, .capacity = size, .bytes_max = size - 1};
}

void text_builder_release(text_builder *b) {
  memory_free(b->data);
  *b = (text_builder){.bytes_max = b->bytes_max};
}

void text_builder_clear(text_builder *b) {
  b->size = 0;
  b->failed = false;
  if (b->data != NULL) b->data[0] = '\0';
}

/* Makes room for `extra` bytes and a NUL. */
static bool reserve(text_builder *b, size_t extra) {
  if (b->failed) return false;
  if (extra > b->bytes_max || b->size > b->bytes_max - extra) {
    b->failed = true;
    return false;
  }
  size_t needed = b->size + extra + 1;
  if (needed <= b->capacity) return true;
  size_t capacity = b->capacity < 128 ? 256 : b->capacity * 2;
  if (capacity < needed) capacity = needed;
  char *grown = memory_resize(b->data, capacity);
  if (grown == NULL) {
    b->failed = true;
    return false;
  }
  b->data = grown;
  b->capacity = capacity;
  return true;
}

void text_builder_add(text_builder *b, text t) {
  if (!reserve(b, t.size)) return;
  if (t.size != 0) memcpy(b->data + b->size, t.data, t.size);
  b->size += t.size;
  b->data[b->size] = '\0';
}

void text_builder_add_string(text_builder *b, const char *string) {
  text_builder_add(b, text_of(string));
}

void text_builder_add_byte(text_builder *b, char c) { text_builder_add(b, (text){&c, 1}); }

void text_builder_add_code_point(text_builder *b, int32_t c) {
  char buffer[4];
  size_t size = text_encode(buffer, c);
  text_builder_add(b, (text){buffer, size});
}

void text_builder_add_number(text_builder *b, int64_t number) {
  char buffer[24];
  int size = snprintf(buffer, sizeof buffer, "%" PRId64, number);
  text_builder_add(b, (text){buffer, (size_t)size});
}

void text_builder_format(text_builder *b, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  va_list again;
  va_copy(again, arguments);
  int size = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (size >= 0 && reserve(b, (size_t)size)) {
    vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
    b->size += (size_t)size;
  }
  va_end(again);
}

text text_builder_text(const text_builder *b) {
  return (text){b->data == NULL ? "" : b->data, b->size};
}
