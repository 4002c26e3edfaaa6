/* A company's account is changed by two people: what the first states, the second's approval
 * writes.
 *
 * The proposal (OPERATION_COMPANY_ACCOUNT, "<code> change") holds name, bank, the last digits and
 * the SM3 of the account, and the whole number sealed (store/keyring); its hash is over all of it.
 * The approval writes the three facts from the source "企业账户变更", valid from that day.  Whoever
 * was paid to this account afterwards was seen by two people, so that payments are not held for it.
 * Source: R-51, reliability 3.4. */
#ifndef SUDUI_OPERATION_ACCOUNT_CHANGE_H
#define SUDUI_OPERATION_ACCOUNT_CHANGE_H

#include "operation/context.h"

typedef struct account_change {
  const char *code; /* of a company on file */
  const char *account_name, *account_number, *bank_code;
  const char *document; /* what the company handed in; its number */
  const char *maker;
  int64_t now_us;
} account_change;

/* In a transaction of its own.  SD_INVALID for a number, a name or a bank code that cannot be, or
 * without a document; SD_NOT_FOUND for a company that is not on file. */
sd_status account_change_propose(const operation_context *c, const account_change *change,
                                 int64_t *id_out, sd_error *error);

/* What an approved proposal does, inside of the caller's transaction; a no-op for a proposal that
 * only checks an account.  The context has a registry. */
sd_status account_change_apply(const operation_context *c, text content, const char *maker,
                               int64_t now_us, sd_error *error);

/* True when the newest approved change of the company is to the account with this SM3. */
sd_status account_change_stands(database *db, text code, const char *sm3, bool *out,
                                sd_error *error);

#endif
