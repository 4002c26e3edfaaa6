/* Why a decision is as it is: the conditions looked at, decision by decision, with their values.
 *
 * Each decision tells only its own conditions; what it asks of another decision is told there. */
#include "dmn/explanation.h"

/* The reasons of one decision while their number is unknown. */
typedef struct reason_list {
  arena *arena;
  dmn_reason *items;
  size_t count, capacity;
  bool failed; /* memory is out */
} reason_list;

static void add_reason(reason_list *list, dmn_reason reason) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? list->capacity * 2 : 8;
    dmn_reason *items = ARENA_ARRAY(list->arena, dmn_reason, capacity);
    if (!items) {
      list->failed = true;
      return;
    }
    for (size_t i = 0; i < list->count; i++) items[i] = list->items[i];
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = reason;
}

static void add_atom(reason_list *list, const dmn_condition *c, uint32_t rule) {
  add_reason(list, (dmn_reason){.kind = DMN_REASON_CONDITION,
                                .decision = c->decision,
                                .clause = c->clause,
                                .condition = c->condition,
                                .comparison = c->comparison,
                                .left = c->left,
                                .right = c->right,
                                .result = c->result,
                                .rule = rule});
}

static void add_condition(reason_list *list, const dmn_condition *c, uint32_t rule);

static void add_rule(reason_list *list, const dmn_condition *rule, bool is_match) {
  for (size_t i = 0; i < rule->child_count; i++) add_condition(list, rule->children[i], rule->rule);
  if (is_match)
    add_reason(list, (dmn_reason){.kind = DMN_REASON_RULE,
                                  .decision = rule->decision,
                                  .clause = rule->clause,
                                  .result = rule->output,
                                  .rule = rule->rule});
}

static size_t failing_count(const dmn_condition *rule, size_t *leading_out) {
  size_t failing = 0;
  *leading_out = rule->child_count;
  for (size_t i = 0; i < rule->child_count; i++) {
    if (value_is_true(rule->children[i]->result)) continue;
    if (failing++ == 0) *leading_out = i;
  }
  return failing;
}

/* The rule that answers true and fails in the fewest conditions; of several the one whose first
 * conditions hold longest.  NULL when no rule answers true. */
static const dmn_condition *nearest_rule(const dmn_condition *table) {
  const dmn_condition *nearest = NULL;
  size_t fewest = SIZE_MAX, most_leading = 0;
  for (size_t i = 0; i < table->child_count; i++) {
    size_t leading, failing = failing_count(table->children[i], &leading);
    if (!value_is_true(table->children[i]->output)) continue;
    if (failing > fewest || (failing == fewest && leading <= most_leading)) continue;
    nearest = table->children[i];
    fewest = failing;
    most_leading = leading;
  }
  return nearest;
}

/* Rules that matched, as far as the hit policy looks; and what came nearest to a true answer. */
static void add_table(reason_list *list, const dmn_condition *table) {
  if (!value_is_true(table->result)) {
    const dmn_condition *nearest = nearest_rule(table);
    if (nearest && !value_is_true(nearest->result)) add_rule(list, nearest, false);
  }
  for (size_t i = 0; i < table->child_count; i++) {
    if (!value_is_true(table->children[i]->result)) continue;
    add_rule(list, table->children[i], true);
    if (table->table->hit_policy == DMN_FIRST) return;
  }
}

static void add_condition(reason_list *list, const dmn_condition *c, uint32_t rule) {
  if (list->failed) return;
  switch (c->kind) {
    case DMN_CONDITION_ATOM:
      add_atom(list, c, rule);
      break;
    case DMN_CONDITION_TABLE:
      add_table(list, c);
      break;
    case DMN_CONDITION_DECISION:
    case DMN_CONDITION_CONSTANT:
      break;
    default:
      for (size_t i = 0; i < c->child_count; i++) add_condition(list, c->children[i], rule);
  }
}

/* The amount of a decision that is no condition is a reason by itself only through its tables. */
static bool tells_conditions(const dmn_condition *logic, value result) {
  bool is_condition =
      result.kind == VALUE_BOOLEAN || result.kind == VALUE_NULL || result.kind == VALUE_UNKNOWN;
  return is_condition || logic->kind == DMN_CONDITION_TABLE;
}

static bool explain_decision(dmn_explanation_step *step, const dmn_model *model,
                             dmn_evaluation *evaluation_of, const dmn_element *decision, arena *a) {
  *step = (dmn_explanation_step){.decision = decision};
  step->result = dmn_evaluation_decide(evaluation_of, decision);
  if (!decision->program) return true;
  dmn_condition_tree tree;
  if (!dmn_condition_tree_make_shallow(&tree, model, evaluation_of, decision, a)) return false;
  reason_list list = {.arena = a};
  const dmn_condition *logic = tree.root->children[0];
  if (tells_conditions(logic, step->result)) add_condition(&list, logic, DMN_NO_RULE);
  step->reasons = list.items;
  step->reason_count = list.count;
  return !list.failed;
}

const dmn_explanation *dmn_explanation_make(const dmn_model *model, dmn_evaluation *evaluation_of,
                                            const dmn_element *decision, arena *a) {
  dmn_explanation *out = ARENA_NEW(a, dmn_explanation);
  dmn_explanation_step *steps = ARENA_ARRAY(a, dmn_explanation_step, decision->need_count + 1);
  if (!out || !steps) return NULL;
  size_t count = 0;
  for (size_t i = 0; i <= decision->need_count; i++) {
    const dmn_element *one = i < decision->need_count ? decision->needs[i] : decision;
    if (one->kind != DMN_DECISION) continue;
    if (!explain_decision(&steps[count], model, evaluation_of, one, a)) return NULL;
    count++;
  }
  *out = (dmn_explanation){.steps = steps,
                           .step_count = count,
                           .missing = dmn_evaluation_undecided_by(evaluation_of, decision)};
  return out;
}
