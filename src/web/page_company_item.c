/* One item for a company: all reasons at once, the amount step by step, what is one step away. */
#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "base/money.h"
#include "list/explain.h"
#include "web/page_company.h"
#include "web/pages.h"

/* What must stay true: the company is the one of the session. */

/* --- Why --- */

/* A number for people: "4,696,590.08"; programs get it plain, and other texts stay. */
static void view_value(const web_call *call, const char *name, text value) {
  decimal number;
  int64_t hundredths;
  char shown[MONEY_TEXT_SIZE];
  bool grouped = !call->view->is_json && value.size > 3 && decimal_parse(value, &number) &&
                 decimal_to_scaled_int64(&number, 2, ROUNDING_DOWN, &hundredths);
  decimal back = decimal_scaled(grouped ? hundredths : 0, -2);
  if (!grouped || decimal_compare(&back, &number) != 0) {
    view_text(call->view, name, value); /* with more digits: every one of them */
    return;
  }
  size_t size = money_format(hundredths, shown);
  bool whole = size > 3 && strcmp(shown + size - 3, ".00") == 0;
  view_text(call->view, name, (text){shown, whole ? size - 3 : size});
}

/* "= nothing": a comparison against null has no threshold. */
static void view_threshold(const web_call *call, text comparison, text threshold) {
  view *v = call->view;
  view_text(v, "comparison", comparison);
  bool against_nothing = comparison.size != 0 && threshold.size == 0 && !v->is_json;
  if (against_nothing) view_message(v, "threshold", MESSAGE_WEB_NOTHING);
  if (!against_nothing) view_value(call, "threshold", threshold);
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
    if (f->attribute != NULL) view_text(v, "attribute", f->attribute->id);
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
    view_value(call, "value", r->value);
    view_threshold(call, r->comparison, r->threshold);
    view_string(v, "result", results[r->result]);
    view_boolean(v, "is_rule", r->is_rule);
    view_end(v);
  }
  view_list_end(v);
}

static void add_gap(const web_call *call, const explanation_gap *g) {
  view *v = call->view;
  bool is_less = g->distance.size != 0 && g->distance.data[0] == '-';
  view_begin(v, "gap");
  view_text(v, "condition", g->condition);
  view_text(v, "clause", g->clause);
  view_value(call, "value", g->value);
  view_threshold(call, g->comparison, g->threshold);
  view_value(call, "distance", text_slice(g->distance, is_less && !v->is_json, g->distance.size));
  view_boolean(v, "is_less", is_less);
  view_text(v, "distance_in", g->distance_in);
  view_boolean(v, "missing", g->is_missing);
  view_end(v);
}

static void add_paths(const web_call *call, const explanation *e) {
  view *v = call->view;
  view_list(v, "ways");
  for (size_t i = 0; i < e->path_count; i++) {
    view_begin(v, "way");
    view_boolean(v, "verified", e->paths[i].is_verified);
    view_list(v, "gaps");
    for (size_t k = 0; k < e->paths[i].gap_count; k++) add_gap(call, &e->paths[i].gaps[k]);
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
}

/* --- How the amount came about --- */

static void add_amount_steps(const web_call *call, const benefit *b) {
  view *v = call->view;
  text rest = b->settled ? b->award.steps : TEXT("");
  text by, after;
  view_list(v, "amount_steps");
  while (award_next_step(&rest, &by, &after)) {
    size_t colon = text_find(by, TEXT(":"), 0);
    view_begin(v, "amount_step");
    view_text(v, "kind", text_slice(by, 0, colon));
    if (colon != SIZE_MAX) view_text(v, "detail", text_slice(by, colon + 1, by.size));
    view_value(call, "after", after);
    view_end(v);
  }
  view_list_end(v);
}

/* Why the owner's settlement leaves a company off, all reasons at once. */
static void add_left_off(const web_call *call, const benefit *b) {
  view *v = call->view;
  const settlement_rules *tables = call->options->settlement;
  const exclusion_rules *rules = tables == NULL ? NULL : tables->exclusions;
  text codes = b->settled && b->award.state == AWARD_EXCLUDED ? b->award.reasons : TEXT("");
  view_list(v, "left_off");
  while (codes.size != 0) {
    size_t space = text_find(codes, TEXT(" "), 0);
    if (space == SIZE_MAX) space = codes.size;
    text code = text_slice(codes, 0, space);
    codes = text_slice(codes, space + 1, codes.size);
    const exclusion_reason *r = rules == NULL ? NULL : exclusion_reason_find(rules, code);
    view_begin(v, "reason");
    view_text(v, "code", code);
    if (r != NULL) view_text(v, "text", call->lang == LANGUAGE_ENGLISH ? r->english : r->chinese);
    view_end(v);
  }
  view_list_end(v);
}

/* --- Objections of this company --- */

typedef struct own_objections {
  web_call *call;
  int64_t list; /* 0: of all */
} own_objections;

static sd_status add_objection(void *context, const objection *o, sd_error *error) {
  const own_objections *own = context;
  const web_call *call = own->call;
  view *v = call->view;
  (void)error;
  if (!text_equal(o->code, company_code(call))) return SD_OK;
  view_begin(v, "objection");
  view_integer(v, "number", o->id);
  view_text(v, "matter", o->matter);
  view_text(v, "evidence", o->evidence_name);
  view_string(v, "state", objection_state_word(o->state));
  view_message(v, "state_name", objection_state_message(o->state));
  view_moment(v, "received", o->received_us);
  if (o->state != OBJECTION_OPEN) {
    view_text(v, "ground", o->ground);
    view_moment(v, "decided", o->decided_us);
  }
  if (o->state == OBJECTION_UPHELD) view_money(v, "amount", o->amount_fen);
  view_end(v);
  return SD_OK;
}

static sd_status add_objections(web_call *call, const benefit *b, sd_error *error) {
  own_objections own = {call, b->run->id};
  bool published = b->progress.status.published_day != 0;
  bool pays = b->version->amount_decision.size != 0;
  view_boolean(call->view, "may_object",
               published && b->progress.status.state != LIST_WITHDRAWN && pays);
  view_list(call->view, "objections");
  TRY(objections_each(call->db, own.list, add_objection, &own, error));
  view_list_end(call->view);
  return SD_OK;
}

sd_status company_find_benefit(web_call *call, company_file *file, const benefit **out,
                               sd_error *error) {
  *out = NULL;
  TRY(company_read(call, file, error));
  for (size_t i = 0; i < file->benefit_count; i++) {
    if (text_equal(file->benefits[i].progress.status.item, call->pieces[0])) {
      *out = &file->benefits[i];
    }
  }
  if (*out != NULL) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

sd_status page_company_item(web_call *call, sd_error *error) {
  company_file file;
  const benefit *b;
  explanation *e = NULL;
  TRY(company_find_benefit(call, &file, &b, error));
  TRY(list_explain(call->registry, b->run->id, company_code(call), call->arena, &e, error));
  company_view_benefit(call, &file, b);
  view_money(call->view, "computed", e->decision.computed_fen);
  add_amount_steps(call, b);
  add_left_off(call, b);
  TRY(add_objections(call, b, error));
  add_facts(call, e);
  add_reasons(call, e);
  add_paths(call, e);
  return SD_OK;
}
