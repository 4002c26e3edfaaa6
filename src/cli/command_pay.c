/* pay: the awards of final lists become orders, reservations and a bank file. */
#include "base/clock.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/settled.h"
#include "cli/view.h"
#include "operation/pay_list.h"

typedef struct pay_call {
  invocation *call;
  json_writer *writer;
} pay_call;

static void say_outcomes(invocation *call, const payment_part *p) {
  for (int o = 0; o < OUTCOME_COUNT; o++) {
    int64_t count = 0, sum_fen = 0;
    for (size_t i = 0; i < p->count; i++) {
      if ((int)p->outcomes[i] != o) continue;
      count++;
      sum_fen += p->lines[i].amount_fen;
    }
    if (count == 0) continue;
    say(call, MESSAGE_CLI_FINDING,
        SD_ARGS(outcome_label((payout_outcome)o, call->lang), count_string(call->arena, count),
                money_string(call->arena, sum_fen)));
  }
}

enum { LIMITED_SHOWN = 20 };

static bool is_limited(const order_verdict *v) {
  return v->result != ORDER_CLEAR && v->against.size != 0;
}

/* Awards that ceilings or relations hold, as they were asked again just before ordering. */
static void say_limited(invocation *call, const order_check *look) {
  arena *a = call->arena;
  int shown = 0;
  for (size_t i = 0; i < look->count && shown < LIMITED_SHOWN; i++) {
    const order_verdict *v = &look->verdicts[i];
    if (!is_limited(v)) continue;
    shown++;
    say(call, MESSAGE_CLI_PAY_LIMITED,
        SD_ARGS(text_string(a, v->code), money_string(a, v->amount_fen),
                money_string(a, v->most_fen), text_string(a, v->against)));
  }
}

static void write_limited_json(json_writer *w, const order_check *look) {
  json_key(w, "limited");
  json_begin_array(w);
  for (size_t i = 0; i < look->count; i++) {
    const order_verdict *v = &look->verdicts[i];
    if (!is_limited(v)) continue;
    json_begin_object(w);
    json_member_text(w, "company", v->code);
    json_member_string(w, "result", order_result_word(v->result));
    json_member_integer(w, "amount_fen", v->amount_fen);
    json_member_integer(w, "at_most_fen", v->most_fen);
    json_member_text(w, "against", v->against);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_prepared_json(json_writer *w, const payment_part *part) {
  const payout_file *file = part->file;
  json_begin_object(w);
  json_member_integer(w, "list", part->list->id);
  json_member_string(w, "message", file->message);
  json_member_string(w, "sm3", file->hash);
  json_member_integer(w, "orders", file->count);
  json_member_integer(w, "amount_fen", file->sum_fen);
  json_member_integer(w, "held", file->held);
  write_limited_json(w, part->look);
  json_end_object(w);
}

static sd_status show_part(void *context, const payment_part *part, sd_error *error) {
  (void)error;
  pay_call *p = context;
  invocation *call = p->call;
  arena *a = call->arena;
  const payout_file *file = part->file;
  say(call, MESSAGE_CLI_PREPARED,
      SD_ARGS(SD_NUMBER(part->list->id), text_string(a, part->list->item),
              count_string(a, file->count), money_string(a, file->sum_fen),
              file->message[0] == '\0' ? "-" : file->message));
  say_outcomes(call, part);
  say_limited(call, part->look);
  if (file->held != 0) call->findings = true;
  write_prepared_json(p->writer, part);
  return SD_OK;
}

/* States the moment of the look at the exclusion lists. */
static void say_exclusions(const invocation *call, int64_t excluded) {
  char moment[CLOCK_TEXT_SIZE];
  clock_format(call->now_us, moment);
  say(call, MESSAGE_CLI_PAY_EXCLUSIONS, SD_ARGS(moment, count_string(call->arena, excluded)));
}

/* What a run stands on; lives in the call's arena. */
typedef struct pay_ground {
  operation_context context;
  day_calendar *calendar;
  settlement_rules rules;
} pay_ground;

static sd_status open_run(const invocation *call, const city *c, const pay_request *request,
                          payment_run **out, sd_error *error) {
  pay_ground *g = ARENA_NEW(call->arena, pay_ground);
  if (g == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  TRY(operation_calendar_read(call->data, call->arena, &g->calendar, error));
  TRY(operation_settlement_read(call->data, call->arena, &g->rules, error));
  g->context = (operation_context){c->db, c->registry, g->calendar, &g->rules};
  return payment_run_open(&g->context, request, call->arena, out, error);
}

static sd_status pay_lists(pay_call *p, const city *c, sd_error *error) {
  invocation *call = p->call;
  int64_t *ids = NULL;
  size_t count = 0;
  payment_run *run = NULL;
  pay_request request = {.payer = option_value(call, "payer"),
                         .reissue = option_given(call, "reissue"),
                         .actor = call->actor,
                         .now_us = call->now_us};
  TRY(lists_of_call(call, c->db, LIST_FINAL, &ids, &count, error));
  int64_t today = clock_day(call->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  TRY(option_date(call, "execution-date", today, &request.execution_day, error));
  TRY(open_run(call, c, &request, &run, error));
  for (size_t i = 0; i < count; i++) TRY(payment_run_list(run, ids[i], show_part, p, error));
  say_exclusions(call, payment_run_excluded(run));
  return SD_OK;
}

sd_status command_pay(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  pay_call p = {.call = call, .writer = &answer.writer};
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  sd_status status = pay_lists(&p, &c, error);
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- pay override --- */

static sd_status propose_override(invocation *call, const city *c, int64_t *id_out,
                                  int64_t *count_out, sd_error *error) {
  int64_t list;
  payment_run *run = NULL;
  const pay_request request = {.payer = option_value(call, "payer"),
                               .execution_day = clock_day(call->now_us, CLOCK_CHINA_OFFSET_SECONDS),
                               .reissue = true,
                               .actor = call->actor,
                               .now_us = call->now_us};
  const override_request what = {call->operands[1], option_value(call, "reason")};
  TRY(list_of_operand(c->db, call->operands[0], &list, error));
  TRY(open_run(call, c, &request, &run, error));
  return payment_run_override(run, list, &what, id_out, count_out, error);
}

sd_status command_pay_override(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  int64_t id = 0, count = 0;
  sd_status status = propose_override(call, &c, &id, &count, error);
  city_close(&c);
  if (status == SD_OK) say_proposed(call, id, OPERATION_ALARM_OVERRIDE, call->operands[1]);
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_integer(&answer.writer, "proposal", id);
  json_member_integer(&answer.writer, "proposals", count);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, status, error);
}
