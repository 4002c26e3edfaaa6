/* Temporal values as text: the lexical forms of FEEL read and written. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "feel/temporal.h"
#include "feel/time_zone.h"

#define SECONDS_PER_DAY INT64_C(86400)

/* --- Reading ------------------------------------------------------------------------------ */

typedef struct text_cursor {
  text source;
  size_t at;
} text_cursor;

static char cursor_peek(const text_cursor *c) {
  return c->at < c->source.size ? c->source.data[c->at] : '\0';
}

static bool cursor_is_at_end(const text_cursor *c) { return c->at == c->source.size; }

static bool cursor_take(text_cursor *c, char wanted) {
  if (cursor_is_at_end(c) || cursor_peek(c) != wanted) return false;
  c->at++;
  return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Takes all digits that follow, at most 18 of them so that they fit. */
static size_t cursor_take_digits(text_cursor *c, int64_t *out) {
  size_t count = 0;
  *out = 0;
  while (count < 18 && is_digit(cursor_peek(c))) {
    *out = *out * 10 + (c->source.data[c->at] - '0');
    c->at++;
    count++;
  }
  return is_digit(cursor_peek(c)) ? SIZE_MAX : count;
}

static bool cursor_take_two_digits(text_cursor *c, int64_t *out) {
  return cursor_take_digits(c, out) == 2;
}

/* A fraction's digits as nanoseconds; digits behind the ninth are cut off. */
static size_t cursor_take_nanos(text_cursor *c, int32_t *out) {
  size_t count = 0;
  int32_t unit = 100000000;
  *out = 0;
  while (is_digit(cursor_peek(c))) {
    *out += (c->source.data[c->at] - '0') * unit;
    unit /= 10;
    c->at++;
    count++;
  }
  return count;
}

static value take_date(text_cursor *c) {
  bool is_negative = cursor_take(c, '-');
  bool leads_with_zero = cursor_peek(c) == '0';
  int64_t year, month, day;
  size_t digits = cursor_take_digits(c, &year);
  if (digits < 4 || digits > 9 || (digits > 4 && leads_with_zero)) return value_null();
  if (is_negative && year == 0) return value_null();
  if (!cursor_take(c, '-') || !cursor_take_two_digits(c, &month)) return value_null();
  if (!cursor_take(c, '-') || !cursor_take_two_digits(c, &day)) return value_null();
  return temporal_make_date(is_negative ? -year : year, month, day);
}

/* "Z", "+01:00", "-05:00:01" or "@Europe/Paris", or nothing. */
static bool take_offset(text_cursor *c, arena *a, feel_time *time) {
  if (cursor_is_at_end(c)) return true;
  if (cursor_take(c, '@')) {
    text name = text_slice(c->source, c->at, SIZE_MAX);
    c->at = c->source.size;
    if (!time_zone_is_known(name)) return false;
    time->zone = arena_copy(a, name).data;
    return time->zone != NULL;
  }
  if (cursor_take(c, 'Z') || cursor_take(c, 'z')) {
    time->has_offset = true;
    return true;
  }
  bool is_west = cursor_peek(c) == '-';
  if (!is_west && cursor_peek(c) != '+') return false;
  c->at++;
  int64_t hours, minutes, seconds = 0;
  if (!cursor_take_two_digits(c, &hours) || !cursor_take(c, ':')) return false;
  if (!cursor_take_two_digits(c, &minutes)) return false;
  if (cursor_take(c, ':') && !cursor_take_two_digits(c, &seconds)) return false;
  int64_t offset = (hours * 60 + minutes) * 60 + seconds;
  if (minutes > 59 || seconds > 59 || offset > TEMPORAL_OFFSET_SECONDS_MAX) return false;
  time->has_offset = true;
  time->offset_seconds = (int32_t)(is_west ? -offset : offset);
  return true;
}

/* 24:00:00 is midnight at the end of the day: *is_next_day is set. */
static value take_time(text_cursor *c, arena *a, bool *is_next_day) {
  int64_t hour, minute, second;
  int32_t nanos = 0;
  if (!cursor_take_two_digits(c, &hour) || !cursor_take(c, ':')) return value_null();
  if (!cursor_take_two_digits(c, &minute) || !cursor_take(c, ':')) return value_null();
  if (!cursor_take_two_digits(c, &second)) return value_null();
  if (cursor_take(c, '.') && cursor_take_nanos(c, &nanos) == 0) return value_null();
  *is_next_day = hour == 24 && minute == 0 && second == 0 && nanos == 0;
  value time = temporal_make_time(*is_next_day ? 0 : hour, minute, second, nanos);
  if (value_is_null(time) || !take_offset(c, a, &time.as.time)) return value_null();
  return cursor_is_at_end(c) ? time : value_null();
}

value temporal_parse_date(text source) {
  text_cursor c = {source, 0};
  value date = take_date(&c);
  return cursor_is_at_end(&c) ? date : value_null();
}

value temporal_parse_time(arena *a, text source) {
  text_cursor c = {source, 0};
  bool is_next_day;
  return take_time(&c, a, &is_next_day);
}

value temporal_parse_date_time(arena *a, text source) {
  text_cursor c = {source, 0};
  value date = take_date(&c);
  if (value_is_null(date)) return date;
  if (cursor_is_at_end(&c)) return temporal_join(date.as.date, (feel_time){.nanos = 0});
  if (!cursor_take(&c, 'T')) return value_null();
  bool is_next_day;
  value time = take_time(&c, a, &is_next_day);
  if (value_is_null(time)) return time;
  if (is_next_day) {
    date = temporal_add_days(date, (feel_days_duration){SECONDS_PER_DAY, 0});
    if (value_is_null(date)) return date;
  }
  return temporal_join(date.as.date, time.as.time);
}

/* total += count × size; false when it does not fit. */
static bool add_units(int64_t *total, int64_t count, int64_t size) {
  int64_t product;
  return !__builtin_mul_overflow(count, size, &product) &&
         !__builtin_add_overflow(*total, product, total);
}

/* The part behind "P" of a years and months duration. */
static value take_months(text_cursor *c, bool is_negative) {
  static const char UNITS[] = "YM";
  static const int64_t SIZES[] = {12, 1};
  int64_t total = 0, count;
  size_t unit = 0;
  bool has_any = false;
  while (!cursor_is_at_end(c)) {
    size_t digits = cursor_take_digits(c, &count);
    if (digits == 0 || digits == SIZE_MAX) return value_null();
    while (unit < 2 && !cursor_take(c, UNITS[unit])) unit++;
    if (unit == 2 || !add_units(&total, count, SIZES[unit])) return value_null();
    unit++;
    has_any = true;
  }
  return has_any ? value_of_months(is_negative ? -total : total) : value_null();
}

/* The part behind "P" of a days and time duration; seconds may have a fraction. */
static value take_days(text_cursor *c, bool is_negative) {
  static const char UNITS[] = "DTHMS"; /* T stands between days and hours and has no count */
  static const int64_t SIZES[] = {SECONDS_PER_DAY, 0, 3600, 60, 1};
  int64_t seconds = 0, count;
  int32_t nanos = 0;
  size_t unit = 0;
  bool has_any = false, is_open = true; /* open: something must follow "P" and "T" */
  while (!cursor_is_at_end(c)) {
    if (unit <= 1 && cursor_take(c, 'T')) {
      unit = 2;
      is_open = true;
      continue;
    }
    size_t digits = cursor_take_digits(c, &count);
    if (digits == 0 || digits == SIZE_MAX) return value_null();
    bool has_fraction = cursor_take(c, '.');
    if (has_fraction) cursor_take_nanos(c, &nanos);
    size_t last = unit <= 1 ? 1 : sizeof SIZES / sizeof SIZES[0];
    if (has_fraction) unit = unit <= 1 ? last : 4;
    while (unit < last && !cursor_take(c, UNITS[unit])) unit++;
    if (unit == last || !add_units(&seconds, count, SIZES[unit])) return value_null();
    unit++;
    has_any = true;
    is_open = false;
  }
  if (!has_any || is_open) return value_null();
  if (is_negative) return value_of_days((feel_days_duration){-seconds, -nanos});
  return value_of_days((feel_days_duration){seconds, nanos});
}

value temporal_parse_duration(text source) {
  text_cursor c = {source, 0};
  bool is_negative = cursor_take(&c, '-');
  if (!cursor_take(&c, 'P')) return value_null();
  text_cursor again = c;
  value months = take_months(&c, is_negative);
  return value_is_null(months) ? take_days(&again, is_negative) : months;
}

value temporal_parse_literal(arena *a, text source) {
  value v = temporal_parse_date(source);
  if (value_is_null(v)) v = temporal_parse_time(a, source);
  if (value_is_null(v)) v = temporal_parse_date_time(a, source);
  return value_is_null(v) ? temporal_parse_duration(source) : v;
}

/* --- Writing ------------------------------------------------------------------------------ */

/* ".5" or nothing; at most nine digits without trailing zeros. */
static size_t format_fraction(int32_t nanos, char *buffer, size_t size) {
  if (nanos == 0) return 0;
  int length = snprintf(buffer, size, ".%09d", nanos);
  while (buffer[length - 1] == '0') length--;
  buffer[length] = '\0';
  return (size_t)length;
}

size_t temporal_format_date(feel_date d, char buffer[TEMPORAL_TEXT_SIZE]) {
  return calendar_format_iso((civil_date){d.year, d.month, d.day}, buffer);
}

static size_t format_offset(int32_t offset, char *buffer, size_t size) {
  if (offset == 0) return (size_t)snprintf(buffer, size, "Z");
  int magnitude = offset < 0 ? -offset : offset;
  char sign = offset < 0 ? '-' : '+';
  if (magnitude % 60 == 0)
    return (size_t)snprintf(buffer, size, "%c%02d:%02d", sign, magnitude / 3600,
                            magnitude / 60 % 60);
  return (size_t)snprintf(buffer, size, "%c%02d:%02d:%02d", sign, magnitude / 3600,
                          magnitude / 60 % 60, magnitude % 60);
}

size_t temporal_format_time(const feel_time *t, char buffer[TEMPORAL_TEXT_SIZE]) {
  int seconds = (int)(t->nanos / NANOS_PER_SECOND);
  size_t length = (size_t)snprintf(buffer, TEMPORAL_TEXT_SIZE, "%02d:%02d:%02d", seconds / 3600,
                                   seconds / 60 % 60, seconds % 60);
  length += format_fraction((int32_t)(t->nanos % NANOS_PER_SECOND), buffer + length,
                            TEMPORAL_TEXT_SIZE - length);
  if (t->zone != NULL)
    return length + (size_t)snprintf(buffer + length, TEMPORAL_TEXT_SIZE - length, "@%s", t->zone);
  if (!t->has_offset) return length;
  return length + format_offset(t->offset_seconds, buffer + length, TEMPORAL_TEXT_SIZE - length);
}

size_t temporal_format_date_time(const feel_date_time *d, char buffer[TEMPORAL_TEXT_SIZE]) {
  char time[TEMPORAL_TEXT_SIZE];
  size_t time_length = temporal_format_time(&d->time, time);
  size_t length = temporal_format_date(d->date, buffer);
  buffer[length++] = 'T';
  memcpy(buffer + length, time, time_length + 1); /* 24 + 1 + 18 + 64 at most */
  return length + time_length;
}

size_t temporal_format_days(feel_days_duration d, char buffer[TEMPORAL_TEXT_SIZE]) {
  if (d.seconds == 0 && d.nanos == 0) return (size_t)snprintf(buffer, TEMPORAL_TEXT_SIZE, "PT0S");
  bool is_negative = d.seconds < 0 || d.nanos < 0;
  uint64_t seconds = d.seconds < 0 ? 0 - (uint64_t)d.seconds : (uint64_t)d.seconds;
  int32_t nanos = d.nanos < 0 ? -d.nanos : d.nanos;
  uint64_t days = seconds / SECONDS_PER_DAY;
  int hours = (int)(seconds / 3600 % 24), minutes = (int)(seconds / 60 % 60);
  int rest = (int)(seconds % 60);

  size_t at = (size_t)snprintf(buffer, TEMPORAL_TEXT_SIZE, is_negative ? "-P" : "P");
#define APPEND(...) at += (size_t)snprintf(buffer + at, TEMPORAL_TEXT_SIZE - at, __VA_ARGS__)
  if (days != 0) APPEND("%lluD", (unsigned long long)days);
  if (hours != 0 || minutes != 0 || rest != 0 || nanos != 0) APPEND("T");
  if (hours != 0) APPEND("%dH", hours);
  if (minutes != 0) APPEND("%dM", minutes);
  if (rest != 0 || nanos != 0) {
    APPEND("%d", rest);
    at += format_fraction(nanos, buffer + at, TEMPORAL_TEXT_SIZE - at);
    APPEND("S");
  }
#undef APPEND
  return at;
}

size_t temporal_format_months(int64_t months, char buffer[TEMPORAL_TEXT_SIZE]) {
  if (months == 0) return (size_t)snprintf(buffer, TEMPORAL_TEXT_SIZE, "P0M");
  uint64_t magnitude = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;
  const char *sign = months < 0 ? "-" : "";
  unsigned long long years = magnitude / 12;
  int rest = (int)(magnitude % 12);
  if (years == 0) return (size_t)snprintf(buffer, TEMPORAL_TEXT_SIZE, "%sP%dM", sign, rest);
  if (rest == 0) return (size_t)snprintf(buffer, TEMPORAL_TEXT_SIZE, "%sP%lluY", sign, years);
  return (size_t)snprintf(buffer, TEMPORAL_TEXT_SIZE, "%sP%lluY%dM", sign, years, rest);
}
