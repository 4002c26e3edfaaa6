/* The rule by which a time zone goes on after the last change that its file lists. */
#include "feel/zone_rule.h"

#include "base/calendar.h"

#define SECONDS_PER_DAY INT64_C(86400)

/* --- Reading ------------------------------------------------------------------------------ */

typedef struct rule_cursor {
  text source;
  size_t at;
} rule_cursor;

static bool rule_take(rule_cursor *c, char wanted) {
  if (c->at >= c->source.size || c->source.data[c->at] != wanted) return false;
  c->at++;
  return true;
}

static bool rule_take_number(rule_cursor *c, int32_t maximum, int32_t *out) {
  size_t start = c->at;
  *out = 0;
  while (c->at < c->source.size && c->source.data[c->at] >= '0' && c->source.data[c->at] <= '9' &&
         *out <= maximum)
    *out = *out * 10 + (c->source.data[c->at++] - '0');
  return c->at > start && *out <= maximum;
}

/* Letters, or anything between < and >. */
static bool rule_take_name(rule_cursor *c) {
  size_t start = c->at;
  bool is_quoted = rule_take(c, '<');
  while (c->at < c->source.size) {
    char ch = c->source.data[c->at];
    bool is_letter = (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
    if (is_quoted ? ch == '>' : !is_letter) break;
    c->at++;
  }
  return c->at > start && (!is_quoted || rule_take(c, '>'));
}

/* hh[:mm[:ss]] with a sign; hours to 167. */
static bool rule_take_time(rule_cursor *c, int32_t *out) {
  bool is_negative = rule_take(c, '-');
  if (!is_negative) rule_take(c, '+');
  int32_t hours, minutes = 0, seconds = 0;
  if (!rule_take_number(c, 167, &hours)) return false;
  if (rule_take(c, ':')) {
    if (!rule_take_number(c, 59, &minutes)) return false;
    if (rule_take(c, ':') && !rule_take_number(c, 59, &seconds)) return false;
  }
  int32_t total = (hours * 60 + minutes) * 60 + seconds;
  *out = is_negative ? -total : total;
  return true;
}

static bool rule_take_change(rule_cursor *c, zone_change *out) {
  if (!rule_take(c, ',')) return false;
  *out = (zone_change){.form = 'D', .time_seconds = 2 * 3600};
  if (rule_take(c, 'M')) {
    out->form = 'M';
    if (!rule_take_number(c, 12, &out->month) || out->month < 1 || !rule_take(c, '.')) return false;
    if (!rule_take_number(c, 5, &out->week) || out->week < 1 || !rule_take(c, '.')) return false;
    if (!rule_take_number(c, 6, &out->day)) return false;
  } else {
    if (rule_take(c, 'J')) out->form = 'J';
    if (!rule_take_number(c, 365, &out->day)) return false;
  }
  return !rule_take(c, '/') || rule_take_time(c, &out->time_seconds);
}

bool zone_rule_parse(text source, zone_rule *out) {
  rule_cursor c = {source, 0};
  *out = (zone_rule){0};
  if (!rule_take_name(&c) || !rule_take_time(&c, &out->standard_offset)) return false;
  out->standard_offset = -out->standard_offset; /* POSIX counts west of UTC */
  if (c.at == source.size) return true;
  out->has_summer = true;
  out->summer_offset = out->standard_offset + 3600;
  if (!rule_take_name(&c)) return false;
  if (c.at < source.size && source.data[c.at] != ',') {
    if (!rule_take_time(&c, &out->summer_offset)) return false;
    out->summer_offset = -out->summer_offset;
  }
  return rule_take_change(&c, &out->to_summer) && rule_take_change(&c, &out->to_standard) &&
         c.at == source.size;
}

/* --- Applying ----------------------------------------------------------------------------- */

/* The day number on which the change falls in a year. */
static int64_t change_day(const zone_change *change, int32_t year) {
  int64_t new_year = calendar_day_of((civil_date){year, 1, 1});
  if (change->form == 'D') return new_year + change->day;
  if (change->form == 'J') {
    bool is_behind_leap_day = change->day >= 60 && calendar_is_leap_year(year);
    return new_year + change->day - (is_behind_leap_day ? 0 : 1);
  }
  int64_t first = calendar_day_of((civil_date){year, (uint8_t)change->month, 1});
  int32_t weekday = calendar_weekday(first) % 7; /* Sunday is 0 */
  int64_t day = first + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
  int64_t last = first + calendar_days_in_month(year, change->month) - 1;
  return day > last ? day - 7 : day;
}

int32_t zone_rule_offset_at(const zone_rule *rule, int64_t utc_seconds) {
  if (!rule->has_summer) return rule->standard_offset;
  int64_t local = utc_seconds + rule->standard_offset;
  int64_t local_day = local / SECONDS_PER_DAY - (local % SECONDS_PER_DAY < 0 ? 1 : 0);
  civil_date date;
  if (!calendar_date_of(local_day, &date)) return rule->standard_offset;
  int64_t starts = change_day(&rule->to_summer, date.year) * SECONDS_PER_DAY +
                   rule->to_summer.time_seconds - rule->standard_offset;
  int64_t ends = change_day(&rule->to_standard, date.year) * SECONDS_PER_DAY +
                 rule->to_standard.time_seconds - rule->summer_offset;
  bool is_summer = starts < ends ? utc_seconds >= starts && utc_seconds < ends
                                 : utc_seconds >= starts || utc_seconds < ends;
  return is_summer ? rule->summer_offset : rule->standard_offset;
}
