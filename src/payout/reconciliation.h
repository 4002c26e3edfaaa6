/* The statement read back: every entry matched or queued, the ledger settled, the difference shown.
 *
 * A statement is taken whole or refused whole, once.  Only booked entries that fit an order move
 * the ledger; everything else waits in the exception queue with a reason and the next act. */
#ifndef SUDUI_PAYOUT_RECONCILIATION_H
#define SUDUI_PAYOUT_RECONCILIATION_H

#include "payout/finding.h"
#include "payout/inbound.h"
#include "payout/payout.h"

/* Counts of one import. */
typedef struct reconciliation {
  int64_t statements;
  int64_t statements_known; /* were imported before: nothing done */
  int64_t entries;
  int64_t alarms; /* matched, but somebody has to ask the bank */
  int64_t found[FINDING_COUNT];
  int64_t found_fen[FINDING_COUNT];
} reconciliation;

/* Reads a statement of any format (from bytes; `name` is for messages) and settles it in one
 * transaction with its audit entry.  The same file again: statements_known, nothing else changes.
 * SD_NOT_FOUND for an account that is not ours, SD_CONFLICT for a known statement number with other
 * content, SD_REFUSED for a gap in the numbers or an opening balance that is not the last closing
 * one. */
sd_status statement_import(database *db, const char *actor, text bytes, const char *name,
                           int64_t now_us, reconciliation *out, sd_error *error);
/* The same of a message that is read already. */
sd_status statement_apply(inbound *in, reconciliation *out, sd_error *error);

/* Whether this number may follow the last one taken (0: none yet); a bank may begin again at 1 in a
 * new year, and 0 is no number.  Pure.  SD_CONFLICT when it was used, SD_REFUSED behind a gap. */
sd_status statement_check_number(int64_t number, text date, int64_t last, text last_date,
                                 sd_error *error);

/* The daily proof of one paying account (reliability.md 2.3 rule 8), in fen. */
typedef struct bank_proof {
  const char *account;
  int64_t statements;       /* imported so far; without any there is no difference to show */
  int64_t statement_number; /* the bank's number of the last one */
  int64_t bank_closing_fen;
  int64_t bank_debits_fen; /* Σ booked debits of all statements */
  int64_t bank_credits_fen;
  int64_t ledger_balance_fen;
  int64_t ledger_received_fen; /* booked by budget_receive; must be the first opening */
  int64_t ledger_paid_fen;     /* Σ credits of the bank account in the ledger */
  int64_t ledger_returned_fen;
  int64_t queued_fen;      /* Σ of the open queue, credits positive, debits negative */
  int64_t difference_fen;  /* bank closing − ledger balance */
  int64_t unexplained_fen; /* difference − queued; must be 0 */
} bank_proof;

typedef sd_status (*bank_proof_visitor)(void *context, const bank_proof *proof, sd_error *error);
/* One per paying account, in order of number. */
sd_status bank_proofs_each(database *db, bank_proof_visitor visit, void *context, sd_error *error);

/* Writes the proof of one account as it stands into the audit chain, within the caller's
 * transaction: act "bank-proof", reference "ACCOUNT DATE", the sums of the account and of each
 * budget line that pays from it, and the SM3 over both.  An import writes one for each account and
 * day of a statement. */
sd_status bank_proof_record(database *db, const char *number, const char *date, const char *actor,
                            int64_t now_us, sd_error *error);

typedef struct queued_entry {
  int64_t id;
  const char *account;
  const char *statement;
  const char *reference;  /* of the entry */
  const char *end_to_end; /* "" when absent */
  const char *booking_date;
  const char *return_code; /* "" when absent */
  int64_t amount_fen;
  bool is_credit;
  entry_finding finding;
} queued_entry;

typedef sd_status (*queued_entry_visitor)(void *context, const queued_entry *entry,
                                          sd_error *error);
/* Open entries of the exception queue, oldest first. */
sd_status exceptions_each(database *db, queued_entry_visitor visit, void *context, sd_error *error);

#endif
