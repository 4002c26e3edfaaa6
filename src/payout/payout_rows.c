/* The tables of payout/ and the steps that change them. */
#include "payout/payout_rows.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/messages/payout.h"

static const migration payout_steps[] = {
    {"payers, files, orders, events",
     "CREATE TABLE payout_payer ("
     " account_number TEXT PRIMARY KEY,"
     " name TEXT NOT NULL,"
     " bank_code TEXT NOT NULL,"
     " bank_name TEXT NOT NULL,"
     " registered_us INTEGER NOT NULL"
     ") STRICT;"
     "CREATE TABLE payout_file ("
     " number INTEGER PRIMARY KEY,"
     " message TEXT NOT NULL UNIQUE,"
     " file_name TEXT NOT NULL UNIQUE,"
     " list TEXT NOT NULL,"
     " list_hash TEXT NOT NULL,"
     " payer TEXT NOT NULL REFERENCES payout_payer,"
     " execution_date TEXT NOT NULL,"
     " maker TEXT NOT NULL,"
     " approver TEXT NOT NULL,"
     " releaser TEXT,"
     " payments INTEGER NOT NULL,"
     " sum_fen INTEGER NOT NULL,"
     " bytes BLOB NOT NULL,"
     " sm3 TEXT NOT NULL,"
     " state TEXT NOT NULL,"
     " created_us INTEGER NOT NULL,"
     " updated_us INTEGER NOT NULL"
     ") STRICT;"
     "CREATE TABLE payout_order ("
     " reference TEXT PRIMARY KEY,"
     " award TEXT NOT NULL,"
     " attempt INTEGER NOT NULL,"
     " list TEXT NOT NULL,"
     " subject TEXT NOT NULL,"
     " item TEXT NOT NULL,"
     " budget_line TEXT NOT NULL,"
     " year INTEGER NOT NULL,"
     " amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),"
     " account_name TEXT NOT NULL,"
     " account_name_folded TEXT NOT NULL,"
     " account_number TEXT NOT NULL,"
     " bank_code TEXT NOT NULL,"
     " message TEXT NOT NULL REFERENCES payout_file (message),"
     " line INTEGER NOT NULL,"
     " state TEXT NOT NULL,"
     " is_open INTEGER NOT NULL,"
     " reason TEXT NOT NULL DEFAULT '',"
     " booked_date TEXT NOT NULL DEFAULT '',"
     " updated_us INTEGER NOT NULL,"
     " UNIQUE (award, attempt)"
     ") STRICT;"
     /* The protocol's first rule, held by the store itself. */
     "CREATE UNIQUE INDEX payout_order_open ON payout_order (award) WHERE is_open = 1;"
     "CREATE UNIQUE INDEX payout_order_file ON payout_order (message, line);"
     "CREATE INDEX payout_order_payee ON payout_order (account_number, amount_fen);"
     "CREATE TABLE payout_event ("
     " number INTEGER PRIMARY KEY,"
     " about TEXT NOT NULL," /* an order's reference, or a file's message for all its orders */
     " from_state TEXT NOT NULL,"
     " event TEXT NOT NULL,"
     " to_state TEXT NOT NULL,"
     " evidence TEXT NOT NULL,"
     " at_us INTEGER NOT NULL"
     ") STRICT;"},
    {"statements and entries",
     "CREATE TABLE payout_inbound ("
     " sm3 TEXT PRIMARY KEY,"
     " name TEXT NOT NULL,"
     " bytes BLOB NOT NULL,"
     " received_us INTEGER NOT NULL"
     ") STRICT;"
     "CREATE TABLE payout_statement ("
     " number INTEGER PRIMARY KEY,"
     " account TEXT NOT NULL REFERENCES payout_payer,"
     " id TEXT NOT NULL,"
     " bank_number INTEGER NOT NULL," /* 0 when the bank gives none */
     " date TEXT NOT NULL,"
     " opening_fen INTEGER NOT NULL,"
     " closing_fen INTEGER NOT NULL,"
     " debits_fen INTEGER NOT NULL,"
     " credits_fen INTEGER NOT NULL,"
     " content_sm3 TEXT NOT NULL,"
     " inbound TEXT NOT NULL REFERENCES payout_inbound,"
     " imported_us INTEGER NOT NULL,"
     " UNIQUE (account, id)"
     ") STRICT;"
     "CREATE TABLE payout_entry ("
     " number INTEGER PRIMARY KEY,"
     " statement INTEGER NOT NULL REFERENCES payout_statement,"
     " reference TEXT NOT NULL,"
     " end_to_end TEXT NOT NULL,"
     " booking_date TEXT NOT NULL,"
     " return_code TEXT NOT NULL,"
     " information TEXT NOT NULL,"
     " amount_fen INTEGER NOT NULL,"
     " is_credit INTEGER NOT NULL,"
     " finding TEXT NOT NULL,"
     " is_queued INTEGER NOT NULL,"
     " UNIQUE (statement, reference)"
     ") STRICT;"
     "CREATE INDEX payout_entry_queue ON payout_entry (number) WHERE is_queued = 1;"},
    {"formats of payers; what happens to an order after its payment",
     "ALTER TABLE payout_payer ADD COLUMN format TEXT NOT NULL DEFAULT 'ISO20022';"
     "ALTER TABLE payout_payer ADD COLUMN division TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE payout_order ADD COLUMN returned_fen INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE payout_order ADD COLUMN returned_parts INTEGER NOT NULL DEFAULT 0;"
     /* The transfer by which it hangs on its line, and the line that it was paid from. */
     "ALTER TABLE payout_order ADD COLUMN attached TEXT NOT NULL DEFAULT 'post';"
     "ALTER TABLE payout_order ADD COLUMN origin_line TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE payout_order ADD COLUMN origin_year INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE payout_order ADD COLUMN corrections INTEGER NOT NULL DEFAULT 0;"},
    {"queued entries that two people resolved",
     "CREATE TABLE payout_resolution ("
     " entry INTEGER PRIMARY KEY REFERENCES payout_entry,"
     " act TEXT NOT NULL,"
     " reason TEXT NOT NULL,"
     " maker TEXT NOT NULL,"
     " at_us INTEGER NOT NULL"
     ") STRICT;"},
    {"clawbacks and what was set off",
     "CREATE TABLE payout_clawback ("
     " id INTEGER PRIMARY KEY,"
     " subject TEXT NOT NULL,"
     " item TEXT NOT NULL,"
     " ground TEXT NOT NULL,"
     " line TEXT NOT NULL,"
     " year INTEGER NOT NULL,"
     " amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),"
     " interest_fen INTEGER NOT NULL,"
     " recovered_fen INTEGER NOT NULL DEFAULT 0 CHECK (recovered_fen >= 0),"
     " written_off_fen INTEGER NOT NULL DEFAULT 0 CHECK (written_off_fen >= 0),"
     " due_date TEXT NOT NULL DEFAULT '',"
     " instalments INTEGER NOT NULL DEFAULT 0,"
     " bar_until TEXT NOT NULL,"
     " state TEXT NOT NULL,"
     " opened_us INTEGER NOT NULL,"
     " CHECK (recovered_fen + written_off_fen <= amount_fen)"
     ") STRICT;"
     "CREATE INDEX payout_clawback_subject ON payout_clawback (subject);"
     "CREATE TABLE payout_set_off ("
     " award TEXT NOT NULL,"
     " clawback INTEGER NOT NULL REFERENCES payout_clawback,"
     " amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),"
     " at_us INTEGER NOT NULL,"
     " PRIMARY KEY (award, clawback)"
     ") STRICT;"},
    {"what happened to one payee's orders is found by key",
     "CREATE INDEX payout_event_about ON payout_event (about);"
     "CREATE INDEX payout_order_subject ON payout_order (subject);"},
    {"entries found by the order that they name",
     "CREATE INDEX payout_entry_end_to_end ON payout_entry (end_to_end);"},
};

