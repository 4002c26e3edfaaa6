/* The tables about companies, by who sends them. */
#ifndef SUDUI_SAMPLE_COMPANY_TABLE_H
#define SUDUI_SAMPLE_COMPANY_TABLE_H

#include "sample/table.h"

typedef struct company_table {
  table_definition definition;
  /* NULL: every company.  `year` is that of a table of one year, else the last. */
  bool (*includes)(const company *c, const company_year *year);
  /* The cells of one row, in the order of the definition's columns. */
  void (*add_cells)(table_writer *w, const sample_plan *plan, const company *c);
} company_table;

/* Of offices that count: register, tax, statistics, social insurance, IP, credit. */
const company_table *office_tables(size_t *count_out);
/* Of offices that recognise and pay: science, industry, finance. */
const company_table *title_tables(size_t *count_out);
/* Of the companies themselves and of those who check them: declarations, accounts, audits. */
const company_table *declaration_tables(size_t *count_out);

#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)
#define FAULTS_OF_CODE (1u << FAULT_CHECK_DIGIT | 1u << FAULT_LETTER)

#endif
