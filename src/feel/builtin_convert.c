/* Built-in conversion functions: date, time, number, string, durations, ranges. */
#include <string.h>

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/builtin_function.h"
#include "feel/range.h"
#include "feel/temporal.h"

/* A converted string, or null with a report that names the string. */
static value converted(const builtin_call *call, value result, value from) {
  if (!value_is_null(result)) return result;
  char shown[64];
  text head = text_slice(from.as.string, 0, sizeof shown - 1);
  if (head.size != 0) memcpy(shown, head.data, head.size);
  shown[head.size] = '\0';
  return builtin_refuse(call, MESSAGE_FEEL_CONVERSION, shown);
}

/* The date of a date or a date-time. */
static feel_date date_part(value v) {
  return v.kind == VALUE_DATE ? v.as.date : v.as.date_time.date;
}

value convert_date(const builtin_call *call, const value *arguments, size_t count) {
  if (count == 1) {
    if (arguments[0].kind == VALUE_STRING)
      return converted(call, temporal_parse_date(arguments[0].as.string), arguments[0]);
    return value_of_date(date_part(arguments[0]));
  }
  int64_t parts[3];
  for (size_t i = 0; i < 3; i++)
    if (!builtin_whole(arguments[i], &parts[i]))
      return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "year, month, day");
  value date = temporal_make_date(parts[0], parts[1], parts[2]);
  if (value_is_null(date))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "year, month, day");
  return date;
}

value convert_date_time(const builtin_call *call, const value *arguments, size_t count) {
  if (count == 2) return temporal_join(date_part(arguments[0]), arguments[1].as.time);
  value result = temporal_parse_date_time(call->arena, arguments[0].as.string);
  return converted(call, result, arguments[0]);
}

/* Seconds with a fraction, as hours and minutes come: 1.3 is 1 second and 300,000,000 ns. */
static bool split_seconds(const decimal *seconds, int64_t *whole, int32_t *nanos) {
  int64_t total;
  if (!decimal_to_scaled_int64(seconds, 9, ROUNDING_DOWN, &total) || total < 0) return false;
  *whole = total / NANOS_PER_SECOND;
  *nanos = (int32_t)(total % NANOS_PER_SECOND);
  return true;
}

static bool set_offset(feel_time *time, feel_days_duration offset) {
  if (offset.nanos != 0 || offset.seconds > TEMPORAL_OFFSET_SECONDS_MAX ||
      offset.seconds < -TEMPORAL_OFFSET_SECONDS_MAX)
    return false;
  time->has_offset = true;
  time->offset_seconds = (int32_t)offset.seconds;
  return true;
}

static value time_of_parts(const builtin_call *call, const value *arguments, size_t count) {
  int64_t hour, minute, second;
  int32_t nanos;
  value time = value_null();
  if (builtin_whole(arguments[0], &hour) && builtin_whole(arguments[1], &minute) &&
      split_seconds(&arguments[2].as.number, &second, &nanos))
    time = temporal_make_time(hour, minute, second, nanos);
  bool has_offset = count == 4 && !value_is_null(arguments[3]);
  if (value_is_null(time) || (has_offset && !set_offset(&time.as.time, arguments[3].as.days)))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "hour, minute, second, offset");
  return time;
}

value convert_time(const builtin_call *call, const value *arguments, size_t count) {
  if (count > 1) return time_of_parts(call, arguments, count);
  switch (arguments[0].kind) {
    case VALUE_STRING:
      return converted(call, temporal_parse_time(call->arena, arguments[0].as.string),
                       arguments[0]);
    case VALUE_DATE_TIME:
      return value_of_time(arguments[0].as.date_time.time);
    case VALUE_DATE:
      return value_of_time((feel_time){.has_offset = true}); /* midnight, UTC */
    default:
      return arguments[0];
  }
}

/* True for null, and for one of the characters of `allowed`, which is then in *out. */
static bool read_separator(value v, const char *allowed, char *out) {
  if (value_is_null(v)) return true;
  if (v.as.string.size != 1 || v.as.string.data[0] == '\0' ||
      strchr(allowed, v.as.string.data[0]) == NULL)
    return false;
  *out = v.as.string.data[0];
  return true;
}

value convert_number(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  text from = arguments[0].as.string;
  char grouping = '\0', point = '.', digits[128];
  decimal number;
  if (!read_separator(arguments[1], " ,.", &grouping) ||
      !read_separator(arguments[2], ",.", &point) || grouping == point)
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE,
                          "grouping separator, decimal separator");
  size_t size = 0;
  for (size_t i = 0; i < from.size; i++) {
    char c = from.data[i];
    if (c == grouping && grouping != '\0') continue;
    bool is_allowed = c == point || strchr("0123456789-eE+", c) != NULL;
    bool is_plus_in_front = c == '+' && size == 0;
    if (c == '\0' || !is_allowed || is_plus_in_front || size == sizeof digits)
      return converted(call, value_null(), arguments[0]);
    digits[size++] = c == point ? '.' : c;
  }
  bool is_number = decimal_parse((text){digits, size}, &number);
  return converted(call, is_number ? value_number(number) : value_null(), arguments[0]);
}

value convert_string(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  if (value_is_null(arguments[0]) || arguments[0].kind == VALUE_STRING) return arguments[0];
  text_builder out;
  text_builder_init(&out, LIMIT_FEEL_TEXT_BYTES);
  value_to_text(arguments[0], &out);
  return builtin_take_text(call, &out);
}

value convert_duration(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return converted(call, temporal_parse_duration(arguments[0].as.string), arguments[0]);
}

value convert_months_between(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return value_of_months(temporal_months_between(date_part(arguments[0]), date_part(arguments[1])));
}

value convert_range(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return converted(call, range_parse(call->arena, arguments[0].as.string), arguments[0]);
}
