/* A final list becomes orders, reservations and a bank file.
 *
 * Accounts, exclusion lists, ceilings and relations are looked at as they are known now, not as
 * they were when the list was made.  Doing it again orders nothing twice
 * (payout/payout.h). */
#ifndef SUDUI_OPERATION_PAY_LIST_H
#define SUDUI_OPERATION_PAY_LIST_H

#include "list/life.h"
#include "list/order_check.h"
#include "operation/context.h"
#include "payout/payout.h"

typedef struct pay_request {
  const char *payer; /* account number; NULL: the first that is registered */
  int64_t execution_day;
  bool trial;   /* says what would become of the lines, and changes nothing */
  bool reissue; /* lines whose last attempt is dead get a new one */
  const char *actor;
  int64_t now_us;
  void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL; caller's thread */
  void *progress_context;
} pay_request;

/* What is the same for all lists of one call. */
typedef struct payment_run payment_run;

/* Chooses the payer; everything lives in `a`, the rest is borrowed.  The context has a registry, a
 * calendar and rules of settlement.  SD_NOT_FOUND for the payer. */
sd_status payment_run_open(const operation_context *c, const pay_request *request, arena *a,
                           payment_run **out, sd_error *error);

/* One part of a list that was ordered: the whole, an advance, or the rest behind an advance. */
typedef struct payment_part {
  const list_status *list;
  const payout_file *file;
  const payout_line *lines;
  const payout_outcome *outcomes; /* of each line */
  size_t count;
  const order_check *look; /* why a line is over a limit, in the way, or excluded */
} payment_part;

/* Borrowed during the call. */
typedef sd_status (*payment_visitor)(void *context, const payment_part *part, sd_error *error);

/* Orders what is due of the list by the stages of its item; a part is durable before it is visited.
 * Each part is looked at just before (list/order_check): the look and the orders that follow from
 * it are one transaction.  Reads the facts of the list's companies alone.  SD_REFUSED says why a
 * list that is not final is not paid. */
sd_status payment_run_list(payment_run *p, int64_t list, payment_visitor visit, void *context,
                           sd_error *error);

/* The first of two people who override what holds a company of a list (payout/override): proposes
 * for each of its lines that an alarm holds now.  Nothing is ordered.  SD_REFUSED when none is. */
typedef struct override_request {
  const char *code;   /* of the company */
  const char *reason; /* never empty */
} override_request;
sd_status payment_run_override(payment_run *p, int64_t list, const override_request *request,
                               int64_t *last_proposal_out, int64_t *count_out, sd_error *error);

/* Lines so far whose payees stand on an exclusion list as of now. */
int64_t payment_run_excluded(const payment_run *p);

#endif
