/* list show: lists, and the decisions of one. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/settled.h"

/* --- list show --- */

typedef struct list_table {
  invocation *call;
  grid grid;
  json_writer *writer;
} list_table;

void write_status_json(json_writer *w, const list_status *s) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(&s->hash, hash);
  json_begin_object(w);
  json_member_integer(w, "list", s->id);
  json_member_text(w, "item", s->item);
  json_member_text(w, "versions", s->version_label);
  json_member_string(w, "state", list_state_name(s->state));
  json_member_text(w, "maker", s->maker);
  json_member_text(w, "approver", s->approver);
  json_member_integer(w, "met", s->counts.met);
  json_member_integer(w, "not_met", s->counts.not_met);
  json_member_integer(w, "unknown", s->counts.unknown);
  json_member_integer(w, "amount_fen", s->counts.amount_fen);
  json_member_string(w, "sm3", hash);
  json_end_object(w);
}

static sd_status add_list(void *context, const list_status *s, sd_error *error) {
  list_table *table = context;
  invocation *call = table->call;
  arena *a = call->arena;
  char day[CALENDAR_TEXT_SIZE] = "";
  if (s->last_day != 0) calendar_format_day(s->last_day, day);
  const char *cells[] = {count_string(a, s->id),
                         text_string(a, s->item),
                         text_string(a, s->version_label),
                         message_text(call->lang, list_state_message(s->state)),
                         count_string(a, s->counts.met),
                         s->counts.amount_fen == 0 ? "" : money_string(a, s->counts.amount_fen),
                         text_string(a, s->maker),
                         text_string(a, s->approver),
                         day};
  grid_row(&table->grid, cells);
  write_status_json(table->writer, s);
  return table->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                            : SD_OK;
}

static sd_status show_lists(invocation *call, city *c, json_writer *w, sd_error *error) {
  language lang = call->lang;
  list_table table = {.call = call, .writer = w};
  grid_init(&table.grid, call->arena, "rlllrrlll");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_LIST),
                           message_text(lang, MESSAGE_CLI_COLUMN_ITEM),
                           message_text(lang, MESSAGE_CLI_COLUMN_VERSION),
                           message_text(lang, MESSAGE_CLI_COLUMN_STATE),
                           message_text(lang, MESSAGE_CLI_COLUMN_MET),
                           message_text(lang, MESSAGE_CLI_COLUMN_AMOUNT),
                           message_text(lang, MESSAGE_CLI_COLUMN_MAKER),
                           message_text(lang, MESSAGE_CLI_COLUMN_APPROVER),
                           message_text(lang, MESSAGE_CLI_COLUMN_NOTICE_END)};
  grid_row(&table.grid, heading);
  json_begin_array(w);
  sd_status status = list_each(c->db, TEXT(""), add_list, &table, error);
  json_end_array(w);
  if (status == SD_OK) grid_show(&table.grid, call, "");
  return status;
}

static sd_status status_wanted(const invocation *call, int *out, sd_error *error) {
  static const char *const words[] = {"not-met", "met", "unknown"};
  const char *value = option_value(call, "status");
  *out = -1;
  if (value == NULL) return SD_OK;
  for (int i = 0; i < 3; i++) {
    if (strcmp(value, words[i]) == 0) *out = i;
  }
  if (*out >= 0) return SD_OK;
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_STATUS, SD_ARGS(value));
}

static void write_decision_json(json_writer *w, const decision *d) {
  json_begin_object(w);
  json_member_string(w, "subject", d->code);
  json_member_text(w, "district", d->district);
  json_member_string(w, "status", decision_status_name((decision_status)d->status));
  json_member_integer(w, "computed_fen", d->computed_fen);
  json_member_integer(w, "amount_fen", d->amount_fen);
  json_member_text(w, "missing", d->missing);
  json_end_object(w);
}

static sd_status show_decisions(invocation *call, city *c, const item_context *context, int64_t id,
                                json_writer *w, sd_error *error) {
  int wanted;
  int64_t limit;
  award_state state;
  TRY(option_number(call, "limit", 1, call->json ? INT64_MAX : 20, &limit, error));
  const char *word = option_value(call, "status");
  if (word != NULL && award_state_parse(text_of(word), &state)) {
    return settled_show(call, c->db, &(settled_view){id, state, limit}, w, error);
  }
  TRY(status_wanted(call, &wanted, error));
  list_run *run = NULL;
  TRY(award_load_run(c->db, id, call->arena, &run, error));
  language lang = call->lang;
  grid g;
  grid_init(&g, call->arena, "lllrrl");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_SUBJECT),
                           message_text(lang, MESSAGE_CLI_COLUMN_DISTRICT),
                           message_text(lang, MESSAGE_CLI_COLUMN_STATUS),
                           message_text(lang, MESSAGE_CLI_COLUMN_COMPUTED),
                           message_text(lang, MESSAGE_CLI_COLUMN_AMOUNT),
                           message_text(lang, MESSAGE_CLI_COLUMN_MISSING)};
  grid_row(&g, heading);
  arena *a = call->arena;
  json_begin_array(w);
  for (size_t i = 0; i < run->decision_count && limit > 0; i++) {
    const decision *d = &run->decisions[i];
    if (wanted >= 0 ? d->status != wanted : d->status == DECISION_NOT_MET) continue;
    limit--;
    write_decision_json(w, d);
    const char *cells[] = {d->code,
                           area_name(context->areas, d->district, lang, a),
                           message_text(lang, decision_message(d->status)),
                           d->computed_fen == 0 ? "" : money_string(a, d->computed_fen),
                           d->amount_fen == 0 ? "" : money_string(a, d->amount_fen),
                           text_string(a, d->missing)};
    if (!call->json) grid_row(&g, cells);
  }
  json_end_array(w);
  grid_show(&g, call, "");
  return SD_OK;
}

sd_status command_list_show(invocation *call, sd_error *error) {
  item_context context;
  TRY(item_context_read(call, &context, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status;
  if (call->operand_count == 0) {
    status = show_lists(call, &c, &answer.writer, error);
  } else {
    int64_t id = 0;
    status = list_of_operand(c.db, call->operands[0], &id, error);
    if (status == SD_OK) {
      status = show_decisions(call, &c, &context, id, &answer.writer, error);
    }
  }
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
