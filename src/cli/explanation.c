/* The reasons of one decision, for people and as JSON; and two examples for the summary. */
#include "cli/explanation.h"

#include <string.h>

#include "base/messages/cli.h"
#include "base/money.h"
#include "cli/grid.h"
#include "cli/output.h"
#include "cli/settled.h"
#include "cli/shown.h"
#include "list/explain.h"
#include "operation/context.h"

/* How many subjects of a list are looked at for an example of a near-miss. */
enum { NEAR_MISS_LOOKS = 250, MEMORY_PER_EXPLANATION = 1 << 28 };

static const char *result_mark(reason_result result) {
  static const char *const marks[] = {"✗", "✓", "?"};
  return marks[result];
}

/* --- For people --- */

/* The unit of the input that a distance is a quantity of. */
static const char *unit_of_input(const invocation *call, const explanation *e, text name) {
  for (size_t i = 0; name.size != 0 && i < e->fact_count; i++) {
    if (text_equal(e->facts[i].name, name)) return shown_unit(call, e->facts[i].attribute);
  }
  return "";
}

/* The fact as the conditions name it; in English with what it is called there. */
static const char *fact_name(const invocation *call, const explanation_fact *f) {
  bool is_english = call->lang == LANGUAGE_ENGLISH && f->attribute != NULL;
  if (!is_english) return text_string(call->arena, f->name);
  char both[300];
  snprintf(both, sizeof both, "%.*s (%.*s)", TEXT_ARG(f->name),
           TEXT_ARG(f->attribute->name_english));
  return text_string(call->arena, text_of(both));
}

static void print_facts(const invocation *call, const explanation *e) {
  grid g;
  grid_init(&g, call->arena, "llrl");
  fprintf(call->out, "  %s\n", message_text(call->lang, MESSAGE_CLI_EXPLAIN_FACTS));
  for (size_t i = 0; i < e->fact_count; i++) {
    const explanation_fact *f = &e->facts[i];
    char value[300] = "", period[16] = "";
    if (f->present) {
      fact_value_format(&f->value, call->lang, value, sizeof value);
      size_t used = strlen(value);
      snprintf(value + used, sizeof value - used, "%s", shown_unit(call, f->attribute));
    }
    if (f->attribute != NULL && f->period != PERIOD_NONE) {
      snprintf(period, sizeof period, "%d", f->period);
    }
    message_id note = MESSAGE_CLI_EXPLAIN_MISSING;
    if (f->decides) note = MESSAGE_CLI_EXPLAIN_DECIDES;
    if (f->conflict) note = MESSAGE_CLI_EXPLAIN_CONFLICT;
    const char *cells[] = {fact_name(call, f), period, value,
                           f->present && !f->conflict ? "" : message_text(call->lang, note)};
    grid_row(&g, cells);
  }
  grid_print(&g, "    ", call->out);
}

static void print_reasons(const invocation *call, const explanation *e) {
  grid g;
  grid_init(&g, call->arena, "lllll");
  fprintf(call->out, "  %s\n", message_text(call->lang, MESSAGE_CLI_EXPLAIN_REASONS));
  arena *a = call->arena;
  for (size_t i = 0; i < e->reason_count; i++) {
    const explanation_reason *r = &e->reasons[i];
    char compared[400];
    bool against_nothing = r->comparison.size != 0 && r->threshold.size == 0;
    snprintf(compared, sizeof compared, "%s %s %s", shown_value(call, r->value),
             shown_comparison(a, r->comparison),
             against_nothing ? message_text(call->lang, MESSAGE_CLI_NOTHING)
                             : shown_value(call, r->threshold));
    const char *cells[] = {result_mark(r->result), text_string(a, r->decision),
                           text_string(a, r->condition), compared, text_string(a, r->clause)};
    grid_row(&g, cells);
  }
  grid_print(&g, "    ", call->out);
}

