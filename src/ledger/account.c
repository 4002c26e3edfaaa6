/* Accounts, their four sums, and the limit that may never be broken. */
#include "ledger/account.h"

#include <assert.h>

#include "base/money_core.h"

static const struct kind_row {
  account_limit limit;
  const char *name;
  const char *labels[LANGUAGE_COUNT];
} account_kind_rows[ACCOUNT_KIND_COUNT] = {
#define A(name, limit, chinese, english) {ACCOUNT_LIMIT_##limit, #name, {chinese, english}},
#include "ledger/account_kinds.def"
#undef A
};

account_limit account_kind_limit(account_kind kind) {
  assert(kind < ACCOUNT_KIND_COUNT);
  return account_kind_rows[kind].limit;
}

const char *account_kind_name(account_kind kind) {
  assert(kind < ACCOUNT_KIND_COUNT);
  return account_kind_rows[kind].name;
}

const char *account_kind_label(account_kind kind, language lang) {
  assert(kind < ACCOUNT_KIND_COUNT);
  return account_kind_rows[kind].labels[lang];
}

bool account_kind_parse(text name, account_kind *out) {
  for (int i = 0; i < ACCOUNT_KIND_COUNT; i++) {
    if (!text_is(name, account_kind_rows[i].name)) continue;
    *out = (account_kind)i;
    return true;
  }
  return false;
}

int64_t account_balance_fen(const account *a) {
  return a->debits_posted_fen - a->credits_posted_fen; /* both in 0..INT64_MAX */
}

static money_sums debits_of(const account *a) {
  return (money_sums){a->debits_pending_fen, a->debits_posted_fen};
}

static money_sums credits_of(const account *a) {
  return (money_sums){a->credits_pending_fen, a->credits_posted_fen};
}

int64_t account_available_fen(const account *a) {
  assert(account_is_sound(a));
  switch (account_kind_limit(a->kind)) {
    case ACCOUNT_LIMIT_DEBITS:
      return money_sums_left(debits_of(a), a->credits_posted_fen);
    case ACCOUNT_LIMIT_CREDITS:
      return money_sums_left(credits_of(a), a->debits_posted_fen);
    case ACCOUNT_LIMIT_NONE:
      break;
  }
  return INT64_MAX;
}

bool account_is_sound(const account *a) {
  if (a->debits_pending_fen < 0 || a->debits_posted_fen < 0) return false;
  if (a->credits_pending_fen < 0 || a->credits_posted_fen < 0) return false;
  if (a->debits_pending_fen > INT64_MAX - a->debits_posted_fen) return false;
  if (a->credits_pending_fen > INT64_MAX - a->credits_posted_fen) return false;
  switch (account_kind_limit(a->kind)) {
    case ACCOUNT_LIMIT_DEBITS:
      return money_sums_left(debits_of(a), a->credits_posted_fen) >= 0;
    case ACCOUNT_LIMIT_CREDITS:
      return money_sums_left(credits_of(a), a->debits_posted_fen) >= 0;
    case ACCOUNT_LIMIT_NONE:
      break;
  }
  return true;
}

static bool add_effect(int64_t *pending_fen, int64_t *posted_fen, account_effect effect) {
  money_sums sums = {*pending_fen, *posted_fen};
  if (!money_sums_add(&sums, effect.pending_fen, effect.posted_fen)) return false;
  *pending_fen = sums.pending_fen;
  *posted_fen = sums.posted_fen;
  return true;
}

bool account_add_debit(account *a, account_effect effect) {
  return add_effect(&a->debits_pending_fen, &a->debits_posted_fen, effect);
}

bool account_add_credit(account *a, account_effect effect) {
  return add_effect(&a->credits_pending_fen, &a->credits_posted_fen, effect);
}
