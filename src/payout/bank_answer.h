/* The bank's answer applied: orders accepted or rejected, reservations of the rejected voided. */
#ifndef SUDUI_PAYOUT_BANK_ANSWER_H
#define SUDUI_PAYOUT_BANK_ANSWER_H

#include "payout/inbound.h"
#include "payout/payout.h"

typedef struct bank_answer {
  bool known; /* the same bytes came before: nothing done */
  int64_t accepted;
  int64_t rejected;
  int64_t rejected_fen;
  int64_t stale;        /* said before, or overtaken by a booking */
  int64_t unidentified; /* payments that name no order of the file */
  int64_t alarms;       /* rejected by the bank, but booked as paid: money wins, a person looks */
} bank_answer;

/* Reads an answer of any format and applies it in one transaction with its audit entry, in any
 * order and any number of times.  SD_NOT_FOUND when the answer is about no file of ours; otherwise
 * as statement_import.  A rejected award may be ordered again (payout_prepare with `reissue`) once
 * a statement of the execution day or later shows no debit. */
sd_status bank_answer_import(database *db, const char *actor, text bytes, const char *name,
                             int64_t now_us, bank_answer *out, sd_error *error);
/* The same of a message that is read already. */
sd_status bank_answer_apply(inbound *in, bank_answer *out, sd_error *error);

#endif
