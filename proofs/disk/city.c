/* A small city on the disk in memory, and the commands of a year of its work, as one table. */
#include "city.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/hash.h"
#include "ledger/ledger.h"
#include "list/verify.h"
#include "payout/payout.h"

/* $C: the city's folder; $1 $2: the files in its outbox. */
const city_command city_commands[] = {
    {"import $C/inbox/market-register.csv --now 2025-06-30T01:00:00Z", true},
    {"import $C/inbox/profile.csv --now 2025-06-30T01:01:00Z", true},
    {"import $C/inbox/bank-accounts.csv --now 2025-06-30T01:02:00Z", true},
    {"import $C/inbox/tax-2023.csv --now 2025-06-30T01:03:00Z", true},
    {"import $C/inbox/tax-2024.csv --now 2025-06-30T01:04:00Z", true},
    {"import $C/inbox/credit.csv --now 2025-06-30T01:05:00Z", true},
    {"import $C/inbox/hnte-list.xlsx --now 2025-06-30T01:06:00Z", true},
    {"import $C/inbox/credit.csv --dry-run", false},
    {"import $C/inbox/missing.csv", false},
    {"policy list", false},
    {"policy show changzhou-rd-award", false},
    {"policy check changzhou-rd-award", false},
    {"policy release changzhou-rd-award changzhou-hnte-award --by 张 --now 2025-06-30T01:10:00Z",
     true},
    {"payer add 320400100000001 --name 财政局 --bank-code 011304000012 --by 王"
     " --now 2025-06-30T01:20:00Z",
     true},
    {"budget receive --by 王 --all --now 2025-06-30T01:30:00Z", true},
    {"approvals", false},
    {"approve --all --by 陈 --now 2025-06-30T01:40:00Z", true},
    {"budget show", false},
    {"facts 91320412MA00000000", false},
    {"conflicts --as-of 2025-06-30", false},
    {"facts export changzhou-rd-award --as-of 2025-06-30 --out $C/facts.csv", false},
    {"run --item changzhou-rd-award --as-of 2025-06-30 --by 张 --now 2025-06-30T02:00:00Z", true},
    {"run --item changzhou-hnte-award --as-of 2025-06-30 --by 张 --now 2025-06-30T02:01:00Z", true},
    {"list show", false},
    {"list show changzhou-rd-award --status met", false},
    {"list approve changzhou-rd-award --by 张 --now 2025-06-30T03:00:00Z", false}, /* refused */
    {"list approve changzhou-rd-award --by 李 --now 2025-06-30T03:00:00Z", true},
    {"list approve changzhou-hnte-award --by 李 --now 2025-06-30T03:01:00Z", true},
    {"list publish changzhou-rd-award --by 张 --now 2025-06-30T04:00:00Z", true},
    {"list publish changzhou-hnte-award --by 张 --now 2025-06-30T04:01:00Z", true},
    {"list finalize changzhou-rd-award --by 张 --now 2025-07-15T01:00:00Z", true},
    {"list finalize changzhou-hnte-award --by 张 --now 2025-07-15T01:01:00Z", true},
    {"pay changzhou-rd-award --by 赵 --now 2025-07-15T02:00:00Z", true},
    {"pay changzhou-rd-award --by 赵 --now 2025-07-15T02:00:30Z", false}, /* again: nothing */
    {"pay changzhou-hnte-award --by 赵 --now 2025-07-15T02:01:00Z", true},
    {"approve --all --by 周 --now 2025-07-15T02:30:00Z", true},
    {"pay release --all --by 赵 --now 2025-07-15T02:59:00Z", false}, /* refused: the maker */
    {"pay release --all --by 钱 --now 2025-07-15T03:00:00Z", true},
    {"bank-simulator $1 --out $C/inbox/statement-1.xml --answer-out $C/inbox/answer-1.xml"
     " --returned-per-mille 300 --rejected-per-mille 300 --opening 1190000000",
     false},
    {"reconcile $C/inbox/answer-1.xml --by 孙 --now 2025-07-16T01:00:00Z", true},
    {"reconcile $C/inbox/statement-1.xml --by 孙 --now 2025-07-17T01:00:00Z", true},
    {"reconcile $C/inbox/statement-1.xml --by 孙 --now 2025-07-17T01:05:00Z", false}, /* again */
    {"exceptions", false},
    {"run --item changzhou-rd-award --as-of 2025-07-30 --by 张 --now 2025-07-30T02:00:00Z", true},
    {"list withdraw 3 --by 张 --now 2025-07-30T03:00:00Z", true},
    {"replay --all", false},
    {"audit verify --write-checkpoint $C/checkpoint.txt", false},
    {"audit verify --checkpoint $C/checkpoint.txt", false},
    {"summary", false},
};
const size_t city_command_count = sizeof city_commands / sizeof city_commands[0];

