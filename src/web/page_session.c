/* Logging in and out, and the password. */
#include "base/messages/web.h"
#include "web/form.h"
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

static const char cookie_start[] = "__Host-sudui=";
static const char cookie_end[] = "; Path=/; Secure; HttpOnly; SameSite=Strict";

/* Where an account begins. */
static text home_of(const user *of) {
  if ((of->roles & ROLE_COMPANY) != 0) return TEXT("/company");
  if ((of->roles & (ROLE_AUDIT_ADMIN)) != 0) return TEXT("/audit");
  if ((of->roles & ROLE_SECURITY_ADMIN) != 0) return TEXT("/accounts");
  if ((of->roles & ROLE_SYSTEM_ADMIN) != 0) return TEXT("/system");
  return TEXT("/city");
}

sd_status page_login(web_call *call, sd_error *error) {
  (void)error;
  view_boolean(call->view, "logged_in", call->session != NULL);
  return SD_OK;
}

static text set_cookie(arena *a, const char *token, const char *more) {
  char line[160];
  snprintf(line, sizeof line, "%s%s%s%s", cookie_start, token, cookie_end, more);
  return arena_copy(a, text_of(line));
}

/* What was typed before the session ended, on its way through the login. */
static void view_kept(web_call *call) {
  text to = web_field_value(call->request->form, "return-to");
  if (to.size == 0) return;
  view_text(call->view, "return_to", to);
  form_view_fields(call, call->view, "kept", "kept.");
}

/* What was wrong, with what was typed kept, but never the password. */
static sd_status ask_again(web_call *call, const char *field, const sd_error *error) {
  view_kept(call);
  form_fault_error(call, field, error);
  return SD_OK;
}

/* A program gets the token itself, and no cookie. */
static sd_status tell_token(web_call *call, const user *of, const char *token) {
  view_string(call->view, "token", token);
  view_boolean(call->view, "must_change_password", of->must_change_password);
  view_integer(call->view, "idle_minutes", SESSION_IDLE_MINUTES);
  view_integer(call->view, "hours_at_most", SESSION_HOURS_MAX);
  call->response->only_once = true;
  return SD_OK;
}

/* To the account's own first page, or back to what was typed before the session ended. */
static sd_status enter(web_call *call, const user *of, const char *token, sd_error *error) {
  text pieces[ROUTE_PIECES_MAX];
  text to = web_field_value(call->request->form, "return-to");
  call->response->cookies[0] = set_cookie(call->arena, token, "");
  call->response->location = of->must_change_password ? TEXT("/password") : home_of(of);
  if (of->must_change_password || web_route_find(WEB_POST, to, pieces) == NULL) return SD_OK;
  session *opened = ARENA_NEW(call->arena, session);
  if (opened == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  TRY(session_find(call->db, text_of(token), call->request->now_us, call->arena, opened, error));
  call->session = opened;
  call->response->location = TEXT("");
  view_boolean(call->view, "resume", true);
  view_kept(call);
  return SD_OK;
}

sd_status act_login(web_call *call, sd_error *error) {
  web_fields form = call->request->form;
  user of;
  sd_error fault = {0};
  sd_status status = user_authenticate(
      call->db, web_field_value(form, "login"), web_field_value(form, "password"),
      web_field_value(form, "code"), call->request->now_us, call->arena, &of, &fault);
  if (status == SD_REFUSED) return ask_again(call, "", &fault);
  if (status != SD_OK) {
    if (error != NULL) *error = fault;
    return status;
  }
  char token[TOKEN_SIZE];
  if (!call->view->is_json && call->session != NULL)
    TRY(session_end(call->db, call->session, error));
  TRY(session_open(call->db, &of, call->request->now_us, token, error));
  return call->view->is_json ? tell_token(call, &of, token) : enter(call, &of, token, error);
}

sd_status act_logout(web_call *call, sd_error *error) {
  TRY(session_end(call->db, call->session, error));
  call->response->cookies[0] = set_cookie(call->arena, "", "; Max-Age=0");
  call->response->location = TEXT("/");
  return SD_OK;
}

static sd_status add_own_session(void *context, const session_line *line, sd_error *error) {
  (void)error;
  page_view_session(context, line, false);
  return SD_OK;
}

sd_status page_password(web_call *call, sd_error *error) {
  const user *of = &call->session->account;
  view_boolean(call->view, "must_change", of->must_change_password);
  view_list(call->view, "sessions");
  TRY(session_each_of(call->db, of->id, call->request->now_us, add_own_session, call, error));
  view_list_end(call->view);
  return SD_OK;
}

sd_status act_own_session(web_call *call, sd_error *error) {
  sm3_digest key;
  sd_error fault = {0};
  text password = form_needed(call, "password");
  if (!sm3_parse(form_text(call, "session"), &key)) {
    form_fault_message(call, "session", MESSAGE_WEB_FIELD_NEEDED);
  }
  if (call->fault_count != 0) return page_password(call, error);
  sd_status status = session_end_own(call->db, call->session, password, &key, &fault);
  if (status == SD_REFUSED) {
    form_fault_error(call, "password", &fault);
    return page_password(call, error);
  }
  if (status != SD_OK && error != NULL) *error = fault;
  if (status == SD_OK) call->response->location = TEXT("/password");
  return status;
}

sd_status act_password(web_call *call, sd_error *error) {
  web_fields form = call->request->form;
  text chosen = web_field_value(form, "chosen");
  sd_error fault = {0};
  sd_status status = SD_OK;
  if (!text_equal(chosen, web_field_value(form, "again"))) {
    status = error_set(&fault, SD_INVALID, MESSAGE_WEB_PASSWORDS_DIFFER, NULL);
  }
  if (status == SD_OK) {
    const password_choice choice = {web_field_value(form, "old"), chosen, call->options->breached};
    status = user_change_password(call->db, call->session->account.id, &choice,
                                  call->request->now_us, &fault);
  }
  if (status == SD_REFUSED) return ask_again(call, "old", &fault);
  if (status == SD_INVALID) return ask_again(call, "chosen", &fault);
  if (status != SD_OK && error != NULL) *error = fault;
  if (status == SD_OK) call->response->location = home_of(&call->session->account);
  return status;
}
