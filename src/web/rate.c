/* How often an address may do something: a count for a span that begins with its first call. */
#include "web/rate.h"

#include <pthread.h>

#include "base/allocator.h"
#include "base/clock.h"

enum { RATE_PLACES = 4096 };

typedef struct rate_place {
  int64_t begin_us; /* of the first call of the span */
  uint32_t calls;
} rate_place;

struct rate_table {
  rate_limit limit;
  pthread_mutex_t lock;
  rate_place places[RATE_PLACES];
};

rate_table *rate_table_create(rate_limit limit) {
  rate_table *t = memory_allocate(sizeof *t);
  if (t == NULL) return NULL;
  t->limit = limit;
  pthread_mutex_init(&t->lock, NULL);
  return t;
}

void rate_table_destroy(rate_table *t) {
  if (t == NULL) return;
  pthread_mutex_destroy(&t->lock);
  memory_free(t);
}

int rate_count(rate_table *t, text who, int64_t now_us) {
  uint64_t hash = text_hash(who);
  int64_t span_us = t->limit.seconds * CLOCK_SECOND_US;
  pthread_mutex_lock(&t->lock);
  rate_place *place = &t->places[hash % RATE_PLACES];
  int64_t past_us = now_us - place->begin_us;
  if (place->calls == 0 || past_us < 0 || past_us >= span_us) {
    *place = (rate_place){.begin_us = now_us};
    past_us = 0;
  }
  bool allowed = place->calls < t->limit.calls;
  if (allowed) place->calls++;
  pthread_mutex_unlock(&t->lock);
  return allowed ? 0 : (int)((span_us - past_us + CLOCK_SECOND_US - 1) / CLOCK_SECOND_US);
}
