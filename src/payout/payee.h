/* Whether the account on file may be paid to: name, number, bank code.
 *
 * Names are compared folded (widths, brackets, blanks) and paid exactly as registered; nothing is
 * ever corrected (R-51, reliability.md 2.4). */
#ifndef SUDUI_PAYOUT_PAYEE_H
#define SUDUI_PAYOUT_PAYEE_H

#include <stddef.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "payout/outcome.h"

typedef struct payee {
  const char *registered_name; /* of the subject, as registered */
  const char *account_name;    /* fact bank_account_name; NULL when there is no fact */
  const char *account_number;  /* fact bank_account_number */
  const char *bank_code;       /* fact bank_code: CNAPS, 12 digits */
} payee;

/* OUTCOME_ORDERED when it may be paid, else the first reason. */
payout_outcome payee_check(const payee *p);
/* Writes the folded name; false when it is longer than `size` allows. */
enum { PAYEE_FOLDED_SIZE = 1024 }; /* bytes of a folded name with the NUL */
bool payee_fold_name(const char *name, char *out, size_t size);

/* SM3 of an account, by which what two people looked at is held to the account that is paid to.
 * False when memory is short. */
bool payee_digest(text account_name, text account_number, text bank_code, char hex[SM3_TEXT_SIZE]);

/* "****0777": the last four characters of an account's number, or all of a shorter one. */
enum { PAYEE_MASKED_SIZE = 9 };
void payee_mask(text account_number, char out[PAYEE_MASKED_SIZE]);

/* At most `max` characters of UTF-8 without control characters: what a bank message can carry. */
bool payee_text_is_writable(const char *value, size_t max);

#endif
