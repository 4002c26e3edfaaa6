/* list approve, publish, stage, finalize, withdraw, due: a list on its way. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "operation/take_stage.h"

/* --- One act on one list, or on all that are ready for it --- */

enum { FINALIZE = ITEM_STAGE_COUNT, WITHDRAW };

typedef struct step_call {
  invocation *call;
  city city;
  const day_calendar *calendar;
  settlement_rules rules;
  int act; /* item_stage_kind, FINALIZE or WITHDRAW */
  json_writer *writer;
} step_call;

static sd_status take_step(const step_call *s, int64_t id, sd_error *error) {
  const invocation *call = s->call;
  if (s->act == FINALIZE) {
    return list_finalize(s->city.db, id, call->actor, call->now_us, error);
  }
  if (s->act == WITHDRAW) {
    return list_withdraw(s->city.db, id, call->actor, option_value(call, "ground"), call->now_us,
                         error);
  }
  const operation_context context = {.db = s->city.db,
                                     .registry = s->city.registry,
                                     .calendar = s->calendar,
                                     .settlement = &s->rules};
  const stage_act act = {.list = id,
                         .kind = (item_stage_kind)s->act,
                         .actor = call->actor,
                         .document = option_value(call, "document"),
                         .now_us = call->now_us};
  bool settled;
  sd_status status = operation_take_stage(&context, &act, &settled, error);
  if (settled) say(call, MESSAGE_CLI_SETTLED_BY_PROGRAM, SD_ARGS(SD_NUMBER(id)));
  return status;
}

/* What the level above owes: so many percent of each award, rounded down to the fen. */
typedef struct claim_sum {
  int64_t percent, whole_fen, claim_fen;
} claim_sum;

static sd_status add_claim(void *context, const list_line *line, sd_error *error) {
  (void)error;
  claim_sum *sum = context;
  sum->whole_fen += line->amount_fen;
  sum->claim_fen +=
      line->amount_fen / 100 * sum->percent + line->amount_fen % 100 * sum->percent / 100;
  return SD_OK;
}

static sd_status say_claim(const step_call *s, int64_t id, const list_progress *p,
                           sd_error *error) {
  invocation *call = s->call;
  const item_stage *stage = NULL;
  for (size_t i = 0; i < p->count; i++) {
    if (p->places[i].stage.kind == ITEM_STAGE_CLAIM) stage = &p->places[i].stage;
  }
  if (stage == NULL) return SD_OK;
  claim_sum sum = {.percent = stage->percent};
  TRY(list_each_line(s->city.db, id, true, add_claim, &sum, error));
  say(call, MESSAGE_CLI_CLAIM,
      SD_ARGS(SD_NUMBER(id), text_string(call->arena, stage->from),
              money_string(call->arena, sum.claim_fen), SD_NUMBER(sum.percent),
              money_string(call->arena, sum.whole_fen)));
  json_begin_object(s->writer);
  json_member_integer(s->writer, "list", id);
  json_member_text(s->writer, "from", stage->from);
  json_member_integer(s->writer, "claim_fen", sum.claim_fen);
  json_member_integer(s->writer, "amount_fen", sum.whole_fen);
  json_end_object(s->writer);
  return SD_OK;
}

static sd_status step_one(const step_call *s, int64_t id, sd_error *error) {
  invocation *call = s->call;
  arena *a = call->arena;
  list_progress p;
  TRY(take_step(s, id, error));
  TRY(list_progress_get(s->city.db, id, s->calendar, call->now_us, a, &p, error));
  if (s->act == ITEM_STAGE_CLAIM) return say_claim(s, id, &p, error);
  char day[CALENDAR_TEXT_SIZE] = "-";
  if (p.status.last_day != 0) calendar_format_day(p.status.last_day, day);
  if (s->act < ITEM_STAGE_COUNT && s->act > ITEM_STAGE_PUBLISH) {
    say(call, MESSAGE_CLI_STAGE_DONE,
        SD_ARGS(SD_NUMBER(id), text_string(a, p.status.item),
                message_text(call->lang, item_stage_message((item_stage_kind)s->act))));
  } else {
    say(call, MESSAGE_CLI_STEPPED,
        SD_ARGS(SD_NUMBER(id), text_string(a, p.status.item),
                message_text(call->lang, list_state_message(p.status.state)),
                count_string(a, p.status.counts.met), money_string(a, p.status.counts.amount_fen),
                day));
  }
  write_status_json(s->writer, &p.status);
  return SD_OK;
}

