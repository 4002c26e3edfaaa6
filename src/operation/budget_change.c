/* Changes of budget lines: levels, money received, allotted, passed on, the end of the year. */
#include "operation/budget_change.h"

#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/messages/audit.h"
#include "base/messages/ledger.h"
#include "base/messages/operation.h"
#include "operation/propose.h"
#include "operation/receipt.h"
#include "payout/payout.h"

enum { CONTENT_BYTES_MAX = 4096, SUBJECT_SIZE = 240 };

static const struct act_row {
  const char *word;
  bool money, two;
  const char *labels[LANGUAGE_COUNT];
} act_rows[BUDGET_ACT_COUNT] = {
#define B(name, word, money, two, chinese, english) {word, money, two, {chinese, english}},
#include "operation/budget_acts.def"
#undef B
};

const char *budget_act_word(budget_act act) { return act_rows[act].word; }

const char *budget_act_label(budget_act act, language lang) { return act_rows[act].labels[lang]; }

static bool act_of_word(const char *word, budget_act *out) {
  for (int i = 0; i < BUDGET_ACT_COUNT; i++) {
    if (strcmp(word, act_rows[i].word) != 0) continue;
    *out = (budget_act)i;
    return true;
  }
  return false;
}

/* --- the effects --- */

static sd_status apply_level(database *db, const budget_change *c, int64_t now_us,
                             sd_error *error) {
  budget_line line;
  TRY(budget_line_open(db, c->line, c->year, c->account, now_us, &line, error));
  return budget_line_set_level(db, &line, c->level, error);
}

static sd_status apply_money(database *db, const budget_change *c, const char *maker,
                             int64_t now_us, sd_error *error) {
  budget_line line;
  if (c->act == BUDGET_ACT_HOLD) {
    TRY(budget_line_open(db, c->line, c->year, c->account, now_us, &line, error));
    return budget_receive(db, maker, &line, c->document, c->amount_fen, now_us, error);
  }
  TRY(budget_line_find(db, c->line, c->year, &line, error));
  return budget_allot(db, maker, &line, c->document, c->amount_fen, now_us, error);
}

static sd_status apply_pass(database *db, const budget_change *c, const char *maker, int64_t now_us,
                            sd_error *error) {
  budget_line from, to;
  budget_passing p = {.from = c->line,
                      .to = c->to,
                      .year = c->year,
                      .key = c->document,
                      .amount_fen = c->amount_fen};
  TRY(budget_line_find(db, c->line, c->year, &from, error));
  TRY(budget_line_find(db, c->to, c->year, &to, error));
  TRY(payer_has_statements(db, from.bank, &p.from_waits, error));
  TRY(payer_has_statements(db, to.bank, &p.to_waits, error));
  return budget_pass(db, maker, &p, now_us, error);
}

/* Files that nobody released are cancelled by rule: their quota is the old year's. */
static sd_status apply_close(database *db, const budget_change *c, const char *maker,
                             int64_t now_us, sd_error *error) {
  payout_year_end end = {.line = c->line, .year = c->year, .actor = maker, .now_us = now_us};
  int64_t swept_fen;
  TRY(payout_cancel_unreleased(db, &end, error));
  TRY(budget_line_close(db, maker, c->line, c->year, c->keep, now_us, &swept_fen, error));
  char payload[128];
  (void)snprintf(payload, sizeof payload,
                 "{\"year\":%d,\"taken_back_fen\":%lld,\"files_cancelled\":%lld}", (int)c->year,
                 (long long)swept_fen, (long long)end.files);
  return audit_append(db, maker, "budget-close", c->line, text_of(payload), now_us, NULL, error);
}

