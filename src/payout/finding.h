/* What a statement entry turned out to be, and what is to be done about it. */
#ifndef SUDUI_PAYOUT_FINDING_H
#define SUDUI_PAYOUT_FINDING_H

#include "payout/camt053.h"
#include "payout/state.h"

typedef enum entry_finding {
#define F(name, matched, chinese, english, act_chinese, act_english) FINDING_##name,
#include "payout/findings.def"
#undef F
  FINDING_COUNT
} entry_finding;

const char *finding_name(entry_finding finding); /* static, as are the labels */
bool finding_is_matched(entry_finding finding);
/* True for what settles an order at once. */
bool finding_moves_money(entry_finding finding);
const char *finding_label(entry_finding finding, language lang);
const char *finding_next_act(entry_finding finding, language lang);
bool finding_parse(text name, entry_finding *out);

/* What the judge knows of the order that the entry names. */
typedef struct named_order {
  order_state state;
  int64_t amount_fen;
  int64_t returned_fen; /* of it, so far */
  bool can_be_late;     /* REJECTED: no other open order of its award, and its line can bear it */
  bool other_account;   /* it is not paid from the account of the statement */
} named_order;

/* Pure; `order` is NULL when the entry names none of ours. */
entry_finding entry_judge(const statement_entry *entry, const named_order *order);

#endif
