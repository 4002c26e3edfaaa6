/* The report of a simulation as JSON and as a page that can be printed. */
#include "cli/simulation_page.h"

#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/messages/cli.h"
#include "base/xml.h"
#include "cli/output.h"

enum { PAGE_BYTES_MAX = 1 << 26, BARS_MAX = 16 };

/* --- Shared --- */

const char *simulation_group_name(const invocation *call, const area_table *areas,
                                  simulation_dimension dimension, text key) {
  if (key.size == 0) return message_text(call->lang, MESSAGE_CLI_SIMULATE_NOT_ON_FILE);
  if (dimension == SIMULATION_DISTRICT) return area_name(areas, key, call->lang, call->arena);
  if (dimension == SIMULATION_FIELD) return text_string(call->arena, key);
  return message_text(call->lang, text_is(key, "true") ? MESSAGE_CLI_SIMULATE_ABOVE_SCALE
                                                       : MESSAGE_CLI_SIMULATE_BELOW_SCALE);
}

static const char *const DIMENSIONS[] = {"by_district", "by_size", "by_field"};

/* --- JSON --- */

static void write_side(json_writer *w, const char *name, const simulation_side *side) {
  json_key(w, name);
  json_begin_object(w);
  json_member_integer(w, "met", side->met);
  json_member_integer(w, "not_met", side->not_met);
  json_member_integer(w, "unknown", side->unknown);
  json_member_integer(w, "receivers", side->receivers);
  json_member_integer(w, "cost_fen", side->cost_fen);
  json_end_object(w);
}

static void write_group(json_writer *w, const simulation_group *g, bool with_key) {
  json_begin_object(w);
  if (with_key) json_member_text(w, "key", g->key);
  write_side(w, "before", &g->before);
  write_side(w, "after", &g->after);
  json_member_integer(w, "winners", g->winners);
  json_member_integer(w, "losers", g->losers);
  json_member_integer(w, "gained_fen", g->gained_fen);
  json_member_integer(w, "lost_fen", g->lost_fen);
  json_member_integer(w, "newly_met", g->newly_met);
  json_member_integer(w, "no_longer_met", g->no_longer_met);
  json_end_object(w);
}

static void write_digest(json_writer *w, const char *name, const sm3_digest *digest) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(digest, hash);
  json_member_string(w, name, hash);
}

static void write_key(json_writer *w, const simulation_report *r) {
  const simulation_key *key = simulation_get_key(r->simulation);
  json_key(w, "key");
  json_begin_object(w);
  json_member_string(w, "engine", key->engine);
  write_digest(w, "draft_sm3", &key->draft);
  write_digest(w, "against_sm3", &key->bases);
  write_digest(w, "snapshot_sm3", &key->snapshot);
  write_digest(w, "areas_sm3", &key->areas);
  char day[CALENDAR_TEXT_SIZE];
  calendar_format_day(key->view.as_of_day, day);
  json_member_string(w, "as_of", day);
  json_member_integer(w, "known_us", key->view.known_us);
  json_member_integer(w, "data_year", key->data_year);
  write_digest(w, "all_sm3", &r->digest);
  json_end_object(w);
}

static void write_decimal(json_writer *w, const char *name, const decimal *d) {
  char digits[DECIMAL_TEXT_SIZE];
  json_member_text(w, name, (text){digits, decimal_format(d, digits, sizeof digits)});
}

static void write_points(json_writer *w, const simulation_curve_result *curve) {
  json_key(w, "curve");
  json_begin_array(w);
  for (size_t i = 0; i < curve->count; i++) {
    const simulation_point *p = &curve->points[i];
    json_begin_object(w);
    write_decimal(w, "value", &p->value);
    json_member_boolean(w, "written", p->is_written);
    json_member_integer(w, "met", p->side.met);
    json_member_integer(w, "unknown", p->side.unknown);
    json_member_integer(w, "receivers", p->side.receivers);
    json_member_integer(w, "cost_fen", p->side.cost_fen);
    json_member_integer(w, "winners", p->winners);
    json_member_integer(w, "losers", p->losers);
    json_end_object(w);
  }
  json_end_array(w);
}

