/* feel/regex and feel/regex_translate: what PCRE2 gets, what work costs, what memory does. */
#include "feel/regex.h"
#include "base/allocator.h"
#include "base/text_builder.h"
#include "support/table.h"

static void test_translation(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *flags, *expected; /* NULL: refused */
  } ROWS[] = {
      {"ab", "", "\\x{61}\\x{62}"},
      {"a", "i", "[\\x{41}\\x{61}]"},
      {"k", "i", "[\\x{4B}\\x{6B}\\x{212A}]"},
      {"1", "i", "\\x{31}"},
      {".", "", "[^\\n\\r]"},
      {".", "s", "(?s:.)"},
      {"^a$", "", "(?:^)\\x{61}(?:$)"},
      {"a*?", "", "\\x{61}*?(?C0)"},
      {"(a)\\1", "", "(\\x{61})(?C0)(?:\\g{1})"},
      {"[a-c-[b]]", "", "(?:(?![\\x{62}])[\\x{61}-\\x{63}])"},
      {"[^a\\d]", "", "[^\\x{61}\\p{Nd}]"},
      {"\\s", "", "[\\x{20}\\x{9}\\x{A}\\x{D}]"},
      {"\\p{IsBasicLatin}", "", "[\\x{0}-\\x{7F}]"},
      {" a [ ] ", "x", "\\x{61}[\\x{20}]"},
      {"\\ s", "x", "[\\x{20}\\x{9}\\x{A}\\x{D}]"},
      {"a.*", "q", "\\x{61}\\x{2E}\\x{2A}"},
      {"a{2,}", "", "\\x{61}{2,}(?C0)"},
      {"a{65536}", "", NULL},
      {"a", "z", NULL},
      {"\xFF", "", NULL},
      {"(", "", NULL},
      {"\\p{Lx}", "", NULL},
      {"\\p{L", "", NULL},
      {"\\pL", "", NULL},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text_builder out;
    text_builder_init(&out, 10000);
    regex_outcome outcome = regex_translate(text_of(ROWS[i].pattern), text_of(ROWS[i].flags), &out);
    CHECK_ROW(ROWS[i].pattern, outcome == (ROWS[i].expected == NULL ? REGEX_INVALID : REGEX_OK));
    if (outcome == REGEX_OK) CHECK_ROW_TEXT(ROWS[i].pattern, out.data, ROWS[i].expected);
    text_builder_release(&out);
  }
}

static regex_outcome find(const char *pattern, text input, bool *found) {
  regex *r = NULL;
  regex_outcome outcome = regex_create(text_of(pattern), TEXT(""), &r);
  if (outcome == REGEX_OK) outcome = regex_find(r, input, found);
  regex_destroy(r);
  return outcome;
}

/* Patterns that take exponential or high polynomial time end in REGEX_LIMIT. */
static void test_work_is_bounded(void **state) {
  (void)state;
  static const char *const PATTERNS[] = {
      "^(a+)+[bc]$",         "^(a|a)*[bc]$",         "^(a|aa)+[bc]$",       "^(.*a){12}[bc][cd]",
      "(a*)*(a*)*(a*)*[bc]", "^((((a*)*)*)*)*[bc]$", "^(a?){40}a{40}[bc]$",
  };
  char input[2000];
  memset(input, 'a', sizeof input);
  for (size_t i = 0; i < COUNT_OF(PATTERNS); i++) {
    bool found = false;
    CHECK_ROW(PATTERNS[i], find(PATTERNS[i], (text){input, sizeof input}, &found) == REGEX_LIMIT);
  }
}

/* Nesting is refused before the stack is used up. */
static void test_depth_is_bounded(void **state) {
  (void)state;
  text_builder pattern;
  text_builder_init(&pattern, 100000);
  for (int i = 0; i < 10000; i++) text_builder_add_byte(&pattern, '(');
  bool found;
  assert_int_equal(find(pattern.data, TEXT("a"), &found), REGEX_INVALID);
  text_builder_clear(&pattern);
  for (int i = 0; i < 10000; i++) text_builder_add_string(&pattern, "[a-");
  assert_int_equal(find(pattern.data, TEXT("a"), &found), REGEX_INVALID);
  text_builder_release(&pattern);
}

/* Fails the first, second, third ... allocation until the whole succeeds; nothing may leak. */
static void test_allocations_fail(void **state) {
  (void)state;
  int64_t before = memory_live_blocks();
  regex_outcome outcome = REGEX_OUT_OF_MEMORY;
  for (int64_t i = 0; outcome != REGEX_OK; i++) {
    assert_true(i < 1000);
    memory_fail_after(i, true);
    arena *a = arena_create(0);
    regex *r = NULL;
    text replaced;
    value parts;
    outcome = a == NULL ? REGEX_OUT_OF_MEMORY : regex_create(TEXT("(b+)[a-z-[x]]"), TEXT("i"), &r);
    if (outcome == REGEX_OK) outcome = regex_replace(r, a, TEXT("abbcd"), TEXT("<$1>"), &replaced);
    if (outcome == REGEX_OK) {
      assert_true(text_is(replaced, "a<bb>d"));
      outcome = regex_split(r, a, TEXT("abbcd"), &parts);
    }
    regex_destroy(r);
    memory_fail_after(-1, false);
    assert_true(outcome == REGEX_OK || outcome == REGEX_OUT_OF_MEMORY);
    arena_destroy(a);
  }
  assert_int_equal(memory_live_blocks(), before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_translation),
      cmocka_unit_test(test_work_is_bounded),
      cmocka_unit_test(test_depth_is_bounded),
      cmocka_unit_test(test_allocations_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
