/* update and decisions: what is decided as of the newest facts, and what changed since the run. */
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/updating.h"
#include "list/current.h"

/* --- update --- */

enum { WATCH_PAUSE_MS = 20 };

sd_status update_and_say(invocation *call, updater *u, json_writer *w, sd_error *error) {
  update_report report;
  arena *a = call->arena;
  int64_t start_us = clock_now_us();
  TRY(updater_apply(u, call->actor, call->now_us, a, &report, error));
  int64_t taken_us = clock_now_us() - start_us;
  size_t subjects = 0, changes = 0;
  json_begin_object(w);
  json_member_integer(w, "batch", report.batch);
  json_key(w, "items");
  json_begin_array(w);
  for (size_t i = 0; i < report.item_count; i++) {
    const update_item *item = &report.items[i];
    subjects += item->subjects;
    changes += item->changes;
    json_begin_object(w);
    json_member_integer(w, "run", item->run);
    json_member_text(w, "item", item->item);
    json_member_integer(w, "subjects", (int64_t)item->subjects);
    json_member_integer(w, "changes", (int64_t)item->changes);
    json_end_object(w);
  }
  json_end_array(w);
  json_member_integer(w, "taken_us", taken_us);
  json_end_object(w);
  if (report.item_count == 0) return SD_OK;
  say(call, MESSAGE_CLI_UPDATED,
      SD_ARGS(count_string(a, report.batch), count_string(a, (int64_t)report.item_count),
              count_string(a, (int64_t)subjects), count_string(a, (int64_t)changes),
              count_string(a, taken_us / 1000)));
  return SD_OK;
}

static void pause_ms(long ms) {
  const struct timespec pause = {.tv_nsec = ms * 1000 * 1000};
  nanosleep(&pause, NULL);
}

/* Looks for new batches until the process is ended; each update is told at once. */
static sd_status watch(invocation *call, city *c, updater *u, sd_error *error) {
  int64_t seen = 0, newest = 0;
  for (;;) {
    TRY(database_read_integer(c->db, "SELECT max(id) FROM batch", &newest, error));
    if (newest != seen) {
      json_answer answer;
      json_answer_begin(&answer);
      call->now_us = clock_now_us();
      sd_status status = update_and_say(call, u, &answer.writer, error);
      /* Another writer held its place for long: try again after the pause. */
      if (status != SD_OK && status != SD_CONFLICT)
        return json_answer_end(&answer, call, status, error);
      if (status == SD_OK) seen = newest;
      json_answer_end(&answer, call, status, error);
      fflush(call->out);
    }
    pause_ms(WATCH_PAUSE_MS);
  }
}

