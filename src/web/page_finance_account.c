/* The account on file of a company, and its change by two people. */
#include <stdio.h>

#include "base/messages/web.h"
#include "operation/account_change.h"
#include "operation/payee_account.h"
#include "web/form.h"
#include "web/page_finance.h"

/* What must stay true: the page shows the last digits of a number alone, and nothing is changed
 * before another person approves what was typed. */

static sd_status find_company(web_call *call, const char **code_out, sd_error *error) {
  bool known = false;
  const char *code = arena_copy(call->arena, call->pieces[0]).data;
  if (code == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  TRY(registry_has_subject(call->registry, text_of(code), "company", &known, error));
  *code_out = code;
  return known ? SD_OK : error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

sd_status page_finance_account(web_call *call, sd_error *error) {
  const char *code = NULL;
  account_file accounts;
  account_shown shown;
  TRY(finance_whole_city(call, error));
  TRY(find_company(call, &code, error));
  operation_context context = page_context(call);
  TRY(account_file_read_one(&context, text_of(code), call->request->now_us, 0, call->arena,
                            &accounts, error));
  view *v = call->view;
  view_string(v, "subject", code);
  view_text(v, "company", page_subject_name(call, text_of(code)));
  if (!account_show(&accounts, text_of(code), &shown)) return SD_OK;
  view_begin(v, "account");
  view_text(v, "name", shown.name);
  view_string(v, "number", shown.masked);
  view_text(v, "bank_code", shown.bank);
  view_string(v, "sm3", shown.sm3);
  view_end(v);
  return SD_OK;
}

sd_status act_finance_account(web_call *call, sd_error *error) {
  const char *code = NULL;
  int64_t proposal = 0;
  char number[24];
  sd_error fault = {0};
  TRY(finance_whole_city(call, error));
  TRY(find_company(call, &code, error));
  (void)form_needed(call, "account_name");
  (void)form_needed(call, "account_number");
  (void)form_needed(call, "bank_code");
  (void)form_needed(call, "document");
  if (call->fault_count != 0) return page_finance_account(call, error);
  const account_change change = {.code = code,
                                 .account_name = finance_string(call, "account_name"),
                                 .account_number = finance_string(call, "account_number"),
                                 .bank_code = finance_string(call, "bank_code"),
                                 .document = finance_string(call, "document"),
                                 .maker = page_actor(call),
                                 .now_us = call->request->now_us};
  operation_context context = page_context(call);
  sd_status status = account_change_propose(&context, &change, &proposal, &fault);
  if (status == SD_INVALID) {
    form_fault_error(call, "", &fault);
    return page_finance_account(call, error);
  }
  if (status != SD_OK && error != NULL) *error = fault;
  TRY(status);
  call->response->location = finance_path(call, "/approvals/", number_text(number, proposal));
  return SD_OK;
}
