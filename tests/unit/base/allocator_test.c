/* The door to malloc: zeroed memory, the count of blocks, faults on demand. */
#include "base/allocator.h"

#include "support/table.h"

static void counts_blocks(void **state) {
  (void)state;
  int64_t before = memory_live_blocks();
  unsigned char *block = memory_allocate(100);
  for (int i = 0; i < 100; i++) assert_int_equal(block[i], 0);
  block[99] = 7;
  block = memory_resize(block, 10000);
  assert_int_equal(block[99], 7);
  void *made_by_resize = memory_resize(NULL, 5);
  assert_int_equal(memory_live_blocks(), before + 2);
  memory_free(block);
  memory_free(made_by_resize);
  memory_free(NULL);
  assert_int_equal(memory_live_blocks(), before);
  void *empty = memory_allocate(0);
  assert_non_null(empty);
  memory_free(empty);
}

static void fails_on_demand(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int64_t countdown;
    bool sticky;
    bool works[4]; /* of four allocations */
  } ROWS[] = {
      {"the next, once", 0, false, {false, true, true, true}},
      {"the third, once", 2, false, {true, true, false, true}},
      {"the third and all after it", 2, true, {true, true, false, false}},
      {"off", -1, true, {true, true, true, true}},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    memory_fail_after(ROWS[i].countdown, ROWS[i].sticky);
    void *blocks[4];
    for (size_t k = 0; k < 4; k++) blocks[k] = memory_allocate(1);
    memory_fail_after(-1, false);
    for (size_t k = 0; k < 4; k++) {
      CHECK_ROW(ROWS[i].name, (blocks[k] != NULL) == ROWS[i].works[k]);
      memory_free(blocks[k]);
    }
  }
}

static void a_failed_resize_keeps_the_block(void **state) {
  (void)state;
  char *block = memory_allocate(4);
  memcpy(block, "abc", 4);
  memory_fail_after(0, false);
  assert_null(memory_resize(block, 1 << 20));
  assert_string_equal(block, "abc");
  memory_free(block);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_blocks),
      cmocka_unit_test(fails_on_demand),
      cmocka_unit_test(a_failed_resize_keeps_the_block),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
