/* Fields of forms, names of downloads, rows by pages. */
#include "web/form.h"

#include "support/table.h"

static web_call *call_with(web_field *fields, size_t count, arena *a) {
  web_call *call = ARENA_NEW(a, web_call);
  web_request *request = ARENA_NEW(a, web_request);
  web_response *response = ARENA_NEW(a, web_response);
  *request = (web_request){.arena = a, .form = {fields, count}, .query = {fields, count}};
  *response = (web_response){0};
  *call = (web_call){.request = request, .response = response, .arena = a};
  return call;
}

static void values(void **state) {
  (void)state;
  static const struct {
    const char *typed, kind;
    int64_t value;
    bool sound;
  } cases[] = {{"12", 'i', 12, true},
               {" 12 ", 'i', 12, true},
               {"-5", 'i', -5, true},
               {"1001", 'i', 0, false},
               {"", 'i', 0, false},
               {"1e3", 'i', 0, false},
               {"99999999999999999999", 'i', 0, false},
               {"2025-06-30", 'd', 20269, true},
               {"2025-02-30", 'd', 0, false},
               {"30.6.2025", 'd', 0, false},
               {"1,234.56", 'm', 123456, true},
               {"0.1", 'm', 10, true},
               {"1.234", 'm', 0, false},
               {"12 yuan", 'm', 0, false},
               {",", 'm', 0, false},
               {"x", 'n', 0, true},
               {"  ", 'n', 0, false}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    web_field field = {TEXT("f"), text_of(cases[i].typed)};
    web_call *call = call_with(&field, 1, a);
    int64_t value = cases[i].kind == 'i'   ? form_integer(call, "f", -10, 1000)
                    : cases[i].kind == 'd' ? form_day(call, "f")
                    : cases[i].kind == 'm' ? form_money(call, "f")
                                           : 0;
    if (cases[i].kind == 'n') form_needed(call, "f");
    CHECK_ROW(cases[i].typed, value == cases[i].value);
    CHECK_ROW(cases[i].typed, call->fault_count == (cases[i].sound ? 0 : 1));
    CHECK_ROW(cases[i].typed, cases[i].sound || strcmp(call->faults[0].field, "f") == 0);
    arena_destroy(a);
  }
}

static void names_of_downloads(void **state) {
  (void)state;
  static const struct {
    const char *name, *line;
  } cases[] = {
      {"list-7.csv", "attachment; filename=\"list-7.csv\"; filename*=UTF-8''list-7.csv"},
      {"名单.csv", "attachment; filename=\"______.csv\"; filename*=UTF-8''%E5%90%8D%E5%8D%95.csv"},
      {"a\"; x=\"b\r\nSet-Cookie: y",
       "attachment; filename=\"a___x__b__Set-Cookie__y\"; "
       "filename*=UTF-8''a%22%3B%20x%3D%22b%0D%0ASet-Cookie%3A%20y"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    CHECK_ROW(cases[i].name, text_is(web_disposition(text_of(cases[i].name), a), cases[i].line));
    arena_destroy(a);
  }
}

static void secrets_are_not_shown_again(void **state) {
  (void)state;
  arena *a = arena_create(0);
  web_field fields[] = {{TEXT("login"), TEXT("li.si")},
                        {TEXT("password"), TEXT("secret-1")},
                        {TEXT("code"), TEXT("secret-2")},
                        {TEXT("form-token"), TEXT("secret-3")}};
  web_field companies[] = {{TEXT("code"), TEXT("91320412MA00000000")},
                           {TEXT("code"), TEXT("a secret-4 of 18 c")}};
  web_call *call = call_with(fields, COUNT_OF(fields), a);
  view v;
  view_init(&v, true, LANGUAGE_ENGLISH, "x");
  form_view_fields(call, &v, "typed", "");
  text json = view_json(&v);
  assert_int_not_equal(text_find(json, TEXT("li.si"), 0), SIZE_MAX);
  assert_int_equal(text_find(json, TEXT("secret-"), 0), SIZE_MAX);
  view_release(&v);
  call = call_with(companies, COUNT_OF(companies), a);
  view_init(&v, true, LANGUAGE_ENGLISH, "x");
  form_view_fields(call, &v, "typed", "");
  json = view_json(&v);
  assert_int_not_equal(text_find(json, TEXT("91320412MA00000000"), 0), SIZE_MAX);
  assert_int_not_equal(text_find(json, TEXT("unified social credit code"), 0), SIZE_MAX);
  assert_int_equal(text_find(json, TEXT("secret-"), 0), SIZE_MAX);
  view_release(&v);
  arena_destroy(a);
}

static void rows_by_pages(void **state) {
  (void)state;
  enum { ROWS = 2 * WEB_ROWS_ON_PAGE + 7 };
  unsigned pages = 0, seen = 0;
  char after[24] = "0";
  for (bool more = true; more; pages++) {
    arena *a = arena_create(0);
    web_field field = {TEXT("after"), text_of(after)};
    web_call *call = call_with(&field, 1, a);
    web_rows rows;
    assert_int_equal(web_rows_begin(call, &rows, NULL), SD_OK);
    for (int64_t number = 10; number < 10 + ROWS; number++) {
      if (web_rows_take(&rows, number)) assert_int_equal(number, 10 + seen++);
    }
    more = rows.more;
    snprintf(after, sizeof after, "%lld", (long long)rows.last);
    arena_destroy(a);
  }
  assert_int_equal(pages, 3);
  assert_int_equal(seen, ROWS);
  arena *a = arena_create(0);
  web_field field = {TEXT("after"), TEXT("x")};
  web_rows rows;
  assert_int_equal(web_rows_begin(call_with(&field, 1, a), &rows, NULL), SD_INVALID);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(values), cmocka_unit_test(names_of_downloads),
                                     cmocka_unit_test(secrets_are_not_shown_again),
                                     cmocka_unit_test(rows_by_pages)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
