/* payer, pay release, bank-simulator, reconcile, exceptions: from the outbox to the statement. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/output.h"
#include "operation/intake.h"
#include "payout/bank_format.h"
#include "payout/bank_simulator.h"
#include "payout/payout.h"
#include "payout/statement_reply.h"

sd_status command_payer_add(invocation *call, sd_error *error) {
  payer p = {.account_number = call->operands[0],
             .name = option_value(call, "name"),
             .bank_code = option_value(call, "bank-code"),
             .bank_name = option_given(call, "bank-name") ? option_value(call, "bank-name") : "",
             .format = option_value(call, "format"),
             .division = option_value(call, "division")};
  if (p.format != NULL && bank_format_find(p.format) == NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_PAYOUT_FORMAT_NAME,
                     SD_ARGS(p.format, "iso20022, treasury, batch"));
  }
  city c;
  TRY(city_open(call, 0, &c, error));
  sd_status status = payer_register(c.db, call->actor, &p, call->now_us, error);
  city_close(&c);
  if (status == SD_OK) say(call, MESSAGE_CLI_PAYER_ADDED, SD_ARGS(p.account_number, p.name));
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  json_begin_object(w);
  json_member_string(w, "account", p.account_number);
  json_member_string(w, "name", p.name);
  json_member_string(w, "bank_code", p.bank_code);
  json_member_string(w, "bank_name", p.bank_name);
  json_member_string(
      w, "format", p.format == NULL ? bank_format_iso20022.name : bank_format_find(p.format)->name);
  json_end_object(w);
  return json_answer_end(&answer, call, status, error);
}

/* --- pay release --- */

typedef struct waiting_files {
  arena *arena;
  payout_file *files;
  size_t count, capacity;
} waiting_files;

static sd_status collect_file(void *context, const payout_file *file, sd_error *error) {
  waiting_files *list = context;
  if (list->count == list->capacity) {
    size_t capacity = list->capacity == 0 ? 16 : list->capacity * 2;
    payout_file *files = ARENA_ARRAY(list->arena, payout_file, capacity);
    if (files == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    if (list->count != 0) memcpy(files, list->files, list->count * sizeof *files);
    list->files = files;
    list->capacity = capacity;
  }
  list->files[list->count++] = *file;
  return SD_OK;
}

static void write_file_json(json_writer *w, const payout_file *file) {
  json_begin_object(w);
  json_member_string(w, "message", file->message);
  json_member_string(w, "file", file->file_name);
  json_member_string(w, "sm3", file->hash);
  json_member_integer(w, "orders", file->count);
  json_member_integer(w, "amount_fen", file->sum_fen);
  json_member_string(w, "state", order_state_name(file->state));
  json_end_object(w);
}

static sd_status release_one(invocation *call, city *c, const payout_file *seen, json_writer *w,
                             sd_error *error) {
  const char *hash = option_value(call, "hash");
  release_request request = {.message = seen->message,
                             .hash = hash == NULL ? seen->hash : hash,
                             .releaser = call->actor,
                             .outbox = c->outbox,
                             .now_us = call->now_us};
  payout_file file = *seen;
  if (option_given(call, "resend")) {
    TRY(payout_resend(c->db, seen->message, call->actor, c->outbox, true, call->now_us, error));
    file.state = ORDER_HANDED_OVER;
  } else {
    TRY(payout_release(c->db, &request, &file, error));
  }
  say(call, MESSAGE_CLI_RELEASED,
      SD_ARGS(file.message, city_path(call, "outbox"), file.file_name,
              count_string(call->arena, file.count), money_string(call->arena, file.sum_fen)));
  write_file_json(w, &file);
  return SD_OK;
}

sd_status command_pay_release(invocation *call, sd_error *error) {
  if (option_given(call, "all") == (call->operand_count != 0) ||
      (option_given(call, "resend") && call->operand_count == 0)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, call->command->operands));
  }
  city c;
  TRY(city_open(call, 0, &c, error));
  waiting_files list = {.arena = call->arena};
  sd_status status = payout_files_each(c.db, collect_file, &list, error);
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  bool found = false;
  for (size_t i = 0; i < list.count && status == SD_OK; i++) {
    bool named = call->operand_count != 0 && strcmp(call->operands[0], list.files[i].message) == 0;
    bool waiting = call->operand_count == 0 && list.files[i].state == ORDER_PREPARED;
    if (!named && !waiting) continue;
    found = true;
    status = release_one(call, &c, &list.files[i], &answer.writer, error);
  }
  if (status == SD_OK && !found && call->operand_count != 0) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_CLI_NO_FILE, SD_ARGS(call->operands[0]));
  }
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- bank-simulator --- */

