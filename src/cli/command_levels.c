/* budget levels: each level of government at any moment, its lines, and what was passed between
 * them. */
#include "base/messages/cli.h"
#include "cli/budget_lines.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/view.h"
#include "ledger/passing.h"

typedef struct levels_call {
  invocation *call;
  grid grid;
  json_writer *writer;
  int64_t count;
} levels_call;

/* A row of the table: a level, or a line below it. */
static sd_status add_row(levels_call *l, const char *name, const budget_state *s, int64_t own_fen,
                         sd_error *error) {
  arena *a = l->call->arena;
  const char *cells[] = {name,
                         money_string(a, own_fen),
                         money_string(a, s->from_above_fen),
                         money_string(a, s->from_below_fen),
                         money_string(a, s->allotted_fen),
                         money_string(a, s->passed_down_fen),
                         money_string(a, s->passed_up_fen),
                         money_string(a, s->free_fen),
                         money_string(a, s->paid_fen)};
  grid_row(&l->grid, cells);
  l->count++;
  return l->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

typedef struct lines_of_level {
  levels_call *levels;
  budget_level level;
} lines_of_level;

static sd_status add_line(void *context, const budget_state *s, sd_error *error) {
  lines_of_level *of = context;
  if (s->line.level != of->level) return SD_OK;
  arena *a = of->levels->call->arena;
  text_builder name;
  text_builder_init(&name, 256);
  text_builder_format(&name, "  %s/%d", s->line.line, (int)s->line.year);
  const char *shown = text_string(a, text_builder_text(&name));
  text_builder_release(&name);
  json_writer *w = of->levels->writer;
  json_begin_object(w);
  write_budget_state(w, s);
  json_end_object(w);
  return add_row(of->levels, shown, s, s->received_fen - s->from_above_fen - s->from_below_fen,
                 error);
}

static void write_level(json_writer *w, const budget_level_state *level) {
  const budget_state *s = &level->sum;
  json_member_string(w, "level", level_word(level->level));
  json_member_integer(w, "own_fen", level->own_fen);
  json_member_integer(w, "from_above_fen", s->from_above_fen);
  json_member_integer(w, "from_below_fen", s->from_below_fen);
  json_member_integer(w, "received_fen", s->received_fen);
  json_member_integer(w, "allotted_fen", s->allotted_fen);
  json_member_integer(w, "passed_down_fen", s->passed_down_fen);
  json_member_integer(w, "passed_up_fen", s->passed_up_fen);
  json_member_integer(w, "under_way_fen", s->under_way_fen);
  json_member_integer(w, "free_fen", s->free_fen);
  json_member_integer(w, "reserved_fen", s->reserved_fen);
  json_member_integer(w, "paid_fen", s->paid_fen);
}

static sd_status add_route(void *context, const budget_route *r, sd_error *error) {
  (void)error;
  levels_call *l = context;
  arena *a = l->call->arena;
  json_writer *w = l->writer;
  json_begin_object(w);
  json_member_string(w, "from", r->from);
  json_member_string(w, "to", r->to);
  json_member_integer(w, "year", r->year);
  json_member_boolean(w, "up", r->is_up);
  json_member_integer(w, "passed_fen", r->passed_fen);
  json_member_integer(w, "left_fen", r->left_fen);
  json_member_integer(w, "arrived_fen", r->arrived_fen);
  json_end_object(w);
  say(l->call, MESSAGE_CLI_LEVELS_ROUTE,
      SD_ARGS(r->from, r->to, SD_NUMBER(r->year), money_string(a, r->passed_fen),
              money_string(a, r->arrived_fen), money_string(a, r->passed_fen - r->arrived_fen)));
  return SD_OK;
}

static sd_status show_levels(levels_call *l, database *db, int32_t year, int64_t at_us,
                             sd_error *error) {
  budget_level_state levels[LEVEL_COUNT];
  json_writer *w = l->writer;
  TRY(budget_levels_at(db, year, at_us, levels, error));
  json_begin_array(w);
  for (int i = 0; i < LEVEL_COUNT; i++) {
    if (levels[i].lines == 0) continue;
    json_begin_object(w);
    write_level(w, &levels[i]);
    TRY(add_row(l, level_label((budget_level)i, l->call->lang), &levels[i].sum, levels[i].own_fen,
                error));
    json_key(w, "lines");
    json_begin_array(w);
    lines_of_level of = {l, (budget_level)i};
    TRY(budget_lines_each_at(db, year, at_us, add_line, &of, error));
    json_end_array(w);
    json_end_object(w);
  }
  json_end_array(w);
  grid_show(&l->grid, l->call, "");
  return SD_OK;
}

sd_status command_budget_levels(invocation *call, sd_error *error) {
  int32_t year;
  int64_t at_us;
  TRY(option_year(call, "year", 1900, 0, &year, error));
  TRY(option_moment(call, "at", INT64_MAX, &at_us, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  levels_call l = {.call = call, .writer = &answer.writer};
  language lang = call->lang;
  grid_init(&l.grid, call->arena, "lrrrrrrrr");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_LEVEL),
                           message_text(lang, MESSAGE_CLI_COLUMN_OWN),
                           message_text(lang, MESSAGE_CLI_COLUMN_FROM_ABOVE),
                           message_text(lang, MESSAGE_CLI_COLUMN_FROM_BELOW),
                           message_text(lang, MESSAGE_CLI_COLUMN_ALLOTTED),
                           message_text(lang, MESSAGE_CLI_COLUMN_DOWN),
                           message_text(lang, MESSAGE_CLI_COLUMN_UP),
                           message_text(lang, MESSAGE_CLI_COLUMN_FREE),
                           message_text(lang, MESSAGE_CLI_COLUMN_PAID)};
  grid_row(&l.grid, heading);
  json_begin_object(&answer.writer);
  json_key(&answer.writer, "levels");
  sd_status status = show_levels(&l, c.db, year, at_us, error);
  json_key(&answer.writer, "routes");
  json_begin_array(&answer.writer);
  if (status == SD_OK) status = budget_routes_each(c.db, year, at_us, add_route, &l, error);
  json_end_array(&answer.writer);
  json_end_object(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
