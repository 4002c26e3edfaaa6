/* The adapter of bank batch files: CSV in GBK; payments out, results and statements in. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "payout/bank_format.h"

/* The first line says what the file is and what it adds up to; each further line is one item.
 *
 *   SUDUI-PAY,1,message,created,execution date,account,name,count,sum
 *   line,reference,account,name,bank code,amount,purpose
 *   SUDUI-RESULT,1,id,message,count,rejected
 *   reference,S or F,reason
 *   SUDUI-STATEMENT,1,id,number,account,date,opening,closing,count,debits,credits
 *   entry,date,kind,amount,reference,reason,text
 *
 * Kinds: 支付 and 付款 are debits, 退票 and 收款 credits; 冲账 is a negative debit (reliability.md
 * 2.4).  An advice has the head SUDUI-ADVICE,1,id,account,date,count and lines as a statement. */

enum { PURPOSE_MAX = 40, NAME_MAX_CHARACTERS = 60, COLUMNS_MAX = 11, CELL_MAX = 1024 };
#define BATCH_AMOUNT_MAX_FEN INT64_C(999999999999) /* 9,999,999,999.99 */

typedef struct batch_kind {
  const char *name;
  bool is_credit, is_return, is_reversal, has_order;
} batch_kind;

static const batch_kind batch_kinds[] = {
    {"支付", false, false, false, true}, {"付款", false, false, false, false},
    {"退票", true, true, false, true},   {"收款", true, false, false, false},
    {"退款", true, false, false, true},  {"冲账", true, false, true, true},
    {"冲收", false, false, true, true},
};
enum { KIND_COUNT = sizeof batch_kinds / sizeof batch_kinds[0] };

static sd_status batch_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- writing --- */

/* RFC 4180; a value is never changed, because a bank compares it to the letter. */
static void add_cell(text_builder *out, const char *value, bool last) {
  text t = text_of(value);
  bool quote = t.size != text_trim(t).size;
  for (size_t i = 0; i < t.size; i++) quote = quote || strchr(",\"\r\n", t.data[i]) != NULL;
  if (quote) text_builder_add_byte(out, '"');
  for (size_t i = 0; i < t.size; i++) {
    if (t.data[i] == '"') text_builder_add_byte(out, '"');
    text_builder_add_byte(out, t.data[i]);
  }
  if (quote) text_builder_add_byte(out, '"');
  text_builder_add_string(out, last ? "\r\n" : ",");
}

static void add_line(text_builder *out, const char *const *cells, size_t count) {
  for (size_t i = 0; i < count; i++) {
    add_cell(out, cells[i] == NULL ? "" : cells[i], i + 1 == count);
  }
}
#define ADD_LINE(out, ...)                       \
  add_line((out), (const char *[]){__VA_ARGS__}, \
           sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *))

static const char *yuan(char buffer[MONEY_TEXT_SIZE], int64_t amount_fen) {
  money_format_plain(amount_fen, buffer);
  return buffer;
}
#define YUAN(amount_fen) yuan((char[MONEY_TEXT_SIZE]){0}, (amount_fen))

static sd_status finish(text_builder *utf8, text_builder *out, sd_error *error) {
  sd_status status = utf8->failed ? batch_out_of_memory(error)
                                  : encoding_to_gbk(text_builder_text(utf8), out, error);
  text_builder_release(utf8);
  return status;
}

