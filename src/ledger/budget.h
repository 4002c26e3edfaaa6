/* Budget lines: money received, allotted, reserved, paid, available, per line and year.
 *
 * A line is three accounts (received, allotted, payable) and one for what comes back after the
 * year has ended.  Money that goes to a line of another level is ledger/passing.  Received money
 * lies in the bank account that the line pays from:
 *
 *   received   bank            <- received/LINE/YEAR     (money arrived at this level)
 *   allotted   received/..     -> allotted/LINE/YEAR     (never more than received)
 *   reserved   allotted/..     -> payable/LINE/YEAR      (pending, when an order is made)
 *   paid       the reservation is posted, then payable/.. -> bank, when the statement says so
 *   returned   both are reversed in the same year; after it, bank <- returned/LINE/YEAR
 *
 * Source: domain.md 2.8 and R-54, reliability.md 2.3 rule 6. */
#ifndef SUDUI_LEDGER_BUDGET_H
#define SUDUI_LEDGER_BUDGET_H

#include "ledger/ledger.h"
#include "ledger/level.h"

enum { BUDGET_LINE_SIZE = 40, BANK_NUMBER_SIZE = 36 };

typedef struct budget_line {
  char line[BUDGET_LINE_SIZE]; /* "KJ-2023-01"; printable, without blanks */
  int32_t year;
  char bank[BANK_NUMBER_SIZE]; /* the number of the bank account it pays from */
  account_id bank_account;
  account_id received_account;
  account_id allotted_account;
  account_id payable_account;
  account_id returned_account;
  bool closed;        /* its year is over: nothing is received, allotted or reserved any more */
  budget_level level; /* LEVEL_NONE until somebody says it */
} budget_line;

typedef struct budget_state {
  budget_line line;
  int64_t received_fen;    /* from wherever */
  int64_t from_above_fen;  /* of it: handed down by a higher level */
  int64_t from_below_fen;  /* of it: handed up by a lower one */
  int64_t banked_fen;      /* of it: what came into the line's own bank account */
  int64_t passed_down_fen; /* to lower levels */
  int64_t passed_up_fen;
  int64_t under_way_fen; /* of what was passed on: not yet received there */
  int64_t free_fen;      /* received, and neither allotted nor passed on nor taken back */
  int64_t allotted_fen;
  int64_t reserved_fen;   /* ordered and not yet booked by the bank */
  int64_t paid_fen;       /* net of what came back in the same year */
  int64_t returned_fen;   /* back after the year, at the disposal of finance */
  int64_t taken_back_fen; /* of the quota, at year-end */
  int64_t idle_back_fen;  /* received and never allotted, at year-end */
  int64_t unspent_fen;    /* both, less what was handed to finance */
  int64_t available_fen;
} budget_state;

/* Opens the line with its accounts, or finds it.  SD_CONFLICT when it pays from another account,
 * SD_INVALID for a name or year that cannot be.  Like everything here that writes, within the
 * caller's transaction. */
sd_status budget_line_open(database *db, const char *line, int32_t year, const char *bank,
                           int64_t now_us, budget_line *out, sd_error *error);
/* SD_NOT_FOUND names the line and the year. */
sd_status budget_line_find(database *db, const char *line, int32_t year, budget_line *out,
                           sd_error *error);

/* Says whose line it is; SD_CONFLICT when it is another level's. */
sd_status budget_line_set_level(database *db, budget_line *line, budget_level level,
                                sd_error *error);

/* Books money that arrived, or hands out a part of it.  `key` is the number of the document (an
 * idempotency key: the same key and amount again changes nothing, another amount is SD_CONFLICT).
 * SD_REFUSED when more would be allotted than was received and not passed on. */
sd_status budget_receive(database *db, const char *actor, const budget_line *line, const char *key,
                         int64_t amount_fen, int64_t now_us, sd_error *error);
sd_status budget_allot(database *db, const char *actor, const budget_line *line, const char *key,
                       int64_t amount_fen, int64_t now_us, sd_error *error);

