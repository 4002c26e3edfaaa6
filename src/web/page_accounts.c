/* Accounts, roles and districts, as the security administrator sees them. */
#include <stdio.h>

#include "audit/approval.h"
#include "base/identifier.h"
#include "base/messages/access.h"
#include "base/messages/web.h"
#include "operation/approve.h"
#include "web/form.h"
#include "web/pages.h"

/* What must stay true: a secret is shown once, to who ordered it, and kept nowhere; a role is
 * granted by another administrator than the one who asked for it. */

static void actor_name(const web_call *call, char out[USER_TEXT_BYTES_MAX + 1]) {
  snprintf(out, USER_TEXT_BYTES_MAX + 1, "%.*s", TEXT_ARG(call->session->account.name));
}

/* --- The page --- */

static void add_roles_of(view *v, role_set roles) {
  view_list(v, "roles");
  for (role_set bit = 1; bit != 0 && role_name((role)bit) != NULL; bit <<= 1) {
    if ((roles & bit) == 0) continue;
    view_begin(v, "role");
    view_string(v, "role", role_name((role)bit));
    view_message(v, "name", role_message((role)bit));
    view_end(v);
  }
  view_list_end(v);
}

static sd_status add_account(void *context, const user *a, sd_error *error) {
  web_call *call = context;
  (void)error;
  view *v = call->view;
  view_begin(v, "account");
  view_text(v, "login", a->login);
  view_text(v, "name", a->name);
  view_text(v, "subject", a->subject);
  view_text(v, "district", a->district);
  view_text(v, "district_name",
            a->district.size == 0 ? TEXT("") : page_area_name(call, a->district));
  view_boolean(v, "disabled", a->disabled);
  view_moment(v, "created", a->created_us);
  add_roles_of(v, a->roles);
  view_end(v);
  return SD_OK;
}

static sd_status add_proposal(void *context, const approval *p, sd_error *error) {
  web_call *call = context;
  (void)error;
  if (p->operation != OPERATION_ROLE_GRANT) return SD_OK;
  char hash[SM3_TEXT_SIZE];
  sm3_format(&p->hash, hash);
  view *v = call->view;
  view_begin(v, "proposal");
  view_integer(v, "id", p->id);
  view_text(v, "login", p->subject);
  page_view_proposal(call, p);
  view_text(v, "maker", p->maker);
  view_moment(v, "proposed", p->proposed_us);
  view_string(v, "sm3", hash);
  view_boolean(v, "waits_for_you", approval_waits_for(p, call->session->account.name));
  view_end(v);
  return SD_OK;
}

static bool may_change(const web_call *call) {
  return (call->session->account.roles & ROLE_SECURITY_ADMIN) != 0;
}

sd_status page_accounts(web_call *call, sd_error *error) {
  view *v = call->view;
  view_boolean(v, "may_change", may_change(call));
  view_list(v, "accounts");
  TRY(user_each(call->db, add_account, call, error));
  view_list_end(v);
  view_list(v, "proposals");
  TRY(approval_each(call->db, true, add_proposal, call, error));
  view_list_end(v);
  add_roles_of(v, ~(role_set)0);
  view_list(v, "districts");
  for (size_t i = 0; i < call->options->areas->count; i++) {
    const area *one = &call->options->areas->areas[i];
    view_begin(v, "district");
    view_text(v, "code", one->code);
    view_text(v, "name", page_area_name(call, one->code));
    view_end(v);
  }
  view_list_end(v);
  return SD_OK;
}

/* --- Making and changing --- */

static sd_status show_secrets(web_call *call, text login, const user_secrets *secrets) {
  view *v = call->view;
  char uri[200] = "";
  if (secrets->totp[0] != '\0') {
    snprintf(uri, sizeof uri, "otpauth://totp/Sudui:%.*s?secret=%s&issuer=Sudui", TEXT_ARG(login),
             secrets->totp);
  }
  view_text(v, "login", login);
  view_string(v, "password", secrets->password);
  view_string(v, "totp", uri[0] == '\0' ? NULL : uri);
  call->response->only_once = true;
  return SD_OK;
}

static role_set roles_of_form(web_call *call) {
  role_set roles = 0;
  web_fields form = call->request->form;
  for (size_t i = 0; i < form.count; i++) {
    if (!text_is(form.items[i].name, "role")) continue;
    role one = role_of_name(form.items[i].value);
    if (one == 0) form_fault_message(call, "role", MESSAGE_WEB_FIELD_CHOICE);
    roles |= (role_set)one;
  }
  if (roles == 0 && call->fault_count == 0) {
    form_fault_message(call, "role", MESSAGE_WEB_FIELD_NEEDED);
  }
  return roles;
}

/* Which field a refusal of user_create is about. */
static const char *field_of(message_id message) {
  switch (message) {
    case MESSAGE_ACCESS_LOGIN_INVALID:
    case MESSAGE_ACCESS_LOGIN_TAKEN:
      return "login";
    case MESSAGE_ACCESS_NAME_INVALID:
    case MESSAGE_ACCESS_ADMINISTRATOR_TWICE:
      return "name";
    case MESSAGE_ACCESS_SUBJECT_NEEDED:
      return "company";
    default:
      return "role";
  }
}

