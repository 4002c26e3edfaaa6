/* approvals, approve, refuse, policy release: what needs a second person. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/approval.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/messages/cli.h"
#include "base/messages/policy.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "list/version_release.h"
#include "operation/approve.h"

/* --- approvals --- */

typedef struct approval_table {
  invocation *call;
  json_writer *writer;
  grid grid;
  int64_t count;
} approval_table;

static void write_approval_json(json_writer *w, const approval *p) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(&p->hash, hash);
  json_begin_object(w);
  json_member_integer(w, "proposal", p->id);
  json_member_string(w, "operation", operation_word(p->operation));
  json_member_text(w, "subject", p->subject);
  json_member_text(w, "content", p->content);
  json_member_string(w, "sm3", hash);
  json_member_string(w, "stage", stage_word(p->stage));
  json_member_integer(w, "persons", operation_persons(p->operation));
  json_member_text(w, "maker", p->maker);
  json_member_text(w, "checker", p->checker);
  json_member_text(w, "performer", p->performer);
  json_member_text(w, "ground", p->ground);
  json_end_object(w);
}

static sd_status add_approval(void *context, const approval *p, sd_error *error) {
  approval_table *table = context;
  invocation *call = table->call;
  const char *person = option_value(call, "for");
  if (person != NULL && !approval_waits_for(p, text_of(person))) return SD_OK;
  table->count++;
  arena *a = call->arena;
  char hash[SM3_TEXT_SIZE], when[CLOCK_TEXT_SIZE];
  sm3_format(&p->hash, hash);
  hash[12] = '\0';
  clock_format(p->proposed_us, when);
  const char *cells[] = {text_string(a, text_of(SD_NUMBER(p->id))),
                         message_text(call->lang, operation_message(p->operation)),
                         text_string(a, p->subject),
                         message_text(call->lang, stage_message(p->stage)),
                         text_string(a, p->maker),
                         text_string(a, p->checker),
                         text_string(a, text_of(hash)),
                         text_string(a, text_of(when))};
  grid_row(&table->grid, cells);
  write_approval_json(table->writer, p);
  return table->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                            : SD_OK;
}

sd_status command_approvals(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  approval_table table = {.call = call, .writer = &answer.writer};
  language lang = call->lang;
  grid_init(&table.grid, call->arena, "rlllllll");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_PROPOSAL),
                           message_text(lang, MESSAGE_CLI_COLUMN_WHAT),
                           message_text(lang, MESSAGE_CLI_COLUMN_SUBJECT),
                           message_text(lang, MESSAGE_CLI_COLUMN_STATE),
                           message_text(lang, MESSAGE_CLI_COLUMN_MAKER),
                           message_text(lang, MESSAGE_CLI_COLUMN_CHECKER),
                           "SM3",
                           message_text(lang, MESSAGE_CLI_COLUMN_PROPOSED)};
  grid_row(&table.grid, heading);
  json_begin_array(&answer.writer);
  sd_status status = approval_each(c.db, !option_given(call, "all"), add_approval, &table, error);
  json_end_array(&answer.writer);
  city_close(&c);
  if (status == SD_OK && table.count != 0) grid_show(&table.grid, call, "");
  if (status == SD_OK && table.count == 0) say(call, MESSAGE_CLI_NOTHING_WAITS, NULL);
  return json_answer_end(&answer, call, status, error);
}

/* --- approve --- */

static sd_status seen_hash(const invocation *call, sm3_digest *hash, bool *given, sd_error *error) {
  const char *value = option_value(call, "hash");
  *given = value != NULL;
  if (value == NULL || sm3_parse(text_of(value), hash)) return SD_OK;
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_HASH, SD_ARGS(value));
}

static sd_status approve_one(invocation *call, const operation_context *c, int64_t id,
                             json_writer *w, sd_error *error) {
  sm3_digest seen;
  bool given;
  approval p;
  TRY(seen_hash(call, &seen, &given, error));
  const approve_request request = {id, given ? &seen : NULL, call->actor, call->now_us};
  TRY(operation_approve(c, &request, call->arena, &p, error));
  say(call, p.stage == STAGE_PERFORMED ? MESSAGE_CLI_APPROVED_DONE : MESSAGE_CLI_APPROVED_CHECKED,
      SD_ARGS(SD_NUMBER(id), message_text(call->lang, operation_message(p.operation)),
              text_string(call->arena, p.subject)));
  write_approval_json(w, &p);
  return SD_OK;
}

typedef struct waiting_ids {
  const invocation *call;
  int64_t *ids;
  size_t count, capacity;
} waiting_ids;

/* What a second person can check now and this person may. */
static sd_status collect_waiting(void *context, const approval *p, sd_error *error) {
  waiting_ids *w = context;
  if (p->stage != STAGE_PROPOSED || !approval_waits_for(p, text_of(w->call->actor))) return SD_OK;
  if (w->count == w->capacity) {
    size_t capacity = w->capacity == 0 ? 64 : w->capacity * 2;
    int64_t *ids = ARENA_ARRAY(w->call->arena, int64_t, capacity);
    if (ids == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    if (w->count != 0) memcpy(ids, w->ids, w->count * sizeof *ids);
    w->ids = ids;
    w->capacity = capacity;
  }
  w->ids[w->count++] = p->id;
  return SD_OK;
}

static sd_status id_of_operand(const char *operand, int64_t *out, sd_error *error) {
  decimal number;
  if (decimal_parse(text_of(operand), &number) && decimal_to_int64(&number, out) && *out > 0) {
    return SD_OK;
  }
  return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_PROPOSAL, SD_ARGS(operand));
}

