/* Arenas: alignment, zeroing, the maximum, marks, reuse after reset. */
#include "base/arena.h"

#include <stdalign.h>

#include "base/allocator.h"
#include "support/table.h"

static void gives_aligned_zeroed_memory(void **state) {
  (void)state;
  arena *a = arena_create(0);
  for (size_t size = 0; size < 5000; size = size * 2 + 1) {
    unsigned char *block = arena_allocate(a, size);
    assert_non_null(block);
    assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
    for (size_t i = 0; i < size; i++) assert_int_equal(block[i], 0);
    memset(block, 0xAB, size);
  }
  arena_reset(a); /* the kept block holds old bytes, which must not show */
  unsigned char *again = arena_allocate(a, 3000);
  for (size_t i = 0; i < 3000; i++) assert_int_equal(again[i], 0);
  arena_destroy(a);
}

static void keeps_its_maximum(void **state) {
  (void)state;
  arena *a = arena_create(1000);
  assert_non_null(arena_allocate(a, 500));
  assert_null(arena_allocate(a, 600));
  assert_non_null(arena_allocate(a, 400));
  assert_null(arena_allocate(a, 200));
  arena_reset(a);
  assert_int_equal(arena_used_bytes(a), 0);
  assert_non_null(arena_allocate(a, 900));
  assert_null(arena_allocate_array(a, SIZE_MAX / 4, 8)); /* the product would overflow */
  assert_null(arena_allocate(a, SIZE_MAX));
  arena_destroy(a);
}

static void goes_back_to_marks(void **state) {
  (void)state;
  int64_t before = memory_live_blocks();
  arena *a = arena_create(0);
  char *kept = arena_copy_string(a, "kept");
  arena_mark mark = arena_get_mark(a);
  size_t used = arena_used_bytes(a);
  for (int i = 0; i < 100; i++) assert_non_null(arena_allocate(a, 100000));
  arena_rewind(a, mark);
  assert_int_equal(arena_used_bytes(a), used);
  assert_string_equal(kept, "kept");
  arena *fresh = arena_create(0);
  arena_mark start = arena_get_mark(fresh);
  arena_allocate(fresh, 10);
  arena_rewind(fresh, start);
  assert_int_equal(arena_used_bytes(fresh), 0);
  arena_destroy(fresh);
  arena_destroy(a);
  arena_destroy(NULL);
  assert_int_equal(memory_live_blocks(), before);
}

static void copies_end_in_nul(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text copy = arena_copy(a, text_slice(TEXT("abcdef"), 1, 3));
  assert_string_equal(copy.data, "bcd");
  assert_int_equal(copy.size, 3);
  assert_string_equal(arena_copy(a, (text){NULL, 0}).data, "");
  arena_destroy(a);
}

static void says_no_when_memory_is_out(void **state) {
  (void)state;
  memory_fail_after(0, false);
  assert_null(arena_create(0));
  arena *a = arena_create(0);
  memory_fail_after(0, false);
  assert_null(arena_allocate(a, 10));
  memory_fail_after(-1, false);
  assert_non_null(arena_allocate(a, 10));
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gives_aligned_zeroed_memory), cmocka_unit_test(keeps_its_maximum),
      cmocka_unit_test(goes_back_to_marks),          cmocka_unit_test(copies_end_in_nul),
      cmocka_unit_test(says_no_when_memory_is_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
