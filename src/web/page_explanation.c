/* The reasons of one decision as a page shows them: to the company itself and to staff alike. */
#include "web/page_explanation.h"

#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "base/money.h"
#include "web/condition_words.h"
#include "web/pages.h"

void page_view_value(const web_call *call, const char *name, text value) {
  decimal number;
  int64_t hundredths;
  char shown[MONEY_TEXT_SIZE];
  bool grouped = !call->view->is_json && value.size > 4 && decimal_parse(value, &number) &&
                 decimal_to_scaled_int64(&number, 2, ROUNDING_DOWN, &hundredths);
  decimal back = decimal_scaled(grouped ? hundredths : 0, -2);
  if (!grouped || decimal_compare(&back, &number) != 0) {
    /* With more digits: every one of them, unless it is endless. */
    bool is_json = call->view->is_json;
    view_text(call->view, name,
              is_json ? value : condition_value_words(value, call->lang, call->arena));
    return;
  }
  size_t size = money_format(hundredths, shown);
  bool whole = size > 3 && strcmp(shown + size - 3, ".00") == 0;
  view_text(call->view, name, (text){shown, whole ? size - 3 : size});
}

void page_view_model_text(const web_call *call, const char *name, text written,
                          const condition_names *names) {
  char member[40];
  text said = condition_words(written, names, call->lang, call->arena);
  if (call->lang == LANGUAGE_ENGLISH) {
    text english = english_expression(call->options->english, said, call->arena);
    if (english.size != 0) said = english;
  }
  (void)snprintf(member, sizeof member, "%s_said", name);
  view_text(call->view, name, written);
  view_text(call->view, member, said);
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

/* What people call a fact: as the model does, which is Chinese, or the attribute's name. */
static text fact_label(const web_call *call, const explanation_fact *f) {
  if (call->lang != LANGUAGE_ENGLISH) return f->name;
  if (f->attribute != NULL) return f->attribute->name_english;
  text english = english_name(call->options->english, f->name);
  return english.size != 0 ? english : f->name;
}

/* In a condition the year belongs to the name: 上年研发费用 is "R&D spending 2023". */
static text label_with_year(const web_call *call, const explanation_fact *f) {
  char label[200];
  text name = fact_label(call, f);
  if (text_equal(name, f->name) || f->period == PERIOD_NONE) return name;
  snprintf(label, sizeof label, "%.*s %d", TEXT_ARG(name), f->period);
  text kept = arena_copy(call->arena, text_of(label));
  return kept.data == NULL ? f->name : kept;
}

static condition_names names_of(const web_call *call, const explanation *e) {
  condition_name *names = ARENA_ARRAY(call->arena, condition_name, e->fact_count);
  if (names == NULL) return (condition_names){NULL, 0};
  for (size_t i = 0; i < e->fact_count; i++) {
    names[i] = (condition_name){e->facts[i].name, label_with_year(call, &e->facts[i])};
  }
  return (condition_names){names, e->fact_count};
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
    view_text(v, "label", fact_label(call, f));
    if (f->attribute != NULL) view_text(v, "attribute", f->attribute->id);
    if (f->attribute != NULL && f->period != PERIOD_NONE) view_integer(v, "period", f->period);
    view_string(v, "value", value);
    if (f->attribute != NULL && f->present) page_view_unit(call, f->attribute->unit);
    view_boolean(v, "present", f->present);
    view_boolean(v, "conflict", f->conflict);
    view_boolean(v, "decides", f->decides);
    view_end(v);
  }
  view_list_end(v);
}

static void add_reasons(const web_call *call, const explanation *e, const condition_names *names) {
  view *v = call->view;
  static const char *const results[] = {"fails", "holds", "unknown"};
  view_list(v, "reasons");
  for (size_t i = 0; i < e->reason_count; i++) {
    const explanation_reason *r = &e->reasons[i];
    view_begin(v, "reason");
    page_view_model_text(call, "decision", r->decision, names);
    view_text(v, "clause", r->clause);
    page_view_model_text(call, "condition", r->condition, names);
    page_view_value(call, "value", r->value);
    view_threshold(call, r->comparison, r->threshold);
    view_string(v, "result", results[r->result]);
    view_boolean(v, "is_rule", r->is_rule);
    view_end(v);
  }
  view_list_end(v);
}

/* The unit of the first fact that the distance is a quantity of. */
static text unit_of_gap(const explanation *e, const explanation_gap *g) {
  for (size_t i = 0; i < e->fact_count; i++) {
    const explanation_fact *f = &e->facts[i];
    if (f->attribute == NULL || f->name.size == 0) continue;
    if (text_find(g->distance_in, f->name, 0) != SIZE_MAX) return f->attribute->unit;
  }
  return TEXT("");
}

/* How much of the way is gone, in percent: 58 of at least 60 is 96, 300 where at most 200 may be is
 * 66; -1 where this says nothing. */
