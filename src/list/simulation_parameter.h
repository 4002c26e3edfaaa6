/* The numbers of a model that a draft may set otherwise: thresholds, rates, caps and amounts.
 *
 * Each number literal of the decisions behind status and amount is one.  Cells of one column of a
 * table that read the same are one condition, so their literal is one parameter.  A parameter is
 * set in the compiled program of a model that nobody else uses; the result is that of the model
 * with the literal written otherwise. */
#ifndef SUDUI_LIST_SIMULATION_PARAMETER_H
#define SUDUI_LIST_SIMULATION_PARAMETER_H

#include "list/run_plan.h"

typedef enum parameter_kind {
  PARAMETER_THRESHOLD, /* something is compared with it */
  PARAMETER_RATE,      /* a factor or divisor */
  PARAMETER_CAP,       /* in min or max */
  PARAMETER_AMOUNT     /* what is given, added or chosen */
} parameter_kind;

const char *parameter_kind_name(parameter_kind kind); /* "threshold"; static */

typedef struct simulation_parameter {
  parameter_kind kind;
  const dmn_element *decision;
  text clause; /* of the rule of a table or of the decision; may be empty */
  text condition; /* the expression around it: "研发费用 / 营业收入 >= 0.05", of a cell with its
                     input */
  text literal;  /* as written */
  decimal value; /* as written; what is set now does not show */
  size_t rule;   /* of a table, 0-based; SIZE_MAX: not of a table */
  size_t input;  /* the column of the rule's cell, 0-based; SIZE_MAX: an output */
  source_span span;
  value *place; /* in the program */
} simulation_parameter;

/* In order of decision (by need) and place; of the version's model, in `a`.  False when memory is
 * out. */
bool simulation_parameters_find(const version_plan *version, arena *a, simulation_parameter **out,
                                size_t *count_out);

/* The values of a curve around the literal, ascending, with the literal itself; at most
 * PARAMETER_POINTS_MAX.  Whole numbers stay whole; small ones are counted up and down by one. */
enum { PARAMETER_POINTS_MAX = 13 };
size_t simulation_parameter_points(const simulation_parameter *p, decimal *out);

#endif
