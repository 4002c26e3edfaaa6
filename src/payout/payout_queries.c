/* What stands in the tables of payout/: files, orders, counts. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/messages/payout.h"
#include "payout/payout_rows.h"

sd_status payout_file_find(database *db, const char *message, payout_file *out, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  stored_file stored = {0};
  sd_status status = file_load(db, message, false, a, &stored, error);
  *out = stored.file;
  arena_destroy(a);
  return status;
}

sd_status payout_files_each(database *db, payout_file_visitor visit, void *context,
                            sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT message FROM payout_file ORDER BY number", &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    char message[REFERENCE_SIZE];
    (void)snprintf(message, sizeof message, "%.*s", TEXT_ARG(query_text(q, 0)));
    payout_file file;
    status = payout_file_find(db, message, &file, error);
    if (status == SD_OK) status = visit(context, &file, error);
  }
  query_close(q);
  return status;
}

static sd_status order_of_row(database *db, query *q, payout_order *out, sd_error *error) {
  *out = (payout_order){.reference = query_text(q, 0).data,
                        .award = query_text(q, 1).data,
                        .list = query_text(q, 2).data,
                        .subject = query_text(q, 3).data,
                        .item = query_text(q, 4).data,
                        .message = query_text(q, 5).data,
                        .account_name = query_text(q, 6).data,
                        .account_number = query_text(q, 7).data,
                        .budget_line = query_text(q, 8).data,
                        .reason = query_text(q, 9).data,
                        .year = (int32_t)query_integer(q, 10),
                        .attempt = (int)query_integer(q, 11),
                        .amount_fen = query_integer(q, 12),
                        .returned_fen = query_integer(q, 14)};
  if (order_state_parse(query_text(q, 13), &out->state)) return SD_OK;
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FIELD_INVALID,
                   SD_ARGS("payout_order.state", out->reference));
}

/* Where an order stands: the number of its file, and its line there. */
static sd_status place_of(database *db, const char *reference, int64_t place_out[2],
                          sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT f.number, o.line FROM payout_order o JOIN payout_file f"
                 " ON f.message = o.message WHERE o.reference = ?1",
                 &q, error));
  query_bind_string(q, 1, reference);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    for (int i = 0; i < 2; i++) place_out[i] = query_integer(q, i);
  }
  query_close(q);
  if (status != SD_OK || row) return status;
  return error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_ORDER_UNKNOWN, SD_ARGS(reference));
}

#define ORDER_COLUMNS                                                                     \
  "o.reference, o.award, o.list, o.subject, o.item, o.message, o.account_name,"           \
  " o.account_number, o.budget_line, o.reason, o.year, o.attempt, o.amount_fen, o.state," \
  " o.returned_fen"

static sd_status visit_orders(database *db, query *q, order_visitor visit, void *context,
                              sd_error *error) {
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    payout_order order;
    status = order_of_row(db, q, &order, error);
    if (status == SD_OK) status = visit(context, &order, error);
  }
  query_close(q);
  return status;
}

sd_status payout_orders_each(database *db, const order_filter *filter, order_visitor visit,
                             void *context, sd_error *error) {
  int64_t place[2] = {0, 0};
  if (filter->after != NULL) TRY(place_of(db, filter->after, place, error));
  query *q;
  TRY(query_open(db,
                 "SELECT " ORDER_COLUMNS " FROM payout_order o JOIN payout_file f"
                 " ON f.message = o.message WHERE (?1 IS NULL OR f.list = ?1)"
                 " AND (?2 IS NULL OR o.award = ?2) AND (?3 IS NULL OR o.subject = ?3)"
                 " AND (?4 IS NULL OR f.message = ?4) AND (?5 IS NULL OR o.state = ?5)"
                 " AND (?6 IS NULL OR o.budget_line = ?6)"
                 " AND f.number >= ?7 AND (f.number > ?7 OR o.line > ?8)"
                 " ORDER BY f.number, o.line LIMIT ?9",
                 &q, error));
  query_bind_string(q, 1, filter->list);
  query_bind_string(q, 2, filter->award);
  query_bind_string(q, 3, filter->subject);
  query_bind_string(q, 4, filter->message);
  query_bind_string(q, 5, filter->state < 0 ? NULL : order_state_name((order_state)filter->state));
  query_bind_string(q, 6, filter->line);
  query_bind_integer(q, 7, place[0]);
  query_bind_integer(q, 8, place[1]);
  query_bind_integer(q, 9, filter->limit == 0 ? -1 : filter->limit);
  return visit_orders(db, q, visit, context, error);
}

