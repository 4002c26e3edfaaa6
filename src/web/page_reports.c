/* What companies say is wrong on file, for those who look into it and answer. */
#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "registry/fact_report.h"
#include "web/form.h"
#include "web/page_company.h"
#include "web/pages.h"

/* What must stay true: an officer of a district sees what concerns companies of that district. */

/* Copies of what the query gives: names are looked up when it is over. */
typedef struct report_table {
  web_call *call;
  fact_report *reports;
  size_t count, capacity;
} report_table;

static sd_status keep_report(void *context, const fact_report *f, sd_error *error) {
  report_table *t = context;
  arena *a = t->call->arena;
  if (t->count == t->capacity) {
    size_t capacity = t->capacity == 0 ? 64 : t->capacity * 2;
    fact_report *grown = ARENA_ARRAY(a, fact_report, capacity);
    if (grown == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    if (t->count != 0) memcpy(grown, t->reports, t->count * sizeof *grown);
    t->reports = grown;
    t->capacity = capacity;
  }
  fact_report *kept = &t->reports[t->count++];
  *kept = *f;
  text *const texts[] = {&kept->code,    &kept->attribute, &kept->source,
                         &kept->on_file, &kept->claimed,   &kept->statement,
                         &kept->actor,   &kept->note,      &kept->answered_by};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) *texts[i] = arena_copy(a, *texts[i]);
  return SD_OK;
}

static void view_report(web_call *call, const fact_report *f) {
  view *v = call->view;
  bool is_open = f->state == FACT_REPORT_OPEN || f->state == FACT_REPORT_FORWARDED;
  view_begin(v, "report");
  view_integer(v, "number", f->id);
  view_text(v, "code", f->code);
  view_text(v, "company", page_subject_name(call, f->code));
  view_text(v, "name", company_attribute_name(call, f->attribute));
  if (f->period != PERIOD_NONE) view_integer(v, "period", f->period);
  view_text(v, "source", f->source);
  view_text(v, "on_file", f->on_file);
  view_text(v, "claimed", f->claimed);
  view_text(v, "statement", f->statement);
  view_text(v, "by", f->actor);
  view_moment(v, "filed", f->time_us);
  view_string(v, "state", fact_report_state_word(f->state));
  view_message(v, "state_name", fact_report_state_message(f->state));
  view_text(v, "note", f->note);
  view_boolean(v, "open", is_open);
  view_end(v);
}

sd_status page_reports(web_call *call, sd_error *error) {
  report_table table = {.call = call};
  TRY(fact_reports_each(call->db, TEXT(""), keep_report, &table, error));
  view_list(call->view, "reports");
  for (size_t i = 0; i < table.count; i++) {
    if (page_sees_subject(call, table.reports[i].code)) view_report(call, &table.reports[i]);
  }
  view_list_end(call->view);
  return SD_OK;
}

sd_status act_report(web_call *call, sd_error *error) {
  fact_report_answer answer = {.id = form_integer(call, "number", 1, INT64_C(999999999)),
                               .note = form_text(call, "note"),
                               .actor = company_actor(call),
                               .now_us = call->request->now_us};
  if (!fact_report_answer_of_word(form_text(call, "outcome"), &answer.outcome)) {
    form_fault_message(call, "outcome", MESSAGE_WEB_COMPANY_CHOOSE);
  }
  if (answer.note.size == 0) form_fault_message(call, "note", MESSAGE_WEB_REPORT_NOTE_EMPTY);
  if (call->fault_count != 0) return page_reports(call, error);
  fact_report f;
  TRY(fact_report_find(call->db, answer.id, call->arena, &f, error));
  if (!page_sees_subject(call, f.code)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  TRY(fact_report_reply(call->db, &answer, error));
  call->response->location = TEXT("/reports");
  return SD_OK;
}
