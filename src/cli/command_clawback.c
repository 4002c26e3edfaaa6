/* clawback: money asked back from a payee, from the opening of the case to its close. */
#include <string.h>

#include "base/messages/cli.h"
#include "base/money.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/output.h"
#include "payout/clawback.h"
#include "payout/correction.h"

static sd_status case_of_operand(const char *operand, int64_t *out, sd_error *error) {
  enum { DIGITS_MAX = 15 };
  size_t size = strlen(operand);
  if (size == 0 || size > DIGITS_MAX || strspn(operand, "0123456789") != size) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_CASE, SD_ARGS(operand));
  }
  *out = 0;
  for (size_t i = 0; i < size; i++) *out = *out * 10 + (operand[i] - '0');
  return SD_OK;
}

static sd_status amount_of_option(const invocation *call, const char *name, int64_t *out,
                                  sd_error *error) {
  const char *value = option_value(call, name);
  *out = 0;
  if (value == NULL || (money_parse(text_of(value), out) && *out > 0)) return SD_OK;
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_AMOUNT, SD_ARGS(name, value));
}

static void write_case(json_writer *w, const clawback_case *c) {
  json_begin_object(w);
  json_member_integer(w, "case", c->id);
  json_member_string(w, "subject", c->subject);
  json_member_string(w, "item", c->item);
  json_member_string(w, "ground", c->ground);
  json_member_integer(w, "amount_fen", c->amount_fen);
  json_member_integer(w, "interest_fen", c->interest_fen);
  json_member_integer(w, "recovered_fen", c->recovered_fen);
  json_member_integer(w, "written_off_fen", c->written_off_fen);
  json_member_string(w, "bar_until", c->bar_until);
  json_member_string(w, "state", clawback_state_name(c->state));
  json_key(w, "instalments");
  json_begin_array(w);
  for (int32_t i = 1; i <= c->instalments; i++) {
    char due[16];
    int64_t amount_fen;
    if (clawback_instalment(c, i, due, &amount_fen, NULL) != SD_OK) break;
    json_begin_object(w);
    json_member_string(w, "due", due);
    json_member_integer(w, "amount_fen", amount_fen);
    json_end_object(w);
  }
  json_end_array(w);
  json_end_object(w);
}

static void say_case(const invocation *call, const clawback_case *c) {
  arena *a = call->arena;
  say(call, MESSAGE_CLI_CLAWBACK_CASE,
      SD_ARGS(SD_NUMBER(c->id), c->subject, c->item, money_string(a, c->amount_fen),
              money_string(a, c->recovered_fen), money_string(a, c->written_off_fen),
              clawback_state_label(c->state, call->lang), c->ground));
  for (int32_t i = 1; i <= c->instalments; i++) {
    char due[16];
    int64_t amount_fen;
    if (clawback_instalment(c, i, due, &amount_fen, NULL) != SD_OK) break;
    say(call, MESSAGE_CLI_CLAWBACK_INSTALMENT,
        SD_ARGS(SD_NUMBER(i), due, money_string(a, amount_fen)));
  }
}

/* Says how the case stands behind a step. */
static sd_status finish(invocation *call, city *open, int64_t id, sd_status status,
                        sd_error *error) {
  clawback_case c = {0};
  json_answer answer;
  json_answer_begin(&answer);
  if (status == SD_OK) status = clawback_find(open->db, id, &c, error);
  if (status == SD_OK) {
    say_case(call, &c);
    write_case(&answer.writer, &c);
  }
  city_close(open);
  return json_answer_end(&answer, call, status, error);
}