/* `source` and the place in it say what in the file a parameter is. */
static void write_parameters(json_writer *w, const simulation_report *r) {
  json_key(w, "parameters");
  json_begin_array(w);
  for (size_t i = 0; i < simulation_parameter_count(r->simulation); i++) {
    const simulation_parameter *p = simulation_parameter_at(r->simulation, i);
    json_begin_object(w);
    json_member_integer(w, "number", (int64_t)i + 1);
    json_member_string(w, "kind", parameter_kind_name(p->kind));
    json_member_text(w, "decision", p->decision->name);
    json_member_text(w, "clause", p->clause);
    json_member_text(w, "condition", p->condition);
    json_member_text(w, "literal", p->literal);
    if (p->rule != SIZE_MAX) json_member_integer(w, "rule", (int64_t)p->rule + 1);
    if (p->input != SIZE_MAX) json_member_integer(w, "input", (int64_t)p->input + 1);
    if (p->span.source != NULL) {
      json_member_text(w, "source", p->span.source->text);
      json_member_integer(w, "line", p->span.source->first_line);
      json_member_integer(w, "start", p->span.start);
      json_member_integer(w, "end", p->span.end);
    }
    if (r->curves != NULL) write_points(w, &r->curves[i]);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_movers(json_writer *w, const simulation_report *r, const char *name,
                         size_t place) {
  json_key(w, name);
  json_begin_array(w);
  for (size_t i = 0; i < r->mover_counts[place]; i++) {
    const simulation_mover *m = &r->movers[place][i];
    json_begin_object(w);
    json_member_string(w, "subject", m->code);
    json_member_text(w, "district", m->district);
    json_member_integer(w, "before_fen", m->before_fen);
    json_member_integer(w, "after_fen", m->after_fen);
    json_end_object(w);
  }
  json_end_array(w);
}

void simulation_write_json(json_writer *w, const simulation_report *r) {
  json_begin_object(w);
  json_member_text(w, "item", r->draft->id);
  json_member_text(w, "draft", r->draft->version);
  json_member_string(w, "against", r->against);
  write_key(w, r);
  json_key(w, "total");
  write_group(w, &r->outcome->total, false);
  json_member_integer(w, "budget_fen", r->draft->budget_total_fen);
  for (size_t d = 0; d < SIMULATION_DIMENSION_COUNT; d++) {
    json_key(w, DIMENSIONS[d]);
    json_begin_array(w);
    for (size_t i = 0; i < r->outcome->group_counts[d]; i++)
      write_group(w, &r->outcome->groups[d][i], true);
    json_end_array(w);
  }
  write_movers(w, r, "top_winners", 0);
  write_movers(w, r, "top_losers", 1);
  json_member_integer(w, "within_10_percent", (int64_t)r->edge->within);
  write_parameters(w, r);
  json_end_object(w);
}

/* --- HTML --- */

typedef struct page {
  const invocation *call;
  city *city;
  const simulation_report *report;
  text_builder out;
} page;

static void add(page *p, const char *html) { text_builder_add_string(&p->out, html); }

static void add_text(page *p, text words) { xml_escape(words, &p->out); }

static void add_words(page *p, const char *words) { add_text(p, text_of(words)); }

static void add_message(page *p, message_id message) {
  add_words(p, message_text(p->call->lang, message));
}

static void add_cell(page *p, const char *kind, const char *words) {
  text_builder_format(&p->out, "<td class=\"%s\">", kind);
  add_words(p, words);
  add(p, "</td>");
}

static const char STYLE[] =
    "body{font:15px/1.5 system-ui,\"Noto Sans CJK SC\",\"Microsoft "
    "YaHei\",sans-serif;color:#1c2733;"
    "max-width:1060px;margin:24px auto;padding:0 20px}h1{font-size:24px;margin:0 0 4px}"
    "h2{font-size:18px;margin:32px 0 8px;border-bottom:1px solid #d5dce3;padding-bottom:4px}"
    "table{border-collapse:collapse;width:100%;font-size:13px}th,td{padding:4px 8px;"
    "border-bottom:1px solid #e6ebf0;text-align:left;vertical-align:top}th{color:#5b6b7b;"
    "font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}.cards{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;"
    "margin:16px 0}.card{border:1px solid #d5dce3;border-radius:6px;padding:10px 12px}"
    ".card b{display:block;font-size:20px;font-variant-numeric:tabular-nums}.card "
    "span{color:#5b6b7b;"
    "font-size:13px}.curves{display:grid;grid-template-columns:1fr 1fr;gap:18px}"
    ".curve{border:1px solid #d5dce3;border-radius:6px;padding:10px 12px;break-inside:avoid}"
    ".curve p{margin:0 0 6px;font-size:13px}.muted{color:#5b6b7b;font-size:12px}"
    "code{font-family:ui-monospace,monospace;font-size:12px;word-break:break-all}"
    "svg{display:block;width:100%;height:auto}svg text{font-size:12px;fill:#1c2733}"
    ".legend i{display:inline-block;width:10px;height:10px;margin:0 4px 0 12px}"
    "@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}";

/* Length of a bar: a part of `full` as large as `amount` of `most`. */
static int64_t part_of(int64_t amount, int64_t most, int64_t full) {
  if (amount <= 0 || most <= 0) return 0;
  __int128 product = (__int128)amount * full;
  return (int64_t)(product / most);
}

static void add_bar(page *p, int64_t x, int64_t y, int64_t width, const char *colour) {
  text_builder_format(&p->out,
                      "<rect x=\"%" PRId64 "\" y=\"%" PRId64 "\" width=\"%" PRId64
                      "\" height=\"9\" rx=\"1\" fill=\"%s\"/>",
                      x, y, width, colour);
}

static void add_label(page *p, int64_t x, int64_t y, const char *anchor, const char *words) {
  text_builder_format(&p->out, "<text x=\"%" PRId64 "\" y=\"%" PRId64 "\" text-anchor=\"%s\">", x,
                      y, anchor);
  add_words(p, words);
  add(p, "</text>");
}

static size_t shown_groups(const page *p) {
  size_t count = p->report->outcome->group_counts[SIMULATION_DISTRICT];
  return count < BARS_MAX ? count : BARS_MAX;
}

static const simulation_group *district(const page *p, size_t i) {
  return &p->report->outcome->groups[SIMULATION_DISTRICT][i];
}

static const char *district_name(const page *p, size_t i) {
  return simulation_group_name(p->call, p->report->areas, SIMULATION_DISTRICT, district(p, i)->key);
}

static void begin_chart(page *p, int64_t height) {
  text_builder_format(&p->out, "<svg viewBox=\"0 0 1000 %" PRId64 "\" role=\"img\">", height);
}

/* Cost before and after, a pair of bars for each district. */
static void add_cost_chart(page *p) {
  int64_t most = 1;
  size_t count = shown_groups(p);
  for (size_t i = 0; i < count; i++) {
    const simulation_group *g = district(p, i);
    if (g->before.cost_fen > most) most = g->before.cost_fen;
    if (g->after.cost_fen > most) most = g->after.cost_fen;
  }
  add(p, "<p class=\"legend muted\"><i style=\"background:#9fb3c8\"></i>");
  add_message(p, MESSAGE_CLI_SIMULATE_COST_BEFORE);
  add(p, "<i style=\"background:#1f6feb\"></i>");
  add_message(p, MESSAGE_CLI_SIMULATE_COST_AFTER);
  add(p, "</p>");
  begin_chart(p, (int64_t)count * 32 + 4);
  for (size_t i = 0; i < count; i++) {
    const simulation_group *g = district(p, i);
    int64_t y = (int64_t)i * 32 + 4;
    int64_t before = part_of(g->before.cost_fen, most, 560);
    int64_t after = part_of(g->after.cost_fen, most, 560);
    add_label(p, 230, y + 16, "end", district_name(p, i));
    add_bar(p, 240, y + 2, before, "#9fb3c8");
    add_bar(p, 240, y + 13, after, "#1f6feb");
    add_label(p, 248 + (before > after ? before : after), y + 17, "start",
              money_string(p->call->arena, g->after.cost_fen));
  }
  add(p, "</svg>");
}

/* Losers to the left, winners to the right. */
static void add_moves_chart(page *p) {
  int64_t most = 1;
  size_t count = shown_groups(p);
  for (size_t i = 0; i < count; i++) {
    if (district(p, i)->winners > most) most = district(p, i)->winners;
    if (district(p, i)->losers > most) most = district(p, i)->losers;
  }
  add(p, "<p class=\"legend muted\"><i style=\"background:#c2410c\"></i>");
  add_message(p, MESSAGE_CLI_SIMULATE_LOSERS);
  add(p, "<i style=\"background:#15803d\"></i>");
  add_message(p, MESSAGE_CLI_SIMULATE_WINNERS);
  add(p, "</p>");
  begin_chart(p, (int64_t)count * 22 + 4);
  for (size_t i = 0; i < count; i++) {
    const simulation_group *g = district(p, i);
    int64_t y = (int64_t)i * 22 + 4;
    int64_t won = part_of(g->winners, most, 290), lost = part_of(g->losers, most, 290);
    add_label(p, 230, y + 12, "end", district_name(p, i));
    add_bar(p, 620 - lost, y + 3, lost, "#c2410c");
    add_bar(p, 620, y + 3, won, "#15803d");
    if (g->losers != 0)
      add_label(p, 614 - lost, y + 12, "end", count_string(p->call->arena, g->losers));
    if (g->winners != 0)
      add_label(p, 626 + won, y + 12, "start", count_string(p->call->arena, g->winners));
  }
  add(p, "<line x1=\"620\" y1=\"0\" x2=\"620\" y2=\"1000\" stroke=\"#5b6b7b\"/></svg>");
}

/* --- Curves --- */

enum { CURVE_WIDTH = 400, CURVE_HEIGHT = 130, CURVE_TOP = 14, CURVE_LEFT = 20 };

static int64_t figure(const simulation_point *point, bool is_cost) {
  return is_cost ? point->side.cost_fen : point->side.receivers;
}

/* How far to the right the point stands: by its value, between the first and the last. */
static int64_t place_of(const simulation_curve_result *curve, size_t i) {
  decimal from = curve->points[0].value, span, way, width = decimal_of(CURVE_WIDTH), ratio;
  int64_t x = 0;
  if (!decimal_subtract(&curve->points[curve->count - 1].value, &from, &span) ||
      decimal_is_zero(&span) || !decimal_subtract(&curve->points[i].value, &from, &way) ||
      !decimal_multiply(&way, &width, &way) || !decimal_divide(&way, &span, &ratio) ||
      !decimal_round(&ratio, 0, ROUNDING_HALF_UP, &ratio) || !decimal_to_int64(&ratio, &x)) {
    return CURVE_LEFT;
  }
  return CURVE_LEFT + x;
}

static void add_line(page *p, const simulation_curve_result *curve, bool is_cost) {
  int64_t most = 1, least = INT64_MAX;
  for (size_t i = 0; i < curve->count; i++) {
    int64_t height = figure(&curve->points[i], is_cost);
    if (height > most) most = height;
    if (height < least) least = height;
  }
  int64_t floor_value = least > most / 2 ? least - (most - least) / 5 : 0;
  if (floor_value < 0) floor_value = 0;
  text_builder_format(&p->out, "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"",
                      is_cost ? "#1f6feb" : "#15803d");
  for (size_t i = 0; i < curve->count; i++) {
    int64_t x = place_of(curve, i);
    int64_t height = figure(&curve->points[i], is_cost) - floor_value;
    int64_t y = CURVE_TOP + CURVE_HEIGHT - part_of(height, most - floor_value, CURVE_HEIGHT);
    text_builder_format(&p->out, "%" PRId64 ",%" PRId64 " ", x, y);
  }
  add(p, "\"/>");
}

static void add_axis(page *p, const simulation_curve_result *curve) {
  for (size_t i = 0; i < curve->count; i++) {
    const simulation_point *point = &curve->points[i];
    int64_t x = place_of(curve, i);
    if (point->is_written)
      text_builder_format(&p->out,
                          "<line x1=\"%" PRId64 "\" y1=\"%d\" x2=\"%" PRId64
                          "\" y2=\"%d\" stroke=\"#c2410c\" stroke-dasharray=\"3 3\"/>",
                          x, CURVE_TOP, x, CURVE_TOP + CURVE_HEIGHT);
    if (!point->is_written && i != 0 && i + 1 != curve->count) continue;
    char digits[DECIMAL_TEXT_SIZE];
    size_t size = decimal_format(&point->value, digits, sizeof digits);
    const char *anchor = i == 0 ? "start" : i + 1 == curve->count ? "end" : "middle";
    add_label(p, x, CURVE_TOP + CURVE_HEIGHT + 18, anchor,
              shown_value(p->call, (text){digits, size}));
  }
}

static void add_range(page *p, const simulation_curve_result *curve) {
  arena *a = p->call->arena;
  const simulation_point *first = &curve->points[0], *last = &curve->points[curve->count - 1];
  add(p, "<p class=\"muted\">");
  const char *arguments[] = {
      money_string(a, first->side.cost_fen), money_string(a, last->side.cost_fen),
      count_string(a, first->side.receivers), count_string(a, last->side.receivers), NULL};
  char words[400];
  message_format(p->call->lang, MESSAGE_CLI_SIMULATE_RANGE, arguments, words, sizeof words);
  add_words(p, words);
  add(p, "</p>");
}

static void add_curve(page *p, size_t index) {
  const simulation_curve_result *curve = &p->report->curves[index];
  const simulation_parameter *parameter = simulation_parameter_at(p->report->simulation, index);
  if (curve->count == 0) return;
  text_builder_format(&p->out, "<div class=\"curve\"><p><b>%zu · ", index + 1);
  add_text(p, parameter->decision->name);
  add(p, "</b> ");
  add_text(p, parameter->condition);
  add(p, "<br><span class=\"muted\">");
  add_text(p, parameter->clause);
  text_builder_format(&p->out, "</span></p><svg viewBox=\"0 0 %d %d\">",
                      CURVE_WIDTH + 2 * CURVE_LEFT, CURVE_HEIGHT + CURVE_TOP + 26);
  text_builder_format(&p->out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#d5dce3\"/>",
                      CURVE_LEFT, CURVE_TOP + CURVE_HEIGHT, CURVE_LEFT + CURVE_WIDTH,
                      CURVE_TOP + CURVE_HEIGHT);
  add_line(p, curve, true);
  add_line(p, curve, false);
  add_axis(p, curve);
  add(p, "</svg>");
  add_range(p, curve);
  add(p, "</div>");
}

/* A number that changes nothing within the curve is named, not drawn. */
static bool has_effect(const simulation_curve_result *curve) {
  for (size_t i = 1; i < curve->count; i++) {
    const simulation_side *a = &curve->points[0].side, *b = &curve->points[i].side;
    if (a->cost_fen != b->cost_fen || a->receivers != b->receivers || a->met != b->met) return true;
  }
  return false;
}

static void add_curves(page *p) {
  if (p->report->curves == NULL) return;
  size_t count = simulation_parameter_count(p->report->simulation);
  add(p, "<h2>");
  add_message(p, MESSAGE_CLI_SIMULATE_CURVES);
  add(p, "</h2><p class=\"legend muted\"><i style=\"background:#1f6feb\"></i>");
  add_message(p, MESSAGE_CLI_SIMULATE_COST_AFTER);
  add(p, "<i style=\"background:#15803d\"></i>");
  add_message(p, MESSAGE_CLI_SIMULATE_RECEIVERS);
  add(p, "<i style=\"background:#c2410c\"></i>");
  add_message(p, MESSAGE_CLI_SIMULATE_WRITTEN);
  add(p, "</p><div class=\"curves\">");
  for (size_t i = 0; i < count; i++) {
    if (has_effect(&p->report->curves[i])) add_curve(p, i);
  }
  add(p, "</div><p class=\"muted\">");
  add_message(p, MESSAGE_CLI_SIMULATE_NO_EFFECT);
  for (size_t i = 0; i < count; i++) {
    if (has_effect(&p->report->curves[i])) continue;
    text_builder_format(&p->out, " %zu ", i + 1);
    add_text(p, simulation_parameter_at(p->report->simulation, i)->condition);
    add(p, ";");
  }
  add(p, "</p>");
}

/* --- Tables --- */

static void add_heading(page *p, const message_id *names, size_t count) {
  add(p, "<table><tr>");
  for (size_t i = 0; i < count; i++) {
    add(p, i == 0 ? "<th>" : "<th class=\"n\">");
    add_message(p, names[i]);
    add(p, "</th>");
  }
  add(p, "</tr>");
}

static void add_group_table(page *p, simulation_dimension dimension) {
  static const message_id FIRST[] = {MESSAGE_CLI_COLUMN_DISTRICT, MESSAGE_CLI_SIMULATE_SIZE,
                                     MESSAGE_CLI_SIMULATE_FIELD};
  const message_id names[] = {FIRST[dimension],
                              MESSAGE_CLI_SIMULATE_MET_BEFORE,
                              MESSAGE_CLI_SIMULATE_MET_AFTER,
                              MESSAGE_CLI_COLUMN_UNKNOWN,
                              MESSAGE_CLI_SIMULATE_WINNERS,
                              MESSAGE_CLI_SIMULATE_LOSERS,
                              MESSAGE_CLI_SIMULATE_COST_BEFORE,
                              MESSAGE_CLI_SIMULATE_COST_AFTER};
  arena *a = p->call->arena;
  add_heading(p, names, sizeof names / sizeof names[0]);
  for (size_t i = 0; i < p->report->outcome->group_counts[dimension]; i++) {
    const simulation_group *g = &p->report->outcome->groups[dimension][i];
    add(p, "<tr>");
    add_cell(p, "", simulation_group_name(p->call, p->report->areas, dimension, g->key));
    const char *cells[] = {count_string(a, g->before.met),    count_string(a, g->after.met),
                           count_string(a, g->after.unknown), count_string(a, g->winners),
                           count_string(a, g->losers),        money_string(a, g->before.cost_fen),
                           money_string(a, g->after.cost_fen)};
    for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) add_cell(p, "n", cells[k]);
    add(p, "</tr>");
  }
  add(p, "</table>");
}

static void add_movers(page *p, size_t place, message_id title) {
  if (p->report->mover_counts[place] == 0) return;
  static const message_id NAMES[] = {MESSAGE_CLI_COLUMN_NAME, MESSAGE_CLI_COLUMN_DISTRICT,
                                     MESSAGE_CLI_SIMULATE_COST_BEFORE,
                                     MESSAGE_CLI_SIMULATE_COST_AFTER, MESSAGE_CLI_SIMULATE_CHANGE};
  arena *a = p->call->arena;
  char words[200];
  const char *count[] = {SD_NUMBER(p->report->mover_counts[place]), NULL};
  message_format(p->call->lang, title, count, words, sizeof words);
  add(p, "<h2>");
  add_words(p, words);
  add(p, "</h2>");
  add_heading(p, NAMES, sizeof NAMES / sizeof NAMES[0]);
  for (size_t i = 0; i < p->report->mover_counts[place]; i++) {
    const simulation_mover *m = &p->report->movers[place][i];
    add(p, "<tr>");
    add_cell(p, "", subject_name(p->city, m->code, a));
    add_cell(p, "n", area_name(p->report->areas, m->district, p->call->lang, a));
    add_cell(p, "n", money_string(a, m->before_fen));
    add_cell(p, "n", money_string(a, m->after_fen));
    add_cell(p, "n", money_string(a, m->after_fen - m->before_fen));
    add(p, "</tr>");
  }
  add(p, "</table>");
}

static void add_card(page *p, message_id name, const char *before, const char *after) {
  add(p, "<div class=\"card\"><span>");
  add_message(p, name);
  add(p, "</span><b>");
  add_words(p, after);
  add(p, "</b><span>");
  add_words(p, before);
  add(p, "</span></div>");
}

/* "in force: 1,234". */
static const char *in_force(const page *p, const char *figure_now) {
  char words[200];
  message_format(p->call->lang, MESSAGE_CLI_SIMULATE_NOW, SD_ARGS(figure_now), words, sizeof words);
  return text_string(p->call->arena, text_of(words));
}

static void add_cards(page *p) {
  const simulation_group *t = &p->report->outcome->total;
  arena *a = p->call->arena;
  add(p, "<div class=\"cards\">");
  add_card(p, MESSAGE_CLI_SIMULATE_COST_AFTER, in_force(p, money_string(a, t->before.cost_fen)),
           money_string(a, t->after.cost_fen));
  add_card(p, MESSAGE_CLI_SIMULATE_RECEIVERS, in_force(p, count_string(a, t->before.receivers)),
           count_string(a, t->after.receivers));
  add_card(p, MESSAGE_CLI_SIMULATE_WINNERS, money_string(a, t->gained_fen),
           count_string(a, t->winners));
  add_card(p, MESSAGE_CLI_SIMULATE_LOSERS, money_string(a, t->lost_fen),
           count_string(a, t->losers));
  add_card(p, MESSAGE_CLI_SIMULATE_NEWLY_MET, "", count_string(a, t->newly_met));
  add_card(p, MESSAGE_CLI_SIMULATE_NO_LONGER, "", count_string(a, t->no_longer_met));
  add_card(p, MESSAGE_CLI_COLUMN_UNKNOWN, in_force(p, count_string(a, t->before.unknown)),
           count_string(a, t->after.unknown));
  add_card(p, MESSAGE_CLI_SIMULATE_EDGE_CARD, "",
           count_string(a, (int64_t)p->report->edge->within));
  add(p, "</div>");
}

static void add_key_row(page *p, message_id name, const char *words) {
  add(p, "<tr><td>");
  add_message(p, name);
  add(p, "</td><td><code>");
  add_words(p, words);
  add(p, "</code></td></tr>");
}

static void add_key(page *p) {
  const simulation_key *key = simulation_get_key(p->report->simulation);
  char hash[SM3_TEXT_SIZE], day[CALENDAR_TEXT_SIZE];
  add(p, "<h2>");
  add_message(p, MESSAGE_CLI_SIMULATE_KEY_TITLE);
  add(p, "</h2><table>");
  add_key_row(p, MESSAGE_CLI_SIMULATE_ENGINE, key->engine);
  const sm3_digest *digests[] = {&key->draft, &key->bases, &key->snapshot, &key->areas,
                                 &p->report->digest};
  static const message_id NAMES[] = {
      MESSAGE_CLI_SIMULATE_DRAFT_HASH, MESSAGE_CLI_SIMULATE_BASE_HASH,
      MESSAGE_CLI_SIMULATE_FACTS_HASH, MESSAGE_CLI_SIMULATE_AREAS_HASH,
      MESSAGE_CLI_SIMULATE_ALL_HASH};
  for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) {
    sm3_format(digests[i], hash);
    add_key_row(p, NAMES[i], hash);
  }
  calendar_format_day(key->view.as_of_day, day);
  add_key_row(p, MESSAGE_CLI_SIMULATE_AS_OF, day);
  add(p, "</table>");
}