/* Where the test bank goes on: behind the city's last statement, or at what its ledger says. */
static sd_status continue_from(void *context, const bank_proof *proof, sd_error *error) {
  (void)error;
  bank_simulator_options *options = context;
  bool is_first = proof->statement_number == 0;
  options->statement_number = proof->statement_number + 1;
  options->opening_fen = is_first ? proof->ledger_balance_fen : proof->bank_closing_fen;
  return SD_OK;
}

static sd_status simulator_options(invocation *call, bank_simulator_options *options,
                                   sd_error *error) {
  *options = (bank_simulator_options){.statement_number = 1, .date = option_value(call, "date")};
  if (file_exists(city_path(call, "sudui.db"))) {
    city c;
    TRY(city_open(call, 0, &c, error));
    sd_status status = bank_proofs_each(c.db, continue_from, options, error);
    city_close(&c);
    if (status != SD_OK) return status;
  }
  int64_t seed, returned, rejected;
  TRY(option_number(call, "number", 1, options->statement_number, &options->statement_number,
                    error));
  TRY(option_number(call, "seed", 0, 1, &seed, error));
  TRY(option_number(call, "rejected-per-mille", 0, 0, &rejected, error));
  TRY(option_number(call, "returned-per-mille", 0, 0, &returned, error));
  options->seed = (uint64_t)seed;
  options->returned_per_mille = (uint32_t)returned;
  options->rejected_per_mille = (uint32_t)rejected;
  const char *opening = option_value(call, "opening");
  if (opening == NULL || money_parse(text_of(opening), &options->opening_fen)) return SD_OK;
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_AMOUNT, SD_ARGS("opening", opening));
}

sd_status command_bank_simulator(invocation *call, sd_error *error) {
  const char *path = call->operands[0];
  text bytes;
  TRY(file_read(path, LIMIT_STATEMENT_BYTES, call->arena, &bytes, error));
  bank_simulator_options options;
  TRY(simulator_options(call, &options, error));
  text_builder statement, reply, advice;
  text_builder_init(&statement, LIMIT_STATEMENT_BYTES);
  text_builder_init(&reply, LIMIT_STATEMENT_BYTES);
  text_builder_init(&advice, LIMIT_STATEMENT_BYTES);
  const char *reply_path = option_value(call, "answer-out");
  const char *advice_path = option_value(call, "advice-out");
  options.reply_out = reply_path == NULL ? NULL : &reply;
  options.advice_out = advice_path == NULL ? NULL : &advice;
  bank_simulator_result result = {0};
  sd_status status = bank_simulator_run(bytes, path, &options, &statement, &result, error);
  if (status == SD_OK) {
    status = file_write(option_value(call, "out"), text_builder_text(&statement), error);
  }
  if (status == SD_OK && reply_path != NULL) {
    status = file_write(reply_path, text_builder_text(&reply), error);
  }
  if (status == SD_OK && advice_path != NULL) {
    status = file_write(advice_path, text_builder_text(&advice), error);
  }
  text_builder_release(&advice);
  text_builder_release(&reply);
  text_builder_release(&statement);
  if (status != SD_OK) return status;
  arena *a = call->arena;
  say(call, MESSAGE_CLI_SIMULATED,
      SD_ARGS(option_value(call, "out"), count_string(a, result.payments),
              money_string(a, result.debited_fen), count_string(a, result.returned),
              money_string(a, result.returned_fen), money_string(a, result.closing_fen)));
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  json_begin_object(w);
  json_member_integer(w, "payments", result.payments);
  json_member_integer(w, "debited_fen", result.debited_fen);
  json_member_integer(w, "returned", result.returned);
  json_member_integer(w, "returned_fen", result.returned_fen);
  json_member_integer(w, "closing_fen", result.closing_fen);
  json_end_object(w);
  return json_answer_end(&answer, call, SD_OK, error);
}

/* --- reconcile --- */

static void write_findings_json(json_writer *w, const reconciliation *r) {
  json_key(w, "findings");
  json_begin_array(w);
  for (int f = 0; f < FINDING_COUNT; f++) {
    if (r->found[f] == 0) continue;
    json_begin_object(w);
    json_member_string(w, "finding", finding_name((entry_finding)f));
    json_member_integer(w, "entries", r->found[f]);
    json_member_integer(w, "amount_fen", r->found_fen[f]);
    json_member_boolean(w, "matched", finding_is_matched((entry_finding)f));
    json_end_object(w);
  }
  json_end_array(w);
}

