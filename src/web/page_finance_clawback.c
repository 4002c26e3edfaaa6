/* Money asked back from a payee, and what came back by itself. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "payout/clawback.h"
#include "payout/correction.h"
#include "web/form.h"
#include "web/page_finance.h"

/* --- What came back by itself --- */

static sd_status add_returned(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  web_call *call = context;
  if (!page_sees_subject(call, text_of(order->subject))) return SD_OK;
  view_begin(call->view, "order");
  finance_view_order(call, order);
  view_boolean(call->view, "dead", !order_state_is_open(order->state));
  view_end(call->view);
  return SD_OK;
}

sd_status page_finance_returns(web_call *call, sd_error *error) {
  static const order_state states[] = {ORDER_REJECTED, ORDER_RETURNED, ORDER_PARTLY_RETURNED,
                                       ORDER_REVERSED, ORDER_PAID_BACK};
  view *v = call->view;
  view_list(v, "states");
  for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
    const order_filter filter = {.state = (int)states[i], .limit = FINANCE_PAGE_ROWS};
    view_begin(v, "state");
    view_string(v, "code", order_state_name(states[i]));
    view_string(v, "name", order_state_label(states[i], call->lang));
    view_list(v, "orders");
    TRY(payout_orders_each(call->db, &filter, add_returned, call, error));
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
  return SD_OK;
}

/* --- Clawbacks --- */

static int64_t left_of(const clawback_case *c) {
  return c->amount_fen - c->recovered_fen - c->written_off_fen;
}

static void view_case(web_call *call, const clawback_case *c) {
  char today[CALENDAR_TEXT_SIZE];
  view *v = call->view;
  calendar_format_day(clock_day(call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS), today);
  view_integer(v, "case", c->id);
  view_string(v, "subject", c->subject);
  view_text(v, "company", page_subject_name(call, text_of(c->subject)));
  view_string(v, "item", c->item);
  view_text(v, "item_name", page_item_name(call, text_of(c->item), TEXT("")));
  view_string(v, "ground", c->ground);
  view_string(v, "line", c->line);
  view_integer(v, "year", c->year);
  view_money(v, "amount", c->amount_fen);
  view_money(v, "interest", c->interest_fen);
  view_money(v, "recovered", c->recovered_fen);
  view_money(v, "written_off", c->written_off_fen);
  view_money(v, "left", left_of(c));
  view_string(v, "due", c->due_date);
  view_string(v, "bar_until", c->bar_until);
  view_string(v, "state", clawback_state_name(c->state));
  view_string(v, "state_name", clawback_state_label(c->state, call->lang));
  bool owing = clawback_state_is_owing(c->state) && left_of(c) > 0;
  view_boolean(v, "owing", owing);
  view_boolean(v, "overdue", owing && c->due_date[0] != '\0' && strcmp(c->due_date, today) < 0);
}

static sd_status add_case(void *context, const clawback_case *c, sd_error *error) {
  (void)error;
  web_call *call = context;
  if (!page_sees_subject(call, text_of(c->subject))) return SD_OK;
  view_begin(call->view, "clawback");
  view_case(call, c);
  view_end(call->view);
  return SD_OK;
}

