/* budget receive, budget show: the money of budget lines. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/cli.h"
#include "base/money.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "ledger/budget.h"
#include "operation/receipt.h"
#include "payout/payout.h"

static sd_status first_payer(void *context, const payer *p, sd_error *error) {
  (void)error;
  char *number = context;
  if (number[0] == '\0') snprintf(number, BANK_NUMBER_SIZE, "%s", p->account_number);
  return SD_OK;
}

static void write_receipt(json_writer *w, const receipt *r, int64_t proposal) {
  json_begin_object(w);
  json_member_integer(w, "proposal", proposal);
  json_member_string(w, "line", r->line);
  json_member_integer(w, "year", r->year);
  json_member_integer(w, "amount_fen", r->amount_fen);
  json_member_string(w, "document", r->document);
  json_member_string(w, "account", r->account);
  json_end_object(w);
}

/* True when an earlier item of the catalogue already opened the line. */
static bool line_was_seen(const item_catalogue *items, size_t index, const bool *taken) {
  for (size_t i = 0; i < index; i++) {
    if (taken[i] &&
        text_equal(items->entries[i].item->budget_line, items->entries[index].item->budget_line)) {
      return true;
    }
  }
  return false;
}

/* Every budget line named by an item that is in force and concerns the subjects on file, once. */
static sd_status receive_all(invocation *call, city *c, receipt r, json_writer *w,
                             sd_error *error) {
  item_context context;
  const snapshot_column *districts = NULL;
  registry_view view = {INT64_MAX, INT64_MAX};
  TRY(item_context_read(call, &context, error));
  TRY(districts_on_file(c, view, call->arena, &districts, error));
  const item_catalogue *items = context.items;
  bool *taken = ARENA_ARRAY(call->arena, bool, items->count);
  if (taken == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  int64_t day = clock_day(call->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  int64_t total_fen = 0, lines = 0, proposal = 0;
  for (size_t i = 0; i < items->count; i++) {
    const item_version *v = items->entries[i].item;
    if (v == NULL || v->budget_line.size == 0 ||
        !item_concerns(&context, districts, v, day, r.year - 1) || line_was_seen(items, i, taken)) {
      continue;
    }
    taken[i] = true;
    r.line = v->budget_line.data;
    r.amount_fen = v->budget_total_fen;
    TRY(receipt_propose(c->db, &r, call->actor, call->now_us, &proposal, error));
    write_receipt(w, &r, proposal);
    total_fen += r.amount_fen;
    lines++;
  }
  say(call, MESSAGE_CLI_RECEIVED,
      SD_ARGS(count_string(call->arena, lines), money_string(call->arena, total_fen)));
  return SD_OK;
}

static sd_status receive_one(invocation *call, city *c, receipt r, json_writer *w,
                             sd_error *error) {
  const char *amount = option_value(call, "amount");
  if (call->operand_count != 1 || amount == NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_OPTION_MISSING,
                     SD_ARGS(call->command->name, "amount", "YUAN"));
  }
  if (!money_parse(text_of(amount), &r.amount_fen) || r.amount_fen <= 0) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_AMOUNT, SD_ARGS("amount", amount));
  }
  int64_t proposal = 0;
  r.line = call->operands[0];
  TRY(receipt_propose(c->db, &r, call->actor, call->now_us, &proposal, error));
  write_receipt(w, &r, proposal);
  say(call, MESSAGE_CLI_RECEIVED, SD_ARGS("1", money_string(call->arena, r.amount_fen)));
  return SD_OK;
}

static int32_t year_of(int64_t moment_us) {
  civil_date date = {0};
  calendar_date_of(clock_day(moment_us, CLOCK_CHINA_OFFSET_SECONDS), &date);
  return date.year;
}

