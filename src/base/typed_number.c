/* A number as a person types it: "1,234,567.8", "1 234", "１２３．５", " -3 ". */
#include "base/typed_number.h"

#include "base/encoding.h"
#include "base/text_builder.h"

enum { TYPED_BYTES_MAX = 60, GROUP = 3, DIGITS_MAX = 18 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Digits in groups, or all together; without separators in `out`. */
static bool read_whole_part(text s, size_t *at, char *out, size_t *size) {
  char separator = '\0';
  size_t group = 0, begin = *size;
  for (; *at < s.size && s.data[*at] != '.'; (*at)++) {
    char c = s.data[*at];
    if (is_digit(c)) {
      out[(*size)++] = c;
      group++;
      continue;
    }
    bool fits = separator == '\0' ? group >= 1 && group <= GROUP : group == GROUP;
    if ((c != ',' && c != ' ') || !fits || (separator != '\0' && c != separator)) return false;
    separator = c;
    group = 0;
  }
  return *size != begin && (separator == '\0' || group == GROUP);
}

static bool read_plain(text s, decimal *out) {
  char plain[TYPED_BYTES_MAX + 1];
  size_t at = 0, size = 0;
  if (s.size == 0 || s.size > TYPED_BYTES_MAX) return false;
  if (s.data[0] == '-') plain[size++] = s.data[at++];
  if (!read_whole_part(s, &at, plain, &size)) return false;
  if (at < s.size) {
    plain[size++] = s.data[at++]; /* the point */
    if (at == s.size) return false;
    for (; at < s.size; at++) {
      if (!is_digit(s.data[at])) return false;
      plain[size++] = s.data[at];
    }
  }
  if (!decimal_parse((text){plain, size}, out)) return false;
  decimal bound = decimal_scaled(1, DIGITS_MAX), size_of = decimal_absolute(out);
  return decimal_compare(&size_of, &bound) < 0;
}

bool typed_number_read(text typed, decimal *out) {
  text_builder folded;
  if (typed.size > TYPED_BYTES_MAX) return false;
  text_builder_init(&folded, TYPED_BYTES_MAX + 1);
  encoding_fold_width(typed, &folded);
  bool is_one = !folded.failed && read_plain(text_trim(text_builder_text(&folded)), out);
  text_builder_release(&folded);
  return is_one;
}
