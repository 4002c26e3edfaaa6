/* What the files of column/ know of a plan. */
#ifndef SUDUI_COLUMN_PLAN_INTERNAL_H
#define SUDUI_COLUMN_PLAN_INTERNAL_H

#include "base/arena.h"
#include "column/plan.h"

/* The conditions of one decision: a run of plan->conditions. */
typedef struct condition_group {
  uint32_t model;
  const program *program;
  size_t first, count;
} condition_group;

typedef struct needed_decision {
  uint32_t model;
  const dmn_element *decision;
} needed_decision;

struct column_plan {
  arena *arena;
  column_model *models;
  size_t model_count;
  column_want *wanted;
  size_t wanted_count;
  column *columns; /* without values, except those of width 0 */
  size_t column_count;
  value now;
  bool three_valued, with_conditions;
  needed_decision *decisions; /* wanted or needed, by model and need */
  size_t decision_count;
  column_condition *conditions;
  size_t condition_count;
  condition_group *groups;
  size_t group_count;
  column_finding *findings;
  size_t finding_count;
};

/* The decisions behind the wants, each once, needed first; false when memory is out. */
bool plan_list_decisions(column_plan *plan);
/* Fills plan->conditions and plan->groups. */
bool plan_list_conditions(column_plan *plan);

#endif
