/* Rows of the ledger's tables to structs and back; for the files of ledger/ that use the store. */
#ifndef SUDUI_LEDGER_LEDGER_ROWS_H
#define SUDUI_LEDGER_LEDGER_ROWS_H

#include "ledger/ledger.h"

/* The columns that account_of_row reads, from `column` on. */
#define ACCOUNT_COLUMNS \
  "id, code, kind, debits_pending_fen, debits_posted_fen, credits_pending_fen, credits_posted_fen"
enum { ACCOUNT_COLUMN_COUNT = 7 };

/* SD_CORRUPT, and the database stops writing, when the row holds what we never write. */
sd_status account_of_row(database *db, query *q, account *out, sd_error *error);

/* The columns that record_of_row reads; the table is t, joined with the original as o. */
#define RECORD_COLUMNS \
  "t.sequence, t.id, t.kind, t.debit, t.credit, t.amount_fen, t.reference, t.content_hash, o.id"
enum { RECORD_COLUMN_COUNT = 9 };
#define RECORD_TABLES "ledger_transfer t LEFT JOIN ledger_transfer o ON o.sequence = t.refers_to"

/* `hash_out` may be NULL; what later transfers made of the record is not filled in. */
sd_status record_of_row(database *db, query *q, transfer_record *out, sm3_digest *hash_out,
                        sd_error *error);

/* SD_CORRUPT with the row's number; the database stops writing. */
sd_status ledger_corrupt(database *db, message_id message, const char *const *arguments,
                         sd_error *error);

#endif
