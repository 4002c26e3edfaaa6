/* The notice of a list (公示): what is shown to the public, and nothing else.
 *
 * A line has exactly the fields that a notice may show; an account, a telephone number or a person
 * has no place in it, so that no setting of an item can publish one.  The item chooses among these
 * fields.  Source: R-21 (masked content), R-56 (capitals, hash on notices), domain.md 2.7. */
#ifndef SUDUI_NOTICE_NOTICE_H
#define SUDUI_NOTICE_NOTICE_H

#include "base/text_builder.h"
#include "list/life.h"

typedef struct notice_line {
  text code, name, district, version;
  int64_t amount_fen;
} notice_line;

typedef struct notice {
  language lang;
  text item, owner, policy; /* names and number of the document */
  int64_t list;
  int64_t first_day, last_day; /* 0: not published yet */
  int32_t days;
  bool working_days;
  uint32_t columns; /* bits 1 << item_column; the amount is left out when nothing is paid */
  text business_contact, complaint_contact;
  sm3_digest hash; /* of the frozen content */
  const notice_line *lines;
  size_t count;
  int64_t total_fen;
} notice;

enum { NOTICE_COLUMNS_MAX = 6, NOTICE_CELL_SIZE = 600, NOTICE_SENTENCE_SIZE = 600 };

/* The columns of the table in order, the first being the number of the line (-1); their count. */
size_t notice_columns(const notice *n, int columns[NOTICE_COLUMNS_MAX]);
const char *notice_heading(const notice *n, int column);
/* At most NOTICE_CELL_SIZE bytes. */
void notice_cell(const notice *n, size_t line, int column, char cell[NOTICE_CELL_SIZE]);

/* The sentences around the table. */
void notice_title(const notice *n, char out[NOTICE_SENTENCE_SIZE]);
void notice_preface(const notice *n, char out[NOTICE_SENTENCE_SIZE]);  /* item, document, period */
void notice_total(const notice *n, char out[NOTICE_SENTENCE_SIZE]);    /* count, sum, capitals */
void notice_contacts(const notice *n, char out[NOTICE_SENTENCE_SIZE]); /* how to object */
void notice_seal(const notice *n, char out[NOTICE_SENTENCE_SIZE]);     /* owner and hash */

/* A page that needs no other file and prints well.  Look at out->failed. */
void notice_write_html(const notice *n, text_builder *out);
/* A workbook of one sheet; amounts of more than 15 digits are texts.  SD_IO_FAILED. */
sd_status notice_write_xlsx(const notice *n, const char *path, sd_error *error);
/* Pages of A4 with their numbers and a QR code of the hash.  The same notice gives the same pages.
 * SD_IO_FAILED; SD_NOT_FOUND when no font has Chinese characters. */
sd_status notice_write_pdf(const notice *n, const char *path, sd_error *error);

#endif
