/* Final lists become orders and bank files, which are checked, released and sent again. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "operation/pay_list.h"
#include "operation/payee_account.h"
#include "payout/journal.h"
#include "payout/override.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/list_act.h"
#include "web/page_finance.h"
#include "web/step_up.h"

/* What must stay true: what is released is the file whose SM3 the page showed; nothing is sent
 * again unless somebody says that the bank tells the second from the first. */

/* --- Final lists --- */

static void view_list_head(web_call *call, const list_status *list) {
  view *v = call->view;
  view_integer(v, "list", list->id);
  view_text(v, "item", list->item);
  view_text(v, "name", page_item_name(call, list->item, list->version_label));
  view_integer(v, "count", list->counts.met);
  view_money(v, "amount", list->counts.amount_fen);
  view_text(v, "approver", list->approver);
  if (list->finalized_us != 0) view_moment(v, "finalized", list->finalized_us);
  view_boolean(v, "ordered", (list->stages_done & (1u << ITEM_STAGE_PAY)) != 0);
}

static sd_status add_list(void *context, const list_status *list, sd_error *error) {
  (void)error;
  web_call *call = context;
  if (list->state != LIST_FINAL || list->counts.amount_fen == 0) return SD_OK;
  view_begin(call->view, "list");
  view_list_head(call, list);
  view_end(call->view);
  return SD_OK;
}

