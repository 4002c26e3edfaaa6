/* The account on file of a company: as it is now, as it was some days ago, as two people saw it. */
#ifndef SUDUI_OPERATION_PAYEE_ACCOUNT_H
#define SUDUI_OPERATION_PAYEE_ACCOUNT_H

#include "audit/approval.h"
#include "operation/context.h"
#include "payout/payee.h"
#include "registry/snapshot.h"

/* The columns of an account in a snapshot, in this order. */
enum { PAYEE_NAME, PAYEE_NUMBER, PAYEE_BANK, PAYEE_COLUMNS };

typedef struct account_file {
  const snapshot *now, *before;
} account_file;

/* Asks the context's registry: accounts as known at `now_us` and as known `check_days` before. */
sd_status account_file_read(const operation_context *c, int64_t now_us, int32_t check_days,
                            arena *a, account_file *out, sd_error *error);

/* The same of one company alone: by key, without a pass over the city. */
sd_status account_file_read_one(const operation_context *c, text code, int64_t now_us,
                                int32_t check_days, arena *a, account_file *out, sd_error *error);

/* The same of some companies: `codes` ascend, each once; `now` has the registered name as one
 * column more, behind those of the account. */
typedef struct payees_request {
  int64_t now_us;
  int32_t check_days;
  size_t count; /* of codes */
} payees_request;
sd_status account_file_read_payees(const operation_context *c, const payees_request *request,
                                   const text *codes, arena *a, account_file *out, sd_error *error);

/* An account as its company may see it: the number masked but for its last digits. */
typedef struct account_shown {
  text name, bank; /* in the file's arena */
  char masked[PAYEE_MASKED_SIZE];
  char sm3[SM3_TEXT_SIZE];
} account_shown;
/* False when a part of it is missing. */
bool account_show(const account_file *f, text code, account_shown *out);

/* What keeps payout from paying to the account on file (payout/payee), or OUTCOME_ORDERED. */
payout_outcome account_check(const account_file *f, text code, text registered_name);

/* SM3 of name, number and bank code as they are now; false when one is missing. */
bool account_digest(const account_file *f, text code, char hex[SM3_TEXT_SIZE]);

/* True when another account was known `check_days` ago. */
bool account_was_changed(const account_file *f, text code);

/* What two people look at: the name, the last digits, the bank and the digest.  False when there is
 * no account.  Look at out->failed. */
bool account_write_content(const account_file *f, text code, text_builder *out);

/* The first of two officials, never the company itself: proposes the account as it is now
 * (OPERATION_COMPANY_ACCOUNT), in a transaction of its own.  SD_NOT_FOUND when none is on file. */
typedef struct account_proposal {
  const char *code; /* of the company */
  const char *actor;
  int64_t now_us;
} account_proposal;
sd_status account_propose(database *db, const account_file *f, const account_proposal *request,
                          int64_t *id_out, sd_error *error);

/* True when two people saw exactly this account. */
sd_status account_was_checked(database *db, const account_file *f, text code, bool *out,
                              sd_error *error);

#endif
