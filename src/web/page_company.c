/* What a company sees first: what it is owed, what it has to press, and where each award is. */
#include "web/page_company.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/web.h"
#include "web/pages.h"

/* What must stay true: the company is the one of the session. */

text company_code(const web_call *call) { return call->session->account.subject; }

const char *company_actor(const web_call *call) {
  text actor = arena_copy(call->arena, call->session->account.name);
  return actor.data == NULL ? "" : actor.data;
}

/* --- Reading --- */

typedef struct order_reading {
  web_call *call;
  company_file *file;
  size_t capacity;
} order_reading;

static sd_status take_order(void *context, const payout_order *order, sd_error *error) {
  order_reading *r = context;
  company_file *file = r->file;
  arena *a = r->call->arena;
  int64_t list = 0;
  if (file->order_count == r->capacity) {
    size_t capacity = r->capacity == 0 ? 16 : r->capacity * 2;
    company_order *grown = ARENA_ARRAY(a, company_order, capacity);
    if (grown == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    if (file->order_count != 0) memcpy(grown, file->orders, file->order_count * sizeof *grown);
    file->orders = grown;
    r->capacity = capacity;
  }
  (void)page_number(text_of(order->list), &list); /* 0: of none */
  file->orders[file->order_count++] =
      (company_order){.list = list,
                      .reference = arena_copy(a, text_of(order->reference)),
                      .reason = arena_copy(a, text_of(order->reason)),
                      .state = order->state,
                      .amount_fen = order->amount_fen};
  return SD_OK;
}

static sd_status take_step(void *context, const order_step_record *step, sd_error *error) {
  const order_reading *r = context;
  (void)error;
  for (size_t i = 0; i < r->file->order_count; i++) {
    company_order *order = &r->file->orders[i];
    if (text_equal(order->reference, step->reference)) order->since_us = step->at_us;
  }
  return SD_OK;
}

sd_status company_read(web_call *call, company_file *out, sd_error *error) {
  char code[SUBJECT_CODE_SIZE];
  snprintf(code, sizeof code, "%.*s", TEXT_ARG(company_code(call)));
  *out = (company_file){0};
  TRY(benefits_read(call->db, company_code(call), call->options->calendar, call->request->now_us,
                    call->arena, &out->benefits, &out->benefit_count, error));
  TRY(benefit_withdrawals_read(call->db, company_code(call), call->arena, &out->withdrawals,
                               &out->withdrawal_count, error));
  order_reading r = {.call = call, .file = out};
  const order_filter filter = {.subject = code, .state = -1};
  TRY(payout_orders_each(call->db, &filter, take_order, &r, error));
  return payout_history_each(call->db, code, take_step, &r, error);
}

const company_order *company_order_of(const company_file *file, int64_t list) {
  const company_order *found = NULL;
  for (size_t i = 0; i < file->order_count; i++) {
    if (file->orders[i].list == list) found = &file->orders[i];
  }
  return found;
}

/* --- Facts by name --- */

text company_attribute_name(const web_call *call, text id) {
  const attribute *found = attribute_find(call->options->attributes, id);
  if (found == NULL) return id;
  return call->lang == LANGUAGE_ENGLISH ? found->name_english : found->name_chinese;
}

void company_view_facts(const web_call *call, const char *name, text facts) {
  view_list(call->view, name);
  while (facts.size != 0) {
    size_t space = text_find(facts, TEXT(" "), 0);
    if (space == SIZE_MAX) space = facts.size;
    text one = text_slice(facts, 0, space);
    facts = text_slice(facts, space + 1, facts.size);
    size_t at = text_find(one, TEXT("@"), 0);
    text id = text_slice(one, 0, at);
    view_begin(call->view, "fact");
    view_text(call->view, "attribute", id);
    view_text(call->view, "name", company_attribute_name(call, id));
    if (at != SIZE_MAX) view_text(call->view, "period", text_slice(one, at + 1, one.size));
    view_end(call->view);
  }
  view_list_end(call->view);
}

/* --- Where an award is --- */

static int64_t china_day(int64_t moment_us) {
  return clock_day(moment_us, CLOCK_CHINA_OFFSET_SECONDS);
}

/* How a stage stands; the bank's word counts for the payment. */
typedef struct step_shown {
  const stage_place *place;
  const company_order *order; /* of the payment; else NULL */
  bool done, now;
  int64_t since_us, done_us;
  int64_t done_on; /* a day, where it is not that of done_us; else 0 */
} step_shown;

static step_shown step_of(const company_file *file, const benefit *b, size_t place) {
  const stage_place *p = &b->progress.places[place];
  step_shown s = {.place = p, .done = p->done, .since_us = p->since_us, .done_us = p->done_us};
  s.now = place == b->progress.current;
  if (p->stage.kind == ITEM_STAGE_PUBLISH && s.done) s.done_on = b->progress.status.last_day;
  if (p->stage.kind != ITEM_STAGE_PAY) return s;
  s.order = company_order_of(file, b->run->id);
  if (s.order == NULL) return s;
  s.done = s.order->state == ORDER_PAID;
  s.now = !s.done;
  s.since_us = s.order->since_us != 0 ? s.order->since_us : p->since_us;
  s.done_us = s.done ? s.order->since_us : 0;
  return s;
}

static void view_step(const web_call *call, const step_shown *s) {
  view *v = call->view;
  int64_t today = china_day(call->request->now_us);
  view_begin(v, "step");
  view_string(v, "kind", item_stage_word(s->place->stage.kind));
  view_message(v, "name", item_stage_message(s->place->stage.kind));
  view_text(v, "by", s->place->stage.by);
  view_boolean(v, "done", s->done);
  view_boolean(v, "now", s->now);
  int64_t done_on = s->done_on != 0 ? s->done_on : china_day(s->done_us);
  if (s->done && s->done_us != 0) view_day(v, "done_on", done_on);
  if (s->now && s->since_us != 0) {
    view_day(v, "since", china_day(s->since_us));
    view_integer(v, "days", today - china_day(s->since_us));
  }
  if (s->place->due_day != INT64_MAX && !s->done) {
    view_day(v, "due", s->place->due_day);
    view_boolean(v, "late", s->now && today > s->place->due_day);
  }
  if (s->order != NULL) {
    view_string(v, "order", order_state_name(s->order->state));
    view_string(v, "order_name", order_state_label(s->order->state, call->lang));
    view_text(v, "reference", s->order->reference);
  }
  view_end(v);
}

static void view_steps(const web_call *call, const company_file *file, const benefit *b) {
  view *v = call->view;
  view_list(v, "steps");
  for (size_t i = 0; i < b->progress.count; i++) {
    step_shown s = step_of(file, b, i);
    view_step(call, &s);
  }
  view_list_end(v);
}

static void view_place(const web_call *call, const company_file *file, const benefit *b) {
  for (size_t i = 0; i < b->progress.count; i++) {
    step_shown s = step_of(file, b, i);
    if (!s.now) continue;
    view_message(call->view, "place", item_stage_message(s.place->stage.kind));
    bool at_the_bank = s.order != NULL && s.order->state == ORDER_HANDED_OVER;
    if (at_the_bank) view_message(call->view, "place_by", MESSAGE_WEB_COMPANY_BANK);
    if (!at_the_bank) view_text(call->view, "place_by", s.place->stage.by);
    if (s.order != NULL) {
      view_string(call->view, "place_order", order_state_label(s.order->state, call->lang));
    }
    if (s.since_us != 0) {
      view_integer(call->view, "place_days",
                   china_day(call->request->now_us) - china_day(s.since_us));
    }
    return;
  }
}

static bool is_paid(const company_file *file, const benefit *b) {
  const company_order *order = company_order_of(file, b->run->id);
  return order != NULL && order->state == ORDER_PAID;
}

/* Money that did not arrive: the company has to look at its account. */
static bool came_back(const company_file *file, const benefit *b) {
  const company_order *order = company_order_of(file, b->run->id);
  return order != NULL && (order->state == ORDER_REJECTED || order->state == ORDER_RETURNED);
}

static bool pays(const benefit *b) { return b->version->amount_decision.size != 0; }

static void view_amount(const web_call *call, const benefit *b) {
  view *v = call->view;
  view_boolean(v, "pays", pays(b));
  bool has_amount = pays(b) && b->standing <= BENEFIT_UNKNOWN;
  view_boolean(v, "has_amount", has_amount);
  if (!has_amount) return;
  view_string(v, "range", benefit_range_word(b->amount.range));
  view_boolean(v, "is_range", b->amount.low_fen != b->amount.high_fen);
  view_money(v, "low", b->amount.low_fen);
  if (b->amount.high_fen >= 0) view_money(v, "amount", b->amount.high_fen);
}

static const char *status_word(uint8_t status) {
  static const char *const words[] = {"not-met", "met", "unknown"};
  return status < 3 ? words[status] : "";
}

static message_id status_message(uint8_t status) {
  static const message_id messages[] = {MESSAGE_WEB_NOT_MET, MESSAGE_WEB_MET, MESSAGE_WEB_UNKNOWN};
  return status < 3 ? messages[status] : MESSAGE_NONE;
}

message_id company_again_message(const benefit *b) {
  bool covered = b->again.now.code[0] != '\0';
  return covered ? status_message(b->again.now.status) : MESSAGE_WEB_COMPANY_AGAIN_NONE;
}

/* What an update decided on newer facts than the list's. */
static void view_again(const web_call *call, const benefit *b) {
  view *v = call->view;
  if (b->again.batch == 0) return;
  view_string(v, "again", b->again.now.code[0] == '\0' ? "none" : status_word(b->again.now.status));
  view_message(v, "again_name", company_again_message(b));
  view_moment(v, "again_at", b->again.time_us);
  if (b->again.now.status == DECISION_MET && pays(b)) {
    view_money(v, "again_amount", b->again.now.computed_fen);
  }
  company_view_facts(call, "again_missing", b->again.now.missing);
}

void company_view_benefit(const web_call *call, const company_file *file, const benefit *b) {
  view *v = call->view;
  const list_status *list = &b->progress.status;
  view_text(v, "item", list->item);
  view_text(v, "name", page_item_name(call, list->item, b->version->version));
  view_text(v, "owner", b->version->owner);
  view_integer(v, "list", list->id);
  view_integer(v, "data_year", b->run->data_year);
  view_boolean(v, "several_years", company_has_other_years(file, b));
  view_string(v, "status", status_word(b->decision.status));
  view_string(v, "standing", benefit_standing_word(b->standing));
  view_amount(call, b);
  view_string(v, "stage", list_state_name(list->state));
  view_message(v, "stage_name", list_state_message(list->state));
  if (list->last_day != 0) view_day(v, "notice_to", list->last_day);
  view_boolean(v, "asks_confirmation", b->asks_confirmation);
  if (b->confirmation.state != CONFIRMATION_WAITING) {
    view_string(v, "confirmation", confirmation_state_word(b->confirmation.state));
    view_message(v, "confirmation_name", confirmation_state_message(b->confirmation.state));
    view_moment(v, "answered", b->confirmation.answered_us);
  }
  view_boolean(v, "suspended", b->change.suspended);
  view_boolean(v, "paid", is_paid(file, b));
  if (is_paid(file, b)) {
    view_day(v, "paid_on", china_day(company_order_of(file, b->run->id)->since_us));
  }
  view_boolean(v, "came_back", came_back(file, b));
  view_again(call, b);
  view_place(call, file, b);
  view_steps(call, file, b);
  bool held = b->settled && b->award.state == AWARD_HELD;
  company_view_facts(call, "missing", held ? b->award.missing : b->decision.missing);
}

/* --- Lists that were withdrawn --- */

/* Whether a list of the same item and data year stands in its place. */
static bool is_replaced(const company_file *file, const benefit_withdrawal *w) {
  for (size_t i = 0; i < file->benefit_count; i++) {
    const benefit *b = &file->benefits[i];
    if (text_equal(b->progress.status.item, w->list.item) && b->run->data_year == w->data_year) {
      return true;
    }
  }
  return false;
}

static void view_withdrawals(const web_call *call, const company_file *file) {
  view *v = call->view;
  view_list(v, "withdrawals");
  for (size_t i = 0; i < file->withdrawal_count; i++) {
    const benefit_withdrawal *w = &file->withdrawals[i];
    view_begin(v, "withdrawal");
    view_text(v, "item", w->list.item);
    view_text(v, "name", page_item_name(call, w->list.item, w->version->version));
    view_text(v, "owner", w->version->owner);
    view_integer(v, "list", w->list.id);
    view_integer(v, "data_year", w->data_year);
    view_moment(v, "withdrawn", w->list.withdrawn_us);
    view_text(v, "ground", w->list.withdraw_ground);
    view_boolean(v, "replaced", is_replaced(file, w));
    view_end(v);
  }
  view_list_end(v);
}

/* --- The first page --- */

typedef struct company_sums {
  int64_t paid_fen, coming_fen, low_fen, high_fen;
  bool is_open; /* something has no upper bound */
  size_t possible, unknown;
} company_sums;

static company_sums sum_up(const company_file *file) {
  company_sums s = {0};
  for (size_t i = 0; i < file->benefit_count; i++) {
    const benefit *b = &file->benefits[i];
    s.unknown += b->standing == BENEFIT_UNKNOWN;
    if (!pays(b)) continue;
    if (b->standing == BENEFIT_CERTAIN && is_paid(file, b)) s.paid_fen += b->amount.high_fen;
    if (b->standing == BENEFIT_CERTAIN && !is_paid(file, b)) s.coming_fen += b->amount.high_fen;
    if (b->standing == BENEFIT_EXPECTED) {
      s.possible++;
      s.low_fen += b->amount.low_fen;
      s.high_fen += b->amount.high_fen;
    }
  }
  return s;
}

static void view_sums(const web_call *call, const company_file *file) {
  company_sums s = sum_up(file);
  view *v = call->view;
  view_money(v, "coming", s.coming_fen);
  view_money(v, "paid", s.paid_fen);
  view_integer(v, "possible", (int64_t)s.possible);
  view_money(v, "possible_low", s.low_fen);
  view_money(v, "possible_high", s.high_fen);
  view_boolean(v, "possible_is_range", s.low_fen != s.high_fen);
  view_integer(v, "unknown", (int64_t)s.unknown);
}

sd_status page_company(web_call *call, sd_error *error) {
  company_file file;
  int64_t unread;
  TRY(company_read(call, &file, error));
  TRY(company_count_unread(call, &file, &unread, error));
  view *v = call->view;
  view_integer(v, "unread", unread);
  view_text(v, "code", company_code(call));
  view_text(v, "name", page_subject_name(call, company_code(call)));
  view_sums(call, &file);
  view_list(v, "benefits");
  for (size_t i = 0; i < file.benefit_count; i++) {
    view_begin(v, "benefit");
    company_view_benefit(call, &file, &file.benefits[i]);
    view_end(v);
  }
  view_list_end(v);
  view_withdrawals(call, &file);
  return SD_OK;
}
