/* simulate: what a draft version of an item would change, before it is in force. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/simulation_page.h"
#include "cli/view.h"

enum { DEFAULT_TOP = 10, SETTINGS_MAX = 64 };

/* --- What is asked --- */

static sd_status read_draft(invocation *call, const item_version **out, sd_error *error) {
  const char *path = call->operands[0];
  text bytes;
  item_version *draft = NULL;
  TRY(file_read(path, LIMIT_MODEL_BYTES, call->arena, &bytes, error));
  TRY(item_read(bytes, path, call->arena, &draft, error));
  *out = draft;
  return SD_OK;
}

/* --against names a version of the item, "none" nothing; else the versions in force. */
static sd_status find_bases(invocation *call, const item_context *context,
                            simulation_request *request, sd_error *error) {
  const item_catalogue *items = context->items;
  const char *against = option_value(call, "against");
  const item_version **bases = ARENA_ARRAY(call->arena, const item_version *, items->count + 1);
  if (bases == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  request->bases = bases;
  for (size_t i = 0; i < items->count; i++) {
    const item_version *v = items->entries[i].item;
    if (v == NULL || !text_equal(v->id, request->draft->id)) continue;
    bool is_meant = against != NULL
                        ? text_is(v->version, against)
                        : item_is_in_force(v, request->view.as_of_day, request->data_year);
    if (is_meant) bases[request->base_count++] = v;
  }
  if (request->base_count != 0 || against == NULL || strcmp(against, "none") == 0) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_CLI_SIMULATE_NO_VERSION,
                   SD_ARGS(request->draft->id.data, against));
}

static sd_status read_settings(const invocation *call, simulation_setting *out, size_t *count,
                               sd_error *error) {
  const char *given;
  for (size_t i = 0; (given = option_value_at(call, "set", i)) != NULL && i < SETTINGS_MAX; i++) {
    char *end = NULL;
    unsigned long number = strtoul(given, &end, 10);
    decimal number_set;
    if (end == given || *end != '=' || number == 0 || !decimal_parse(text_of(end + 1), &number_set))
      return error_set(error, SD_MISUSE, MESSAGE_CLI_SIMULATE_SETTING, SD_ARGS(given));
    out[(*count)++] = (simulation_setting){number - 1, number_set};
  }
  return SD_OK;
}

/* --- Computing --- */

