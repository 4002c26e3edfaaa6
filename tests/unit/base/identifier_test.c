/* Known codes, the same codes damaged, and codes made here. */
#include "base/identifier.h"

#include "support/table.h"

static void checks_social_credit_codes(void **state) {
  (void)state;
  static const struct {
    const char *code;
    identifier_fault fault;
  } ROWS[] = {
      /* published by their holders */
      {"91350100M000100Y43", IDENTIFIER_VALID}, /* the standard's own example */
      {"9144030071526726XG", IDENTIFIER_VALID},
      {"91110108551385082Q", IDENTIFIER_VALID},
      {"914403001922038216", IDENTIFIER_VALID},
      {"91330100799655058B", IDENTIFIER_VALID},
      {"91350100M000100Y44", IDENTIFIER_CHECK},
      {"91350101M000100Y43", IDENTIFIER_CHECK},
      {"91350100M000100Z43", IDENTIFIER_CHARACTER},
      {"91350100M000110Y43", IDENTIFIER_ORGANISATION_CHECK},
      {"9144030071526726AG", IDENTIFIER_ORGANISATION_CHECK},
      {"91110108551385082q", IDENTIFIER_CHARACTER},
      {"9111010855138508I2", IDENTIFIER_CHARACTER},
      {"911101A8551385082Q", IDENTIFIER_AREA},
      {"91110108551385082", IDENTIFIER_LENGTH},
      {"91110108551385082QQ", IDENTIFIER_LENGTH},
      {"", IDENTIFIER_LENGTH},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i].code, uscc_check(text_of(ROWS[i].code)) == ROWS[i].fault);
  }
}

static void any_changed_character_is_noticed(void **state) {
  (void)state;
  char code[] = "91110108551385082Q";
  for (size_t i = 0; i < 18; i++) {
    char kept = code[i];
    for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c != '\0'; c++) {
      code[i] = *c;
      CHECK_ROW(code, (uscc_check(text_of(code)) == IDENTIFIER_VALID) == (*c == kept));
    }
    code[i] = kept;
  }
}

static void checks_bank_codes(void **state) {
  (void)state;
  static const struct {
    const char *code;
    identifier_fault fault;
  } ROWS[] = {
      {"102100099996", IDENTIFIER_VALID}, /* ICBC */
      {"103100000026", IDENTIFIER_VALID}, /* ABC */
      {"104100000004", IDENTIFIER_VALID}, /* BOC */
      {"105100000017", IDENTIFIER_VALID}, /* CCB */
      {"308584000013", IDENTIFIER_VALID}, /* CMB */
      {"301290000007", IDENTIFIER_VALID}, /* BOCOM */
      {"102100099997", IDENTIFIER_CHECK},     {"10210009999", IDENTIFIER_LENGTH},
      {"10210009999X", IDENTIFIER_CHARACTER},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i].code, cnaps_check(text_of(ROWS[i].code)) == ROWS[i].fault);
  }
}

static void checks_organisation_codes(void **state) {
  (void)state;
  assert_int_equal(organisation_code_check(TEXT("D2143569X")),
                   IDENTIFIER_VALID); /* the standard's */
  assert_int_equal(organisation_code_check(TEXT("D21435690")), IDENTIFIER_CHECK);
  assert_int_equal(organisation_code_check(TEXT("D214356-X")), IDENTIFIER_CHARACTER);
  assert_int_equal(organisation_code_check(TEXT("D2143569")), IDENTIFIER_LENGTH);
}

static void makes_valid_codes(void **state) {
  (void)state;
  char code[USCC_LENGTH + 1], bank[CNAPS_LENGTH + 1];
  assert_true(uscc_make(TEXT("91"), TEXT("350100"), TEXT("M000100Y"), code));
  assert_string_equal(code, "91350100M000100Y43");
  for (int i = 0; i < 5000; i++) {
    char serial[32], digits[32];
    snprintf(serial, sizeof serial, "MA%06d", i * 131 % 1000000);
    assert_true(uscc_make(TEXT("91"), TEXT("320412"), text_of(serial), code));
    CHECK_ROW(code, uscc_check(text_of(code)) == IDENTIFIER_VALID);
    snprintf(digits, sizeof digits, "3053040%04d", i);
    assert_true(cnaps_make(text_of(digits), bank));
    CHECK_ROW(bank, cnaps_check(text_of(bank)) == IDENTIFIER_VALID);
  }
  assert_false(uscc_make(TEXT("91"), TEXT("32041"), TEXT("MA000000"), code));
  assert_false(uscc_make(TEXT("91"), TEXT("320412"), TEXT("MI000000"), code));
  assert_false(uscc_make(TEXT("9O"), TEXT("320412"), TEXT("MA000000"), code));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(checks_social_credit_codes),
      cmocka_unit_test(any_changed_character_is_noticed),
      cmocka_unit_test(checks_bank_codes),
      cmocka_unit_test(checks_organisation_codes),
      cmocka_unit_test(makes_valid_codes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
