/* Inside of operation/: sums while the lists of a city are walked through. */
#ifndef SUDUI_OPERATION_CITY_TALLY_H
#define SUDUI_OPERATION_CITY_TALLY_H

#include "base/map.h"
#include "list/standing.h"
#include "operation/city_figures.h"
#include "payout/payout.h"
#include "registry/snapshot.h"

enum { CITY_DISTRICTS_MAX = 128, CITY_MONTHS_MAX = 600, CITY_YEARS_MAX = 100 };

/* Groupings of companies by what they are, beside the districts.  Place 0: not on file. */
typedef enum city_trait { CITY_INDUSTRY, CITY_SIZE, CITY_TRAIT_COUNT } city_trait;
enum { CITY_INDUSTRIES = 21, CITY_SIZES = 3, CITY_PLACES_MAX = CITY_INDUSTRIES };

/* What a company got, beside the snapshot's codes. */
typedef struct city_receiver {
  int64_t ordered_fen;
  bool is_receiver, was_before;
  uint8_t places[CITY_TRAIT_COUNT];
} city_receiver;

typedef struct city_tally {
  const city_request *request;
  arena *arena; /* of the figures */
  city_figures *out;
  city_group *items;
  size_t item_room;
  city_group districts[CITY_DISTRICTS_MAX];
  city_group cells[CITY_DISTRICTS_MAX]; /* of the item at hand, beside `districts` */
  bool outside[CITY_DISTRICTS_MAX];     /* not in the district asked for */
  size_t district_count;
  city_group traits[CITY_TRAIT_COUNT][CITY_PLACES_MAX];
  city_group trait_cells[CITY_TRAIT_COUNT][CITY_PLACES_MAX]; /* of the item at hand */
  city_month months[CITY_MONTHS_MAX];                        /* ascending */
  size_t month_count;
  map missing;           /* "rd_expense@2024" → city_missing */
  const snapshot *known; /* every subject, with what was paid to it before */
  city_receiver *receivers;
  size_t receiver_at;       /* where the subjects of the list at hand have been found */
  const payout_mark *marks; /* by list and subject */
  size_t mark_count, mark_at;
  int64_t *bank_days; /* from order to booking, of booked orders */
  size_t bank_count;
  bool is_final;
} city_tally;

/* `t` is zeroed but for request, arena, out; `items` makes room for so many lists. */
sd_status tally_begin(city_tally *t, size_t items, sd_error *error);
/* One list, whose head is `item`: everything but its key, list, version, state and pays follows. */
sd_status tally_list(city_tally *t, database *db, const list_status *list, city_group *item,
                     sd_error *error);
/* Everything that follows from the walk. */
sd_status tally_finish(city_tally *t, sd_error *error);

/* The middle of `values`, which are sorted; the mean of two, rounded half up. */
int64_t tally_median(int64_t *values, size_t count);

#endif
