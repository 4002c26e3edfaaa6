/* The second person's approval, and what follows from it at once. */
#include "operation/approve.h"

#include "access/user.h"
#include "list/objection.h"
#include "operation/account_change.h"
#include "operation/budget_change.h"
#include "payout/correction.h"

static sd_status have_effect(const operation_context *c, const approval *p,
                             const approve_request *request, sd_error *error) {
  int64_t now_us = request->now_us;
  const day_calendar *calendar = NULL;
  switch (p->operation) {
    case OPERATION_BUDGET_CHANGE:
      TRY(budget_change_apply(c->db, p->content, p->maker.data, now_us, error));
      break;
    case OPERATION_LEDGER_CORRECTION:
      TRY(correction_apply(c->db, p->content, p->maker.data, now_us, error));
      break;
    case OPERATION_ROLE_GRANT:
      TRY(user_grant_apply(c->db, p->subject, request->actor, now_us, error));
      break;
    case OPERATION_LIST_APPROVAL: /* of a line that an objection changes */
      TRY(operation_calendar(c, &calendar, error));
      TRY(objection_apply(c->db, p->content, p->maker.data, calendar, now_us, error));
      break;
    case OPERATION_COMPANY_ACCOUNT: /* a change is written; a check stands from now on */
      TRY(account_change_apply(c, p->content, p->maker.data, now_us, error));
      break;
    case OPERATION_POLICY_VERSION:
    case OPERATION_ALARM_OVERRIDE:
      break; /* it stands from now on */
    default:
      return SD_OK; /* its own use case goes on */
  }
  const approval_request r = {.operation = p->operation,
                              .subject = p->subject,
                              .content = p->content,
                              .actor = request->actor,
                              .now_us = now_us};
  return approval_perform(c->db, &r, NULL, error);
}

static sd_status approve_in(const operation_context *c, const approve_request *request, arena *a,
                            approval *out, sd_error *error) {
  TRY(approval_check(c->db, request->id, request->actor, request->seen, request->now_us, error));
  TRY(approval_find(c->db, request->id, a, out, error));
  TRY(have_effect(c, out, request, error));
  TRY(approval_find(c->db, request->id, a, out, error));
  return database_commit(c->db, error);
}

sd_status operation_approve(const operation_context *c, const approve_request *request, arena *a,
                            approval *out, sd_error *error) {
  TRY(database_begin(c->db, error));
  sd_status status = approve_in(c, request, a, out, error);
  database_rollback(c->db);
  return status;
}

sd_status operation_refuse(const operation_context *c, const approve_request *request,
                           const char *ground, arena *a, approval *out, sd_error *error) {
  TRY(database_begin(c->db, error));
  sd_status status =
      approval_refuse(c->db, request->id, request->actor, ground, request->now_us, error);
  if (status == SD_OK) status = approval_find(c->db, request->id, a, out, error);
  if (status == SD_OK) status = database_commit(c->db, error);
  database_rollback(c->db);
  return status;
}
