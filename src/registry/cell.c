/* One cell of a table, as officials write it, to a value of an attribute. */
/* What must stay true: no digit is lost without a word, no floating point is used, and a text that
 * is not understood is refused and never guessed.  Source: R-70. */
#include "registry/cell.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/encoding.h"
#include "base/identifier.h"
#include "base/limits.h"
#include "base/messages/registry.h"

enum { NUMBER_DIGITS_MAX = 18, SPREADSHEET_DIGITS = 15 };

void cell_reader_init(cell_reader *r) {
  text_builder_init(&r->folded, LIMIT_CELL_BYTES);
  r->no_memory = false;
  r->argument[0] = '\0';
}

void cell_reader_release(cell_reader *r) { text_builder_release(&r->folded); }

static bool is_ascii(text t) {
  for (size_t i = 0; i < t.size; i++)
    if ((unsigned char)t.data[i] >= 0x80) return false;
  return true;
}

/* The trimmed cell in half-width forms; most cells are and are not copied. */
static text fold_cell(cell_reader *r, text cell) {
  cell = text_trim(cell);
  if (is_ascii(cell)) return cell;
  text_builder_clear(&r->folded);
  encoding_fold_width(cell, &r->folded);
  r->no_memory = r->no_memory || (r->folded.failed && cell.size <= LIMIT_CELL_BYTES);
  return text_trim(text_builder_text(&r->folded));
}

bool cell_is_empty(text cell) {
  static const char *const strokes[] = {"-", "--", "—", "——", "/"};
  cell = text_trim(cell);
  if (cell.size == 0) return true;
  if (cell.size > 6) return false;
  for (size_t i = 0; i < sizeof strokes / sizeof strokes[0]; i++)
    if (text_is(cell, strokes[i])) return true;
  return false;
}

static bool is_spreadsheet_error(text cell) {
  static const char *const errors[] = {"#N/A",   "#REF!",  "#DIV/0!", "#VALUE!",
                                       "#NAME?", "#NULL!", "#NUM!",   "##"};
  if (cell.size == 0 || cell.data[0] != '#') return false;
  for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
    if (text_starts_with(cell, text_of(errors[i]))) return true;
  return false;
}

/* --- Numbers --- */

typedef struct written_number {
  bool is_negative;
  bool is_cut; /* digits that are not zero did not fit */
  int64_t coefficient;
  int32_t exponent;
  text suffix; /* what stands behind the digits */
} written_number;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void add_digit(written_number *n, char digit, bool is_fraction, int *digits) {
  if (*digits >= NUMBER_DIGITS_MAX) {
    if (digit != '0') n->is_cut = true;
    if (!is_fraction) n->exponent++;
    return;
  }
  n->coefficient = n->coefficient * 10 + (digit - '0');
  if (n->coefficient != 0) (*digits)++;
  if (is_fraction) n->exponent--;
}

/* Digits with separators at every third place, if any.  Returns the place behind them. */
static size_t scan_whole_part(text t, size_t at, written_number *n, int *digits, bool *sound) {
  size_t group = 0, commas = 0;
  for (; at < t.size && (is_digit(t.data[at]) || t.data[at] == ','); at++) {
    if (t.data[at] == ',') {
      if (commas == 0 ? (group == 0 || group > 3) : group != 3) *sound = false;
      commas++;
      group = 0;
    } else {
      add_digit(n, t.data[at], false, digits);
      group++;
    }
  }
  if (commas > 0 && group != 3) *sound = false;
  return at;
}

/* "E+10"; only spreadsheets store numbers that way, in files it means that digits were lost. */
static size_t scan_exponent(text t, size_t at, written_number *n) {
  size_t start = at++;
  bool is_negative = at < t.size && t.data[at] == '-';
  if (at < t.size && (t.data[at] == '-' || t.data[at] == '+')) at++;
  int32_t exponent = 0;
  size_t digits = at;
  while (at < t.size && is_digit(t.data[at]) && exponent < 1000)
    exponent = exponent * 10 + (t.data[at++] - '0');
  if (at == digits) return start;
  n->exponent += is_negative ? -exponent : exponent;
  return at;
}

