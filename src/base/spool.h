/* Bytes put aside for later: in memory up to a bound, then in a file without a name.
 *
 * For intermediate results that may be larger than memory.  The file is gone with the spool, also
 * when the process ends. */
#ifndef SUDUI_BASE_SPOOL_H
#define SUDUI_BASE_SPOOL_H

#include "base/arena.h"
#include "base/error.h"

typedef struct spool spool;

/* `beside` is a path in whose folder the file may lie; borrowed.  NULL: memory is out. */
spool *spool_create(const char *beside, size_t memory_bytes_max);
void spool_destroy(spool *s); /* NULL is allowed */

sd_status spool_add(spool *s, text bytes, sd_error *error);
uint64_t spool_size(const spool *s);
/* Everything, in `a`. */
sd_status spool_read_all(spool *s, arena *a, text *out, sd_error *error);

/* Everything again from the start, in pieces of at most 1 MB; borrowed during the call. */
typedef sd_status (*spool_taker)(void *context, text piece, sd_error *error);
sd_status spool_each(spool *s, spool_taker take, void *context, sd_error *error);

#endif
