/* The generator: fixed numbers for a seed, bounds, independence of streams. */
#include "base/random.h"

#include "support/table.h"

static void repeats_itself(void **state) {
  (void)state;
  random_source a, b;
  random_init(&a, 42);
  random_init(&b, 42);
  /* xoshiro256** after SplitMix64(42), from the authors' reference code. */
  static const uint64_t EXPECTED[] = {UINT64_C(0x15780b2e0c2ec716), UINT64_C(0x6104d9866d113a7e),
                                      UINT64_C(0xae17533239e499a1)};
  for (size_t i = 0; i < COUNT_OF(EXPECTED); i++) {
    uint64_t number = random_next(&a);
    assert_true(number == random_next(&b));
    assert_true(number == EXPECTED[i]);
  }
}

static void stays_within_bounds(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 7);
  uint64_t seen[6] = {0};
  for (int i = 0; i < 60000; i++) seen[random_below(&r, 6)]++;
  for (size_t i = 0; i < COUNT_OF(seen); i++) assert_in_range(seen[i], 9500, 10500);
  for (int i = 0; i < 1000; i++) {
    int64_t number = random_between(&r, -3, 3);
    assert_true(number >= -3 && number <= 3);
  }
  random_between(&r, INT64_MIN, INT64_MAX);
  uint64_t hits = 0;
  for (int i = 0; i < 100000; i++) hits += random_chance(&r, 3, 100);
  assert_in_range(hits, 2800, 3200);
  assert_false(random_chance(&r, 0, 5));
  assert_true(random_chance(&r, 5, 5));
}

static void streams_differ(void **state) {
  (void)state;
  uint64_t first[64];
  for (uint64_t i = 0; i < COUNT_OF(first); i++) {
    random_source r;
    random_init_stream(&r, 1, i);
    first[i] = random_next(&r);
    for (uint64_t k = 0; k < i; k++) assert_true(first[k] != first[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(repeats_itself),
      cmocka_unit_test(stays_within_bounds),
      cmocka_unit_test(streams_differ),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
