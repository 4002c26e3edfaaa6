/* The tables of payout/ and the steps that change them; for the files of payout/ that use the
 * store.  Everything that writes here runs inside a transaction of its caller. */
#ifndef SUDUI_PAYOUT_PAYOUT_ROWS_H
#define SUDUI_PAYOUT_PAYOUT_ROWS_H

#include "base/arena.h"
#include "payout/payout.h"

sd_status payout_out_of_memory(sd_error *error);

/* A file with what was decided about it. */
typedef struct stored_file {
  payout_file file;
  const char *maker, *approver;
  const char *list;
  text bytes; /* empty unless asked for */
} stored_file;

/* Texts lie in `a`.  With `with_bytes` the SM3 is computed again: SD_CORRUPT, and the database
 * stops writing, when it differs.  SD_NOT_FOUND names the message. */
sd_status file_load(database *db, const char *message, bool with_bytes, arena *a, stored_file *out,
                    sd_error *error);

/* The state of the file and of all its orders that are in `from`, by the table of transitions. */
sd_status file_step(database *db, const char *message, order_state from, order_event event,
                    int64_t now_us, sd_error *error);

enum { ORDER_AWARD_SIZE = 128 };

/* An order as the settlement needs it. */
typedef struct stored_order {
  char reference[REFERENCE_SIZE];
  char award[ORDER_AWARD_SIZE];
  char line[BUDGET_LINE_SIZE]; /* that bears it */
  int32_t year;
  int64_t amount_fen;
  order_state state;
  /* From here on written back by order_step, as are line and year. */
  char booked_date[16];               /* of the debit; "" before */
  char origin_line[BUDGET_LINE_SIZE]; /* that it was paid from */
  int32_t origin_year;
  char attached[16]; /* see budget_attachment */
  int64_t returned_fen;
  int returned_parts;
  int corrections;
} stored_order;

/* `*found_out` is false when the reference is none of ours. */
sd_status order_find(database *db, const char *reference, bool *found_out, stored_order *out,
                     sd_error *error);
/* One order, by the table; `reason` and `evidence` may be "".  SD_REFUSED for an unknown step. */
sd_status order_step(database *db, stored_order *order, order_event event, const char *reason,
                     const char *evidence, int64_t now_us, sd_error *error);

#endif
