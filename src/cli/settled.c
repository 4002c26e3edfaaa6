/* Settled awards for people: reasons, steps and shares in words. */
#include "cli/settled.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "cli/city.h"
#include "cli/output.h"
#include "list/share.h"
#include "operation/context.h"

const char *settled_reasons(const invocation *call, const exclusion_rules *rules, text codes) {
  text_builder words;
  text_builder_init(&words, 1 << 16);
  for (size_t at = 0; at < codes.size;) {
    size_t space = text_find(codes, TEXT(" "), at);
    text code = text_slice(codes, at, space == SIZE_MAX ? codes.size - at : space - at);
    at += code.size + 1;
    const exclusion_reason *r = exclusion_reason_find(rules, code);
    if (words.size != 0) text_builder_add_string(&words, "; ");
    text_builder_add(&words, code);
    if (r == NULL) continue;
    text_builder_add_byte(&words, ' ');
    text_builder_add(&words, call->lang == LANGUAGE_CHINESE ? r->chinese : r->english);
  }
  const char *shown = text_string(call->arena, text_builder_text(&words));
  text_builder_release(&words);
  return shown;
}

/* Parts per million as "3.5 %". */
static const char *percent(const invocation *call, int64_t ppm) {
  char number[DECIMAL_TEXT_SIZE], shown[DECIMAL_TEXT_SIZE + 4];
  decimal value = decimal_scaled(ppm, -4), reduced = decimal_reduce(&value);
  decimal_format(&reduced, number, sizeof number);
  snprintf(shown, sizeof shown, "%s %%", number);
  return text_string(call->arena, text_of(shown));
}

const char *settled_factor(const invocation *call, const settle_budget *b, int64_t factor) {
  if (b->rules->money.basis == ITEM_BASIS_RATE) return percent(call, factor);
  if (b->rules->money.basis == ITEM_BASIS_POINTS) {
    char shown[200];
    snprintf(shown, sizeof shown, "%s %s", money_string(call->arena, factor),
             message_text(call->lang, MESSAGE_CLI_YUAN_A_POINT));
    return text_string(call->arena, text_of(shown));
  }
  if (b->result.needed_fen == 0) return "-";
  decimal given = decimal_of(b->result.given_fen), needed = decimal_of(b->result.needed_fen);
  decimal ratio;
  int64_t ppm = 0;
  if (decimal_divide(&given, &needed, &ratio)) {
    (void)decimal_to_scaled_int64(&ratio, 4, ROUNDING_HALF_UP, &ppm);
  }
  return percent(call, ppm * 100);
}

/* --- Steps --- */

/* The next piece of "a:b:c". */
static text next_piece(text *rest) {
  size_t colon = text_find(*rest, TEXT(":"), 0);
  text piece = text_slice(*rest, 0, colon == SIZE_MAX ? rest->size : colon);
  *rest = text_slice(*rest, piece.size + 1, rest->size);
  return piece;
}

static message_id step_message(text kind) {
  static const struct {
    const char *kind;
    message_id message;
  } KINDS[] = {
      {"rules", MESSAGE_CLI_STEP_RULES},       {"cap", MESSAGE_CLI_STEP_CAP},
      {"bound", MESSAGE_CLI_STEP_BOUND},       {"exclusive", MESSAGE_CLI_STEP_EXCLUSIVE},
      {"higher-of", MESSAGE_CLI_STEP_HIGHER},  {"difference", MESSAGE_CLI_STEP_DIFFERENCE},
      {"top-up", MESSAGE_CLI_STEP_TOP_UP},     {"ceiling", MESSAGE_CLI_STEP_CEILING},
      {"rate", MESSAGE_CLI_STEP_RATE},         {"point", MESSAGE_CLI_STEP_POINT},
      {"pro-rata", MESSAGE_CLI_STEP_PRO_RATA},
  };
  for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
    if (text_is(kind, KINDS[i].kind)) return KINDS[i].message;
  }
  return MESSAGE_CLI_STEP_ROUND;
}

/* "by the rules 300,000.00", "other award …: this set gives 5, the best with this one 4". */
static void print_step(const invocation *call, text by, text after) {
  arena *a = call->arena;
  text rest = by, kind = next_piece(&rest), first = next_piece(&rest), best = next_piece(&rest);
  int64_t after_fen = 0;
  if (!money_parse(after, &after_fen)) return;
  say(call, step_message(kind), SD_ARGS(money_string(a, after_fen), text_string(a, first)));
  if (best.size == 0) return;
  say(call, MESSAGE_CLI_STEP_CHOICE, SD_ARGS(text_string(a, best), text_string(a, rest)));
}

static void print_levels(const invocation *call, const item_version *v, const stored_award *w) {
  int64_t parts[LIMIT_SHARING_LEVELS] = {0};
  char line[600] = "";
  if (v->share_count == 0 || w->amount_fen == 0) return;
  list_share(v, w->amount_fen, parts);
  for (size_t i = 0; i < v->share_count; i++) {
    size_t used = strlen(line);
    snprintf(line + used, sizeof line - used, "%s%.*s %s", i == 0 ? "" : ", ",
             TEXT_ARG(v->shares[i].level), money_string(call->arena, parts[i]));
  }
  say(call, v->money.pays.size == 0 ? MESSAGE_CLI_LEVELS : MESSAGE_CLI_LEVELS_PAID_BACK,
      SD_ARGS(line, text_string(call->arena, v->money.pays)));
}