sd_status command_clawback_open(invocation *call, sd_error *error) {
  clawback_claim claim = {.subject = call->operands[0],
                          .item = call->operands[1],
                          .ground = option_value(call, "ground"),
                          .bar_until = option_value(call, "bar-until")};
  TRY(option_year(call, "from-year", 1900, 0, &claim.from_year, error));
  TRY(amount_of_option(call, "amount", &claim.amount_fen, error));
  TRY(amount_of_option(call, "interest", &claim.interest_fen, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  int64_t id = 0;
  sd_status status = clawback_open(c.db, &claim, call->actor, call->now_us, &id, error);
  return finish(call, &c, id, status, error);
}

sd_status command_clawback_notice(invocation *call, sd_error *error) {
  int64_t id, instalments;
  TRY(case_of_operand(call->operands[0], &id, error));
  TRY(option_number(call, "instalments", 1, 1, &instalments, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  sd_status status = clawback_notice(c.db, id, option_value(call, "due"), (int32_t)instalments,
                                     call->actor, call->now_us, error);
  return finish(call, &c, id, status, error);
}

static sd_status step(invocation *call, clawback_event event, sd_error *error) {
  int64_t id;
  TRY(case_of_operand(call->operands[0], &id, error));
  const char *note = option_value(call, "note");
  city c;
  TRY(city_open(call, 0, &c, error));
  sd_status status =
      clawback_step(c.db, id, event, note == NULL ? "" : note, call->actor, call->now_us, error);
  return finish(call, &c, id, status, error);
}

sd_status command_clawback_appeal(invocation *call, sd_error *error) {
  bool dismissed = option_given(call, "dismissed"), upheld = option_given(call, "upheld");
  if (dismissed && upheld) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, "--dismissed | --upheld"));
  }
  return step(call,
              dismissed ? CLAWBACK_EVENT_DISMISS
              : upheld  ? CLAWBACK_EVENT_UPHOLD
                        : CLAWBACK_EVENT_APPEAL,
              error);
}

sd_status command_clawback_close(invocation *call, sd_error *error) {
  return step(call, CLAWBACK_EVENT_CLOSE, error);
}

/* What two people do: proposed here, done when another person approves it. */
static sd_status propose(invocation *call, correction *act, sd_error *error) {
  TRY(case_of_operand(call->operands[0], &act->clawback, error));
  act->reason = option_value(call, "reason");
  city c;
  TRY(city_open(call, 0, &c, error));
  int64_t proposal = 0;
  sd_status status = correction_propose(c.db, act, call->actor, call->now_us, &proposal, error);
  city_close(&c);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_CORRECTION_PROPOSED,
        SD_ARGS(SD_NUMBER(proposal), correction_label(act->act, call->lang)));
  }
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_integer(&answer.writer, "proposal", proposal);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, status, error);
}

sd_status command_clawback_pay(invocation *call, sd_error *error) {
  correction act = {.act = CORRECTION_RECOVERY};
  TRY(case_of_operand(option_value(call, "entry"), &act.entry, error));
  return propose(call, &act, error);
}

sd_status command_clawback_offset(invocation *call, sd_error *error) {
  correction act = {.act = CORRECTION_SET_OFF,
                    .award = option_value(call, "award"),
                    .line = option_value(call, "line")};
  TRY(option_year(call, "year", 1900, 0, &act.year, error));
  TRY(amount_of_option(call, "amount", &act.amount_fen, error));
  return propose(call, &act, error);
}

sd_status command_clawback_write_off(invocation *call, sd_error *error) {
  correction act = {.act = CORRECTION_WRITE_OFF};
  return propose(call, &act, error);
}

/* --- clawback show --- */

typedef struct case_list {
  invocation *call;
  json_writer *writer;
  int64_t wanted; /* 0: all */
} case_list;

static sd_status show_case(void *context, const clawback_case *c, sd_error *error) {
  (void)error;
  case_list *list = context;
  if (list->wanted != 0 && list->wanted != c->id) return SD_OK;
  say_case(list->call, c);
  write_case(list->writer, c);
  return SD_OK;
}

sd_status command_clawback_show(invocation *call, sd_error *error) {
  case_list list = {.call = call};
  if (call->operand_count > 0) TRY(case_of_operand(call->operands[0], &list.wanted, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  list.writer = &answer.writer;
  json_begin_array(&answer.writer);
  sd_status status = clawbacks_each(c.db, show_case, &list, error);
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
