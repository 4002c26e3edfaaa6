/* Texts in the cells of a PDF: common characters are set from glyphs that are asked for once. */
#include "notice/pdf_text.h"

#include <string.h>

enum {
  LATIN_FIRST = 0x20,
  LATIN_LAST = 0x7E,
  LATIN_COUNT = LATIN_LAST - LATIN_FIRST + 1,
  IDEOGRAPH_FIRST = 0x4E00,
  IDEOGRAPH_LAST = 0x9FFF,
  IDEOGRAPH_COUNT = IDEOGRAPH_LAST - IDEOGRAPH_FIRST + 1,
  BRACKET_OPEN = 0xFF08, /* names of companies often have them */
  BRACKET_CLOSE = 0xFF09,
  BRACKET_COUNT = 2,
  GLYPH_COUNT = LATIN_COUNT + IDEOGRAPH_COUNT + BRACKET_COUNT,
  LINES_MAX = 4, /* of one text; more are left to Pango */
  LINE_GLYPHS_MAX = 256
};

typedef struct kept_glyph {
  PangoFont *font; /* NULL: not asked for yet, or not to be kept */
  PangoGlyph glyph;
  int width; /* Pango units */
  bool asked;
} kept_glyph;

struct pdf_text {
  PangoLayout *layout;
  PangoGlyphString *run;
  int heights[LINES_MAX + 1]; /* points, by number of lines */
  int baseline, line;         /* Pango units: of the first line, from one to the next */
  kept_glyph glyphs[GLYPH_COUNT];
};

/* A run of characters that stand on one line. */
typedef struct set_line {
  const kept_glyph *glyphs[LINE_GLYPHS_MAX];
  int count, width;
} set_line;

static void lay_out(pdf_text *t, const char *content) {
  pango_layout_set_text(t->layout, content, -1);
}

pdf_text *pdf_text_create(arena *a, cairo_t *page, const char *font) {
  pdf_text *t = ARENA_NEW(a, pdf_text);
  if (t == NULL) return NULL;
  PangoFontDescription *description = pango_font_description_from_string(font);
  t->layout = pango_cairo_create_layout(page);
  pango_layout_set_font_description(t->layout, description);
  pango_font_description_free(description);
  t->run = pango_glyph_string_new();
  static const char *const lines[LINES_MAX + 1] = {NULL, "国", "国\n国", "国\n国\n国",
                                                   "国\n国\n国\n国"};
  int sizes[LINES_MAX + 1] = {0};
  for (int n = 1; n <= LINES_MAX; n++) {
    lay_out(t, lines[n]);
    pango_layout_get_pixel_size(t->layout, NULL, &t->heights[n]);
    pango_layout_get_size(t->layout, NULL, &sizes[n]);
  }
  t->baseline = pango_layout_get_baseline(t->layout);
  t->line = sizes[2] - sizes[1];
  return t;
}

void pdf_text_release(pdf_text *t) {
  if (t == NULL) return;
  pango_glyph_string_free(t->run);
  g_object_unref(t->layout);
  for (int i = 0; i < GLYPH_COUNT; i++) {
    if (t->glyphs[i].font != NULL) g_object_unref(t->glyphs[i].font);
  }
}

