/* The transfers of one order, found by the ids that follow from its reference. */
#ifndef SUDUI_LEDGER_TRAIL_H
#define SUDUI_LEDGER_TRAIL_H

#include "ledger/ledger.h"

typedef struct trail_line {
  int64_t sequence;
  int64_t at_us;
  transfer_kind kind;
  int64_t amount_fen;
  const char *debit, *credit; /* codes of accounts; borrowed during the call */
} trail_line;

typedef sd_status (*trail_visitor)(void *context, const trail_line *line, sd_error *error);

/* Everything that the chains of ledger/budget.h book under an order, in order of sequence.  A
 * look-up by key for each step that an order can take, whatever the size of the ledger. */
sd_status ledger_trail_of_order(database *db, const char *order, trail_visitor visit, void *context,
                                sd_error *error);

#endif
