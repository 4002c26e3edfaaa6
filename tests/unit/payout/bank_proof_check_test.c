/* A proof in the chain with other sums is found, figure by figure, also with a new hash over them.
 */
#include "support/paid_city.h"

#include "payout/bank_proof_check.h"

static void open_proven(paid_city *c) {
  paid_city_open(c, &bank_format_iso20022, 3);
  statement_entry first[] = {paid_city_entry(c, "E1", 0, PAID_CITY_ORDER_FEN, false),
                             paid_city_entry(c, "E2", -1, 700, true)};
  paid_city_book(c, "2026-11-24", first, 2);
  statement_entry second[] = {paid_city_entry(c, "E3", 1, PAID_CITY_ORDER_FEN, false)};
  paid_city_book(c, "2026-11-25", second, 1);
}

static text payload_of(paid_city *c, const char *reference) {
  query *q;
  bool row = false;
  MUST(query_open(c->city.db,
                  "SELECT payload FROM audit_entry WHERE act = 'bank-proof' AND reference = ?1", &q,
                  error));
  query_bind_string(q, 1, reference);
  MUST(query_step(q, &row, error));
  assert_true(row);
  text payload = arena_copy(c->arena, query_bytes(q, 0));
  query_close(q);
  return payload;
}

/* `"key":value` of the payload in order, as what the hash is over. */
static void hash_of(const char *account_number, const char *json, char hex[SM3_TEXT_SIZE]) {
  text_builder sums;
  sm3_digest digest;
  text_builder_init(&sums, 1 << 16);
  text_builder_format(&sums, "account=%s\n", account_number);
  for (const char *at = json; (at = strchr(at, '"')) != NULL;) {
    const char *key = ++at, *end = strchr(at, '"');
    int size = (int)(end - key);
    at = end + 1;
    if (*at != ':') continue;
    bool quoted = at[1] == '"';
    const char *value = at + 1 + quoted;
    int length = (int)strcspn(value, quoted ? "\"" : ",}");
    at = value + length + quoted;
    if (strncmp(key, "sm3", 3) == 0 || strncmp(key, "lines", 5) == 0) {
      at = strncmp(key, "lines", 5) == 0 ? value : at;
      continue;
    }
    text_builder_format(&sums, "%.*s=%.*s\n", size, key, length, value);
  }
  assert_true(sm3_of(text_builder_text(&sums), &digest));
  text_builder_release(&sums);
  sm3_format(&digest, hex);
}

/* The proof with one figure one higher (the first of that name), and a hash that fits. */
static const char *altered(paid_city *c, text payload, const char *figure, bool new_hash) {
  char key[64], *out = arena_allocate(c->arena, payload.size + 64), hex[SM3_TEXT_SIZE];
  snprintf(key, sizeof key, "\"%s\":", figure);
  const char *at = strstr(payload.data, key);
  assert_non_null(at);
  char *end;
  long long value = strtoll(at + strlen(key), &end, 10);
  snprintf(out, payload.size + 64, "%.*s%s%lld%s", (int)(at - payload.data), payload.data, key,
           value + 1, end);
  if (!new_hash) return out;
  hash_of(PAID_CITY_PAYER, out, hex);
  memcpy(strstr(out, "\"sm3\":\"") + 7, hex, 64);
  return out;
}

static void replace_payload(paid_city *c, const char *reference, const char *payload) {
  query *q;
  MUST(query_open(c->city.db,
                  "UPDATE audit_entry SET payload = ?2 WHERE act = 'bank-proof'"
                  " AND reference = ?1",
                  &q, error));
  query_bind_string(q, 1, reference);
  query_bind_bytes(q, 2, payload, strlen(payload));
  MUST(query_finish(q, error));
}

static void test_every_figure(void **state) {
  (void)state;
  static const char *const FIGURES[] = {"statement",          "bank_closing_fen",
                                        "bank_debits_fen",    "bank_credits_fen",
                                        "ledger_balance_fen", "ledger_paid_fen",
                                        "queued_fen",         "difference_fen",
                                        "unexplained_fen",    "year",
                                        "received_fen",       "reserved_fen",
                                        "returned_fen",       "available_fen"};
  static const char *const DAYS[] = {PAID_CITY_PAYER " 2026-11-24", PAID_CITY_PAYER " 2026-11-25"};
  paid_city c;
  int64_t count;
  open_proven(&c);
  database *db = c.city.db;
  MUST(bank_proofs_check(db, &count, error));
  assert_int_equal(count, 2);
  MUST(database_run(db, "DROP TRIGGER audit_entry_update", error));
  for (size_t d = 0; d < COUNT_OF(DAYS); d++) {
    text sound = payload_of(&c, DAYS[d]);
    char hex[SM3_TEXT_SIZE];
    hash_of(PAID_CITY_PAYER, sound.data, hex);
    assert_non_null(strstr(sound.data, hex)); /* the test computes the hash as the program does */
    for (size_t i = 0; i < COUNT_OF(FIGURES); i++) {
      for (int fits = 0; fits < 2; fits++) {
        sd_error error = {0};
        replace_payload(&c, DAYS[d], altered(&c, sound, FIGURES[i], fits == 1));
        CHECK_ROW(FIGURES[i], bank_proofs_check(db, &count, &error) == SD_CORRUPT);
        CHECK_ROW(FIGURES[i], strstr(error.text[LANGUAGE_ENGLISH], DAYS[d]) != NULL);
        CHECK_ROW(FIGURES[i], count == (int64_t)d);
        replace_payload(&c, DAYS[d], sound.data);
      }
    }
  }
  MUST(bank_proofs_check(db, &count, error));
  city_close(&c.city);
  arena_destroy(c.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_figure)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
