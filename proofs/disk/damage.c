/* Damaged stores and tampering with the audit chain: what was changed is found, and nothing is
 * paid.
 *
 * A small city stands before its bank files leave.  Its database is damaged (bytes flipped, pages
 * swapped, the end cut off): whenever any row of any table then reads otherwise, but for the
 * columns of not_held.def, the program must say so, and a release may only ever put the very bytes
 * into the outbox that were prepared.  Then somebody who can write into the database edits,
 * inserts, deletes, swaps or cuts off entries of the chain, cuts it off and goes on as if nothing
 * had been, or writes all of it anew with right hashes: held against the checkpoint that was
 * exported before, each is found.
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
 * city is opened, and but the columns of not_held.def; 0 when they cannot be read. */
static uint64_t guarded_rows(void) {
#define C(table, column) #table "." #column,
  static const char *const without[] = {"migration", "attribute",
#include "not_held.def"
                                        NULL};
#undef C
  uint64_t fingerprint;
  sqlite3_close(city_look(without, &fingerprint));
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

/* --- Each column of each table --- */

enum { COLUMNS_MAX = 1024, NAME_SIZE = 64 };

typedef struct place {
  char table[NAME_SIZE], column[NAME_SIZE];
  char key[4 * NAME_SIZE]; /* "a, b": what names a row of the table */
} place;

/* Those that nothing holds yet, and whether one of them was missed. */
static struct {
  const char *table, *column;
  bool missed;
} not_held[] = {
#define C(table, column) {#table, #column, false},
#include "not_held.def"
#undef C
};

static bool note_missed(const place *p) {
  for (size_t i = 0; i < sizeof not_held / sizeof not_held[0]; i++) {
    if (strcmp(p->table, not_held[i].table) != 0) continue;
    if (strcmp(p->column, not_held[i].column) != 0) continue;
    return not_held[i].missed = true;
  }
  return false;
}

static bool is_compared_when_opened(const char *table) {
  return strcmp(table, "migration") == 0 || strcmp(table, "attribute") == 0;
}

static size_t list_places(place *out) {
  sqlite3 *db = NULL;
  sqlite3_stmt *rows = NULL;
  size_t count = 0;
  if (sqlite3_open_v2(CITY_DATABASE, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(db,
                         "SELECT t.name, c.name, coalesce((SELECT group_concat(k.name, ', ') FROM"
                         " pragma_table_info(t.name) k WHERE k.pk > 0), 'rowid')"
                         " FROM sqlite_schema t, pragma_table_info(t.name) c"
                         " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid",
                         -1, &rows, NULL) != SQLITE_OK)
    abort();
  while (sqlite3_step(rows) == SQLITE_ROW && count < COLUMNS_MAX) {
    place *p = &out[count];
    snprintf(p->table, NAME_SIZE, "%s", (const char *)sqlite3_column_text(rows, 0));
    snprintf(p->column, NAME_SIZE, "%s", (const char *)sqlite3_column_text(rows, 1));
    snprintf(p->key, sizeof p->key, "%s", (const char *)sqlite3_column_text(rows, 2));
    count += !is_compared_when_opened(p->table);
  }
  sqlite3_finalize(rows);
  sqlite3_close(db);
  return count;
}

/* Another value of the same kind in the first or last row, behind the back of triggers and checks;
 * false when there is no row, or no other value is possible. */
static bool change_place(const place *p, bool first) {
  char sql[2400];
  sqlite3 *db = NULL;
  snprintf(sql, sizeof sql,
           "UPDATE %s SET %s = CASE typeof(%s) WHEN 'integer' THEN %s + 1 WHEN 'null' THEN NULL"
           " WHEN 'blob' THEN CAST(x'ff' || %s AS BLOB) ELSE 'x' || %s END"
           " WHERE (%s) = (SELECT %s FROM %s ORDER BY %s %s LIMIT 1) AND %s IS NOT NULL",
           p->table, p->column, p->column, p->column, p->column, p->column, p->key, p->key,
           p->table, p->key, first ? "ASC" : "DESC", p->column);
  if (sqlite3_open_v2(CITY_DATABASE, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) abort();
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_exec(db, "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF", NULL, NULL,
               NULL);
  bool done = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_changes(db) == 1;
  sqlite3_close(db);
  return done;
}

static int64_t change_each_column(const disk_image *sound, const char *when, int64_t *tried_out) {
  static place places[COLUMNS_MAX];
  int64_t failed = 0, missed = 0;
  disk_copy(&disk, sound);
  disk_power_off();
  size_t count = list_places(places);
  *tried_out = 0;
  for (size_t i = 0; i < 2 * count; i++) {
    const place *p = &places[i / 2];
    disk_copy(&disk, sound);
    disk_power_off();
    if (!change_place(p, i % 2 == 0)) continue;
    ++*tried_out;
    if (city_examine(false) != NULL) continue;
    missed++;
    if (note_missed(p)) continue;
    failed++;
    fprintf(report, "FAIL %s: another %s.%s in the %s row was not found\n", when, p->table,
            p->column, i % 2 == 0 ? "first" : "last");
  }
  fprintf(report, "%s another value in %lld places, %lld not found, %s\n",
          failed == 0 ? "ok  " : "FAIL", (long long)*tried_out, (long long)missed, when);
  *tried_out -= missed - failed;
  return failed;
}

/* A line of not_held.def that says less than is true. */
static int64_t count_held(void) {
  int64_t held = 0;
  for (size_t i = 0; i < sizeof not_held / sizeof not_held[0]; i++) {
    if (not_held[i].missed) continue;
    held++;
    fprintf(report, "FAIL %s.%s is held: take it from proofs/disk/not_held.def\n",
            not_held[i].table, not_held[i].column);
  }
  return held;
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

/* Before the release of the first file, and when everything has happened that happens in a year;
 * `at` is the next command. */
static int64_t prove_columns(const disk_image *sound, size_t at, int64_t *tried_out) {
  static disk_image year;
  int64_t tried = 0, failed = change_each_column(sound, "before the release", tried_out);
  disk_copy(&disk, sound);
  disk_power_off();
  for (; at < city_command_count; at++) (void)city_do(city_commands[at].line);
  edit("UPDATE migration SET name = name; PRAGMA wal_checkpoint(TRUNCATE)");
  disk_copy(&year, &disk);
  failed += change_each_column(&year, "when the year is over", &tried);
  failed += count_held();
  *tried_out += tried;
  disk_copy(&disk, sound);
  disk_power_off();
  return failed;
}

int main(int argc, char **argv) {
  int stores = argc > 2 ? atoi(argv[2]) : 2000, tamperings = argc > 3 ? atoi(argv[3]) : 10000;
  static disk_image sound;
  static kept_entry entries[ENTRIES_MAX];
  const char *release = NULL;
  int64_t failed = 0, passed = 0;
  random_source r;
  random_init(&r, 1);
  report = stdout;
  stdout = stderr = fopen("/dev/null", "w");
  city_begin(argv[1]);
  size_t at = 0;
  for (; at < city_command_count && release == NULL; at++) {
    const char *line = city_commands[at].line;
    if (strncmp(line, "pay release --all --by 钱", 24) == 0) {
      release = line;
      break;
    }
    (void)city_do(line);
  }
  edit("UPDATE migration SET name = name; PRAGMA wal_checkpoint(TRUNCATE)");
  disk_copy(&sound, &disk);
  uint64_t rows = guarded_rows(), allowed[4] = {0};
  const char *unsound = city_examine(false);
  if (unsound != NULL) {
    fprintf(report, "FAIL the city is not sound before any damage: %s\n", unsound);
    return 1;
  }
  failed += prove_columns(&sound, at, &passed);
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
          (long long)(1 + stores + tamperings + passed - failed), (long long)failed);
  return failed == 0 ? 0 : 1;
}
