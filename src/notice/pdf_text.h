/* Texts in the cells of a PDF: common characters are set from glyphs that are asked for once.
 *
 * A layout of Pango costs some 15 µs, and a long notice has half a million cells.  Ideographs,
 * Latin letters, digits and the signs of numbers are set one after the other in every script, so a
 * text of these alone needs no layout.  Whatever has another character, or would have to be broken
 * beside Latin, is left to Pango. */
#ifndef SUDUI_NOTICE_PDF_TEXT_H
#define SUDUI_NOTICE_PDF_TEXT_H

#include <pango/pangocairo.h>
#include <stdbool.h>

#include "base/arena.h"

typedef struct pdf_text pdf_text;

/* A place for a text; points (1/72 inch). */
typedef struct pdf_box {
  int x, y, width;
  bool to_the_right;
} pdf_box;

/* For one font, in Pango's words ("sans bold 9").  NULL when memory is out.  The arena and the page
 * outlive it; pdf_text_release gives back what Pango lent. */
pdf_text *pdf_text_create(arena *a, cairo_t *page, const char *font);
void pdf_text_release(pdf_text *t); /* NULL is allowed */

/* The height of a text in a width, as Pango would make it; -1 when Pango has to be asked. */
int pdf_text_height(pdf_text *t, const char *content, int width);

/* Draws a text whose height pdf_text_height knew in the width of the box. */
void pdf_text_draw(pdf_text *t, cairo_t *cairo, const char *content, pdf_box box);

#endif
