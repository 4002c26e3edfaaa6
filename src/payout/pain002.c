/* Reads and writes the bank's answer to a bank file: ISO 20022 pain.002.001.11. */
#include "payout/pain002.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/messages/payout.h"
#include "base/xml.h"
#include "payout/xml_form.h"

/* The elements that are read, in document order: F(name, parent, kind, element). */
#define ANSWER_ELEMENTS                           \
  F(DOCUMENT, NONE, GROUP, "Document")            \
  F(REPORT, DOCUMENT, RECORD, "CstmrPmtStsRpt")   \
  F(HEADER, REPORT, GROUP, "GrpHdr")              \
  F(MESSAGE, HEADER, LEAF, "MsgId")               \
  F(GROUP, REPORT, GROUP, "OrgnlGrpInfAndSts")    \
  F(ORIGINAL, GROUP, LEAF, "OrgnlMsgId")          \
  F(GROUP_STATUS, GROUP, LEAF, "GrpSts")          \
  F(GROUP_WHY, GROUP, GROUP, "StsRsnInf")         \
  F(GROUP_REASON, GROUP_WHY, GROUP, "Rsn")        \
  F(GROUP_CODE, GROUP_REASON, FIRST, "Cd")        \
  F(BATCH, REPORT, RECORD, "OrgnlPmtInfAndSts")   \
  F(BATCH_ID, BATCH, LEAF, "OrgnlPmtInfId")       \
  F(BATCH_STATUS, BATCH, LEAF, "PmtInfSts")       \
  F(BATCH_WHY, BATCH, GROUP, "StsRsnInf")         \
  F(BATCH_REASON, BATCH_WHY, GROUP, "Rsn")        \
  F(BATCH_CODE, BATCH_REASON, FIRST, "Cd")        \
  F(PAYMENT, BATCH, RECORD, "TxInfAndSts")        \
  F(INSTRUCTION, PAYMENT, LEAF, "OrgnlInstrId")   \
  F(END_TO_END, PAYMENT, LEAF, "OrgnlEndToEndId") \
  F(PAYMENT_STATUS, PAYMENT, LEAF, "TxSts")       \
  F(PAYMENT_WHY, PAYMENT, GROUP, "StsRsnInf")     \
  F(PAYMENT_REASON, PAYMENT_WHY, GROUP, "Rsn")    \
  F(PAYMENT_CODE, PAYMENT_REASON, FIRST, "Cd")

enum {
  ANSWER_NONE = -1,
#define F(name, parent, kind, element) ANSWER_##name,
  ANSWER_ELEMENTS
#undef F
      ANSWER_COUNT
};

static const form_element answer_elements[] = {
#define F(name, parent, kind, element) {ANSWER_##parent, FORM_##kind, element},
    ANSWER_ELEMENTS
#undef F
};

static const form answer_form = {"pain.002.001.11", answer_elements, ANSWER_COUNT, false};

typedef struct answer_reading {
  arena *arena;
  bank_reply *out;
  payment_answer *payments;
  size_t count, capacity;
  const char *batch, *batch_status, *batch_reason;
  int batches;
} answer_reading;

static sd_status answer_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status answer_take_payment(answer_reading *r, uint32_t line, const form_value *values,
                                     sd_error *error) {
  if (r->count == r->capacity) {
    size_t capacity = r->capacity == 0 ? 16 : 2 * r->capacity;
    payment_answer *grown = ARENA_ARRAY(r->arena, payment_answer, capacity);
    if (grown == NULL) return answer_out_of_memory(error);
    if (r->count > 0) memcpy(grown, r->payments, r->count * sizeof *grown);
    r->payments = grown;
    r->capacity = capacity;
  }
  TRY(form_require(&answer_form, values, ANSWER_PAYMENT_STATUS, line, error));
  r->payments[r->count++] = (payment_answer){.end_to_end = values[ANSWER_END_TO_END].value,
                                             .instruction = values[ANSWER_INSTRUCTION].value,
                                             .status = values[ANSWER_PAYMENT_STATUS].value,
                                             .reason = values[ANSWER_PAYMENT_CODE].value,
                                             .line = line};
  return SD_OK;
}

static sd_status answer_take_end(answer_reading *r, uint32_t line, const form_value *values,
                                 sd_error *error) {
  TRY(form_require(&answer_form, values, ANSWER_MESSAGE, line, error));
  TRY(form_require(&answer_form, values, ANSWER_ORIGINAL, line, error));
  bank_reply *out = r->out;
  out->message = values[ANSWER_MESSAGE].value;
  out->original_message = values[ANSWER_ORIGINAL].value;
  out->file_status = values[ANSWER_GROUP_STATUS].value;
  out->file_reason = values[ANSWER_GROUP_CODE].value;
  if (out->file_status == NULL && r->batch_status != NULL) {
    out->file_status = r->batch_status;
    out->file_reason = r->batch_reason;
  }
  char batch[64];
  (void)snprintf(batch, sizeof batch, "%.40s-1", out->original_message);
  bool ours = r->batches == 0 || (r->batches == 1 && strcmp(r->batch, batch) == 0);
  if (ours) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_VALUE, SD_ARGS("OrgnlPmtInfId", r->batch));
}

