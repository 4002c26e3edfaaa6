/* Writes treasury vouchers: XML in GBK. */
#include <assert.h>
#include <string.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "base/xml.h"
#include "payout/treasury.h"

/* A file is built in UTF-8 and turned into GBK at its end. */
typedef struct voucher_file {
  text_builder xml;
  const char *division;
  const char *date; /* ISO */
  size_t vouchers;
} voucher_file;

static void put(voucher_file *f, const char *name, const char *value) {
  if (value == NULL || value[0] == '\0') return;
  text_builder_format(&f->xml, "<%s>", name);
  xml_escape(text_of(value), &f->xml);
  text_builder_format(&f->xml, "</%s>", name);
}

static void put_number(voucher_file *f, const char *name, int64_t value) {
  text_builder_format(&f->xml, "<%s>%lld</%s>", name, (long long)value, name);
}

static void put_amount(voucher_file *f, const char *name, int64_t amount_fen) {
  char amount[MONEY_TEXT_SIZE];
  money_format_plain(amount_fen, amount);
  put(f, name, amount);
}

/* "2026-11-24" as "20261124". */
static void put_date(voucher_file *f, const char *name, const char *date) {
  if (date == NULL || strlen(date) < 10) return;
  text_builder_format(&f->xml, "<%s>%.4s%.2s%.2s</%s>", name, date, date + 5, date + 8, name);
}

static void file_begin(voucher_file *f, const char *division, const char *date, size_t vouchers) {
  *f = (voucher_file){.division = division, .date = date, .vouchers = vouchers};
  text_builder_init(&f->xml, LIMIT_STATEMENT_BYTES);
  text_builder_format(&f->xml,
                      "<?xml version=\"1.0\" encoding=\"GBK\"?>\n<MOF><VoucherCount>%zu"
                      "</VoucherCount>\n",
                      vouchers);
}

static void voucher_begin(voucher_file *f, const char *code, const char *number) {
  text_builder_add_string(&f->xml, "<VoucherBody><Voucher>");
  put(f, "Id", number);
  put(f, "AdmDivCode", f->division);
  text_builder_format(&f->xml, "<StYear>%.4s</StYear>", f->date);
  put(f, "VtCode", code);
  put_date(f, "VouDate", f->date);
  put(f, "VoucherNo", number);
}

static void voucher_end(voucher_file *f) {
  text_builder_add_string(&f->xml, "</Voucher></VoucherBody>\n");
}

static sd_status file_end(voucher_file *f, text_builder *out, sd_error *error) {
  text_builder_add_string(&f->xml, "</MOF>\n");
  sd_status status = f->xml.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                                   : encoding_to_gbk(text_builder_text(&f->xml), out, error);
  text_builder_release(&f->xml);
  return status;
}

static size_t packages_of(size_t count) {
  return count == 0 ? 1 : (count + TREASURY_PACKAGE_MAX - 1) / TREASURY_PACKAGE_MAX;
}

/* The items of package `package` (from 0) are those from *begin_out to *end_out - 1. */
static void package_span(size_t count, size_t package, size_t *begin_out, size_t *end_out) {
  *begin_out = package * TREASURY_PACKAGE_MAX;
  size_t end = *begin_out + TREASURY_PACKAGE_MAX;
  *end_out = end < count ? end : count;
}

/* --- ours --- */

static sd_status check_orders(const bank_orders *o, sd_error *error) {
  enum { NUMBER_MAX = 42, DIVISION_MAX = 9 };
  const bank_format *f = &bank_format_treasury;
  TRY(bank_field_check(f, "VoucherNo", o->message, NUMBER_MAX, error));
  TRY(bank_field_check(f, "AdmDivCode", o->division, DIVISION_MAX, error));
  TRY(bank_field_check(f, "VouDate", o->execution_date, 10, error));
  TRY(bank_field_check(f, "PayAcctNo", o->payer_account, NUMBER_MAX, error));
  TRY(bank_field_check(f, "PayAcctName", o->payer_name, f->name_max, error));
  for (size_t i = 0; i < o->count; i++) {
    const bank_payment *p = &o->payments[i];
    TRY(bank_field_check(f, "Id", p->end_to_end, NUMBER_MAX, error));
    TRY(bank_field_check(f, "PayeeAcctNo", p->creditor_account, NUMBER_MAX, error));
    TRY(bank_field_check(f, "PayeeAcctName", p->creditor_name, f->name_max, error));
    TRY(bank_field_check(f, "PayeeAcctBankNo", p->creditor_bank_code, NUMBER_MAX, error));
    if (p->remittance == NULL || p->remittance[0] == '\0') continue;
    TRY(bank_field_check(f, "Remark", p->remittance, f->remittance_max, error));
  }
  return bank_orders_check(f, o, error);
}

