/* Values as text: what string() answers, and the names of the kinds. */
#include "base/limits.h"
#include "base/text_builder.h"
#include "feel/temporal.h"

static void write_nested(value v, text_builder *out, uint32_t depth);

static void write_quoted(text source, text_builder *out) {
  text_builder_add_byte(out, '"');
  for (size_t i = 0; i < source.size; i++) {
    char c = source.data[i];
    if (c == '"' || c == '\\') text_builder_add_byte(out, '\\');
    if (c == '\n')
      text_builder_add_string(out, "\\n");
    else if (c == '\r')
      text_builder_add_string(out, "\\r");
    else if (c == '\t')
      text_builder_add_string(out, "\\t");
    else
      text_builder_add_byte(out, c);
  }
  text_builder_add_byte(out, '"');
}

/* Of the letters of names (grammar rule 28) those of Latin and Chinese: others go into quotes. */
static bool is_plain_letter(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x3400 && c <= 0x9FFF);
}

/* A key that reads back as a name: a letter first, then letters, digits and single spaces. */
static bool is_plain_name(text key) {
  int32_t previous = ' ';
  for (size_t at = 0; at < key.size;) {
    bool is_first = at == 0;
    int32_t c = text_decode(key, &at);
    bool is_digit = c >= '0' && c <= '9';
    if (is_first && !is_plain_letter(c)) return false;
    if (!is_plain_letter(c) && !is_digit && (c != ' ' || previous == ' ')) return false;
    previous = c;
  }
  return previous != ' ';
}

static void write_list(const value_list *list, text_builder *out, uint32_t depth) {
  text_builder_add_byte(out, '[');
  for (size_t i = 0; i < list->count && !out->failed; i++) {
    if (i != 0) text_builder_add_string(out, ", ");
    write_nested(list->items[i], out, depth);
  }
  text_builder_add_byte(out, ']');
}

static void write_context(const value_context *context, text_builder *out, uint32_t depth) {
  text_builder_add_byte(out, '{');
  for (size_t i = 0; i < context->count && !out->failed; i++) {
    if (i != 0) text_builder_add_string(out, ", ");
    if (is_plain_name(context->keys[i]))
      text_builder_add(out, context->keys[i]);
    else
      write_quoted(context->keys[i], out);
    text_builder_add_string(out, ": ");
    write_nested(context->values[i], out, depth);
  }
  text_builder_add_byte(out, '}');
}

static void write_range(const value_range *r, text_builder *out, uint32_t depth) {
  if (r->is_equality || r->is_inequality || !r->has_low || !r->has_high) {
    const char *sign = r->is_equality     ? "="
                       : r->is_inequality ? "!="
                       : r->has_low       ? (r->low_closed ? ">=" : ">")
                                          : (r->high_closed ? "<=" : "<");
    text_builder_add_byte(out, '(');
    text_builder_add_string(out, sign);
    text_builder_add_byte(out, ' ');
    write_nested(r->has_low ? r->low : r->high, out, depth);
    text_builder_add_byte(out, ')');
    return;
  }
  text_builder_add_byte(out, r->low_closed ? '[' : '(');
  write_nested(r->low, out, depth);
  text_builder_add_string(out, "..");
  write_nested(r->high, out, depth);
  text_builder_add_byte(out, r->high_closed ? ']' : ')');
}

/* Dates, times and durations; the part between the quotes of @"...". */
static size_t format_temporal(value v, char buffer[TEMPORAL_TEXT_SIZE]) {
  switch (v.kind) {
    case VALUE_DATE:
      return temporal_format_date(v.as.date, buffer);
    case VALUE_TIME:
      return temporal_format_time(&v.as.time, buffer);
    case VALUE_DATE_TIME:
      return temporal_format_date_time(&v.as.date_time, buffer);
    case VALUE_DAYS_DURATION:
      return temporal_format_days(v.as.days, buffer);
    case VALUE_MONTHS_DURATION:
      return temporal_format_months(v.as.months, buffer);
    default:
      return 0;
  }
}

/* Apart, so that its buffer does not lie on the stack of every level. */
static void write_number(const decimal *number, text_builder *out) {
  char buffer[DECIMAL_TEXT_PLAIN_SIZE];
  text_builder_add(out, (text){buffer, decimal_format(number, buffer, sizeof buffer)});
}

static void write_temporal(value v, text_builder *out) {
  char buffer[TEMPORAL_TEXT_SIZE];
  text_builder_add(out, (text){buffer, format_temporal(v, buffer)});
}

static void write_value(value v, text_builder *out, uint32_t depth) {
  switch (v.kind) {
    case VALUE_NULL:
      text_builder_add_string(out, "null");
      return;
    case VALUE_UNKNOWN:
      text_builder_add_string(out, "unknown");
      return;
    case VALUE_BOOLEAN:
      text_builder_add_string(out, v.as.boolean ? "true" : "false");
      return;
    case VALUE_NUMBER:
      write_number(&v.as.number, out);
      return;
    case VALUE_STRING:
      text_builder_add(out, v.as.string);
      return;
    case VALUE_RANGE:
      write_range(v.as.range, out, depth + 1);
      return;
    case VALUE_LIST:
      write_list(v.as.list, out, depth + 1);
      return;
    case VALUE_CONTEXT:
      write_context(v.as.context, out, depth + 1);
      return;
    case VALUE_FUNCTION:
      text_builder_add_string(out, "function");
      return;
    default:
      write_temporal(v, out);
      return;
  }
}

/* As a FEEL literal, so that strings and dates in a container can be told from names. */
static void write_nested(value v, text_builder *out, uint32_t depth) {
  if (depth > LIMIT_VALUE_DEPTH) out->failed = true;
  if (out->failed) return; /* also ends the walk through a value that shares its parts */
  switch (v.kind) {
    case VALUE_STRING:
      write_quoted(v.as.string, out);
      return;
    case VALUE_DATE:
    case VALUE_TIME:
    case VALUE_DATE_TIME:
    case VALUE_DAYS_DURATION:
    case VALUE_MONTHS_DURATION:
      text_builder_add_string(out, "@\"");
      write_temporal(v, out);
      text_builder_add_byte(out, '"');
      return;
    default:
      write_value(v, out, depth);
      return;
  }
}

void value_to_text(value v, text_builder *out) { write_value(v, out, 0); }

const char *value_kind_name(value_kind kind) {
  switch (kind) {
    case VALUE_NULL:
      return "null";
    case VALUE_UNKNOWN:
      return "unknown";
    case VALUE_BOOLEAN:
      return "boolean";
    case VALUE_NUMBER:
      return "number";
    case VALUE_STRING:
      return "string";
    case VALUE_DATE:
      return "date";
    case VALUE_TIME:
      return "time";
    case VALUE_DATE_TIME:
      return "date and time";
    case VALUE_DAYS_DURATION:
      return "days and time duration";
    case VALUE_MONTHS_DURATION:
      return "years and months duration";
    case VALUE_RANGE:
      return "range";
    case VALUE_LIST:
      return "list";
    case VALUE_CONTEXT:
      return "context";
    case VALUE_FUNCTION:
      return "function";
  }
  return "?";
}
