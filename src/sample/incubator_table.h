/* The table of incubators and maker spaces. */
#ifndef SUDUI_SAMPLE_INCUBATOR_TABLE_H
#define SUDUI_SAMPLE_INCUBATOR_TABLE_H

#include "sample/incubator.h"
#include "sample/table.h"

const table_definition *incubator_table(void);
/* The cells of one row, in the order of the definition's columns. */
void incubator_add_cells(table_writer *w, const sample_plan *plan, const incubator *i);

#endif