static sd_status apply(database *db, const budget_change *c, const char *maker, int64_t now_us,
                       sd_error *error) {
  switch (c->act) {
    case BUDGET_ACT_LEVEL:
      return apply_level(db, c, now_us, error);
    case BUDGET_ACT_HOLD:
    case BUDGET_ACT_ALLOT:
      return apply_money(db, c, maker, now_us, error);
    case BUDGET_ACT_PASS:
      return apply_pass(db, c, maker, now_us, error);
    case BUDGET_ACT_CLOSE:
      return apply_close(db, c, maker, now_us, error);
    default:
      return error_set(error, SD_CORRUPT, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
  }
}

/* --- the content of a proposal --- */

static void write_content(json_writer *w, const budget_change *c) {
  json_begin_object(w);
  json_member_string(w, "act", budget_act_word(c->act));
  json_member_string(w, "line", c->line);
  json_member_integer(w, "year", c->year);
  if (c->level != LEVEL_NONE) json_member_string(w, "level", level_word(c->level));
  if (c->account != NULL) json_member_string(w, "account", c->account);
  if (c->to != NULL) json_member_string(w, "to", c->to);
  if (c->amount_fen != 0) json_member_integer(w, "amount_fen", c->amount_fen);
  if (c->document != NULL) json_member_string(w, "document", c->document);
  if (c->keep) json_member_boolean(w, "keep", true);
  json_end_object(w);
}

static const char *member_text(const json_value *v, const char *key) {
  const json_value *found = json_get(v, key);
  return found != NULL && found->kind == JSON_STRING ? found->text.data : NULL;
}

static int64_t member_number(const json_value *v, const char *key) {
  const json_value *found = json_get(v, key);
  decimal number;
  int64_t value;
  bool good = found != NULL && found->kind == JSON_NUMBER && decimal_parse(found->text, &number) &&
              decimal_to_int64(&number, &value);
  return good ? value : 0;
}

/* True when the act has all it needs; what came from a proposal is looked at as what is typed. */
static bool is_whole(const budget_change *c) {
  const struct act_row *row = &act_rows[c->act];
  bool named = c->line != NULL && c->line[0] != '\0' && c->year != 0;
  bool level = c->act != BUDGET_ACT_LEVEL || c->level != LEVEL_NONE;
  bool bank = (c->act != BUDGET_ACT_LEVEL && c->act != BUDGET_ACT_HOLD) || c->account != NULL;
  bool money = !row->money || (c->amount_fen > 0 && c->document != NULL && c->document[0] != '\0');
  return named && level && bank && money && (!row->two || (c->to != NULL && c->to[0] != '\0'));
}

static sd_status read_content(const json_value *v, budget_change *out, sd_error *error) {
  const char *word = member_text(v, "act"), *level = member_text(v, "level");
  const json_value *keep = json_get(v, "keep");
  *out = (budget_change){.line = member_text(v, "line"),
                         .year = (int32_t)member_number(v, "year"),
                         .account = member_text(v, "account"),
                         .to = member_text(v, "to"),
                         .amount_fen = member_number(v, "amount_fen"),
                         .document = member_text(v, "document"),
                         .keep = keep != NULL && keep->kind == JSON_BOOLEAN && keep->boolean};
  bool good = word != NULL && act_of_word(word, &out->act) &&
              (level == NULL || level_parse(text_of(level), &out->level)) && is_whole(out);
  return good ? SD_OK : error_set(error, SD_CORRUPT, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
}

static sd_status apply_content(database *db, text content, arena *a, const char *maker,
                               int64_t now_us, sd_error *error) {
  json_value *v = NULL;
  budget_change change;
  TRY(json_read(content, "proposal", a, &v, error));
  const char *word = member_text(v, "act");
  if (word != NULL && strcmp(word, "receive") == 0) {
    return receipt_apply(db, content, maker, now_us, error);
  }
  TRY(read_content(v, &change, error));
  return apply(db, &change, maker, now_us, error);
}

sd_status budget_change_apply(database *db, text content, const char *maker, int64_t now_us,
                              sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = apply_content(db, content, a, maker, now_us, error);
  arena_destroy(a);
  return status;
}

/* --- the first person --- */

/* Done and taken back. */
static sd_status try_it(database *db, const budget_change *c, const char *maker, int64_t now_us,
                        sd_error *error) {
  TRY(database_begin(db, error));
  sd_status status = apply(db, c, maker, now_us, error);
  database_rollback(db);
  return status;
}

static sd_status propose(database *db, const budget_change *c, const char *maker, int64_t now_us,
                         int64_t *proposal_out, sd_error *error) {
  char subject[SUBJECT_SIZE];
  const char *about = c->document != NULL ? c->document : budget_act_word(c->act);
  (void)snprintf(subject, sizeof subject, "%d %s %s", (int)c->year, c->line, about);
  text_builder content;
  json_writer w;
  text_builder_init(&content, CONTENT_BYTES_MAX);
  json_init(&w, &content);
  write_content(&w, c);
  const approval_request request = {.operation = OPERATION_BUDGET_CHANGE,
                                    .subject = text_of(subject),
                                    .actor = maker,
                                    .now_us = now_us};
  sd_status status = operation_propose(db, &request, &content, proposal_out, error);
  text_builder_release(&content);
  return status;
}

sd_status budget_change_propose(database *db, const budget_change *change, const char *maker,
                                int64_t now_us, int64_t *proposal_out, sd_error *error) {
  if (!is_whole(change)) {
    return error_set(error, SD_INVALID, MESSAGE_OPERATION_BUDGET_CHANGE, NULL);
  }
  TRY(try_it(db, change, maker, now_us, error));
  return propose(db, change, maker, now_us, proposal_out, error);
}
