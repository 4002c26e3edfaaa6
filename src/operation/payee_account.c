/* The account on file of a company: as it is now, as it was some days ago, as two people saw it. */
#include "operation/payee_account.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/messages/operation.h"
#include "operation/account_change.h"
#include "operation/propose.h"

enum { CONTENT_BYTES_MAX = 4096 };
static const int64_t DAY_US = INT64_C(86400000000);

static const char *const FACTS[PAYEE_COLUMNS + 1] = {"bank_account_name", "bank_account_number",
                                                     "bank_code", "name"};

/* Whose accounts: one company, some, or (both NULL) all. */
typedef struct whose {
  const char *code;
  const subject_set *subjects;
  size_t columns;
} whose;

static sd_status read_at(const operation_context *c, whose w, int64_t known_us, arena *a,
                         const snapshot **out, sd_error *error) {
  column_request columns[PAYEE_COLUMNS + 1];
  for (size_t i = 0; i < w.columns; i++) {
    columns[i] = (column_request){FACTS[i], PERIOD_NONE, PICK_LATEST, NULL};
  }
  const snapshot_request request = {
      .view = {clock_day(known_us, CLOCK_CHINA_OFFSET_SECONDS), known_us},
      .code = w.code,
      .subjects = w.subjects,
      .columns = columns,
      .column_count = w.columns};
  return registry_snapshot(c->registry, &request, a, out, error);
}

sd_status account_file_read(const operation_context *c, int64_t now_us, int32_t check_days,
                            arena *a, account_file *out, sd_error *error) {
  const whose all = {.columns = PAYEE_COLUMNS};
  TRY(read_at(c, all, now_us, a, &out->now, error));
  return read_at(c, all, now_us - check_days * DAY_US, a, &out->before, error);
}

sd_status account_file_read_one(const operation_context *c, text code, int64_t now_us,
                                int32_t check_days, arena *a, account_file *out, sd_error *error) {
  char single[SUBJECT_CODE_SIZE];
  snprintf(single, sizeof single, "%.*s", TEXT_ARG(text_slice(code, 0, sizeof single - 1)));
  const whose one = {.code = single, .columns = PAYEE_COLUMNS};
  TRY(read_at(c, one, now_us, a, &out->now, error));
  return read_at(c, one, now_us - check_days * DAY_US, a, &out->before, error);
}

sd_status account_file_read_payees(const operation_context *c, const payees_request *request,
                                   const text *codes, arena *a, account_file *out,
                                   sd_error *error) {
  subject_set now = {0}, before = {0};
  int64_t before_us = request->now_us - request->check_days * DAY_US;
  TRY(subject_set_of_codes(c->registry, request->now_us, codes, request->count, a, &now, error));
  TRY(subject_set_of_codes(c->registry, before_us, codes, request->count, a, &before, error));
  TRY(read_at(c, (whose){.subjects = &now, .columns = PAYEE_COLUMNS + 1}, request->now_us, a,
              &out->now, error));
  return read_at(c, (whose){.subjects = &before, .columns = PAYEE_COLUMNS}, before_us, a,
                 &out->before, error);
}

/* The three facts; false when one is missing. */
static bool account_of(const snapshot *s, text code, text parts[PAYEE_COLUMNS]) {
  size_t subject = snapshot_find(s, code);
  if (subject == SIZE_MAX) return false;
  for (int i = 0; i < PAYEE_COLUMNS; i++) {
    fact_value v;
    if (!snapshot_value(s, (size_t)i, subject, &v)) return false;
    parts[i] = v.content;
  }
  return true;
}

static bool digest_of(const snapshot *s, text code, char hex[SM3_TEXT_SIZE]) {
  text parts[PAYEE_COLUMNS];
  return account_of(s, code, parts) &&
         payee_digest(parts[PAYEE_NAME], parts[PAYEE_NUMBER], parts[PAYEE_BANK], hex);
}

bool account_digest(const account_file *f, text code, char hex[SM3_TEXT_SIZE]) {
  return digest_of(f->now, code, hex);
}

bool account_was_changed(const account_file *f, text code) {
  char now[SM3_TEXT_SIZE], before[SM3_TEXT_SIZE];
  return digest_of(f->now, code, now) && digest_of(f->before, code, before) &&
         strcmp(now, before) != 0;
}

bool account_show(const account_file *f, text code, account_shown *out) {
  text parts[PAYEE_COLUMNS];
  if (!account_of(f->now, code, parts) || !account_digest(f, code, out->sm3)) return false;
  payee_mask(parts[PAYEE_NUMBER], out->masked);
  out->name = parts[PAYEE_NAME];
  out->bank = parts[PAYEE_BANK];
  return true;
}

payout_outcome account_check(const account_file *f, text code, text registered_name) {
  text parts[PAYEE_COLUMNS];
  bool found = account_of(f->now, code, parts); /* each ends with a NUL */
  const payee p = {.registered_name = registered_name.data,
                   .account_name = found ? parts[PAYEE_NAME].data : NULL,
                   .account_number = found ? parts[PAYEE_NUMBER].data : NULL,
                   .bank_code = found ? parts[PAYEE_BANK].data : NULL};
  return payee_check(&p);
}

bool account_write_content(const account_file *f, text code, text_builder *out) {
  account_shown shown;
  if (!account_show(f, code, &shown)) return false;
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_text(&w, "company", code);
  json_member_text(&w, "account_name", shown.name);
  json_member_string(&w, "account_number", shown.masked);
  json_member_text(&w, "bank_code", shown.bank);
  json_member_string(&w, "account_sm3", shown.sm3);
  json_end_object(&w);
  return true;
}

sd_status account_propose(database *db, const account_file *f, const account_proposal *request,
                          int64_t *id_out, sd_error *error) {
  text_builder content;
  text_builder_init(&content, CONTENT_BYTES_MAX);
  text code = text_of(request->code);
  sd_status status;
  if (!account_write_content(f, code, &content)) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_OPERATION_NO_ACCOUNT, SD_ARGS(request->code));
  } else {
    const approval_request r = {.operation = OPERATION_COMPANY_ACCOUNT,
                                .subject = code,
                                .actor = request->actor,
                                .now_us = request->now_us};
    status = operation_propose(db, &r, &content, id_out, error);
  }
  text_builder_release(&content);
  return status;
}

sd_status account_was_checked(database *db, const account_file *f, text code, bool *out,
                              sd_error *error) {
  text_builder content;
  text_builder_init(&content, CONTENT_BYTES_MAX);
  *out = false;
  sd_status status = SD_OK;
  if (account_write_content(f, code, &content)) {
    status = approval_stands(db, OPERATION_COMPANY_ACCOUNT, code, text_builder_text(&content), out,
                             error);
  }
  char now[SM3_TEXT_SIZE];
  if (status == SD_OK && !*out && account_digest(f, code, now)) {
    status = account_change_stands(db, code, now, out, error);
  }
  text_builder_release(&content);
  return status;
}
