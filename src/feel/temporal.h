/* Dates, times, date-times and durations: read from text, computed with, taken apart.
 *
 * A date-time without offset is local; subtraction and order need both sides local or both with an
 * offset.  A zone is an IANA name; its rules come from the system's tzdata (time_zone.h).  Nothing
 * here asks for the current time.  Spec: DMN 1.5 sections 10.3.2.3.4 to 10.3.2.3.8, 10.3.4.1. */
#ifndef SUDUI_FEEL_TEMPORAL_H
#define SUDUI_FEEL_TEMPORAL_H

#include "feel/value.h"

#define NANOS_PER_SECOND INT64_C(1000000000)
#define NANOS_PER_DAY (INT64_C(86400) * NANOS_PER_SECOND)

enum { TEMPORAL_TEXT_SIZE = 160, TEMPORAL_OFFSET_SECONDS_MAX = 18 * 3600 };

static inline value value_of_date(feel_date d) { return (value){.kind = VALUE_DATE, .as.date = d}; }
static inline value value_of_time(feel_time t) { return (value){.kind = VALUE_TIME, .as.time = t}; }
static inline value value_of_date_time(feel_date_time d) {
  return (value){.kind = VALUE_DATE_TIME, .as.date_time = d};
}
static inline value value_of_days(feel_days_duration d) {
  return (value){.kind = VALUE_DAYS_DURATION, .as.days = d};
}
static inline value value_of_months(int64_t months) {
  return (value){.kind = VALUE_MONTHS_DURATION, .as.months = months};
}

/* --- From text: the whole of it, or VALUE_NULL.  Zone names are copied to `a`. --- */
value temporal_parse_date(text source);                /* -0044-03-15, 999999999-12-31 */
value temporal_parse_time(arena *a, text source);      /* 10:20:00.5+01:00, 10:20:00@Etc/UTC */
value temporal_parse_date_time(arena *a, text source); /* 2020-01-01T10:20:00Z, ...T24:00:00 */
value temporal_parse_duration(text source);            /* P1Y2M or -P1DT2H3M4.5S, by its units */
/* What stands in @"...": any of the four above by its form. */
value temporal_parse_literal(arena *a, text source);

/* --- To text; each returns the length without the NUL. --- */
size_t temporal_format_date(feel_date d, char buffer[TEMPORAL_TEXT_SIZE]);
size_t temporal_format_time(const feel_time *t, char buffer[TEMPORAL_TEXT_SIZE]);
size_t temporal_format_date_time(const feel_date_time *d, char buffer[TEMPORAL_TEXT_SIZE]);
size_t temporal_format_days(feel_days_duration d, char buffer[TEMPORAL_TEXT_SIZE]);
size_t temporal_format_months(int64_t months, char buffer[TEMPORAL_TEXT_SIZE]);

/* --- Made of parts; VALUE_NULL when a part is out of range --- */
value temporal_make_date(int64_t year, int64_t month, int64_t day);
/* `zone` (NUL-ended, borrowed) may be NULL; an offset is then only set by the caller. */
value temporal_make_time(int64_t hour, int64_t minute, int64_t second, int32_t nanos);
/* A date-time whose zone, if it has one, gives the offset at that local moment: the earlier one of
 * two in an overlap, the one before the change in a gap. */
value temporal_join(feel_date date, feel_time time);

/* A moment `now_us` (microseconds since 1970 UTC) at a place east of UTC, for now() and today(). */
feel_date_time temporal_of_moment(int64_t now_us, int32_t offset_seconds);

/* --- Numbers behind the kinds --- */
int64_t temporal_day_of(feel_date d); /* days since 1970-01-01 */
/* Nanoseconds in total; 128 bits hold every duration and every moment. */
__int128 temporal_days_nanos(feel_days_duration d);
bool temporal_days_of_nanos(__int128 nanos, feel_days_duration *out);
/* Nanoseconds since 1970-01-01T00:00 at the local place, or in UTC when there is an offset. */
__int128 temporal_moment_nanos(const feel_date_time *d);

/* --- Computed with; false or VALUE_NULL outside of the years' range --- */
value temporal_add_days(value x, feel_days_duration d); /* date, time or date-time */
value temporal_add_months(value x, int64_t months);     /* date or date-time */
value temporal_subtract(value x, value y);              /* the duration between two of a kind */
/* Whole months from `from` to `to`, towards zero.  Spec: years and months duration(from, to). */
int64_t temporal_months_between(feel_date from, feel_date to);

/* Order of two of the same kind in whole seconds, as the standard's value functions count
 * (durations to the nanosecond).  False when not comparable: of other kinds, or only one has an
 * offset. */
bool temporal_order(value x, value y, int *order_out);

/* `name` of a temporal value ("year", "weekday", "time offset", ...), or VALUE_NULL.
 * Spec: 10.3.2.13, Table 65. */
value temporal_property(value v, text name);

#endif
