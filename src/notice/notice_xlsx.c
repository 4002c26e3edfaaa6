/* A notice as a workbook of one sheet. */
#include <xlsxwriter.h>

#include "base/messages/notice.h"
#include "base/money.h"
#include "notice/notice.h"

/* Excel keeps 15 digits: longer amounts are written as texts. */
static const int64_t EXACT_FEN_MAX = INT64_C(999999999999999);

typedef struct sheet {
  const notice *notice;
  lxw_workbook *book;
  lxw_worksheet *page;
  lxw_format *title, *wrapped, *heading, *cell, *amount;
  int columns[NOTICE_COLUMNS_MAX];
  size_t count;
  lxw_row_t row;
  lxw_error failure;
} sheet;

static void note(sheet *s, lxw_error result) {
  if (s->failure == LXW_NO_ERROR) s->failure = result;
}

static void prepare(sheet *s) {
  /* The day of a workbook is fixed, so that the same notice gives the same file. */
  lxw_doc_properties properties = {.created = 1735689600};
  workbook_set_properties(s->book, &properties);
  s->page = workbook_add_worksheet(s->book, NULL);
  s->title = workbook_add_format(s->book);
  format_set_bold(s->title);
  format_set_font_size(s->title, 16);
  format_set_align(s->title, LXW_ALIGN_CENTER);
  s->wrapped = workbook_add_format(s->book);
  format_set_text_wrap(s->wrapped);
  format_set_align(s->wrapped, LXW_ALIGN_VERTICAL_TOP);
  s->heading = workbook_add_format(s->book);
  format_set_bold(s->heading);
  format_set_border(s->heading, LXW_BORDER_THIN);
  format_set_bg_color(s->heading, 0xEEEEEE);
  s->cell = workbook_add_format(s->book);
  format_set_border(s->cell, LXW_BORDER_THIN);
  s->amount = workbook_add_format(s->book);
  format_set_border(s->amount, LXW_BORDER_THIN);
  format_set_num_format(s->amount, "#,##0.00");
  s->count = notice_columns(s->notice, s->columns);
  for (size_t c = 0; c < s->count; c++) {
    int width = s->columns[c] < 0                     ? 6
                : s->columns[c] == ITEM_COLUMN_NAME   ? 44
                : s->columns[c] == ITEM_COLUMN_AMOUNT ? 20
                                                      : 24;
    note(s, worksheet_set_column(s->page, (lxw_col_t)c, (lxw_col_t)c, width, NULL));
  }
}

/* A sentence over the whole width. */
static void add_sentence(sheet *s, const char *sentence, int lines, lxw_format *format) {
  note(s, worksheet_set_row(s->page, s->row, 20 * lines, NULL));
  note(s, worksheet_merge_range(s->page, s->row, 0, s->row, (lxw_col_t)(s->count - 1), sentence,
                                format));
  s->row++;
}

static void add_cell(sheet *s, size_t line, size_t c) {
  const notice *n = s->notice;
  int64_t fen = n->lines[line].amount_fen;
  char cell[NOTICE_CELL_SIZE];
  if (s->columns[c] == ITEM_COLUMN_AMOUNT && fen <= EXACT_FEN_MAX) {
    note(s, worksheet_write_number(s->page, s->row, (lxw_col_t)c, (double)fen / 100, s->amount));
    return;
  }
  notice_cell(n, line, s->columns[c], cell);
  note(s, worksheet_write_string(s->page, s->row, (lxw_col_t)c, cell, s->cell));
}

static void write_sheet(sheet *s) {
  const notice *n = s->notice;
  char sentence[NOTICE_SENTENCE_SIZE];
  notice_title(n, sentence);
  add_sentence(s, sentence, 2, s->title);
  notice_preface(n, sentence);
  add_sentence(s, sentence, 3, s->wrapped);
  for (size_t c = 0; c < s->count; c++) {
    note(s, worksheet_write_string(s->page, s->row, (lxw_col_t)c, notice_heading(n, s->columns[c]),
                                   s->heading));
  }
  worksheet_repeat_rows(s->page, s->row, s->row);
  s->row++;
  for (size_t i = 0; i < n->count; i++, s->row++) {
    for (size_t c = 0; c < s->count; c++) add_cell(s, i, c);
  }
  notice_total(n, sentence);
  add_sentence(s, sentence, 2, s->wrapped);
  notice_contacts(n, sentence);
  add_sentence(s, sentence, 3, s->wrapped);
  notice_seal(n, sentence);
  add_sentence(s, sentence, 2, s->wrapped);
  worksheet_set_paper(s->page, 9); /* A4 */
  worksheet_fit_to_pages(s->page, 1, 0);
}

sd_status notice_write_xlsx(const notice *n, const char *path, sd_error *error) {
  sheet s = {.notice = n, .book = workbook_new(path)};
  if (s.book == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  prepare(&s);
  write_sheet(&s);
  note(&s, workbook_close(s.book));
  if (s.failure == LXW_NO_ERROR) return SD_OK;
  return error_set(error, SD_IO_FAILED, MESSAGE_NOTICE_FAILED,
                   SD_ARGS(path, lxw_strerror(s.failure)));
}
