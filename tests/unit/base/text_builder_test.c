/* Growing texts: appending, the maximum, failures that last. */
#include "base/text_builder.h"

#include "base/allocator.h"
#include "support/table.h"

static void appends(void **state) {
  (void)state;
  text_builder b;
  text_builder_init(&b, 1000);
  assert_true(text_is(text_builder_text(&b), ""));
  text_builder_add_string(&b, "a");
  text_builder_add_byte(&b, '-');
  text_builder_add_code_point(&b, 0x4E2D);
  text_builder_add_number(&b, INT64_MIN);
  text_builder_format(&b, " %s=%d", "x", 5);
  assert_string_equal(b.data, "a-中-9223372036854775808 x=5");
  text_builder_clear(&b);
  assert_string_equal(b.data, "");
  for (int i = 0; i < 1000; i++) text_builder_add_byte(&b, 'x');
  assert_false(b.failed);
  assert_int_equal(b.size, 1000);
  text_builder_release(&b);
}

static void fails_for_good(void **state) {
  (void)state;
  text_builder b;
  text_builder_init(&b, 5);
  text_builder_add_string(&b, "abc");
  text_builder_add_string(&b, "def");
  assert_true(b.failed);
  text_builder_add_byte(&b, 'g'); /* would fit, but the text would have a hole */
  assert_string_equal(b.data, "abc");
  text_builder_clear(&b);
  text_builder_format(&b, "%d", 123456);
  assert_true(b.failed);
  text_builder_clear(&b);
  text_builder_format(&b, "%d", 12345);
  assert_false(b.failed);
  text_builder_release(&b);
  memory_fail_after(0, false);
  text_builder_add_byte(&b, 'x');
  memory_fail_after(-1, false);
  assert_true(b.failed);
  text_builder_release(&b);
}

static void on_memory_of_the_caller(void **state) {
  (void)state;
  char storage[6];
  text_builder b;
  int64_t blocks = memory_live_blocks();
  text_builder_init_on(&b, storage, sizeof storage);
  memory_fail_after(0, true);
  text_builder_add_string(&b, "abcde");
  memory_fail_after(-1, false);
  assert_false(b.failed);
  assert_string_equal(storage, "abcde");
  text_builder_add_byte(&b, 'f');
  assert_true(b.failed);
  assert_string_equal(storage, "abcde");
  assert_int_equal(memory_live_blocks(), blocks);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(appends),
      cmocka_unit_test(fails_for_good),
      cmocka_unit_test(on_memory_of_the_caller),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
