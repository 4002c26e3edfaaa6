/* What the files of column/ know of a plan. */
#ifndef SUDUI_COLUMN_PLAN_INTERNAL_H
#define SUDUI_COLUMN_PLAN_INTERNAL_H

#include "base/arena.h"
#include "column/kernels.h"
#include "column/plan.h"
#include "column/schedule.h"
#include "column/symbol.h"

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

/* A part of a sum: a vector's total, or a constant times a number of rows. */
typedef struct want_total {
  node_id total;
  int64_t times;
  int32_t scale;
} want_total;

/* What of the graph a want reads; no bit map has rows of `hole`. */
typedef struct want_code {
  value_kind kind;
  node_id truth, unknown, null, other, hole;
  node_id vector; /* NODE_NONE: not written */
  int32_t scale;
  node_id true_count, unknown_count, null_count, other_count, positive_count;
  want_total *totals; /* NUMBER that is only counted */
  uint32_t total_count;
} want_code;

/* A condition, and the left side of a comparison as numerator and denominator. */
typedef struct condition_code {
  const symbol *symbol; /* a boolean, or NULL: row by row */
  node_id numerator, denominator, known;
  int32_t numerator_scale, denominator_scale;
} condition_code;

struct column_plan {
  arena *arena;
  column_model *models;
  size_t model_count;
  column_want *wanted;
  size_t wanted_count;
  column *columns; /* without values; of width 0 with its value, and `present` tells whether it may
                      be absent but is not read */
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
  /* What is run. */
  graph graph;
  schedule schedule;
  const kernel_set *kernels;
  const symbol **symbols;          /* beside decisions */
  want_code *codes;                /* beside wanted */
  condition_code *condition_codes; /* beside conditions */
};

/* The decisions behind the wants, each once, needed first; false when memory is out. */
bool plan_list_decisions(column_plan *plan);
/* Fills plan->conditions and plan->groups. */
bool plan_list_conditions(column_plan *plan);

/* Fills symbols, findings and condition_codes; with `records_only` every decision is handed over.
 */
bool translate_plan(column_plan *plan, bool records_only);
/* Fills codes and schedule. */
bool plan_link(column_plan *plan);

#endif
