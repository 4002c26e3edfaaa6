/* init, import, facts and conflicts: the company file. */
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/cli.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/updating.h"
#include "cli/view.h"
#include "registry/import.h"

sd_status command_init(invocation *call, sd_error *error) {
  const char *folder = call->operands[0];
  const char *name = option_value(call, "name");
  TRY(city_create(call, folder, error));
  call->city = folder;
  city c;
  TRY(city_open(call, 0, &c, error));
  sd_status status = database_begin(c.db, error);
  if (status == SD_OK) {
    status = audit_append(c.db, call->actor, "init", folder, text_of(name == NULL ? folder : name),
                          call->now_us, NULL, error);
  }
  if (status == SD_OK) status = database_commit(c.db, error);
  city_close(&c);
  if (status != SD_OK) return status;
  say(call, MESSAGE_CLI_CITY_MADE, SD_ARGS(folder));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_string(&answer.writer, "city", folder);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, SD_OK, error);
}

/* --- import --- */

/* Reasons of rejected rows, counted for the summary. */
typedef struct rejection_counts {
  int64_t rows;
  int64_t by_reason[MESSAGE_LIMIT];
} rejection_counts;

typedef struct import_call {
  progress progress;
  rejection_counts *counts;
} import_call;

static void show_import_progress(void *context, uint64_t done, uint64_t total) {
  progress_show(&((import_call *)context)->progress, done, total);
}

static sd_status count_rejection(void *context, const rejection *r, sd_error *error) {
  (void)error;
  ((import_call *)context)->counts->by_reason[r->reason]++;
  return SD_OK;
}

static void write_import_json(json_writer *w, const char *path, const import_report *report,
                              const char *rejects) {
  json_begin_object(w);
  json_member_string(w, "file", path);
  json_member_boolean(w, "already_loaded", report->already_loaded);
  json_member_integer(w, "batch", report->batch);
  json_member_integer(w, "rows", report->rows);
  json_member_integer(w, "rows_rejected", report->rows_rejected);
  json_member_integer(w, "facts_added", report->facts_added);
  json_member_integer(w, "facts_unchanged", report->facts_unchanged);
  json_member_integer(w, "subjects_added", report->subjects_added);
  json_member_integer(w, "cells_empty", report->cells_empty);
  if (report->rows_rejected != 0) json_member_string(w, "rejects", rejects);
  json_key(w, "unknown_columns");
  json_begin_array(w);
  for (size_t i = 0; i < report->unknown_column_count; i++) {
    json_text(w, report->unknown_columns[i]);
  }
  json_end_array(w);
  json_end_object(w);
}

static void say_import(const invocation *call, const char *path, const import_report *report) {
  arena *a = call->arena;
  const char *rows = count_string(a, report->rows);
  if (report->already_loaded) {
    say(call, MESSAGE_CLI_IMPORT_AGAIN, SD_ARGS(path, rows));
    return;
  }
  say(call, MESSAGE_CLI_IMPORTED,
      SD_ARGS(path, rows, count_string(a, report->facts_added),
              count_string(a, report->facts_unchanged), count_string(a, report->subjects_added),
              count_string(a, report->rows_rejected)));
  for (size_t i = 0; i < report->unknown_column_count; i++) {
    say(call, MESSAGE_CLI_IMPORT_UNKNOWN_COLUMN,
        SD_ARGS(text_string(a, report->unknown_columns[i])));
  }
}

/* All files together: how many rows were rejected for what, and where they are listed. */
static void say_rejections(const invocation *call, const rejection_counts *counts) {
  arena *a = call->arena;
  if (counts->rows == 0) return;
  say(call, MESSAGE_CLI_IMPORT_REJECTS, SD_ARGS(count_string(a, counts->rows)));
  for (message_id m = message_next(MESSAGE_ABSENT); m != MESSAGE_ABSENT; m = message_next(m)) {
    if (counts->by_reason[m] == 0) continue;
    char sentence[600];
    message_format(call->lang, m, SD_ARGS("…", "…", "…", "…"), sentence, sizeof sentence);
    say(call, MESSAGE_CLI_IMPORT_REASON, SD_ARGS(count_string(a, counts->by_reason[m]), sentence));
  }
}

