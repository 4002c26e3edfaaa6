/* A test bank: reads a pain.001 file, answers it and books it on a camt.053 statement. */
#include "payout/bank_simulator.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/random.h"
#include "payout/camt053.h"
#include "payout/pain002.h"
#include "payout/xml_form.h"

/* The elements that are read, in document order: F(name, parent, kind, element). */
#define PAIN_ELEMENTS                                 \
  F(DOCUMENT, NONE, GROUP, "Document")                \
  F(INITIATION, DOCUMENT, RECORD, "CstmrCdtTrfInitn") \
  F(HEADER, INITIATION, GROUP, "GrpHdr")              \
  F(MESSAGE, HEADER, LEAF, "MsgId")                   \
  F(COUNT_OF_ALL, HEADER, LEAF, "NbOfTxs")            \
  F(SUM_OF_ALL, HEADER, LEAF, "CtrlSum")              \
  F(BATCH, INITIATION, RECORD, "PmtInf")              \
  F(EXECUTION, BATCH, GROUP, "ReqdExctnDt")           \
  F(EXECUTION_DATE, EXECUTION, LEAF, "Dt")            \
  F(EXECUTION_TIME, EXECUTION, LEAF, "DtTm")          \
  F(DEBTOR_ACCOUNT, BATCH, GROUP, "DbtrAcct")         \
  F(DEBTOR_ID, DEBTOR_ACCOUNT, GROUP, "Id")           \
  F(DEBTOR_OTHER, DEBTOR_ID, GROUP, "Othr")           \
  F(DEBTOR_NUMBER, DEBTOR_OTHER, LEAF, "Id")          \
  F(PAYMENT, BATCH, RECORD, "CdtTrfTxInf")            \
  F(PAYMENT_ID, PAYMENT, GROUP, "PmtId")              \
  F(END_TO_END, PAYMENT_ID, LEAF, "EndToEndId")       \
  F(AMOUNT, PAYMENT, GROUP, "Amt")                    \
  F(INSTRUCTED, AMOUNT, LEAF, "InstdAmt")

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

static const form pain_form = {"pain.001.001.09", pain_elements, PAIN_COUNT};

typedef struct pain_reading {
  arena *arena;
  const char *message, *account, *execution_date;
  statement_entry *entries; /* room for two for each payment: it may come back */
  size_t count, capacity;
  int64_t sum_fen;
} pain_reading;

static sd_status bank_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status entries_reserve(pain_reading *p, size_t capacity, sd_error *error) {
  if (capacity <= p->capacity) return SD_OK;
  size_t wanted = p->capacity == 0 ? 64 : 2 * p->capacity;
  while (wanted < capacity) wanted *= 2;
  statement_entry *entries = ARENA_ARRAY(p->arena, statement_entry, wanted);
  if (entries == NULL) return bank_out_of_memory(error);
  if (p->count > 0) memcpy(entries, p->entries, p->count * sizeof *entries);
  p->entries = entries;
  p->capacity = wanted;
  return SD_OK;
}

static sd_status pain_take_payment(pain_reading *p, uint32_t line, const form_value *values,
                                   sd_error *error) {
  TRY(entries_reserve(p, p->count + 1, error));
  TRY(form_require(&pain_form, values, PAIN_END_TO_END, line, error));
  statement_entry *e = &p->entries[p->count];
  *e = (statement_entry){
      .end_to_end = values[PAIN_END_TO_END].value, .line = line, .is_booked = true};
  TRY(form_amount(&pain_form, values, PAIN_INSTRUCTED, line, &e->amount_fen, error));
  if (e->amount_fen == 0) return form_value_invalid(&pain_form, values, PAIN_INSTRUCTED, error);
  if (!money_add(p->sum_fen, e->amount_fen, &p->sum_fen)) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
  }
  p->count++;
  return SD_OK;
}

static sd_status pain_take_end(pain_reading *p, uint32_t line, const form_value *values,
                               sd_error *error) {
  TRY(form_require(&pain_form, values, PAIN_MESSAGE, line, error));
  TRY(form_require(&pain_form, values, PAIN_COUNT_OF_ALL, line, error));
  TRY(form_require(&pain_form, values, PAIN_SUM_OF_ALL, line, error));
  p->message = values[PAIN_MESSAGE].value;
  int64_t sum_fen;
  char count[24];
  bool sum_fits =
      money_parse(text_of(values[PAIN_SUM_OF_ALL].value), &sum_fen) && sum_fen == p->sum_fen;
  bool count_fits =
      strcmp(values[PAIN_COUNT_OF_ALL].value, number_text(count, (int64_t)p->count)) == 0;
  if (sum_fits && count_fits && p->account != NULL) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_COUNT_DIFFERS, NULL);
}

static sd_status pain_take_record(void *context, int record, uint32_t line,
                                  const form_value *values, sd_error *error) {
  pain_reading *p = context;
  if (record == PAIN_PAYMENT) return pain_take_payment(p, line, values, error);
  if (record == PAIN_INITIATION) return pain_take_end(p, line, values, error);
  if (p->account != NULL) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_TWICE, SD_ARGS("PmtInf"));
  }
  TRY(form_require(&pain_form, values, PAIN_DEBTOR_NUMBER, line, error));
  TRY(form_date(&pain_form, values, PAIN_EXECUTION_DATE, PAIN_EXECUTION_TIME, p->arena,
                &p->execution_date, error));
  if (p->execution_date == NULL) {
    return form_require(&pain_form, values, PAIN_EXECUTION_DATE, line, error);
  }
  p->account = values[PAIN_DEBTOR_NUMBER].value;
  return SD_OK;
}

