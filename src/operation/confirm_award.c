/* A company confirms an award with one press: will, account and commitment together. */
#include "operation/confirm_award.h"

#include "base/messages/operation.h"
#include "list/confirmation.h"

static sd_status take(const operation_context *c, const confirm_award_request *r, sd_error *error) {
  const confirmation_request request = {
      .list = r->list,
      .code = r->code,
      .act = r->decline ? CONFIRMATION_DECLINE : CONFIRMATION_CONFIRM,
      .account = r->decline ? TEXT("") : r->account_seen,
      .commitment = !r->decline,
      .actor = r->actor,
      .calendar = c->calendar,
      .now_us = r->now_us};
  return confirmation_take(c->db, &request, error);
}

/* A second press of the same button. */
static sd_status is_answered_so(const operation_context *c, const confirm_award_request *r,
                                bool *out, sd_error *error) {
  confirmation known;
  TRY(confirmation_find(c->db, r->list, r->code, &known, error));
  *out = known.state == (r->decline ? CONFIRMATION_DECLINED : CONFIRMATION_CONFIRMED) &&
         (r->decline || text_is(r->account_seen, known.account));
  return SD_OK;
}

static sd_status check_account(const confirm_award_request *r, const account_file *f,
                               confirm_award_result *out, sd_error *error) {
  char digest[SM3_TEXT_SIZE] = "";
  out->account = account_check(f, r->code, r->registered_name);
  if (out->account != OUTCOME_ORDERED) {
    return error_set(error, SD_REFUSED, MESSAGE_OPERATION_ACCOUNT_UNFIT, NULL);
  }
  if (account_digest(f, r->code, digest) && text_is(r->account_seen, digest)) return SD_OK;
  return error_set(error, SD_CONFLICT, MESSAGE_OPERATION_ACCOUNT_DIFFERS, NULL);
}

sd_status operation_confirm_award(const operation_context *c, const confirm_award_request *request,
                                  arena *a, confirm_award_result *out, sd_error *error) {
  account_file file;
  bool answered = false;
  *out = (confirm_award_result){.account = OUTCOME_ORDERED};
  TRY(is_answered_so(c, request, &answered, error));
  if (answered) return SD_OK;
  if (request->decline) return take(c, request, error);
  TRY(account_file_read_one(c, request->code, request->now_us, request->account_check_days, a,
                            &file, error));
  TRY(check_account(request, &file, out, error));
  return take(c, request, error);
}
