/* Names by their pieces: which spellings are one name, and the longest name at a place. */
#include "feel/name_trie.h"

#include "support/table.h"

static const char *const NAMES[] = {"age",      "date of birth", "date", "a-b",           "a",
                                    "研发费用", "研发费用 占比", "+x",   "common.tPerson"};

static void fill(name_trie *t) {
  for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
    void **place = name_trie_place(t, text_of(NAMES[i]));
    assert_non_null(place);
    assert_null(*place);
    *place = (void *)(uintptr_t)NAMES[i];
  }
}

static void matches_the_longest(void **state) {
  (void)state;
  static const struct {
    const char *source;
    const char *name; /* NULL: none */
    size_t size;
  } ROWS[] = {
      {"age + 1", "age", 3},
      {"ages", NULL, 0},
      {"date of birth.year", "date of birth", 13},
      {"date  of\n birth", "date of birth", 15},
      {"date of death", "date", 4},
      {"dateof birth", NULL, 0},
      {"a - b", "a-b", 5},
      {"a-b", "a-b", 3},
      {"a-bc", "a", 1},
      {"a - c", "a", 1},
      {"研发费用占比", NULL, 0},
      {"研发费用 占比", "研发费用 占比", 19},
      {"+ x", "+x", 3},
      {"common . tPerson", "common.tPerson", 16},
      {"", NULL, 0},
      {"\xff", NULL, 0},
  };
  arena *a = arena_create(0);
  name_trie t = {.arena = a};
  size_t size = 0;
  assert_null(name_trie_match(&t, TEXT("age"), 0, &size));
  fill(&t);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    size = 0;
    const char *found = name_trie_match(&t, text_of(ROWS[i].source), 0, &size);
    CHECK_ROW(ROWS[i].source, (found == NULL) == (ROWS[i].name == NULL));
    if (found != NULL) CHECK_ROW_TEXT(ROWS[i].source, found, ROWS[i].name);
    CHECK_ROW(ROWS[i].source, size == ROWS[i].size);
  }
  assert_string_equal(name_trie_match(&t, TEXT("1 + age"), 4, &size), "age");
  arena_destroy(a);
}

static void finds_exactly(void **state) {
  (void)state;
  static const struct {
    const char *name;
    bool is_known;
  } ROWS[] = {{"age", true}, {" a -b", true}, {"date of", false}, {"", false}, {"agex", false}};
  arena *a = arena_create(0);
  name_trie t = {.arena = a};
  assert_null(name_trie_find(&t, TEXT("age")));
  fill(&t);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i].name,
              (name_trie_find(&t, text_of(ROWS[i].name)) != NULL) == ROWS[i].is_known);
  }
  assert_null(name_trie_place(&t, TEXT(" ")));
  assert_ptr_equal(*name_trie_place(&t, TEXT("a- b")), NAMES[3]);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(matches_the_longest),
                                     cmocka_unit_test(finds_exactly)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