/* Ends the year of the line: what is allotted and neither reserved nor paid, and what was received
 * and not allotted, goes to its "unspent" account, and nothing is received, allotted or reserved
 * any more.  Open reservations: `keep` lets them stand until the bank pays or rejects them (close
 * again to sweep what a rejection sets free); otherwise they are SD_REFUSED.  `*swept_fen_out` is
 * what this call took back; again without news: 0. */
sd_status budget_line_close(database *db, const char *actor, const char *line, int32_t year,
                            bool keep, int64_t now_us, int64_t *swept_fen_out, sd_error *error);

sd_status budget_state_get(database *db, const char *line, int32_t year, budget_state *out,
                           sd_error *error);
/* As it stood at the end of `at_us`, folded from the transfers; `line` is as it is now. */
sd_status budget_state_at(database *db, const char *line, int32_t year, int64_t at_us,
                          budget_state *out, sd_error *error);
typedef sd_status (*budget_visitor)(void *context, const budget_state *state, sd_error *error);
/* In order of line and year. */
sd_status budget_lines_each(database *db, budget_visitor visit, void *context, sd_error *error);
/* The same as they stood at the end of `at_us`; of one year, or of all with `year` 0. */
sd_status budget_lines_each_at(database *db, int32_t year, int64_t at_us, budget_visitor visit,
                               void *context, sd_error *error);

/* A document's transfer within the caller's transaction: SD_CONFLICT when its number was used for
 * something else, SD_REFUSED with the verdict. `count` linked transfers, the culprit decides. */
sd_status budget_book_document(database *db, const char *actor, const char *key, transfer *chain,
                               size_t count, int64_t now_us, sd_error *error);
/* True for what can be the number of a document, a line or an account: printable, no blanks. */
bool budget_name_is_valid(const char *name, size_t size);
sd_status budget_refuse_closed(const budget_line *line, sd_error *error);

/* The chains of a payout, one builder each, so that no caller invents its own postings.  `order` is
 * the EndToEndId; ids are derived from it. */
transfer budget_reserve_transfer(const budget_line *line, const char *order, int64_t amount_fen);
transfer budget_release_transfer(const budget_line *line, const char *order, int64_t amount_fen);
/* Two linked transfers each. */
void budget_pay_chain(const budget_line *line, const char *order, int64_t amount_fen,
                      transfer out[2]);
/* `same_year`: the quota is restored; else the money waits in the line's returned account. */
void budget_return_chain(const budget_line *line, const char *order, int64_t amount_fen,
                         bool same_year, transfer out[2]);

/* A plain transfer whose id follows from `what` and `key`; for the callers that have no chain. */
transfer budget_transfer(const char *what, const char *key, account_id debit, account_id credit,
                         int64_t amount_fen);
/* Where the line's quota goes when its year is closed; opened when it is not there. */
sd_status budget_unspent_account(database *db, const budget_line *line, int64_t now_us,
                                 account_id *out, sd_error *error);

/* Where a paid order hangs, for what happens to it after the payment. */
typedef struct budget_attachment {
  const budget_line *origin; /* the line that it was paid from */
  const budget_line *line;   /* the line that bears it now: the same unless it was corrected */
  const char *by;            /* the transfer that put it there: "post", "late" or "correct-1" ... */
} budget_attachment;

/* A payment that the bank made although its reservation was void: straight from the quota. */
void budget_late_payment_chain(const budget_line *line, const char *order, int64_t amount_fen,
                               transfer out[2]);
/* What came back of an attached order; `part` numbers the parts from 1 and is 0 for the whole. */
void budget_give_back_chain(const budget_attachment *a, const char *order, int64_t amount_fen,
                            int part, bool same_year, transfer out[2]);
/* Moves a paid order to another line that pays from the same bank account: the new line bears it,
 * the old one has its quota back, the bank is not touched.  `number` from 1 is the how-manieth
 * correction of the order; afterwards it hangs by "correct-<number>". */
void budget_correction_chain(const budget_attachment *a, const budget_line *to, const char *order,
                             int64_t amount_fen, int number, transfer out[2]);

#endif
