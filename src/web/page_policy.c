/* What policy officers see: items, their versions, what is wrong in them, what changed, who
 * released. */
#include <stdio.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/messages/web.h"
#include "dmn/load.h"
#include "operation/approve.h"
#include "policy/model_edit.h"
#include "policy/version_diff.h"
#include "web/form.h"
#include "web/policy_version.h"

static int64_t today_of(const web_call *call) {
  return clock_day(call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
}

/* --- Items --- */

static bool holds_today(const item_version *v, int64_t today) {
  for (size_t i = 0; i < v->scope_count; i++) {
    if (v->scopes[i].from_day <= today && today < v->scopes[i].to_day) return true;
  }
  return false;
}

/* "in-force", "draft", "proposed", "released" (not yet or no longer in force), "file". */
static void view_state(const web_call *call, const item_version *item, const policy_release *r) {
  bool now = holds_today(item, today_of(call));
  view *v = call->view;
  view_boolean(v, "in_force", now && r->is_released);
  view_boolean(v, "is_released", r->is_released);
  view_boolean(v, "is_proposed", r->proposal != 0);
  if (r->proposal != 0) view_text(v, "proposed_by", r->proposed_by);
  if (!r->is_released) return;
  view_text(v, "maker", r->maker);
  view_text(v, "checker", r->checker);
  view_moment(v, "released", r->released_us);
}

static void view_counts(view *v, const policy_version *p) {
  view_integer(v, "errors", p->result.errors);
  view_integer(v, "warnings", p->result.warnings);
  view_integer(v, "cases", (int64_t)p->result.cases.case_count);
  view_integer(v, "mismatches", (int64_t)p->result.cases.mismatch_count);
}

static sd_status add_version(web_call *call, const item_version *item, sd_error *error) {
  policy_version p;
  policy_release r;
  const text pieces[2] = {item->id, item->version};
  web_call own = *call;
  own.pieces[0] = pieces[0];
  own.pieces[1] = pieces[1];
  TRY(policy_release_read(call, item, &r, error));
  TRY(policy_version_open(&own, &p, error));
  view_begin(call->view, "version");
  policy_view_heading(call, item);
  view_text(call->view, "kind", item->kind);
  view_text(call->view, "mode", item->mode);
  view_boolean(call->view, "is_draft", p.base.size != 0);
  if (p.base.size != 0) view_text(call->view, "drafted_by", p.drafted_by);
  view_state(call, item, &r);
  view_counts(call->view, &p);
  view_end(call->view);
  policy_version_close(&p);
  return SD_OK;
}

static bool is_first_of_item(const item_catalogue *c, size_t index) {
  for (size_t i = 0; i < index; i++) {
    const item_version *v = c->entries[i].item;
    if (v != NULL && text_equal(v->id, c->entries[index].item->id)) return false;
  }
  return true;
}

static sd_status add_item(web_call *call, const item_catalogue *c, size_t first, sd_error *error) {
  const item_version *item = c->entries[first].item;
  view_begin(call->view, "item");
  policy_view_heading(call, item);
  view_list(call->view, "versions");
  for (size_t i = first; i < c->count; i++) {
    const item_version *v = c->entries[i].item;
    if (v != NULL && text_equal(v->id, item->id)) TRY(add_version(call, v, error));
  }
  view_list_end(call->view);
  view_end(call->view);
  return SD_OK;
}

static bool some_concerns(const web_call *call, const item_catalogue *c, text id) {
  for (size_t i = 0; i < c->count; i++) {
    const item_version *v = c->entries[i].item;
    if (v != NULL && text_equal(v->id, id) && page_concerns(call, v)) return true;
  }
  return false;
}

sd_status page_items(web_call *call, sd_error *error) {
  item_catalogue *c = NULL;
  TRY(policy_catalogue(call, &c, error));
  const user *of = &call->session->account;
  view_boolean(call->view, "may_run", (of->roles & ROLE_POLICY) != 0 && of->district.size == 0);
  view_list(call->view, "items");
  for (size_t i = 0; i < c->count; i++) {
    const item_version *item = c->entries[i].item;
    if (item == NULL || !is_first_of_item(c, i) || !some_concerns(call, c, item->id)) continue;
    TRY(add_item(call, c, i, error));
  }
  view_list_end(call->view);
  view_list(call->view, "faulty");
  for (size_t i = 0; i < c->count; i++) {
    if (c->entries[i].item != NULL || of->district.size != 0) continue;
    view_begin(call->view, "file");
    view_text(call->view, "path", c->entries[i].path);
    view_string(call->view, "sentence", c->entries[i].error.text[call->lang]);
    view_end(call->view);
  }
  view_list_end(call->view);
  return SD_OK;
}

/* --- Worked examples --- */

typedef struct case_rows {
  web_call *call;
  const policy_version *version;
  bool has_heading;
} case_rows;

static bool comes_out_otherwise(const policy_version *v, text name) {
  for (size_t i = 0; i < v->finding_count; i++) {
    if (v->findings[i].case_name != NULL && text_is(name, v->findings[i].case_name)) return true;
  }
  return false;
}

static sd_status add_case(void *context, const csv_row *row, sd_error *error) {
  case_rows *r = context;
  view *v = r->call->view;
  (void)error;
  view_begin(v, r->has_heading ? "case" : "heading");
  if (r->has_heading && row->count != 0) {
    view_boolean(v, "differs", comes_out_otherwise(r->version, row->cells[0]));
  }
  view_list(v, "cells");
  for (size_t i = 0; i < row->count; i++) {
    view_begin(v, "cell");
    view_text(v, "text", row->cells[i]);
    view_end(v);
  }
  view_list_end(v);
  view_end(v);
  r->has_heading = true;
  return SD_OK;
}

static sd_status add_cases(web_call *call, const policy_version *p, sd_error *error) {
  case_rows rows = {.call = call, .version = p};
  view_list(call->view, "examples");
  if (p->cases.data != NULL) TRY(csv_read(p->cases, p->cases_name, add_case, &rows, error));
  view_list_end(call->view);
  return SD_OK;
}

/* --- Changes --- */

static sd_status add_change(void *context, const version_change *change, sd_error *error) {
  view *v = context;
  (void)error;
  view_begin(v, "change");
  view_boolean(v, "is_added", change->is_added);
  view_text(v, "section", change->section);
  view_text(v, "line", change->line);
  view_end(v);
  return SD_OK;
}

/* A draft is compared with what it was made from, a file with the version before it. */
static const item_version *version_before(const item_catalogue *c, const policy_version *p) {
  if (p->base.size != 0) return version_catalogue_find(c, p->item->id, p->base);
  const item_version *before = NULL;
  for (size_t i = 0; i < c->count; i++) {
    const item_version *v = c->entries[i].item;
    if (v == NULL || !text_equal(v->id, p->item->id)) continue;
    if (text_equal(v->version, p->item->version)) return before;
    before = v;
  }
  return NULL;
}

static sd_status add_changes(web_call *call, const policy_version *p, sd_error *error) {
  item_catalogue *c = NULL;
  TRY(policy_catalogue(call, &c, error));
  const item_version *before = version_before(c, p);
  if (before == NULL || p->model == NULL) return SD_OK;
  const dmn_source source = {before->path, before->bytes};
  dmn_model *older = NULL;
  sd_error own = {0};
  if (dmn_model_create(&source, 1, &older, &own) != SD_OK) return SD_OK;
  view_text(call->view, "before", before->version);
  view_list(call->view, "changes");
  sd_status status = version_diff(older, p->model, call->arena, add_change, call->view, error);
  view_list_end(call->view);
  dmn_model_destroy(older);
  return status;
}

/* --- One version --- */

static void view_release_acts(const web_call *call, const policy_version *p,
                              const policy_release *r) {
  view *v = call->view;
  view_state(call, p->item, r);
  const user *of = &call->session->account;
  bool whole_city = of->district.size == 0;
  bool officer = (of->roles & ROLE_POLICY) != 0 && whole_city;
  bool is_maker = r->proposal != 0 && person_is_same(of->name, r->proposed_by);
  view_boolean(v, "may_edit", officer);
  view_boolean(v, "may_simulate", whole_city);
  view_boolean(v, "may_run", officer && r->is_released);
  view_boolean(v, "may_propose", officer && !r->is_released && r->proposal == 0);
  view_boolean(v, "may_check", officer && r->proposal != 0 && !is_maker);
  if (r->proposal == 0) return;
  char hash[SM3_TEXT_SIZE];
  sm3_format(&r->proposal_hash, hash);
  view_integer(v, "proposal", r->proposal);
  view_string(v, "proposal_sm3", hash);
}

static sd_status show_version(web_call *call, const policy_version *p, sd_error *error) {
  view *v = call->view;
  policy_release r;
  char hash[SM3_TEXT_SIZE];
  TRY(policy_release_read(call, p->item, &r, error));
  sm3_format(&p->item->hash, hash);
  policy_view_heading(call, p->item);
  view_text(v, "kind", p->item->kind);
  view_text(v, "mode", p->item->mode);
  view_string(v, "sm3", hash);
  view_boolean(v, "is_draft", p->base.size != 0);
  if (p->base.size != 0) {
    view_text(v, "base", p->base);
    view_text(v, "drafted_by", p->drafted_by);
    view_moment(v, "drafted", p->drafted_us);
  }
  view_release_acts(call, p, &r);
  view_counts(v, p);
  view_list(v, "documents");
  for (size_t i = 0; i < p->item->policy_count; i++) {
    view_begin(v, "document");
    view_text(v, "number", p->item->policies[i].number);
    view_text(v, "title", p->item->policies[i].title);
    view_end(v);
  }
  view_list_end(v);
  policy_view_findings(call, p);
  policy_view_decisions(call, p);
  TRY(add_cases(call, p, error));
  return add_changes(call, p, error);
}

sd_status page_item_version(web_call *call, sd_error *error) {
  policy_version p;
  TRY(policy_version_open(call, &p, error));
  bool here = page_concerns(call, p.item);
  sd_status status = here ? show_version(call, &p, error)
                          : error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  policy_version_close(&p);
  return status;
}

/* --- Release by two people --- */

static sd_status propose(web_call *call, const item_version *item, sd_error *error) {
  int64_t id = 0;
  TRY(database_begin(call->db, error));
  sd_status status =
      version_release_propose(call->db, item, page_actor(call), call->request->now_us, &id, error);
  if (status == SD_OK) status = database_commit(call->db, error);
  database_rollback(call->db);
  return status;
}

/* The hash of the proposal that the person looked at stands in the form. */
static sd_status decide(web_call *call, const item_version *item, bool approve, sd_error *error) {
  policy_release r;
  sm3_digest seen;
  approval done;
  const operation_context context = page_context(call);
  TRY(policy_release_read(call, item, &r, error));
  bool has_seen = sm3_parse(web_field_value(call->request->form, "sm3"), &seen);
  if (r.proposal == 0 || !has_seen) {
    return error_set(error, SD_CONFLICT, MESSAGE_WEB_POLICY_NOT_OPEN, NULL);
  }
  const approve_request request = {
      .id = r.proposal, .seen = &seen, .actor = page_actor(call), .now_us = call->request->now_us};
  if (approve) return operation_approve(&context, &request, call->arena, &done, error);
  text ground = arena_copy(call->arena, web_field_value(call->request->form, "ground"));
  return operation_refuse(&context, &request, ground.data == NULL ? "" : ground.data, call->arena,
                          &done, error);
}

sd_status act_item_version(web_call *call, sd_error *error) {
  item_catalogue *c = NULL;
  if (call->session->account.district.size != 0) { /* a version is the whole city's */
    return error_set(error, SD_REFUSED, MESSAGE_WEB_NOT_YOURS, NULL);
  }
  TRY(policy_catalogue(call, &c, error));
  const item_version *item = version_catalogue_find(c, call->pieces[0], call->pieces[1]);
  if (item == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  text act = web_field_value(call->request->form, "act");
  if (text_is(act, "propose")) {
    TRY(propose(call, item, error));
  } else {
    TRY(decide(call, item, text_is(act, "approve"), error));
  }
  call->response->location = arena_copy(call->arena, call->request->path);
  return SD_OK;
}

/* --- The file of a version --- */

/* With ?editor=1 in the namespace that the editor of the page reads. */
sd_status page_item_model(web_call *call, sd_error *error) {
  item_catalogue *c = NULL;
  TRY(policy_catalogue(call, &c, error));
  const item_version *item = version_catalogue_find(c, call->pieces[0], call->pieces[1]);
  if (item == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  text bytes = item->bytes;
  if (web_field_value(call->request->query, "editor").size != 0) {
    TRY(model_in_namespace(item->bytes, item->path.data, TEXT(MODEL_EDITOR_NAMESPACE), call->arena,
                           &bytes, error));
  }
  char name[300];
  snprintf(name, sizeof name, "%.*s-%.*s.dmn", TEXT_ARG(text_slice(item->id, 0, 120)),
           TEXT_ARG(text_slice(item->version, 0, 120)));
  text kept = arena_copy(call->arena, text_of(name));
  if (kept.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return web_answer_file(call, kept.data, "application/xml", bytes);
}