void settled_print(const invocation *call, const settlement_rules *rules, const item_version *v,
                   const stored_award *w) {
  static const message_id STATES[] = {MESSAGE_CLI_AWARD_GRANTED, MESSAGE_CLI_AWARD_NOTHING,
                                      MESSAGE_CLI_AWARD_EXCLUDED, MESSAGE_CLI_AWARD_HELD};
  arena *a = call->arena;
  say(call, STATES[w->state],
      SD_ARGS(money_string(a, w->amount_fen), settled_reasons(call, rules->exclusions, w->reasons),
              text_string(a, w->missing)));
  text rest = w->steps, by, after;
  while (award_next_step(&rest, &by, &after)) print_step(call, by, after);
  if (w->advance_fen != w->amount_fen) {
    say(call, MESSAGE_CLI_ADVANCE,
        SD_ARGS(money_string(a, w->advance_fen), money_string(a, w->amount_fen - w->advance_fen)));
  }
  print_levels(call, v, w);
}

void settled_write_json(json_writer *w, const item_version *v, const stored_award *x) {
  int64_t parts[LIMIT_SHARING_LEVELS] = {0};
  json_begin_object(w);
  json_member_string(w, "state", award_state_name(x->state));
  json_member_integer(w, "amount_fen", x->amount_fen);
  json_member_integer(w, "advance_fen", x->advance_fen);
  json_member_text(w, "reasons", x->reasons);
  json_member_text(w, "missing", x->missing);
  json_key(w, "steps");
  json_begin_array(w);
  text rest = x->steps, by, after;
  while (award_next_step(&rest, &by, &after)) {
    int64_t after_fen = 0;
    (void)money_parse(after, &after_fen);
    json_begin_object(w);
    json_member_text(w, "by", by);
    json_member_integer(w, "after_fen", after_fen);
    json_end_object(w);
  }
  json_end_array(w);
  json_key(w, "levels");
  json_begin_array(w);
  list_share(v, x->amount_fen, parts);
  for (size_t i = 0; i < v->share_count; i++) {
    json_begin_object(w);
    json_member_text(w, "level", v->shares[i].level);
    json_member_integer(w, "amount_fen", parts[i]);
    json_end_object(w);
  }
  json_end_array(w);
  json_end_object(w);
}

/* --- Looks before ordering --- */

void settled_print_look(const invocation *call, const settlement_rules *rules,
                        const stored_look *look) {
  arena *a = call->arena;
  const order_verdict *v = &look->verdict;
  char moment[CLOCK_TEXT_SIZE];
  clock_format(look->time_us, moment);
  const char *part = text_string(a, look->part);
  if (v->result == ORDER_CLEAR) say(call, MESSAGE_CLI_LOOK_CLEAR, SD_ARGS(moment, part));
  if (v->reasons.size != 0) {
    say(call, MESSAGE_CLI_LOOK_EXCLUDED,
        SD_ARGS(moment, part, text_string(a, v->entries),
                settled_reasons(call, rules->exclusions, v->reasons)));
  }
  if (v->against.size != 0) {
    say(call, MESSAGE_CLI_LOOK_LIMITED,
        SD_ARGS(moment, part, text_string(a, v->against), money_string(a, v->amount_fen),
                money_string(a, v->most_fen)));
  }
}

void settled_write_look_json(json_writer *w, const stored_look *look) {
  const order_verdict *v = &look->verdict;
  char moment[CLOCK_TEXT_SIZE];
  clock_format(look->time_us, moment);
  json_begin_object(w);
  json_member_integer(w, "look", look->id);
  json_member_text(w, "part", look->part);
  json_member_string(w, "at", moment);
  json_member_text(w, "by", look->actor);
  json_member_string(w, "result", order_result_word(v->result));
  json_member_integer(w, "amount_fen", v->amount_fen);
  json_member_integer(w, "at_most_fen", v->most_fen);
  json_member_text(w, "reasons", v->reasons);
  json_member_text(w, "entries", v->entries);
  json_member_text(w, "against", v->against);
  json_end_object(w);
}

/* --- The awards of a list --- */

typedef struct shown_awards {
  invocation *call;
  settled_view view;
  json_writer *writer;
  settlement_rules rules;
  const list_run *run;
} shown_awards;

static sd_status show_award(void *context, const stored_award *w, sd_error *error) {
  shown_awards *s = context;
  (void)error;
  if (w->state != s->view.state || s->view.limit == 0) return SD_OK;
  s->view.limit--;
  const decision *d = run_find(s->run, w->code);
  const item_version *v = s->run->versions[d == NULL ? 0 : d->version];
  if (!s->call->json) fprintf(s->call->out, "%.*s\n", TEXT_ARG(w->code));
  settled_print(s->call, &s->rules, v, w);
  json_begin_object(s->writer);
  json_member_text(s->writer, "subject", w->code);
  json_key(s->writer, "settled");
  settled_write_json(s->writer, v, w);
  json_end_object(s->writer);
  return SD_OK;
}

sd_status settled_show(invocation *call, database *db, const settled_view *view, json_writer *w,
                       sd_error *error) {
  shown_awards s = {.call = call, .view = *view, .writer = w};
  list_run *run;
  int64_t id;
  TRY(operation_settlement_read(call->data, call->arena, &s.rules, error));
  TRY(run_load(db, view->list, call->arena, &run, error));
  TRY(award_settlement_of(db, view->list, &id, error));
  s.run = run;
  json_begin_array(w);
  TRY(award_each(db, id, view->list, show_award, &s, error));
  json_end_array(w);
  return SD_OK;
}
