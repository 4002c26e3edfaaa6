/* Simulation with sliders: what other numbers in a version would cost, and who would gain and lose.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/messages/web.h"
#include "base/typed_number.h"
#include "registry/series.h"
#include "web/asset.h"
#include "web/form.h"
#include "web/page_explanation.h"
#include "web/policy_version.h"
#include "web/simulation_stock.h"

enum { SETTINGS_MAX = 64, SHOWN_MAX = 150, MOVERS_SHOWN = 10, CSV_BYTES_MAX = 1 << 20 };

/* What is asked, read from the query: ?as_of=2025-06-30&data_year=2024&p3=800000. */
typedef struct simulation_page {
  web_call *call;
  const item_version *draft;
  const item_version *base;
  int64_t as_of_day;
  int32_t data_year;
  simulation *simulation;
  simulation_setting settings[SETTINGS_MAX];
  size_t setting_count;
  const simulation_outcome *outcome;
} simulation_page;

/* A fault at the field of the form; the page shows what was typed. */
static void misfit(const simulation_page *p, const web_field *field, message_id reason) {
  text name = arena_copy(p->call->arena, field->name);
  form_fault_message(p->call, name.data == NULL ? "" : name.data, reason);
}

static void view_kept(simulation_page *p, const char *name, const web_field *field) {
  if (!p->call->view->is_json) view_text(p->call->view, name, field->value);
}

/* --- What is asked --- */

