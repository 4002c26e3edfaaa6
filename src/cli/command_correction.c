/* exceptions resolve, pay correct, ledger correct: what two people book by hand. */
#include <string.h>

#include "base/messages/cli.h"
#include "base/money.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "payout/correction.h"

static sd_status propose(invocation *call, const correction *c, sd_error *error) {
  city open;
  TRY(city_open(call, 0, &open, error));
  int64_t proposal = 0;
  sd_status status = correction_propose(open.db, c, call->actor, call->now_us, &proposal, error);
  city_close(&open);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_CORRECTION_PROPOSED,
        SD_ARGS(SD_NUMBER(proposal), correction_label(c->act, call->lang)));
  }
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_integer(&answer.writer, "proposal", proposal);
  json_member_string(&answer.writer, "act", correction_word(c->act));
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, status, error);
}

static sd_status entry_number(const char *value, int64_t *out, sd_error *error) {
  enum { DIGITS_MAX = 15 };
  size_t size = strlen(value);
  bool good = size > 0 && size <= DIGITS_MAX && strspn(value, "0123456789") == size;
  if (!good) return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_ENTRY, SD_ARGS(value));
  *out = 0;
  for (size_t i = 0; i < size; i++) *out = *out * 10 + (value[i] - '0');
  return SD_OK;
}

sd_status command_exceptions_resolve(invocation *call, sd_error *error) {
  int32_t year = 0;
  correction c = {.order = option_value(call, "order"),
                  .line = option_value(call, "line"),
                  .to = option_value(call, "to"),
                  .reason = option_value(call, "reason")};
  const char *word = option_value(call, "as");
  if (!correction_of_word(word, &c.act) || c.act == CORRECTION_CORRECT ||
      c.act == CORRECTION_TRANSFER) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_ACT, SD_ARGS(word));
  }
  TRY(entry_number(call->operands[0], &c.entry, error));
  TRY(option_year(call, "year", 1900, 0, &year, error));
  c.year = year;
  if (option_given(call, "entry")) TRY(entry_number(option_value(call, "entry"), &c.other, error));
  return propose(call, &c, error);
}

sd_status command_pay_correct(invocation *call, sd_error *error) {
  correction c = {.act = CORRECTION_CORRECT,
                  .order = call->operands[0],
                  .line = option_value(call, "line"),
                  .reason = option_value(call, "reason")};
  TRY(option_year(call, "year", 1900, 0, &c.year, error));
  return propose(call, &c, error);
}

sd_status command_ledger_correct(invocation *call, sd_error *error) {
  correction c = {.act = CORRECTION_TRANSFER,
                  .debit = option_value(call, "debit"),
                  .credit = option_value(call, "credit"),
                  .document = option_value(call, "document"),
                  .reason = option_value(call, "reason")};
  const char *amount = option_value(call, "amount");
  if (!money_parse(text_of(amount), &c.amount_fen) || c.amount_fen <= 0) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_AMOUNT, SD_ARGS("amount", amount));
  }
  return propose(call, &c, error);
}
