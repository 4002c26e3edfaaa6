/* From a list to a bank file: what is ordered, what is held, who may release, what a crash leaves.
 */
#include "support/city.h"
#include "support/xsd.h"

#include <fcntl.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/file.h"
#include "payout/override.h"
#include "payout/payout.h"
#include "support/approve.h"

#define PAYER "3200100000000001"
#define BANK_CODE "307331002584"

static void open_city(city *c) {
  city_open(c);
  MUST(audit_migrate(c->db, error));
  MUST(payout_migrate(c->db, error));
  payer p = {PAYER, "常州市财政局", BANK_CODE, "测试银行", NULL, NULL};
  MUST(payer_register(c->db, "clerk", &p, 1, error));
  MUST(database_begin(c->db, error));
  budget_line l, other;
  MUST(budget_line_open(c->db, "KJ-1", 2026, PAYER, 1, &l, error));
  MUST(budget_receive(c->db, "treasury", &l, "D1", 100000, 1, error));
  MUST(budget_allot(c->db, "treasury", &l, "D2", 100000, 1, error));
  MUST(budget_line_open(c->db, "KJ-9", 2026, "3200100000000009", 1, &other, error));
  MUST(database_commit(c->db, error));
}

static payout_line line_of(const char *award, int64_t fen) {
  return (payout_line){.award = award,
                       .subject = "91320400MA1MYXXX01",
                       .item = "hnte",
                       .registered_name = "常州甲有限公司",
                       .account_name = "常州甲有限公司",
                       .account_number = "6222021105000001",
                       .bank_code = BANK_CODE,
                       .budget_line = "KJ-1",
                       .year = 2026,
                       .amount_fen = fen,
                       .remittance = "高企认定奖励"};
}

static payout_request request_of(const payout_line *lines, size_t count) {
  return (payout_request){.list = "L1",
                          .list_hash = "ab",
                          .approver = "chief",
                          .maker = "clerk",
                          .payer = PAYER,
                          .execution_date = "2026-11-24",
                          .lines = lines,
                          .count = count,
                          .now_us = INT64_C(1790000000000000)};
}

static int64_t reserved(city *c) {
  budget_state s;
  MUST(budget_state_get(c->db, "KJ-1", 2026, &s, error));
  return s.reserved_fen;
}

/* --- what becomes of one line --- */

typedef struct line_row {
  const char *row;
  payout_line line; /* empty fields are those of a good line */
  const char *field_missing;
  payout_outcome outcome;
} line_row;

static const line_row line_rows[] = {
    {"good", {.amount_fen = 100}, "", OUTCOME_ORDERED},
    {"all of the budget", {.amount_fen = 100000}, "", OUTCOME_ORDERED},
    {"one fen more", {.amount_fen = 100001}, "", OUTCOME_OVER_BUDGET},
    {"nothing", {.amount_fen = 0}, "", OUTCOME_AMOUNT_INVALID},
    {"negative", {.amount_fen = -1}, "", OUTCOME_AMOUNT_INVALID},
    {"no account", {.amount_fen = 100}, "account_number", OUTCOME_ACCOUNT_MISSING},
    {"another name",
     {.amount_fen = 100, .account_name = "常州乙有限公司"},
     "",
     OUTCOME_ACCOUNT_NAME_DIFFERS},
    {"bad bank code",
     {.amount_fen = 100, .bank_code = "307331002585"},
     "",
     OUTCOME_BANK_CODE_INVALID},
    {"own account", {.amount_fen = 100, .account_number = PAYER}, "", OUTCOME_OWN_ACCOUNT},
    {"line break in the remittance",
     {.amount_fen = 100, .remittance = "a\nb"},
     "",
     OUTCOME_REMITTANCE_INVALID},
    {"unknown budget line",
     {.amount_fen = 100, .budget_line = "KJ-7"},
     "",
     OUTCOME_BUDGET_LINE_UNKNOWN},
    {"budget line of another year",
     {.amount_fen = 100, .year = 2025},
     "",
     OUTCOME_BUDGET_LINE_UNKNOWN},
    {"budget line of another account",
     {.amount_fen = 100, .budget_line = "KJ-9"},
     "",
     OUTCOME_BUDGET_OTHER_ACCOUNT},
};

static payout_line line_of_row(const line_row *row) {
  payout_line l = line_of("A1", row->line.amount_fen);
  if (row->line.account_name != NULL) l.account_name = row->line.account_name;
  if (row->line.account_number != NULL) l.account_number = row->line.account_number;
  if (row->line.bank_code != NULL) l.bank_code = row->line.bank_code;
  if (row->line.budget_line != NULL) l.budget_line = row->line.budget_line;
  if (row->line.remittance != NULL) l.remittance = row->line.remittance;
  if (row->line.year != 0) l.year = row->line.year;
  if (strcmp(row->field_missing, "account_number") == 0) l.account_number = NULL;
  return l;
}

