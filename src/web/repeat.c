/* Keys of requests that change something: the same key again gets the first answer. */
#include "web/repeat.h"

#include <stdio.h>
#include <time.h>

#include "base/messages/base.h"

enum { WAIT_STEPS = 40, WAIT_STEP_NS = 50 * 1000 * 1000 };

/* --- What the request is: method and path, every field but tokens, every file --- */

static void add_piece(sm3_hasher *h, text piece) {
  char size[24];
  int used = snprintf(size, sizeof size, "%zu:", piece.size);
  sm3_add(h, (text){size, (size_t)used});
  sm3_add(h, piece);
}

static bool digest_of(const web_request *r, sm3_digest *out) {
  sm3_hasher *h = sm3_create();
  if (h == NULL) return false;
  add_piece(h, r->path);
  for (size_t i = 0; i < r->query.count; i++) {
    add_piece(h, r->query.items[i].name);
    add_piece(h, r->query.items[i].value);
  }
  add_piece(h, TEXT("?"));
  for (size_t i = 0; i < r->form.count; i++) {
    text name = r->form.items[i].name;
    if (text_is(name, "form-token") || text_is(name, "idempotency-key")) continue;
    add_piece(h, name);
    add_piece(h, r->form.items[i].value);
  }
  for (size_t i = 0; i < r->files.count; i++) {
    add_piece(h, r->files.items[i].field);
    add_piece(h, r->files.items[i].name);
    add_piece(h, r->files.items[i].bytes);
  }
  bool done = sm3_finish(h, out);
  sm3_destroy(h);
  return done;
}

static bool is_plain(text key) {
  for (size_t i = 0; i < key.size; i++) {
    if (key.data[i] <= 0x20 || key.data[i] >= 0x7f) return false;
  }
  return key.size <= 100;
}

/* The key of a page stands for one content: the digest is part of it. */
static text page_key(text key, const sm3_digest *content, arena *a) {
  char joined[100 + 1 + SM3_TEXT_SIZE], hex[SM3_TEXT_SIZE];
  sm3_format(content, hex);
  int size = snprintf(joined, sizeof joined, "%.*s %s", TEXT_ARG(key), hex);
  return arena_copy(a, (text){joined, (size_t)size});
}

/* --- Asking and keeping --- */

static void first_answer(web_call *call, const once_answer *answer) {
  *call->response = (web_response){.status = answer->status,
                                   .location = answer->location,
                                   .content_type = answer->content_type,
                                   .body = answer->body};
}

static sd_status ask(web_call *call, const once_request *request, repeat_verdict *out,
                     sd_error *error) {
  for (int step = 0;; step++) {
    once_state state;
    once_answer answer;
    TRY(once_begin(call->db, request, call->request->now_us, call->arena, &state, &answer, error));
    *out = state == ONCE_NEW         ? REPEAT_FIRST
           : state == ONCE_DIFFERENT ? REPEAT_DIFFERENT
           : state == ONCE_RUNNING   ? REPEAT_RUNNING
           : answer.is_kept          ? REPEAT_ANSWERED
                                     : REPEAT_SECRET;
    if (*out == REPEAT_ANSWERED) first_answer(call, &answer);
    if (state != ONCE_RUNNING || step == WAIT_STEPS) return SD_OK;
    nanosleep(&(struct timespec){.tv_nsec = WAIT_STEP_NS}, NULL);
  }
}

sd_status repeat_begin(web_call *call, once_request *request, repeat_verdict *out,
                       sd_error *error) {
  text header = call->request->idempotency_key;
  text key = header.size != 0 ? header : web_field_value(call->request->form, "idempotency-key");
  *out = REPEAT_NO_KEY;
  if (key.size == 0 || call->session == NULL) return SD_OK;
  *out = REPEAT_BAD_KEY;
  if (!is_plain(key)) return SD_OK;
  *request = (once_request){.session = call->session->key, .key = key};
  bool made = digest_of(call->request, &request->content);
  if (made && header.size == 0) request->key = page_key(key, &request->content, call->arena);
  if (!made || request->key.data == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  return ask(call, request, out, error);
}

sd_status repeat_end(web_call *call, const once_request *request, sd_error *error) {
  const web_response *r = call->response;
  if (r->status >= 400) return once_forget(call->db, request, error);
  once_answer answer = {.status = r->status,
                        .location = r->location,
                        .content_type = r->content_type,
                        .body = r->body,
                        .is_kept = !r->only_once && r->file_name.size == 0};
  return once_finish(call->db, request, &answer, error);
}
