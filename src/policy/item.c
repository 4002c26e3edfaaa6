/* One version of an item: what its model file says beside the rules. */
#include "policy/item.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/messages/policy.h"
#include "policy/item_reader.h"

static const text namespace_text = {ITEM_NAMESPACE, sizeof ITEM_NAMESPACE - 1};

sd_status item_fail_at(const item_reader *r, const xml_node *node, message_id message,
                       const char *const *arguments) {
  error_set(r->error, SD_INVALID, message, arguments);
  error_place(r->error, r->item->path.data, node->line, node->column);
  return SD_INVALID;
}

static sd_status out_of_memory(const item_reader *r) {
  return error_set(r->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status item_required(const item_reader *r, const xml_node *node, const char *name, text *out) {
  *out = xml_node_attribute(node, name);
  if (out->data != NULL && out->size != 0) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_MISSING, SD_ARGS(node->name.data, name));
}

text item_optional(const xml_node *node, const char *name) {
  text value = xml_node_attribute(node, name);
  return value.data == NULL ? TEXT("") : value;
}

sd_status item_choice(const item_reader *r, const xml_node *node, const char *name,
                      const char *const *words, size_t *index_out) {
  text value;
  TRY(item_required(r, node, name, &value));
  char list[300] = "";
  for (size_t i = 0; words[i] != NULL; i++) {
    if (text_is(value, words[i])) {
      *index_out = i;
      return SD_OK;
    }
    size_t used = strlen(list);
    snprintf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : " | ", words[i]);
  }
  return item_fail_at(r, node, MESSAGE_POLICY_NO_SUCH_WORD, SD_ARGS(name, value.data, list));
}

static sd_status read_date(const item_reader *r, const xml_node *node, const char *name,
                           int64_t fallback, int64_t *day_out) {
  text value = item_optional(node, name);
  *day_out = fallback;
  if (value.size == 0) return SD_OK;
  civil_date date;
  if (!calendar_parse_iso(value, &date)) {
    return item_fail_at(r, node, MESSAGE_POLICY_BAD_DATE, SD_ARGS(name, value.data));
  }
  *day_out = calendar_day_of(date);
  return SD_OK;
}

sd_status item_read_whole(const item_reader *r, const xml_node *node, const char *name,
                          int64_t fallback, int64_t *out) {
  text value = item_optional(node, name);
  *out = fallback;
  if (value.size == 0) return SD_OK;
  decimal number;
  if (decimal_parse(value, &number) && decimal_to_int64(&number, out)) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_BAD_NUMBER, SD_ARGS(name, value.data));
}

sd_status item_read_money(const item_reader *r, const xml_node *node, const char *name,
                          int64_t *fen_out) {
  text value = item_optional(node, name);
  *fen_out = 0;
  if (value.size == 0) return SD_OK;
  if (money_parse(value, fen_out) && *fen_out > 0) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_BAD_MONEY, SD_ARGS(name, value.data));
}

/* --- The parts of sudui:item --- */

static size_t count_children(const xml_node *parent, const char *name) {
  size_t count = 0;
  for (const xml_node *n = xml_node_child(parent, namespace_text, name); n != NULL;
       n = xml_node_next(n, namespace_text, name)) {
    count++;
  }
  return count;
}

static sd_status read_heading(const item_reader *r, const xml_node *node) {
  item_version *v = r->item;
  static const char *const kinds[] = {"减免", "奖补", "权益", "资质", NULL};
  static const char *const modes[] = {"免申即享", "快申快享", "承诺兑现", "申报", NULL};
  static const char *const classes[] = {"定补", "核校", "遴选", NULL};
  size_t index;
  TRY(item_required(r, node, "id", &v->id));
  TRY(item_required(r, node, "name", &v->name));
  TRY(item_required(r, node, "owner", &v->owner));
  TRY(item_choice(r, node, "kind", kinds, &index));
  TRY(item_choice(r, node, "mode", modes, &index));
  TRY(item_choice(r, node, "class", classes, &index));
  v->kind = xml_node_attribute(node, "kind");
  v->mode = xml_node_attribute(node, "mode");
  v->class = xml_node_attribute(node, "class");
  v->name_english = item_optional(node, "nameEn");
  v->subject = item_optional(node, "subject");
  if (v->subject.size == 0) v->subject = TEXT("company");
  return SD_OK;
}

