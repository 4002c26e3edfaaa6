/* A company objects to a list: its own line, or that it was left off. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/messages/web.h"
#include "web/form.h"
#include "web/page_company.h"
#include "web/pages.h"

/* What must stay true: the company is the one of the session; it signs with its registered name. */

/* Whether the company's own line is objected to, or that it has none. */
static objection_kind kind_of(const benefit *b) {
  return b->decision.status == DECISION_MET ? OBJECTION_LINE : OBJECTION_MISSING;
}

static sd_status find_open_list(web_call *call, company_file *file, const benefit **b,
                                sd_error *error) {
  TRY(company_find_benefit(call, file, b, error));
  const list_status *s = &(*b)->progress.status;
  if (s->published_day != 0 && s->state != LIST_WITHDRAWN) return SD_OK;
  return error_set(error, SD_REFUSED, MESSAGE_WEB_COMPANY_NOT_PUBLISHED, NULL);
}

static void view_form(web_call *call, const company_file *file, const benefit *b) {
  view *v = call->view;
  view_integer(v, "data_year", b->run->data_year);
  view_boolean(v, "several_years", company_has_other_years(file, b));
  const list_status *s = &b->progress.status;
  view_text(v, "item", s->item);
  view_text(v, "name", page_item_name(call, s->item, b->version->version));
  view_integer(v, "list", s->id);
  view_string(v, "kind", objection_kind_word(kind_of(b)));
  view_day(v, "from", s->published_day);
  view_day(v, "to", s->last_day);
  view_text(v, "business_contact", b->version->publication.business_contact);
  view_text(v, "complaint_contact", b->version->publication.complaint_contact);
  view_text(v, "signed_by", page_subject_name(call, company_code(call)));
}

sd_status page_company_object(web_call *call, sd_error *error) {
  company_file file;
  const benefit *b;
  TRY(find_open_list(call, &file, &b, error));
  view_form(call, &file, b);
  return SD_OK;
}

static sd_status file_one(web_call *call, const benefit *b, objection_request *r, int64_t *id,
                          sd_error *error) {
  sm3_digest digest;
  objection_state state;
  if (!sm3_of(r->evidence_bytes, &digest)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  r->list = b->run->id;
  r->kind = kind_of(b);
  r->evidence = &digest;
  return objection_file(call->db, r, id, &state, error);
}

sd_status act_company_object(web_call *call, sd_error *error) {
  company_file file;
  const benefit *b;
  sd_error fault = {0};
  int64_t id = 0;
  TRY(find_open_list(call, &file, &b, error));
  objection_request r = {.code = company_code(call),
                         .channel = form_text(call, "channel"),
                         .reporter = page_subject_name(call, company_code(call)),
                         .sealed = true,
                         .matter = form_text(call, "matter"),
                         .actor = company_actor(call),
                         .now_us = call->request->now_us};
  if (r.matter.size == 0) form_fault_message(call, "matter", MESSAGE_WEB_NO_MATTER);
  if (!text_is(r.channel, "business") && !text_is(r.channel, "complaint")) {
    form_fault_message(call, "channel", MESSAGE_WEB_COMPANY_CHOOSE);
  }
  r.evidence_bytes = form_evidence(call, &r.evidence_name);
  sd_status status = call->fault_count != 0 ? SD_INVALID : file_one(call, b, &r, &id, &fault);
  if (status == SD_INVALID) {
    if (call->fault_count == 0) form_fault_error(call, "matter", &fault);
    view_form(call, &file, b);
    return SD_OK;
  }
  if (status != SD_OK) {
    if (error != NULL) *error = fault;
    return status;
  }
  call->response->location = company_item_path(call, &file, b, "#objections");
  return SD_OK;
}
