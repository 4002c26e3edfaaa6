/* Reads the XML of a boxed expression into a tree.  Spec: DMN 1.5 sections 7.3 and 10.2. */
#ifndef SUDUI_DMN_EXPRESSION_LOADER_H
#define SUDUI_DMN_EXPRESSION_LOADER_H

#include "dmn/reader.h"

/* The first expression among the children of `parent`, or NULL when it has none (which is not
 * reported here). */
dmn_expression *dmn_expression_read_child(dmn_reader *r, const xml_node *parent);

/* The functionDefinition `node` (also named encapsulatedLogic). */
dmn_expression *dmn_expression_read_function(dmn_reader *r, const xml_node *node);

#endif
