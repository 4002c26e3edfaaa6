/* A condition of a model as people read it: operators, durations and numbers in words. */
#include "web/condition_words.h"

#include "base/messages/base.h"
#include "base/messages/web.h"
#include "base/text_builder.h"

enum { WORDS_BYTES_MAX = 1 << 16, GROUPED_DIGITS_MIN = 5, DIGITS_SHOWN = 4 };

/* Longer ones first, where one begins like another. */
static const struct {
  const char *written;
  message_id shown;
} tokens[] = {
    {" != null", MESSAGE_WEB_WORDS_PRESENT}, {" = null", MESSAGE_WEB_WORDS_ABSENT},
    {" = true", MESSAGE_WEB_WORDS_TRUE},     {" = false", MESSAGE_WEB_WORDS_FALSE},
    {" >= ", MESSAGE_WEB_WORDS_AT_LEAST},    {" <= ", MESSAGE_WEB_WORDS_AT_MOST},
    {" != ", MESSAGE_WEB_WORDS_OTHER_THAN},  {" and ", MESSAGE_WEB_WORDS_AND},
    {" or ", MESSAGE_WEB_WORDS_OR},          {" in ", MESSAGE_WEB_WORDS_ONE_OF},
    {" if ", MESSAGE_WEB_WORDS_IF},          {"(if ", MESSAGE_WEB_WORDS_IF_INSIDE},
    {" then ", MESSAGE_WEB_WORDS_THEN},      {" else ", MESSAGE_WEB_WORDS_ELSE},
    {" * ", MESSAGE_WEB_WORDS_TIMES},        {" / ", MESSAGE_WEB_WORDS_BY},
    {".year", MESSAGE_WEB_WORDS_YEAR_OF},    {" null", MESSAGE_WEB_WORDS_NULL},
};

typedef struct wording {
  text source;
  size_t at;
  language lang;
  const condition_names *names;
  text_builder *out;
} wording;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Of a name: letters of ASCII, digits, "_" and everything beyond ASCII. */
static bool is_of_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (unsigned char)c >= 0x80;
}

static bool follows_name(const wording *w) {
  return w->at != 0 && is_of_name(w->source.data[w->at - 1]);
}

static bool starts_here(const wording *w, text with) {
  return text_starts_with(text_slice(w->source, w->at, w->source.size), with);
}

static size_t digits_at(text t, size_t at) {
  size_t end = at;
  while (end < t.size && is_digit(t.data[end])) end++;
  return end - at;
}

/* "1234567" as "1,234,567"; years stay. */
static void add_digits(text_builder *out, text digits) {
  for (size_t i = 0; i < digits.size; i++) {
    size_t left = digits.size - i;
    if (i != 0 && digits.size >= GROUPED_DIGITS_MIN && left % 3 == 0)
      text_builder_add_byte(out, ',');
    text_builder_add_byte(out, digits.data[i]);
  }
}

static message_id unit_of_duration(char letter) {
  return letter == 'Y'   ? MESSAGE_WEB_WORDS_YEARS
         : letter == 'M' ? MESSAGE_WEB_WORDS_MONTHS
         : letter == 'D' ? MESSAGE_WEB_WORDS_DAYS
                         : MESSAGE_NONE;
}

/* "P365D" and nothing behind it. */
static bool add_duration(text_builder *out, text duration, language lang) {
  size_t digits = duration.size > 2 && duration.data[0] == 'P' ? digits_at(duration, 1) : 0;
  if (digits == 0 || digits + 2 != duration.size) return false;
  message_id unit = unit_of_duration(duration.data[duration.size - 1]);
  if (unit == MESSAGE_NONE) return false;
  add_digits(out, text_slice(duration, 1, digits));
  text_builder_add_string(out, message_text(lang, unit));
  return true;
}

static bool take_duration(wording *w) {
  static const text start = {"duration(\"", 10};
  if (!starts_here(w, start) || follows_name(w)) return false;
  size_t from = w->at + start.size;
  size_t end = text_find(w->source, TEXT("\")"), from);
  if (end == SIZE_MAX) return false;
  if (!add_duration(w->out, text_slice(w->source, from, end - from), w->lang)) return false;
  w->at = end + 2;
  return true;
}

/* Texts lose their quotes; nothing in them is a word of the model. */
static bool take_quoted(wording *w) {
  if (w->source.data[w->at] != '"') return false;
  size_t end = text_find(w->source, TEXT("\""), w->at + 1);
  if (end == SIZE_MAX) return false;
  text_builder_add(w->out, text_slice(w->source, w->at + 1, end - w->at - 1));
  w->at = end + 1;
  return true;
}

static bool take_name(wording *w) {
  const condition_name *longest = NULL;
  if (w->names == NULL || follows_name(w)) return false;
  for (size_t i = 0; i < w->names->count; i++) {
    const condition_name *n = &w->names->names[i];
    size_t end = w->at + n->name.size;
    bool is_longer = longest == NULL || n->name.size > longest->name.size;
    bool is_whole = end >= w->source.size || !is_of_name(w->source.data[end]);
    if (n->name.size != 0 && is_longer && is_whole && starts_here(w, n->name)) longest = n;
  }
  if (longest == NULL) return false;
  text_builder_add(w->out, longest->shown);
  w->at += longest->name.size;
  return true;
}

