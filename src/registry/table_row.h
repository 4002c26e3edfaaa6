/* Inside of registry/: a row of a table, be it of a CSV or an XLSX file. */
#ifndef SUDUI_REGISTRY_TABLE_ROW_H
#define SUDUI_REGISTRY_TABLE_ROW_H

#include "base/error.h"
#include "base/text.h"

typedef struct table_row {
  uint64_t number; /* 1-based, as an editor or Excel counts */
  size_t count;
  const text *cells;       /* UTF-8; borrowed until the function returns */
  const bool *are_numbers; /* of a spreadsheet; NULL: none is */
  bool serials_from_1904;
  message_id fault;    /* MESSAGE_NONE, or why the row as a whole cannot be read */
  uint64_t bytes_read; /* of the file so far, for progress */
} table_row;

/* Anything but SD_OK ends the reading with that status. */
typedef sd_status (*table_row_function)(void *context, const table_row *row, sd_error *error);

#endif
