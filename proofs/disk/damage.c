/* Damaged stores and tampering with the audit chain: what was changed is found, and nothing is
 * paid.
 *
 * A small city stands before its bank files leave.  Its database is damaged (bytes flipped, pages
 * swapped, the end cut off): whenever any row of any table then reads otherwise, the program
 * must say so, and a release may only ever put the very bytes into the outbox that were
 * prepared.  Then somebody who can write into the database edits, inserts, deletes, swaps or cuts
 * off entries of the chain, cuts it off and goes on as if nothing had been, or writes all of it
 * anew with right hashes: held against the checkpoint that was exported before, each is found.
 *
 * usage: damage DATA_FOLDER [STORES [TAMPERINGS]] */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "audit/audit.h"
#include "base/random.h"
#include "city.h"

enum { PAGE = 8192, ENTRIES_MAX = 400 };

static FILE *report;

/* --- Damaged stores --- */

/* All rows but those that are compared with the program and its catalogue of attributes whenever a
 * city is opened; 0 when they cannot be read. */
static uint64_t guarded_rows(void) {
  static const char *const OPENED[] = {"migration", "attribute", NULL};
  uint64_t fingerprint;
  sqlite3_close(city_look(OPENED, &fingerprint));
  return fingerprint;
}

static void damage_store(random_source *r, disk_file *f) {
  size_t pages = f->size / PAGE;
  switch (random_below(r, 3)) {
    case 0:
      for (uint64_t i = 1 + random_below(r, 8); i > 0; i--) {
        f->bytes[random_below(r, f->size)] ^= (unsigned char)(1u << random_below(r, 8));
      }
      break;
    case 1: {
      unsigned char kept[PAGE], *a = f->bytes + PAGE * random_below(r, pages),
                                *b = f->bytes + PAGE * random_below(r, pages);
      memcpy(kept, a, PAGE);
      memcpy(a, b, PAGE);
      memcpy(b, kept, PAGE);
      break;
    }
    default:
      f->size = random_below(r, f->size);
  }
}

/* The bytes of the files in the outbox, all together. */
static uint64_t outbox_bytes(int *count_out) {
  uint64_t sum = 0;
  *count_out = 0;
  for (int i = 0; i < disk.name_count; i++) {
    if (!city_is_outgoing(disk.names[i].path)) continue;
    uint64_t hash = 1;
    const disk_file *f = &disk.files[disk.names[i].file];
    for (size_t k = 0; k < f->size; k++) hash = (hash ^ f->bytes[k]) * UINT64_C(0x100000001B3);
    sum ^= hash;
    ++*count_out;
  }
  return sum;
}

/* NULL, or what went wrong. */
static const char *try_damage(random_source *r, const disk_image *sound, uint64_t rows,
                              const uint64_t allowed[4], const char *release) {
  static disk_image damaged;
  disk_copy(&disk, sound);
  disk_power_off();
  damage_store(r, &disk.files[disk_find(&disk, CITY_DATABASE)]);
  disk_copy(&damaged, &disk);
  bool changed = guarded_rows() != rows;
  disk_copy(&disk, &damaged);
  disk_power_off();
  bool found = city_examine(false) != NULL;
  if (changed && !found) return "a change was not found";
  disk_copy(&disk, &damaged);
  disk_power_off();
  (void)city_run(release);
  int files;
  uint64_t left = outbox_bytes(&files);
  for (int i = 0; i < 4; i++) {
    if (left == allowed[i]) return NULL;
  }
  return "other bytes than the prepared ones lie in the outbox";
}

/* --- Tampering with the chain --- */

typedef struct kept_entry {
  char *fields[4];
  int sizes[4];
  int64_t time_us;
} kept_entry;

static sd_status append(database *db, const kept_entry *e, const char *actor) {
  sd_error error = {0};
  return audit_append(db, actor, e->fields[1], e->fields[2],
                      (text){e->fields[3], (size_t)e->sizes[3]}, e->time_us, NULL, &error);
}

