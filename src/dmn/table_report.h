/* Findings of a table put into words: witnesses, places, severities; and which rule comes first. */
#ifndef SUDUI_DMN_TABLE_REPORT_H
#define SUDUI_DMN_TABLE_REPORT_H

#include "dmn/table_rules.h"

typedef struct table_report {
  table_rules *rules;
  arena *arena; /* for texts; the caller's */
  dmn_table_finding_visitor *visit;
  void *context;
  size_t count;
  bool is_ended;     /* by the visitor, or too many */
  bool is_truncated; /* too many */
  bool is_too_large; /* steps or memory of the analysis */
  bool is_out_of_memory;
} table_report;

/* What was found about one combination of pieces. */
typedef struct table_fact {
  dmn_finding_kind kind;
  message_id message;
  const size_t *path; /* one piece per column */
  int32_t rules[DMN_FINDING_RULES_MAX];
  int32_t column;
  bool is_error;
} table_fact;

/* The message's arguments: decision; two rules unless it is a gap; the boundary if `column` is one;
 * the witness.  False when no more is wanted. */
bool table_report_combination(table_report *r, const table_fact *fact);
/* A cell of `rule` in input `column`. */
void table_report_cell(table_report *r, dmn_finding_kind kind, message_id message, size_t rule,
                       size_t column, const source_text *source);
/* `rule` never decides, because those in the set `others` do. */
void table_report_shadowed(table_report *r, size_t rule, const uint64_t *others);
/* Looks at the constant outputs of all rules. */
void table_report_outputs(table_report *r);
/* What was left out, if anything. */
void table_report_end(table_report *r);

/* Which of two matching rules decides: FIRST by their order, PRIORITY by the ranks of outputs. */
typedef struct table_order {
  size_t width;          /* ranks per rule; 0: the order of the rules alone */
  const uint32_t *ranks; /* per rule; UINT32_MAX: an output that is not constant */
} table_order;
/* False when memory is out. */
bool table_order_make(table_order *order, table_rules *rules);
/* Certainly before. */
bool table_order_is_before(const table_order *order, size_t rule, size_t other);

#endif
