/* A message tied to a place in the source text: caret, expected, likely name.
 *
 * Columns count code points.  The caret line is made of spaces and carets of the same display width
 * as the text above it: an East Asian wide character is two columns wide in a terminal. */
#include "feel/diagnostic.h"

#include <string.h>

#include "base/messages/feel.h"

void diagnostic_list_init(diagnostic_list *list, arena *a, size_t count_max) {
  *list = (diagnostic_list){.arena = a, .count_max = count_max ? count_max : DIAGNOSTIC_COUNT_MAX};
}

static bool diagnostic_list_grow(diagnostic_list *list) {
  if (list->count < list->capacity) return true;
  size_t capacity = list->capacity ? list->capacity * 2 : 8;
  diagnostic *items = ARENA_ARRAY(list->arena, diagnostic, capacity);
  if (!items) return false;
  for (size_t i = 0; i < list->count; i++) items[i] = list->items[i];
  list->items = items;
  list->capacity = capacity;
  return true;
}

diagnostic *diagnostic_add(diagnostic_list *list, diagnostic_severity severity, message_id message,
                           source_span span, const char *const *arguments) {
  if (!list) return NULL;
  if (severity == DIAGNOSTIC_ERROR) list->error_count++;
  if (list->count >= list->count_max || !diagnostic_list_grow(list)) {
    list->dropped++;
    return NULL;
  }
  diagnostic *d = &list->items[list->count++];
  *d = (diagnostic){.severity = severity, .message = message, .span = span};
  for (size_t i = 0; arguments && arguments[i] && i < DIAGNOSTIC_ARGUMENTS_MAX; i++)
    d->arguments[i] = arena_copy_string(list->arena, arguments[i]);
  return d;
}

void source_span_locate(source_span span, uint32_t *line_out, uint32_t *column_out) {
  *line_out = *column_out = 0;
  if (!span.source) return;
  uint32_t line = span.source->first_line ? span.source->first_line : 1, column = 1;
  size_t at = 0;
  while (at < span.start) {
    int32_t c = text_decode(span.source->text, &at);
    if (c == -1) break;
    if (c == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
  }
  *line_out = line;
  *column_out = column;
}

text source_span_text(source_span span) {
  if (!span.source || span.end < span.start) return (text){"", 0};
  return text_slice(span.source->text, span.start, span.end - span.start);
}

source_span source_span_join(source_span first, source_span last) {
  return (source_span){first.source, first.start, last.end > first.start ? last.end : first.end};
}

/* What a message speaks of besides names and symbols of FEEL; written in English by the passes and
 * shown in the reader's language. */
static const message_id phrases[] = {MESSAGE_FEEL_PHRASE_EXPRESSION, MESSAGE_FEEL_PHRASE_NAME,
                                     MESSAGE_FEEL_PHRASE_NUMBER,     MESSAGE_FEEL_PHRASE_STRING,
                                     MESSAGE_FEEL_PHRASE_TYPE,       MESSAGE_FEEL_PHRASE_END,
                                     MESSAGE_FEEL_PHRASE_UNREADABLE};

static const char *phrase_in(language lang, const char *english) {
  for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
    if (strcmp(english, message_text(LANGUAGE_ENGLISH, phrases[i])) == 0)
      return message_text(lang, phrases[i]);
  return english;
}

void diagnostic_sentence(const diagnostic *d, language lang, char *buffer, size_t size) {
  const char *arguments[DIAGNOSTIC_ARGUMENTS_MAX + 1] = {NULL};
  for (size_t i = 0; d->arguments[i]; i++) arguments[i] = phrase_in(lang, d->arguments[i]);
  message_format(lang, d->message, arguments, buffer, size);
}

void diagnostic_describe(const diagnostic *d, language lang, text_builder *out) {
  if (d->span.source) {
    uint32_t line, column;
    source_span_locate(d->span, &line, &column);
    text origin = d->span.source->origin;
    if (origin.size > 0) {
      text_builder_add(out, origin);
      text_builder_add_byte(out, ':');
    }
    text_builder_format(out, "%u:%u: ", line, column);
  }
  message_id severity = d->severity == DIAGNOSTIC_ERROR ? MESSAGE_FEEL_ERROR : MESSAGE_FEEL_WARNING;
  text_builder_add_string(out, message_text(lang, severity));
  text_builder_add_string(out, ": ");
  char sentence[600];
  diagnostic_sentence(d, lang, sentence, sizeof sentence);
  text_builder_add_string(out, sentence);
}

/* Columns that a terminal gives the character: East Asian wide and full-width forms take two. */
static size_t display_width(int32_t c) {
  if (c == '\t') return 1;
  if ((c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
      (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
      (c >= 0xfe30 && c <= 0xfe4f) || (c >= 0xff00 && c <= 0xff60) ||
      (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
      (c >= 0x20000 && c <= 0x3fffd))
    return 2;
  return 1;
}

static void diagnostic_print_caret(source_span span, text_builder *out) {
  text whole = span.source->text;
  size_t line_start = span.start < whole.size ? span.start : whole.size;
  while (line_start > 0 && whole.data[line_start - 1] != '\n') line_start--;
  size_t line_end = span.start < whole.size ? span.start : whole.size;
  while (line_end < whole.size && whole.data[line_end] != '\n') line_end++;

  text_builder_add_string(out, "    ");
  text_builder_add(out, text_slice(whole, line_start, line_end - line_start));
  text_builder_add_string(out, "\n    ");
  size_t at = line_start;
  while (at < span.start && at < line_end) {
    int32_t c = text_decode(whole, &at);
    if (c == '\t')
      text_builder_add_byte(out, '\t');
    else
      for (size_t i = display_width(c); i > 0; i--) text_builder_add_byte(out, ' ');
  }
  size_t carets = 0;
  while (at < span.end && at < line_end) carets += display_width(text_decode(whole, &at));
  for (size_t i = 0; i < (carets ? carets : 1); i++) text_builder_add_byte(out, '^');
  text_builder_add_byte(out, '\n');
}

static void diagnostic_print_note(language lang, message_id label, const char *what,
                                  text_builder *out) {
  text_builder_add_string(out, "    ");
  text_builder_add_string(out, message_text(lang, label));
  text_builder_add_string(out, ": ");
  text_builder_add_string(out, what);
  text_builder_add_byte(out, '\n');
}

void diagnostic_print(const diagnostic *d, language lang, text_builder *out) {
  diagnostic_describe(d, lang, out);
  text_builder_add_byte(out, '\n');
  if (d->span.source) diagnostic_print_caret(d->span, out);
  if (d->expected)
    diagnostic_print_note(lang, MESSAGE_FEEL_EXPECTED, phrase_in(lang, d->expected), out);
  if (d->suggestion) diagnostic_print_note(lang, MESSAGE_FEEL_DID_YOU_MEAN, d->suggestion, out);
}

text diagnostic_nearest(text name, const text *candidates, size_t count) {
  text best = {"", 0};
  size_t limit = text_code_points(name) / 3;
  if (limit < 1) limit = 1;
  size_t best_distance = limit + 1;
  for (size_t i = 0; i < count; i++) {
    size_t distance = text_distance(name, candidates[i]);
    /* A name of one character is like every other: no guess. */
    if (distance < best_distance && distance < text_code_points(name)) {
      best_distance = distance;
      best = candidates[i];
    }
  }
  return best;
}
