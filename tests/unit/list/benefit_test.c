/* The amount of an award that is not fixed yet: a range with its reason. */
#include "list/benefit.h"

#include "support/table.h"

enum { CAP = 2000000 };

static item_version version_of(item_basis basis, int64_t cap_fen, bool pro_rata) {
  item_version v = {.amount_decision = TEXT("金额"),
                    .amount_cap_fen = cap_fen,
                    .budget_line = TEXT("B-1"),
                    .budget_total_fen = 1000000,
                    .pro_rata_when_short = pro_rata};
  v.money.basis = basis;
  v.money.unit = MONEY_UNIT_FEN;
  v.money.factor = (item_factor){.max = 50000, .min = 35000, .step = 100};
  if (basis == ITEM_BASIS_POINTS) v.money.factor = (item_factor){.max = 10000, .min = 7600};
  return v;
}

static const struct {
  const char *name;
  item_basis basis;
  int64_t cap_fen;
  bool pro_rata, recognition;
  decision_status status;
  int64_t computed_fen, amount_fen, unknown, others_fen;
  benefit_amount expected;
} rows[] = {
    {"met, nothing open",
     ITEM_BASIS_AMOUNT,
     0,
     true,
     false,
     DECISION_MET,
     300000,
     300000,
     0,
     600000,
     {BENEFIT_EXACT, 300000, 300000}},
    {"short already, all decided",
     ITEM_BASIS_AMOUNT,
     0,
     true,
     false,
     DECISION_MET,
     300000,
     200000,
     0,
     1500000,
     {BENEFIT_EXACT, 200000, 200000}},
    {"the unknown fit as well",
     ITEM_BASIS_AMOUNT,
     100000,
     true,
     false,
     DECISION_MET,
     100000,
     100000,
     3,
     500000,
     {BENEFIT_EXACT, 100000, 100000}},
    {"the unknown could make it short",
     ITEM_BASIS_AMOUNT,
     CAP,
     true,
     false,
     DECISION_MET,
     400000,
     400000,
     1,
     2000000,
     {BENEFIT_PRO_RATA, 90909, 400000}},
    {"no cap says how much the unknown get",
     ITEM_BASIS_AMOUNT,
     0,
     true,
     false,
     DECISION_MET,
     300000,
     300000,
     1,
     600000,
     {BENEFIT_PRO_RATA, 0, 300000}},
    {"never divided",
     ITEM_BASIS_AMOUNT,
     0,
     false,
     false,
     DECISION_MET,
     300000,
     300000,
     9,
     600000,
     {BENEFIT_EXACT, 300000, 300000}},
    {"a rate",
     ITEM_BASIS_RATE,
     0,
     false,
     false,
     DECISION_MET,
     10000000,
     400000,
     0,
     0,
     {BENEFIT_BY_RATE, 350000, 500000}},
    {"a rate under a cap",
     ITEM_BASIS_RATE,
     450000,
     false,
     false,
     DECISION_MET,
     10000000,
     400000,
     0,
     0,
     {BENEFIT_BY_RATE, 350000, 450000}},
    {"points",
     ITEM_BASIS_POINTS,
     0,
     false,
     false,
     DECISION_MET,
     1250,
     100000,
     0,
     0,
     {BENEFIT_BY_POINTS, 95000, 125000}},
    {"unknown with a cap",
     ITEM_BASIS_AMOUNT,
     CAP,
     true,
     false,
     DECISION_UNKNOWN,
     0,
     0,
     1,
     0,
     {BENEFIT_BY_CAP, 0, CAP}},
    {"unknown without one",
     ITEM_BASIS_AMOUNT,
     0,
     true,
     false,
     DECISION_UNKNOWN,
     0,
     0,
     1,
     0,
     {BENEFIT_OPEN, 0, -1}},
    {"not met",
     ITEM_BASIS_AMOUNT,
     CAP,
     true,
     false,
     DECISION_NOT_MET,
     0,
     0,
     0,
     0,
     {BENEFIT_EXACT, 0, 0}},
    {"a recognition",
     ITEM_BASIS_AMOUNT,
     0,
     true,
     true,
     DECISION_MET,
     0,
     0,
     0,
     0,
     {BENEFIT_EXACT, 0, 0}},
};

static void amounts(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    item_version v = version_of(rows[i].basis, rows[i].cap_fen, rows[i].pro_rata);
    if (rows[i].recognition) v.amount_decision = TEXT("");
    const item_version *versions = &v;
    const decision d = {.status = (uint8_t)rows[i].status,
                        .computed_fen = rows[i].computed_fen,
                        .amount_fen = rows[i].amount_fen};
    const list_run run = {.versions = &versions,
                          .version_count = 1,
                          .budget_of_item = true,
                          .counts = {.unknown = rows[i].unknown,
                                     .computed_fen = rows[i].computed_fen + rows[i].others_fen}};
    benefit_amount found = benefit_amount_of(&run, &d);
    if (found.range != rows[i].expected.range || found.low_fen != rows[i].expected.low_fen ||
        found.high_fen != rows[i].expected.high_fen) {
      fail_msg("row %s: %s %d to %d", rows[i].name, benefit_range_word(found.range),
               (int)found.low_fen, (int)found.high_fen);
    }
  }
}

static void words(void **state) {
  (void)state;
  assert_string_equal(benefit_standing_word(BENEFIT_LEFT_OFF), "left-off");
  assert_string_equal(benefit_range_word(BENEFIT_PRO_RATA), "pro-rata");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(amounts), cmocka_unit_test(words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
