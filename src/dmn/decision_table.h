/* Turns a decision table into a node of its decision's tree, and evaluates it there.
 *
 * Each input is evaluated once, each distinct condition of a column at most once; a condition is
 * true, false, or unknown when it depends on a missing fact (what is null counts as false); rules
 * that are false in one cell are left at once unless a trace is kept.  Spec: DMN 1.5 chapter 8,
 * section 10.3.2.10 (decision table). */
#ifndef SUDUI_DMN_DECISION_TABLE_H
#define SUDUI_DMN_DECISION_TABLE_H

#include "dmn/logic.h"
#include "feel/interpreter.h"

/* Fills the part numbers of `table` and gives its node; NULL when memory is out. */
syntax_node *dmn_table_tree(dmn_logic *l, dmn_table *table);

/* The function of such nodes: program_native.data is then the const dmn_table. */
extern const native_function dmn_table_native;

#endif
