/* Built-in functions of dates, of the clock, and is(). */
#include "base/calendar.h"
#include "base/messages/feel.h"
#include "feel/builtin_function.h"
#include "feel/temporal.h"

static feel_date date_of(value v) { return v.kind == VALUE_DATE ? v.as.date : v.as.date_time.date; }

value date_day_of_year(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  feel_date d = date_of(arguments[0]);
  return number_of(calendar_day_of_year((civil_date){d.year, d.month, d.day}));
}

value date_day_of_week(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  static const char *const NAMES[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                      "Friday", "Saturday", "Sunday"};
  int32_t weekday = calendar_weekday(temporal_day_of(date_of(arguments[0])));
  return value_string(text_of(NAMES[weekday - 1]));
}

value date_month_of_year(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  static const char *const NAMES[] = {"January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December"};
  return value_string(text_of(NAMES[date_of(arguments[0]).month - 1]));
}

value date_week_of_year(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return number_of(calendar_iso_week(temporal_day_of(date_of(arguments[0]))).week);
}

value value_is(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return value_boolean(value_identical(arguments[0], arguments[1]));
}

value clock_now(const builtin_call *call, const value *arguments, size_t count) {
  (void)arguments;
  (void)count;
  if (call->now.kind != VALUE_DATE_TIME)
    return builtin_refuse(call, MESSAGE_FEEL_NO_CLOCK, "now()");
  return call->now;
}

value clock_today(const builtin_call *call, const value *arguments, size_t count) {
  (void)arguments;
  (void)count;
  if (call->now.kind != VALUE_DATE_TIME)
    return builtin_refuse(call, MESSAGE_FEEL_NO_CLOCK, "today()");
  return value_of_date(call->now.as.date_time.date);
}
