/* Tables line up by what a terminal shows, not by bytes or characters. */
#include "cli/grid.h"

#include "support/table.h"

static const struct {
  const char *text;
  size_t width;
} widths[] = {{"", 0}, {"abc", 3}, {"武进区", 6}, {"a武b", 4}, {"（）", 4}, {"é", 1}};

static void width_counts_columns(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(widths); i++) {
    CHECK_ROW(widths[i].text, display_width(widths[i].text) == widths[i].width);
  }
}

static void columns_line_up(void **state) {
  (void)state;
  arena *a = arena_create(0);
  grid g;
  grid_init(&g, a, "lr");
  const char *heading[] = {"板块", "金额"}, *first[] = {"Wujin", "1.00"},
             *second[] = {"新北区", "12.00"};
  grid_row(&g, heading);
  grid_row(&g, first);
  grid_row(&g, second);
  char buffer[200] = "";
  FILE *out = fmemopen(buffer, sizeof buffer, "w");
  grid_print(&g, "> ", out);
  fclose(out);
  assert_string_equal(buffer,
                      "> 板块     金额\n"
                      "> Wujin    1.00\n"
                      "> 新北区  12.00\n");
  assert_false(g.failed);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(width_counts_columns),
      cmocka_unit_test(columns_line_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
