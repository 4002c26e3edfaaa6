/* What waits for a second or a third person, for every member of staff who may be one. */
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "access/role.h"
#include "base/decimal.h"
#include "base/messages/web.h"
#include "base/money.h"
#include "operation/approve.h"
#include "operation/budget_change.h"
#include "payout/correction.h"
#include "payout/journal.h"
#include "web/form.h"
#include "web/step_up.h"

/* What must stay true: a person approves what this page showed (the hash is sent along); whoever
 * made a proposal has no button, and is refused below all the same. */

static const role_set roles_of[OPERATION_COUNT] = {
#define A(operation, roles) [OPERATION_##operation] = (role_set)(roles),
#include "web/approval_roles.def"
#undef A
};

/* --- Content in words --- */

typedef enum field_show {
  SHOW_TEXT,
  SHOW_MONEY,
  SHOW_ACT,
  SHOW_AREA,
  SHOW_COMPANY,
  SHOW_ITEM,
  SHOW_ORDER,
  SHOW_ENTRY,
  SHOW_CASE,
  SHOW_CODE,
  SHOW_ROLES
} field_show;

static const struct proposal_field {
  const char *key;
  message_id name;
  field_show show;
} fields[] = {
#define F(key, name, show) {key, MESSAGE_##name, SHOW_##show},
#include "web/proposal_fields.def"
#undef F
};

static const struct proposal_field *field_of(text key) {
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    if (text_is(key, fields[i].key)) return &fields[i];
  }
  return NULL;
}

static void add_act(const web_call *call, text word) {
  correction_act act;
  const char *label = NULL;
  if (correction_of_word(word.data, &act)) label = correction_label(act, call->lang);
  for (int i = 0; label == NULL && i < BUDGET_ACT_COUNT; i++) {
    if (!text_is(word, budget_act_word((budget_act)i))) continue;
    label = budget_act_label((budget_act)i, call->lang);
  }
  if (text_is(word, "receive")) label = message_text(call->lang, MESSAGE_WEB_ACT_RECEIVE);
  if (label != NULL) view_string(call->view, "value", label);
  if (label == NULL) view_text(call->view, "value", word);
}

/* "policy leader" as people call them; a word that is no role stays as it is. */
static text roles_in_words(const web_call *call, text names) {
  text_builder b;
  text_builder_init(&b, 1000);
  for (size_t at = 0; at < names.size;) {
    size_t end = at;
    while (end < names.size && names.data[end] != ' ' && names.data[end] != ',') end++;
    text name = text_slice(names, at, end);
    role found = role_of_name(name);
    if (b.size != 0) text_builder_add_string(&b, ", ");
    if (found != 0) text_builder_add_string(&b, message_text(call->lang, role_message(found)));
    if (found == 0) text_builder_add(&b, name);
    for (at = end; at < names.size && (names.data[at] == ' ' || names.data[at] == ',');) at++;
  }
  text words = b.failed ? TEXT("") : arena_copy(call->arena, text_builder_text(&b));
  text_builder_release(&b);
  return words.size == 0 ? names : words;
}

static sd_status add_entry(void *context, const entry_record *e, sd_error *error) {
  (void)error;
  const web_call *call = context;
  char money[MONEY_TEXT_SIZE], shown[200];
  money_format(e->is_credit ? e->amount_fen : -e->amount_fen, money);
  (void)snprintf(shown, sizeof shown, "¥ %s · %s · %s", money, e->booking_date,
                 finding_label(e->finding, call->lang));
  view_string(call->view, "more", shown);
  return SD_OK;
}

/* What the bank said, so that whoever checks need not look elsewhere. */
static void view_entry(web_call *call, text number) {
  entry_filter one = {0};
  view_string(call->view, "path", "/finance/exceptions/");
  if (page_number(number, &one.id)) (void)entries_each(call->db, &one, add_entry, call, NULL);
}

