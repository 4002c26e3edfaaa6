/* Dates, times, date-times and durations: read from text, computed with, taken apart. */
#include "feel/temporal.h"

#include "base/calendar.h"
#include "feel/time_zone.h"

#define SECONDS_PER_DAY INT64_C(86400)
/* A bare time with a zone has no date; where an offset is needed, it is that of this winter day. */
#define REFERENCE_DAY_SECONDS (INT64_C(10957) * SECONDS_PER_DAY) /* 2000-01-01 */

static civil_date civil_of(feel_date d) { return (civil_date){d.year, d.month, d.day}; }

static feel_date date_of_civil(civil_date d) { return (feel_date){d.year, d.month, d.day}; }

static __int128 floor_divide_wide(__int128 a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/* --- Numbers behind the kinds ------------------------------------------------------------- */

int64_t temporal_day_of(feel_date d) { return calendar_day_of(civil_of(d)); }

__int128 temporal_days_nanos(feel_days_duration d) {
  return (__int128)d.seconds * NANOS_PER_SECOND + d.nanos;
}

bool temporal_days_of_nanos(__int128 nanos, feel_days_duration *out) {
  __int128 seconds = nanos / NANOS_PER_SECOND;
  if (seconds > INT64_MAX || seconds < INT64_MIN) return false;
  out->seconds = (int64_t)seconds;
  out->nanos = (int32_t)(nanos % NANOS_PER_SECOND);
  return true;
}

static __int128 local_nanos(const feel_date_time *d) {
  return (__int128)temporal_day_of(d->date) * NANOS_PER_DAY + d->time.nanos;
}

__int128 temporal_moment_nanos(const feel_date_time *d) {
  __int128 nanos = local_nanos(d);
  if (d->time.has_offset) nanos -= (__int128)d->time.offset_seconds * NANOS_PER_SECOND;
  return nanos;
}

/* --- Made of parts ------------------------------------------------------------------------ */

value temporal_make_date(int64_t year, int64_t month, int64_t day) {
  if (year < -CALENDAR_YEAR_MAX || year > CALENDAR_YEAR_MAX || month < 1 || month > 12 || day < 1 ||
      day > 31 || !calendar_is_valid((int32_t)year, (int32_t)month, (int32_t)day))
    return value_null();
  return value_of_date((feel_date){(int32_t)year, (uint8_t)month, (uint8_t)day});
}

value temporal_make_time(int64_t hour, int64_t minute, int64_t second, int32_t nanos) {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
      nanos < 0 || nanos >= NANOS_PER_SECOND)
    return value_null();
  int64_t seconds = (hour * 60 + minute) * 60 + second;
  return value_of_time((feel_time){.nanos = seconds * NANOS_PER_SECOND + nanos});
}

value temporal_join(feel_date date, feel_time time) {
  feel_date_time joined = {date, time};
  if (time.zone != NULL) {
    int64_t local = temporal_day_of(date) * SECONDS_PER_DAY + time.nanos / NANOS_PER_SECOND;
    if (!time_zone_offset_at_local(time.zone, local, &joined.time.offset_seconds))
      return value_null();
    joined.time.has_offset = true;
  }
  return value_of_date_time(joined);
}

/* The date-time that shows `nanos` since 1970 on local clocks; the offset is left to the caller. */
static bool date_time_of_local(__int128 nanos, feel_date_time *out) {
  __int128 day = floor_divide_wide(nanos, NANOS_PER_DAY);
  civil_date date;
  if (day < INT64_MIN || day > INT64_MAX || !calendar_date_of((int64_t)day, &date)) return false;
  out->date = date_of_civil(date);
  out->time.nanos = (int64_t)(nanos - day * NANOS_PER_DAY);
  return true;
}

feel_date_time temporal_of_moment(int64_t now_us, int32_t offset_seconds) {
  feel_date_time d = {.time = {.has_offset = true, .offset_seconds = offset_seconds}};
  __int128 nanos = (__int128)now_us * 1000 + (__int128)offset_seconds * NANOS_PER_SECOND;
  date_time_of_local(nanos, &d); /* 64 bits of microseconds are within the years' range */
  return d;
}

/* --- Computed with ------------------------------------------------------------------------ */

