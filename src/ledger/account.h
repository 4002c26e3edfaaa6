/* Accounts, their four sums, and the limit that may never be broken.
 *
 * An account keeps gross sums in fen that only its transfers change: posted and pending, debits
 * and credits.  Balances are differences of them and are never stored. */
#ifndef SUDUI_LEDGER_ACCOUNT_H
#define SUDUI_LEDGER_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/messages/base.h"
#include "base/text.h"

typedef enum account_limit {
  ACCOUNT_LIMIT_NONE,
  ACCOUNT_LIMIT_DEBITS,  /* debits posted + debits pending <= credits posted */
  ACCOUNT_LIMIT_CREDITS, /* credits posted + credits pending <= debits posted */
} account_limit;

typedef enum account_kind {
#define A(name, limit, chinese, english) ACCOUNT_##name,
#include "ledger/account_kinds.def"
#undef A
  ACCOUNT_KIND_COUNT
} account_kind;

enum { ACCOUNT_CODE_SIZE = 96 }; /* bytes with the NUL */

typedef int64_t account_id; /* from 1; 0 is "none" */

typedef struct account {
  account_id id;
  account_kind kind;
  char code[ACCOUNT_CODE_SIZE]; /* unique, for people: "budget/KJ-2023-01/2023" */
  int64_t debits_pending_fen;
  int64_t debits_posted_fen;
  int64_t credits_pending_fen;
  int64_t credits_posted_fen;
} account;

/* What a transfer adds to the debits of one account and the credits of another; both sums change
 * by the same numbers, which is why Σ debits = Σ credits holds in every prefix. */
typedef struct account_effect {
  int64_t pending_fen; /* negative when a reservation ends */
  int64_t posted_fen;
} account_effect;

account_limit account_kind_limit(account_kind kind);
const char *account_kind_name(account_kind kind);                 /* "BUDGET_ALLOTTED"; static */
const char *account_kind_label(account_kind kind, language lang); /* for people; static */
bool account_kind_parse(text name, account_kind *out);

/* Posted debits minus posted credits; negative for an account that owes. */
int64_t account_balance_fen(const account *a);
/* What the limited side may still take; INT64_MAX for an unlimited account. */
int64_t account_available_fen(const account *a);
/* Every sum is at least 0 and the limit holds. */
bool account_is_sound(const account *a);

/* False, changing nothing, when a sum would leave 0..INT64_MAX. */
bool account_add_debit(account *a, account_effect effect);
bool account_add_credit(account *a, account_effect effect);

#endif