static sd_status read_policies(const item_reader *r, const xml_node *node) {
  item_version *v = r->item;
  v->policy_count = count_children(node, "policy");
  if (v->policy_count == 0) {
    return item_fail_at(r, node, MESSAGE_POLICY_MISSING, SD_ARGS("item", "policy"));
  }
  item_policy *policies = ARENA_ARRAY(r->arena, item_policy, v->policy_count);
  if (policies == NULL) return out_of_memory(r);
  v->policies = policies;
  for (const xml_node *n = xml_node_child(node, namespace_text, "policy"); n != NULL;
       n = xml_node_next(n, namespace_text, "policy"), policies++) {
    TRY(item_required(r, n, "number", &policies->number));
    TRY(item_required(r, n, "title", &policies->title));
    policies->issuer = item_optional(n, "issuer");
    policies->level = item_optional(n, "level");
  }
  return SD_OK;
}

static sd_status read_scope(const item_reader *r, const xml_node *node, item_scope *scope) {
  int64_t year_from, year_to;
  TRY(read_date(r, node, "from", INT64_MIN, &scope->from_day));
  TRY(read_date(r, node, "to", INT64_MAX, &scope->to_day));
  TRY(item_read_whole(r, node, "dataYearFrom", INT32_MIN, &year_from));
  TRY(item_read_whole(r, node, "dataYearTo", INT32_MAX, &year_to));
  if (scope->from_day >= scope->to_day || year_from > year_to) {
    return item_fail_at(r, node, MESSAGE_POLICY_EMPTY_SCOPE, NULL);
  }
  scope->data_year_from = (int32_t)year_from;
  scope->data_year_to = (int32_t)year_to;
  scope->regions = item_optional(node, "regions");
  scope->line = node->line;
  return SD_OK;
}

static sd_status read_scopes(const item_reader *r, const xml_node *node) {
  item_version *v = r->item;
  v->scope_count = count_children(node, "version");
  if (v->scope_count == 0) {
    return item_fail_at(r, node, MESSAGE_POLICY_MISSING, SD_ARGS("item", "version"));
  }
  item_scope *scopes = ARENA_ARRAY(r->arena, item_scope, v->scope_count);
  if (scopes == NULL) return out_of_memory(r);
  v->scopes = scopes;
  for (const xml_node *n = xml_node_child(node, namespace_text, "version"); n != NULL;
       n = xml_node_next(n, namespace_text, "version"), scopes++) {
    text id;
    TRY(item_required(r, n, "id", &id));
    if (v->version.size != 0 && !text_equal(id, v->version)) {
      return item_fail_at(r, n, MESSAGE_POLICY_TWO_VERSIONS, SD_ARGS(v->version.data, id.data));
    }
    v->version = id;
    TRY(read_scope(r, n, scopes));
  }
  return SD_OK;
}

static sd_status read_amount(const item_reader *r, const xml_node *node) {
  item_version *v = r->item;
  const xml_node *decisions = xml_node_child(node, namespace_text, "decisions");
  if (decisions == NULL) {
    return item_fail_at(r, node, MESSAGE_POLICY_MISSING, SD_ARGS("item", "decisions"));
  }
  TRY(item_required(r, decisions, "status", &v->status_decision));
  v->amount_decision = item_optional(decisions, "amount");
  text score = item_optional(decisions, "score"); /* one number is an interval of itself */
  v->score_min_decision = score.size != 0 ? score : item_optional(decisions, "scoreMin");
  v->score_max_decision = score.size != 0 ? score : item_optional(decisions, "scoreMax");
  const xml_node *amount = xml_node_child(node, namespace_text, "amount");
  v->amount_rounding = ROUNDING_HALF_UP;
  if (amount == NULL) return SD_OK;
  static const char *const units[] = {"fen", "yuan", "1000yuan", "wan", NULL};
  static const char *const modes[] = {"half-even", "half-up", "half-down", "up", "down", NULL};
  size_t unit, mode;
  TRY(item_choice(r, amount, "rounding", units, &unit));
  TRY(item_choice(r, amount, "mode", modes, &mode));
  v->amount_unit = (money_unit)unit;
  v->amount_rounding = (rounding)mode;
  return item_read_money(r, amount, "cap", &v->amount_cap_fen);
}

