/* Inside of registry/: finds the header of a table and says what each of its columns is. */
#ifndef SUDUI_REGISTRY_TABLE_LAYOUT_H
#define SUDUI_REGISTRY_TABLE_LAYOUT_H

#include "registry/mapping.h"
#include "registry/table_row.h"

enum { LAYOUT_NO_COLUMN = -1 };

/* What an entry of the mapping is in this table. */
typedef struct layout_column {
  const mapping_column *mapping;
  int32_t place;            /* of its cells; LAYOUT_NO_COLUMN for a constant */
  int32_t period_place;     /* LAYOUT_NO_COLUMN: fixed */
  int32_t valid_from_place; /* LAYOUT_NO_COLUMN: fixed or not stated */
  value_unit unit;
} layout_column;

typedef struct table_layout {
  size_t width;      /* columns of the header */
  const text *names; /* as written, path from the top, for messages */
  int32_t key_place;
  const layout_column *columns;
  size_t column_count;
  const text *unknown_columns;
  size_t unknown_count;
} table_layout;

typedef struct layout_finder layout_finder;

/* Lives in `a`, as the layout will; `mapping` must outlive it. */
layout_finder *layout_finder_create(const mapping *m, arena *a);

/* Takes the next row of the table.  `*is_data_out` says that it belongs to the data: the layout is
 * known then.  Errors: no header within LIMIT_HEADER_ROWS, a column missing or there twice, units
 * that disagree. */
sd_status layout_finder_take(layout_finder *f, const table_row *row, bool *is_data_out,
                             sd_error *error);
/* At the end of the table; SD_INVALID when there was no header or no data. */
sd_status layout_finder_end(layout_finder *f, sd_error *error);
const table_layout *layout_finder_layout(const layout_finder *f);

#endif
