/* What the pages of finance share. */
#ifndef SUDUI_WEB_PAGE_FINANCE_H
#define SUDUI_WEB_PAGE_FINANCE_H

#include "payout/payout.h"
#include "web/pages.h"

enum { FINANCE_PAGE_ROWS = 50 };

/* SD_REFUSED for an account that is bounded to a district: budgets, files and statements are the
 * whole city's. */
sd_status finance_whole_city(const web_call *call, sd_error *error);

/* The members of an order that every table of orders shows, into the open object. */
void finance_view_order(web_call *call, const payout_order *order);

/* A form's text in the call's arena; never NULL. */
const char *finance_field(const web_call *call, const char *name);
/* The same; NULL when it is empty. */
const char *finance_field_or_null(const web_call *call, const char *name);
/* A year, an amount in yuan, a number; 0 when the field is empty.  SD_INVALID names the field. */
sd_status finance_year(const web_call *call, const char *name, int32_t *out, sd_error *error);
sd_status finance_amount(const web_call *call, const char *name, int64_t *fen_out, sd_error *error);
sd_status finance_number(const web_call *call, const char *name, int64_t *out, sd_error *error);
/* Every field of the form as typed, but passwords and codes, for the form that is shown again. */
void finance_keep_typed(const web_call *call);

/* "/finance/files/" and a piece, in the call's arena. */
text finance_path(const web_call *call, const char *folder, const char *piece);

#endif