/* True when --all takes this list: it waits for this very act. */
static bool is_ready(const step_call *s, const list_progress *p) {
  list_state state = p->status.state;
  if (state == LIST_WITHDRAWN || state == LIST_FINAL) return false;
  if (s->act == FINALIZE) {
    if (p->current == p->count) return true;
    item_stage_kind kind = p->places[p->current].stage.kind;
    return kind == ITEM_STAGE_PAY || kind == ITEM_STAGE_ADVANCE || state == LIST_PUBLISHED;
  }
  return p->current < p->count && (int)p->places[p->current].stage.kind == s->act &&
         (p->status.stages_done & 1u << s->act) == 0;
}

static sd_status step_ready(const step_call *s, sd_error *error) {
  int64_t *ids = NULL;
  size_t count = 0;
  TRY(lists_in_state(s->city.db, -1, s->call->arena, &ids, &count, error));
  for (size_t i = 0; i < count; i++) {
    list_progress p;
    TRY(list_progress_get(s->city.db, ids[i], s->calendar, s->call->now_us, s->call->arena, &p,
                          error));
    if (is_ready(s, &p)) TRY(step_one(s, ids[i], error));
  }
  return SD_OK;
}

static sd_status step_lists(invocation *call, int act, sd_error *error) {
  day_calendar *calendar = NULL;
  int64_t id;
  bool all = option_given(call, "all");
  if (all == (call->operand_count != 0)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_LIST_OR_ALL, NULL);
  }
  TRY(operation_calendar_read(call->data, call->arena, &calendar, error));
  json_answer answer;
  step_call s = {.call = call, .calendar = calendar, .act = act, .writer = &answer.writer};
  if (act == ITEM_STAGE_APPROVE) {
    TRY(operation_settlement_read(call->data, call->arena, &s.rules, error));
  }
  TRY(city_open(call, CITY_WITH_REGISTRY, &s.city, error));
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  sd_status status = SD_OK;
  if (all) {
    status = step_ready(&s, error);
  } else {
    status = list_of_operand(s.city.db, call->operands[0], &id, error);
    if (status == SD_OK) status = step_one(&s, id, error);
  }
  json_end_array(&answer.writer);
  city_close(&s.city);
  return json_answer_end(&answer, call, status, error);
}

sd_status command_list_approve(invocation *call, sd_error *error) {
  return step_lists(call, ITEM_STAGE_APPROVE, error);
}

sd_status command_list_publish(invocation *call, sd_error *error) {
  return step_lists(call, ITEM_STAGE_PUBLISH, error);
}

sd_status command_list_finalize(invocation *call, sd_error *error) {
  return step_lists(call, FINALIZE, error);
}

sd_status command_list_withdraw(invocation *call, sd_error *error) {
  return step_lists(call, WITHDRAW, error);
}

sd_status command_list_stage(invocation *call, sd_error *error) {
  const char *word = call->operands[1];
  char words[200] = "";
  for (int i = 0; i < ITEM_STAGE_COUNT; i++) {
    const char *name = item_stage_word((item_stage_kind)i);
    /* Money leaves through `pay` alone. */
    if (i == ITEM_STAGE_PAY || i == ITEM_STAGE_ADVANCE) continue;
    if (strcmp(name, word) == 0) return step_lists(call, i, error);
    snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s", i == 0 ? "" : " ", name);
  }
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_STAGE, SD_ARGS(word, words));
}

/* --- list due --- */

