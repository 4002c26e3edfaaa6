/* What the pages of a company share: its benefits with the orders behind them, and how they show.
 *
 * The company is the one of the session: no function here takes a code from a request. */
#ifndef SUDUI_WEB_PAGE_COMPANY_H
#define SUDUI_WEB_PAGE_COMPANY_H

#include "list/benefit.h"
#include "payout/payout.h"
#include "web/site.h"

text company_code(const web_call *call);
/* Who acts, as the audit chain names the account: the login and the name of the person. */
const char *company_actor(const web_call *call);

/* An order to the company with the time of its last step. */
typedef struct company_order {
  int64_t list;
  text reference, reason;
  order_state state;
  int64_t amount_fen, since_us;
} company_order;

typedef struct company_file {
  benefit *benefits;
  size_t benefit_count;
  company_order *orders; /* in order of time */
  size_t order_count;
  benefit_withdrawal *withdrawals;
  size_t withdrawal_count;
} company_file;

/* Everything of the session's company; lives in call->arena.  About 2 ms a list. */
sd_status company_read(web_call *call, company_file *out, sd_error *error);
/* The same, and the one of the item that is named in the path, of the data year in the field "year"
 * of the query or the form, else of the newest: SD_NOT_FOUND when it does not decide about this
 * company. */
sd_status company_find_benefit(web_call *call, company_file *file, const benefit **out,
                               sd_error *error);
/* Whether the item stands on another list of the company, of another data year. */
bool company_has_other_years(const company_file *file, const benefit *b);
/* "/company/items/ITEM", the year where there are several, and `fragment`; in call->arena. */
text company_item_path(const web_call *call, const company_file *file, const benefit *b,
                       const char *fragment);

/* The newest order of a list, or NULL. */
const company_order *company_order_of(const company_file *file, int64_t list);

/* How many messages the company has not read. */
sd_status company_count_unread(web_call *call, const company_file *file, int64_t *out,
                               sd_error *error);

/* An object "benefit" or members of the open one: item, amount, standing, where it is. */
void company_view_benefit(const web_call *call, const company_file *file, const benefit *b);
/* In a word what an update decided: met, not met, unknown, or not covered any more. */
message_id company_again_message(const benefit *b);
/* Members of the open object: a fact by name, period, value, unit, source and time. */
void company_view_fact(const web_call *call, const fact_record *fact);
/* The facts "rd_expense@2024 sme" by the names that people know, as a list. */
void company_view_facts(const web_call *call, const char *name, text facts);
/* The name of an attribute in the call's language; its id when the catalogue has none. */
text company_attribute_name(const web_call *call, text id);

#endif
