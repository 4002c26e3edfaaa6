/* How long a list is published: natural or working days, with days off and days worked. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/messages/list.h"
#include "list/life.h"

static bool has_day(const int64_t *days, size_t count, int64_t day) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (days[middle] < day) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count && days[low] == day;
}

static bool is_working_day(const day_calendar *calendar, int64_t day) {
  bool weekend = calendar_weekday(day) >= 6;
  if (calendar == NULL) return !weekend;
  if (has_day(calendar->off_days, calendar->off_count, day)) return false;
  return !weekend || has_day(calendar->work_days, calendar->work_count, day);
}

/* A year of which the calendar says nothing: its days off are not known, so none is guessed. */
static bool knows_year_of(const day_calendar *calendar, int64_t day, int32_t *year) {
  civil_date date = {0};
  calendar_date_of(day, &date);
  *year = date.year;
  if (calendar == NULL) return true;
  int64_t first = calendar_day_of((civil_date){date.year, 1, 1});
  int64_t next = calendar_day_of((civil_date){date.year + 1, 1, 1});
  for (size_t i = 0; i < calendar->off_count; i++) {
    if (calendar->off_days[i] >= first && calendar->off_days[i] < next) return true;
  }
  return false;
}

sd_status period_last_day(const day_period *period, int64_t from_day, const day_calendar *calendar,
                          int64_t *last_day_out, sd_error *error) {
  int32_t wanted = period->days, year;
  int64_t day = period->first_day_counts ? from_day - 1 : from_day;
  if (!period->working_days) {
    *last_day_out = day + wanted;
    return SD_OK;
  }
  for (int32_t counted = 0; counted < wanted;) {
    day++;
    if (!knows_year_of(calendar, day, &year)) {
      return error_set(error, SD_NOT_FOUND, MESSAGE_LIST_CALENDAR_YEAR, SD_ARGS(SD_NUMBER(year)));
    }
    if (is_working_day(calendar, day)) counted++;
  }
  *last_day_out = day;
  return SD_OK;
}

/* Puts `day` in order; days twice are kept once. */
static void insert_day(int64_t *days, size_t *count, int64_t day) {
  size_t at = *count;
  while (at > 0 && days[at - 1] > day) at--;
  if (at > 0 && days[at - 1] == day) return;
  memmove(days + at + 1, days + at, (*count - at) * sizeof *days);
  days[at] = day;
  ++*count;
}

static bool read_line(text line, int64_t *day, bool *works) {
  civil_date date;
  size_t comma = text_find(line, TEXT(","), 0);
  if (comma == SIZE_MAX || !calendar_parse_iso(text_trim(text_slice(line, 0, comma)), &date)) {
    return false;
  }
  text word = text_trim(text_slice(line, comma + 1, line.size));
  *day = calendar_day_of(date);
  *works = text_is(word, "work");
  return *works || text_is(word, "off");
}

sd_status day_calendar_read(text source, const char *name, arena *a, day_calendar **out,
                            sd_error *error) {
  size_t lines = 1;
  for (size_t i = 0; i < source.size; i++) lines += source.data[i] == '\n';
  day_calendar *calendar = ARENA_NEW(a, day_calendar);
  int64_t *off_days = ARENA_ARRAY(a, int64_t, lines);
  int64_t *work_days = ARENA_ARRAY(a, int64_t, lines);
  if (calendar == NULL || off_days == NULL || work_days == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  uint32_t number = 0;
  for (size_t at = 0; at < source.size; number++) {
    size_t end = text_find(source, TEXT("\n"), at);
    if (end == SIZE_MAX) end = source.size;
    text line = text_trim(text_slice(source, at, end - at));
    at = end + 1;
    if (line.size == 0 || line.data[0] == '#') continue;
    int64_t day;
    bool works;
    if (!read_line(line, &day, &works)) {
      char shown[64];
      snprintf(shown, sizeof shown, "%.*s", TEXT_ARG(line));
      sd_status status = error_set(error, SD_INVALID, MESSAGE_LIST_CALENDAR_LINE, SD_ARGS(shown));
      error_place(error, name, number + 1, 1);
      return status;
    }
    insert_day(works ? work_days : off_days, works ? &calendar->work_count : &calendar->off_count,
               day);
  }
  calendar->off_days = off_days;
  calendar->work_days = work_days;
  *out = calendar;
  return SD_OK;
}
