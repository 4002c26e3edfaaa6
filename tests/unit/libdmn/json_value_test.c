/* JSON to FEEL values by declared types, and back; no digit is lost. */
#include "libdmn/json_value.h"

#include "base/limits.h"
#include "support/table.h"

static const feel_type LIST_OF_DATES = {.kind = TYPE_LIST};

typedef struct reading_row {
  const char *name;
  type_kind type; /* TYPE_LIST: a list of dates */
  const char *json;
  const char *feel; /* as string() shows it; NULL: refused */
} reading_row;

static const reading_row READING_ROWS[] = {
    {"null", TYPE_DATE, "null", "null"},
    {"boolean", TYPE_ANY, "true", "true"},
    {"number", TYPE_NUMBER, "1200.50", "1200.5"},
    {"34 digits", TYPE_NUMBER, "1234567890123456789012345678901234",
     "1234567890123456789012345678901234"},
    {"35 digits", TYPE_NUMBER, "12345678901234567890123456789012345", NULL},
    {"34 digits and zeros around", TYPE_NUMBER, "0.00123456789012345678901234567890123400",
     "0.001234567890123456789012345678901234"},
    {"out of range", TYPE_NUMBER, "1e7000", NULL},
    {"string", TYPE_STRING, "\"2025-06-30\"", "2025-06-30"},
    {"string where nothing is declared", TYPE_ANY, "\"2025-06-30\"", "2025-06-30"},
    {"date", TYPE_DATE, "\"2025-06-30\"", "2025-06-30"},
    {"no date", TYPE_DATE, "\"2025-02-30\"", NULL},
    {"date with a time", TYPE_DATE, "\"2025-06-30T00:00:00\"", NULL},
    {"time", TYPE_TIME, "\"10:20:00+08:00\"", "10:20:00+08:00"},
    {"no time", TYPE_TIME, "\"25:00:00\"", NULL},
    {"date and time", TYPE_DATE_TIME, "\"2025-06-30T10:00:00Z\"", "2025-06-30T10:00:00Z"},
    {"date for a date and time", TYPE_DATE_TIME, "\"2025-06-30\"", "2025-06-30"},
    {"days", TYPE_DAYS_DURATION, "\"P1DT2H\"", "P1DT2H"},
    {"months for days", TYPE_DAYS_DURATION, "\"P1Y\"", NULL},
    {"months", TYPE_MONTHS_DURATION, "\"P14M\"", "P1Y2M"},
    {"range", TYPE_RANGE, "\"[1..10)\"", "[1..10)"},
    {"no range", TYPE_RANGE, "\"1 to 10\"", NULL},
    {"list", TYPE_ANY, "[1,\"a\",[true]]", "[1, \"a\", [true]]"},
    {"list of dates", TYPE_LIST, "[\"2025-06-30\",null]", "[@\"2025-06-30\", null]"},
    {"a fault in a list", TYPE_LIST, "[\"2025-06-30\",\"x\"]", NULL},
    {"one date for a list", TYPE_LIST, "\"2025-06-30\"", "2025-06-30"},
    {"a list for one date", TYPE_DATE, "[\"2025-06-30\"]", "[@\"2025-06-30\"]"},
    {"object", TYPE_ANY, "{\"a b\":1,\"c\":{}}", "{a b: 1, c: {}}"},
};

static const feel_type *type_of_row(const reading_row *row, feel_type *list) {
  if (row->type != TYPE_LIST) return type_basic(row->type);
  *list = LIST_OF_DATES;
  list->element = type_basic(TYPE_DATE);
  return list;
}

static void reading(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(READING_ROWS); i++) {
    const reading_row *row = &READING_ROWS[i];
    arena *a = arena_create(0);
    feel_type list;
    json_value *json;
    value v;
    sd_error error = {0};
    CHECK_ROW(row->name, json_read(text_of(row->json), "input", a, &json, &error) == SD_OK);
    sd_status status = json_value_read(json, type_of_row(row, &list), TEXT("x"), a, &v, &error);
    CHECK_ROW(row->name, status == (row->feel == NULL ? SD_TYPE_ERROR : SD_OK));
    if (row->feel != NULL) {
      text_builder shown;
      text_builder_init(&shown, 1000);
      value_to_text(v, &shown);
      CHECK_ROW_TEXT(row->name, shown.data, row->feel);
      text_builder_release(&shown);
    }
    arena_destroy(a);
  }
}

static void errors_name_the_place(void **state) {
  (void)state;
  arena *a = arena_create(0);
  type_field fields[] = {{TEXT("born"), type_basic(TYPE_DATE)}};
  feel_type person = {.kind = TYPE_CONTEXT, .fields = fields, .field_count = 1};
  feel_type people = {.kind = TYPE_LIST, .element = &person};
  json_value *json;
  value v;
  sd_error error = {0};
  assert_int_equal(
      json_read(TEXT("[{\"born\":\"2000-01-01\"},{\"born\":\"soon\"}]"), "input", a, &json, &error),
      SD_OK);
  assert_int_equal(json_value_read(json, &people, TEXT("people"), a, &v, &error), SD_TYPE_ERROR);
  assert_string_equal(error.text[LANGUAGE_ENGLISH], "\"people[2].born\": \"soon\" is no date");
  arena_destroy(a);
}

static value nested_lists(arena *a, size_t depth) {
  value v = value_null();
  for (size_t i = 0; i < depth; i++) v = value_list_make(a, &v, 1);
  return v;
}

static void writing_keeps_digits(void **state) {
  (void)state;
  static const char *const SAME[] = {
      "null",
      "true",
      "0.1",
      "1234567890123456789012345678901234",
      "-0.0000001",
      "\"\"",
      "\"\\\"\\\\\\n\\u0001 \xe5\xb8\xb8\"",
      "[]",
      "{}",
      "[1,[2,{\"a\":null}],\"x\"]",
      "{\"\xe7\x94\xb2\":1,\"b c\":[{}]}",
  };
  for (size_t i = 0; i < COUNT_OF(SAME); i++) {
    arena *a = arena_create(0);
    json_value *json;
    value v;
    text_builder out;
    text_builder_init(&out, 1000);
    CHECK_ROW(SAME[i], json_read(text_of(SAME[i]), "input", a, &json, NULL) == SD_OK);
    CHECK_ROW(SAME[i], json_value_read(json, NULL, TEXT("x"), a, &v, NULL) == SD_OK);
    CHECK_ROW(SAME[i], json_value_write(v, &out));
    CHECK_ROW_TEXT(SAME[i], out.data, SAME[i]);
    text_builder_release(&out);
    arena_destroy(a);
  }
}

static void writing_is_bounded(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text_builder out;
  text_builder_init(&out, 10000);
  assert_true(json_value_write(nested_lists(a, LIMIT_VALUE_DEPTH), &out));
  assert_false(out.failed);
  text_builder_clear(&out);
  assert_false(json_value_write(nested_lists(a, LIMIT_VALUE_DEPTH + 2), &out));
  text_builder_clear(&out);
  value twice = value_null();
  for (int i = 0; i < 60; i++) twice = value_list_make(a, (value[]){twice, twice}, 2);
  assert_true(json_value_write(twice, &out)); /* 2^60 nulls end at 10,000 bytes */
  assert_true(out.failed);
  text_builder_release(&out);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reading),
      cmocka_unit_test(errors_name_the_place),
      cmocka_unit_test(writing_keeps_digits),
      cmocka_unit_test(writing_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
