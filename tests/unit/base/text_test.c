/* Borrowed texts: comparing, finding, trimming, decoding good and bad UTF-8. */
#include "base/text.h"

#include "support/table.h"

static void compares_and_finds(void **state) {
  (void)state;
  assert_true(text_equal(text_of(NULL), TEXT("")));
  assert_true(text_is(TEXT("中"), "中"));
  assert_false(text_is(TEXT("中"), "中国"));
  assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
  assert_true(text_compare(TEXT("b"), TEXT("ab")) > 0);
  assert_int_equal(text_compare(TEXT("中"), TEXT("中")), 0);
  assert_true(text_starts_with(TEXT("abc"), TEXT("")));
  assert_true(text_ends_with(TEXT("abc"), TEXT("bc")));
  assert_false(text_ends_with(TEXT("c"), TEXT("bc")));
  static const struct {
    const char *haystack, *needle;
    size_t from, at;
  } ROWS[] = {{"abcabc", "bc", 0, 1}, {"abcabc", "bc", 2, 4},   {"abcabc", "bd", 0, SIZE_MAX},
              {"abc", "", 1, 1},      {"", "a", 0, SIZE_MAX},   {"abc", "abcd", 0, SIZE_MAX},
              {"aab", "ab", 0, 1},    {"abc", "c", 9, SIZE_MAX}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i].haystack, text_find(text_of(ROWS[i].haystack), text_of(ROWS[i].needle),
                                          ROWS[i].from) == ROWS[i].at);
  }
}

static void slices_and_trims(void **state) {
  (void)state;
  assert_true(text_is(text_slice(TEXT("abc"), 1, 1), "b"));
  assert_true(text_is(text_slice(TEXT("abc"), 1, SIZE_MAX), "bc"));
  assert_true(text_is(text_slice(TEXT("abc"), 7, 1), ""));
  static const char *const ROWS[][2] = {{" a b ", "a b"},
                                        {"\xEF\xBB\xBF\t\r\n甲　", "甲"},
                                        {"　　", ""},
                                        {"", ""},
                                        {"\xC2\xA0x\xC2\xA0", "x"}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i][0], text_is(text_trim(text_of(ROWS[i][0])), ROWS[i][1]));
  }
}

static void decodes_what_it_encodes(void **state) {
  (void)state;
  static const int32_t CODES[] = {0x01,   0x7F,   0x80,    0x7FF,   0x800,
                                  0x4E2D, 0xFFFF, 0x10000, 0x20BB7, 0x10FFFF};
  for (size_t i = 0; i < COUNT_OF(CODES); i++) {
    char buffer[4];
    size_t offset = 0, size = text_encode(buffer, CODES[i]);
    assert_int_equal(text_decode((text){buffer, size}, &offset), CODES[i]);
    assert_int_equal(offset, size);
    assert_int_equal(text_decode((text){buffer, size}, &offset), -1);
  }
  assert_int_equal(text_code_points(TEXT("a中𠮷")), 3);
}

static void refuses_bad_utf8(void **state) {
  (void)state;
  static const struct {
    const char *name, *bytes;
  } ROWS[] = {{"lone continuation", "\x80"},          {"overlong slash", "\xC0\xAF"},
              {"overlong three", "\xE0\x80\xAF"},     {"surrogate", "\xED\xA0\x80"},
              {"above the last", "\xF4\x90\x80\x80"}, {"cut", "\xE4\xB8"},
              {"five bytes", "\xF8\x88\x80\x80\x80"}, {"FF", "\xFF"}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    size_t offset = 0;
    CHECK_ROW(ROWS[i].name, text_decode(text_of(ROWS[i].bytes), &offset) == -2 && offset == 1);
    CHECK_ROW(ROWS[i].name, !text_is_utf8(text_of(ROWS[i].bytes)));
  }
  assert_true(text_is_utf8(TEXT("中a𠮷")));
}

static const struct {
  const char *name, *other;
  size_t distance;
} distances[] = {
    {"", "", 0},
    {"abc", "abc", 0},
    {"flase", "false", 1},
    {"uper", "upper", 1},
    {"abc", "", 3},
    {"kitten", "sitting", 3},
    {"销售收如", "销售收入", 1},
    {"ab", "ba", 1},
    {"收销入售", "销收入售", 1},
};

static void counts_the_edits(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(distances); i++) {
    text a = text_of(distances[i].name), b = text_of(distances[i].other);
    CHECK_ROW(distances[i].name, text_distance(a, b) == distances[i].distance);
    CHECK_ROW(distances[i].name, text_distance(b, a) == distances[i].distance);
  }
  char longer[80];
  memset(longer, 'a', sizeof longer);
  assert_true(text_distance((text){longer, sizeof longer}, TEXT("a")) == SIZE_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_the_edits), cmocka_unit_test(compares_and_finds),
      cmocka_unit_test(slices_and_trims), cmocka_unit_test(decodes_what_it_encodes),
      cmocka_unit_test(refuses_bad_utf8),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
