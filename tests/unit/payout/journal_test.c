/* What stands of a file, an order, an entry and a statement, and orders by pages. */
#include "payout/journal.h"

#include "support/paid_city.h"

enum { FEN = PAID_CITY_ORDER_FEN, ORDERS = 7 };

typedef struct steps {
  order_event events[8];
  bool of_file[8];
  size_t count;
} steps;

static sd_status take_step(void *context, const order_step_row *row, sd_error *error) {
  (void)error;
  steps *s = context;
  s->of_file[s->count] = row->of_file;
  s->events[s->count++] = row->event;
  return SD_OK;
}

typedef struct taken_entries {
  int64_t ids[8];
  char acts[8][16];
  size_t count;
} taken_entries;

static sd_status take_entry(void *context, const entry_record *e, sd_error *error) {
  (void)error;
  taken_entries *t = context;
  t->ids[t->count] = e->id;
  snprintf(t->acts[t->count++], 16, "%s", finding_name(e->finding));
  return SD_OK;
}

static sd_status take_statement(void *context, const statement_record *s, sd_error *error) {
  (void)error;
  int64_t *sums = context;
  sums[0]++;
  sums[1] += s->entries;
  sums[2] += s->queued;
  sums[3] += s->debits_fen - s->credits_fen;
  return SD_OK;
}

static size_t entries(paid_city *c, entry_filter filter) {
  taken_entries t = {0};
  MUST(entries_each(c->city.db, &filter, take_entry, &t, error));
  return t.count;
}

static void test_record(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, ORDERS);
  database *db = c.city.db;
  statement_entry booked[] = {paid_city_entry(&c, "E1", 0, FEN, false),
                              paid_city_entry(&c, "E2", -1, 5, true)};
  paid_city_book(&c, "2026-11-24", booked, 2);
  file_record f;
  MUST(file_record_get(db, c.file.message, c.arena, &f, error));
  assert_string_equal(f.maker, "clerk");
  assert_string_equal(f.approver, "chief");
  assert_string_equal(f.releaser, "head");
  assert_string_equal(f.payer, PAID_CITY_PAYER);
  assert_int_equal(f.file.count, ORDERS);
  assert_int_equal(file_record_get(db, "none", c.arena, &f, NULL), SD_NOT_FOUND);
  text bytes;
  MUST(file_record_bytes(db, c.file.message, c.arena, &bytes, error));
  assert_true(text_equal(bytes, c.bytes));
  payout_order order;
  assert_int_equal(order_record_get(db, "none", c.arena, &order, NULL), SD_NOT_FOUND);
  MUST(order_record_get(db, c.references[0], c.arena, &order, error));
  assert_int_equal(order.state, ORDER_PAID);
  steps s = {0};
  MUST(order_steps_each(db, &order, take_step, &s, error));
  assert_int_equal(s.count, 3);
  assert_int_equal(s.events[0], EVENT_RELEASE);
  assert_int_equal(s.events[2], EVENT_DEBIT);
  assert_true(s.of_file[0] && s.of_file[1] && !s.of_file[2]);
  assert_int_equal(entries(&c, (entry_filter){.end_to_end = c.references[0]}), 1);
  assert_int_equal(entries(&c, (entry_filter){.end_to_end = c.references[1]}), 0);
  assert_int_equal(entries(&c, (entry_filter){.queued = true}), 1);
  assert_int_equal(entries(&c, (entry_filter){.statement = 1}), 2);
  assert_int_equal(entries(&c, (entry_filter){.statement = 1, .after = 1}), 1);
  assert_int_equal(entries(&c, (entry_filter){.statement = 1, .limit = 1}), 1);
  assert_int_equal(entries(&c, (entry_filter){.id = 2}), 1);
  int64_t sums[4] = {0};
  MUST(statements_each(db, 0, take_statement, sums, error));
  assert_int_equal(sums[0], 1);
  assert_int_equal(sums[1], 2);
  assert_int_equal(sums[2], 1);
  assert_int_equal(sums[3], FEN - 5);
  paid_city_close(&c);
}

typedef struct page {
  char last[REFERENCE_SIZE];
  size_t count;
} page;

static sd_status take_order(void *context, const payout_order *order, sd_error *error) {
  (void)error;
  page *p = context;
  assert_string_not_equal(order->reference, p->last);
  snprintf(p->last, sizeof p->last, "%s", order->reference);
  p->count++;
  return SD_OK;
}

/* Whatever the size of a page, every order comes once. */
static void test_pages(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, ORDERS);
  for (int64_t limit = 1; limit <= ORDERS + 1; limit++) {
    page p = {0};
    size_t before;
    do {
      char after[REFERENCE_SIZE];
      snprintf(after, sizeof after, "%s", p.last);
      const order_filter filter = {
          .state = -1, .limit = limit, .after = after[0] == '\0' ? NULL : after};
      before = p.count;
      MUST(payout_orders_each(c.city.db, &filter, take_order, &p, error));
      assert_true(p.count - before <= (size_t)limit);
    } while (p.count != before);
    assert_int_equal(p.count, ORDERS);
    assert_string_equal(p.last, c.references[ORDERS - 1]);
  }
  static const struct {
    order_filter filter;
    size_t count;
  } rows[] = {{{.state = -1, .line = "KJ-1"}, ORDERS}, {{.state = -1, .line = "KJ-2"}, 0},
              {{.state = ORDER_HANDED_OVER}, ORDERS},  {{.state = ORDER_PAID}, 0},
              {{.state = -1, .list = "L1"}, ORDERS},   {{.state = -1, .list = "L2"}, 0},
              {{.state = -1, .message = "none"}, 0}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    page p = {0};
    MUST(payout_orders_each(c.city.db, &rows[i].filter, take_order, &p, error));
    assert_int_equal(p.count, rows[i].count);
  }
  const order_filter unknown = {.state = -1, .after = "none"};
  page p = {0};
  assert_int_equal(payout_orders_each(c.city.db, &unknown, take_order, &p, NULL), SD_NOT_FOUND);
  paid_city_close(&c);
}

/* A trial says the same as the act, and changes nothing. */
static void test_trial(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  sm3_digest before = paid_city_hash(&c);
  payout_line lines[3];
  for (size_t i = 0; i < 3; i++) lines[i] = paid_city_line(&c, i); /* 0 is ordered already */
  lines[2].bank_code = "1";
  payout_request r = paid_city_request(lines, 3);
  payout_outcome tried[3], done[3];
  payout_file file;
  r.dry_run = true;
  MUST(payout_prepare(c.city.db, &r, tried, &file, error));
  assert_int_equal(file.count, 1);
  assert_int_equal(file.message[0], '\0');
  sm3_digest after = paid_city_hash(&c);
  assert_memory_equal(before.bytes, after.bytes, sizeof before.bytes);
  r.dry_run = false;
  MUST(payout_prepare(c.city.db, &r, done, &file, error));
  assert_memory_equal(tried, done, sizeof done);
  assert_int_equal(done[0], OUTCOME_ALREADY_ORDERED);
  assert_int_equal(done[1], OUTCOME_ORDERED);
  assert_int_equal(done[2], OUTCOME_BANK_CODE_INVALID);
  paid_city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_record), cmocka_unit_test(test_pages),
                                     cmocka_unit_test(test_trial)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
