/* The reasons of one decision as a page shows them: to the company itself and to staff alike. */
#ifndef SUDUI_WEB_PAGE_EXPLANATION_H
#define SUDUI_WEB_PAGE_EXPLANATION_H

#include "list/explain.h"
#include "web/site.h"

/* Members of the open object: lists "facts", "reasons" and "ways"; shown by the template
 * "explanation". */
void page_explanation(const web_call *call, const explanation *e);

#endif
