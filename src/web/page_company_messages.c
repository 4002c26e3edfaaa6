/* What happened to a company, newest first, told from what is recorded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/web.h"
#include "list/reading.h"
#include "registry/fact_report.h"
#include "web/page_company.h"
#include "web/pages.h"

/* What must stay true: nothing here is written twice; a message is what the lists, orders,
 * objections and reports of the session's company say. */

enum { MESSAGE_TEXT_SIZE = 200 };

typedef struct company_message {
  int64_t time_us;
  message_id what;
  text item;         /* whose page says more; empty: none */
  int32_t data_year; /* of the list; 0: of none */
  text name;         /* of the item or the fact */
  text policy;       /* instead of the item, when that is no page of the company */
  char detail[MESSAGE_TEXT_SIZE];
  int64_t amount_fen; /* 0: none */
} company_message;

typedef struct message_box {
  web_call *call;
  const company_file *file;
  company_message *items;
  size_t count, capacity;
} message_box;

static sd_status add(message_box *box, company_message m, sd_error *error) {
  if (m.time_us <= 0) return SD_OK;
  if (box->count == box->capacity) {
    size_t capacity = box->capacity == 0 ? 64 : box->capacity * 2;
    company_message *grown = ARENA_ARRAY(box->call->arena, company_message, capacity);
    if (grown == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    if (box->count != 0) memcpy(grown, box->items, box->count * sizeof *grown);
    box->items = grown;
    box->capacity = capacity;
  }
  box->items[box->count++] = m;
  return SD_OK;
}

/* --- Lists --- */

static message_id listing_of(const benefit *b) {
  switch (b->standing) {
    case BENEFIT_CERTAIN:
    case BENEFIT_EXPECTED:
      return MESSAGE_WEB_COMPANY_NEWS_MET;
    case BENEFIT_UNKNOWN:
      return MESSAGE_WEB_COMPANY_NEWS_UNKNOWN;
    case BENEFIT_LEFT_OFF:
      return MESSAGE_WEB_COMPANY_NEWS_LEFT_OFF;
    default:
      return MESSAGE_NONE;
  }
}

/* Since when the company is asked to confirm; 0: it is not. */
static int64_t asked_us(const benefit *b) {
  int place = item_stage_place(b->version, ITEM_STAGE_CONFIRM);
  bool asks = b->asks_confirmation || b->confirmation.state != CONFIRMATION_WAITING;
  return asks && place >= 0 ? b->progress.places[place].since_us : 0;
}

/* What an update decided on newer facts. */
static sd_status add_again(message_box *box, const benefit *b, sd_error *error) {
  if (b->again.batch == 0) return SD_OK;
  const list_status *s = &b->progress.status;
  company_message m = {.time_us = b->again.time_us,
                       .what = MESSAGE_WEB_COMPANY_NEWS_AGAIN,
                       .item = s->item,
                       .data_year = b->run->data_year,
                       .name = page_item_name(box->call, s->item, b->version->version)};
  snprintf(m.detail, sizeof m.detail, "%s",
           message_text(box->call->lang, company_again_message(b)));
  return add(box, m, error);
}

/* No item to lead to: the list may have been its only one. */
static sd_status add_withdrawal(message_box *box, const benefit_withdrawal *w, sd_error *error) {
  company_message m = {.time_us = w->list.withdrawn_us,
                       .what = MESSAGE_WEB_COMPANY_NEWS_WITHDRAWN,
                       .policy = w->list.item,
                       .data_year = w->data_year,
                       .name = page_item_name(box->call, w->list.item, w->version->version)};
  snprintf(m.detail, sizeof m.detail, "%.*s", TEXT_ARG(w->list.withdraw_ground));
  return add(box, m, error);
}

static sd_status add_list(message_box *box, const benefit *b, sd_error *error) {
  const list_status *s = &b->progress.status;
  message_id listing = listing_of(b);
  if (listing == MESSAGE_NONE) return SD_OK;
  company_message m = {.item = s->item,
                       .data_year = b->run->data_year,
                       .name = page_item_name(box->call, s->item, b->version->version)};
  m.what = listing;
  m.time_us = s->created_us;
  TRY(add(box, m, error));
  if (b->standing == BENEFIT_UNKNOWN || b->standing == BENEFIT_LEFT_OFF) return SD_OK;
  m.amount_fen = b->standing == BENEFIT_CERTAIN ? b->amount.high_fen : 0;
  m.what = MESSAGE_WEB_COMPANY_NEWS_APPROVED;
  m.time_us = s->approved_us;
  TRY(add(box, m, error));
  m.what = MESSAGE_WEB_COMPANY_NEWS_PUBLISHED;
  m.time_us = s->published_us;
  TRY(add(box, m, error));
  m.what = MESSAGE_WEB_COMPANY_NEWS_FINAL;
  m.time_us = s->finalized_us;
  TRY(add(box, m, error));
  m.what = MESSAGE_WEB_COMPANY_NEWS_ASKED;
  m.time_us = asked_us(b);
  TRY(add(box, m, error));
  m.what = MESSAGE_WEB_COMPANY_NEWS_ANSWERED;
  m.time_us = b->confirmation.answered_us;
  snprintf(m.detail, sizeof m.detail, "%s",
           message_text(box->call->lang, confirmation_state_message(b->confirmation.state)));
  return add(box, m, error);
}

/* --- Orders --- */

static int32_t year_of_order(const company_file *file, text reference) {
  for (size_t i = 0; i < file->order_count; i++) {
    if (!text_equal(file->orders[i].reference, reference)) continue;
    for (size_t k = 0; k < file->benefit_count; k++) {
      const list_run *run = file->benefits[k].run;
      if (run->id == file->orders[i].list) return run->data_year;
    }
  }
  return 0;
}

static sd_status add_step(void *context, const order_step_record *step, sd_error *error) {
  message_box *box = context;
  switch (step->to) {
    case ORDER_HANDED_OVER:
    case ORDER_PAID:
    case ORDER_REJECTED:
    case ORDER_RETURNED:
    case ORDER_PARTLY_RETURNED:
    case ORDER_PAID_BACK:
    case ORDER_REVERSED:
      break;
    default:
      return SD_OK; /* of no concern outside of the treasury */
  }
  company_message m = {.time_us = step->at_us,
                       .what = MESSAGE_WEB_COMPANY_NEWS_ORDER,
                       .item = arena_copy(box->call->arena, step->item),
                       .data_year = year_of_order(box->file, step->reference),
                       .amount_fen = step->amount_fen};
  m.name = page_item_name(box->call, m.item, TEXT(""));
  snprintf(m.detail, sizeof m.detail, "%s", order_state_label(step->to, box->call->lang));
  return add(box, m, error);
}

/* --- Objections and reports --- */

static sd_status add_objection(void *context, const objection *o, sd_error *error) {
  message_box *box = context;
  if (!text_equal(o->code, company_code(box->call))) return SD_OK;
  company_message m = {.time_us = o->received_us, .what = MESSAGE_WEB_COMPANY_NEWS_OBJECTION};
  for (size_t i = 0; i < box->file->benefit_count; i++) {
    const benefit *b = &box->file->benefits[i];
    if (b->run->id != o->list) continue;
    m.item = b->progress.status.item;
    m.data_year = b->run->data_year;
    m.name = page_item_name(box->call, m.item, b->version->version);
  }
  TRY(add(box, m, error));
  if (o->state == OBJECTION_OPEN) return SD_OK;
  m.time_us = o->decided_us;
  m.what = MESSAGE_WEB_COMPANY_NEWS_DECIDED;
  snprintf(m.detail, sizeof m.detail, "%s",
           message_text(box->call->lang, objection_state_message(o->state)));
  return add(box, m, error);
}

static sd_status add_report(void *context, const fact_report *f, sd_error *error) {
  message_box *box = context;
  if (f->state == FACT_REPORT_OPEN) return SD_OK;
  company_message m = {.time_us = f->answered_us,
                       .what = MESSAGE_WEB_COMPANY_NEWS_REPORT,
                       .name = company_attribute_name(box->call, f->attribute)};
  m.name = arena_copy(box->call->arena, m.name);
  snprintf(m.detail, sizeof m.detail, "%s",
           message_text(box->call->lang, fact_report_state_message(f->state)));
  return add(box, m, error);
}

/* --- All --- */

static int newest_first(const void *left, const void *right) {
  const company_message *a = left, *b = right;
  if (a->time_us != b->time_us) return a->time_us < b->time_us ? 1 : -1;
  return a->what < b->what ? 1 : a->what > b->what ? -1 : 0;
}

static sd_status collect(message_box *box, sd_error *error) {
  char code[SUBJECT_CODE_SIZE];
  snprintf(code, sizeof code, "%.*s", TEXT_ARG(company_code(box->call)));
  database *db = box->call->db;
  for (size_t i = 0; i < box->file->benefit_count; i++) {
    TRY(add_list(box, &box->file->benefits[i], error));
    TRY(add_again(box, &box->file->benefits[i], error));
  }
  for (size_t i = 0; i < box->file->withdrawal_count; i++) {
    TRY(add_withdrawal(box, &box->file->withdrawals[i], error));
  }
  TRY(payout_history_each(db, code, add_step, box, error));
  TRY(objections_each(db, 0, add_objection, box, error));
  TRY(fact_reports_each(db, company_code(box->call), add_report, box, error));
  if (box->count != 0) qsort(box->items, box->count, sizeof *box->items, newest_first);
  return SD_OK;
}

sd_status company_count_unread(web_call *call, const company_file *file, int64_t *out,
                               sd_error *error) {
  int64_t until_us;
  message_box box = {.call = call, .file = file};
  *out = 0;
  TRY(reading_until(call->db, company_code(call), &until_us, error));
  TRY(collect(&box, error));
  for (size_t i = 0; i < box.count; i++) *out += box.items[i].time_us > until_us;
  return SD_OK;
}

static void view_one(const web_call *call, const company_message *m, int64_t until_us) {
  view *v = call->view;
  view_begin(v, "message");
  view_moment(v, "time", m->time_us);
  view_boolean(v, "unread", m->time_us > until_us);
  view_message(v, "what", m->what);
  if (m->item.size != 0) view_text(v, "item", m->item);
  if (m->policy.size != 0) view_text(v, "policy", m->policy);
  view_text(v, "name", m->name);
  if (m->data_year != 0) view_integer(v, "data_year", m->data_year);
  if (m->detail[0] != '\0') view_string(v, "detail", m->detail);
  if (m->amount_fen != 0) view_money(v, "amount", m->amount_fen);
  view_end(v);
}

sd_status page_company_messages(web_call *call, sd_error *error) {
  company_file file;
  int64_t until_us, unread = 0;
  TRY(company_read(call, &file, error));
  TRY(reading_until(call->db, company_code(call), &until_us, error));
  message_box box = {.call = call, .file = &file};
  TRY(collect(&box, error));
  view *v = call->view;
  view_list(v, "messages");
  for (size_t i = 0; i < box.count; i++) {
    view_one(call, &box.items[i], until_us);
    unread += box.items[i].time_us > until_us;
  }
  view_list_end(v);
  view_integer(v, "unread", unread);
  if (box.count != 0) {
    char moment[24];
    snprintf(moment, sizeof moment, "%lld", (long long)box.items[0].time_us);
    view_string(v, "newest", moment);
  }
  return SD_OK;
}

/* Up to the newest message that the page showed, and never into the future. */
sd_status act_company_messages(web_call *call, sd_error *error) {
  text until = web_field_value(call->request->form, "until");
  int64_t until_us = 0;
  if (!page_number(until, &until_us)) {
    return error_set(error, SD_INVALID, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  if (until_us > call->request->now_us) until_us = call->request->now_us;
  TRY(reading_mark(call->db, company_code(call), company_actor(call), until_us,
                   call->request->now_us, error));
  call->response->location = TEXT("/company/messages");
  return SD_OK;
}
