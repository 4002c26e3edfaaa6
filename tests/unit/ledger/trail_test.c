/* Every transfer of every chain of ledger/budget.h is found again by the order's reference. */
#include "ledger/trail.h"

#include "audit/audit.h"
#include "ledger/budget.h"
#include "support/city.h"

#define ORDER "SD-1"

typedef struct walk {
  size_t count;
  int64_t last_sequence;
  int64_t sum_fen;
} walk;

static sd_status take(void *context, const trail_line *line, sd_error *error) {
  (void)error;
  walk *w = context;
  assert_true(line->sequence > w->last_sequence);
  assert_true(line->debit[0] != '\0' && line->credit[0] != '\0');
  w->last_sequence = line->sequence;
  w->count++;
  w->sum_fen += line->amount_fen;
  return SD_OK;
}

static void open_line(city *c, const char *name, budget_line *out) {
  MUST(budget_line_open(c->db, name, 2026, "3204", 1, out, error));
  MUST(budget_receive(c->db, "finance", out, "D1", 100000, 1, error));
  MUST(budget_allot(c->db, "finance", out, "D1", 100000, 1, error));
}

static void apply(city *c, const transfer *chain, size_t count) {
  MUST(ledger_apply_all(c->db, "finance", chain, count, 2, error));
}

/* One way that an order can go; gives how many transfers it took. */
typedef size_t (*way)(city *c, const budget_line lines[2]);

static size_t pay(city *c, const budget_line lines[2]) {
  transfer chain[2];
  chain[0] = budget_reserve_transfer(&lines[0], ORDER, 1000);
  apply(c, chain, 1);
  budget_pay_chain(&lines[0], ORDER, 1000, chain);
  apply(c, chain, 2);
  return 3;
}

static size_t release(city *c, const budget_line lines[2]) {
  transfer chain[2] = {budget_reserve_transfer(&lines[0], ORDER, 1000),
                       budget_release_transfer(&lines[0], ORDER, 1000)};
  apply(c, chain, 2);
  return 2;
}

static size_t pay_late(city *c, const budget_line lines[2]) {
  transfer chain[2];
  size_t before = release(c, lines);
  budget_late_payment_chain(&lines[0], ORDER, 1000, chain);
  apply(c, chain, 2);
  return before + 2;
}

static size_t pay_and_return(city *c, const budget_line lines[2]) {
  transfer chain[2];
  size_t before = pay(c, lines);
  budget_return_chain(&lines[0], ORDER, 1000, true, chain);
  apply(c, chain, 2);
  return before + 2;
}

static size_t return_in_parts(city *c, const budget_line lines[2]) {
  size_t count = pay(c, lines);
  const budget_attachment attachment = {&lines[0], &lines[0], "post"};
  for (int part = 1; part <= 3; part++) {
    transfer chain[2];
    budget_give_back_chain(&attachment, ORDER, 100, part, part != 2, chain);
    apply(c, chain, 2);
    count += 2;
  }
  return count;
}

static size_t correct_twice(city *c, const budget_line lines[2]) {
  size_t count = pay(c, lines);
  const budget_attachment attachments[] = {{&lines[0], &lines[0], "post"},
                                           {&lines[0], &lines[1], "correct-1"}};
  for (int number = 1; number <= 2; number++) {
    transfer chain[2];
    budget_correction_chain(&attachments[number - 1], &lines[number % 2], ORDER, 1000, number,
                            chain);
    apply(c, chain, 2);
    count += 2;
  }
  return count;
}

static const struct {
  const char *name;
  way go;
} ways[] = {{"paid", pay},
            {"released", release},
            {"paid late", pay_late},
            {"returned", pay_and_return},
            {"returned in parts", return_in_parts},
            {"corrected twice", correct_twice}};

static void test_ways(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(ways); i++) {
    city c;
    budget_line lines[2];
    city_open(&c);
    MUST(audit_migrate(c.db, error));
    MUST(ledger_migrate(c.db, error));
    MUST(database_begin(c.db, error));
    open_line(&c, "KJ-1", &lines[0]);
    open_line(&c, "KJ-2", &lines[1]);
    size_t expected = ways[i].go(&c, lines);
    walk all = {0}, none = {0};
    MUST(ledger_trail_of_order(c.db, ORDER, take, &all, error));
    MUST(ledger_trail_of_order(c.db, "SD-2", take, &none, error));
    CHECK_ROW(ways[i].name, all.count == expected);
    CHECK_ROW(ways[i].name, none.count == 0);
    int64_t sum_fen = 0;
    MUST(database_read_integer(
        c.db, "SELECT sum(amount_fen) FROM ledger_transfer WHERE reference = '" ORDER "'", &sum_fen,
        error));
    CHECK_ROW(ways[i].name, all.sum_fen == sum_fen);
    database_rollback(c.db);
    city_close(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_ways)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
