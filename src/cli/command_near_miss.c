/* near-miss: who narrowly misses an item, and by how much. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/shown.h"
#include "cli/view.h"
#include "list/near_miss_city.h"

enum { CSV_BYTES_MAX = 1 << 30, SHOWN_CONDITIONS = 20, DEFAULT_TOP = 20 };

static const message_id BANDS[NEAR_MISS_BAND_COUNT] = {
    MESSAGE_CLI_NEAR_1,  MESSAGE_CLI_NEAR_5,       MESSAGE_CLI_NEAR_10,
    MESSAGE_CLI_NEAR_25, MESSAGE_CLI_NEAR_FURTHER, MESSAGE_CLI_NEAR_NO_MEASURE};
static const char *const BAND_NAMES[NEAR_MISS_BAND_COUNT] = {
    "within_1_percent",  "within_5_percent", "within_10_percent",
    "within_25_percent", "further",          "no_measure"};

/* --- What is asked --- */

/* "10", "10%" or "2.5%" in millionths. */
static sd_status read_percent(const char *value, int64_t *ppm_out, sd_error *error) {
  size_t size = strlen(value);
  if (size != 0 && value[size - 1] == '%') size--;
  decimal percent, ten_thousand = decimal_of(10000), ppm;
  if (decimal_parse((text){value, size}, &percent) &&
      decimal_multiply(&percent, &ten_thousand, &ppm) && decimal_to_int64(&ppm, ppm_out) &&
      *ppm_out >= 0) {
    return SD_OK;
  }
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_PERCENT, SD_ARGS(value));
}

/* The versions and the view of the item's last run, or, with --as-of, those in force then. */
static sd_status read_request(invocation *call, city *c, const item_context *context,
                              run_request *out, sd_error *error) {
  const char *item = call->operands[0];
  *out = (run_request){.areas = context->areas, .budget_fen = RUN_BUDGET_NONE};
  if (!option_given(call, "as-of")) {
    int64_t id = 0;
    list_run *run = NULL;
    TRY(list_of_operand(c->db, item, &id, error));
    TRY(run_load_head(c->db, id, call->arena, &run, error));
    *out = (run_request){.versions = run->versions,
                         .version_count = run->version_count,
                         .areas = run->areas,
                         .data_year = run->data_year,
                         .view = run->view,
                         .budget_fen = RUN_BUDGET_NONE};
    return SD_OK;
  }
  TRY(view_of_call(call, &out->view, error));
  civil_date date = {0};
  calendar_date_of(out->view.as_of_day, &date);
  TRY(option_year(call, "data-year", 1900, date.year - 1, &out->data_year, error));
  const item_version **versions = NULL;
  TRY(item_versions_in_force(context, item, out->view.as_of_day, out->data_year, call->arena,
                             &versions, &out->version_count, error));
  out->versions = versions;
  return SD_OK;
}

/* --- For people --- */

static void print_counts(const invocation *call, const near_miss_report *r) {
  arena *a = call->arena;
  const item_version *v = r->versions[0];
  char day[CALENDAR_TEXT_SIZE] = "-";
  calendar_format_day(r->view.as_of_day, day);
  say(call, MESSAGE_CLI_NEAR_HEAD,
      SD_ARGS(shown_item(call, v), v->version.data, day, SD_NUMBER(r->data_year),
              count_string(a, (int64_t)r->covered), count_string(a, (int64_t)r->missed)));
  for (size_t i = 0; i <= NEAR_MISS_GAPS_COUNTED; i++) {
    if (r->by_gaps[i] == 0) continue;
    message_id words =
        i < NEAR_MISS_GAPS_COUNTED ? MESSAGE_CLI_NEAR_GAPS : MESSAGE_CLI_NEAR_MORE_GAPS;
    say(call, words,
        SD_ARGS(SD_NUMBER(i < NEAR_MISS_GAPS_COUNTED ? i + 1 : i),
                count_string(a, (int64_t)r->by_gaps[i])));
  }
  if (r->no_way != 0)
    say(call, MESSAGE_CLI_NEAR_NO_WAY, SD_ARGS(count_string(a, (int64_t)r->no_way)));
}

