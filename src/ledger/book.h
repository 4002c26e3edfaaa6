/* Accounts and transfers in memory, and the rule of chains.
 *
 * The book is the whole logic of the ledger without a database: ledger/ledger fills one with what
 * a batch touches, applies the batch and writes down what was created.  The same code runs the
 * simulations.  One thread at a time. */
#ifndef SUDUI_LEDGER_BOOK_H
#define SUDUI_LEDGER_BOOK_H

#include <stddef.h>

#include "base/error.h"
#include "ledger/transfer.h"

typedef struct book book;

/* NULL when memory is out. */
book *book_create(void);
void book_destroy(book *b); /* NULL is allowed */

/* Takes the account with its sums.  SD_CONFLICT when the id is there. */
sd_status book_add_account(book *b, const account *a, sd_error *error);
/* Takes a stored transfer without touching any balance; a no-op when the id is there. */
sd_status book_add_stored(book *b, const transfer_record *record, sd_error *error);

/* Judges and applies in order.  A run of transfers with `linked` ends with the first one without;
 * it is accepted whole or refused whole, and then only the culprit shows its own verdict.
 * EXISTS inside a chain counts as accepted.  `verdicts_out` has `count` places.  Created records
 * get sequence numbers from the last one on.  SD_OUT_OF_MEMORY leaves the book unusable. */
sd_status book_apply(book *b, const transfer *transfers, size_t count,
                     transfer_verdict *verdicts_out, sd_error *error);

/* The sequence number that the last transfer got; for a book over a store, set it first. */
void book_set_last_sequence(book *b, int64_t sequence);
int64_t book_last_sequence(const book *b);

/* Borrowed until the next call that adds; NULL when absent. */
const account *book_account(const book *b, account_id id);
const transfer_record *book_transfer(const book *b, transfer_id id);
size_t book_account_count(const book *b);
const account *book_account_at(const book *b, size_t index);
size_t book_transfer_count(const book *b);
const transfer_record *book_transfer_at(const book *b, size_t index);

/* Σ debits = Σ credits, pending and posted, and every account is sound.  O(accounts). */
bool book_is_conserved(const book *b);
/* SM3 over all accounts and transfers in order: same history, same hash.  False when memory is
 * out. */
bool book_hash(const book *b, sm3_digest *out);

#endif
