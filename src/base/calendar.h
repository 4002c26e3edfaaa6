/* The civil calendar: dates as day numbers, months, weeks, and the date forms officials write.
 *
 * Proleptic Gregorian, years -999,999,999 to 999,999,999, no time zone.  A day number counts days
 * since 1970-01-01 and may be negative.  Own code, because libc's and GLib's dates end at year
 * 9999 and FEEL's do not. */
#ifndef SUDUI_BASE_CALENDAR_H
#define SUDUI_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { CALENDAR_YEAR_MAX = 999999999, CALENDAR_TEXT_SIZE = 24 };

typedef struct civil_date {
  int32_t year;
  uint8_t month, day; /* from 1 */
} civil_date;

typedef struct iso_week {
  int32_t year; /* the year the week belongs to, which may be the neighbour of the date's */
  int32_t week; /* 1 to 53 */
} iso_week;

bool calendar_is_leap_year(int32_t year);
/* 28 to 31; 0 for a month outside of 1 to 12. */
int32_t calendar_days_in_month(int32_t year, int32_t month);
bool calendar_is_valid(int32_t year, int32_t month, int32_t day);

/* The date must be valid. */
int64_t calendar_day_of(civil_date date);
/* False when the year is outside of the range. */
bool calendar_date_of(int64_t day, civil_date *out);

int32_t calendar_weekday(int64_t day);         /* 1 Monday to 7 Sunday */
int32_t calendar_day_of_year(civil_date date); /* 1 to 366 */
iso_week calendar_iso_week(int64_t day);       /* ISO 8601 */
/* The same day of the month, or the month's last one; false outside of the years' range. */
bool calendar_add_months(civil_date date, int64_t months, civil_date *out);
int calendar_compare(civil_date a, civil_date b); /* -1, 0, 1 */

/* "2023-01-05" and nothing else around it; years of more than four digits and a minus sign are
 * allowed as in XML Schema 1.1 ("-0044-03-15", "12345-01-01"); false for 2023-02-30. */
bool calendar_parse_iso(text source, civil_date *out);
/* Returns the length without the NUL. */
size_t calendar_format_iso(civil_date date, char buffer[CALENDAR_TEXT_SIZE]);
/* Convenience for tables and messages: ISO text of a day number. */
size_t calendar_format_day(int64_t day, char buffer[CALENDAR_TEXT_SIZE]);

/* The forms seen in official files, in half-width digits (fold first, see encoding.h): 20230105;
 * 2023-1-5, 2023/1/5, 2023.1.5, each also with a time of midnight behind it; 2023年1月5日; and
 * an Excel serial of five digits (44931, 44931.0).  Only years of LIMIT_FACT_YEAR_MIN..MAX.
 * Source: R-70. */
bool calendar_parse_official(text source, civil_date *out);

/* Excel's day serial: 1 is 1900-01-01 and 60, the 29th of February 1900 that never was, is
 * refused; with `from_1904`, 0 is 1904-01-01. */
bool calendar_date_of_excel_serial(int64_t serial, bool from_1904, civil_date *out);

#endif
