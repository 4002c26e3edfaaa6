/* The sentences and cells of a notice, the same in every form of file. */
#include "notice/notice.h"

#include <stdio.h>

#include "base/calendar.h"
#include "base/messages/notice.h"
#include "base/money.h"
#include "base/money_capital.h"

enum { CAPITAL_BYTES_MAX = 400 };

size_t notice_columns(const notice *n, int columns[NOTICE_COLUMNS_MAX]) {
  size_t count = 0;
  columns[count++] = -1;
  for (int c = ITEM_COLUMN_NAME; c <= ITEM_COLUMN_VERSION; c++) {
    if ((n->columns & 1u << c) == 0) continue;
    if (c == ITEM_COLUMN_AMOUNT && n->total_fen == 0) continue;
    columns[count++] = c;
  }
  return count;
}

const char *notice_heading(const notice *n, int column) {
  static const message_id headings[] = {MESSAGE_NOTICE_NAME, MESSAGE_NOTICE_CODE,
                                        MESSAGE_NOTICE_DISTRICT, MESSAGE_NOTICE_AMOUNT,
                                        MESSAGE_NOTICE_VERSION};
  return message_text(n->lang, column < 0 ? MESSAGE_NOTICE_NUMBER : headings[column]);
}

void notice_cell(const notice *n, size_t line, int column, char cell[NOTICE_CELL_SIZE]) {
  const notice_line *l = &n->lines[line];
  switch (column) {
    case ITEM_COLUMN_NAME:
      snprintf(cell, NOTICE_CELL_SIZE, "%.*s", TEXT_ARG(l->name));
      return;
    case ITEM_COLUMN_CODE:
      snprintf(cell, NOTICE_CELL_SIZE, "%.*s", TEXT_ARG(l->code));
      return;
    case ITEM_COLUMN_DISTRICT:
      snprintf(cell, NOTICE_CELL_SIZE, "%.*s", TEXT_ARG(l->district));
      return;
    case ITEM_COLUMN_AMOUNT:
      money_format(l->amount_fen, cell);
      return;
    case ITEM_COLUMN_VERSION:
      snprintf(cell, NOTICE_CELL_SIZE, "%.*s", TEXT_ARG(l->version));
      return;
    default:
      snprintf(cell, NOTICE_CELL_SIZE, "%zu", line + 1);
  }
}

void notice_title(const notice *n, char out[NOTICE_SENTENCE_SIZE]) {
  message_format(n->lang, MESSAGE_NOTICE_TITLE, SD_ARGS(n->item.data), out, NOTICE_SENTENCE_SIZE);
}

void notice_preface(const notice *n, char out[NOTICE_SENTENCE_SIZE]) {
  if (n->first_day == 0) {
    message_format(n->lang, MESSAGE_NOTICE_DRAFT, SD_ARGS(n->policy.data, n->item.data), out,
                   NOTICE_SENTENCE_SIZE);
    return;
  }
  char first[CALENDAR_TEXT_SIZE], last[CALENDAR_TEXT_SIZE];
  calendar_format_day(n->first_day, first);
  calendar_format_day(n->last_day, last);
  message_id unit = n->working_days ? MESSAGE_NOTICE_WORKING_DAYS : MESSAGE_NOTICE_NATURAL_DAYS;
  message_format(n->lang, MESSAGE_NOTICE_PREFACE,
                 SD_ARGS(n->policy.data, n->item.data, first, last, SD_NUMBER(n->days),
                         message_text(n->lang, unit)),
                 out, NOTICE_SENTENCE_SIZE);
}

void notice_total(const notice *n, char out[NOTICE_SENTENCE_SIZE]) {
  if (n->total_fen == 0) {
    message_format(n->lang, MESSAGE_NOTICE_COUNT, SD_ARGS(SD_NUMBER(n->count)), out,
                   NOTICE_SENTENCE_SIZE);
    return;
  }
  char amount[MONEY_TEXT_SIZE];
  money_format(n->total_fen, amount);
  text_builder capital;
  text_builder_init(&capital, CAPITAL_BYTES_MAX);
  money_capital(n->total_fen, &capital);
  message_format(n->lang, MESSAGE_NOTICE_TOTAL,
                 SD_ARGS(SD_NUMBER(n->count), amount, capital.failed ? "" : capital.data), out,
                 NOTICE_SENTENCE_SIZE);
  text_builder_release(&capital);
}

void notice_contacts(const notice *n, char out[NOTICE_SENTENCE_SIZE]) {
  message_format(n->lang, MESSAGE_NOTICE_OBJECT,
                 SD_ARGS(n->business_contact.size == 0 ? "-" : n->business_contact.data,
                         n->complaint_contact.size == 0 ? "-" : n->complaint_contact.data),
                 out, NOTICE_SENTENCE_SIZE);
}

void notice_seal(const notice *n, char out[NOTICE_SENTENCE_SIZE]) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(&n->hash, hash);
  message_format(n->lang, MESSAGE_NOTICE_SEAL, SD_ARGS(n->owner.data, SD_NUMBER(n->list), hash),
                 out, NOTICE_SENTENCE_SIZE);
}