static void write_page(page *p) {
  const simulation_report *r = p->report;
  char title[300];
  const char *arguments[] = {shown_item(p->call, r->draft), r->draft->version.data, r->against,
                             NULL};
  message_format(p->call->lang, MESSAGE_CLI_SIMULATE_HEAD, arguments, title, sizeof title);
  bool is_english = p->call->lang == LANGUAGE_ENGLISH;
  text_builder_format(&p->out,
                      "<!DOCTYPE html><html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
                      is_english ? "en" : "zh-CN");
  add_words(p, title);
  add(p, "</title><style>");
  add(p, STYLE);
  add(p, "</style></head><body><h1>");
  add_words(p, title);
  add(p, "</h1><p class=\"muted\">");
  add_message(p, MESSAGE_CLI_MORE_SIMULATE);
  add(p, "</p>");
  add_cards(p);
  add(p, "<h2>");
  add_message(p, MESSAGE_CLI_SIMULATE_BY_DISTRICT);
  add(p, "</h2>");
  add_cost_chart(p);
  add_moves_chart(p);
  for (size_t d = 0; d < SIMULATION_DIMENSION_COUNT; d++) {
    add(p, "<p></p>");
    add_group_table(p, (simulation_dimension)d);
  }
  add_movers(p, 0, MESSAGE_CLI_SIMULATE_TOP_WINNERS);
  add_movers(p, 1, MESSAGE_CLI_SIMULATE_TOP_LOSERS);
  add_curves(p);
  add_key(p);
  add(p, "</body></html>\n");
}

sd_status simulation_write_page(const invocation *call, city *c, const simulation_report *r,
                                const char *path, sd_error *error) {
  page p = {.call = call, .city = c, .report = r};
  text_builder_init(&p.out, PAGE_BYTES_MAX);
  write_page(&p);
  sd_status status = p.out.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                                  : file_write(path, text_builder_text(&p.out), error);
  text_builder_release(&p.out);
  return status;
}
