/* From a final list to the bank: orders, reservations, bank files.
 *
 * The protocol is reliability.md 2.3.  What must stay true: an award has at most one open order;
 * whatever leaves was durable before, byte by byte, together with its reservation; a file is only
 * ever sent again as the same bytes; while nobody knows what became of an order, nothing is issued
 * again; only a booked statement entry moves money (payout/reconciliation).
 * Functions open their own transactions; call them outside of one. */
#ifndef SUDUI_PAYOUT_PAYOUT_H
#define SUDUI_PAYOUT_PAYOUT_H

#include "base/arena.h"
#include "ledger/budget.h"
#include "payout/outcome.h"
#include "payout/reference.h"
#include "payout/state.h"

/* Creates or upgrades the tables of payout/ (and of ledger/). */
sd_status payout_migrate(database *db, sd_error *error);

/* The account that pays. */
typedef struct payer {
  const char *account_number; /* at most 34 characters of 0-9 A-Z and - */
  const char *name;
  const char *bank_code; /* CNAPS */
  const char *bank_name; /* may be "" */
  const char *format;    /* of its bank's files, see bank_format; NULL for ISO20022 */
  const char *division;  /* AdmDivCode, six digits or more; NULL or "" where the format has none */
} payer;

/* Registers the account, or finds it the same; SD_CONFLICT when it is registered otherwise. */
sd_status payer_register(database *db, const char *actor, const payer *p, int64_t now_us,
                         sd_error *error);
/* The texts lie in `a`.  SD_NOT_FOUND names the account. */
sd_status payer_find(database *db, const char *account_number, arena *a, payer *out,
                     sd_error *error);
typedef sd_status (*payer_visitor)(void *context, const payer *p, sd_error *error);
sd_status payers_each(database *db, payer_visitor visit, void *context, sd_error *error);
/* True when a statement of this bank account was read: from then on it moves by statements only. */
sd_status payer_has_statements(database *db, const char *account_number, bool *out,
                               sd_error *error);

/* One award of a final list that is to be paid. */
typedef struct payout_line {
  const char *award;   /* the entitlement: unique for ever, for example "<list>/<subject>" */
  const char *subject; /* USCC */
  const char *item;
  const char *registered_name;
  const char *account_name; /* from the facts; NULL when there is no fact */
  const char *account_number;
  const char *bank_code;
  const char *budget_line;
  int32_t year; /* of the budget line */
  int64_t amount_fen;
  bool account_unchecked; /* it changed lately and no second person looked at it: held */
  payout_outcome found; /* what the look just before the order found: ORDERED, or why not */
  const char *remittance; /* what the payee reads; as long as the bank's format takes */
  bool allow_own_account; /* the item says that an account of a unit may receive it */
} payout_line;

typedef struct payout_request {
  const char *list;           /* id of the list */
  const char *list_hash;      /* what was approved, in hexadecimal: orders are bound to it */
  const char *approver;       /* who approved the list */
  const char *maker;          /* who prepares; must not be the approver */
  const char *payer;          /* account number */
  const char *execution_date; /* YYYY-MM-DD */
  const payout_line *lines;
  size_t count;
  bool reissue; /* lines whose last attempt is dead get a new one */
  bool dry_run; /* judged, nothing ordered */
  int64_t now_us;
  void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL; caller's thread */
  void *progress_context;
} payout_request;

typedef struct payout_file {
  char message[REFERENCE_SIZE]; /* "" when no line was ordered */
  char file_name[64];
  char hash[65]; /* SM3 of the bytes, hexadecimal: what the releaser releases */
  int64_t size_bytes;
  int64_t count;
  int64_t sum_fen;
  int64_t held; /* lines that were neither ordered now nor before */
  order_state state;
} payout_file;

/* Orders what can be ordered, in one transaction (the caller's, if one is open: then the caller
 * commits, or rolls back on anything but SD_OK; one for reading is enough for a dry run):
 * reservations in the ledger, orders in state
 * PREPARED, the bytes of the bank file with their SM3, one audit entry.  `outcomes_out` has `count`
 * places.  Lines that cannot be paid are held with a reason and do not stop the others.  Doing the
 * same again orders nothing.  SD_REFUSED when maker and approver are one person; SD_NOT_FOUND for
 * the payer. */
sd_status payout_prepare(database *db, const payout_request *request, payout_outcome *outcomes_out,
                         payout_file *file_out, sd_error *error);

/* The second person, who looked at the file with this hash: SD_CONFLICT when it is another one,
 * SD_REFUSED for its maker, or when it is checked already. */
sd_status payout_check(database *db, const char *message, const char *hash, const char *checker,
                       int64_t now_us, sd_error *error);

typedef struct release_request {
  const char *message;
  const char *hash;     /* of the file as the releaser saw it: SD_CONFLICT when it is another */
  const char *releaser; /* neither maker, approver nor checker: SD_REFUSED */
  const char *outbox;   /* folder */
  int64_t now_us;
} release_request;

