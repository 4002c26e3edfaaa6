/* Finance at a glance: what waits, the day's proof, budget lines; and orders with their history. */
#include "web/page_finance.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/web.h"
#include "ledger/trail.h"
#include "list/life.h"
#include "payout/clawback.h"
#include "payout/correction.h"
#include "payout/journal.h"
#include "payout/payee.h"
#include "payout/reconciliation.h"
#include "web/form.h"

/* --- Shared --- */

sd_status finance_whole_city(const web_call *call, sd_error *error) {
  if (call->session->account.district.size == 0) return SD_OK;
  return error_set(error, SD_REFUSED, MESSAGE_WEB_APPROVALS_WHOLE_CITY, NULL);
}

const char *finance_string(const web_call *call, const char *name) {
  text value = form_text(call, name);
  return value.size == 0 ? NULL : arena_copy(call->arena, value).data;
}

int64_t finance_optional(web_call *call, const char *name, int64_t least, int64_t most) {
  return form_text(call, name).size == 0 ? 0 : form_integer(call, name, least, most);
}

text finance_path(const web_call *call, const char *folder, const char *piece) {
  char path[160];
  (void)snprintf(path, sizeof path, "%s%s", folder, piece);
  return arena_copy(call->arena, text_of(path));
}

void finance_view_order(web_call *call, const payout_order *order) {
  view *v = call->view;
  view_string(v, "reference", order->reference);
  view_string(v, "subject", order->subject);
  view_text(v, "company", page_subject_name(call, text_of(order->subject)));
  view_string(v, "item", order->item);
  view_text(v, "item_name", page_item_name(call, text_of(order->item), TEXT("")));
  view_string(v, "list", order->list);
  view_string(v, "file", order->message);
  view_string(v, "line", order->budget_line);
  view_integer(v, "year", order->year);
  view_integer(v, "attempt", order->attempt);
  view_money(v, "amount", order->amount_fen);
  view_string(v, "state", order_state_name(order->state));
  view_string(v, "state_name", order_state_label(order->state, call->lang));
  view_string(v, "reason", order->reason);
}

sd_status finance_add_order(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  web_call *call = context;
  view_begin(call->view, "order");
  finance_view_order(call, order);
  view_end(call->view);
  return SD_OK;
}

static sd_status add_payer(void *context, const payer *p, sd_error *error) {
  (void)error;
  web_call *call = context;
  view_begin(call->view, "payer");
  view_string(call->view, "account", p->account_number);
  view_string(call->view, "name", p->name);
  view_end(call->view);
  return SD_OK;
}

