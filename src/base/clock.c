/* The only source of the current time, and moments as text. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/calendar.h"

static int64_t read_clock(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) return 0;
  return (int64_t)now.tv_sec * CLOCK_SECOND_US + now.tv_nsec / 1000;
}

int64_t clock_now_us(void) { return read_clock(CLOCK_REALTIME); }

int64_t clock_monotonic_us(void) { return read_clock(CLOCK_MONOTONIC); }

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int64_t clock_day(int64_t moment_us, int32_t offset_seconds) {
  return floor_divide(floor_divide(moment_us, CLOCK_SECOND_US) + offset_seconds, 86400);
}

size_t clock_format(int64_t moment_us, char buffer[CLOCK_TEXT_SIZE]) {
  int64_t day = floor_divide(moment_us, CLOCK_DAY_US);
  int64_t rest = moment_us - day * CLOCK_DAY_US;
  int fraction = (int)(rest % CLOCK_SECOND_US);
  int second = (int)(rest / CLOCK_SECOND_US);
  char date[CALENDAR_TEXT_SIZE];
  calendar_format_day(day, date);
  char behind[16] = "";
  if (fraction != 0) snprintf(behind, sizeof behind, ".%06d", fraction);
  return (size_t)snprintf(buffer, CLOCK_TEXT_SIZE, "%.11sT%02d:%02d:%02d%sZ", date, second / 3600,
                          second / 60 % 60, second % 60, behind);
}

/* Two digits at *at, then `behind` unless it is NUL. */
static bool take_pair(text source, size_t *at, char behind, int maximum, int *out) {
  if (source.size - *at < 2) return false;
  char tens = source.data[*at], ones = source.data[*at + 1];
  if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return false;
  *out = (tens - '0') * 10 + (ones - '0');
  *at += 2;
  if (behind != '\0' && (*at >= source.size || source.data[(*at)++] != behind)) return false;
  return *out <= maximum;
}

static bool take_fraction(text source, size_t *at, int64_t *us_out) {
  *us_out = 0;
  if (*at >= source.size || source.data[*at] != '.') return true;
  ++*at;
  int64_t unit = CLOCK_SECOND_US / 10;
  size_t start = *at;
  for (; *at < source.size && source.data[*at] >= '0' && source.data[*at] <= '9'; ++*at) {
    *us_out += unit * (source.data[*at] - '0');
    unit /= 10;
  }
  return *at > start && *at - start <= 6;
}

static bool take_offset(text source, size_t *at, int64_t *seconds_out) {
  *seconds_out = 0;
  if (*at >= source.size) return false;
  char sign = source.data[(*at)++];
  if (sign == 'Z') return true;
  int hours, minutes;
  if ((sign != '+' && sign != '-') || !take_pair(source, at, ':', 18, &hours) ||
      !take_pair(source, at, '\0', 59, &minutes)) {
    return false;
  }
  *seconds_out = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

bool clock_parse(text source, int64_t *moment_us_out) {
  civil_date date;
  if (!calendar_parse_iso(text_slice(source, 0, 10), &date)) return false;
  size_t at = 10;
  if (at >= source.size || source.data[at++] != 'T') return false;
  int hour, minute, second;
  int64_t fraction_us, offset;
  if (!take_pair(source, &at, ':', 23, &hour) || !take_pair(source, &at, ':', 59, &minute) ||
      !take_pair(source, &at, '\0', 59, &second) || !take_fraction(source, &at, &fraction_us) ||
      !take_offset(source, &at, &offset) || at != source.size) {
    return false;
  }
  int64_t seconds = calendar_day_of(date) * 86400 + hour * 3600 + minute * 60 + second - offset;
  *moment_us_out = seconds * CLOCK_SECOND_US + fraction_us;
  return true;
}
