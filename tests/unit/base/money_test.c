/* Amounts: text forms, limits, rounding to units, splitting to the fen. */
#include "base/money.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/random.h"
#include "support/table.h"

static void reads_and_writes_yuan(void **state) {
  (void)state;
  static const struct {
    const char *source;
    int64_t fen;
    const char *formatted, *plain;
  } ROWS[] = {
      {"0", 0, "0.00", "0.00"},
      {"1234.56", 123456, "1,234.56", "1234.56"},
      {"1,234.56", 123456, "1,234.56", "1234.56"},
      {"-1,234,567.8", -123456780, "-1,234,567.80", "-1234567.80"},
      {"100", 10000, "100.00", "100.00"},
      {"999999.99", 99999999, "999,999.99", "999999.99"},
      {"-0.05", -5, "-0.05", "-0.05"},
      {"9,999,999,999,999.99", LIMIT_MONEY_FEN, "9,999,999,999,999.99", "9999999999999.99"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t fen;
    char buffer[MONEY_TEXT_SIZE];
    CHECK_ROW(ROWS[i].source, money_parse(text_of(ROWS[i].source), &fen) && fen == ROWS[i].fen);
    CHECK_ROW(ROWS[i].source, money_format(fen, buffer) == strlen(buffer));
    CHECK_ROW_TEXT(ROWS[i].source, buffer, ROWS[i].formatted);
    CHECK_ROW(ROWS[i].source, money_format_plain(fen, buffer) == strlen(buffer));
    CHECK_ROW_TEXT(ROWS[i].source, buffer, ROWS[i].plain);
  }
}

static void refuses_other_texts(void **state) {
  (void)state;
  static const char *const ROWS[] = {
      "",        "-",      ".5",   "1.",       "1.234",          "1,23",
      "12,34.5", "1,2345", ",123", "1,,234",   "1 234",          "1e3",
      "￥1",     "+1",     "--1",  "1,234,56", "10000000000000", "99999999999999999999",
      "1234,567"};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t fen = 7;
    CHECK_ROW(ROWS[i], !money_parse(text_of(ROWS[i]), &fen) && fen == 7);
  }
}

static void checks_its_arithmetic(void **state) {
  (void)state;
  int64_t fen = 1;
  assert_true(money_add(LIMIT_MONEY_FEN - 1, 1, &fen) && fen == LIMIT_MONEY_FEN);
  assert_false(money_add(LIMIT_MONEY_FEN, 1, &fen));
  assert_false(money_add(INT64_MAX, 1, &fen));
  assert_false(money_subtract(-LIMIT_MONEY_FEN, 1, &fen));
  assert_false(money_multiply(LIMIT_MONEY_FEN, LIMIT_MONEY_FEN, &fen));
  assert_int_equal(fen, LIMIT_MONEY_FEN);
}

static void rounds_to_units(void **state) {
  (void)state;
  static const struct {
    const char *yuan;
    money_unit unit;
    rounding mode;
    int64_t fen;
  } ROWS[] = {
      {"1234.565", MONEY_UNIT_FEN, ROUNDING_HALF_UP, 123457},
      {"1234.565", MONEY_UNIT_FEN, ROUNDING_HALF_EVEN, 123456},
      {"1234.565", MONEY_UNIT_FEN, ROUNDING_DOWN, 123456},
      {"1234.5", MONEY_UNIT_YUAN, ROUNDING_HALF_UP, 123500},
      {"1499.99", MONEY_UNIT_THOUSAND_YUAN, ROUNDING_HALF_UP, 100000},
      {"125000", MONEY_UNIT_WAN, ROUNDING_HALF_UP, 13000000},
      {"125000", MONEY_UNIT_WAN, ROUNDING_HALF_EVEN, 12000000},
      {"124999.99", MONEY_UNIT_WAN, ROUNDING_HALF_UP, 12000000},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal yuan;
    int64_t fen;
    assert_true(decimal_parse(text_of(ROWS[i].yuan), &yuan));
    CHECK_ROW(ROWS[i].yuan, money_of_yuan(&yuan, ROWS[i].unit, ROWS[i].mode, &fen));
    CHECK_ROW(ROWS[i].yuan, fen == ROWS[i].fen);
  }
  decimal large;
  int64_t fen;
  assert_true(decimal_parse(TEXT("1E15"), &large));
  assert_false(money_of_yuan(&large, MONEY_UNIT_FEN, ROUNDING_DOWN, &fen));
  decimal yuan = money_to_yuan(123456);
  char buffer[DECIMAL_TEXT_SIZE];
  decimal_format(&yuan, buffer, sizeof buffer);
  assert_string_equal(buffer, "1234.56");
}

