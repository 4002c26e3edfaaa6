/* A notice as pages of A4, with their numbers and a QR code of the hash. */
#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <string.h>

#include "base/messages/notice.h"
#include "notice/notice.h"

/* Lengths in points (1/72 inch). */
enum {
  PAGE_WIDTH = 595,
  PAGE_HEIGHT = 842,
  MARGIN = 56,
  FOOT = 40, /* above the lower edge: the page number */
  PADDING = 4,
  QR_SIZE = 66,
  BODY_WIDTH = PAGE_WIDTH - 2 * MARGIN,
  BODY_END = PAGE_HEIGHT - MARGIN - 8
};

typedef struct paper {
  const notice *notice;
  cairo_t *cairo;
  PangoLayout *layout;
  int columns[NOTICE_COLUMNS_MAX], widths[NOTICE_COLUMNS_MAX];
  size_t count;
  int y;
  int page, pages; /* pages: 0 while they are counted */
  bool drawing;
} paper;

static void set_font(paper *p, const char *font) {
  PangoFontDescription *description = pango_font_description_from_string(font);
  pango_layout_set_font_description(p->layout, description);
  pango_font_description_free(description);
}

#define FONT "Noto Sans CJK SC,WenQuanYi Micro Hei,sans "

/* The height of a text in a width; also leaves it in the layout. */
static int measure(paper *p, const char *content, int width, PangoAlignment alignment) {
  int height;
  pango_layout_set_width(p->layout, width * PANGO_SCALE);
  pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(p->layout, alignment);
  pango_layout_set_text(p->layout, content, -1);
  pango_layout_get_pixel_size(p->layout, NULL, &height);
  return height;
}

static void draw(paper *p, int x, int y) {
  if (!p->drawing) return;
  cairo_move_to(p->cairo, x, y);
  pango_cairo_show_layout(p->cairo, p->layout);
}

static void end_page(paper *p) {
  if (p->drawing) {
    char number[64];
    set_font(p, FONT "8");
    message_format(p->notice->lang, MESSAGE_NOTICE_PAGE,
                   SD_ARGS(SD_NUMBER(p->page), SD_NUMBER(p->pages)), number, sizeof number);
    measure(p, number, BODY_WIDTH, PANGO_ALIGN_CENTER);
    draw(p, MARGIN, PAGE_HEIGHT - FOOT);
    cairo_show_page(p->cairo);
  }
}

static void begin_page(paper *p) {
  p->page++;
  p->y = MARGIN;
}

static void need(paper *p, int height) {
  if (p->y + height <= BODY_END) return;
  end_page(p);
  begin_page(p);
}

static void add_sentence(paper *p, const char *font, const char *sentence, PangoAlignment how,
                         int width) {
  set_font(p, font);
  int height = measure(p, sentence, width, how);
  need(p, height);
  draw(p, MARGIN, p->y);
  p->y += height + 8;
}

/* --- The table --- */

static PangoAlignment alignment_of(int column) {
  return column < 0 || column == ITEM_COLUMN_AMOUNT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static void set_widths(paper *p) {
  static const int widths[] = {0, 130, 110, 100, 60};
  int rest = BODY_WIDTH - 36;
  p->count = notice_columns(p->notice, p->columns);
  for (size_t c = 1; c < p->count; c++) {
    p->widths[c] = widths[p->columns[c]];
    rest -= p->widths[c];
  }
  p->widths[0] = 36;
  p->widths[1] = rest; /* the name, which is always there */
}

static void draw_cells(paper *p, char cells[][NOTICE_CELL_SIZE], int height, bool shaded) {
  if (shaded) {
    cairo_set_source_rgb(p->cairo, 0.93, 0.93, 0.93);
    cairo_rectangle(p->cairo, MARGIN, p->y, BODY_WIDTH, height);
    cairo_fill(p->cairo);
    cairo_set_source_rgb(p->cairo, 0, 0, 0);
  }
  int x = MARGIN;
  for (size_t c = 0; c < p->count; c++) {
    measure(p, cells[c], p->widths[c] - 2 * PADDING, alignment_of(p->columns[c]));
    draw(p, x + PADDING, p->y + PADDING);
    cairo_rectangle(p->cairo, x, p->y, p->widths[c], height);
    x += p->widths[c];
  }
  cairo_set_line_width(p->cairo, 0.5);
  cairo_stroke(p->cairo);
}

/* A row is as high as its highest cell; a new page begins with the heading. */
static void add_row(paper *p, char cells[][NOTICE_CELL_SIZE], bool is_heading);

static void add_heading(paper *p) {
  char cells[NOTICE_COLUMNS_MAX][NOTICE_CELL_SIZE];
  for (size_t c = 0; c < p->count; c++) {
    g_strlcpy(cells[c], notice_heading(p->notice, p->columns[c]), NOTICE_CELL_SIZE);
  }
  set_font(p, FONT "bold 9");
  add_row(p, cells, true);
  set_font(p, FONT "9");
}

static void add_row(paper *p, char cells[][NOTICE_CELL_SIZE], bool is_heading) {
  int height = 0;
  for (size_t c = 0; c < p->count; c++) {
    int own = measure(p, cells[c], p->widths[c] - 2 * PADDING, alignment_of(p->columns[c]));
    if (own > height) height = own;
  }
  height += 2 * PADDING;
  if (p->y + height > BODY_END && !is_heading) {
    end_page(p);
    begin_page(p);
    add_heading(p);
  }
  if (p->drawing) draw_cells(p, cells, height, is_heading);
  p->y += height;
}

/* --- The QR code --- */

static void draw_code(paper *p) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(&p->notice->hash, hash);
  QRcode *code = p->drawing ? QRcode_encodeString8bit(hash, 0, QR_ECLEVEL_M) : NULL;
  if (code == NULL) return;
  cairo_save(p->cairo);
  cairo_translate(p->cairo, PAGE_WIDTH - MARGIN - QR_SIZE, MARGIN);
  cairo_scale(p->cairo, (double)QR_SIZE / code->width, (double)QR_SIZE / code->width);
  for (int i = 0; i < code->width * code->width; i++) {
    if ((code->data[i] & 1) == 0) continue;
    cairo_rectangle(p->cairo, i % code->width, i / code->width, 1, 1);
  }
  cairo_fill(p->cairo);
  cairo_restore(p->cairo);
  QRcode_free(code);
}