static int64_t reached_of(const explanation_gap *g) {
  decimal value, threshold, share;
  const decimal hundred = decimal_of(100);
  int64_t percent;
  if (g->comparison.size == 0 || g->distance.size == 0) return -1;
  if (!decimal_parse(g->value, &value) || !decimal_parse(g->threshold, &threshold)) return -1;
  bool at_most = g->comparison.data[0] == '<';
  if (!at_most && g->comparison.data[0] != '>') return -1;
  if (decimal_is_negative(&value) || decimal_is_negative(&threshold)) return -1;
  if (!decimal_divide(at_most ? &threshold : &value, at_most ? &value : &threshold, &share)) {
    return -1;
  }
  if (!decimal_multiply(&share, &hundred, &share)) return -1;
  if (!decimal_to_scaled_int64(&share, 0, ROUNDING_DOWN, &percent)) return -1;
  return percent < 0 || percent > 100 ? -1 : percent;
}

static void add_gap(const web_call *call, const explanation *e, const condition_names *names,
                    const explanation_gap *g) {
  view *v = call->view;
  bool is_less = g->distance.size != 0 && g->distance.data[0] == '-';
  view_begin(v, "gap");
  page_view_model_text(call, "condition", g->condition, names);
  view_text(v, "clause", g->clause);
  page_view_value(call, "value", g->value);
  view_threshold(call, g->comparison, g->threshold);
  size_t sign = is_less && !v->is_json;
  page_view_value(call, "distance", text_slice(g->distance, sign, g->distance.size));
  view_boolean(v, "is_less", is_less);
  page_view_model_text(call, "distance_in", g->distance_in, names);
  if (g->distance_in.size != 0) page_view_unit(call, unit_of_gap(e, g));
  if (reached_of(g) >= 0) view_integer(v, "reached", reached_of(g));
  view_boolean(v, "missing", g->is_missing);
  view_end(v);
}

static void add_gaps(const web_call *call, const explanation *e, const condition_names *names,
                     const explanation_path *path) {
  view_list(call->view, "gaps");
  for (size_t k = 0; k < path->gap_count; k++) add_gap(call, e, names, &path->gaps[k]);
  view_list_end(call->view);
}

void page_explanation_gaps(const web_call *call, const explanation *e,
                           const explanation_path *path) {
  condition_names names = names_of(call, e);
  add_gaps(call, e, &names, path);
}

/* How near a way is, in percent of its farthest condition; 0 when a condition has no measure. */
static int64_t reached_on(const explanation_path *path) {
  int64_t least = 100;
  for (size_t k = 0; k < path->gap_count; k++) {
    int64_t reached = reached_of(&path->gaps[k]);
    if (reached < least) least = reached < 0 ? 0 : reached;
  }
  return least;
}

const explanation_path *page_explanation_nearest(const explanation *e) {
  const explanation_path *nearest = NULL;
  for (size_t i = 0; i < e->path_count; i++) {
    const explanation_path *p = &e->paths[i];
    bool is_nearer = nearest == NULL || p->gap_count < nearest->gap_count ||
                     (p->gap_count == nearest->gap_count && reached_on(p) > reached_on(nearest));
    if (is_nearer) nearest = p;
  }
  return nearest;
}

static void add_paths(const web_call *call, const explanation *e, const condition_names *names) {
  view *v = call->view;
  view_list(v, "ways");
  for (size_t i = 0; i < e->path_count; i++) {
    view_begin(v, "way");
    view_boolean(v, "verified", e->paths[i].is_verified);
    view_integer(v, "reached", reached_on(&e->paths[i]));
    add_gaps(call, e, names, &e->paths[i]);
    view_end(v);
  }
  view_list_end(v);
}

void page_explanation(const web_call *call, const explanation *e) {
  condition_names names = names_of(call, e);
  add_facts(call, e);
  add_reasons(call, e, &names);
  add_paths(call, e, &names);
}

void page_view_unit(const web_call *call, text unit) {
  /* Those that say more than a number alone does. */
  static const message_id units[] = {MESSAGE_WEB_UNIT_YUAN, MESSAGE_WEB_UNIT_PEOPLE,
                                     MESSAGE_WEB_UNIT_POINTS, MESSAGE_WEB_UNIT_SQUARE_METRES,
                                     MESSAGE_WEB_UNIT_YEARS};
  view *v = call->view;
  bool translated = call->lang == LANGUAGE_ENGLISH && !v->is_json;
  text shown = translated ? TEXT("") : unit;
  for (size_t i = 0; translated && i < sizeof units / sizeof units[0]; i++) {
    if (!text_is(unit, message_text(LANGUAGE_CHINESE, units[i]))) continue;
    shown = text_of(message_text(call->lang, units[i]));
  }
  view_text(v, "unit", shown);
}
