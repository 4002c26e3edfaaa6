/* The formats of banks: one table of functions for each, chosen by the data of the paying account.
 */
#include "payout/bank_format.h"

#include <string.h>
#include <strings.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "payout/payee.h"

static const bank_format *const bank_formats[] = {&bank_format_iso20022, &bank_format_treasury,
                                                  &bank_format_batch};
enum { FORMAT_COUNT = sizeof bank_formats / sizeof bank_formats[0], HEAD_BYTES = 2048 };

const bank_format *bank_format_at(size_t index) {
  return index < FORMAT_COUNT ? bank_formats[index] : NULL;
}

const bank_format *bank_format_find(const char *name) {
  for (size_t i = 0; name != NULL && i < FORMAT_COUNT; i++) {
    if (strcasecmp(name, bank_formats[i]->name) == 0) return bank_formats[i];
  }
  return NULL;
}

const bank_format *bank_format_recognise(text bytes) {
  text head = text_slice(bytes, 0, HEAD_BYTES);
  for (size_t i = 0; i < FORMAT_COUNT; i++) {
    if (bank_formats[i]->recognises(head)) return bank_formats[i];
  }
  return NULL;
}

sd_status bank_message_read(text bytes, const char *name, arena *a, bank_message *out,
                            sd_error *error) {
  *out = (bank_message){0};
  const bank_format *format = bank_format_recognise(bytes);
  if (format != NULL) return format->read(bytes, name, a, out, error);
  sd_status status = error_set(error, SD_SYNTAX_ERROR, MESSAGE_PAYOUT_FORMAT_UNKNOWN, NULL);
  error_place(error, name, 1, 1);
  return status;
}

sd_status bank_field_check(const bank_format *format, const char *field, const char *value,
                           size_t max, sd_error *error) {
  bool good = value != NULL && value[0] != '\0' && payee_text_is_writable(value, max);
  if (!good) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_FIELD_INVALID,
                     SD_ARGS(field, value == NULL ? "" : value));
  }
  if (!format->is_gbk || encoding_fits_gbk(text_of(value))) return SD_OK;
  text_builder ignored;
  text_builder_init(&ignored, LIMIT_CELL_BYTES);
  sd_status status = encoding_to_gbk(text_of(value), &ignored, error);
  text_builder_release(&ignored);
  return status;
}

sd_status bank_orders_check(const bank_format *format, const bank_orders *orders, sd_error *error) {
  int64_t sum_fen = 0;
  bool good = orders->count > 0;
  for (size_t i = 0; good && i < orders->count; i++) {
    const bank_payment *p = &orders->payments[i];
    good = p->amount_fen > 0 && p->amount_fen <= format->amount_max_fen &&
           money_add(sum_fen, p->amount_fen, &sum_fen);
  }
  if (good && sum_fen == orders->sum_fen) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

sd_status bank_decode_gbk(text bytes, const char *name, arena *a, text *out, sd_error *error) {
  text_builder utf8;
  text_builder_init(&utf8, LIMIT_STATEMENT_BYTES);
  encoding_decoder *decoder = encoding_decoder_create(ENCODING_GBK);
  sd_status status = decoder == NULL
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : encoding_decoder_feed(decoder, bytes, true, &utf8, error);
  encoding_decoder_destroy(decoder);
  if (status == SD_OK) {
    *out = arena_copy(a, text_builder_text(&utf8));
    if (out->data == NULL) {
      status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
  } else {
    error_place(error, name, 1, 1);
  }
  text_builder_release(&utf8);
  return status;
}