static sd_status find_versions(simulation_page *p, sd_error *error) {
  const web_call *call = p->call;
  item_catalogue *c = NULL;
  draft d;
  sd_error own = {0};
  TRY(policy_catalogue(call, &c, error));
  p->draft = version_catalogue_find(c, call->pieces[0], call->pieces[1]);
  if (p->draft == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  p->base = p->draft;
  if (draft_find(call->db, p->draft->id, p->draft->version, call->arena, &d, &own) != SD_OK) {
    return SD_OK;
  }
  const item_version *base = version_catalogue_find(c, d.item, d.base);
  if (base != NULL) p->base = base;
  return SD_OK;
}

/* The view of the item's newest run; without one the end of last month's year. */
static sd_status default_view(simulation_page *p, sd_error *error) {
  int64_t id = 0;
  civil_date today = {0};
  TRY(run_latest(p->call->db, p->draft->id, &id, error));
  p->as_of_day = clock_day(p->call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  calendar_date_of(p->as_of_day, &today);
  p->data_year = today.year - 1;
  if (id == 0) return SD_OK;
  list_run *run = NULL;
  TRY(run_load_head(p->call->db, id, p->call->arena, &run, error));
  p->as_of_day = run->view.as_of_day;
  p->data_year = run->data_year;
  return SD_OK;
}

static void read_view(simulation_page *p) {
  web_fields asked = p->call->request->query;
  for (size_t i = 0; i < asked.count; i++) {
    const web_field *f = &asked.items[i];
    decimal number;
    int64_t year = 0;
    civil_date date;
    if (f->value.size == 0) continue;
    if (text_is(f->name, "as_of")) {
      bool is_day = calendar_parse_iso(text_trim(f->value), &date);
      if (!is_day) {
        misfit(p, f, MESSAGE_WEB_FIELD_DAY);
        view_kept(p, "as_of_typed", f);
      }
      if (is_day) p->as_of_day = calendar_day_of(date);
    }
    if (!text_is(f->name, "data_year")) continue;
    bool is_year = typed_number_read(f->value, &number) && decimal_to_int64(&number, &year) &&
                   year >= 1990 && year <= 2100;
    if (!is_year) {
      misfit(p, f, MESSAGE_WEB_SIMULATE_YEAR);
      view_kept(p, "data_year_typed", f);
    }
    if (is_year) p->data_year = (int32_t)year;
  }
}

/* Why a number cannot be set so; MESSAGE_NONE: it can. */
static message_id why_not(const simulation_parameter *of, text typed, decimal *out) {
  if (!typed_number_read(typed, out)) return MESSAGE_WEB_SIMULATE_VALUE;
  bool may_be_negative = of->kind == PARAMETER_THRESHOLD || decimal_is_negative(&of->value);
  return decimal_is_negative(out) && !may_be_negative ? MESSAGE_WEB_SIMULATE_NEGATIVE
                                                      : MESSAGE_NONE;
}

/* "p3": the third number; SIZE_MAX when it is none of the form. */
static size_t parameter_of(const simulation_page *p, text name) {
  int64_t number = 0;
  bool is_ours =
      name.size >= 2 && name.data[0] == 'p' && page_number(text_slice(name, 1, name.size), &number);
  return is_ours && (size_t)number <= simulation_parameter_count(p->simulation) ? (size_t)number - 1
                                                                                : SIZE_MAX;
}

/* "p3=800000"; what is as written is no setting, and neither is an empty field. */
static sd_status read_settings(simulation_page *p, sd_error *error) {
  web_fields asked = p->call->request->query;
  for (size_t i = 0; i < asked.count; i++) {
    const web_field *f = &asked.items[i];
    decimal set;
    bool is_number = f->name.size >= 2 && f->name.data[0] == 'p' && f->name.data[1] >= '0' &&
                     f->name.data[1] <= '9';
    if (!is_number || text_trim(f->value).size == 0) continue;
    size_t index = parameter_of(p, f->name);
    if (index == SIZE_MAX) {
      misfit(p, f, MESSAGE_WEB_SIMULATE_NO_NUMBER);
      continue;
    }
    const simulation_parameter *of = simulation_parameter_at(p->simulation, index);
    message_id why = why_not(of, f->value, &set);
    if (why != MESSAGE_NONE) misfit(p, f, why);
    if (why != MESSAGE_NONE || decimal_compare(&of->value, &set) == 0) continue;
    if (p->setting_count == SETTINGS_MAX) {
      return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                       SD_ARGS("p1, p2 …", SD_NUMBER(SETTINGS_MAX)));
    }
    p->settings[p->setting_count++] = (simulation_setting){index, set};
  }
  return SD_OK;
}

/* --- View --- */

static void view_group(view *v, const simulation_group *g) {
  view_integer(v, "met_before", g->before.met);
  view_integer(v, "met_after", g->after.met);
  view_integer(v, "unknown_before", g->before.unknown);
  view_integer(v, "unknown_after", g->after.unknown);
  view_integer(v, "receivers_before", g->before.receivers);
  view_integer(v, "receivers_after", g->after.receivers);
  view_money(v, "cost_before", g->before.cost_fen);
  view_money(v, "cost_after", g->after.cost_fen);
  view_money(v, "change", g->after.cost_fen - g->before.cost_fen);
  view_integer(v, "winners", g->winners);
  view_integer(v, "losers", g->losers);
  view_money(v, "gained", g->gained_fen);
  view_money(v, "lost", g->lost_fen);
  view_integer(v, "newly_met", g->newly_met);
  view_integer(v, "no_longer_met", g->no_longer_met);
}

static text group_name(const web_call *call, simulation_dimension dimension, text key) {
  if (key.size == 0) return text_of(message_text(call->lang, MESSAGE_WEB_SIMULATE_NOT_ON_FILE));
  if (dimension == SIMULATION_DISTRICT) return page_area_name(call, key);
  if (dimension == SIMULATION_FIELD) return key;
  return text_of(message_text(call->lang, text_is(key, "true") ? MESSAGE_WEB_SIMULATE_ABOVE_SCALE
                                                               : MESSAGE_WEB_SIMULATE_BELOW_SCALE));
}

static const char *const dimension_names[] = {"by_district", "by_size", "by_field"};

static void view_groups(const simulation_page *p, simulation_dimension d) {
  view *v = p->call->view;
  view_list(v, dimension_names[d]);
  for (size_t i = 0; i < p->outcome->group_counts[d]; i++) {
    const simulation_group *g = &p->outcome->groups[d][i];
    view_begin(v, "group");
    view_text(v, "key", g->key);
    view_text(v, "name", group_name(p->call, d, g->key));
    view_group(v, g);
    view_end(v);
  }
  view_list_end(v);
}

static void view_decimal(view *v, const char *name, const decimal *d) {
  char digits[DECIMAL_TEXT_SIZE];
  size_t size = decimal_format(d, digits, sizeof digits);
  view_text(v, name, (text){digits, size});
}

static message_id kind_message(parameter_kind kind) {
  static const message_id messages[] = {[PARAMETER_THRESHOLD] = MESSAGE_WEB_SIMULATE_THRESHOLD,
                                        [PARAMETER_RATE] = MESSAGE_WEB_SIMULATE_RATE,
                                        [PARAMETER_CAP] = MESSAGE_WEB_SIMULATE_CAP,
                                        [PARAMETER_AMOUNT] = MESSAGE_WEB_SIMULATE_AMOUNT};
  return messages[kind];
}

static const decimal *value_of(const simulation_page *p, size_t parameter) {
  for (size_t i = 0; i < p->setting_count; i++) {
    if (p->settings[i].parameter == parameter) return &p->settings[i].value;
  }
  return &simulation_parameter_at(p->simulation, parameter)->value;
}

/* The value that counts, or what was typed when it cannot count. */
static void view_typed(const simulation_page *p, size_t parameter) {
  char field[24];
  decimal number;
  snprintf(field, sizeof field, "p%zu", parameter + 1);
  text typed = web_field_value(p->call->request->query, field);
  const simulation_parameter *of = simulation_parameter_at(p->simulation, parameter);
  bool is_wrong = text_trim(typed).size != 0 && why_not(of, typed, &number) != MESSAGE_NONE;
  if (is_wrong) view_text(p->call->view, "value", typed);
  if (!is_wrong) view_decimal(p->call->view, "value", value_of(p, parameter));
  view_boolean(p->call->view, "wrong", is_wrong);
}

static void view_parameters(const simulation_page *p) {
  view *v = p->call->view;
  size_t count = simulation_parameter_count(p->simulation);
  view_list(v, "parameters");
  for (size_t i = 0; i < count && i < SHOWN_MAX; i++) {
    const simulation_parameter *of = simulation_parameter_at(p->simulation, i);
    decimal points[PARAMETER_POINTS_MAX];
    size_t point_count = simulation_parameter_points(of, points);
    view_begin(v, "parameter");
    view_integer(v, "number", (int64_t)i + 1);
    view_string(v, "kind", parameter_kind_name(of->kind));
    view_message(v, "kind_name", kind_message(of->kind));
    page_view_model_text(p->call, "decision", of->decision->name, NULL);
    page_view_model_text(p->call, "condition", of->condition, NULL);
    view_text(v, "clause", of->clause);
    view_decimal(v, "literal", &of->value);
    view_typed(p, i);
    view_boolean(v, "is_set", value_of(p, i) != &of->value);
    if (point_count != 0) {
      view_decimal(v, "least", &points[0]);
      view_decimal(v, "most", &points[point_count - 1]);
    }
    view_end(v);
  }
  view_list_end(v);
  view_boolean(v, "more_parameters", count > SHOWN_MAX);
}

static sd_status view_movers(const simulation_page *p, bool gain, sd_error *error) {
  web_call *call = p->call;
  const simulation_mover *movers = NULL;
  size_t count = 0;
  TRY(simulation_movers(p->simulation, gain, MOVERS_SHOWN, call->arena, &movers, &count, error));
  view_list(call->view, gain ? "top_winners" : "top_losers");
  for (size_t i = 0; i < count; i++) {
    const simulation_mover *m = &movers[i];
    view_begin(call->view, "mover");
    view_string(call->view, "code", m->code);
    view_text(call->view, "name", page_subject_name(call, text_of(m->code)));
    view_text(call->view, "district", page_area_name(call, m->district));
    view_money(call->view, "before", m->before_fen);
    view_money(call->view, "after", m->after_fen);
    view_money(call->view, "change", m->after_fen - m->before_fen);
    view_end(call->view);
  }
  view_list_end(call->view);
  return SD_OK;
}

/* The same question again, for the link to the CSV. */
static void view_query(const simulation_page *p) {
  char day[CALENDAR_TEXT_SIZE], digits[DECIMAL_TEXT_SIZE];
  text_builder b;
  calendar_format_day(p->as_of_day, day);
  text_builder_init(&b, 1 << 16);
  text_builder_format(&b, "?as_of=%s&data_year=%d", day, (int)p->data_year);
  for (size_t i = 0; i < p->setting_count; i++) {
    size_t size = decimal_format(&p->settings[i].value, digits, sizeof digits);
    text_builder_format(&b, "&p%zu=%.*s", p->settings[i].parameter + 1, (int)size, digits);
  }
  if (!b.failed) view_text(p->call->view, "query", text_builder_text(&b));
  text_builder_release(&b);
}

static sd_status show(const simulation_page *p, sd_error *error) {
  view *v = p->call->view;
  sm3_digest digest;
  char hash[SM3_TEXT_SIZE];
  TRY(simulation_key_digest(p->simulation, &digest, error));
  sm3_format(&digest, hash);
  policy_view_heading(p->call, p->draft);
  view_text(v, "against", p->base->version);
  view_day(v, "as_of", p->as_of_day);
  view_integer(v, "data_year", p->data_year);
  view_string(v, "sm3", hash);
  view_query(p);
  if (!v->is_json) view_boolean(v, "has_charts", asset_find(TEXT("/assets/charts.js")) != NULL);
  if (p->draft->budget_total_fen > 0) view_money(v, "budget", p->draft->budget_total_fen);
  view_begin(v, "total");
  view_group(v, &p->outcome->total);
  view_end(v);
  for (int d = 0; d < SIMULATION_DIMENSION_COUNT; d++) view_groups(p, (simulation_dimension)d);
  /* The script asks for numbers alone; who moves is looked up by name. */
  if (web_field_value(p->call->request->query, "brief").size != 0) return SD_OK;
  TRY(view_movers(p, true, error));
  TRY(view_movers(p, false, error));
  view_parameters(p);
  return SD_OK;
}

/* --- CSV --- */

static void csv_integer(text_builder *b, int64_t number) {
  text_builder_format(b, ",%lld", (long long)number);
}

static void csv_yuan(text_builder *b, int64_t fen) {
  text_builder_format(b, ",%s%lld.%02lld", fen < 0 ? "-" : "",
                      (long long)(fen < 0 ? -fen : fen) / 100,
                      (long long)(fen < 0 ? -fen : fen) % 100);
}

static void csv_group(text_builder *b, const char *dimension, text name,
                      const simulation_group *g) {
  text_builder_add_string(b, dimension);
  text_builder_add(b, TEXT(","));
  csv_add_cell(b, name);
  const int64_t counts[] = {
      g->before.met,    g->after.met, g->before.receivers, g->after.receivers, g->before.unknown,
      g->after.unknown, g->winners,   g->losers,           g->newly_met,       g->no_longer_met};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) csv_integer(b, counts[i]);
  const int64_t amounts[] = {g->before.cost_fen, g->after.cost_fen, g->gained_fen, g->lost_fen};
  for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) csv_yuan(b, amounts[i]);
  text_builder_add(b, TEXT("\r\n"));
}