static sd_status compute_curves(invocation *call, simulation_report *r, sd_error *error) {
  if (!option_given(call, "curves") && !option_given(call, "html")) return SD_OK;
  size_t count = simulation_parameter_count(r->simulation);
  r->curves = ARENA_ARRAY(call->arena, simulation_curve_result, count + 1);
  if (r->curves == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  progress p;
  progress_begin(&p, call->lang, MESSAGE_CLI_PROGRESS_SIMULATE, call->quiet);
  sd_status status = SD_OK;
  for (size_t i = 0; i < count && status == SD_OK; i++) {
    status = simulation_curve(r->simulation, i, call->arena, &r->curves[i].points,
                              &r->curves[i].count, error);
    progress_show(&p, i + 1, count);
  }
  progress_end(&p);
  return status;
}

/* The companies on the edge of the draft. */
static sd_status compute_edge(invocation *call, city *c, const simulation_request *request,
                              simulation_report *r, sd_error *error) {
  item_version *draft = ARENA_NEW(call->arena, item_version);
  if (draft == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *draft = *simulation_draft(r->simulation);
  const item_version *versions[] = {draft};
  const run_request run = {.versions = versions,
                           .version_count = 1,
                           .areas = request->areas,
                           .data_year = request->data_year,
                           .view = request->view,
                           .budget_fen = RUN_BUDGET_NONE};
  const near_miss_request near = {
      .run = &run, .top = r->top, .within_ppm = 100000, .district = TEXT("")};
  return near_miss_compute(c->registry, &near, call->arena, &r->edge, error);
}

static sd_status compute(invocation *call, city *c, const simulation_request *request,
                         simulation_report *r, sd_error *error) {
  simulation_setting settings[SETTINGS_MAX];
  size_t count = 0;
  TRY(read_settings(call, settings, &count, error));
  TRY(compute_curves(call, r, error));
  TRY(simulation_evaluate(r->simulation, settings, count, &r->outcome, error));
  TRY(simulation_key_digest(r->simulation, &r->digest, error));
  for (size_t i = 0; i < 2; i++) {
    TRY(simulation_movers(r->simulation, i == 0, r->top, call->arena, &r->movers[i],
                          &r->mover_counts[i], error));
  }
  return compute_edge(call, c, request, r, error);
}

/* --- For people --- */

static const char *signed_money(arena *a, int64_t fen) {
  char buffer[64];
  snprintf(buffer, sizeof buffer, "%s%s", fen > 0 ? "+" : "", money_string(a, fen));
  return text_string(a, text_of(buffer));
}

static void print_row(const invocation *call, grid *g, const char *name,
                      const simulation_group *group) {
  arena *a = call->arena;
  const char *cells[] = {name,
                         count_string(a, group->before.met),
                         count_string(a, group->after.met),
                         count_string(a, group->newly_met),
                         count_string(a, group->no_longer_met),
                         count_string(a, group->winners),
                         count_string(a, group->losers),
                         money_string(a, group->before.cost_fen),
                         money_string(a, group->after.cost_fen),
                         signed_money(a, group->after.cost_fen - group->before.cost_fen)};
  grid_row(g, cells);
}

static void print_groups(const invocation *call, const simulation_report *r,
                         simulation_dimension dimension) {
  static const message_id NAMES[] = {MESSAGE_CLI_COLUMN_DISTRICT, MESSAGE_CLI_SIMULATE_SIZE,
                                     MESSAGE_CLI_SIMULATE_FIELD};
  language lang = call->lang;
  grid g;
  grid_init(&g, call->arena, "lrrrrrrrrr");
  const char *heading[] = {message_text(lang, NAMES[dimension]),
                           message_text(lang, MESSAGE_CLI_SIMULATE_MET_BEFORE),
                           message_text(lang, MESSAGE_CLI_SIMULATE_MET_AFTER),
                           message_text(lang, MESSAGE_CLI_SIMULATE_NEWLY_MET),
                           message_text(lang, MESSAGE_CLI_SIMULATE_NO_LONGER),
                           message_text(lang, MESSAGE_CLI_SIMULATE_WINNERS),
                           message_text(lang, MESSAGE_CLI_SIMULATE_LOSERS),
                           message_text(lang, MESSAGE_CLI_SIMULATE_COST_BEFORE),
                           message_text(lang, MESSAGE_CLI_SIMULATE_COST_AFTER),
                           message_text(lang, MESSAGE_CLI_SIMULATE_CHANGE)};
  grid_row(&g, heading);
  for (size_t i = 0; i < r->outcome->group_counts[dimension]; i++) {
    const simulation_group *group = &r->outcome->groups[dimension][i];
    print_row(call, &g, simulation_group_name(call, r->areas, dimension, group->key), group);
  }
  if (dimension == SIMULATION_DISTRICT)
    print_row(call, &g, message_text(lang, MESSAGE_CLI_SIMULATE_TOTAL), &r->outcome->total);
  grid_show(&g, call, "  ");
}

static void print_movers(const invocation *call, city *c, const simulation_report *r, bool gain) {
  size_t place = gain ? 0 : 1;
  arena *a = call->arena;
  if (r->mover_counts[place] == 0) return;
  say(call, gain ? MESSAGE_CLI_SIMULATE_TOP_WINNERS : MESSAGE_CLI_SIMULATE_TOP_LOSERS,
      SD_ARGS(SD_NUMBER(r->mover_counts[place])));
  grid g;
  grid_init(&g, a, "lllrrr");
  for (size_t i = 0; i < r->mover_counts[place]; i++) {
    const simulation_mover *m = &r->movers[place][i];
    const char *cells[] = {m->code,
                           subject_name(c, m->code, a),
                           area_name(r->areas, m->district, call->lang, a),
                           money_string(a, m->before_fen),
                           money_string(a, m->after_fen),
                           signed_money(a, m->after_fen - m->before_fen)};
    grid_row(&g, cells);
  }
  grid_show(&g, call, "  ");
}

static void print_parameters(const invocation *call, const simulation_report *r) {
  static const message_id KINDS[] = {MESSAGE_CLI_SIMULATE_THRESHOLD, MESSAGE_CLI_SIMULATE_RATE,
                                     MESSAGE_CLI_SIMULATE_CAP, MESSAGE_CLI_SIMULATE_AMOUNT};
  arena *a = call->arena;
  size_t count = simulation_parameter_count(r->simulation);
  say(call, MESSAGE_CLI_SIMULATE_PARAMETERS, SD_ARGS(SD_NUMBER(count)));
  grid g;
  grid_init(&g, a, "rllrll");
  for (size_t i = 0; i < count; i++) {
    const simulation_parameter *p = simulation_parameter_at(r->simulation, i);
    const char *cells[] = {SD_NUMBER(i + 1),
                           message_text(call->lang, KINDS[p->kind]),
                           text_string(a, p->decision->name),
                           text_string(a, p->literal),
                           text_string(a, p->condition),
                           text_string(a, p->clause)};
    grid_row(&g, cells);
  }
  grid_show(&g, call, "  ");
}

/* The curve as one line a point. */
static void print_curve(const invocation *call, const simulation_report *r, size_t index) {
  arena *a = call->arena;
  const simulation_parameter *p = simulation_parameter_at(r->simulation, index);
  say(call, MESSAGE_CLI_SIMULATE_CURVE,
      SD_ARGS(SD_NUMBER(index + 1), text_string(a, p->decision->name),
              text_string(a, p->condition)));
  grid g;
  grid_init(&g, a, "lrrrr");
  const char *heading[] = {"", message_text(call->lang, MESSAGE_CLI_SIMULATE_RECEIVERS),
                           message_text(call->lang, MESSAGE_CLI_SIMULATE_WINNERS),
                           message_text(call->lang, MESSAGE_CLI_SIMULATE_LOSERS),
                           message_text(call->lang, MESSAGE_CLI_SIMULATE_COST_AFTER)};
  grid_row(&g, heading);
  for (size_t i = 0; i < r->curves[index].count; i++) {
    const simulation_point *point = &r->curves[index].points[i];
    char digits[DECIMAL_TEXT_SIZE], shown[DECIMAL_TEXT_SIZE + 8];
    size_t size = decimal_format(&point->value, digits, sizeof digits);
    snprintf(shown, sizeof shown, "%s %.*s", point->is_written ? "→" : " ", (int)size, digits);
    const char *cells[] = {text_string(a, text_of(shown)), count_string(a, point->side.receivers),
                           count_string(a, point->winners), count_string(a, point->losers),
                           money_string(a, point->side.cost_fen)};
    grid_row(&g, cells);
  }
  grid_show(&g, call, "    ");
}

static void print_report(const invocation *call, city *c, const simulation_report *r) {
  if (call->json) return;
  arena *a = call->arena;
  char hash[SM3_TEXT_SIZE];
  const simulation_group *total = &r->outcome->total;
  say(call, MESSAGE_CLI_SIMULATE_HEAD,
      SD_ARGS(shown_item(call, r->draft), r->draft->version.data, r->against));
  say(call, MESSAGE_CLI_SIMULATE_COUNTS,
      SD_ARGS(count_string(a, total->before.receivers), count_string(a, total->after.receivers),
              count_string(a, total->before.unknown), count_string(a, total->after.unknown),
              money_string(a, total->before.cost_fen), money_string(a, total->after.cost_fen),
              signed_money(a, total->after.cost_fen - total->before.cost_fen)));
  say(call, MESSAGE_CLI_SIMULATE_MOVES,
      SD_ARGS(count_string(a, total->winners), money_string(a, total->gained_fen),
              count_string(a, total->losers), money_string(a, total->lost_fen),
              count_string(a, total->newly_met), count_string(a, total->no_longer_met)));
  if (r->draft->budget_total_fen > 0)
    say(call, MESSAGE_CLI_SIMULATE_BUDGET,
        SD_ARGS(money_string(a, r->draft->budget_total_fen),
                signed_money(a, r->draft->budget_total_fen - total->after.cost_fen)));
  for (size_t d = 0; d < SIMULATION_DIMENSION_COUNT; d++)
    print_groups(call, r, (simulation_dimension)d);
  print_movers(call, c, r, true);
  print_movers(call, c, r, false);
  say(call, MESSAGE_CLI_SIMULATE_EDGE, SD_ARGS(count_string(a, (int64_t)r->edge->within)));
  print_parameters(call, r);
  for (size_t i = 0; option_given(call, "curves") && i < simulation_parameter_count(r->simulation);
       i++) {
    print_curve(call, r, i);
  }
  sm3_format(&simulation_get_key(r->simulation)->draft, hash);
  say(call, MESSAGE_CLI_SIMULATE_KEY, SD_ARGS(hash));
}

/* --- The command --- */

static sd_status simulate(invocation *call, city *c, const item_context *context, json_writer *w,
                          sd_error *error) {
  simulation_request request = {.areas = context->areas};
  TRY(view_of_call(call, &request.view, error));
  civil_date date = {0};
  calendar_date_of(request.view.as_of_day, &date);
  TRY(option_year(call, "data-year", 1900, date.year - 1, &request.data_year, error));
  TRY(read_draft(call, &request.draft, error));
  TRY(find_bases(call, context, &request, error));
  int64_t top;
  TRY(option_number(call, "top", 0, DEFAULT_TOP, &top, error));
  simulation_report r = {.draft = request.draft,
                         .areas = context->areas,
                         .top = (size_t)top,
                         .against = request.base_count == 0 ? "-" : request.bases[0]->version.data};
  TRY(simulation_open(c->registry, &request, &r.simulation, error));
  sd_status status = compute(call, c, &request, &r, error);
  if (status == SD_OK) {
    print_report(call, c, &r);
    simulation_write_json(w, &r);
    if (option_given(call, "html")) {
      status = simulation_write_page(call, c, &r, option_value(call, "html"), error);
    }
  }
  simulation_close(r.simulation);
  return status;
}

sd_status command_simulate(invocation *call, sd_error *error) {
  item_context context;
  TRY(item_context_read(call, &context, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = item_context_add_drafts(call, &c, false, &context, error);
  if (status == SD_OK) status = simulate(call, &c, &context, &answer.writer, error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
