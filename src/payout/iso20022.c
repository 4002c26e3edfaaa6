/* The adapter of ISO 20022: pain.001 out; pain.002, camt.053 and camt.054 in. */
#include <string.h>

#include "base/limits.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "payout/bank_format.h"
#include "payout/camt053.h"
#include "payout/pain001.h"
#include "payout/pain002.h"
#include "payout/xml_form.h"

enum { TEXT_140 = 140 };

static sd_status iso_write_orders(const bank_orders *orders, text_builder *out, sd_error *error) {
  pain001_header header = {.message = orders->message,
                           .created = orders->created,
                           .execution_date = orders->execution_date,
                           .initiator = orders->payer_name,
                           .debtor_name = orders->payer_name,
                           .debtor_account = orders->payer_account,
                           .debtor_bank_code = orders->payer_bank_code,
                           .count = (int64_t)orders->count,
                           .sum_fen = orders->sum_fen};
  pain001_writer writer;
  TRY(pain001_begin(&writer, out, &header, error));
  for (size_t i = 0; i < orders->count; i++) TRY(pain001_add(&writer, &orders->payments[i], error));
  return pain001_end(&writer, error);
}

/* --- from the bank --- */

static bool has(text head, const char *name) {
  return text_find(head, text_of(name), 0) != SIZE_MAX;
}

/* Whatever claims the family's namespace: a wrong version is refused by its reader. */
static bool iso_recognises(text head) {
  return has(head, "iso:20022:tech:xsd:pain.") || has(head, "iso:20022:tech:xsd:camt.");
}

static sd_status iso_read(text bytes, const char *name, arena *a, bank_message *out,
                          sd_error *error) {
  text head = text_slice(bytes, 0, 2048);
  *out = (bank_message){0};
  if (has(head, "xsd:pain.")) {
    out->kind = BANK_MESSAGE_REPLY;
    TRY(pain002_read(bytes, name, a, &out->reply, error));
    out->id = out->reply.message;
    return SD_OK;
  }
  bool advice = has(head, "xsd:camt.054");
  camt053 file;
  TRY(advice ? camt054_read(bytes, name, a, &file, error)
             : camt053_read(bytes, name, a, &file, error));
  out->kind = advice ? BANK_MESSAGE_ADVICE : BANK_MESSAGE_STATEMENT;
  out->id = file.message;
  out->statements = file.statements;
  out->count = file.count;
  return SD_OK;
}

/* --- for the test bank --- */

/* The elements that are read, in document order: F(name, parent, kind, element). */
#define PAIN_ELEMENTS                                 \
  F(DOCUMENT, NONE, GROUP, "Document")                \
  F(INITIATION, DOCUMENT, RECORD, "CstmrCdtTrfInitn") \
  F(HEADER, INITIATION, GROUP, "GrpHdr")              \
  F(MESSAGE, HEADER, LEAF, "MsgId")                   \
  F(CREATED, HEADER, LEAF, "CreDtTm")                 \
  F(COUNT_OF_ALL, HEADER, LEAF, "NbOfTxs")            \
  F(SUM_OF_ALL, HEADER, LEAF, "CtrlSum")              \
  F(BATCH, INITIATION, RECORD, "PmtInf")              \
  F(EXECUTION, BATCH, GROUP, "ReqdExctnDt")           \
  F(EXECUTION_DATE, EXECUTION, LEAF, "Dt")            \
  F(EXECUTION_TIME, EXECUTION, LEAF, "DtTm")          \
  F(DEBTOR, BATCH, GROUP, "Dbtr")                     \
  F(DEBTOR_NAME, DEBTOR, LEAF, "Nm")                  \
  F(DEBTOR_ACCOUNT, BATCH, GROUP, "DbtrAcct")         \
  F(DEBTOR_ID, DEBTOR_ACCOUNT, GROUP, "Id")           \
  F(DEBTOR_OTHER, DEBTOR_ID, GROUP, "Othr")           \
  F(DEBTOR_NUMBER, DEBTOR_OTHER, LEAF, "Id")          \
  F(PAYMENT, BATCH, RECORD, "CdtTrfTxInf")            \
  F(PAYMENT_ID, PAYMENT, GROUP, "PmtId")              \
  F(INSTRUCTION, PAYMENT_ID, LEAF, "InstrId")         \
  F(END_TO_END, PAYMENT_ID, LEAF, "EndToEndId")       \
  F(UETR, PAYMENT_ID, LEAF, "UETR")                   \
  F(AMOUNT, PAYMENT, GROUP, "Amt")                    \
  F(INSTRUCTED, AMOUNT, LEAF, "InstdAmt")             \
  F(BANK, PAYMENT, GROUP, "CdtrAgt")                  \
  F(BANK_ID, BANK, GROUP, "FinInstnId")               \
  F(BANK_MEMBER, BANK_ID, GROUP, "ClrSysMmbId")       \
  F(BANK_CODE, BANK_MEMBER, LEAF, "MmbId")            \
  F(CREDITOR, PAYMENT, GROUP, "Cdtr")                 \
  F(CREDITOR_NAME, CREDITOR, LEAF, "Nm")              \
  F(CREDITOR_ACCOUNT, PAYMENT, GROUP, "CdtrAcct")     \
  F(CREDITOR_ID, CREDITOR_ACCOUNT, GROUP, "Id")       \
  F(CREDITOR_OTHER, CREDITOR_ID, GROUP, "Othr")       \
  F(CREDITOR_NUMBER, CREDITOR_OTHER, LEAF, "Id")      \
  F(PURPOSE, PAYMENT, GROUP, "RmtInf")                \
  F(PURPOSE_TEXT, PURPOSE, FIRST, "Ustrd")

