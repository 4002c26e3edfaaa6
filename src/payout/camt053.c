/* Reads and writes bank statements and advices: ISO 20022 camt.053.001.08 and camt.054.001.08. */
#include "payout/camt053.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "base/xml.h"
#include "payout/xml_form.h"

/* The elements that are read, in document order: F(name, parent, kind, element).  An advice is a
 * statement without balances under other names. */
#define CAMT_ELEMENTS(report, statement)                \
  F(DOCUMENT, NONE, GROUP, "Document")                  \
  F(REPORT, DOCUMENT, RECORD, report)                   \
  F(HEADER, REPORT, GROUP, "GrpHdr")                    \
  F(MESSAGE, HEADER, LEAF, "MsgId")                     \
  F(STATEMENT, REPORT, RECORD, statement)               \
  F(STATEMENT_ID, STATEMENT, LEAF, "Id")                \
  F(ELECTRONIC_NUMBER, STATEMENT, LEAF, "ElctrncSeqNb") \
  F(LEGAL_NUMBER, STATEMENT, LEAF, "LglSeqNb")          \
  F(ACCOUNT, STATEMENT, GROUP, "Acct")                  \
  F(ACCOUNT_ID, ACCOUNT, GROUP, "Id")                   \
  F(IBAN, ACCOUNT_ID, LEAF, "IBAN")                     \
  F(OTHER_ID, ACCOUNT_ID, GROUP, "Othr")                \
  F(OTHER_NUMBER, OTHER_ID, LEAF, "Id")                 \
  F(ACCOUNT_CURRENCY, ACCOUNT, LEAF, "Ccy")             \
  F(BALANCE, STATEMENT, RECORD, "Bal")                  \
  F(BALANCE_TYPE, BALANCE, GROUP, "Tp")                 \
  F(BALANCE_CHOICE, BALANCE_TYPE, GROUP, "CdOrPrtry")   \
  F(BALANCE_CODE, BALANCE_CHOICE, LEAF, "Cd")           \
  F(BALANCE_AMOUNT, BALANCE, LEAF, "Amt")               \
  F(BALANCE_SIDE, BALANCE, LEAF, "CdtDbtInd")           \
  F(BALANCE_DAY, BALANCE, GROUP, "Dt")                  \
  F(BALANCE_DATE, BALANCE_DAY, LEAF, "Dt")              \
  F(BALANCE_TIME, BALANCE_DAY, LEAF, "DtTm")            \
  F(ENTRY, STATEMENT, RECORD, "Ntry")                   \
  F(ENTRY_REFERENCE, ENTRY, LEAF, "NtryRef")            \
  F(ENTRY_AMOUNT, ENTRY, LEAF, "Amt")                   \
  F(ENTRY_SIDE, ENTRY, LEAF, "CdtDbtInd")               \
  F(ENTRY_REVERSAL, ENTRY, LEAF, "RvslInd")             \
  F(ENTRY_STATUS, ENTRY, GROUP, "Sts")                  \
  F(ENTRY_STATUS_CODE, ENTRY_STATUS, LEAF, "Cd")        \
  F(ENTRY_DAY, ENTRY, GROUP, "BookgDt")                 \
  F(ENTRY_DATE, ENTRY_DAY, LEAF, "Dt")                  \
  F(ENTRY_TIME, ENTRY_DAY, LEAF, "DtTm")                \
  F(ENTRY_BANK_REFERENCE, ENTRY, LEAF, "AcctSvcrRef")   \
  F(DETAILS, ENTRY, GROUP, "NtryDtls")                  \
  F(DETAIL, DETAILS, RECORD, "TxDtls")                  \
  F(REFERENCES, DETAIL, GROUP, "Refs")                  \
  F(DETAIL_MESSAGE, REFERENCES, LEAF, "MsgId")          \
  F(END_TO_END, REFERENCES, LEAF, "EndToEndId")         \
  F(DETAIL_AMOUNT, DETAIL, LEAF, "Amt")                 \
  F(DETAIL_SIDE, DETAIL, LEAF, "CdtDbtInd")             \
  F(RETURN, DETAIL, GROUP, "RtrInf")                    \
  F(RETURN_REASON, RETURN, GROUP, "Rsn")                \
  F(RETURN_CODE, RETURN_REASON, LEAF, "Cd")             \
  F(RETURN_OTHER, RETURN_REASON, LEAF, "Prtry")         \
  F(RETURN_TEXT, RETURN, FIRST, "AddtlInf")             \
  F(DETAIL_TEXT, DETAIL, LEAF, "AddtlTxInf")            \
  F(ENTRY_TEXT, ENTRY, LEAF, "AddtlNtryInf")

