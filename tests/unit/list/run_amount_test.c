/* Amounts over the whole set: caps, proration, order. */
#include "list/run_amount.h"

#include <stdlib.h>

#include "base/messages/list.h"
#include "base/random.h"
#include "support/table.h"

static const item_version PLAIN = {.pro_rata_when_short = true};
static const item_version CAPPED = {.amount_cap_fen = 50000, .pro_rata_when_short = true};
static const item_version *const VERSIONS[] = {&PLAIN, &CAPPED};
static const item_version STRICT = {.pro_rata_when_short = false};
static const item_version *const STRICT_VERSIONS[] = {&STRICT, &CAPPED};

enum { SET_SIZE = 4 };

typedef struct settle_row {
  const char *name;
  int64_t computed[SET_SIZE]; /* -1: not met */
  uint16_t version[SET_SIZE];
  int64_t budget_fen;
  bool pro_rata;
  int64_t amounts[SET_SIZE];
  bool prorated;
  sd_status status;
} settle_row;

static const settle_row ROWS[] = {
    {"no budget",
     {100, 200, 300, -1},
     {0},
     RUN_BUDGET_NONE,
     true,
     {100, 200, 300, 0},
     false,
     SD_OK},
    {"budget exactly enough",
     {100, 200, 300, -1},
     {0},
     600,
     false,
     {100, 200, 300, 0},
     false,
     SD_OK},
    {"short, pro rata", {100, 200, 300, -1}, {0}, 599, true, {100, 200, 299, 0}, true, SD_OK},
    {"short, stop", {100, 200, 300, -1}, {0}, 599, false, {0}, false, SD_REFUSED},
    {"no money at all", {100, 200, 300, 400}, {0}, 0, true, {0, 0, 0, 0}, true, SD_OK},
    {"equal claims, one fen over",
     {100, 100, 100, -1},
     {0},
     100,
     true,
     {34, 33, 33, 0},
     true,
     SD_OK},
    {"cap of one version only",
     {60000, 60000, 40000, -1},
     {0, 1, 1, 0},
     RUN_BUDGET_NONE,
     true,
     {60000, 50000, 40000, 0},
     false,
     SD_OK},
    {"cap before proration",
     {100000, 50000, -1, -1},
     {1, 1, 0, 0},
     50000,
     true,
     {25000, 25000, 0, 0},
     true,
     SD_OK},
    {"nobody", {-1, -1, -1, -1}, {0}, 0, false, {0, 0, 0, 0}, false, SD_OK},
};

static void settles_the_set(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decision set[SET_SIZE] = {0};
    for (size_t k = 0; k < SET_SIZE; k++) {
      snprintf(set[k].code, sizeof set[k].code, "c%zu", k);
      set[k].version = ROWS[i].version[k];
      set[k].status = ROWS[i].computed[k] < 0 ? DECISION_NOT_MET : DECISION_MET;
      set[k].computed_fen = ROWS[i].computed[k] < 0 ? 0 : ROWS[i].computed[k];
    }
    bool prorated = false;
    sd_status status =
        run_settle_amounts(ROWS[i].pro_rata ? VERSIONS : STRICT_VERSIONS, 2, set, SET_SIZE,
                           (run_budget){.given_fen = ROWS[i].budget_fen}, &prorated, NULL);
    CHECK_ROW(ROWS[i].name, status == ROWS[i].status && prorated == ROWS[i].prorated);
    for (size_t k = 0; k < SET_SIZE && status == SD_OK; k++) {
      CHECK_ROW(ROWS[i].name, set[k].amount_fen == ROWS[i].amounts[k]);
    }
  }
}

static int by_code(const void *a, const void *b) {
  return strcmp(((const decision *)a)->code, ((const decision *)b)->code);
}

static void order_does_not_matter(void **state) {
  (void)state;
  enum { COUNT = 200 };
  decision set[COUNT] = {0}, shuffled[COUNT];
  random_source r;
  random_init(&r, 3);
  for (int i = 0; i < COUNT; i++) {
    snprintf(set[i].code, sizeof set[i].code, "c%04d", i);
    set[i].status = random_chance(&r, 3, 4) ? DECISION_MET : DECISION_UNKNOWN;
    set[i].version = (uint16_t)random_below(&r, 2);
    set[i].computed_fen = set[i].status == DECISION_MET ? random_between(&r, 1, 100000) : 0;
  }
  memcpy(shuffled, set, sizeof set);
  for (size_t i = COUNT - 1; i > 0; i--) {
    size_t k = random_below(&r, i + 1);
    decision kept = shuffled[i];
    shuffled[i] = shuffled[k];
    shuffled[k] = kept;
  }
  static const run_budget GIVEN = {.given_fen = 1234567};
  bool prorated;
  assert_int_equal(run_settle_amounts(VERSIONS, 2, set, COUNT, GIVEN, &prorated, NULL), SD_OK);
  assert_int_equal(run_settle_amounts(VERSIONS, 2, shuffled, COUNT, GIVEN, &prorated, NULL), SD_OK);
  assert_true(prorated);
  qsort(shuffled, COUNT, sizeof *shuffled, by_code);
  int64_t sum = 0;
  for (int i = 0; i < COUNT; i++) {
    assert_int_equal(set[i].amount_fen, shuffled[i].amount_fen);
    assert_true(set[i].amount_fen <= set[i].computed_fen);
    sum += set[i].amount_fen;
  }
  assert_int_equal(sum, 1234567);
}

/* Versions 0 and 2 draw on line A, version 1 on line B, version 3 on none. */
static void each_budget_line_bounds_its_own(void **state) {
  (void)state;
  static const item_version A = {
      .budget_line = TEXT("A"), .budget_total_fen = 100, .pro_rata_when_short = true};
  static const item_version B = {.budget_line = TEXT("B"), .budget_total_fen = 1000};
  static const item_version NONE = {.budget_line = TEXT("")};
  static const item_version *const LINES[] = {&A, &B, &A, &NONE};
  decision set[] = {
      {.code = "1", .status = DECISION_MET, .version = 0, .computed_fen = 90},
      {.code = "2", .status = DECISION_MET, .version = 1, .computed_fen = 1000},
      {.code = "3", .status = DECISION_MET, .version = 2, .computed_fen = 30},
      {.code = "4", .status = DECISION_MET, .version = 3, .computed_fen = 5000},
  };
  static const int64_t AMOUNTS[] = {75, 1000, 25, 5000};
  static const run_budget OF_ITEM = {.of_item = true};
  bool prorated;
  assert_int_equal(run_settle_amounts(LINES, 4, set, 4, OF_ITEM, &prorated, NULL), SD_OK);
  assert_true(prorated);
  for (size_t i = 0; i < COUNT_OF(AMOUNTS); i++) {
    CHECK_ROW(set[i].code, set[i].amount_fen == AMOUNTS[i]);
  }
  assert_int_equal(run_budget_total(LINES, 3, OF_ITEM), 1100);
  assert_int_equal(run_budget_total(LINES, 4, OF_ITEM), RUN_BUDGET_NONE);
  set[1].computed_fen = 1001; /* line B says stop */
  sd_error error = {0};
  assert_int_equal(run_settle_amounts(LINES, 4, set, 4, OF_ITEM, &prorated, &error), SD_REFUSED);
  assert_int_equal(error.message, MESSAGE_LIST_BUDGET_SHORT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(settles_the_set),
      cmocka_unit_test(order_does_not_matter),
      cmocka_unit_test(each_budget_line_bounds_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
