/* What a bank sent is told apart by its content, applied once, and noted when it is refused. */
#include "operation/intake.h"

#include "support/paid_city.h"

static text answer_of(paid_city *c) {
  bank_orders about = {.execution_date = "2026-11-24"};
  payment_answer no = {.end_to_end = c->references[1], .status = "RJCT", .reason = "AC01"};
  bank_reply reply = {.message = "R",
                      .original_message = c->file.message,
                      .file_status = "PART",
                      .payments = &no,
                      .count = 1};
  bank_stamp stamp = {"R", "2026-11-24T17:00:00Z", "320400"};
  text_builder out;
  text_builder_init(&out, 1 << 20);
  MUST(c->format->write_reply(&reply, &about, &stamp, &out, error));
  text copy = arena_copy(c->arena, text_builder_text(&out));
  text_builder_release(&out);
  return copy;
}

static sd_status take(paid_city *c, text bytes, intake *out) {
  const intake_request r = {bytes, "file", "clerk", 3000};
  return operation_take_in(c->city.db, &r, out, NULL);
}

static void test_kinds(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 2);
  intake in;
  text answer = answer_of(&c);
  assert_int_equal(take(&c, answer, &in), SD_OK);
  assert_int_equal(in.kind, BANK_MESSAGE_REPLY);
  assert_int_equal(in.answer.rejected, 1);
  assert_false(in.known);
  statement_entry paid = paid_city_entry(&c, "E1", 0, PAID_CITY_ORDER_FEN, false);
  text statement = paid_city_statement(&c, "2026-11-24", &paid, 1);
  assert_int_equal(take(&c, statement, &in), SD_OK);
  assert_int_equal(in.kind, BANK_MESSAGE_STATEMENT);
  assert_int_equal(in.statement.found[FINDING_PAYMENT], 1);
  assert_false(in.known);
  sm3_digest before = paid_city_hash(&c);
  const text again[] = {answer, statement};
  for (size_t i = 0; i < COUNT_OF(again); i++) {
    assert_int_equal(take(&c, again[i], &in), SD_OK);
    assert_true(in.known);
  }
  sm3_digest after = paid_city_hash(&c);
  assert_memory_equal(before.bytes, after.bytes, sizeof before.bytes);
  assert_int_equal(paid_city_prove(&c).unexplained_fen, 0);
  paid_city_close(&c);
}

static void test_refused(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  sm3_digest before = paid_city_hash(&c);
  audit_head head, later;
  MUST(audit_head_get(c.city.db, &head, error));
  intake in;
  assert_int_not_equal(take(&c, TEXT("not a statement"), &in), SD_OK);
  MUST(audit_head_get(c.city.db, &later, error));
  assert_int_equal(later.sequence, head.sequence + 1); /* name, hash and reason */
  sm3_digest after = paid_city_hash(&c);
  assert_memory_equal(before.bytes, after.bytes, sizeof before.bytes);
  paid_city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds), cmocka_unit_test(test_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
