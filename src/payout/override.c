/* Alarms about a payee that two people may override: a duplicate, a name that is not the
 * registered. */
#include "payout/override.h"

#include <stdio.h>

#include "audit/approval.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/messages/audit.h"
#include "payout/payee.h"
#include "payout/payout_rows.h"

enum { CONTENT_BYTES_MAX = 8192, SUBJECT_SIZE = 200 };

bool payout_outcome_is_alarm(payout_outcome outcome) {
  return outcome == OUTCOME_DUPLICATE_PAYEE || outcome == OUTCOME_ACCOUNT_NAME_DIFFERS;
}

static void subject_of(const payout_line *line, payout_outcome alarm, char out[SUBJECT_SIZE]) {
  (void)snprintf(out, SUBJECT_SIZE, "%s %s", line->award,
                 alarm == OUTCOME_DUPLICATE_PAYEE ? "duplicate-payee" : "account-name");
}

static const char *or_empty(const char *value) { return value != NULL ? value : ""; }

static text text_or_empty(const char *value) { return text_of(or_empty(value)); }

static bool account_hash(const payout_line *l, char hex[SM3_TEXT_SIZE]) {
  return payee_digest(text_or_empty(l->account_name), text_or_empty(l->account_number),
                      text_or_empty(l->bank_code), hex);
}

static bool write_content(const payout_override *o, text_builder *out) {
  const payout_line *l = o->line;
  char hash[SM3_TEXT_SIZE], masked[PAYEE_MASKED_SIZE];
  if (!account_hash(l, hash)) return false;
  payee_mask(text_or_empty(l->account_number), masked);
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_string(&w, "alarm", outcome_name(o->alarm));
  json_member_string(&w, "award", l->award);
  json_member_string(&w, "company", or_empty(l->subject));
  json_member_string(&w, "item", or_empty(l->item));
  json_member_integer(&w, "year", l->year);
  json_member_integer(&w, "amount_fen", l->amount_fen);
  json_member_string(&w, "registered_name", or_empty(l->registered_name));
  json_member_string(&w, "account_name", or_empty(l->account_name));
  json_member_string(&w, "account_number", masked);
  json_member_string(&w, "account_sm3", hash);
  json_member_string(&w, "reason", o->reason);
  json_end_object(&w);
  return !out->failed;
}

sd_status payout_override_propose(database *db, const payout_override *o, int64_t *proposal_out,
                                  sd_error *error) {
  if (text_trim(text_of(or_empty(o->reason))).size == 0) {
    return error_set(error, SD_INVALID, MESSAGE_AUDIT_NO_GROUND, NULL);
  }
  char subject[SUBJECT_SIZE];
  subject_of(o->line, o->alarm, subject);
  text_builder content;
  text_builder_init(&content, CONTENT_BYTES_MAX);
  sd_status status = write_content(o, &content) ? SD_OK : payout_out_of_memory(error);
  const approval_request request = {.operation = OPERATION_ALARM_OVERRIDE,
                                    .subject = text_of(subject),
                                    .content = text_builder_text(&content),
                                    .actor = o->maker,
                                    .now_us = o->now_us};
  if (status == SD_OK) status = database_begin(db, error);
  if (status == SD_OK) status = approval_propose(db, &request, proposal_out, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  text_builder_release(&content);
  return status;
}

static bool says_text(const json_value *v, const char *key, const char *value) {
  const json_value *found = json_get(v, key);
  return found != NULL && found->kind == JSON_STRING && text_is(found->text, or_empty(value));
}

static bool says_number(const json_value *v, const char *key, int64_t value) {
  const json_value *found = json_get(v, key);
  decimal number;
  int64_t n;
  return found != NULL && found->kind == JSON_NUMBER && decimal_parse(found->text, &number) &&
         decimal_to_int64(&number, &n) && n == value;
}

/* Everything that matters is what was seen; the reason is the two people's own. */
static bool is_about(const json_value *v, const payout_line *l, payout_outcome alarm) {
  char hash[SM3_TEXT_SIZE];
  return account_hash(l, hash) && says_text(v, "alarm", outcome_name(alarm)) &&
         says_text(v, "award", l->award) && says_text(v, "company", l->subject) &&
         says_text(v, "item", l->item) && says_number(v, "year", l->year) &&
         says_number(v, "amount_fen", l->amount_fen) &&
         says_text(v, "registered_name", l->registered_name) && says_text(v, "account_sm3", hash);
}

sd_status payout_override_stands(database *db, const payout_line *line, payout_outcome alarm,
                                 bool *out, sd_error *error) {
  char subject[SUBJECT_SIZE];
  *out = false;
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  approval standing;
  json_value *v = NULL;
  bool found = false;
  subject_of(line, alarm, subject);
  sd_status status = approval_standing(db, OPERATION_ALARM_OVERRIDE, text_of(subject), a, &found,
                                       &standing, error);
  if (status == SD_OK && found) status = json_read(standing.content, "proposal", a, &v, error);
  *out = status == SD_OK && found && is_about(v, line, alarm);
  arena_destroy(a);
  return status;
}