static sd_status check_orders(const bank_orders *o, sd_error *error) {
  const bank_format *f = &bank_format_batch;
  TRY(bank_field_check(f, "message", o->message, NAME_MAX_CHARACTERS, error));
  TRY(bank_field_check(f, "account", o->payer_account, NAME_MAX_CHARACTERS, error));
  TRY(bank_field_check(f, "name", o->payer_name, NAME_MAX_CHARACTERS, error));
  for (size_t i = 0; i < o->count; i++) {
    const bank_payment *p = &o->payments[i];
    TRY(bank_field_check(f, "reference", p->end_to_end, NAME_MAX_CHARACTERS, error));
    TRY(bank_field_check(f, "payee account", p->creditor_account, NAME_MAX_CHARACTERS, error));
    TRY(bank_field_check(f, "payee name", p->creditor_name, NAME_MAX_CHARACTERS, error));
    TRY(bank_field_check(f, "bank code", p->creditor_bank_code, NAME_MAX_CHARACTERS, error));
    if (p->remittance == NULL || p->remittance[0] == '\0') continue;
    TRY(bank_field_check(f, "purpose", p->remittance, PURPOSE_MAX, error));
  }
  return bank_orders_check(f, o, error);
}

static sd_status batch_write_orders(const bank_orders *o, text_builder *out, sd_error *error) {
  TRY(check_orders(o, error));
  text_builder utf8;
  text_builder_init(&utf8, LIMIT_STATEMENT_BYTES);
  ADD_LINE(&utf8, "SUDUI-PAY", "1", o->message, o->created, o->execution_date, o->payer_account,
           o->payer_name, SD_NUMBER(o->count), YUAN(o->sum_fen));
  for (size_t i = 0; i < o->count; i++) {
    const bank_payment *p = &o->payments[i];
    ADD_LINE(&utf8, SD_NUMBER(i + 1), p->end_to_end, p->creditor_account, p->creditor_name,
             p->creditor_bank_code, YUAN(p->amount_fen), p->remittance);
  }
  return finish(&utf8, out, error);
}

static sd_status batch_write_reply(const bank_reply *reply, const bank_orders *about,
                                   const bank_stamp *stamp, text_builder *out, sd_error *error) {
  (void)about;
  text_builder utf8;
  text_builder_init(&utf8, LIMIT_STATEMENT_BYTES);
  ADD_LINE(&utf8, "SUDUI-RESULT", "1", stamp->message, reply->original_message,
           strcmp(reply->file_status, "RJCT") == 0   ? "F"
           : strcmp(reply->file_status, "PART") == 0 ? "P"
                                                     : "S",
           SD_NUMBER(reply->count), reply->file_reason);
  for (size_t i = 0; i < reply->count; i++) {
    const payment_answer *p = &reply->payments[i];
    ADD_LINE(&utf8, p->end_to_end, strcmp(p->status, "RJCT") == 0 ? "F" : "S", p->reason);
  }
  return finish(&utf8, out, error);
}

static const batch_kind *kind_of_entry(const statement_entry *e) {
  for (size_t i = 0; i < KIND_COUNT; i++) {
    const batch_kind *k = &batch_kinds[i];
    bool returned = e->return_code != NULL && !e->is_reversal;
    bool fits = k->is_credit == e->is_credit && k->is_reversal == e->is_reversal &&
                k->is_return == returned;
    if (fits && (k->is_reversal || k->is_return || k->has_order == (e->end_to_end != NULL))) {
      return k;
    }
  }
  return &batch_kinds[1];
}

static void add_entries(text_builder *utf8, const bank_statement *s) {
  for (size_t i = 0; i < s->count; i++) {
    const statement_entry *e = &s->entries[i];
    ADD_LINE(utf8, e->reference, e->booking_date, kind_of_entry(e)->name,
             YUAN(e->is_reversal ? -e->amount_fen : e->amount_fen), e->end_to_end, e->return_code,
             e->information);
  }
}

