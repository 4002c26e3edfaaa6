/* The city on one page: money by item, district, budget line. */
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "ledger/budget.h"
#include "list/award_store.h"
#include "list/life.h"
#include "payout/payout.h"

enum { DISTRICTS_MAX = 64 };

typedef struct district_sum {
  text code;
  run_counts counts;
} district_sum;

typedef struct city_page {
  web_call *call;
  district_sum districts[DISTRICTS_MAX];
  size_t district_count;
  run_counts total;
} city_page;

static district_sum *district_of(city_page *p, text code) {
  for (size_t i = 0; i < p->district_count; i++) {
    if (text_equal(p->districts[i].code, code)) return &p->districts[i];
  }
  if (p->district_count == DISTRICTS_MAX) return &p->districts[DISTRICTS_MAX - 1];
  district_sum *d = &p->districts[p->district_count++];
  *d = (district_sum){.code = arena_copy(p->call->arena, code)};
  return d;
}

static void add_counts(run_counts *to, const run_counts *more) {
  to->met += more->met;
  to->not_met += more->not_met;
  to->unknown += more->unknown;
  to->amount_fen += more->amount_fen;
}

static sd_status sum_districts(city_page *p, int64_t run_id, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  list_run *run = NULL;
  run_group *groups = NULL;
  size_t count = 0;
  sd_status status = award_load_run(p->call->db, run_id, a, &run, error);
  if (status == SD_OK) status = run_by_district(run, a, &groups, &count, error);
  for (size_t i = 0; i < count && status == SD_OK; i++) {
    add_counts(&district_of(p, groups[i].district)->counts, &groups[i].counts);
  }
  arena_destroy(a);
  return status;
}

static void view_counts(view *v, const run_counts *counts) {
  view_integer(v, "met", counts->met);
  view_integer(v, "not_met", counts->not_met);
  view_integer(v, "unknown", counts->unknown);
  view_money(v, "amount", counts->amount_fen);
}

/* A length of 0 to 1000 beside `most`, for the bars of the page. */
static void view_bar(view *v, int64_t amount, int64_t most) {
  if (!v->is_json) view_integer(v, "bar", most <= 0 ? 0 : amount / (most / 1000 + 1));
}

static sd_status add_list(void *context, const list_status *list, sd_error *error) {
  city_page *p = context;
  bool current = false;
  TRY(list_is_current(p->call->db, list, &current, error));
  if (!current) return SD_OK;
  view *v = p->call->view;
  view_begin(v, "list");
  view_integer(v, "list", list->id);
  view_text(v, "item", list->item);
  view_text(v, "name", page_item_name(p->call, list->item, list->version_label));
  view_string(v, "state", list_state_name(list->state));
  view_message(v, "state_name", list_state_message(list->state));
  view_counts(v, &list->counts);
  view_end(v);
  add_counts(&p->total, &list->counts);
  return sum_districts(p, list->id, error);
}

static void add_districts(city_page *p) {
  view *v = p->call->view;
  int64_t most = 0;
  for (size_t i = 0; i < p->district_count; i++) {
    if (p->districts[i].counts.amount_fen > most) most = p->districts[i].counts.amount_fen;
  }
  view_list(v, "districts");
  for (size_t i = 0; i < p->district_count; i++) {
    view_begin(v, "district");
    view_text(v, "code", p->districts[i].code);
    view_text(v, "name", page_area_name(p->call, p->districts[i].code));
    view_counts(v, &p->districts[i].counts);
    view_bar(v, p->districts[i].counts.amount_fen, most);
    view_end(v);
  }
  view_list_end(v);
}

static sd_status add_budget(void *context, const budget_state *state, sd_error *error) {
  web_call *call = context;
  (void)error;
  view *v = call->view;
  view_begin(v, "line");
  view_string(v, "line", state->line.line);
  view_integer(v, "year", state->line.year);
  view_money(v, "received", state->received_fen);
  view_money(v, "allotted", state->allotted_fen);
  view_money(v, "reserved", state->reserved_fen);
  view_money(v, "paid", state->paid_fen);
  view_money(v, "available", state->available_fen);
  view_end(v);
  return SD_OK;
}

static sd_status add_orders(web_call *call, sd_error *error) {
  payout_summary sums;
  TRY(payout_summary_get(call->db, &sums, error));
  view *v = call->view;
  view_list(v, "orders");
  for (int i = 0; i < ORDER_STATE_COUNT; i++) {
    if (sums.orders[i] == 0) continue;
    view_begin(v, "state");
    view_string(v, "code", order_state_name((order_state)i));
    view_string(v, "name", order_state_label((order_state)i, call->lang));
    view_integer(v, "count", sums.orders[i]);
    view_money(v, "amount", sums.sum_fen[i]);
    view_end(v);
  }
  view_list_end(v);
  view_integer(v, "exceptions", sums.entries_queued);
  return SD_OK;
}

sd_status page_city(web_call *call, sd_error *error) {
  city_page p = {.call = call};
  view_list(call->view, "lists");
  TRY(list_each(call->db, TEXT(""), add_list, &p, error));
  view_list_end(call->view);
  view_begin(call->view, "total");
  view_counts(call->view, &p.total);
  view_end(call->view);
  add_districts(&p);
  view_list(call->view, "budget");
  TRY(budget_lines_each(call->db, add_budget, call, error));
  view_list_end(call->view);
  return add_orders(call, error);
}