int sudui_main(int argc, char **argv);

/* --- Commands --- */

static int compare_paths(const void *a, const void *b) { return strcmp(a, b); }

/* The n-th bank file of the outbox by name, n from 1; "" when there is none. */
static void outbox_path(int n, char out[DISK_PATH_SIZE]) {
  static char paths[DISK_FILES_MAX][DISK_PATH_SIZE];
  int count = 0;
  for (int i = 0; i < disk.name_count; i++) {
    const char *path = disk.names[i].path;
    size_t size = strlen(path);
    bool is_file = strncmp(path, CITY_FOLDER "/outbox/", strlen(CITY_FOLDER "/outbox/")) == 0 &&
                   strcmp(path + size - 4, ".xml") == 0;
    if (is_file) memcpy(paths[count++], path, DISK_PATH_SIZE);
  }
  qsort(paths, (size_t)count, DISK_PATH_SIZE, compare_paths);
  snprintf(out, DISK_PATH_SIZE, "%s", n <= count ? paths[n - 1] : "");
}

int city_run(const char *line) {
  static char words[40][DISK_PATH_SIZE];
  char *argv[44] = {"sudui"};
  int argc = 1;
  for (const char *at = line; *at != '\0';) {
    size_t size = strcspn(at, " ");
    char *word = words[argc];
    if (at[0] == '$' && at[1] == 'C') {
      snprintf(word, DISK_PATH_SIZE, CITY_FOLDER "%.*s", (int)size - 2, at + 2);
    } else if (at[0] == '$') {
      outbox_path(at[1] - '0', word);
    } else {
      snprintf(word, DISK_PATH_SIZE, "%.*s", (int)size, at);
    }
    argv[argc++] = word;
    at += size + (at[size] == ' ');
  }
  if (strncmp(line, "init", 4) != 0) {
    argv[argc++] = "--city";
    argv[argc++] = CITY_FOLDER;
  }
  argv[argc++] = "--quiet";
  return sudui_main(argc, argv);
}

static void place_inbox(void) {
  char folder[] = "/tmp/sudui-proof-XXXXXX", command[512], path[DISK_PATH_SIZE], real[400];
  if (mkdtemp(folder) == NULL) abort();
  char *argv[] = {"sudui", "sample", folder, "--companies", "30", "--seed", "3", "--quiet"};
  if (sudui_main(8, argv) != 0) abort();
  DIR *opened = opendir(folder);
  for (const struct dirent *entry; (entry = readdir(opened)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, CITY_FOLDER "/inbox/%.100s", entry->d_name);
    snprintf(real, sizeof real, "%s/%s", folder, entry->d_name);
    disk_place(path, real);
  }
  closedir(opened);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  if (system(command) != 0) abort();
}

void city_begin(const char *data_folder) {
  setenv("SUDUI_DATA", data_folder, 1);
  setenv("LANG", "en_US.UTF-8", 1);
  disk_register();
  disk_place(DISK_ROOT "", NULL);
  if (city_run("init $C") != 0) {
    fprintf(stderr, "the city cannot be made\n");
    abort();
  }
  place_inbox();
}