sd_status payout_migrate(database *db, sd_error *error) {
  TRY(ledger_migrate(db, error));
  return database_migrate(db, "payout", payout_steps, sizeof payout_steps / sizeof payout_steps[0],
                          error);
}

sd_status payout_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- files --- */

static void copy_string(char *out, size_t size, text source) {
  (void)snprintf(out, size, "%.*s", TEXT_ARG(source));
}

static sd_status file_of_row(database *db, query *q, bool with_bytes, arena *a, stored_file *out,
                             sd_error *error) {
  *out = (stored_file){.maker = arena_copy(a, query_text(q, 5)).data,
                       .approver = arena_copy(a, query_text(q, 6)).data,
                       .list = arena_copy(a, query_text(q, 7)).data};
  payout_file *f = &out->file;
  copy_string(f->message, sizeof f->message, query_text(q, 0));
  copy_string(f->file_name, sizeof f->file_name, query_text(q, 1));
  copy_string(f->hash, sizeof f->hash, query_text(q, 2));
  f->count = query_integer(q, 3);
  f->sum_fen = query_integer(q, 4);
  f->size_bytes = query_integer(q, 9);
  if (out->maker == NULL || out->approver == NULL || out->list == NULL) {
    return payout_out_of_memory(error);
  }
  sm3_digest stored, computed;
  bool good =
      order_state_parse(query_text(q, 8), &f->state) && sm3_parse(query_text(q, 2), &stored);
  if (good && with_bytes) {
    out->bytes = arena_copy(a, query_bytes(q, 10));
    if (out->bytes.data == NULL || !sm3_of(out->bytes, &computed)) {
      return payout_out_of_memory(error);
    }
    good = sm3_equal(&stored, &computed);
  }
  if (good) return SD_OK;
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FILE_CORRUPT, SD_ARGS(f->message));
}

