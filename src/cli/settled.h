/* Settled awards for people: reasons, steps and shares in words. */
#ifndef SUDUI_CLI_SETTLED_H
#define SUDUI_CLI_SETTLED_H

#include "base/json.h"
#include "cli/invocation.h"
#include "list/order_check.h"

/* "R01 outside of the scope; C03 …": all reasons in the call's language. */
const char *settled_reasons(const invocation *call, const exclusion_rules *rules, text codes);

/* "3.5 %", "76,000.00 yuan a point", or the part of what was promised: "81.2 %". */
const char *settled_factor(const invocation *call, const settle_budget *b, int64_t factor);

/* Prints a settled award: its state, its reasons, each step, what is paid first, the levels. */
void settled_print(const invocation *call, const settlement_rules *rules, const item_version *v,
                   const stored_award *w);
/* What was found of an award just before it was ordered, one line or object for each look. */
void settled_print_look(const invocation *call, const settlement_rules *rules,
                        const stored_look *look);
void settled_write_look_json(json_writer *w, const stored_look *look);

/* The awards of a list in one state, at most `limit` of them, with reasons and steps. */
typedef struct settled_view {
  int64_t list;
  award_state state;
  int64_t limit;
} settled_view;
sd_status settled_show(invocation *call, database *db, const settled_view *view, json_writer *w,
                       sd_error *error);
void settled_write_json(json_writer *w, const item_version *v, const stored_award *x);

#endif