static void test_lines(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(line_rows); i++) {
    city c;
    open_city(&c);
    payout_line l = line_of_row(&line_rows[i]);
    payout_request r = request_of(&l, 1);
    payout_outcome outcome;
    payout_file file;
    MUST(payout_prepare(c.db, &r, &outcome, &file, error));
    CHECK_ROW_TEXT(line_rows[i].row, outcome_name(outcome), outcome_name(line_rows[i].outcome));
    bool ordered = line_rows[i].outcome == OUTCOME_ORDERED;
    CHECK_ROW(line_rows[i].row, (file.message[0] != '\0') == ordered);
    CHECK_ROW(line_rows[i].row, reserved(&c) == (ordered ? l.amount_fen : 0));
    CHECK_ROW(line_rows[i].row, file.held == !ordered);
    city_close(&c);
  }
}

/* --- many lines --- */

/* Two people look at a line that looks like another. */
static void override(city *c, const payout_line *line) {
  const payout_override o = {line, OUTCOME_DUPLICATE_PAYEE, "two awards of one company", "clerk",
                             5};
  int64_t id;
  MUST(payout_override_propose(c->db, &o, &id, error));
  approve_standing(c->db, id, "chief");
}

static void test_groups(void **state) {
  (void)state;
  city c;
  open_city(&c);
  payout_line lines[8];
  for (int i = 0; i < 8; i++)
    lines[i] =
        line_of((const char *[]){"A0", "A1", "A2", "A3", "A4", "A4", "A5", "A5"}[i], 100 + i);
  lines[1].amount_fen = 100; /* looks like line 0: both wait */
  lines[5] = lines[4];       /* the same line twice counts once */
  lines[7].amount_fen = 999; /* the same award with two contents: neither */
  payout_request r = request_of(lines, 8);
  payout_outcome outcomes[8];
  payout_file file;
  MUST(payout_prepare(c.db, &r, outcomes, &file, error));
  static const payout_outcome expected[8] = {OUTCOME_DUPLICATE_PAYEE, OUTCOME_DUPLICATE_PAYEE,
                                             OUTCOME_ORDERED,         OUTCOME_ORDERED,
                                             OUTCOME_ORDERED,         OUTCOME_ALREADY_ORDERED,
                                             OUTCOME_CONTENT_DIFFERS, OUTCOME_CONTENT_DIFFERS};
  for (int i = 0; i < 8; i++) {
    CHECK_ROW_TEXT(lines[i].award, outcome_name(outcomes[i]), outcome_name(expected[i]));
  }
  assert_int_equal(file.count, 3);
  assert_int_equal(file.sum_fen, 102 + 103 + 104);
  assert_int_equal(file.held, 4);
  /* Look-alikes pass when two people looked at each; an ordered one is found in the store, too. */
  r.count = 2;
  override(&c, &lines[0]);
  MUST(payout_prepare(c.db, &r, outcomes, &file, error));
  assert_int_equal(file.count, 1);
  assert_int_equal(outcomes[1], OUTCOME_DUPLICATE_PAYEE);
  override(&c, &lines[1]);
  MUST(payout_prepare(c.db, &r, outcomes, &file, error));
  assert_int_equal(file.count, 1);
  assert_true(outcomes[0] == OUTCOME_ALREADY_ORDERED && outcomes[1] == OUTCOME_ORDERED);
  payout_line late = line_of("A9", 102);
  r = request_of(&late, 1);
  MUST(payout_prepare(c.db, &r, outcomes, &file, error));
  assert_int_equal(outcomes[0], OUTCOME_DUPLICATE_PAYEE);
  city_close(&c);
}

/* A line that cannot pay all pays none: nobody is left out because of his place in the list. */
static void test_over_budget(void **state) {
  (void)state;
  city c;
  open_city(&c);
  payout_line lines[3] = {line_of("A1", 60000), line_of("A2", 40000), line_of("A3", 1)};
  payout_request r = request_of(lines, 3);
  payout_outcome outcomes[3];
  payout_file file;
  MUST(payout_prepare(c.db, &r, outcomes, &file, error));
  for (int i = 0; i < 3; i++) assert_int_equal(outcomes[i], OUTCOME_OVER_BUDGET);
  assert_string_equal(file.message, "");
  r.count = 2;
  MUST(payout_prepare(c.db, &r, outcomes, &file, error));
  assert_int_equal(file.count, 2);
  assert_int_equal(reserved(&c), 100000);
  city_close(&c);
}