sd_status file_load(database *db, const char *message, bool with_bytes, arena *a, stored_file *out,
                    sd_error *error) {
  query *q;
  TRY(query_open(db,
                 with_bytes
                     ? "SELECT message, file_name, sm3, payments, sum_fen, maker, approver, list,"
                       " state, length(bytes), bytes FROM payout_file WHERE message = ?1"
                     : "SELECT message, file_name, sm3, payments, sum_fen, maker, approver, list,"
                       " state, length(bytes) FROM payout_file WHERE message = ?1",
                 &q, error));
  query_bind_string(q, 1, message);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK) {
    status = row ? file_of_row(db, q, with_bytes, a, out, error)
                 : error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_FILE_UNKNOWN, SD_ARGS(message));
  }
  query_close(q);
  return status;
}

static sd_status add_event(database *db, const char *about, order_state from, order_event event,
                           order_state to, const char *evidence, int64_t now_us, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO payout_event (about, from_state, event, to_state, evidence, at_us)"
                 " VALUES (?1,?2,?3,?4,?5,?6)",
                 &q, error));
  query_bind_string(q, 1, about);
  query_bind_string(q, 2, order_state_name(from));
  query_bind_string(q, 3, order_event_name(event));
  query_bind_string(q, 4, order_state_name(to));
  query_bind_string(q, 5, evidence);
  query_bind_integer(q, 6, now_us);
  return query_finish(q, error);
}

static sd_status refuse_step(const char *about, order_state from, order_event event,
                             sd_error *error) {
  return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_ORDER_STEP_REFUSED,
                   SD_ARGS(about, order_state_name(from), order_event_name(event)));
}

/* Whether orders are open, apart from the change of state: it touches an index and is rare. */
static sd_status mark_orders(database *db, const char *sql, const char *key, order_state to,
                             sd_error *error) {
  query *q;
  TRY(query_open(db, sql, &q, error));
  query_bind_string(q, 1, key);
  query_bind_string(q, 2, order_state_name(to));
  return query_finish(q, error);
}

sd_status file_step(database *db, const char *message, order_state from, order_event event,
                    int64_t now_us, sd_error *error) {
  static const char *const updates[] = {
      "UPDATE payout_file SET state = ?1, updated_us = ?2 WHERE message = ?3 AND state = ?4",
      "UPDATE payout_order SET state = ?1, updated_us = ?2 WHERE message = ?3 AND state = ?4"};
  assert(database_in_transaction(db));
  order_state to;
  if (!order_next_state(from, event, &to)) return refuse_step(message, from, event, error);
  for (int i = 0; i < 2; i++) {
    query *q;
    TRY(query_open(db, updates[i], &q, error));
    query_bind_string(q, 1, order_state_name(to));
    query_bind_integer(q, 2, now_us);
    query_bind_string(q, 3, message);
    query_bind_string(q, 4, order_state_name(from));
    sd_status status = query_execute(q, error);
    query_close(q);
    if (status != SD_OK) return status;
    if (i == 0 && database_changed_rows(db) != 1) return refuse_step(message, from, event, error);
  }
  static const char close_sql[] =
      "UPDATE payout_order SET is_open = 0 WHERE message = ?1 AND state = ?2";
  if (!order_state_is_open(to)) TRY(mark_orders(db, close_sql, message, to, error));
  return add_event(db, message, from, event, to, "", now_us, error);
}

