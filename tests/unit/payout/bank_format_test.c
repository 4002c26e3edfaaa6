/* The adapters: golden files, reading back what was written, and what is refused whole.
 *
 * SUDUI_WRITE_GOLDEN=1 writes the golden files instead of comparing; read the difference before
 * keeping it. */
#include "support/xsd.h"

#include <stdlib.h>

#include "base/encoding.h"
#include "base/file.h"
#include "payout/bank_format.h"
#include "payout/treasury.h"

#define CODE "307331002584"

static const bank_payment payments[] = {
    {"I-1", "SD-A-01-X", "00112233-4455-4677-8899-aabbccddeeff", 12345678900, CODE,
     "常州“甲”（集团）有限公司", "6222-0211 0001", "高新技术企业奖励<2026>"},
    {"I-2", "SD-B-01-Y", "10112233-4455-4677-8899-aabbccddeeff", 1, CODE, "乙, \"丙\" & 丁厂",
     "62220002", NULL}};
static const bank_orders orders = {.message = "SDF-TEST",
                                   .created = "2026-11-23T09:00:00Z",
                                   .execution_date = "2026-11-24",
                                   .payer_name = "常州市财政局",
                                   .payer_account = "3200100000000001",
                                   .payer_bank_code = CODE,
                                   .payer_bank_name = "测试银行",
                                   .division = "320400",
                                   .payments = payments,
                                   .count = 2,
                                   .sum_fen = 12345678901};
static const payment_answer rejected = {
    .end_to_end = "SD-B-01-Y", .status = "RJCT", .reason = "BE01"};
static const bank_reply reply = {.message = "R-1",
                                 .original_message = "SDF-TEST",
                                 .file_status = "PART",
                                 .payments = &rejected,
                                 .count = 1};
/* Payment, return, what the bank takes back, money from the payee, a fee, a grant. */
static const statement_entry entries[] = {
    {"E1", "SD-A-01-X", NULL, "2026-11-24", NULL, NULL, 12345678900, 0, false, false, true},
    {"E2", "SD-A-01-X", NULL, "2026-11-24", "AC01", "账号不存在", 12345678900, 0, true, false,
     true},
    {"E3", "SD-C-01-Z", NULL, "2026-11-24", NULL, "冲正", 100, 0, true, true, true},
    {"E4", "SD-D-01-Z", NULL, "2026-11-24", NULL, "主动退款", 250, 0, true, false, true},
    {"E5", NULL, NULL, "2026-11-24", NULL, "手续费", 50, 0, false, false, true},
    {"E6", NULL, NULL, "2026-11-24", NULL, NULL, 70000, 0, true, false, true}};
static const bank_statement statement = {.id = "S-7",
                                         .number = 7,
                                         .account = "3200100000000001",
                                         .date = "2026-11-24",
                                         .opening_fen = 20000000000,
                                         .closing_fen = 20000000000 + 100 + 250 - 50 + 70000,
                                         .entries = entries,
                                         .count = 6};
static const bank_stamp stamp = {"S-7", "2026-11-24T17:00:00+08:00", "320400"};

enum part { ORDERS, REPLY, STATEMENT, ADVICE, PARTS };
static const char *const part_names[PARTS] = {"orders", "reply", "statement", "advice"};

static sd_status write_part(const bank_format *f, int part, text_builder *out, sd_error *error) {
  bank_statement advice = statement;
  advice.count = 2;
  text_builder_init(out, 1 << 24);
  switch (part) {
    case ORDERS:
      return f->write_orders(&orders, out, error);
    case REPLY:
      return f->write_reply(&reply, &orders, &stamp, out, error);
    case STATEMENT:
      return f->write_statement(&statement, &stamp, out, error);
    default:
      return f->write_advice(&advice, &stamp, out, error);
  }
}

static void test_golden(void **state) {
  (void)state;
  arena *a = arena_create(0);
  for (size_t i = 0; bank_format_at(i) != NULL; i++) {
    const bank_format *f = bank_format_at(i);
    for (int part = 0; part < PARTS; part++) {
      text_builder out;
      char path[128];
      text golden;
      sd_error error = {0};
      snprintf(path, sizeof path, "tests/golden/payout/%s-%s.%s", f->name, part_names[part],
               f->extension);
      if (write_part(f, part, &out, &error) != SD_OK) fail_msg("%s: %s", path, error.text[1]);
      if (getenv("SUDUI_WRITE_GOLDEN") != NULL) {
        assert_int_equal(file_write(path, text_builder_text(&out), &error), SD_OK);
      }
      if (file_read(path, 1 << 20, a, &golden, &error) != SD_OK) fail_msg("%s", error.text[1]);
      CHECK_ROW(path, text_equal(golden, text_builder_text(&out)));
      CHECK_ROW(path, bank_format_recognise(golden) == f);
      text_builder_release(&out);
    }
  }
  arena_destroy(a);
}

