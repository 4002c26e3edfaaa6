/* The reasons of one decision as a page shows them: to the company itself and to staff alike. */
#ifndef SUDUI_WEB_PAGE_EXPLANATION_H
#define SUDUI_WEB_PAGE_EXPLANATION_H

#include "list/explain.h"
#include "web/site.h"

/* Members of the open object: lists "facts", "reasons" and "ways"; shown by the template
 * "explanation", or its parts "ways" and "reasons". */
void page_explanation(const web_call *call, const explanation *e);

/* A list "gaps": the conditions of one way; shown by the template "gaps". */
void page_explanation_gaps(const web_call *call, const explanation_path *path);

/* A number for people: "4,696,590.08"; programs get it plain, and other texts stay as they are. */
void page_view_value(const web_call *call, const char *name, text value);

/* Names and expressions of a model, as it has them; on pages in English a member with "_en" behind
 * `name` says the same in English, where it is known.  Template "model-text". */
void page_view_model_text(const web_call *call, const char *name, text written);

#endif
