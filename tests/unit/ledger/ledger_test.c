/* The ledger in the store: the same answers as the book, across restarts, provable, immutable. */
#include "support/city.h"

#include "audit/audit.h"
#include "base/clock.h"
#include "base/random.h"
#include "ledger/ledger.h"

static void open_ledger(city *c) {
  city_open(c);
  MUST(audit_migrate(c->db, error));
  MUST(ledger_migrate(c->db, error));
}

static const account_kind kinds[] = {ACCOUNT_EQUITY, ACCOUNT_BUDGET_ALLOTTED, ACCOUNT_PAYABLE,
                                     ACCOUNT_BANK, ACCOUNT_BUDGET_RECEIVED};

/* Accounts 1 to 5, in the store and in a book. */
static book *open_both(city *c) {
  book *b = book_create();
  MUST(database_begin(c->db, error));
  for (size_t i = 0; i < COUNT_OF(kinds); i++) {
    char code[8];
    account_id id;
    snprintf(code, sizeof code, "a%zu", i);
    MUST(ledger_account_open(c->db, kinds[i], code, 1, &id, error));
    assert_int_equal(id, i + 1);
    MUST(book_add_account(b, &(account){.id = id, .kind = kinds[i]}, error));
  }
  MUST(database_commit(c->db, error));
  return b;
}

static transfer random_transfer(random_source *r, const book *b) {
  transfer t = {.id = {.low = 1 + random_below(r, 3000)},
                .debit = random_between(r, 1, 5),
                .credit = random_between(r, 1, 5),
                .amount_fen = random_between(r, 1, 900),
                .kind = (transfer_kind)random_below(r, TRANSFER_KIND_COUNT),
                .linked = random_chance(r, 1, 4),
                .reference = "r"};
  size_t known = book_transfer_count(b);
  if (!transfer_kind_refers(t.kind) || known == 0) return t;
  const transfer *o = &book_transfer_at(b, random_below(r, known))->transfer;
  bool mirrored = t.kind == TRANSFER_REVERSAL;
  t.refers_to = o->id;
  t.debit = mirrored ? o->credit : o->debit;
  t.credit = mirrored ? o->debit : o->credit;
  if (random_chance(r, 3, 4)) t.amount_fen = o->amount_fen;
  return t;
}

static void check_same_sums(city *c, const book *b) {
  for (size_t i = 0; i < COUNT_OF(kinds); i++) {
    char code[8];
    account a;
    snprintf(code, sizeof code, "a%zu", i);
    MUST(ledger_account_find(c->db, code, &a, error));
    const account *e = book_account(b, a.id);
    assert_true(a.debits_pending_fen == e->debits_pending_fen &&
                a.debits_posted_fen == e->debits_posted_fen &&
                a.credits_pending_fen == e->credits_pending_fen &&
                a.credits_posted_fen == e->credits_posted_fen);
    account folded;
    MUST(ledger_account_at(c->db, code, INT64_MAX, &folded, error));
    assert_memory_equal(&a, &folded, sizeof a);
  }
}

/* The store answers as the book does, whatever is batched, rolled back or restarted. */
static void test_same_as_book(void **state) {
  (void)state;
  city c;
  open_ledger(&c);
  book *b = open_both(&c);
  random_source r;
  random_init(&r, 4);
  for (int round = 0; round < 400; round++) {
    transfer batch[16];
    transfer_verdict expected[16], got[16];
    size_t count = 1 + random_below(&r, COUNT_OF(batch));
    for (size_t i = 0; i < count; i++) batch[i] = random_transfer(&r, b);
    ledger_answer answer;
    if (random_chance(&r, 1, 10)) { /* a crash before the commit leaves nothing */
      MUST(database_begin(c.db, error));
      MUST(ledger_apply(c.db, "t", batch, count, round, got, &answer, error));
      if (random_chance(&r, 1, 2)) city_reopen(&c);
      database_rollback(c.db);
    }
    MUST(database_begin(c.db, error));
    MUST(ledger_apply(c.db, "t", batch, count, round, got, &answer, error));
    MUST(database_commit(c.db, error));
    MUST(book_apply(b, batch, count, expected, error));
    assert_memory_equal(expected, got, count * sizeof *got);
    assert_int_equal(answer.last_sequence, book_last_sequence(b));
    assert_int_equal(answer.created + answer.existing + answer.refused, count);
  }
  assert_true(book_transfer_count(b) > 300);
  check_same_sums(&c, b);
  ledger_proof proof;
  MUST(ledger_verify(c.db, &proof, error));
  assert_int_equal(proof.transfers, book_transfer_count(b));
  audit_report report;
  MUST(audit_verify(c.db, NULL, NULL, NULL, &report, error));
  book_destroy(b);
  city_close(&c);
}

