/* Whoever edits a bank file or an order past the program is found, also with a new hash. */
#include "support/paid_city.h"

#include "payout/verify.h"

static const struct tampering {
  const char *row, *sql;
} tamperings[] = {
    {"an amount", "UPDATE payout_order SET amount_fen = amount_fen + 1 WHERE line = 1"},
    {"an account", "UPDATE payout_order SET account_number = '62220211999' WHERE line = 2"},
    {"a name", "UPDATE payout_order SET account_name = '乙' WHERE line = 1"},
    {"a bank code", "UPDATE payout_order SET bank_code = '313452060150' WHERE line = 1"},
    {"an order less", "DELETE FROM payout_order WHERE line = 2"},
    {"two orders change places", "UPDATE payout_order SET line = 3 WHERE line = 1"},
    {"the hash", "UPDATE payout_file SET sm3 = replace(sm3, substr(sm3, 1, 4), '0000')"},
    {"the sum", "UPDATE payout_file SET sum_fen = sum_fen + 1"},
    {"the approver", "UPDATE payout_file SET approver = 'nobody'"},
    {"a folded name", "UPDATE payout_order SET account_name_folded = '乙' WHERE line = 1"},
    {"a state", "UPDATE payout_order SET state = 'PAID' WHERE line = 1"},
    {"a part that came back", "UPDATE payout_order SET returned_parts = 1 WHERE line = 1"},
    {"money that came back", "UPDATE payout_order SET returned_fen = 1 WHERE line = 1"},
    {"no longer open", "UPDATE payout_order SET is_open = 0 WHERE line = 1"},
    {"a correction", "UPDATE payout_order SET corrections = 1 WHERE line = 1"},
    {"what it hangs on", "UPDATE payout_order SET attached = 'late' WHERE line = 1"},
    {"paid from another line", "UPDATE payout_order SET origin_line = 'X' WHERE line = 1"},
    {"paid from another year", "UPDATE payout_order SET origin_year = 2024 WHERE line = 1"},
    {"the day of its debit", "UPDATE payout_order SET booked_date = '2025-07-01' WHERE line = 1"},
    {"a reason", "UPDATE payout_order SET reason = 'AC01' WHERE line = 1"},
    {"when it changed", "UPDATE payout_order SET updated_us = updated_us + 1 WHERE line = 1"},
    {"the state of the file", "UPDATE payout_file SET state = 'CANCELLED'"},
    {"the day of execution", "UPDATE payout_file SET execution_date = '2025-07-55'"},
    {"when it was made", "UPDATE payout_file SET created_us = created_us - 1"},
    {"the payer's bank", "UPDATE payout_payer SET bank_code = '313452060150'"},
    {"the payer's division", "UPDATE payout_payer SET division = '999999'"},
    {"a payer more",
     "INSERT INTO payout_payer SELECT '1', name, bank_code, bank_name, registered_us, format,"
     " division FROM payout_payer LIMIT 1"},
    {"the list", "UPDATE payout_file SET list_hash = 'cd'"},
};

static void test_tampering(void **state) {
  (void)state;
  for (size_t f = 0; bank_format_at(f) != NULL; f++) {
    for (size_t i = 0; i < COUNT_OF(tamperings); i++) {
      paid_city c;
      payout_proof proof;
      paid_city_open(&c, bank_format_at(f), 2);
      MUST(payout_verify(c.city.db, &proof, error));
      assert_true(proof.files == 1 && proof.orders == 2);
      MUST(database_run(c.city.db, tamperings[i].sql, error));
      CHECK_ROW(tamperings[i].row, payout_verify(c.city.db, &proof, NULL) == SD_CORRUPT);
      CHECK_ROW(tamperings[i].row, database_writing_stopped(c.city.db));
      city_close(&c.city);
      arena_destroy(c.arena);
    }
  }
}

/* Other bytes with their own SM3 in the row: only the chain knows better. */
static void test_recomputed_hash(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 2);
  text bytes = arena_copy(c.arena, c.bytes);
  size_t at = text_find(bytes, TEXT("6222021100000001"), 0);
  assert_true(at != SIZE_MAX);
  ((char *)(uintptr_t)bytes.data)[at] = '7';
  sm3_digest digest;
  char hash[SM3_TEXT_SIZE];
  assert_true(sm3_of(bytes, &digest));
  sm3_format(&digest, hash);
  query *q;
  MUST(query_open(c.city.db, "UPDATE payout_file SET bytes = ?1, sm3 = ?2", &q, error));
  query_bind_bytes(q, 1, bytes.data, bytes.size);
  query_bind_string(q, 2, hash);
  MUST(query_execute(q, error));
  query_close(q);
  payout_proof proof;
  assert_int_equal(payout_verify(c.city.db, &proof, NULL), SD_CORRUPT);
  city_close(&c.city);
  arena_destroy(c.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_tampering),
                                     cmocka_unit_test(test_recomputed_hash)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
