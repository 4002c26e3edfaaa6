/* Reads and writes bank statements: ISO 20022 camt.053.001.08.
 *
 * Reading trusts nothing: guarded XML, CNY with two decimals, opening + booked entries = closing,
 * and says with line and path what does not fit.  It knows nothing of orders. */
#ifndef SUDUI_PAYOUT_CAMT053_H
#define SUDUI_PAYOUT_CAMT053_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text_builder.h"

/* One booked movement: a Ntry, or one TxDtls of a Ntry that bundles several. */
typedef struct statement_entry {
  const char *reference;  /* NtryRef or AcctSvcrRef, with "/2" for the second detail; never NULL */
  const char *end_to_end; /* NULL when absent or NOTPROVIDED */
  const char *message;    /* NULL when absent */
  const char *booking_date; /* YYYY-MM-DD; that of the statement when absent */
  const char *return_code;  /* AC01 ...; NULL when there is no RtrInf */
  const char *information;  /* for people; NULL when absent */
  int64_t amount_fen;       /* above 0 */
  uint32_t line;            /* in the file */
  bool is_credit;
  bool is_reversal; /* RvslInd: 冲账, the bank takes its own booking back */
  bool is_booked;   /* Sts BOOK */
} statement_entry;

typedef struct bank_statement {
  const char *id;
  int64_t number;      /* LglSeqNb or ElctrncSeqNb; 0 when absent */
  const char *account; /* IBAN or Othr/Id */
  const char *date;    /* of the closing balance */
  int64_t opening_fen; /* negative for an overdraft */
  int64_t closing_fen;
  const statement_entry *entries;
  size_t count;
} bank_statement;

typedef struct camt053 {
  const char *message;
  const bank_statement *statements;
  size_t count;
} camt053;

/* `name` is for messages.  Everything lies in `a`.  Refuses the whole file or reads it whole:
 * SD_SYNTAX_ERROR (not XML, DTD, cut short, no camt.053), SD_INVALID (missing part, currency,
 * amount, sum), SD_LIMIT_EXCEEDED.  About 1 µs an element. */
sd_status camt053_read(text bytes, const char *name, arena *a, camt053 *out, sd_error *error);

/* Writes one statement; used by the test bank.  Same input, same bytes. */
sd_status camt053_write(const bank_statement *statement, const char *message, const char *created,
                        text_builder *out, sd_error *error);

#endif