enum {
  CAMT_NONE = -1,
#define F(name, parent, kind, element) CAMT_##name,
  CAMT_ELEMENTS("", "")
#undef F
      CAMT_COUNT
};

#define F(name, parent, kind, element) {CAMT_##parent, FORM_##kind, element},
static const form_element camt053_elements[] = {CAMT_ELEMENTS("BkToCstmrStmt", "Stmt")};
static const form_element camt054_elements[] = {CAMT_ELEMENTS("BkToCstmrDbtCdtNtfctn", "Ntfctn")};
#undef F

static const form camt053_form = {"camt.053.001.08", camt053_elements, CAMT_COUNT, false};
static const form camt054_form = {"camt.054.001.08", camt054_elements, CAMT_COUNT, false};
_Static_assert((int)CAMT_COUNT <= (int)FORM_ELEMENTS_MAX, "the form holds them all");

typedef struct camt_detail {
  const char *message, *end_to_end, *return_code, *information;
  int64_t amount_fen; /* -1 when absent */
  uint32_t line;
  bool has_side, is_credit;
} camt_detail;

typedef struct camt_reading {
  arena *arena;
  const form *form;
  bool is_advice; /* no balances */
  const char *message;
  growing statements; /* bank_statement */
  growing entries;    /* statement_entry, of the current statement */
  growing details;    /* camt_detail, of the current entry */
  bool has_opening, has_closing;
  int64_t opening_fen, closing_fen;
  const char *date;
} camt_reading;

static sd_status camt_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static const char *absent_if_not_provided(const char *value) {
  return value != NULL && strcmp(value, "NOTPROVIDED") == 0 ? NULL : value;
}

static sd_status take_detail(camt_reading *c, uint32_t line, const form_value *values,
                             sd_error *error) {
  camt_detail *d = growing_push(&c->details, c->arena, sizeof *d);
  if (d == NULL) return camt_out_of_memory(error);
  *d = (camt_detail){.message = absent_if_not_provided(values[CAMT_DETAIL_MESSAGE].value),
                     .end_to_end = absent_if_not_provided(values[CAMT_END_TO_END].value),
                     .return_code = values[CAMT_RETURN_CODE].value,
                     .information = values[CAMT_RETURN_TEXT].value,
                     .amount_fen = -1,
                     .line = line};
  if (d->return_code == NULL) d->return_code = values[CAMT_RETURN_OTHER].value;
  if (d->return_code == NULL && values[CAMT_RETURN].line != 0) d->return_code = "NARR";
  if (d->information == NULL) d->information = values[CAMT_DETAIL_TEXT].value;
  if (values[CAMT_DETAIL_AMOUNT].line != 0) {
    TRY(form_amount(c->form, values, CAMT_DETAIL_AMOUNT, line, &d->amount_fen, error));
  }
  d->has_side = values[CAMT_DETAIL_SIDE].line != 0;
  if (!d->has_side) return SD_OK;
  return form_is_credit(c->form, values, CAMT_DETAIL_SIDE, line, &d->is_credit, error);
}

static sd_status take_balance(camt_reading *c, uint32_t line, const form_value *values,
                              sd_error *error) {
  const char *code = values[CAMT_BALANCE_CODE].value;
  bool is_opening = code != NULL && (strcmp(code, "OPBD") == 0 || strcmp(code, "PRCD") == 0);
  bool is_closing = code != NULL && strcmp(code, "CLBD") == 0;
  if (!is_opening && !is_closing) return SD_OK;
  int64_t amount_fen;
  bool is_credit;
  const char *date;
  TRY(form_amount(c->form, values, CAMT_BALANCE_AMOUNT, line, &amount_fen, error));
  TRY(form_is_credit(c->form, values, CAMT_BALANCE_SIDE, line, &is_credit, error));
  TRY(form_date(c->form, values, CAMT_BALANCE_DATE, CAMT_BALANCE_TIME, c->arena, &date, error));
  if (date == NULL) return form_require(c->form, values, CAMT_BALANCE_DATE, line, error);
  int64_t balance_fen = is_credit ? amount_fen : -amount_fen;
  if (is_opening && c->has_opening && c->opening_fen != balance_fen) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_TWICE, SD_ARGS("Bal OPBD"));
  }
  if (is_closing && c->has_closing) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_TWICE, SD_ARGS("Bal CLBD"));
  }
  if (is_opening) {
    c->has_opening = true;
    c->opening_fen = balance_fen;
  } else {
    c->has_closing = true;
    c->closing_fen = balance_fen;
    c->date = date;
  }
  return SD_OK;
}

