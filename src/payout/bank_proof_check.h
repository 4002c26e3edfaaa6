/* The daily proofs of ledger against bank, computed again from statements and transfers.
 *
 * A proof is an entry of the audit chain (payout/reconciliation, bank_proof_record).  Whoever wrote
 * the chain anew could have written other sums; here they are held to what stood in the ledger at
 * that place of the chain, and to the statements taken by then. */
#ifndef SUDUI_PAYOUT_BANK_PROOF_CHECK_H
#define SUDUI_PAYOUT_BANK_PROOF_CHECK_H

#include "store/database.h"

/* Of each proof: the bank's figures from the statements; balance and payments of the bank account,
 * and received, reserved, returned and available of each line, folded from the transfers up to
 * there; the differences; the SM3.  (What came in by receipts and the queue of that day follow from
 * these where the proof has no difference unexplained.)  SD_CORRUPT names account and day, the
 * entry of the chain and the figure; the database then stops writing.  `*count_out` were sound.
 * One pass over chain and transfers. */
sd_status bank_proofs_check(database *db, int64_t *count_out, sd_error *error);

#endif