static bool scan_number(text t, bool with_exponent, written_number *n) {
  *n = (written_number){0};
  bool bracketed = t.size > 2 && t.data[0] == '(' && t.data[t.size - 1] == ')';
  if (bracketed) t = text_slice(t, 1, t.size - 2);
  size_t at = 0;
  bool sound = true;
  if (text_starts_with(t, TEXT("\xC2\xA5"))) at = 2;
  if (at < t.size && (t.data[at] == '-' || t.data[at] == '+')) n->is_negative = t.data[at++] == '-';
  if (text_starts_with(text_slice(t, at, 2), TEXT("\xC2\xA5"))) at += 2;
  if (bracketed) n->is_negative = true;
  size_t first = at;
  int digits = 0;
  at = scan_whole_part(t, at, n, &digits, &sound);
  size_t whole_digits = at - first;
  if (at < t.size && t.data[at] == '.') {
    size_t point = at++;
    for (; at < t.size && is_digit(t.data[at]); at++) add_digit(n, t.data[at], true, &digits);
    if (at == point + 1) return false;
  }
  if (whole_digits == 0 && at == first) return false;
  if (with_exponent && at < t.size && (t.data[at] == 'E' || t.data[at] == 'e'))
    at = scan_exponent(t, at, n);
  n->suffix = text_trim(text_slice(t, at, t.size));
  return sound;
}

/* coefficient / 10^places, ties to the even neighbour. */
static int64_t divide_half_even(int64_t coefficient, int32_t places) {
  int64_t divisor = 1;
  for (int32_t i = 0; i < places; i++) divisor *= 10;
  int64_t quotient = coefficient / divisor, rest = coefficient % divisor;
  int64_t half = divisor / 2;
  if (rest > half || (rest == half && (quotient & 1) != 0)) quotient++;
  return quotient;
}

static void round_to_spreadsheet_digits(written_number *n) {
  int32_t digits = 0;
  for (int64_t rest = n->coefficient; rest > 0; rest /= 10) digits++;
  if (digits <= SPREADSHEET_DIGITS) return;
  n->coefficient = divide_half_even(n->coefficient, digits - SPREADSHEET_DIGITS);
  n->exponent += digits - SPREADSHEET_DIGITS;
  n->is_cut = false;
}

/* The number × 10^power as an integer; CELL_TOO_FINE when it is none and may not be rounded. */
static message_id scale_number(const written_number *n, int32_t power, bool may_round,
                               int64_t *out) {
  int64_t value = n->coefficient;
  power += n->exponent;
  if (n->is_cut && power > 0) return MESSAGE_CELL_TOO_LARGE;
  if (n->is_cut) return MESSAGE_CELL_TOO_FINE;
  for (; power > 0 && value != 0; power--)
    if (__builtin_mul_overflow(value, 10, &value)) return MESSAGE_CELL_TOO_LARGE;
  while (power < 0 && value % 10 == 0 && value != 0) {
    value /= 10;
    power++;
  }
  if (power < 0 && value != 0) {
    if (!may_round) return MESSAGE_CELL_TOO_FINE;
    value = power < -NUMBER_DIGITS_MAX ? 0 : divide_half_even(value, -power);
  }
  *out = n->is_negative ? -value : value;
  return MESSAGE_NONE;
}

static int32_t power_of_unit(value_unit unit) {
  static const int32_t powers[] = {
      [UNIT_NONE] = 0,    [UNIT_YUAN] = 0, [UNIT_THOUSAND] = 3, [UNIT_WAN] = 4,
      [UNIT_MILLION] = 6, [UNIT_YI] = 8,   [UNIT_PERCENT] = -2, [UNIT_PER_MILLE] = -3,
  };
  return powers[unit];
}

/* A unit behind the digits wins over the column's. */
static message_id take_suffix(cell_reader *r, const cell_rule *rule, text suffix,
                              value_unit *unit) {
  if (suffix.size == 0) return MESSAGE_NONE;
  const attribute *a = rule->attribute;
  value_unit found;
  if (value_unit_parse(suffix, &found)) {
    bool is_share = found == UNIT_PERCENT || found == UNIT_PER_MILLE;
    if (is_share ? a->type == ATTRIBUTE_RATIO : a->type == ATTRIBUTE_MONEY) {
      *unit = found;
      return MESSAGE_NONE;
    }
  } else if (text_equal(suffix, a->unit)) {
    return MESSAGE_NONE;
  } else {
    return MESSAGE_CELL_NOT_NUMBER;
  }
  snprintf(r->argument, sizeof r->argument, "%.*s", TEXT_ARG(suffix));
  return MESSAGE_CELL_BAD_UNIT;
}

