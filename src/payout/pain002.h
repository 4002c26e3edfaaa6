/* Reads and writes the bank's answer to a bank file: ISO 20022 pain.002.001.11.
 *
 * Everything that identifies a payment is optional in this message: an answer may be about the
 * file, its batch or single payments.  It moves states and never money (reliability.md 2.2). */
#ifndef SUDUI_PAYOUT_PAIN002_H
#define SUDUI_PAYOUT_PAIN002_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text_builder.h"
#include "payout/bank_message.h"

/* Everything lies in `a`; errors as in camt053_read.  A batch that is not the file's only one, or
 * two batches, is SD_INVALID: our files have one batch, named "<message>-1". */
sd_status pain002_read(text bytes, const char *name, arena *a, bank_reply *out, sd_error *error);

/* For the test bank. */
sd_status pain002_write(const bank_reply *answer, const char *created, text_builder *out,
                        sd_error *error);

typedef enum answer_meaning { ANSWER_NOTHING, ANSWER_ACCEPTED, ANSWER_REJECTED } answer_meaning;

/* What a status code says about a payment; codes that only describe progress, PART and unknown
 * ones say nothing. */
answer_meaning pain002_meaning(const char *status);

#endif
