/* Advices inform and settle nothing; bad statements of every format are refused whole or queued. */
#include "support/paid_city.h"

#include "base/encoding.h"
#include "payout/advice.h"

static text write_advice(paid_city *c, const statement_entry *entries, size_t count) {
  bank_statement s = {.id = "N-1",
                      .account = PAID_CITY_PAYER,
                      .date = "2026-11-24",
                      .entries = entries,
                      .count = count};
  bank_stamp stamp = {"N-1", "2026-11-24T17:00:00+08:00", "320400"};
  text_builder out;
  text_builder_init(&out, 1 << 20);
  MUST(c->format->write_advice(&s, &stamp, &out, error));
  text copy = arena_copy(c->arena, text_builder_text(&out));
  text_builder_release(&out);
  return copy;
}

/* Of each kind one; the money waits for the statement, before and after which the advice says the
 * same. */
static void test_advice(void **state) {
  (void)state;
  for (size_t f = 0; bank_format_at(f) != NULL; f++) {
    for (int statement_first = 0; statement_first < 2; statement_first++) {
      paid_city c;
      paid_city_open(&c, bank_format_at(f), 3);
      statement_entry entries[] = {paid_city_entry(&c, "E1", 0, PAID_CITY_ORDER_FEN, false),
                                   paid_city_entry(&c, "E2", 1, PAID_CITY_ORDER_FEN, false),
                                   paid_city_entry(&c, "E3", 1, PAID_CITY_ORDER_FEN, true),
                                   paid_city_entry(&c, "E4", 2, PAID_CITY_ORDER_FEN + 1, false)};
      entries[2].return_code = "AC01";
      bank_advice b;
      text bytes = write_advice(&c, entries, 4);
      if (statement_first) paid_city_book(&c, "2026-11-24", entries, 3);
      sm3_digest before;
      ledger_proof proof;
      MUST(ledger_verify(c.city.db, &proof, error));
      before = proof.hash;
      MUST(advice_import(c.city.db, "clerk", bytes, "a", 2500, &b, error));
      CHECK_ROW(c.format->name, !b.known && b.entries == 4 && b.unidentified == 1);
      CHECK_ROW(c.format->name, b.announced == 1 && b.announced_fen == PAID_CITY_ORDER_FEN);
      CHECK_ROW(c.format->name, b.acknowledged == (statement_first ? 0 : 2));
      MUST(ledger_verify(c.city.db, &proof, error));
      CHECK_ROW(c.format->name, sm3_equal(&before, &proof.hash));
      MUST(advice_import(c.city.db, "clerk", bytes, "a", 2600, &b, error));
      CHECK_ROW(c.format->name, b.known && b.entries == 0);
      if (!statement_first) paid_city_book(&c, "2026-11-24", entries, 3);
      payout_summary s;
      MUST(payout_summary_get(c.city.db, &s, error));
      CHECK_ROW(c.format->name, s.orders[ORDER_PAID] == 1 && s.orders[ORDER_RETURNED] == 1);
      CHECK_ROW(c.format->name, s.orders[ORDER_HANDED_OVER] == 1);
      CHECK_ROW(c.format->name, paid_city_prove(&c).difference_fen == 0);
      paid_city_close(&c);
    }
  }
}

static void test_advice_refused(void **state) {
  (void)state;
  paid_city c;
  paid_city_open(&c, &bank_format_iso20022, 1);
  statement_entry e = paid_city_entry(&c, "E1", 0, PAID_CITY_ORDER_FEN, false);
  text advice = write_advice(&c, &e, 1);
  text statement = paid_city_statement(&c, "2026-11-24", &e, 1);
  sm3_digest before = paid_city_hash(&c);
  reconciliation r;
  bank_advice b;
  assert_int_equal(statement_import(c.city.db, "clerk", advice, "a", 1, &r, NULL), SD_SYNTAX_ERROR);
  assert_int_equal(advice_import(c.city.db, "clerk", statement, "a", 1, &b, NULL), SD_SYNTAX_ERROR);
  size_t at = text_find(advice, TEXT(PAID_CITY_PAYER), 0);
  ((char *)(uintptr_t)advice.data)[at] = '9';
  assert_int_equal(advice_import(c.city.db, "clerk", advice, "a", 1, &b, NULL), SD_NOT_FOUND);
  sm3_digest after = paid_city_hash(&c);
  assert_true(sm3_equal(&before, &after));
  paid_city_close(&c);
}

/* --- bad input --- */

