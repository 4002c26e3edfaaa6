/* Texts of a PDF's cells: as high as Pango makes them, or left to Pango. */
#include "notice/pdf_text.h"

#include <cairo/cairo-pdf.h>

#include "base/random.h"
#include "support/city.h"

/* Fonts are kept in caches of the font libraries until the process ends. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\nleak:libpango\n"; }

#define FONT "Noto Sans CJK SC,WenQuanYi Micro Hei,sans 9"

typedef struct page {
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoLayout *layout;
  arena *arena;
  pdf_text *text;
} page;

static void page_open(page *p) {
  p->surface = cairo_pdf_surface_create(NULL, 595, 842);
  p->cairo = cairo_create(p->surface);
  p->layout = pango_cairo_create_layout(p->cairo);
  PangoFontDescription *font = pango_font_description_from_string(FONT);
  pango_layout_set_font_description(p->layout, font);
  pango_font_description_free(font);
  p->arena = arena_create(0);
  p->text = pdf_text_create(p->arena, p->cairo, FONT);
  assert_non_null(p->text);
}

static void page_close(page *p) {
  pdf_text_release(p->text);
  arena_destroy(p->arena);
  g_object_unref(p->layout);
  cairo_destroy(p->cairo);
  cairo_surface_destroy(p->surface);
}

static int height_by_pango(page *p, const char *content, int width) {
  int height;
  pango_layout_set_width(p->layout, width * PANGO_SCALE);
  pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(p->layout, content, -1);
  pango_layout_get_pixel_size(p->layout, NULL, &height);
  return height;
}

static void what_is_known_and_what_is_not(void **state) {
  (void)state;
  static const struct {
    const char *content;
    int width;
    bool known;
  } rows[] = {
      {"", 50, true},
      {"1,234.56", 60, true},
      {"91320412MA00000001", 130, true},
      {"常州甲科技有限公司", 229, true},
      {"常州甲科技（虚构）有限公司", 60, true}, /* broken between ideographs */
      {"West Taihu Science Park", 60, false},   /* words are Pango's */
      {"甲科技Ａ有限公司", 229, false},         /* a character of no table */
      {"𠮷野科技有限公司", 229, false},
      {"شركة", 229, false},
      {"国国国国国国国国国国国国", 20, false}, /* too many lines */
      {"国", 3, false},                        /* no room for one */
  };
  page p;
  page_open(&p);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    int height = pdf_text_height(p.text, rows[i].content, rows[i].width);
    CHECK_ROW(rows[i].content, (height >= 0) == rows[i].known);
    if (height < 0) continue;
    CHECK_ROW(rows[i].content, height == height_by_pango(&p, rows[i].content, rows[i].width));
    pdf_box box = {.x = 10, .y = 10, .width = rows[i].width, .to_the_right = i % 2 == 0};
    pdf_text_draw(p.text, p.cairo, rows[i].content, box);
  }
  assert_int_equal(cairo_status(p.cairo), CAIRO_STATUS_SUCCESS);
  page_close(&p);
}

static void as_high_as_pango_makes_it(void **state) {
  (void)state;
  static const char *const pieces[] = {"常", "州", "科", "技", "（", "）", "有", "限", "公", "司"};
  page p;
  random_source r;
  page_open(&p);
  random_init(&r, 5);
  int known = 0;
  for (int i = 0; i < 2000; i++) {
    char content[128];
    size_t size = 0;
    for (int64_t n = random_between(&r, 1, 30); n > 0; n--) {
      size += (size_t)snprintf(content + size, sizeof content - size, "%s",
                               pieces[random_below(&r, COUNT_OF(pieces))]);
    }
    int width = (int)random_between(&r, 60, 240);
    int height = pdf_text_height(p.text, content, width);
    known += height >= 0;
    if (height >= 0) CHECK_ROW(content, height == height_by_pango(&p, content, width));
  }
  assert_true(known > 1000);
  page_close(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_known_and_what_is_not),
      cmocka_unit_test(as_high_as_pango_makes_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
