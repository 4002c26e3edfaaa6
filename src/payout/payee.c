/* Whether the account on file may be paid to: name, number, bank code. */
#include "payout/payee.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "base/identifier.h"

enum { NAME_MAX_CHARACTERS = 140, ACCOUNT_NUMBER_MIN = 5, ACCOUNT_NUMBER_MAX = 34 };

static bool is_missing(const char *value) {
  return value == NULL || text_trim(text_of(value)).size == 0;
}

/* Digits, capitals and hyphens with at least five digits: what Chinese banks use. */
static bool account_number_is_possible(const char *number) {
  size_t size = strlen(number), digits = 0;
  if (size < ACCOUNT_NUMBER_MIN || size > ACCOUNT_NUMBER_MAX) return false;
  for (size_t i = 0; i < size; i++) {
    char c = number[i];
    bool digit = c >= '0' && c <= '9';
    if (!digit && !(c >= 'A' && c <= 'Z') && c != '-') return false;
    digits += digit;
  }
  return digits >= ACCOUNT_NUMBER_MIN;
}

bool payee_text_is_writable(const char *value, size_t max) {
  text t = text_of(value);
  if (!text_is_utf8(t) || text_code_points(t) > max) return false;
  for (size_t i = 0; i < t.size; i++) {
    if ((unsigned char)t.data[i] < 0x20 || t.data[i] == 0x7F) return false;
  }
  return true;
}

bool payee_digest(text account_name, text account_number, text bank_code, char hex[SM3_TEXT_SIZE]) {
  const text parts[] = {account_name, account_number, bank_code};
  sm3_digest digest;
  sm3_hasher *h = sm3_create();
  if (h == NULL) return false;
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    sm3_add(h, parts[i]);
    sm3_add(h, TEXT("\n"));
  }
  bool ok = sm3_finish(h, &digest);
  sm3_destroy(h);
  if (ok) sm3_format(&digest, hex);
  return ok;
}

void payee_mask(text account_number, char out[PAYEE_MASKED_SIZE]) {
  enum { SHOWN = 4 };
  size_t from = account_number.size > SHOWN ? account_number.size - SHOWN : 0;
  text last = text_slice(account_number, from, account_number.size - from);
  (void)snprintf(out, PAYEE_MASKED_SIZE, "****%.*s", TEXT_ARG(last));
}

bool payee_fold_name(const char *name, char *out, size_t size) {
  assert(size > 0);
  text_builder folded; /* on `out`: a name does not fit worse when memory is short */
  text_builder_init_on(&folded, out, size);
  encoding_fold_name(text_of(name), &folded);
  if (folded.failed) out[0] = '\0';
  return !folded.failed;
}

payout_outcome payee_check(const payee *p) {
  char registered[1024], account[1024];
  if (is_missing(p->registered_name)) return OUTCOME_SUBJECT_MISSING;
  if (is_missing(p->account_name) || is_missing(p->account_number) || is_missing(p->bank_code)) {
    return OUTCOME_ACCOUNT_MISSING;
  }
  bool folded = payee_fold_name(p->registered_name, registered, sizeof registered) &&
                payee_fold_name(p->account_name, account, sizeof account);
  if (!folded || !payee_text_is_writable(p->account_name, NAME_MAX_CHARACTERS)) {
    return OUTCOME_ACCOUNT_NAME_UNWRITABLE;
  }
  if (strcmp(registered, account) != 0) return OUTCOME_ACCOUNT_NAME_DIFFERS;
  if (!account_number_is_possible(p->account_number)) return OUTCOME_ACCOUNT_NUMBER_INVALID;
  if (cnaps_check(text_of(p->bank_code)) != IDENTIFIER_VALID) return OUTCOME_BANK_CODE_INVALID;
  return OUTCOME_ORDERED;
}