static sd_status batch_write_statement(const bank_statement *s, const bank_stamp *stamp,
                                       text_builder *out, sd_error *error) {
  (void)stamp;
  int64_t sums_fen[2] = {0, 0};
  for (size_t i = 0; i < s->count; i++) {
    const statement_entry *e = &s->entries[i];
    if (!money_add(sums_fen[e->is_credit], e->amount_fen, &sums_fen[e->is_credit])) {
      return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
    }
  }
  text_builder utf8;
  text_builder_init(&utf8, LIMIT_STATEMENT_BYTES);
  ADD_LINE(&utf8, "SUDUI-STATEMENT", "1", s->id, SD_NUMBER(s->number), s->account, s->date,
           YUAN(s->opening_fen), YUAN(s->closing_fen), SD_NUMBER(s->count), YUAN(sums_fen[0]),
           YUAN(sums_fen[1]));
  add_entries(&utf8, s);
  return finish(&utf8, out, error);
}

static sd_status batch_write_advice(const bank_statement *s, const bank_stamp *stamp,
                                    text_builder *out, sd_error *error) {
  (void)stamp;
  text_builder utf8;
  text_builder_init(&utf8, LIMIT_STATEMENT_BYTES);
  ADD_LINE(&utf8, "SUDUI-ADVICE", "1", s->id, s->account, s->date, SD_NUMBER(s->count));
  add_entries(&utf8, s);
  return finish(&utf8, out, error);
}

/* --- reading --- */

typedef struct batch_reading {
  arena *arena;
  bank_message *message; /* or NULL */
  bank_orders *orders;   /* or NULL */
  bool has_head;
  bank_statement statement;
  growing items;              /* bank_payment, payment_answer or statement_entry */
  int64_t count, sums_fen[2]; /* as the head says: orders, or debits and credits */
  int64_t found_fen[2];
  uint64_t line;
} batch_reading;

static sd_status bad_cell(const csv_row *row, size_t column, sd_error *error) {
  char value[64];
  text cell = row->cells[column];
  size_t end = 0;
  for (size_t next = 0; next < cell.size && next < 40; end = next) (void)text_decode(cell, &next);
  (void)snprintf(value, sizeof value, "%.*s", (int)end, cell.data);
  sd_status status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_LINE_INVALID,
                               SD_ARGS(SD_NUMBER(column + 1), value));
  error_place(error, "", (uint32_t)row->line, 1);
  return status;
}

static sd_status need_columns(const csv_row *row, size_t count, sd_error *error) {
  if (row->count == count) return SD_OK;
  sd_status status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_LINE_COLUMNS,
                               SD_ARGS(SD_NUMBER(count), SD_NUMBER(row->count)));
  error_place(error, "", (uint32_t)row->line, 1);
  return status;
}

/* A text that must be there. */
static sd_status get_text(batch_reading *r, const csv_row *row, size_t column, const char **out,
                          sd_error *error) {
  text t = row->cells[column];
  bool good = t.size > 0 && t.size <= CELL_MAX;
  for (size_t i = 0; good && i < t.size; i++) good = (unsigned char)t.data[i] >= 0x20;
  if (!good) return bad_cell(row, column, error);
  *out = arena_copy(r->arena, row->cells[column]).data;
  return *out != NULL ? SD_OK : batch_out_of_memory(error);
}

/* One that may be absent: NULL then. */
static sd_status get_optional(batch_reading *r, const csv_row *row, size_t column, const char **out,
                              sd_error *error) {
  *out = NULL;
  return row->cells[column].size == 0 ? SD_OK : get_text(r, row, column, out, error);
}

static sd_status get_date(batch_reading *r, const csv_row *row, size_t column, const char **out,
                          sd_error *error) {
  civil_date date;
  if (row->cells[column].size != 10 || !calendar_parse_iso(row->cells[column], &date)) {
    return bad_cell(row, column, error);
  }
  return get_text(r, row, column, out, error);
}

static sd_status get_number(const csv_row *row, size_t column, int64_t *out, sd_error *error) {
  enum { DIGITS_MAX = 15 };
  text t = row->cells[column];
  *out = 0;
  bool good = t.size > 0 && t.size <= DIGITS_MAX;
  for (size_t i = 0; good && i < t.size; i++) {
    good = t.data[i] >= '0' && t.data[i] <= '9';
    *out = *out * 10 + (t.data[i] - '0');
  }
  return good ? SD_OK : bad_cell(row, column, error);
}