static void write_pages(paper *p) {
  const notice *n = p->notice;
  char sentence[NOTICE_SENTENCE_SIZE], cells[NOTICE_COLUMNS_MAX][NOTICE_CELL_SIZE];
  p->page = 0;
  begin_page(p);
  draw_code(p);
  notice_title(n, sentence);
  add_sentence(p, FONT "bold 15", sentence, PANGO_ALIGN_LEFT, BODY_WIDTH - QR_SIZE - 16);
  notice_preface(n, sentence);
  add_sentence(p, FONT "10", sentence, PANGO_ALIGN_LEFT, BODY_WIDTH - QR_SIZE - 16);
  if (p->y < MARGIN + QR_SIZE + 8) p->y = MARGIN + QR_SIZE + 8;
  add_heading(p);
  for (size_t i = 0; i < n->count; i++) {
    for (size_t c = 0; c < p->count; c++) notice_cell(n, i, p->columns[c], cells[c]);
    add_row(p, cells, false);
  }
  p->y += 10;
  notice_total(n, sentence);
  add_sentence(p, FONT "bold 10", sentence, PANGO_ALIGN_LEFT, BODY_WIDTH);
  notice_contacts(n, sentence);
  add_sentence(p, FONT "10", sentence, PANGO_ALIGN_LEFT, BODY_WIDTH);
  notice_seal(n, sentence);
  add_sentence(p, FONT "8", sentence, PANGO_ALIGN_LEFT, BODY_WIDTH);
  end_page(p);
}

/* False when some character of the title has no glyph: there is no Chinese font. */
static bool has_glyphs(paper *p) {
  char title[NOTICE_SENTENCE_SIZE];
  notice_title(p->notice, title);
  set_font(p, FONT "10");
  measure(p, title, BODY_WIDTH, PANGO_ALIGN_LEFT);
  return pango_layout_get_unknown_glyphs_count(p->layout) == 0;
}

sd_status notice_write_pdf(const notice *n, const char *path, sd_error *error) {
  cairo_surface_t *surface = cairo_pdf_surface_create(path, PAGE_WIDTH, PAGE_HEIGHT);
  /* No date of its making, so that the same notice gives the same pages. */
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, n->item.data);
  paper p = {.notice = n, .cairo = cairo_create(surface)};
  p.layout = pango_cairo_create_layout(p.cairo);
  set_widths(&p);
  bool readable = has_glyphs(&p);
  if (readable) {
    write_pages(&p); /* counts the pages */
    p.pages = p.page;
    p.drawing = true;
    write_pages(&p);
  }
  g_object_unref(p.layout);
  cairo_destroy(p.cairo);
  cairo_surface_finish(surface);
  cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (!readable) return error_set(error, SD_NOT_FOUND, MESSAGE_NOTICE_NO_FONT, NULL);
  if (status == CAIRO_STATUS_SUCCESS) return SD_OK;
  return error_set(error, SD_IO_FAILED, MESSAGE_NOTICE_FAILED,
                   SD_ARGS(path, cairo_status_to_string(status)));
}