sd_status payout_order_visit(database *db, const char *reference, order_visitor visit,
                             void *context, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " ORDER_COLUMNS " FROM payout_order o WHERE o.reference = ?1", &q,
                 error));
  query_bind_string(q, 1, reference);
  return visit_orders(db, q, visit, context, error);
}

sd_status payout_history_each(database *db, const char *subject, step_visitor visit, void *context,
                              sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT o.reference, o.item, o.list, o.reason, o.amount_fen, e.to_state, e.at_us,"
                 " e.number FROM payout_order o JOIN payout_event e ON e.about = o.reference"
                 " WHERE o.subject = ?1 UNION ALL"
                 " SELECT o.reference, o.item, o.list, o.reason, o.amount_fen, e.to_state, e.at_us,"
                 " e.number FROM payout_order o JOIN payout_event e ON e.about = o.message"
                 " WHERE o.subject = ?1 ORDER BY 8",
                 &q, error));
  query_bind_string(q, 1, subject);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    order_step_record step = {.reference = query_text(q, 0),
                              .item = query_text(q, 1),
                              .list = query_text(q, 2),
                              .reason = query_text(q, 3),
                              .amount_fen = query_integer(q, 4),
                              .at_us = query_integer(q, 6)};
    if (order_state_parse(query_text(q, 5), &step.to)) status = visit(context, &step, error);
  }
  query_close(q);
  return status;
}

static sd_status mark_of_row(database *db, query *q, payout_mark *out, sd_error *error) {
  civil_date booked;
  *out = (payout_mark){.list = query_integer(q, 0),
                       .amount_fen = query_integer(q, 3),
                       .returned_fen = query_integer(q, 4),
                       .ordered_us = query_integer(q, 6)};
  (void)snprintf(out->subject, sizeof out->subject, "%.*s", TEXT_ARG(query_text(q, 1)));
  text day = query_text(q, 5);
  bool sound = order_state_parse(query_text(q, 2), &out->state) &&
               (day.size == 0 || calendar_parse_iso(day, &booked));
  if (sound && day.size != 0) out->booked_day = calendar_day_of(booked);
  if (sound) return SD_OK;
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FIELD_INVALID,
                   SD_ARGS("payout_order.state", out->subject));
}

sd_status payout_marks_read(database *db, arena *a, payout_mark **out, size_t *count_out,
                            sd_error *error) {
  int64_t room = 0;
  *count_out = 0;
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_order", &room, error));
  *out = ARENA_ARRAY(a, payout_mark, (size_t)room + 1);
  if (*out == NULL) return payout_out_of_memory(error);
  query *q;
  TRY(query_open(db,
                 "SELECT CAST(o.list AS INTEGER), o.subject, o.state, o.amount_fen, o.returned_fen,"
                 " o.booked_date, f.created_us FROM payout_order o JOIN payout_file f"
                 " ON f.message = o.message WHERE CAST(o.list AS INTEGER) > 0"
                 " ORDER BY 1, o.subject, o.attempt",
                 &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row || *count_out == (size_t)room) break;
    status = mark_of_row(db, q, &(*out)[(*count_out)++], error);
  }
  query_close(q);
  return status;
}

sd_status payout_summary_get(database *db, payout_summary *out, sd_error *error) {
  *out = (payout_summary){0};
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_file", &out->files, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_statement", &out->statements, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_entry WHERE is_queued = 0",
                            &out->entries_matched, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_entry WHERE is_queued = 1",
                            &out->entries_queued, error));
  query *q;
  TRY(query_open(db, "SELECT state, count(*), sum(amount_fen) FROM payout_order GROUP BY state", &q,
                 error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    order_state state;
    if (!order_state_parse(query_text(q, 0), &state)) continue;
    out->orders[state] = query_integer(q, 1);
    out->sum_fen[state] = query_integer(q, 2);
  }
  query_close(q);
  return status;
}