static sd_status get_amount(const csv_row *row, size_t column, bool may_be_negative, int64_t *out,
                            sd_error *error) {
  text t = row->cells[column];
  bool plain = t.size > 0;
  for (size_t i = 0; plain && i < t.size; i++) {
    char c = t.data[i];
    plain = (c >= '0' && c <= '9') || c == '.' || (c == '-' && i == 0 && may_be_negative);
  }
  return plain && money_parse(t, out) ? SD_OK : bad_cell(row, column, error);
}

static sd_status add_found(batch_reading *r, bool credit, int64_t amount_fen, sd_error *error) {
  if (money_add(r->found_fen[credit], amount_fen, &r->found_fen[credit])) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
}

/* --- heads --- */

static sd_status take_orders_head(batch_reading *r, const csv_row *row, sd_error *error) {
  bank_orders *o = r->orders;
  TRY(need_columns(row, 9, error));
  o->payer_bank_name = o->division = "";
  TRY(get_text(r, row, 2, &o->message, error));
  TRY(get_text(r, row, 3, &o->created, error));
  TRY(get_date(r, row, 4, &o->execution_date, error));
  TRY(get_text(r, row, 5, &o->payer_account, error));
  TRY(get_text(r, row, 6, &o->payer_name, error));
  TRY(get_number(row, 7, &r->count, error));
  return get_amount(row, 8, false, &r->sums_fen[0], error);
}

static sd_status take_reply_head(batch_reading *r, const csv_row *row, sd_error *error) {
  bank_reply *reply = &r->message->reply;
  TRY(need_columns(row, 7, error));
  TRY(get_text(r, row, 2, &reply->message, error));
  TRY(get_text(r, row, 3, &reply->original_message, error));
  TRY(get_number(row, 5, &r->count, error));
  TRY(get_optional(r, row, 6, &reply->file_reason, error));
  text status = row->cells[4];
  if (!text_is(status, "S") && !text_is(status, "F") && !text_is(status, "P")) {
    return bad_cell(row, 4, error);
  }
  reply->file_status = text_is(status, "S") ? "ACCP" : text_is(status, "F") ? "RJCT" : "PART";
  return SD_OK;
}

static sd_status take_statement_head(batch_reading *r, const csv_row *row, sd_error *error) {
  bank_statement *s = &r->statement;
  TRY(need_columns(row, 11, error));
  TRY(get_text(r, row, 2, &s->id, error));
  TRY(get_number(row, 3, &s->number, error));
  TRY(get_text(r, row, 4, &s->account, error));
  TRY(get_date(r, row, 5, &s->date, error));
  TRY(get_amount(row, 6, true, &s->opening_fen, error));
  TRY(get_amount(row, 7, true, &s->closing_fen, error));
  TRY(get_number(row, 8, &r->count, error));
  TRY(get_amount(row, 9, false, &r->sums_fen[0], error));
  return get_amount(row, 10, false, &r->sums_fen[1], error);
}

static sd_status take_advice_head(batch_reading *r, const csv_row *row, sd_error *error) {
  bank_statement *s = &r->statement;
  TRY(need_columns(row, 6, error));
  TRY(get_text(r, row, 2, &s->id, error));
  TRY(get_text(r, row, 3, &s->account, error));
  TRY(get_date(r, row, 4, &s->date, error));
  return get_number(row, 5, &r->count, error);
}

