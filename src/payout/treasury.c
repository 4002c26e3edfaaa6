/* Reads treasury vouchers: XML in GBK, the electronic vouchers of centralised treasury payment. */
#include "payout/treasury.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "payout/xml_form.h"

/* The elements that are read, in document order: F(name, parent, kind, element). */
#define VOUCHER_ELEMENTS                               \
  F(FILE, NONE, RECORD, "MOF")                         \
  F(COUNT_OF_ALL, FILE, LEAF, "VoucherCount")          \
  F(BODY, FILE, RECORD, "VoucherBody")                 \
  F(VOUCHER, BODY, GROUP, "Voucher")                   \
  F(ID, VOUCHER, LEAF, "Id")                           \
  F(DIVISION, VOUCHER, LEAF, "AdmDivCode")             \
  F(YEAR, VOUCHER, LEAF, "StYear")                     \
  F(CODE, VOUCHER, LEAF, "VtCode")                     \
  F(DATE, VOUCHER, LEAF, "VouDate")                    \
  F(NUMBER, VOUCHER, LEAF, "VoucherNo")                \
  F(ORIGINAL, VOUCHER, LEAF, "OriBillNo")              \
  F(ORIGINAL_DATE, VOUCHER, LEAF, "OriVouDate")        \
  F(ORIGINAL_PAID, VOUCHER, LEAF, "OriPayDate")        \
  F(PAYER_ACCOUNT, VOUCHER, LEAF, "PayAcctNo")         \
  F(PAYER_NAME, VOUCHER, LEAF, "PayAcctName")          \
  F(PAYER_BANK, VOUCHER, LEAF, "PayAcctBankName")      \
  F(AMOUNT, VOUCHER, LEAF, "PayAmt")                   \
  F(SERIAL, VOUCHER, LEAF, "SerialNo")                 \
  F(OPENING, VOUCHER, LEAF, "LastBal")                 \
  F(CLOSING, VOUCHER, LEAF, "CurBal")                  \
  F(ALL_COUNT, VOUCHER, LEAF, "AllNum")                \
  F(ALL_AMOUNT, VOUCHER, LEAF, "AllAmt")               \
  F(PACKAGES, VOUCHER, LEAF, "ChildPackNum")           \
  F(PACKAGE, VOUCHER, LEAF, "CurPackNo")               \
  F(RESULT, VOUCHER, LEAF, "XCheckResult")             \
  F(REASON, VOUCHER, LEAF, "XCheckReason")             \
  F(DIFFERENCES, VOUCHER, LEAF, "XDiffNum")            \
  F(REMARK, VOUCHER, LEAF, "Remark")                   \
  F(DETAILS, VOUCHER, GROUP, "DetailList")             \
  F(DETAIL, DETAILS, RECORD, "Detail")                 \
  F(DETAIL_ID, DETAIL, LEAF, "Id")                     \
  F(DETAIL_CODE, DETAIL, LEAF, "VtCode")               \
  F(DETAIL_ORIGINAL, DETAIL, LEAF, "OriBillNo")        \
  F(DETAIL_DATE, DETAIL, LEAF, "VouDate")              \
  F(DETAIL_ACCOUNT, DETAIL, LEAF, "PayeeAcctNo")       \
  F(DETAIL_NAME, DETAIL, LEAF, "PayeeAcctName")        \
  F(DETAIL_BANK_CODE, DETAIL, LEAF, "PayeeAcctBankNo") \
  F(DETAIL_AMOUNT, DETAIL, LEAF, "PayAmt")             \
  F(DETAIL_RESULT, DETAIL, LEAF, "XCheckResult")       \
  F(DETAIL_REASON, DETAIL, LEAF, "XCheckReason")       \
  F(DETAIL_REMARK, DETAIL, LEAF, "Remark")

enum {
  VOUCHER_NONE = -1,
#define F(name, parent, kind, element) VOUCHER_##name,
  VOUCHER_ELEMENTS
#undef F
      VOUCHER_COUNT
};

static const form_element voucher_elements[] = {
#define F(name, parent, kind, element) {VOUCHER_##parent, FORM_##kind, element},
    VOUCHER_ELEMENTS
#undef F
};

