/* Ranges read from text: what range() accepts, which is literal ends only. */
#include <string.h>

#include "feel/range.h"
#include "feel/temporal.h"

/* Byte offset of the ".." outside of quotes; SIZE_MAX when there is not exactly one. */
static size_t find_dots(text source) {
  size_t found = SIZE_MAX;
  bool is_quoted = false;
  for (size_t i = 0; i < source.size; i++) {
    char c = source.data[i];
    if (is_quoted && c == '\\')
      i++;
    else if (c == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted && c == '.' && i + 1 < source.size && source.data[i + 1] == '.') {
      if (found != SIZE_MAX) return SIZE_MAX;
      found = i++;
    }
  }
  return is_quoted ? SIZE_MAX : found;
}

static int hex_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The `count` hexadecimal digits at `at`, or -1. */
static int32_t read_hex(text source, size_t at, size_t count) {
  int32_t code_point = 0;
  for (size_t i = 0; i < count; i++) {
    int digit = at + i < source.size ? hex_of(source.data[at + i]) : -1;
    if (digit < 0) return -1;
    code_point = code_point * 16 + digit;
  }
  return code_point;
}

/* Decodes the escape behind the backslash at *at; returns the code point, or -1. */
static int32_t read_escape(text source, size_t *at) {
  static const char NAMES[] = "nrt\"'\\";
  static const char MEANINGS[] = "\n\r\t\"'\\";
  char name = *at + 1 < source.size ? source.data[*at + 1] : '\0';
  const char *simple = name == '\0' ? NULL : strchr(NAMES, name);
  if (simple != NULL) {
    *at += 2;
    return MEANINGS[simple - NAMES];
  }
  size_t digits = name == 'u' ? 4 : name == 'U' ? 6 : 0;
  if (digits == 0) return -1;
  int32_t high = read_hex(source, *at + 2, digits);
  *at += 2 + digits;
  if (digits == 6 || high < 0xD800 || high > 0xDBFF) return high;
  if (*at + 1 >= source.size || source.data[*at] != '\\' || source.data[*at + 1] != 'u') return -1;
  int32_t low = read_hex(source, *at + 2, 4);
  if (low < 0xDC00 || low > 0xDFFF) return -1;
  *at += 6;
  return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* "..." with its quotes. */
static value read_string(arena *a, text source) {
  if (source.size < 2 || source.data[0] != '"' || source.data[source.size - 1] != '"')
    return value_null();
  text inside = text_slice(source, 1, source.size - 2);
  char *buffer = ARENA_ARRAY(a, char, inside.size + 1);
  if (buffer == NULL) return value_null();
  size_t size = 0, at = 0;
  while (at < inside.size) {
    char c = inside.data[at];
    if (c == '"') return value_null();
    if (c != '\\') {
      buffer[size++] = c;
      at++;
      continue;
    }
    int32_t code_point = read_escape(inside, &at);
    if (code_point < 0 || code_point > 0x10FFFF) return value_null();
    size += text_encode(buffer + size, code_point); /* never longer than the escape */
  }
  return value_string((text){buffer, size});
}

/* name("...") of a conversion function; its argument's text is left in *argument. */
static bool is_call(text source, const char *name, text *argument) {
  text prefix = text_of(name);
  if (!text_starts_with(source, prefix)) return false;
  text rest = text_trim(text_slice(source, prefix.size, SIZE_MAX));
  if (rest.size < 2 || rest.data[0] != '(' || rest.data[rest.size - 1] != ')') return false;
  *argument = text_trim(text_slice(rest, 1, rest.size - 2));
  return true;
}

/* The whole numbers of "2024, 2, 29"; false unless there are three. */
static bool read_three_numbers(text source, int64_t parts[3]) {
  for (size_t i = 0; i < 3; i++) {
    size_t comma = text_find(source, TEXT(","), 0);
    if ((comma == SIZE_MAX) != (i == 2)) return false;
    text part = text_trim(text_slice(source, 0, comma == SIZE_MAX ? source.size : comma));
    decimal number;
    if (!decimal_parse(part, &number) || !decimal_to_int64(&number, &parts[i])) return false;
    source = text_slice(source, comma == SIZE_MAX ? source.size : comma + 1, SIZE_MAX);
  }
  return true;
}

static value read_end(arena *a, text source) {
  text argument;
  decimal number;
  if (source.data[0] == '"') return read_string(a, source);
  if (source.data[0] == '@') {
    value literal = read_string(a, text_trim(text_slice(source, 1, SIZE_MAX)));
    return value_is_null(literal) ? literal : temporal_parse_literal(a, literal.as.string);
  }
  bool is_sign_or_digit = strchr("-.0123456789", source.data[0]) != NULL;
  if (is_sign_or_digit) {
    text digits = source.data[0] == '-' ? text_trim(text_slice(source, 1, SIZE_MAX)) : source;
    if (digits.size == 0 || digits.data[0] == '-' || !decimal_parse(digits, &number))
      return value_null();
    return value_number(source.data[0] == '-' ? decimal_negate(&number) : number);
  }
  bool is_date_time = is_call(source, "date and time", &argument);
  bool is_date = !is_date_time && is_call(source, "date", &argument);
  bool is_time = !is_date_time && !is_date && is_call(source, "time", &argument);
  bool is_duration =
      !is_date_time && !is_date && !is_time && is_call(source, "duration", &argument);
  if (!is_date_time && !is_date && !is_time && !is_duration) return value_null();
  int64_t parts[3];
  bool is_of_parts = (is_date || is_time) && read_three_numbers(argument, parts);
  if (is_of_parts)
    return is_date ? temporal_make_date(parts[0], parts[1], parts[2])
                   : temporal_make_time(parts[0], parts[1], parts[2], 0);
  value literal = read_string(a, argument);
  if (value_is_null(literal)) return literal;
  if (is_date) return temporal_parse_date(literal.as.string);
  if (is_time) return temporal_parse_time(a, literal.as.string);
  if (is_duration) return temporal_parse_duration(literal.as.string);
  return temporal_parse_date_time(a, literal.as.string);
}

/* "(..2]" and "[2..)" have one end. */
static value half_range(arena *a, range_operator operator, value end) {
  int order;
  if (!value_order(end, end, &order)) return value_null();
  value unary = range_make_unary(a, operator, end);
  value_range *range = ARENA_NEW(a, value_range);
  if (value_is_null(unary) || range == NULL) return value_null();
  *range = *unary.as.range;
  range->is_half_written = true;
  return (value){.kind = VALUE_RANGE, .as.range = range};
}

value range_parse(arena *a, text source) {
  source = text_trim(source);
  if (source.size < 4) return value_null();
  char open = source.data[0], close = source.data[source.size - 1];
  if (strchr("[](", open) == NULL || strchr("[])", close) == NULL) return value_null();
  bool low_closed = open == '[', high_closed = close == ']';
  text inside = text_slice(source, 1, source.size - 2);
  size_t dots = find_dots(inside);
  if (dots == SIZE_MAX) return value_null();
  text low_text = text_trim(text_slice(inside, 0, dots));
  text high_text = text_trim(text_slice(inside, dots + 2, SIZE_MAX));
  if (low_text.size == 0 && high_text.size == 0) return value_null();
  /* An end that is not there cannot be included. */
  if ((low_text.size == 0 && low_closed) || (high_text.size == 0 && high_closed))
    return value_null();

  bool is_low_null = text_is(low_text, "null"), is_high_null = text_is(high_text, "null");
  value low = low_text.size == 0 || is_low_null ? value_null() : read_end(a, low_text);
  value high = high_text.size == 0 || is_high_null ? value_null() : read_end(a, high_text);
  int order;
  if (low_text.size == 0) return half_range(a, high_closed ? RANGE_LESS_EQUAL : RANGE_LESS, high);
  if (high_text.size == 0)
    return half_range(a, low_closed ? RANGE_GREATER_EQUAL : RANGE_GREATER, low);
  if ((value_is_null(low) && !is_low_null) || (value_is_null(high) && !is_high_null))
    return value_null();
  if (value_order(low, high, &order) && order > 0) return value_null();
  return range_make(a, low, low_closed, high, high_closed);
}
