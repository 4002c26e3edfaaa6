/* What may be paid to: names folded for comparison, numbers and bank codes checked. */
#include "support/table.h"

#include "payout/payee.h"

static void test_payees(void **state) {
  (void)state;
  static const struct {
    const char *row;
    payee payee;
    payout_outcome outcome;
  } rows[] = {
      {"as registered",
       {"常州甲有限公司", "常州甲有限公司", "6222021105000001", "307331002584"},
       OUTCOME_ORDERED},
      {"full-width brackets",
       {"甲（常州）有限公司", "甲(常州)有限公司", "6222021105000001", "307331002584"},
       OUTCOME_ORDERED},
      {"blanks and widths",
       {"ＡＢＣ 有限公司 ", "ABC有限公司", "6222021105000001", "307331002584"},
       OUTCOME_ORDERED},
      {"another company",
       {"常州甲有限公司", "常州乙有限公司", "6222021105000001", "307331002584"},
       OUTCOME_ACCOUNT_NAME_DIFFERS},
      {"a former name",
       {"常州甲股份有限公司", "常州甲有限公司", "6222021105000001", "307331002584"},
       OUTCOME_ACCOUNT_NAME_DIFFERS},
      {"no name of the subject",
       {NULL, "甲", "6222021105000001", "307331002584"},
       OUTCOME_SUBJECT_MISSING},
      {"no account name",
       {"甲", NULL, "6222021105000001", "307331002584"},
       OUTCOME_ACCOUNT_MISSING},
      {"blank number", {"甲", "甲", "  ", "307331002584"}, OUTCOME_ACCOUNT_MISSING},
      {"no bank code", {"甲", "甲", "6222021105000001", NULL}, OUTCOME_ACCOUNT_MISSING},
      {"letter O for zero is possible in letters only",
       {"甲", "甲", "6222o21105000001", "307331002584"},
       OUTCOME_ACCOUNT_NUMBER_INVALID},
      {"too short", {"甲", "甲", "1234", "307331002584"}, OUTCOME_ACCOUNT_NUMBER_INVALID},
      {"too long",
       {"甲", "甲", "12345678901234567890123456789012345", "307331002584"},
       OUTCOME_ACCOUNT_NUMBER_INVALID},
      {"blanks within",
       {"甲", "甲", "6222 0211 0500 0001", "307331002584"},
       OUTCOME_ACCOUNT_NUMBER_INVALID},
      {"hyphens", {"甲", "甲", "320-5001-880", "307331002584"}, OUTCOME_ORDERED},
      {"bank code check digit",
       {"甲", "甲", "6222021105000001", "307331002585"},
       OUTCOME_BANK_CODE_INVALID},
      {"bank code short",
       {"甲", "甲", "6222021105000001", "30733100258"},
       OUTCOME_BANK_CODE_INVALID},
      {"line break in the name",
       {"甲乙", "甲\n乙", "6222021105000001", "307331002584"},
       OUTCOME_ACCOUNT_NAME_UNWRITABLE},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    CHECK_ROW_TEXT(rows[i].row, outcome_name(payee_check(&rows[i].payee)),
                   outcome_name(rows[i].outcome));
  }
}

static void test_long_names(void **state) {
  (void)state;
  char name[3 * 141 + 1];
  for (size_t i = 0; i < 141; i++) memcpy(name + 3 * i, "甲", 3);
  name[3 * 141] = '\0';
  payee p = {name + 3, name + 3, "6222021105000001", "307331002584"};
  assert_int_equal(payee_check(&p), OUTCOME_ORDERED);
  p.registered_name = p.account_name = name;
  assert_int_equal(payee_check(&p), OUTCOME_ACCOUNT_NAME_UNWRITABLE);
}

static void test_masks(void **state) {
  (void)state;
  static const struct {
    const char *number, *expected;
  } rows[] = {
      {"6222021105000777", "****0777"}, {"12345", "****2345"}, {"1234", "****1234"}, {"", "****"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char out[PAYEE_MASKED_SIZE];
    payee_mask(text_of(rows[i].number), out);
    CHECK_ROW_TEXT(rows[i].number, out, rows[i].expected);
  }
}

/* `printf '甲\n6222021105000777\n307331002584\n' | openssl dgst -sm3`; no part can lend to another.
 */
static void test_digest(void **state) {
  (void)state;
  char hex[SM3_TEXT_SIZE], moved[SM3_TEXT_SIZE];
  assert_true(payee_digest(TEXT("甲"), TEXT("6222021105000777"), TEXT("307331002584"), hex));
  assert_string_equal(hex, "63e7040b29a113fbb57c939fe770bac54717f8e680f5c9885b557dae1aa5521f");
  assert_true(payee_digest(TEXT("甲"), TEXT("622202110500077"), TEXT("7307331002584"), moved));
  assert_string_not_equal(hex, moved);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_payees),
                                     cmocka_unit_test(test_long_names),
                                     cmocka_unit_test(test_masks), cmocka_unit_test(test_digest)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