sd_status page_finance_lists(web_call *call, sd_error *error) {
  TRY(finance_whole_city(call, error));
  view_list(call->view, "lists");
  TRY(list_each(call->db, TEXT(""), add_list, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* What would become of the lines, summed by outcome; held lines one by one. */
typedef struct outcome_sums {
  web_call *call;
  int64_t count[OUTCOME_COUNT], sum_fen[OUTCOME_COUNT];
  int64_t held_shown;
} outcome_sums;

static bool is_held(payout_outcome o) {
  return o != OUTCOME_ORDERED && o != OUTCOME_ALREADY_ORDERED;
}

static void add_held(outcome_sums *s, const payment_part *part, const payout_line *line,
                     payout_outcome outcome) {
  view *v = s->call->view;
  const order_verdict *verdict = order_check_find(part->look, text_of(line->subject));
  if (s->held_shown++ >= FINANCE_PAGE_ROWS) return;
  view_begin(v, "line");
  view_string(v, "award", line->award);
  view_string(v, "subject", line->subject);
  view_string(v, "company", line->registered_name == NULL ? line->subject : line->registered_name);
  view_money(v, "amount", line->amount_fen);
  view_string(v, "line", line->budget_line);
  view_integer(v, "year", line->year);
  view_string(v, "outcome", outcome_name(outcome));
  view_string(v, "reason", outcome_label(outcome, s->call->lang));
  if (verdict != NULL && line->found == outcome && verdict->against.size != 0) {
    view_text(v, "against", verdict->against);
    view_money(v, "at_most", verdict->most_fen);
  }
  view_boolean(v, "can_override", payout_outcome_is_alarm(outcome));
  view_boolean(v, "can_check", outcome == OUTCOME_ACCOUNT_UNCHECKED);
  view_boolean(v, "of_budget",
               outcome == OUTCOME_BUDGET_LINE_UNKNOWN || outcome == OUTCOME_BUDGET_YEAR_CLOSED ||
                   outcome == OUTCOME_OVER_BUDGET);
  view_boolean(v, "of_account",
               outcome == OUTCOME_ACCOUNT_MISSING || outcome == OUTCOME_ACCOUNT_NAME_DIFFERS ||
                   outcome == OUTCOME_ACCOUNT_NUMBER_INVALID ||
                   outcome == OUTCOME_BANK_CODE_INVALID || outcome == OUTCOME_ACCOUNT_UNCHECKED);
  view_boolean(v, "of_clawback", outcome == OUTCOME_OWES_CLAWBACK || outcome == OUTCOME_BARRED);
  view_end(v);
}

static sd_status sum_part(void *context, const payment_part *part, sd_error *error) {
  (void)error;
  outcome_sums *s = context;
  for (size_t i = 0; i < part->count; i++) {
    payout_outcome o = part->outcomes[i];
    s->count[o]++;
    s->sum_fen[o] += part->lines[i].amount_fen;
    if (is_held(o)) add_held(s, part, &part->lines[i], o);
  }
  return SD_OK;
}

static void add_outcomes(outcome_sums *s) {
  view *v = s->call->view;
  view_list(v, "outcomes");
  for (int o = 0; o < OUTCOME_COUNT; o++) {
    if (s->count[o] == 0) continue;
    view_begin(v, "outcome");
    view_string(v, "code", outcome_name((payout_outcome)o));
    view_string(v, "name", outcome_label((payout_outcome)o, s->call->lang));
    view_integer(v, "count", s->count[o]);
    view_money(v, "amount", s->sum_fen[o]);
    view_boolean(v, "held", is_held((payout_outcome)o));
    view_boolean(v, "again", o == OUTCOME_NEEDS_REISSUE);
    view_end(v);
  }
  view_list_end(v);
  view_boolean(v, "can_order", s->count[OUTCOME_ORDERED] > 0);
  view_boolean(v, "can_reissue", s->count[OUTCOME_NEEDS_REISSUE] > 0);
}

static int64_t today_of(const web_call *call) {
  return clock_day(call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
}

static sd_status try_list(web_call *call, int64_t id, sd_error *error) {
  operation_context context = page_context(call);
  const pay_request request = {.execution_day = today_of(call),
                               .trial = true,
                               .actor = page_actor(call),
                               .now_us = call->request->now_us};
  outcome_sums sums = {.call = call};
  payment_run *run = NULL;
  TRY(payment_run_open(&context, &request, call->arena, &run, error));
  view_list(call->view, "held");
  sd_status status = payment_run_list(run, id, sum_part, &sums, error);
  view_list_end(call->view);
  add_outcomes(&sums);
  return status;
}

static sd_status add_list_file(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  web_call *call = context;
  view_string(call->view, "file", order->message);
  return SD_OK;
}

sd_status page_finance_list(web_call *call, sd_error *error) {
  int64_t id = 0;
  list_status list;
  sd_error fault = {0};
  view *v = call->view;
  TRY(finance_whole_city(call, error));
  if (!page_number(call->pieces[0], &id)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  TRY(list_get_status(call->db, id, call->arena, &list, error));
  view_list_head(call, &list);
  view_day(v, "today", today_of(call));
  TRY(finance_view_payers(call, error));
  bool asked = text_is(web_field_value(call->request->query, "look"), "1");
  bool later = list.counts.met > LIMIT_WEB_PREVIEW_LINES && !asked;
  view_boolean(v, "preview_later", later);
  if (later) view_boolean(v, "can_order", true);
  sd_status status = later ? SD_OK : try_list(call, id, &fault);
  if (status == SD_REFUSED || status == SD_NOT_FOUND) { /* says why nothing can be ordered */
    view_string(v, "refused", fault.text[call->lang]);
    status = SD_OK;
  }
  if (status != SD_OK && error != NULL) *error = fault;
  TRY(status);
  char number[24];
  const order_filter first = {.list = number_text(number, id), .state = -1, .limit = 1};
  return payout_orders_each(call->db, &first, add_list_file, call, error);
}

static sd_status take_file(void *context, const payment_part *part, sd_error *error) {
  (void)error;
  char *message = context;
  if (part->file->message[0] == '\0') return SD_OK;
  (void)snprintf(message, REFERENCE_SIZE, "%s", part->file->message);
  return SD_OK;
}

/* The first of two people looks at an account that changed lately. */
static sd_status check_account(web_call *call, const char *code, int64_t *proposal_out,
                               sd_error *error) {
  operation_context context = page_context(call);
  account_file accounts;
  const account_proposal request = {
      .code = code, .actor = page_actor(call), .now_us = call->request->now_us};
  TRY(account_file_read(&context, request.now_us, 0, call->arena, &accounts, error));
  return account_propose(call->db, &accounts, &request, proposal_out, error);
}

/* The first of two people says why an alarm does not count. */
static sd_status override_alarm(web_call *call, int64_t list, const char *code,
                                int64_t *proposal_out, sd_error *error) {
  operation_context context = page_context(call);
  payment_run *run = NULL;
  int64_t count = 0;
  const pay_request request = {.execution_day = today_of(call),
                               .trial = true,
                               .actor = page_actor(call),
                               .now_us = call->request->now_us};
  const override_request what = {.code = code, .reason = finance_string(call, "reason")};
  TRY(payment_run_open(&context, &request, call->arena, &run, error));
  return payment_run_override(run, list, &what, proposal_out, &count, error);
}

/* What is done about one held line: it becomes a proposal. */
static sd_status act_on_line(web_call *call, int64_t list, bool overrides, sd_error *error) {
  int64_t proposal = 0;
  char number[24];
  form_needed(call, "subject");
  if (overrides) form_needed(call, "reason");
  if (call->fault_count != 0) return page_finance_list(call, error);
  const char *code = finance_string(call, "subject");
  if (overrides) {
    TRY(override_alarm(call, list, code, &proposal, error));
  } else {
    TRY(check_account(call, code, &proposal, error));
  }
  call->response->location = finance_path(call, "/approvals/", number_text(number, proposal));
  return SD_OK;
}

/* What an order is told; the payer's account number follows, empty for the first. */
typedef struct order_wanted {
  int64_t list, day;
  bool reissue;
} order_wanted;

static sd_status order_later(job_run *job, sd_error *error) {
  order_wanted wanted;
  char message[REFERENCE_SIZE] = "", path[JOB_TEXT_BYTES_MAX];
  payment_run *run = NULL;
  memcpy(&wanted, job->argument.data, sizeof wanted);
  const char *paying = job->argument.data + sizeof wanted;
  const operation_context context = page_job_context(job);
  const pay_request request = {.payer = paying[0] == '\0' ? NULL : paying,
                               .execution_day = wanted.day,
                               .reissue = wanted.reissue,
                               .actor = job->actor,
                               .now_us = clock_now_us(),
                               .progress = job_progress_callback,
                               .progress_context = job};
  snprintf(path, sizeof path, "/finance/lists/%lld", (long long)wanted.list);
  job_result(job, path);
  TRY(payment_run_open(&context, &request, job->arena, &run, error));
  TRY(payment_run_list(run, wanted.list, take_file, message, error));
  if (message[0] == '\0') return SD_OK;
  snprintf(path, sizeof path, "/finance/files/%s", message);
  job_result(job, path);
  return SD_OK;
}

static sd_status order_as_job(web_call *call, int64_t list, const pay_request *request,
                              sd_error *error) {
  char subject[JOB_TEXT_BYTES_MAX];
  const order_wanted wanted = {list, request->execution_day, request->reissue};
  const char *paying = request->payer == NULL ? "" : request->payer;
  size_t size = sizeof wanted + strlen(paying) + 1;
  char *packed = arena_allocate(call->arena, size);
  if (packed == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  memcpy(packed, &wanted, sizeof wanted);
  memcpy(packed + sizeof wanted, paying, strlen(paying) + 1);
  snprintf(subject, sizeof subject, "list %lld", (long long)list);
  return job_start_alone(call, MESSAGE_WEB_FINANCE_MAKE_ORDERS, order_later, subject,
                         (text){packed, size}, error);
}

static sd_status order_list(web_call *call, int64_t id, sd_error *error) {
  char message[REFERENCE_SIZE] = "";
  list_status list;
  payment_run *run = NULL;
  const pay_request request = {.payer = finance_string(call, "payer"),
                               .execution_day = form_day(call, "day"),
                               .reissue = text_is(form_text(call, "reissue"), "1"),
                               .actor = page_actor(call),
                               .now_us = call->request->now_us};
  if (call->fault_count == 0 && request.execution_day < today_of(call)) {
    form_fault_message(call, "day", MESSAGE_WEB_DAY_PAST);
  }
  if (call->fault_count != 0) return page_finance_list(call, error);
  TRY(list_get_status(call->db, id, call->arena, &list, error));
  if (list_is_long(&list)) return order_as_job(call, id, &request, error);
  operation_context context = page_context(call);
  TRY(payment_run_open(&context, &request, call->arena, &run, error));
  TRY(payment_run_list(run, id, take_file, message, error));
  call->response->location =
      message[0] == '\0' ? call->path : finance_path(call, "/finance/files/", message);
  return SD_OK;
}

sd_status act_finance_list(web_call *call, sd_error *error) {
  int64_t id = 0;
  text act = form_text(call, "act");
  TRY(finance_whole_city(call, error));
  if (!page_number(call->pieces[0], &id)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  if (text_is(act, "override")) return act_on_line(call, id, true, error);
  if (text_is(act, "check-account")) return act_on_line(call, id, false, error);
  return order_list(call, id, error);
}

/* --- Bank files --- */

static void view_file(const web_call *call, const payout_file *file) {
  view *v = call->view;
  view_string(v, "message", file->message);
  view_string(v, "file_name", file->file_name);
  view_string(v, "sm3", file->hash);
  view_integer(v, "size", file->size_bytes);
  view_integer(v, "count", file->count);
  view_money(v, "amount", file->sum_fen);
  view_string(v, "state", order_state_name(file->state));
  view_string(v, "state_name", order_state_label(file->state, call->lang));
}

static sd_status find_proposal(const web_call *call, const char *message, approval *out,
                               sd_error *error) {
  int64_t id = 0;
  *out = (approval){0};
  TRY(approval_newest_id(call->db, OPERATION_PAYOUT_RELEASE, text_of(message), &id, error));
  return id == 0 ? SD_OK : approval_find(call->db, id, call->arena, out, error);
}

/* Why this person may not check or release; MESSAGE_NONE: they may. */
static message_id why_not(const web_call *call, const file_record *f, const approval *p) {
  text person = call->session->account.name;
  if (f->file.state != ORDER_PREPARED || p->id == 0) return MESSAGE_WEB_WHY_CLOSED;
  if (person_is_same(p->maker, person)) return MESSAGE_WEB_WHY_MAKER;
  if (p->stage == STAGE_PROPOSED) return MESSAGE_NONE;
  if (p->stage != STAGE_CHECKED) return MESSAGE_WEB_WHY_CLOSED;
  if (person_is_same(p->checker, person)) return MESSAGE_WEB_WHY_CHECKER;
  if (person_is_same(text_of(f->approver), person)) return MESSAGE_WEB_WHY_APPROVER;
  return MESSAGE_NONE;
}

static void view_persons(const web_call *call, const file_record *f, const approval *p) {
  view *v = call->view;
  message_id why = why_not(call, f, p);
  view_integer(v, "proposal", p->id);
  view_string(v, "stage", stage_word(p->stage));
  view_integer(v, "persons", 3);
  view_string(v, "approver", f->approver);
  view_text(v, "maker", p->maker);
  view_text(v, "checker", p->checker);
  view_text(v, "performer", p->performer);
  if (p->proposed_us != 0) view_moment(v, "proposed", p->proposed_us);
  if (p->checked_us != 0) view_moment(v, "checked", p->checked_us);
  if (p->performed_us != 0) view_moment(v, "performed", p->performed_us);
  view_boolean(v, "can_check", why == MESSAGE_NONE && p->stage == STAGE_PROPOSED);
  view_boolean(v, "can_release", why == MESSAGE_NONE && p->stage == STAGE_CHECKED);
  if (why != MESSAGE_NONE && why != MESSAGE_WEB_WHY_CLOSED) view_message(v, "why_not", why);
  text person = call->session->account.name;
  bool apart =
      !person_is_same(text_of(f->maker), person) && !person_is_same(text_of(f->approver), person);
  view_boolean(v, "can_cancel", f->file.state == ORDER_PREPARED);
  view_boolean(v, "can_resend", apart && f->file.state == ORDER_UNKNOWN);
  view_boolean(v, "is_unknown", f->file.state == ORDER_UNKNOWN);
}

static sd_status add_file(void *context, const payout_file *file, sd_error *error) {
  web_call *call = context;
  file_record record;
  approval p;
  TRY(file_record_get(call->db, file->message, call->arena, &record, error));
  TRY(find_proposal(call, file->message, &p, error));
  view_begin(call->view, "file");
  view_file(call, file);
  view_string(call->view, "list", record.list);
  view_moment(call->view, "made", record.created_us);
  view_persons(call, &record, &p);
  view_end(call->view);
  return SD_OK;
}

sd_status page_finance_files(web_call *call, sd_error *error) {
  TRY(finance_whole_city(call, error));
  view_list(call->view, "files");
  TRY(payout_files_each(call->db, add_file, call, error));
  view_list_end(call->view);
  return SD_OK;
}

static const char *message_of(const web_call *call) {
  text copy = arena_copy(call->arena, call->pieces[0]);
  return copy.data == NULL ? "" : copy.data;
}

sd_status page_finance_file(web_call *call, sd_error *error) {
  enum { ORDERS_SHOWN = 20 };
  file_record record;
  approval p;
  view *v = call->view;
  TRY(finance_whole_city(call, error));
  TRY(file_record_get(call->db, message_of(call), call->arena, &record, error));
  TRY(find_proposal(call, record.file.message, &p, error));
  view_file(call, &record.file);
  view_string(v, "list", record.list);
  view_string(v, "payer", record.payer);
  view_string(v, "day", record.execution_date);
  view_moment(v, "made", record.created_us);
  view_moment(v, "updated", record.updated_us);
  view_persons(call, &record, &p);
  view_step_up(call);
  const order_filter first = {.message = record.file.message, .state = -1, .limit = ORDERS_SHOWN};
  view_list(v, "orders");
  TRY(payout_orders_each(call->db, &first, finance_add_order, call, error));
  view_list_end(v);
  view_boolean(v, "more_orders", record.file.count > ORDERS_SHOWN);
  return SD_OK;
}

sd_status page_finance_file_bytes(web_call *call, sd_error *error) {
  file_record record;
  text bytes;
  TRY(finance_whole_city(call, error));
  const char *message = message_of(call);
  TRY(file_record_get(call->db, message, call->arena, &record, error));
  TRY(file_record_bytes(call->db, message, call->arena, &bytes, error));
  const char *name = arena_copy_string(call->arena, record.file.file_name);
  if (name == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return web_answer_file(call, name, "application/octet-stream", bytes);
}

static sd_status release_file(const web_call *call, const char *message, const char *hash,
                              sd_error *error) {
  payout_file file;
  const release_request request = {.message = message,
                                   .hash = hash,
                                   .releaser = page_actor(call),
                                   .outbox = call->options->outbox,
                                   .now_us = call->request->now_us};
  return payout_release(call->db, &request, &file, error);
}

static sd_status resend_file(web_call *call, const char *message, sd_error *error) {
  bool tells_apart = text_is(form_text(call, "tells_apart"), "yes");
  if (!tells_apart) form_fault_message(call, "tells_apart", MESSAGE_WEB_RESEND_ASK);
  if (call->fault_count != 0) return page_finance_file(call, error);
  return payout_resend(call->db, message, page_actor(call), call->options->outbox, tells_apart,
                       call->request->now_us, error);
}

sd_status act_finance_file(web_call *call, sd_error *error) {
  const char *message = message_of(call), *hash = finance_string(call, "sm3");
  text act = form_text(call, "act");
  int64_t now_us = call->request->now_us;
  TRY(finance_whole_city(call, error));
  TRY(step_up_take(call, error));
  if (text_is(act, "check")) {
    TRY(payout_check(call->db, message, hash, page_actor(call), now_us, error));
  } else if (text_is(act, "release")) {
    TRY(release_file(call, message, hash, error));
  } else if (text_is(act, "cancel")) {
    TRY(payout_cancel(call->db, message, page_actor(call), now_us, error));
  } else if (text_is(act, "resend")) {
    TRY(resend_file(call, message, error));
  } else {
    return error_set(error, SD_INVALID, MESSAGE_WEB_NO_ACT, NULL);
  }
  if (call->fault_count == 0) call->response->location = call->path;
  return SD_OK;
}