static void print_gap(const invocation *call, const explanation *e, const explanation_gap *gap) {
  arena *a = call->arena;
  bool is_less = gap->distance.size != 0 && gap->distance.data[0] == '-';
  char distance[200];
  snprintf(distance, sizeof distance, "%s%s",
           shown_value(call, text_slice(gap->distance, is_less ? 1 : 0, gap->distance.size)),
           unit_of_input(call, e, gap->distance_in));
  say(call,
      gap->distance.size == 0      ? MESSAGE_CLI_EXPLAIN_GAP
      : gap->distance_in.size == 0 ? MESSAGE_CLI_EXPLAIN_GAP_DISTANCE
                                   : MESSAGE_CLI_EXPLAIN_GAP_DISTANCE_IN,
      SD_ARGS(
          text_string(a, gap->condition), shown_value(call, gap->value),
          shown_comparison(a, gap->comparison), shown_value(call, gap->threshold), distance,
          text_string(a, gap->distance_in), text_string(a, gap->clause),
          message_text(call->lang, is_less ? MESSAGE_CLI_EXPLAIN_LESS : MESSAGE_CLI_EXPLAIN_MORE)));
}

static void print_paths(const invocation *call, const explanation *e) {
  for (size_t i = 0; i < e->path_count; i++) {
    say(call, MESSAGE_CLI_EXPLAIN_PATH,
        SD_ARGS(SD_NUMBER(i + 1), SD_NUMBER(e->paths[i].gap_count)));
    for (size_t j = 0; j < e->paths[i].gap_count; j++) print_gap(call, e, &e->paths[i].gaps[j]);
  }
}

/* What the owner of the item has to ask for before this can be decided. */
static void print_missing(const invocation *call, const explanation *e) {
  text_builder names;
  text_builder_init(&names, 1 << 16);
  for (size_t i = 0; i < e->fact_count; i++) {
    const explanation_fact *f = &e->facts[i];
    if (!f->decides) continue;
    if (names.size != 0) text_builder_add_string(&names, "; ");
    text_builder_add(&names, f->name);
    if (f->period != PERIOD_NONE) text_builder_format(&names, " %d", f->period);
  }
  if (names.size != 0) {
    say(call, MESSAGE_CLI_EXPLAIN_ASK,
        SD_ARGS(text_string(call->arena, text_builder_text(&names))));
  }
  text_builder_release(&names);
}

static message_id rounding_note(const item_version *v) {
  static const message_id NOTES[] = {[MONEY_UNIT_FEN] = MESSAGE_CLI_ROUNDED_FEN,
                                     [MONEY_UNIT_YUAN] = MESSAGE_CLI_ROUNDED_YUAN,
                                     [MONEY_UNIT_THOUSAND_YUAN] = MESSAGE_CLI_ROUNDED_THOUSAND,
                                     [MONEY_UNIT_WAN] = MESSAGE_CLI_ROUNDED_WAN};
  return NOTES[v->money.unit];
}

static void print_explanation(const invocation *call, city *c, const item_context *context,
                              const explanation *e) {
  if (call->json) return;
  arena *a = call->arena;
  const decision *d = &e->decision;
  const char *item = shown_item(call, e->version);
  say(call, MESSAGE_CLI_EXPLAIN_HEAD,
      SD_ARGS(subject_name(c, d->code, a), d->code,
              area_name(context->areas, d->district, call->lang, a), item, e->version->version.data,
              message_text(call->lang, decision_message(d->status))));
  if (d->status == DECISION_MET && e->version->amount_decision.size != 0) {
    say(call, MESSAGE_CLI_EXPLAIN_AMOUNT,
        SD_ARGS(money_string(a, d->computed_fen), money_string(a, d->amount_fen),
                message_text(call->lang, rounding_note(e->version))));
  }
  if (d->score_min.size != 0) {
    say(call, MESSAGE_CLI_EXPLAIN_SCORE,
        SD_ARGS(text_string(a, d->score_min), text_string(a, d->score_max)));
  }
  print_missing(call, e);
  print_facts(call, e);
  print_reasons(call, e);
  print_paths(call, e);
}

/* --- JSON --- */

