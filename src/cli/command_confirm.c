/* list exclude, restore, confirm, reasons: the owner's part in a list, and its settled amounts. */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/settled.h"
#include "list/list_exclusion.h"
#include "operation/barred.h"
#include "operation/context.h"

/* --- list reasons --- */

sd_status command_list_reasons(invocation *call, sd_error *error) {
  settlement_rules rules;
  TRY(operation_settlement_read(call->data, call->arena, &rules, error));
  grid g;
  grid_init(&g, call->arena, "lll");
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  json_begin_array(w);
  for (size_t i = 0; i < rules.exclusions->reason_count; i++) {
    const exclusion_reason *r = &rules.exclusions->reasons[i];
    const char *cells[] = {r->code.data,
                           message_text(call->lang, r->by_owner ? MESSAGE_CLI_REASON_BY_OWNER
                                                                : MESSAGE_CLI_REASON_BY_PROGRAM),
                           call->lang == LANGUAGE_CHINESE ? r->chinese.data : r->english.data};
    grid_row(&g, cells);
    json_begin_object(w);
    json_member_text(w, "reason", r->code);
    json_member_boolean(w, "by_owner", r->by_owner);
    json_member_text(w, "zh", r->chinese);
    json_member_text(w, "en", r->english);
    json_end_object(w);
  }
  json_end_array(w);
  grid_show(&g, call, "");
  return json_answer_end(&answer, call, SD_OK, error);
}

/* --- list exclude, restore --- */

static sd_status join_reasons(const invocation *call, text *out, sd_error *error) {
  text_builder joined;
  text_builder_init(&joined, 4096);
  const char *code;
  for (size_t i = 0; (code = option_value_at(call, "reason", i)) != NULL; i++) {
    if (i != 0) text_builder_add_byte(&joined, ' ');
    text_builder_add_string(&joined, code);
  }
  *out = joined.size == 0 ? TEXT("") : arena_copy(call->arena, text_builder_text(&joined));
  bool failed = joined.failed || out->data == NULL;
  text_builder_release(&joined);
  return failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

static sd_status act_on_subject(invocation *call, bool exclude, sd_error *error) {
  settlement_rules rules;
  city c;
  exclusion_act act = {.code = text_of(call->operands[1]),
                       .reasons = TEXT(""),
                       .note = text_of(option_value(call, "note")),
                       .actor = call->actor,
                       .now_us = call->now_us};
  TRY(operation_settlement_read(call->data, call->arena, &rules, error));
  if (exclude) TRY(join_reasons(call, &act.reasons, error));
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  sd_status status = list_of_operand(c.db, call->operands[0], &act.list, error);
  if (status == SD_OK) status = list_exclusion_add(c.db, &act, rules.exclusions, error);
  city_close(&c);
  json_begin_object(w);
  json_member_integer(w, "list", act.list);
  json_member_text(w, "subject", act.code);
  json_member_text(w, "reasons", act.reasons);
  json_end_object(w);
  if (status == SD_OK) {
    say(call, exclude ? MESSAGE_CLI_EXCLUDED : MESSAGE_CLI_TAKEN_BACK,
        SD_ARGS(SD_NUMBER(act.list), call->operands[1],
                settled_reasons(call, rules.exclusions, act.reasons)));
  }
  return json_answer_end(&answer, call, status, error);
}

sd_status command_list_exclude(invocation *call, sd_error *error) {
  return act_on_subject(call, true, error);
}

sd_status command_list_restore(invocation *call, sd_error *error) {
  return act_on_subject(call, false, error);
}

/* --- list confirm --- */

static void say_budget(const invocation *call, const settle_budget *b) {
  if (!b->result.is_short) return;
  arena *a = call->arena;
  say(call, MESSAGE_CLI_BUDGET_SCALED,
      SD_ARGS(text_string(a, b->key), money_string(a, b->result.needed_fen),
              money_string(a, b->available_fen), money_string(a, b->result.given_fen),
              settled_factor(call, b, b->result.price.factor)));
  if (b->unknown == 0) return;
  bool has_amount = b->unknown_fen > 0, has_factor = has_amount && b->factor_if_all >= 0;
  say(call,
      has_factor   ? MESSAGE_CLI_BUDGET_UNKNOWN
      : has_amount ? MESSAGE_CLI_BUDGET_UNKNOWN_AMOUNT
                   : MESSAGE_CLI_BUDGET_UNKNOWN_COUNT,
      SD_ARGS(count_string(a, b->unknown), has_amount ? money_string(a, b->unknown_fen) : "",
              has_factor ? settled_factor(call, b, b->factor_if_all) : ""));
}

static void say_list(const invocation *call, const settlement *s, size_t index, json_writer *w) {
  const list_run *run = s->runs[index];
  int64_t counts[4] = {0}, amount_fen = 0, advance_fen = 0;
  for (size_t i = 0; i < s->set.award_count; i++) {
    const award *x = &s->set.awards[i];
    if (x->fixed || s->set.lists[x->list].id != run->id) continue;
    counts[x->state]++;
    amount_fen += x->amount_fen;
    advance_fen += x->advance_fen;
  }
  arena *a = call->arena;
  say(call, MESSAGE_CLI_CONFIRMED,
      SD_ARGS(SD_NUMBER(run->id), text_string(a, run->item), count_string(a, counts[AWARD_GRANTED]),
              money_string(a, amount_fen), count_string(a, counts[AWARD_NOTHING]),
              count_string(a, counts[AWARD_EXCLUDED]), count_string(a, counts[AWARD_HELD])));
  json_begin_object(w);
  json_member_integer(w, "list", run->id);
  json_member_text(w, "item", run->item);
  json_member_integer(w, "granted", counts[AWARD_GRANTED]);
  json_member_integer(w, "nothing", counts[AWARD_NOTHING]);
  json_member_integer(w, "excluded", counts[AWARD_EXCLUDED]);
  json_member_integer(w, "held", counts[AWARD_HELD]);
  json_member_integer(w, "amount_fen", amount_fen);
  json_member_integer(w, "advance_fen", advance_fen);
  json_end_object(w);
}

static void show_settlement(const invocation *call, const settlement *s, json_writer *w) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(&s->hash, hash);
  json_begin_object(w);
  json_member_integer(w, "settlement", s->id);
  json_member_string(w, "sm3", hash);
  json_key(w, "lists");
  json_begin_array(w);
  for (size_t i = 0; i < s->request.list_count; i++) say_list(call, s, i, w);
  json_end_array(w);
  json_end_object(w);
  for (size_t i = 0; i < s->set.budget_count; i++) say_budget(call, &s->set.budgets[i]);
  say(call, MESSAGE_CLI_SETTLED, SD_ARGS(SD_NUMBER(s->id), hash));
}