static value add_to_date_time(feel_date_time d, __int128 nanos) {
  __int128 moment = temporal_moment_nanos(&d) + nanos;
  if (d.time.zone != NULL) {
    __int128 seconds = floor_divide_wide(moment, NANOS_PER_SECOND);
    if (seconds > INT64_MAX || seconds < INT64_MIN ||
        !time_zone_offset_at(d.time.zone, (int64_t)seconds, &d.time.offset_seconds))
      return value_null();
  }
  if (d.time.has_offset) moment += (__int128)d.time.offset_seconds * NANOS_PER_SECOND;
  return date_time_of_local(moment, &d) ? value_of_date_time(d) : value_null();
}

value temporal_add_days(value x, feel_days_duration duration) {
  __int128 nanos = temporal_days_nanos(duration);
  if (x.kind == VALUE_DATE_TIME) return add_to_date_time(x.as.date_time, nanos);
  if (x.kind == VALUE_DATE) {
    feel_date_time midnight = {.date = x.as.date};
    value sum = add_to_date_time(midnight, nanos);
    return value_is_null(sum) ? sum : value_of_date(sum.as.date_time.date);
  }
  if (x.kind != VALUE_TIME) return value_null();
  __int128 shifted = x.as.time.nanos + nanos;
  x.as.time.nanos = (int64_t)(shifted - floor_divide_wide(shifted, NANOS_PER_DAY) * NANOS_PER_DAY);
  return x;
}

value temporal_add_months(value x, int64_t months) {
  civil_date moved;
  if (x.kind == VALUE_DATE) {
    if (!calendar_add_months(civil_of(x.as.date), months, &moved)) return value_null();
    return value_of_date(date_of_civil(moved));
  }
  if (x.kind != VALUE_DATE_TIME) return value_null();
  if (!calendar_add_months(civil_of(x.as.date_time.date), months, &moved)) return value_null();
  return temporal_join(date_of_civil(moved), x.as.date_time.time);
}

/* A date counts as its midnight in UTC when it meets a date-time. */
static feel_date_time as_date_time(value v) {
  if (v.kind == VALUE_DATE_TIME) return v.as.date_time;
  return (feel_date_time){.date = v.as.date, .time = {.has_offset = true}};
}

/* The nanoseconds of a time in UTC; of its zone on the reference day when it has no offset. */
static bool time_utc_nanos(const feel_time *t, __int128 *out) {
  int32_t offset = t->offset_seconds;
  if (!t->has_offset) {
    if (t->zone == NULL) return false;
    int64_t local = REFERENCE_DAY_SECONDS + t->nanos / NANOS_PER_SECOND;
    if (!time_zone_offset_at_local(t->zone, local, &offset)) return false;
  }
  *out = (__int128)t->nanos - (__int128)offset * NANOS_PER_SECOND;
  return true;
}

/* x - y in nanoseconds; false when one is local and the other is not. */
static bool time_difference(const feel_time *x, const feel_time *y, __int128 *out) {
  bool x_is_local = !x->has_offset && x->zone == NULL;
  bool y_is_local = !y->has_offset && y->zone == NULL;
  bool same_zone = !x->has_offset && !y->has_offset && x->zone != NULL && y->zone != NULL &&
                   text_equal(text_of(x->zone), text_of(y->zone));
  if ((x_is_local && y_is_local) || same_zone) {
    *out = (__int128)x->nanos - y->nanos;
    return true;
  }
  __int128 x_nanos, y_nanos;
  if (!time_utc_nanos(x, &x_nanos) || !time_utc_nanos(y, &y_nanos)) return false;
  *out = x_nanos - y_nanos;
  return true;
}

value temporal_subtract(value x, value y) {
  feel_days_duration duration;
  __int128 nanos;
  if (x.kind == VALUE_TIME && y.kind == VALUE_TIME) {
    if (!time_difference(&x.as.time, &y.as.time, &nanos)) return value_null();
  } else if ((x.kind == VALUE_DATE || x.kind == VALUE_DATE_TIME) &&
             (y.kind == VALUE_DATE || y.kind == VALUE_DATE_TIME)) {
    feel_date_time x_moment = as_date_time(x), y_moment = as_date_time(y);
    if (x_moment.time.has_offset != y_moment.time.has_offset) return value_null();
    nanos = temporal_moment_nanos(&x_moment) - temporal_moment_nanos(&y_moment);
  } else {
    return value_null();
  }
  return temporal_days_of_nanos(nanos, &duration) ? value_of_days(duration) : value_null();
}

