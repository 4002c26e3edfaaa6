/* What several pages show, and what their handlers ask. */
#include "web/pages.h"

#include <stdio.h>

#include "base/messages/web.h"
#include "registry/snapshot.h"

operation_context page_context(const web_call *call) {
  return (operation_context){.db = call->db,
                             .registry = call->registry,
                             .calendar = call->options->calendar,
                             .settlement = call->options->settlement};
}

operation_context page_job_context(const job_run *run) {
  return (operation_context){.db = run->db,
                             .registry = run->registry,
                             .calendar = run->options->calendar,
                             .settlement = run->options->settlement};
}

const char *page_actor(const web_call *call) {
  text copy = arena_copy(call->arena, call->session->account.name);
  return copy.data == NULL ? "" : copy.data;
}

bool page_number(text source, int64_t *out) {
  int64_t number = 0;
  for (size_t i = 0; i < source.size; i++) {
    if (source.data[i] < '0' || source.data[i] > '9' || i >= 18) return false;
    number = number * 10 + (source.data[i] - '0');
  }
  if (number == 0) return false;
  *out = number;
  return true;
}

sd_status page_path_number(const web_call *call, size_t piece, int64_t *out, sd_error *error) {
  if (page_number(call->pieces[piece], out)) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

void page_view_orders(const web_call *call, const payout_summary *sums) {
  view *v = call->view;
  view_list(v, "orders");
  for (int i = 0; i < ORDER_STATE_COUNT; i++) {
    if (sums->orders[i] == 0) continue;
    view_begin(v, "state");
    view_string(v, "code", order_state_name((order_state)i));
    view_string(v, "name", order_state_label((order_state)i, call->lang));
    view_integer(v, "count", sums->orders[i]);
    view_money(v, "amount", sums->sum_fen[i]);
    view_end(v);
  }
  view_list_end(v);
}

/* A fact of one company as it is now; empty when there is none. */
static text content_of(web_call *call, text code, const char *fact) {
  char single[SUBJECT_CODE_SIZE];
  snprintf(single, sizeof single, "%.*s", TEXT_ARG(text_slice(code, 0, SUBJECT_CODE_SIZE - 1)));
  column_request column = {fact, PERIOD_NONE, PICK_LATEST, NULL};
  snapshot_request request = {
      .view = {INT64_MAX, INT64_MAX}, .code = single, .columns = &column, .column_count = 1};
  const snapshot *s = NULL;
  fact_value of;
  sd_status status = registry_snapshot(call->registry, &request, call->arena, &s, NULL);
  if (status != SD_OK || s->subject_count != 1 || !snapshot_value(s, 0, 0, &of)) return TEXT("");
  return of.content;
}

bool page_sees_subject(web_call *call, text code) {
  text bound = call->session->account.district;
  if (bound.size == 0) return true;
  return area_is_within(call->options->areas, content_of(call, code, "district"), bound);
}

bool page_concerns(const web_call *call, const item_version *version) {
  text district = call->session->account.district;
  for (size_t i = 0; district.size != 0 && version != NULL && i < version->scope_count; i++) {
    if (area_in_regions(call->options->areas, district, version->scopes[i].regions)) return true;
  }
  return district.size == 0;
}

const item_version *page_item(const web_call *call, text id, text version) {
  const item_version *found = NULL;
  for (size_t i = 0; i < call->options->items->count; i++) {
    const item_version *item = call->options->items->entries[i].item;
    if (item == NULL || !text_equal(item->id, id)) continue;
    if (found == NULL || text_equal(item->version, version)) found = item;
  }
  return found;
}

text page_item_name(const web_call *call, text id, text version) {
  const item_version *item = page_item(call, id, version);
  if (item == NULL) return id;
  bool english = call->lang == LANGUAGE_ENGLISH && item->name_english.size != 0;
  return english ? item->name_english : item->name;
}

text page_area_name(const web_call *call, text code) {
  const area *found = area_find(call->options->areas, code);
  if (found == NULL) return code;
  bool english = call->lang == LANGUAGE_ENGLISH && found->name_english.size != 0;
  return english ? found->name_english : found->name_chinese;
}

text page_subject_name(web_call *call, text code) {
  text name = content_of(call, code, "name");
  return name.size != 0 ? name : code;
}

void page_view_list(web_call *call, const list_status *list) {
  view *v = call->view;
  char hash[SM3_TEXT_SIZE];
  sm3_format(&list->hash, hash);
  view_integer(v, "list", list->id);
  view_text(v, "item", list->item);
  view_text(v, "name", page_item_name(call, list->item, list->version_label));
  view_string(v, "state_code", list_state_name(list->state));
  view_message(v, "state", list_state_message(list->state));
  view_string(v, "sm3", hash);
  if (list->published_day != 0) view_day(v, "from", list->published_day);
  if (list->last_day != 0) view_day(v, "to", list->last_day);
}

void page_view_session(web_call *call, const session_line *line, bool with_account) {
  char key[SM3_TEXT_SIZE];
  view *v = call->view;
  sm3_format(&line->key, key);
  view_begin(v, "session");
  view_string(v, "session", key);
  if (with_account) {
    view_text(v, "login", line->login);
    view_text(v, "name", line->name);
  }
  view_moment(v, "created", line->created_us);
  view_moment(v, "seen", line->seen_us);
  view_boolean(v, "own", sm3_equal(&line->key, &call->session->key));
  view_end(v);
}
