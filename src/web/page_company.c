/* What a company sees: what it is owed and why, and what is on file about it. */
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/web.h"
#include "list/explain.h"
#include "list/life.h"
#include "payout/payout.h"

/* What must stay true: the company is the one of the session. */

static text own_code(const web_call *call) { return call->session->account.subject; }

/* --- Benefits --- */

static const char *status_word(uint8_t status) {
  static const char *const words[] = {"not-met", "met", "unknown"};
  return status < 3 ? words[status] : "";
}

/* The facts that would decide, by the names that people know. */
static void add_missing(const web_call *call, text missing) {
  view_list(call->view, "missing");
  while (missing.size != 0) {
    size_t space = text_find(missing, TEXT(" "), 0);
    if (space == SIZE_MAX) space = missing.size;
    text one = text_slice(missing, 0, space);
    missing = text_slice(missing, space + 1, missing.size);
    size_t at = text_find(one, TEXT("@"), 0);
    text id = text_slice(one, 0, at);
    const attribute *found = attribute_find(call->options->attributes, id);
    view_begin(call->view, "fact");
    view_text(call->view, "attribute", id);
    if (found != NULL) {
      view_text(call->view, "name",
                call->lang == LANGUAGE_ENGLISH ? found->name_english : found->name_chinese);
    }
    if (at != SIZE_MAX) view_text(call->view, "period", text_slice(one, at + 1, one.size));
    view_end(call->view);
  }
  view_list_end(call->view);
}

static sd_status add_order(void *context, const payout_order *order, sd_error *error) {
  web_call *call = context;
  (void)error;
  view_begin(call->view, "order");
  view_string(call->view, "reference", order->reference);
  view_string(call->view, "state", order_state_label(order->state, call->lang));
  view_money(call->view, "amount", order->amount_fen);
  view_end(call->view);
  return SD_OK;
}

static sd_status add_orders(web_call *call, int64_t list, sd_error *error) {
  char subject[SUBJECT_CODE_SIZE], id[24];
  snprintf(subject, sizeof subject, "%.*s", TEXT_ARG(own_code(call)));
  number_text(id, list);
  order_filter filter = {.list = id, .subject = subject, .state = -1};
  view_list(call->view, "orders");
  TRY(payout_orders_each(call->db, &filter, add_order, call, error));
  view_list_end(call->view);
  return SD_OK;
}

static sd_status add_benefit(void *context, const list_status *list, sd_error *error) {
  web_call *call = context;
  bool current = false;
  TRY(list_is_current(call->db, list, &current, error));
  if (!current) return SD_OK;
  decision d;
  sd_status status = run_load_decision(call->db, list->id, own_code(call), call->arena, &d, error);
  if (status == SD_NOT_FOUND) return SD_OK; /* the item does not cover this company */
  TRY(status);
  view *v = call->view;
  const item_version *item = page_item(call, list->item, list->version_label);
  view_begin(v, "benefit");
  view_text(v, "item", list->item);
  view_text(v, "name", page_item_name(call, list->item, list->version_label));
  view_boolean(v, "pays", item != NULL && item->amount_decision.size != 0);
  view_string(v, "status", status_word(d.status));
  view_money(v, "amount", d.amount_fen);
  view_boolean(v, "has_amount", d.amount_fen != 0);
  view_string(v, "stage", list_state_name(list->state));
  view_message(v, "stage_name", list_state_message(list->state));
  if (list->last_day != 0) view_day(v, "notice_to", list->last_day);
  add_missing(call, d.missing);
  TRY(add_orders(call, list->id, error));
  view_end(v);
  return SD_OK;
}

