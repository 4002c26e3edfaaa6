/* Maps: order of insertion, replacing, growing, want of memory. */
#include "base/map.h"

#include "support/table.h"

static void keeps_the_order_of_insertion(void **state) {
  (void)state;
  arena *a = arena_create(0);
  map m;
  map_init(&m, a);
  assert_null(map_get(&m, TEXT("x")));
  assert_int_equal(map_index(&m, TEXT("x")), SIZE_MAX);
  static int values[1000];
  for (int i = 0; i < 1000; i++) {
    char key[16];
    snprintf(key, sizeof key, "%d", i * 7919 % 1000);
    assert_true(map_set(&m, arena_copy(a, text_of(key)), &values[i]));
  }
  assert_int_equal(m.count, 1000);
  for (int i = 0; i < 1000; i++) {
    char key[16];
    snprintf(key, sizeof key, "%d", i * 7919 % 1000);
    assert_ptr_equal(map_get(&m, text_of(key)), &values[i]);
    assert_int_equal(map_index(&m, text_of(key)), i);
    assert_true(text_is(m.entries[i].key, key));
  }
  arena_destroy(a);
}

static void replaces_in_place(void **state) {
  (void)state;
  arena *a = arena_create(0);
  map m;
  map_init(&m, a);
  int one = 1, two = 2;
  assert_true(map_set(&m, TEXT("a"), &one) && map_set(&m, TEXT("b"), &one));
  assert_true(map_set(&m, TEXT("a"), &two));
  assert_true(map_set(&m, TEXT(""), &two)); /* an empty key is a key */
  assert_int_equal(m.count, 3);
  assert_int_equal(map_index(&m, TEXT("a")), 0);
  assert_ptr_equal(map_get(&m, TEXT("a")), &two);
  assert_ptr_equal(map_get(&m, TEXT("")), &two);
  arena_destroy(a);
}

static void says_no_when_memory_is_out(void **state) {
  (void)state;
  arena *a = arena_create(300);
  map m;
  map_init(&m, a);
  static const char *const KEYS[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  size_t stored = 0;
  while (stored < COUNT_OF(KEYS) && map_set(&m, text_of(KEYS[stored]), &stored)) stored++;
  assert_int_equal(stored, 8);
  for (size_t i = 0; i < stored; i++) assert_non_null(map_get(&m, text_of(KEYS[i])));
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keeps_the_order_of_insertion),
      cmocka_unit_test(replaces_in_place),
      cmocka_unit_test(says_no_when_memory_is_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