static text outbox_bytes(city *c, const payout_file *file, arena *a) {
  char path[256];
  text bytes = {0};
  snprintf(path, sizeof path, "%s/%s", c->folder, file->file_name);
  return file_read(path, 1 << 24, a, &bytes, NULL) == SD_OK ? bytes : (text){0};
}

/* Another person than maker and releaser looks at the file; again changes nothing. */
static void check(city *c, const payout_file *file) {
  payout_check(c->db, file->message, file->hash, "second", 4, NULL);
}

static sd_status release_unchecked(city *c, const payout_file *file, const char *releaser,
                                   const char *outbox) {
  release_request r = {.message = file->message,
                       .hash = file->hash,
                       .releaser = releaser,
                       .outbox = outbox,
                       .now_us = 5};
  payout_file out;
  return payout_release(c->db, &r, &out, NULL);
}

static sd_status release(city *c, const payout_file *file, const char *releaser,
                         const char *outbox) {
  check(c, file);
  return release_unchecked(c, file, releaser, outbox);
}

/* Same awards, any order: the same bytes.  And the same request again orders nothing. */
static void test_order_of_lines(void **state) {
  (void)state;
  payout_file files[2];
  for (int k = 0; k < 2; k++) {
    city c;
    open_city(&c);
    payout_line lines[3] = {line_of(k ? "C" : "A", k ? 3 : 1), line_of("B", 2),
                            line_of(k ? "A" : "C", k ? 1 : 3)};
    payout_request r = request_of(lines, 3);
    payout_outcome outcomes[3];
    MUST(payout_prepare(c.db, &r, outcomes, &files[k], error));
    payout_file again;
    MUST(payout_prepare(c.db, &r, outcomes, &again, error));
    for (int i = 0; i < 3; i++) assert_int_equal(outcomes[i], OUTCOME_ALREADY_ORDERED);
    assert_true(again.message[0] == '\0' && again.held == 0);
    lines[1].amount_fen = 5;
    MUST(payout_prepare(c.db, &r, outcomes, &again, error));
    assert_int_equal(outcomes[1], OUTCOME_CONTENT_DIFFERS);
    assert_int_equal(reserved(&c), 6);
    city_close(&c);
  }
  assert_string_equal(files[0].hash, files[1].hash);
  assert_string_equal(files[0].message, files[1].message);
}

static payout_file prepare_one(city *c, const char *award, int64_t fen, bool reissue,
                               payout_outcome expected) {
  payout_line l = line_of(award, fen);
  payout_request r = request_of(&l, 1);
  r.reissue = reissue;
  payout_outcome outcome;
  payout_file file;
  MUST(payout_prepare(c->db, &r, &outcome, &file, error));
  assert_string_equal(outcome_name(outcome), outcome_name(expected));
  return file;
}

static void test_four_eyes(void **state) {
  (void)state;
  city c;
  open_city(&c);
  payout_line l = line_of("A1", 100);
  payout_request r = request_of(&l, 1);
  payout_outcome outcome;
  payout_file file;
  r.maker = "chief";
  assert_int_equal(payout_prepare(c.db, &r, &outcome, &file, NULL), SD_REFUSED);
  r.maker = "";
  assert_int_equal(payout_prepare(c.db, &r, &outcome, &file, NULL), SD_REFUSED);
  assert_int_equal(reserved(&c), 0);
  file = prepare_one(&c, "A1", 100, false, OUTCOME_ORDERED);
  assert_int_equal(release_unchecked(&c, &file, "head", c.folder), SD_REFUSED); /* not checked */
  assert_int_equal(payout_check(c.db, file.message, file.hash, " CLERK", 4, NULL), SD_REFUSED);
  assert_int_equal(payout_check(c.db, file.message, "ab", "second", 4, NULL), SD_CONFLICT);
  assert_int_equal(payout_check(c.db, "nothing", file.hash, "second", 4, NULL), SD_NOT_FOUND);
  MUST(payout_check(c.db, file.message, file.hash, "second", 4, error));
  assert_int_equal(payout_check(c.db, file.message, file.hash, "head", 4, NULL), SD_REFUSED);
  assert_int_equal(release(&c, &file, "second", c.folder), SD_REFUSED);
  assert_int_equal(release(&c, &file, "clerk", c.folder), SD_REFUSED);
  assert_int_equal(release(&c, &file, "chief", c.folder), SD_REFUSED);
  assert_int_equal(release(&c, &file, "", c.folder), SD_REFUSED);
  payout_file other = file;
  other.hash[0] = other.hash[0] == '0' ? '1' : '0';
  assert_int_equal(release(&c, &other, "head", c.folder), SD_CONFLICT);
  assert_int_equal(release(&c, &file, "head", c.folder), SD_OK);
  city_close(&c);
}

