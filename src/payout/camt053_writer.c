/* Writes bank statements and advices, for the test bank: ISO 20022 camt.053.001.08, camt.054. */
#include <assert.h>

#include "base/money.h"
#include "base/xml.h"
#include "payout/camt053.h"

static void put_element(text_builder *out, const char *name, const char *value) {
  if (value == NULL) return;
  text_builder_format(out, "<%s>", name);
  xml_escape(text_of(value), out);
  text_builder_format(out, "</%s>", name);
}

static void put_amount(text_builder *out, int64_t amount_fen, bool is_credit) {
  char amount[MONEY_TEXT_SIZE];
  money_format_plain(amount_fen, amount);
  text_builder_format(out, "<Amt Ccy=\"CNY\">%s</Amt><CdtDbtInd>%s</CdtDbtInd>", amount,
                      is_credit ? "CRDT" : "DBIT");
}

static void put_balance(text_builder *out, const char *code, int64_t balance_fen,
                        const char *date) {
  text_builder_format(out, "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp>", code);
  put_amount(out, balance_fen < 0 ? -balance_fen : balance_fen, balance_fen >= 0);
  text_builder_add_string(out, "<Dt>");
  put_element(out, "Dt", date);
  text_builder_add_string(out, "</Dt></Bal>\n");
}

/* Domain PMNT; ICDT is an issued credit transfer, RRTN one that came back. */
static void put_entry(text_builder *out, const statement_entry *e) {
  text_builder_add_string(out, "<Ntry>");
  put_element(out, "NtryRef", e->reference);
  put_amount(out, e->amount_fen, e->is_credit);
  if (e->is_reversal) put_element(out, "RvslInd", "true");
  text_builder_format(out, "<Sts><Cd>%s</Cd></Sts>", e->is_booked ? "BOOK" : "PDNG");
  if (e->booking_date[0] != '\0') {
    text_builder_add_string(out, "<BookgDt>");
    put_element(out, "Dt", e->booking_date);
    text_builder_add_string(out, "</BookgDt>");
  }
  text_builder_format(out,
                      "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>%s"
                      "</SubFmlyCd></Fmly></Domn></BkTxCd>",
                      e->return_code != NULL ? "RRTN" : "DMCT");
  text_builder_add_string(out, "<NtryDtls><TxDtls>");
  if (e->message != NULL || e->end_to_end != NULL) {
    text_builder_add_string(out, "<Refs>");
    put_element(out, "MsgId", e->message);
    put_element(out, "EndToEndId", e->end_to_end);
    text_builder_add_string(out, "</Refs>");
  }
  put_amount(out, e->amount_fen, e->is_credit);
  if (e->return_code != NULL) {
    text_builder_add_string(out, "<RtrInf><Rsn>");
    put_element(out, "Cd", e->return_code);
    text_builder_add_string(out, "</Rsn></RtrInf>");
  }
  put_element(out, "AddtlTxInf", e->information);
  text_builder_add_string(out, "</TxDtls></NtryDtls></Ntry>\n");
}

static void put_head(text_builder *out, const char *name, const char *root, const char *message,
                     const char *created) {
  text_builder_format(out,
                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:%s\">\n<%s><GrpHdr>",
                      name, root);
  put_element(out, "MsgId", message);
  put_element(out, "CreDtTm", created);
  text_builder_add_string(out, "</GrpHdr>\n");
}

static void put_account(text_builder *out, const bank_statement *statement) {
  put_element(out, "Id", statement->id);
  if (statement->number > 0) {
    text_builder_format(out, "<LglSeqNb>%lld</LglSeqNb>", (long long)statement->number);
  }
  text_builder_add_string(out, "<Acct><Id><Othr>");
  put_element(out, "Id", statement->account);
  text_builder_add_string(out, "</Othr></Id><Ccy>CNY</Ccy></Acct>\n");
}

sd_status camt053_write(const bank_statement *statement, const char *message, const char *created,
                        text_builder *out, sd_error *error) {
  assert(statement->id != NULL && statement->account != NULL && statement->date != NULL);
  put_head(out, "camt.053.001.08", "BkToCstmrStmt", message, created);
  text_builder_add_string(out, "<Stmt>");
  put_account(out, statement);
  put_balance(out, "OPBD", statement->opening_fen, statement->date);
  put_balance(out, "CLBD", statement->closing_fen, statement->date);
  for (size_t i = 0; i < statement->count; i++) put_entry(out, &statement->entries[i]);
  text_builder_add_string(out, "</Stmt></BkToCstmrStmt>\n</Document>\n");
  if (!out->failed) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status camt054_write(const bank_statement *advice, const char *message, const char *created,
                        text_builder *out, sd_error *error) {
  assert(advice->id != NULL && advice->account != NULL);
  put_head(out, "camt.054.001.08", "BkToCstmrDbtCdtNtfctn", message, created);
  text_builder_add_string(out, "<Ntfctn>");
  put_account(out, advice);
  for (size_t i = 0; i < advice->count; i++) put_entry(out, &advice->entries[i]);
  text_builder_add_string(out, "</Ntfctn></BkToCstmrDbtCdtNtfctn>\n</Document>\n");
  if (!out->failed) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}