static sd_status read_budget(const item_reader *r, const xml_node *node) {
  item_version *v = r->item;
  const xml_node *budget = xml_node_child(node, namespace_text, "budget");
  if (budget == NULL) {
    if (v->amount_decision.size == 0) return SD_OK;
    return item_fail_at(r, node, MESSAGE_POLICY_MISSING, SD_ARGS("item", "budget"));
  }
  static const char *const reactions[] = {"stop", "pro-rata", NULL};
  size_t reaction;
  TRY(item_required(r, budget, "line", &v->budget_line));
  TRY(item_read_money(r, budget, "total", &v->budget_total_fen));
  if (v->budget_total_fen == 0) {
    return item_fail_at(r, budget, MESSAGE_POLICY_MISSING, SD_ARGS("budget", "total"));
  }
  TRY(item_choice(r, budget, "whenShort", reactions, &reaction));
  v->pro_rata_when_short = reaction == 1;
  return SD_OK;
}

static sd_status read_admission(const item_reader *r, const xml_node *node) {
  const xml_node *admission = xml_node_child(node, namespace_text, "admission");
  if (admission == NULL) return SD_OK;
  item_admission *out = &r->item->admission;
  out->stated = true;
  static const char *const answers[] = {"no", "yes", NULL};
  const struct {
    const char *name;
    bool *value;
  } tests[] = {{"object", &out->object},
               {"evidence", &out->evidence},
               {"standard", &out->standard},
               {"term", &out->term},
               {"data", &out->data}};
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
    size_t answer;
    TRY(item_choice(r, admission, tests[i].name, answers, &answer));
    *tests[i].value = answer == 1;
  }
  return SD_OK;
}

const char *item_admission_result(const item_admission *a, char buffer[ADMISSION_TEXT_SIZE]) {
  const struct {
    const char *name;
    bool passed;
  } tests[] = {{"object", a->object},
               {"evidence", a->evidence},
               {"standard", a->standard},
               {"term", a->term},
               {"data", a->data}};
  size_t used = 0;
  if (!a->stated) return "not-stated";
  buffer[0] = '\0';
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
    if (tests[i].passed) continue;
    used += (size_t)snprintf(buffer + used, ADMISSION_TEXT_SIZE - used, "%s%s",
                             used == 0 ? "" : " ", tests[i].name);
  }
  return used == 0 ? "passed" : buffer;
}

text item_admitted_mode(const item_admission *a, text mode) {
  bool passed = a->stated && a->object && a->evidence && a->standard && a->term && a->data;
  return text_is(mode, "免申即享") && !passed ? TEXT("快申快享") : mode;
}

/* --- Inputs --- */

