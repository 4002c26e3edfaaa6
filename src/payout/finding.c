/* What a statement entry turned out to be, and what is to be done about it. */
#include "payout/finding.h"

#include <assert.h>

static const struct finding_row {
  bool matched;
  const char *name;
  const char *labels[LANGUAGE_COUNT];
  const char *acts[LANGUAGE_COUNT];
} finding_rows[FINDING_COUNT] = {
#define F(name, matched, chinese, english, act_chinese, act_english) \
  {matched, #name, {chinese, english}, {act_chinese, act_english}},
#include "payout/findings.def"
#undef F
};

const char *finding_name(entry_finding finding) {
  assert(finding < FINDING_COUNT);
  return finding_rows[finding].name;
}

bool finding_is_matched(entry_finding finding) {
  assert(finding < FINDING_COUNT);
  return finding_rows[finding].matched;
}

bool finding_moves_money(entry_finding finding) {
  return finding_is_matched(finding) && finding != FINDING_NOT_BOOKED;
}

const char *finding_label(entry_finding finding, language lang) {
  assert(finding < FINDING_COUNT);
  return finding_rows[finding].labels[lang];
}

const char *finding_next_act(entry_finding finding, language lang) {
  assert(finding < FINDING_COUNT);
  return finding_rows[finding].acts[lang];
}

bool finding_parse(text name, entry_finding *out) {
  for (int i = 0; i < FINDING_COUNT; i++) {
    if (!text_is(name, finding_rows[i].name)) continue;
    *out = (entry_finding)i;
    return true;
  }
  return false;
}

static entry_finding judge_debit(const statement_entry *entry, const named_order *order) {
  switch (order->state) {
    case ORDER_PREPARED:
    case ORDER_CANCELLED:
      return FINDING_NOT_RELEASED;
    case ORDER_REJECTED:
      if (entry->amount_fen != order->amount_fen) return FINDING_AMOUNT_DIFFERS;
      return order->can_be_late ? FINDING_LATE_PAYMENT : FINDING_DEBIT_AFTER_REJECTION;
    case ORDER_PAID:
    case ORDER_RETURNED:
    case ORDER_PARTLY_RETURNED:
    case ORDER_PAID_BACK:
    case ORDER_REVERSED:
      return FINDING_DUPLICATE_DEBIT;
    case ORDER_RELEASED:
    case ORDER_UNKNOWN:
    case ORDER_HANDED_OVER:
    case ORDER_ACKED:
    case ORDER_STATE_COUNT:
      break;
  }
  return entry->amount_fen == order->amount_fen ? FINDING_PAYMENT : FINDING_AMOUNT_DIFFERS;
}

static entry_finding judge_return(const statement_entry *entry, const named_order *order) {
  int64_t left_fen = order->amount_fen - order->returned_fen;
  switch (order->state) {
    case ORDER_RETURNED:
    case ORDER_PAID_BACK:
    case ORDER_REVERSED:
      return FINDING_DUPLICATE_RETURN;
    case ORDER_PAID:
    case ORDER_PARTLY_RETURNED:
      break;
    default:
      return FINDING_RETURN_BEFORE_PAYMENT;
  }
  if (entry->amount_fen < left_fen) return FINDING_RETURN_PARTIAL;
  if (entry->amount_fen > left_fen) return FINDING_RETURN_TOO_LARGE;
  bool whole = order->state == ORDER_PAID;
  return entry->is_reversal && whole ? FINDING_REVERSAL : FINDING_RETURN;
}

entry_finding entry_judge(const statement_entry *entry, const named_order *order) {
  assert(entry->amount_fen > 0);
  if (!entry->is_booked) return FINDING_NOT_BOOKED;
  bool is_return = entry->return_code != NULL || entry->is_reversal;
  if (entry->is_credit && !is_return) return FINDING_UNEXPECTED_CREDIT;
  if (entry->end_to_end == NULL) return FINDING_NO_REFERENCE;
  if (order == NULL) return FINDING_UNKNOWN_REFERENCE;
  if (order->other_account) return FINDING_OTHER_ACCOUNT;
  return entry->is_credit ? judge_return(entry, order) : judge_debit(entry, order);
}
