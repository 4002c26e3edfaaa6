/* budget receive, budget show: the money of budget lines. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/cli.h"
#include "base/money.h"
#include "cli/budget_lines.h"
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

sd_status budget_account(const invocation *call, database *db, char bank[BANK_NUMBER_SIZE],
                         sd_error *error) {
  const char *given = option_value(call, "payer");
  bank[0] = '\0';
  if (given != NULL) {
    snprintf(bank, BANK_NUMBER_SIZE, "%s", given);
    return SD_OK;
  }
  TRY(payers_each(db, first_payer, bank, error));
  return bank[0] != '\0' ? SD_OK : error_set(error, SD_NOT_FOUND, MESSAGE_CLI_NO_PAYER, NULL);
}

sd_status budget_year(const invocation *call, int32_t *out, sd_error *error) {
  civil_date today = {0};
  calendar_date_of(clock_day(call->now_us, CLOCK_CHINA_OFFSET_SECONDS), &today);
  return option_year(call, "year", 1900, today.year, out, error);
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

sd_status command_budget_receive(invocation *call, sd_error *error) {
  int32_t year;
  if (option_given(call, "hold")) return command_budget_hold(call, error);
  TRY(budget_year(call, &year, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  char bank[BANK_NUMBER_SIZE];
  sd_status status = budget_account(call, c.db, bank, error);
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

/* --- budget show --- */

typedef struct budget_table {
  invocation *call;
  grid grid;
  json_writer *writer;
} budget_table;

void write_budget_state(json_writer *w, const budget_state *s) {
  json_member_string(w, "line", s->line.line);
  json_member_integer(w, "year", s->line.year);
  json_member_string(w, "level", level_word(s->line.level));
  json_member_integer(w, "received_fen", s->received_fen);
  json_member_integer(w, "from_above_fen", s->from_above_fen);
  json_member_integer(w, "from_below_fen", s->from_below_fen);
  json_member_integer(w, "passed_down_fen", s->passed_down_fen);
  json_member_integer(w, "passed_up_fen", s->passed_up_fen);
  json_member_integer(w, "under_way_fen", s->under_way_fen);
  json_member_integer(w, "allotted_fen", s->allotted_fen);
  json_member_integer(w, "free_fen", s->free_fen);
  json_member_integer(w, "reserved_fen", s->reserved_fen);
  json_member_integer(w, "paid_fen", s->paid_fen);
  json_member_integer(w, "available_fen", s->available_fen);
  json_member_integer(w, "returned_fen", s->returned_fen);
  json_member_integer(w, "unspent_fen", s->unspent_fen);
}

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
  json_begin_object(table->writer);
  write_budget_state(table->writer, s);
  json_end_object(table->writer);
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
