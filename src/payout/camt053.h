/* Reads and writes bank statements and advices: ISO 20022 camt.053.001.08 and camt.054.001.08.
 *
 * Reading trusts nothing: guarded XML, CNY with two decimals, opening + booked entries = closing,
 * and says with line and path what does not fit.  It knows nothing of orders. */
#ifndef SUDUI_PAYOUT_CAMT053_H
#define SUDUI_PAYOUT_CAMT053_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text_builder.h"
#include "payout/bank_message.h"

typedef struct camt053 {
  const char *message;
  const bank_statement *statements;
  size_t count;
} camt053;

/* `name` is for messages.  Everything lies in `a`.  Refuses the whole file or reads it whole:
 * SD_SYNTAX_ERROR (not XML, DTD, cut short, no camt.053), SD_INVALID (missing part, currency,
 * amount, sum), SD_LIMIT_EXCEEDED.  About 1 µs an element. */
sd_status camt053_read(text bytes, const char *name, arena *a, camt053 *out, sd_error *error);

/* The same of an advice: entries without balances (opening and closing are 0), so that nothing of
 * it can be proven and nothing of it settles. */
sd_status camt054_read(text bytes, const char *name, arena *a, camt053 *out, sd_error *error);

/* A Ntry is one entry, or one for each TxDtls of a Ntry that bundles several ("ref/2"); its
 * reference is NtryRef or AcctSvcrRef, its return code that of RtrInf. */

/* Writes one statement; used by the test bank.  Same input, same bytes. */
sd_status camt053_write(const bank_statement *statement, const char *message, const char *created,
                        text_builder *out, sd_error *error);
sd_status camt054_write(const bank_statement *advice, const char *message, const char *created,
                        text_builder *out, sd_error *error);

#endif