/* --- orders --- */

sd_status order_find(database *db, const char *reference, bool *found_out, stored_order *out,
                     sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT reference, budget_line, year, amount_fen, state, booked_date, award,"
                 " returned_fen, returned_parts, attached,"
                 " CASE origin_line WHEN '' THEN budget_line ELSE origin_line END,"
                 " CASE origin_line WHEN '' THEN year ELSE origin_year END, corrections"
                 " FROM payout_order WHERE reference = ?1",
                 &q, error));
  query_bind_string(q, 1, reference);
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) {
    *out = (stored_order){.year = (int32_t)query_integer(q, 2),
                          .amount_fen = query_integer(q, 3),
                          .returned_fen = query_integer(q, 7),
                          .returned_parts = (int)query_integer(q, 8),
                          .origin_year = (int32_t)query_integer(q, 11),
                          .corrections = (int)query_integer(q, 12)};
    copy_string(out->award, sizeof out->award, query_text(q, 6));
    copy_string(out->attached, sizeof out->attached, query_text(q, 9));
    copy_string(out->origin_line, sizeof out->origin_line, query_text(q, 10));
    copy_string(out->reference, sizeof out->reference, query_text(q, 0));
    copy_string(out->line, sizeof out->line, query_text(q, 1));
    copy_string(out->booked_date, sizeof out->booked_date, query_text(q, 5));
    if (!order_state_parse(query_text(q, 4), &out->state)) {
      database_stop_writing(db);
      status = error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FIELD_INVALID,
                         SD_ARGS("payout_order.state", reference));
    }
  }
  query_close(q);
  return status;
}

sd_status order_step(database *db, stored_order *order, order_event event, const char *reason,
                     const char *evidence, int64_t now_us, sd_error *error) {
  assert(database_in_transaction(db));
  order_state to;
  if (!order_next_state(order->state, event, &to)) {
    return refuse_step(order->reference, order->state, event, error);
  }
  query *q;
  TRY(query_open(db,
                 "UPDATE payout_order SET state = ?1, booked_date = ?2, reason = ?3,"
                 " updated_us = ?4, returned_fen = ?7, returned_parts = ?8, attached = ?9,"
                 " budget_line = ?10, year = ?11, origin_line = ?12, origin_year = ?13,"
                 " corrections = ?14 WHERE reference = ?5 AND state = ?6",
                 &q, error));
  query_bind_string(q, 1, order_state_name(to));
  query_bind_string(q, 2, order->booked_date);
  query_bind_string(q, 3, reason);
  query_bind_integer(q, 4, now_us);
  query_bind_string(q, 5, order->reference);
  query_bind_string(q, 6, order_state_name(order->state));
  query_bind_integer(q, 7, order->returned_fen);
  query_bind_integer(q, 8, order->returned_parts);
  query_bind_string(q, 9, order->attached);
  query_bind_string(q, 10, order->line);
  query_bind_integer(q, 11, order->year);
  query_bind_string(q, 12, order->origin_line);
  query_bind_integer(q, 13, order->origin_year);
  query_bind_integer(q, 14, order->corrections);
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status != SD_OK) return status;
  if (database_changed_rows(db) != 1) {
    return refuse_step(order->reference, order->state, event, error);
  }
  static const char *const mark_sql[] = {
      "UPDATE payout_order SET is_open = 0 WHERE reference = ?1 AND state = ?2",
      "UPDATE payout_order SET is_open = 1 WHERE reference = ?1 AND state = ?2"};
  bool opens = order_state_is_open(to);
  if (opens != order_state_is_open(order->state)) {
    TRY(mark_orders(db, mark_sql[opens], order->reference, to, error));
  }
  order_state from = order->state;
  order->state = to;
  return add_event(db, order->reference, from, event, to, evidence, now_us, error);
}