static message_id read_numeric(cell_reader *r, const cell_rule *rule, text cell, cell_origin origin,
                               int64_t *out) {
  const attribute *a = rule->attribute;
  written_number n;
  if (!scan_number(cell, origin.is_number, &n)) return MESSAGE_CELL_NOT_NUMBER;
  value_unit unit = rule->unit;
  message_id reason = take_suffix(r, rule, n.suffix, &unit);
  if (reason != MESSAGE_NONE) return reason;
  if (origin.is_number) round_to_spreadsheet_digits(&n);
  int32_t scale = attribute_type_scale(a->type);
  bool may_round = origin.is_number && a->type != ATTRIBUTE_INTEGER;
  reason = scale_number(&n, scale + power_of_unit(unit), may_round, out);
  if (reason == MESSAGE_CELL_TOO_FINE && a->type == ATTRIBUTE_INTEGER)
    return MESSAGE_CELL_NOT_WHOLE;
  if (reason == MESSAGE_CELL_TOO_FINE) snprintf(r->argument, sizeof r->argument, "%d", scale);
  if (reason != MESSAGE_NONE) return reason;
  if (*out < 0 && !rule->negative) return MESSAGE_CELL_NEGATIVE;
  if (a->type == ATTRIBUTE_MONEY && (*out > LIMIT_MONEY_FEN || *out < -LIMIT_MONEY_FEN))
    return MESSAGE_CELL_TOO_LARGE;
  return MESSAGE_NONE;
}

/* --- Other types --- */

/* `folded` may lie in the reader. */
static message_id read_folded_date(text folded, cell_origin origin, int64_t *day_out) {
  civil_date date;
  bool is_serial = origin.is_number && folded.size == 5;
  if (is_serial && origin.serials_from_1904) {
    int64_t serial = 0;
    for (size_t i = 0; i < folded.size; i++) {
      if (!is_digit(folded.data[i])) return MESSAGE_CELL_NOT_DATE;
      serial = serial * 10 + (folded.data[i] - '0');
    }
    if (!calendar_date_of_excel_serial(serial, true, &date)) return MESSAGE_CELL_NOT_DATE;
  } else if (!calendar_parse_official(folded, &date)) {
    return MESSAGE_CELL_NOT_DATE;
  }
  *day_out = calendar_day_of(date);
  return MESSAGE_NONE;
}

message_id cell_read_date(cell_reader *r, text cell, cell_origin origin, int64_t *day_out) {
  return read_folded_date(fold_cell(r, cell), origin, day_out);
}

static message_id read_boolean(text cell, int64_t *out) {
  static const struct {
    const char *word;
    int64_t value;
  } words[] = {
      {"是", 1}, {"否", 0},   {"有", 1},    {"无", 0},   {"1", 1},     {"0", 0},
      {"Y", 1},  {"N", 0},    {"y", 1},     {"n", 0},    {"√", 1},     {"×", 0},
      {"✓", 1},  {"yes", 1},  {"no", 0},    {"Yes", 1},  {"No", 0},    {"YES", 1},
      {"NO", 0}, {"true", 1}, {"false", 0}, {"TRUE", 1}, {"FALSE", 0},
  };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (!text_is(cell, words[i].word)) continue;
    *out = words[i].value;
    return MESSAGE_NONE;
  }
  return MESSAGE_CELL_NOT_BOOLEAN;
}

/* A text that is ASCII once its widths are folded was typed with the wrong keyboard; any other
 * stays as it is, because names are compared by their holders. */
static message_id read_string(cell_reader *r, text cell, text *out) {
  text folded = fold_cell(r, cell);
  *out = is_ascii(folded) ? folded : text_trim(cell);
  for (size_t i = 0; i < out->size; i++) {
    unsigned char c = (unsigned char)out->data[i];
    if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
      return MESSAGE_CELL_CONTROL_CHARACTER;
  }
  return MESSAGE_NONE;
}

