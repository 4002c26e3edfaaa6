/* objection file, decide, list, signer: what is said against a published list. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "base/money.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "list/objection.h"

static void write_objection_json(json_writer *w, const objection *o) {
  json_begin_object(w);
  json_member_integer(w, "objection", o->id);
  json_member_integer(w, "list", o->list);
  json_member_text(w, "company", o->code);
  json_member_string(w, "kind", objection_kind_word(o->kind));
  json_member_text(w, "channel", o->channel);
  json_member_string(w, "state", objection_state_word(o->state));
  json_member_boolean(w, "sealed", o->sealed);
  json_member_text(w, "matter", o->matter);
  json_member_text(w, "evidence", o->evidence_name);
  json_member_text(w, "evidence_sm3", o->evidence_sm3);
  json_member_text(w, "ground", o->ground);
  json_member_text(w, "decided_by", o->decided_by);
  if (o->state == OBJECTION_UPHELD) json_member_integer(w, "amount_fen", o->amount_fen);
  json_end_object(w);
}

static sd_status id_of_operand(const invocation *call, int64_t *out, sd_error *error) {
  decimal number;
  if (decimal_parse(text_of(call->operands[0]), &number) && decimal_to_int64(&number, out) &&
      *out > 0) {
    return SD_OK;
  }
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_OBJECTION, SD_ARGS(call->operands[0]));
}

/* Opens the city, lets `work` write its part of the answer, and ends the call. */
typedef sd_status (*objection_work)(invocation *call, city *c, json_writer *w, sd_error *error);

static sd_status answer_with(invocation *call, objection_work work, sd_error *error) {
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = work(call, &c, &answer.writer, error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

static sd_status show_one(invocation *call, city *c, int64_t id, json_writer *w, sd_error *error) {
  objection o;
  TRY(objection_find(c->db, id, call->arena, &o, error));
  say(call, MESSAGE_CLI_OBJECTION,
      SD_ARGS(SD_NUMBER(id), text_string(call->arena, o.code),
              message_text(call->lang, objection_state_message(o.state)),
              text_string(call->arena, o.ground)));
  if (o.state == OBJECTION_REFUSED) call->findings = true;
  write_objection_json(w, &o);
  return SD_OK;
}

/* --- file --- */

static sd_status read_evidence(const invocation *call, text *name, sm3_digest *digest, bool *given,
                               sd_error *error) {
  const char *path = option_value(call, "evidence");
  *given = path != NULL;
  if (path == NULL) return SD_OK;
  text bytes;
  TRY(file_read(path, LIMIT_EVIDENCE_BYTES, call->arena, &bytes, error));
  const char *slash = strrchr(path, '/');
  *name = text_of(slash == NULL ? path : slash + 1);
  if (bytes.size == 0) *given = false; /* an empty file shows nothing */
  return sm3_of(bytes, digest) ? SD_OK
                               : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static text option_text(const invocation *call, const char *name) {
  return option_given(call, name) ? text_of(option_value(call, name)) : TEXT("");
}

static sd_status file_work(invocation *call, city *c, json_writer *w, sd_error *error) {
  sm3_digest digest;
  bool given;
  int64_t id;
  objection_state state;
  objection_request r = {.code = text_of(call->operands[1]),
                         .channel = option_text(call, "channel"),
                         .matter = option_text(call, "matter"),
                         .sealed = option_given(call, "sealed"),
                         .actor = call->actor,
                         .now_us = call->now_us};
  r.reporter = option_text(call, r.sealed ? "sealed" : "signed");
  const char *kind = option_given(call, "kind") ? option_value(call, "kind") : "line";
  if (!objection_kind_of_word(text_of(kind), &r.kind)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_KIND, SD_ARGS(kind));
  }
  TRY(read_evidence(call, &r.evidence_name, &digest, &given, error));
  r.evidence = given ? &digest : NULL;
  TRY(list_of_operand(c->db, call->operands[0], &r.list, error));
  TRY(objection_file(c->db, &r, &id, &state, error));
  return show_one(call, c, id, w, error);
}

sd_status command_objection_file(invocation *call, sd_error *error) {
  return answer_with(call, file_work, error);
}

/* --- decide --- */

static sd_status decide_work(invocation *call, city *c, json_writer *w, sd_error *error) {
  int64_t id, amount_fen = 0, proposal = 0;
  const char *ground = option_value(call, "ground"), *amount = option_value(call, "amount");
  bool upheld = option_given(call, "uphold");
  if (upheld == option_given(call, "reject") || (amount != NULL && !upheld)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_UPHOLD_OR_REJECT, NULL);
  }
  TRY(id_of_operand(call, &id, error));
  if (amount != NULL && (!money_parse(text_of(amount), &amount_fen) || amount_fen < 0)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_AMOUNT, SD_ARGS("amount", amount));
  }
  if (!upheld) {
    TRY(objection_reject(c->db, id, call->actor, ground, call->now_us, error));
    return show_one(call, c, id, w, error);
  }
  TRY(objection_propose(c->db, id, call->actor, ground, amount_fen, call->now_us, &proposal,
                        error));
  say_proposed(call, proposal, OPERATION_LIST_APPROVAL, money_string(call->arena, amount_fen));
  json_begin_object(w);
  json_member_integer(w, "objection", id);
  json_member_integer(w, "proposal", proposal);
  json_member_integer(w, "amount_fen", amount_fen);
  json_end_object(w);
  return SD_OK;
}

