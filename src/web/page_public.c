/* Pages for everybody: the city's notices and policies. */
#include "web/page_explanation.h"
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
      page_view_model_text(call, "of", text_trim(table->inputs[i].expression.text), NULL);
      page_view_model_text(call, "is", text_trim(cell->source.text), NULL);
      view_end(v);
    }
    view_list_end(v);
    if (table->output_count > 0) {
      page_view_model_text(call, "result", text_trim(table->rules[r].outputs[0].source.text), NULL);
    }
    view_end(v);
  }
  view_list_end(v);
}

static void add_decision(const web_call *call, const dmn_element *element) {
  view *v = call->view;
  view_begin(v, "decision");
  page_view_model_text(call, "name", element->name, NULL);
  view_text(v, "clause", element->description);
  const dmn_table *table = dmn_decision_table_of(element);
  if (table != NULL) {
    add_rules(call, table);
  } else if (element->expression != NULL && element->expression->kind == DMN_LITERAL) {
    page_view_model_text(call, "formula", text_trim(element->expression->source.text), NULL);
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
