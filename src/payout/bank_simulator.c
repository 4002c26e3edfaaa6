/* A test bank: reads a file of orders, answers it and books it on a statement, in its format. */
#include "payout/bank_simulator.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/messages/payout.h"
#include "base/money.h"
#include "base/random.h"
#include "payout/bank_format.h"

typedef struct simulated_day {
  arena *arena;
  const bank_simulator_options *options;
  bank_simulator_result *result;
  const bank_format *format;
  bank_orders orders;
  bank_stamp stamp;
  const char *date;
  growing entries; /* statement_entry */
  bank_reply reply;
} simulated_day;

static sd_status bank_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static const struct test_reason {
  const char *code, *text;
} test_reasons[] = {
    {"AC01", "账号不存在"}, {"BE01", "户名不符"}, {"AC04", "账户已销户"}, {"RC01", "行号有误"}};

/* Answers in the order of the file; what is not rejected becomes a debit. */
static sd_status answer_payments(simulated_day *d, sd_error *error) {
  const bank_orders *o = &d->orders;
  payment_answer *answers = ARENA_ARRAY(d->arena, payment_answer, o->count + 1);
  if (answers == NULL) return bank_out_of_memory(error);
  for (size_t i = 0; i < o->count; i++) {
    const bank_payment *p = &o->payments[i];
    random_source random;
    random_init_stream(&random, ~d->options->seed, i);
    if (random_chance(&random, d->options->rejected_per_mille, 1000)) {
      answers[d->reply.count++] =
          (payment_answer){.end_to_end = p->end_to_end,
                           .status = "RJCT",
                           .reason = test_reasons[random_below(&random, 4)].code};
      d->result->rejected_fen += p->amount_fen;
      continue;
    }
    statement_entry *e = growing_push(&d->entries, d->arena, sizeof *e);
    if (e == NULL) return bank_out_of_memory(error);
    *e = (statement_entry){.end_to_end = p->end_to_end,
                           .message = o->message,
                           .booking_date = d->date,
                           .amount_fen = p->amount_fen,
                           .is_booked = true};
    d->result->debited_fen += p->amount_fen;
  }
  d->result->rejected = (int64_t)d->reply.count;
  d->reply.payments = answers;
  d->reply.message = d->stamp.message;
  d->reply.original_message = o->message;
  d->reply.file_status = d->reply.count == 0 ? "ACCP" : d->entries.count == 0 ? "RJCT" : "PART";
  return SD_OK;
}

/* Appends what comes back, and names all entries. */
static sd_status return_payments(simulated_day *d, sd_error *error) {
  size_t payments = d->entries.count;
  for (size_t i = 0; i < payments; i++) {
    random_source random;
    random_init_stream(&random, d->options->seed, i);
    if (!random_chance(&random, d->options->returned_per_mille, 1000)) continue;
    const struct test_reason *reason = &test_reasons[random_below(&random, 4)];
    statement_entry *back = growing_push(&d->entries, d->arena, sizeof *back);
    if (back == NULL) return bank_out_of_memory(error);
    *back = ((const statement_entry *)d->entries.items)[i];
    back->is_credit = true;
    back->return_code = reason->code;
    back->information = reason->text;
    d->result->returned++;
    d->result->returned_fen += back->amount_fen;
  }
  statement_entry *entries = d->entries.items;
  for (size_t i = 0; i < d->entries.count; i++) {
    char reference[40];
    (void)snprintf(reference, sizeof reference, "TEST%" PRId64 "-%07zu",
                   d->options->statement_number, i + 1);
    entries[i].reference = arena_copy_string(d->arena, reference);
    if (entries[i].reference == NULL) return bank_out_of_memory(error);
  }
  return SD_OK;
}

/* The debits of the day, and the returns that will stand on the statement. */
static sd_status write_advice(const simulated_day *d, const bank_statement *statement,
                              sd_error *error) {
  if (d->options->advice_out == NULL) return SD_OK;
  bank_statement advice = *statement;
  char id[40];
  (void)snprintf(id, sizeof id, "TESTADVICE-%" PRId64, d->options->statement_number);
  advice.id = id;
  return d->format->write_advice(&advice, &d->stamp, d->options->advice_out, error);
}

static sd_status run_in(simulated_day *d, text orders, const char *name,
                        text_builder *statement_out, sd_error *error) {
  d->format = bank_format_recognise(orders);
  if (d->format == NULL) {
    return error_set(error, SD_SYNTAX_ERROR, MESSAGE_PAYOUT_FORMAT_UNKNOWN, NULL);
  }
  TRY(d->format->read_orders(orders, name, d->arena, &d->orders, error));
  d->date = d->options->date != NULL ? d->options->date : d->orders.execution_date;
  char id[40], created[48];
  (void)snprintf(id, sizeof id, "TESTBANK-%" PRId64, d->options->statement_number);
  (void)snprintf(created, sizeof created, "%sT17:00:00+08:00", d->date);
  d->stamp = (bank_stamp){id, created, d->orders.division};
  bank_simulator_result *result = d->result;
  *result = (bank_simulator_result){.payments = (int64_t)d->orders.count};
  TRY(answer_payments(d, error));
  TRY(return_payments(d, error));
  if (!money_subtract(d->options->opening_fen, result->debited_fen - result->returned_fen,
                      &result->closing_fen)) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
  }
  bank_statement statement = {.id = id,
                              .number = d->options->statement_number,
                              .account = d->orders.payer_account,
                              .date = d->date,
                              .opening_fen = d->options->opening_fen,
                              .closing_fen = result->closing_fen,
                              .entries = d->entries.items,
                              .count = d->entries.count};
  TRY(d->format->write_statement(&statement, &d->stamp, statement_out, error));
  TRY(write_advice(d, &statement, error));
  if (d->options->reply_out == NULL) return SD_OK;
  return d->format->write_reply(&d->reply, &d->orders, &d->stamp, d->options->reply_out, error);
}

sd_status bank_simulator_run(text orders, const char *name, const bank_simulator_options *options,
                             text_builder *statement_out, bank_simulator_result *result_out,
                             sd_error *error) {
  if (options->statement_number < 1) {
    return error_set(error, SD_MISUSE, MESSAGE_PAYOUT_FIELD_INVALID,
                     SD_ARGS("statement_number", SD_NUMBER(options->statement_number)));
  }
  simulated_day d = {.arena = arena_create(0), .options = options, .result = result_out};
  if (d.arena == NULL) return bank_out_of_memory(error);
  sd_status status = run_in(&d, orders, name, statement_out, error);
  arena_destroy(d.arena);
  return status;
}
