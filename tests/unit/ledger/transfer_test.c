/* Ids, content hashes and effects; the verdicts themselves stand in tests/ledger/. */
#include "support/table.h"

#include "ledger/transfer.h"

static void test_ids(void **state) {
  (void)state;
  transfer_id a = transfer_id_of("reserve:SD-1"), b = transfer_id_of("reserve:SD-1");
  assert_true(transfer_id_equal(a, b));
  assert_false(transfer_id_equal(a, transfer_id_of("reserve:SD-2")));
  assert_false(transfer_id_is_none(a));
  assert_true(transfer_id_is_none((transfer_id){0, 0}));
  uint8_t bytes[16];
  transfer_id_to_bytes(a, bytes);
  assert_true(transfer_id_equal(a, transfer_id_from_bytes(bytes)));
  char hex[33];
  transfer_id_format((transfer_id){.high = 1, .low = 0xABCDEF}, hex);
  assert_string_equal(hex, "00000000000000010000000000abcdef");
}

/* Every field of the content changes the hash; whether it was linked does not. */
static void test_content(void **state) {
  (void)state;
  const transfer base = {.id = {1, 2}, .debit = 3, .credit = 4, .amount_fen = 5, .reference = "r"};
  static const struct {
    const char *row;
    bool same;
    transfer transfer;
  } rows[] = {
      {"same", true, {{1, 2}, {0, 0}, 3, 4, 5, TRANSFER_PLAIN, false, "r"}},
      {"linked", true, {{1, 2}, {0, 0}, 3, 4, 5, TRANSFER_PLAIN, true, "r"}},
      {"id", false, {{2, 1}, {0, 0}, 3, 4, 5, TRANSFER_PLAIN, false, "r"}},
      {"refers to", false, {{1, 2}, {0, 1}, 3, 4, 5, TRANSFER_PLAIN, false, "r"}},
      {"swapped", false, {{1, 2}, {0, 0}, 4, 3, 5, TRANSFER_PLAIN, false, "r"}},
      {"amount", false, {{1, 2}, {0, 0}, 3, 4, 6, TRANSFER_PLAIN, false, "r"}},
      {"kind", false, {{1, 2}, {0, 0}, 3, 4, 5, TRANSFER_PENDING, false, "r"}},
      {"reference", false, {{1, 2}, {0, 0}, 3, 4, 5, TRANSFER_PLAIN, false, "s"}},
      {"no reference", false, {{1, 2}, {0, 0}, 3, 4, 5, TRANSFER_PLAIN, false, ""}},
  };
  sm3_hasher *h = sm3_create();
  sm3_digest expected, digest;
  assert_true(transfer_content_hash(h, &base, &expected));
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_true(transfer_content_hash(h, &rows[i].transfer, &digest));
    CHECK_ROW(rows[i].row, sm3_equal(&digest, &expected) == rows[i].same);
    CHECK_ROW(rows[i].row, transfer_content_equal(&base, &rows[i].transfer) == rows[i].same);
  }
  sm3_destroy(h);
}

static void test_references(void **state) {
  (void)state;
  static const struct {
    const char *row, *reference;
    transfer_verdict verdict;
  } rows[] = {{"text", "SD-1", VERDICT_CREATED},
              {"Chinese", "财预〔2026〕1号", VERDICT_CREATED},
              {"empty", "", VERDICT_REFERENCE_INVALID},
              {"line break", "a\nb", VERDICT_REFERENCE_INVALID},
              {"not UTF-8", "\xB2\xE2", VERDICT_REFERENCE_INVALID}};
  const account from = {.id = 3, .kind = ACCOUNT_EQUITY}, to = {.id = 4, .kind = ACCOUNT_EQUITY};
  transfer_surroundings s = {.debit = &from, .credit = &to};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    transfer t = {.id = {1, 2}, .debit = 3, .credit = 4, .amount_fen = 5};
    snprintf(t.reference, sizeof t.reference, "%s", rows[i].reference);
    CHECK_ROW_TEXT(rows[i].row, verdict_name(transfer_judge(&t, &s)),
                   verdict_name(rows[i].verdict));
  }
  transfer unended = {.id = {1, 2}, .debit = 3, .credit = 4, .amount_fen = 5};
  memset(unended.reference, 'a', sizeof unended.reference);
  assert_int_equal(transfer_judge(&unended, &s), VERDICT_REFERENCE_INVALID);
}

static void test_effects(void **state) {
  (void)state;
  const transfer original = {.amount_fen = 100, .kind = TRANSFER_PENDING};
  static const struct {
    const char *row;
    transfer_kind kind;
    int64_t amount_fen, pending_fen, posted_fen;
  } rows[] = {{"plain", TRANSFER_PLAIN, 40, 0, 40},
              {"pending", TRANSFER_PENDING, 40, 40, 0},
              {"post of all", TRANSFER_POST, 100, -100, 100},
              {"post of a part", TRANSFER_POST, 40, -100, 40},
              {"void", TRANSFER_VOID, 100, -100, 0},
              {"reversal", TRANSFER_REVERSAL, 40, 0, 40}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    transfer t = {.kind = rows[i].kind, .amount_fen = rows[i].amount_fen};
    account_effect e = transfer_effect(&t, &original);
    CHECK_ROW(rows[i].row, e.pending_fen == rows[i].pending_fen);
    CHECK_ROW(rows[i].row, e.posted_fen == rows[i].posted_fen);
  }
}

static void test_names(void **state) {
  (void)state;
  for (int v = 0; v < VERDICT_COUNT; v++) {
    assert_true(verdict_label((transfer_verdict)v, LANGUAGE_ENGLISH)[0] != '\0');
    bool accepted = v == VERDICT_CREATED || v == VERDICT_EXISTS;
    assert_true(verdict_is_accepted((transfer_verdict)v) == accepted);
  }
  for (int k = 0; k < TRANSFER_KIND_COUNT; k++) {
    transfer_kind parsed;
    assert_true(transfer_kind_parse(text_of(transfer_kind_name((transfer_kind)k)), &parsed));
    assert_int_equal(parsed, k);
    assert_true(transfer_kind_label((transfer_kind)k, LANGUAGE_CHINESE)[0] != '\0');
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_ids), cmocka_unit_test(test_content),
                                     cmocka_unit_test(test_references),
                                     cmocka_unit_test(test_effects), cmocka_unit_test(test_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
