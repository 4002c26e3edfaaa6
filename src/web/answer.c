/* From a view to the answer: a page in its frame, JSON, a problem (RFC 9457). */
#include "web/answer.h"

#include "access/secret.h"
#include "base/messages/web.h"
#include "web/form.h"

static int http_status_of(sd_status status) {
  switch (status) {
    case SD_NOT_FOUND:
      return 404;
    case SD_REFUSED:
      return 403;
    case SD_CONFLICT:
      return 409;
    case SD_INVALID:
    case SD_MISUSE:
    case SD_SYNTAX_ERROR:
    case SD_TYPE_ERROR:
      return 422;
    case SD_LIMIT_EXCEEDED:
      return 413;
    default:
      return 500;
  }
}

static const char *title_of(int status) {
  static const struct {
    int status;
    const char *title;
  } titles[] = {
      {400, "Bad Request"},       {401, "Unauthorized"},           {403, "Forbidden"},
      {404, "Not Found"},         {405, "Method Not Allowed"},     {409, "Conflict"},
      {413, "Content Too Large"}, {415, "Unsupported Media Type"}, {422, "Unprocessable Content"},
      {429, "Too Many Requests"}, {503, "Service Unavailable"}};
  for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
    if (titles[i].status == status) return titles[i].title;
  }
  return "Internal Server Error";
}

/* What the page's frame shows beside the use case. */
static void add_frame(const web_call *call) {
  view *v = call->view;
  view_string(v, "site-city", call->options->name);
  view_string(v, "site-lang", call->lang == LANGUAGE_ENGLISH ? "en" : "zh-CN");
  view_text(v, "site-path", call->request->path);
  const user *of = call->session == NULL ? NULL : &call->session->account;
  if (of != NULL) {
    char key[TOKEN_SIZE];
    token_make(key);
    view_text(v, "site-user", of->name);
    view_text(v, "form-token", call->session->form_token);
    view_string(v, "form-key", key);
  }
  view_list(v, "site-menu");
  for (const web_route *r = web_routes(); r->path != NULL; r++) {
    if (r->menu == MESSAGE_NONE || !web_route_allows(r, of)) continue;
    view_begin(v, "entry");
    view_string(v, "path", r->path);
    view_message(v, "title", r->menu);
    view_end(v);
  }
  view_list_end(v);
}

void answer_show(const template_set *t, web_call *call) {
  web_response *response = call->response;
  sd_status status = SD_OK;
  if (call->view->is_json) {
    response->body = arena_copy(call->arena, view_json(call->view));
    if (response->content_type.size == 0) response->content_type = TEXT("application/json");
    if (response->body.size == 0) status = SD_OUT_OF_MEMORY;
  } else {
    add_frame(call);
    status = template_show(t, call->view, call->arena, &response->body, NULL);
    response->content_type = TEXT("text/html; charset=utf-8");
  }
  if (status == SD_OK) return;
  *response = (web_response){
      .status = 500, .content_type = TEXT("text/plain; charset=utf-8"), .body = TEXT("500\n")};
}

/* --- Problems --- */

void answer_problem(const template_set *t, web_call *call, int status, const char *detail) {
  view *v = form_restart(call, "problem");
  view_string(v, "type", "about:blank");
  view_string(v, "title", title_of(status));
  view_integer(v, "status", status);
  view_string(v, "detail", detail);
  if (v->is_json && call->fault_count != 0) form_view_faults(call, v);
  *call->response =
      (web_response){.status = status, .retry_after_s = call->response->retry_after_s};
  if (v->is_json) call->response->content_type = TEXT("application/problem+json");
  answer_show(t, call);
}

void answer_problem_message(const template_set *t, web_call *call, int status, message_id message) {
  answer_problem(t, call, status, message_text(call->lang, message));
}

/* --- Forms --- */

/* The page whose form was sent: the one of the same path, or of the path above it.  False when
 * there is none, or when it cannot be shown either. */
static bool form_again(web_call *call) {
  const web_route *page = web_route_find(WEB_GET, call->path, call->pieces);
  size_t above = call->path.size;
  while (above > 0 && call->path.data[above - 1] != '/') above--;
  if (page == NULL && above > 1) {
    page = web_route_find(WEB_GET, text_slice(call->path, 0, above - 1), call->pieces);
  }
  const user *of = call->session == NULL ? NULL : &call->session->account;
  if (page == NULL || !web_route_allows(page, of) || page->handler == NULL) return false;
  form_restart(call, page->page);
  *call->response = (web_response){0};
  return page->handler(call, NULL) == SD_OK && !call->response->answered &&
         call->response->location.size == 0;
}

static bool is_form(const web_call *call) {
  return call->request->method == WEB_POST && !call->view->is_json;
}

void answer_refused_form(const template_set *t, web_call *call, int status, const char *detail) {
  int wait_s = call->response->retry_after_s;
  if (!is_form(call) || !form_again(call)) {
    call->response->retry_after_s = wait_s;
    answer_problem(t, call, status, detail);
    return;
  }
  view_string(call->view, "form-fault", detail);
  form_view_fields(call, call->view, "typed", "");
  call->response->status = status;
  call->response->retry_after_s = wait_s;
  answer_show(t, call);
}

void answer_failure(const template_set *t, web_call *call, sd_status status,
                    const sd_error *error) {
  int http = http_status_of(status);
  const char *detail = error->text[call->lang];
  if (http == 404 || http >= 500) {
    answer_problem(t, call, http, detail);
  } else {
    answer_refused_form(t, call, http, detail);
  }
}

void answer_form_faults(const template_set *t, web_call *call) {
  bool of_the_whole = call->faults[0].field[0] == '\0';
  const char *detail =
      of_the_whole ? call->faults[0].reason : message_text(call->lang, MESSAGE_WEB_FORM_FAULTS);
  if (call->view->is_json) {
    answer_problem(t, call, 422, detail);
    return;
  }
  view_string(call->view, "form-fault", detail);
  view_begin(call->view, "faults");
  form_view_faults(call, call->view);
  view_end(call->view);
  form_view_fields(call, call->view, "typed", "");
  *call->response = (web_response){.status = 422};
  answer_show(t, call);
}

void answer_faults_of_unread_form(const template_set *t, web_call *call) {
  if (!is_form(call) || form_again(call)) {
    answer_form_faults(t, call);
  } else {
    answer_problem(t, call, 422, call->faults[0].reason);
  }
}

void answer_stale_form(const template_set *t, web_call *call) {
  form_restart(call, "login");
  view_message(call->view, "form-fault", MESSAGE_WEB_FORGED);
  view_boolean(call->view, "resume", true);
  view_text(call->view, "return_to", call->request->path);
  form_view_fields(call, call->view, "kept", "");
  *call->response = (web_response){.status = 403};
  answer_show(t, call);
}

void answer_login_first(const template_set *t, web_call *call) {
  form_restart(call, "login");
  view_message(call->view, "form-fault", MESSAGE_WEB_LOGIN_AGAIN);
  view_text(call->view, "return_to", call->request->path);
  form_view_fields(call, call->view, "kept", "");
  *call->response = (web_response){.status = 401};
  answer_show(t, call);
}
