/* Alarms about a payee that two people may override: a duplicate, a name that is not the
 * registered.
 *
 * The first proposes with a reason (audit/approval, alarm-override), the second checks; from then
 * on it stands for this award, amount, item, year, account and registered name, and for nothing
 * else: the proposal holds all of them, the account as its SM3.  Nothing is ever corrected: a payee
 * whose name differs is paid as the account on file says.  Source: reliability 2.3 rule 7, 3.4,
 * */
#ifndef SUDUI_PAYOUT_OVERRIDE_H
#define SUDUI_PAYOUT_OVERRIDE_H

#include "payout/payout.h"

/* True for the outcomes that can be overridden. */
bool payout_outcome_is_alarm(payout_outcome outcome);

typedef struct payout_override {
  const payout_line *line; /* with its account */
  payout_outcome alarm;
  const char *reason; /* never empty: SD_INVALID */
  const char *maker;
  int64_t now_us;
} payout_override;

/* In a transaction of its own. */
sd_status payout_override_propose(database *db, const payout_override *o, int64_t *proposal_out,
                                  sd_error *error);
/* True when two people saw exactly this. */
sd_status payout_override_stands(database *db, const payout_line *line, payout_outcome alarm,
                                 bool *out, sd_error *error);

#endif
