/* What the pages of finance share. */
#ifndef SUDUI_WEB_PAGE_FINANCE_H
#define SUDUI_WEB_PAGE_FINANCE_H

#include "audit/approval.h"
#include "payout/payout.h"
#include "web/pages.h"

enum { FINANCE_PAGE_ROWS = 50 };

/* SD_REFUSED for an account that is bounded to a district: budgets, files and statements are the
 * whole city's. */
sd_status finance_whole_city(const web_call *call, sd_error *error);

/* The members of an order that every table of orders shows, into the open object. */
void finance_view_order(web_call *call, const payout_order *order);

/* A field of the form in the call's arena; NULL when it is empty. */
const char *finance_string(const web_call *call, const char *name);
/* A whole number; 0 when the field is empty, a fault of the form outside of the bounds. */
int64_t finance_optional(web_call *call, const char *name, int64_t least, int64_t most);

/* "/finance/files/" and a piece, in the call's arena. */
text finance_path(const web_call *call, const char *folder, const char *piece);

#endif
