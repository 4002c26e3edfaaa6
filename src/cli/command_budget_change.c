/* budget line, allot, pass, close: what two people do to budget lines. */
#include <string.h>

#include "base/messages/cli.h"
#include "base/messages/ledger.h"
#include "base/money.h"
#include "cli/budget_lines.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "operation/budget_change.h"

static sd_status propose(invocation *call, database *db, const budget_change *c, sd_error *error) {
  int64_t proposal = 0;
  sd_status status = budget_change_propose(db, c, call->actor, call->now_us, &proposal, error);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_BUDGET_CHANGE_PROPOSED,
        SD_ARGS(SD_NUMBER(proposal), budget_act_label(c->act, call->lang), c->line));
  }
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_integer(&answer.writer, "proposal", proposal);
  json_member_string(&answer.writer, "act", budget_act_word(c->act));
  json_member_string(&answer.writer, "line", c->line);
  json_member_integer(&answer.writer, "year", c->year);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, status, error);
}

/* The rest of a change from the options; the city is opened and closed here. */
static sd_status change(invocation *call, budget_change c, sd_error *error) {
  c.line = call->operands[0];
  TRY(budget_year(call, &c.year, error));
  city open;
  TRY(city_open(call, 0, &open, error));
  char bank[BANK_NUMBER_SIZE];
  sd_status status = SD_OK;
  if (c.act == BUDGET_ACT_LEVEL || c.act == BUDGET_ACT_HOLD) {
    budget_line known;
    bool is_new = budget_line_find(open.db, c.line, c.year, &known, NULL) != SD_OK;
    if (is_new || option_given(call, "payer")) status = budget_account(call, open.db, bank, error);
    c.account = is_new || option_given(call, "payer") ? bank : known.bank;
  }
  if (status == SD_OK) status = propose(call, open.db, &c, error);
  city_close(&open);
  return status;
}

static sd_status money(const invocation *call, budget_change *c, sd_error *error) {
  const char *amount = option_value(call, "amount");
  c->document = option_value(call, "document");
  if (amount == NULL || c->document == NULL) {
    bool no_amount = amount == NULL;
    return error_set(error, SD_MISUSE, MESSAGE_CLI_OPTION_MISSING,
                     SD_ARGS(call->command->name, no_amount ? "amount" : "document",
                             no_amount ? "YUAN" : "NUMBER"));
  }
  if (money_parse(text_of(amount), &c->amount_fen) && c->amount_fen > 0) return SD_OK;
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_AMOUNT, SD_ARGS("amount", amount));
}

sd_status command_budget_hold(invocation *call, sd_error *error) {
  budget_change c = {.act = BUDGET_ACT_HOLD};
  if (call->operand_count != 1) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, call->command->operands));
  }
  TRY(money(call, &c, error));
  return change(call, c, error);
}

sd_status command_budget_allot(invocation *call, sd_error *error) {
  budget_change c = {.act = BUDGET_ACT_ALLOT};
  TRY(money(call, &c, error));
  return change(call, c, error);
}

sd_status command_budget_pass(invocation *call, sd_error *error) {
  budget_change c = {.act = BUDGET_ACT_PASS, .to = call->operands[1]};
  TRY(money(call, &c, error));
  return change(call, c, error);
}

sd_status command_budget_line(invocation *call, sd_error *error) {
  budget_change c = {.act = BUDGET_ACT_LEVEL};
  const char *level = option_value(call, "level");
  if (!level_parse(text_of(level), &c.level)) {
    return error_set(error, SD_MISUSE, MESSAGE_LEDGER_LEVEL_UNKNOWN, SD_ARGS(level));
  }
  return change(call, c, error);
}

sd_status command_budget_close(invocation *call, sd_error *error) {
  return change(
      call,
      (budget_change){.act = BUDGET_ACT_CLOSE, .keep = option_given(call, "keep-reservations")},
      error);
}
