/* The city on one page: money by item, district, month; receivers, days, unknowns. */
#include "web/page_city.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/messages/web.h"
#include "ledger/budget.h"
#include "payout/payout.h"
#include "web/pages.h"

/* What must stay true: who is bound to a district is shown nothing of another one, and no sum from
 * which another's could be subtracted. */

enum { MISSING_SHOWN = 15 };

text city_bound(const web_call *call) { return call->session->account.district; }

sd_status city_read(web_call *call, city_figures *out, sd_error *error) {
  city_request request = {
      .district = city_bound(call), .areas = call->options->areas, .now_us = call->request->now_us};
  text year = web_field_value(call->request->query, "year");
  for (size_t i = 0; i < year.size; i++) {
    if (year.size != 4 || year.data[i] < '0' || year.data[i] > '9') {
      return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
    }
    request.data_year = request.data_year * 10 + (year.data[i] - '0');
  }
  return city_figures_read(call->registry, &request, call->arena, out, error);
}

message_id city_wait_message(city_wait w) {
  static const message_id messages[] = {[CITY_WAIT_STAGE] = MESSAGE_WEB_CITY_WAIT_STAGE,
                                        [CITY_WAIT_OBJECTION] = MESSAGE_WEB_CITY_WAIT_OBJECTION,
                                        [CITY_WAIT_ANSWER] = MESSAGE_WEB_CITY_WAIT_ANSWER,
                                        [CITY_WAIT_FACT] = MESSAGE_WEB_CITY_WAIT_FACT,
                                        [CITY_WAIT_FAILED] = MESSAGE_WEB_CITY_WAIT_FAILED,
                                        [CITY_WAIT_ACCOUNT] = MESSAGE_WEB_CITY_WAIT_ACCOUNT};
  return messages[w];
}

message_id city_stage_message(int kind) {
  bool of_the_bank = kind == CITY_STAGE_BANK;
  return of_the_bank ? MESSAGE_WEB_CITY_STAGE_BANK : item_stage_message((item_stage_kind)kind);
}

message_id city_industry_message(text section) {
  static const message_id messages[] = {
#define I(letter) MESSAGE_WEB_INDUSTRY_##letter
      I(A), I(B), I(C), I(D), I(E), I(F), I(G), I(H), I(I), I(J), I(K),
      I(L), I(M), I(N), I(O), I(P), I(Q), I(R), I(S), I(T)
#undef I
  };
  return section.size == 1 ? messages[section.data[0] - 'A'] : MESSAGE_WEB_NOT_ON_FILE;
}

message_id city_size_message(text size) {
  if (text_is(size, "above")) return MESSAGE_WEB_SIMULATE_ABOVE_SCALE;
  return text_is(size, "below") ? MESSAGE_WEB_SIMULATE_BELOW_SCALE : MESSAGE_WEB_NOT_ON_FILE;
}

/* "研发费用 2024" of "rd_expense@2024". */
text city_fact_name(const web_call *call, text fact) {
  size_t at = text_find(fact, TEXT("@"), 0);
  const attribute *found = attribute_find(call->options->attributes, text_slice(fact, 0, at));
  if (found == NULL) return fact;
  text name = call->lang == LANGUAGE_ENGLISH ? found->name_english : found->name_chinese;
  if (at == SIZE_MAX) return name;
  text_builder b;
  text_builder_init(&b, 1000);
  text_builder_add(&b, name);
  text_builder_add_byte(&b, ' ');
  text_builder_add(&b, text_slice(fact, at + 1, fact.size));
  text whole = arena_copy(call->arena, text_builder_text(&b));
  text_builder_release(&b);
  return whole.data == NULL ? fact : whole;
}

void city_month_format(int32_t month, char buffer[16]) {
  snprintf(buffer, 16, "%04d-%02d", month / 100, month % 100);
}

city_sum city_waiting(const city_group *g) {
  city_sum sum = {0};
  for (int i = 0; i < CITY_WAIT_COUNT; i++) {
    sum.count += g->waiting[i].count;
    sum.amount_fen += g->waiting[i].amount_fen;
  }
  return sum;
}

