/* One transfer: its id, its content hash, and the verdict on it. */
#include "ledger/transfer.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"

static const struct verdict_row {
  bool accepted;
  const char *name;
  const char *labels[LANGUAGE_COUNT];
} verdict_rows[VERDICT_COUNT] = {
#define V(name, accepted, chinese, english) {accepted, #name, {chinese, english}},
#include "ledger/verdicts.def"
#undef V
};

static const struct transfer_kind_row {
  bool refers;
  const char *name;
  const char *labels[LANGUAGE_COUNT];
} transfer_kind_rows[TRANSFER_KIND_COUNT] = {
#define T(name, refers, chinese, english) {refers, #name, {chinese, english}},
#include "ledger/transfer_kinds.def"
#undef T
};

bool verdict_is_accepted(transfer_verdict v) {
  assert(v < VERDICT_COUNT);
  return verdict_rows[v].accepted;
}

const char *verdict_name(transfer_verdict v) {
  assert(v < VERDICT_COUNT);
  return verdict_rows[v].name;
}

const char *verdict_label(transfer_verdict v, language lang) {
  assert(v < VERDICT_COUNT);
  return verdict_rows[v].labels[lang];
}

const char *transfer_kind_name(transfer_kind kind) {
  assert(kind < TRANSFER_KIND_COUNT);
  return transfer_kind_rows[kind].name;
}

const char *transfer_kind_label(transfer_kind kind, language lang) {
  assert(kind < TRANSFER_KIND_COUNT);
  return transfer_kind_rows[kind].labels[lang];
}

bool transfer_kind_refers(transfer_kind kind) {
  assert(kind < TRANSFER_KIND_COUNT);
  return transfer_kind_rows[kind].refers;
}

bool transfer_kind_parse(text name, transfer_kind *out) {
  for (int i = 0; i < TRANSFER_KIND_COUNT; i++) {
    if (!text_is(name, transfer_kind_rows[i].name)) continue;
    *out = (transfer_kind)i;
    return true;
  }
  return false;
}

/* --- ids --- */

static void put_number(uint8_t out[8], uint64_t number) {
  for (int i = 0; i < 8; i++) out[i] = (uint8_t)(number >> (56 - 8 * i));
}

static uint64_t get_number(const uint8_t bytes[8]) {
  uint64_t number = 0;
  for (int i = 0; i < 8; i++) number = number << 8 | bytes[i];
  return number;
}

transfer_id transfer_id_of(const char *key) {
  sm3_digest digest;
  if (!sm3_of(text_of(key), &digest)) return (transfer_id){0, 0};
  transfer_id id = transfer_id_from_bytes(digest.bytes);
  if (transfer_id_is_none(id)) id.low = 1;
  return id;
}

bool transfer_id_equal(transfer_id a, transfer_id b) { return a.high == b.high && a.low == b.low; }

bool transfer_id_is_none(transfer_id id) { return id.high == 0 && id.low == 0; }

void transfer_id_format(transfer_id id, char out[33]) {
  static const char digits[] = "0123456789abcdef";
  uint8_t bytes[16];
  transfer_id_to_bytes(id, bytes);
  for (int i = 0; i < 16; i++) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15];
  }
  out[32] = '\0';
}

void transfer_id_to_bytes(transfer_id id, uint8_t out[16]) {
  put_number(out, id.high);
  put_number(out + 8, id.low);
}

transfer_id transfer_id_from_bytes(const uint8_t bytes[16]) {
  return (transfer_id){.high = get_number(bytes), .low = get_number(bytes + 8)};
}

/* --- content --- */

/* Id, id referred to, debit, credit, amount (8 bytes each half, high first), the kind as one byte,
 * the reference with its NUL. */
bool transfer_content_hash(sm3_hasher *h, const transfer *t, sm3_digest *out) {
  uint8_t bytes[16 + 16 + 24 + 1];
  transfer_id_to_bytes(t->id, bytes);
  transfer_id_to_bytes(t->refers_to, bytes + 16);
  put_number(bytes + 32, (uint64_t)t->debit);
  put_number(bytes + 40, (uint64_t)t->credit);
  put_number(bytes + 48, (uint64_t)t->amount_fen);
  bytes[56] = (uint8_t)t->kind;
  sm3_add(h, (text){(const char *)bytes, sizeof bytes});
  sm3_add(h, (text){t->reference, strnlen(t->reference, sizeof t->reference - 1) + 1});
  return sm3_finish(h, out);
}

bool transfer_content_equal(const transfer *a, const transfer *b) {
  return transfer_id_equal(a->id, b->id) && transfer_id_equal(a->refers_to, b->refers_to) &&
         a->debit == b->debit && a->credit == b->credit && a->amount_fen == b->amount_fen &&
         a->kind == b->kind && strcmp(a->reference, b->reference) == 0;
}

static bool reference_is_readable(const transfer *t) {
  size_t size = strnlen(t->reference, sizeof t->reference);
  if (size == 0 || size == sizeof t->reference) return false;
  for (size_t i = 0; i < size; i++) {
    if ((unsigned char)t->reference[i] < 0x20 || t->reference[i] == 0x7F) return false;
  }
  return text_is_utf8((text){t->reference, size});
}

/* --- the judge: the order of checks is the order of verdicts.def --- */

