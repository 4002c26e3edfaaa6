/* The only source of the current time, and moments as text.
 *
 * A moment is microseconds since 1970-01-01T00:00:00Z.  Only the command line asks for the current
 * one and hands it on; nothing below may, so that every result can be replayed. */
#ifndef SUDUI_BASE_CLOCK_H
#define SUDUI_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { CLOCK_TEXT_SIZE = 40 };
#define CLOCK_SECOND_US INT64_C(1000000)
#define CLOCK_DAY_US (INT64_C(86400) * CLOCK_SECOND_US)
/* China keeps one time all year. */
enum { CLOCK_CHINA_OFFSET_SECONDS = 8 * 3600 };

int64_t clock_now_us(void);
/* For measuring durations and time limits; its zero means nothing. */
int64_t clock_monotonic_us(void);

/* "2026-11-23T10:00:00Z", with a fraction only when there is one ("...00.250000Z").  Returns the
 * length without the NUL. */
size_t clock_format(int64_t moment_us, char buffer[CLOCK_TEXT_SIZE]);
/* Reads that form, also with an offset ("+08:00") and up to six digits of fraction. */
bool clock_parse(text source, int64_t *moment_us_out);
/* The day number (see calendar.h) at a place `offset_seconds` east of UTC. */
int64_t clock_day(int64_t moment_us, int32_t offset_seconds);

#endif
