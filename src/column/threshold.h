/* Inside of column/: a computed number against a constant, exactly as the record evaluator's 34
 * digits decide it. */
#ifndef SUDUI_COLUMN_THRESHOLD_H
#define SUDUI_COLUMN_THRESHOLD_H

#include "column/symbol.h"
#include "feel/program.h"

/* x op k for a vector or a quotient x and a constant k.  `holds_out` in rows in which x has a
 * value; `hole_out`: rows in which rounding could decide.  False: not in columns. */
bool threshold_test(graph *g, opcode op, const form *x, const form *k, node_id *holds_out,
                    node_id *hole_out);

#endif
