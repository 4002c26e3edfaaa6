/* The bank file: valid against the schema, sums that come out, texts that cannot break it. */
#include "support/xsd.h"

#include "base/clock.h"
#include "base/hash.h"
#include "payout/pain001.h"
#include "payout/reference.h"

static const pain001_header header_of_two = {.message = "SDF-TEST",
                                             .created = "2026-11-23T09:00:00Z",
                                             .execution_date = "2026-11-24",
                                             .initiator = "常州市财政局",
                                             .debtor_name = "常州市财政局",
                                             .debtor_account = "3200100000000001",
                                             .debtor_bank_code = "307331002584",
                                             .count = 2,
                                             .sum_fen = 300};

static bank_payment payment(const char *name, int64_t fen) {
  return (bank_payment){.instruction = "SDF-TEST-0000001",
                        .end_to_end = "SD-0123456789ABCDEFGHJKMNPQ-01-X",
                        .uetr = "00112233-4455-4677-8899-aabbccddeeff",
                        .amount_fen = fen,
                        .creditor_bank_code = "307331002584",
                        .creditor_name = name,
                        .creditor_account = "6222021105000001",
                        .remittance = "高企认定奖励"};
}

static sd_status write_two(text_builder *out, const pain001_header *h, const bank_payment *a,
                           const bank_payment *b, sd_error *error) {
  pain001_writer w;
  TRY(pain001_begin(&w, out, h, error));
  TRY(pain001_add(&w, a, error));
  if (b != NULL) TRY(pain001_add(&w, b, error));
  return pain001_end(&w, error);
}

static void test_valid(void **state) {
  (void)state;
  text_builder out;
  text_builder_init(&out, 1 << 20);
  bank_payment a = payment("A&B <测试> \"甲\" 有限公司", 100), b = payment("乙", 200);
  b.remittance = NULL;
  assert_int_equal(write_two(&out, &header_of_two, &a, &b, NULL), SD_OK);
  text bytes = text_builder_text(&out);
  assert_true(xsd_validate("pain.001.001.09", bytes) != 0);
  assert_true(text_find(bytes, TEXT("A&amp;B &lt;测试&gt;"), 0) != SIZE_MAX);
  assert_true(text_find(bytes, TEXT("<CtrlSum>3.00</CtrlSum>"), 0) != SIZE_MAX);
  assert_true(text_find(bytes, TEXT("Ccy=\"CNY\">1.00<"), 0) != SIZE_MAX);
  assert_true(text_find(bytes, TEXT("<BtchBookg>false</BtchBookg>"), 0) != SIZE_MAX);
  text_builder_release(&out);
}

static void test_refusals(void **state) {
  (void)state;
  static const struct {
    const char *row;
    int64_t first_fen, second_fen; /* 0: no second payment */
    const char *name, *account, *remittance;
  } rows[] = {
      {"sum too small", 100, 199, "甲", "62220211", ""},
      {"sum too large", 100, 201, "甲", "62220211", ""},
      {"one payment missing", 300, 0, "甲", "62220211", ""},
      {"nothing to pay", 300, -1, "甲", "62220211", ""},
      {"no name", 100, 200, "", "62220211", ""},
      {"control character", 100, 200, "甲\x01", "62220211", ""},
      {"not UTF-8", 100, 200, "\xB2\xE2", "62220211", ""},
      {"account too long", 100, 200, "甲", "12345678901234567890123456789012345", ""},
      {"line break in the remittance", 100, 200, "甲", "62220211", "a\nb"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    text_builder out;
    text_builder_init(&out, 1 << 20);
    bank_payment a = payment("甲", rows[i].first_fen);
    bank_payment b = payment(rows[i].name, rows[i].second_fen);
    b.creditor_account = rows[i].account;
    b.remittance = rows[i].remittance;
    sd_error error = {0};
    CHECK_ROW(rows[i].row, write_two(&out, &header_of_two, &a, rows[i].second_fen == 0 ? NULL : &b,
                                     &error) == SD_INVALID);
    CHECK_ROW(rows[i].row, error.text[LANGUAGE_CHINESE][0] != '\0');
    text_builder_release(&out);
  }
}

static void test_many(void **state) {
  (void)state;
  enum { COUNT = 100000 };
  pain001_header h = header_of_two;
  h.count = COUNT;
  h.sum_fen = (int64_t)COUNT * 12345;
  text_builder out;
  text_builder_init(&out, 256 << 20);
  int64_t begin_us = clock_monotonic_us();
  pain001_writer w;
  assert_int_equal(pain001_begin(&w, &out, &h, NULL), SD_OK);
  for (int i = 0; i < COUNT; i++) {
    char award[24], reference[REFERENCE_SIZE], uetr[UETR_SIZE];
    snprintf(award, sizeof award, "a%d", i);
    reference_end_to_end(award, 1, reference);
    reference_uetr(reference, uetr);
    bank_payment p = payment("常州甲有限公司", 12345);
    p.end_to_end = reference;
    p.uetr = uetr;
    assert_int_equal(pain001_add(&w, &p, NULL), SD_OK);
  }
  assert_int_equal(pain001_end(&w, NULL), SD_OK);
  sm3_digest digest;
  assert_true(sm3_of(text_builder_text(&out), &digest));
  print_message("%d payments, %zu MB, with SM3: %lld ms\n", COUNT, out.size >> 20,
                (long long)(clock_monotonic_us() - begin_us) / 1000);
  text_builder_release(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_valid), cmocka_unit_test(test_refusals),
                                     cmocka_unit_test(test_many)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