static sd_status lists_to_confirm(const invocation *call, city *c, int64_t **ids, size_t *count,
                                  sd_error *error) {
  if (call->operand_count < 2) {
    return lists_of_call(call, c->db, LIST_CANDIDATE, ids, count, error);
  }
  *ids = ARENA_ARRAY(call->arena, int64_t, call->operand_count);
  if (*ids == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  for (size_t i = 0; i < call->operand_count; i++) {
    TRY(list_of_operand(c->db, call->operands[i], &(*ids)[*count], error));
    bool twice = false;
    for (size_t k = 0; k < *count; k++) twice |= (*ids)[k] == (*ids)[*count];
    *count += !twice;
  }
  return SD_OK;
}

/* Who is barred after a clawback is left off first, as the payments would hold it. */
static sd_status heed_bars(const invocation *call, const city *c, const settlement_request *request,
                           sd_error *error) {
  const operation_context context = {.db = c->db, .settlement = &request->rules};
  const barred_request bars = {request->lists, request->list_count, call->actor, call->now_us};
  int64_t left_off, taken_back;
  TRY(operation_heed_bars(&context, &bars, &left_off, &taken_back, error));
  if (left_off + taken_back != 0) {
    say(call, MESSAGE_CLI_BARRED,
        SD_ARGS(count_string(call->arena, left_off), count_string(call->arena, taken_back)));
  }
  return SD_OK;
}

static sd_status confirm(invocation *call, city *c, json_writer *w, sd_error *error) {
  settlement_request request = {
      .view = {clock_day(call->now_us, CLOCK_CHINA_OFFSET_SECONDS), call->now_us}};
  int64_t *ids = NULL;
  TRY(operation_settlement_read(call->data, call->arena, &request.rules, error));
  TRY(lists_to_confirm(call, c, &ids, &request.list_count, error));
  request.lists = ids;
  if (request.list_count == 0) {
    json_null(w);
    return SD_OK;
  }
  TRY(heed_bars(call, c, &request, error));
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  settlement *s = NULL;
  sd_status status =
      settlement_confirm(c->registry, &request, call->actor, call->now_us, a, &s, error);
  if (status == SD_OK) show_settlement(call, s, w);
  arena_destroy(a);
  return status;
}

sd_status command_list_confirm(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = confirm(call, &c, &answer.writer, error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