/* --- What it holds --- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t size) {
  const unsigned char *at = bytes;
  for (; size >= 8; at += 8, size -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  for (size_t i = 0; i < size; i++) hash = (hash ^ at[i]) * UINT64_C(0x100000001B3);
  return hash;
}

static uint64_t table_fingerprint(sqlite3 *db, const char *table, uint64_t hash) {
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
  sqlite3_stmt *rows;
  if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK) {
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
    if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK) return 0;
  }
  while (sqlite3_step(rows) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(rows); i++) {
      int type = sqlite3_column_type(rows, i);
      hash = mix(hash, &type, sizeof type);
      if (type == SQLITE_INTEGER) {
        hash = (hash ^ (uint64_t)sqlite3_column_int64(rows, i)) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
        continue;
      }
      const void *bytes = sqlite3_column_blob(rows, i);
      hash = mix(hash, bytes, (size_t)sqlite3_column_bytes(rows, i));
    }
  }
  sqlite3_finalize(rows);
  return hash;
}

sqlite3 *city_look(uint64_t *fingerprint_out) {
  sqlite3 *db = NULL;
  *fingerprint_out = 1;
  if (disk_find(&disk, CITY_DATABASE) < 0) return NULL;
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  *fingerprint_out = 0;
  if (sqlite3_open_v2(CITY_DATABASE, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) return db;
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_stmt *tables = NULL;
  if (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                         -1, &tables, NULL) == SQLITE_OK) {
    while (sqlite3_step(tables) == SQLITE_ROW) {
      const char *name = (const char *)sqlite3_column_text(tables, 0);
      hash = mix(hash, name, strlen(name));
      hash = table_fingerprint(db, name, hash);
    }
  }
  sqlite3_finalize(tables);
  *fingerprint_out = hash;
  return db;
}

/* --- Whether it is sound --- */

/* Every file under its final name is stored, released before, and byte for byte the stored one;
 * every file that was handed over lies there. */
static const char *examine_outbox(database *db) {
  static char why[300];
  query *q;
  sd_error error = {0};
  if (query_open(db, "SELECT file_name, bytes, state FROM payout_file", &q, &error) != SD_OK) {
    return "the files cannot be read";
  }
  int known = 0;
  const char *wrong = NULL;
  for (bool row = true; wrong == NULL;) {
    if (query_step(q, &row, &error) != SD_OK) wrong = "the files cannot be read";
    if (wrong != NULL || !row) break;
    char path[DISK_PATH_SIZE];
    snprintf(path, sizeof path, CITY_FOLDER "/outbox/%s", query_text(q, 0).data);
    text bytes = query_bytes(q, 1), state = query_text(q, 2);
    int file = disk_find(&disk, path);
    if (file >= 0) {
      known++;
      const disk_file *f = &disk.files[file];
      if (f->size != bytes.size || memcmp(f->bytes, bytes.data, f->size) != 0) {
        wrong = "a file in the outbox is not the stored one";
      } else if (text_is(state, "PREPARED") || text_is(state, "CANCELLED")) {
        wrong = "a file lies in the outbox that was not released";
      }
    } else if (text_is(state, "HANDED_OVER")) {
      wrong = "a file that was handed over is not in the outbox";
    }
  }
  query_close(q);
  char first[DISK_PATH_SIZE];
  outbox_path(known + 1, first);
  if (wrong == NULL && first[0] != '\0') wrong = "a file in the outbox that nobody stored";
  if (wrong != NULL) snprintf(why, sizeof why, "%s", wrong);
  return wrong == NULL ? NULL : why;
}

const char *city_examine(bool rows_are_sound) {
  static char why[400];
  database *db = NULL;
  sd_error error = {0};
  audit_report report;
  ledger_proof proof;
  list_proof lists;
  sd_status status = database_open(CITY_DATABASE, &db, &error);
  if (status == SD_OK) status = database_check(db, &error);
  if (!rows_are_sound) {
    if (status == SD_OK) status = audit_verify(db, NULL, NULL, NULL, &report, &error);
    if (status == SD_OK) status = ledger_verify(db, &proof, &error);
    if (status == SD_OK) status = list_verify(db, &lists, &error);
  }
  const char *wrong = NULL;
  if (status == SD_OK) wrong = examine_outbox(db);
  database_close(db);
  if (status == SD_OK) return wrong;
  snprintf(why, sizeof why, "%.390s", error.text[LANGUAGE_ENGLISH]);
  return why;
}
