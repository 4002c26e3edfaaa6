/* The civil calendar: dates as day numbers, months, weeks, and the date forms officials write. */
#include "base/calendar.h"

#include <stdio.h>

#include "base/limits.h"

enum { DAYS_IN_ERA = 146097 }; /* 400 years */

bool calendar_is_leap_year(int32_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t calendar_days_in_month(int32_t year, int32_t month) {
  static const uint8_t DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  return month == 2 && calendar_is_leap_year(year) ? 29 : DAYS[month - 1];
}

bool calendar_is_valid(int32_t year, int32_t month, int32_t day) {
  return year >= -CALENDAR_YEAR_MAX && year <= CALENDAR_YEAR_MAX && day >= 1 &&
         day <= calendar_days_in_month(year, month);
}

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/* Years are counted from March, so that the leap day is the last of its year; eras of 400 years
 * are all alike. */
int64_t calendar_day_of(civil_date date) {
  int64_t year = (int64_t)date.year - (date.month <= 2 ? 1 : 0);
  int64_t era = floor_divide(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t month = (date.month + 9) % 12; /* March is 0 */
  int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * DAYS_IN_ERA + day_of_era - 719468;
}

bool calendar_date_of(int64_t day, civil_date *out) {
  if (day < -INT64_C(400000000000) || day > INT64_C(400000000000)) return false;
  day += 719468;
  int64_t era = floor_divide(day, DAYS_IN_ERA);
  int64_t day_of_era = day - era * DAYS_IN_ERA;
  int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month = (5 * day_of_year + 2) / 153;
  int64_t year = year_of_era + era * 400 + (month >= 10 ? 1 : 0);
  if (year < -CALENDAR_YEAR_MAX || year > CALENDAR_YEAR_MAX) return false;
  out->year = (int32_t)year;
  out->month = (uint8_t)(month < 10 ? month + 3 : month - 9);
  out->day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1);
  return true;
}

int32_t calendar_weekday(int64_t day) {
  int64_t weekday = (day % 7 + 7 + 3) % 7; /* 1970-01-01 was a Thursday */
  return (int32_t)weekday + 1;
}

int32_t calendar_day_of_year(civil_date date) {
  return (int32_t)(calendar_day_of(date) - calendar_day_of((civil_date){date.year, 1, 1})) + 1;
}

iso_week calendar_iso_week(int64_t day) {
  /* The week belongs to the year of its Thursday. */
  int64_t thursday = day + 4 - calendar_weekday(day);
  civil_date date;
  if (!calendar_date_of(thursday, &date)) return (iso_week){0, 0};
  return (iso_week){date.year, (calendar_day_of_year(date) - 1) / 7 + 1};
}

bool calendar_add_months(civil_date date, int64_t months, civil_date *out) {
  if (months < -INT64_C(24) * CALENDAR_YEAR_MAX || months > INT64_C(24) * CALENDAR_YEAR_MAX) {
    return false;
  }
  int64_t count = (int64_t)date.year * 12 + date.month - 1 + months;
  int64_t year = floor_divide(count, 12);
  if (year < -CALENDAR_YEAR_MAX || year > CALENDAR_YEAR_MAX) return false;
  int32_t month = (int32_t)(count - year * 12) + 1;
  int32_t last = calendar_days_in_month((int32_t)year, month);
  *out = (civil_date){(int32_t)year, (uint8_t)month, (uint8_t)(date.day < last ? date.day : last)};
  return true;
}

int calendar_compare(civil_date a, civil_date b) {
  if (a.year != b.year) return a.year < b.year ? -1 : 1;
  if (a.month != b.month) return a.month < b.month ? -1 : 1;
  return a.day == b.day ? 0 : a.day < b.day ? -1 : 1;
}

/* --- Text --- */

/* Takes digits at *at; returns how many there were.  More than nine are not a number here. */
static size_t take_number(text source, size_t *at, int32_t *out) {
  size_t start = *at;
  int32_t number = 0;
  while (*at < source.size && source.data[*at] >= '0' && source.data[*at] <= '9') {
    if (*at - start < 9) number = number * 10 + (source.data[*at] - '0');
    ++*at;
  }
  *out = number;
  return *at - start;
}

static bool take_text(text source, size_t *at, text expected) {
  if (!text_starts_with(text_slice(source, *at, expected.size), expected)) return false;
  *at += expected.size;
  return true;
}

static bool deliver_date(int32_t year, int32_t month, int32_t day, civil_date *out) {
  if (!calendar_is_valid(year, month, day)) return false;
  *out = (civil_date){year, (uint8_t)month, (uint8_t)day};
  return true;
}

bool calendar_parse_iso(text source, civil_date *out) {
  size_t at = 0;
  bool negative = take_text(source, &at, TEXT("-"));
  int32_t year, month, day;
  size_t start = at;
  size_t digits = take_number(source, &at, &year);
  if (digits < 4 || digits > 9 || (digits > 4 && source.data[start] == '0')) return false;
  if (!take_text(source, &at, TEXT("-")) || take_number(source, &at, &month) != 2) return false;
  if (!take_text(source, &at, TEXT("-")) || take_number(source, &at, &day) != 2) return false;
  if (at != source.size) return false;
  return deliver_date(negative ? -year : year, month, day, out);
}

size_t calendar_format_iso(civil_date date, char buffer[CALENDAR_TEXT_SIZE]) {
  int32_t year = date.year < 0 ? -date.year : date.year;
  return (size_t)snprintf(buffer, CALENDAR_TEXT_SIZE, "%s%04d-%02d-%02d", date.year < 0 ? "-" : "",
                          (int)year, date.month, date.day);
}

size_t calendar_format_day(int64_t day, char buffer[CALENDAR_TEXT_SIZE]) {
  civil_date date;
  if (!calendar_date_of(day, &date)) return (size_t)snprintf(buffer, CALENDAR_TEXT_SIZE, "?");
  return calendar_format_iso(date, buffer);
}

bool calendar_date_of_excel_serial(int64_t serial, bool from_1904, civil_date *out) {
  enum { EXCEL_SERIAL_MAX = 2958465, FALSE_LEAP_DAY = 60 }; /* 9999-12-31 */
  if (serial < (from_1904 ? 0 : 1) || serial > EXCEL_SERIAL_MAX) return false;
  if (from_1904) return calendar_date_of(serial - 24107, out);
  if (serial == FALSE_LEAP_DAY) return false;
  return calendar_date_of(serial - (serial > FALSE_LEAP_DAY ? 25569 : 25568), out);
}

/* "44931" or "44931.0"; a fraction is a time of day and makes it no date. */
static bool parse_serial(text source, civil_date *out) {
  size_t at = 0;
  int32_t serial;
  if (take_number(source, &at, &serial) != 5) return false;
  if (take_text(source, &at, TEXT("."))) {
    int32_t fraction;
    if (take_number(source, &at, &fraction) == 0 || fraction != 0) return false;
  }
  return at == source.size && calendar_date_of_excel_serial(serial, false, out);
}

static bool is_end_or_midnight(text rest) {
  static const char *const ENDS[] = {"", " 0:00", " 00:00", " 0:00:00", " 00:00:00", "T00:00:00"};
  for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
    if (text_is(rest, ENDS[i])) return true;
  }
  return false;
}

