/* Our reply to a treasury statement: how many of its movements do not conform (5507 to a 3507).
 *
 * A movement conforms when it was matched; what waits in the exception queue does not.  Made again
 * after the queue was worked off, the reply has the new count under the same message id.
 * Source: reliability.md 2.4. */
#ifndef SUDUI_PAYOUT_STATEMENT_REPLY_H
#define SUDUI_PAYOUT_STATEMENT_REPLY_H

#include "base/text_builder.h"
#include "store/database.h"

typedef struct statement_reply {
  int64_t movements, differences; /* of which so many wait in the queue */
  int64_t amount_fen;             /* Σ of the movements, without sign */
} statement_reply;

/* Of the statement that the bank calls `id`.  SD_NOT_FOUND when there is none; SD_REFUSED when its
 * account has no vouchers: other banks expect no reply. */
sd_status statement_reply_write(database *db, const char *id, statement_reply *found_out,
                                text_builder *out, sd_error *error);

#endif
