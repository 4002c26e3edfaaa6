/* CSV (RFC 4180) row by row over libcsv in its strict mode, from memory or from a file in any
 * encoding of encoding.h.
 *
 * A row that is not well formed is handed over as such, and reading goes on at the next line.
 * White space around an unquoted cell is dropped; empty lines are skipped. */
#ifndef SUDUI_BASE_CSV_H
#define SUDUI_BASE_CSV_H

#include "base/encoding.h"

typedef enum csv_fault {
  CSV_FAULT_NONE = 0,
  CSV_FAULT_QUOTES,  /* a quote where none may stand, or one that is not closed */
  CSV_FAULT_COLUMNS, /* more than LIMIT_CSV_COLUMNS; the cells are those up to it */
  CSV_FAULT_CELL     /* a cell longer than LIMIT_CELL_BYTES, which is given as empty */
} csv_fault;

typedef struct csv_row {
  uint64_t line; /* on which the row begins, 1-based, as an editor counts */
  size_t count;
  const text *cells; /* UTF-8; borrowed until the function returns */
  csv_fault fault;
  uint64_t bytes_read; /* of the file or text so far, for progress */
} csv_row;

/* Anything but SD_OK ends the reading with that status. */
typedef sd_status (*csv_row_function)(void *context, const csv_row *row, sd_error *error);

/* `name` is what errors call the text; the text must be UTF-8 (a mark at its start is skipped). */
sd_status csv_read(text content, const char *name, csv_row_function function, void *context,
                   sd_error *error);
/* `found_out` may be NULL. */
sd_status csv_read_file(const char *path, csv_row_function function, void *context,
                        encoding *found_out, sd_error *error);

message_id csv_fault_message(csv_fault fault);
/* Appends a cell, quoted where RFC 4180 asks for it or where a spreadsheet would take it for a
 * formula (a leading = + - @, wide or narrow, or tab gets an apostrophe unless it is a number).
 * Source: ASVS 5.0 1.2.10, reliability S7. */
void csv_add_cell(text_builder *out, text cell);

#endif