static void apply_plain(city *c, const char *key, int64_t debit, int64_t credit, int64_t fen,
                        int64_t now_us) {
  transfer t = {.id = transfer_id_of(key), .debit = debit, .credit = credit, .amount_fen = fen};
  snprintf(t.reference, sizeof t.reference, "%s", key);
  MUST(database_begin(c->db, error));
  MUST(ledger_apply_all(c->db, "t", &t, 1, now_us, error));
  MUST(database_commit(c->db, error));
}

typedef struct lines {
  size_t count;
  int64_t balances[8];
  int64_t times[8];
} lines;

static sd_status take_line(void *context, const statement_line *line, sd_error *error) {
  (void)error;
  lines *l = context;
  l->times[l->count] = line->at_us;
  l->balances[l->count++] = account_balance_fen(&line->after);
  return SD_OK;
}

static void test_past_moments(void **state) {
  (void)state;
  city c;
  open_ledger(&c);
  book_destroy(open_both(&c));
  apply_plain(&c, "one", 1, 5, 100, 1000);
  apply_plain(&c, "two", 1, 5, 20, 2000);
  apply_plain(&c, "three", 5, 2, 50, 1500); /* the clock went back: counts as 2000 */
  apply_plain(&c, "four", 5, 2, 70, 3000);
  static const struct {
    const char *row;
    int64_t at_us, balance_fen;
  } rows[] = {{"before all", 999, 0},   {"after one", 1000, -100}, {"between", 1999, -100},
              {"time held", 2000, -70}, {"all", 3000, 0},          {"later", INT64_MAX, 0}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    account a;
    MUST(ledger_account_at(c.db, "a4", rows[i].at_us, &a, error));
    CHECK_ROW(rows[i].row, account_balance_fen(&a) == rows[i].balance_fen);
  }
  lines l = {0};
  MUST(ledger_statement(c.db, "a4", 1001, 3000, take_line, &l, error));
  assert_int_equal(l.count, 2);
  assert_int_equal(l.balances[0], -120);
  assert_int_equal(l.balances[1], -70);
  assert_int_equal(l.times[1], 2000);
  city_close(&c);
}

