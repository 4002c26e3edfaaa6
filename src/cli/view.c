/* The point of view of a call: --as-of, --known-at and other dates of the command line. */
#include "cli/view.h"

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/cli.h"

static const int64_t DAY_US = INT64_C(86400) * 1000000;

static bool day_of_text(const char *value, int64_t *day_out) {
  civil_date date;
  if (!calendar_parse_iso(text_of(value), &date)) return false;
  *day_out = calendar_day_of(date);
  return true;
}

sd_status option_date(const invocation *call, const char *name, int64_t fallback, int64_t *day_out,
                      sd_error *error) {
  *day_out = fallback;
  const char *value = option_value(call, name);
  if (value == NULL || day_of_text(value, day_out)) return SD_OK;
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_DATE, SD_ARGS(name, value));
}

sd_status option_moment(const invocation *call, const char *name, int64_t fallback, int64_t *us_out,
                        sd_error *error) {
  *us_out = fallback;
  const char *value = option_value(call, name);
  if (value == NULL || clock_parse(text_of(value), us_out)) return SD_OK;
  int64_t day = 0;
  if (day_of_text(value, &day)) {
    *us_out = (day + 1) * DAY_US - (int64_t)CLOCK_CHINA_OFFSET_SECONDS * 1000000 - 1;
    return SD_OK;
  }
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_TIME, SD_ARGS(name, value));
}

sd_status view_of_call(const invocation *call, registry_view *out, sd_error *error) {
  TRY(option_date(call, "as-of", INT64_MAX, &out->as_of_day, error));
  return option_moment(call, "known-at", INT64_MAX, &out->known_us, error);
}
