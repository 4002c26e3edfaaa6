/* Cells of every kind and width; ranges and presence. */
#include "column/column.h"

#include "base/text_builder.h"

#include "support/table.h"

static const int8_t BYTES[] = {-3, 7, 0};
static const uint8_t CODES[] = {1, 0, 200};
static const int16_t SHORTS[] = {-300, 7, 0};
static const int32_t WORDS[] = {-70000, 7, 19723};
static const int64_t LONGS[] = {INT64_MIN, INT64_MAX, 5};
static const uint64_t FIRST_AND_LAST[] = {5};
static const text FIELDS[] = {{"生物", 6}, {"F1", 2}};

static const struct {
  const char *name;
  column column;
  const char *cells[3];
  int64_t min, max;
} CASES[] = {
    {"bytes",
     {COLUMN_NUMBER, .width = 1, .scale = 1, .values = BYTES},
     {"-0.3", "0.7", "0"},
     -3,
     7},
    {"shorts", {COLUMN_NUMBER, .width = 2, .values = SHORTS}, {"-300", "7", "0"}, -300, 7},
    {"words",
     {COLUMN_NUMBER, .width = 4, .values = WORDS},
     {"-70000", "7", "19723"},
     -70000,
     19723},
    {"longs",
     {COLUMN_NUMBER, .width = 8, .scale = 2, .values = LONGS},
     {"-92233720368547758.08", "92233720368547758.07", "0.05"},
     INT64_MIN,
     INT64_MAX},
    {"one for all", {COLUMN_NUMBER, .width = 0, .values = &LONGS[2]}, {"5", "5", "5"}, 5, 5},
    {"dates",
     {COLUMN_DATE, .width = 4, .values = WORDS},
     {"1778-05-07", "1970-01-08", "2024-01-01"},
     -70000,
     19723},
    {"booleans", {COLUMN_BOOLEAN, .width = 1, .values = CODES}, {"true", "false", "true"}, 0, 200},
    {"strings",
     {COLUMN_STRING, .width = 1, .values = CODES, .dictionary = FIELDS, .dictionary_count = 2},
     {"F1", "生物", "null"},
     0,
     200},
    {"absent",
     {COLUMN_NUMBER, .width = 4, .values = WORDS, .present = FIRST_AND_LAST},
     {"-70000", "null", "19723"},
     -70000,
     19723},
};

static void test_cells(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(CASES); i++) {
    column c = CASES[i].column;
    for (size_t row = 0; row < 3; row++) {
      text_builder b;
      text_builder_init(&b, 100);
      value_to_text(column_cell(&c, row), &b);
      text shown = text_builder_text(&b);
      CHECK_ROW(CASES[i].name, text_is(shown, CASES[i].cells[row]));
      text_builder_release(&b);
    }
    column_find_range(&c, 3);
    CHECK_ROW(CASES[i].name, c.has_range && c.min == CASES[i].min && c.max == CASES[i].max);
  }
}

static void test_presence(void **state) {
  (void)state;
  uint8_t flags[70];
  for (size_t i = 0; i < 70; i++) flags[i] = i % 3 == 0 ? 3 : 2;
  uint64_t words[2];
  assert_int_equal(column_pack_presence(flags, 1, 70, words), 24);
  column c = {COLUMN_BOOLEAN, .width = 1, .values = flags, .present = words};
  for (size_t i = 0; i < 70; i++) assert_true(column_is_present(&c, i) == (i % 3 == 0));
  assert_int_equal(words[1] >> 6, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells), cmocka_unit_test(test_presence)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
