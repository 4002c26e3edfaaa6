/* Prices, factors and parts of a budget: properties over random claims. */
#include "list/scale.h"

#include "base/random.h"
#include "support/table.h"

enum { COUNT = 40, SETS = 400 };
#define NO_CEILING INT64_C(999999999999999)

static char keys[COUNT][16];

static void draw_claims(random_source *r, scale_claim *claims) {
  for (int i = 0; i < COUNT; i++) {
    snprintf(keys[i], sizeof keys[i], "k%03d", i);
    claims[i] = (scale_claim){
        .key = text_of(keys[i]),
        .quantity = random_between(r, 0, 9000000),
        .reduction_fen = random_chance(r, 1, 4) ? random_between(r, 0, 3000000) : 0,
        .ceiling_fen = random_chance(r, 1, 3) ? random_between(r, 0, 5000000) : NO_CEILING};
  }
}

static void shuffle(random_source *r, scale_claim *claims) {
  for (size_t i = COUNT; i > 1; i--) {
    size_t k = random_below(r, i);
    scale_claim kept = claims[i - 1];
    claims[i - 1] = claims[k];
    claims[k] = kept;
  }
}

static int64_t amount_of(const scale_claim *claims, text key) {
  for (int i = 0; i < COUNT; i++) {
    if (text_equal(claims[i].key, key)) return claims[i].amount_fen;
  }
  return -1;
}

static int64_t sum_of(const scale_claim *claims) {
  int64_t sum_fen = 0;
  for (int i = 0; i < COUNT; i++) sum_fen += claims[i].amount_fen;
  return sum_fen;
}

static const int64_t UNITS[] = {1, 100, 100000, 1000000};

static void rounds_as_named(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int64_t amount_fen, unit_fen;
    rounding mode;
    int64_t result;
  } ROWS[] = {
      {"half-up at the half", 14500000, 1000000, ROUNDING_HALF_UP, 15000000},
      {"half-up below", 14499999, 1000000, ROUNDING_HALF_UP, 14000000},
      {"half-even down", 14500000, 1000000, ROUNDING_HALF_EVEN, 14000000},
      {"half-even up", 15500000, 1000000, ROUNDING_HALF_EVEN, 16000000},
      {"half-down", 14500000, 1000000, ROUNDING_HALF_DOWN, 14000000},
      {"down", 14999999, 1000000, ROUNDING_DOWN, 14000000},
      {"up", 14000001, 1000000, ROUNDING_UP, 15000000},
      {"to yuan", 12350, 100, ROUNDING_HALF_UP, 12400},
      {"to 0.1 万元", 12350000, 100000, ROUNDING_HALF_UP, 12400000},
      {"whole already", 500, 100, ROUNDING_UP, 500},
      {"nothing", 0, 1000000, ROUNDING_UP, 0},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t result = -1;
    CHECK_ROW(ROWS[i].name,
              scale_round(ROWS[i].amount_fen, ROWS[i].unit_fen, ROWS[i].mode, &result));
    CHECK_ROW(ROWS[i].name, result == ROWS[i].result);
  }
  int64_t result = 7;
  assert_false(scale_round(-1, 1, ROUNDING_DOWN, &result));
  assert_false(scale_round(NO_CEILING, 1000000, ROUNDING_UP, &result));
  const scale_price huge = {INT64_MAX, 1, 1, ROUNDING_DOWN};
  assert_false(scale_price_of(NO_CEILING, &huge, &result));
  assert_int_equal(result, 7);
}

/* The factor found fits, the next step does not; a higher budget never gives a lower factor, and a
 * lower ceiling never gives its owner more. */
