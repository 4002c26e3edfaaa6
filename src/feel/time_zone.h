/* Offsets of IANA time zones, from the system's tzdata through GTimeZone.
 *
 * Any year: moments far ahead are folded by whole cycles of 400 years into the range that GLib
 * knows, because the calendar and the last rule of a zone repeat so. */
#ifndef SUDUI_FEEL_TIME_ZONE_H
#define SUDUI_FEEL_TIME_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { TIME_ZONE_NAME_SIZE = 64 };

/* Seconds since 1970-01-01T00:00:00Z; false for a name that is not in tzdata. */
bool time_zone_offset_at(const char *zone, int64_t utc_seconds, int32_t *offset_seconds_out);

/* The offset at a local moment (seconds as if the place were UTC): the earlier of two moments where
 * clocks were set back, the offset before the change where they were set forward. */
bool time_zone_offset_at_local(const char *zone, int64_t local_seconds,
                               int32_t *offset_seconds_out);

/* True for a name of tzdata such as "Asia/Shanghai"; forms like "EST5" or "+08:00", which GLib
 * would take, are not names. */
bool time_zone_is_known(text name);

#endif