static sd_status approve_all(invocation *call, const operation_context *c, json_writer *w,
                             sd_error *error) {
  waiting_ids waiting = {.call = call};
  TRY(approval_each(c->db, true, collect_waiting, &waiting, error));
  for (size_t i = 0; i < waiting.count; i++) {
    TRY(approve_one(call, c, waiting.ids[i], w, error));
  }
  if (waiting.count == 0) say(call, MESSAGE_CLI_NOTHING_WAITS, NULL);
  return SD_OK;
}

static sd_status approve_named(invocation *call, const operation_context *c, json_writer *w,
                               sd_error *error) {
  for (size_t i = 0; i < call->operand_count; i++) {
    int64_t id;
    TRY(id_of_operand(call->operands[i], &id, error));
    TRY(approve_one(call, c, id, w, error));
  }
  return SD_OK;
}

sd_status command_approve(invocation *call, sd_error *error) {
  bool all = option_given(call, "all");
  if (all == (call->operand_count != 0) ||
      (option_given(call, "hash") && call->operand_count != 1)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, call->command->operands));
  }
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  day_calendar *calendar = NULL; /* objections ask for it, other proposals do not */
  (void)operation_calendar_read(call->data, call->arena, &calendar, NULL);
  const operation_context context = {.db = c.db, .registry = c.registry, .calendar = calendar};
  sd_status status = all ? approve_all(call, &context, &answer.writer, error)
                         : approve_named(call, &context, &answer.writer, error);
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

/* --- refuse --- */

sd_status command_refuse(invocation *call, sd_error *error) {
  int64_t id;
  TRY(id_of_operand(call->operands[0], &id, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  approval p = {0};
  const operation_context context = {.db = c.db};
  const approve_request request = {.id = id, .actor = call->actor, .now_us = call->now_us};
  sd_status status =
      operation_refuse(&context, &request, option_value(call, "ground"), call->arena, &p, error);
  city_close(&c);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_REFUSED,
        SD_ARGS(SD_NUMBER(id), message_text(call->lang, operation_message(p.operation)),
                text_string(call->arena, p.subject)));
    write_approval_json(&answer.writer, &p);
  }
  return json_answer_end(&answer, call, status, error);
}

/* --- policy release --- */

static bool is_wanted(const invocation *call, const item_version *v) {
  if (option_given(call, "all")) return true;
  for (size_t i = 0; i < call->operand_count; i++) {
    if (text_is(v->id, call->operands[i])) return true;
  }
  return false;
}

static sd_status propose_version(invocation *call, city *c, const item_version *v, json_writer *w,
                                 sd_error *error) {
  int64_t id = 0;
  char label[200];
  item_label(v, label, sizeof label);
  TRY(database_begin(c->db, error));
  sd_status status = version_release_propose(c->db, v, call->actor, call->now_us, &id, error);
  if (status == SD_OK) status = database_commit(c->db, error);
  database_rollback(c->db);
  TRY(status);
  json_begin_object(w);
  json_member_text(w, "item", v->id);
  json_member_text(w, "version", v->version);
  json_member_integer(w, "proposal", id);
  json_end_object(w);
  if (option_given(call, "all")) return SD_OK; /* counted at the end */
  if (id == 0) {
    say(call, MESSAGE_CLI_VERSION_RELEASED, SD_ARGS(label));
  } else {
    say_proposed(call, id, OPERATION_POLICY_VERSION, label);
  }
  return SD_OK;
}

void say_proposed(const invocation *call, int64_t id, guarded_operation operation,
                  const char *subject) {
  say(call, MESSAGE_CLI_PROPOSED,
      SD_ARGS(SD_NUMBER(id), message_text(call->lang, operation_message(operation)), subject));
}

static sd_status propose_versions(invocation *call, city *c, const item_catalogue *items,
                                  json_writer *w, sd_error *error) {
  size_t found = 0;
  for (size_t i = 0; i < items->count; i++) {
    const catalogue_entry *entry = &items->entries[i];
    if (entry->item == NULL || !is_wanted(call, entry->item)) continue;
    found++;
    TRY(propose_version(call, c, entry->item, w, error));
  }
  if (found != 0) {
    if (option_given(call, "all")) say(call, MESSAGE_CLI_PROPOSED_ALL, SD_ARGS(SD_NUMBER(found)));
    return SD_OK;
  }
  const char *id = call->operand_count == 0 ? "" : call->operands[0];
  return error_set(error, SD_NOT_FOUND, MESSAGE_POLICY_NO_SUCH_ITEM,
                   SD_ARGS(id, catalogue_likely_item(items, text_of(id)).data));
}

sd_status command_policy_release(invocation *call, sd_error *error) {
  if (option_given(call, "all") == (call->operand_count != 0)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, call->command->operands));
  }
  item_context context;
  TRY(item_context_read(call, &context, error));
  city c;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  sd_status status = item_context_add_drafts(call, &c, true, &context, error);
  if (status == SD_OK) {
    status = propose_versions(call, &c, context.items, &answer.writer, error);
  }
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
