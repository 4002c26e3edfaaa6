/* Money that arrives on a budget line: proposed by one person, booked when another approves. */
#include "operation/receipt.h"

#include <stdio.h>

#include "base/decimal.h"
#include "base/json.h"
#include "base/messages/audit.h"
#include "base/messages/operation.h"
#include "ledger/budget.h"
#include "operation/propose.h"

enum { CONTENT_BYTES_MAX = 4096, SUBJECT_SIZE = 200 };

/* The content of a proposal; what is read back must have every member. */
static void write_content(json_writer *w, const receipt *r) {
  json_begin_object(w);
  json_member_string(w, "act", "receive");
  json_member_string(w, "line", r->line);
  json_member_integer(w, "year", r->year);
  json_member_integer(w, "amount_fen", r->amount_fen);
  json_member_string(w, "document", r->document);
  json_member_string(w, "account", r->account);
  json_end_object(w);
}

static sd_status book_receipt(database *db, const receipt *r, const char *maker, int64_t now_us,
                              sd_error *error) {
  budget_line line;
  TRY(budget_line_open(db, r->line, r->year, r->account, now_us, &line, error));
  TRY(budget_receive(db, maker, &line, r->document, r->amount_fen, now_us, error));
  return budget_allot(db, maker, &line, r->document, r->amount_fen, now_us, error);
}

/* What nobody could approve is not proposed. */
static sd_status rehearse(database *db, const receipt *r, const char *maker, int64_t now_us,
                          sd_error *error) {
  TRY(database_begin(db, error));
  sd_status status = book_receipt(db, r, maker, now_us, error);
  database_rollback(db);
  return status;
}

sd_status receipt_propose(database *db, const receipt *r, const char *maker, int64_t now_us,
                          int64_t *proposal_out, sd_error *error) {
  if (r->amount_fen <= 0 || r->line[0] == '\0' || r->document[0] == '\0') {
    return error_set(error, SD_INVALID, MESSAGE_OPERATION_RECEIPT, NULL);
  }
  TRY(rehearse(db, r, maker, now_us, error));
  char subject[SUBJECT_SIZE];
  (void)snprintf(subject, sizeof subject, "%d %s %s", (int)r->year, r->line, r->document);
  text_builder content;
  json_writer w;
  text_builder_init(&content, CONTENT_BYTES_MAX);
  json_init(&w, &content);
  write_content(&w, r);
  const approval_request request = {.operation = OPERATION_BUDGET_CHANGE,
                                    .subject = text_of(subject),
                                    .actor = maker,
                                    .now_us = now_us};
  sd_status status = operation_propose(db, &request, &content, proposal_out, error);
  text_builder_release(&content);
  return status;
}

static bool member_text(const json_value *v, const char *key, const char **out) {
  const json_value *found = json_get(v, key);
  if (found == NULL || found->kind != JSON_STRING) return false;
  *out = found->text.data;
  return true;
}

static bool member_number(const json_value *v, const char *key, int64_t *out) {
  const json_value *found = json_get(v, key);
  decimal number;
  return found != NULL && found->kind == JSON_NUMBER && decimal_parse(found->text, &number) &&
         decimal_to_int64(&number, out);
}

sd_status receipt_apply(database *db, text content, const char *maker, int64_t now_us,
                        sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  json_value *v = NULL;
  receipt r = {0};
  int64_t year = 0;
  sd_status status = json_read(content, "proposal", a, &v, error);
  if (status == SD_OK) {
    bool whole = member_text(v, "line", &r.line) && member_number(v, "year", &year) &&
                 member_number(v, "amount_fen", &r.amount_fen) &&
                 member_text(v, "document", &r.document) && member_text(v, "account", &r.account);
    r.year = (int32_t)year;
    status = whole ? book_receipt(db, &r, maker, now_us, error)
                   : error_set(error, SD_CORRUPT, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
  }
  arena_destroy(a);
  return status;
}