static sd_status take_head(batch_reading *r, const csv_row *row, sd_error *error) {
  r->has_head = true;
  if (row->count < 2 || !text_is(row->cells[1], "1")) {
    return row->count < 2 ? need_columns(row, 2, error) : bad_cell(row, 1, error);
  }
  text what = row->cells[0];
  if (r->orders != NULL) {
    return text_is(what, "SUDUI-PAY") ? take_orders_head(r, row, error) : bad_cell(row, 0, error);
  }
  r->message->kind = text_is(what, "SUDUI-STATEMENT") ? BANK_MESSAGE_STATEMENT
                     : text_is(what, "SUDUI-ADVICE")  ? BANK_MESSAGE_ADVICE
                                                      : BANK_MESSAGE_REPLY;
  if (r->message->kind == BANK_MESSAGE_STATEMENT) return take_statement_head(r, row, error);
  if (r->message->kind == BANK_MESSAGE_ADVICE) return take_advice_head(r, row, error);
  return text_is(what, "SUDUI-RESULT") ? take_reply_head(r, row, error) : bad_cell(row, 0, error);
}

/* --- lines --- */

static sd_status take_payment(batch_reading *r, const csv_row *row, sd_error *error) {
  TRY(need_columns(row, 7, error));
  bank_payment *p = growing_push(&r->items, r->arena, sizeof *p);
  if (p == NULL) return batch_out_of_memory(error);
  int64_t number;
  TRY(get_number(row, 0, &number, error));
  if (number != (int64_t)r->items.count) return bad_cell(row, 0, error);
  TRY(get_text(r, row, 1, &p->end_to_end, error));
  TRY(get_text(r, row, 2, &p->creditor_account, error));
  TRY(get_text(r, row, 3, &p->creditor_name, error));
  TRY(get_text(r, row, 4, &p->creditor_bank_code, error));
  TRY(get_amount(row, 5, false, &p->amount_fen, error));
  TRY(get_optional(r, row, 6, &p->remittance, error));
  if (p->amount_fen == 0 || p->amount_fen > BATCH_AMOUNT_MAX_FEN) return bad_cell(row, 5, error);
  return add_found(r, false, p->amount_fen, error);
}

static sd_status take_answer(batch_reading *r, const csv_row *row, sd_error *error) {
  TRY(need_columns(row, 3, error));
  payment_answer *p = growing_push(&r->items, r->arena, sizeof *p);
  if (p == NULL) return batch_out_of_memory(error);
  p->line = (uint32_t)row->line;
  TRY(get_text(r, row, 0, &p->end_to_end, error));
  TRY(get_optional(r, row, 2, &p->reason, error));
  bool failed = text_is(row->cells[1], "F");
  if (!failed && !text_is(row->cells[1], "S")) return bad_cell(row, 1, error);
  p->status = failed ? "RJCT" : "ACCP";
  return SD_OK;
}

static sd_status take_entry(batch_reading *r, const csv_row *row, sd_error *error) {
  TRY(need_columns(row, 7, error));
  const batch_kind *kind = NULL;
  for (size_t i = 0; i < KIND_COUNT && kind == NULL; i++) {
    if (text_is(row->cells[2], batch_kinds[i].name)) kind = &batch_kinds[i];
  }
  if (kind == NULL) return bad_cell(row, 2, error);
  statement_entry *e = growing_push(&r->items, r->arena, sizeof *e);
  if (e == NULL) return batch_out_of_memory(error);
  e->line = (uint32_t)row->line;
  e->is_booked = true;
  e->is_credit = kind->is_credit;
  e->is_reversal = kind->is_reversal;
  TRY(get_text(r, row, 0, &e->reference, error));
  TRY(get_date(r, row, 1, &e->booking_date, error));
  TRY(get_amount(row, 3, kind->is_reversal, &e->amount_fen, error));
  TRY(get_optional(r, row, 4, &e->end_to_end, error));
  TRY(get_optional(r, row, 5, &e->return_code, error));
  TRY(get_optional(r, row, 6, &e->information, error));
  if (kind->is_return && e->return_code == NULL) e->return_code = "NARR";
  if (!kind->is_return) e->return_code = NULL;
  if (e->amount_fen == 0 || (e->amount_fen < 0) != kind->is_reversal) {
    return bad_cell(row, 3, error);
  }
  if (kind->is_reversal) e->amount_fen = -e->amount_fen;
  return add_found(r, e->is_credit, e->amount_fen, error);
}