static bool same(const char *a, const char *b) {
  return a == NULL || b == NULL ? (a == NULL || a[0] == 0) && (b == NULL || b[0] == 0)
                                : strcmp(a, b) == 0;
}

static void check_entries(const char *row, const bank_statement *s, size_t count) {
  CHECK_ROW(row, s->count == count && same(s->account, statement.account));
  for (size_t i = 0; i < count; i++) {
    const statement_entry *e = &s->entries[i], *w = &entries[i];
    CHECK_ROW(row, same(e->reference, w->reference) && same(e->end_to_end, w->end_to_end));
    CHECK_ROW(row, same(e->booking_date, w->booking_date) && same(e->return_code, w->return_code));
    CHECK_ROW(row, same(e->information, w->information) && e->amount_fen == w->amount_fen);
    CHECK_ROW(row, e->is_credit == w->is_credit && e->is_reversal == w->is_reversal);
    CHECK_ROW(row, e->is_booked && e->line > 0);
  }
}

static void test_read_back(void **state) {
  (void)state;
  for (size_t i = 0; bank_format_at(i) != NULL; i++) {
    const bank_format *f = bank_format_at(i);
    arena *a = arena_create(0);
    for (int part = 0; part < PARTS; part++) {
      text_builder out;
      bank_message m;
      sd_error error = {0};
      assert_int_equal(write_part(f, part, &out, NULL), SD_OK);
      text bytes = text_builder_text(&out);
      sd_status status = SD_OK;
      bank_orders o;
      if (part == ORDERS) status = f->read_orders(bytes, "x", a, &o, &error);
      if (part != ORDERS) status = bank_message_read(bytes, "x", a, &m, &error);
      if (status != SD_OK) fail_msg("%s %s: %s", f->name, part_names[part], error.text[1]);
      if (part == ORDERS) {
        CHECK_ROW(f->name, same(o.message, orders.message) && o.count == 2);
        CHECK_ROW(f->name, o.sum_fen == orders.sum_fen && same(o.execution_date, "2026-11-24"));
        CHECK_ROW(f->name, same(o.payer_account, orders.payer_account));
        for (size_t p = 0; p < 2; p++) {
          CHECK_ROW(f->name, same(o.payments[p].end_to_end, payments[p].end_to_end));
          CHECK_ROW(f->name, same(o.payments[p].creditor_name, payments[p].creditor_name));
          CHECK_ROW(f->name, same(o.payments[p].creditor_account, payments[p].creditor_account));
          CHECK_ROW(f->name, same(o.payments[p].remittance, payments[p].remittance));
          CHECK_ROW(f->name, o.payments[p].amount_fen == payments[p].amount_fen);
        }
      } else if (part == REPLY) {
        CHECK_ROW(f->name, m.kind == BANK_MESSAGE_REPLY && m.reply.count == 1);
        CHECK_ROW(f->name, same(m.reply.original_message, "SDF-TEST"));
        CHECK_ROW(f->name, same(m.reply.file_status, "PART"));
        CHECK_ROW(f->name, same(m.reply.payments[0].end_to_end, "SD-B-01-Y"));
        CHECK_ROW(f->name, same(m.reply.payments[0].status, "RJCT"));
        CHECK_ROW(f->name, same(m.reply.payments[0].reason, "BE01"));
      } else {
        CHECK_ROW(f->name,
                  m.kind == (part == STATEMENT ? BANK_MESSAGE_STATEMENT : BANK_MESSAGE_ADVICE));
        CHECK_ROW(f->name, m.count == 1);
        check_entries(f->name, m.statements, part == STATEMENT ? 6 : 2);
        if (part == STATEMENT) {
          CHECK_ROW(f->name, m.statements->opening_fen == statement.opening_fen);
          CHECK_ROW(f->name, m.statements->closing_fen == statement.closing_fen);
          CHECK_ROW(f->name, m.statements->number == 7 && same(m.statements->id, "S-7"));
        }
      }
      text_builder_release(&out);
    }
    arena_destroy(a);
  }
}

/* The n-th `from` of a part, in UTF-8, becomes `to`; then the file is read. */
typedef struct edit_row {
  const char *row;
  const bank_format *format;
  int part;
  const char *from, *to;
  sd_status status;
} edit_row;

