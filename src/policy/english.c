/* Names of models in English: a rendering for people, beside which the model's own text is the law.
 */
#include "policy/english.h"

#include "base/map.h"
#include "base/messages/policy.h"
#include "base/text_builder.h"
#include "policy/rule_table.h"

/* What must stay true: what is not known stays as it is written, so that nothing is lost. */

enum { CHINESE, ENGLISH };
static const char *const COLUMNS[] = {"zh", "en", NULL};
#define HEAD "zh,en\n"
enum { SHOWN_BYTES_MAX = 1 << 16 };

struct english_names {
  map words; /* to a text */
};

/* --- Reading --- */

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status take_row(void *context, const rule_row *row) {
  english_names *n = context;
  TRY(rule_row_require(row, CHINESE));
  TRY(rule_row_require(row, ENGLISH));
  if (map_get(&n->words, row->cells[CHINESE]) != NULL) {
    return rule_row_fail(row, MESSAGE_POLICY_NAME_TWICE, SD_ARGS(row->cells[CHINESE].data));
  }
  text *word = ARENA_NEW(row->arena, text);
  if (word == NULL) return no_memory(row->error);
  *word = row->cells[ENGLISH];
  return map_set(&n->words, row->cells[CHINESE], word) ? SD_OK : no_memory(row->error);
}

sd_status english_names_read(text csv, const char *file, const attribute_catalogue *attributes,
                             arena *a, english_names **out, sd_error *error) {
  english_names *n = ARENA_NEW(a, english_names);
  if (n == NULL) return no_memory(error);
  map_init(&n->words, a);
  for (size_t i = 0; i < attributes->count; i++) {
    const attribute *known = &attributes->attributes[i];
    text *word = ARENA_NEW(a, text);
    if (word == NULL) return no_memory(error);
    *word = known->name_english;
    if (!map_set(&n->words, known->name_chinese, word)) return no_memory(error);
  }
  const rule_table table = {.content = csv.size == 0 ? TEXT(HEAD) : csv,
                            .file = file,
                            .names = COLUMNS,
                            .function = take_row,
                            .context = n};
  *out = n;
  return rule_table_read(&table, a, error);
}

/* --- Rendering --- */

text english_name(const english_names *n, text name) {
  const text *word = n == NULL ? NULL : map_get(&n->words, name);
  return word == NULL ? TEXT("") : *word;
}

/* A part of a name: letters of any script, digits, "_".  White space and signs, wide ones too, are
 * none. */
static bool is_of_name(int32_t c) {
  bool ascii = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  bool sign = (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f) ||
              (c >= 0xff00 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff20);
  return ascii || c == '_' || (c >= 0x00c0 && !sign);
}

static size_t end_of_name(text s, size_t from) {
  size_t at = from;
  while (at < s.size) {
    size_t next = at;
    if (!is_of_name(text_decode(s, &next))) break;
    at = next;
  }
  return at;
}

/* Behind the closing quote; a backslash keeps the next character from closing. */
static size_t end_of_quoted(text s, size_t from) {
  for (size_t at = from + 1; at < s.size; at++) {
    if (s.data[at] == '\\') {
      at++;
    } else if (s.data[at] == '"') {
      return at + 1;
    }
  }
  return s.size;
}

/* What stands between `from` and `to`, in English where it is known. */
static bool add_part(const english_names *n, text part, text_builder *out) {
  text word = english_name(n, part);
  text_builder_add(out, word.size == 0 ? part : word);
  return word.size != 0;
}

static bool render(const english_names *n, text s, text_builder *out) {
  bool any = false;
  for (size_t at = 0; at < s.size;) {
    size_t end = end_of_name(s, at);
    if (end != at) {
      any |= add_part(n, text_slice(s, at, end - at), out);
    } else if (s.data[at] == '"') {
      end = end_of_quoted(s, at);
      bool closed = end - at >= 2 && s.data[end - 1] == '"';
      text_builder_add_byte(out, '"');
      any |= add_part(n, text_slice(s, at + 1, end - at - (closed ? 2 : 1)), out);
      if (closed) text_builder_add_byte(out, '"');
    } else {
      end = at;
      (void)text_decode(s, &end);
      text_builder_add(out, text_slice(s, at, end - at));
    }
    at = end;
  }
  return any;
}

text english_expression(const english_names *n, text expression, arena *a) {
  text shown = TEXT("");
  text_builder b;
  if (n == NULL) return shown;
  text_builder_init(&b, SHOWN_BYTES_MAX);
  if (render(n, expression, &b) && !b.failed) shown = arena_copy(a, text_builder_text(&b));
  text_builder_release(&b);
  return shown.data == NULL ? TEXT("") : shown;
}
