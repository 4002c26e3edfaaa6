/* What follows from a table's definition: its path, its header and its mapping file. */
#ifndef SUDUI_SAMPLE_TABLE_MAPPING_H
#define SUDUI_SAMPLE_TABLE_MAPPING_H

#include "sample/table.h"
#include "sample/xlsx_sink.h"

enum { HEADER_SIZE = 128 };

/* One column of the table, yearly ones repeated for each year. */
typedef struct header_line {
  const table_column *column;
  int32_t year;           /* 0: not of a year */
  char flat[HEADER_SIZE]; /* 2024年研发费用, for one header row */
} header_line;

/* Walks the columns in the order of cells; `*at` starts as 0; false behind the last. */
bool table_header_next(const sample_plan *plan, const table_definition *d, size_t *at,
                       header_line *out);
/* How many cells of a row state a fact. */
uint64_t table_facts_of_row(const sample_plan *plan, const table_definition *d);
/* Title row, then one header row or, with yearly columns, two with merged cells. */
void table_header_write_xlsx(const sample_plan *plan, const table_definition *d, xlsx_sink *sink);

/* "DIR/tax-2024.csv"; the second part of an XLSX table is "DIR/hnte-list-2.xlsx". */
sd_status table_path(const sample_plan *plan, const table_definition *d, size_t year_index,
                     uint32_t part, const char *ending, char *out, size_t size, sd_error *error);
/* The mapping file beside it, in the form of registry/README.md. */
sd_status table_mapping_write(const sample_plan *plan, const table_definition *d, size_t year_index,
                              uint32_t part, sd_error *error);

#endif
