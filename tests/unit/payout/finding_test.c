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
    {"rejected", ORDER_REJECTED, FINDING_LATE_PAYMENT, FINDING_RETURN_BEFORE_PAYMENT},
    {"paid", ORDER_PAID, FINDING_DUPLICATE_DEBIT, FINDING_RETURN},
    {"returned", ORDER_RETURNED, FINDING_DUPLICATE_DEBIT, FINDING_DUPLICATE_RETURN},
    {"the rest", ORDER_PARTLY_RETURNED, FINDING_DUPLICATE_DEBIT, FINDING_RETURN},
    {"given back", ORDER_PAID_BACK, FINDING_DUPLICATE_DEBIT, FINDING_DUPLICATE_RETURN},
    {"taken back", ORDER_REVERSED, FINDING_DUPLICATE_DEBIT, FINDING_DUPLICATE_RETURN},
};

static void test_every_state(void **state) {
  (void)state;
  assert_int_equal(COUNT_OF(state_rows), ORDER_STATE_COUNT);
  for (size_t i = 0; i < COUNT_OF(state_rows); i++) {
    const struct state_row *row = &state_rows[i];
    named_order order = {row->state, FEN, 0, true, false};
    if (row->state == ORDER_PARTLY_RETURNED)
      order = (named_order){row->state, 3 * FEN, 2 * FEN, 0, false};
    statement_entry debit = {.end_to_end = "SD", .amount_fen = FEN, .is_booked = true};
    statement_entry back = debit;
    back.is_credit = true;
    back.return_code = "AC01";
    CHECK_ROW_TEXT(row->row, finding_name(entry_judge(&debit, &order)), finding_name(row->debit));
    CHECK_ROW_TEXT(row->row, finding_name(entry_judge(&back, &order)), finding_name(row->returned));
    order.other_account = true; /* on the statement of another account: nothing moves */
    CHECK_ROW(row->row, entry_judge(&debit, &order) == FINDING_OTHER_ACCOUNT);
    CHECK_ROW(row->row, entry_judge(&back, &order) == FINDING_OTHER_ACCOUNT);
    debit.is_booked = false;
    CHECK_ROW(row->row, entry_judge(&debit, &order) == FINDING_NOT_BOOKED);
  }
}

/* What the state alone does not decide. */
static void test_special_cases(void **state) {
  (void)state;
  static const struct {
    const char *row;
    named_order order;
    int64_t amount_fen;
    bool is_credit, is_reversal;
    entry_finding finding;
  } rows[] = {
      {"taken back by our bank", {ORDER_PAID, FEN, 0, 0, false}, FEN, true, true, FINDING_REVERSAL},
      {"a part taken back", {ORDER_PAID, FEN, 0, 0, false}, 1, true, true, FINDING_RETURN_PARTIAL},
      {"the rest taken back",
       {ORDER_PARTLY_RETURNED, FEN, 1, 0, false},
       FEN - 1,
       true,
       true,
       FINDING_RETURN},
      {"more than the rest",
       {ORDER_PARTLY_RETURNED, FEN, 1, 0, false},
       FEN,
       true,
       true,
       FINDING_RETURN_TOO_LARGE},
      {"less than the rest",
       {ORDER_PARTLY_RETURNED, FEN, 1, 0, false},
       1,
       true,
       true,
       FINDING_RETURN_PARTIAL},
      {"late, another attempt is open",
       {ORDER_REJECTED, FEN, 0, false, false},
       FEN,
       false,
       false,
       FINDING_DEBIT_AFTER_REJECTION},
      {"late, another amount",
       {ORDER_REJECTED, FEN, 0, true, false},
       FEN + 1,
       false,
       false,
       FINDING_AMOUNT_DIFFERS},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    statement_entry entry = {.end_to_end = "SD",
                             .amount_fen = rows[i].amount_fen,
                             .is_credit = rows[i].is_credit,
                             .is_reversal = rows[i].is_reversal,
                             .is_booked = true};
    CHECK_ROW_TEXT(rows[i].row, finding_name(entry_judge(&entry, &rows[i].order)),
                   finding_name(rows[i].finding));
  }
}

/* The finding and the machine agree: what counts as payment or return is a step it knows. */
static void test_agrees_with_the_machine(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(state_rows); i++) {
    const struct state_row *row = &state_rows[i];
    order_state to;
    CHECK_ROW(row->row,
              order_next_state(row->state, EVENT_DEBIT, &to) == finding_moves_money(row->debit));
    CHECK_ROW(row->row, order_next_state(row->state, EVENT_RETURN, &to) ==
                            finding_moves_money(row->returned));
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
      bool needs_people = !finding_is_matched(finding) || finding == FINDING_LATE_PAYMENT;
      CHECK_ROW(finding_name(finding), has_act == needs_people);
      CHECK_ROW(finding_name(finding), finding_label(finding, (language)lang)[0] != '\0');
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_state), cmocka_unit_test(test_special_cases),
      cmocka_unit_test(test_agrees_with_the_machine), cmocka_unit_test(test_texts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
