/* Requests as sent: what is decoded, and what is refused. */
#include "web/exchange.h"

#include "support/table.h"

static void paths(void **state) {
  (void)state;
  static const struct {
    const char *sent, *path; /* NULL: refused */
  } cases[] = {
      {"/", "/"},
      {"/policies/srdi", "/policies/srdi"},
      {"/%E4%BC%81%E4%B8%9A", "/企业"},
      {"/a+b", "/a+b"},
      {"/a%20b", "/a b"},
      {"", NULL},
      {"policies", NULL},
      {"/../etc/passwd", NULL},
      {"/a/../b", NULL},
      {"/a/%2e%2e/b", NULL},
      {"/a/%2E%2e", NULL},
      {"/a/.", NULL},
      {"/a//b", NULL},
      {"/a/%2fb", NULL},
      {"/a\\b", NULL},
      {"/a%00b", NULL},
      {"/a%0ab", NULL},
      {"/a%0d%0aSet-Cookie:x", NULL},
      {"/a%7f", NULL},
      {"/a%zz", NULL},
      {"/a%4", NULL},
      {"/a%", NULL},
      {"/%c3%28", NULL},
      {"/%c0%af", NULL}, /* an overlong slash */
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    text path = {NULL, 0};
    bool sound = web_path_read(text_of(cases[i].sent), a, &path);
    CHECK_ROW(cases[i].sent, sound == (cases[i].path != NULL));
    CHECK_ROW(cases[i].sent, !sound || text_is(path, cases[i].path));
    arena_destroy(a);
  }
}

static void encodings(void **state) {
  (void)state;
  static const struct {
    const char *sent;
    bool gzip;
  } cases[] = {{"", false},
               {"gzip", true},
               {"gzip, deflate, br", true},
               {"br;q=1.0, gzip;q=0.8, *;q=0.1", true},
               {"gzip;q=0", false},
               {"gzip; q=0.0, *", false},
               {"gzip;q=0.001", true},
               {"*", true},
               {"*;q=0", false},
               {"x-gzip", true},
               {"deflate,identity", false},
               {"gzipped", false}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    CHECK_ROW(cases[i].sent, web_takes_gzip(text_of(cases[i].sent)) == cases[i].gzip);
  }
}

static void fields(void **state) {
  (void)state;
  static const struct {
    const char *sent;
    char separator;
    bool sound;
    size_t count;
    const char *name, *value; /* one of them; NULL: none by that name */
  } cases[] = {
      {"", '&', true, 0, "a", NULL},
      {"a=1&b=2", '&', true, 2, "b", "2"},
      {"a=1&a=2", '&', true, 2, "a", "1"},
      {"a", '&', true, 1, "a", ""},
      {"a=", '&', true, 1, "a", ""},
      {"a=b=c", '&', true, 1, "a", "b=c"},
      {"a=x+y%2Bz", '&', true, 1, "a", "x y+z"},
      {"name=%E5%BC%A0%E4%B8%89", '&', true, 1, "name", "张三"},
      {"a=1%0A2", '&', true, 1, "a", "1\n2"},
      {"&&a=1&", '&', true, 1, "a", "1"},
      {"x=1; __Host-sudui=abc-_; y=2", ';', true, 3, "__Host-sudui", "abc-_"},
      {"x=a+b", ';', true, 1, "x", "a+b"},
      {"a=%00", '&', false, 0, NULL, NULL},
      {"a=%1b", '&', false, 0, NULL, NULL},
      {"a=%ff", '&', false, 0, NULL, NULL},
      {"a=%", '&', false, 0, NULL, NULL},
      {"%=a", '&', false, 0, NULL, NULL},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    web_fields read;
    CHECK_ROW(cases[i].sent, web_fields_read(text_of(cases[i].sent), cases[i].separator, a,
                                             &read) == cases[i].sound);
    if (cases[i].sound) {
      CHECK_ROW(cases[i].sent, read.count == cases[i].count);
      text value = web_field_value(read, cases[i].name);
      CHECK_ROW(cases[i].sent, (value.data == NULL) == (cases[i].value == NULL));
      CHECK_ROW(cases[i].sent, value.data == NULL || text_is(value, cases[i].value));
    }
    arena_destroy(a);
  }
}

static void there_is_a_most(void **state) {
  (void)state;
  char sent[2 * WEB_FIELDS_MAX + 4] = "";
  arena *a = arena_create(0);
  web_fields read;
  for (size_t i = 0; i < WEB_FIELDS_MAX; i++) memcpy(sent + 2 * i, "a&", 2);
  assert_true(web_fields_read((text){sent, 2 * WEB_FIELDS_MAX - 1}, '&', a, &read));
  assert_int_equal(read.count, WEB_FIELDS_MAX);
  assert_false(web_fields_read((text){sent, 2 * WEB_FIELDS_MAX}, '&', a, &read));
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(paths), cmocka_unit_test(encodings),
                                     cmocka_unit_test(fields), cmocka_unit_test(there_is_a_most)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
