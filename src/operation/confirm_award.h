/* A company confirms an award with one press: will, account and commitment together.
 *
 * The account that was shown must be the one on file, and one that payout would pay to.  The press
 * is no act of the four eyes: an account that changed lately is held by payout until an official
 * proposed it and another one agreed (operation/payee_account), whatever the company confirmed.
 * Were the company the first of the two, a single official would be enough. Source,
 * reliability 3.4, domain.md 2.1 (Huangpu: 意愿确认). */
#ifndef SUDUI_OPERATION_CONFIRM_AWARD_H
#define SUDUI_OPERATION_CONFIRM_AWARD_H

#include "operation/payee_account.h"

typedef struct confirm_award_request {
  int64_t list;
  text code;
  text registered_name;       /* ends with a NUL */
  bool decline;               /* it does not want the award; nothing else is then looked at */
  text account_seen;          /* SM3 of the account that was shown */
  int32_t account_check_days; /* of the item */
  const char *actor;
  int64_t now_us;
} confirm_award_request;

/* What stands in the way of confirming; OUTCOME_ORDERED when nothing does. */
typedef struct confirm_award_result {
  payout_outcome account;
} confirm_award_result;

/* SD_REFUSED when payout could not pay to the account (`account` says why), or as
 * confirmation_take; SD_CONFLICT when another account is on file than was shown.  An answer that is
 * the one already given is SD_OK. */
sd_status operation_confirm_award(const operation_context *c, const confirm_award_request *request,
                                  arena *a, confirm_award_result *out, sd_error *error);

#endif