static void print_conditions(const invocation *call, const near_miss_report *r) {
  grid g;
  grid_init(&g, call->arena, "lrrrrrrrl");
  const char *heading[3 + NEAR_MISS_BAND_COUNT];
  heading[0] = message_text(call->lang, MESSAGE_CLI_NEAR_ONLY);
  heading[1] = message_text(call->lang, MESSAGE_CLI_NEAR_COMPANIES);
  for (size_t k = 0; k < NEAR_MISS_BAND_COUNT; k++)
    heading[2 + k] = message_text(call->lang, BANDS[k]);
  heading[2 + NEAR_MISS_BAND_COUNT] = message_text(call->lang, MESSAGE_CLI_COLUMN_CLAUSE);
  grid_row(&g, heading);
  for (size_t i = 0; i < r->condition_count && i < SHOWN_CONDITIONS; i++) {
    const near_miss_condition *c = &r->conditions[i];
    const char *cells[3 + NEAR_MISS_BAND_COUNT];
    char words[400];
    snprintf(words, sizeof words, "%s%.*s",
             c->becomes_true ? "" : message_text(call->lang, MESSAGE_CLI_NEAR_NOT),
             TEXT_ARG(c->condition));
    cells[0] = text_string(call->arena, text_of(words));
    cells[1] = count_string(call->arena, (int64_t)c->companies);
    for (size_t k = 0; k < NEAR_MISS_BAND_COUNT; k++)
      cells[2 + k] = c->bands[k] == 0 ? "" : count_string(call->arena, (int64_t)c->bands[k]);
    cells[2 + NEAR_MISS_BAND_COUNT] = text_string(call->arena, c->clause);
    grid_row(&g, cells);
  }
  grid_show(&g, call, "  ");
}

/* "22,100 元 研发费用", what has to be more or less. */
static const char *shown_distance(const invocation *call, const city *c, const near_miss_entry *e) {
  const explanation_gap *gap = &e->gap;
  if (gap->distance.size == 0) return "";
  bool is_less = gap->distance.data[0] == '-';
  char buffer[300];
  snprintf(buffer, sizeof buffer, "%s %.*s %s%s",
           message_text(call->lang, is_less ? MESSAGE_CLI_EXPLAIN_LESS : MESSAGE_CLI_EXPLAIN_MORE),
           TEXT_ARG(gap->distance_in),
           shown_value(call, text_slice(gap->distance, is_less ? 1 : 0, gap->distance.size)),
           shown_unit_of(call, c, e->condition->version, gap->distance_in));
  return text_string(call->arena, text_of(buffer));
}

static void print_entries(const invocation *call, city *c, const item_context *context,
                          const near_miss_report *r) {
  arena *a = call->arena;
  grid g;
  grid_init(&g, a, "lllllrlr");
  const char *heading[] = {message_text(call->lang, MESSAGE_CLI_COLUMN_SUBJECT),
                           message_text(call->lang, MESSAGE_CLI_COLUMN_NAME),
                           message_text(call->lang, MESSAGE_CLI_COLUMN_DISTRICT),
                           message_text(call->lang, MESSAGE_CLI_NEAR_LACKS),
                           message_text(call->lang, MESSAGE_CLI_NEAR_NOW),
                           message_text(call->lang, MESSAGE_CLI_NEAR_NEARNESS),
                           message_text(call->lang, MESSAGE_CLI_NEAR_DISTANCE),
                           message_text(call->lang, MESSAGE_CLI_NEAR_AWARD)};
  grid_row(&g, heading);
  for (size_t i = 0; i < r->entry_count; i++) {
    const near_miss_entry *e = &r->entries[i];
    char now[300];
    snprintf(now, sizeof now, "%s %s %s", shown_value(call, e->gap.value),
             shown_comparison(a, e->gap.comparison), shown_value(call, e->gap.threshold));
    const char *cells[] = {e->code,
                           subject_name(c, e->code, a),
                           area_name(context->areas, e->district, call->lang, a),
                           text_string(a, e->gap.condition),
                           text_string(a, text_of(now)),
                           e->near_ppm >= INT64_MAX - 1 ? "" : shown_percent(a, e->near_ppm),
                           shown_distance(call, c, e),
                           e->has_award ? money_string(a, e->award_fen) : ""};
    grid_row(&g, cells);
  }
  grid_show(&g, call, "  ");
}

static void print_report(const invocation *call, city *c, const item_context *context,
                         const near_miss_report *r) {
  if (call->json) return;
  print_counts(call, r);
  if (r->condition_count != 0) print_conditions(call, r);
  if (r->entry_count == 0) return;
  say(call, MESSAGE_CLI_NEAR_LIST,
      SD_ARGS(count_string(call->arena, (int64_t)r->entry_count),
              count_string(call->arena, (int64_t)r->within)));
  print_entries(call, c, context, r);
}

/* --- JSON and CSV --- */

