/* ledger statement, budget statement: an account line by line, a budget line at a past moment. */
#include "base/clock.h"
#include "base/messages/cli.h"
#include "cli/budget_lines.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/view.h"
#include "ledger/budget.h"

typedef struct statement_call {
  invocation *call;
  grid grid;
  json_writer *writer;
} statement_call;

static sd_status add_line(void *context, const statement_line *line, sd_error *error) {
  statement_call *s = context;
  arena *a = s->call->arena;
  char when[CLOCK_TEXT_SIZE];
  clock_format(line->at_us, when);
  int64_t balance_fen = account_balance_fen(&line->after);
  const char *cells[] = {text_string(a, text_of(when)),
                         transfer_kind_label(line->kind, s->call->lang),
                         text_string(a, text_of(line->reference)),
                         text_string(a, text_of(line->counter_account)),
                         line->is_debit ? money_string(a, line->effect_posted_fen) : "",
                         line->is_debit ? "" : money_string(a, line->effect_posted_fen),
                         money_string(a, line->effect_pending_fen),
                         money_string(a, balance_fen)};
  grid_row(&s->grid, cells);
  json_writer *w = s->writer;
  json_begin_object(w);
  json_member_integer(w, "sequence", line->sequence);
  json_member_string(w, "at", when);
  json_member_string(w, "kind", transfer_kind_name(line->kind));
  json_member_string(w, "reference", line->reference);
  json_member_string(w, "counter_account", line->counter_account);
  json_member_boolean(w, "debit", line->is_debit);
  json_member_integer(w, "posted_fen", line->effect_posted_fen);
  json_member_integer(w, "pending_fen", line->effect_pending_fen);
  json_member_integer(w, "balance_fen", balance_fen);
  json_end_object(w);
  return s->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

sd_status command_ledger_statement(invocation *call, sd_error *error) {
  int64_t from_us, until_us;
  TRY(option_moment(call, "from", 0, &from_us, error));
  TRY(option_moment(call, "until", INT64_MAX, &until_us, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  statement_call s = {.call = call, .writer = &answer.writer};
  language lang = call->lang;
  grid_init(&s.grid, call->arena, "llllrrrr");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_TIME),
                           message_text(lang, MESSAGE_CLI_COLUMN_WHAT),
                           message_text(lang, MESSAGE_CLI_COLUMN_REFERENCE),
                           message_text(lang, MESSAGE_CLI_COLUMN_COUNTER),
                           message_text(lang, MESSAGE_CLI_COLUMN_DEBIT),
                           message_text(lang, MESSAGE_CLI_COLUMN_CREDIT),
                           message_text(lang, MESSAGE_CLI_COLUMN_PENDING),
                           message_text(lang, MESSAGE_CLI_COLUMN_BALANCE)};
  grid_row(&s.grid, heading);
  json_begin_array(&answer.writer);
  sd_status status =
      ledger_statement(c.db, call->operands[0], from_us, until_us, add_line, &s, error);
  json_end_array(&answer.writer);
  city_close(&c);
  if (status == SD_OK) grid_show(&s.grid, call, "");
  return json_answer_end(&answer, call, status, error);
}

sd_status command_budget_statement(invocation *call, sd_error *error) {
  int32_t year;
  int64_t at_us;
  TRY(option_year(call, "year", 1900, 0, &year, error));
  TRY(option_moment(call, "at", INT64_MAX, &at_us, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  budget_state b;
  sd_status status = budget_state_at(c.db, call->operands[0], year, at_us, &b, error);
  city_close(&c);
  json_answer answer;
  json_answer_begin(&answer);
  if (status == SD_OK) {
    arena *a = call->arena;
    say(call, MESSAGE_CLI_BUDGET_STATEMENT,
        SD_ARGS(b.line.line, SD_NUMBER(year), money_string(a, b.received_fen),
                money_string(a, b.allotted_fen), money_string(a, b.reserved_fen),
                money_string(a, b.paid_fen), money_string(a, b.available_fen),
                money_string(a, b.returned_fen), money_string(a, b.from_above_fen),
                money_string(a, b.passed_down_fen + b.passed_up_fen)));
    json_writer *w = &answer.writer;
    json_begin_object(w);
    write_budget_state(w, &b);
    json_end_object(w);
  }
  return json_answer_end(&answer, call, status, error);
}
