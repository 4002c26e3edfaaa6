/* A decision table as sets: the pieces of each column, and which of them each cell allows.
 *
 * The engine tries every condition on every piece.  A cell that is no comparison with constants is
 * told apart: what certainly holds (`must`) and what cannot be excluded (`may`) differ there and
 * nowhere else. */
#ifndef SUDUI_DMN_TABLE_RULES_H
#define SUDUI_DMN_TABLE_RULES_H

#include "dmn/table_analysis.h"
#include "dmn/table_cover.h"
#include "dmn/table_domain.h"
#include "feel/evaluation.h"

typedef struct table_column {
  table_domain domain;
  text name;                /* the input expression as written, on one line */
  bool is_exact;            /* what is allowed is known for whole pieces, not only for samples */
  const uint64_t *all;      /* every piece */
  uint64_t *allowed;        /* by type and input values; null where a condition mentions it */
  uint64_t *possible;       /* what could come: `allowed` and null, or all when not exact */
  uint64_t *must, *may;     /* per piece: sets of rules */
  bool *is_point, *is_null; /* per piece */
} table_column;

typedef struct table_rules {
  const dmn_model *model;
  const dmn_element *element;
  const dmn_table *table;
  const program *program; /* that holds the table */
  uint32_t native;        /* its instruction */
  const dmn_table_analysis_options *options;
  arena *arena;          /* for the sets; has a maximum */
  evaluation evaluation; /* for trying conditions, in an arena of its own */
  value *frame;
  uint64_t steps_left;
  table_column *columns;
  const uint64_t **must, **may; /* by part of the table: pieces of its column */
  bool *is_readable;            /* by part */
} table_rules;

typedef enum table_rules_result {
  TABLE_RULES_OK,
  TABLE_RULES_TOO_LARGE, /* steps, columns or memory of the sets */
} table_rules_result;

/* Fills the rest of `rules`, whose members up to `steps_left` are set. */
table_rules_result table_rules_make(table_rules *rules);

/* The pieces of `column` in which the cell of `rule` certainly holds, or may hold. */
const uint64_t *table_rules_must(const table_rules *rules, size_t rule, size_t column);
const uint64_t *table_rules_may(const table_rules *rules, size_t rule, size_t column);

/* The constant that part `part` of the table gives before conversion to its type; false when it is
 * computed. */
bool table_rules_constant(const table_rules *rules, uint32_t part, value *out);

#endif