static void finds_the_largest_factor(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 5);
  for (int set = 0; set < SETS; set++) {
    scale_claim claims[COUNT], other[COUNT];
    draw_claims(&r, claims);
    const scale_range range = {0, 50000, 500};
    scale_price price = {
        .divisor = 1000000, .unit_fen = UNITS[set % 3], .mode = (rounding)(set % 5)};
    int64_t budget_fen = random_between(&r, 0, 9000000), sum_fen, next_fen;
    assert_true(scale_find(claims, COUNT, &price, range, budget_fen, &sum_fen));
    assert_true(sum_fen <= budget_fen && sum_fen == sum_of(claims));
    memcpy(other, claims, sizeof claims);
    scale_price next = price;
    next.factor += range.step;
    assert_true(scale_apply(other, COUNT, &next, &next_fen));
    assert_true(price.factor == range.max || next_fen > budget_fen);
    shuffle(&r, other);
    next.factor = 0;
    assert_true(scale_find(other, COUNT, &next, range, budget_fen + 100000, &next_fen));
    assert_true(next.factor >= price.factor);
    assert_true(scale_find(other, COUNT, &next, range, budget_fen, &next_fen));
    assert_int_equal(next.factor, price.factor);
    for (int i = 0; i < COUNT; i++) {
      assert_int_equal(amount_of(other, claims[i].key), claims[i].amount_fen);
      assert_true(claims[i].amount_fen <= claims[i].ceiling_fen);
    }
  }
}

static void parts_sum_to_the_budget(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 6);
  for (int set = 0; set < SETS; set++) {
    scale_claim claims[COUNT], other[COUNT];
    draw_claims(&r, claims);
    int64_t unit_fen = UNITS[set % 4], sum_fen;
    const scale_price price = {1, 1, unit_fen, ROUNDING_DOWN};
    assert_true(scale_apply(claims, COUNT, &price, &sum_fen));
    int64_t budget_fen = random_between(&r, 0, sum_fen);
    memcpy(other, claims, sizeof claims);
    shuffle(&r, other);
    assert_int_equal(scale_pro_rata(other, COUNT, budget_fen, unit_fen, NULL), SD_OK);
    assert_int_equal(sum_of(other), budget_fen - budget_fen % unit_fen);
    for (int i = 0; i < COUNT; i++) {
      int64_t part_fen = amount_of(other, claims[i].key);
      assert_true(part_fen <= claims[i].amount_fen && part_fen % unit_fen == 0);
    }
    assert_int_equal(scale_pro_rata(claims, COUNT, budget_fen, unit_fen, NULL), SD_OK);
    for (int i = 0; i < COUNT; i++) {
      assert_int_equal(amount_of(other, claims[i].key), claims[i].amount_fen);
    }
  }
}

/* With `spread` either the whole budget is given or everybody is at the ceiling. */
static void spreads_what_ceilings_cut_off(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 7);
  for (int set = 0; set < SETS; set++) {
    scale_claim claims[COUNT], other[COUNT];
    draw_claims(&r, claims);
    for (int i = 0; i < COUNT; i++) claims[i].reduction_fen = 0;
    const scale_price price = {1, 1, 1, ROUNDING_DOWN};
    int64_t budget_fen = random_between(&r, 0, 120000000);
    memcpy(other, claims, sizeof claims);
    shuffle(&r, other);
    assert_int_equal(scale_divide(claims, COUNT, budget_fen, &price, true, NULL), SD_OK);
    assert_int_equal(scale_divide(other, COUNT, budget_fen, &price, true, NULL), SD_OK);
    bool all_full = true;
    for (int i = 0; i < COUNT; i++) {
      assert_int_equal(amount_of(other, claims[i].key), claims[i].amount_fen);
      assert_true(claims[i].amount_fen <= claims[i].ceiling_fen);
      all_full &= claims[i].quantity == 0 || claims[i].amount_fen == claims[i].ceiling_fen;
    }
    assert_true(sum_of(claims) == budget_fen || (all_full && sum_of(claims) < budget_fen));
    int64_t spread_fen = sum_of(claims);
    assert_int_equal(scale_divide(claims, COUNT, budget_fen, &price, false, NULL), SD_OK);
    assert_true(sum_of(claims) <= spread_fen);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rounds_as_named),
      cmocka_unit_test(finds_the_largest_factor),
      cmocka_unit_test(parts_sum_to_the_budget),
      cmocka_unit_test(spreads_what_ceilings_cut_off),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