static void say_findings(invocation *call, const reconciliation *r) {
  arena *a = call->arena;
  for (int f = 0; f < FINDING_COUNT; f++) {
    if (r->found[f] == 0) continue;
    entry_finding finding = (entry_finding)f;
    say(call, MESSAGE_CLI_FINDING,
        SD_ARGS(finding_label(finding, call->lang), count_string(a, r->found[f]),
                money_string(a, r->found_fen[f])));
    const char *act = finding_next_act(finding, call->lang);
    if (act[0] == '\0') continue;
    call->findings = true;
    say(call, MESSAGE_CLI_NEXT_ACT, SD_ARGS(act));
  }
}

typedef struct proof_call {
  invocation *call;
  json_writer *writer;
} proof_call;

static sd_status say_bank_proof(void *context, const bank_proof *proof, sd_error *error) {
  (void)error;
  proof_call *p = context;
  arena *a = p->call->arena;
  if (proof->unexplained_fen != 0) p->call->findings = true;
  say(p->call, MESSAGE_CLI_PROOF,
      SD_ARGS(proof->account, money_string(a, proof->bank_closing_fen),
              money_string(a, proof->ledger_balance_fen), money_string(a, proof->difference_fen),
              money_string(a, proof->queued_fen), money_string(a, proof->unexplained_fen)));
  json_writer *w = p->writer;
  json_begin_object(w);
  json_member_string(w, "account", proof->account);
  json_member_integer(w, "statement_number", proof->statement_number);
  json_member_integer(w, "bank_closing_fen", proof->bank_closing_fen);
  json_member_integer(w, "ledger_balance_fen", proof->ledger_balance_fen);
  json_member_integer(w, "difference_fen", proof->difference_fen);
  json_member_integer(w, "queued_fen", proof->queued_fen);
  json_member_integer(w, "unexplained_fen", proof->unexplained_fen);
  json_end_object(w);
  return SD_OK;
}

sd_status write_bank_proofs(invocation *call, database *db, json_writer *w, sd_error *error) {
  json_key(w, "proofs");
  json_begin_array(w);
  proof_call context = {call, w};
  sd_status status = bank_proofs_each(db, say_bank_proof, &context, error);
  json_end_array(w);
  return status;
}

/* The bank's answer moves the state of orders, never money. */
static void show_answer(invocation *call, const char *name, const bank_answer *answer,
                        json_writer *w) {
  const bank_answer b = *answer;
  arena *a = call->arena;
  say(call, b.known ? MESSAGE_CLI_STATEMENT_KNOWN : MESSAGE_CLI_ANSWERED,
      SD_ARGS(name, count_string(a, b.accepted), count_string(a, b.rejected),
              money_string(a, b.rejected_fen), count_string(a, b.unidentified),
              count_string(a, b.alarms)));
  if (b.unidentified != 0 || b.alarms != 0) call->findings = true;
  json_begin_object(w);
  json_member_boolean(w, "known", b.known);
  json_member_integer(w, "accepted", b.accepted);
  json_member_integer(w, "rejected", b.rejected);
  json_member_integer(w, "rejected_fen", b.rejected_fen);
  json_member_integer(w, "unidentified", b.unidentified);
  json_member_integer(w, "alarms", b.alarms);
  json_end_object(w);
}

/* An advice says what the statement is going to say. */
static void show_advice(invocation *call, const char *name, const bank_advice *advice,
                        json_writer *w) {
  const bank_advice b = *advice;
  arena *a = call->arena;
  say(call, b.known ? MESSAGE_CLI_STATEMENT_KNOWN : MESSAGE_CLI_ADVISED,
      SD_ARGS(name, count_string(a, b.entries), count_string(a, b.acknowledged),
              count_string(a, b.announced), money_string(a, b.announced_fen),
              count_string(a, b.unidentified)));
  if (b.unidentified != 0) call->findings = true;
  json_begin_object(w);
  json_member_boolean(w, "known", b.known);
  json_member_integer(w, "entries", b.entries);
  json_member_integer(w, "acknowledged", b.acknowledged);
  json_member_integer(w, "announced", b.announced);
  json_member_integer(w, "announced_fen", b.announced_fen);
  json_member_integer(w, "unidentified", b.unidentified);
  json_end_object(w);
}