static void test_release(void **state) {
  (void)state;
  city c;
  arena *a = arena_create(0);
  open_city(&c);
  payout_file file = prepare_one(&c, "A1", 100, false, OUTCOME_ORDERED);
  assert_null(outbox_bytes(&c, &file, a).data); /* nothing leaves before the release */
  assert_int_equal(release(&c, &file, "head", c.folder), SD_OK);
  text bytes = outbox_bytes(&c, &file, a);
  assert_true(xsd_validate("pain.001.001.09", bytes) != 0);
  assert_int_equal(bytes.size, file.size_bytes);
  assert_int_equal(release(&c, &file, "head", c.folder), SD_OK); /* again: a no-op */
  MUST(payout_file_find(c.db, file.message, &file, error));
  assert_int_equal(file.state, ORDER_HANDED_OVER);
  assert_int_equal(payout_cancel(c.db, file.message, "clerk", 6, NULL), SD_REFUSED);
  assert_int_equal(payout_resend(c.db, file.message, "head", c.folder, false, 6, NULL), SD_REFUSED);
  assert_int_equal(payout_resend(c.db, file.message, "CLERK ", c.folder, true, 6, NULL),
                   SD_REFUSED);
  assert_int_equal(payout_resend(c.db, file.message, "head", c.folder, true, 6, NULL), SD_OK);
  assert_true(text_equal(bytes, outbox_bytes(&c, &file, a)));
  arena_destroy(a);
  city_close(&c);
}

/* Another program that opens the same city while a file is on its way to the outbox. */
static struct {
  const char *database; /* NULL: nobody does */
  int64_t unknown;
  unsigned calls;
} passer_by;

