/* The figures of the whole city, or of one district, for one data year.
 *
 * Computed from what stands in the lists and in the orders, at the moment of asking; nothing is
 * stored.  Every figure can be found again in the lists: the sums of the items, of the districts
 * and of the months are the same sum taken apart in other ways.  Source: R-74. */
#ifndef SUDUI_OPERATION_CITY_FIGURES_H
#define SUDUI_OPERATION_CITY_FIGURES_H

#include "list/life.h"
#include "registry/registry.h"

typedef struct city_request {
  text district;     /* this area and what lies in it; empty: everywhere */
  int32_t data_year; /* 0: the newest of which there is a list */
  const area_table *areas;
  int64_t now_us;
} city_request;

typedef struct city_sum {
  int64_t count; /* awards, not companies: a company may have several */
  int64_t amount_fen;
} city_sum;

/* Why an award that a list grants has no order that is alive. */
typedef enum city_wait {
  CITY_WAIT_STAGE,     /* the list is not final: on its way */
  CITY_WAIT_OBJECTION, /* an objection is open */
  CITY_WAIT_ANSWER,    /* the company has not confirmed */
  CITY_WAIT_FACT,      /* a missing fact decides between awards: held */
  CITY_WAIT_FAILED,    /* ordered, and rejected, returned, taken back or cancelled */
  CITY_WAIT_ACCOUNT,   /* final and free to be paid, and no order: mostly an account that is missing
                          or in another name */
  CITY_WAIT_COUNT
} city_wait;

/* "stage"; static. */
const char *city_wait_name(city_wait w);

typedef struct city_group {
  text key;         /* of an item, district, industry or size; empty: not on file, or the total */
  int64_t list;     /* of an item; else 0 */
  text version;     /* of an item: its versions, separated by spaces */
  list_state state; /* of an item */
  bool pays;        /* of an item: false for recognitions */
  int64_t met;      /* granted */
  int64_t not_met;  /* by the rules, or by the settlement */
  int64_t unknown;
  city_sum granted;   /* met, with an amount */
  city_sum ordered;   /* with an order that is alive, or was paid */
  city_sum paid;      /* booked and not come back */
  city_sum came_back; /* booked and come back, or taken back by the bank */
  city_sum waiting[CITY_WAIT_COUNT];
  city_sum estimate; /* of the unknown: see city_figures */
} city_group;

typedef struct city_month {
  int32_t month; /* 202507, in China */
  city_sum ordered, paid;
} city_month;

/* From the end of the stage before to its own end, over the lists that have it behind them. */
typedef struct city_stage {
  int kind; /* item_stage_kind; CITY_STAGE_BANK: from the order to the booking, over orders */
  int64_t count;
  int64_t median_tenths; /* of a day, half up */
} city_stage;
enum { CITY_STAGE_BANK = ITEM_STAGE_COUNT };

/* A fact that is not on file, and how many decisions it leaves open. */
typedef struct city_missing {
  text fact; /* "rd_expense@2024" */
  int64_t decisions;
} city_missing;

enum { CITY_TOP_COUNT = 10 };

typedef struct city_figures {
  int32_t data_year;
  const int32_t *years; /* of which there are lists; ascending */
  size_t year_count;
  city_group total;
  const city_group *items; /* in order of list */
  size_t item_count;
  const city_group *districts; /* in order of code */
  size_t district_count;
  const city_group *industries; /* sections of GB/T 4754, "A" to "T", in this order */
  size_t industry_count;
  const city_group *sizes; /* "above" and "below" designated size in the data year (规上, 规下) */
  size_t size_count;
  const city_month *months; /* ascending */
  size_t month_count;
  const city_stage *stages;
  size_t stage_count;
  const city_missing *missing; /* most decisions first */
  size_t missing_count;
  int64_t receivers;  /* companies with an order */
  int64_t first_time; /* of them: no order for an earlier data year, and no award on file that was
                         paid before (facts whose name ends in "_award_paid") */
  int64_t top_fen;    /* ordered for the CITY_TOP_COUNT companies with the most */
} city_figures;

/* Everything lives in `a`.
 *
 * The estimate of those who should receive and do not is in two parts.  Known: `waiting`, awards
 * that a list grants without an order.  Estimated: of the unknown of an item in a district as large
 * a part would be met as of those decided there, met / (met + not met), rounded to a whole number
 * half up, each with the average granted amount there (of the item in the whole when nobody is
 * granted anything there); only of items that pay; the sums are sums of these parts.  By industry
 * and by size the same is done with the decided of each industry and size, so that these parts
 * show who is missed and their sum may differ from that of the districts.
 *
 * SD_OK with zeros when there is no list.  One pass over the lines of each current list, one over
 * the orders, and the columns of earlier awards: about 0.4 microseconds a decision. */
sd_status city_figures_read(registry *r, const city_request *request, arena *a, city_figures *out,
                            sd_error *error);

#endif
