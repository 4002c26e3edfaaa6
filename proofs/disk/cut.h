/* Power cuts: what the disk may hold when the machine stops before an operation of a recorded log.
 *
 * A write, truncation or name that was not synced is lost, kept, torn by sectors, or garbage. */
#ifndef SUDUI_PROOFS_CUT_H
#define SUDUI_PROOFS_CUT_H

#include "base/random.h"
#include "disk.h"

typedef enum damage { DAMAGE_LOST, DAMAGE_KEPT, DAMAGE_TORN, DAMAGE_GARBLED, DAMAGE_COUNT } damage;
extern const char *const damage_names[DAMAGE_COUNT];

typedef struct cut {
  const disk_operation *log;
  size_t log_count;
  disk_image durable; /* what nothing can take away before operation `next` */
  size_t changes;     /* how often `durable` became another one */
  size_t *pending;    /* operations that are not durable yet, in order */
  size_t pending_count;
  size_t next;
  bool lying; /* syncs do nothing */
} cut;

/* Before the first operation of a log, which must outlive the cut.  A cut may begin again. */
void cut_begin(cut *c, const disk_image *base, const disk_operation *log, size_t count, bool lying);
void cut_advance(cut *c); /* over one operation */
/* Leaves the disk as the cut could. */
void cut_build(const cut *c, damage how, random_source *r);

#endif
