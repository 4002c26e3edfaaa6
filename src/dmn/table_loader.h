/* Reads the XML of a decision table.  Spec: DMN 1.5 section 8.3. */
#ifndef SUDUI_DMN_TABLE_LOADER_H
#define SUDUI_DMN_TABLE_LOADER_H

#include "dmn/reader.h"

/* The <decisionTable> `node`; rules with the wrong number of cells and unknown policies are
 * reported and left out or replaced by the default.  NULL when memory is out or it has no output.
 */
dmn_table *dmn_table_read(dmn_reader *r, const xml_node *node);

#endif
