/* What an entry turns out to be, for every state of the order that it names. */
#include "support/table.h"

#include "payout/finding.h"

enum { FEN = 1000 };

/* A booked debit of the right amount, then a booked return of it. */
static const struct state_row {
  const char *row;
  order_state state;
  entry_finding debit, returned;
} state_rows[] = {
    {"prepared", ORDER_PREPARED, FINDING_NOT_RELEASED, FINDING_RETURN_BEFORE_PAYMENT},
    {"cancelled", ORDER_CANCELLED, FINDING_NOT_RELEASED, FINDING_RETURN_BEFORE_PAYMENT},
    {"released", ORDER_RELEASED, FINDING_PAYMENT, FINDING_RETURN_BEFORE_PAYMENT},
    {"unknown", ORDER_UNKNOWN, FINDING_PAYMENT, FINDING_RETURN_BEFORE_PAYMENT},
    {"handed over", ORDER_HANDED_OVER, FINDING_PAYMENT, FINDING_RETURN_BEFORE_PAYMENT},
    {"accepted", ORDER_ACKED, FINDING_PAYMENT, FINDING_RETURN_BEFORE_PAYMENT},
    {"rejected", ORDER_REJECTED, FINDING_DEBIT_AFTER_REJECTION, FINDING_RETURN_BEFORE_PAYMENT},
    {"paid", ORDER_PAID, FINDING_DUPLICATE_DEBIT, FINDING_RETURN},
    {"returned", ORDER_RETURNED, FINDING_DUPLICATE_DEBIT, FINDING_DUPLICATE_RETURN},
};

static void test_every_state(void **state) {
  (void)state;
  assert_int_equal(COUNT_OF(state_rows), ORDER_STATE_COUNT);
  for (size_t i = 0; i < COUNT_OF(state_rows); i++) {
    const struct state_row *row = &state_rows[i];
    named_order order = {row->state, FEN};
    statement_entry debit = {.end_to_end = "SD", .amount_fen = FEN, .is_booked = true};
    statement_entry back = debit;
    back.is_credit = true;
    back.return_code = "AC01";
    CHECK_ROW_TEXT(row->row, finding_name(entry_judge(&debit, &order)), finding_name(row->debit));
    CHECK_ROW_TEXT(row->row, finding_name(entry_judge(&back, &order)), finding_name(row->returned));
    debit.is_booked = false;
    CHECK_ROW(row->row, entry_judge(&debit, &order) == FINDING_NOT_BOOKED);
  }
}

/* The finding and the machine agree: what counts as payment or return is a step it knows. */
static void test_agrees_with_the_machine(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(state_rows); i++) {
    const struct state_row *row = &state_rows[i];
    order_state to;
    CHECK_ROW(row->row,
              order_next_state(row->state, EVENT_DEBIT, &to) == (row->debit == FINDING_PAYMENT));
    CHECK_ROW(row->row,
              order_next_state(row->state, EVENT_RETURN, &to) == (row->returned == FINDING_RETURN));
  }
}

static void test_texts(void **state) {
  (void)state;
  for (int f = 0; f < FINDING_COUNT; f++) {
    entry_finding finding = (entry_finding)f, parsed;
    assert_true(finding_parse(text_of(finding_name(finding)), &parsed));
    assert_int_equal(parsed, finding);
    for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
      bool has_act = finding_next_act(finding, (language)lang)[0] != '\0';
      CHECK_ROW(finding_name(finding), has_act != finding_is_matched(finding));
      CHECK_ROW(finding_name(finding), finding_label(finding, (language)lang)[0] != '\0');
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_state),
                                     cmocka_unit_test(test_agrees_with_the_machine),
                                     cmocka_unit_test(test_texts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