enum {
  PAIN_NONE = -1,
#define F(name, parent, kind, element) PAIN_##name,
  PAIN_ELEMENTS
#undef F
      PAIN_COUNT
};

static const form_element pain_elements[] = {
#define F(name, parent, kind, element) {PAIN_##parent, FORM_##kind, element},
    PAIN_ELEMENTS
#undef F
};

static const form pain_form = {"pain.001.001.09", pain_elements, PAIN_COUNT, false};

typedef struct pain_reading {
  arena *arena;
  bank_orders *out;
  growing payments; /* bank_payment */
  int64_t sum_fen;
} pain_reading;

static sd_status take_payment(pain_reading *p, uint32_t line, const form_value *values,
                              sd_error *error) {
  TRY(form_require(&pain_form, values, PAIN_END_TO_END, line, error));
  bank_payment *payment = growing_push(&p->payments, p->arena, sizeof *payment);
  if (payment == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *payment = (bank_payment){.instruction = values[PAIN_INSTRUCTION].value,
                            .end_to_end = values[PAIN_END_TO_END].value,
                            .uetr = values[PAIN_UETR].value,
                            .creditor_bank_code = values[PAIN_BANK_CODE].value,
                            .creditor_name = values[PAIN_CREDITOR_NAME].value,
                            .creditor_account = values[PAIN_CREDITOR_NUMBER].value,
                            .remittance = values[PAIN_PURPOSE_TEXT].value};
  TRY(form_amount(&pain_form, values, PAIN_INSTRUCTED, line, &payment->amount_fen, error));
  if (payment->amount_fen == 0) {
    return form_value_invalid(&pain_form, values, PAIN_INSTRUCTED, error);
  }
  if (money_add(p->sum_fen, payment->amount_fen, &p->sum_fen)) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
}

static sd_status take_end(pain_reading *p, uint32_t line, const form_value *values,
                          sd_error *error) {
  TRY(form_require(&pain_form, values, PAIN_MESSAGE, line, error));
  TRY(form_require(&pain_form, values, PAIN_SUM_OF_ALL, line, error));
  int64_t sum_fen, count;
  TRY(form_number(&pain_form, values, PAIN_COUNT_OF_ALL, line, &count, error));
  p->out->message = values[PAIN_MESSAGE].value;
  p->out->created = values[PAIN_CREATED].value;
  bool fits = money_parse(text_of(values[PAIN_SUM_OF_ALL].value), &sum_fen) &&
              sum_fen == p->sum_fen && count == (int64_t)p->payments.count;
  if (fits && p->out->payer_account != NULL) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

static sd_status take_record(void *context, int record, uint32_t line, const form_value *values,
                             sd_error *error) {
  pain_reading *p = context;
  if (record == PAIN_PAYMENT) return take_payment(p, line, values, error);
  if (record == PAIN_INITIATION) return take_end(p, line, values, error);
  if (p->out->payer_account != NULL) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_TWICE, SD_ARGS("PmtInf"));
  }
  TRY(form_require(&pain_form, values, PAIN_DEBTOR_NUMBER, line, error));
  TRY(form_date(&pain_form, values, PAIN_EXECUTION_DATE, PAIN_EXECUTION_TIME, p->arena,
                &p->out->execution_date, error));
  if (p->out->execution_date == NULL) {
    return form_require(&pain_form, values, PAIN_EXECUTION_DATE, line, error);
  }
  p->out->payer_account = values[PAIN_DEBTOR_NUMBER].value;
  p->out->payer_name = values[PAIN_DEBTOR_NAME].value;
  return SD_OK;
}

static sd_status iso_read_orders(text bytes, const char *name, arena *a, bank_orders *out,
                                 sd_error *error) {
  pain_reading p = {.arena = a, .out = out};
  *out = (bank_orders){.payer_bank_name = "", .division = ""};
  TRY(form_read(&pain_form, bytes, name, a, take_record, &p, error));
  if (out->message == NULL || out->payer_account == NULL) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_MISSING, SD_ARGS("PmtInf"));
  }
  out->payments = p.payments.items;
  out->count = p.payments.count;
  out->sum_fen = p.sum_fen;
  return SD_OK;
}

static sd_status iso_write_reply(const bank_reply *reply, const bank_orders *about,
                                 const bank_stamp *stamp, text_builder *out, sd_error *error) {
  (void)about;
  return pain002_write(reply, stamp->created, out, error);
}

static sd_status iso_write_statement(const bank_statement *statement, const bank_stamp *stamp,
                                     text_builder *out, sd_error *error) {
  return camt053_write(statement, stamp->message, stamp->created, out, error);
}

static sd_status iso_write_advice(const bank_statement *advice, const bank_stamp *stamp,
                                  text_builder *out, sd_error *error) {
  return camt054_write(advice, stamp->message, stamp->created, out, error);
}

const bank_format bank_format_iso20022 = {
    .name = "ISO20022",
    .labels = {"ISO 20022 报文", "ISO 20022 messages"},
    .extension = "xml",
    .name_max = TEXT_140,
    .remittance_max = TEXT_140,
    .amount_max_fen = LIMIT_MONEY_FEN,
    .write_orders = iso_write_orders,
    .recognises = iso_recognises,
    .read = iso_read,
    .read_orders = iso_read_orders,
    .write_reply = iso_write_reply,
    .write_statement = iso_write_statement,
    .write_advice = iso_write_advice,
};