/* The details of an entry must be of its side and make up its amount. */
static sd_status check_details(const camt_reading *c, const statement_entry *entry,
                               const form_value *values, sd_error *error) {
  const camt_detail *details = c->details.items;
  int64_t sum_fen = 0;
  for (size_t i = 0; i < c->details.count; i++) {
    const camt_detail *d = &details[i];
    int64_t amount_fen = d->amount_fen;
    if (amount_fen < 0 && c->details.count == 1) amount_fen = entry->amount_fen;
    bool wrong = amount_fen <= 0 || (d->has_side && d->is_credit != entry->is_credit) ||
                 !money_add(sum_fen, amount_fen, &sum_fen);
    if (wrong) sum_fen = LIMIT_MONEY_FEN;
  }
  if (c->details.count == 0 || sum_fen == entry->amount_fen) return SD_OK;
  sd_status status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_STATEMENT_DETAILS_SUM,
                               SD_ARGS(values[CAMT_ENTRY_AMOUNT].value));
  error_place(error, "", entry->line, 0);
  return status;
}

/* The entry without its details; its reference is the bank's or, failing that, its place. */
static sd_status read_entry(camt_reading *c, uint32_t line, const form_value *values,
                            statement_entry *out, sd_error *error) {
  *out = (statement_entry){.line = line,
                           .reference = values[CAMT_ENTRY_REFERENCE].value,
                           .information = values[CAMT_ENTRY_TEXT].value};
  TRY(form_amount(c->form, values, CAMT_ENTRY_AMOUNT, line, &out->amount_fen, error));
  if (out->amount_fen == 0) {
    return form_value_invalid(c->form, values, CAMT_ENTRY_AMOUNT, error);
  }
  TRY(form_is_credit(c->form, values, CAMT_ENTRY_SIDE, line, &out->is_credit, error));
  TRY(form_date(c->form, values, CAMT_ENTRY_DATE, CAMT_ENTRY_TIME, c->arena, &out->booking_date,
                error));
  TRY(form_require(c->form, values, CAMT_ENTRY_STATUS_CODE, line, error));
  out->is_booked = strcmp(values[CAMT_ENTRY_STATUS_CODE].value, "BOOK") == 0;
  const char *reversal = values[CAMT_ENTRY_REVERSAL].value;
  out->is_reversal =
      reversal != NULL && (strcmp(reversal, "true") == 0 || strcmp(reversal, "1") == 0);
  if (out->reference == NULL) out->reference = values[CAMT_ENTRY_BANK_REFERENCE].value;
  if (out->reference != NULL) return SD_OK;
  char place[32];
  (void)snprintf(place, sizeof place, "#%zu", c->entries.count + 1);
  out->reference = arena_copy_string(c->arena, place);
  return out->reference != NULL ? SD_OK : camt_out_of_memory(error);
}

static sd_status push_entry(camt_reading *c, const statement_entry *entry, size_t detail_index,
                            sd_error *error) {
  statement_entry *e = growing_push(&c->entries, c->arena, sizeof *e);
  if (e == NULL) return camt_out_of_memory(error);
  *e = *entry;
  if (detail_index >= c->details.count) return SD_OK;
  const camt_detail *d = (const camt_detail *)c->details.items + detail_index;
  e->message = d->message;
  e->end_to_end = d->end_to_end;
  e->return_code = d->return_code;
  if (d->information != NULL) e->information = d->information;
  if (d->amount_fen >= 0) e->amount_fen = d->amount_fen;
  if (detail_index == 0) return SD_OK;
  e->line = d->line;
  char reference[64];
  (void)snprintf(reference, sizeof reference, "%.40s/%zu", entry->reference, detail_index + 1);
  e->reference = arena_copy_string(c->arena, reference);
  return e->reference != NULL ? SD_OK : camt_out_of_memory(error);
}

static sd_status take_entry(camt_reading *c, uint32_t line, const form_value *values,
                            sd_error *error) {
  statement_entry entry;
  TRY(read_entry(c, line, values, &entry, error));
  TRY(check_details(c, &entry, values, error));
  size_t parts = c->details.count == 0 ? 1 : c->details.count;
  for (size_t i = 0; i < parts; i++) TRY(push_entry(c, &entry, i, error));
  c->details.count = 0;
  return SD_OK;
}