/* --- One group: an item, a district, the whole --- */

static void view_sum(view *v, const char *name, const char *count_name, city_sum sum) {
  view_money(v, name, sum.amount_fen);
  view_integer(v, count_name, sum.count);
}

/* A length of 0 to 1000 beside `most`, for the bars of the page. */
static void view_bar(view *v, const char *name, int64_t amount, int64_t most) {
  if (!v->is_json) view_integer(v, name, most <= 0 ? 0 : amount / (most / 1000 + 1));
}

static void view_group(view *v, const city_group *g) {
  view_integer(v, "met", g->met);
  view_integer(v, "not_met", g->not_met);
  view_integer(v, "unknown", g->unknown);
  view_sum(v, "granted", "granted_count", g->granted);
  view_sum(v, "ordered", "ordered_count", g->ordered);
  view_sum(v, "paid", "paid_count", g->paid);
  view_sum(v, "came_back", "came_back_count", g->came_back);
  view_sum(v, "waiting", "waiting_count", city_waiting(g));
  view_sum(v, "estimate", "estimate_count", g->estimate);
}

/* What a group is called: an item by its list, a district by its code. */
static void view_item_head(const web_call *call, const city_group *g) {
  view *v = call->view;
  view_integer(v, "list", g->list);
  view_text(v, "item", g->key);
  view_text(v, "name", page_item_name(call, g->key, g->version));
  view_string(v, "state", list_state_name(g->state));
  view_message(v, "state_name", list_state_message(g->state));
  view_boolean(v, "pays", g->pays);
}

static void view_district_head(const web_call *call, const city_group *g) {
  view_text(call->view, "code", g->key);
  view_text(call->view, "name", page_area_name(call, g->key));
}

static void view_industry_head(const web_call *call, const city_group *g) {
  view_text(call->view, "code", g->key);
  view_message(call->view, "name", city_industry_message(g->key));
}

static void view_size_head(const web_call *call, const city_group *g) {
  view_text(call->view, "code", g->key);
  view_message(call->view, "name", city_size_message(g->key));
}

typedef struct group_list {
  const char *list, *one;
  const city_group *groups;
  size_t count;
  void (*head)(const web_call *call, const city_group *g);
} group_list;

static void add_groups(const web_call *call, const group_list *l) {
  view *v = call->view;
  int64_t most = 0;
  for (size_t i = 0; i < l->count; i++) {
    if (l->groups[i].granted.amount_fen > most) most = l->groups[i].granted.amount_fen;
  }
  view_list(v, l->list);
  for (size_t i = 0; i < l->count; i++) {
    const city_group *g = &l->groups[i];
    view_begin(v, l->one);
    l->head(call, g);
    view_group(v, g);
    view_bar(v, "bar_granted", g->granted.amount_fen, most);
    view_bar(v, "bar_paid", g->paid.amount_fen, most);
    view_end(v);
  }
  view_list_end(v);
}

static void add_months(const web_call *call, const city_figures *f) {
  view *v = call->view;
  view_list(v, "months");
  for (size_t i = 0; i < f->month_count; i++) {
    char month[16];
    city_month_format(f->months[i].month, month);
    view_begin(v, "month");
    view_string(v, "month", month);
    view_sum(v, "ordered", "ordered_count", f->months[i].ordered);
    view_sum(v, "paid", "paid_count", f->months[i].paid);
    view_end(v);
  }
  view_list_end(v);
}

/* --- Receivers, days, unknowns, what is missing --- */

/* "12.3 %" of parts; in JSON per mille. */
static void view_share(view *v, const char *name, int64_t part, int64_t whole) {
  int64_t per_mille = whole <= 0 ? 0 : part / (whole / 1000 + 1);
  if (whole > 0 && part <= INT64_MAX / 1000) per_mille = (1000 * part + whole / 2) / whole;
  if (v->is_json) {
    view_integer(v, name, per_mille);
    return;
  }
  char buffer[32];
  snprintf(buffer, sizeof buffer, "%lld.%lld%%", (long long)(per_mille / 10),
           (long long)(per_mille % 10));
  view_string(v, name, buffer);
}

