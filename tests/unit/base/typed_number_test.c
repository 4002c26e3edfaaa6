/* Numbers as people type them, and what is no number. */
#include "base/typed_number.h"

#include "support/table.h"

static const struct {
  const char *typed, *read; /* empty: is none */
} ROWS[] = {
    {"0", "0"},
    {"800000", "800000"},
    {" 800000 ", "800000"},
    {"-3", "-3"},
    {"－３", "-3"},
    {"0.05", "0.05"},
    {"007", "7"},
    {"７", "7"},
    {"１，２３４．５", "1234.5"},
    {"1,234,567.80", "1234567.8"},
    {"1 234 567", "1234567"},
    {"　８０　", "80"},
    {"999999999999999999", "999999999999999999"},
    {"1000000000000000000", ""}, /* from 10^18 on */
    {"-1000000000000000000", ""},
    {"0.1234567890123456789012345678901234", "0.1234567890123456789012345678901234"},
    {"", ""},
    {" ", ""},
    {"-", ""},
    {"--1", ""},
    {"+1", ""},
    {"1-", ""},
    {".", ""},
    {".5", ""},
    {"5.", ""},
    {"1.2.3", ""},
    {"1,23", ""},     /* a comma for a point would be read a hundredfold */
    {"1,2345", ""},   /* groups of four */
    {"1234,567", ""}, /* the first group is too long */
    {"1,234 567", ""},
    {",123", ""},
    {"1,234,", ""},
    {"1,,234", ""},
    {"1  234", ""},
    {"0.1,234", ""},
    {"1e3", ""},
    {"1e999", ""},
    {"0x10", ""},
    {"NaN", ""},
    {"Infinity", ""},
    {"5%", ""},
    {"5万", ""},
    {"五", ""},
    {"١٢٣", ""}, /* digits of another script */
    {"1=1", ""},
    {"1\n2", ""},
    {"<b>1</b>", ""},
    {"\xef\xbc", ""},                                                      /* no UTF-8 */
    {"0000000000000000000000000000000000000000000000000000000000000", ""}, /* 61 bytes */
};

static void reads_what_people_type(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal number;
    char shown[DECIMAL_TEXT_SIZE] = "";
    if (typed_number_read(text_of(ROWS[i].typed), &number)) {
      shown[decimal_format(&number, shown, sizeof shown)] = '\0';
    }
    CHECK_ROW_TEXT(ROWS[i].typed, shown, ROWS[i].read);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads_what_people_type)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
