/* Inside of payout/ and for the command line: a second person looks at a bank file before a third
 * may release it.
 *
 * Whoever prepares a file proposes its release; the check is bound to the file's hash.
 * Source: reliability 3.4 (release payout batch: third person), design rules of money 5. */
#ifndef SUDUI_PAYOUT_FILE_CHECK_H
#define SUDUI_PAYOUT_FILE_CHECK_H

#include "payout/payout.h"

/* Inside the transaction that prepares the file. */
sd_status file_check_propose(database *db, const payout_file *file, const char *maker,
                             int64_t now_us, sd_error *error);
/* Inside the transaction that releases it: SD_REFUSED unless a person who is neither its maker nor
 * this releaser checked exactly these bytes. */
sd_status file_check_perform(database *db, const payout_file *file, const char *releaser,
                             int64_t now_us, sd_error *error);
/* Inside the transaction that cancels it: closes the open proposal, if there is one. */
sd_status file_check_close(database *db, const payout_file *file, const char *actor, int64_t now_us,
                           sd_error *error);

#endif