static void add_receivers(view *v, const city_figures *f) {
  view_begin(v, "receivers");
  view_integer(v, "companies", f->receivers);
  view_integer(v, "first_time", f->first_time);
  view_share(v, "first_time_per_mille", f->first_time, f->receivers);
  view_money(v, "top_ten", f->top_fen);
  view_share(v, "top_ten_per_mille", f->top_fen, f->total.ordered.amount_fen);
  view_end(v);
}

static void add_stages(const web_call *call, const city_figures *f) {
  view *v = call->view;
  view_list(v, "stages");
  for (size_t i = 0; i < f->stage_count; i++) {
    const city_stage *s = &f->stages[i];
    char days[32];
    snprintf(days, sizeof days, "%lld.%lld", (long long)(s->median_tenths / 10),
             (long long)(s->median_tenths % 10));
    view_begin(v, "stage");
    view_message(v, "name", city_stage_message(s->kind));
    view_string(v, "days", days);
    view_integer(v, "count", s->count);
    view_end(v);
  }
  view_list_end(v);
}

static void add_missing(const web_call *call, const city_figures *f) {
  view *v = call->view;
  view_list(v, "missing");
  for (size_t i = 0; i < f->missing_count && i < MISSING_SHOWN; i++) {
    view_begin(v, "fact");
    view_text(v, "fact", f->missing[i].fact);
    view_text(v, "name", city_fact_name(call, f->missing[i].fact));
    view_integer(v, "decisions", f->missing[i].decisions);
    view_end(v);
  }
  view_list_end(v);
}

static void add_waiting(const web_call *call, const city_figures *f) {
  view *v = call->view;
  view_list(v, "waiting");
  for (int i = 0; i < CITY_WAIT_COUNT; i++) {
    view_begin(v, "wait");
    view_string(v, "code", city_wait_name((city_wait)i));
    view_message(v, "name", city_wait_message((city_wait)i));
    view_integer(v, "count", f->total.waiting[i].count);
    view_money(v, "amount", f->total.waiting[i].amount_fen);
    view_end(v);
  }
  view_list_end(v);
}

/* --- The ledger and the orders, which know no districts --- */

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

static sd_status add_ledger(web_call *call, sd_error *error) {
  if (city_bound(call).size != 0) return SD_OK;
  view_list(call->view, "budget");
  TRY(budget_lines_each(call->db, add_budget, call, error));
  view_list_end(call->view);
  payout_summary sums;
  TRY(payout_summary_get(call->db, &sums, error));
  page_view_orders(call, &sums);
  view_integer(call->view, "exceptions", sums.entries_queued);
  return SD_OK;
}

/* --- The page --- */

static void add_years(view *v, const city_figures *f) {
  view_integer(v, "data_year", f->data_year);
  view_list(v, "years");
  for (size_t i = 0; i < f->year_count; i++) {
    view_begin(v, "year");
    view_integer(v, "year", f->years[i]);
    view_boolean(v, "shown", f->years[i] == f->data_year);
    view_end(v);
  }
  view_list_end(v);
}

sd_status page_city(web_call *call, sd_error *error) {
  city_figures f;
  view *v = call->view;
  TRY(city_read(call, &f, error));
  text bound = city_bound(call);
  if (bound.size != 0) {
    view_text(v, "district", bound);
    view_text(v, "district_name", page_area_name(call, bound));
  }
  add_years(v, &f);
  view_begin(v, "total");
  view_group(v, &f.total);
  view_end(v);
  add_groups(call, &(group_list){"items", "item", f.items, f.item_count, view_item_head});
  add_groups(call, &(group_list){"districts", "district", f.districts, f.district_count,
                                 view_district_head});
  add_groups(call, &(group_list){"industries", "industry", f.industries, f.industry_count,
                                 view_industry_head});
  add_groups(call, &(group_list){"sizes", "size", f.sizes, f.size_count, view_size_head});
  add_months(call, &f);
  add_receivers(v, &f);
  add_stages(call, &f);
  add_missing(call, &f);
  add_waiting(call, &f);
  return add_ledger(call, error);
}