sd_status page_company(web_call *call, sd_error *error) {
  view_text(call->view, "code", own_code(call));
  view_text(call->view, "name", page_subject_name(call, own_code(call)));
  view_list(call->view, "benefits");
  TRY(list_each(call->db, TEXT(""), add_benefit, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* --- Reasons of one item --- */

/* "= nothing": a comparison against null has no threshold. */
static void view_threshold(const web_call *call, text comparison, text threshold) {
  view *v = call->view;
  view_text(v, "comparison", comparison);
  bool against_nothing = comparison.size != 0 && threshold.size == 0 && !v->is_json;
  if (against_nothing) view_message(v, "threshold", MESSAGE_WEB_NOTHING);
  if (!against_nothing) view_text(v, "threshold", threshold);
}

typedef struct newest {
  web_call *call;
  int64_t id;
} newest;

static sd_status find_newest(void *context, const list_status *list, sd_error *error) {
  newest *n = context;
  bool current = false;
  TRY(list_is_current(n->call->db, list, &current, error));
  if (current) n->id = list->id;
  return SD_OK;
}

static void add_facts(const web_call *call, const explanation *e) {
  view *v = call->view;
  view_list(v, "facts");
  for (size_t i = 0; i < e->fact_count; i++) {
    const explanation_fact *f = &e->facts[i];
    char value[300] = "";
    if (f->present) fact_value_format(&f->value, call->lang, value, sizeof value);
    view_begin(v, "fact");
    view_text(v, "name", f->name);
    if (f->attribute != NULL && f->period != PERIOD_NONE) view_integer(v, "period", f->period);
    view_string(v, "value", value);
    view_boolean(v, "present", f->present);
    view_boolean(v, "conflict", f->conflict);
    view_boolean(v, "decides", f->decides);
    view_end(v);
  }
  view_list_end(v);
}

static void add_reasons(const web_call *call, const explanation *e) {
  view *v = call->view;
  static const char *const results[] = {"fails", "holds", "unknown"};
  view_list(v, "reasons");
  for (size_t i = 0; i < e->reason_count; i++) {
    const explanation_reason *r = &e->reasons[i];
    view_begin(v, "reason");
    view_text(v, "decision", r->decision);
    view_text(v, "clause", r->clause);
    view_text(v, "condition", r->condition);
    view_text(v, "value", r->value);
    view_threshold(call, r->comparison, r->threshold);
    view_string(v, "result", results[r->result]);
    view_boolean(v, "is_rule", r->is_rule);
    view_end(v);
  }
  view_list_end(v);
}

static void add_paths(const web_call *call, const explanation *e) {
  view *v = call->view;
  view_list(v, "ways");
  for (size_t i = 0; i < e->path_count; i++) {
    view_begin(v, "way");
    view_boolean(v, "verified", e->paths[i].is_verified);
    view_list(v, "gaps");
    for (size_t k = 0; k < e->paths[i].gap_count; k++) {
      const explanation_gap *g = &e->paths[i].gaps[k];
      view_begin(v, "gap");
      view_text(v, "condition", g->condition);
      view_text(v, "clause", g->clause);
      view_text(v, "value", g->value);
      view_threshold(call, g->comparison, g->threshold);
      view_text(v, "distance", g->distance);
      view_text(v, "distance_in", g->distance_in);
      view_boolean(v, "missing", g->is_missing);
      view_end(v);
    }
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
}

sd_status page_company_item(web_call *call, sd_error *error) {
  newest n = {call, 0};
  TRY(list_each(call->db, call->pieces[0], find_newest, &n, error));
  if (n.id == 0) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  explanation *e = NULL;
  TRY(list_explain(call->registry, n.id, own_code(call), call->arena, &e, error));
  view *v = call->view;
  view_text(v, "item", call->pieces[0]);
  view_text(v, "name", page_item_name(call, call->pieces[0], e->version->version));
  view_string(v, "status", status_word(e->decision.status));
  view_money(v, "computed", e->decision.computed_fen);
  view_money(v, "amount", e->decision.amount_fen);
  view_boolean(v, "has_amount", e->decision.amount_fen != 0);
  add_facts(call, e);
  add_reasons(call, e);
  add_paths(call, e);
  return SD_OK;
}

/* --- What is on file --- */

static sd_status add_fact(void *context, const fact_record *fact, sd_error *error) {
  web_call *call = context;
  (void)error;
  view *v = call->view;
  if (!fact->current) return SD_OK;
  char value[300];
  fact_value_format(&fact->value, call->lang, value, sizeof value);
  view_begin(v, "fact");
  view_text(v, "name",
            call->lang == LANGUAGE_ENGLISH ? fact->attribute->name_english
                                           : fact->attribute->name_chinese);
  if (fact->period != PERIOD_NONE) view_integer(v, "period", fact->period);
  view_string(v, "value", value);
  view_text(v, "unit", fact->attribute->unit);
  view_text(v, "source", fact->source);
  view_moment(v, "known", fact->known_us);
  view_end(v);
  return SD_OK;
}

sd_status page_company_facts(web_call *call, sd_error *error) {
  registry_view everything = {INT64_MAX, INT64_MAX};
  view_text(call->view, "code", own_code(call));
  view_list(call->view, "facts");
  TRY(registry_subject_facts(call->registry, own_code(call), NULL, everything, add_fact, call,
                             error));
  view_list_end(call->view);
  return SD_OK;
}