static bool parse_separated(text source, civil_date *out) {
  size_t at = 0;
  int32_t year, month, day;
  if (take_number(source, &at, &year) != 4) return false;
  bool chinese = take_text(source, &at, TEXT("年"));
  char separator = at < source.size ? source.data[at] : '\0';
  if (!chinese) {
    if (separator != '-' && separator != '/' && separator != '.') return false;
    at++;
  }
  size_t digits = take_number(source, &at, &month);
  if (digits < 1 || digits > 2) return false;
  if (!take_text(source, &at, chinese ? TEXT("月") : (text){&separator, 1})) return false;
  digits = take_number(source, &at, &day);
  if (digits < 1 || digits > 2) return false;
  if (chinese && !take_text(source, &at, TEXT("日"))) return false;
  if (!is_end_or_midnight(text_slice(source, at, source.size))) return false;
  return deliver_date(year, month, day, out);
}

static bool parse_compact(text source, civil_date *out) {
  size_t at = 0;
  int32_t number;
  if (source.size != 8 || take_number(source, &at, &number) != 8) return false;
  return deliver_date(number / 10000, number / 100 % 100, number % 100, out);
}

bool calendar_parse_official(text source, civil_date *out) {
  civil_date date;
  source = text_trim(source);
  if (!parse_compact(source, &date) && !parse_separated(source, &date) &&
      !parse_serial(source, &date)) {
    return false;
  }
  if (date.year < LIMIT_FACT_YEAR_MIN || date.year > LIMIT_FACT_YEAR_MAX) return false;
  *out = date;
  return true;
}
