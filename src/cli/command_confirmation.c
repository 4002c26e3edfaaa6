/* confirmation, account check: what companies answer, and accounts that changed. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/cli.h"
#include "base/messages/list.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "list/confirmation.h"
#include "operation/account_change.h"
#include "operation/payee_account.h"

typedef struct confirmation_call {
  invocation *call;
  city city;
  int64_t list;
  day_calendar *calendar;
  account_file accounts;
  json_writer *writer;
  confirmation *known; /* by code */
  size_t known_count;
} confirmation_call;

static const confirmation *known_of(const confirmation_call *c, const char *code) {
  for (size_t low = 0, high = c->known_count; low < high;) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(c->known[middle].code, code);
    if (order == 0) return &c->known[middle];
    if (order < 0) low = middle + 1;
    if (order > 0) high = middle;
  }
  return NULL;
}

static confirmation_state state_of(const confirmation *k) {
  return k == NULL ? CONFIRMATION_WAITING : k->state;
}

/* --- Acts --- */

static sd_status act_of_call(const invocation *call, int *act, sd_error *error) {
  static const char *const words[] = {"notice", "confirm", "decline", "lapse"};
  *act = -1;
  for (int i = 0; i < 4; i++) {
    if (!option_given(call, words[i])) continue;
    if (*act >= 0) return error_set(error, SD_MISUSE, MESSAGE_CLI_ONE_ANSWER, NULL);
    *act = i;
  }
  return SD_OK;
}

static sd_status take_one(confirmation_call *c, text code, int act, sd_error *error) {
  invocation *call = c->call;
  char account[SM3_TEXT_SIZE] = "";
  account_digest(&c->accounts, code, account);
  const confirmation_request r = {
      .list = c->list,
      .code = code,
      .act = (confirmation_act)act,
      .channel = text_of(option_given(call, "notice") ? option_value(call, "notice") : ""),
      .account = text_of(account),
      .commitment = option_given(call, "commitment"),
      .actor = call->actor,
      .calendar = c->calendar,
      .now_us = call->now_us};
  return confirmation_take(c->city.db, &r, error);
}

/* What is wrong with one company alone: the others are taken all the same. */
static bool is_about_one(const sd_error *why) {
  return why->message == MESSAGE_LIST_CONFIRMATION_ACCOUNT ||
         why->message == MESSAGE_LIST_CONFIRMATION_TOO_SOON;
}

/* Of all who wait; those left out are named with the reason, and then the whole is SD_REFUSED. */
static sd_status take_all(confirmation_call *c, int act, sd_error *error) {
  invocation *call = c->call;
  list_run *run = NULL;
  int64_t taken = 0, left_out = 0;
  TRY(run_load(c->city.db, c->list, call->arena, &run, error));
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &run->decisions[i];
    if (d->status != DECISION_MET || state_of(known_of(c, d->code)) != CONFIRMATION_WAITING) {
      continue;
    }
    sd_error why = {0};
    sd_status status = take_one(c, text_of(d->code), act, &why);
    if (status != SD_OK && !is_about_one(&why)) {
      *error = why;
      return status;
    }
    if (status == SD_OK) taken++;
    if (status != SD_OK) left_out++;
    if (status != SD_OK)
      say(call, MESSAGE_CLI_CONFIRMATION_LEFT_OUT, SD_ARGS(why.text[call->lang]));
  }
  const char *counted = count_string(call->arena, taken);
  say(call, MESSAGE_CLI_CONFIRMATIONS_TAKEN, SD_ARGS(counted));
  if (left_out == 0) return SD_OK;
  return error_set(error, SD_REFUSED, MESSAGE_CLI_CONFIRMATIONS_LEFT_OUT,
                   SD_ARGS(counted, count_string(call->arena, left_out)));
}

static sd_status take_named(confirmation_call *c, int act, sd_error *error) {
  for (size_t i = 1; i < c->call->operand_count; i++) {
    TRY(take_one(c, text_of(c->call->operands[i]), act, error));
  }
  say(c->call, MESSAGE_CLI_CONFIRMATIONS_TAKEN, SD_ARGS(SD_NUMBER(c->call->operand_count - 1)));
  return SD_OK;
}

/* --- The table --- */

static void write_answer(json_writer *w, const char *code, const confirmation *k) {
  json_begin_object(w);
  json_member_string(w, "company", code);
  json_member_string(w, "state", confirmation_state_word(state_of(k)));
  json_member_integer(w, "notices", k == NULL ? 0 : k->notices);
  json_member_integer(w, "channels", k == NULL ? 0 : k->channels);
  json_end_object(w);
}