sd_status command_objection_decide(invocation *call, sd_error *error) {
  return answer_with(call, decide_work, error);
}

/* --- list --- */

typedef struct objection_table {
  invocation *call;
  json_writer *writer;
  grid grid;
} objection_table;

static sd_status add_objection(void *context, const objection *o, sd_error *error) {
  objection_table *t = context;
  arena *a = t->call->arena;
  language lang = t->call->lang;
  const char *cells[] = {
      count_string(a, o->id),     count_string(a, o->list),
      text_string(a, o->code),    objection_kind_word(o->kind),
      text_string(a, o->channel), message_text(lang, objection_state_message(o->state)),
      text_string(a, o->matter),  text_string(a, o->ground)};
  grid_row(&t->grid, cells);
  write_objection_json(t->writer, o);
  return t->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

static sd_status list_work(invocation *call, city *c, json_writer *w, sd_error *error) {
  objection_table t = {.call = call, .writer = w};
  int64_t list = 0;
  language lang = call->lang;
  if (call->operand_count != 0) TRY(list_of_operand(c->db, call->operands[0], &list, error));
  grid_init(&t.grid, call->arena, "rrllllll");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_OBJECTION),
                           message_text(lang, MESSAGE_CLI_COLUMN_LIST),
                           message_text(lang, MESSAGE_CLI_COLUMN_SUBJECT),
                           message_text(lang, MESSAGE_CLI_COLUMN_KIND),
                           message_text(lang, MESSAGE_CLI_COLUMN_CHANNEL),
                           message_text(lang, MESSAGE_CLI_COLUMN_STATE),
                           message_text(lang, MESSAGE_CLI_COLUMN_MATTER),
                           message_text(lang, MESSAGE_CLI_COLUMN_GROUND)};
  grid_row(&t.grid, heading);
  json_begin_array(w);
  TRY(objections_each(c->db, list, add_objection, &t, error));
  json_end_array(w);
  grid_show(&t.grid, call, "");
  return SD_OK;
}

sd_status command_objection_list(invocation *call, sd_error *error) {
  return answer_with(call, list_work, error);
}

/* --- reporter --- */

static sd_status reporter_work(invocation *call, city *c, json_writer *w, sd_error *error) {
  int64_t id;
  text name;
  TRY(id_of_operand(call, &id, error));
  TRY(objection_reporter(c->db, id, call->actor, call->now_us, call->arena, &name, error));
  say(call, MESSAGE_CLI_REPORTER, SD_ARGS(SD_NUMBER(id), text_string(call->arena, name)));
  json_begin_object(w);
  json_member_integer(w, "objection", id);
  json_member_text(w, "reporter", name);
  json_end_object(w);
  return SD_OK;
}

sd_status command_objection_reporter(invocation *call, sd_error *error) {
  return answer_with(call, reporter_work, error);
}