static void add_value(web_call *call, field_show show, const json_value *value) {
  view *v = call->view;
  text shown = value->text;
  if (value->kind == JSON_BOOLEAN) {
    view_message(v, "value", value->boolean ? MESSAGE_WEB_APPROVALS_YES : MESSAGE_WEB_APPROVALS_NO);
    return;
  }
  decimal number;
  int64_t fen;
  switch (show) {
    case SHOW_MONEY:
      if (decimal_parse(shown, &number) && decimal_to_int64(&number, &fen)) {
        view_money(v, "value", fen);
        view_boolean(v, "money", true);
      }
      return;
    case SHOW_ACT:
      add_act(call, shown);
      return;
    case SHOW_AREA:
      view_text(v, "value", page_area_name(call, shown));
      return;
    case SHOW_COMPANY:
      view_text(v, "value", shown);
      if (shown.size != 0) view_text(v, "more", page_subject_name(call, shown));
      return;
    case SHOW_ITEM:
      view_text(v, "value", page_item_name(call, shown, TEXT("")));
      return;
    case SHOW_ORDER:
      view_string(v, "path", "/finance/orders/");
      break;
    case SHOW_ENTRY:
      view_entry(call, shown);
      break;
    case SHOW_CASE:
      view_string(v, "path", "/finance/clawbacks/");
      break;
    case SHOW_CODE:
      view_boolean(v, "code", true);
      break;
    case SHOW_ROLES:
      view_text(v, "value", roles_in_words(call, shown));
      return;
    case SHOW_TEXT:
      break;
  }
  view_text(v, "value", shown);
}

static bool is_shown(const json_value *value) {
  bool has_text = value->kind == JSON_STRING || value->kind == JSON_NUMBER;
  return value->kind == JSON_BOOLEAN || (has_text && value->text.size != 0);
}

void page_view_proposal(web_call *call, const approval *p) {
  json_value *content = NULL;
  view *v = call->view;
  sd_status status = json_read(p->content, "proposal", call->arena, &content, NULL);
  if (status != SD_OK || content->kind != JSON_OBJECT) view_text(v, "content", p->content);
  view_list(v, "fields");
  for (size_t i = 0; status == SD_OK && content->kind == JSON_OBJECT && i < content->count; i++) {
    const struct proposal_field *f = field_of(content->keys[i]);
    if (!is_shown(&content->items[i])) continue;
    view_begin(v, "field");
    view_text(v, "key", content->keys[i]);
    if (f != NULL) view_message(v, "name", f->name);
    if (f == NULL) view_text(v, "name", content->keys[i]);
    add_value(call, f == NULL ? SHOW_TEXT : f->show, &content->items[i]);
    view_end(v);
  }
  view_list_end(v);
}

/* --- Who may do what --- */

static bool may_check(const web_call *call, const approval *p) {
  return (roles_of[p->operation] & call->session->account.roles) != 0;
}

static bool is_mine(const web_call *call, const approval *p) {
  return person_is_same(p->maker, call->session->account.name);
}

/* What a company's account says belongs to its district. */
static bool may_see(web_call *call, const approval *p) {
  if (!may_check(call, p) && !is_mine(call, p)) return false;
  if (call->session->account.district.size == 0 || is_mine(call, p)) return true;
  return p->operation == OPERATION_COMPANY_ACCOUNT && page_sees_subject(call, p->subject);
}

/* Files are released on their own page, where their bytes are. */
static bool is_release(const approval *p) {
  return p->operation == OPERATION_PAYOUT_RELEASE && p->stage == STAGE_CHECKED;
}

/* Why this person has no button; MESSAGE_NONE: there is one. */
static message_id why_not(const web_call *call, const approval *p) {
  text person = call->session->account.name;
  if (!stage_is_open(p->stage)) return MESSAGE_WEB_WHY_CLOSED;
  if (person_is_same(p->maker, person)) return MESSAGE_WEB_WHY_MAKER;
  if (p->stage == STAGE_CHECKED && person_is_same(p->checker, person)) {
    return MESSAGE_WEB_WHY_CHECKER;
  }
  if (!may_check(call, p)) return MESSAGE_WEB_WHY_ROLE;
  if (is_release(p)) return MESSAGE_WEB_WHY_RELEASE;
  return p->stage == STAGE_CHECKED ? MESSAGE_WEB_WHY_CHECKED : MESSAGE_NONE;
}

static bool waits_for(const web_call *call, const approval *p) {
  message_id why = why_not(call, p);
  return why == MESSAGE_NONE || why == MESSAGE_WEB_WHY_RELEASE;
}

/* --- The list --- */