static sd_status answer_csv(const simulation_page *p, sd_error *error) {
  text_builder b;
  text_builder_init(&b, CSV_BYTES_MAX);
  text_builder_add(
      &b, TEXT("\xef\xbb\xbf"
               "dimension,group,met_before,met_after,receivers_before,"
               "receivers_after,unknown_before,unknown_after,winners,losers,newly_met,"
               "no_longer_met,cost_before_yuan,cost_after_yuan,gained_yuan,lost_yuan\r\n"));
  csv_group(&b, "total", TEXT(""), &p->outcome->total);
  for (int d = 0; d < SIMULATION_DIMENSION_COUNT; d++) {
    for (size_t i = 0; i < p->outcome->group_counts[d]; i++) {
      const simulation_group *g = &p->outcome->groups[d][i];
      csv_group(&b, dimension_names[d], group_name(p->call, (simulation_dimension)d, g->key), g);
    }
  }
  text bytes = b.failed ? (text){NULL, 0} : arena_copy(p->call->arena, text_builder_text(&b));
  text_builder_release(&b);
  if (bytes.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return web_answer_file(p->call, "simulation.csv", "text/csv; charset=utf-8", bytes);
}

/* --- The page --- */

static sd_status evaluate(simulation_page *p, sd_error *error) {
  TRY(read_settings(p, error));
  TRY(simulation_evaluate(p->simulation, p->settings, p->setting_count, &p->outcome, error));
  bool is_csv = text_is(web_field_value(p->call->request->query, "format"), "csv");
  if (is_csv && p->call->fault_count == 0) {
    return answer_csv(p, error);
  }
  return show(p, error);
}

sd_status page_item_simulate(web_call *call, sd_error *error) {
  simulation_page p = {.call = call};
  simulation_place *place = NULL;
  int64_t batch = 0;
  TRY(find_versions(&p, error));
  TRY(default_view(&p, error));
  read_view(&p);
  TRY(series_last_batch(call->registry, call->request->now_us, &batch, error));
  const simulation_wanted wanted = {.draft = p.draft,
                                    .bases = &p.base,
                                    .base_count = 1,
                                    .areas = call->options->areas,
                                    .data_year = p.data_year,
                                    .as_of_day = p.as_of_day,
                                    .batch = batch,
                                    .now_us = call->request->now_us};
  TRY(simulation_stock_take(call->simulations, call->registry, &wanted, &place, &p.simulation,
                            error));
  sd_status status = evaluate(&p, error);
  simulation_stock_give(call->simulations, place);
  return status;
}
