/* What a policy would say about facts that somebody types in; nothing is read, nothing stored. */
#include "list/calculator.h"

#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/messages/list.h"
#include "base/typed_number.h"
#include "dmn/outcome_range.h"
#include "list/benefit.h"
#include "list/explain_reasons.h"
#include "list/pricing.h"
#include "list/run_plan.h"

typedef struct calculating {
  const calculator_request *request;
  arena *arena;
  run_plan plan;
  const version_plan *version;
  dmn_evaluation *evaluation;
  calculator_input *inputs;
  size_t *numbers;
  calculation *out;
} calculating;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Reading what was typed --- */

/* A count is whole and not below zero. */
static bool read_number(const attribute *a, text typed, value *out) {
  decimal d;
  if (!typed_number_read(typed, &d)) return false;
  *out = value_number(d);
  bool is_count = a->type == ATTRIBUTE_INTEGER;
  return !is_count || (decimal_is_whole(&d) && !decimal_is_negative(&d));
}

static bool read_value(const attribute *a, text typed, value *out) {
  civil_date day;
  if (typed.size > CALCULATOR_TEXT_BYTES_MAX) return false;
  switch (a->type) {
    case ATTRIBUTE_BOOLEAN:
      *out = value_boolean(text_is(typed, "yes"));
      return text_is(typed, "yes") || text_is(typed, "no");
    case ATTRIBUTE_DATE:
      if (!calendar_parse_iso(typed, &day)) return false;
      *out = plan_now(calendar_day_of(day));
      if (out->kind != VALUE_DATE_TIME) return false;
      *out = (value){.kind = VALUE_DATE, .as.date = out->as.date_time.date};
      return true;
    case ATTRIBUTE_STRING:
      *out = value_string(typed);
      return true;
    default:
      return read_number(a, typed, out);
  }
}

/* --- What a text is compared with in the rules --- */

typedef struct choice_list {
  text items[CALCULATOR_CHOICES_MAX];
  size_t count;
} choice_list;

static void add_choice(choice_list *list, text choice) {
  for (size_t i = 0; i < list->count; i++) {
    if (text_equal(list->items[i], choice)) return;
  }
  if (list->count < CALCULATOR_CHOICES_MAX && choice.size != 0) list->items[list->count++] = choice;
}

/* Every "quoted" text from `at` on, as long as only separators stand between. */
static void add_quoted(choice_list *list, text source, size_t at) {
  while (at < source.size) {
    char c = source.data[at];
    if (c == ' ' || c == '=' || c == '!' || c == ',') {
      at++;
      continue;
    }
    size_t end = c == '"' ? text_find(source, TEXT("\""), at + 1) : SIZE_MAX;
    if (end == SIZE_MAX) return;
    add_choice(list, text_slice(source, at + 1, end - at - 1));
    at = end + 1;
  }
}

/* `NAME = "x"` in a formula. */
static void choices_of_formula(choice_list *list, text source, text name) {
  for (size_t at = text_find(source, name, 0); at != SIZE_MAX;
       at = text_find(source, name, at + name.size)) {
    add_quoted(list, source, at + name.size);
  }
}

/* The cells below NAME in a table. */
static void choices_of_table(choice_list *list, const dmn_table *table, text name) {
  for (size_t c = 0; c < table->input_count; c++) {
    if (!text_equal(text_trim(table->inputs[c].expression.text), name)) continue;
    for (size_t r = 0; r < table->rule_count; r++) {
      add_quoted(list, text_trim(table->rules[r].inputs[c].source.text), 0);
    }
  }
}

static bool find_choices(const calculating *c, calculator_input *input) {
  choice_list list = {0};
  const dmn_model *model = c->version->model;
  for (size_t i = 0; i < model->element_count; i++) {
    const dmn_element *e = model->elements[i];
    if (e->kind != DMN_DECISION || e->expression == NULL) continue;
    const dmn_table *table = dmn_decision_table_of(e);
    if (table != NULL) choices_of_table(&list, table, input->name);
    if (e->expression->kind == DMN_LITERAL) {
      choices_of_formula(&list, e->expression->source.text, input->name);
    }
  }
  text *kept = ARENA_ARRAY(c->arena, text, list.count + 1);
  if (kept == NULL) return false;
  for (size_t i = 0; i < list.count; i++) {
    kept[i] = arena_copy(c->arena, list.items[i]);
    if (kept[i].data == NULL) return false;
  }
  input->choices = kept;
  input->choice_count = list.count;
  return true;
}

/* --- Inputs --- */

static bool needs(const dmn_element *e, uint32_t slot) {
  for (size_t i = 0; e != NULL && i < e->need_count; i++) {
    if (e->needs[i]->slot == slot) return true;
  }
  return false;
}

static sd_status take_input(calculating *c, size_t number, sd_error *error) {
  const input_binding *b = &c->version->bindings[number];
  calculator_input *input = &c->inputs[c->out->input_count];
  *input =
      (calculator_input){.name = b->input->name,
                         .attribute = attribute_find(c->request->attributes, b->input->attribute),
                         .period = b->period,
                         .typed = text_trim(c->request->typed(c->request->context, number))};
  if (input->attribute == NULL) {
    return error_set(error, SD_INVALID, MESSAGE_LIST_INPUT_WITHOUT_FACT,
                     SD_ARGS(c->request->version->id.data, b->input->name.data));
  }
  if (input->attribute->type == ATTRIBUTE_STRING && !find_choices(c, input)) {
    return out_of_memory(error);
  }
  c->numbers[c->out->input_count++] = number;
  if (input->typed.size == 0) return SD_OK;
  value v = value_null();
  input->is_wrong = !read_value(input->attribute, input->typed, &v);
  if (!input->is_wrong) dmn_evaluation_bind(c->evaluation, b->slot, v);
  return SD_OK;
}

