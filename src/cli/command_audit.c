/* audit verify, audit draw: the whole chain and ledger recomputed; companies drawn by lot. */
#include "base/file.h"
#include "base/messages/cli.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "operation/city_proof.h"
#include "operation/inspection.h"

enum { CHECKPOINT_BYTES_MAX = 4096 };

static sd_status read_checkpoint(const invocation *call, audit_head *head, sd_error *error) {
  const char *path = option_value(call, "checkpoint");
  text content;
  TRY(file_read(path, CHECKPOINT_BYTES_MAX, call->arena, &content, error));
  if (audit_head_parse(text_trim(content), head)) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_CLI_BAD_CHECKPOINT, SD_ARGS(path));
}

static sd_status verify(invocation *call, city *c, city_proof *f, sd_error *error) {
  audit_head checkpoint;
  bool has_checkpoint = option_given(call, "checkpoint");
  if (has_checkpoint) TRY(read_checkpoint(call, &checkpoint, error));
  progress p;
  progress_begin(&p, call->lang, MESSAGE_CLI_PROGRESS_VERIFY, call->quiet);
  sd_status status =
      city_prove(c->db, has_checkpoint ? &checkpoint : NULL, progress_callback, &p, f, error);
  progress_end(&p);
  return status;
}

sd_status command_audit_verify(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, 0, &c, error));
  city_proof f = {0};
  sd_status status = verify(call, &c, &f, error);
  city_close(&c);
  if (status != SD_OK) return status;
  char head[AUDIT_HEAD_TEXT_SIZE];
  audit_head_format(&f.chain.head, head);
  const char *out = option_value(call, "write-checkpoint");
  if (out != NULL) TRY(file_write(out, text_of(head), error));
  arena *a = call->arena;
  say(call, MESSAGE_CLI_AUDIT_SOUND,
      SD_ARGS(count_string(a, f.chain.entries), head, count_string(a, f.ledger.transfers),
              money_string(a, f.ledger.debits_posted_fen)));
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  json_begin_object(w);
  json_member_integer(w, "entries", f.chain.entries);
  json_member_string(w, "head", head);
  json_member_integer(w, "looks", f.looks);
  json_member_integer(w, "proposals", f.proposals);
  json_member_integer(w, "drafts", f.drafts);
  json_member_integer(w, "reports", f.reports);
  json_member_integer(w, "runs", f.lists.runs);
  json_member_integer(w, "list_acts", f.lists.acts);
  json_member_integer(w, "settlements", f.settlements.settlements);
  json_member_integer(w, "exclusions", f.settlements.exclusions);
  json_member_integer(w, "order_checks", f.order_checks);
  json_member_integer(w, "bank_proofs", f.payments.bank_proofs);
  json_member_integer(w, "accounts", f.ledger.accounts);
  json_member_integer(w, "transfers", f.ledger.transfers);
  json_member_integer(w, "debits_posted_fen", f.ledger.debits_posted_fen);
  json_member_integer(w, "pending_fen", f.ledger.pending_fen);
  json_end_object(w);
  return json_answer_end(&answer, call, SD_OK, error);
}

/* --- audit draw --- */

enum { NAMES_BYTES_MAX = 64 * 1024 };

/* A name on each line; empty lines are passed over. */
static sd_status read_inspectors(const invocation *call, const char *path, inspection_request *r,
                                 sd_error *error) {
  text content;
  TRY(file_read(path, NAMES_BYTES_MAX, call->arena, &content, error));
  text *names = ARENA_ARRAY(call->arena, text, INSPECTION_INSPECTORS_MAX + 1);
  if (names == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  while (content.size != 0 && r->inspector_count <= INSPECTION_INSPECTORS_MAX) {
    size_t end = text_find(content, TEXT("\n"), 0);
    text name = text_trim(text_slice(content, 0, end));
    content = text_slice(content, end == SIZE_MAX ? content.size : end + 1, content.size);
    if (name.size != 0) names[r->inspector_count++] = name;
  }
  r->inspectors = names;
  return SD_OK;
}

static sd_status draw_work(invocation *call, city *c, inspection *out, sd_error *error) {
  int64_t companies, each;
  const char *inspectors = option_value(call, "inspectors");
  const char *district = option_value(call, "district");
  inspection_request r = {.only_met = !option_given(call, "all"),
                          .district = district == NULL ? TEXT("") : text_of(district),
                          .actor = call->actor,
                          .now_us = call->now_us};
  if (inspectors == NULL || !option_given(call, "count")) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_DRAW_NEEDS, NULL);
  }
  TRY(option_number(call, "count", 1, 1, &companies, error));
  TRY(option_number(call, "each", 1, 2, &each, error));
  TRY(list_of_operand(c->db, call->operands[0], &r.list, error));
  TRY(read_inspectors(call, inspectors, &r, error));
  r.companies = (size_t)companies;
  r.each = (size_t)each;
  return inspection_draw(c->db, &r, call->arena, out, error);
}

static sd_status redraw_work(invocation *call, city *c, inspection *out, sd_error *error) {
  decimal number;
  int64_t entry;
  if (!decimal_parse(text_of(call->operands[0]), &number) || !decimal_to_int64(&number, &entry)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_DRAW_ENTRY, SD_ARGS(call->operands[0]));
  }
  return inspection_redraw(c->db, entry, call->arena, out, error);
}

static void write_inspection(const invocation *call, const inspection *d, json_writer *w) {
  char seed[SM3_TEXT_SIZE];
  sm3_format(&d->seed, seed);
  say(call, d->draw_entry == 0 ? MESSAGE_CLI_DRAW_UNRECORDED : MESSAGE_CLI_DRAWN,
      SD_ARGS(SD_NUMBER((int64_t)d->count), SD_NUMBER((int64_t)d->population),
              SD_NUMBER(d->seed_entry), seed, SD_NUMBER(d->draw_entry)));
  json_begin_object(w);
  json_member_integer(w, "seed_entry", d->seed_entry);
  json_member_integer(w, "draw_entry", d->draw_entry);
  json_member_string(w, "seed", seed);
  json_member_integer(w, "population", (int64_t)d->population);
  json_key(w, "drawn");
  json_begin_array(w);
  for (size_t i = 0; i < d->count; i++) {
    json_begin_object(w);
    json_member_string(w, "company", d->picks[i].code);
    json_key(w, "inspectors");
    json_begin_array(w);
    for (size_t k = 0; k < d->each; k++) json_text(w, d->picks[i].inspectors[k]);
    json_end_array(w);
    json_end_object(w);
    say(call, MESSAGE_CLI_DRAW_LINE,
        SD_ARGS(d->picks[i].code, text_string(call->arena, d->picks[i].inspectors[0]),
                d->each > 1 ? text_string(call->arena, d->picks[i].inspectors[1]) : ""));
  }
  json_end_array(w);
  json_end_object(w);
}

static sd_status answer_draw(invocation *call,
                             sd_status (*work)(invocation *, city *, inspection *, sd_error *),
                             sd_error *error) {
  city c;
  inspection d;
  TRY(city_open(call, 0, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = work(call, &c, &d, error);
  if (status == SD_OK) write_inspection(call, &d, &answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}

sd_status command_audit_draw(invocation *call, sd_error *error) {
  return answer_draw(call, draw_work, error);
}

sd_status command_audit_redraw(invocation *call, sd_error *error) {
  return answer_draw(call, redraw_work, error);
}
