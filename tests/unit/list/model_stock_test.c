/* What is read once and shared: found by hash, bounded, the same for every thread. */
#include "list/model_stock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "support/table.h"

enum { THING_BYTES = 10000, THREADS = 4, KEYS = 40 };

static atomic_uint made;

static sd_status make(void *context, arena *a, const void **out, sd_error *error) {
  const unsigned *number = context;
  if (*number == 0) return error_set(error, SD_CORRUPT, MESSAGE_NONE, NULL);
  unsigned *thing = arena_allocate(a, THING_BYTES);
  assert_non_null(thing);
  *thing = *number;
  atomic_fetch_add(&made, 1);
  *out = thing;
  return SD_OK;
}

static model_stock_key key_of(model_stock_kind kind, unsigned number) {
  model_stock_key key = {.kind = kind};
  memcpy(key.hash.bytes, &number, sizeof number);
  return key;
}

static const unsigned *get(model_stock *s, model_stock_kind kind, unsigned number, arena *a) {
  const model_stock_key key = key_of(kind, number);
  const void *out = NULL;
  assert_int_equal(model_stock_get(s, &key, a, (model_maker){make, &number}, &out, NULL), SD_OK);
  assert_int_equal(*(const unsigned *)out, number);
  return out;
}

/* Three things of 10,000 bytes have room in 35,000. */
static void it_is_bounded(void **state) {
  (void)state;
  arena *a = arena_create(0);
  model_stock *s = model_stock_create(35000);
  const unsigned *first = get(s, STOCK_ITEM, 1, a);
  const struct {
    model_stock_kind kind;
    unsigned number, made_before, made_after;
  } rows[] = {
      {STOCK_ITEM, 1, 1, 1},  /* kept */
      {STOCK_AREAS, 1, 1, 2}, /* another kind is another thing */
      {STOCK_ITEM, 2, 2, 3},  {STOCK_ITEM, 2, 3, 3},
      {STOCK_ITEM, 3, 3, 5}, /* no room: made to see how large it is, and again in the arena */
      {STOCK_ITEM, 3, 5, 7},  {STOCK_ITEM, 1, 7, 7},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    assert_int_equal(atomic_load(&made), rows[i].made_before);
    get(s, rows[i].kind, rows[i].number, a);
    assert_int_equal(atomic_load(&made), rows[i].made_after);
  }
  assert_ptr_equal(get(s, STOCK_ITEM, 1, a), first);
  assert_int_equal(arena_used_bytes(a), 2 * THING_BYTES);
  model_stock_destroy(s);
  arena_destroy(a);
}

static void without_one_it_is_made(void **state) {
  (void)state;
  arena *a = arena_create(0);
  assert_ptr_not_equal(get(NULL, STOCK_ITEM, 1, a), get(NULL, STOCK_ITEM, 1, a));
  assert_int_equal(arena_used_bytes(a), 2 * THING_BYTES);
  arena_destroy(a);
}

static void a_failure_is_told_and_not_kept(void **state) {
  (void)state;
  arena *a = arena_create(0);
  model_stock *s = model_stock_create(35000);
  unsigned number = 0;
  const model_stock_key key = key_of(STOCK_ITEM, 7);
  const void *out;
  model_maker maker = {make, &number};
  assert_int_equal(model_stock_get(s, &key, a, maker, &out, NULL), SD_CORRUPT);
  number = 7;
  assert_int_equal(model_stock_get(s, &key, a, maker, &out, NULL), SD_OK);
  model_stock_destroy(s);
  arena_destroy(a);
}

typedef struct reader {
  model_stock *stock;
  const unsigned *seen[KEYS];
} reader;

static void *read_all(void *context) {
  reader *r = context;
  arena *a = arena_create(0);
  for (unsigned i = 0; i < KEYS; i++) r->seen[i] = get(r->stock, STOCK_ITEM, i + 1, a);
  assert_int_equal(arena_used_bytes(a), 0);
  arena_destroy(a);
  return NULL;
}

static void threads_share_it(void **state) {
  (void)state;
  model_stock *s = model_stock_create(1000000);
  reader readers[THREADS];
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    readers[i].stock = s;
    assert_int_equal(pthread_create(&threads[i], NULL, read_all, &readers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (int i = 1; i < THREADS; i++) {
    assert_memory_equal(readers[i].seen, readers[0].seen, sizeof readers[0].seen);
  }
  model_stock_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_bounded), cmocka_unit_test(without_one_it_is_made),
      cmocka_unit_test(a_failure_is_told_and_not_kept), cmocka_unit_test(threads_share_it)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
