/* The test bank: deterministic, honest about its name, strict about what it reads. */
#include "support/xsd.h"

#include "payout/bank_simulator.h"
#include "payout/camt053.h"
#include "payout/pain001.h"

enum { PAYMENTS = 200 };

static void write_pain(text_builder *out) {
  pain001_header h = {.message = "SDF-T",
                      .created = "2026-11-23T09:00:00Z",
                      .execution_date = "2026-11-24",
                      .initiator = "财政局",
                      .debtor_name = "财政局",
                      .debtor_account = "3200100000000001",
                      .debtor_bank_code = "307331002584",
                      .count = PAYMENTS,
                      .sum_fen = PAYMENTS * 100};
  pain001_writer w;
  text_builder_init(out, 1 << 20);
  assert_int_equal(pain001_begin(&w, out, &h, NULL), SD_OK);
  for (int i = 0; i < PAYMENTS; i++) {
    char reference[16];
    snprintf(reference, sizeof reference, "SD-%d", i);
    bank_payment p = {.instruction = reference,
                      .end_to_end = reference,
                      .uetr = "00112233-4455-4677-8899-aabbccddeeff",
                      .amount_fen = 100,
                      .creditor_bank_code = "307331002584",
                      .creditor_name = "甲",
                      .creditor_account = "62220001"};
    assert_int_equal(pain001_add(&w, &p, NULL), SD_OK);
  }
  assert_int_equal(pain001_end(&w, NULL), SD_OK);
}

static void test_books(void **state) {
  (void)state;
  text_builder pain, first, second, answer;
  write_pain(&pain);
  text_builder_init(&first, 1 << 20);
  text_builder_init(&second, 1 << 20);
  text_builder_init(&answer, 1 << 20);
  bank_simulator_options o = {.opening_fen = 50000,
                              .statement_number = 3,
                              .seed = 1,
                              .rejected_per_mille = 100,
                              .returned_per_mille = 100,
                              .reply_out = &answer};
  bank_simulator_result r;
  text file = text_builder_text(&pain);
  assert_int_equal(bank_simulator_run(file, "p", &o, &first, &r, NULL), SD_OK);
  o.reply_out = NULL;
  assert_int_equal(bank_simulator_run(file, "p", &o, &second, &r, NULL), SD_OK);
  assert_true(text_equal(text_builder_text(&first), text_builder_text(&second)));
  assert_true(text_find(text_builder_text(&first), TEXT("TESTBANK"), 0) != SIZE_MAX);
  assert_true(xsd_validate("camt.053.001.08", text_builder_text(&first)) != 0);
  assert_true(xsd_validate("pain.002.001.11", text_builder_text(&answer)) != 0);
  assert_true(r.rejected > 5 && r.returned > 5);
  assert_int_equal(r.payments, PAYMENTS);
  assert_int_equal(r.debited_fen + r.rejected_fen, PAYMENTS * 100);
  assert_int_equal(r.closing_fen, 50000 - r.debited_fen + r.returned_fen);
  arena *a = arena_create(0);
  camt053 read;
  assert_int_equal(camt053_read(text_builder_text(&first), "s", a, &read, NULL), SD_OK);
  assert_int_equal(read.statements[0].closing_fen, r.closing_fen);
  assert_int_equal(read.statements[0].count, PAYMENTS - r.rejected + r.returned);
  o.seed = 2;
  text_builder_clear(&second);
  assert_int_equal(bank_simulator_run(file, "p", &o, &second, &r, NULL), SD_OK);
  assert_false(text_equal(text_builder_text(&first), text_builder_text(&second)));
  arena_destroy(a);
  text_builder_release(&answer);
  text_builder_release(&second);
  text_builder_release(&first);
  text_builder_release(&pain);
}

static void test_refusals(void **state) {
  (void)state;
  static const struct {
    const char *row, *from, *to;
    sd_status status;
  } rows[] = {
      {"another message", "pain.001.001.09", "pain.001.001.03", SD_SYNTAX_ERROR},
      {"count", "<NbOfTxs>200<", "<NbOfTxs>201<", SD_INVALID},
      {"sum", "<CtrlSum>200.00<", "<CtrlSum>200.01<", SD_INVALID},
      {"amount", ">1.00<", ">1.01<", SD_INVALID},
      {"zero", ">1.00<", ">0.00<", SD_INVALID},
      {"currency", "Ccy=\"CNY\"", "Ccy=\"EUR\"", SD_INVALID},
      {"no account", "<Othr><Id>3200100000000001</Id></Othr>", "", SD_INVALID},
      {"no reference", "<EndToEndId>SD-7</EndToEndId>", "", SD_INVALID},
      {"document type", "<Document", "<!DOCTYPE a><Document", SD_INVALID},
      {"cut short", "</Document>", "", SD_SYNTAX_ERROR},
  };
  text_builder pain;
  write_pain(&pain);
  text file = text_builder_text(&pain);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    text_builder edited, out;
    text_builder_init(&edited, 1 << 20);
    text_builder_init(&out, 1 << 20);
    size_t at = text_find(file, text_of(rows[i].from), 0);
    CHECK_ROW(rows[i].row, at != SIZE_MAX);
    text_builder_add(&edited, text_slice(file, 0, at));
    text_builder_add_string(&edited, rows[i].to);
    text_builder_add(&edited, text_slice(file, at + strlen(rows[i].from), SIZE_MAX));
    bank_simulator_options o = {.opening_fen = 50000, .statement_number = 1};
    bank_simulator_result r;
    CHECK_ROW_TEXT(
        rows[i].row,
        status_name(bank_simulator_run(text_builder_text(&edited), "p", &o, &out, &r, NULL)),
        status_name(rows[i].status));
    CHECK_ROW(rows[i].row, out.size == 0);
    text_builder_release(&out);
    text_builder_release(&edited);
  }
  text_builder_release(&pain);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_books), cmocka_unit_test(test_refusals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
