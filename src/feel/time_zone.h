/* Offsets of IANA time zones, read from the system's tzdata.
 *
 * Own reading of the TZif files (RFC 8536) and not GTimeZone: from 2038 on GLib gives wrong
 * offsets for zones whose winter time is the exception (Europe/Dublin), and no summer time at all
 * after some centuries, while FEEL knows years to 999,999,999.  A file is read at each call, some
 * microseconds; nothing is kept. */
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

/* True for a name of tzdata such as "Asia/Shanghai". */
bool time_zone_is_known(text name);

#endif
