/* Pages for everybody: the city's notices and policies. */
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/web.h"
#include "dmn/condition.h"
#include "dmn/load.h"
#include "list/life.h"
#include "registry/snapshot.h"
#include "web/condition_words.h"

/* --- What several pages show --- */

operation_context page_context(const web_call *call) {
  return (operation_context){.db = call->db,
                             .registry = call->registry,
                             .calendar = call->options->calendar,
                             .settlement = call->options->settlement};
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

bool page_sees_subject(web_call *call, text code) {
  text district = call->session->account.district;
  if (district.size == 0) return true;
  char single[SUBJECT_CODE_SIZE];
  snprintf(single, sizeof single, "%.*s", TEXT_ARG(text_slice(code, 0, SUBJECT_CODE_SIZE - 1)));
  column_request column = {"district", PERIOD_NONE, PICK_LATEST, NULL};
  snapshot_request request = {
      .view = {INT64_MAX, INT64_MAX}, .code = single, .columns = &column, .column_count = 1};
  const snapshot *s = NULL;
  fact_value of;
  return registry_snapshot(call->registry, &request, call->arena, &s, NULL) == SD_OK &&
         s->subject_count == 1 && snapshot_value(s, 0, 0, &of) &&
         area_is_within(call->options->areas, of.content, district);
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
  char single[SUBJECT_CODE_SIZE];
  snprintf(single, sizeof single, "%.*s", TEXT_ARG(text_slice(code, 0, SUBJECT_CODE_SIZE - 1)));
  column_request column = {"name", PERIOD_NONE, PICK_LATEST, NULL};
  snapshot_request request = {
      .view = {INT64_MAX, INT64_MAX}, .code = single, .columns = &column, .column_count = 1};
  const snapshot *s = NULL;
  fact_value name;
  sd_status status = registry_snapshot(call->registry, &request, call->arena, &s, NULL);
  if (status != SD_OK || s->subject_count != 1 || !snapshot_value(s, 0, 0, &name)) return code;
  return name.content;
}

/* --- Home: notices and items --- */

static bool is_public(const list_status *list) {
  return list->state == LIST_PUBLISHED || list->state == LIST_FINAL;
}

/* The items of which the city made a list: what this city gives. */
typedef struct home_page {
  web_call *call;
  text *items;
  size_t item_count, item_capacity;
} home_page;

static bool has_list(const home_page *h, text item) {
  for (size_t i = 0; i < h->item_count; i++) {
    if (text_equal(h->items[i], item)) return true;
  }
  return false;
}

static bool note_item(home_page *h, text item) {
  if (has_list(h, item)) return true;
  if (h->item_count == h->item_capacity) {
    size_t capacity = h->item_capacity == 0 ? 32 : 2 * h->item_capacity;
    text *grown = ARENA_ARRAY(h->call->arena, text, capacity);
    if (grown == NULL) return false;
    if (h->item_count != 0) memcpy(grown, h->items, h->item_count * sizeof *grown);
    h->items = grown;
    h->item_capacity = capacity;
  }
  text kept = arena_copy(h->call->arena, item);
  h->items[h->item_count++] = kept;
  return kept.data != NULL;
}

static bool item_pays(const web_call *call, const list_status *list) {
  const item_version *version = page_item(call, list->item, list->version_label);
  return version == NULL || version->amount_decision.size != 0;
}

static sd_status add_notice(void *context, const list_status *list, sd_error *error) {
  home_page *h = context;
  const web_call *call = h->call;
  if (!note_item(h, list->item)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (!is_public(list)) return SD_OK;
  view *v = call->view;
  view_begin(v, "notice");
  view_integer(v, "list", list->id);
  view_text(v, "item", list->item);
  view_text(v, "name", page_item_name(call, list->item, list->version_label));
  view_integer(v, "count", list->counts.met);
  view_money(v, "amount", list->counts.amount_fen);
  view_boolean(v, "pays", item_pays(call, list));
  view_day(v, "from", list->published_day);
  view_day(v, "to", list->last_day);
  view_boolean(v, "open", list->state == LIST_PUBLISHED);
  view_end(v);
  return SD_OK;
}

static void add_item(const home_page *h, const item_version *item, int64_t today) {
  const web_call *call = h->call;
  view *v = call->view;
  view_begin(v, "policy");
  view_text(v, "item", item->id);
  view_text(v, "version", item->version);
  view_text(v, "name", page_item_name(call, item->id, item->version));
  view_text(v, "owner", item->owner);
  view_text(v, "kind", item->kind);
  view_text(v, "mode", item->mode);
  bool now = false;
  for (size_t i = 0; i < item->scope_count; i++) {
    now = now || (item->scopes[i].from_day <= today && today < item->scopes[i].to_day);
  }
  view_boolean(v, "in_force", now);
  view_boolean(v, "has_list", has_list(h, item->id));
  view_end(v);
}

static int64_t today_of(const web_call *call) {
  return clock_day(call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
}

sd_status page_home(web_call *call, sd_error *error) {
  home_page h = {.call = call};
  view_list(call->view, "notices");
  TRY(list_each(call->db, TEXT(""), add_notice, &h, error));
  view_list_end(call->view);
  view_list(call->view, "policies");
  for (size_t i = 0; i < call->options->items->count; i++) {
    const item_version *item = call->options->items->entries[i].item;
    if (item != NULL) add_item(&h, item, today_of(call));
  }
  view_list_end(call->view);
  return SD_OK;
}

/* --- One policy in plain words: its documents, and every rule with its clause --- */

/* `name` as the model writes it, `said` as people read it. */
static void view_words(const web_call *call, const char *name, const char *said, text source) {
  view_text(call->view, name, source);
  view_text(call->view, said, condition_words(source, NULL, call->lang, call->arena));
}

static void add_rules(const web_call *call, const dmn_table *table) {
  view *v = call->view;
  view_list(v, "rules");
  for (size_t r = 0; r < table->rule_count; r++) {
    view_begin(v, "rule");
    view_text(v, "clause", dmn_rule_clause(table, r));
    view_list(v, "conditions");
    for (size_t i = 0; i < table->input_count; i++) {
      const dmn_cell *cell = &table->rules[r].inputs[i];
      if (cell->part == DMN_NO_CELL) continue;
      view_begin(v, "condition");
      view_words(call, "of", "of_said", text_trim(table->inputs[i].expression.text));
      view_words(call, "is", "is_said", text_trim(cell->source.text));
      view_end(v);
    }
    view_list_end(v);
    if (table->output_count > 0) {
      view_words(call, "result", "result_said", text_trim(table->rules[r].outputs[0].source.text));
    }
    view_end(v);
  }
  view_list_end(v);
}

static void add_decision(const web_call *call, const dmn_element *element) {
  view *v = call->view;
  view_begin(v, "decision");
  view_text(v, "name", element->name);
  view_text(v, "clause", element->description);
  const dmn_table *table = dmn_decision_table_of(element);
  if (table != NULL) {
    add_rules(call, table);
  } else if (element->expression != NULL && element->expression->kind == DMN_LITERAL) {
    view_words(call, "formula", "formula_said", text_trim(element->expression->source.text));
  }
  view_end(v);
}

static sd_status add_decisions(web_call *call, const item_version *item, sd_error *error) {
  dmn_source source = {item->path, item->bytes};
  dmn_model *model = NULL;
  TRY(dmn_model_create(&source, 1, &model, error));
  view_list(call->view, "decisions");
  for (size_t i = 0; i < model->element_count; i++) {
    if (model->elements[i]->kind == DMN_DECISION) add_decision(call, model->elements[i]);
  }
  view_list_end(call->view);
  dmn_model_destroy(model);
  return SD_OK;
}

sd_status page_policy(web_call *call, sd_error *error) {
  const item_version *item = page_item(call, call->pieces[0], TEXT(""));
  if (item == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  view *v = call->view;
  view_text(v, "item", item->id);
  view_text(v, "version", item->version);
  view_text(v, "name", page_item_name(call, item->id, item->version));
  view_text(v, "owner", item->owner);
  view_text(v, "mode", item->mode);
  char hash[SM3_TEXT_SIZE];
  sm3_format(&item->hash, hash);
  view_string(v, "sm3", hash);
  view_list(v, "documents");
  for (size_t i = 0; i < item->policy_count; i++) {
    view_begin(v, "document");
    view_text(v, "number", item->policies[i].number);
    view_text(v, "title", item->policies[i].title);
    view_text(v, "issuer", item->policies[i].issuer);
    view_end(v);
  }
  view_list_end(v);
  return add_decisions(call, item, error);
}
