/* An act of a list's owner, with what has to come before it. */
#include "operation/take_stage.h"

#include "base/messages/operation.h"
#include "operation/settle_unconfirmed.h"

sd_status operation_take_stage(const operation_context *c, const stage_act *act, bool *settled_out,
                               sd_error *error) {
  *settled_out = false;
  if (act->kind == ITEM_STAGE_APPROVE) {
    if (c->registry == NULL || c->settlement == NULL) {
      return error_set(error, SD_MISUSE, MESSAGE_OPERATION_NO_RULES, NULL);
    }
    TRY(operation_settle_unconfirmed(c, act->list, act->now_us, settled_out, error));
  }
  return list_take_stage(c->db, act->list, act->kind, act->actor, act->document, c->calendar,
                         act->now_us, error);
}
