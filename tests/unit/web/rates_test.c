/* Which requests are counted, for whom, and when more may come. */
#include "web/rates.h"

#include "base/limits.h"
#include "support/table.h"

#define SECOND INT64_C(1000000)

static const web_route *route_of(web_method method, const char *path) {
  for (const web_route *r = web_routes(); r->path != NULL; r++) {
    if (r->method == method && strcmp(r->path, path) == 0) return r;
  }
  return NULL;
}

static void every_row_is_a_route(void **state) {
  (void)state;
#define L(method, path, calls, seconds) CHECK_ROW(path, route_of(WEB_##method, path) != NULL);
#include "web/rates.def"
#undef L
}

typedef struct visit {
  web_method method;
  const char *path, *address;
  const char *login; /* NULL: nobody is logged in */
  unsigned calls;    /* that are let through in one second */
  int wait_s;        /* of the next one */
} visit;

static void each_is_counted_where_it_should(void **state) {
  (void)state;
  static const visit visits[] = {
      {WEB_POST, "/login", "10.0.0.1", NULL, LIMIT_WEB_LOGINS_A_MINUTE, 60},
      {WEB_POST, "/login", "10.0.0.2", NULL, LIMIT_WEB_LOGINS_A_MINUTE, 60},
      /* Whoever is logged in still is an address there. */
      {WEB_POST, "/login", "10.0.0.2", "one", 0, 60},
      {WEB_POST, "/notices/{}/objection", "10.0.0.1", NULL, LIMIT_WEB_OBJECTIONS_AN_HOUR, 3600},
      {WEB_POST, "/notices/{}/objection", "10.0.0.1", "one", LIMIT_WEB_OBJECTIONS_AN_HOUR, 3600},
      {WEB_GET, "/notices/{}/{}", "10.0.0.1", NULL, LIMIT_WEB_PUBLIC_FILES_A_MINUTE, 60},
      {WEB_GET, "/open/{}", "10.0.0.1", NULL, LIMIT_WEB_PUBLIC_FILES_A_MINUTE, 60},
      {WEB_POST, "/reports", "10.0.0.9", "two", LIMIT_WEB_CHANGES_A_MINUTE, 60},
      {WEB_POST, "/reports", "10.0.0.8", "two", 0, 60}, /* from anywhere */
  };
  rate_book *b = rate_book_create();
  for (size_t i = 0; i < COUNT_OF(visits); i++) {
    const visit *v = &visits[i];
    web_request request = {.address = text_of(v->address), .now_us = 3610 * SECOND};
    session of = {.account.login = v->login == NULL ? TEXT("") : text_of(v->login)};
    web_call call = {.request = &request, .session = v->login == NULL ? NULL : &of};
    const web_route *route = route_of(v->method, v->path);
    unsigned calls = 0;
    while (calls < 1000 && rate_book_wait(b, &call, route) == 0) calls++;
    CHECK_ROW(v->path, calls == v->calls);
    CHECK_ROW(v->path, rate_book_wait(b, &call, route) == v->wait_s);
    if (i != COUNT_OF(visits) - 1) continue;
    request.now_us += v->wait_s * SECOND; /* and then it may come */
    assert_int_equal(rate_book_wait(b, &call, route), 0);
  }
  rate_book_destroy(b);
}

static void a_page_is_not_counted(void **state) {
  (void)state;
  rate_book *b = rate_book_create();
  web_request request = {.address = TEXT("10.0.0.1"), .now_us = SECOND};
  web_call call = {.request = &request};
  for (int i = 0; i < 10000; i++) {
    assert_int_equal(rate_book_wait(b, &call, route_of(WEB_GET, "/")), 0);
  }
  rate_book_destroy(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_is_a_route),
                                     cmocka_unit_test(each_is_counted_where_it_should),
                                     cmocka_unit_test(a_page_is_not_counted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