static void put_payment(voucher_file *f, const bank_payment *p) {
  text_builder_add_string(&f->xml, "<Detail>");
  put(f, "Id", p->end_to_end);
  put(f, "PayeeAcctNo", p->creditor_account);
  put(f, "PayeeAcctName", p->creditor_name);
  put(f, "PayeeAcctBankNo", p->creditor_bank_code);
  put_amount(f, "PayAmt", p->amount_fen);
  put(f, "Remark", p->remittance);
  text_builder_add_string(&f->xml, "</Detail>\n");
}

sd_status treasury_write_orders(const bank_orders *o, text_builder *out, sd_error *error) {
  TRY(check_orders(o, error));
  size_t packages = packages_of(o->count);
  voucher_file f;
  file_begin(&f, o->division, o->execution_date, packages + 1);
  voucher_begin(&f, "5201", o->message);
  put(&f, "PayAcctNo", o->payer_account);
  put(&f, "PayAcctName", o->payer_name);
  put(&f, "PayAcctBankName", o->payer_bank_name);
  put_amount(&f, "PayAmt", o->sum_fen);
  put_number(&f, "AllNum", (int64_t)o->count);
  voucher_end(&f);
  for (size_t package = 0; package < packages; package++) {
    size_t begin, end;
    package_span(o->count, package, &begin, &end);
    voucher_begin(&f, "8207", o->message);
    put(&f, "OriBillNo", o->message);
    put_date(&f, "OriVouDate", o->execution_date);
    put_number(&f, "AllNum", (int64_t)o->count);
    put_amount(&f, "AllAmt", o->sum_fen);
    put_number(&f, "ChildPackNum", (int64_t)packages);
    put_number(&f, "CurPackNo", (int64_t)package + 1);
    text_builder_add_string(&f.xml, "<DetailList>\n");
    for (size_t i = begin; i < end; i++) put_payment(&f, &o->payments[i]);
    text_builder_add_string(&f.xml, "</DetailList>");
    voucher_end(&f);
  }
  return file_end(&f, out, error);
}

sd_status treasury_write_check(const treasury_check *c, text_builder *out, sd_error *error) {
  voucher_file f;
  file_begin(&f, c->division, c->date, 1);
  voucher_begin(&f, "5507", c->message);
  put(&f, "OriBillNo", c->statement);
  put_date(&f, "OriVouDate", c->date);
  put(&f, "PayAcctNo", c->account);
  put_number(&f, "AllNum", c->count);
  put_amount(&f, "AllAmt", c->amount_fen);
  put_number(&f, "XCheckResult", c->differences != 0);
  put(&f, "XCheckReason", c->reason);
  put_number(&f, "XDiffNum", c->differences);
  voucher_end(&f);
  return file_end(&f, out, error);
}

/* --- the bank's --- */

