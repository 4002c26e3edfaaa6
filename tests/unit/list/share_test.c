/* An amount between levels and in instalments: the real sharings, and sums over random ones. */
#include "list/share.h"

#include "base/random.h"
#include "support/table.h"

enum { LEVELS = 4 };

static void divides_as_the_places_do(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int64_t amount_fen;
    share_claim claims[LEVELS];
    size_t count, remainder;
    int64_t parts[LEVELS];
  } ROWS[] = {
      {"Changfeng 5:5", 100, {{0, 5}, {0, 5}}, 2, 0, {50, 50}},
      {"5:5, the odd fen to the district", 101, {{0, 5}, {0, 5}}, 2, 1, {50, 51}},
      {"Fujian 8:1:1", 1000000, {{0, 8}, {0, 1}, {0, 1}}, 3, 0, {800000, 100000, 100000}},
      {"8:1:1, remainder to the county", 1009, {{0, 8}, {0, 1}, {0, 1}}, 3, 2, {807, 100, 102}},
      {"Changzhou: a fixed part of the city",
       50000000,
       {{20000000, 0}, {0, 1}},
       2,
       1,
       {20000000, 30000000}},
      {"a fixed part that the amount does not reach",
       15000000,
       {{20000000, 0}, {0, 1}},
       2,
       1,
       {15000000, 0}},
      {"Liyang pays and gets 15 % back", 1234567, {{0, 15}, {0, 85}}, 2, 1, {185185, 1049382}},
      {"fixed parts alone: the rest to the named level",
       900,
       {{100, 0}, {300, 0}},
       2,
       0,
       {600, 300}},
      {"nothing", 0, {{5, 1}, {0, 1}}, 2, 0, {0, 0}},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t parts[LEVELS];
    CHECK_ROW(ROWS[i].name, share_divide(ROWS[i].amount_fen, ROWS[i].claims, ROWS[i].count,
                                         ROWS[i].remainder, parts));
    for (size_t k = 0; k < ROWS[i].count; k++) {
      CHECK_ROW(ROWS[i].name, parts[k] == ROWS[i].parts[k]);
    }
  }
  int64_t parts[LEVELS] = {7};
  static const share_claim GOOD[] = {{0, 1}}, NEGATIVE[] = {{0, -1}};
  assert_false(share_divide(-1, GOOD, 1, 0, parts));
  assert_false(share_divide(1, GOOD, 1, 1, parts));
  assert_false(share_divide(1, NEGATIVE, 1, 0, parts));
  assert_int_equal(parts[0], 7);
}

static void parts_always_sum(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 9);
  for (int round = 0; round < 20000; round++) {
    share_claim claims[LEVELS];
    int64_t parts[LEVELS], sum_fen = 0;
    int64_t amount_fen = random_between(&r, 0, round % 2 == 0 ? 1000 : INT64_C(999999999999999));
    for (int i = 0; i < LEVELS; i++) {
      claims[i] = (share_claim){random_chance(&r, 1, 3) ? random_between(&r, 0, 5000) : 0,
                                random_between(&r, 0, 400000000)};
    }
    assert_true(share_divide(amount_fen, claims, LEVELS, (size_t)round % LEVELS, parts));
    for (int i = 0; i < LEVELS; i++) {
      assert_true(parts[i] >= 0);
      sum_fen += parts[i];
    }
    assert_int_equal(sum_fen, amount_fen);
  }
}

static void advances(void **state) {
  (void)state;
  static const struct {
    int64_t amount_fen, share_ppm, unit_fen, first_fen;
  } ROWS[] = {
      {12345678, 800000, 1, 9876542},
      {12345678, 800000, 100, 9876500},
      {12345678, 0, 1, 12345678},
      {12345678, 1000000, 1, 12345678},
      {0, 800000, 1, 0},
      {INT64_C(999999999999999), 999999, 1, 999998999999999},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    assert_int_equal(share_advance(ROWS[i].amount_fen, ROWS[i].share_ppm, ROWS[i].unit_fen),
                     ROWS[i].first_fen);
  }
}

/* Parts of both instalments sum, none is negative, and a level's two parts are its part of all. */
static void instalments_sum(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 11);
  int moved = 0;
  for (int round = 0; round < 20000; round++) {
    item_share shares[LEVELS];
    static const char *const names[LEVELS] = {"A", "B", "C", "D"};
    for (int i = 0; i < LEVELS; i++) {
      shares[i] =
          (item_share){.level = text_of(names[i]),
                       .weight = random_between(&r, 1, 9),
                       .fixed_fen = random_chance(&r, 1, 4) ? random_between(&r, 0, 50) : 0};
    }
    const item_version v = {
        .shares = shares, .share_count = LEVELS, .share_remainder = text_of(names[round % LEVELS])};
    int64_t amount = random_between(&r, 0, round % 2 == 0 ? 100 : 99999999);
    int64_t advance = random_between(&r, 0, amount);
    int64_t whole[LEVELS], plain[LEVELS], first[LEVELS], rest[LEVELS], sum_first = 0, sum_rest = 0;
    list_share(&v, amount, whole);
    list_share(&v, advance, plain);
    list_share_instalments(&v, amount, advance, first, rest);
    for (int i = 0; i < LEVELS; i++) {
      assert_true(first[i] >= 0 && rest[i] >= 0);
      assert_int_equal(first[i] + rest[i], whole[i]);
      sum_first += first[i], sum_rest += rest[i];
      moved += plain[i] > whole[i];
    }
    assert_int_equal(sum_first, advance);
    assert_int_equal(sum_rest, amount - advance);
  }
  assert_true(moved > 0); /* the case that needs care came up */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(divides_as_the_places_do),
      cmocka_unit_test(parts_always_sum),
      cmocka_unit_test(advances),
      cmocka_unit_test(instalments_sum),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