static const struct test_reason {
  const char *code, *text;
} test_reasons[] = {
    {"AC01", "账号不存在"}, {"BE01", "户名不符"}, {"AC04", "账户已销户"}, {"RC01", "行号有误"}};

/* Takes out what the bank rejects; the answers are in the order of the file. */
static sd_status reject_payments(pain_reading *p, const bank_simulator_options *options,
                                 pain002 *answer, bank_simulator_result *result, sd_error *error) {
  payment_answer *answers = ARENA_ARRAY(p->arena, payment_answer, p->count + 1);
  if (answers == NULL) return bank_out_of_memory(error);
  size_t kept = 0;
  for (size_t i = 0; i < p->count; i++) {
    random_source random;
    random_init_stream(&random, ~options->seed, i);
    if (!random_chance(&random, options->rejected_per_mille, 1000)) {
      p->entries[kept++] = p->entries[i];
      continue;
    }
    answers[answer->count++] =
        (payment_answer){.end_to_end = p->entries[i].end_to_end,
                         .status = "RJCT",
                         .reason = test_reasons[random_below(&random, 4)].code};
    result->rejected++;
    result->rejected_fen += p->entries[i].amount_fen;
  }
  p->count = kept;
  answer->payments = answers;
  answer->original_message = p->message;
  answer->file_status = answer->count == 0 ? "ACCP" : kept == 0 ? "RJCT" : "PART";
  return SD_OK;
}

/* Names and dates the debits, then appends the returns. */
static sd_status book_payments(pain_reading *p, const bank_simulator_options *options,
                               const char *date, bank_simulator_result *result, sd_error *error) {
  size_t payments = p->count;
  for (size_t i = 0; i < payments; i++) {
    random_source random;
    random_init_stream(&random, options->seed, i);
    p->entries[i].message = p->message;
    p->entries[i].booking_date = date;
    if (!random_chance(&random, options->returned_per_mille, 1000)) continue;
    TRY(entries_reserve(p, p->count + 1, error));
    const struct test_reason *reason = &test_reasons[random_below(&random, 4)];
    statement_entry *back = &p->entries[p->count++];
    *back = p->entries[i];
    back->is_credit = true;
    back->return_code = reason->code;
    back->information = reason->text;
    result->returned++;
    result->returned_fen += back->amount_fen;
  }
  for (size_t i = 0; i < p->count; i++) {
    char reference[40];
    (void)snprintf(reference, sizeof reference, "TEST%" PRId64 "-%07zu", options->statement_number,
                   i + 1);
    p->entries[i].reference = arena_copy_string(p->arena, reference);
    if (p->entries[i].reference == NULL) return bank_out_of_memory(error);
  }
  return SD_OK;
}

static sd_status run_in(arena *a, text pain001, const char *name,
                        const bank_simulator_options *options, text_builder *camt053_out,
                        bank_simulator_result *result, sd_error *error) {
  pain_reading p = {.arena = a};
  TRY(form_read(&pain_form, pain001, name, a, pain_take_record, &p, error));
  if (p.message == NULL || p.account == NULL) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_MISSING, SD_ARGS("PmtInf"));
  }
  const char *date = options->date != NULL ? options->date : p.execution_date;
  char id[40], created[48];
  (void)snprintf(id, sizeof id, "TESTBANK-%" PRId64, options->statement_number);
  (void)snprintf(created, sizeof created, "%sT17:00:00+08:00", date);
  *result = (bank_simulator_result){.payments = (int64_t)p.count};
  pain002 answer = {.message = id};
  TRY(reject_payments(&p, options, &answer, result, error));
  result->debited_fen = p.sum_fen - result->rejected_fen;
  TRY(book_payments(&p, options, date, result, error));
  if (!money_subtract(options->opening_fen, result->debited_fen - result->returned_fen,
                      &result->closing_fen)) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
  }
  bank_statement statement = {.id = id,
                              .number = options->statement_number,
                              .account = p.account,
                              .date = date,
                              .opening_fen = options->opening_fen,
                              .closing_fen = result->closing_fen,
                              .entries = p.entries,
                              .count = p.count};
  TRY(camt053_write(&statement, id, created, camt053_out, error));
  if (options->pain002_out == NULL) return SD_OK;
  return pain002_write(&answer, created, options->pain002_out, error);
}

sd_status bank_simulator_run(text pain001, const char *name, const bank_simulator_options *options,
                             text_builder *camt053_out, bank_simulator_result *result_out,
                             sd_error *error) {
  if (options->statement_number < 1) {
    return error_set(error, SD_MISUSE, MESSAGE_PAYOUT_FIELD_INVALID,
                     SD_ARGS("statement_number", SD_NUMBER(options->statement_number)));
  }
  arena *a = arena_create(0);
  if (a == NULL) return bank_out_of_memory(error);
  sd_status status = run_in(a, pain001, name, options, camt053_out, result_out, error);
  arena_destroy(a);
  return status;
}