static sd_status answer_take_record(void *context, int record, uint32_t line,
                                    const form_value *values, sd_error *error) {
  answer_reading *r = context;
  if (record == ANSWER_PAYMENT) return answer_take_payment(r, line, values, error);
  if (record == ANSWER_REPORT) return answer_take_end(r, line, values, error);
  assert(record == ANSWER_BATCH);
  TRY(form_require(&answer_form, values, ANSWER_BATCH_ID, line, error));
  r->batches++;
  r->batch = values[ANSWER_BATCH_ID].value;
  r->batch_status = values[ANSWER_BATCH_STATUS].value;
  r->batch_reason = values[ANSWER_BATCH_CODE].value;
  return SD_OK;
}

sd_status pain002_read(text bytes, const char *name, arena *a, bank_reply *out, sd_error *error) {
  answer_reading reading = {.arena = a, .out = out};
  *out = (bank_reply){0};
  TRY(form_read(&answer_form, bytes, name, a, answer_take_record, &reading, error));
  out->payments = reading.payments;
  out->count = reading.count;
  if (out->message != NULL) return SD_OK;
  sd_status status =
      error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_MISSING, SD_ARGS("CstmrPmtStsRpt"));
  error_place(error, name, 1, 1);
  return status;
}

static void answer_put(text_builder *out, const char *name, const char *value) {
  if (value == NULL) return;
  text_builder_format(out, "<%s>", name);
  xml_escape(text_of(value), out);
  text_builder_format(out, "</%s>", name);
}

static void answer_put_reason(text_builder *out, const char *reason) {
  if (reason == NULL) return;
  text_builder_add_string(out, "<StsRsnInf><Rsn>");
  answer_put(out, "Cd", reason);
  text_builder_add_string(out, "</Rsn></StsRsnInf>");
}

sd_status pain002_write(const bank_reply *answer, const char *created, text_builder *out,
                        sd_error *error) {
  text_builder_add_string(out,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.11\">\n"
                          "<CstmrPmtStsRpt><GrpHdr>");
  answer_put(out, "MsgId", answer->message);
  answer_put(out, "CreDtTm", created);
  text_builder_add_string(out, "</GrpHdr>\n<OrgnlGrpInfAndSts>");
  answer_put(out, "OrgnlMsgId", answer->original_message);
  answer_put(out, "OrgnlMsgNmId", "pain.001.001.09");
  answer_put(out, "GrpSts", answer->file_status);
  answer_put_reason(out, answer->file_reason);
  text_builder_add_string(out, "</OrgnlGrpInfAndSts>\n");
  if (answer->count > 0) {
    text_builder_add_string(out, "<OrgnlPmtInfAndSts><OrgnlPmtInfId>");
    xml_escape(text_of(answer->original_message), out);
    text_builder_add_string(out, "-1</OrgnlPmtInfId>\n");
  }
  for (size_t i = 0; i < answer->count; i++) {
    const payment_answer *p = &answer->payments[i];
    text_builder_add_string(out, "<TxInfAndSts>");
    answer_put(out, "OrgnlInstrId", p->instruction);
    answer_put(out, "OrgnlEndToEndId", p->end_to_end);
    answer_put(out, "TxSts", p->status);
    answer_put_reason(out, p->reason);
    text_builder_add_string(out, "</TxInfAndSts>\n");
  }
  if (answer->count > 0) text_builder_add_string(out, "</OrgnlPmtInfAndSts>");
  text_builder_add_string(out, "</CstmrPmtStsRpt>\n</Document>\n");
  return out->failed ? answer_out_of_memory(error) : SD_OK;
}

answer_meaning pain002_meaning(const char *status) {
  static const struct meaning_row {
    const char *status;
    answer_meaning meaning;
  } rows[] = {{"ACTC", ANSWER_ACCEPTED}, {"ACCP", ANSWER_ACCEPTED}, {"ACSP", ANSWER_ACCEPTED},
              {"ACSC", ANSWER_ACCEPTED}, {"ACCC", ANSWER_ACCEPTED}, {"ACWC", ANSWER_ACCEPTED},
              {"ACFC", ANSWER_ACCEPTED}, {"RJCT", ANSWER_REJECTED}, {"CANC", ANSWER_REJECTED}};
  for (size_t i = 0; status != NULL && i < sizeof rows / sizeof rows[0]; i++) {
    if (strcmp(status, rows[i].status) == 0) return rows[i].meaning;
  }
  return ANSWER_NOTHING;
}
