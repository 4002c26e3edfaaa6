/* Accounts, as the security administrator sees them. */
#include <stdio.h>

#include "web/pages.h"

static sd_status add_account(void *context, const user *a, sd_error *error) {
  web_call *call = context;
  (void)error;
  view *v = call->view;
  char roles[ROLE_NAMES_SIZE];
  role_names(a->roles, roles);
  view_begin(v, "account");
  view_text(v, "login", a->login);
  view_text(v, "name", a->name);
  view_string(v, "roles", roles);
  view_text(v, "subject", a->subject);
  view_boolean(v, "disabled", a->disabled);
  view_moment(v, "created", a->created_us);
  view_end(v);
  return SD_OK;
}

sd_status page_accounts(web_call *call, sd_error *error) {
  view_list(call->view, "accounts");
  TRY(user_each(call->db, add_account, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* Disables an account, or proposes that it may be used again. */
sd_status act_account(web_call *call, sd_error *error) {
  text login = web_field_value(call->request->form, "login");
  bool disabled = text_is(web_field_value(call->request->form, "disabled"), "true");
  char actor[USER_TEXT_BYTES_MAX + 1];
  snprintf(actor, sizeof actor, "%.*s", TEXT_ARG(call->session->account.name));
  TRY((disabled ? user_disable : user_propose_enabled)(call->db, login, actor,
                                                       call->request->now_us, error));
  call->response->location = TEXT("/accounts");
  return SD_OK;
}