static void splits_by_largest_remainder(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int64_t total;
    int64_t weights[4];
    int64_t parts[4];
  } ROWS[] = {
      {"even thirds", 100, {1, 1, 1, 0}, {34, 33, 33, 0}},
      {"exact", 100, {50, 30, 20, 0}, {50, 30, 20, 0}},
      {"largest remainder wins", 10, {6, 5, 4, 0}, {4, 3, 3, 0}},
      {"nothing to split", 0, {1, 2, 3, 4}, {0, 0, 0, 0}},
      {"weight zero gets nothing", 7, {0, 3, 0, 3}, {0, 4, 0, 3}},
      {"large",
       LIMIT_MONEY_FEN,
       {LIMIT_MONEY_FEN, LIMIT_MONEY_FEN, LIMIT_MONEY_FEN, 0},
       {333333333333333, 333333333333333, 333333333333333, 0}},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    money_share shares[4];
    static const char *const KEYS[] = {"a", "b", "c", "d"};
    for (size_t k = 0; k < 4; k++) {
      shares[k] = (money_share){.key = text_of(KEYS[k]), .weight = ROWS[i].weights[k]};
    }
    CHECK_ROW(ROWS[i].name, money_split(ROWS[i].total, shares, 4, NULL) == SD_OK);
    for (size_t k = 0; k < 4; k++) {
      CHECK_ROW(ROWS[i].name, shares[k].part_fen == ROWS[i].parts[k]);
    }
  }
}

static int by_key(const void *a, const void *b) {
  return text_compare(((const money_share *)a)->key, ((const money_share *)b)->key);
}

/* Whatever the order: the same parts, the exact sum, never more than one fen from the share. */
static void splitting_ignores_the_order(void **state) {
  (void)state;
  enum { COUNT = 97 };
  static char keys[COUNT][16];
  money_share first[COUNT], shuffled[COUNT];
  random_source r;
  random_init(&r, 11);
  for (int round = 0; round < 200; round++) {
    int64_t total = random_between(&r, 0, 1000000), sum = 0, weights = 0;
    for (int i = 0; i < COUNT; i++) {
      snprintf(keys[i], sizeof keys[i], "k%03d", i);
      first[i] = (money_share){.key = text_of(keys[i]), .weight = random_between(&r, 0, 50)};
      weights += first[i].weight;
    }
    memcpy(shuffled, first, sizeof first);
    for (size_t i = COUNT - 1; i > 0; i--) {
      size_t k = random_below(&r, i + 1);
      money_share kept = shuffled[i];
      shuffled[i] = shuffled[k];
      shuffled[k] = kept;
    }
    assert_int_equal(money_split(total, first, COUNT, NULL), SD_OK);
    assert_int_equal(money_split(total, shuffled, COUNT, NULL), SD_OK);
    qsort(shuffled, COUNT, sizeof *shuffled, by_key);
    for (int i = 0; i < COUNT; i++) {
      sum += first[i].part_fen;
      assert_int_equal(first[i].part_fen, shuffled[i].part_fen);
      int64_t floor_part = total * first[i].weight / weights;
      assert_in_range(first[i].part_fen - floor_part, 0, 1);
    }
    assert_int_equal(sum, total);
  }
}

static void refuses_impossible_splits(void **state) {
  (void)state;
  money_share shares[] = {{.key = TEXT("a"), .weight = 0}, {.key = TEXT("b"), .weight = 0}};
  assert_int_equal(money_split(1, shares, 2, NULL), SD_MISUSE);
  assert_int_equal(money_split(0, shares, 2, NULL), SD_OK);
  assert_int_equal(money_split(1, shares, 0, NULL), SD_MISUSE);
  shares[0].weight = -1;
  assert_int_equal(money_split(1, shares, 2, NULL), SD_MISUSE);
  shares[0].weight = 1;
  assert_int_equal(money_split(-1, shares, 2, NULL), SD_MISUSE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_and_writes_yuan),       cmocka_unit_test(refuses_other_texts),
      cmocka_unit_test(checks_its_arithmetic),       cmocka_unit_test(rounds_to_units),
      cmocka_unit_test(splits_by_largest_remainder), cmocka_unit_test(splitting_ignores_the_order),
      cmocka_unit_test(refuses_impossible_splits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