static sd_status import_one(invocation *call, city *c, const char *path, rejection_counts *counts,
                            json_writer *w, sd_error *error) {
  const char *mapping_path = option_value(call, "mapping");
  if (mapping_path == NULL) TRY(mapping_path_for(path, call->arena, &mapping_path, error));
  mapping *m = NULL;
  TRY(mapping_read_file(mapping_path, c->attributes, call->arena, &m, error));
  size_t size = strlen(path) + sizeof ".rejects.csv";
  char *rejects = arena_allocate(call->arena, size);
  if (rejects == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  snprintf(rejects, size, "%s.rejects.csv", path);
  import_call state = {.counts = counts};
  progress_begin(&state.progress, call->lang, MESSAGE_CLI_PROGRESS_IMPORT, call->quiet);
  import_request request = {.path = path,
                            .mapping = m,
                            .actor = call->actor,
                            .now_us = call->now_us,
                            .rejects_path = rejects,
                            .lang = call->lang,
                            .visit_rejection = count_rejection,
                            .progress = show_import_progress,
                            .context = &state,
                            .dry_run = option_given(call, "dry-run")};
  import_report report = {0};
  sd_status status = registry_import(c->registry, &request, call->arena, &report, error);
  progress_end(&state.progress);
  if (status != SD_OK) return status;
  if (report.rows_rejected != 0) call->findings = true;
  if (call->json) write_import_json(w, path, &report, rejects);
  if (!report.already_loaded) counts->rows += report.rows_rejected;
  say_import(call, path, &report);
  return SD_OK;
}

static bool is_reject_list(const char *path) {
  return text_ends_with(text_of(path), TEXT(".rejects.csv"));
}

/* Each file is a transaction of its own, so one that cannot be used does not stop the others; the
 * first failure is the command's. */
static sd_status import_files(invocation *call, city *c, rejection_counts *counts, json_writer *w,
                              sd_error *error) {
  sd_status status = SD_OK;
  for (size_t i = 0; i < call->operand_count; i++) {
    /* A shell pattern over the inbox also finds the lists written by the last import. */
    if (is_reject_list(call->operands[i])) continue;
    sd_error own = {0};
    sd_status one = import_one(call, c, call->operands[i], counts, w, &own);
    if (one == SD_OK) continue;
    if (status == SD_OK) {
      status = one;
      *error = own;
    } else {
      output_error(call, &own);
    }
    if (one == SD_OUT_OF_MEMORY || one == SD_STORE_FAILED) break;
  }
  return status;
}

/* With --decide the models are loaded before the first file, so that decisions follow the facts at
 * once; what could be imported is decided also when another file could not. */
sd_status command_import(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  rejection_counts counts = {0};
  updater *u = NULL;
  bool decides = option_given(call, "decide") && !option_given(call, "dry-run");
  sd_status status = decides ? updater_open(c.registry, &u, error) : SD_OK;
  if (status == SD_OK) status = import_files(call, &c, &counts, &answer.writer, error);
  if (u != NULL && status != SD_OUT_OF_MEMORY && status != SD_STORE_FAILED) {
    sd_error own = {0};
    sd_status updated = update_and_say(call, u, &answer.writer, &own);
    if (updated != SD_OK && status == SD_OK) {
      status = updated;
      *error = own;
    }
  }
  updater_close(u);
  json_end_array(&answer.writer);
  say_rejections(call, &counts);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- facts and conflicts --- */

typedef struct fact_table {
  const invocation *call;
  grid grid;
  json_writer *writer;
} fact_table;

static const char *period_string(arena *a, int32_t period) {
  if (period == PERIOD_NONE) return "";
  char buffer[24];
  snprintf(buffer, sizeof buffer, "%d", period);
  return text_string(a, text_of(buffer));
}

static const char *date_string(arena *a, int64_t day) {
  char buffer[CALENDAR_TEXT_SIZE];
  if (day == VALID_ALWAYS) return "";
  calendar_format_day(day, buffer);
  return text_string(a, text_of(buffer));
}

static void write_fact_json(json_writer *w, const fact_record *fact, const char *known) {
  char value[400];
  fact_value_format_plain(&fact->value, value, sizeof value);
  json_begin_object(w);
  json_member_string(w, "subject", fact->subject);
  json_member_text(w, "attribute", fact->attribute->id);
  if (fact->period != PERIOD_NONE) json_member_integer(w, "period", fact->period);
  json_member_string(w, "value", value);
  json_member_text(w, "source", fact->source);
  json_member_string(w, "known", known);
  json_member_integer(w, "batch", fact->batch);
  json_member_text(w, "file", fact->file);
  json_member_integer(w, "row", fact->row);
  json_member_boolean(w, "current", fact->current);
  json_end_object(w);
}

static sd_status add_fact(void *context, const fact_record *fact, sd_error *error) {
  fact_table *table = context;
  const invocation *call = table->call;
  char known[CLOCK_TEXT_SIZE], value[400], place[300];
  clock_format(fact->known_us, known);
  if (call->json) {
    write_fact_json(table->writer, fact, known);
    return SD_OK;
  }
  fact_value_format(&fact->value, call->lang, value, sizeof value);
  snprintf(place, sizeof place, "%.*s:%lld", TEXT_ARG(fact->file), (long long)fact->row);
  text label = call->lang == LANGUAGE_ENGLISH ? fact->attribute->name_english
                                              : fact->attribute->name_chinese;
  arena *a = call->arena;
  const char *cells[] = {fact->subject,
                         text_string(a, label),
                         period_string(a, fact->period),
                         value,
                         text_string(a, fact->source),
                         date_string(a, fact->valid_from_day),
                         known,
                         place,
                         fact->current ? "*" : ""};
  grid_row(&table->grid, cells);
  return table->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                            : SD_OK;
}

/* The two commands differ only in which facts they walk. */
static sd_status list_facts(invocation *call, bool conflicts_only, sd_error *error) {
  registry_view view;
  TRY(view_of_call(call, &view, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  fact_table table = {.call = call, .writer = &answer.writer};
  grid_init(&table.grid, call->arena, "llrrlllll");
  language lang = call->lang;
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_SUBJECT),
                           message_text(lang, MESSAGE_CLI_COLUMN_ATTRIBUTE),
                           message_text(lang, MESSAGE_CLI_COLUMN_PERIOD),
                           message_text(lang, MESSAGE_CLI_COLUMN_VALUE),
                           message_text(lang, MESSAGE_CLI_COLUMN_SOURCE),
                           message_text(lang, MESSAGE_CLI_COLUMN_VALID_FROM),
                           message_text(lang, MESSAGE_CLI_COLUMN_KNOWN),
                           message_text(lang, MESSAGE_CLI_COLUMN_PLACE),
                           "*"};
  grid_row(&table.grid, heading);
  sd_status status = conflicts_only ? registry_conflicts(c.registry, view, add_fact, &table, error)
                                    : registry_subject_facts(c.registry, text_of(call->operands[0]),
                                                             option_value(call, "attribute"), view,
                                                             add_fact, &table, error);
  json_end_array(&answer.writer);
  city_close(&c);
  if (status == SD_OK) grid_show(&table.grid, call, "");
  status = json_answer_end(&answer, call, status, error);
  return status;
}

sd_status command_facts(invocation *call, sd_error *error) {
  return list_facts(call, false, error);
}

sd_status command_conflicts(invocation *call, sd_error *error) {
  return list_facts(call, true, error);
}
