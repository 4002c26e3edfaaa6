/* What one company has coming: every item with its list, its amount as a range, and where it is.
 *
 * Certain is what is met on a list that is approved or further: its amount is fixed.  Expected is
 * what is met on a candidate list: the amount follows from the whole set, so it is a range with a
 * reason.  Unknown is what a missing fact decides.  Nothing is stored.  Source: domain.md 5.5 (the
 * expected amount as a range with the budget condition), R-04, R-20, R-30. */
#ifndef SUDUI_LIST_BENEFIT_H
#define SUDUI_LIST_BENEFIT_H

#include "list/award_store.h"
#include "list/confirmation.h"
#include "list/current.h"
#include "list/objection.h"

typedef enum benefit_standing {
  BENEFIT_CERTAIN,
  BENEFIT_EXPECTED,
  BENEFIT_UNKNOWN,
  BENEFIT_LEFT_OFF, /* met by the rules; the owner's settlement gives nothing, for its reasons */
  BENEFIT_NOT_MET
} benefit_standing;

const char *benefit_standing_word(benefit_standing standing); /* "certain"; static */

/* Why the amount is a range. */
typedef enum benefit_range {
  BENEFIT_EXACT,
  BENEFIT_BY_RATE,   /* the budget decides the rate, between two ends */
  BENEFIT_BY_POINTS, /* the budget decides the value of a point */
  BENEFIT_PRO_RATA,  /* a short budget is divided, and not everybody is decided yet */
  BENEFIT_BY_CAP,    /* facts are missing: at most the cap of the item */
  BENEFIT_OPEN       /* facts are missing, and the item has no cap */
} benefit_range;

const char *benefit_range_word(benefit_range range); /* "rate"; static */

typedef struct benefit_amount {
  benefit_range range;
  int64_t low_fen, high_fen; /* equal when exact; high is -1 when nothing bounds it */
} benefit_amount;

/* What a quantity (an amount or base in fen, points in hundredths) comes to at a factor of the
 * item; at most its cap. */
int64_t benefit_price(const item_version *v, int64_t quantity, int64_t factor);

/* The range of a decision of a candidate run; needs the run's counts.  Pro rata: the low end is
 * what is left when everybody unknown is met at the cap, 0 where no cap says.  A rate that the
 * budget does not bear at its smallest can go below the low end only by an act of the owner. */
benefit_amount benefit_amount_of(const list_run *run, const decision *d);

typedef struct benefit {
  list_progress progress;
  const list_run *run; /* without decisions */
  const item_version *version;
  decision decision; /* of the run */
  benefit_standing standing;
  benefit_amount amount; /* zero unless certain, expected or unknown of an item that pays */
  bool settled;
  stored_award award;        /* of the newest settlement, when `settled` has one for the company */
  line_change change;        /* code empty when no objection is open or upheld */
  bool asks_confirmation;    /* of the company, and it is the company's turn */
  confirmation confirmation; /* waiting, when nothing is known */
  redecision again;          /* by newer facts; the list stays as it is.  Batch 0: not */
} benefit;

/* Every current list that decides about `code`, in order of lists; everything lives in `a`.  Empty
 * for a code that no item covers.  Some 2 ms a list. */
sd_status benefits_read(database *db, text code, const day_calendar *calendar, int64_t now_us,
                        arena *a, benefit **out, size_t *count_out, sd_error *error);
/* A list that was withdrawn and on which the company was met. */
typedef struct benefit_withdrawal {
  list_status list; /* with time and ground of the withdrawal */
  int32_t data_year;
  const item_version *version;
  int64_t amount_fen; /* as the run had it; 0 for recognitions */
} benefit_withdrawal;
/* In order of lists; everything lives in `a`. */
sd_status benefit_withdrawals_read(database *db, text code, arena *a, benefit_withdrawal **out,
                                   size_t *count_out, sd_error *error);

/* The one of an item that counts: of its newest list.  SD_NOT_FOUND. */
sd_status benefit_find(database *db, text item, text code, const day_calendar *calendar,
                       int64_t now_us, arena *a, benefit *out, sd_error *error);

#endif
