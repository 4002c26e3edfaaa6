/* The reasons of one decision as a page shows them: to the company itself and to staff alike. */
#ifndef SUDUI_WEB_PAGE_EXPLANATION_H
#define SUDUI_WEB_PAGE_EXPLANATION_H

#include "list/explain.h"
#include "web/condition_words.h"
#include "web/site.h"

/* Members of the open object: lists "facts", "reasons" and "ways"; shown by the template
 * "explanation", or its parts "ways" and "reasons". */
void page_explanation(const web_call *call, const explanation *e);

/* A list "gaps": the conditions of one way; shown by the template "gaps". */
void page_explanation_gaps(const web_call *call, const explanation *e,
                           const explanation_path *path);

/* The way with the fewest conditions, of these the one of which most is reached; NULL for none. */
const explanation_path *page_explanation_nearest(const explanation *e);

/* A member "unit": 元, yuan. */
void page_view_unit(const web_call *call, text unit);

/* A number for people: "4,696,590.08"; programs get it plain, and other texts stay as they are. */
void page_view_value(const web_call *call, const char *name, text value);

/* A name or an expression of a model as it has it, and in a member with "_said" behind `name` as
 * people read it in the language of the page (web/condition_words, policy/english).  `names` of
 * facts may be NULL.  Template "model-text". */
void page_view_model_text(const web_call *call, const char *name, text written,
                          const condition_names *names);

#endif
