/* The ledger in durable batches beside plain SQLite inserts of the same rows; prints both.
 *
 * usage: ledger_bench FOLDER [TRANSFERS] */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "ledger/ledger.h"

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
  MUST(ledger_migrate(db, error));
  return db;
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
  size_t transfers = argc > 2 ? strtoul(argv[2], NULL, 10) : 500000;
  insert(argv[1], transfers);
  post(argv[1], transfers);
  return 0;
}