static const char *day_text(arena *a, int64_t day) {
  char buffer[CALENDAR_TEXT_SIZE] = "";
  if (day != INT64_MAX) calendar_format_day(day, buffer);
  return text_string(a, text_of(buffer));
}

static void write_place(json_writer *w, const list_progress *p, int64_t late) {
  const stage_place *place = &p->places[p->current];
  json_begin_object(w);
  json_member_integer(w, "list", p->status.id);
  json_member_text(w, "item", p->status.item);
  json_member_string(w, "stage", item_stage_word(place->stage.kind));
  json_member_text(w, "with", place->stage.by);
  json_member_integer(w, "since_us", place->since_us);
  if (place->due_day != INT64_MAX) {
    char day[CALENDAR_TEXT_SIZE];
    calendar_format_day(place->due_day, day);
    json_member_string(w, "due", day);
  }
  json_member_integer(w, "days_late", late);
  json_end_object(w);
}

typedef struct due_table {
  step_call step;
  grid grid;
  size_t count;
} due_table;

static sd_status add_due(due_table *t, int64_t id, sd_error *error) {
  invocation *call = t->step.call;
  arena *a = call->arena;
  list_progress p;
  TRY(list_progress_get(t->step.city.db, id, t->step.calendar, call->now_us, a, &p, error));
  bool counts;
  TRY(list_is_current(t->step.city.db, &p.status, &counts, error));
  if (!counts || p.current == p.count) return SD_OK;
  const stage_place *place = &p.places[p.current];
  int64_t today = clock_day(call->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  int64_t late = place->due_day < today ? today - place->due_day : 0;
  if (late == 0 && option_given(call, "overdue")) return SD_OK;
  if (late != 0) call->findings = true;
  t->count++;
  int64_t since = clock_day(place->since_us, CLOCK_CHINA_OFFSET_SECONDS);
  const char *cells[] = {count_string(a, id),
                         text_string(a, p.name),
                         message_text(call->lang, item_stage_message(place->stage.kind)),
                         text_string(a, place->stage.by),
                         day_text(a, since),
                         day_text(a, place->due_day),
                         late == 0 ? "" : count_string(a, late)};
  grid_row(&t->grid, cells);
  write_place(t->step.writer, &p, late);
  return t->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

static sd_status add_all_due(due_table *t, sd_error *error) {
  int64_t *ids = NULL;
  size_t count = 0;
  TRY(lists_in_state(t->step.city.db, -1, t->step.call->arena, &ids, &count, error));
  for (size_t i = 0; i < count; i++) TRY(add_due(t, ids[i], error));
  return SD_OK;
}

sd_status command_list_due(invocation *call, sd_error *error) {
  day_calendar *calendar = NULL;
  TRY(operation_calendar_read(call->data, call->arena, &calendar, error));
  json_answer answer;
  due_table t = {.step = {.call = call, .calendar = calendar, .writer = &answer.writer}};
  TRY(city_open(call, 0, &t.step.city, error));
  json_answer_begin(&answer);
  language lang = call->lang;
  grid_init(&t.grid, call->arena, "rlllllr");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_LIST),
                           message_text(lang, MESSAGE_CLI_COLUMN_ITEM),
                           message_text(lang, MESSAGE_CLI_COLUMN_STAGE),
                           message_text(lang, MESSAGE_CLI_COLUMN_HOLDER),
                           message_text(lang, MESSAGE_CLI_COLUMN_SINCE),
                           message_text(lang, MESSAGE_CLI_COLUMN_DUE),
                           message_text(lang, MESSAGE_CLI_COLUMN_DAYS_LATE)};
  grid_row(&t.grid, heading);
  json_begin_array(&answer.writer);
  sd_status status = add_all_due(&t, error);
  json_end_array(&answer.writer);
  city_close(&t.step.city);
  if (status == SD_OK && t.count != 0) grid_show(&t.grid, call, "");
  if (status == SD_OK && t.count == 0) say(call, MESSAGE_CLI_NOTHING_DUE, NULL);
  return json_answer_end(&answer, call, status, error);
}
