/* A bounded queue with threads behind it: work that cannot be done soon is refused at once.
 *
 * Under overload a server that takes everything serves nobody in time; this one does what it can
 * and says no to the rest, which is cheap.  Source: reliability.md R20. */
#ifndef SUDUI_WEB_WORK_QUEUE_H
#define SUDUI_WEB_WORK_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

/* Part of the caller's struct, which stays the caller's. */
typedef struct work_item {
  struct work_item *next;
  int64_t arrived_us; /* of clock_monotonic_us */
} work_item;

typedef struct work_queue work_queue;

typedef struct work_options {
  unsigned threads;
  unsigned waiting_max; /* items that wait */
  int64_t wait_max_us;  /* how long one may have waited */
  /* Called in a thread of the queue; `too_late`: it waited longer than that and is only to be told
   * so. */
  void (*work)(void *context, work_item *item, bool too_late);
  void *context;
} work_options;

/* NULL when memory or threads are out. */
work_queue *work_queue_create(const work_options *options);
/* False when the queue is full or ends: the item was not taken. */
bool work_queue_add(work_queue *q, work_item *item);
/* Does what waits, joins the threads, and from then on takes nothing: any thread may still try. */
void work_queue_end(work_queue *q);
/* Ends it too; nobody else may use it any more.  NULL is allowed. */
void work_queue_destroy(work_queue *q);
/* Items that wait now. */
unsigned work_queue_waiting(work_queue *q);

#endif
