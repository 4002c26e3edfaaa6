/* How often an address may do something: a count for a span that begins with its first call.
 *
 * Bounded memory: a fixed table in which an address may share a place with another; sharing only
 * ever counts too much.  Any thread. */
#ifndef SUDUI_WEB_RATE_H
#define SUDUI_WEB_RATE_H

#include <stdint.h>

#include "base/text.h"

typedef struct rate_limit {
  uint32_t calls;
  uint32_t seconds;
} rate_limit;

typedef struct rate_table rate_table;

/* NULL when memory is out. */
rate_table *rate_table_create(rate_limit limit);
void rate_table_destroy(rate_table *t); /* NULL is allowed */
/* Counts one call of `who`: 0, or the seconds, at least 1, until the next is allowed. */
int rate_count(rate_table *t, text who, int64_t now_us);

#endif
