/* The reasons of one decision as a page shows them: to the company itself and to staff alike. */
#include "web/page_explanation.h"

#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "base/money.h"

void page_view_value(const web_call *call, const char *name, text value) {
  decimal number;
  int64_t hundredths;
  char shown[MONEY_TEXT_SIZE];
  bool grouped = !call->view->is_json && value.size > 4 && decimal_parse(value, &number) &&
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

void page_view_model_text(const web_call *call, const char *name, text written) {
  char english[40];
  view_text(call->view, name, written);
  if (call->view->is_json || call->lang != LANGUAGE_ENGLISH) return;
  text shown = english_expression(call->options->english, written, call->arena);
  if (shown.size == 0) return;
  snprintf(english, sizeof english, "%s_en", name);
  view_text(call->view, english, shown);
}

/* "= nothing": a comparison against null has no threshold. */
static text comparison_shown(text comparison) {
  if (text_is(comparison, "<=")) return TEXT("≤");
  if (text_is(comparison, ">=")) return TEXT("≥");
  return text_is(comparison, "!=") ? TEXT("≠") : comparison;
}

static void view_threshold(const web_call *call, text comparison, text threshold) {
  view *v = call->view;
  view_text(v, "comparison", v->is_json ? comparison : comparison_shown(comparison));
  bool against_nothing = comparison.size != 0 && threshold.size == 0 && !v->is_json;
  if (against_nothing) view_message(v, "threshold", MESSAGE_WEB_NOTHING);
  if (!against_nothing) page_view_value(call, "threshold", threshold);
}

static void add_facts(const web_call *call, const explanation *e) {
  view *v = call->view;
  view_list(v, "facts");
  for (size_t i = 0; i < e->fact_count; i++) {
    const explanation_fact *f = &e->facts[i];
    char value[300] = "";
    if (f->present) fact_value_format(&f->value, call->lang, value, sizeof value);
    view_begin(v, "fact");
    page_view_model_text(call, "name", f->name);
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
    page_view_model_text(call, "decision", r->decision);
    view_text(v, "clause", r->clause);
    page_view_model_text(call, "condition", r->condition);
    page_view_value(call, "value", r->value);
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
  page_view_model_text(call, "condition", g->condition);
  view_text(v, "clause", g->clause);
  page_view_value(call, "value", g->value);
  view_threshold(call, g->comparison, g->threshold);
  size_t sign = is_less && !v->is_json;
  page_view_value(call, "distance", text_slice(g->distance, sign, g->distance.size));
  view_boolean(v, "is_less", is_less);
  page_view_model_text(call, "distance_in", g->distance_in);
  view_boolean(v, "missing", g->is_missing);
  view_end(v);
}

void page_explanation_gaps(const web_call *call, const explanation_path *path) {
  view_list(call->view, "gaps");
  for (size_t k = 0; k < path->gap_count; k++) add_gap(call, &path->gaps[k]);
  view_list_end(call->view);
}

static void add_paths(const web_call *call, const explanation *e) {
  view *v = call->view;
  view_list(v, "ways");
  for (size_t i = 0; i < e->path_count; i++) {
    view_begin(v, "way");
    view_boolean(v, "verified", e->paths[i].is_verified);
    page_explanation_gaps(call, &e->paths[i]);
    view_end(v);
  }
  view_list_end(v);
}

void page_explanation(const web_call *call, const explanation *e) {
  add_facts(call, e);
  add_reasons(call, e);
  add_paths(call, e);
}
