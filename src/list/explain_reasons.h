/* Inside of list/: the reasons and near misses of an evaluated subject as texts. */
#ifndef SUDUI_LIST_EXPLAIN_REASONS_H
#define SUDUI_LIST_EXPLAIN_REASONS_H

#include "dmn/near_miss.h"
#include "list/explain.h"
#include "list/run_plan.h"

/* Fills reasons (of the status, and of the amount when met) and, for a subject not met, paths.
 * Everything is copied into `a`, so that the evaluation may be released. */
sd_status explain_reasons(const version_plan *version, dmn_evaluation *e, arena *a,
                          explanation *out, sd_error *error);

/* A gap as texts in `a`; false when memory is out. */
bool explain_gap(const dmn_gap *from, arena *a, explanation_gap *to);

#endif