static void add_head(const web_call *call, const approval *p) {
  view *v = call->view;
  char hash[SM3_TEXT_SIZE];
  sm3_format(&p->hash, hash);
  view_integer(v, "proposal", p->id);
  view_string(v, "operation", operation_word(p->operation));
  view_message(v, "operation_name", operation_message(p->operation));
  view_text(v, "subject", p->subject);
  view_string(v, "stage", stage_word(p->stage));
  view_message(v, "stage_name", stage_message(p->stage));
  view_integer(v, "persons", operation_persons(p->operation));
  view_text(v, "maker", p->maker);
  view_text(v, "checker", p->checker);
  view_text(v, "performer", p->performer);
  view_string(v, "sm3", hash);
  view_moment(v, "proposed", p->proposed_us);
  if (p->checked_us != 0) view_moment(v, "checked", p->checked_us);
  if (p->performed_us != 0) view_moment(v, "performed", p->performed_us);
  if (p->closed_us != 0) view_moment(v, "closed", p->closed_us);
  view_text(v, "closer", p->closer);
  view_text(v, "ground", p->ground);
  view_boolean(v, "waits", waits_for(call, p));
  view_boolean(v, "mine", is_mine(call, p));
  view_boolean(v, "is_file", p->operation == OPERATION_PAYOUT_RELEASE);
  message_id why = why_not(call, p);
  if (why != MESSAGE_NONE) view_message(v, "why_not", why);
}

static sd_status add_approval(void *context, const approval *p, sd_error *error) {
  web_call *call = context;
  (void)error;
  if (!may_see(call, p)) return SD_OK;
  view_begin(call->view, "approval");
  add_head(call, p);
  page_view_proposal(call, p);
  view_end(call->view);
  return SD_OK;
}

sd_status page_approvals(web_call *call, sd_error *error) {
  bool all = text_is(web_field_value(call->request->query, "all"), "1");
  view_boolean(call->view, "all", all);
  view_list(call->view, "approvals");
  TRY(approval_each(call->db, !all, add_approval, call, error));
  view_list_end(call->view);
  return SD_OK;
}

static sd_status count_waiting(void *context, const approval *p, sd_error *error) {
  (void)error;
  approval_count *count = context;
  if (may_see(count->call, p) && waits_for(count->call, p)) count->waiting++;
  return SD_OK;
}

sd_status page_count_approvals(web_call *call, int64_t *waiting_out, sd_error *error) {
  approval_count count = {call, 0};
  sd_status status = approval_each(call->db, true, count_waiting, &count, error);
  *waiting_out = count.waiting;
  return status;
}

/* --- One proposal --- */

static sd_status find_seen(web_call *call, approval *out, sd_error *error) {
  int64_t id = 0;
  TRY(page_path_number(call, 0, &id, error));
  TRY(approval_find(call->db, id, call->arena, out, error));
  if (may_see(call, out)) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

sd_status page_approval(web_call *call, sd_error *error) {
  approval p;
  TRY(find_seen(call, &p, error));
  add_head(call, &p);
  page_view_proposal(call, &p);
  view_step_up(call);
  return SD_OK;
}

/* The same person pressed twice: what they wanted is done. */
static bool is_done_already(const web_call *call, const approval *p, const sm3_digest *seen) {
  bool stands = p->stage == STAGE_CHECKED || p->stage == STAGE_PERFORMED;
  return stands && sm3_equal(seen, &p->hash) &&
         person_is_same(p->checker, call->session->account.name);
}

static sd_status decide(web_call *call, const approval *p, sd_error *error) {
  operation_context context = page_context(call);
  sm3_digest seen;
  approval after;
  approve_request request = {
      .id = p->id, .actor = page_actor(call), .now_us = call->request->now_us};
  if (text_is(form_text(call, "act"), "refuse")) {
    text ground = arena_copy(call->arena, form_text(call, "ground"));
    if (ground.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    return operation_refuse(&context, &request, ground.data, call->arena, &after, error);
  }
  if (!sm3_parse(form_text(call, "sm3"), &seen)) {
    return error_set(error, SD_INVALID, MESSAGE_WEB_NO_HASH, NULL);
  }
  if (is_done_already(call, p, &seen)) return SD_OK;
  if (!may_check(call, p)) return error_set(error, SD_REFUSED, MESSAGE_WEB_WHY_ROLE, NULL);
  TRY(step_up_take(call, error));
  request.seen = &seen;
  return operation_approve(&context, &request, call->arena, &after, error);
}

sd_status act_approval(web_call *call, sd_error *error) {
  approval p;
  TRY(find_seen(call, &p, error));
  TRY(decide(call, &p, error));
  call->response->location = call->path;
  return SD_OK;
}
