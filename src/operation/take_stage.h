/* An act of a list's owner, with what has to come before it.
 *
 * Before an approval, relations, ceilings and exclusion lists are applied where no owner confirms
 * (settle_unconfirmed.h): nobody who takes stages can forget it.  Source, R-41 (first
 * moment). */
#ifndef SUDUI_OPERATION_TAKE_STAGE_H
#define SUDUI_OPERATION_TAKE_STAGE_H

#include "operation/context.h"

typedef struct stage_act {
  int64_t list;
  item_stage_kind kind;
  const char *actor;
  const char *document; /* its number; NULL: none */
  int64_t now_us;
} stage_act;

/* The context has a registry, rules of settlement (else SD_MISUSE) and, for a publication, a
 * calendar.  `settled_out`: the program settled the list first, which stays so when the act itself
 * is refused.  Errors of settlement_confirm and list_take_stage. */
sd_status operation_take_stage(const operation_context *c, const stage_act *act, bool *settled_out,
                               sd_error *error);

#endif