#define T &bank_format_treasury
#define B &bank_format_batch
#define I &bank_format_iso20022
static const edit_row edits[] = {
    {"unchanged", T, STATEMENT, "<MOF>", "<MOF>", SD_OK},
    {"declares UTF-8", T, STATEMENT, "\"GBK\"", "\"UTF-8\"", SD_SYNTAX_ERROR},
    {"declares nothing", T, STATEMENT, " encoding=\"GBK\"", "", SD_SYNTAX_ERROR},
    {"cut short", T, STATEMENT, "</MOF>", "", SD_SYNTAX_ERROR},
    {"half a character", T, STATEMENT, "账号", "\xE8\xB4", SD_SYNTAX_ERROR},
    {"document type", T, STATEMENT, "<MOF>", "<!DOCTYPE MOF><MOF>", SD_INVALID},
    {"entity", T, STATEMENT, "<MOF>",
     "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><MOF>", SD_INVALID},
    {"processing instruction", T, STATEMENT, "<VoucherCount>", "<?x y?><VoucherCount>", SD_INVALID},
    {"count of vouchers", T, STATEMENT, "<VoucherCount>1<", "<VoucherCount>2<", SD_INVALID},
    {"a package is missing", T, STATEMENT, "<ChildPackNum>1<", "<ChildPackNum>2<", SD_INVALID},
    {"a package out of order", T, STATEMENT, "<CurPackNo>1<", "<CurPackNo>2<", SD_INVALID},
    {"no package", T, STATEMENT, "<CurPackNo>1<", "<CurPackNo>0<", SD_INVALID},
    {"count of movements", T, STATEMENT, "<AllNum>6<", "<AllNum>5<", SD_INVALID},
    {"sum of movements", T, STATEMENT, "<AllAmt>2", "<AllAmt>3", SD_INVALID},
    {"closing balance", T, STATEMENT, "<CurBal>2", "<CurBal>3", SD_INVALID},
    {"amount of a movement", T, STATEMENT, "<PayAmt>0.50<", "<PayAmt>0.51<", SD_INVALID},
    {"three decimals", T, STATEMENT, "<PayAmt>0.50<", "<PayAmt>0.500<", SD_INVALID},
    {"zero", T, STATEMENT, "<PayAmt>0.50<", "<PayAmt>0.00<", SD_INVALID},
    {"beyond all money", T, STATEMENT, "<PayAmt>0.50<", "<PayAmt>99999999999999999999<",
     SD_INVALID},
    {"unknown movement", T, STATEMENT, "<VtCode>8202<", "<VtCode>9999<", SD_INVALID},
    {"no reference", T, STATEMENT, "<Id>E5</Id>", "", SD_INVALID},
    {"reference twice", T, STATEMENT, "<Id>E5</Id>", "<Id>E4</Id>", SD_INVALID},
    {"element twice", T, STATEMENT, "<Id>E5</Id>", "<Id>E5</Id><Id>E9</Id>", SD_INVALID},
    {"no account", T, STATEMENT, "<PayAcctNo>3200100000000001</PayAcctNo>", "", SD_INVALID},
    {"no such date", T, STATEMENT, "<VouDate>20261124<", "<VouDate>20261131<", SD_INVALID},
    {"movements of an answer", T, STATEMENT, "<VtCode>3507<", "<VtCode>2252<", SD_INVALID},
    {"no amount of the notice", T, ADVICE, "<PayAmt>123456789.00</PayAmt>", "", SD_INVALID},
    {"differences do not count up", T, REPLY, "<XDiffNum>1<", "<XDiffNum>2<", SD_INVALID},
    {"conforms and does not", T, REPLY, "<XCheckResult>1<", "<XCheckResult>0<", SD_INVALID},
    {"neither conforms nor not", T, REPLY, "<XCheckResult>1<", "<XCheckResult>2<", SD_INVALID},
    {"answer to nothing", T, REPLY, "<OriBillNo>SDF-TEST</OriBillNo>", "", SD_INVALID},
    {"unchanged", B, STATEMENT, "SUDUI", "SUDUI", SD_OK},
    {"another version", B, STATEMENT, "STATEMENT,1", "STATEMENT,2", SD_INVALID},
    {"unknown file", B, STATEMENT, "SUDUI-STATEMENT", "SUDUI-NEWS", SD_INVALID},
    {"not ours at all", B, STATEMENT, "SUDUI-STATEMENT", "STATEMENT", SD_SYNTAX_ERROR},
    {"cut short", B, STATEMENT, "E6,2026-11-24,收款,700.00,,,\r\n", "", SD_INVALID},
    {"cut within a line", B, STATEMENT, ",700.00,,,\r\n", "", SD_INVALID},
    {"half a character", B, STATEMENT, "手续", "\xE6\x89", SD_SYNTAX_ERROR},
    {"debits", B, STATEMENT, ",6,123456789.50,", ",6,123456789.51,", SD_INVALID},
    {"closing", B, STATEMENT, ",200000703.00,", ",200000703.01,", SD_INVALID},
    {"count", B, STATEMENT, ",6,123456789.50,", ",7,123456789.50,", SD_INVALID},
    {"unknown kind", B, STATEMENT, ",付款,", ",付钱,", SD_INVALID},
    {"a payment that is negative", B, STATEMENT, ",付款,0.50", ",付款,-0.50", SD_INVALID},
    {"taken back with a plus", B, STATEMENT, ",冲账,-1.00", ",冲账,1.00", SD_INVALID},
    {"zero", B, STATEMENT, ",付款,0.50", ",付款,0.00", SD_INVALID},
    {"a separator", B, STATEMENT, ",700.00,", ",\"1,700.00\",", SD_INVALID},
    {"no such date", B, STATEMENT, "E5,2026-11-24", "E5,2026-11-31", SD_INVALID},
    {"a column less", B, STATEMENT, ",手续费", "", SD_INVALID},
    {"a quote that is not closed", B, STATEMENT, "手续费", "\"手续费", SD_SYNTAX_ERROR},
    {"reference twice", B, STATEMENT, "E5,", "E4,", SD_INVALID},
    {"result neither S nor F", B, REPLY, ",F,", ",X,", SD_INVALID},
    {"results do not count up", B, REPLY, ",P,1,", ",P,2,", SD_INVALID},
    {"a BOOK entry without amount", I, ADVICE, "<Amt Ccy=\"CNY\">123456789.00</Amt>", "",
     SD_INVALID},
    {"wrong version", I, ADVICE, "camt.054.001.08", "camt.054.001.02", SD_SYNTAX_ERROR},
    {"balances are not asked for", I, ADVICE, "<Ntfctn>", "<Ntfctn>", SD_OK},
};

