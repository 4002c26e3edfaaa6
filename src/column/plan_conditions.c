/* Which decisions a plan needs, and the single conditions inside of them. */
#include "column/plan_internal.h"

/* --- Decisions --- */

static void list_decision(column_plan *plan, bool *is_listed, uint32_t model,
                          const dmn_element *element) {
  if (element->kind != DMN_DECISION || is_listed[element->slot]) return;
  is_listed[element->slot] = true;
  plan->decisions[plan->decision_count++] = (needed_decision){model, element};
}

bool plan_list_decisions(column_plan *plan) {
  size_t capacity = 1;
  for (size_t i = 0; i < plan->model_count; i++) capacity += plan->models[i].model->element_count;
  plan->decisions = ARENA_ARRAY(plan->arena, needed_decision, capacity);
  if (plan->decisions == NULL) return false;
  for (uint32_t m = 0; m < plan->model_count; m++) {
    bool *is_listed = ARENA_ARRAY(plan->arena, bool, plan->models[m].model->element_count + 1);
    if (is_listed == NULL) return false;
    for (size_t w = 0; w < plan->wanted_count; w++) {
      if (plan->wanted[w].model != m) continue;
      const dmn_element *wanted = plan->wanted[w].decision;
      for (size_t i = 0; i < wanted->need_count; i++) {
        list_decision(plan, is_listed, m, wanted->needs[i]);
      }
      list_decision(plan, is_listed, m, wanted);
    }
  }
  return true;
}

/* --- Conditions --- */

/* Marks the bodies of loops, filters and functions: they have other frames or many values. */
static void mark_inner(const program *p, bool *is_inner) {
  for (uint32_t i = 0; i < p->count; i++) {
    const instruction *in = &p->code[i];
    uint32_t body = PROGRAM_NONE;
    if (in->opcode == OP_FILTER || in->opcode == OP_FOR || in->opcode == OP_SOME ||
        in->opcode == OP_EVERY) {
      body = in->b;
    } else if (in->opcode == OP_FUNCTION) {
      body = p->functions[in->a].body;
    }
    if (body == PROGRAM_NONE) continue;
    for (uint32_t k = p->code[body].first; k <= body; k++) is_inner[k] = true;
  }
}

static bool is_condition(const instruction *in) {
  switch (in->opcode) {
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_AND:
    case OP_OR:
    case OP_BETWEEN:
    case OP_IN:
    case OP_TESTS:
    case OP_TEST_COMPARE:
    case OP_TEST_RANGE:
    case OP_TEST_VALUE:
    case OP_SLOT:
    case OP_PATH:
    case OP_IF:
    case OP_BUILTIN:
      return true;
    default:
      return false;
  }
}

static bool list_group(column_plan *plan, needed_decision d) {
  const program *p = d.decision->program;
  condition_group *group = &plan->groups[plan->group_count++];
  *group = (condition_group){d.model, p, plan->condition_count, 0};
  if (p == NULL) return true;
  bool *is_inner = ARENA_ARRAY(plan->arena, bool, p->count + 1);
  if (is_inner == NULL) return false;
  mark_inner(p, is_inner);
  for (uint32_t i = 0; i < p->count; i++) {
    if (is_inner[i] || !is_condition(&p->code[i])) continue;
    plan->conditions[plan->condition_count++] = (column_condition){d.model, d.decision, p, i};
    group->count++;
  }
  return true;
}

bool plan_list_conditions(column_plan *plan) {
  size_t capacity = 1;
  for (size_t i = 0; i < plan->decision_count; i++) {
    const program *p = plan->decisions[i].decision->program;
    if (p != NULL) capacity += p->count;
  }
  plan->conditions = ARENA_ARRAY(plan->arena, column_condition, capacity);
  plan->groups = ARENA_ARRAY(plan->arena, condition_group, plan->decision_count + 1);
  if (plan->conditions == NULL || plan->groups == NULL) return false;
  for (size_t i = 0; i < plan->decision_count; i++) {
    if (!list_group(plan, plan->decisions[i])) return false;
  }
  return true;
}

uint32_t column_plan_find_condition(const column_plan *plan, uint32_t model, const program *p,
                                    uint32_t index) {
  for (size_t g = 0; g < plan->group_count; g++) {
    const condition_group *group = &plan->groups[g];
    if (group->model != model || group->program != p) continue;
    size_t low = group->first, high = group->first + group->count;
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      if (plan->conditions[middle].instruction < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    bool is_found = low < group->first + group->count && plan->conditions[low].instruction == index;
    return is_found ? (uint32_t)low : COLUMN_NONE;
  }
  return COLUMN_NONE;
}
