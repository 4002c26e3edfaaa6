/* A notice as pages of A4, with their numbers and a QR code of the hash. */
#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <string.h>

#include "base/messages/notice.h"
#include "notice/notice.h"
#include "notice/pdf_text.h"

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
  pdf_text *cell_text, *heading_text; /* NULL: Pango is asked each time */
  int columns[NOTICE_COLUMNS_MAX], widths[NOTICE_COLUMNS_MAX];
  size_t count;
  int y;
  int table_y;     /* where the table begins on this page; 0: not yet, or it has ended */
  int page, pages; /* pages: 0 while they are counted */
  bool drawing;
} paper;

static void set_font(paper *p, const char *font) {
  PangoFontDescription *description = pango_font_description_from_string(font);
  pango_layout_set_font_description(p->layout, description);
  pango_font_description_free(description);
}

#define FONT "Noto Sans CJK SC,WenQuanYi Micro Hei,sans "

#define CELL_FONT FONT "9"
#define HEADING_FONT FONT "bold 9"

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

/* The lines between columns, from the top of the table on this page to here. */
static void end_table(paper *p) {
  if (p->drawing && p->table_y != 0) {
    int x = MARGIN;
    for (size_t c = 0; c <= p->count; c++) {
      cairo_move_to(p->cairo, x, p->table_y);
      cairo_line_to(p->cairo, x, p->y);
      if (c < p->count) x += p->widths[c];
    }
    cairo_stroke(p->cairo);
  }
  p->table_y = 0;
}

static void end_page(paper *p) {
  end_table(p);
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
  static const int widths[] = {0, 138, 110, 100, 60};
  int number = p->notice->count < 10000 ? 36 : 54; /* four digits, or seven */
  int rest = BODY_WIDTH - number;
  p->count = notice_columns(p->notice, p->columns);
  for (size_t c = 1; c < p->count; c++) {
    p->widths[c] = widths[p->columns[c]];
    rest -= p->widths[c];
  }
  p->widths[0] = number;
  p->widths[1] = rest; /* the name, which is always there */
}

static int measure_cell(paper *p, pdf_text *font, const char *content, size_t column) {
  int width = p->widths[column] - 2 * PADDING;
  int height = font == NULL ? -1 : pdf_text_height(font, content, width);
  return height >= 0 ? height : measure(p, content, width, alignment_of(p->columns[column]));
}

static void draw_cell(paper *p, pdf_text *font, const char *content, size_t column, int x) {
  pdf_box box = {.x = x + PADDING,
                 .y = p->y + PADDING,
                 .width = p->widths[column] - 2 * PADDING,
                 .to_the_right = alignment_of(p->columns[column]) == PANGO_ALIGN_RIGHT};
  if (font != NULL && pdf_text_height(font, content, box.width) >= 0) {
    pdf_text_draw(font, p->cairo, content, box);
    return;
  }
  measure(p, content, box.width, alignment_of(p->columns[column]));
  draw(p, box.x, box.y);
}

static void draw_line(paper *p, int y) {
  cairo_move_to(p->cairo, MARGIN, y);
  cairo_line_to(p->cairo, MARGIN + BODY_WIDTH, y);
  cairo_stroke(p->cairo);
}

static void draw_cells(paper *p, char cells[][NOTICE_CELL_SIZE], int height, bool is_heading) {
  cairo_set_line_width(p->cairo, 0.5);
  if (is_heading) {
    cairo_set_source_rgb(p->cairo, 0.93, 0.93, 0.93);
    cairo_rectangle(p->cairo, MARGIN, p->y, BODY_WIDTH, height);
    cairo_fill(p->cairo);
    cairo_set_source_rgb(p->cairo, 0, 0, 0);
    draw_line(p, p->y);
  }
  int x = MARGIN;
  for (size_t c = 0; c < p->count; c++) {
    draw_cell(p, is_heading ? p->heading_text : p->cell_text, cells[c], c, x);
    x += p->widths[c];
  }
  draw_line(p, p->y + height);
}

/* A row is as high as its highest cell; a new page begins with the heading. */
static void add_row(paper *p, char cells[][NOTICE_CELL_SIZE], bool is_heading);

static void add_heading(paper *p) {
  char cells[NOTICE_COLUMNS_MAX][NOTICE_CELL_SIZE];
  for (size_t c = 0; c < p->count; c++) {
    g_strlcpy(cells[c], notice_heading(p->notice, p->columns[c]), NOTICE_CELL_SIZE);
  }
  set_font(p, HEADING_FONT);
  p->table_y = p->y;
  add_row(p, cells, true);
  set_font(p, CELL_FONT);
}

static void add_row(paper *p, char cells[][NOTICE_CELL_SIZE], bool is_heading) {
  int height = 0;
  for (size_t c = 0; c < p->count; c++) {
    int own = measure_cell(p, is_heading ? p->heading_text : p->cell_text, cells[c], c);
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
  end_table(p);
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
  arena *a = arena_create(0);
  p.heading_text = a != NULL ? pdf_text_create(a, p.cairo, HEADING_FONT) : NULL;
  p.cell_text = a != NULL ? pdf_text_create(a, p.cairo, CELL_FONT) : NULL;
  if (readable) {
    write_pages(&p); /* counts the pages */
    p.pages = p.page;
    p.drawing = true;
    write_pages(&p);
  }
  pdf_text_release(p.cell_text);
  pdf_text_release(p.heading_text);
  arena_destroy(a);
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