static void write_conditions(json_writer *w, const near_miss_report *r) {
  json_key(w, "conditions");
  json_begin_array(w);
  for (size_t i = 0; i < r->condition_count; i++) {
    const near_miss_condition *c = &r->conditions[i];
    json_begin_object(w);
    json_member_text(w, "version", c->version->version);
    json_member_text(w, "decision", c->decision);
    json_member_text(w, "clause", c->clause);
    json_member_text(w, "condition", c->condition);
    json_member_boolean(w, "has_to_hold", c->becomes_true);
    json_member_text(w, "measure", c->measure);
    json_member_integer(w, "companies", (int64_t)c->companies);
    for (size_t k = 0; k < NEAR_MISS_BAND_COUNT; k++)
      json_member_integer(w, BAND_NAMES[k], (int64_t)c->bands[k]);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_entries(json_writer *w, const near_miss_report *r) {
  json_key(w, "nearest");
  json_begin_array(w);
  for (size_t i = 0; i < r->entry_count; i++) {
    const near_miss_entry *e = &r->entries[i];
    json_begin_object(w);
    json_member_string(w, "subject", e->code);
    json_member_text(w, "district", e->district);
    json_member_text(w, "clause", e->gap.clause);
    json_member_text(w, "condition", e->gap.condition);
    json_member_text(w, "value", e->gap.value);
    json_member_text(w, "comparison", e->gap.comparison);
    json_member_text(w, "threshold", e->gap.threshold);
    json_member_text(w, "distance", e->gap.distance);
    json_member_text(w, "distance_in", e->gap.distance_in);
    if (e->near_ppm < INT64_MAX - 1) json_member_integer(w, "near_ppm", e->near_ppm);
    json_member_boolean(w, "verified", e->is_verified);
    if (e->has_award) json_member_integer(w, "award_fen", e->award_fen);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_report(json_writer *w, const near_miss_report *r) {
  char hash[SM3_TEXT_SIZE];
  json_begin_object(w);
  json_member_text(w, "item", r->item);
  json_member_integer(w, "data_year", r->data_year);
  json_member_integer(w, "last_batch", r->last_batch);
  json_key(w, "models_sm3");
  json_begin_array(w);
  for (size_t i = 0; i < r->version_count; i++) {
    sm3_format(&r->versions[i]->hash, hash);
    json_string(w, hash);
  }
  json_end_array(w);
  json_member_integer(w, "covered", (int64_t)r->covered);
  json_member_integer(w, "not_met", (int64_t)r->missed);
  json_key(w, "by_gaps");
  json_begin_array(w);
  for (size_t i = 0; i <= NEAR_MISS_GAPS_COUNTED; i++) json_integer(w, (int64_t)r->by_gaps[i]);
  json_end_array(w);
  json_member_integer(w, "no_way", (int64_t)r->no_way);
  json_member_integer(w, "within", (int64_t)r->within);
  write_conditions(w, r);
  write_entries(w, r);
  json_end_object(w);
}

static sd_status write_csv(const invocation *call, city *c, const near_miss_report *r,
                           sd_error *error) {
  text_builder out;
  text_builder_init(&out, CSV_BYTES_MAX);
  text_builder_add_string(&out,
                          "code,name,district,clause,condition,value,comparison,threshold,distance,"
                          "distance_in,near_ppm,verified,award_fen\n");
  for (size_t i = 0; i < r->entry_count && !out.failed; i++) {
    const near_miss_entry *e = &r->entries[i];
    const text cells[] = {text_of(e->code),  text_of(subject_name(c, e->code, call->arena)),
                          e->district,       e->gap.clause,
                          e->gap.condition,  e->gap.value,
                          e->gap.comparison, e->gap.threshold,
                          e->gap.distance,   e->gap.distance_in};
    for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) {
      csv_add_cell(&out, cells[k]);
      text_builder_add_byte(&out, ',');
    }
    if (e->near_ppm < INT64_MAX - 1) text_builder_format(&out, "%lld", (long long)e->near_ppm);
    text_builder_format(&out, ",%s,", e->is_verified ? "true" : "false");
    if (e->has_award) text_builder_format(&out, "%lld", (long long)e->award_fen);
    text_builder_add_byte(&out, '\n');
  }
  sd_status status = out.failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : file_write(option_value(call, "csv"), text_builder_text(&out), error);
  text_builder_release(&out);
  return status;
}

static sd_status report(invocation *call, city *c, const item_context *context, json_writer *w,
                        sd_error *error) {
  run_request run;
  int64_t top;
  near_miss_request request = {.run = &run, .within_ppm = -1, .district = TEXT("")};
  TRY(option_number(call, "top", 0, DEFAULT_TOP, &top, error));
  request.top = (size_t)top;
  const char *within = option_value(call, "within"), *district = option_value(call, "district");
  if (within != NULL) TRY(read_percent(within, &request.within_ppm, error));
  if (district != NULL) request.district = text_of(district);
  TRY(read_request(call, c, context, &run, error));
  near_miss_report *found = NULL;
  TRY(near_miss_compute(c->registry, &request, call->arena, &found, error));
  print_report(call, c, context, found);
  write_report(w, found);
  return option_given(call, "csv") ? write_csv(call, c, found, error) : SD_OK;
}

sd_status command_near_miss(invocation *call, sd_error *error) {
  item_context context;
  TRY(item_context_read(call, &context, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = item_context_add_drafts(call, &c, false, &context, error);
  if (status == SD_OK) status = report(call, &c, &context, &answer.writer, error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
