/* The table of looks on record: every path is one of a route by GET, and its piece exists. */
#include "web/recorded.h"

#include "support/table.h"

static void every_path_is_a_route(void **state) {
  (void)state;
  static const char *const paths[] = {
#define R(path, piece) path,
#include "web/recorded.def"
#undef R
  };
  for (size_t i = 0; i < COUNT_OF(paths); i++) {
    int piece = -2, pieces = 0;
    CHECK_ROW(paths[i], recorded_path(paths[i], &piece));
    for (const char *at = paths[i]; (at = strstr(at, "{}")) != NULL; at++) pieces++;
    CHECK_ROW(paths[i], piece >= -1 && piece < pieces);
    bool found = false;
    for (const web_route *r = web_routes(); r->path != NULL; r++) {
      found = found || (r->method == WEB_GET && strcmp(r->path, paths[i]) == 0);
    }
    CHECK_ROW(paths[i], found);
  }
  int piece;
  assert_false(recorded_path("/company", &piece));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_path_is_a_route)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