static transfer_verdict judge_form(const transfer *t) {
  if (transfer_id_is_none(t->id)) return VERDICT_ID_MISSING;
  if (!reference_is_readable(t)) return VERDICT_REFERENCE_INVALID;
  if (t->amount_fen <= 0) return VERDICT_AMOUNT_NOT_POSITIVE;
  if (t->amount_fen > LIMIT_MONEY_FEN) return VERDICT_AMOUNT_TOO_LARGE;
  bool refers = !transfer_id_is_none(t->refers_to);
  if (refers && !transfer_kind_refers(t->kind)) return VERDICT_REFERS_TO_NOT_ALLOWED;
  if (!refers && transfer_kind_refers(t->kind)) return VERDICT_REFERS_TO_MISSING;
  return VERDICT_CREATED;
}

static transfer_verdict judge_original_kind(const transfer *t, const transfer_record *original) {
  if (original == NULL) return VERDICT_ORIGINAL_NOT_FOUND;
  transfer_kind kind = original->transfer.kind;
  if (t->kind == TRANSFER_REVERSAL) {
    bool posted = kind == TRANSFER_PLAIN || kind == TRANSFER_POST;
    return posted ? VERDICT_CREATED : VERDICT_ORIGINAL_NOT_POSTED;
  }
  return kind == TRANSFER_PENDING ? VERDICT_CREATED : VERDICT_ORIGINAL_NOT_PENDING;
}

/* What is left to resolve or to reverse, and whether the accounts are the original's. */
static transfer_verdict judge_against_original(const transfer *t, const transfer_record *original) {
  const transfer *o = &original->transfer;
  bool mirrored = t->kind == TRANSFER_REVERSAL;
  if (t->debit != (mirrored ? o->credit : o->debit) ||
      t->credit != (mirrored ? o->debit : o->credit)) {
    return VERDICT_ACCOUNTS_DIFFER_FROM_ORIGINAL;
  }
  if (original->posted) return VERDICT_ALREADY_POSTED;
  if (original->voided) return VERDICT_ALREADY_VOIDED;
  if (t->amount_fen > o->amount_fen - original->reversed_fen) {
    return VERDICT_AMOUNT_EXCEEDS_ORIGINAL;
  }
  if (t->kind == TRANSFER_VOID && t->amount_fen != o->amount_fen) {
    return VERDICT_AMOUNT_DIFFERS_FROM_ORIGINAL;
  }
  return VERDICT_CREATED;
}

static transfer_verdict judge_balances(const transfer *t, const transfer_surroundings *s) {
  const transfer *original = s->original != NULL ? &s->original->transfer : NULL;
  account_effect effect = transfer_effect(t, original);
  account debit = *s->debit, credit = *s->credit;
  if (!account_add_debit(&debit, effect) || !account_add_credit(&credit, effect)) {
    return VERDICT_BALANCE_OVERFLOW;
  }
  if (!account_is_sound(&debit)) return VERDICT_DEBIT_LIMIT_EXCEEDED;
  if (!account_is_sound(&credit)) return VERDICT_CREDIT_LIMIT_EXCEEDED;
  return VERDICT_CREATED;
}

transfer_verdict transfer_judge(const transfer *t, const transfer_surroundings *s) {
  assert(t->kind < TRANSFER_KIND_COUNT);
  if (transfer_id_is_none(t->id)) return VERDICT_ID_MISSING;
  if (s->existing != NULL) {
    return transfer_content_equal(t, &s->existing->transfer)
               ? VERDICT_EXISTS
               : VERDICT_EXISTS_WITH_DIFFERENT_CONTENT;
  }
  transfer_verdict verdict = judge_form(t);
  if (verdict != VERDICT_CREATED) return verdict;
  if (transfer_kind_refers(t->kind)) {
    verdict = judge_original_kind(t, s->original);
    if (verdict != VERDICT_CREATED) return verdict;
  }
  if (s->debit == NULL) return VERDICT_DEBIT_ACCOUNT_NOT_FOUND;
  if (s->credit == NULL) return VERDICT_CREDIT_ACCOUNT_NOT_FOUND;
  if (t->debit == t->credit) return VERDICT_ACCOUNTS_ARE_THE_SAME;
  if (transfer_kind_refers(t->kind)) {
    verdict = judge_against_original(t, s->original);
    if (verdict != VERDICT_CREATED) return verdict;
  }
  return judge_balances(t, s);
}

account_effect transfer_effect(const transfer *t, const transfer *original) {
  assert(t->amount_fen > 0);
  switch (t->kind) {
    case TRANSFER_PENDING:
      return (account_effect){.pending_fen = t->amount_fen};
    case TRANSFER_POST:
      assert(original != NULL && t->amount_fen <= original->amount_fen);
      return (account_effect){.pending_fen = -original->amount_fen, .posted_fen = t->amount_fen};
    case TRANSFER_VOID:
      assert(original != NULL && t->amount_fen == original->amount_fen);
      return (account_effect){.pending_fen = -original->amount_fen};
    case TRANSFER_PLAIN:
    case TRANSFER_REVERSAL:
    case TRANSFER_KIND_COUNT:
      break;
  }
  return (account_effect){.posted_fen = t->amount_fen};
}
