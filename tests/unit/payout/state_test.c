/* The table of an order's life: complete, without dead ends, and never back down the lattice. */
#include "support/table.h"

#include "payout/state.h"

/* How much is known of the money, reliability.md 2.3 rule 5; an event never leads to less. */
static const int state_rank[ORDER_STATE_COUNT] = {
    [ORDER_PREPARED] = 0,    [ORDER_RELEASED] = 1, [ORDER_UNKNOWN] = 2,
    [ORDER_HANDED_OVER] = 3, [ORDER_ACKED] = 4,    [ORDER_REJECTED] = 5,
    [ORDER_CANCELLED] = 5,   [ORDER_PAID] = 6,     [ORDER_PARTLY_RETURNED] = 7,
    [ORDER_RETURNED] = 8,    [ORDER_REVERSED] = 8, [ORDER_PAID_BACK] = 8};

static void test_rules_of_the_table(void **unused) {
  (void)unused;
  int steps = 0;
  for (int s = 0; s < ORDER_STATE_COUNT; s++) {
    const char *name = order_state_name((order_state)s);
    for (int e = 0; e < ORDER_EVENT_COUNT; e++) {
      order_state to;
      if (!order_next_state((order_state)s, (order_event)e, &to)) continue;
      steps++;
      CHECK_ROW(name, state_rank[to] >= state_rank[s]);
      CHECK_ROW(name, to != ORDER_PAID || e == EVENT_DEBIT || s == ORDER_PAID);
      CHECK_ROW(name, to != ORDER_RETURNED || e == EVENT_RETURN || s == ORDER_RETURNED);
      CHECK_ROW(name, to != ORDER_REJECTED || e == EVENT_REJECT || s == ORDER_REJECTED);
      /* Nothing but a release leads out of the house, and nothing leads back to it. */
      CHECK_ROW(name, s == ORDER_PREPARED || to != ORDER_PREPARED);
      CHECK_ROW(name, to != ORDER_RELEASED || (s == ORDER_PREPARED && e == EVENT_RELEASE));
      /* A dead order is never open again, because its award may have another attempt by now;
       * except that money wins over a rejection. */
      bool money_wins = s == ORDER_REJECTED && e == EVENT_DEBIT;
      CHECK_ROW(name,
                order_state_is_open((order_state)s) || !order_state_is_open(to) || money_wins);
    }
  }
  assert_int_equal(steps, 32);
}

static void test_steps(void **unused) {
  (void)unused;
  static const struct {
    const char *row;
    order_state from;
    order_event event;
    int to; /* -1: refused */
  } rows[] = {
      {"released by a person", ORDER_PREPARED, EVENT_RELEASE, ORDER_RELEASED},
      {"never twice", ORDER_RELEASED, EVENT_RELEASE, -1},
      {"interrupted", ORDER_RELEASED, EVENT_INTERRUPT, ORDER_UNKNOWN},
      {"unknown is not issued again", ORDER_UNKNOWN, EVENT_RELEASE, -1},
      {"not booked before release", ORDER_PREPARED, EVENT_DEBIT, -1},
      {"booked while unknown", ORDER_UNKNOWN, EVENT_DEBIT, ORDER_PAID},
      {"booked twice", ORDER_PAID, EVENT_DEBIT, -1},
      {"money wins over a rejection", ORDER_REJECTED, EVENT_DEBIT, ORDER_PAID},
      {"a cancelled order is never paid", ORDER_CANCELLED, EVENT_DEBIT, -1},
      {"the bank took it back", ORDER_PAID, EVENT_REVERSE, ORDER_REVERSED},
      {"a part came back", ORDER_PAID, EVENT_RETURN_PART, ORDER_PARTLY_RETURNED},
      {"the rest came back", ORDER_PARTLY_RETURNED, EVENT_RETURN, ORDER_RETURNED},
      {"given back by the payee", ORDER_PAID, EVENT_PAY_BACK, ORDER_PAID_BACK},
      {"given back is final", ORDER_PAID_BACK, EVENT_RETURN, -1},
      {"attached to another line", ORDER_PAID, EVENT_CORRECT, ORDER_PAID},
      {"not before it was paid", ORDER_ACKED, EVENT_CORRECT, -1},
      {"an answer does not pay", ORDER_HANDED_OVER, EVENT_ACKNOWLEDGE, ORDER_ACKED},
      {"a late answer changes nothing", ORDER_PAID, EVENT_ACKNOWLEDGE, ORDER_PAID},
      {"rejected after payment is an alarm", ORDER_PAID, EVENT_REJECT, -1},
      {"returned", ORDER_PAID, EVENT_RETURN, ORDER_RETURNED},
      {"not returned before payment", ORDER_ACKED, EVENT_RETURN, -1},
      {"cancelled in the house", ORDER_PREPARED, EVENT_CANCEL, ORDER_CANCELLED},
      {"not cancelled outside", ORDER_HANDED_OVER, EVENT_CANCEL, -1},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    order_state to = ORDER_STATE_COUNT;
    bool known = order_next_state(rows[i].from, rows[i].event, &to);
    CHECK_ROW(rows[i].row, known == (rows[i].to >= 0));
    CHECK_ROW(rows[i].row, !known || (int)to == rows[i].to);
  }
}

static void test_names(void **unused) {
  (void)unused;
  for (int s = 0; s < ORDER_STATE_COUNT; s++) {
    order_state parsed;
    assert_true(order_state_parse(text_of(order_state_name((order_state)s)), &parsed));
    assert_int_equal(parsed, s);
    assert_true(order_state_label((order_state)s, LANGUAGE_CHINESE)[0] != '\0');
  }
  order_state parsed;
  assert_false(order_state_parse(TEXT("PAYED"), &parsed));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rules_of_the_table),
                                     cmocka_unit_test(test_steps), cmocka_unit_test(test_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
