/* Inside of registry/: a row of data to facts, whole or not at all. */
#ifndef SUDUI_REGISTRY_ROW_READER_H
#define SUDUI_REGISTRY_ROW_READER_H

#include "registry/cell.h"
#include "registry/fact_writer.h"
#include "registry/rejects.h"
#include "registry/table_layout.h"

typedef struct row_counts {
  int64_t rows;
  int64_t rejected;
  int64_t cells_empty;
} row_counts;

typedef struct row_reader row_reader;

/* All arguments must outlive it. */
sd_status row_reader_create(const table_layout *layout, fact_writer *writer, rejects *list,
                            row_reader **out, sd_error *error);
void row_reader_destroy(row_reader *r); /* NULL is allowed */
/* Hands the facts to the writer, or the reasons to the list.  Empty rows do not count. */
sd_status row_reader_take(row_reader *r, const table_row *row, sd_error *error);
row_counts row_reader_get_counts(const row_reader *r);

#endif
