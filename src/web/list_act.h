/* What an owner does with a whole list: at once with a short one, as long work with a long one.
 *
 * The bounds are LIMIT_WEB_AT_ONCE_LINES and LIMIT_WEB_AT_ONCE_DECISIONS.  Acts on one list never
 * run beside each other: whoever presses again is led to the work that there is. */
#ifndef SUDUI_WEB_LIST_ACT_H
#define SUDUI_WEB_LIST_ACT_H

#include "list/life.h"
#include "web/site.h"

/* Whether work on this list takes longer than somebody should wait for a page. */
bool list_is_long(const list_status *list);

/* Payments, and what hangs on them, are the finance office's. */
bool list_stage_is_of_owner(item_stage_kind kind);

/* "settle", "finalize" or the word of an owner's stage; leads to the list or to the page of the
 * work.  SD_INVALID for another word; errors of settlement_confirm, operation_take_stage and
 * list_finalize, of long work on its page. */
sd_status list_act_do(web_call *call, int64_t list, text word, sd_error *error);

#endif
