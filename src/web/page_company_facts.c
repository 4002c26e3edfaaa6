/* What is on file about a company, with source and date, and what it says is wrong. */
#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "registry/fact_report.h"
#include "web/form.h"
#include "web/page_company.h"
#include "web/page_explanation.h"
#include "web/pages.h"

/* What must stay true: the company is the one of the session; a report changes no fact. */

/* --- Facts --- */

typedef struct fact_table {
  web_call *call;
  int64_t number; /* of the last fact */
} fact_table;

void company_view_fact(const web_call *call, const fact_record *fact) {
  view *v = call->view;
  char value[300];
  fact_value_format(&fact->value, call->lang, value, sizeof value);
  attribute_mask(fact->attribute, value);
  view_text(v, "attribute", fact->attribute->id);
  view_text(v, "name", company_attribute_name(call, fact->attribute->id));
  if (fact->period != PERIOD_NONE) view_integer(v, "period", fact->period);
  view_string(v, "value", value);
  page_view_unit(call, fact->attribute->unit);
  view_text(v, "source", fact->source);
  view_moment(v, "known", fact->known_us);
}

static sd_status add_fact(void *context, const fact_record *fact, sd_error *error) {
  fact_table *table = context;
  (void)error;
  if (!fact->current) return SD_OK;
  view_begin(table->call->view, "fact");
  view_integer(table->call->view, "number", ++table->number);
  company_view_fact(table->call, fact);
  view_end(table->call->view);
  return SD_OK;
}

static sd_status each_fact(web_call *call, fact_visitor visit, void *context, sd_error *error) {
  const registry_view everything = {INT64_MAX, INT64_MAX};
  return registry_subject_facts(call->registry, company_code(call), NULL, everything, visit,
                                context, error);
}

/* --- Reports --- */

static sd_status add_report(void *context, const fact_report *f, sd_error *error) {
  web_call *call = context;
  view *v = call->view;
  (void)error;
  view_begin(v, "report");
  view_integer(v, "number", f->id);
  view_text(v, "name", company_attribute_name(call, f->attribute));
  if (f->period != PERIOD_NONE) view_integer(v, "period", f->period);
  view_text(v, "source", f->source);
  view_text(v, "on_file", f->on_file);
  view_text(v, "claimed", f->claimed);
  view_text(v, "statement", f->statement);
  view_moment(v, "filed", f->time_us);
  view_string(v, "state", fact_report_state_word(f->state));
  view_message(v, "state_name", fact_report_state_message(f->state));
  if (f->state != FACT_REPORT_OPEN) {
    view_text(v, "note", f->note);
    view_moment(v, "answered", f->answered_us);
  }
  view_end(v);
  return SD_OK;
}

sd_status page_company_facts(web_call *call, sd_error *error) {
  fact_table table = {.call = call};
  view_text(call->view, "code", company_code(call));
  view_text(call->view, "done", web_field_value(call->request->query, "reported"));
  view_list(call->view, "facts");
  TRY(each_fact(call, add_fact, &table, error));
  view_list_end(call->view);
  view_list(call->view, "reports");
  TRY(fact_reports_each(call->db, company_code(call), add_report, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* --- The form --- */

typedef struct fact_wanted {
  web_call *call;
  text attribute, source;
  int64_t period, number, at;
  bool found;
} fact_wanted;

/* 0 for what is no number; a period is a year or a month. */
static int64_t number_of(text source) {
  int64_t number = 0;
  return page_number(source, &number) && number <= INT32_MAX ? number : 0;
}

/* By its number in the table of facts, or as the form named it. */
static sd_status show_wanted(void *context, const fact_record *fact, sd_error *error) {
  fact_wanted *w = context;
  (void)error;
  if (!fact->current || w->found) return SD_OK;
  w->at++;
  w->found = w->number != 0 ? w->at == w->number
                            : fact->period == w->period && text_equal(fact->source, w->source) &&
                                  text_equal(fact->attribute->id, w->attribute);
  if (w->found) company_view_fact(w->call, fact);
  return SD_OK;
}

/* A fact that is not there: the report asks for it. */
static sd_status show_missing(const fact_wanted *w, sd_error *error) {
  const attribute *found = attribute_find(w->call->options->attributes, w->attribute);
  if (found == NULL || w->source.size != 0 || !attribute_period_fits(found->period, w->period)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  view *v = w->call->view;
  view_text(v, "attribute", found->id);
  view_text(v, "name", company_attribute_name(w->call, found->id));
  if (w->period != PERIOD_NONE) view_integer(v, "period", w->period);
  view_boolean(v, "missing", true);
  return SD_OK;
}

static sd_status show_form(web_call *call, web_fields fields, sd_error *error) {
  fact_wanted w = {.call = call,
                   .attribute = web_field_value(fields, "attribute"),
                   .source = web_field_value(fields, "source"),
                   .period = number_of(web_field_value(fields, "period")),
                   .number = number_of(web_field_value(fields, "fact"))};
  TRY(each_fact(call, show_wanted, &w, error));
  return w.found ? SD_OK : show_missing(&w, error);
}

sd_status page_company_report(web_call *call, sd_error *error) {
  return show_form(call, call->request->query, error);
}

/* What the use case refused belongs to the field that says what is wrong. */
static sd_status refuse(web_call *call, const sd_error *fault, sd_error *error) {
  form_fault_error(call, "statement", fault);
  return show_form(call, call->request->form, error);
}

sd_status act_company_report(web_call *call, sd_error *error) {
  const fact_report_request request = {.code = company_code(call),
                                       .attribute = form_text(call, "attribute"),
                                       .period = (int32_t)number_of(form_text(call, "period")),
                                       .source = form_text(call, "source"),
                                       .claimed = form_text(call, "claimed"),
                                       .statement = form_text(call, "statement"),
                                       .actor = company_actor(call),
                                       .now_us = call->request->now_us};
  sd_error fault = {0};
  int64_t id = 0;
  sd_status status = fact_report_file(call->registry, &request, &id, &fault);
  if (status == SD_INVALID) return refuse(call, &fault, error);
  if (status != SD_OK) {
    if (error != NULL) *error = fault;
    return status;
  }
  char location[64];
  snprintf(location, sizeof location, "/company/facts?reported=%lld#reports", (long long)id);
  call->response->location = arena_copy(call->arena, text_of(location));
  return SD_OK;
}