sd_status treasury_write_reply(const bank_reply *reply, const bank_orders *about,
                               const bank_stamp *stamp, text_builder *out, sd_error *error) {
  voucher_file f;
  file_begin(&f, stamp->division, stamp->created, 1);
  voucher_begin(&f, "5201", stamp->message);
  put(&f, "OriBillNo", reply->original_message);
  put_date(&f, "OriVouDate", about->execution_date);
  bool whole = reply->count == 0 && strcmp(reply->file_status, "RJCT") != 0;
  put_number(&f, "XCheckResult", !whole);
  put(&f, "XCheckReason", reply->file_reason);
  put_number(&f, "XDiffNum", (int64_t)reply->count);
  text_builder_add_string(&f.xml, "<DetailList>\n");
  for (size_t i = 0; i < reply->count; i++) {
    text_builder_add_string(&f.xml, "<Detail>");
    put(&f, "Id", reply->payments[i].end_to_end);
    text_builder_add_string(&f.xml, "<XCheckResult>1</XCheckResult>");
    put(&f, "XCheckReason", reply->payments[i].reason);
    text_builder_add_string(&f.xml, "</Detail>\n");
  }
  text_builder_add_string(&f.xml, "</DetailList>");
  voucher_end(&f);
  return file_end(&f, out, error);
}

static const char *code_of_entry(const statement_entry *e) {
  if (e->is_reversal) return e->is_credit ? "5201" : "2252"; /* with a negative amount: 冲账 */
  if (e->return_code != NULL) return "2252";
  if (e->end_to_end != NULL) return e->is_credit ? "2203" : "5201";
  return e->is_credit ? "3208" : "8202";
}

static void put_entry(voucher_file *f, const statement_entry *e) {
  text_builder_add_string(&f->xml, "<Detail>");
  put(f, "Id", e->reference);
  put(f, "VtCode", code_of_entry(e));
  put(f, "OriBillNo", e->end_to_end);
  put_date(f, "VouDate", e->booking_date);
  put_amount(f, "PayAmt", e->is_reversal ? -e->amount_fen : e->amount_fen);
  if (e->return_code != NULL) put(f, "XCheckReason", e->return_code);
  put(f, "Remark", e->information);
  text_builder_add_string(&f->xml, "</Detail>\n");
}

sd_status treasury_write_statement(const bank_statement *s, const bank_stamp *stamp,
                                   text_builder *out, sd_error *error) {
  size_t packages = packages_of(s->count);
  int64_t amount_fen = 0;
  for (size_t i = 0; i < s->count; i++) {
    if (!money_add(amount_fen, s->entries[i].amount_fen, &amount_fen)) {
      return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
    }
  }
  voucher_file f;
  file_begin(&f, stamp->division, s->date, packages);
  for (size_t package = 0; package < packages; package++) {
    size_t begin, end;
    package_span(s->count, package, &begin, &end);
    voucher_begin(&f, "3507", s->id);
    put(&f, "PayAcctNo", s->account);
    if (s->number > 0) put_number(&f, "SerialNo", s->number);
    put_amount(&f, "LastBal", s->opening_fen);
    put_amount(&f, "CurBal", s->closing_fen);
    put_number(&f, "AllNum", (int64_t)s->count);
    put_amount(&f, "AllAmt", amount_fen);
    put_number(&f, "ChildPackNum", (int64_t)packages);
    put_number(&f, "CurPackNo", (int64_t)package + 1);
    text_builder_add_string(&f.xml, "<DetailList>\n");
    for (size_t i = begin; i < end; i++) put_entry(&f, &s->entries[i]);
    text_builder_add_string(&f.xml, "</DetailList>");
    voucher_end(&f);
  }
  return file_end(&f, out, error);
}

/* One voucher for each return: 2252 from the receiving bank, 2203 where the payee gave it back. */
sd_status treasury_write_advice(const bank_statement *advice, const bank_stamp *stamp,
                                text_builder *out, sd_error *error) {
  voucher_file f;
  file_begin(&f, stamp->division, stamp->created, advice->count);
  for (size_t i = 0; i < advice->count; i++) {
    const statement_entry *e = &advice->entries[i];
    voucher_begin(&f, e->is_credit ? (e->return_code != NULL ? "2252" : "2203") : "5201",
                  e->reference);
    put(&f, "OriBillNo", e->end_to_end);
    put_date(&f, "OriPayDate", e->booking_date);
    put(&f, "PayAcctNo", advice->account);
    put_amount(&f, "PayAmt", e->amount_fen);
    put(&f, "XCheckReason", e->return_code);
    put(&f, "Remark", e->information);
    voucher_end(&f);
  }
  return file_end(&f, out, error);
}
