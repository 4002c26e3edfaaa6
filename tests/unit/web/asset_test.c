/* The files that are part of the program. */
#include "web/asset.h"

#include <string.h>

#include "support/table.h"

static void every_asset_is_there(void **state) {
  (void)state;
  size_t count = 0;
  for (const asset *a = asset_all(); a->path != NULL; a++, count++) {
    bool is_bundle = a->gzip_begin != NULL, is_made = asset_content(a).size != 0;
    CHECK_ROW(a->path, *a->end == '\0');
    CHECK_ROW(a->path, a->content_type[0] != '\0');
    CHECK_ROW(a->path, is_made == (asset_find(text_of(a->path)) == a));
    CHECK_ROW(a->path, is_made ? asset_content(a).size > 20 : is_bundle);
    CHECK_ROW(a->path, is_made == (asset_gzip(a).size != 0) || !is_bundle);
    CHECK_ROW(a->path, !is_bundle || !is_made || memcmp(a->gzip_begin, "\x1f\x8b", 2) == 0);
  }
  assert_int_equal(count, ASSET_COUNT);
  assert_null(asset_find(TEXT("/assets/none.css")));
  text style = asset_content(asset_find(TEXT("/assets/sudui.css")));
  assert_int_equal(text_find(style, TEXT("http"), 0), SIZE_MAX); /* nothing from elsewhere */
  assert_int_equal(text_find(style, TEXT("url("), 0), SIZE_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_asset_is_there)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
