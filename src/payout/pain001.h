/* Writes a credit transfer initiation: ISO 20022 pain.001.001.09.
 *
 * Pure: the same input gives the same bytes.  One batch (PmtInf) per file, one statement line per
 * payment (BtchBookg false), so that the statement can be matched one to one. */
#ifndef SUDUI_PAYOUT_PAIN001_H
#define SUDUI_PAYOUT_PAIN001_H

#include "base/error.h"
#include "base/text_builder.h"
#include "payout/bank_message.h"

typedef struct pain001_header {
  const char *message;        /* MsgId; the batch is "<message>-1" */
  const char *created;        /* ISO date and time, "2026-11-23T09:00:00Z" */
  const char *execution_date; /* YYYY-MM-DD */
  const char *initiator;
  const char *debtor_name;
  const char *debtor_account;
  const char *debtor_bank_code; /* CNAPS */
  int64_t count;
  int64_t sum_fen;
} pain001_header;

typedef struct pain001_writer {
  text_builder *out;
  int64_t count_left;
  int64_t sum_left_fen;
} pain001_writer;

/* begin, payment × count, end: SD_INVALID when count or sum do not come out at the end, or a text
 * holds characters that XML cannot. */
sd_status pain001_begin(pain001_writer *w, text_builder *out, const pain001_header *header,
                        sd_error *error);
sd_status pain001_add(pain001_writer *w, const bank_payment *payment, sd_error *error);
sd_status pain001_end(pain001_writer *w, sd_error *error);

#endif
