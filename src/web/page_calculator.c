/* What a policy would say about what somebody types in: a form, an answer, nothing kept. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/web.h"
#include "list/calculator.h"
#include "web/page_explanation.h"
#include "web/pages.h"

/* What must stay true: nothing that is typed is stored or logged; the answer is about rules and
 * claims no entitlement. */

static text typed_of(void *context, size_t input) {
  const web_call *call = context;
  char name[16];
  snprintf(name, sizeof name, "f%zu", input);
  return web_field_value(call->request->query, name);
}

/* The version that is in force today; else the last one of the item. */
static const item_version *version_of(const web_call *call, int64_t today) {
  const item_version *last = NULL;
  for (size_t i = 0; i < call->options->items->count; i++) {
    const item_version *v = call->options->items->entries[i].item;
    if (v == NULL || !text_equal(v->id, call->pieces[0])) continue;
    bool in_force = false;
    for (size_t k = 0; k < v->scope_count; k++) {
      in_force = in_force || (v->scopes[k].from_day <= today && today < v->scopes[k].to_day);
    }
    if (in_force || last == NULL) last = v;
  }
  return last;
}

static const char *kind_of(attribute_type type) {
  return type == ATTRIBUTE_BOOLEAN  ? "yes-no"
         : type == ATTRIBUTE_DATE   ? "date"
         : type == ATTRIBUTE_STRING ? "text"
                                    : "number";
}

static void view_input(const web_call *call, const calculator_input *input, size_t number) {
  view *v = call->view;
  char field[16];
  snprintf(field, sizeof field, "f%zu", number);
  bool english = call->lang == LANGUAGE_ENGLISH;
  view_begin(v, "input");
  view_string(v, "field", field);
  view_text(v, "name", input->name);
  if (english) view_text(v, "label", input->attribute->name_english);
  view_string(v, "kind", kind_of(input->attribute->type));
  page_view_unit(call, input->attribute->unit);
  if (input->period != PERIOD_NONE) view_integer(v, "period", input->period);
  view_text(v, "typed", input->typed);
  view_boolean(v, "wrong", input->is_wrong);
  view_boolean(v, "decides", input->decides);
  view_list(v, "choices");
  for (size_t i = 0; i < input->choice_count; i++) {
    view_begin(v, "choice");
    view_text(v, "value", input->choices[i]);
    view_end(v);
  }
  view_list_end(v);
  view_end(v);
}

static void view_answer(const web_call *call, const calculation *c) {
  static const char *const words[] = {"not-met", "met", "unknown"};
  view *v = call->view;
  view_string(v, "status", words[c->status]);
  view_boolean(v, "pays", c->pays);
  view_boolean(v, "has_amount", c->has_amount);
  if (!c->has_amount) return;
  view_money(v, "low", c->low_fen);
  if (c->high_fen >= 0) view_money(v, "high", c->high_fen);
  view_boolean(v, "is_open", c->high_fen < 0);
  view_boolean(v, "is_range", c->high_fen != c->low_fen);
  view_boolean(v, "by_budget", c->by_budget);
}

static bool anything_typed(const calculation *c) {
  for (size_t i = 0; i < c->input_count; i++) {
    if (c->inputs[i].typed.size != 0) return true;
  }
  return false;
}

sd_status page_calculator(web_call *call, sd_error *error) {
  int64_t today = clock_day(call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  civil_date date = {0};
  calendar_date_of(today, &date);
  const item_version *version = version_of(call, today);
  if (version == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  const calculator_request request = {.version = version,
                                      .attributes = call->options->attributes,
                                      .as_of_day = today,
                                      .data_year = date.year - 1,
                                      .typed = typed_of,
                                      .context = call};
  const calculation *c = NULL;
  TRY(calculator_run(&request, call->arena, &c, error));
  view *v = call->view;
  view_text(v, "item", version->id);
  view_text(v, "version", version->version);
  view_text(v, "name", page_item_name(call, version->id, version->version));
  view_day(v, "as_of", today);
  view_integer(v, "data_year", request.data_year);
  view_list(v, "inputs");
  for (size_t i = 0; i < c->input_count; i++) view_input(call, &c->inputs[i], c->numbers[i]);
  view_list_end(v);
  view_boolean(v, "asked", anything_typed(c));
  view_answer(call, c);
  page_explanation(call, c->why);
  return SD_OK;
}
