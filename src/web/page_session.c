/* Logging in and out, and the password. */
#include "base/messages/web.h"
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
  if ((of->roles & ROLE_SYSTEM_ADMIN) != 0) return TEXT("/");
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

/* What was wrong, with what was typed kept, but never the password. */
static sd_status ask_again(web_call *call, const sd_error *error) {
  view_text(call->view, "login", web_field_value(call->request->form, "login"));
  view_string(call->view, "fault", error->text[call->lang]);
  call->response->status = 422;
  return SD_OK;
}

sd_status act_login(web_call *call, sd_error *error) {
  web_fields form = call->request->form;
  user of;
  sd_error fault = {0};
  sd_status status = user_authenticate(
      call->db, web_field_value(form, "login"), web_field_value(form, "password"),
      web_field_value(form, "code"), call->request->now_us, call->arena, &of, &fault);
  if (status == SD_REFUSED) return ask_again(call, &fault);
  if (status != SD_OK) {
    if (error != NULL) *error = fault;
    return status;
  }
  char token[TOKEN_SIZE];
  if (call->session != NULL) TRY(session_end(call->db, call->session, error));
  TRY(session_open(call->db, &of, call->request->now_us, token, error));
  call->response->cookies[0] = set_cookie(call->arena, token, "");
  call->response->location = of.must_change_password ? TEXT("/password") : home_of(&of);
  return SD_OK;
}

sd_status act_logout(web_call *call, sd_error *error) {
  TRY(session_end(call->db, call->session, error));
  call->response->cookies[0] = set_cookie(call->arena, "", "; Max-Age=0");
  call->response->location = TEXT("/");
  return SD_OK;
}

sd_status page_password(web_call *call, sd_error *error) {
  (void)error;
  view_boolean(call->view, "must_change", call->session->account.must_change_password);
  return SD_OK;
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
    status = user_change_password(call->db, call->session->account.id, web_field_value(form, "old"),
                                  chosen, call->request->now_us, &fault);
  }
  if (status == SD_REFUSED || status == SD_INVALID) return ask_again(call, &fault);
  if (status != SD_OK && error != NULL) *error = fault;
  if (status == SD_OK) call->response->location = home_of(&call->session->account);
  return status;
}