static const form voucher_form = {"MOF", voucher_elements, VOUCHER_COUNT, true};
_Static_assert((int)VOUCHER_COUNT <= (int)FORM_ELEMENTS_MAX, "the form holds them all");

enum { PACKAGES_MAX = 100000 };

/* What is being read; a file holds vouchers of one purpose. */
typedef struct voucher_reading {
  arena *arena;
  bank_message *message; /* from the bank; or NULL */
  bank_orders *orders;   /* or ours */
  const char *code;      /* VtCode of the first voucher */
  size_t vouchers;
  growing details;    /* of the voucher in hand, whatever the purpose: statement_entry, ... */
  growing statements; /* bank_statement: one for each VoucherNo of 3507, in order */
  int64_t packages, next_package, all_count, all_amount_fen;
  int64_t amount_fen; /* Σ without sign, of the statement or the orders in hand */
} voucher_reading;

static sd_status voucher_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static bool is(const char *value, const char *expected) {
  return value != NULL && strcmp(value, expected) == 0;
}

/* 20261124 or 2026-11-24, as an ISO date in the arena; NULL when absent. */
static sd_status read_date(voucher_reading *r, const form_value *values, int element,
                           const char **out, sd_error *error) {
  *out = NULL;
  if (values[element].value == NULL) return SD_OK;
  civil_date date;
  text value = text_of(values[element].value);
  if (value.size > 10 || !calendar_parse_official(value, &date)) {
    return form_value_invalid(&voucher_form, values, element, error);
  }
  char iso[CALENDAR_TEXT_SIZE];
  calendar_format_iso(date, iso);
  *out = arena_copy_string(r->arena, iso);
  return *out != NULL ? SD_OK : voucher_out_of_memory(error);
}

static sd_status add_amount(voucher_reading *r, int64_t amount_fen, sd_error *error) {
  if (money_add(r->amount_fen, amount_fen, &r->amount_fen)) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
}

/* --- details --- */

static sd_status take_payment(voucher_reading *r, uint32_t line, const form_value *values,
                              sd_error *error) {
  TRY(form_require(&voucher_form, values, VOUCHER_DETAIL_ID, line, error));
  bank_payment *p = growing_push(&r->details, r->arena, sizeof *p);
  if (p == NULL) return voucher_out_of_memory(error);
  *p = (bank_payment){.end_to_end = values[VOUCHER_DETAIL_ID].value,
                      .creditor_account = values[VOUCHER_DETAIL_ACCOUNT].value,
                      .creditor_name = values[VOUCHER_DETAIL_NAME].value,
                      .creditor_bank_code = values[VOUCHER_DETAIL_BANK_CODE].value,
                      .remittance = values[VOUCHER_DETAIL_REMARK].value};
  TRY(form_plain_amount(&voucher_form, values, VOUCHER_DETAIL_AMOUNT, line, false, &p->amount_fen,
                        error));
  if (p->amount_fen == 0) {
    return form_value_invalid(&voucher_form, values, VOUCHER_DETAIL_AMOUNT, error);
  }
  return add_amount(r, p->amount_fen, error);
}

static sd_status take_answer(voucher_reading *r, uint32_t line, const form_value *values,
                             sd_error *error) {
  TRY(form_require(&voucher_form, values, VOUCHER_DETAIL_ID, line, error));
  TRY(form_require(&voucher_form, values, VOUCHER_DETAIL_RESULT, line, error));
  const char *result = values[VOUCHER_DETAIL_RESULT].value;
  if (!is(result, "0") && !is(result, "1")) {
    return form_value_invalid(&voucher_form, values, VOUCHER_DETAIL_RESULT, error);
  }
  payment_answer *a = growing_push(&r->details, r->arena, sizeof *a);
  if (a == NULL) return voucher_out_of_memory(error);
  *a = (payment_answer){.end_to_end = values[VOUCHER_DETAIL_ID].value,
                        .status = is(result, "0") ? "ACCP" : "RJCT",
                        .reason = values[VOUCHER_DETAIL_REASON].value,
                        .line = line};
  return SD_OK;
}

