/* What two people book by hand: queued entries, payments moved to another line, transfers.
 *
 * One proposes (audit/approval, ledger-correction), another checks, and the check has the effect.
 * The content of the proposal is the whole act as JSON, so that what was shown is what is done.
 * Every act keeps the daily proof at 0: what leaves the exception queue enters the ledger with the
 * same amount, or is undone by another entry.  Source: reliability.md 2.3 and 3.4, domain.md 2.8,
 * */
#ifndef SUDUI_PAYOUT_CORRECTION_H
#define SUDUI_PAYOUT_CORRECTION_H

#include "payout/payout.h"

typedef enum correction_act {
#define C(name, word, side, chinese, english) CORRECTION_##name,
#include "payout/correction_acts.def"
#undef C
  CORRECTION_COUNT
} correction_act;

const char *correction_word(correction_act act);                 /* "pay-back"; static */
const char *correction_label(correction_act act, language lang); /* static */
/* Whether the act resolves a queued entry of that side. */
bool correction_fits_entry(correction_act act, bool is_credit);
bool correction_of_word(const char *word, correction_act *out);

/* What is to be booked; what an act does not need is 0 or NULL. */
typedef struct correction {
  correction_act act;
  int64_t entry;     /* of the queue: all acts but CORRECT and TRANSFER */
  int64_t other;     /* OFFSET: the entry that undoes it */
  const char *order; /* RETURN, PAY_BACK, PAYMENT, CORRECT: its reference */
  const char *line;  /* RECEIPT, CHARGE, HAND_BACK; CORRECT: where it belongs; PASS_*: the giver */
  const char *to;    /* PASS_OUT, PASS_IN: the line that it was passed to */
  int32_t year;      /* of the line */
  int64_t clawback;  /* RECOVERY, SET_OFF, WRITE_OFF: the case */
  const char *award; /* SET_OFF: the award that pays it; line and year are the award's */
  const char *debit; /* TRANSFER: codes of accounts */
  const char *credit;
  int64_t amount_fen;   /* TRANSFER, SET_OFF */
  const char *document; /* TRANSFER: its number, the idempotency key */
  const char *reason;   /* why; never empty */
} correction;

/* Tries the act (and takes it back), then proposes it in its own transaction: what cannot be done
 * now is told to the first person and not to the second.  SD_NOT_FOUND for an entry that is not in
 * the queue, an order, a line or an account; SD_REFUSED for another side, an amount that does not
 * fit, or a state that knows no such step. */
sd_status correction_propose(database *db, const correction *c, const char *maker, int64_t now_us,
                             int64_t *proposal_out, sd_error *error);

/* Does what a checked proposal says, inside the caller's transaction. */
sd_status correction_apply(database *db, text content, const char *maker, int64_t now_us,
                           sd_error *error);

#endif
