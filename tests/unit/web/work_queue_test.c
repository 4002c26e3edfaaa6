/* A bounded queue: order, bound, lateness, its end. */
#include "web/work_queue.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "support/table.h"

enum { ITEMS = 64 };

/* Work that waits until the test opens the gate. */
typedef struct bench {
  pthread_mutex_t gate;
  atomic_uint done, late;
  work_item items[ITEMS];
  unsigned order[ITEMS];
} bench;

static void work(void *context, work_item *item, bool too_late) {
  bench *b = context;
  pthread_mutex_lock(&b->gate);
  b->order[atomic_fetch_add(&b->done, 1)] = (unsigned)(item - b->items);
  if (too_late) atomic_fetch_add(&b->late, 1);
  pthread_mutex_unlock(&b->gate);
}

static void rest(void) { nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL); }

/* One item is worked on, so that exactly `waiting_max` more are taken. */
static void it_is_bounded_and_in_order(void **state) {
  (void)state;
  bench b = {.gate = PTHREAD_MUTEX_INITIALIZER};
  work_options options = {1, 10, INT64_C(60000000), work, &b};
  pthread_mutex_lock(&b.gate);
  work_queue *q = work_queue_create(&options);
  assert_non_null(q);
  assert_true(work_queue_add(q, &b.items[0]));
  while (work_queue_waiting(q) != 0) rest();
  for (unsigned i = 1; i <= 10; i++) assert_true(work_queue_add(q, &b.items[i]));
  assert_false(work_queue_add(q, &b.items[11]));
  assert_int_equal(work_queue_waiting(q), 10);
  pthread_mutex_unlock(&b.gate);
  work_queue_destroy(q); /* does what waits */
  assert_int_equal(b.done, 11);
  assert_int_equal(b.late, 0);
  for (unsigned i = 0; i < 11; i++) assert_int_equal(b.order[i], i);
}

static void who_waited_too_long_is_told(void **state) {
  (void)state;
  bench b = {.gate = PTHREAD_MUTEX_INITIALIZER};
  work_options options = {2, ITEMS, 5000, work, &b};
  pthread_mutex_lock(&b.gate);
  work_queue *q = work_queue_create(&options);
  for (unsigned i = 0; i < 20; i++) assert_true(work_queue_add(q, &b.items[i]));
  rest();
  pthread_mutex_unlock(&b.gate);
  work_queue_destroy(q);
  assert_int_equal(b.done, 20);
  assert_true(b.late >= 18 && b.late <= 20); /* those that two threads had not begun */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(it_is_bounded_and_in_order),
                                     cmocka_unit_test(who_waited_too_long_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
