/* Resolves what elements refer to, orders decisions by need and refuses cycles by name.
 *
 * Spec: DMN 1.5 sections 6.2 and 6.3.  Unknown references are reported and left out; decisions in a
 * cycle become faulty and give null; the others are not touched. */
#ifndef SUDUI_DMN_REQUIREMENT_GRAPH_H
#define SUDUI_DMN_REQUIREMENT_GRAPH_H

#include "dmn/model.h"

/* Connects imports, gathers the elements of the main document and of those it imports (directly or
 * not) into model->elements with their slots, and forgets what was said about other documents.
 * False when memory is out. */
bool dmn_graph_gather(dmn_model *model);

/* Fills targets and names of all requirements, members and order of services, and the needs of
 * decisions.  False when memory is out. */
bool dmn_graph_resolve(dmn_model *model);

/* Marks every element that needs a faulty one as faulty, with a warning each.  Called once all are
 * compiled.  False when memory is out. */
bool dmn_graph_spread_faults(dmn_model *model);

#endif
