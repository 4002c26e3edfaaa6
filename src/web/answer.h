/* From a view to the answer: a page in its frame, JSON, a problem (RFC 9457). */
#ifndef SUDUI_WEB_ANSWER_H
#define SUDUI_WEB_ANSWER_H

#include "web/site.h"
#include "web/template.h"

/* The call's view as the body of the answer; 500 when it cannot be shown. */
void answer_show(const template_set *t, web_call *call);

/* A problem with this status of HTTP, for programs as application/problem+json; replaces what the
 * view held and releases the view. */
void answer_problem(const template_set *t, web_call *call, int status, const char *detail);
void answer_problem_message(const template_set *t, web_call *call, int status, message_id message);

/* A handler failed: the problem of its status; of a form the page of the form again, with what was
 * typed and the sentence. */
void answer_failure(const template_set *t, web_call *call, sd_status status, const sd_error *error);

/* The same without a handler: this status and sentence. */
void answer_refused_form(const template_set *t, web_call *call, int status, const char *detail);

/* The form has faults (web/form): 422. */
void answer_form_faults(const template_set *t, web_call *call);
/* The same before a handler ran: the page of the form is written first. */
void answer_faults_of_unread_form(const template_set *t, web_call *call);

/* A POST whose session has ended: the login, which carries what was typed to the time after. */
void answer_login_first(const template_set *t, web_call *call);

/* A POST of this site whose form belongs to an earlier session: nothing is done, and what was typed
 * is shown with a form of this session, to be sent by a press. */
void answer_stale_form(const template_set *t, web_call *call);

#endif
