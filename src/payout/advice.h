/* A bank's advice: it informs, and settles nothing.
 *
 * An entry of a camt.054 or of a notice of return says what the bank is about to put on a statement
 * or has put there; it has no balances, so that nothing proves that it is complete, and the same
 * entry comes again on the statement: who settles both pays twice.  So a booked entry of an advice
 * counts like an acceptance (the bank has the order), a return on an advice is only announced, and
 * the booked entry of the statement settles. */
#ifndef SUDUI_PAYOUT_ADVICE_H
#define SUDUI_PAYOUT_ADVICE_H

#include "payout/inbound.h"
#include "payout/payout.h"

typedef struct bank_advice {
  bool known; /* the same bytes came before: nothing done */
  int64_t entries;
  int64_t acknowledged; /* orders that the bank says it has executed */
  int64_t announced;    /* returns that are about to come */
  int64_t announced_fen;
  int64_t unidentified; /* entries that name no order of ours, or with another amount */
} bank_advice;

/* Applied in one transaction with its audit entry, in any order and any number of times.
 * SD_NOT_FOUND for an account that is not ours; otherwise as statement_import. */
sd_status advice_import(database *db, const char *actor, text bytes, const char *name,
                        int64_t now_us, bank_advice *out, sd_error *error);

/* The same of a message that is read already. */
sd_status advice_apply(inbound *in, bank_advice *out, sd_error *error);

#endif