/* What a movement is, by the voucher it belongs to. */
static const struct movement_kind {
  const char *code;
  bool is_credit, is_return;
} movement_kinds[] = {{"5201", false, false}, /* direct payment */
                      {"8202", false, false}, /* other payment */
                      {"2252", true, true},   /* returned by the receiving bank */
                      {"2203", true, false},  /* given back by the payee */
                      {"3208", true, false}}; /* other refund or receipt */

static sd_status find_movement(const form_value *values, int element, uint32_t line,
                               const struct movement_kind **out, sd_error *error) {
  TRY(form_require(&voucher_form, values, element, line, error));
  for (size_t i = 0; i < sizeof movement_kinds / sizeof movement_kinds[0]; i++) {
    *out = &movement_kinds[i];
    if (strcmp(values[element].value, (*out)->code) == 0) return SD_OK;
  }
  return form_value_invalid(&voucher_form, values, element, error);
}

/* A negative amount is the bank's own correction of a booking on that side: 冲账. */
static sd_status take_movement(voucher_reading *r, uint32_t line, const form_value *values,
                               sd_error *error) {
  const struct movement_kind *kind;
  TRY(find_movement(values, VOUCHER_DETAIL_CODE, line, &kind, error));
  TRY(form_require(&voucher_form, values, VOUCHER_DETAIL_ID, line, error));
  statement_entry *e = growing_push(&r->details, r->arena, sizeof *e);
  if (e == NULL) return voucher_out_of_memory(error);
  *e = (statement_entry){.reference = values[VOUCHER_DETAIL_ID].value,
                         .end_to_end = values[VOUCHER_DETAIL_ORIGINAL].value,
                         .information = values[VOUCHER_DETAIL_REMARK].value,
                         .line = line,
                         .is_credit = kind->is_credit,
                         .is_booked = true};
  TRY(read_date(r, values, VOUCHER_DETAIL_DATE, &e->booking_date, error));
  TRY(form_plain_amount(&voucher_form, values, VOUCHER_DETAIL_AMOUNT, line, true, &e->amount_fen,
                        error));
  if (e->amount_fen == 0) {
    return form_value_invalid(&voucher_form, values, VOUCHER_DETAIL_AMOUNT, error);
  }
  if (e->amount_fen < 0) {
    e->amount_fen = -e->amount_fen;
    e->is_reversal = true;
    e->is_credit = !e->is_credit;
  } else if (kind->is_return) {
    e->return_code = values[VOUCHER_DETAIL_REASON].value;
    if (e->return_code == NULL) e->return_code = "NARR";
  }
  return add_amount(r, e->amount_fen, error);
}

/* --- vouchers --- */

/* The n-th of its packages, all of one voucher number, in order. */
static sd_status check_package(voucher_reading *r, uint32_t line, const form_value *values,
                               sd_error *error) {
  int64_t packages, package;
  TRY(form_number(&voucher_form, values, VOUCHER_PACKAGES, line, &packages, error));
  TRY(form_number(&voucher_form, values, VOUCHER_PACKAGE, line, &package, error));
  if (r->next_package == 0) {
    r->packages = packages;
    TRY(form_number(&voucher_form, values, VOUCHER_ALL_COUNT, line, &r->all_count, error));
    TRY(form_plain_amount(&voucher_form, values, VOUCHER_ALL_AMOUNT, line, false,
                          &r->all_amount_fen, error));
  }
  bool fits = packages == r->packages && packages >= 1 && packages <= PACKAGES_MAX &&
              package == r->next_package + 1 && package <= packages;
  if (!fits) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_PACKAGE_MISSING,
                     SD_ARGS(SD_NUMBER(r->next_package + 1), SD_NUMBER(r->packages)));
  }
  r->next_package = package;
  return SD_OK;
}

