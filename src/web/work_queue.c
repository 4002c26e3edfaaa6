/* A bounded queue with threads behind it: work that cannot be done soon is refused at once. */
#include "web/work_queue.h"

#include <pthread.h>
#include <stddef.h>

#include "base/allocator.h"
#include "base/clock.h"

enum { THREADS_MAX = 64 };

struct work_queue {
  work_options options;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  work_item *first, *last;
  unsigned waiting;
  bool ending;
  pthread_t threads[THREADS_MAX];
  unsigned thread_count;
};

static work_item *pop(work_queue *q) {
  pthread_mutex_lock(&q->lock);
  while (q->first == NULL && !q->ending) pthread_cond_wait(&q->changed, &q->lock);
  work_item *item = q->first;
  if (item != NULL) {
    q->first = item->next;
    if (q->first == NULL) q->last = NULL;
    q->waiting--;
  }
  pthread_mutex_unlock(&q->lock);
  return item;
}

static void *run(void *context) {
  work_queue *q = context;
  work_item *item;
  while ((item = pop(q)) != NULL) {
    bool too_late = clock_monotonic_us() - item->arrived_us > q->options.wait_max_us;
    q->options.work(q->options.context, item, too_late);
  }
  return NULL;
}

work_queue *work_queue_create(const work_options *options) {
  work_queue *q = memory_allocate(sizeof *q);
  if (q == NULL) return NULL;
  *q = (work_queue){.options = *options};
  pthread_mutex_init(&q->lock, NULL);
  pthread_cond_init(&q->changed, NULL);
  while (q->thread_count < options->threads && q->thread_count < THREADS_MAX &&
         pthread_create(&q->threads[q->thread_count], NULL, run, q) == 0) {
    q->thread_count++;
  }
  if (q->thread_count != 0) return q;
  work_queue_destroy(q);
  return NULL;
}

bool work_queue_add(work_queue *q, work_item *item) {
  item->next = NULL;
  item->arrived_us = clock_monotonic_us();
  pthread_mutex_lock(&q->lock);
  bool taken = !q->ending && q->waiting < q->options.waiting_max;
  if (taken) {
    if (q->last != NULL) q->last->next = item;
    if (q->last == NULL) q->first = item;
    q->last = item;
    q->waiting++;
    pthread_cond_signal(&q->changed);
  }
  pthread_mutex_unlock(&q->lock);
  return taken;
}

void work_queue_end(work_queue *q) {
  pthread_mutex_lock(&q->lock);
  q->ending = true;
  pthread_cond_broadcast(&q->changed);
  pthread_mutex_unlock(&q->lock);
  for (unsigned i = 0; i < q->thread_count; i++) pthread_join(q->threads[i], NULL);
  q->thread_count = 0;
}

void work_queue_destroy(work_queue *q) {
  if (q == NULL) return;
  work_queue_end(q);
  pthread_cond_destroy(&q->changed);
  pthread_mutex_destroy(&q->lock);
  memory_free(q);
}

unsigned work_queue_waiting(work_queue *q) {
  pthread_mutex_lock(&q->lock);
  unsigned waiting = q->waiting;
  pthread_mutex_unlock(&q->lock);
  return waiting;
}