static sd_status show_statement(invocation *call, database *db, const intake *in, json_writer *w,
                                sd_error *error) {
  const reconciliation *r = &in->statement;
  say(call, in->known ? MESSAGE_CLI_STATEMENT_KNOWN : MESSAGE_CLI_RECONCILED,
      SD_ARGS(call->operands[0], count_string(call->arena, r->statements),
              count_string(call->arena, r->entries)));
  say_findings(call, r);
  json_begin_object(w);
  json_member_integer(w, "statements", r->statements);
  json_member_integer(w, "statements_known", r->statements_known);
  json_member_integer(w, "entries", r->entries);
  json_member_integer(w, "alarms", r->alarms);
  write_findings_json(w, r);
  sd_status status = write_bank_proofs(call, db, w, error);
  json_end_object(w);
  return status;
}

static sd_status show_intake(invocation *call, database *db, const intake *in, json_writer *w,
                             sd_error *error) {
  switch (in->kind) {
    case BANK_MESSAGE_REPLY:
      show_answer(call, call->operands[0], &in->answer, w);
      return SD_OK;
    case BANK_MESSAGE_ADVICE:
      show_advice(call, call->operands[0], &in->advice, w);
      return SD_OK;
    case BANK_MESSAGE_STATEMENT:
      break;
  }
  return show_statement(call, db, in, w, error);
}

sd_status command_reconcile(invocation *call, sd_error *error) {
  intake_request request = {
      .name = call->operands[0], .actor = call->actor, .now_us = call->now_us};
  TRY(file_read(request.name, LIMIT_STATEMENT_BYTES, call->arena, &request.bytes, error));
  city c;
  intake in;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = operation_take_in(c.db, &request, &in, error);
  if (status == SD_OK) status = show_intake(call, c.db, &in, &answer.writer, error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- statement reply --- */

sd_status command_statement_reply(invocation *call, sd_error *error) {
  enum { REPLY_BYTES_MAX = 1 << 16 };
  statement_reply found = {0};
  text_builder reply;
  text_builder_init(&reply, REPLY_BYTES_MAX);
  city c;
  sd_status status = city_open(call, 0, &c, error);
  if (status == SD_OK) {
    status = statement_reply_write(c.db, call->operands[0], &found, &reply, error);
    city_close(&c);
  }
  const char *path = option_value(call, "out");
  if (status == SD_OK) status = file_write(path, text_builder_text(&reply), error);
  text_builder_release(&reply);
  TRY(status);
  say(call, MESSAGE_CLI_STATEMENT_REPLIED,
      SD_ARGS(path, count_string(call->arena, found.movements),
              count_string(call->arena, found.differences)));
  if (found.differences != 0) call->findings = true;
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_integer(&answer.writer, "movements", found.movements);
  json_member_integer(&answer.writer, "amount_fen", found.amount_fen);
  json_member_integer(&answer.writer, "differences", found.differences);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, SD_OK, error);
}

/* --- exceptions --- */

typedef struct exception_table {
  invocation *call;
  grid grid;
  json_writer *writer;
} exception_table;

static sd_status add_exception(void *context, const queued_entry *entry, sd_error *error) {
  exception_table *table = context;
  invocation *call = table->call;
  const char *cells[] = {
      count_string(call->arena, entry->id),
      entry->booking_date,
      entry->reference,
      entry->end_to_end,
      money_string(call->arena, entry->is_credit ? entry->amount_fen : -entry->amount_fen),
      entry->return_code,
      finding_label(entry->finding, call->lang),
      finding_next_act(entry->finding, call->lang)};
  grid_row(&table->grid, cells);
  json_writer *w = table->writer;
  json_begin_object(w);
  json_member_integer(w, "entry", entry->id);
  json_member_string(w, "statement", entry->statement);
  json_member_string(w, "reference", entry->reference);
  json_member_string(w, "end_to_end", entry->end_to_end);
  json_member_integer(w, "amount_fen", entry->amount_fen);
  json_member_boolean(w, "credit", entry->is_credit);
  json_member_string(w, "finding", finding_name(entry->finding));
  json_end_object(w);
  return table->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                            : SD_OK;
}

sd_status command_exceptions(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  exception_table table = {.call = call, .writer = &answer.writer};
  grid_init(&table.grid, call->arena, "rlllrlll");
  sd_status status = exceptions_each(c.db, add_exception, &table, error);
  json_end_array(&answer.writer);
  if (status == SD_OK && !call->json) {
    if (table.grid.row_count == 0) say(call, MESSAGE_CLI_NO_EXCEPTIONS, NULL);
    grid_print(&table.grid, "", call->out);
  }
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