sd_status page_finance_clawbacks(web_call *call, sd_error *error) {
  view_text(call->view, "subject", web_field_value(call->request->query, "subject"));
  view_text(call->view, "item", web_field_value(call->request->query, "item"));
  view_list(call->view, "clawbacks");
  TRY(clawbacks_each(call->db, add_case, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* An empty field is nothing, and a wrong one a fault. */
static int64_t money_or_nothing(web_call *call, const char *field) {
  if (form_text(call, field).size == 0) return 0;
  int64_t amount_fen = form_money(call, field);
  if (amount_fen < 0) form_fault_message(call, field, MESSAGE_WEB_FIELD_MONEY);
  return amount_fen;
}

static const char *day_or_nothing(web_call *call, const char *field) {
  if (form_text(call, field).size == 0) return NULL;
  (void)form_day(call, field);
  return finance_string(call, field);
}

sd_status act_finance_clawbacks(web_call *call, sd_error *error) {
  form_needed(call, "subject");
  form_needed(call, "item");
  form_needed(call, "ground");
  int64_t id = 0;
  char number[24];
  const clawback_claim claim = {
      .subject = finance_string(call, "subject"),
      .item = finance_string(call, "item"),
      .ground = finance_string(call, "ground"),
      .from_year = (int32_t)finance_optional(call, "from_year", 1900, 2999),
      .amount_fen = money_or_nothing(call, "amount"),
      .interest_fen = money_or_nothing(call, "interest"),
      .bar_until = day_or_nothing(call, "bar_until")};
  if (call->fault_count == 0 && !page_sees_subject(call, text_of(claim.subject))) {
    form_fault_message(call, "subject", MESSAGE_WEB_OTHER_DISTRICT);
  }
  if (call->fault_count != 0) return page_finance_clawbacks(call, error);
  TRY(clawback_open(call->db, &claim, page_actor(call), call->request->now_us, &id, error));
  call->response->location = finance_path(call, "/finance/clawbacks/", number_text(number, id));
  return SD_OK;
}

static sd_status find_case(web_call *call, clawback_case *out, sd_error *error) {
  int64_t id = 0;
  if (!page_number(call->pieces[0], &id)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  TRY(clawback_find(call->db, id, out, error));
  if (page_sees_subject(call, text_of(out->subject))) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

/* The steps that one person takes, and those that two take. */
static const struct case_step {
  const char *word;
  clawback_event event; /* that the table of transitions has to know */
  message_id name;
  correction_act act; /* CORRECTION_COUNT: one person */
} steps[] = {
    {"notice", CLAWBACK_EVENT_NOTICE, MESSAGE_WEB_CASE_NOTICE, CORRECTION_COUNT},
    {"appeal", CLAWBACK_EVENT_APPEAL, MESSAGE_WEB_CASE_APPEAL, CORRECTION_COUNT},
    {"dismiss", CLAWBACK_EVENT_DISMISS, MESSAGE_WEB_CASE_DISMISS, CORRECTION_COUNT},
    {"uphold", CLAWBACK_EVENT_UPHOLD, MESSAGE_WEB_CASE_UPHOLD, CORRECTION_COUNT},
    {"set-off", CLAWBACK_EVENT_PAY_PART, MESSAGE_WEB_CASE_SET_OFF, CORRECTION_SET_OFF},
    {"write-off", CLAWBACK_EVENT_WRITE_OFF, MESSAGE_WEB_CASE_WRITE_OFF, CORRECTION_WRITE_OFF},
    {"close", CLAWBACK_EVENT_CLOSE, MESSAGE_WEB_CASE_CLOSE, CORRECTION_COUNT},
};

/* An appeal is dismissed back to where it came from, and a rest is written off by its own event. */
static clawback_event event_of(const struct case_step *s, const clawback_case *c) {
  if (s->event == CLAWBACK_EVENT_DISMISS && c->recovered_fen > 0) {
    return CLAWBACK_EVENT_DISMISS_PART;
  }
  if (s->event == CLAWBACK_EVENT_WRITE_OFF && c->recovered_fen > 0) {
    return CLAWBACK_EVENT_WRITE_OFF_REST;
  }
  return s->event;
}

static bool step_is_open(const struct case_step *s, const clawback_case *c) {
  clawback_state to;
  bool suspended = s->act == CORRECTION_SET_OFF && !clawback_state_is_owing(c->state);
  return !suspended && clawback_next_state(c->state, event_of(s, c), &to);
}

static void add_steps(const web_call *call, const clawback_case *c) {
  view *v = call->view;
  view_list(v, "steps");
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    if (!step_is_open(&steps[i], c)) continue;
    view_begin(v, "step");
    view_string(v, "word", steps[i].word);
    view_message(v, "name", steps[i].name);
    view_boolean(v, "two", steps[i].act != CORRECTION_COUNT);
    view_end(v);
  }
  view_list_end(v);
}

sd_status page_finance_clawback(web_call *call, sd_error *error) {
  clawback_case c;
  view *v = call->view;
  TRY(find_case(call, &c, error));
  view_case(call, &c);
  view_list(v, "instalments");
  for (int32_t i = 1; i <= c.instalments; i++) {
    char due[16];
    int64_t amount_fen = 0;
    TRY(clawback_instalment(&c, i, due, &amount_fen, error));
    view_begin(v, "instalment");
    view_integer(v, "number", i);
    view_string(v, "due", due);
    view_money(v, "amount", amount_fen);
    view_end(v);
  }
  view_list_end(v);
  add_steps(call, &c);
  return SD_OK;
}

/* What two people do: it becomes a proposal. */
static sd_status propose_step(web_call *call, const clawback_case *c, correction_act act,
                              sd_error *error) {
  correction k = {.act = act, .clawback = c->id};
  int64_t proposal = 0;
  char number[24];
  form_needed(call, "reason");
  k.reason = finance_string(call, "reason");
  if (act == CORRECTION_SET_OFF) {
    form_needed(call, "award");
    form_needed(call, "line");
    k.award = finance_string(call, "award");
    k.line = finance_string(call, "line");
    k.year = (int32_t)form_integer(call, "year", 1900, 2999);
    k.amount_fen = form_money(call, "amount");
  }
  if (call->fault_count != 0) return page_finance_clawback(call, error);
  TRY(correction_propose(call->db, &k, page_actor(call), call->request->now_us, &proposal, error));
  call->response->location = finance_path(call, "/approvals/", number_text(number, proposal));
  return SD_OK;
}

static sd_status serve_notice(web_call *call, const clawback_case *c, sd_error *error) {
  (void)form_day(call, "due");
  int32_t instalments = (int32_t)form_integer(call, "instalments", 1, 120);
  if (call->fault_count != 0) return page_finance_clawback(call, error);
  TRY(clawback_notice(call->db, c->id, finance_string(call, "due"), instalments, page_actor(call),
                      call->request->now_us, error));
  call->response->location = call->path;
  return SD_OK;
}

sd_status act_finance_clawback(web_call *call, sd_error *error) {
  clawback_case c;
  TRY(find_case(call, &c, error));
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    const struct case_step *s = &steps[i];
    if (!text_is(form_text(call, "act"), s->word)) continue;
    if (s->act != CORRECTION_COUNT) return propose_step(call, &c, s->act, error);
    if (s->event == CLAWBACK_EVENT_NOTICE) return serve_notice(call, &c, error);
    const char *note = finance_string(call, "note");
    TRY(clawback_step(call->db, c.id, event_of(s, &c), note == NULL ? "" : note, page_actor(call),
                      call->request->now_us, error));
    call->response->location = call->path;
    return SD_OK;
  }
  return error_set(error, SD_INVALID, MESSAGE_WEB_NO_ACT, NULL);
}