static void test_edits(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(edits); i++) {
    const edit_row *row = &edits[i];
    arena *a = arena_create(0);
    text_builder out, edited, utf8;
    assert_int_equal(write_part(row->format, row->part, &out, NULL), SD_OK);
    text bytes = text_builder_text(&out);
    text_builder_init(&edited, 1 << 24);
    text_builder_init(&utf8, 1 << 24);
    if (row->format->is_gbk) {
      encoding_decoder *d = encoding_decoder_create(ENCODING_GBK);
      assert_int_equal(encoding_decoder_feed(d, bytes, true, &utf8, NULL), SD_OK);
      encoding_decoder_destroy(d);
      bytes = text_builder_text(&utf8);
    }
    size_t at = text_find(bytes, text_of(row->from), 0);
    CHECK_ROW(row->row, at != SIZE_MAX);
    text before = text_slice(bytes, 0, at),
         behind = text_slice(bytes, at + strlen(row->from), SIZE_MAX);
    if (row->format->is_gbk) {
      assert_int_equal(encoding_to_gbk(before, &edited, NULL), SD_OK);
      if (!text_is_utf8(text_of(row->to))) {
        text_builder_add(&edited, TEXT("\xD5<")); /* a lead byte without its second */
      } else {
        assert_int_equal(encoding_to_gbk(text_of(row->to), &edited, NULL), SD_OK);
      }
      assert_int_equal(encoding_to_gbk(behind, &edited, NULL), SD_OK);
    } else {
      text_builder_add(&edited, before);
      text_builder_add_string(&edited, row->to);
      text_builder_add(&edited, behind);
    }
    bank_message m;
    sd_error error = {0};
    sd_status status = bank_message_read(text_builder_text(&edited), "x", a, &m, &error);
    CHECK_ROW_TEXT(row->row, status_name(status), status_name(row->status));
    CHECK_ROW(row->row, status == SD_OK || (error.line > 0 && strcmp(error.file, "x") == 0));
    text_builder_release(&utf8);
    text_builder_release(&edited);
    text_builder_release(&out);
    arena_destroy(a);
  }
}

