/* A company's account is changed by two people: what the first states, the second's approval
 * writes. */
#include "operation/account_change.h"

#include <stdio.h>

#include "audit/approval.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/messages/audit.h"
#include "base/messages/operation.h"
#include "operation/propose.h"
#include "payout/payee.h"
#include "registry/import.h"
#include "store/keyring.h"

enum { CONTENT_BYTES_MAX = 8192, SUBJECT_SIZE = 64 };

static void subject_of(text code, char out[SUBJECT_SIZE]) {
  (void)snprintf(out, SUBJECT_SIZE, "%.*s change", TEXT_ARG(code));
}

static field_place number_place(text code) {
  return (field_place){"approval.account_number", code};
}

static sd_status write_content(database *db, const account_change *c, text_builder *out,
                               sd_error *error) {
  char hash[SM3_TEXT_SIZE], masked[PAYEE_MASKED_SIZE];
  text name = text_of(c->account_name), number = text_of(c->account_number);
  text bank = text_of(c->bank_code);
  text_builder sealed;
  const field_place place = number_place(text_of(c->code));
  text_builder_init(&sealed, CONTENT_BYTES_MAX);
  sd_status status = field_seal(db, &place, number, &sealed, error);
  payee_mask(number, masked);
  if (status == SD_OK && !payee_digest(name, number, bank, hash)) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (status == SD_OK) {
    json_writer w;
    json_init(&w, out);
    json_begin_object(&w);
    json_member_string(&w, "act", "change");
    json_member_string(&w, "company", c->code);
    json_member_text(&w, "account_name", name);
    json_member_string(&w, "account_number", masked);
    json_member_text(&w, "bank_code", bank);
    json_member_string(&w, "account_sm3", hash);
    json_member_string(&w, "document", c->document);
    json_member_text(&w, "sealed", text_builder_text(&sealed));
    json_end_object(&w);
  }
  text_builder_release(&sealed);
  return status;
}

static bool is_given(const char *value) {
  return value != NULL && text_trim(text_of(value)).size != 0;
}

/* Whether it can be an account at all; whether the name is the registered one is asked when it is
 * paid to. */
static sd_status check(const operation_context *c, const account_change *change, sd_error *error) {
  const payee p = {.registered_name = change->account_name,
                   .account_name = change->account_name,
                   .account_number = change->account_number,
                   .bank_code = change->bank_code};
  payout_outcome outcome = payee_check(&p);
  if (outcome != OUTCOME_ORDERED || !is_given(change->document)) {
    return error_set(
        error, SD_INVALID, MESSAGE_OPERATION_ACCOUNT_INVALID,
        SD_ARGS(change->code, outcome == OUTCOME_ORDERED ? "document" : outcome_name(outcome)));
  }
  bool known;
  TRY(registry_has_subject(c->registry, text_of(change->code), "company", &known, error));
  if (known) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_OPERATION_NO_COMPANY, SD_ARGS(change->code));
}

sd_status account_change_propose(const operation_context *c, const account_change *change,
                                 int64_t *id_out, sd_error *error) {
  char subject[SUBJECT_SIZE];
  TRY(check(c, change, error));
  subject_of(text_of(change->code), subject);
  text_builder content;
  text_builder_init(&content, CONTENT_BYTES_MAX);
  sd_status status = write_content(c->db, change, &content, error);
  const approval_request r = {.operation = OPERATION_COMPANY_ACCOUNT,
                              .subject = text_of(subject),
                              .actor = change->maker,
                              .now_us = change->now_us};
  if (status == SD_OK) status = operation_propose(c->db, &r, &content, id_out, error);
  text_builder_release(&content);
  return status;
}

/* --- the effect --- */

static text member(const json_value *v, const char *key) {
  const json_value *found = json_get(v, key);
  return found != NULL && found->kind == JSON_STRING ? found->text : TEXT("");
}

static sd_status corrupt(sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
}

/* What is written is what was seen: the sealed number gives the digest of the proposal. */
static sd_status state_account(const operation_context *c, const json_value *v, text number,
                               const char *maker, int64_t now_us, sd_error *error) {
  char hash[SM3_TEXT_SIZE];
  text code = member(v, "company");
  text name = member(v, "account_name"), bank = member(v, "bank_code");
  if (!payee_digest(name, number, bank, hash) || !text_is(member(v, "account_sm3"), hash))
    return corrupt(error);
  const stated_fact facts[] = {{TEXT("bank_account_name"), name},
                               {TEXT("bank_account_number"), number},
                               {TEXT("bank_code"), bank}};
  const registry_statement s = {.code = code,
                                .source = TEXT("企业账户变更"),
                                .document = member(v, "document"),
                                .facts = facts,
                                .count = sizeof facts / sizeof facts[0],
                                .valid_from_day = clock_day(now_us, CLOCK_CHINA_OFFSET_SECONDS),
                                .actor = maker,
                                .now_us = now_us};
  return registry_state(c->registry, &s, error);
}

static sd_status apply_change(const operation_context *c, text content, arena *a, const char *maker,
                              int64_t now_us, sd_error *error) {
  json_value *v = NULL;
  TRY(json_read(content, "proposal", a, &v, error));
  if (!text_is(member(v, "act"), "change")) return SD_OK;
  if (c->registry == NULL) return corrupt(error);
  text_builder number;
  const field_place place = number_place(member(v, "company"));
  text_builder_init(&number, CONTENT_BYTES_MAX);
  sd_status status = field_open(c->db, &place, member(v, "sealed"), &number, error);
  if (status == SD_OK) {
    status = state_account(c, v, text_builder_text(&number), maker, now_us, error);
  }
  text_builder_release(&number);
  return status;
}

sd_status account_change_apply(const operation_context *c, text content, const char *maker,
                               int64_t now_us, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = apply_change(c, content, a, maker, now_us, error);
  arena_destroy(a);
  return status;
}

sd_status account_change_stands(database *db, text code, const char *sm3, bool *out,
                                sd_error *error) {
  char subject[SUBJECT_SIZE];
  subject_of(code, subject);
  *out = false;
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  approval standing;
  json_value *v = NULL;
  bool found;
  sd_status status = approval_standing(db, OPERATION_COMPANY_ACCOUNT, text_of(subject), a, &found,
                                       &standing, error);
  if (status == SD_OK && found) status = json_read(standing.content, "proposal", a, &v, error);
  *out = status == SD_OK && found && text_is(member(v, "account_sm3"), sm3);
  arena_destroy(a);
  return status;
}