sd_status finance_view_payers(web_call *call, sd_error *error) {
  view_list(call->view, "payers");
  TRY(payers_each(call->db, add_payer, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* --- The overview --- */

/* A length of 0 to 1000. */
static void view_length(view *v, const char *name, int64_t amount, int64_t whole) {
  if (v->is_json) return;
  int64_t length = whole <= 0 ? 0 : amount / (whole / 1000 + 1);
  view_integer(v, name, length < 0 ? 0 : length > 1000 ? 1000 : length);
}

typedef struct budget_sum {
  web_call *call;
  int64_t received_fen, reserved_fen, paid_fen, available_fen;
} budget_sum;

static sd_status add_line(void *context, const budget_state *s, sd_error *error) {
  (void)error;
  budget_sum *sum = context;
  view *v = sum->call->view;
  view_begin(v, "line");
  view_string(v, "line", s->line.line);
  view_integer(v, "year", s->line.year);
  view_boolean(v, "closed", s->line.closed);
  view_money(v, "received", s->received_fen);
  view_money(v, "allotted", s->allotted_fen);
  view_money(v, "reserved", s->reserved_fen);
  view_money(v, "paid", s->paid_fen);
  view_money(v, "returned", s->returned_fen);
  view_money(v, "available", s->available_fen);
  view_length(v, "paid_length", s->paid_fen, s->received_fen);
  view_length(v, "reserved_length", s->reserved_fen, s->received_fen);
  view_boolean(v, "used_up", s->available_fen == 0 && s->allotted_fen > 0);
  view_end(v);
  sum->received_fen += s->received_fen;
  sum->reserved_fen += s->reserved_fen;
  sum->paid_fen += s->paid_fen;
  sum->available_fen += s->available_fen;
  return SD_OK;
}

static sd_status add_budget(web_call *call, sd_error *error) {
  budget_sum sum = {.call = call};
  view *v = call->view;
  view_list(v, "budget");
  TRY(budget_lines_each(call->db, add_line, &sum, error));
  view_list_end(v);
  view_begin(v, "total");
  view_money(v, "received", sum.received_fen);
  view_money(v, "reserved", sum.reserved_fen);
  view_money(v, "paid", sum.paid_fen);
  view_money(v, "available", sum.available_fen);
  view_end(v);
  return SD_OK;
}

static sd_status add_proof(void *context, const bank_proof *p, sd_error *error) {
  (void)error;
  view *v = ((web_call *)context)->view;
  view_begin(v, "account");
  view_string(v, "account", p->account);
  view_integer(v, "statements", p->statements);
  view_integer(v, "statement_number", p->statement_number);
  view_money(v, "bank_closing", p->bank_closing_fen);
  view_money(v, "ledger", p->ledger_balance_fen);
  view_money(v, "difference", p->difference_fen);
  view_money(v, "queued", p->queued_fen);
  view_money(v, "unexplained", p->unexplained_fen);
  view_boolean(v, "proven", p->statements > 0 && p->unexplained_fen == 0);
  view_boolean(v, "equal", p->statements > 0 && p->difference_fen == 0);
  view_end(v);
  return SD_OK;
}

/* What somebody has to do; counted while walking. */
typedef struct finance_waiting {
  web_call *call;
  int64_t to_order, to_release, unknown, overdue;
  int64_t to_order_fen, to_release_fen, unknown_fen, overdue_fen;
  char today[CALENDAR_TEXT_SIZE];
} finance_waiting;

static bool stage_is_open_for_payment(const list_status *list) {
  bool paid = (list->stages_done & (1u << ITEM_STAGE_PAY)) != 0;
  return list->state == LIST_FINAL && !paid && list->counts.amount_fen > 0;
}

static sd_status count_list(void *context, const list_status *list, sd_error *error) {
  (void)error;
  finance_waiting *w = context;
  if (!stage_is_open_for_payment(list)) return SD_OK;
  w->to_order++;
  w->to_order_fen += list->counts.amount_fen;
  return SD_OK;
}

static sd_status count_file(void *context, const payout_file *file, sd_error *error) {
  finance_waiting *w = context;
  if (file->state == ORDER_UNKNOWN) {
    w->unknown++;
    w->unknown_fen += file->sum_fen;
  }
  if (file->state != ORDER_PREPARED) return SD_OK;
  int64_t id = 0;
  TRY(approval_open_id(w->call->db, OPERATION_PAYOUT_RELEASE, text_of(file->message), &id, error));
  if (id == 0) return SD_OK;
  approval p;
  TRY(approval_find(w->call->db, id, w->call->arena, &p, error));
  text person = w->call->session->account.name;
  if (p.stage != STAGE_CHECKED || !approval_waits_for(&p, person)) return SD_OK;
  w->to_release++;
  w->to_release_fen += file->sum_fen;
  return SD_OK;
}

static sd_status count_clawback(void *context, const clawback_case *c, sd_error *error) {
  (void)error;
  finance_waiting *w = context;
  int64_t left_fen = c->amount_fen - c->recovered_fen - c->written_off_fen;
  bool late = clawback_state_is_owing(c->state) && c->due_date[0] != '\0' && left_fen > 0 &&
              strcmp(c->due_date, w->today) < 0;
  if (!late || !page_sees_subject(w->call, text_of(c->subject))) return SD_OK;
  w->overdue++;
  w->overdue_fen += left_fen;
  return SD_OK;
}

static void add_task(const web_call *call, const char *code, int64_t count, int64_t amount_fen) {
  view *v = call->view;
  view_begin(v, "task");
  view_string(v, "code", code);
  view_integer(v, "count", count);
  if (amount_fen >= 0) view_money(v, "amount", amount_fen);
  view_boolean(v, "some", count > 0);
  view_end(v);
}

static sd_status sum_queue(void *context, const queued_entry *entry, sd_error *error) {
  (void)error;
  *(int64_t *)context += entry->amount_fen;
  return SD_OK;
}

static sd_status add_city_tasks(web_call *call, finance_waiting *w, sd_error *error) {
  payout_summary sums;
  int64_t queued_fen = 0;
  TRY(list_each(call->db, TEXT(""), count_list, w, error));
  TRY(payout_files_each(call->db, count_file, w, error));
  TRY(payout_summary_get(call->db, &sums, error));
  TRY(exceptions_each(call->db, sum_queue, &queued_fen, error));
  add_task(call, "release", w->to_release, w->to_release_fen);
  add_task(call, "unknown", w->unknown, w->unknown_fen);
  add_task(call, "exceptions", sums.entries_queued, queued_fen);
  add_task(call, "order", w->to_order, w->to_order_fen);
  return SD_OK;
}

sd_status page_finance(web_call *call, sd_error *error) {
  finance_waiting w = {.call = call};
  int64_t waiting = 0;
  bool whole_city = call->session->account.district.size == 0;
  view *v = call->view;
  calendar_format_day(clock_day(call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS), w.today);
  view_string(v, "today", w.today);
  view_boolean(v, "whole_city", whole_city);
  TRY(page_count_approvals(call, &waiting, error));
  TRY(clawbacks_each(call->db, count_clawback, &w, error));
  view_list(v, "tasks");
  add_task(call, "approvals", waiting, -1);
  if (whole_city) TRY(add_city_tasks(call, &w, error));
  add_task(call, "clawbacks", w.overdue, w.overdue_fen);
  view_list_end(v);
  if (!whole_city) return SD_OK;
  view_list(v, "proof");
  TRY(bank_proofs_each(call->db, add_proof, call, error));
  view_list_end(v);
  TRY(add_budget(call, error));
  payout_summary sums;
  TRY(payout_summary_get(call->db, &sums, error));
  page_view_orders(call, &sums);
  return SD_OK;
}

/* --- Orders --- */

typedef struct order_page {
  web_call *call;
  int64_t shown;
  char last[REFERENCE_SIZE];
  bool more;
} order_page;

static sd_status add_order(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  order_page *p = context;
  if (p->more || !page_sees_subject(p->call, text_of(order->subject))) return SD_OK;
  if (p->shown == FINANCE_PAGE_ROWS) {
    p->more = true;
    return SD_OK;
  }
  p->shown++;
  (void)snprintf(p->last, sizeof p->last, "%s", order->reference);
  view_begin(p->call->view, "order");
  finance_view_order(p->call, order);
  view_end(p->call->view);
  return SD_OK;
}

static const char *query_or_null(const web_call *call, const char *name) {
  text value = web_field_value(call->request->query, name);
  if (value.size == 0) return NULL;
  view_text(call->view, name, value);
  return arena_copy(call->arena, value).data;
}

sd_status page_finance_orders(web_call *call, sd_error *error) {
  view *v = call->view;
  order_page page = {.call = call};
  order_state state;
  const char *word = query_or_null(call, "state");
  order_filter filter = {.list = query_or_null(call, "list"),
                         .subject = query_or_null(call, "subject"),
                         .message = query_or_null(call, "file"),
                         .line = query_or_null(call, "line"),
                         .after = query_or_null(call, "after"),
                         .state = -1};
  if (word != NULL && order_state_parse(text_of(word), &state)) filter.state = (int)state;
  /* One row more says whether there is a next page; a district passes over others' rows. */
  if (call->session->account.district.size == 0) filter.limit = FINANCE_PAGE_ROWS + 1;
  view_list(v, "states");
  for (int i = 0; i < ORDER_STATE_COUNT; i++) {
    view_begin(v, "state");
    view_string(v, "code", order_state_name((order_state)i));
    view_string(v, "name", order_state_label((order_state)i, call->lang));
    view_boolean(v, "chosen", filter.state == i);
    view_end(v);
  }
  view_list_end(v);
  view_list(v, "orders");
  TRY(payout_orders_each(call->db, &filter, add_order, &page, error));
  view_list_end(v);
  if (page.more) view_string(v, "next", page.last);
  return SD_OK;
}

/* --- One order --- */

static sd_status add_step(void *context, const order_step_row *row, sd_error *error) {
  (void)error;
  web_call *call = context;
  view *v = call->view;
  view_begin(v, "step");
  view_string(v, "event", order_event_name(row->event));
  view_string(v, "event_name", order_event_label(row->event, call->lang));
  view_string(v, "from", order_state_label(row->from, call->lang));
  view_string(v, "to", order_state_label(row->to, call->lang));
  view_boolean(v, "of_file", row->of_file);
  view_string(v, "evidence", row->evidence);
  view_moment(v, "at", row->at_us);
  view_end(v);
  return SD_OK;
}

static sd_status add_transfer(void *context, const trail_line *line, sd_error *error) {
  (void)error;
  web_call *call = context;
  view *v = call->view;
  view_begin(v, "transfer");
  view_integer(v, "sequence", line->sequence);
  view_string(v, "kind", transfer_kind_label(line->kind, call->lang));
  view_string(v, "debit", line->debit);
  view_string(v, "credit", line->credit);
  view_money(v, "amount", line->amount_fen);
  view_moment(v, "at", line->at_us);
  view_end(v);
  return SD_OK;
}

static sd_status add_entry(void *context, const entry_record *e, sd_error *error) {
  (void)error;
  web_call *call = context;
  view *v = call->view;
  view_begin(v, "entry");
  view_integer(v, "entry", e->id);
  view_integer(v, "statement", e->statement);
  view_string(v, "statement_id", e->statement_id);
  view_string(v, "date", e->booking_date);
  view_money(v, "amount", e->is_credit ? e->amount_fen : -e->amount_fen);
  view_string(v, "return_code", e->return_code);
  view_string(v, "finding", finding_label(e->finding, call->lang));
  view_boolean(v, "queued", e->is_queued);
  view_end(v);
  return SD_OK;
}

static void view_account(view *v, const payout_order *order) {
  char masked[PAYEE_MASKED_SIZE];
  payee_mask(text_of(order->account_number), masked);
  view_string(v, "account_name", order->account_name);
  view_string(v, "account_number", masked);
}

sd_status page_finance_order(web_call *call, sd_error *error) {
  payout_order order;
  file_record file;
  view *v = call->view;
  const char *reference = arena_copy(call->arena, call->pieces[0]).data;
  if (reference == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  TRY(order_record_get(call->db, reference, call->arena, &order, error));
  if (!page_sees_subject(call, text_of(order.subject))) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  TRY(file_record_get(call->db, order.message, call->arena, &file, error));
  finance_view_order(call, &order);
  view_account(v, &order);
  view_string(v, "award", order.award);
  view_string(v, "file_name", file.file.file_name);
  view_string(v, "sm3", file.file.hash);
  view_string(v, "maker", file.maker);
  view_string(v, "approver", file.approver);
  view_string(v, "releaser", file.releaser);
  view_moment(v, "made", file.created_us);
  view_list(v, "steps");
  TRY(order_steps_each(call->db, &order, add_step, call, error));
  view_list_end(v);
  view_list(v, "transfers");
  TRY(ledger_trail_of_order(call->db, order.reference, add_transfer, call, error));
  view_list_end(v);
  view_list(v, "entries");
  const entry_filter booked = {.end_to_end = order.reference};
  TRY(entries_each(call->db, &booked, add_entry, call, error));
  view_list_end(v);
  view_boolean(v, "can_correct", order.state == ORDER_PAID);
  const order_filter attempts = {.award = order.award, .state = -1};
  view_list(v, "attempts");
  TRY(payout_orders_each(call->db, &attempts, finance_add_order, call, error));
  view_list_end(v);
  return SD_OK;
}

/* Right payee, wrong budget line: the first of two people moves the payment to another line. */
sd_status act_finance_order(web_call *call, sd_error *error) {
  payout_order order;
  int64_t proposal = 0;
  char number[24];
  text reference = arena_copy(call->arena, call->pieces[0]);
  TRY(finance_whole_city(call, error));
  TRY(order_record_get(call->db, reference.data == NULL ? "" : reference.data, call->arena, &order,
                       error));
  form_needed(call, "line");
  form_needed(call, "reason");
  const correction c = {.act = CORRECTION_CORRECT,
                        .order = order.reference,
                        .line = finance_string(call, "line"),
                        .year = (int32_t)form_integer(call, "year", 1900, 2999),
                        .reason = finance_string(call, "reason")};
  if (call->fault_count != 0) return page_finance_order(call, error);
  TRY(correction_propose(call->db, &c, page_actor(call), call->request->now_us, &proposal, error));
  call->response->location = finance_path(call, "/approvals/", number_text(number, proposal));
  return SD_OK;
}