static sd_status show_answers(confirmation_call *c, sd_error *error) {
  invocation *call = c->call;
  list_run *run = NULL;
  TRY(confirmations_read(c->city.db, c->list, call->arena, &c->known, &c->known_count, error));
  TRY(run_load(c->city.db, c->list, call->arena, &run, error));
  grid g;
  grid_init(&g, call->arena, "llrr");
  const char *heading[] = {message_text(call->lang, MESSAGE_CLI_COLUMN_SUBJECT),
                           message_text(call->lang, MESSAGE_CLI_COLUMN_STATE),
                           message_text(call->lang, MESSAGE_CLI_COLUMN_NOTICES),
                           message_text(call->lang, MESSAGE_CLI_COLUMN_CHANNELS)};
  grid_row(&g, heading);
  json_begin_array(c->writer);
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &run->decisions[i];
    if (d->status != DECISION_MET) continue;
    const confirmation *k = known_of(c, d->code);
    const char *cells[] = {d->code,
                           message_text(call->lang, confirmation_state_message(state_of(k))),
                           count_string(call->arena, k == NULL ? 0 : k->notices),
                           count_string(call->arena, k == NULL ? 0 : k->channels)};
    if (!call->json) grid_row(&g, cells);
    write_answer(c->writer, d->code, k);
  }
  json_end_array(c->writer);
  if (g.failed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  grid_show(&g, call, "");
  return SD_OK;
}

static sd_status answer_call(confirmation_call *c, sd_error *error) {
  invocation *call = c->call;
  int act;
  const operation_context context = {.db = c->city.db, .registry = c->city.registry};
  TRY(act_of_call(call, &act, error));
  TRY(list_of_operand(c->city.db, call->operands[0], &c->list, error));
  TRY(account_file_read(&context, call->now_us, 0, call->arena, &c->accounts, error));
  TRY(confirmations_read(c->city.db, c->list, call->arena, &c->known, &c->known_count, error));
  bool all = option_given(call, "all");
  if (act >= 0 && all == (call->operand_count > 1)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, call->command->operands));
  }
  if (act >= 0) TRY(all ? take_all(c, act, error) : take_named(c, act, error));
  return show_answers(c, error);
}

sd_status command_confirmation(invocation *call, sd_error *error) {
  json_answer answer;
  confirmation_call c = {.call = call, .writer = &answer.writer};
  TRY(operation_calendar_read(call->data, call->arena, &c.calendar, error));
  TRY(city_open(call, CITY_WITH_REGISTRY, &c.city, error));
  json_answer_begin(&answer);
  sd_status status = answer_call(&c, error);
  city_close(&c.city);
  return json_answer_end(&answer, call, status, error);
}

/* --- account check --- */

static sd_status propose_account(invocation *call, database *db, const account_file *accounts,
                                 const char *code, json_writer *w, sd_error *error) {
  const account_proposal request = {.code = code, .actor = call->actor, .now_us = call->now_us};
  int64_t id = 0;
  TRY(account_propose(db, accounts, &request, &id, error));
  say_proposed(call, id, OPERATION_COMPANY_ACCOUNT, code);
  json_integer(w, id);
  return SD_OK;
}

sd_status command_account_check(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  account_file accounts;
  const operation_context context = {.db = c.db, .registry = c.registry};
  sd_status status = account_file_read(&context, call->now_us, 0, call->arena, &accounts, error);
  for (size_t i = 0; i < call->operand_count && status == SD_OK; i++) {
    status = propose_account(call, c.db, &accounts, call->operands[i], &answer.writer, error);
  }
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- company account change --- */

sd_status command_company_account_change(invocation *call, sd_error *error) {
  const account_change change = {.code = call->operands[1],
                                 .account_name = option_value(call, "name"),
                                 .account_number = option_value(call, "number"),
                                 .bank_code = option_value(call, "bank-code"),
                                 .document = option_value(call, "document"),
                                 .maker = call->actor,
                                 .now_us = call->now_us};
  if (strcmp(call->operands[0], "change") != 0) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, call->command->operands));
  }
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  const operation_context context = {.db = c.db, .registry = c.registry};
  int64_t id = 0;
  sd_status status = account_change_propose(&context, &change, &id, error);
  city_close(&c);
  if (status == SD_OK) say_proposed(call, id, OPERATION_COMPANY_ACCOUNT, change.code);
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_integer(&answer.writer, "proposal", id);
  json_member_string(&answer.writer, "company", change.code);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, status, error);
}