sd_status command_budget_receive(invocation *call, sd_error *error) {
  int32_t year;
  TRY(option_year(call, "year", 2000, year_of(call->now_us), &year, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  char bank[BANK_NUMBER_SIZE] = "";
  const char *given = option_value(call, "payer");
  sd_status status = SD_OK;
  if (given != NULL) {
    snprintf(bank, sizeof bank, "%s", given);
  } else {
    status = payers_each(c.db, first_payer, bank, error);
    if (status == SD_OK && bank[0] == '\0') {
      status = error_set(error, SD_NOT_FOUND, MESSAGE_CLI_NO_PAYER, NULL);
    }
  }
  receipt r = {.year = year, .account = bank, .document = option_value(call, "document")};
  if (r.document == NULL) r.document = "opening";
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  if (status == SD_OK) {
    status = option_given(call, "all") ? receive_all(call, &c, r, &answer.writer, error)
                                       : receive_one(call, &c, r, &answer.writer, error);
  }
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- budget close --- */

sd_status command_budget_close(invocation *call, sd_error *error) {
  int32_t year;
  TRY(option_year(call, "year", 1900, 0, &year, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  const char *line = call->operands[0];
  int64_t swept_fen = 0;
  sd_status status = database_begin(c.db, error);
  if (status == SD_OK) {
    status =
        budget_line_close(c.db, call->actor, line, year, option_given(call, "keep-reservations"),
                          call->now_us, &swept_fen, error);
  }
  if (status == SD_OK) status = database_commit(c.db, error);
  city_close(&c);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_BUDGET_CLOSED,
        SD_ARGS(line, SD_NUMBER(year), money_string(call->arena, swept_fen)));
  }
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_string(&answer.writer, "line", line);
  json_member_integer(&answer.writer, "year", year);
  json_member_integer(&answer.writer, "taken_back_fen", swept_fen);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, status, error);
}

/* --- budget show --- */

typedef struct budget_table {
  invocation *call;
  grid grid;
  json_writer *writer;
} budget_table;

static sd_status add_line(void *context, const budget_state *s, sd_error *error) {
  budget_table *table = context;
  arena *a = table->call->arena;
  char year[16];
  snprintf(year, sizeof year, "%d", s->line.year);
  const char *cells[] = {s->line.line,
                         year,
                         money_string(a, s->received_fen),
                         money_string(a, s->allotted_fen),
                         money_string(a, s->reserved_fen),
                         money_string(a, s->paid_fen),
                         money_string(a, s->available_fen)};
  grid_row(&table->grid, cells);
  json_writer *w = table->writer;
  json_begin_object(w);
  json_member_string(w, "line", s->line.line);
  json_member_integer(w, "year", s->line.year);
  json_member_integer(w, "received_fen", s->received_fen);
  json_member_integer(w, "allotted_fen", s->allotted_fen);
  json_member_integer(w, "reserved_fen", s->reserved_fen);
  json_member_integer(w, "paid_fen", s->paid_fen);
  json_member_integer(w, "returned_fen", s->returned_fen);
  json_member_integer(w, "available_fen", s->available_fen);
  json_end_object(w);
  return table->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                            : SD_OK;
}

sd_status write_budget_lines(invocation *call, database *db, json_writer *w, const char *indent,
                             sd_error *error) {
  language lang = call->lang;
  budget_table table = {.call = call, .writer = w};
  grid_init(&table.grid, call->arena, "lrrrrrr");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_BUDGET_LINE),
                           message_text(lang, MESSAGE_CLI_COLUMN_YEAR),
                           message_text(lang, MESSAGE_CLI_COLUMN_RECEIVED),
                           message_text(lang, MESSAGE_CLI_COLUMN_ALLOTTED),
                           message_text(lang, MESSAGE_CLI_COLUMN_RESERVED),
                           message_text(lang, MESSAGE_CLI_COLUMN_PAID),
                           message_text(lang, MESSAGE_CLI_COLUMN_AVAILABLE)};
  grid_row(&table.grid, heading);
  json_begin_array(w);
  sd_status status = budget_lines_each(db, add_line, &table, error);
  json_end_array(w);
  if (status == SD_OK) grid_show(&table.grid, call, indent);
  return status;
}

sd_status command_budget_show(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = write_budget_lines(call, c.db, &answer.writer, "", error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
