/* What several pages show, and the handlers of routes.def. */
#ifndef SUDUI_WEB_PAGES_H
#define SUDUI_WEB_PAGES_H

#include "access/session.h"
#include "audit/approval.h"
#include "list/life.h"
#include "payout/payout.h"
#include "web/jobs.h"
#include "web/site.h"

#define ROUTE(method, path, page, handler, roles, menu) \
  sd_status handler(web_call *call, sd_error *error);
#include "web/routes.def"
#undef ROUTE

/* What use cases of operation/ stand on; borrowed from the call. */
operation_context page_context(const web_call *call);
/* The same of long work, borrowed from its run. */
operation_context page_job_context(const job_run *run);
/* Who acts, as it stands in the audit chain; in the call's arena, never NULL. */
const char *page_actor(const web_call *call);

/* "12" as a whole number above 0, of at most 18 digits; false for anything else. */
bool page_number(text source, int64_t *out);
/* A piece of the path as such a number; SD_NOT_FOUND for anything else. */
sd_status page_path_number(const web_call *call, size_t piece, int64_t *out, sd_error *error);
/* True when an account of a district may see this company, or the account is the whole city's. */
bool page_sees_subject(web_call *call, text code);

/* How many proposals wait for this person as second or third. */
typedef struct approval_count {
  web_call *call;
  int64_t waiting;
} approval_count;
sd_status page_count_approvals(web_call *call, int64_t *waiting_out, sd_error *error);

/* True when the version can be about companies of the account's district, or the account is the
 * whole city's. */
bool page_concerns(const web_call *call, const item_version *version);

/* --- What several pages show --- */

/* The item version of a list's line: the newest of that id and label; NULL when the policies folder
 * has none. */
const item_version *page_item(const web_call *call, text id, text version);
text page_item_name(const web_call *call, text id, text version);
/* "武进区", or the code. */
text page_area_name(const web_call *call, text code);
/* Of a list its number, item, name, state, hash and days of publication. */
void page_view_list(web_call *call, const list_status *list);
/* One of somebody's sessions, within a list "sessions"; with login and name where it may be
 * anybody's. */
void page_view_session(web_call *call, const session_line *line, bool with_account);
/* A list "orders": count and sum of the payment orders of each state that has some. */
void page_view_orders(const web_call *call, const payout_summary *sums);
/* A list "fields": every member of what is proposed, in words; "content" when it is no object. */
void page_view_proposal(web_call *call, const approval *p);
/* The registered name of a subject; its code when there is none on file. */
text page_subject_name(web_call *call, text code);

#endif
