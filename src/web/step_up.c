/* The second factor once more, before money or rights move. */
#include "web/step_up.h"

#include "base/messages/web.h"

void view_step_up(const web_call *call) {
  bool needed =
      call->session == NULL || !session_is_stepped_up(call->session, call->request->now_us);
  view_boolean(call->view, "step_up", needed);
  call->response->live = true; /* it follows the clock */
}

sd_status step_up_take(const web_call *call, sd_error *error) {
  const web_request *r = call->request;
  session copy = *call->session;
  text password = web_field_value(r->form, "password"), code = web_field_value(r->form, "code");
  if (session_is_stepped_up(&copy, r->now_us)) return SD_OK;
  if (password.size == 0 || code.size == 0) {
    return error_set(error, SD_REFUSED, MESSAGE_WEB_STEP_UP_MISSING,
                     SD_ARGS(SD_NUMBER(SESSION_STEP_UP_MINUTES)));
  }
  return session_step_up(call->db, &copy, password, code, r->now_us, call->arena, error);
}