static sd_status read_number(const camt_reading *c, const form_value *values, int64_t *out,
                             sd_error *error) {
  int element =
      values[CAMT_LEGAL_NUMBER].value != NULL ? CAMT_LEGAL_NUMBER : CAMT_ELECTRONIC_NUMBER;
  const char *value = values[element].value;
  *out = 0;
  if (value == NULL) return SD_OK;
  size_t size = strlen(value);
  bool good = size <= 15;
  for (size_t i = 0; good && i < size; i++) {
    good = value[i] >= '0' && value[i] <= '9';
    *out = *out * 10 + (value[i] - '0');
  }
  return good && *out > 0 ? SD_OK : form_value_invalid(c->form, values, element, error);
}

static sd_status take_statement(camt_reading *c, uint32_t line, const form_value *values,
                                sd_error *error) {
  TRY(form_require(c->form, values, CAMT_STATEMENT_ID, line, error));
  const char *account = values[CAMT_IBAN].value;
  if (account == NULL) account = values[CAMT_OTHER_NUMBER].value;
  if (account == NULL) return form_require(c->form, values, CAMT_OTHER_NUMBER, line, error);
  const char *currency = values[CAMT_ACCOUNT_CURRENCY].value;
  if (currency != NULL && strcmp(currency, "CNY") != 0) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_CURRENCY, SD_ARGS(currency));
  }
  if (!c->is_advice && (!c->has_opening || !c->has_closing)) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_MISSING,
                     SD_ARGS(c->has_opening ? "Bal CLBD" : "Bal OPBD"));
  }
  bank_statement *s = growing_push(&c->statements, c->arena, sizeof *s);
  if (s == NULL) return camt_out_of_memory(error);
  statement_entry *entries = c->entries.items;
  for (size_t i = 0; i < c->entries.count; i++) {
    if (entries[i].booking_date == NULL) entries[i].booking_date = c->date;
    if (entries[i].booking_date == NULL) entries[i].booking_date = ""; /* an advice without one */
  }
  int64_t number;
  TRY(read_number(c, values, &number, error));
  *s = (bank_statement){.id = values[CAMT_STATEMENT_ID].value,
                        .number = number,
                        .account = account,
                        .date = c->date,
                        .opening_fen = c->opening_fen,
                        .closing_fen = c->closing_fen,
                        .entries = entries,
                        .count = c->entries.count};
  if (!c->is_advice) TRY(statement_check(s, c->arena, error));
  c->entries = (growing){0}; /* the next statement has its own */
  c->has_opening = c->has_closing = false;
  return SD_OK;
}

static sd_status take_record(void *context, int record, uint32_t line, const form_value *values,
                             sd_error *error) {
  camt_reading *c = context;
  switch (record) {
    case CAMT_DETAIL:
      return take_detail(c, line, values, error);
    case CAMT_BALANCE:
      return take_balance(c, line, values, error);
    case CAMT_ENTRY:
      return take_entry(c, line, values, error);
    case CAMT_STATEMENT:
      return take_statement(c, line, values, error);
    default:
      break;
  }
  assert(record == CAMT_REPORT);
  TRY(form_require(c->form, values, CAMT_MESSAGE, line, error));
  c->message = values[CAMT_MESSAGE].value;
  return SD_OK;
}

static sd_status read_message(const form *f, text bytes, const char *name, arena *a, camt053 *out,
                              sd_error *error) {
  camt_reading reading = {.arena = a, .form = f, .is_advice = f == &camt054_form};
  *out = (camt053){0};
  TRY(form_read(f, bytes, name, a, take_record, &reading, error));
  if (reading.statements.count == 0 || reading.message == NULL) {
    int missing = reading.message == NULL ? CAMT_REPORT : CAMT_STATEMENT;
    sd_status status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_MISSING,
                                 SD_ARGS(f->elements[missing].name));
    error_place(error, name, 1, 1);
    return status;
  }
  out->message = reading.message;
  out->statements = reading.statements.items;
  out->count = reading.statements.count;
  return SD_OK;
}

sd_status camt053_read(text bytes, const char *name, arena *a, camt053 *out, sd_error *error) {
  return read_message(&camt053_form, bytes, name, a, out, error);
}

sd_status camt054_read(text bytes, const char *name, arena *a, camt053 *out, sd_error *error) {
  return read_message(&camt054_form, bytes, name, a, out, error);
}
