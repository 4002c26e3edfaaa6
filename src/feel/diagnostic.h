/* A message tied to a place in a source text: caret, expected, likely name.
 *
 * A pass never stops at the first mistake: it adds diagnostics to a list and goes on.  Everything
 * a diagnostic points to lives in the list's arena or is static; a source text must outlive what
 * was compiled from it (compile from a text in the model's arena). */
#ifndef SUDUI_FEEL_DIAGNOSTIC_H
#define SUDUI_FEEL_DIAGNOSTIC_H

#include "base/arena.h"
#include "base/messages/base.h"
#include "base/text.h"
#include "base/text_builder.h"

/* One expression as its author wrote it. */
typedef struct source_text {
  text text;   /* UTF-8 */
  text origin; /* for people: "决策“资格”，规则 3" or a file name; may be empty */
  uint32_t first_line; /* line of the file on which `text` begins; 0 means 1 */
} source_text;

/* Bytes [start, end) of a source; source is NULL when there is no text to show. */
typedef struct source_span {
  const source_text *source;
  uint32_t start, end;
} source_span;

typedef enum diagnostic_severity { DIAGNOSTIC_ERROR, DIAGNOSTIC_WARNING } diagnostic_severity;

enum { DIAGNOSTIC_ARGUMENTS_MAX = 4 };

typedef struct diagnostic {
  diagnostic_severity severity;
  message_id message;
  const char *arguments[DIAGNOSTIC_ARGUMENTS_MAX + 1]; /* NULL-ended, of the list's arena */
  source_span span;
  const char *expected;   /* what would have fitted here, or NULL; words of FEEL, not translated */
  const char *suggestion; /* a likely name when one is misspelt, or NULL */
} diagnostic;

typedef struct diagnostic_list {
  arena *arena;
  diagnostic *items;
  size_t count;
  size_t capacity;
  size_t count_max; /* further ones are counted in `dropped` only */
  size_t dropped;
  size_t error_count; /* of severity DIAGNOSTIC_ERROR, dropped ones included */
} diagnostic_list;

enum { DIAGNOSTIC_COUNT_MAX = 100 };

/* `count_max` 0 means DIAGNOSTIC_COUNT_MAX. */
void diagnostic_list_init(diagnostic_list *list, arena *a, size_t count_max);

/* Adds one and returns it, so that `expected` or `suggestion` can be set; NULL when `list` is NULL,
 * full, or memory is out.  `arguments` is NULL-ended or NULL and is copied. */
diagnostic *diagnostic_add(diagnostic_list *list, diagnostic_severity severity, message_id message,
                           source_span span, const char *const *arguments);

/* 1-based line and column (in code points) of a span's start within its source. */
void source_span_locate(source_span span, uint32_t *line_out, uint32_t *column_out);
/* The bytes of the span; empty when it has no source. */
text source_span_text(source_span span);
/* From the start of `first` to the end of `last`, which lie in the same source. */
source_span source_span_join(source_span first, source_span last);

/* The sentence alone; at most `size` bytes, always a NUL. */
void diagnostic_sentence(const diagnostic *d, language lang, char *buffer, size_t size);
/* One line: origin:line:column: severity: sentence. */
void diagnostic_describe(const diagnostic *d, language lang, text_builder *out);
/* The line of diagnostic_describe, the source line, a caret line under the span, and "expected" and
 * "did you mean" where known.  Ends in a newline. */
void diagnostic_print(const diagnostic *d, language lang, text_builder *out);

/* The member of `candidates` most like `name` (edit distance of code points at most a third of its
 * length, at least 1), or an empty text. */
text diagnostic_nearest(text name, const text *candidates, size_t count);

#endif
