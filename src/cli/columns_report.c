/* What of an item is run in columns, and what row by row and why. */
#include "cli/columns_report.h"

#include <stdio.h>

#include "base/messages/cli.h"
#include "cli/output.h"
#include "column/plan.h"

/* Amounts in fen up to 10^11 yuan, the largest of a real register. */
static const int64_t AMOUNT_MOST_FEN = INT64_C(10000000000000);

/* 1900-01-01 to 2199-12-31, as a company file knows them. */
enum { FACT_DAY_MIN = -25567, FACT_DAY_MAX = 84005 };

static column column_of_type(const feel_type *type) {
  switch (type == NULL ? TYPE_ANY : type->kind) {
    case TYPE_BOOLEAN:
      return (column){.kind = COLUMN_BOOLEAN, .width = 1};
    case TYPE_STRING:
      return (column){.kind = COLUMN_STRING, .width = 4};
    case TYPE_DATE:
      return (column){.kind = COLUMN_DATE,
                      .width = 4,
                      .has_range = true,
                      .min = FACT_DAY_MIN,
                      .max = FACT_DAY_MAX};
    default:
      return (column){.kind = COLUMN_NUMBER,
                      .width = 8,
                      .scale = 2,
                      .has_range = true,
                      .min = -AMOUNT_MOST_FEN,
                      .max = AMOUNT_MOST_FEN};
  }
}

/* The decisions that a run asks for. */
static size_t list_wants(const item_version *item, const dmn_model *model, column_want *wanted) {
  const text names[] = {item->status_decision, item->amount_decision, item->score_min_decision,
                        item->score_max_decision};
  size_t count = 0;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const dmn_element *decision =
        names[i].size == 0 ? NULL : dmn_model_find(model, DMN_DECISION, names[i]);
    if (decision != NULL) wanted[count++] = (column_want){0, decision, false};
  }
  return count;
}

static sd_status make_plan(const invocation *call, const item_version *item, const dmn_model *model,
                           column_plan **out, sd_error *error) {
  column_want wanted[4];
  size_t count = model->input_count;
  column *columns = ARENA_ARRAY(call->arena, column, count + 1);
  uint32_t *inputs = ARENA_ARRAY(call->arena, uint32_t, count + 1);
  if (columns == NULL || inputs == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  for (uint32_t i = 0; i < count; i++) {
    columns[i] = column_of_type(dmn_model_input(model, i)->type);
    inputs[i] = i;
  }
  column_model with = {model, inputs};
  column_plan_request request = {.models = &with,
                                 .model_count = 1,
                                 .wanted = wanted,
                                 .wanted_count = list_wants(item, model, wanted),
                                 .columns = columns,
                                 .column_count = count,
                                 .three_valued = true};
  *out = NULL;
  return request.wanted_count == 0 ? SD_OK : column_plan_create(&request, out, error);
}

static void tell_finding(const invocation *call, columns_report *report, const column_finding *f) {
  char sentence[300], name[200];
  uint32_t line = 0, column_number = 0;
  source_span_locate(f->span, &line, &column_number);
  snprintf(name, sizeof name, "%.*s", TEXT_ARG(f->decision->name));
  message_format(call->lang, f->reason, SD_ARGS(f->detail), sentence, sizeof sentence);
  json_writer *w = report->writer;
  json_begin_object(w);
  json_member_string(w, "file", report->path);
  json_member_integer(w, "line", line);
  json_member_string(w, "severity", "columns");
  json_member_string(w, "message", message_name(f->reason));
  json_member_string(w, "decision", name);
  json_member_string(w, "text", sentence);
  json_end_object(w);
  say(call, MESSAGE_CLI_ROW_BY_ROW, SD_ARGS(report->path, SD_NUMBER(line), name, sentence));
}

sd_status columns_report_item(const invocation *call, columns_report *report,
                              const item_version *item, const dmn_model *model, sd_error *error) {
  column_plan *plan;
  TRY(make_plan(call, item, model, &plan, error));
  if (plan == NULL) return SD_OK;
  size_t decisions = column_plan_decision_count(plan), rest = column_plan_finding_count(plan);
  for (size_t i = 0; i < rest; i++) tell_finding(call, report, column_plan_finding(plan, i));
  say(call, MESSAGE_CLI_IN_COLUMNS,
      SD_ARGS(report->path, SD_NUMBER(decisions - rest), SD_NUMBER(decisions)));
  report->decisions += (int64_t)decisions;
  report->row_by_row += (int64_t)rest;
  column_plan_destroy(plan);
  return SD_OK;
}
