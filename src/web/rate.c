/* How often an address may do something: a count for each span of time. */
#include "web/rate.h"

#include <pthread.h>

#include "base/allocator.h"
#include "base/clock.h"

enum { RATE_PLACES = 4096 };

typedef struct rate_place {
  int64_t span;
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

bool rate_allows(rate_table *t, text who, int64_t now_us) {
  uint64_t hash = text_hash(who);
  int64_t span = now_us / CLOCK_SECOND_US / t->limit.seconds;
  pthread_mutex_lock(&t->lock);
  rate_place *place = &t->places[hash % RATE_PLACES];
  if (place->span != span) *place = (rate_place){.span = span};
  bool allowed = place->calls < t->limit.calls;
  if (allowed) place->calls++;
  pthread_mutex_unlock(&t->lock);
  return allowed;
}

int rate_wait(const rate_table *t, int64_t now_us) {
  return (int)(t->limit.seconds - now_us / CLOCK_SECOND_US % t->limit.seconds);
}