/* `skipped`: blanks of the token that an earlier one took. */
static bool take_written(wording *w, size_t token, size_t skipped) {
  text written = text_of(tokens[token].written);
  written = text_slice(written, skipped, written.size);
  size_t end = w->at + written.size;
  bool is_word = is_of_name(written.data[written.size - 1]);
  if (!starts_here(w, written)) return false;
  if (is_word && end < w->source.size && is_of_name(w->source.data[end])) return false;
  text shown = text_of(message_text(w->lang, tokens[token].shown));
  text_builder_add(w->out, skipped != 0 ? text_trim(shown) : shown);
  if (skipped != 0 && text_ends_with(shown, TEXT(" "))) text_builder_add_byte(w->out, ' ');
  w->at = end;
  return true;
}

static bool take_token(wording *w) {
  bool follows_blank = w->at != 0 && w->source.data[w->at - 1] == ' ';
  for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
    if (take_written(w, i, 0)) return true;
    if (follows_blank && tokens[i].written[0] == ' ' && take_written(w, i, 1)) return true;
  }
  return false;
}

/* A number with what stands behind its point; digits in a name stay. */
static bool take_number(wording *w) {
  size_t size = digits_at(w->source, w->at);
  if (size == 0 || follows_name(w)) return false;
  add_digits(w->out, text_slice(w->source, w->at, size));
  w->at += size;
  size_t behind =
      w->at < w->source.size && w->source.data[w->at] == '.' ? digits_at(w->source, w->at + 1) : 0;
  if (behind != 0) {
    text_builder_add(w->out, text_slice(w->source, w->at, behind + 1));
    w->at += behind + 1;
  }
  return true;
}

/* "(5000000..20000000]": everything of a cell. */
static bool is_interval(text t) {
  return t.size > 4 && (t.data[0] == '(' || t.data[0] == '[' || t.data[0] == ']') &&
         (t.data[t.size - 1] == ')' || t.data[t.size - 1] == ']' || t.data[t.size - 1] == '[') &&
         text_find(t, TEXT(".."), 0) != SIZE_MAX && text_find(t, TEXT("("), 1) == SIZE_MAX;
}

static void add_words(wording *w) {
  while (w->at < w->source.size) {
    if (take_quoted(w) || take_duration(w) || take_name(w) || take_token(w) || take_number(w)) {
      continue;
    }
    text_builder_add_byte(w->out, w->source.data[w->at++]);
  }
}

static void add_part(const wording *w, text part) {
  wording inner = {part, 0, w->lang, w->names, w->out};
  add_words(&inner);
}

static void add_interval(const wording *w, text t) {
  size_t dots = text_find(t, TEXT(".."), 0);
  text_builder_add_string(w->out, t.data[0] == '[' ? "≥ " : "> ");
  add_part(w, text_trim(text_slice(t, 1, dots - 1)));
  text_builder_add_string(w->out, message_text(w->lang, MESSAGE_WEB_WORDS_AND));
  text_builder_add_string(w->out, t.data[t.size - 1] == ']' ? "≤ " : "< ");
  add_part(w, text_trim(text_slice(t, dots + 2, t.size - dots - 3)));
}

/* "X != null = true": that the cell is true says no more. */
static text without_being_true(text t) {
  static const char *const comparisons[] = {" = ", " != ", " < ", " <= ", " > ", " >= ", " in "};
  if (!text_ends_with(t, TEXT(" = true"))) return t;
  text rest = text_slice(t, 0, t.size - TEXT(" = true").size);
  for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++) {
    if (text_find(rest, text_of(comparisons[i]), 0) != SIZE_MAX) return rest;
  }
  return t;
}

static text finish(text_builder *b, text otherwise, arena *a) {
  text words = b->failed ? (text){NULL, 0} : arena_copy(a, text_trim(text_builder_text(b)));
  text_builder_release(b);
  return words.data == NULL ? otherwise : words;
}

text condition_words(text condition, const condition_names *names, language lang, arena *a) {
  text_builder padded, out;
  if (condition.size == 0) return condition;
  text_builder_init(&padded, WORDS_BYTES_MAX);
  text_builder_init(&out, WORDS_BYTES_MAX);
  text_builder_add_byte(&padded, ' '); /* so that tokens are found at the start, too */
  text_builder_add(&padded, without_being_true(text_trim(condition)));
  text whole = text_builder_text(&padded);
  if (padded.failed) out.failed = true;
  wording w = {whole, 0, lang, names, &out};
  text inside = text_slice(whole, 1, whole.size);
  if (is_interval(inside)) {
    add_interval(&w, inside);
  } else {
    add_words(&w);
  }
  text words = finish(&out, condition, a);
  text_builder_release(&padded);
  return words;
}

text condition_value_words(text value, language lang, arena *a) {
  text_builder out;
  static const text endless = {"…", 3};
  if (text_is(value, "true")) return text_of(message_text(lang, MESSAGE_WEB_WORDS_YES));
  if (text_is(value, "false")) return text_of(message_text(lang, MESSAGE_WEB_WORDS_NO));
  text_builder_init(&out, WORDS_BYTES_MAX);
  if (!add_duration(&out, value, lang)) {
    size_t point = text_find(value, TEXT("."), 0);
    bool is_long = text_ends_with(value, endless) && point != SIZE_MAX &&
                   value.size > point + 1 + DIGITS_SHOWN + endless.size;
    text_builder_add(&out, is_long ? text_slice(value, 0, point + 1 + DIGITS_SHOWN) : value);
    if (is_long) text_builder_add(&out, endless);
  }
  return finish(&out, value, a);
}