/* Rows behind the program's back: each is found, and writing stops. */
static void test_tampering(void **state) {
  (void)state;
  static const struct {
    const char *row, *sql;
  } rows[] = {
      {"amount changed", "UPDATE ledger_transfer SET amount_fen = 21 WHERE sequence = 2"},
      {"reference changed", "UPDATE ledger_transfer SET reference = 'x' WHERE sequence = 1"},
      {"account changed", "UPDATE ledger_transfer SET credit = 3 WHERE sequence = 1"},
      {"transfer deleted", "DELETE FROM ledger_transfer WHERE sequence = 2"},
      {"last transfer deleted", "DELETE FROM ledger_transfer WHERE sequence = 3"},
      {"transfer added",
       "INSERT INTO ledger_transfer SELECT 4, x'00000000000000000000000000000001', kind, debit, "
       "credit,"
       " amount_fen, NULL, reference, content_hash, at_us FROM ledger_transfer WHERE sequence = 3"},
      {"sum changed", "UPDATE ledger_account SET credits_posted_fen = 121 WHERE code = 'a4'"},
      {"two sums changed",
       "UPDATE ledger_account SET credits_posted_fen = credits_posted_fen + 1,"
       " debits_posted_fen = debits_posted_fen + 1 WHERE code = 'a4'"},
      {"kind of account changed", "UPDATE ledger_account SET kind = 'BANKS' WHERE code = 'a4'"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    city c;
    open_ledger(&c);
    book_destroy(open_both(&c));
    apply_plain(&c, "one", 1, 5, 100, 1000);
    apply_plain(&c, "two", 1, 5, 20, 2000);
    apply_plain(&c, "three", 5, 2, 50, 3000);
    ledger_proof proof;
    MUST(ledger_verify(c.db, &proof, error));
    if (strstr(rows[i].sql, "ledger_transfer SET") != NULL || strstr(rows[i].sql, "DELETE")) {
      CHECK_ROW(rows[i].row, database_run(c.db, rows[i].sql, NULL) != SD_OK); /* immutable */
      city_reopen(&c);
    }
    MUST(database_run(c.db, "PRAGMA foreign_keys = OFF", error));
    MUST(database_run(c.db, "DROP TRIGGER ledger_transfer_keep; DROP TRIGGER ledger_transfer_hold",
                      error));
    MUST(database_run(c.db, rows[i].sql, error));
    sd_error error = {0};
    CHECK_ROW(rows[i].row, ledger_verify(c.db, &proof, &error) == SD_CORRUPT);
    CHECK_ROW(rows[i].row, database_writing_stopped(c.db));
    CHECK_ROW(rows[i].row, database_begin(c.db, NULL) == SD_STORE_FAILED);
    city_close(&c);
  }
}

/* One sync for the whole batch. */
static void test_batch_speed(void **state) {
  (void)state;
  enum { COUNT = 50000 };
  city c;
  open_ledger(&c);
  book_destroy(open_both(&c));
  apply_plain(&c, "start", 1, 5, 900000000, 1);
  apply_plain(&c, "allot", 5, 2, 900000000, 2);
  transfer *batch = calloc(COUNT, sizeof *batch);
  transfer_verdict *verdicts = calloc(COUNT, sizeof *verdicts);
  for (int i = 0; i < COUNT; i++) {
    batch[i] = (transfer){.debit = 2, .credit = 3, .amount_fen = 100, .kind = TRANSFER_PENDING};
    snprintf(batch[i].reference, sizeof batch[i].reference, "SD-%08d", i);
    batch[i].id = transfer_id_of(batch[i].reference);
  }
  ledger_answer answer;
  int64_t begin_us = clock_monotonic_us();
  MUST(database_begin(c.db, error));
  MUST(ledger_apply(c.db, "t", batch, COUNT, 3, verdicts, &answer, error));
  MUST(database_commit(c.db, error));
  int64_t took_us = clock_monotonic_us() - begin_us;
  assert_int_equal(answer.created, COUNT);
  print_message("%d transfers in one durable batch: %lld a second\n", COUNT,
                (long long)(INT64_C(1000000) * COUNT / took_us));
  free(batch);
  free(verdicts);
  city_close(&c);
}

/* The chain tells each act; an account opened at another moment was written beside it, and a budget
 * line has the accounts that its name and bank say. */
static void test_openings(void **state) {
  (void)state;
  static const char *const damages[] = {
      "UPDATE ledger_account SET opened_us = 5001 WHERE code = 'bank/told'",
      "UPDATE ledger_budget_line SET bank = 'another'"};
  for (size_t i = 0; i < COUNT_OF(damages); i++) {
    city c;
    open_ledger(&c);
    account_id id;
    MUST(database_run(c.db, "PRAGMA foreign_keys = OFF", error));
    MUST(database_begin(c.db, error));
    MUST(ledger_account_open(c.db, ACCOUNT_BANK, "bank/told", 5000, &id, error));
    MUST(audit_append(c.db, "t", "opened", "told", (text){0}, 5000, NULL, error));
    MUST(database_run(c.db,
                      "INSERT INTO ledger_budget_line (line, year, bank, bank_account,"
                      " received_account, allotted_account, payable_account, returned_account)"
                      " SELECT 'L', 2025, 'told', id, 0, 0, 0, 0 FROM ledger_account",
                      error));
    MUST(database_commit(c.db, error));
    MUST(ledger_openings_verify(c.db, error));
    MUST(database_run(c.db, damages[i], error));
    sd_error error = {0};
    CHECK_ROW(damages[i], ledger_openings_verify(c.db, &error) == SD_CORRUPT);
    CHECK_ROW(damages[i], strstr(error.text[1], "bank/told") != NULL);
    CHECK_ROW(damages[i], database_writing_stopped(c.db));
    city_close(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_same_as_book), cmocka_unit_test(test_past_moments),
      cmocka_unit_test(test_tampering), cmocka_unit_test(test_openings),
      cmocka_unit_test(test_batch_speed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
