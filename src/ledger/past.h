/* The ledger as it stood behind any transfer, moved forward in one pass.
 *
 * For whoever compares many past moments in order: each transfer is read once.  Sums at one moment
 * by the clock: ledger_account_at. */
#ifndef SUDUI_LEDGER_PAST_H
#define SUDUI_LEDGER_PAST_H

#include "ledger/ledger.h"

typedef struct ledger_past ledger_past;

/* Before the first transfer; every account that there is now stands at zero. */
sd_status ledger_past_open(database *db, ledger_past **out, sd_error *error);
void ledger_past_close(ledger_past *p); /* NULL is allowed */
/* Behind transfer `sequence`; a no-op when it is there already or further.  SD_CORRUPT for a
 * transfer that the accounts do not bear, or when there are fewer transfers.  About 1 microsecond a
 * transfer. */
sd_status ledger_past_move(ledger_past *p, int64_t sequence, sd_error *error);
/* By code; NULL when there is no such account.  Borrowed until the next move. */
const account *ledger_past_account(const ledger_past *p, const char *code);

#endif
