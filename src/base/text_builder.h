/* A growing text buffer with a stated maximum.
 *
 * Once an append fails (maximum or memory) the builder is `failed` and ignores every further
 * append, so that a writer appends without looking and asks once at the end. */
#ifndef SUDUI_BASE_TEXT_BUILDER_H
#define SUDUI_BASE_TEXT_BUILDER_H

#include "base/text.h"

typedef struct text_builder {
  char *data; /* owned; NUL-ended once anything was appended */
  size_t size;
  size_t capacity;
  size_t bytes_max;
  bool failed;
} text_builder;

void text_builder_init(text_builder *b, size_t bytes_max);
/* On the caller's memory (`size` bytes with the NUL, at least 1): nothing is allocated, so that it
 * fails only when it is full.  text_builder_release is not to be called. */
void text_builder_init_on(text_builder *b, char *storage, size_t size);
void text_builder_release(text_builder *b);
void text_builder_clear(text_builder *b); /* keeps the memory, forgets the failure */
void text_builder_add(text_builder *b, text t);
void text_builder_add_string(text_builder *b, const char *string);
void text_builder_add_byte(text_builder *b, char c);
void text_builder_add_code_point(text_builder *b, int32_t c);
void text_builder_add_number(text_builder *b, int64_t number);
__attribute__((format(printf, 2, 3))) void text_builder_format(text_builder *b, const char *format,
                                                               ...);
/* Borrowed until the next append. */
text text_builder_text(const text_builder *b);

#endif