/* In place of the library's: what makes the file appear in the outbox. */
int link(const char *from, const char *to) {
  if (passer_by.database != NULL) {
    database *db = NULL;
    assert_int_equal(database_open(passer_by.database, &db, NULL), SD_OK);
    assert_int_equal(payout_recover(db, 6, &passer_by.unknown, NULL), SD_OK);
    database_close(db);
    passer_by.calls++;
  }
  return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* A file that somebody hands over at this moment is not one whose handing over was interrupted. */
static void test_recovery_beside_a_release(void **state) {
  (void)state;
  city c;
  open_city(&c);
  payout_file file = prepare_one(&c, "A1", 100, false, OUTCOME_ORDERED);
  passer_by.database = database_path(c.db);
  sd_status status = release(&c, &file, "head", c.folder);
  passer_by.database = NULL;
  assert_int_equal(status, SD_OK);
  assert_int_equal(passer_by.calls, 1);
  assert_int_equal(passer_by.unknown, 0);
  MUST(payout_file_find(c.db, file.message, &file, error));
  assert_int_equal(file.state, ORDER_HANDED_OVER);
  city_close(&c);
}

/* The channel fails, the program restarts: unknown, and nothing is issued again. */
static void test_interruption(void **state) {
  (void)state;
  city c;
  arena *a = arena_create(0);
  open_city(&c);
  payout_file file = prepare_one(&c, "A1", 100, false, OUTCOME_ORDERED);
  assert_int_not_equal(release(&c, &file, "head", "/no/such/outbox"), SD_OK);
  city_reopen(&c);
  int64_t unknown;
  MUST(payout_recover(c.db, 7, &unknown, error));
  assert_int_equal(unknown, 1);
  MUST(payout_recover(c.db, 7, &unknown, error));
  assert_int_equal(unknown, 0);
  assert_int_equal(release(&c, &file, "head", c.folder), SD_REFUSED);
  prepare_one(&c, "A1", 100, false, OUTCOME_ALREADY_ORDERED);
  prepare_one(&c, "A1", 100, true, OUTCOME_ALREADY_ORDERED);
  assert_int_equal(reserved(&c), 100);
  MUST(payout_resend(c.db, file.message, "head", c.folder, true, 8, error));
  assert_int_equal(outbox_bytes(&c, &file, a).size, file.size_bytes);
  MUST(payout_file_find(c.db, file.message, &file, error));
  assert_int_equal(file.state, ORDER_HANDED_OVER);
  arena_destroy(a);
  city_close(&c);
}

static void test_cancel_and_reissue(void **state) {
  (void)state;
  city c;
  open_city(&c);
  payout_file first = prepare_one(&c, "A1", 100, false, OUTCOME_ORDERED);
  MUST(payout_cancel(c.db, first.message, "clerk", 6, error));
  MUST(payout_cancel(c.db, first.message, "clerk", 6, error));
  assert_int_equal(reserved(&c), 0);
  assert_int_equal(release(&c, &first, "head", c.folder), SD_REFUSED);
  prepare_one(&c, "A1", 100, false, OUTCOME_NEEDS_REISSUE);
  payout_file second = prepare_one(&c, "A1", 100, true, OUTCOME_ORDERED);
  assert_string_not_equal(first.message, second.message);
  for (int i = 3; i <= ATTEMPT_MAX; i++) {
    MUST(payout_cancel(c.db, second.message, "clerk", 6, error));
    second = prepare_one(&c, "A1", 100, true, OUTCOME_ORDERED);
  }
  MUST(payout_cancel(c.db, second.message, "clerk", 6, error));
  prepare_one(&c, "A1", 100, true, OUTCOME_ATTEMPTS_USED_UP);
  ledger_proof proof;
  MUST(ledger_verify(c.db, &proof, error));
  assert_int_equal(proof.pending_fen, 0);
  city_close(&c);
}

/* Bytes changed behind the program's back never leave. */
static void test_damaged_file(void **state) {
  (void)state;
  city c;
  open_city(&c);
  payout_file file = prepare_one(&c, "A1", 100, false, OUTCOME_ORDERED);
  MUST(database_run(c.db,
                    "UPDATE payout_file SET bytes = CAST(replace(CAST(bytes AS TEXT),"
                    " '6222021105000001', '6222021105000002') AS BLOB)",
                    error));
  assert_int_equal(release(&c, &file, "head", c.folder), SD_CORRUPT);
  assert_true(database_writing_stopped(c.db));
  city_close(&c);
}

static void test_payers(void **state) {
  (void)state;
  static const struct {
    const char *row;
    payer payer;
    sd_status status;
  } rows[] = {
      {"the same again", {PAYER, "常州市财政局", BANK_CODE, "测试银行", NULL, NULL}, SD_OK},
      {"another name", {PAYER, "财政局", BANK_CODE, "测试银行", NULL, NULL}, SD_CONFLICT},
      {"another format",
       {PAYER, "常州市财政局", BANK_CODE, "测试银行", "BATCH", NULL},
       SD_CONFLICT},
      {"no format", {"3200100000000003", "局", BANK_CODE, "", "FAX", NULL}, SD_INVALID},
      {"treasury without a division",
       {"3200100000000003", "局", BANK_CODE, "", "treasury", NULL},
       SD_INVALID},
      {"treasury", {"3200100000000004", "局", BANK_CODE, "", "treasury", "320400"}, SD_OK},
      {"a name that GBK has not",
       {"3200100000000005", "\U00020BB7", BANK_CODE, "", "BATCH", NULL},
       SD_INVALID},
      {"a second one", {"3200100000000002", "武进区财政局", BANK_CODE, "", NULL, NULL}, SD_OK},
      {"bad bank code", {"3200100000000003", "财政局", "123", "", NULL, NULL}, SD_INVALID},
      {"no number", {"", "财政局", BANK_CODE, "", NULL, NULL}, SD_INVALID},
      {"no name", {"3200100000000003", "", BANK_CODE, "", NULL, NULL}, SD_INVALID}};
  city c;
  open_city(&c);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    CHECK_ROW(rows[i].row,
              payer_register(c.db, "clerk", &rows[i].payer, 2, NULL) == rows[i].status);
  }
  payout_line l = line_of("A1", 100);
  payout_request r = request_of(&l, 1);
  payout_outcome outcome;
  payout_file file;
  r.payer = "3200100000000009";
  assert_int_equal(payout_prepare(c.db, &r, &outcome, &file, NULL), SD_NOT_FOUND);
  r.payer = PAYER;
  r.execution_date = "2026-02-30";
  assert_int_equal(payout_prepare(c.db, &r, &outcome, &file, NULL), SD_INVALID);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines),
                                     cmocka_unit_test(test_groups),
                                     cmocka_unit_test(test_over_budget),
                                     cmocka_unit_test(test_order_of_lines),
                                     cmocka_unit_test(test_four_eyes),
                                     cmocka_unit_test(test_release),
                                     cmocka_unit_test(test_recovery_beside_a_release),
                                     cmocka_unit_test(test_interruption),
                                     cmocka_unit_test(test_cancel_and_reissue),
                                     cmocka_unit_test(test_damaged_file),
                                     cmocka_unit_test(test_payers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
