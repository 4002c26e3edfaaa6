/* Every bank file and every order, held to the bytes that were prepared and to the audit chain. */
#ifndef SUDUI_PAYOUT_VERIFY_H
#define SUDUI_PAYOUT_VERIFY_H

#include "payout/payout.h"

typedef struct payout_proof {
  int64_t files;
  int64_t orders;
  int64_t bank_proofs; /* daily proofs, computed again (payout/bank_proof_check) */
} payout_proof;

/* For each file: its bytes have the SM3 that the chain says, count, sum, list, payer and approver
 * are those of the chain, and every order is the payment that stands in the bytes (reference,
 * amount, account, name).  Paying accounts are as they were registered; states are what the last
 * event made of them.  SD_CORRUPT names the first file that is not, or how many files and
 * entries there are when one is missing; the database then stops writing.  O(bytes of all files).
 */
sd_status payout_verify(database *db, payout_proof *out, sd_error *error);

#endif
