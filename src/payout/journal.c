/* What a person asks afterwards: who did what to a file and an order, which entries booked it. */
#include "payout/journal.h"

#include "base/messages/payout.h"
#include "payout/payout_rows.h"

/* --- files --- */

static sd_status read_record(query *q, arena *a, file_record *out, sd_error *error) {
  const char **texts[] = {&out->list,     &out->list_hash, &out->payer,   &out->execution_date,
                          &out->approver, &out->maker,     &out->releaser};
  for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++) {
    *texts[i] = arena_copy(a, query_text(q, i)).data;
    if (*texts[i] == NULL) return payout_out_of_memory(error);
  }
  out->created_us = query_integer(q, 7);
  out->updated_us = query_integer(q, 8);
  return SD_OK;
}

sd_status file_record_get(database *db, const char *message, arena *a, file_record *out,
                          sd_error *error) {
  query *q;
  *out = (file_record){0};
  TRY(payout_file_find(db, message, &out->file, error));
  TRY(query_open(db,
                 "SELECT list, list_hash, payer, execution_date, approver, maker,"
                 " coalesce(releaser, ''), created_us, updated_us"
                 " FROM payout_file WHERE message = ?1",
                 &q, error));
  query_bind_string(q, 1, message);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) status = read_record(q, a, out, error);
  query_close(q);
  return status;
}

sd_status file_record_bytes(database *db, const char *message, arena *a, text *out,
                            sd_error *error) {
  stored_file stored = {0};
  TRY(file_load(db, message, true, a, &stored, error));
  *out = stored.bytes;
  return SD_OK;
}

/* --- orders --- */

typedef struct copied_order {
  arena *arena;
  payout_order *out;
  bool found;
} copied_order;

static sd_status copy_order(void *context, const payout_order *order, sd_error *error) {
  copied_order *c = context;
  *c->out = *order;
  const char **texts[] = {&c->out->reference,  &c->out->award,        &c->out->list,
                          &c->out->subject,    &c->out->item,         &c->out->message,
                          &c->out->reason,     &c->out->account_name, &c->out->account_number,
                          &c->out->budget_line};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    *texts[i] = arena_copy_string(c->arena, *texts[i]);
    if (*texts[i] == NULL) return payout_out_of_memory(error);
  }
  c->found = true;
  return SD_OK;
}

sd_status order_record_get(database *db, const char *reference, arena *a, payout_order *out,
                           sd_error *error) {
  copied_order copy = {a, out, false};
  TRY(payout_order_visit(db, reference, copy_order, &copy, error));
  if (copy.found) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_ORDER_UNKNOWN, SD_ARGS(reference));
}

static sd_status corrupt(database *db, const char *field, text value, sd_error *error) {
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FIELD_INVALID, SD_ARGS(field, value.data));
}

static sd_status step_of_row(database *db, query *q, order_step_row *out, sd_error *error) {
  *out = (order_step_row){.of_file = query_integer(q, 0) == 1,
                          .evidence = query_text(q, 4).data,
                          .at_us = query_integer(q, 5)};
  if (!order_state_parse(query_text(q, 1), &out->from)) {
    return corrupt(db, "payout_event.from_state", query_text(q, 1), error);
  }
  if (!order_event_parse(query_text(q, 2), &out->event)) {
    return corrupt(db, "payout_event.event", query_text(q, 2), error);
  }
  if (order_state_parse(query_text(q, 3), &out->to)) return SD_OK;
  return corrupt(db, "payout_event.to_state", query_text(q, 3), error);
}

sd_status order_steps_each(database *db, const payout_order *order, order_step_visitor visit,
                           void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT about = ?2, from_state, event, to_state, evidence, at_us FROM payout_event"
                 " WHERE about = ?1 OR about = ?2 ORDER BY number",
                 &q, error));
  query_bind_string(q, 1, order->reference);
  query_bind_string(q, 2, order->message);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    order_step_row step;
    status = step_of_row(db, q, &step, error);
    if (status == SD_OK) status = visit(context, &step, error);
  }
  query_close(q);
  return status;
}

/* --- statements --- */

