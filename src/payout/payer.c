/* The accounts that pay. */
#include <assert.h>
#include <string.h>

#include "audit/audit.h"
#include "base/identifier.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "payout/bank_format.h"
#include "payout/payee.h"
#include "payout/payout_rows.h"

enum { PAYER_NAME_MAX = 140, DIVISION_MIN = 6, DIVISION_MAX = 9 };

static bool payer_is_valid(const payer *p) {
  if (p->account_number == NULL || p->name == NULL || p->bank_code == NULL) return false;
  payee as_payee = {.registered_name = p->name,
                    .account_name = p->name,
                    .account_number = p->account_number,
                    .bank_code = p->bank_code};
  const bank_format *format = bank_format_find(p->format);
  if (format == NULL || strlen(p->division) > DIVISION_MAX) return false;
  bool digits = strspn(p->division, "0123456789") == strlen(p->division);
  if (!digits || (format->needs_division && strlen(p->division) < DIVISION_MIN)) return false;
  return payee_check(&as_payee) == OUTCOME_ORDERED && p->bank_name != NULL &&
         payee_text_is_writable(p->bank_name, PAYER_NAME_MAX) &&
         bank_field_check(format, "name", p->name, format->name_max, NULL) == SD_OK;
}

static sd_status payer_of_row(query *q, arena *a, payer *out, sd_error *error) {
  *out = (payer){.account_number = arena_copy(a, query_text(q, 0)).data,
                 .name = arena_copy(a, query_text(q, 1)).data,
                 .bank_code = arena_copy(a, query_text(q, 2)).data,
                 .bank_name = arena_copy(a, query_text(q, 3)).data,
                 .format = arena_copy(a, query_text(q, 4)).data,
                 .division = arena_copy(a, query_text(q, 5)).data};
  bool copied = out->account_number != NULL && out->name != NULL && out->bank_code != NULL &&
                out->bank_name != NULL && out->format != NULL && out->division != NULL;
  return copied ? SD_OK : payout_out_of_memory(error);
}

sd_status payer_find(database *db, const char *account_number, arena *a, payer *out,
                     sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT account_number, name, bank_code, bank_name, format, division"
                 " FROM payout_payer"
                 " WHERE account_number = ?1",
                 &q, error));
  query_bind_string(q, 1, account_number);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK) {
    status =
        row ? payer_of_row(q, a, out, error)
            : error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_PAYER_UNKNOWN, SD_ARGS(account_number));
  }
  query_close(q);
  return status;
}

sd_status payers_each(database *db, payer_visitor visit, void *context, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  query *q = NULL;
  sd_status status =
      query_open(db,
                 "SELECT account_number, name, bank_code, bank_name, format, division"
                 " FROM payout_payer ORDER BY account_number",
                 &q, error);
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    payer p;
    arena_reset(a);
    status = payer_of_row(q, a, &p, error);
    if (status == SD_OK) status = visit(context, &p, error);
  }
  query_close(q);
  arena_destroy(a);
  return status;
}

static sd_status insert_payer(database *db, const char *actor, const payer *p, int64_t now_us,
                              sd_error *error) {
  query *q;
  TRY(query_open(
      db,
      "INSERT INTO payout_payer (account_number, name, bank_code, bank_name, registered_us,"
      " format, division) VALUES (?1,?2,?3,?4,?5,?6,?7)",
      &q, error));
  query_bind_string(q, 1, p->account_number);
  query_bind_string(q, 2, p->name);
  query_bind_string(q, 3, p->bank_code);
  query_bind_string(q, 4, p->bank_name);
  query_bind_integer(q, 5, now_us);
  query_bind_string(q, 6, p->format);
  query_bind_string(q, 7, p->division);
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status != SD_OK) return status;
  text_builder payload;
  json_writer json;
  text_builder_init(&payload, 4096);
  json_init(&json, &payload);
  json_begin_object(&json);
  json_member_string(&json, "name", p->name);
  json_member_string(&json, "bank_code", p->bank_code);
  json_member_string(&json, "format", p->format);
  json_member_string(&json, "bank_name", p->bank_name);
  json_member_string(&json, "division", p->division);
  json_end_object(&json);
  status = payload.failed ? payout_out_of_memory(error)
                          : audit_append(db, actor, "payer-register", p->account_number,
                                         text_builder_text(&payload), now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

static sd_status register_in(database *db, const char *actor, const payer *p, int64_t now_us,
                             arena *a, sd_error *error) {
  payer known;
  TRY(database_begin(db, error));
  sd_status status = payer_find(db, p->account_number, a, &known, NULL);
  if (status == SD_NOT_FOUND) {
    TRY(insert_payer(db, actor, p, now_us, error));
    return database_commit(db, error);
  }
  TRY(status);
  bool same = strcmp(known.name, p->name) == 0 && strcmp(known.bank_code, p->bank_code) == 0 &&
              strcmp(known.bank_name, p->bank_name) == 0 && strcmp(known.format, p->format) == 0 &&
              strcmp(known.division, p->division) == 0;
  if (same) return SD_OK;
  return error_set(error, SD_CONFLICT, MESSAGE_PAYOUT_PAYER_DIFFERS, SD_ARGS(p->account_number));
}

sd_status payer_register(database *db, const char *actor, const payer *given, int64_t now_us,
                         sd_error *error) {
  payer complete = *given;
  const payer *p = &complete;
  const bank_format *format =
      given->format == NULL ? &bank_format_iso20022 : bank_format_find(given->format);
  complete.format = format == NULL ? "" : format->name;
  if (given->division == NULL) complete.division = "";
  if (!payer_is_valid(p)) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_PAYER_INVALID,
                     SD_ARGS(p->account_number == NULL ? "" : p->account_number));
  }
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  sd_status status = register_in(db, actor, p, now_us, a, error);
  database_rollback(db);
  arena_destroy(a);
  return status;
}

sd_status payer_has_statements(database *db, const char *account_number, bool *out,
                               sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT 1 FROM payout_statement WHERE account = ?1 LIMIT 1", &q, error));
  query_bind_string(q, 1, account_number);
  sd_status status = query_step(q, out, error);
  query_close(q);
  return status;
}