/* An edit of the statement's bytes, written in the format's own words: ISO, treasury, batch. */
typedef struct bad_row {
  const char *row;
  struct edit {
    const char *from, *to;
  } edits[3];
  sd_status status;
} bad_row;

#define ALL(from, to)                    \
  {                                      \
    {from, to}, {from, to}, { from, to } \
  }
static const bad_row bad_rows[] = {
    {"wrong account", ALL(PAID_CITY_PAYER, "3200100000000077"), SD_NOT_FOUND},
    {"wrong currency",
     {{"\"CNY\"", "\"USD\""}, {"<LastBal>", "<LastBal>USD"}, {",1,S-2", ",USD,S-2"}},
     SD_INVALID},
    {"wrong sum",
     {{"10.00<", "10.01<"}, {"<PayAmt>10.00", "<PayAmt>10.01"}, {",10.00,SD", ",10.01,SD"}},
     SD_INVALID},
    {"a number that was used",
     {{"LglSeqNb>2<", "LglSeqNb>1<"}, {"SerialNo>2<", "SerialNo>1<"}, {"S-2,2", "S-2,1"}},
     SD_CONFLICT},
    {"a gap in the numbers",
     {{"LglSeqNb>2<", "LglSeqNb>3<"}, {"SerialNo>2<", "SerialNo>3<"}, {"S-2,2", "S-2,3"}},
     SD_REFUSED},
    {"the name of another statement",
     {{"<Id>S-2<", "<Id>S-1<"}, {"VoucherNo>S-2<", "VoucherNo>S-1<"}, {"1,S-2", "1,S-1"}},
     SD_CONFLICT},
    {"cut short", {{"</Document>", ""}, {"</MOF>", ""}, {"\r\nE7", "\r\n\"E7"}}, SD_SYNTAX_ERROR},
    {"half a character",
     {{"退汇", "\xE9\x80"}, {"退汇", "\xCD\x3C"}, {"退汇", "\xCD,"}},
     SD_SYNTAX_ERROR},
    {"document type",
     {{"<Document", "<!DOCTYPE d [<!ENTITY a \"b\">]><Document"},
      {"<MOF>", "<!DOCTYPE d [<!ENTITY a \"b\">]><MOF>"},
      {"SUDUI-STATEMENT,1", "SUDUI-STATEMENT,2"}},
     SD_INVALID},
    {"an entity of a file",
     {{"<Document", "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><Document"},
      {"<MOF>", "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><MOF>"},
      {",S-2,", ",,"}},
     SD_INVALID},
};

/* Bytes with one edit, in the encoding of the format; `to` may be no text at all. */
static text edit_bytes(paid_city *c, text bytes, const struct edit *edit) {
  text_builder from, out;
  text_builder_init(&from, 4096);
  text_builder_init(&out, 1 << 24);
  bool is_text = text_is_utf8(text_of(edit->to));
  if (c->format->is_gbk) {
    MUST(encoding_to_gbk(text_of(edit->from), &from, error));
  } else {
    text_builder_add_string(&from, edit->from);
  }
  size_t at = text_find(bytes, text_builder_text(&from), 0);
  if (at == SIZE_MAX) fail_msg("%s: no %s", c->format->name, edit->from);
  text_builder_add(&out, text_slice(bytes, 0, at));
  if (c->format->is_gbk && is_text) {
    MUST(encoding_to_gbk(text_of(edit->to), &out, error));
  } else {
    text_builder_add_string(&out, edit->to);
  }
  text_builder_add(&out, text_slice(bytes, at + from.size, SIZE_MAX));
  text copy = arena_copy(c->arena, text_builder_text(&out));
  text_builder_release(&out);
  text_builder_release(&from);
  return copy;
}

