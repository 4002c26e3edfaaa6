/* A table as an official would send it: cells in the department's own forms, CSV or XLSX, with
 * missing cells and, at a low stated rate, damaged ones.
 *
 * A definition says the columns once; from it come the header row, the mapping file and the order
 * of cells.  A row is written cell by cell through the functions below, in that order: the columns
 * of the subject, then, year by year, the yearly ones. */
#ifndef SUDUI_SAMPLE_TABLE_H
#define SUDUI_SAMPLE_TABLE_H

#include "base/calendar.h"
#include "base/error.h"
#include "base/random.h"
#include "sample/company.h"

typedef enum table_form {
  TABLE_UTF8,
  TABLE_UTF8_MARKED,
  TABLE_GB18030,
  TABLE_XLSX /* a title row, then a header of two rows when there are yearly columns */
} table_form;

typedef enum money_form {
  MONEY_YUAN_SEPARATED, /* "1,234,567.89" */
  MONEY_YUAN,           /* 1234567.89 */
  MONEY_WAN,            /* 123.4567, for a column in 万元 */
  MONEY_WITH_UNIT       /* 123.45万元, 1.2345亿元 */
} money_form;

typedef enum date_form {
  DATE_CHINESE, /* 2023年1月5日 */
  DATE_COMPACT, /* 20230105 */
  DATE_MIXED,   /* 2023-1-5, 2023/1/5, 2023.1.5, row by row */
  DATE_SERIAL   /* XLSX: a date cell, in every fourth row a plain number */
} date_form;

typedef enum boolean_form { BOOLEAN_YES_NO, BOOLEAN_HAS, BOOLEAN_TICK } boolean_form;

typedef struct table_column {
  const char *title;   /* as in the header */
  const char *mapping; /* "rd_expense, unit 万元"; "-" for a column left out; NULL: the key */
  bool yearly;         /* once for each year, unless the table itself is of one year */
} table_column;

typedef struct table_definition {
  const char *name; /* "tax"; tables of one year each are tax-2022, tax-2023, ... */
  bool of_one_year;
  table_form form;
  const char *title;    /* of the XLSX sheet and of the mapping's first line */
  const char *source;   /* who says this */
  const char *kind;     /* company or incubator */
  const char *settings; /* further lines of [file], or "" */
  const char *sections; /* further sections of the mapping, or "" */
  const table_column *columns;
  size_t column_count;
  money_form money;
  date_form date;
  boolean_form boolean;
  bool full_width;           /* digits of whole numbers */
  uint32_t empty_per_mille;  /* of cells that may be empty */
  uint32_t absent_per_mille; /* of subjects that are left out whole */
  uint32_t faults;           /* bits 1 << table_fault that a damaged row may have */
  bool damage_copies;        /* the damaged row stands before the right one, not in its place */
} table_definition;

/* What may be wrong in a damaged row; the import must refuse each. */
typedef enum table_fault {
  FAULT_NONE,
  FAULT_CHECK_DIGIT, /* of the code */
  FAULT_LETTER,      /* O for 0, I for 1 in the code */
  FAULT_NEGATIVE_MONEY,
  FAULT_UNKNOWN_UNIT,    /* 12.5万美元 */
  FAULT_IMPOSSIBLE_DATE, /* 2023-02-30 */
  FAULT_NOT_A_NUMBER,    /* 约120 */
  FAULT_UNKNOWN_WORD,    /* 待核实 */
  FAULT_COUNT
} table_fault;
enum { TABLE_DAMAGED_PER_MILLION = 1000 };

typedef struct table_counts {
  uint64_t files, rows, cells, cells_empty, facts_disputed, rows_damaged;
} table_counts;

typedef struct table_writer table_writer;

/* Opens DIRECTORY/NAME as a temporary file and writes header and mapping.  `year_index` is that of
 * a table of one year, else 0.  `counts` is added to and must live longer than the writer. */
sd_status table_open(const sample_plan *plan, const table_definition *definition, size_t year_index,
                     table_counts *counts, table_writer **out, sd_error *error);
/* Completes the file under its own name.  The writer is gone afterwards, also after an error. */
sd_status table_finish(table_writer *w, sd_error *error);
/* Removes what was written.  NULL is allowed. */
void table_abandon(table_writer *w);

const table_definition *table_definition_of(const table_writer *w);
size_t table_year_index(const table_writer *w);

/* Begins the row of a subject with random numbers of its own; false: the subject is left out. */
bool table_row_begin(table_writer *w, uint64_t subject);
/* Ends it; true: the same row is to be written once more, rightly. */
bool table_row_end(table_writer *w);
/* The first error of any cell or row, in `error`. */
sd_status table_status(const table_writer *w, sd_error *error);

/* Cells.  The key and `table_add_fixed` are never empty; the others may be left empty instead. */
void table_add_code(table_writer *w, const char *code);
void table_add_fixed(table_writer *w, const char *value); /* a fact that is never missing */
void table_add_note(table_writer *w, const char *value);  /* a column that is left out */
void table_add_text(table_writer *w, const char *value);  /* NULL or "": no fact */
void table_add_word(table_writer *w, const char *value);  /* one of a fixed choice; NULL: none */
void table_add_money(table_writer *w, int64_t fen);
void table_add_signed_money(table_writer *w, int64_t fen);   /* may be negative */
void table_add_disputed_money(table_writer *w, int64_t fen); /* another source says it, too */
void table_add_integer(table_writer *w, int64_t value);
void table_add_percent(table_writer *w, int32_t per_mille);
void table_add_boolean(table_writer *w, bool value);
void table_add_date(table_writer *w, event_date date); /* year 0: no fact */
void table_add_nothing(table_writer *w);               /* no fact, and none is missing */

#endif
