/* How often an address may do something: a count for each span of time.
 *
 * Bounded memory: a fixed table in which an address may share a place with another; sharing only
 * ever counts too much.  Any thread. */
#ifndef SUDUI_WEB_RATE_H
#define SUDUI_WEB_RATE_H

#include <stdbool.h>
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
/* Counts one call of `who`; false when there were too many in the present span. */
bool rate_allows(rate_table *t, text who, int64_t now_us);
/* Seconds until the next span begins; at least 1. */
int rate_wait(const rate_table *t, int64_t now_us);

#endif
