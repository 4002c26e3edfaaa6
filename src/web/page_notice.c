/* The notice of a list for everybody: its lines, files to keep, and how to object. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/messages/web.h"
#include "list/objection.h"
#include "notice/notice_make.h"
#include "web/form.h"
#include "web/pages.h"

/* What must stay true: only lists that are published or final, and of a line only the columns that
 * the item allows; who objects is shown to nobody; evidence leaves as a file, and only on record.
 */

/* --- Which list --- */

static sd_status find_list(const web_call *call, list_status *out, sd_error *error) {
  int64_t id = 0;
  bool found = page_number(call->pieces[0], &id);
  if (found) {
    sd_status status = list_get_status(call->db, id, call->arena, out, error);
    found = status != SD_NOT_FOUND;
    if (found) TRY(status);
  }
  if (found && (out->state == LIST_PUBLISHED || out->state == LIST_FINAL)) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

static sd_status make(web_call *call, const list_status *list, notice *out, sd_error *error) {
  const notice_request request = {
      .list = list->id, .lang = call->lang, .areas = call->options->areas};
  return notice_make(call->registry, &request, call->arena, out, error);
}

/* --- The page --- */

static bool shows(const notice *n, item_column column) {
  return (n->columns & 1u << (unsigned)column) != 0;
}

/* What an upheld objection made of the line; NULL when nothing changed. */
static const line_change *change_of(const line_change *changes, size_t count, text code) {
  for (size_t i = 0; i < count; i++) {
    if (changes[i].changed && text_is(code, changes[i].code)) return &changes[i];
  }
  return NULL;
}

static void view_line(const web_call *call, const notice *n, const notice_line *line,
                      const line_change *change) {
  view *v = call->view;
  view_begin(v, "line");
  if (shows(n, ITEM_COLUMN_NAME)) view_text(v, "name", line->name);
  if (shows(n, ITEM_COLUMN_CODE)) view_text(v, "code", line->code);
  if (shows(n, ITEM_COLUMN_DISTRICT)) view_text(v, "district", line->district);
  if (shows(n, ITEM_COLUMN_AMOUNT)) view_money(v, "amount", line->amount_fen);
  if (change != NULL) {
    view_boolean(v, "changed", true);
    if (shows(n, ITEM_COLUMN_AMOUNT)) view_money(v, "now", change->amount_fen);
  }
  view_end(v);
}

static void view_head(web_call *call, const list_status *list, const notice *n) {
  view *v = call->view;
  page_view_list(call, list);
  view_integer(v, "count", (int64_t)n->count);
  view_money(v, "amount", n->total_fen);
  view_text(v, "owner", n->owner);
  view_text(v, "document", n->policy);
  view_text(v, "business_contact", n->business_contact);
  view_text(v, "complaint_contact", n->complaint_contact);
  view_boolean(v, "pays", shows(n, ITEM_COLUMN_AMOUNT));
}

sd_status page_notice(web_call *call, sd_error *error) {
  list_status list;
  notice n;
  line_change *changes = NULL;
  size_t count = 0;
  TRY(find_list(call, &list, error));
  TRY(make(call, &list, &n, error));
  TRY(line_changes_read(call->db, list.id, call->arena, &changes, &count, error));
  view_head(call, &list, &n);
  view_list(call->view, "lines");
  for (size_t i = 0; i < n.count; i++) {
    view_line(call, &n, &n.lines[i], change_of(changes, count, n.lines[i].code));
  }
  view_list_end(call->view);
  return SD_OK;
}

/* --- The files --- */

sd_status page_notice_file(web_call *call, sd_error *error) {
  list_status list;
  notice n;
  notice_form form;
  text bytes;
  char name[80];
  if (!notice_form_of_name(call->pieces[1], &form)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  TRY(find_list(call, &list, error));
  TRY(make(call, &list, &n, error));
  TRY(notice_write_bytes(&n, form, call->arena, &bytes, error));
  static const char *const ENDS[] = {"html", "xlsx", "pdf"};
  snprintf(name, sizeof name, "notice-%lld.%s", (long long)list.id, ENDS[form]);
  const char *kept = arena_copy(call->arena, text_of(name)).data;
  return web_answer_file(call, kept == NULL ? "notice" : kept, notice_content_type(form), bytes);
}

/* --- The evidence of an objection, for those who decide and those who check --- */

/* Whatever was sent in is kept as bytes and never shown as a page of this site. */
sd_status page_objection_evidence(web_call *call, sd_error *error) {
  int64_t id = 0;
  objection o;
  text bytes;
  TRY(page_path_number(call, 0, &id, error));
  TRY(objection_find(call->db, id, call->arena, &o, error));
  TRY(objection_evidence(call->db, id, page_actor(call), call->request->now_us, call->arena, &bytes,
                         error));
  const char *name =
      o.evidence_name.size == 0 ? "evidence" : arena_copy(call->arena, o.evidence_name).data;
  return web_answer_file(call, name == NULL ? "evidence" : name, "application/octet-stream", bytes);
}

/* --- Objecting --- */

static sd_status view_object(web_call *call, const list_status *list, sd_error *error) {
  notice n;
  TRY(make(call, list, &n, error));
  view_head(call, list, &n);
  view_boolean(call->view, "open", list->state == LIST_PUBLISHED);
  return SD_OK;
}

sd_status page_notice_object(web_call *call, sd_error *error) {
  list_status list;
  TRY(find_list(call, &list, error));
  view_text(call->view, "number", web_field_value(call->request->query, "number"));
  view_text(call->view, "outcome", web_field_value(call->request->query, "state"));
  return view_object(call, &list, error);
}

static void check_fields(web_call *call, const objection_request *r) {
  if (r->matter.size == 0) form_fault_message(call, "matter", MESSAGE_WEB_NO_MATTER);
  if (r->reporter.size == 0) form_fault_message(call, "reporter", MESSAGE_WEB_PUBLIC_NO_NAME);
  if (r->code.size != SUBJECT_CODE_SIZE - 1) {
    form_fault_message(call, "company", MESSAGE_WEB_PUBLIC_NO_COMPANY);
  }
  if (!text_is(r->channel, "business") && !text_is(r->channel, "complaint")) {
    form_fault_message(call, "channel", MESSAGE_WEB_COMPANY_CHOOSE);
  }
}

static sd_status file_one(web_call *call, objection_request *r, int64_t *id, objection_state *state,
                          sd_error *error) {
  sm3_digest digest;
  if (!sm3_of(r->evidence_bytes, &digest)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  r->evidence = &digest;
  return objection_file(call->db, r, id, state, error);
}

sd_status act_notice_object(web_call *call, sd_error *error) {
  list_status list;
  sd_error fault = {0};
  int64_t id = 0;
  objection_state state = OBJECTION_OPEN;
  TRY(find_list(call, &list, error));
  objection_request r = {
      .list = list.id,
      .code = form_text(call, "company"),
      .kind = text_is(form_text(call, "kind"), "missing") ? OBJECTION_MISSING : OBJECTION_LINE,
      .channel = form_text(call, "channel"),
      .reporter = form_text(call, "reporter"),
      .sealed = text_is(form_text(call, "sealed"), "yes"),
      .matter = form_text(call, "matter"),
      .actor = message_text(LANGUAGE_CHINESE, MESSAGE_WEB_PUBLIC_ACTOR),
      .now_us = call->request->now_us};
  check_fields(call, &r);
  r.evidence_bytes = form_evidence(call, &r.evidence_name);
  sd_status status = call->fault_count != 0 ? SD_INVALID : file_one(call, &r, &id, &state, &fault);
  if (status == SD_INVALID || status == SD_NOT_FOUND) {
    if (call->fault_count == 0) form_fault_error(call, "company", &fault);
    return view_object(call, &list, error);
  }
  if (status != SD_OK) {
    if (error != NULL) *error = fault;
    return status;
  }
  char location[120];
  snprintf(location, sizeof location, "/notices/%lld/objection?number=%lld&state=%s",
           (long long)list.id, (long long)id, objection_state_word(state));
  call->response->location = arena_copy(call->arena, text_of(location));
  return SD_OK;
}
