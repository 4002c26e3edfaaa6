/* Changes of budget lines: whose level a line is, money received, allotted, passed on, year's end.
 *
 * Two people each (audit/approval, budget-change): the first proposes the whole act as JSON, the
 * approval of the second has the effect.  An act is tried and taken back before it is proposed, so
 * that what cannot be done is told to the first person.  Source: R-54, domain.md 2.8, reliability
 * 3.4.  A receipt that is allotted at once is operation/receipt. */
#ifndef SUDUI_OPERATION_BUDGET_CHANGE_H
#define SUDUI_OPERATION_BUDGET_CHANGE_H

#include "ledger/passing.h"

typedef enum budget_act {
#define B(name, word, money, two, chinese, english) BUDGET_ACT_##name,
#include "operation/budget_acts.def"
#undef B
  BUDGET_ACT_COUNT
} budget_act;

const char *budget_act_word(budget_act act);                 /* "pass"; static */
const char *budget_act_label(budget_act act, language lang); /* static */

/* What is to be done; what an act does not need is 0 or NULL. */
typedef struct budget_change {
  budget_act act;
  const char *line;
  int32_t year;
  budget_level level;   /* LEVEL */
  const char *account;  /* LEVEL, HOLD: the bank account that the line pays from, if it is new */
  const char *to;       /* PASS: the line that gets it */
  int64_t amount_fen;   /* HOLD, ALLOT, PASS */
  const char *document; /* of the same: its number, the idempotency key */
  bool keep;            /* CLOSE: released orders stay open; see budget_line_close */
} budget_change;

/* In transactions of its own.  SD_INVALID when something is missing, else what the act refuses. */
sd_status budget_change_propose(database *db, const budget_change *change, const char *maker,
                                int64_t now_us, int64_t *proposal_out, sd_error *error);

/* What an approved proposal of OPERATION_BUDGET_CHANGE does, inside of the caller's transaction:
 * one of the acts above, or a receipt. */
sd_status budget_change_apply(database *db, text content, const char *maker, int64_t now_us,
                              sd_error *error);

#endif