/* Behind the last package: all details are there and make up the amount. */
static sd_status check_packages(voucher_reading *r, sd_error *error) {
  bool fits = (int64_t)r->details.count == r->all_count && r->amount_fen == r->all_amount_fen;
  r->next_package = 0;
  r->amount_fen = 0;
  if (fits) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

static sd_status take_statement(voucher_reading *r, uint32_t line, const form_value *values,
                                sd_error *error) {
  bool first = r->next_package == 0;
  TRY(check_package(r, line, values, error));
  TRY(form_require(&voucher_form, values, VOUCHER_PAYER_ACCOUNT, line, error));
  bank_statement *s = first ? growing_push(&r->statements, r->arena, sizeof *s)
                            : (bank_statement *)r->statements.items + r->statements.count - 1;
  if (s == NULL) return voucher_out_of_memory(error);
  if (first) {
    s->id = values[VOUCHER_NUMBER].value;
    s->account = values[VOUCHER_PAYER_ACCOUNT].value;
    TRY(read_date(r, values, VOUCHER_DATE, &s->date, error));
    if (values[VOUCHER_SERIAL].value != NULL) {
      TRY(form_number(&voucher_form, values, VOUCHER_SERIAL, line, &s->number, error));
    }
    TRY(form_plain_amount(&voucher_form, values, VOUCHER_OPENING, line, true, &s->opening_fen,
                          error));
    TRY(form_plain_amount(&voucher_form, values, VOUCHER_CLOSING, line, true, &s->closing_fen,
                          error));
  }
  bool same = is(values[VOUCHER_NUMBER].value, s->id) &&
              is(values[VOUCHER_PAYER_ACCOUNT].value, s->account);
  if (!same) return form_value_invalid(&voucher_form, values, VOUCHER_NUMBER, error);
  if (r->next_package < r->packages) return SD_OK;
  TRY(check_packages(r, error));
  statement_entry *entries = r->details.items;
  for (size_t i = 0; i < r->details.count; i++) {
    if (entries[i].booking_date == NULL) entries[i].booking_date = s->date;
  }
  s->entries = entries;
  s->count = r->details.count;
  r->details = (growing){0};
  return statement_check(s, r->arena, error);
}

/* A notice of a single movement: entries of one advice for each account. */
static sd_status take_notice(voucher_reading *r, uint32_t line, const form_value *values,
                             sd_error *error) {
  const struct movement_kind *kind;
  TRY(find_movement(values, VOUCHER_CODE, line, &kind, error));
  TRY(form_require(&voucher_form, values, VOUCHER_PAYER_ACCOUNT, line, error));
  statement_entry *e = growing_push(&r->details, r->arena, sizeof *e);
  bank_statement *s = r->statements.count > 0 ? r->statements.items
                                              : growing_push(&r->statements, r->arena, sizeof *s);
  if (e == NULL || s == NULL) return voucher_out_of_memory(error);
  *e = (statement_entry){.reference = values[VOUCHER_NUMBER].value,
                         .end_to_end = values[VOUCHER_ORIGINAL].value,
                         .return_code = kind->is_return ? "NARR" : NULL,
                         .information = values[VOUCHER_REMARK].value,
                         .line = line,
                         .is_credit = kind->is_credit,
                         .is_booked = true};
  if (kind->is_return && values[VOUCHER_REASON].value != NULL) {
    e->return_code = values[VOUCHER_REASON].value;
  }
  TRY(read_date(r, values, VOUCHER_ORIGINAL_PAID, &e->booking_date, error));
  if (e->booking_date == NULL) e->booking_date = "";
  TRY(form_plain_amount(&voucher_form, values, VOUCHER_AMOUNT, line, false, &e->amount_fen, error));
  if (e->amount_fen == 0) return form_value_invalid(&voucher_form, values, VOUCHER_AMOUNT, error);
  if (s->id == NULL) {
    s->id = values[VOUCHER_NUMBER].value;
    s->account = values[VOUCHER_PAYER_ACCOUNT].value;
    TRY(read_date(r, values, VOUCHER_DATE, &s->date, error));
  }
  if (!is(values[VOUCHER_PAYER_ACCOUNT].value, s->account)) {
    return form_value_invalid(&voucher_form, values, VOUCHER_PAYER_ACCOUNT, error);
  }
  s->entries = r->details.items;
  s->count = r->details.count;
  return SD_OK;
}

static sd_status take_reply(voucher_reading *r, uint32_t line, const form_value *values,
                            sd_error *error) {
  TRY(form_require(&voucher_form, values, VOUCHER_ORIGINAL, line, error));
  int64_t differences = 0;
  if (values[VOUCHER_DIFFERENCES].value != NULL) {
    TRY(form_number(&voucher_form, values, VOUCHER_DIFFERENCES, line, &differences, error));
  }
  const char *result = values[VOUCHER_RESULT].value;
  bank_reply *reply = &r->message->reply;
  reply->message = values[VOUCHER_NUMBER].value;
  reply->original_message = values[VOUCHER_ORIGINAL].value;
  reply->file_reason = values[VOUCHER_REASON].value;
  reply->payments = r->details.items;
  reply->count = r->details.count;
  int64_t rejected = 0;
  for (size_t i = 0; i < reply->count; i++) rejected += is(reply->payments[i].status, "RJCT");
  bool good = (is(result, "0") && rejected == 0) || is(result, "1");
  if (!good) return form_value_invalid(&voucher_form, values, VOUCHER_RESULT, error);
  if (differences != rejected) {
    return form_value_invalid(&voucher_form, values, VOUCHER_DIFFERENCES, error);
  }
  /* One that does not conform and names no payment is about the whole file. */
  reply->file_status = is(result, "0") ? "ACCP" : rejected == 0 ? "RJCT" : "PART";
  return SD_OK;
}

static sd_status take_orders(voucher_reading *r, uint32_t line, const form_value *values,
                             sd_error *error) {
  bank_orders *o = r->orders;
  if (is(values[VOUCHER_CODE].value, "5201")) {
    TRY(form_require(&voucher_form, values, VOUCHER_PAYER_ACCOUNT, line, error));
    TRY(form_plain_amount(&voucher_form, values, VOUCHER_AMOUNT, line, false, &o->sum_fen, error));
    o->message = values[VOUCHER_NUMBER].value;
    o->division = values[VOUCHER_DIVISION].value;
    o->payer_account = values[VOUCHER_PAYER_ACCOUNT].value;
    o->payer_name = values[VOUCHER_PAYER_NAME].value;
    o->payer_bank_name = values[VOUCHER_PAYER_BANK].value;
    return read_date(r, values, VOUCHER_DATE, &o->execution_date, error);
  }
  TRY(check_package(r, line, values, error));
  if (!is(values[VOUCHER_ORIGINAL].value, o->message == NULL ? "" : o->message)) {
    return form_value_invalid(&voucher_form, values, VOUCHER_ORIGINAL, error);
  }
  if (r->next_package < r->packages) return SD_OK;
  TRY(check_packages(r, error));
  o->payments = r->details.items;
  o->count = r->details.count;
  return SD_OK;
}

/* --- the file --- */

static sd_status take_body(voucher_reading *r, uint32_t line, const form_value *values,
                           sd_error *error) {
  TRY(form_require(&voucher_form, values, VOUCHER_CODE, line, error));
  TRY(form_require(&voucher_form, values, VOUCHER_NUMBER, line, error));
  const char *code = values[VOUCHER_CODE].value;
  bool answers = values[VOUCHER_RESULT].value != NULL;
  r->vouchers++;
  if (r->orders != NULL) {
    bool ours = is(code, r->vouchers == 1 ? "5201" : "8207");
    if (ours) return take_orders(r, line, values, error);
    return form_value_invalid(&voucher_form, values, VOUCHER_CODE, error);
  }
  bank_message_kind kind = is(code, "3507")              ? BANK_MESSAGE_STATEMENT
                           : is(code, "5201") && answers ? BANK_MESSAGE_REPLY
                                                         : BANK_MESSAGE_ADVICE;
  if (r->vouchers == 1) {
    r->message->kind = kind;
    r->message->id = values[VOUCHER_NUMBER].value;
  }
  bool mixed = kind != r->message->kind || (kind == BANK_MESSAGE_REPLY && r->vouchers > 1);
  if (mixed) return form_value_invalid(&voucher_form, values, VOUCHER_CODE, error);
  if (kind == BANK_MESSAGE_STATEMENT) return take_statement(r, line, values, error);
  if (kind == BANK_MESSAGE_REPLY) return take_reply(r, line, values, error);
  return take_notice(r, line, values, error);
}

/* A detail's place is within its voucher, whose VtCode stands before it. */
static sd_status take_detail(voucher_reading *r, uint32_t line, const form_value *values,
                             sd_error *error) {
  const char *code = values[VOUCHER_CODE].value;
  if (r->orders != NULL) return take_payment(r, line, values, error);
  if (is(code, "3507")) return take_movement(r, line, values, error);
  if (is(code, "5201")) return take_answer(r, line, values, error);
  return form_value_invalid(&voucher_form, values, VOUCHER_CODE, error);
}

static sd_status take_record(void *context, int record, uint32_t line, const form_value *values,
                             sd_error *error) {
  voucher_reading *r = context;
  if (record == VOUCHER_DETAIL) return take_detail(r, line, values, error);
  if (record == VOUCHER_BODY) return take_body(r, line, values, error);
  assert(record == VOUCHER_FILE);
  int64_t count;
  TRY(form_number(&voucher_form, values, VOUCHER_COUNT_OF_ALL, line, &count, error));
  if (count != (int64_t)r->vouchers || count == 0) {
    return form_value_invalid(&voucher_form, values, VOUCHER_COUNT_OF_ALL, error);
  }
  if (r->next_package == 0) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_PACKAGE_MISSING,
                   SD_ARGS(SD_NUMBER(r->next_package + 1), SD_NUMBER(r->packages)));
}