static sd_status take_inputs(calculating *c, sd_error *error) {
  size_t count = c->version->binding_count;
  c->inputs = ARENA_ARRAY(c->arena, calculator_input, count + 1);
  c->numbers = ARENA_ARRAY(c->arena, size_t, count + 1);
  if (c->inputs == NULL || c->numbers == NULL) return out_of_memory(error);
  value day = plan_now(c->request->as_of_day);
  for (size_t i = 0; i < count; i++) {
    const input_binding *b = &c->version->bindings[i];
    if (b->input->kind == ITEM_FACT_AS_OF && day.kind == VALUE_DATE_TIME) {
      value date = {.kind = VALUE_DATE, .as.date = day.as.date_time.date};
      dmn_evaluation_bind(c->evaluation, b->slot, date);
    } else if (b->input->kind == ITEM_FACT_DATA_YEAR) {
      dmn_evaluation_bind(c->evaluation, b->slot, value_number(decimal_of(c->request->data_year)));
    } else if (needs(c->version->status, b->slot) || needs(c->version->amount, b->slot)) {
      TRY(take_input(c, i, error));
    }
  }
  c->out->inputs = c->inputs;
  c->out->numbers = c->numbers;
  return SD_OK;
}

/* --- The answer --- */

static void mark_deciding(calculating *c, const missing_set *missing) {
  for (size_t i = 0; missing != NULL && i < c->out->input_count; i++) {
    uint32_t slot = c->version->bindings[c->numbers[i]].slot;
    c->inputs[i].decides = missing_set_has(missing, slot);
  }
}

/* An end of the range in fen of the item's quantity; anything below zero pays nothing. */
static int64_t quantity_of(const item_version *v, bool has_end, const decimal *end) {
  int64_t quantity;
  if (!has_end) return -1;
  if (decimal_is_negative(end)) return 0;
  bool fits = money_of_yuan(end, v->amount_unit, v->amount_rounding, &quantity);
  return fits ? quantity : LIMIT_MONEY_FEN;
}

static bool find_amount(calculating *c) {
  const item_version *v = c->request->version;
  dmn_outcome_range range;
  if (!c->out->pays || c->out->status == DECISION_NOT_MET) return true;
  dmn_evaluation_decide(c->evaluation, c->version->amount);
  if (!dmn_outcome_range_find(c->version->model, c->evaluation, c->version->amount,
                              c->version->status, c->arena, &range)) {
    return false;
  }
  c->out->has_amount = !range.is_empty;
  if (range.is_empty) return true;
  int64_t low = quantity_of(v, range.has_low, &range.low);
  int64_t high = quantity_of(v, range.has_high, &range.high);
  bool priced = v->money.basis != ITEM_BASIS_AMOUNT;
  c->out->low_fen = low <= 0 ? 0 : benefit_price(v, low, priced ? v->money.factor.min : 1);
  c->out->high_fen = high >= 0 ? benefit_price(v, high, priced ? v->money.factor.max : 1)
                     : v->amount_cap_fen > 0 ? v->amount_cap_fen
                                             : -1;
  c->out->by_budget = priced || v->pro_rata_when_short;
  return true;
}

static sd_status answer(calculating *c, sd_error *error) {
  decision d = {.missing = TEXT("")};
  explanation *why = ARENA_NEW(c->arena, explanation);
  if (why == NULL || !plan_decide(c->version, c->evaluation, c->arena, &d)) {
    return out_of_memory(error);
  }
  value status = dmn_evaluation_decide(c->evaluation, c->version->status);
  c->out->status = status.kind != VALUE_BOOLEAN ? DECISION_UNKNOWN
                   : status.as.boolean          ? DECISION_MET
                                                : DECISION_NOT_MET;
  c->out->pays = c->version->amount != NULL;
  const dmn_element *open =
      c->out->status == DECISION_MET && c->out->pays ? c->version->amount : c->version->status;
  if (!find_amount(c)) return out_of_memory(error);
  mark_deciding(c, dmn_evaluation_undecided_by(c->evaluation, open));
  *why = (explanation){.decision = d, .version = c->request->version};
  TRY(explain_reasons(c->version, c->evaluation, c->arena, why, error));
  c->out->why = why;
  return SD_OK;
}

static sd_status calculate(calculating *c, sd_error *error) {
  const run_request request = {.versions = &c->request->version,
                               .version_count = 1,
                               .data_year = c->request->data_year,
                               .view = {c->request->as_of_day, INT64_MAX},
                               .budget_fen = RUN_BUDGET_NONE};
  sd_status status = plan_prepare_models(&request, c->arena, &c->plan, error);
  if (status == SD_OK) {
    c->version = &c->plan.versions[0];
    c->evaluation = plan_evaluation_create(&c->plan, c->version, false);
    if (c->evaluation == NULL) status = out_of_memory(error);
  }
  if (status == SD_OK) status = take_inputs(c, error);
  if (status == SD_OK) status = answer(c, error);
  dmn_evaluation_destroy(c->evaluation);
  plan_release(&c->plan);
  return status;
}

sd_status calculator_run(const calculator_request *request, arena *a, const calculation **out,
                         sd_error *error) {
  calculating c = {.request = request, .arena = a, .out = ARENA_NEW(a, calculation)};
  if (c.out == NULL) return out_of_memory(error);
  *c.out = (calculation){0};
  *out = c.out;
  return calculate(&c, error);
}
