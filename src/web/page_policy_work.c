/* Lists on their way, as their owner works on them: who is left off and why, confirming,
 * publishing. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/web.h"
#include "list/list_exclusion.h"
#include "list/objection.h"
#include "list/standing.h"
#include "notice/notice_make.h"
#include "web/form.h"
#include "web/list_act.h"
#include "web/page_city.h"
#include "web/pages.h"

/* What must stay true: what a page offers is decided again by the use case; whoever is bound to a
 * district sees companies of it alone and acts on no list of the whole city. */

enum { ROWS_SHOWN = 100, REASONS_MAX = 16 };

static sd_status not_found(sd_error *error) {
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

static bool may_act(const web_call *call) {
  return (call->session->account.roles & ROLE_POLICY) != 0 && city_bound(call).size == 0;
}

/* --- All lists --- */

static bool concerns(const web_call *call, const list_status *s) {
  return page_concerns(call, page_item(call, s->item, s->version_label));
}

/* The sums are of the whole city: no account of a district sees them. */
static void view_list_head(const web_call *call, const list_status *s) {
  view *v = call->view;
  view_integer(v, "list", s->id);
  view_text(v, "item", s->item);
  view_text(v, "versions", s->version_label);
  view_text(v, "name", page_item_name(call, s->item, s->version_label));
  view_string(v, "state", list_state_name(s->state));
  view_message(v, "state_name", list_state_message(s->state));
  view_text(v, "maker", s->maker);
  view_moment(v, "made", s->created_us);
  if (city_bound(call).size != 0) return;
  view_integer(v, "met", s->counts.met);
  view_integer(v, "unknown", s->counts.unknown);
  view_money(v, "amount", s->counts.amount_fen);
}

/* Two lists of one item differ by the year that their data are of. */
static sd_status view_data_year(const web_call *call, int64_t list, sd_error *error) {
  list_run *run = NULL;
  TRY(run_load_head(call->db, list, call->arena, &run, error));
  view_integer(call->view, "data_year", run->data_year);
  return SD_OK;
}

static void view_next_stage(const web_call *call, const list_progress *p) {
  if (p->current >= p->count) return;
  const stage_place *place = &p->places[p->current];
  view_string(call->view, "next", item_stage_word(place->stage.kind));
  view_message(call->view, "next_name", item_stage_message(place->stage.kind));
  view_text(call->view, "next_by", place->stage.by);
  if (place->due_day != INT64_MAX) view_day(call->view, "next_due", place->due_day);
}

static sd_status add_work(void *context, const list_status *list, sd_error *error) {
  web_call *call = context;
  list_progress p;
  bool current = false;
  TRY(list_is_current(call->db, list, &current, error));
  if (list->state == LIST_WITHDRAWN || !concerns(call, list)) return SD_OK;
  TRY(list_progress_get(call->db, list->id, call->options->calendar, call->request->now_us,
                        call->arena, &p, error));
  view_begin(call->view, "list");
  view_list_head(call, &p.status);
  TRY(view_data_year(call, p.status.id, error));
  view_boolean(call->view, "current", current);
  view_next_stage(call, &p);
  view_end(call->view);
  return SD_OK;
}

sd_status page_work(web_call *call, sd_error *error) {
  view_list(call->view, "lists");
  TRY(list_each(call->db, TEXT(""), add_work, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* --- One list: stages and what can be done --- */

static void view_stages(const web_call *call, const list_progress *p) {
  view *v = call->view;
  view_list(v, "stages");
  for (size_t i = 0; i < p->count; i++) {
    const stage_place *place = &p->places[i];
    view_begin(v, "stage");
    view_string(v, "kind", item_stage_word(place->stage.kind));
    view_message(v, "name", item_stage_message(place->stage.kind));
    view_text(v, "by", place->stage.by);
    view_boolean(v, "done", place->done);
    view_boolean(v, "current", i == p->current);
    if (place->since_us != 0) view_moment(v, "since", place->since_us);
    if (place->done_us != 0) view_moment(v, "done_on", place->done_us);
    if (place->due_day != INT64_MAX) view_day(v, "due", place->due_day);
    view_text(v, "actor", p->status.stage_actor[place->stage.kind]);
    view_end(v);
  }
  view_list_end(v);
}

static bool may_finalize(const list_progress *p) {
  list_state state = p->status.state;
  if (state == LIST_WITHDRAWN || state == LIST_FINAL) return false;
  if (p->current == p->count || state == LIST_PUBLISHED) return true;
  item_stage_kind kind = p->places[p->current].stage.kind;
  return kind == ITEM_STAGE_PAY || kind == ITEM_STAGE_ADVANCE;
}

static void view_acts(const web_call *call, const list_progress *p) {
  view *v = call->view;
  const list_status *s = &p->status;
  bool is_open = may_act(call) && s->state != LIST_WITHDRAWN && s->state != LIST_FINAL;
  view_boolean(v, "may_settle", is_open && s->state == LIST_CANDIDATE);
  view_boolean(v, "may_exclude", is_open && s->state == LIST_CANDIDATE);
  view_boolean(v, "may_finalize", is_open && may_finalize(p));
  view_boolean(v, "may_withdraw", is_open);
  view_boolean(v, "may_object", may_act(call));
  bool has_stage = is_open && p->current < p->count;
  if (!has_stage) return;
  item_stage_kind kind = p->places[p->current].stage.kind;
  bool begun = (s->stages_done & 1u << kind) != 0;
  if (list_stage_is_of_owner(kind) && !begun) view_next_stage(call, p);
}

/* --- Left off, and the reasons that there are --- */

static text reason_words(const web_call *call, const exclusion_reason *r) {
  return call->lang == LANGUAGE_ENGLISH ? r->english : r->chinese;
}

static void view_reasons(const web_call *call) {
  view *v = call->view;
  const exclusion_rules *rules =
      call->options->settlement == NULL ? NULL : call->options->settlement->exclusions;
  view_list(v, "reasons");
  for (size_t i = 0; rules != NULL && i < rules->reason_count; i++) {
    if (!rules->reasons[i].by_owner) continue;
    view_begin(v, "reason");
    view_text(v, "code", rules->reasons[i].code);
    view_text(v, "words", reason_words(call, &rules->reasons[i]));
    view_end(v);
  }
  view_list_end(v);
}

static void view_given_reasons(const web_call *call, text codes) {
  const exclusion_rules *rules =
      call->options->settlement == NULL ? NULL : call->options->settlement->exclusions;
  view_list(call->view, "given");
  for (size_t at = 0; at < codes.size;) {
    size_t space = text_find(codes, TEXT(" "), at);
    text code = text_slice(codes, at, space == SIZE_MAX ? codes.size - at : space - at);
    at += code.size + 1;
    const exclusion_reason *r = rules == NULL ? NULL : exclusion_reason_find(rules, code);
    view_begin(call->view, "reason");
    view_text(call->view, "code", code);
    if (r != NULL) view_text(call->view, "words", reason_words(call, r));
    view_end(call->view);
  }
  view_list_end(call->view);
}

static sd_status view_exclusions(web_call *call, int64_t list, sd_error *error) {
  exclusion_entry *entries = NULL;
  size_t count = 0;
  TRY(list_exclusions_read(call->db, list, INT64_MAX, call->arena, &entries, &count, error));
  view_list(call->view, "excluded");
  for (size_t i = 0; i < count; i++) {
    if (!page_sees_subject(call, entries[i].code)) continue;
    view_begin(call->view, "company");
    view_text(call->view, "code", entries[i].code);
    view_text(call->view, "name", page_subject_name(call, entries[i].code));
    view_given_reasons(call, entries[i].reasons);
    view_text(call->view, "note", entries[i].note);
    view_text(call->view, "actor", entries[i].actor);
    view_moment(call->view, "time", entries[i].time_us);
    view_end(call->view);
  }
  view_list_end(call->view);
  return SD_OK;
}

/* --- Rows --- */

typedef struct work_rows {
  const web_call *call;
  text bound;
  standing rows[ROWS_SHOWN]; /* their districts are copied, other texts are gone */
  size_t count;
  bool more;
} work_rows;

static sd_status take_row(void *context, const standing *s, sd_error *error) {
  work_rows *r = context;
  const web_call *call = r->call;
  text district = s->decided.district;
  bool here = r->bound.size == 0 || area_is_within(call->options->areas, district, r->bound);
  if (!here || s->decided.status != DECISION_MET) return SD_OK;
  if (r->count == ROWS_SHOWN) {
    r->more = true;
    return SD_REFUSED; /* ends the walk */
  }
  standing *row = &r->rows[r->count++];
  *row = *s;
  row->decided.district = arena_copy(call->arena, district);
  row->decided.missing = TEXT("");
  return row->decided.district.data == NULL
             ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
             : SD_OK;
}

static void view_row(web_call *call, const standing *s) {
  view *v = call->view;
  const decision *d = &s->decided;
  view_begin(v, "row");
  view_string(v, "code", d->code);
  view_text(v, "name", page_subject_name(call, text_of(d->code)));
  view_text(v, "district", page_area_name(call, d->district));
  view_money(v, "computed", d->computed_fen);
  view_money(v, "amount", s->amount_fen);
  view_boolean(v, "granted", s->granted);
  view_boolean(v, "settled", s->settled);
  if (s->settled) view_string(v, "award", award_state_name(s->award));
  view_boolean(v, "held", s->settled && s->award == AWARD_HELD);
  view_boolean(v, "left_off", s->settled && s->award == AWARD_EXCLUDED);
  view_boolean(v, "suspended", s->suspended);
  if (s->needs_answer) view_message(v, "answer", confirmation_state_message(s->answer));
  view_end(v);
}

static sd_status view_rows(web_call *call, int64_t list, sd_error *error) {
  work_rows *r = ARENA_NEW(call->arena, work_rows);
  if (r == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *r = (work_rows){.call = call, .bound = city_bound(call)};
  sd_status status = list_each_standing(
      call->db, list, web_field_value(call->request->query, "after"), take_row, r, error);
  if (status != SD_OK && !(status == SD_REFUSED && r->more)) return status;
  view_list(call->view, "rows");
  for (size_t i = 0; i < r->count; i++) view_row(call, &r->rows[i]);
  view_list_end(call->view);
  if (r->more) view_string(call->view, "next_rows", r->rows[r->count - 1].decided.code);
  return SD_OK;
}

/* --- Objections --- */

typedef struct objection_ids {
  int64_t ids[ROWS_SHOWN];
  size_t count;
} objection_ids;

/* The newest are shown when there are many. */
static sd_status take_objection(void *context, const objection *o, sd_error *error) {
  objection_ids *found = context;
  (void)error;
  if (found->count == ROWS_SHOWN) {
    memmove(found->ids, found->ids + 1, (ROWS_SHOWN - 1) * sizeof found->ids[0]);
    found->count--;
  }
  found->ids[found->count++] = o->id;
  return SD_OK;
}

/* Of those who may look at lists: the owner, who decides, and the auditor. */
static bool sees_evidence(const web_call *call) {
  return (call->session->account.roles & (ROLE_POLICY | ROLE_AUDITOR)) != 0 &&
         city_bound(call).size == 0;
}

static sd_status view_objection(web_call *call, int64_t id, sd_error *error) {
  view *v = call->view;
  objection o;
  TRY(objection_find(call->db, id, call->arena, &o, error));
  if (!page_sees_subject(call, o.code)) return SD_OK;
  view_begin(v, "objection");
  view_integer(v, "id", o.id);
  view_text(v, "code", o.code);
  view_text(v, "company", page_subject_name(call, o.code));
  view_string(v, "kind", objection_kind_word(o.kind));
  view_string(v, "state", objection_state_word(o.state));
  view_message(v, "state_name", objection_state_message(o.state));
  view_boolean(v, "open", o.state == OBJECTION_OPEN);
  view_text(v, "matter", o.matter);
  view_text(v, "evidence", o.evidence_name);
  view_boolean(v, "has_evidence", o.evidence_kept && sees_evidence(call));
  view_moment(v, "received", o.received_us);
  view_text(v, "ground", o.ground);
  view_text(v, "decided_by", o.decided_by);
  view_end(v);
  return SD_OK;
}

/* Names are read after the walk: the store's walks do not nest with those of the registry. */
static sd_status view_objections(web_call *call, int64_t list, sd_error *error) {
  objection_ids found = {.count = 0};
  TRY(objections_each(call->db, list, take_objection, &found, error));
  view_list(call->view, "objections");
  for (size_t i = 0; i < found.count; i++) TRY(view_objection(call, found.ids[i], error));
  view_list_end(call->view);
  return SD_OK;
}

/* --- The page --- */

static sd_status view_settlement(web_call *call, int64_t list, sd_error *error) {
  int64_t id = 0;
  TRY(award_settlement_of(call->db, list, &id, error));
  if (id != 0) view_integer(call->view, "settlement", id);
  return SD_OK;
}

sd_status page_work_list(web_call *call, sd_error *error) {
  int64_t id = 0;
  list_progress p;
  char hash[SM3_TEXT_SIZE];
  TRY(page_path_number(call, 0, &id, error));
  TRY(list_progress_get(call->db, id, call->options->calendar, call->request->now_us, call->arena,
                        &p, error));
  if (!concerns(call, &p.status)) return not_found(error);
  view *v = call->view;
  sm3_format(&p.status.hash, hash);
  view_list_head(call, &p.status);
  TRY(view_data_year(call, id, error));
  view_string(v, "sm3", hash);
  if (p.status.published_day != 0) view_day(v, "published", p.status.published_day);
  if (p.status.last_day != 0) view_day(v, "last_day", p.status.last_day);
  view_stages(call, &p);
  view_acts(call, &p);
  TRY(view_settlement(call, id, error));
  view_reasons(call);
  TRY(view_exclusions(call, id, error));
  view_text(v, "chosen", web_field_value(call->request->query, "code"));
  TRY(view_rows(call, id, error));
  return view_objections(call, id, error);
}

/* --- Acts --- */

/* All the boxes that were ticked: a company is told every reason at once. */
static sd_status chosen_reasons(const web_call *call, text *out, sd_error *error) {
  text_builder joined;
  text_builder_init(&joined, 4096);
  for (size_t i = 0; i < call->request->form.count; i++) {
    const web_field *f = &call->request->form.items[i];
    if (!text_is(f->name, "reason") || f->value.size == 0) continue;
    if (joined.size != 0) text_builder_add_byte(&joined, ' ');
    text_builder_add(&joined, f->value);
  }
  *out = joined.size == 0 ? TEXT("") : arena_copy(call->arena, text_builder_text(&joined));
  bool failed = joined.failed || out->data == NULL;
  text_builder_release(&joined);
  return failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

static sd_status leave_off(web_call *call, int64_t list, bool exclude, sd_error *error) {
  exclusion_act act = {.list = list,
                       .code = form_text(call, "company"), /* a "code" is a secret and not kept */
                       .reasons = TEXT(""),
                       .note = form_text(call, "note"),
                       .actor = page_actor(call),
                       .now_us = call->request->now_us};
  if (call->options->settlement == NULL) return not_found(error);
  if (exclude) TRY(chosen_reasons(call, &act.reasons, error));
  if (exclude && act.reasons.size == 0) {
    form_fault_message(call, "reason", MESSAGE_WEB_WORK_NO_REASON);
    return page_work_list(call, error);
  }
  return list_exclusion_add(call->db, &act, call->options->settlement->exclusions, error);
}

static sd_status decide_objection(web_call *call, int64_t list, bool uphold, sd_error *error) {
  int64_t id = 0, proposal = 0, amount_fen = 0;
  objection o;
  if (!page_number(form_text(call, "objection"), &id)) return not_found(error);
  TRY(objection_find(call->db, id, call->arena, &o, error));
  if (o.list != list) return not_found(error);
  text ground = arena_copy(call->arena, form_text(call, "ground"));
  if (ground.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  int64_t now_us = call->request->now_us;
  if (!uphold) return objection_reject(call->db, id, page_actor(call), ground.data, now_us, error);
  if (form_text(call, "amount").size != 0) amount_fen = form_money(call, "amount");
  if (call->fault_count != 0) return page_work_list(call, error);
  return objection_propose(call->db, id, page_actor(call), ground.data, amount_fen, now_us,
                           &proposal, error);
}

static sd_status withdraw(web_call *call, int64_t list, sd_error *error) {
  text ground = arena_copy(call->arena, form_needed(call, "withdraw_ground"));
  if (ground.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (call->fault_count != 0) return page_work_list(call, error);
  return list_withdraw(call->db, list, page_actor(call), ground.data, call->request->now_us, error);
}

static sd_status do_act(web_call *call, int64_t list, sd_error *error) {
  text act = form_text(call, "act");
  if (text_is(act, "exclude")) return leave_off(call, list, true, error);
  if (text_is(act, "restore")) return leave_off(call, list, false, error);
  if (text_is(act, "reject")) return decide_objection(call, list, false, error);
  if (text_is(act, "uphold")) return decide_objection(call, list, true, error);
  if (text_is(act, "withdraw")) return withdraw(call, list, error);
  return list_act_do(call, list, act, error);
}

sd_status act_work_list(web_call *call, sd_error *error) {
  int64_t id = 0;
  TRY(page_path_number(call, 0, &id, error));
  if (!may_act(call)) return error_set(error, SD_REFUSED, MESSAGE_WEB_NOT_YOURS, NULL);
  TRY(do_act(call, id, error));
  bool led_on = call->response->location.size != 0; /* to long work */
  if (call->fault_count != 0 || led_on) return SD_OK;
  char path[40];
  snprintf(path, sizeof path, "/list-work/%lld", (long long)id);
  call->response->location = arena_copy(call->arena, text_of(path));
  return SD_OK;
}

/* --- The notice as a file: "notice.pdf", "changes.xlsx" --- */

sd_status page_work_notice(web_call *call, sd_error *error) {
  int64_t id = 0;
  notice n;
  text name = call->pieces[1], bytes = {NULL, 0};
  size_t dot = text_find(name, TEXT("."), 0);
  if (dot == SIZE_MAX) return not_found(error);
  text what = text_slice(name, 0, dot);
  notice_form form;
  if (!notice_form_of_name(name, &form)) return not_found(error);
  bool changes = text_is(what, "changes");
  TRY(page_path_number(call, 0, &id, error));
  if ((!changes && !text_is(what, "notice")) || city_bound(call).size != 0) return not_found(error);
  const notice_request request = {
      .list = id, .lang = call->lang, .only_changes = changes, .areas = call->options->areas};
  TRY(notice_make(call->registry, &request, call->arena, &n, error));
  TRY(notice_write_bytes(&n, form, call->arena, &bytes, error));
  char file[80];
  snprintf(file, sizeof file, "list-%lld-%.*s", (long long)id, TEXT_ARG(text_slice(name, 0, 30)));
  text kept = arena_copy(call->arena, text_of(file));
  if (kept.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return web_answer_file(call, kept.data, notice_content_type(form), bytes);
}
