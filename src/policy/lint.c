/* What is wrong or doubtful in an item beside its rules: facts, clauses, admission, fairness. */
#include "policy/lint.h"

#include <string.h>

#include "base/messages/policy.h"
#include "base/xml.h"
#include "registry/snapshot.h"

typedef struct lint_walk {
  const item_version *item;
  const attribute_catalogue *attributes;
  lint_visitor visit;
  void *context;
  sd_error *error;
} lint_walk;

static sd_status tell(const lint_walk *w, bool is_error, uint32_t line, message_id message,
                      const char *const *arguments) {
  lint_finding finding = {is_error, line, message, arguments};
  return w->visit(w->context, &finding, w->error);
}

/* Attributes that a fair-competition review looks at (R-08; 公平竞争审查条例, from 2024-08-01). */
static bool is_review_matter(text id) {
  static const char *const matters[] = {"tax_paid",           "local_tax_contribution",
                                        "local_contribution", "moved_in_on",
                                        "relocation_promise", "local_ownership"};
  for (size_t i = 0; i < sizeof matters / sizeof matters[0]; i++) {
    if (text_is(id, matters[i])) return true;
  }
  return false;
}

static const char *period_name(attribute_period period) {
  static const char *const names[] = {"none", "year", "month"};
  return names[period];
}

static sd_status lint_input(const lint_walk *w, const item_input *input) {
  if (input->kind != ITEM_FACT_ATTRIBUTE) return SD_OK;
  const attribute *found = attribute_find(w->attributes, input->attribute);
  if (found == NULL) {
    return tell(w, true, input->line, MESSAGE_POLICY_UNKNOWN_ATTRIBUTE,
                SD_ARGS(input->name.data, input->attribute.data));
  }
  if (input->has_period != (found->period == ATTRIBUTE_PERIOD_YEAR)) {
    TRY(tell(w, true, input->line, MESSAGE_POLICY_PERIOD_MISMATCH,
             SD_ARGS(input->name.data, input->attribute.data, period_name(found->period))));
  }
  pick_rule rule;
  const char *order;
  if (!pick_rule_parse(input->pick.data, &rule, &order)) {
    TRY(tell(w, true, input->line, MESSAGE_POLICY_BAD_PICK,
             SD_ARGS(input->name.data, input->pick.data)));
  }
  if (!is_review_matter(input->attribute)) return SD_OK;
  return tell(w, false, input->line, MESSAGE_POLICY_FAIRNESS,
              SD_ARGS(input->name.data, found->name_chinese.data));
}

/* A bound is a figure of money on file; those tied to tax or contribution need a review. */
static sd_status lint_bound(const lint_walk *w, const item_bound *bound) {
  const attribute *found = attribute_find(w->attributes, bound->attribute);
  if (found == NULL || found->type != ATTRIBUTE_MONEY) {
    return tell(w, true, bound->line, MESSAGE_POLICY_UNKNOWN_ATTRIBUTE,
                SD_ARGS("bound", bound->attribute.data));
  }
  if (bound->has_period != (found->period == ATTRIBUTE_PERIOD_YEAR)) {
    TRY(tell(w, true, bound->line, MESSAGE_POLICY_PERIOD_MISMATCH,
             SD_ARGS("bound", bound->attribute.data, period_name(found->period))));
  }
  if (bound->clause.size == 0) {
    TRY(tell(w, false, bound->line, MESSAGE_POLICY_BOUND_CLAUSE, SD_ARGS(bound->attribute.data)));
  }
  if (!is_review_matter(bound->attribute)) return SD_OK;
  return tell(w, false, bound->line, MESSAGE_POLICY_FAIRNESS,
              SD_ARGS("bound", found->name_chinese.data));
}

static bool has_clause(const xml_node *rule) {
  text model = rule->namespace_uri;
  for (const xml_node *n = xml_node_child(rule, model, "annotationEntry"); n != NULL;
       n = xml_node_next(n, model, "annotationEntry")) {
    const xml_node *content = xml_node_child(n, model, "text");
    if (content != NULL && text_trim(content->content).size != 0) return true;
  }
  const xml_node *description = xml_node_child(rule, model, "description");
  return description != NULL && text_trim(description->content).size != 0;
}

/* A table's decision may cite the clause for all its rules in its own description. */
static sd_status lint_table(const lint_walk *w, const xml_node *decision, const xml_node *table) {
  text model = table->namespace_uri;
  const xml_node *description = xml_node_child(decision, model, "description");
  if (description != NULL && text_trim(description->content).size != 0) return SD_OK;
  int64_t number = 0;
  for (const xml_node *rule = xml_node_child(table, model, "rule"); rule != NULL;
       rule = xml_node_next(rule, model, "rule")) {
    number++;
    if (has_clause(rule)) continue;
    TRY(tell(w, false, rule->line, MESSAGE_POLICY_NO_CLAUSE,
             SD_ARGS(xml_node_attribute(decision, "name").data, SD_NUMBER(number))));
  }
  return SD_OK;
}

static bool has_decision(const xml_node *root, text name) {
  for (const xml_node *n = xml_node_child(root, root->namespace_uri, "decision"); n != NULL;
       n = xml_node_next(n, root->namespace_uri, "decision")) {
    text found = xml_node_attribute(n, "name");
    if (found.data != NULL && text_equal(found, name)) return true;
  }
  return false;
}

static sd_status lint_decisions(const lint_walk *w, const xml_node *root) {
  const item_version *v = w->item;
  const text named[] = {v->status_decision, v->amount_decision, v->score_min_decision,
                        v->score_max_decision};
  for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
    if (named[i].size == 0 || has_decision(root, named[i])) continue;
    TRY(tell(w, true, v->scopes[0].line, MESSAGE_POLICY_UNKNOWN_DECISION, SD_ARGS(named[i].data)));
  }
  for (const xml_node *n = xml_node_child(root, root->namespace_uri, "decision"); n != NULL;
       n = xml_node_next(n, root->namespace_uri, "decision")) {
    const xml_node *table = xml_node_child(n, root->namespace_uri, "decisionTable");
    if (table != NULL) TRY(lint_table(w, n, table));
  }
  return SD_OK;
}

sd_status lint_item(const item_version *v, const attribute_catalogue *attributes, arena *a,
                    lint_visitor visit, void *context, sd_error *error) {
  lint_walk walk = {v, attributes, visit, context, error};
  xml_node *root = NULL;
  TRY(xml_tree_read(v->bytes, v->path.data, a, &root, error));
  if (!text_equal(item_admitted_mode(&v->admission, v->mode), v->mode)) {
    TRY(tell(&walk, false, v->scopes[0].line, MESSAGE_POLICY_ADMISSION_FAILS, NULL));
  }
  TRY(lint_decisions(&walk, root));
  for (size_t i = 0; i < v->money.bound_count; i++) TRY(lint_bound(&walk, &v->money.bounds[i]));
  for (size_t i = 0; i < v->input_count; i++) TRY(lint_input(&walk, &v->inputs[i]));
  return SD_OK;
}