static void ask(pdf_text *t, gunichar character, kept_glyph *out) {
  char content[8];
  content[g_unichar_to_utf8(character, content)] = '\0';
  lay_out(t, content);
  out->asked = true;
  const PangoLayoutLine *line = pango_layout_get_line_readonly(t->layout, 0);
  const PangoGlyphItem *item = line->runs != NULL ? line->runs->data : NULL;
  if (item == NULL || line->runs->next != NULL || item->glyphs->num_glyphs != 1) return;
  const PangoGlyphInfo *glyph = &item->glyphs->glyphs[0];
  if ((glyph->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) return;
  out->font = g_object_ref(item->item->analysis.font);
  out->glyph = glyph->glyph;
  out->width = glyph->geometry.width;
}

/* NULL when this character is left to Pango. */
static const kept_glyph *glyph_of(pdf_text *t, gunichar character) {
  kept_glyph *kept = NULL;
  if (character >= LATIN_FIRST && character <= LATIN_LAST) {
    kept = &t->glyphs[character - LATIN_FIRST];
  } else if (character >= IDEOGRAPH_FIRST && character <= IDEOGRAPH_LAST) {
    kept = &t->glyphs[LATIN_COUNT + character - IDEOGRAPH_FIRST];
  } else if (character == BRACKET_OPEN || character == BRACKET_CLOSE) {
    kept = &t->glyphs[LATIN_COUNT + IDEOGRAPH_COUNT + character - BRACKET_OPEN];
  }
  if (kept == NULL) return NULL;
  if (!kept->asked) ask(t, character, kept);
  return kept->font != NULL ? kept : NULL;
}

/* Takes the last character off a line. */
static void drop_last(set_line *line, const char **at) {
  *at = g_utf8_prev_char(*at);
  line->width -= line->glyphs[--line->count]->width;
}

/* The next line; false when Pango has to be asked.  A text is broken only beside ideographs, not
 * behind an opening bracket or before a closing one; never with Latin or brackets side by side. */
static bool next_line(pdf_text *t, const char **at, int width, set_line *out) {
  const char *begin = *at;
  bool has_latin = false, was_bracket = false, has_two = false;
  out->count = out->width = 0;
  while (**at != '\0') {
    gunichar character = g_utf8_get_char(*at);
    const kept_glyph *kept = glyph_of(t, character);
    if (kept == NULL || out->count == LINE_GLYPHS_MAX) return false;
    bool is_bracket = character >= BRACKET_OPEN;
    has_latin = has_latin || character <= LATIN_LAST;
    has_two = has_two || (is_bracket && was_bracket);
    was_bracket = is_bracket;
    if (out->width + kept->width > width * PANGO_SCALE) break;
    out->glyphs[out->count++] = kept;
    out->width += kept->width;
    *at = g_utf8_next_char(*at);
  }
  if (**at == '\0') return true;
  if (out->count > 0 && g_utf8_get_char(*at) == BRACKET_CLOSE) drop_last(out, at);
  while (out->count > 0 && g_utf8_get_char(g_utf8_prev_char(*at)) == BRACKET_OPEN) {
    drop_last(out, at);
  }
  return !has_latin && !has_two && *at > begin;
}

int pdf_text_height(pdf_text *t, const char *content, int width) {
  int lines = 0;
  set_line line;
  do {
    if (!next_line(t, &content, width, &line) || ++lines > LINES_MAX) return -1;
  } while (*content != '\0');
  return t->heights[lines];
}

/* Glyphs of one font after the other, from x in Pango units. */
static void draw_line(pdf_text *t, cairo_t *cairo, const set_line *line, int x, int baseline) {
  for (int from = 0, to; from < line->count; from = to) {
    PangoFont *font = line->glyphs[from]->font;
    for (to = from; to < line->count && line->glyphs[to]->font == font;) to++;
    pango_glyph_string_set_size(t->run, to - from);
    int width = 0;
    for (int i = from; i < to; i++) {
      t->run->glyphs[i - from] = (PangoGlyphInfo){.glyph = line->glyphs[i]->glyph,
                                                  .geometry = {.width = line->glyphs[i]->width}};
      width += line->glyphs[i]->width;
    }
    cairo_move_to(cairo, pango_units_to_double(x), pango_units_to_double(baseline));
    pango_cairo_show_glyph_string(cairo, font, t->run);
    x += width;
  }
}

void pdf_text_draw(pdf_text *t, cairo_t *cairo, const char *content, pdf_box box) {
  int baseline = box.y * PANGO_SCALE + t->baseline;
  set_line line;
  do {
    if (!next_line(t, &content, box.width, &line)) return;
    int x = box.x * PANGO_SCALE;
    if (box.to_the_right) x += box.width * PANGO_SCALE - line.width;
    draw_line(t, cairo, &line, x, baseline);
    baseline += t->line;
  } while (*content != '\0');
}
