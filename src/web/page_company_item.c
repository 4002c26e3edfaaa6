/* One item for a company: all reasons at once, the amount step by step, what is one step away. */
#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "list/explain.h"
#include "policy/relation.h"
#include "web/page_company.h"
#include "web/page_explanation.h"
#include "web/pages.h"

/* What must stay true: the company is the one of the session. */

/* --- How the amount came about --- */

static bool is_relation(text kind) {
  for (int i = RELATION_EXCLUSIVE; i <= RELATION_TOP_UP; i++) {
    if (text_is(kind, relation_kind_name((relation_kind)i))) return true;
  }
  return false;
}

/* "changzhou-hnte-award@2024", behind which may stand another company's code and sums of a choice:
 * the code is not for this company to see. */
static void view_other_award(const web_call *call, text detail) {
  view *v = call->view;
  size_t at = text_find(detail, TEXT("@"), 0);
  text item = text_slice(detail, 0, at);
  text rest = at == SIZE_MAX ? TEXT("") : text_slice(detail, at + 1, detail.size);
  rest = text_slice(rest, 0, text_find(rest, TEXT(":"), 0));
  size_t other = text_find(rest, TEXT("@"), 0);
  view_text(v, "other_item", item);
  view_text(v, "detail", page_item_name(call, item, TEXT("")));
  view_text(v, "other_year", text_slice(rest, 0, other));
  view_boolean(v, "of_another", other != SIZE_MAX);
}

static void view_step_detail(const web_call *call, text kind, text detail) {
  view *v = call->view;
  static const struct {
    const char *unit;
    message_id name;
  } units[] = {{"fen", MESSAGE_WEB_COMPANY_TO_FEN},
               {"yuan", MESSAGE_WEB_COMPANY_TO_YUAN},
               {"1000yuan", MESSAGE_WEB_COMPANY_TO_THOUSAND},
               {"wan", MESSAGE_WEB_COMPANY_TO_WAN}};
  for (size_t i = 0; text_is(kind, "round") && i < sizeof units / sizeof units[0]; i++) {
    if (!text_is(detail, units[i].unit)) continue;
    view_message(v, "detail", units[i].name);
    return;
  }
  if (is_relation(kind)) {
    view_other_award(call, detail);
  } else if (text_is(kind, "bound")) {
    size_t at = text_find(detail, TEXT("@"), 0);
    view_text(v, "detail", company_attribute_name(call, text_slice(detail, 0, at)));
  } else {
    view_text(v, "detail", detail);
  }
}

static void add_amount_steps(const web_call *call, const benefit *b) {
  view *v = call->view;
  text rest = b->settled ? b->award.steps : TEXT("");
  text by, after;
  view_list(v, "amount_steps");
  while (award_next_step(&rest, &by, &after)) {
    size_t colon = text_find(by, TEXT(":"), 0);
    view_begin(v, "amount_step");
    text kind = text_slice(by, 0, colon);
    view_text(v, "kind", kind);
    if (colon != SIZE_MAX) view_step_detail(call, kind, text_slice(by, colon + 1, by.size));
    page_view_value(call, "after", after);
    view_end(v);
  }
  view_list_end(v);
}

/* Why the owner's settlement leaves a company off, all reasons at once (R-20). */
static void add_left_off(const web_call *call, const benefit *b) {
  view *v = call->view;
  const settlement_rules *tables = call->options->settlement;
  const exclusion_rules *rules = tables == NULL ? NULL : tables->exclusions;
  text codes = b->settled && b->award.state == AWARD_EXCLUDED ? b->award.reasons : TEXT("");
  view_list(v, "left_off");
  while (codes.size != 0) {
    size_t space = text_find(codes, TEXT(" "), 0);
    if (space == SIZE_MAX) space = codes.size;
    text code = text_slice(codes, 0, space);
    codes = text_slice(codes, space + 1, codes.size);
    const exclusion_reason *r = rules == NULL ? NULL : exclusion_reason_find(rules, code);
    view_begin(v, "reason");
    view_text(v, "code", code);
    if (r != NULL) view_text(v, "text", call->lang == LANGUAGE_ENGLISH ? r->english : r->chinese);
    view_end(v);
  }
  view_list_end(v);
}

/* --- The facts behind a decision that was made again --- */

typedef struct again_facts {
  web_call *call;
  const benefit *of;
} again_facts;

static bool asks_for(const item_version *version, const attribute *a) {
  for (size_t i = 0; i < version->input_count; i++) {
    const item_input *input = &version->inputs[i];
    if (input->kind == ITEM_FACT_ATTRIBUTE && text_equal(input->attribute, a->id)) return true;
  }
  return false;
}

static sd_status add_again_fact(void *context, const fact_record *fact, sd_error *error) {
  const again_facts *again = context;
  const redecision *r = &again->of->again;
  (void)error;
  bool is_new = fact->batch > r->after_batch && fact->batch <= r->batch;
  if (!is_new || !asks_for(again->of->version, fact->attribute)) return SD_OK;
  view_begin(again->call->view, "fact");
  company_view_fact(again->call, fact);
  view_end(again->call->view);
  return SD_OK;
}

static sd_status add_again(web_call *call, const benefit *b, sd_error *error) {
  const registry_view everything = {INT64_MAX, INT64_MAX};
  again_facts again = {call, b};
  if (b->again.batch == 0) return SD_OK;
  view_list(call->view, "again_facts");
  TRY(registry_subject_facts(call->registry, company_code(call), NULL, everything, add_again_fact,
                             &again, error));
  view_list_end(call->view);
  return SD_OK;
}

/* --- Objections of this company --- */

