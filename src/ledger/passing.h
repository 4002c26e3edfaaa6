/* Money passed between levels: what a level hands down or back up, never more than it received.
 *
 * Passing is a chain of transfers over two lines of different levels and one year, A and B:
 *
 *   passed    received/A -> passed/A/YEAR/B      within what A received and did not allot
 *   left      bank A     -> transit/A/YEAR/B     when A's statement says so
 *   arrived   transit    -> bank B               when B's statement says so, together with
 *             passed     -> received/B           what B may allot from now on
 *
 * Lines that pay from one bank account need no way: passed and arrived are one chain.  A bank
 * account whose statements are read moves only by them (`waits`); another one moves by the document
 * at once.  So at each level allotted + passed on <= received, and a lower level never receives
 * from a higher one what that one did not pass: both are limits of accounts and hold in every
 * prefix of the ledger.  Source, domain.md 2.10. */
#ifndef SUDUI_LEDGER_PASSING_H
#define SUDUI_LEDGER_PASSING_H

#include "ledger/budget.h"

typedef struct budget_passing {
  const char *from, *to; /* lines */
  int32_t year;
  const char *key; /* the document's number: an idempotency key within the line it comes from */
  int64_t amount_fen;
  bool from_waits, to_waits; /* the bank account of that line follows its statements */
} budget_passing;

/* The three steps, within the caller's transaction.  The same key and amount again changes nothing,
 * another amount is SD_CONFLICT.  SD_REFUSED says why: no level, one level, a closed year, more
 * than is left of what was received, than was passed on, than is under way. */
sd_status budget_pass(database *db, const char *actor, const budget_passing *p, int64_t now_us,
                      sd_error *error);
sd_status budget_passing_left(database *db, const char *actor, const budget_passing *p,
                              int64_t now_us, sd_error *error);
sd_status budget_passing_arrived(database *db, const char *actor, const budget_passing *p,
                                 int64_t now_us, sd_error *error);

/* One way that money was passed, as it stood at a moment. */
typedef struct budget_route {
  char from[BUDGET_LINE_SIZE], to[BUDGET_LINE_SIZE];
  int32_t year;
  bool is_up;
  int64_t passed_fen;
  int64_t left_fen; /* the bank account of `from`; 0 for lines of one account */
  int64_t arrived_fen;
} budget_route;
typedef sd_status (*budget_route_visitor)(void *context, const budget_route *route,
                                          sd_error *error);
/* In order of year and lines; `year` 0: all; `at_us` INT64_MAX: now. */
sd_status budget_routes_each(database *db, int32_t year, int64_t at_us, budget_route_visitor visit,
                             void *context, sd_error *error);

/* All lines of one level together; the fields of budget_state that can be summed. */
typedef struct budget_level_state {
  budget_level level;
  int64_t lines;
  int64_t own_fen; /* received from outside of the levels on file */
  budget_state sum;
} budget_level_state;
/* One for each level, from the highest; levels without lines have zeros. */
sd_status budget_levels_at(database *db, int32_t year, int64_t at_us,
                           budget_level_state out[LEVEL_COUNT], sd_error *error);

#endif