static sd_status form_again(web_call *call, sd_error *error) {
  form_restart(call, "accounts");
  return page_accounts(call, error);
}

sd_status act_account_add(web_call *call, sd_error *error) {
  user draft = {.login = form_needed(call, "login"),
                .name = form_needed(call, "name"),
                .roles = roles_of_form(call),
                .district = form_text(call, "district"),
                .subject = form_text(call, "company")};
  if (draft.district.size != 0 && area_find(call->options->areas, draft.district) == NULL) {
    form_fault_message(call, "district", MESSAGE_WEB_FIELD_CHOICE);
  }
  if (draft.subject.size != 0 && uscc_check(draft.subject) != IDENTIFIER_VALID) {
    form_fault_message(call, "company", MESSAGE_WEB_FIELD_USCC);
  }
  if (call->fault_count != 0) return form_again(call, error);
  char actor[USER_TEXT_BYTES_MAX + 1];
  user_secrets secrets;
  sd_error fault = {0};
  actor_name(call, actor);
  sd_status status = user_create(call->db, &draft, actor, call->request->now_us, &secrets, &fault);
  if (status == SD_OK) return show_secrets(call, draft.login, &secrets);
  if (status != SD_CONFLICT && status != SD_INVALID) {
    if (error != NULL) *error = fault;
    return status;
  }
  form_fault_error(call, field_of(fault.message), &fault);
  return form_again(call, error);
}

sd_status act_account_reset(web_call *call, sd_error *error) {
  char actor[USER_TEXT_BYTES_MAX + 1];
  user_secrets secrets;
  actor_name(call, actor);
  text login = form_text(call, "login");
  TRY(user_reset(call->db, login, actor, call->request->now_us, &secrets, error));
  return show_secrets(call, login, &secrets);
}

/* Disables an account, or proposes that it may be used again. */
sd_status act_account(web_call *call, sd_error *error) {
  text login = form_text(call, "login");
  bool disabled = text_is(form_text(call, "disabled"), "true");
  char actor[USER_TEXT_BYTES_MAX + 1];
  actor_name(call, actor);
  TRY((disabled ? user_disable : user_propose_enabled)(call->db, login, actor,
                                                       call->request->now_us, error));
  call->response->location = TEXT("/accounts");
  return SD_OK;
}

/* Another administrator's word on a role: the hash is that of what was looked at. */
sd_status act_account_agree(web_call *call, sd_error *error) {
  operation_context context = {.db = call->db, .registry = call->registry};
  char actor[USER_TEXT_BYTES_MAX + 1];
  sm3_digest seen;
  approval found, after;
  actor_name(call, actor);
  int64_t id = form_integer(call, "proposal", 1, INT64_C(999999999999999));
  if (!sm3_parse(form_text(call, "sm3"), &seen)) {
    form_fault_message(call, "sm3", MESSAGE_WEB_FIELD_NEEDED);
  }
  if (call->fault_count != 0) return form_again(call, error);
  TRY(approval_find(call->db, id, call->arena, &found, error));
  if (found.operation != OPERATION_ROLE_GRANT) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  approve_request request = {id, &seen, actor, call->request->now_us};
  if (text_is(form_text(call, "verdict"), "refuse")) {
    char ground[USER_TEXT_BYTES_MAX * 4];
    text typed = form_needed(call, "ground");
    snprintf(ground, sizeof ground, "%.*s", TEXT_ARG(text_slice(typed, 0, sizeof ground - 1)));
    if (call->fault_count != 0) return form_again(call, error);
    TRY(operation_refuse(&context, &request, ground, call->arena, &after, error));
  } else {
    TRY(operation_approve(&context, &request, call->arena, &after, error));
  }
  call->response->location = TEXT("/accounts");
  return SD_OK;
}

/* --- Sessions --- */

static sd_status add_session(void *context, const session_line *line, sd_error *error) {
  (void)error;
  page_view_session(context, line, true);
  return SD_OK;
}

sd_status page_sessions(web_call *call, sd_error *error) {
  view_list(call->view, "sessions");
  TRY(session_each(call->db, call->request->now_us, add_session, call, error));
  view_list_end(call->view);
  return SD_OK;
}

sd_status act_session_end(web_call *call, sd_error *error) {
  char actor[USER_TEXT_BYTES_MAX + 1];
  sm3_digest key;
  actor_name(call, actor);
  if (!sm3_parse(form_text(call, "session"), &key)) {
    form_fault_message(call, "session", MESSAGE_WEB_FIELD_NEEDED);
    return page_sessions(call, error);
  }
  TRY(session_end_other(call->db, &key, actor, call->request->now_us, error));
  call->response->location = TEXT("/sessions");
  return SD_OK;
}