static sd_status take_row(void *context, const csv_row *row, sd_error *error) {
  batch_reading *r = context;
  r->line = row->line;
  if (row->fault != CSV_FAULT_NONE) {
    sd_status status = error_set(error, SD_SYNTAX_ERROR, csv_fault_message(row->fault), NULL);
    error_place(error, "", (uint32_t)row->line, 1);
    return status;
  }
  if (!r->has_head) return take_head(r, row, error);
  if (r->orders != NULL) return take_payment(r, row, error);
  if (r->message->kind == BANK_MESSAGE_REPLY) return take_answer(r, row, error);
  return take_entry(r, row, error);
}

/* Count and sums are those of the head: a file that was cut short does not pass. */
static sd_status check_head(const batch_reading *r, sd_error *error) {
  bool summed = r->orders != NULL || r->message->kind == BANK_MESSAGE_STATEMENT;
  bool fits = r->has_head && r->count == (int64_t)r->items.count;
  if (fits && summed) {
    fits = r->sums_fen[0] == r->found_fen[0] && r->sums_fen[1] == r->found_fen[1];
  }
  return fits ? SD_OK : error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

static sd_status read_rows(batch_reading *r, text bytes, const char *name, sd_error *error) {
  text utf8;
  TRY(bank_decode_gbk(bytes, name, r->arena, &utf8, error));
  sd_status status = csv_read(utf8, name, take_row, r, error);
  if (status == SD_OK) status = check_head(r, error);
  if (status != SD_OK) error_place(error, name, r->line == 0 ? 1 : (uint32_t)r->line, 1);
  return status;
}

static sd_status batch_read(text bytes, const char *name, arena *a, bank_message *out,
                            sd_error *error) {
  *out = (bank_message){0};
  batch_reading r = {.arena = a, .message = out};
  TRY(read_rows(&r, bytes, name, error));
  if (out->kind == BANK_MESSAGE_REPLY) {
    out->id = out->reply.message;
    out->reply.payments = r.items.items;
    out->reply.count = r.items.count;
    return SD_OK;
  }
  bank_statement *s = ARENA_NEW(a, bank_statement);
  if (s == NULL) return batch_out_of_memory(error);
  *s = r.statement;
  s->entries = r.items.items;
  s->count = r.items.count;
  out->id = s->id;
  out->statements = s;
  out->count = 1;
  if (out->kind == BANK_MESSAGE_ADVICE) return SD_OK;
  sd_status status = statement_check(s, a, error);
  if (status != SD_OK) error_place(error, name, 1, 1);
  return status;
}

static sd_status batch_read_orders(text bytes, const char *name, arena *a, bank_orders *out,
                                   sd_error *error) {
  *out = (bank_orders){0};
  batch_reading r = {.arena = a, .orders = out};
  TRY(read_rows(&r, bytes, name, error));
  out->payments = r.items.items;
  out->count = r.items.count;
  out->sum_fen = r.sums_fen[0];
  if (out->count > 0) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

static bool batch_recognises(text head) { return text_starts_with(head, TEXT("SUDUI-")); }

const bank_format bank_format_batch = {
    .name = "BATCH",
    .labels = {"银行批量文件", "batch files of a bank"},
    .extension = "csv",
    .is_gbk = true,
    .name_max = NAME_MAX_CHARACTERS,
    .remittance_max = PURPOSE_MAX,
    .amount_max_fen = BATCH_AMOUNT_MAX_FEN,
    .write_orders = batch_write_orders,
    .recognises = batch_recognises,
    .read = batch_read,
    .read_orders = batch_read_orders,
    .write_reply = batch_write_reply,
    .write_statement = batch_write_statement,
    .write_advice = batch_write_advice,
};
