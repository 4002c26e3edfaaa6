/* Writes a credit transfer initiation: ISO 20022 pain.001.001.09. */
#include "payout/pain001.h"

#include <assert.h>

#include "base/messages/payout.h"
#include "base/money.h"
#include "base/xml.h"
#include "payout/payee.h"

enum { TEXT_35 = 35, TEXT_140 = 140, ACCOUNT_34 = 34 };

/* UTF-8 of 1 to `max` characters without control characters: what XML 1.0 and the schema take. */
static sd_status check_field(const char *element, const char *value, size_t max, sd_error *error) {
  if (value != NULL && value[0] != '\0' && payee_text_is_writable(value, max)) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_FIELD_INVALID,
                   SD_ARGS(element, value == NULL ? "" : value));
}

static void add_element(text_builder *out, const char *name, const char *value) {
  text_builder_add_byte(out, '<');
  text_builder_add_string(out, name);
  text_builder_add_byte(out, '>');
  xml_escape(text_of(value), out);
  text_builder_add_string(out, "</");
  text_builder_add_string(out, name);
  text_builder_add_string(out, ">");
}

static void add_amount_element(text_builder *out, const char *name, int64_t amount_fen) {
  char amount[MONEY_TEXT_SIZE];
  money_format_plain(amount_fen, amount);
  add_element(out, name, amount);
}

static void add_bank(text_builder *out, const char *element, const char *code) {
  text_builder_format(out, "<%s><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId>",
                      element);
  add_element(out, "MmbId", code);
  text_builder_format(out, "</ClrSysMmbId></FinInstnId></%s>", element);
}

static void add_account(text_builder *out, const char *element, const char *number) {
  text_builder_format(out, "<%s><Id><Othr>", element);
  add_element(out, "Id", number);
  text_builder_format(out, "</Othr></Id></%s>", element);
}

static sd_status check_header(const pain001_header *h, sd_error *error) {
  TRY(check_field("MsgId", h->message, TEXT_35 - 2, error));
  TRY(check_field("CreDtTm", h->created, TEXT_35, error));
  TRY(check_field("ReqdExctnDt", h->execution_date, TEXT_35, error));
  TRY(check_field("InitgPty/Nm", h->initiator, TEXT_140, error));
  TRY(check_field("Dbtr/Nm", h->debtor_name, TEXT_140, error));
  TRY(check_field("DbtrAcct", h->debtor_account, ACCOUNT_34, error));
  TRY(check_field("DbtrAgt/MmbId", h->debtor_bank_code, TEXT_35, error));
  if (h->count > 0 && h->sum_fen > 0) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

sd_status pain001_begin(pain001_writer *w, text_builder *out, const pain001_header *header,
                        sd_error *error) {
  TRY(check_header(header, error));
  *w = (pain001_writer){.out = out, .count_left = header->count, .sum_left_fen = header->sum_fen};
  text_builder_add_string(out,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\n"
                          "<CstmrCdtTrfInitn>\n<GrpHdr>");
  add_element(out, "MsgId", header->message);
  add_element(out, "CreDtTm", header->created);
  text_builder_format(out, "<NbOfTxs>%lld</NbOfTxs>", (long long)header->count);
  add_amount_element(out, "CtrlSum", header->sum_fen);
  text_builder_add_string(out, "<InitgPty>");
  add_element(out, "Nm", header->initiator);
  text_builder_add_string(out, "</InitgPty></GrpHdr>\n<PmtInf>");
  text_builder_format(out, "<PmtInfId>%s-1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false",
                      header->message);
  text_builder_format(out, "</BtchBookg><NbOfTxs>%lld</NbOfTxs>", (long long)header->count);
  add_amount_element(out, "CtrlSum", header->sum_fen);
  text_builder_add_string(out,
                          "<PmtTpInf><CtgyPurp><Cd>GOVT</Cd></CtgyPurp></PmtTpInf>"
                          "<ReqdExctnDt>");
  add_element(out, "Dt", header->execution_date);
  text_builder_add_string(out, "</ReqdExctnDt><Dbtr>");
  add_element(out, "Nm", header->debtor_name);
  text_builder_add_string(out, "</Dbtr>");
  add_account(out, "DbtrAcct", header->debtor_account);
  add_bank(out, "DbtrAgt", header->debtor_bank_code);
  text_builder_add_byte(out, '\n');
  return SD_OK;
}

static sd_status check_payment(const bank_payment *p, sd_error *error) {
  TRY(check_field("InstrId", p->instruction, TEXT_35, error));
  TRY(check_field("EndToEndId", p->end_to_end, TEXT_35, error));
  TRY(check_field("UETR", p->uetr, TEXT_35 + 1, error));
  TRY(check_field("CdtrAgt/MmbId", p->creditor_bank_code, TEXT_35, error));
  TRY(check_field("Cdtr/Nm", p->creditor_name, TEXT_140, error));
  TRY(check_field("CdtrAcct", p->creditor_account, ACCOUNT_34, error));
  if (p->remittance == NULL || p->remittance[0] == '\0') return SD_OK;
  return check_field("RmtInf/Ustrd", p->remittance, TEXT_140, error);
}

sd_status pain001_add(pain001_writer *w, const bank_payment *payment, sd_error *error) {
  TRY(check_payment(payment, error));
  if (payment->amount_fen <= 0 || payment->amount_fen > w->sum_left_fen || w->count_left == 0) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
  }
  w->count_left--;
  w->sum_left_fen -= payment->amount_fen;
  text_builder *out = w->out;
  text_builder_add_string(out, "<CdtTrfTxInf><PmtId>");
  add_element(out, "InstrId", payment->instruction);
  add_element(out, "EndToEndId", payment->end_to_end);
  add_element(out, "UETR", payment->uetr);
  text_builder_add_string(out, "</PmtId><Amt><InstdAmt Ccy=\"CNY\">");
  char amount[MONEY_TEXT_SIZE];
  money_format_plain(payment->amount_fen, amount);
  text_builder_add_string(out, amount);
  text_builder_add_string(out, "</InstdAmt></Amt>");
  add_bank(out, "CdtrAgt", payment->creditor_bank_code);
  text_builder_add_string(out, "<Cdtr>");
  add_element(out, "Nm", payment->creditor_name);
  text_builder_add_string(out, "</Cdtr>");
  add_account(out, "CdtrAcct", payment->creditor_account);
  if (payment->remittance != NULL && payment->remittance[0] != '\0') {
    text_builder_add_string(out, "<RmtInf>");
    add_element(out, "Ustrd", payment->remittance);
    text_builder_add_string(out, "</RmtInf>");
  }
  text_builder_add_string(out, "</CdtTrfTxInf>\n");
  return SD_OK;
}

sd_status pain001_end(pain001_writer *w, sd_error *error) {
  if (w->count_left != 0 || w->sum_left_fen != 0) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
  }
  text_builder_add_string(w->out, "</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n");
  if (!w->out->failed) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}
