/* A test bank: reads a file of orders, answers it and books it on a statement, in its format.
 *
 * It is no bank and says so in every file it writes.  Deterministic: the seed decides which
 * payments it rejects and which come back. */
#ifndef SUDUI_PAYOUT_BANK_SIMULATOR_H
#define SUDUI_PAYOUT_BANK_SIMULATOR_H

#include "base/error.h"
#include "base/text_builder.h"

typedef struct bank_simulator_options {
  int64_t opening_fen;      /* balance before the statement */
  int64_t statement_number; /* from 1 */
  const char *date;         /* booking date YYYY-MM-DD; NULL: the execution date of the file */
  uint64_t seed;
  uint32_t rejected_per_mille; /* share of payments that it does not take */
  uint32_t returned_per_mille; /* share of the others that come back: AC01, BE01, AC04, RC01 */
  text_builder *reply_out;     /* the answer to the file is appended here; NULL for none */
  text_builder *advice_out;    /* and the advice of the same entries; NULL for none */
} bank_simulator_options;

typedef struct bank_simulator_result {
  int64_t payments;
  int64_t rejected;
  int64_t rejected_fen;
  int64_t debited_fen;
  int64_t returned;
  int64_t returned_fen;
  int64_t closing_fen;
} bank_simulator_result;

/* `orders` are the file's bytes; the statement is appended to `statement_out`.  SD_SYNTAX_ERROR or
 * SD_INVALID when it is no file of orders whose count and sum come out. */
sd_status bank_simulator_run(text orders, const char *name, const bank_simulator_options *options,
                             text_builder *statement_out, bank_simulator_result *result_out,
                             sd_error *error);

#endif