static sd_status read_input(const item_reader *r, const xml_node *node, item_input *input) {
  TRY(item_required(r, node, "name", &input->name));
  input->line = node->line;
  input->pick = TEXT("latest");
  const xml_node *extension = xml_node_child(node, node->namespace_uri, "extensionElements");
  const xml_node *fact =
      extension == NULL ? NULL : xml_node_child(extension, namespace_text, "fact");
  if (fact == NULL) return item_fail_at(r, node, MESSAGE_POLICY_NO_FACT, SD_ARGS(input->name.data));
  TRY(item_required(r, fact, "attribute", &input->attribute));
  if (input->attribute.data[0] == '@') {
    bool is_date = text_is(input->attribute, "@as_of");
    if (!is_date && !text_is(input->attribute, "@data_year")) {
      return item_fail_at(r, fact, MESSAGE_POLICY_NO_SUCH_WORD,
                          SD_ARGS("attribute", input->attribute.data, "@as_of | @data_year"));
    }
    input->kind = is_date ? ITEM_FACT_AS_OF : ITEM_FACT_DATA_YEAR;
    return SD_OK;
  }
  int64_t offset;
  TRY(item_read_whole(r, fact, "period", INT64_MIN, &offset));
  input->has_period = offset != INT64_MIN;
  if (input->has_period && (offset < -20 || offset > 0)) {
    return item_fail_at(r, fact, MESSAGE_POLICY_BAD_NUMBER,
                        SD_ARGS("period", xml_node_attribute(fact, "period").data));
  }
  input->period_offset = input->has_period ? (int32_t)offset : 0;
  text pick = item_optional(fact, "pick");
  if (pick.size != 0) input->pick = pick;
  return SD_OK;
}

static sd_status read_inputs(const item_reader *r, const xml_node *root) {
  size_t count = 0;
  for (const xml_node *n = root->first_child; n != NULL; n = n->next) {
    count += xml_node_is(n, root->namespace_uri, "inputData");
  }
  item_input *inputs = ARENA_ARRAY(r->arena, item_input, count);
  if (inputs == NULL) return out_of_memory(r);
  r->item->inputs = inputs;
  for (const xml_node *n = root->first_child; n != NULL; n = n->next) {
    if (!xml_node_is(n, root->namespace_uri, "inputData")) continue;
    TRY(read_input(r, n, &inputs[r->item->input_count]));
    r->item->input_count++;
  }
  return SD_OK;
}

static sd_status read_item(const item_reader *r, const xml_node *root) {
  const xml_node *extension = xml_node_child(root, root->namespace_uri, "extensionElements");
  const xml_node *node =
      extension == NULL ? NULL : xml_node_child(extension, namespace_text, "item");
  if (node == NULL) return item_fail_at(r, root, MESSAGE_POLICY_NO_ITEM, NULL);
  TRY(read_heading(r, node));
  TRY(read_policies(r, node));
  TRY(read_scopes(r, node));
  TRY(read_amount(r, node));
  TRY(read_budget(r, node));
  TRY(item_read_amounts(r, node));
  TRY(item_read_stages(r, node));
  TRY(read_admission(r, node));
  return read_inputs(r, root);
}

sd_status item_read(text bytes, const char *path, arena *a, item_version **out, sd_error *error) {
  item_version *item = ARENA_NEW(a, item_version);
  char *path_copy = arena_copy_string(a, path);
  if (item == NULL || path_copy == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  item->path = text_of(path_copy);
  item->bytes = arena_copy(a, bytes);
  if (item->bytes.data == NULL || !sm3_of(bytes, &item->hash)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  xml_node *root = NULL;
  TRY(xml_tree_read(item->bytes, path_copy, a, &root, error));
  item_reader reader = {a, item, error};
  TRY(read_item(&reader, root));
  *out = item;
  return SD_OK;
}

static bool scope_holds(const item_scope *s, int64_t day, int32_t data_year) {
  return day >= s->from_day && day < s->to_day && data_year >= s->data_year_from &&
         data_year <= s->data_year_to;
}

bool item_is_in_force(const item_version *v, int64_t day, int32_t data_year) {
  for (size_t i = 0; i < v->scope_count; i++) {
    if (scope_holds(&v->scopes[i], day, data_year)) return true;
  }
  return false;
}

bool item_covers(const item_version *v, const area_table *areas, int64_t day, int32_t data_year,
                 text district) {
  for (size_t i = 0; i < v->scope_count; i++) {
    if (scope_holds(&v->scopes[i], day, data_year) &&
        area_in_regions(areas, district, v->scopes[i].regions)) {
      return true;
    }
  }
  return false;
}

void item_label(const item_version *v, char *buffer, size_t size) {
  snprintf(buffer, size, "%.*s %.*s", TEXT_ARG(v->id), TEXT_ARG(v->version));
}
