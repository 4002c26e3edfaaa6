/* What can be said about a decision table without running it: gaps, overlaps, rules that never
 * fire, thresholds that disagree at a boundary, outputs that cannot be.
 *
 * Each column is cut at the constants of its conditions into points and open intervals (numbers,
 * dates), named and other values (strings), or true and false; the engine itself says which
 * condition holds in which piece, so that the analysis cannot disagree with evaluation.  Exact for
 * conditions that compare with constants; a cell that is anything else is told as not analysed, and
 * nothing is claimed that it could make wrong.  Columns are taken as independent of each other.
 * Null counts as a value of an input only where a condition of its column mentions it.
 * Spec: DMN 1.5 section 8.2.8 (hit policies). */
#ifndef SUDUI_DMN_TABLE_ANALYSIS_H
#define SUDUI_DMN_TABLE_ANALYSIS_H

#include "dmn/model.h"

typedef enum dmn_finding_kind {
  DMN_FINDING_GAP,              /* no rule matches the witness */
  DMN_FINDING_BOUNDARY_GAP,     /* the same, because two neighbours both leave a boundary out */
  DMN_FINDING_OVERLAP,          /* two rules of a UNIQUE table match the witness */
  DMN_FINDING_BOUNDARY_OVERLAP, /* the same, because two neighbours both include a boundary */
  DMN_FINDING_CONFLICT,         /* two rules of an ANY table with different outputs match it */
  DMN_FINDING_EMPTY_CONDITION,  /* no allowed value satisfies a cell: its rule can never fire */
  DMN_FINDING_SHADOWED,         /* FIRST, PRIORITY: other rules always decide before this one */
  DMN_FINDING_OUTPUT,           /* a constant output that its type or output values do not allow */
  DMN_FINDING_NOT_ANALYSED,     /* cells of a column are no comparisons with constants */
  DMN_FINDING_TOO_LARGE         /* LIMIT_TABLE_STEPS or _FINDINGS was reached: there may be more */
} dmn_finding_kind;

enum { DMN_FINDING_RULES_MAX = 2, DMN_FINDING_ARGUMENTS_MAX = 5, DMN_NO_INDEX = -1 };

typedef struct dmn_table_finding {
  dmn_finding_kind kind;
  diagnostic_severity severity; /* errors: overlaps, conflicts, rules that never fire */
  message_id message;
  const char *arguments[DMN_FINDING_ARGUMENTS_MAX + 1]; /* NULL-ended */
  source_span span;                                     /* the table, the rule or the cell */
  const dmn_element *element;
  const dmn_table *table;
  int32_t rules[DMN_FINDING_RULES_MAX]; /* from 0, or DMN_NO_INDEX */
  int32_t column;                       /* of the boundary, cell or output; or DMN_NO_INDEX */
  /* One FEEL literal per input column ("-": any value will do); NULL where the kind has none. */
  const text *witness;
} dmn_table_finding;

/* Borrowed during the call; false ends the walk. */
typedef bool dmn_table_finding_visitor(void *context, const dmn_table_finding *finding);

typedef struct dmn_table_analysis_options {
  /* True when an input is always a whole number, so that nothing lies between 2 and 3.  NULL: none
   * is. */
  bool (*is_whole)(void *context, const dmn_element *input);
  void *context;
} dmn_table_analysis_options;

/* Tells what is wrong in the tables of `element`, a decision or knowledge model; the tables may be
 * anywhere in its logic.  Elements without tables, and faulty ones, have no findings.  `a` keeps
 * the texts of the findings; `options` may be NULL.  Bounded by LIMIT_TABLE_STEPS for each table.
 * SD_OUT_OF_MEMORY when memory is out. */
sd_status dmn_table_analyse(const dmn_model *model, const dmn_element *element,
                            const dmn_table_analysis_options *options, arena *a,
                            dmn_table_finding_visitor *visit, void *context, sd_error *error);

/* "gap", "boundary-overlap" ...: for JSON; static. */
const char *dmn_finding_kind_name(dmn_finding_kind kind);

#endif
