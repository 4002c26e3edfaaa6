/* Money that arrives on a budget line: proposed by one person, booked when another approves. */
#ifndef SUDUI_OPERATION_RECEIPT_H
#define SUDUI_OPERATION_RECEIPT_H

#include "operation/context.h"

typedef struct receipt {
  const char *line;
  int32_t year;
  int64_t amount_fen;
  const char *document; /* its number: the idempotency key */
  const char *account;  /* the bank account that the money arrived on */
} receipt;

/* The first person, in a transaction of its own, after a rehearsal that books nothing.  SD_INVALID
 * for an amount that is not positive, a line, year or document number that cannot be one,
 * SD_CONFLICT when the line pays from another account or the number was booked with other content;
 * otherwise as approval_propose. */
sd_status receipt_propose(database *db, const receipt *r, const char *maker, int64_t now_us,
                          int64_t *proposal_out, sd_error *error);

/* What an approved proposal does, inside of the caller's transaction: opens the line, receives the
 * money and allots it. */
sd_status receipt_apply(database *db, text content, const char *maker, int64_t now_us,
                        sd_error *error);

#endif
