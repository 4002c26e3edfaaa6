/* Long work as its owner sees it: a page that renews itself, and events for scripts. */
#include <stdio.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/pages.h"

static const char *const state_words[] = {"waiting", "running", "done", "failed"};
static const message_id state_messages[] = {MESSAGE_WEB_JOB_WAITING, MESSAGE_WEB_JOB_RUNNING,
                                            MESSAGE_WEB_JOB_DONE, MESSAGE_WEB_JOB_FAILED};

static sd_status find(web_call *call, job_status *out, sd_error *error) {
  int64_t id = 0;
  text piece = call->pieces[0];
  for (size_t i = 0; i < piece.size && i < 16; i++) {
    if (piece.data[i] < '0' || piece.data[i] > '9') id = -1;
    if (id >= 0) id = id * 10 + (piece.data[i] - '0');
  }
  call->response->live = true;
  if (job_find(call->jobs, id, call->session->account.id, out)) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_JOB_UNKNOWN, NULL);
}

sd_status page_job(web_call *call, sd_error *error) {
  job_status j;
  view *v = call->view;
  TRY(find(call, &j, error));
  view_integer(v, "id", j.id);
  view_message(v, "name", j.title);
  view_string(v, "state", state_words[j.state]);
  view_message(v, "state_name", state_messages[j.state]);
  view_boolean(v, "under_way", j.state == JOB_WAITING || j.state == JOB_RUNNING);
  view_integer(v, "done", (int64_t)j.done);
  view_integer(v, "total", (int64_t)j.total);
  if (j.result[0] != '\0') view_string(v, "result", j.result);
  if (j.state == JOB_FAILED) view_string(v, "reason", j.fault[call->lang]);
  return SD_OK;
}

/* One event of the present state; the browser asks again after `retry` ms (WHATWG HTML 9.2).  Who
 * has seen the end is told not to come back (204). */
sd_status page_job_events(web_call *call, sd_error *error) {
  job_status j;
  TRY(find(call, &j, error));
  call->response->content_type = TEXT("text/event-stream");
  if (text_is(call->request->last_event_id, "end")) {
    call->response->status = 204;
    return web_answer_live(call, TEXT(""));
  }
  text_builder b;
  json_writer w;
  text_builder_init(&b, LIMIT_WEB_HEADER_BYTES);
  bool ended = j.state == JOB_DONE || j.state == JOB_FAILED;
  text_builder_format(&b, "retry: 500\nid: %s\nevent: %s\ndata: ", ended ? "end" : "progress",
                      ended ? "end" : "progress");
  json_init(&w, &b);
  json_begin_object(&w);
  json_member_string(&w, "state", state_words[j.state]);
  json_member_string(&w, "state_name", message_text(call->lang, state_messages[j.state]));
  json_member_integer(&w, "done", (int64_t)j.done);
  json_member_integer(&w, "total", (int64_t)j.total);
  json_member_string(&w, "result", j.result[0] == '\0' ? NULL : j.result);
  json_end_object(&w);
  text_builder_add(&b, TEXT("\n\n"));
  text body = b.failed ? TEXT("") : arena_copy(call->arena, text_builder_text(&b));
  text_builder_release(&b);
  return web_answer_live(call, body);
}