static void test_refused_whole(void **state) {
  (void)state;
  for (size_t f = 0; bank_format_at(f) != NULL; f++) {
    paid_city c;
    paid_city_open(&c, bank_format_at(f), 3);
    statement_entry first = paid_city_entry(&c, "E0", 0, PAID_CITY_ORDER_FEN, false);
    paid_city_book(&c, "2026-11-24", &first, 1);
    statement_entry entries[] = {paid_city_entry(&c, "E6", 1, PAID_CITY_ORDER_FEN, false),
                                 paid_city_entry(&c, "E7", 0, PAID_CITY_ORDER_FEN, true)};
    entries[1].return_code = "AC01";
    entries[1].information = "退汇";
    text good = paid_city_statement(&c, "2026-11-24", entries, 2);
    sm3_digest before = paid_city_hash(&c), after;
    for (size_t i = 0; i < COUNT_OF(bad_rows); i++) {
      reconciliation r;
      sd_error error = {0};
      text bad = edit_bytes(&c, good, &bad_rows[i].edits[f]);
      sd_status status = statement_import(c.city.db, "clerk", bad, "s", 4, &r, &error);
      if (status != bad_rows[i].status) {
        fail_msg("%s %s: %s %s", c.format->name, bad_rows[i].row, status_name(status),
                 error.text[1]);
      }
      after = paid_city_hash(&c);
      CHECK_ROW(bad_rows[i].row, sm3_equal(&before, &after));
      CHECK_ROW(bad_rows[i].row, r.entries == 0 && !database_writing_stopped(c.city.db));
      CHECK_ROW(bad_rows[i].row, error.text[0][0] != '\0' && strcmp(error.file, "s") == 0);
    }
    /* The opening balance must be the last closing one. */
    c.balance_fen++;
    text shifted = paid_city_statement(&c, "2026-11-24", entries, 2);
    reconciliation r;
    assert_int_equal(statement_import(c.city.db, "k", shifted, "s", 4, &r, NULL), SD_REFUSED);
    c.balance_fen--;
    after = paid_city_hash(&c);
    assert_true(sm3_equal(&before, &after));
    /* And the right one is taken, once. */
    MUST(statement_import(c.city.db, "clerk", good, "s", 5, &r, error));
    assert_int_equal(r.found[FINDING_PAYMENT] + r.found[FINDING_RETURN], 2);
    before = paid_city_hash(&c);
    MUST(statement_import(c.city.db, "clerk", good, "s", 6, &r, error));
    after = paid_city_hash(&c);
    assert_true(sm3_equal(&before, &after) && r.statements_known == 1);
    assert_int_equal(paid_city_prove(&c).difference_fen, 0);
    paid_city_close(&c);
  }
}

/* What is well formed and fits nothing waits in the queue, with the ledger untouched. */
static void test_queued(void **state) {
  (void)state;
  static const struct {
    const char *row;
    int order; /* 0 is paid, 1 is open, -1 none, -2 somebody else's */
    int64_t amount_fen;
    bool is_credit;
    const char *return_code;
    entry_finding finding;
  } rows[] = {
      {"unknown reference", -2, 700, false, NULL, FINDING_UNKNOWN_REFERENCE},
      {"no reference", -1, 50, false, NULL, FINDING_NO_REFERENCE},
      {"a part of the payment", 1, PAID_CITY_ORDER_FEN - 1, false, NULL, FINDING_AMOUNT_DIFFERS},
      {"a part of it returned", 0, PAID_CITY_ORDER_FEN - 1, true, "AC01", FINDING_RETURN_PARTIAL},
      {"more returned than paid", 0, PAID_CITY_ORDER_FEN + 1, true, "AC01",
       FINDING_RETURN_TOO_LARGE},
      {"returned before paid", 1, PAID_CITY_ORDER_FEN, true, "AC01", FINDING_RETURN_BEFORE_PAYMENT},
      {"paid twice", 0, PAID_CITY_ORDER_FEN, false, NULL, FINDING_DUPLICATE_DEBIT},
      {"money from nobody", -1, 9, true, NULL, FINDING_UNEXPECTED_CREDIT},
  };
  for (size_t f = 0; bank_format_at(f) != NULL; f++) {
    paid_city c;
    paid_city_open(&c, bank_format_at(f), 2);
    statement_entry first = paid_city_entry(&c, "E0", 0, PAID_CITY_ORDER_FEN, false);
    paid_city_book(&c, "2026-11-24", &first, 1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
      statement_entry e =
          paid_city_entry(&c, "E1", rows[i].order, rows[i].amount_fen, rows[i].is_credit);
      if (rows[i].order == -2) e.end_to_end = "SD-NOT-OURS";
      e.return_code = rows[i].return_code;
      ledger_proof before, after;
      MUST(ledger_verify(c.city.db, &before, error));
      reconciliation r = paid_city_book(&c, "2026-11-24", &e, 1);
      MUST(ledger_verify(c.city.db, &after, error));
      CHECK_ROW(rows[i].row, r.found[rows[i].finding] == 1 && r.entries == 1);
      CHECK_ROW(rows[i].row, sm3_equal(&before.hash, &after.hash));
      bank_proof p = paid_city_prove(&c);
      CHECK_ROW(rows[i].row, p.unexplained_fen == 0 && p.difference_fen == p.queued_fen);
    }
    paid_city_close(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_advice), cmocka_unit_test(test_advice_refused),
      cmocka_unit_test(test_refused_whole), cmocka_unit_test(test_queued)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
