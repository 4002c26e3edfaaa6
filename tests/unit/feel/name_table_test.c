/* Which text spells which name, scopes, and the longest match. */
#include "feel/name_table.h"

#include "support/table.h"

typedef struct match_case {
  const char *name, *source;
  size_t size; /* bytes that match; 0: none */
} match_case;

static void spellings(void **state) {
  (void)state;
  static const match_case cases[] = {
      {"a", "a", 1},
      {"a", "a + b", 1},
      {"a", "ab", 0},
      {"a b", "a b", 3},
      {"a b", "a  \n b + 1", 6},
      {"a b", "ab", 0},
      {"ab", "a b", 0},
      {"a-b", "a - b", 5},
      {"a - b", "a-b", 3},
      {"a-b", "a-bc", 0},
      {"x (y)", "x(y) z", 4},
      {"it's", "it's", 4},
      {"占比(%)", "占比(%) > 1", 9},
      {"2", "2", 1},
      {"a 1", "a 12", 0},
      {"a", "", 0},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++)
    CHECK_ROW(cases[i].source,
              name_match_at(text_of(cases[i].name), text_of(cases[i].source), 0) == cases[i].size);
}

static uint32_t slot_at(name_table *names, const char *source) {
  name_entry *entry = NULL;
  return name_table_match(names, text_of(source), 0, &entry) > 0 ? entry->slot : NAME_NO_SLOT;
}

static void scopes(void **state) {
  (void)state;
  arena *a = arena_create(0);
  name_table *names = name_table_create(a);
  name_table_declare(names, TEXT("x"), 1, NULL);
  name_table_declare(names, TEXT("x y"), 2, NULL);
  assert_int_equal(slot_at(names, "x + 1"), 1);
  assert_int_equal(slot_at(names, "x y + 1"), 2);
  name_table_push(names);
  name_table_declare(names, TEXT("x"), 3, NULL);
  assert_int_equal(slot_at(names, "x + 1"), 3);
  assert_int_equal(slot_at(names, "x y"), 2);
  name_entry *item = name_table_push_filter(names), *items[4];
  assert_int_equal(name_table_filter_items(names, 0, items, 4), 1);
  assert_ptr_equal(items[0], item);
  assert_int_equal(name_table_filter_items(names, item->level, items, 4), 0);
  name_table_pop(names);
  name_table_pop(names);
  assert_int_equal(slot_at(names, "x + 1"), 1);
  assert_int_equal(slot_at(names, "z"), NAME_NO_SLOT);
  arena_destroy(a);
}

/* More scopes than the table counts: their names stay visible, and every pop finds its push. */
static void very_many_scopes(void **state) {
  (void)state;
  arena *a = arena_create(0);
  name_table *names = name_table_create(a);
  for (int i = 0; i < 2000; i++) name_table_push(names);
  name_table_declare(names, TEXT("deep"), 7, NULL);
  assert_int_equal(slot_at(names, "deep"), 7);
  for (int i = 0; i < 2000; i++) name_table_pop(names);
  assert_int_equal(slot_at(names, "deep"), NAME_NO_SLOT);
  arena_destroy(a);
}

static void members_and_types(void **state) {
  (void)state;
  arena *a = arena_create(0);
  name_table *names = name_table_create(a);
  const type_field fields[] = {{TEXT("interest rate"), type_basic(TYPE_NUMBER)},
                               {TEXT("a-b"), type_basic(TYPE_STRING)}};
  const feel_type loan = {.kind = TYPE_CONTEXT, .fields = fields, .field_count = 2};
  name_table_declare_members(names, &loan);
  name_table_declare_type(names, TEXT("common.tLoan"), &loan);
  text member;
  assert_int_equal(name_table_match_member(names, TEXT("interest  rate * 2"), 0, &member), 14);
  assert_true(text_is(member, "interest rate"));
  assert_int_equal(name_table_match_member(names, TEXT("a - b"), 0, &member), 5);
  assert_int_equal(name_table_match_member(names, TEXT("rate"), 0, &member), 0);
  const feel_type *type;
  assert_int_equal(name_table_match_type(names, TEXT("common.tLoan>"), 0, &type), 12);
  assert_ptr_equal(type, &loan);
  assert_int_equal(name_table_match_type(names, TEXT("date and time"), 0, &type), 13);
  assert_int_equal(type->kind, TYPE_DATE_TIME);
  assert_ptr_equal(name_table_find_type(names, TEXT("common.tLoan")), &loan);
  assert_null(name_table_find_type(names, TEXT("nothing")));
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(spellings), cmocka_unit_test(scopes),
                                     cmocka_unit_test(very_many_scopes),
                                     cmocka_unit_test(members_and_types)};
  return cmocka_run_group_tests_name("name table", tests, NULL, NULL);
}
