/* A company says that it wants an award, to the account that it sees: one press. */
#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "operation/confirm_award.h"
#include "web/form.h"
#include "web/page_company.h"
#include "web/pages.h"

/* What must stay true: the company is the one of the session; an account number is never shown
 * whole. */

static void view_account(web_call *call, const account_file *accounts) {
  view *v = call->view;
  text code = company_code(call);
  account_shown shown;
  payout_outcome fit = account_check(accounts, code, page_subject_name(call, code));
  bool known = account_show(accounts, code, &shown);
  view_boolean(v, "has_account", known);
  view_boolean(v, "account_fits", fit == OUTCOME_ORDERED);
  if (fit != OUTCOME_ORDERED) view_string(v, "account_fault", outcome_label(fit, call->lang));
  if (!known) return;
  view_text(v, "account_name", shown.name);
  view_string(v, "account_number", shown.masked);
  view_text(v, "account_bank", shown.bank);
  view_string(v, "account", shown.sm3);
  view_boolean(v, "account_changed", account_was_changed(accounts, code));
}

static sd_status view_confirmation(web_call *call, const company_file *file, const benefit *b,
                                   sd_error *error) {
  account_file accounts;
  const operation_context context = page_context(call);
  TRY(account_file_read_one(&context, company_code(call), call->request->now_us,
                            b->version->confirmation.account_check_days, call->arena, &accounts,
                            error));
  company_view_benefit(call, file, b);
  view_account(call, &accounts);
  return SD_OK;
}

sd_status page_company_confirm(web_call *call, sd_error *error) {
  company_file file;
  const benefit *b;
  TRY(company_find_benefit(call, &file, &b, error));
  return view_confirmation(call, &file, b, error);
}

sd_status act_company_confirm(web_call *call, sd_error *error) {
  company_file file;
  const benefit *b;
  confirm_award_result result;
  sd_error fault = {0};
  TRY(company_find_benefit(call, &file, &b, error));
  const operation_context context = page_context(call);
  const confirm_award_request request = {
      .list = b->run->id,
      .code = company_code(call),
      .registered_name = page_subject_name(call, company_code(call)),
      .decline = text_is(form_text(call, "answer"), "decline"),
      .account_seen = form_text(call, "account"),
      .account_check_days = b->version->confirmation.account_check_days,
      .actor = company_actor(call),
      .now_us = call->request->now_us};
  sd_status status = operation_confirm_award(&context, &request, call->arena, &result, &fault);
  if (status == SD_REFUSED || status == SD_CONFLICT) {
    form_fault_error(call, "account", &fault);
    return view_confirmation(call, &file, b, error);
  }
  if (status != SD_OK) {
    if (error != NULL) *error = fault;
    return status;
  }
  call->response->location = company_item_path(call, &file, b, "");
  return SD_OK;
}