static int64_t read_entries(sqlite3 *db, kept_entry *out) {
  sqlite3_stmt *rows;
  int64_t count = 0;
  if (sqlite3_prepare_v2(db,
                         "SELECT actor, act, reference, payload, time_us FROM audit_entry"
                         " ORDER BY sequence",
                         -1, &rows, NULL) != SQLITE_OK)
    abort();
  for (; sqlite3_step(rows) == SQLITE_ROW && count < ENTRIES_MAX; count++) {
    for (int k = 0; k < 4; k++) {
      out[count].sizes[k] = sqlite3_column_bytes(rows, k);
      out[count].fields[k] = calloc(1, (size_t)out[count].sizes[k] + 1);
      const void *bytes = sqlite3_column_blob(rows, k);
      if (out[count].sizes[k] != 0)
        memcpy(out[count].fields[k], bytes, (size_t)out[count].sizes[k]);
    }
    out[count].time_us = sqlite3_column_int64(rows, 4);
  }
  sqlite3_finalize(rows);
  return count;
}

static const char *const TRIGGERS =
    "DROP TRIGGER IF EXISTS audit_entry_update; DROP TRIGGER IF EXISTS audit_entry_delete;";

static void edit(const char *sql) {
  sqlite3 *db = NULL;
  char *why = NULL;
  if (sqlite3_open_v2(CITY_DATABASE, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_exec(db, TRIGGERS, NULL, NULL, NULL) != SQLITE_OK ||
      sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK || sqlite3_total_changes(db) == 0) {
    fprintf(report, "FAIL %s: %s\n", sql, why == NULL ? "nothing was changed" : why);
    exit(1);
  }
  sqlite3_close(db);
}

/* Cuts the chain behind `keep` and appends the old entries again, the first under another name. */
static void forge(const kept_entry *entries, int64_t keep, int64_t count) {
  char sql[120];
  snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE sequence > %lld", (long long)keep);
  edit(sql);
  database *db = NULL;
  sd_error error = {0};
  bool done =
      database_open(CITY_DATABASE, &db, &error) == SD_OK && database_begin(db, &error) == SD_OK;
  for (int64_t i = keep; i < count && done; i++) {
    done = append(db, &entries[i], i == keep ? "somebody else" : entries[i].fields[0]) == SD_OK;
  }
  done = done && database_commit(db, &error) == SD_OK;
  database_close(db);
  if (!done) abort();
}

static void tamper(random_source *r, int kind, const kept_entry *entries, int64_t count) {
  char sql[500];
  long long a = (long long)random_between(r, 1, count), b = a % count + 1;
  static const char *const COLUMNS[] = {"actor", "act", "reference"};
  switch (kind) {
    case 0:
      snprintf(sql, sizeof sql, "UPDATE audit_entry SET %s = %s || 'x' WHERE sequence = %lld",
               COLUMNS[a % 3], COLUMNS[a % 3], a);
      break;
    case 1:
      snprintf(sql, sizeof sql,
               "UPDATE audit_entry SET sequence = -sequence WHERE sequence > %lld;"
               "UPDATE audit_entry SET sequence = 1 - sequence WHERE sequence < 0;"
               "INSERT INTO audit_entry SELECT %lld, time_us, actor, act, reference, payload,"
               " previous_hash, hash FROM audit_entry WHERE sequence = %lld",
               a, a + 1, a);
      break;
    case 2:
      snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE sequence = %lld", a);
      break;
    case 3:
      snprintf(sql, sizeof sql,
               "UPDATE audit_entry SET sequence = -1 WHERE sequence = %lld;"
               "UPDATE audit_entry SET sequence = %lld WHERE sequence = %lld;"
               "UPDATE audit_entry SET sequence = %lld WHERE sequence = -1",
               a, a, b, b);
      break;
    case 4:
      snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE sequence >= %lld", a);
      break;
    case 5:
      forge(entries, a - 1, count);
      return;
    default:
      forge(entries, 0, count);
      return;
  }
  edit(sql);
}

static bool tampering_is_found(const audit_head *checkpoint) {
  database *db = NULL;
  sd_error error = {0};
  audit_report found;
  sd_status status = database_open(CITY_DATABASE, &db, &error);
  if (status == SD_OK) status = audit_verify(db, checkpoint, NULL, NULL, &found, &error);
  database_close(db);
  return status == SD_CORRUPT;
}

enum { SPEED_ENTRIES = 200000, SPEED_LEAST = 200000 };

/* How fast a long chain is verified, by the time of the processor. */
static bool verification_is_fast(void) {
  database *db = NULL;
  audit_report found = {0};
  static char payload[100];
  memset(payload, 'x', sizeof payload);
  bool done = database_open(CITY_DATABASE, &db, NULL) == SD_OK && database_begin(db, NULL) == SD_OK;
  for (int i = 0; i < SPEED_ENTRIES && done; i++) {
    done = audit_append(db, "officer", "act", "reference", (text){payload, sizeof payload}, i, NULL,
                        NULL) == SD_OK;
  }
  done = done && database_commit(db, NULL) == SD_OK;
  clock_t begin = clock();
  done = done && audit_verify(db, NULL, NULL, NULL, &found, NULL) == SD_OK;
  clock_t ticks = clock() - begin;
  database_close(db);
  int64_t rate = ticks > 0 ? found.entries * CLOCKS_PER_SEC / ticks : 0;
  bool fast = done && rate >= SPEED_LEAST;
  fprintf(report, "%s %lld entries verified, %lld a second (at least %d)\n", fast ? "ok  " : "FAIL",
          (long long)found.entries, (long long)rate, SPEED_LEAST);
  return fast;
}

int main(int argc, char **argv) {
  int stores = argc > 2 ? atoi(argv[2]) : 2000, tamperings = argc > 3 ? atoi(argv[3]) : 10000;
  static disk_image sound;
  static kept_entry entries[ENTRIES_MAX];
  const char *release = NULL;
  int64_t failed = 0;
  random_source r;
  random_init(&r, 1);
  report = stdout;
  stdout = stderr = fopen("/dev/null", "w");
  city_begin(argv[1]);
  for (size_t i = 0; i < city_command_count && release == NULL; i++) {
    const char *line = city_commands[i].line;
    if (strncmp(line, "pay release --all --by 钱", 24) == 0) {
      release = line;
    } else {
      (void)city_do(line);
    }
  }
  edit("UPDATE migration SET name = name; PRAGMA wal_checkpoint(TRUNCATE)");
  disk_copy(&sound, &disk);
  uint64_t rows = guarded_rows(), allowed[4] = {0};
  const char *unsound = city_examine(false);
  if (unsound != NULL) {
    fprintf(report, "FAIL the city is not sound before any damage: %s\n", unsound);
    return 1;
  }
  /* What may lie in the outbox: nothing, the one prepared file, the other, or both. */
  (void)city_run(release);
  int files;
  allowed[1] = outbox_bytes(&files);
  int first = -1;
  for (int i = 0; i < disk.name_count; i++) {
    if (strstr(disk.names[i].path, "/outbox/SDF") != NULL) first = first < 0 ? i : first;
  }
  static disk_image both;
  disk_copy(&both, &disk);
  if (first >= 0) {
    disk.names[first] = disk.names[--disk.name_count];
    allowed[2] = outbox_bytes(&files);
    allowed[3] = allowed[1] ^ allowed[2];
  }
  if (files != 1) fprintf(report, "FAIL the city has not two files to be released\n");
  for (int i = 0; i < stores; i++) {
    const char *wrong = try_damage(&r, &sound, rows, allowed, release);
    if (wrong == NULL) continue;
    if (failed++ < 10) fprintf(report, "FAIL damaged store %d: %s\n", i, wrong);
  }
  fprintf(report, "%s %d damaged stores\n", failed == 0 ? "ok  " : "FAIL", stores);
  disk_copy(&disk, &sound);
  disk_power_off();
  sqlite3 *db = NULL;
  sqlite3_open_v2(CITY_DATABASE, &db, SQLITE_OPEN_READWRITE, NULL);
  int64_t count = read_entries(db, entries);
  sqlite3_close(db);
  audit_head checkpoint;
  database *city = NULL;
  if (database_open(CITY_DATABASE, &city, NULL) != SD_OK ||
      audit_head_get(city, &checkpoint, NULL) != SD_OK)
    abort();
  database_close(city);
  int64_t before = failed;
  if (tampering_is_found(&checkpoint)) failed++; /* the untouched chain is sound */
  for (int i = 0; i < tamperings; i++) {
    disk_copy(&disk, &sound);
    disk_power_off();
    tamper(&r, i % 7, entries, count);
    if (tampering_is_found(&checkpoint)) continue;
    if (failed++ < 10) fprintf(report, "FAIL tampering %d of kind %d was not found\n", i, i % 7);
  }
  fprintf(report, "%s %d tamperings with a chain of %lld entries\n",
          failed == before ? "ok  " : "FAIL", tamperings, (long long)count);
  disk_copy(&disk, &sound);
  disk_power_off();
  failed += !verification_is_fast();
  fprintf(report, "%lld passed, %lld failed, 0 skipped\n",
          (long long)(1 + stores + tamperings - failed), (long long)failed);
  return failed == 0 ? 0 : 1;
}
