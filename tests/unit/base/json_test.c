/* Writing and reading JSON: escapes, number texts, what is refused and where. */
#include "base/json.h"

#include "base/allocator.h"
#include "support/table.h"

static void writes_values(void **state) {
  (void)state;
  text_builder out;
  text_builder_init(&out, 10000);
  json_writer w;
  json_init(&w, &out);
  json_begin_object(&w);
  json_member_string(&w, "名", "a\"b\\c\n\x01</script>𠮷");
  json_member_string(&w, "none", NULL);
  json_member_integer(&w, "n", INT64_MIN);
  json_key(&w, "amount");
  json_number(&w, TEXT("0.10"));
  json_key(&w, "bad");
  json_number(&w, TEXT("01"));
  json_member_boolean(&w, "yes", true);
  json_key(&w, "list");
  json_begin_array(&w);
  json_integer(&w, 1);
  json_begin_array(&w);
  json_end_array(&w);
  json_begin_object(&w);
  json_end_object(&w);
  json_null(&w);
  json_end_array(&w);
  json_end_object(&w);
  assert_string_equal(out.data,
                      "{\"名\":\"a\\\"b\\\\c\\n\\u0001\\u003c/script>𠮷\",\"none\":null,"
                      "\"n\":-9223372036854775808,\"amount\":0.10,\"bad\":\"01\",\"yes\":true,"
                      "\"list\":[1,[],{},null]}");
  arena *a = arena_create(0);
  json_value *back;
  assert_int_equal(json_read(text_builder_text(&out), "x", a, &back, NULL), SD_OK);
  assert_true(text_is(json_get(back, "名")->text, "a\"b\\c\n\x01</script>𠮷"));
  assert_true(text_is(json_get(back, "amount")->text, "0.10"));
  assert_int_equal(json_get(back, "list")->count, 4);
  assert_null(json_get(back, "absent"));
  assert_null(json_get(json_get(back, "list"), "x"));
  arena_destroy(a);
  text_builder_release(&out);
}

/* A short form of what was read: the value written again. */
static void write_value(json_writer *w, const json_value *v) {
  switch (v->kind) {
    case JSON_NULL:
      json_null(w);
      return;
    case JSON_BOOLEAN:
      json_boolean(w, v->boolean);
      return;
    case JSON_NUMBER:
      json_number(w, v->text);
      return;
    case JSON_STRING:
      json_text(w, v->text);
      return;
    case JSON_ARRAY:
      json_begin_array(w);
      break;
    case JSON_OBJECT:
      json_begin_object(w);
      break;
  }
  for (size_t i = 0; i < v->count; i++) {
    if (v->keys != NULL) json_key(w, v->keys[i].data);
    write_value(w, &v->items[i]);
  }
  if (v->kind == JSON_ARRAY) json_end_array(w);
  if (v->kind == JSON_OBJECT) json_end_object(w);
}

static void reads_and_refuses(void **state) {
  (void)state;
  static const struct {
    const char *name, *source, *result; /* JSON written again, or the error with its place */
  } ROWS[] = {
      {"long numbers keep their digits", "1234567890.123456789012345678901234",
       "1234567890.123456789012345678901234"},
      {"exponent", "[1e5,-0.0E-7]", "[1e5,-0.0E-7]"},
      {"nested", " {\"a\": [1, {\"b\": null}], \"c\": true} ",
       "{\"a\":[1,{\"b\":null}],\"c\":true}"},
      {"escapes", "\"\\u4e2d\\ud842\\udfb7\\/\\t\"", "\"中𠮷/\\u0009\""},
      {"empty", "", "SD_SYNTAX_ERROR JSON_SYNTAX 1:1"},
      {"two values", "1 2", "SD_SYNTAX_ERROR JSON_SYNTAX 1:4"},
      {"cut off", "{\"a\": [1,", "SD_SYNTAX_ERROR JSON_SYNTAX 1:10"},
      {"comma at the end", "[1,\n]", "SD_SYNTAX_ERROR JSON_SYNTAX 2:2"},
      {"leading zero", "[01]", "SD_SYNTAX_ERROR JSON_SYNTAX 1:4"},
      {"comment", "[1 /* x */]", "SD_SYNTAX_ERROR JSON_SYNTAX 1:4"},
      {"not UTF-8", "[\"\xC3\xFB\"]", "SD_SYNTAX_ERROR JSON_SYNTAX 1:5"},
      {"key twice", "{\"a\": 1,\n \"a\": 2}", "SD_INVALID JSON_DUPLICATE_KEY 2:5"},
      {"same key in another object", "[{\"a\":1},{\"a\":1}]", "[{\"a\":1},{\"a\":1}]"},
      {"lone high surrogate", "[\"\\ud842x\"]", "SD_INVALID JSON_BAD_TEXT 1:3"},
      {"lone low surrogate", "[\"\\udfb7\"]", "SD_INVALID JSON_BAD_TEXT 1:3"},
      {"NUL", "[\"a\\u0000\"]", "SD_INVALID JSON_BAD_TEXT 1:4"},
      {"escaped backslash before u0000", "[\"\\\\u0000\"]", "[\"\\\\u0000\"]"},
      {"33 levels", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
       "SD_LIMIT_EXCEEDED LIMIT_EXCEEDED 1:34"},
      {"32 levels", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
       "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    arena *a = arena_create(0);
    text_builder out;
    text_builder_init(&out, 10000);
    json_value *v;
    sd_error error = {0};
    if (json_read(text_of(ROWS[i].source), "x.json", a, &v, &error) == SD_OK) {
      json_writer w;
      json_init(&w, &out);
      write_value(&w, v);
    } else {
      assert_string_equal(error.file, "x.json");
      text_builder_format(&out, "%s %s %u:%u", status_name(error.status),
                          message_name(error.message), error.line, error.column);
    }
    CHECK_ROW_TEXT(ROWS[i].name, out.data, ROWS[i].result);
    text_builder_release(&out);
    arena_destroy(a);
  }
}

static void refuses_too_many_members(void **state) {
  (void)state;
  text_builder source;
  text_builder_init(&source, 1 << 20);
  text_builder_add_string(&source, "[0");
  for (int i = 0; i < 10000; i++) text_builder_add_string(&source, ",0");
  text_builder_add_string(&source, "]");
  arena *a = arena_create(0);
  json_value *v;
  assert_int_equal(json_read(text_builder_text(&source), "x", a, &v, NULL), SD_LIMIT_EXCEEDED);
  arena_destroy(a);
  text_builder_release(&source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(writes_values),
      cmocka_unit_test(reads_and_refuses),
      cmocka_unit_test(refuses_too_many_members),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
