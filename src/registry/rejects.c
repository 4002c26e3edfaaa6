/* The list of rejected rows, as a CSV file for the sender. */
#include "registry/rejects.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/registry.h"

enum { SHOWN_BYTES = 200 };

void rejects_init(rejects *r, const import_request *request, text file) {
  *r = (rejects){.request = request, .file = file};
  text_builder_init(&r->csv, LIMIT_REJECTS_BYTES + 64 * 1024);
  text_builder_add_string(&r->csv, "\xEF\xBB\xBF"); /* so that Excel reads it as UTF-8 */
  text_builder_add_string(&r->csv, message_text(request->lang, MESSAGE_IMPORT_REJECTS_HEADER));
  text_builder_add_string(&r->csv, "\r\n");
}

void rejects_release(rejects *r) { text_builder_release(&r->csv); }

/* Cut at the end of a character. */
static text shorten(text value) {
  if (value.size <= SHOWN_BYTES) return value;
  value.size = SHOWN_BYTES;
  while (value.size > 0 && ((unsigned char)value.data[value.size] & 0xc0) == 0x80) value.size--;
  return value;
}

static void add_line(rejects *r, const rejection *what) {
  char reason[600];
  if (r->is_full) return;
  r->is_full = r->csv.size > LIMIT_REJECTS_BYTES;
  message_id message = r->is_full ? MESSAGE_IMPORT_MORE_REJECTED : what->reason;
  message_format(r->request->lang, message, what->arguments, reason, sizeof reason);
  csv_add_cell(&r->csv, what->file);
  text_builder_add_byte(&r->csv, ',');
  text_builder_add_number(&r->csv, (int64_t)what->row);
  text_builder_add_byte(&r->csv, ',');
  csv_add_cell(&r->csv, what->column);
  text_builder_add_byte(&r->csv, ',');
  csv_add_cell(&r->csv, what->value);
  text_builder_add_byte(&r->csv, ',');
  csv_add_cell(&r->csv, text_of(reason));
  text_builder_add_string(&r->csv, "\r\n");
}

static sd_status reject(rejects *r, const rejection *what, sd_error *error) {
  if (r->first_row == 0) r->first_row = what->row;
  if (r->request->rejects_path) add_line(r, what);
  if (!r->request->visit_rejection) return SD_OK;
  return r->request->visit_rejection(r->request->context, what, error);
}

sd_status rejects_add(rejects *r, uint64_t row, text column, text value, message_id reason,
                      const char *argument, sd_error *error) {
  rejection what = {.file = r->file,
                    .row = row,
                    .column = column,
                    .value = shorten(value),
                    .reason = reason,
                    .arguments = SD_ARGS(argument)};
  return reject(r, &what, error);
}

sd_status rejects_add_row(rejects *r, uint64_t row, message_id reason, const char *const *arguments,
                          sd_error *error) {
  rejection what = {.file = r->file,
                    .row = row,
                    .column = TEXT(""),
                    .value = TEXT(""),
                    .reason = reason,
                    .arguments = arguments};
  return reject(r, &what, error);
}

sd_status rejects_write(rejects *r, sd_error *error) {
  if (r->first_row == 0 || !r->request->rejects_path) return SD_OK;
  return file_write(r->request->rejects_path, text_builder_text(&r->csv), error);
}