static sd_status entry_of_row(database *db, query *q, entry_record *out, sd_error *error) {
  *out = (entry_record){.id = query_integer(q, 0),
                        .statement = query_integer(q, 1),
                        .statement_id = query_text(q, 2).data,
                        .account = query_text(q, 3).data,
                        .reference = query_text(q, 4).data,
                        .end_to_end = query_text(q, 5).data,
                        .booking_date = query_text(q, 6).data,
                        .return_code = query_text(q, 7).data,
                        .information = query_text(q, 8).data,
                        .amount_fen = query_integer(q, 9),
                        .is_credit = query_integer(q, 10) == 1,
                        .is_queued = query_integer(q, 11) == 1,
                        .act = query_text(q, 13).data,
                        .reason = query_text(q, 14).data,
                        .maker = query_text(q, 15).data,
                        .resolved_us = query_integer(q, 16)};
  if (finding_parse(query_text(q, 12), &out->finding)) return SD_OK;
  return corrupt(db, "payout_entry.finding", query_text(q, 12), error);
}

#define ENTRY_SQL                                                                             \
  "SELECT e.number, s.number, s.id, s.account, e.reference, e.end_to_end, e.booking_date,"    \
  " e.return_code, e.information, e.amount_fen, e.is_credit, e.is_queued, e.finding,"         \
  " coalesce(r.act, ''), coalesce(r.reason, ''), coalesce(r.maker, ''), coalesce(r.at_us, 0)" \
  " FROM payout_entry e JOIN payout_statement s ON s.number = e.statement"                    \
  " LEFT JOIN payout_resolution r ON r.entry = e.number WHERE "

/* One text for each index that can find the entries. */
static const char *entries_sql(const entry_filter *filter) {
  if (filter->id != 0) return ENTRY_SQL "e.number = ?1";
  if (filter->end_to_end != NULL) return ENTRY_SQL "e.end_to_end = ?1 ORDER BY e.number";
  if (filter->queued) {
    return ENTRY_SQL "e.is_queued = 1 AND e.number > ?2 ORDER BY e.number LIMIT ?3";
  }
  return ENTRY_SQL "e.statement = ?1 AND e.number > ?2 ORDER BY e.number LIMIT ?3";
}

sd_status entries_each(database *db, const entry_filter *filter, entry_visitor visit, void *context,
                       sd_error *error) {
  query *q;
  TRY(query_open(db, entries_sql(filter), &q, error));
  bool by_number = filter->id != 0, by_reference = !by_number && filter->end_to_end != NULL;
  if (by_reference) query_bind_string(q, 1, filter->end_to_end);
  if (by_number) query_bind_integer(q, 1, filter->id);
  if (!by_number && !by_reference) {
    if (!filter->queued) query_bind_integer(q, 1, filter->statement);
    query_bind_integer(q, 2, filter->after);
    query_bind_integer(q, 3, filter->limit == 0 ? -1 : filter->limit);
  }
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    entry_record entry;
    status = entry_of_row(db, q, &entry, error);
    if (status == SD_OK) status = visit(context, &entry, error);
  }
  query_close(q);
  return status;
}

sd_status statements_each(database *db, int64_t number, statement_record_visitor visit,
                          void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT s.number, s.account, s.id, s.bank_number, s.date, s.opening_fen,"
                 " s.closing_fen, s.debits_fen, s.credits_fen, i.name, i.sm3,"
                 " (SELECT count(*) FROM payout_entry e WHERE e.statement = s.number),"
                 " (SELECT count(*) FROM payout_entry e WHERE e.statement = s.number"
                 "  AND e.is_queued = 1), s.imported_us FROM payout_statement s"
                 " JOIN payout_inbound i ON i.sm3 = s.inbound WHERE ?1 = 0 OR s.number = ?1"
                 " ORDER BY s.number DESC",
                 &q, error));
  query_bind_integer(q, 1, number);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    const statement_record s = {.number = query_integer(q, 0),
                                .account = query_text(q, 1).data,
                                .id = query_text(q, 2).data,
                                .bank_number = query_integer(q, 3),
                                .date = query_text(q, 4).data,
                                .opening_fen = query_integer(q, 5),
                                .closing_fen = query_integer(q, 6),
                                .debits_fen = query_integer(q, 7),
                                .credits_fen = query_integer(q, 8),
                                .file_name = query_text(q, 9).data,
                                .hash = query_text(q, 10).data,
                                .entries = query_integer(q, 11),
                                .queued = query_integer(q, 12),
                                .imported_us = query_integer(q, 13)};
    status = visit(context, &s, error);
  }
  query_close(q);
  return status;
}