static void write_facts(json_writer *w, const explanation *e) {
  json_key(w, "facts");
  json_begin_array(w);
  for (size_t i = 0; i < e->fact_count; i++) {
    const explanation_fact *f = &e->facts[i];
    char value[300];
    json_begin_object(w);
    json_member_text(w, "name", f->name);
    if (f->attribute != NULL) json_member_text(w, "attribute", f->attribute->id);
    if (f->period != PERIOD_NONE) json_member_integer(w, "period", f->period);
    if (f->present) {
      fact_value_format_plain(&f->value, value, sizeof value);
      json_member_string(w, "value", value);
    }
    json_member_boolean(w, "conflict", f->conflict);
    json_member_boolean(w, "decides", f->decides);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_reasons(json_writer *w, const explanation *e) {
  static const char *const results[] = {"fails", "holds", "unknown"};
  json_key(w, "reasons");
  json_begin_array(w);
  for (size_t i = 0; i < e->reason_count; i++) {
    const explanation_reason *r = &e->reasons[i];
    json_begin_object(w);
    json_member_text(w, "decision", r->decision);
    json_member_text(w, "clause", r->clause);
    json_member_text(w, "condition", r->condition);
    json_member_text(w, "value", r->value);
    json_member_text(w, "comparison", r->comparison);
    json_member_text(w, "threshold", r->threshold);
    json_member_string(w, "result", results[r->result]);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_path(json_writer *w, const explanation_path *path) {
  json_begin_array(w);
  for (size_t j = 0; j < path->gap_count; j++) {
    const explanation_gap *gap = &path->gaps[j];
    json_begin_object(w);
    json_member_text(w, "clause", gap->clause);
    json_member_text(w, "condition", gap->condition);
    json_member_text(w, "value", gap->value);
    json_member_text(w, "comparison", gap->comparison);
    json_member_text(w, "threshold", gap->threshold);
    json_member_text(w, "distance", gap->distance);
    json_member_text(w, "distance_in", gap->distance_in);
    json_end_object(w);
  }
  json_end_array(w);
}

/* The object is left open. */
static void write_explanation(json_writer *w, const explanation *e, const stored_award *settled) {
  const decision *d = &e->decision;
  json_begin_object(w);
  json_member_integer(w, "run", e->run->id);
  json_member_text(w, "item", e->version->id);
  json_member_text(w, "version", e->version->version);
  json_member_string(w, "subject", d->code);
  json_member_text(w, "district", d->district);
  json_member_string(w, "status", decision_status_name((decision_status)d->status));
  json_member_integer(w, "computed_fen", d->computed_fen);
  json_member_integer(w, "amount_fen", d->amount_fen);
  json_member_text(w, "missing", d->missing);
  write_facts(w, e);
  write_reasons(w, e);
  json_key(w, "paths");
  json_begin_array(w);
  for (size_t i = 0; i < e->path_count; i++) write_path(w, &e->paths[i]);
  json_end_array(w);
  if (settled != NULL) {
    json_key(w, "settled");
    settled_write_json(w, e->version, settled);
  }
}

typedef struct shown_looks {
  const invocation *call;
  const settlement_rules *rules;
  json_writer *writer;
} shown_looks;

static sd_status show_look(void *context, const stored_look *look, sd_error *error) {
  (void)error;
  shown_looks *s = context;
  settled_print_look(s->call, s->rules, look);
  settled_write_look_json(s->writer, look);
  return SD_OK;
}

sd_status explain_subject(invocation *call, city *c, const item_context *context, int64_t run_id,
                          text code, json_writer *w, sd_error *error) {
  explanation *e = NULL;
  TRY(list_explain(c->registry, run_id, code, call->arena, &e, error));
  print_explanation(call, c, context, e);
  stored_award settled;
  bool is_settled;
  settlement_rules rules;
  TRY(award_find(c->db, run_id, code, call->arena, &is_settled, &settled, error));
  TRY(operation_settlement_read(call->data, call->arena, &rules, error));
  if (is_settled) settled_print(call, &rules, e->version, &settled);
  shown_looks looks = {call, &rules, w};
  write_explanation(w, e, is_settled ? &settled : NULL);
  json_key(w, "looks");
  json_begin_array(w);
  TRY(order_checks_each(c->db, run_id, code, show_look, &looks, error));
  json_end_array(w);
  json_end_object(w);
  return SD_OK;
}

/* --- Examples --- */

typedef struct example {
  int64_t run_id; /* 0: none */
  char code[SUBJECT_CODE_SIZE];
  decimal nearness; /* distance ÷ threshold, of a near-miss */
} example;

static sd_status find_award(city *c, int64_t run_id, example *best, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  list_run *run = NULL;
  sd_status status = award_load_run(c->db, run_id, a, &run, error);
  for (size_t i = 0; status == SD_OK && i < run->decision_count && best->run_id == 0; i++) {
    const decision *d = &run->decisions[i];
    if (d->amount_fen == 0) continue;
    best->run_id = run_id;
    memcpy(best->code, d->code, sizeof best->code);
  }
  arena_destroy(a);
  return status;
}

/* distance ÷ threshold without sign, for a path of one numeric condition on one side of a line;
 * a number that should equal another is not near it. */
static bool nearness_of(const explanation *e, decimal *out) {
  if (e->path_count == 0 || e->paths[0].gap_count != 1) return false;
  const explanation_gap *gap = &e->paths[0].gaps[0];
  if (gap->comparison.size == 0 ||
      (gap->comparison.data[0] != '<' && gap->comparison.data[0] != '>')) {
    return false;
  }
  decimal value, threshold, difference, ratio;
  if (!decimal_parse(gap->value, &value) || !decimal_parse(gap->threshold, &threshold))
    return false;
  if (!decimal_subtract(&threshold, &value, &difference) || decimal_is_zero(&threshold) ||
      !decimal_divide(&difference, &threshold, &ratio)) {
    return false;
  }
  *out = decimal_absolute(&ratio);
  return true;
}

static sd_status look_at(city *c, int64_t run_id, const char *code, example *best,
                         sd_error *error) {
  arena *a = arena_create(MEMORY_PER_EXPLANATION);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  explanation *e = NULL;
  decimal nearness;
  sd_status status = list_explain(c->registry, run_id, text_of(code), a, &e, error);
  if (status == SD_OK && nearness_of(e, &nearness) &&
      (best->run_id == 0 || decimal_compare(&nearness, &best->nearness) < 0)) {
    best->run_id = run_id;
    best->nearness = nearness;
    memcpy(best->code, code, sizeof best->code);
  }
  arena_destroy(a);
  return status;
}

static sd_status find_near_miss(city *c, int64_t run_id, example *best, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  list_run *run = NULL;
  sd_status status = run_load(c->db, run_id, a, &run, error);
  /* Awards on a title have no distance; those computed from data (核校) do. */
  bool is_computed = status == SD_OK && text_is(run->versions[0]->class, "核校");
  size_t looks = is_computed ? NEAR_MISS_LOOKS : 0;
  for (size_t i = 0; status == SD_OK && i < run->decision_count && looks > 0; i++) {
    if (run->decisions[i].status != DECISION_NOT_MET) continue;
    looks--;
    status = look_at(c, run_id, run->decisions[i].code, best, error);
  }
  arena_destroy(a);
  return status;
}

/* Awards are shown from the newest list that pays; near-misses are sought in lists that pay. */
sd_status explain_example(invocation *call, city *c, const item_context *context,
                          explain_choice choice, json_writer *w, sd_error *error) {
  int64_t *ids = NULL;
  size_t count = 0;
  TRY(lists_in_state(c->db, -1, call->arena, &ids, &count, error));
  example best = {0};
  for (size_t i = count; i-- > 0;) {
    list_status s;
    TRY(list_get_status(c->db, ids[i], call->arena, &s, error));
    if (s.counts.amount_fen == 0) continue;
    if (choice == EXAMPLE_NEAR_MISS) {
      TRY(find_near_miss(c, ids[i], &best, error));
    } else if (best.run_id == 0) {
      TRY(find_award(c, ids[i], &best, error));
    }
  }
  if (best.run_id != 0) {
    return explain_subject(call, c, context, best.run_id, text_of(best.code), w, error);
  }
  json_null(w);
  say(call, MESSAGE_CLI_EXPLAIN_NONE, NULL);
  return SD_OK;
}
