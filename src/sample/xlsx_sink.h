/* Rows of cells into an Excel workbook of one sheet.
 *
 * The whole sheet is in memory until the sink is closed, so the caller begins a new workbook every
 * XLSX_SINK_ROWS_MAX rows.  Excel's numbers are binary floating point; they are made from whole
 * numbers by one division, which every machine rounds alike. */
#ifndef SUDUI_SAMPLE_XLSX_SINK_H
#define SUDUI_SAMPLE_XLSX_SINK_H

#include "base/calendar.h"
#include "base/error.h"

enum { XLSX_SINK_ROWS_MAX = 20000 };

typedef struct xlsx_sink xlsx_sink;

sd_status xlsx_sink_open(const char *path, const char *sheet, xlsx_sink **out, sd_error *error);
/* `text` is copied. */
void xlsx_sink_add_text(xlsx_sink *s, const char *cell);
/* value / 10^decimals; decimals from 0 to 10. */
void xlsx_sink_add_number(xlsx_sink *s, int64_t value, int decimals);
/* As a date cell, or as the plain serial number that a careless paste leaves. */
void xlsx_sink_add_date(xlsx_sink *s, civil_date date, bool formatted);
void xlsx_sink_add_empty(xlsx_sink *s);
/* The next cell, over that many columns and rows (merged when more than one). */
void xlsx_sink_add_heading(xlsx_sink *s, const char *cell, uint32_t columns, uint32_t rows);
void xlsx_sink_skip(xlsx_sink *s, uint32_t columns);
void xlsx_sink_end_row(xlsx_sink *s);
uint32_t xlsx_sink_rows(const xlsx_sink *s);
/* Writes the file and frees the sink. */
sd_status xlsx_sink_close(xlsx_sink *s, sd_error *error);

#endif