typedef struct own_objections {
  web_call *call;
  int64_t list; /* 0: of all */
} own_objections;

static sd_status add_objection(void *context, const objection *o, sd_error *error) {
  const own_objections *own = context;
  const web_call *call = own->call;
  view *v = call->view;
  (void)error;
  if (!text_equal(o->code, company_code(call))) return SD_OK;
  view_begin(v, "objection");
  view_integer(v, "number", o->id);
  view_text(v, "matter", o->matter);
  view_text(v, "evidence", o->evidence_name);
  view_string(v, "state", objection_state_word(o->state));
  view_message(v, "state_name", objection_state_message(o->state));
  view_moment(v, "received", o->received_us);
  if (o->state != OBJECTION_OPEN) {
    view_text(v, "ground", o->ground);
    view_moment(v, "decided", o->decided_us);
  }
  if (o->state == OBJECTION_UPHELD) view_money(v, "amount", o->amount_fen);
  view_end(v);
  return SD_OK;
}

static sd_status add_objections(web_call *call, const benefit *b, sd_error *error) {
  own_objections own = {call, b->run->id};
  bool published = b->progress.status.published_day != 0;
  bool pays = b->version->amount_decision.size != 0;
  view_boolean(call->view, "may_object",
               published && b->progress.status.state != LIST_WITHDRAWN && pays);
  view_list(call->view, "objections");
  TRY(objections_each(call->db, own.list, add_objection, &own, error));
  view_list_end(call->view);
  return SD_OK;
}

sd_status company_find_benefit(web_call *call, company_file *file, const benefit **out,
                               sd_error *error) {
  int64_t wanted = 0;
  *out = NULL;
  text year = web_field_value(call->request->query, "year");
  if (year.size == 0) year = web_field_value(call->request->form, "year");
  if (year.size != 0 && !page_number(year, &wanted)) wanted = -1; /* no year */
  TRY(company_read(call, file, error));
  for (size_t i = 0; i < file->benefit_count; i++) {
    const benefit *b = &file->benefits[i];
    if (!text_equal(b->progress.status.item, call->pieces[0])) continue;
    bool fits = wanted == 0 ? *out == NULL || b->run->data_year >= (*out)->run->data_year
                            : b->run->data_year == wanted;
    if (fits) *out = b;
  }
  if (*out != NULL) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

bool company_has_other_years(const company_file *file, const benefit *b) {
  for (size_t i = 0; i < file->benefit_count; i++) {
    const benefit *other = &file->benefits[i];
    bool is_same = text_equal(other->progress.status.item, b->progress.status.item);
    if (is_same && other != b) return true;
  }
  return false;
}

text company_item_path(const web_call *call, const company_file *file, const benefit *b,
                       const char *fragment) {
  char path[200], year[24] = "";
  if (company_has_other_years(file, b)) {
    snprintf(year, sizeof year, "?year=%d", (int)b->run->data_year);
  }
  snprintf(path, sizeof path, "/company/items/%.*s%s%s",
           TEXT_ARG(text_slice(b->progress.status.item, 0, 120)), year, fragment);
  return arena_copy(call->arena, text_of(path));
}

/* The same item in other data years: none hides another. */
static void add_years(const web_call *call, const company_file *file, const benefit *shown) {
  view *v = call->view;
  view_list(v, "other_years");
  for (size_t i = 0; i < file->benefit_count; i++) {
    const benefit *b = &file->benefits[i];
    bool is_same = text_equal(b->progress.status.item, shown->progress.status.item);
    if (!is_same || b == shown) continue;
    view_begin(v, "benefit");
    company_view_benefit(call, file, b);
    view_end(v);
  }
  view_list_end(v);
}

sd_status page_company_item(web_call *call, sd_error *error) {
  company_file file;
  const benefit *b;
  explanation *e = NULL;
  TRY(company_find_benefit(call, &file, &b, error));
  TRY(list_explain(call->registry, b->run->id, company_code(call), call->arena, &e, error));
  company_view_benefit(call, &file, b);
  view_money(call->view, "computed", e->decision.computed_fen);
  add_amount_steps(call, b);
  add_left_off(call, b);
  add_years(call, &file, b);
  TRY(add_again(call, b, error));
  TRY(add_objections(call, b, error));
  page_explanation(call, e);
  return SD_OK;
}

/* --- What is one step away, over all items --- */

static sd_status add_near(web_call *call, const company_file *file, const benefit *b,
                          sd_error *error) {
  view *v = call->view;
  explanation *e = NULL;
  TRY(list_explain(call->registry, b->run->id, company_code(call), call->arena, &e, error));
  if (e->path_count == 0) return SD_OK; /* no change of conditions would do */
  const text item = b->progress.status.item;
  view_begin(v, "item");
  view_text(v, "item", item);
  view_text(v, "name", page_item_name(call, item, b->version->version));
  view_integer(v, "data_year", b->run->data_year);
  view_boolean(v, "several_years", company_has_other_years(file, b));
  const explanation_path *nearest = page_explanation_nearest(e);
  view_integer(v, "conditions", (int64_t)nearest->gap_count);
  page_explanation_gaps(call, e, nearest);
  view_end(v);
  return SD_OK;
}

sd_status page_company_near(web_call *call, sd_error *error) {
  company_file file;
  TRY(company_read(call, &file, error));
  view_list(call->view, "items");
  for (size_t i = 0; i < file.benefit_count; i++) {
    const benefit *b = &file.benefits[i];
    if (b->standing == BENEFIT_NOT_MET) TRY(add_near(call, &file, b, error));
  }
  view_list_end(call->view);
  return SD_OK;
}
