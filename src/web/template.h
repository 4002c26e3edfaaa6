/* Stylesheets (XSLT 1.0, libxslt) that show views as pages of HTML.
 *
 * What a page holds is escaped by construction: a stylesheet has no way to write a text that is
 * not.  "@{NAME}" in a stylesheet is the sentence MESSAGE_NAME, filled in once for each language
 * when the program starts.  A stylesheet can read and write no file and reach no network. */
#ifndef SUDUI_WEB_TEMPLATE_H
#define SUDUI_WEB_TEMPLATE_H

#include "web/view.h"

typedef struct template_set template_set;

/* Reads and compiles all stylesheets of web/asset in both languages.  SD_SYNTAX_ERROR names the
 * stylesheet and what is wrong with it. */
sd_status template_set_create(template_set **out, sd_error *error);
void template_set_destroy(template_set *t); /* NULL is allowed */

/* The page of a view, in `a`.  SD_OUT_OF_MEMORY, or SD_INVALID when the stylesheet fails.  May be
 * called by several threads at once. */
sd_status template_show(const template_set *t, const view *v, arena *a, text *html_out,
                        sd_error *error);

#endif
