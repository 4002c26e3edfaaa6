/* The formats of banks: one table of functions for each, chosen by the data of the paying account.
 *
 * Everything behind this header is the same for all formats: the states of orders, the
 * reservations, the matching of entries.  A format only turns bytes into the structs of
 * payout/bank_message and back. */
#ifndef SUDUI_PAYOUT_BANK_FORMAT_H
#define SUDUI_PAYOUT_BANK_FORMAT_H

#include "base/text_builder.h"
#include "payout/bank_message.h"

typedef struct bank_format {
  const char *name; /* "ISO20022"; what a payer is registered with */
  const char *labels[LANGUAGE_COUNT];
  const char *extension; /* of its files */
  bool is_gbk;           /* texts must fit GBK */
  size_t name_max;       /* characters of an account name */
  size_t remittance_max; /* characters of the purpose */
  int64_t amount_max_fen;
  bool needs_division; /* the payer has an AdmDivCode */

  /* The file that is handed to the bank: same input, same bytes.  SD_INVALID names the field. */
  sd_status (*write_orders)(const bank_orders *orders, text_builder *out, sd_error *error);
  /* True for a message of this format that comes from a bank, by its first bytes. */
  bool (*recognises)(text head);
  /* Takes the whole message or refuses it whole; `name` is for errors. */
  sd_status (*read)(text bytes, const char *name, arena *a, bank_message *out, sd_error *error);

  /* The other side of the counter, for the test bank and the tests. */
  sd_status (*read_orders)(text bytes, const char *name, arena *a, bank_orders *out,
                           sd_error *error);
  sd_status (*write_reply)(const bank_reply *reply, const bank_orders *about,
                           const bank_stamp *stamp, text_builder *out, sd_error *error);
  sd_status (*write_statement)(const bank_statement *statement, const bank_stamp *stamp,
                               text_builder *out, sd_error *error);
  sd_status (*write_advice)(const bank_statement *advice, const bank_stamp *stamp,
                            text_builder *out, sd_error *error);
} bank_format;

/* In the order of the help text; NULL behind the last. */
const bank_format *bank_format_at(size_t index);
/* By name in any case; NULL when there is none. */
const bank_format *bank_format_find(const char *name);
/* The format of a file of orders or of a message from a bank; NULL when it is none of them. */
const bank_format *bank_format_recognise(text bytes);

/* Any message from a bank: SD_SYNTAX_ERROR when no format recognises it, else as `read`. */
sd_status bank_message_read(text bytes, const char *name, arena *a, bank_message *out,
                            sd_error *error);

/* The adapters. */
extern const bank_format bank_format_iso20022;
extern const bank_format bank_format_treasury;
extern const bank_format bank_format_batch;

/* A text field of a file: 1 to `max` characters of UTF-8 without control characters, in GBK when
 * the format is.  SD_INVALID names the field and, for GBK, the place of the character. */
sd_status bank_field_check(const bank_format *format, const char *field, const char *value,
                           size_t max, sd_error *error);
/* Count and sum of the payments are those that the head of the file says, and amounts are within
 * the format's cap. */
sd_status bank_orders_check(const bank_format *format, const bank_orders *orders, sd_error *error);
/* Bytes in GBK to UTF-8 in the arena; SD_SYNTAX_ERROR with the byte. */
sd_status bank_decode_gbk(text bytes, const char *name, arena *a, text *out, sd_error *error);

#endif
