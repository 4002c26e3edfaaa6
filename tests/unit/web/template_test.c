/* Stylesheets: both languages compile, every route has its page, and nothing escapes escaping. */
#include "web/template.h"

#include "support/table.h"
#include "web/site.h"

static template_set *templates;

static int open_templates(void **state) {
  (void)state;
  return template_set_create(&templates, NULL) == SD_OK ? 0 : -1;
}

static int close_templates(void **state) {
  (void)state;
  template_set_destroy(templates);
  return 0;
}

static text show(const char *root, language lang, const char *hostile, arena *a) {
  view v;
  text html = {NULL, 0};
  view_init(&v, false, lang, root);
  view_string(&v, "name", hostile);
  view_string(&v, "fault", hostile);
  view_string(&v, "detail", hostile);
  view_string(&v, "login", hostile);
  view_string(&v, "site-user", hostile);
  view_string(&v, "site-city", hostile);
  view_string(&v, "form-token", hostile);
  assert_int_equal(template_show(templates, &v, a, &html, NULL), SD_OK);
  view_release(&v);
  return html;
}

static void every_page_in_both_languages(void **state) {
  (void)state;
  for (const web_route *r = web_routes(); r->path != NULL; r++) {
    for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
      arena *a = arena_create(0);
      text html = show(r->page, (language)lang, "x", a);
      CHECK_ROW(r->page, text_starts_with(html, TEXT("<!DOCTYPE html")));
      CHECK_ROW(r->page, text_find(html, TEXT("<h1>"), 0) != SIZE_MAX);
      CHECK_ROW(r->page, text_find(html, TEXT("</html>"), 0) != SIZE_MAX);
      CHECK_ROW(r->page, text_find(html, TEXT("@{"), 0) == SIZE_MAX);
      arena_destroy(a);
    }
  }
}

/* Every script is a file of the program. */
static bool scripts_are_files(text html) {
  for (size_t at = 0; (at = text_find(html, TEXT("<script"), at)) != SIZE_MAX; at++) {
    text rest = text_slice(html, at, html.size);
    if (!text_starts_with(rest, TEXT("<script src=\"/assets/"))) return false;
  }
  return true;
}

static void hostile_texts_stay_texts(void **state) {
  (void)state;
  static const char *const hostile[] = {"<script>alert(1)</script>", "\"><img src=x onerror=y>",
                                        "' onmouseover='x", "</title><script>", "&lt;script&gt;"};
  for (const web_route *r = web_routes(); r->path != NULL; r++) {
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
      arena *a = arena_create(0);
      text html = show(r->page, LANGUAGE_ENGLISH, hostile[i], a);
      CHECK_ROW(r->page, scripts_are_files(html));
      CHECK_ROW(r->page, text_find(html, TEXT("<img"), 0) == SIZE_MAX);
      CHECK_ROW(r->page, text_find(html, TEXT("\" onerror"), 0) == SIZE_MAX);
      arena_destroy(a);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_page_in_both_languages),
                                     cmocka_unit_test(hostile_texts_stay_texts)};
  return cmocka_run_group_tests(tests, open_templates, close_templates);
}
