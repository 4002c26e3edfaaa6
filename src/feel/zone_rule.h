/* The rule by which a time zone goes on after the last change that its file lists.
 *
 * The form of the TZ variable of POSIX as extended by RFC 8536: "CET-1CEST,M3.5.0,M10.5.0/3". */
#ifndef SUDUI_FEEL_ZONE_RULE_H
#define SUDUI_FEEL_ZONE_RULE_H

#include "base/text.h"

typedef struct zone_change {
  char form;                /* 'J' day 1..365 without leap day, 'D' day 0..365, 'M' month form */
  int32_t month, week, day; /* 'M': week 1..5 (5: the last), day 0 (Sunday)..6 */
  int32_t time_seconds;     /* of that day; may be negative or beyond 24 hours */
} zone_change;

typedef struct zone_rule {
  int32_t standard_offset, summer_offset; /* seconds east of UTC */
  bool has_summer;
  zone_change to_summer, to_standard;
} zone_rule;

/* False when the text is not of that form. */
bool zone_rule_parse(text source, zone_rule *out);

/* Seconds since 1970-01-01T00:00:00Z, of any year. */
int32_t zone_rule_offset_at(const zone_rule *rule, int64_t utc_seconds);

#endif
