/* What a person asks afterwards: who did what to a file and an order, which entries booked it.
 *
 * Reads only. */
#ifndef SUDUI_PAYOUT_JOURNAL_H
#define SUDUI_PAYOUT_JOURNAL_H

#include "payout/finding.h"
#include "payout/payout.h"

/* A file with the persons behind it; texts lie in the caller's arena. */
typedef struct file_record {
  payout_file file;
  const char *list, *list_hash;
  const char *payer;          /* account number */
  const char *execution_date; /* YYYY-MM-DD */
  const char *approver;       /* of the list */
  const char *maker, *releaser;
  int64_t created_us, updated_us;
} file_record;

/* SD_NOT_FOUND names the message. */
sd_status file_record_get(database *db, const char *message, arena *a, file_record *out,
                          sd_error *error);
/* The exact bytes, in `a`.  SD_CORRUPT when they do not give the stored SM3. */
sd_status file_record_bytes(database *db, const char *message, arena *a, text *out,
                            sd_error *error);

/* One step of an order, or of its whole file. */
typedef struct order_step_row {
  order_state from, to;
  order_event event;
  bool of_file;
  const char *evidence; /* "<statement>/<entry>" or ""; borrowed during the call */
  int64_t at_us;
} order_step_row;
typedef sd_status (*order_step_visitor)(void *context, const order_step_row *row, sd_error *error);
/* Oldest first. */
sd_status order_steps_each(database *db, const payout_order *order, order_step_visitor visit,
                           void *context, sd_error *error);

/* SD_NOT_FOUND names the reference.  Texts lie in `a`. */
sd_status order_record_get(database *db, const char *reference, arena *a, payout_order *out,
                           sd_error *error);

/* One entry of a statement with what became of it; texts are borrowed during the call. */
typedef struct entry_record {
  int64_t id;
  int64_t statement;        /* our number of the statement */
  const char *statement_id; /* the bank's */
  const char *account;
  const char *reference, *end_to_end, *booking_date, *return_code, *information;
  int64_t amount_fen;
  bool is_credit, is_queued;
  entry_finding finding;
  const char *act, *reason, *maker; /* of the resolution by two people; "" when there is none */
  int64_t resolved_us;
} entry_record;

/* Which entries: the first of these that is given. */
typedef struct entry_filter {
  int64_t id;
  const char *end_to_end;
  bool queued; /* those that wait */
  int64_t statement;
  int64_t after; /* of the queue or a statement: an id, only younger ones */
  int64_t limit; /* of the queue or a statement; 0: all */
} entry_filter;
typedef sd_status (*entry_visitor)(void *context, const entry_record *entry, sd_error *error);
/* Oldest first. */
sd_status entries_each(database *db, const entry_filter *filter, entry_visitor visit, void *context,
                       sd_error *error);

/* One imported statement; texts are borrowed during the call. */
typedef struct statement_record {
  int64_t number; /* ours */
  const char *account, *id;
  int64_t bank_number; /* 0 when the bank gives none */
  const char *date;
  int64_t opening_fen, closing_fen, debits_fen, credits_fen;
  const char *file_name, *hash; /* of the file it came in */
  int64_t entries, queued;
  int64_t imported_us;
} statement_record;
typedef sd_status (*statement_record_visitor)(void *context, const statement_record *s,
                                              sd_error *error);
/* Youngest first; `number` 0: all. */
sd_status statements_each(database *db, int64_t number, statement_record_visitor visit,
                          void *context, sd_error *error);

#endif