/* The file must declare GBK; what follows the declaration is decoded strictly before the parser
 * sees it.  The declaration becomes blanks, so that places stay. */
static sd_status decode(text bytes, const char *name, arena *a, text *out, sd_error *error) {
  size_t end = text_find(text_slice(bytes, 0, 256), TEXT("?>"), 0);
  text head = text_slice(bytes, 0, end == SIZE_MAX ? 0 : end);
  bool declared =
      text_starts_with(head, TEXT("<?xml")) && (text_find(head, TEXT("\"GBK\""), 0) != SIZE_MAX ||
                                                text_find(head, TEXT("'GBK'"), 0) != SIZE_MAX);
  if (!declared) {
    sd_status status = error_set(error, SD_SYNTAX_ERROR, MESSAGE_PAYOUT_NOT_GBK, NULL);
    error_place(error, name, 1, 1);
    return status;
  }
  TRY(bank_decode_gbk(bytes, name, a, out, error));
  char *declaration = (char *)(uintptr_t)out->data; /* ours: a copy in the arena */
  for (size_t i = 0; i < end + 2; i++) {
    if (declaration[i] != '\n') declaration[i] = ' ';
  }
  return SD_OK;
}

static sd_status read_vouchers(voucher_reading *r, text bytes, const char *name, sd_error *error) {
  text utf8;
  TRY(decode(bytes, name, r->arena, &utf8, error));
  sd_status status = form_read(&voucher_form, utf8, name, r->arena, take_record, r, error);
  if (status == SD_OK && r->vouchers == 0) {
    status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_MISSING, SD_ARGS("VoucherBody"));
  }
  if (status != SD_OK) error_place(error, name, 1, 1);
  return status;
}

