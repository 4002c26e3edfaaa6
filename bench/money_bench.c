/* The money path with many payments, and the ledger beside plain SQLite inserts; prints each step.
 *
 * usage: money_bench FOLDER [PAYMENTS] [TRANSFERS] */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "audit/audit.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "payout/bank_simulator.h"
#include "payout/payout.h"
#include "payout/reconciliation.h"

#define PAYER "3200100000000001"
#define CODE "307331002584"
enum { BATCH = 10000, ACCOUNTS = 100 };

#define MUST(call)                                        \
  do {                                                    \
    sd_error must_ = {0};                                 \
    sd_error *error = &must_;                             \
    if ((call) != SD_OK) {                                \
      fprintf(stderr, "%s: %s\n", #call, error->text[1]); \
      exit(1);                                            \
    }                                                     \
  } while (0)

/* Seconds of processor time of this process since the last call. */
static double processor_seconds(void) {
  static double last;
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  double now = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
               (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
  double spent = now - last;
  last = now;
  return spent;
}

static int64_t step(const char *what, int64_t count, int64_t since_us) {
  int64_t now = clock_monotonic_us();
  double seconds = (double)(now - since_us + 1) / 1e6;
  printf("%-34s %8" PRId64 "  %7.2f s  %7.2f s of processor  %9.0f /s\n", what, count, seconds,
         processor_seconds(), (double)count / seconds);
  return clock_monotonic_us();
}

static database *make_store(const char *folder, const char *name) {
  char path[512];
  database *db;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  MUST(database_create(path, &db, error));
  MUST(audit_migrate(db, error));
  MUST(payout_migrate(db, error));
  return db;
}

static void fund(database *db, int64_t amount_fen) {
  budget_line l;
  payer p = {PAYER, "某市财政局", CODE, "测试银行", NULL, NULL};
  MUST(payer_register(db, "clerk", &p, 1, error));
  MUST(database_begin(db, error));
  MUST(budget_line_open(db, "KJ-1", 2026, PAYER, 1, &l, error));
  MUST(budget_receive(db, "t", &l, "D1", amount_fen, 1, error));
  MUST(budget_allot(db, "t", &l, "D1", amount_fen, 1, error));
  MUST(database_commit(db, error));
}

static void pay(const char *folder, size_t count) {
  database *db = make_store(folder, "pay.db");
  arena *a = arena_create(0);
  int64_t total_fen = 0;
  payout_line *lines = ARENA_ARRAY(a, payout_line, count);
  payout_outcome *outcomes = ARENA_ARRAY(a, payout_outcome, count);
  for (size_t i = 0; i < count; i++) {
    char award[32], number[32];
    snprintf(award, sizeof award, "L1/%07zu", i);
    snprintf(number, sizeof number, "62220211%08zu", i);
    lines[i] = (payout_line){.award = arena_copy_string(a, award),
                             .subject = "91320400MA1MYXXX01",
                             .item = "hnte",
                             .registered_name = "甲有限公司",
                             .account_name = "甲有限公司",
                             .account_number = arena_copy_string(a, number),
                             .bank_code = CODE,
                             .budget_line = "KJ-1",
                             .year = 2026,
                             .amount_fen = (int64_t)(1000 + i % 977),
                             .remittance = "奖励"};
    total_fen += lines[i].amount_fen;
  }
  fund(db, total_fen);
  payout_request r = {.list = "L1",
                      .list_hash = "ab",
                      .approver = "chief",
                      .maker = "clerk",
                      .payer = PAYER,
                      .execution_date = "2026-11-24",
                      .lines = lines,
                      .count = count,
                      .now_us = 1000};
  payout_file file;
  int64_t start = clock_monotonic_us(), at = start;
  MUST(payout_prepare(db, &r, outcomes, &file, error));
  at = step("ordered, reserved, file durable", file.count, at);
  MUST(payout_check(db, file.message, file.hash, "checker", 1500, error));
  release_request release = {file.message, file.hash, "head", folder, 2000};
  MUST(payout_release(db, &release, &file, error));
  at = step("released, file in the outbox", file.count, at);
  char path[512];
  text bytes;
  snprintf(path, sizeof path, "%s/%s", folder, file.file_name);
  MUST(file_read(path, LIMIT_STATEMENT_BYTES, a, &bytes, error));
  text_builder statement;
  text_builder_init(&statement, LIMIT_STATEMENT_BYTES);
  bank_simulator_options o = {
      .opening_fen = total_fen, .statement_number = 1, .returned_per_mille = 5};
  bank_simulator_result bank;
  MUST(bank_simulator_run(bytes, "p", &o, &statement, &bank, error));
  at = step("the test bank's own work", bank.payments, at);
  reconciliation rec;
  MUST(statement_import(db, "clerk", text_builder_text(&statement), "s", 3000, &rec, error));
  at = step("statement read and settled", rec.entries, at);
  printf("%-34s %8zu  %8.2f s\n", "the whole path", count, (double)(at - start) / 1e6);
  if (rec.found[FINDING_PAYMENT] != (int64_t)count) exit(1);
  text_builder_release(&statement);
  database_close(db);
  arena_destroy(a);
}

/* Batches of BATCH transfers between ACCOUNTS accounts, each batch one durable transaction. */
static void post(const char *folder, size_t count) {
  database *db = make_store(folder, "ledger.db");
  account_id ids[ACCOUNTS];
  MUST(database_begin(db, error));
  for (int i = 0; i < ACCOUNTS; i++) {
    char code[32];
    snprintf(code, sizeof code, "a/%d", i);
    MUST(ledger_account_open(db, ACCOUNT_EQUITY, code, 1, &ids[i], error));
  }
  MUST(database_commit(db, error));
  transfer *batch = calloc(BATCH, sizeof *batch);
  int64_t at = clock_monotonic_us();
  for (size_t done = 0; done < count; done += BATCH) {
    for (size_t i = 0; i < BATCH; i++) {
      size_t n = done + i;
      batch[i] = (transfer){.id = {1, n + 1},
                            .debit = ids[n % ACCOUNTS],
                            .credit = ids[(n + 1 + n / ACCOUNTS % 7) % ACCOUNTS],
                            .amount_fen = (int64_t)(n % 1000 + 1),
                            .kind = TRANSFER_PLAIN};
      snprintf(batch[i].reference, sizeof batch[i].reference, "T-%zu", n);
    }
    MUST(database_begin(db, error));
    MUST(ledger_apply_all(db, "bench", batch, BATCH, 2, error));
    MUST(database_commit(db, error));
  }
  step("ledger, a sync for each 10,000", (int64_t)count, at);
  free(batch);
  database_close(db);
}

/* The same rows by plain SQLite: same settings, same columns and unique id, no ledger. */
static void insert(const char *folder, size_t count) {
  char path[512];
  sqlite3 *db;
  sqlite3_stmt *s;
  snprintf(path, sizeof path, "%s/plain.db", folder);
  sqlite3_open(path, &db);
  sqlite3_exec(db,
               "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (sequence"
               " INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind INTEGER, debit INTEGER, credit"
               " INTEGER, amount_fen INTEGER, reference TEXT, content_hash BLOB, at_us INTEGER)",
               NULL, NULL, NULL);
  sqlite3_prepare_v2(db, "INSERT INTO t VALUES (?1,?2,0,?3,?4,?5,?6,?7,2)", -1, &s, NULL);
  int64_t at = clock_monotonic_us();
  for (size_t done = 0; done < count; done += BATCH) {
    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (size_t i = 0; i < BATCH; i++) {
      size_t n = done + i;
      unsigned char id[32] = {0};
      char reference[32];
      for (int b = 0; b < 8; b++) id[15 - b] = (unsigned char)((n + 1) >> (8 * b));
      int size = snprintf(reference, sizeof reference, "T-%zu", n);
      sqlite3_bind_int64(s, 1, (sqlite3_int64)n + 1);
      sqlite3_bind_blob(s, 2, id, 16, SQLITE_STATIC);
      sqlite3_bind_int64(s, 3, (sqlite3_int64)(n % ACCOUNTS));
      sqlite3_bind_int64(s, 4, (sqlite3_int64)((n + 1) % ACCOUNTS));
      sqlite3_bind_int64(s, 5, (sqlite3_int64)(n % 1000 + 1));
      sqlite3_bind_text(s, 6, reference, size, SQLITE_STATIC);
      sqlite3_bind_blob(s, 7, id, 32, SQLITE_STATIC);
      if (sqlite3_step(s) != SQLITE_DONE) exit(1);
      sqlite3_reset(s);
    }
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  }
  step("plain SQLite, the same rows", (int64_t)count, at);
  sqlite3_finalize(s);
  sqlite3_close(db);
}

int main(int argc, char **argv) {
  if (argc < 2) return 64;
  size_t payments = argc > 2 ? strtoul(argv[2], NULL, 10) : 100000;
  size_t transfers = argc > 3 ? strtoul(argv[3], NULL, 10) : 500000;
  insert(argv[1], transfers);
  post(argv[1], transfers);
  pay(argv[1], payments);
  return 0;
}
