/* list shares: what each level bears of a list, and how it stands. */
#include "base/limits.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "operation/award_shares.h"

typedef struct shares_call {
  invocation *call;
  grid grid;
  json_writer *writer;
} shares_call;

static sd_status add_share(void *context, const award_share *s, sd_error *error) {
  shares_call *c = context;
  arena *a = c->call->arena;
  const char *cells[] = {text_string(a, s->code),
                         text_string(a, s->level),
                         text_string(a, s->line),
                         money_string(a, s->share_fen),
                         money_string(a, s->reserved_fen),
                         money_string(a, s->paid_fen),
                         money_string(a, s->returned_fen),
                         money_string(a, s->owed_fen),
                         share_state_label(s->state, c->call->lang)};
  grid_row(&c->grid, cells);
  json_writer *w = c->writer;
  json_begin_object(w);
  if (s->code.size != 0) json_member_text(w, "company", s->code);
  json_member_text(w, "level", s->level);
  json_member_text(w, "line", s->line);
  json_member_boolean(w, "remainder", s->remainder);
  json_member_integer(w, "share_fen", s->share_fen);
  json_member_integer(w, "reserved_fen", s->reserved_fen);
  json_member_integer(w, "paid_fen", s->paid_fen);
  json_member_integer(w, "returned_fen", s->returned_fen);
  json_member_integer(w, "owed_fen", s->owed_fen);
  json_member_string(w, "state", share_state_word(s->state));
  json_end_object(w);
  return c->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

static sd_status show(shares_call *c, database *db, sd_error *error) {
  int64_t list;
  award_share levels[LIMIT_SHARING_LEVELS];
  size_t count;
  invocation *call = c->call;
  TRY(list_of_operand(db, call->operands[0], &list, error));
  TRY(award_shares_sum(db, list, call->arena, levels, &count, error));
  json_key(c->writer, "levels");
  json_begin_array(c->writer);
  for (size_t i = 0; i < count; i++) TRY(add_share(c, &levels[i], error));
  json_end_array(c->writer);
  json_key(c->writer, "companies");
  json_begin_array(c->writer);
  bool one = call->operand_count == 2;
  if (one || option_given(call, "all")) {
    text code = one ? text_of(call->operands[1]) : TEXT("");
    TRY(award_shares_each(db, list, code, add_share, c, error));
  }
  json_end_array(c->writer);
  return SD_OK;
}

sd_status command_list_shares(invocation *call, sd_error *error) {
  city open;
  TRY(city_open(call, 0, &open, error));
  json_answer answer;
  json_answer_begin(&answer);
  shares_call c = {.call = call, .writer = &answer.writer};
  language lang = call->lang;
  grid_init(&c.grid, call->arena, "lllrrrrrl");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_COMPANY_CODE),
                           message_text(lang, MESSAGE_CLI_COLUMN_LEVEL),
                           message_text(lang, MESSAGE_CLI_COLUMN_BUDGET_LINE),
                           message_text(lang, MESSAGE_CLI_COLUMN_SHARE),
                           message_text(lang, MESSAGE_CLI_COLUMN_RESERVED),
                           message_text(lang, MESSAGE_CLI_COLUMN_PAID),
                           message_text(lang, MESSAGE_CLI_COLUMN_CAME_BACK),
                           message_text(lang, MESSAGE_CLI_COLUMN_OWED),
                           message_text(lang, MESSAGE_CLI_COLUMN_STATE)};
  grid_row(&c.grid, heading);
  json_begin_object(&answer.writer);
  sd_status status = show(&c, open.db, error);
  json_end_object(&answer.writer);
  city_close(&open);
  if (status == SD_OK) grid_show(&c.grid, call, "");
  return json_answer_end(&answer, call, status, error);
}
