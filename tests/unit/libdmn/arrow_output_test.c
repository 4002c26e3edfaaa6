/* Arrow structs out: releases in any order, moved children, want of memory. */
#include "libdmn/arrow_output.h"

#include "base/allocator.h"
#include "support/arrow.h"
#include "support/table.h"

static const text WORDS[] = {{"a", 1}, {"", 0}, {"bcd", 3}};

static void test_texts(void **state) {
  (void)state;
  struct ArrowArray array;
  assert_true(arrow_array_of_texts(&array, WORDS, 3));
  assert_int_equal(array.length, 3);
  const int32_t *offsets = array.buffers[1];
  assert_int_equal(offsets[0], 0);
  assert_int_equal(offsets[1], 1);
  assert_int_equal(offsets[2], 1);
  assert_int_equal(offsets[3], 4);
  assert_memory_equal(array.buffers[2], "abcd", 4);
  array.release(&array);
  assert_null(array.release);
}

/* A child that was moved out outlives its parent and is released once. */
static void test_moved_child(void **state) {
  (void)state;
  int64_t before = memory_live_blocks();
  struct ArrowArray parent, moved;
  assert_true(arrow_array_make(&parent, 3, 0, (void *[]){NULL}, 1, 2));
  assert_true(arrow_array_of_texts(parent.children[0], WORDS, 3));
  assert_true(arrow_array_of_texts(parent.children[1], WORDS, 2));
  moved = *parent.children[0];
  parent.children[0]->release = NULL;
  parent.release(&parent);
  assert_memory_equal(moved.buffers[2], "abcd", 4);
  moved.release(&moved);
  assert_int_equal(memory_live_blocks(), before);
}

static void test_decision_schema(void **state) {
  (void)state;
  static const char *const FORMATS[] = {"b", "d:38,2", "tdD", "u", "u"};
  for (int kind = 0; kind < 5; kind++) {
    int64_t before = memory_live_blocks();
    struct ArrowSchema s;
    assert_true(arrow_schema_make(&s, "+s", TEXT(""), TEXT(""), 3));
    assert_true(arrow_decision_schema(s.children, TEXT("Tax"), (arrow_value)kind, 2, true));
    assert_string_equal(s.children[0]->format, FORMATS[kind]);
    assert_string_equal(s.children[0]->name, "Tax");
    assert_string_equal(s.children[1]->name, "Tax status");
    assert_string_equal(s.children[1]->format, "c");
    assert_string_equal(s.children[1]->dictionary->format, "u");
    assert_string_equal(s.children[2]->format, "+l");
    assert_string_equal(s.children[2]->children[0]->format, "u");
    s.release(&s);
    assert_int_equal(memory_live_blocks(), before);
  }
}

static bool make_everything(void) {
  struct ArrowSchema s = {0};
  struct ArrowArray a = {0};
  bool ok = arrow_schema_make(&s, "+s", TEXT(""), TEXT(""), 3) &&
            arrow_decision_schema(s.children, TEXT("Tax"), ARROW_VALUE_NUMBER, 2, true) &&
            arrow_array_make(&a, 1, 0, (void *[]){NULL}, 1, 2) &&
            arrow_array_of_texts(a.children[0], WORDS, 3) &&
            arrow_status_array(a.children[1], memory_allocate(1), 1);
  arrow_schema_drop(&s);
  arrow_array_drop(&a);
  return ok;
}

static void test_want_of_memory(void **state) {
  (void)state;
  int64_t before = memory_live_blocks(), tries = 0;
  bool is_done = false;
  for (; !is_done && tries < 200; tries++) {
    memory_fail_after(tries, false);
    is_done = make_everything();
    memory_fail_after(-1, false);
    assert_int_equal(memory_live_blocks(), before);
  }
  assert_true(is_done && tries > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_texts), cmocka_unit_test(test_moved_child),
      cmocka_unit_test(test_decision_schema), cmocka_unit_test(test_want_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