static sd_status treasury_read(text bytes, const char *name, arena *a, bank_message *out,
                               sd_error *error) {
  *out = (bank_message){0};
  voucher_reading r = {.arena = a, .message = out};
  TRY(read_vouchers(&r, bytes, name, error));
  out->statements = r.statements.items;
  out->count = r.statements.count;
  return SD_OK;
}

static sd_status treasury_read_orders(text bytes, const char *name, arena *a, bank_orders *out,
                                      sd_error *error) {
  *out = (bank_orders){0};
  voucher_reading r = {.arena = a, .orders = out};
  TRY(read_vouchers(&r, bytes, name, error));
  out->created = out->execution_date;
  if (out->payments != NULL && out->sum_fen == r.all_amount_fen) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

static bool treasury_recognises(text head) { return text_find(head, TEXT("<MOF>"), 0) != SIZE_MAX; }

const bank_format bank_format_treasury = {
    .name = "TREASURY",
    .labels = {"国库集中支付电子凭证", "electronic vouchers of treasury payment"},
    .extension = "xml",
    .is_gbk = true,
    .name_max = 120,
    .remittance_max = 60,
    .amount_max_fen = LIMIT_MONEY_FEN,
    .needs_division = true,
    .write_orders = treasury_write_orders,
    .recognises = treasury_recognises,
    .read = treasury_read,
    .read_orders = treasury_read_orders,
    .write_reply = treasury_write_reply,
    .write_statement = treasury_write_statement,
    .write_advice = treasury_write_advice,
};