sd_status command_update(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  updater *u = NULL;
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = updater_open(c.registry, &u, error);
  if (status == SD_OK && option_given(call, "watch")) {
    status = watch(call, &c, u, error);
  } else if (status == SD_OK) {
    status = update_and_say(call, u, &answer.writer, error);
  }
  updater_close(u);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- decisions --- */

static const char *status_string(const invocation *call, const decision *d) {
  if (d->code[0] == '\0') return "-";
  return message_text(call->lang, decision_message(d->status));
}

static void write_decision(json_writer *w, const char *name, const decision *d) {
  json_key(w, name);
  if (d->code[0] == '\0') {
    json_null(w);
    return;
  }
  json_begin_object(w);
  json_member_string(w, "status", decision_status_name((decision_status)d->status));
  json_member_text(w, "missing", d->missing);
  json_member_integer(w, "computed_fen", d->computed_fen);
  json_member_integer(w, "amount_fen", d->amount_fen);
  json_end_object(w);
}

static const char *amount_or_nothing(arena *a, int64_t amount_fen) {
  return amount_fen == 0 ? "" : money_string(a, amount_fen);
}

static void write_counts(json_writer *w, const char *name, const run_counts *counts) {
  json_key(w, name);
  json_begin_object(w);
  json_member_integer(w, "met", counts->met);
  json_member_integer(w, "not_met", counts->not_met);
  json_member_integer(w, "unknown", counts->unknown);
  json_member_integer(w, "computed_fen", counts->computed_fen);
  json_member_integer(w, "amount_fen", counts->amount_fen);
  json_end_object(w);
}

static void say_counts(const invocation *call, message_id what, const run_counts *counts) {
  arena *a = call->arena;
  say(call, what,
      SD_ARGS(count_string(a, counts->met), count_string(a, counts->not_met),
              count_string(a, counts->unknown), money_string(a, counts->computed_fen),
              money_string(a, counts->amount_fen)));
}

static void say_state(invocation *call, const current_state *s, const list_status *list) {
  arena *a = call->arena;
  say(call, MESSAGE_CLI_DECISIONS_BASE,
      SD_ARGS(text_string(a, s->run->item), count_string(a, s->run->id),
              message_text(call->lang, list_state_message(list->state)),
              count_string(a, s->batch)));
  say_counts(call, MESSAGE_CLI_DECISIONS_RUN, &s->run->counts);
  say_counts(call, MESSAGE_CLI_DECISIONS_NOW, &s->now->counts);
  if (s->amounts != SD_OK) say(call, MESSAGE_CLI_DECISIONS_SHORT, NULL);
  say(call, MESSAGE_CLI_DECISIONS_CHANGED, SD_ARGS(count_string(a, (int64_t)s->change_count)));
}

static void heading(const invocation *call, grid *g, message_id first) {
  language lang = call->lang;
  const char *cells[] = {message_text(lang, first),
                         message_text(lang, MESSAGE_CLI_COLUMN_BEFORE),
                         message_text(lang, MESSAGE_CLI_COLUMN_NOW),
                         message_text(lang, MESSAGE_CLI_COLUMN_COMPUTED),
                         message_text(lang, MESSAGE_CLI_COLUMN_COMPUTED_NOW),
                         message_text(lang, MESSAGE_CLI_COLUMN_MISSING),
                         message_text(lang, MESSAGE_CLI_COLUMN_BATCH)};
  grid_init(g, call->arena, "lllrrlr");
  grid_row(g, cells);
}

static void add_change(invocation *call, grid *g, json_writer *w, const char *first,
                       const current_change *change) {
  arena *a = call->arena;
  const char *cells[] = {first,
                         status_string(call, &change->before),
                         status_string(call, &change->now),
                         amount_or_nothing(a, change->before.computed_fen),
                         amount_or_nothing(a, change->now.computed_fen),
                         text_string(a, change->now.missing),
                         change->batch == 0 ? "" : count_string(a, change->batch)};
  if (!call->json) grid_row(g, cells);
  json_begin_object(w);
  json_member_string(w, "of", first);
  write_decision(w, "before", &change->before);
  write_decision(w, "now", &change->now);
  json_member_integer(w, "batch", change->batch);
  json_end_object(w);
}

static sd_status show_item(invocation *call, city *c, int64_t run, json_writer *w,
                           sd_error *error) {
  int64_t limit = 0;
  current_state *s;
  list_status list;
  TRY(option_number(call, "limit", 1, call->json ? INT64_MAX : 20, &limit, error));
  TRY(current_load(c->db, run, call->arena, &s, error));
  TRY(list_get_status(c->db, run, call->arena, &list, error));
  say_state(call, s, &list);
  json_begin_object(w);
  json_member_integer(w, "run", run);
  json_member_text(w, "item", s->run->item);
  json_member_string(w, "list_state", list_state_name(list.state));
  json_member_integer(w, "batch", s->batch);
  write_counts(w, "of_run", &s->run->counts);
  write_counts(w, "now", &s->now->counts);
  json_member_boolean(w, "budget_short", s->amounts != SD_OK);
  json_key(w, "changes");
  json_begin_array(w);
  grid g;
  heading(call, &g, MESSAGE_CLI_COLUMN_SUBJECT);
  for (size_t i = 0; i < s->change_count && (int64_t)i < limit; i++) {
    add_change(call, &g, w, s->changes[i].code, &s->changes[i]);
  }
  json_end_array(w);
  json_end_object(w);
  if (s->change_count != 0) grid_show(&g, call, "");
  return SD_OK;
}

/* One company on every base; SD_NOT_FOUND when no item covers it. */
static sd_status show_subject(invocation *call, city *c, text code, json_writer *w,
                              sd_error *error) {
  int64_t *runs = NULL;
  size_t count = 0, found = 0;
  TRY(current_bases(c->db, call->arena, &runs, &count, error));
  grid g;
  heading(call, &g, MESSAGE_CLI_COLUMN_ITEM);
  json_begin_array(w);
  for (size_t i = 0; i < count; i++) {
    list_run *run;
    current_change change;
    TRY(run_load_head(c->db, runs[i], call->arena, &run, error));
    sd_status status = current_of_subject(c->db, run, code, call->arena, &change, error);
    if (status == SD_NOT_FOUND) continue;
    if (status != SD_OK) return status;
    found++;
    add_change(call, &g, w, text_string(call->arena, run->item), &change);
  }
  json_end_array(w);
  if (found == 0) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_CLI_NO_DECISIONS,
                     SD_ARGS(text_string(call->arena, code)));
  }
  grid_show(&g, call, "");
  return SD_OK;
}

sd_status command_decisions(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  text operand = text_of(call->operands[0]);
  bool is_subject = false;
  int64_t run = 0;
  sd_status status = registry_has_subject(c.registry, operand, NULL, &is_subject, error);
  if (status == SD_OK && is_subject) {
    status = show_subject(call, &c, operand, &answer.writer, error);
  } else if (status == SD_OK) {
    status = list_of_operand(c.db, call->operands[0], &run, error);
    if (status == SD_OK) status = show_item(call, &c, run, &answer.writer, error);
  }
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
