/* Statements: what is written is valid and read back the same; what is wrong is refused whole. */
#include "support/xsd.h"

#include "base/allocator.h"
#include "payout/camt053.h"

static const statement_entry two_entries[] = {{.reference = "E1",
                                               .end_to_end = "SD-1",
                                               .message = "SDF-1",
                                               .booking_date = "2026-11-24",
                                               .amount_fen = 10000,
                                               .is_booked = true},
                                              {.reference = "E2",
                                               .end_to_end = "SD-1",
                                               .message = "SDF-1",
                                               .booking_date = "2026-11-24",
                                               .return_code = "BE01",
                                               .information = "户名不符",
                                               .amount_fen = 10000,
                                               .is_credit = true,
                                               .is_booked = true}};

static const bank_statement base_statement = {.id = "S1",
                                              .number = 7,
                                              .account = "3200100000000001",
                                              .date = "2026-11-24",
                                              .opening_fen = 50000,
                                              .closing_fen = 50000,
                                              .entries = two_entries,
                                              .count = 2};

static void write_base(text_builder *out) {
  text_builder_init(out, 1 << 20);
  assert_int_equal(camt053_write(&base_statement, "M1", "2026-11-24T17:00:00+08:00", out, NULL),
                   SD_OK);
}

static void test_round_trip(void **state) {
  (void)state;
  text_builder out;
  write_base(&out);
  assert_true(xsd_validate("camt.053.001.08", text_builder_text(&out)) != 0);
  arena *a = arena_create(0);
  camt053 read;
  sd_error error = {0};
  if (camt053_read(text_builder_text(&out), "s.xml", a, &read, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
  assert_int_equal(read.count, 1);
  assert_string_equal(read.message, "M1");
  const bank_statement *s = &read.statements[0];
  assert_string_equal(s->id, "S1");
  assert_string_equal(s->account, "3200100000000001");
  assert_string_equal(s->date, "2026-11-24");
  assert_true(s->number == 7 && s->opening_fen == 50000 && s->closing_fen == 50000);
  assert_int_equal(s->count, 2);
  for (size_t i = 0; i < 2; i++) {
    const statement_entry *e = &s->entries[i], *w = &two_entries[i];
    assert_string_equal(e->reference, w->reference);
    assert_string_equal(e->end_to_end, w->end_to_end);
    assert_string_equal(e->message, w->message);
    assert_string_equal(e->booking_date, w->booking_date);
    assert_true(e->amount_fen == w->amount_fen && e->is_credit == w->is_credit && e->is_booked);
  }
  assert_null(s->entries[0].return_code);
  assert_string_equal(s->entries[1].return_code, "BE01");
  assert_string_equal(s->entries[1].information, "户名不符");
  arena_destroy(a);
  text_builder_release(&out);
}

/* The bytes with the n-th `from` (from 1) replaced. */
static void replace(text source, const char *from, int nth, const char *to, text_builder *out) {
  text_builder_init(out, 1 << 22);
  size_t at = 0, found = SIZE_MAX;
  for (int i = 0; i < nth; i++) {
    found = text_find(source, text_of(from), at);
    if (found == SIZE_MAX) fail_msg("the statement has no %s", from);
    at = found + 1;
  }
  text_builder_add(out, text_slice(source, 0, found));
  text_builder_add_string(out, to);
  text_builder_add(out, text_slice(source, found + strlen(from), SIZE_MAX));
}

typedef struct edit_row {
  const char *row, *from;
  int nth;
  const char *to;
  sd_status status;
} edit_row;

static const edit_row edits[] = {
    {"unchanged", "<Sts>", 1, "<Sts>", SD_OK},
    {"another message", "camt.053.001.08", 1, "camt.054.001.08", SD_SYNTAX_ERROR},
    {"another root", "<BkToCstmrStmt>", 1, "<X>", SD_SYNTAX_ERROR},
    {"older version", "camt.053.001.08", 1, "camt.053.001.02", SD_SYNTAX_ERROR},
    {"cut short", "</Stmt></BkToCstmrStmt>\n</Document>", 1, "", SD_SYNTAX_ERROR},
    {"document type", "<Document", 1, "<!DOCTYPE Document []><Document", SD_INVALID},
    {"entity", "<Document", 1, "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Document",
     SD_INVALID},
    {"undeclared entity", "S1", 1, "&a;", SD_SYNTAX_ERROR},
    {"wrong encoding", "encoding=\"UTF-8\"", 1, "encoding=\"KLINGON\"", SD_SYNTAX_ERROR},
    {"bytes that are no UTF-8", "户名不符", 1, "\xBB\xA7\xC3\xFB", SD_SYNTAX_ERROR},
    {"currency of an entry", "Ccy=\"CNY\"", 3, "Ccy=\"USD\"", SD_INVALID},
    {"currency of a balance", "Ccy=\"CNY\"", 1, "Ccy=\"HKD\"", SD_INVALID},
    {"no currency", " Ccy=\"CNY\"", 3, "", SD_INVALID},
    {"currency of the account", "<Ccy>CNY</Ccy>", 1, "<Ccy>JPY</Ccy>", SD_INVALID},
    {"closing balance", "500.00", 2, "500.01", SD_INVALID},
    {"opening balance overdrawn", "CRDT</CdtDbtInd><Dt>", 1, "DBIT</CdtDbtInd><Dt>", SD_INVALID},
    {"amount of an entry", "100.00", 1, "100.01", SD_INVALID},
    {"amount of a detail", "100.00", 2, "100.01", SD_INVALID},
    {"three decimals", "100.00", 1, "100.001", SD_INVALID},
    {"negative", "100.00", 1, "-100.00", SD_INVALID},
    {"a separator", "100.00", 1, "1,00.00", SD_INVALID},
    {"scientific", "100.00", 1, "1e2", SD_INVALID},
    {"zero", "100.00", 1, "0.00", SD_INVALID},
    {"empty amount", "100.00", 1, "", SD_INVALID},
    {"beyond all money", "100.00", 1, "99999999999999999999", SD_INVALID},
    {"side of an entry", "DBIT", 1, "DEBIT", SD_INVALID},
    {"side of a detail", "DBIT</CdtDbtInd>", 2, "CRDT</CdtDbtInd>", SD_INVALID},
    {"no status", "<Sts><Cd>BOOK</Cd></Sts>", 1, "", SD_INVALID},
    {"pending entry is not in the sum", "BOOK", 1, "PDNG", SD_INVALID},
    {"date that never was", "<Dt>2026-11-24</Dt></BookgDt>", 1, "<Dt>2026-02-30</Dt></BookgDt>",
     SD_INVALID},
    {"no id", "<Id>S1</Id>", 1, "", SD_INVALID},
    {"id twice", "<Id>S1</Id>", 1, "<Id>S1</Id><Id>S2</Id>", SD_INVALID},
    {"no account", "<Othr><Id>3200100000000001</Id></Othr>", 1, "", SD_INVALID},
    {"no opening", "OPBD", 1, "ITBD", SD_INVALID},
    {"no closing", "CLBD", 1, "CLAV", SD_INVALID},
    {"closing twice", "OPBD", 1, "CLBD", SD_INVALID},
    {"opening as the last closing", "OPBD", 1, "PRCD", SD_OK},
    {"number zero", "<LglSeqNb>7<", 1, "<LglSeqNb>0<", SD_INVALID},
    {"number with letters", "<LglSeqNb>7<", 1, "<LglSeqNb>7a<", SD_INVALID},
    {"no number", "<LglSeqNb>7</LglSeqNb>", 1, "", SD_OK},
    {"electronic number", "LglSeqNb>7</LglSeqNb", 1, "ElctrncSeqNb>7</ElctrncSeqNb", SD_OK},
    {"same entry reference", "E2", 1, "E1", SD_INVALID},
    {"no message id", "<MsgId>M1</MsgId>", 1, "", SD_INVALID},
    {"unknown elements are skipped", "<Sts>", 1, "<Avlbty><Dt><Amt>1</Amt></Dt></Avlbty><Sts>",
     SD_OK},
    {"comments are skipped", "<Sts>", 1, "<!-- <Amt>5</Amt> --><Sts>", SD_OK},
    {"foreign namespace is skipped", "<Sts>", 1, "<x:Sts xmlns:x=\"urn:x\"><Cd>?</Cd></x:Sts><Sts>",
     SD_OK},
};

static void test_edits(void **state) {
  (void)state;
  text_builder base;
  write_base(&base);
  for (size_t i = 0; i < COUNT_OF(edits); i++) {
    text_builder changed;
    replace(text_builder_text(&base), edits[i].from, edits[i].nth, edits[i].to, &changed);
    arena *a = arena_create(0);
    camt053 read;
    sd_error error = {0};
    sd_status status = camt053_read(text_builder_text(&changed), "s.xml", a, &read, &error);
    CHECK_ROW_TEXT(edits[i].row, status_name(status), status_name(edits[i].status));
    bool placed = strcmp(error.file, "s.xml") == 0 && error.text[LANGUAGE_CHINESE][0] != '\0';
    CHECK_ROW(edits[i].row, status == SD_OK || placed);
    arena_destroy(a);
    text_builder_release(&changed);
  }
  print_message("%zu statements\n", COUNT_OF(edits));
  text_builder_release(&base);
}

/* Cut at every byte: never read as whole, never a crash. */
static void test_every_cut(void **state) {
  (void)state;
  text_builder base;
  write_base(&base);
  text whole = text_trim(text_builder_text(&base));
  for (size_t size = 0; size < whole.size; size++) {
    arena *a = arena_create(0);
    camt053 read;
    assert_int_not_equal(camt053_read(text_slice(whole, 0, size), "s.xml", a, &read, NULL), SD_OK);
    arena_destroy(a);
  }
  text_builder_release(&base);
}

static void test_deep_and_bundled(void **state) {
  (void)state;
  text_builder base, deep, bundle;
  write_base(&base);
  text_builder_init(&deep, 1 << 20);
  for (int i = 0; i < 70; i++) text_builder_add_string(&deep, "<a>");
  for (int i = 0; i < 70; i++) text_builder_add_string(&deep, "</a>");
  text_builder_add_string(&deep, "<Sts>");
  replace(text_builder_text(&base), "<Sts>", 1, text_builder_text(&deep).data, &bundle);
  arena *a = arena_create(0);
  camt053 read;
  assert_int_equal(camt053_read(text_builder_text(&bundle), "s.xml", a, &read, NULL),
                   SD_LIMIT_EXCEEDED);
  text_builder_release(&bundle);
  /* One entry of 100.00 that bundles 60.00 and 40.00. */
  replace(text_builder_text(&base),
          "<TxDtls><Refs><MsgId>SDF-1</MsgId><EndToEndId>SD-1</EndToEndId>"
          "</Refs><Amt Ccy=\"CNY\">100.00</Amt>",
          1,
          "<TxDtls><Refs><EndToEndId>SD-8</EndToEndId></Refs><Amt Ccy=\"CNY\">60.00</Amt></TxDtls>"
          "<TxDtls><Refs><EndToEndId>SD-9</EndToEndId></Refs><Amt Ccy=\"CNY\">40.00</Amt>",
          &bundle);
  assert_int_equal(camt053_read(text_builder_text(&bundle), "s.xml", a, &read, NULL), SD_OK);
  assert_int_equal(read.statements[0].count, 3);
  assert_string_equal(read.statements[0].entries[1].end_to_end, "SD-9");
  assert_string_equal(read.statements[0].entries[1].reference, "E1/2");
  assert_int_equal(read.statements[0].entries[1].amount_fen, 4000);
  text_builder_release(&bundle);
  arena_destroy(a);
  text_builder_release(&deep);
  text_builder_release(&base);
}

/* Every allocation fails once: an error and nothing left behind. */
static void test_memory(void **state) {
  (void)state;
  text_builder base;
  write_base(&base);
  int64_t live = memory_live_blocks();
  int failures = 0;
  for (int n = 0;; n++) {
    camt053 read;
    memory_fail_after(n, false);
    arena *a = arena_create(0);
    sd_status status = a == NULL ? SD_OUT_OF_MEMORY
                                 : camt053_read(text_builder_text(&base), "s.xml", a, &read, NULL);
    memory_fail_after(-1, false);
    arena_destroy(a);
    assert_int_equal(memory_live_blocks(), live);
    if (status == SD_OK) break;
    if (status != SD_OUT_OF_MEMORY) fail_msg("allocation %d: %s", n, status_name(status));
    failures++;
  }
  assert_true(failures > 0);
  text_builder_release(&base);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip),
                                     cmocka_unit_test(test_edits), cmocka_unit_test(test_every_cut),
                                     cmocka_unit_test(test_deep_and_bundled),
                                     cmocka_unit_test(test_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