/* What a bank's format cannot carry is refused with the field, and never replaced. */
static void test_refusals(void **state) {
  (void)state;
  static const struct {
    const char *row;
    const bank_format *format;
    bank_payment payment;
    const char *in_text; /* of the English sentence */
  } rows[] = {
      {"outside GBK", T, {.creditor_name = "\U00020BB7野家"}, "\U00020BB7"},
      {"outside GBK, second character", B, {.creditor_name = "吉\U000201A9"}, "column 2"},
      {"purpose outside GBK", B, {.creditor_name = "甲", .remittance = "䶮"}, "䶮"},
      {"41 characters of purpose",
       B,
       {.creditor_name = "甲",
        .remittance =
            "零一二三四五六七八九零一二三四五六七八九零一二三四五六七八九零一二三四五六七八九零"},
       "purpose"},
      {"above the cap", B, {.creditor_name = "甲", .amount_fen = 1000000000000}, "sum"},
      {"control character", T, {.creditor_name = "甲\n乙"}, "PayeeAcctName"},
      {"no name", T, {.creditor_name = ""}, "PayeeAcctName"},
      {"no bank code", B, {.creditor_name = "甲", .creditor_bank_code = ""}, "bank code"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    bank_payment p = payments[1];
    p.creditor_name = rows[i].payment.creditor_name;
    p.remittance = rows[i].payment.remittance;
    if (rows[i].payment.amount_fen != 0) p.amount_fen = rows[i].payment.amount_fen;
    if (rows[i].payment.creditor_bank_code != NULL) p.creditor_bank_code = "";
    bank_orders o = orders;
    o.payments = &p;
    o.count = 1;
    o.sum_fen = p.amount_fen;
    text_builder out;
    text_builder_init(&out, 1 << 20);
    sd_error error = {0};
    CHECK_ROW(rows[i].row, rows[i].format->write_orders(&o, &out, &error) == SD_INVALID);
    CHECK_ROW(rows[i].row, out.size == 0);
    if (strstr(error.text[1], rows[i].in_text) == NULL) {
      fail_msg("%s: %s", rows[i].row, error.text[1]);
    }
    text_builder_release(&out);
  }
}

/* More than a package holds: all packages, in order, and nothing of it without one of them. */
static void test_packages(void **state) {
  (void)state;
  enum { COUNT = 2 * TREASURY_PACKAGE_MAX + 1 };
  arena *a = arena_create(0);
  statement_entry *many = ARENA_ARRAY(a, statement_entry, COUNT);
  for (size_t i = 0; i < COUNT; i++) {
    char reference[16];
    snprintf(reference, sizeof reference, "E%zu", i);
    many[i] = entries[0];
    many[i].reference = arena_copy_string(a, reference);
    many[i].amount_fen = 100;
  }
  bank_statement s = statement;
  s.entries = many;
  s.count = COUNT;
  s.closing_fen = s.opening_fen - COUNT * 100;
  text_builder out;
  text_builder_init(&out, 1 << 24);
  assert_int_equal(bank_format_treasury.write_statement(&s, &stamp, &out, NULL), SD_OK);
  text bytes = text_builder_text(&out);
  bank_message m;
  assert_int_equal(bank_message_read(bytes, "x", a, &m, NULL), SD_OK);
  assert_true(m.count == 1 && m.statements->count == COUNT);
  size_t second =
      text_find(bytes, TEXT("<VoucherBody>"), text_find(bytes, TEXT("<VoucherBody>"), 0) + 1);
  size_t third = text_find(bytes, TEXT("<VoucherBody>"), second + 1);
  assert_true(third != SIZE_MAX);
  text_builder cut;
  text_builder_init(&cut, 1 << 24);
  text_builder_add(&cut, text_slice(bytes, 0, second));
  text_builder_add(&cut, text_slice(bytes, third, SIZE_MAX));
  sd_error error = {0};
  assert_int_equal(bank_message_read(text_builder_text(&cut), "x", a, &m, &error), SD_INVALID);
  assert_non_null(strstr(error.text[1], "package 2 of 3"));
  text_builder_release(&cut);
  text_builder_release(&out);
  arena_destroy(a);
}

static void test_schema(void **state) {
  (void)state;
  text_builder out;
  assert_int_equal(write_part(&bank_format_iso20022, ADVICE, &out, NULL), SD_OK);
  assert_true(xsd_validate("camt.054.001.08", text_builder_text(&out)) != 0);
  text_builder_release(&out);
  assert_int_equal(write_part(&bank_format_iso20022, ORDERS, &out, NULL), SD_OK);
  assert_true(xsd_validate("pain.001.001.09", text_builder_text(&out)) != 0);
  text_builder_release(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_golden),   cmocka_unit_test(test_read_back),
      cmocka_unit_test(test_edits),    cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_packages), cmocka_unit_test(test_schema)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