message_id cell_read_period(cell_reader *r, attribute_period kind, text cell, int32_t *out) {
  text t = fold_cell(r, cell);
  if (cell_is_empty(t)) return MESSAGE_CELL_PERIOD_MISSING;
  int64_t parts[2] = {0, 0};
  size_t part = 0, digits = 0;
  for (size_t at = 0; at < t.size;) {
    if (is_digit(t.data[at])) {
      parts[part] = parts[part] * 10 + (t.data[at++] - '0');
      if (++digits > 6) return MESSAGE_CELL_NOT_PERIOD;
      continue;
    }
    text rest = text_slice(t, at, t.size);
    if (text_is(rest, "年度") || text_is(rest, "年") || text_is(rest, "月") || text_is(rest, ".0"))
      break;
    bool year_sign = text_starts_with(rest, TEXT("年"));
    if (part == 1 || !(year_sign || t.data[at] == '-' || t.data[at] == '/' || t.data[at] == '.'))
      return MESSAGE_CELL_NOT_PERIOD;
    at += year_sign ? 3 : 1;
    part = 1;
  }
  int64_t period = part == 1 ? parts[0] * 100 + parts[1] : parts[0];
  if (!attribute_period_fits(kind, period)) return MESSAGE_CELL_NOT_PERIOD;
  *out = (int32_t)period;
  return MESSAGE_NONE;
}

message_id cell_read_code(cell_reader *r, text cell, text *code_out) {
  text folded = fold_cell(r, cell);
  if (cell_is_empty(folded)) return MESSAGE_CELL_NO_CODE;
  identifier_fault fault = uscc_check(folded);
  *code_out = folded;
  if (fault == IDENTIFIER_VALID) return MESSAGE_NONE;
  char code[USCC_LENGTH + 1];
  size_t used = 0;
  for (size_t i = 0; i < folded.size && used <= USCC_LENGTH; i++) {
    char c = folded.data[i];
    if (c == ' ' || c == '\t') continue;
    code[used++ % (USCC_LENGTH + 1)] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
  }
  fault = uscc_check((text){code, used});
  if (fault != IDENTIFIER_VALID) return identifier_fault_message(fault);
  text_builder_clear(&r->folded);
  text_builder_add(&r->folded, (text){code, used});
  r->no_memory = r->no_memory || r->folded.failed;
  *code_out = text_builder_text(&r->folded);
  return MESSAGE_NONE;
}

/* --- Any type --- */

/* White space between the characters of a listed word does not count. */
static bool equals_word(text folded, text word) {
  size_t at = 0;
  for (size_t i = 0; i < folded.size; i++) {
    char c = folded.data[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    if (at >= word.size || word.data[at++] != c) return false;
  }
  return at == word.size;
}

static bool translate(const cell_rule *rule, text folded, text *out) {
  for (size_t i = 0; i < rule->translation_count; i++) {
    const mapping_translation *t = &rule->translations[i];
    if (!equals_word(folded, t->from) && !text_equal(folded, t->to)) continue;
    *out = t->to;
    return true;
  }
  return false;
}

message_id cell_read(cell_reader *r, const cell_rule *rule, text cell, cell_origin origin,
                     fact_value *out, bool *empty_out) {
  const attribute *a = rule->attribute;
  *empty_out = cell_is_empty(cell);
  if (*empty_out) return MESSAGE_NONE;
  *out = (fact_value){.type = a->type, .content = {NULL, 0}};
  text folded = fold_cell(r, cell);
  if (is_spreadsheet_error(folded)) return MESSAGE_CELL_SPREADSHEET_ERROR;
  if (rule->translation_count > 0) {
    if (!translate(rule, folded, &cell)) {
      snprintf(r->argument, sizeof r->argument, "%s", a->id.data);
      return MESSAGE_CELL_NOT_LISTED;
    }
    folded = cell;
    origin.is_number = false;
  }
  switch (a->type) {
    case ATTRIBUTE_BOOLEAN:
      return read_boolean(folded, &out->number);
    case ATTRIBUTE_DATE:
      return read_folded_date(folded, origin, &out->number);
    case ATTRIBUTE_STRING:
      return read_string(r, cell, &out->content);
    default:
      return read_numeric(r, rule, folded, origin, &out->number);
  }
}