int64_t temporal_months_between(feel_date from, feel_date to) {
  int64_t months = ((int64_t)to.year - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) months--;
  if (months < 0 && to.day > from.day) months++;
  return months;
}

/* --- Order -------------------------------------------------------------------------------- */

static int sign_of(__int128 difference) { return (difference > 0) - (difference < 0); }

/* Whole seconds: the value functions of the standard count in the properties hour, minute and
 * second, which are whole numbers. */
static int64_t seconds_of(int64_t nanos) { return nanos / NANOS_PER_SECOND; }

bool temporal_order(value x, value y, int *order_out) {
  if (x.kind != y.kind) return false;
  switch (x.kind) {
    case VALUE_DATE:
      *order_out = sign_of(temporal_day_of(x.as.date) - temporal_day_of(y.as.date));
      return true;
    case VALUE_TIME: {
      feel_time x_time = x.as.time, y_time = y.as.time;
      x_time.nanos = seconds_of(x_time.nanos) * NANOS_PER_SECOND;
      y_time.nanos = seconds_of(y_time.nanos) * NANOS_PER_SECOND;
      __int128 difference;
      if (!time_difference(&x_time, &y_time, &difference)) return false;
      *order_out = sign_of(difference);
      return true;
    }
    case VALUE_DATE_TIME: {
      if (x.as.date_time.time.has_offset != y.as.date_time.time.has_offset) return false;
      __int128 x_nanos = temporal_moment_nanos(&x.as.date_time);
      __int128 y_nanos = temporal_moment_nanos(&y.as.date_time);
      *order_out = sign_of(floor_divide_wide(x_nanos, NANOS_PER_SECOND) -
                           floor_divide_wide(y_nanos, NANOS_PER_SECOND));
      return true;
    }
    case VALUE_DAYS_DURATION:
      *order_out = sign_of(temporal_days_nanos(x.as.days) - temporal_days_nanos(y.as.days));
      return true;
    case VALUE_MONTHS_DURATION:
      *order_out = sign_of((__int128)x.as.months - y.as.months);
      return true;
    default:
      return false;
  }
}

/* --- Properties --------------------------------------------------------------------------- */

static value number_of(int64_t n) { return value_number(decimal_of(n)); }

static value date_property(feel_date d, text name) {
  if (text_is(name, "year")) return number_of(d.year);
  if (text_is(name, "month")) return number_of(d.month);
  if (text_is(name, "day")) return number_of(d.day);
  if (text_is(name, "weekday")) return number_of(calendar_weekday(temporal_day_of(d)));
  return value_null();
}

static value time_property(const feel_time *t, text name) {
  int64_t seconds = seconds_of(t->nanos);
  if (text_is(name, "hour")) return number_of(seconds / 3600);
  if (text_is(name, "minute")) return number_of(seconds / 60 % 60);
  if (text_is(name, "second")) return number_of(seconds % 60);
  if (text_is(name, "time offset") && t->has_offset)
    return value_of_days((feel_days_duration){t->offset_seconds, 0});
  if (text_is(name, "timezone") && t->zone != NULL) return value_string(text_of(t->zone));
  return value_null();
}

static value days_property(feel_days_duration d, text name) {
  if (text_is(name, "days")) return number_of(d.seconds / SECONDS_PER_DAY);
  if (text_is(name, "hours")) return number_of(d.seconds / 3600 % 24);
  if (text_is(name, "minutes")) return number_of(d.seconds / 60 % 60);
  if (text_is(name, "seconds")) return number_of(d.seconds % 60);
  return value_null();
}

value temporal_property(value v, text name) {
  switch (v.kind) {
    case VALUE_DATE:
      return date_property(v.as.date, name);
    case VALUE_TIME:
      return time_property(&v.as.time, name);
    case VALUE_DATE_TIME: {
      value of_date = date_property(v.as.date_time.date, name);
      return value_is_null(of_date) ? time_property(&v.as.date_time.time, name) : of_date;
    }
    case VALUE_DAYS_DURATION:
      return days_property(v.as.days, name);
    case VALUE_MONTHS_DURATION:
      if (text_is(name, "years")) return number_of(v.as.months / 12);
      if (text_is(name, "months")) return number_of(v.as.months % 12);
      return value_null();
    default:
      return value_null();
  }
}