/* PREPARED → RELEASED (durable) → file in the outbox (temporary, fsync, rename, fsync of the
 * folder) → HANDED_OVER.  An interruption leaves RELEASED; see payout_recover.  Again on a file
 * that was handed over: a no-op. */
sd_status payout_release(database *db, const release_request *request, payout_file *file_out,
                         sd_error *error);

/* Voids the reservations of a file that was not released. */
sd_status payout_cancel(database *db, const char *message, const char *actor, int64_t now_us,
                        sd_error *error);

/* At the end of the year of a budget line. */
typedef struct payout_year_end {
  const char *line;
  int32_t year;
  const char *actor;
  int64_t now_us;
  int64_t files; /* filled in: so many were cancelled */
} payout_year_end;
/* Cancels every file with orders on the line that nobody released: its reservations are of a quota
 * that ends.  Within the caller's transaction. */
sd_status payout_cancel_unreleased(database *db, payout_year_end *end, sd_error *error);

/* At every start: files left RELEASED become UNKNOWN.  Says how many orders.  While another thread
 * or program releases one, nothing is done: theirs is not interrupted, and an earlier one is found
 * at the next start. */
sd_status payout_recover(database *db, int64_t now_us, int64_t *unknown_out, sd_error *error);

/* Writes the stored bytes again under the same name.  Only for a bank that by contract
 * de-duplicates on the message id, and by someone who may release it; SD_REFUSED otherwise. */
sd_status payout_resend(database *db, const char *message, const char *actor, const char *outbox,
                        bool bank_deduplicates, int64_t now_us, sd_error *error);

/* SD_NOT_FOUND names the message. */
sd_status payout_file_find(database *db, const char *message, payout_file *out, sd_error *error);
typedef sd_status (*payout_file_visitor)(void *context, const payout_file *file, sd_error *error);
/* In order of creation. */
sd_status payout_files_each(database *db, payout_file_visitor visit, void *context,
                            sd_error *error);

typedef struct payout_order {
  const char *reference; /* EndToEndId */
  const char *award;
  const char *list;
  const char *subject;
  const char *item;
  const char *message;
  const char *account_name;
  const char *account_number; /* whole: callers mask it */
  const char *budget_line;
  const char *reason; /* code of a rejection or return, or "" */
  int32_t year;
  int attempt;
  int64_t amount_fen;
  int64_t returned_fen; /* parts that came back */
  order_state state;
} payout_order;

/* Which orders; NULL or -1 for any. */
typedef struct order_filter {
  const char *list;
  const char *award;
  const char *subject;
  const char *message;
  const char *line; /* of the budget */
  int state;
  const char *after; /* a reference: only the orders behind it */
  int64_t limit;     /* at most so many; 0: all */
} order_filter;

typedef sd_status (*order_visitor)(void *context, const payout_order *order, sd_error *error);
/* In order of file and line; texts are borrowed during the call.  SD_NOT_FOUND for an `after` that
 * is no order. */
sd_status payout_orders_each(database *db, const order_filter *filter, order_visitor visit,
                             void *context, sd_error *error);

/* The one with this reference; nothing is visited when there is none. */
sd_status payout_order_visit(database *db, const char *reference, order_visitor visit,
                             void *context, sd_error *error);

/* One step of an order's life; texts are borrowed during the call. */
typedef struct order_step_record {
  text reference, item, list;
  text reason; /* code of a rejection or return of the order, as it is now; or empty */
  order_state to;
  int64_t at_us, amount_fen;
} order_step_record;
typedef sd_status (*step_visitor)(void *context, const order_step_record *step, sd_error *error);
/* Every step of the orders of one payee after the first (PREPARED), in order of time; two look-ups
 * by key for each order. */
sd_status payout_history_each(database *db, const char *subject, step_visitor visit, void *context,
                              sd_error *error);

/* What statistics ask of an order. */
enum { PAYOUT_SUBJECT_SIZE = 24 };
typedef struct payout_mark {
  int64_t list;
  char subject[PAYOUT_SUBJECT_SIZE];
  order_state state;
  int64_t amount_fen;
  int64_t returned_fen; /* of it */
  int64_t ordered_us;   /* when its file was made */
  int64_t booked_day;   /* 0: not booked */
} payout_mark;

/* Every order whose list is a number, by list, subject and attempt; lives in `a`, about 80 bytes
 * each.  One pass over the orders and a sort. */
sd_status payout_marks_read(database *db, arena *a, payout_mark **out, size_t *count_out,
                            sd_error *error);

typedef struct payout_summary {
  int64_t orders[ORDER_STATE_COUNT];
  int64_t sum_fen[ORDER_STATE_COUNT];
  int64_t files;
  int64_t statements;
  int64_t entries_matched;
  int64_t entries_queued;
} payout_summary;

sd_status payout_summary_get(database *db, payout_summary *out, sd_error *error);

#endif
