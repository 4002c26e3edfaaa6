/* Rows of cells into an Excel workbook of one sheet. */
#include "sample/xlsx_sink.h"

#include <assert.h>
#include <string.h>

#include <xlsxwriter.h>

#include "base/allocator.h"
#include "base/messages/sample.h"

enum { EXCEL_SERIAL_OF_1970 = 25569, DECIMALS_MAX = 10 };
/* 2025-01-01: a workbook carries the day it was made, and samples must not differ by it. */
static const time_t CREATED = 1735689600;

struct xlsx_sink {
  lxw_workbook *workbook;
  lxw_worksheet *sheet;
  lxw_format *heading, *date;
  lxw_row_t row;
  lxw_col_t column;
  lxw_error failure; /* the first */
  char *path;
};

static sd_status workbook_failed(const char *path, lxw_error number, sd_error *error) {
  return error_set(error,
                   number == LXW_ERROR_MEMORY_MALLOC_FAILED ? SD_OUT_OF_MEMORY : SD_IO_FAILED,
                   MESSAGE_SAMPLE_WORKBOOK_FAILED, SD_ARGS(path, lxw_strerror(number)));
}

static void prepare(xlsx_sink *s, const char *sheet) {
  lxw_doc_properties properties = {.title = "虚构数据 made-up data", .created = CREATED};
  workbook_set_properties(s->workbook, &properties);
  s->sheet = workbook_add_worksheet(s->workbook, sheet);
  s->heading = workbook_add_format(s->workbook);
  format_set_bold(s->heading);
  format_set_align(s->heading, LXW_ALIGN_CENTER);
  s->date = workbook_add_format(s->workbook);
  format_set_num_format(s->date, "yyyy/m/d");
}

sd_status xlsx_sink_open(const char *path, const char *sheet, xlsx_sink **out, sd_error *error) {
  xlsx_sink *s = memory_allocate(sizeof *s);
  char *copy = memory_allocate(strlen(path) + 1);
  lxw_workbook *workbook = s == NULL || copy == NULL ? NULL : workbook_new(path);
  if (workbook == NULL) {
    memory_free(copy);
    memory_free(s);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  memcpy(copy, path, strlen(path) + 1);
  s->path = copy;
  s->workbook = workbook;
  prepare(s, sheet);
  if (s->sheet == NULL) s->failure = LXW_ERROR_PARAMETER_VALIDATION;
  *out = s;
  return SD_OK;
}

static void note(xlsx_sink *s, lxw_error result) {
  if (s->failure == LXW_NO_ERROR) s->failure = result;
}

void xlsx_sink_add_text(xlsx_sink *s, const char *cell) {
  if (s->failure != LXW_NO_ERROR) return;
  note(s, worksheet_write_string(s->sheet, s->row, s->column++, cell, NULL));
}

void xlsx_sink_add_number(xlsx_sink *s, int64_t value, int decimals) {
  assert(decimals >= 0 && decimals <= DECIMALS_MAX);
  int64_t divisor = 1;
  for (int i = 0; i < decimals; i++) divisor *= 10;
  if (s->failure != LXW_NO_ERROR) return;
  note(s, worksheet_write_number(s->sheet, s->row, s->column++, (double)value / (double)divisor,
                                 NULL));
}

void xlsx_sink_add_date(xlsx_sink *s, civil_date date, bool formatted) {
  if (s->failure != LXW_NO_ERROR) return;
  int64_t serial = calendar_day_of(date) + EXCEL_SERIAL_OF_1970;
  note(s, worksheet_write_number(s->sheet, s->row, s->column++, (double)serial,
                                 formatted ? s->date : NULL));
}

void xlsx_sink_add_empty(xlsx_sink *s) { s->column++; }

void xlsx_sink_add_heading(xlsx_sink *s, const char *cell, uint32_t columns, uint32_t rows) {
  if (s->failure != LXW_NO_ERROR) return;
  lxw_col_t last = (lxw_col_t)(s->column + columns - 1);
  if (columns == 1 && rows == 1) {
    note(s, worksheet_write_string(s->sheet, s->row, s->column, cell, s->heading));
  } else {
    note(s, worksheet_merge_range(s->sheet, s->row, s->column, s->row + rows - 1, last, cell,
                                  s->heading));
  }
  s->column = (lxw_col_t)(last + 1);
}

void xlsx_sink_skip(xlsx_sink *s, uint32_t columns) {
  s->column = (lxw_col_t)(s->column + columns);
}

void xlsx_sink_end_row(xlsx_sink *s) {
  s->row++;
  s->column = 0;
}

uint32_t xlsx_sink_rows(const xlsx_sink *s) { return s->row; }

sd_status xlsx_sink_close(xlsx_sink *s, sd_error *error) {
  lxw_error written = workbook_close(s->workbook); /* frees the workbook */
  note(s, written);
  sd_status status =
      s->failure == LXW_NO_ERROR ? SD_OK : workbook_failed(s->path, s->failure, error);
  memory_free(s->path);
  memory_free(s);
  return status;
}
